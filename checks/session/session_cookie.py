"""The session cookie as the browser gets it."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts import Project
from releasecheck.facts.app import App, SessionCookie
from releasecheck.facts.requests import Cookie, Requests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, error

from ..derived import sessions
from ..derived.configured import place_of, value_of


@error
def session_cookie_flags(
    app: App, project: Project, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """The session cookie lacks Secure, HttpOnly or SameSite.

    Without Secure, one request over plain http (a typed address, an old link) hands the session to everybody
    on the way. Without HttpOnly, any script on the page reads it. Without SameSite, other sites send requests
    with it. Judged by the cookie that the app really writes, not by the config: one from the answers of the
    request sweep, else one from a dry run over https. Missing Secure is an error when the release is known to
    be served over https (`--url`), else a warning; so is a missing SameSite; HttpOnly off is an error. An app
    that never writes its session has no such cookie.

    Fix: set `SESSION_COOKIE_SECURE = True`, `SESSION_COOKIE_HTTPONLY = True` and
    `SESSION_COOKIE_SAMESITE = "Lax"`.

    Fault::

        SESSION_COOKIE_HTTPONLY = False

    Fine::

        SESSION_COOKIE_SECURE = True
        SESSION_COOKIE_SAMESITE = "Lax"      # HttpOnly is Flask's default
    """
    idle = sessions.unused(app, source, requests)
    if idle:
        yield DoesNotApply(idle)
        return
    cookie = sessions.seen(app, requests) or app.session_cookie
    if cookie is None:
        yield CouldNotLook(app.session_reason or "no session cookie could be made")
        return
    for flag in _lacking(cookie, project):
        yield _told(app, cookie, flag)


@dataclass(frozen=True, slots=True)
class _Flag:
    """A flag that the cookie lacks, what that means, and the key that sets it."""

    key: str
    lack: str
    value: str
    severity: Severity


def _lacking(cookie: Cookie | SessionCookie, project: Project) -> Iterator[_Flag]:
    site = (cookie.same_site or "").lower()
    if not cookie.secure and site == "none":
        yield _Flag(
            "SESSION_COOKIE_SECURE", "without Secure, and browsers drop SameSite=None then", "True", "error"
        )
    elif not cookie.secure:
        https = (project.url or "").startswith("https:")
        lack = "without Secure: plain http gives it away"
        yield _Flag("SESSION_COOKIE_SECURE", lack, "True", "error" if https else "warning")
    if not cookie.http_only:
        yield _Flag(
            "SESSION_COOKIE_HTTPONLY", "without HttpOnly: any script on a page can read it", "True", "error"
        )
    if not site:
        lack = "without SameSite: other sites can send requests with it"
        yield _Flag("SESSION_COOKIE_SAMESITE", lack, '"Lax"', "warning")


def _told(app: App, cookie: Cookie | SessionCookie, flag: _Flag) -> Found:
    live = value_of(app, flag.key)
    seen = "in an answer of the app" if isinstance(cookie, Cookie) else "in a dry run over https"
    return Found(
        f"the session cookie is written {flag.lack}",
        subject=flag.key,
        place=place_of(app, flag.key),
        evidence=(f"cookie {cookie.name}, {seen}", f"{flag.key} is {live.shown if live else 'not set'}"),
        fix=f"Set `{flag.key} = {flag.value}` in the config that production uses.",
        severity=flag.severity,
    )
