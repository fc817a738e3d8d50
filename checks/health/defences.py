"""Whether the deployed site guards its visitors as the release does."""

import re
from collections.abc import Iterator

from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Cookie, Requests, Response
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.deploy.live_pages import compared, unlooked
from ..derived.wording import capped, listed

_NAMES = {
    "strict-transport-security": "Strict-Transport-Security",
    "content-security-policy": "Content-Security-Policy",
    "x-content-type-options": "X-Content-Type-Options",
    "x-frame-options": "X-Frame-Options",
    "referrer-policy": "Referrer-Policy",
    "cross-origin-opener-policy": "Cross-Origin-Opener-Policy",
}
_MAX_AGE = re.compile(r"max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_LOOSE = frozenset({"'unsafe-inline'", "'unsafe-eval'", "*"})
_STRICTNESS = ("none", "lax", "strict")


@warning
def deployed_headers_weaker(live: Live, requests: Requests) -> Judgement:
    """A security header of the release is gone or weaker on the deployed site.

    The app sends it and the visitor does not get it: a proxy strips or replaces it, or the site's config
    differs. One that is there twice, with two values, is no better: a browser drops X-Frame-Options then,
    believes the first Strict-Transport-Security, and obeys both policies. Only pages with the same status are
    compared, and Strict-Transport-Security only over https.

    Fix: Let the proxy pass the app's header on, or set it there for every answer (nginx: `always`).

    Fault::

        proxy_hide_header Content-Security-Policy;

    Fine::

        proxy_pass http://shop;
    """
    yield from unlooked(live, "route", "nowhere")
    pages = _same_answers(live, requests)
    for name, shown in _NAMES.items():
        told = [(page, _weaker(name, page, before, live)) for page, before in pages]
        weaker = [(page, how) for page, how in told if how]
        if weaker:
            seen = capped([f"{page.method} {page.url}: {how}" for page, how in weaker])
            yield Found(f"{shown} is {weaker[0][1]} on the deployed site", shown, evidence=seen)


def _same_answers(live: Live, requests: Requests) -> list[tuple[Page, Response]]:
    pairs = compared(live, requests)
    if requests.not_found is not None:
        pairs += [(page, requests.not_found) for page in live.of("nowhere")]
    return [(page, before) for page, before in pairs if page.status == before.status and not page.by_edge]


def _weaker(name: str, page: Page, before: Response, live: Live) -> str | None:
    was, now = before.headers.get(name), page.headers.get(name)
    if was is None or (name == "strict-transport-security" and not live.url.startswith("https:")):
        return None
    if name in page.repeated:
        return f"there more than once ({now})"
    if now is None:
        policy = page.headers.get("content-security-policy", "")
        return None if name == "x-frame-options" and "frame-ancestors" in policy else "missing"
    if name == "strict-transport-security" and _seconds(now) < _seconds(was):
        return f"{_seconds(now)} seconds long, not {_seconds(was)},"
    if name == "content-security-policy" and (more := _lets_in(now) - _lets_in(was)):
        return f"weaker (with {listed(sorted(more))})"
    if name == "x-frame-options" and (was.upper(), now.upper()) == ("DENY", "SAMEORIGIN"):
        return "SAMEORIGIN, not DENY,"
    return None


def _lets_in(policy: str) -> set[str]:
    """What makes a policy stop little; with a nonce or a hash browsers pass over 'unsafe-inline'."""
    words = set(policy.lower().replace(";", " ").split())
    narrowed = any(word.startswith(("'nonce-", "'sha")) for word in words)
    return (words & _LOOSE) - ({"'unsafe-inline'"} if narrowed else set())


def _seconds(value: str) -> int:
    found = _MAX_AGE.search(value)
    return int(found[1]) if found else 0


@error
def deployed_cookie_weaker(live: Live, requests: Requests) -> Judgement:
    """A cookie of the release comes without a guard on the deployed site.

    The same cookie has Secure, HttpOnly or a SameSite in the release. The site's config differs, or a proxy
    rewrites the header. Secure is compared only where the site is asked over https.

    Fix: Set the SESSION_COOKIE_* config for every environment; behind a TLS proxy use ProxyFix.

    Fault::

        SESSION_COOKIE_SECURE = os.environ.get("SECURE") == "1"     # and nobody sets it there

    Fine::

        SESSION_COOKIE_SECURE = True
    """
    yield from unlooked(live, "route")
    lost: dict[str, list[str]] = {}
    for page, before in compared(live, requests):
        was = {cookie.name: cookie for cookie in before.cookies}
        for cookie in page.cookies:
            guards = _lost(was.get(cookie.name, cookie), cookie, live)
            lost.setdefault(cookie.name, []).extend(f"{page.url}: without {guard}" for guard in guards)
    for name, seen in lost.items():
        if seen:
            what = listed(sorted(one.rpartition("without ")[2] for one in seen))
            yield Found(f"the cookie {name} comes without {what}", name, evidence=capped(seen))


def _lost(before: Cookie, now: Cookie, live: Live) -> Iterator[str]:
    if before.secure and not now.secure and live.url.startswith("https:"):
        yield "Secure"
    if before.http_only and not now.http_only:
        yield "HttpOnly"
    if _strictness(now) < _strictness(before):
        yield f"SameSite={before.same_site}"


def _strictness(cookie: Cookie) -> int:
    """How far it stays inside the site; browsers take one that does not say for Lax, and not all do."""
    value = (cookie.same_site or "none").lower()
    return _STRICTNESS.index(value) if value in _STRICTNESS else 0


@error
def exposed_dotfiles(live: Live) -> Judgement:
    """The deployed site serves a file that holds its secrets or its source.

    `/.env` has passwords and keys; from `/.git` anybody rebuilds the whole source with its history. What was
    answered was recognised by its content, so a page that answers every path is no finding.

    Fix: Serve only the static folder; let the proxy refuse names that begin with a dot. Change every secret
    in the file.

    Fault::

        root /srv/shop;    # the checkout itself

    Fine::

        location ^~ /. { deny all; }
    """
    yield from unlooked(live, "dotfile")
    for page in live.of("dotfile"):
        if page.shows:
            yield Found(f"anybody can read {page.url}", page.path, evidence=(f"GET {page.url} answered 200",))


@warning
def deployed_host_forged(live: Live) -> Judgement:
    """The deployed site builds links to whatever host the visitor names.

    A request with a made-up X-Forwarded-Host got an answer that links or redirects there. Mail such as
    "reset your password" then carries an attacker's host, and a shared cache serves such a page to others.

    Fix: Let the proxy set X-Forwarded-Host itself, and trust exactly that many proxies.

    Fault::

        app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1)     # and nothing in front sets the header

    Fine::

        proxy_set_header X-Forwarded-Host $host;
    """
    yield from unlooked(live, "forged-host")
    for page in live.of("forged-host"):
        if "forged host" in page.shows:
            path = page.path.partition("?")[0]
            yield Found(f"{path} links to the host that X-Forwarded-Host names", path)


@error
def deployed_known_session_key(live: Live) -> Judgement:
    """The deployed site signs its sessions with a key that everybody can look up.

    Whoever knows the key writes a session of their own and is anybody, the administrator too. The signature
    of a cookie that the site sent was compared, on this machine, with a public list of keys.

    Fix: Set another SECRET_KEY there: `python -c "import secrets; print(secrets.token_hex(32))"`.

    Fault::

        SECRET_KEY = "dev"

    Fine::

        SECRET_KEY = os.environ["SECRET_KEY"]
    """
    if live.published_key is None:
        if all(page.failed for page in live.pages):
            yield CouldNotLook(f"{live.url} gave no answer to look at")
        else:
            yield DoesNotApply("the site sent no cookie that Flask signs")
    elif live.published_key:
        yield Found("a published key signs the sessions of the deployed site", "SECRET_KEY")
