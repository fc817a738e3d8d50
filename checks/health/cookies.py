"""Cookies of the deployed site that browsers do not keep, or do not send back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Cookie, Requests, Response
from releasecheck.findings import Found, Judgement, error

from ..derived.deploy.live_pages import compared, unlooked
from ..derived.wording import capped, listed


@error
def deployed_cookie_refused(live: Live, requests: Requests) -> Judgement:
    """A cookie of the release is refused by browsers on the deployed site, or never sent back.

    It names another domain than the one that visitors see, a path that the page is not below, or claims what
    it does not keep: SameSite=None and the prefixes `__Secure-` and `__Host-` want Secure. Signing in has no
    effect, and each form fails on its CSRF token, without an error anywhere. Cookies that the release itself
    sends are compared; a path only where the release's own covers the page.

    Fix: Leave SESSION_COOKIE_DOMAIN unset, or set it to the public name; behind a prefix set
    SESSION_COOKIE_PATH or APPLICATION_ROOT to the path that visitors see.

    Fault::

        SESSION_COOKIE_DOMAIN = "shop.internal"        # and the public name is shop.example

    Fine::

        SESSION_COOKIE_DOMAIN = None
    """
    yield from unlooked(live, "route")
    refused: dict[str, list[tuple[str, str]]] = {}
    for page, before in compared(live, requests):
        known = {cookie.name: cookie for cookie in before.cookies}
        for cookie in page.cookies:
            if cookie.name in known and not cookie.deleted:
                why = _refused(cookie, known[cookie.name], page, before)
                refused.setdefault(cookie.name, []).extend((page.url, one) for one in why)
    for name, told in refused.items():
        if told:
            seen = capped(list(dict.fromkeys(f"GET {url}: {why}" for url, why in told)))
            yield Found(
                f"browsers do not send {name} back: {listed(why for _, why in told)}", name, evidence=seen
            )


def _refused(now: Cookie, was: Cookie, page: Page, before: Response) -> Iterator[str]:
    url = urlsplit(page.url)
    if now.domain and not _is_below(url.hostname or "", now.domain):
        yield f"Domain={now.domain} is not the site's"
    if not _covers(now.path, url.path) and _covers(was.path, before.path):
        yield f"Path={now.path} does not cover {url.path or '/'}"
    if not now.secure and (now.same_site or "").lower() == "none":
        yield "SameSite=None without Secure"
    if not now.secure and now.name.lower().startswith(("__secure-", "__host-")):
        yield "its name wants Secure"


def _is_below(host: str, domain: str) -> bool:
    domain = domain.lower().lstrip(".")
    return host == domain or host.endswith(f".{domain}")


def _covers(cookie_path: str | None, path: str) -> bool:
    """As browsers match paths; without one it is the folder of the page, which covers it."""
    if not (cookie_path or "").startswith("/"):
        return True
    folder = f"{cookie_path}".rstrip("/")
    return path == folder or path.startswith(f"{folder}/") or not folder
