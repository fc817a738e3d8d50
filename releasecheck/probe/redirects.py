"""Where a probe may be sent on to: the same host only, never from https to http."""

from urllib.parse import SplitResult, urljoin, urlsplit

from releasecheck.probe.addresses import is_address, refusal
from releasecheck.probe.errors import HopError
from releasecheck.probe.expectations import parse_status
from releasecheck.probe.observation import Answer
from releasecheck.probe.reasons import Reason
from releasecheck.probe.target import Target
from releasecheck.probe.text import shown_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


def next_url(answer: Answer, target: Target) -> str | None:
    """Where the answer sends us; None when it does not, nobody follows, or that status was expected."""
    location = answer.first("Location")
    if answer.status not in REDIRECTS or location is None or not target.follow_redirects:
        return None
    if parse_status(target.expect_status).holds(answer.status):
        return None
    try:
        return urljoin(answer.url, location)
    except ValueError:
        raise HopError(
            Reason.REDIRECT_UNEXPECTED, "the answer redirects to something that is no URL"
        ) from None


def refused_redirect(here: str, there: str) -> list[HopError]:
    """Every reason not to go from one URL to the other."""
    old, new = urlsplit(here), urlsplit(there)
    if new.scheme not in _PORTS:
        return [HopError(Reason.REDIRECT_UNEXPECTED, f"a redirect to {shown_url(there)}")]
    refused = []
    if old.hostname != new.hostname:
        refused.append(HopError(Reason.REDIRECT_CROSS_HOST, f"a redirect to {shown_url(there)}"))
    if (old.scheme, new.scheme) == ("https", "http"):
        refused.append(HopError(Reason.REDIRECT_UNEXPECTED, f"a redirect from https to {shown_url(there)}"))
    return refused + _refused_address(old, new)


def _refused_address(old: SplitResult, new: SplitResult) -> list[HopError]:
    host = new.hostname or ""
    if not is_address(host):
        return []
    why = refusal(host, private_allowed=same_service(old, new))
    return [HopError(Reason.ADDRESS_REFUSED_BY_POLICY, f"{host} is {why}", ours=True)] if why else []


def same_service(old: SplitResult, new: SplitResult) -> bool:
    """Same host and port, or the step from http to https on their own ports: what the operator named."""
    ports = [parts.port or _PORTS.get(parts.scheme) for parts in (old, new)]
    return old.hostname == new.hostname and (ports[0] == ports[1] or ports == [80, 443])
