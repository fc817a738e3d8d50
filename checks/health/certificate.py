"""The certificate of the deployed site."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, error

from ..derived.deploy.certificates import EXPIRING, REFUSED


@error
def tls_expiry(deployed: Deployed) -> Judgement:
    """The certificate of the deployed site is refused by browsers, or soon will be.

    It has expired, is for another host, or comes from an authority that nobody trusts, often because the
    server does not send the one between. One with less than 7 days left (or a tenth of its lifetime, if that
    is less) is an error, too: what should have renewed it did not. Under 21 days (or a third) is a warning.

    Fix: Renew it, and look why the renewal did not run; send the whole chain (nginx: `fullchain.pem`).

    Fault::

        ssl_certificate /etc/letsencrypt/live/shop.example/cert.pem;       # without the chain

    Fine::

        ssl_certificate /etc/letsencrypt/live/shop.example/fullchain.pem;
    """
    host = urlsplit(deployed.url).hostname or deployed.url
    found = [one for said in deployed.report.get("assertions", ()) if (one := _found(said, host, deployed))]
    yield from dict.fromkeys(found)
    if found:
        return
    if not deployed.url.startswith("https:"):
        yield DoesNotApply(f"{deployed.url} is not served over TLS")
    elif not list(_certificates(deployed)):
        yield CouldNotLook(f"{deployed.url} showed no certificate")


def _found(said: dict[str, Any], host: str, deployed: Deployed) -> Found | None:
    reason = said.get("reason")
    if reason in REFUSED:
        return Found(f"the certificate {REFUSED[reason]}", host, evidence=(str(said["actual"]),))
    if reason == EXPIRING:
        severity: Severity | None = None if not said["ok"] else "warning"
        seen = tuple(dict.fromkeys(_certificates(deployed)))
        return Found(f"the certificate has {said['actual']}", host, evidence=seen, severity=severity)
    return None


def _certificates(deployed: Deployed) -> Iterator[str]:
    for hop in deployed.report.get("hops", ()):
        if tls := hop.get("tls"):
            yield f"{tls['subject']}, issued by {tls['issuer']}, valid until {tls['not_after']}"
