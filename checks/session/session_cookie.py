"""The session cookie as the browser gets it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts import Project
from releasecheck.facts.app import App, SessionCookie
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Cookie, Requests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config import sessions
from ..derived.config.choosing import development_lacks, undecided
from ..derived.config.configured import place_of, shown
from ..derived.config.misspelt import misspelt
from ..derived.structure.partial import NOT_SERVED, is_elsewhere
from ..derived.wording import listed


@error
@by_source
def session_cookie_flags(
    app: App,
    project: Project,
    source: Source | None = None,
    requests: Requests | None = None,
    boot: Boot | None = None,
) -> Judgement:
    """The session cookie lacks Secure, HttpOnly or SameSite.

    Without Secure, one request over plain http (a typed address, an old link) hands the session to everybody
    on the way. Without HttpOnly, any script on the page reads it. Without SameSite, other sites send requests
    with it. Judged by the cookie that the app really writes, not by the config: one from the answers of the
    request sweep, else one from a dry run over https; of an app that does not come up, by the flags that no
    line of the project sets. Missing Secure is an error when the release is known to
    be served over https (`--url`), else a warning; so is a missing SameSite; HttpOnly off is an error. All
    that the cookie lacks is one finding. What only the config for development lacks, where the app runs with
    it, is told by dev-config-class-active. An app that never writes its session has no such cookie.

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
    if is_elsewhere(app, source):
        yield CouldNotLook(NOT_SERVED)
        return
    cookie = sessions.seen(app, requests) or app.session_cookie
    if cookie is None:
        yield CouldNotLook(app.session_reason or "no session cookie could be made")
        return
    typos = {near for _, near in misspelt(app, source)}  # which config-key-typo tells
    lacks = list(_lacking(cookie, project))
    lacking = [flag for flag in lacks if flag.key not in typos]
    told = {flag.key: development_lacks(app, source, flag.key) for flag in lacking}
    flags = [flag for flag in lacking if not told[flag.key]]
    if reason := undecided((flag.key for flag in lacking), app, source, boot):
        yield CouldNotLook(reason)
    elif flags:
        yield _told(app, cookie, flags)
    elif lacking:
        yield DoesNotApply(f"its flags come with {told[lacking[0].key]}, which dev-config-class-active tells")
    elif lacks:
        written = listed(flag.key for flag in lacks)
        yield DoesNotApply(f"{written} is written with a typo, which config-key-typo tells")


@dataclass(frozen=True, slots=True)
class _Flag:
    """A flag that the cookie lacks, what that means, and the key that sets it."""

    key: str
    name: str
    means: str
    value: str
    severity: Severity


def _lacking(cookie: Cookie | SessionCookie, project: Project) -> Iterator[_Flag]:
    site = (cookie.same_site or "").lower()
    if not cookie.secure:
        dropped, https = site == "none", (project.url or "").startswith("https:")
        means = "browsers drop SameSite=None then" if dropped else "plain http gives it away"
        severity: Severity = "error" if dropped or https else "warning"
        yield _Flag("SESSION_COOKIE_SECURE", "Secure", means, "True", severity)
    if not cookie.http_only:
        means = "any script on a page can read it"
        yield _Flag("SESSION_COOKIE_HTTPONLY", "HttpOnly", means, "True", "error")
    if not site:
        means = "other sites can send requests with it"
        yield _Flag("SESSION_COOKIE_SAMESITE", "SameSite", means, '"Lax"', "warning")


def _told(app: App, cookie: Cookie | SessionCookie, flags: Sequence[_Flag]) -> Found:
    """All that the one cookie lacks, at the worst of it."""
    worst = next((flag for flag in flags if flag.severity == "error"), flags[0])
    seen = "in an answer of the app" if isinstance(cookie, Cookie) else "in a dry run over https"
    seen = "as Flask writes it where no line of the project sets its flags" if app.outlined else seen
    settings = listed(f"`{flag.key} = {flag.value}`" for flag in flags)
    return Found(
        f"the session cookie is written without {listed(f'{flag.name} ({flag.means})' for flag in flags)}",
        subject=cookie.name,
        place=place_of(app, worst.key),
        evidence=(f"cookie {cookie.name}, {seen}", *(shown(app, flag.key) for flag in flags)),
        fix=f"Set {settings} in the config that production uses.",
        severity=worst.severity,
    )
