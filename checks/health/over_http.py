"""A session that the browser never sends back."""

from urllib.parse import urlsplit

from releasecheck.facts import Project
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Deployed
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.config import sessions
from ..derived.config.configured import place_of, value_of

_KEY = "SESSION_COOKIE_SECURE"
_TRUSTWORTHY = frozenset({"localhost", "127.0.0.1", "::1"})  # browsers send Secure cookies there


@error
def secure_cookie_over_http(
    app: App,
    project: Project,
    source: Source | None = None,
    requests: Requests | None = None,
    deployed: Deployed | None = None,
) -> Judgement:
    """The session cookie is Secure and the release is served over plain http.

    No browser sends it back there: signing in has no effect, and each form fails on its CSRF token, without
    an error anywhere. Judged where `--url` names an http address that does not redirect to https.

    Fix: serve over https (then give that address as `--url`), or set `SESSION_COOKIE_SECURE = False` where
    there is none.

    Fault::

        SESSION_COOKIE_SECURE = True      # and releasecheck run --url http://shop.example

    Fine::

        SESSION_COOKIE_SECURE = True      # and releasecheck run --url https://shop.example
    """
    url = urlsplit(project.url or "")
    idle = sessions.unused(app, source, requests)
    cookie = sessions.seen(app, requests) or app.session_cookie
    if url.scheme != "http" or url.hostname in _TRUSTWORTHY:
        yield DoesNotApply("no --url names a plain http address")
    elif idle:
        yield DoesNotApply(idle)
    elif cookie is None:
        yield CouldNotLook(app.session_reason or "no session cookie could be made")
    elif cookie.secure and not _redirects(deployed):
        live = value_of(app, _KEY)
        yield Found(
            f"browsers do not send the session cookie back to {project.url}: it is Secure",
            _KEY,
            place_of(app, _KEY),
            (f"cookie {cookie.name}", f"{_KEY} is {live.shown if live else 'not set'}"),
        )


def _redirects(deployed: Deployed | None) -> bool:
    """Whether the address sends its visitors to https."""
    hops = deployed.report.get("hops", ()) if deployed else ()
    return any(300 <= (hop.get("status") or 0) < 400 for hop in hops)
