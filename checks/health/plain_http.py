"""Whether a site with TLS is also there without."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from releasecheck.facts.app import App
from releasecheck.facts.live import Live, Page
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error, warning

from ..derived.deploy.live_pages import unlooked, view_of, who
from ..derived.wording import capped, listed

_REDIRECTS = range(300, 400)


@warning
def deployed_http_open(live: Live, app: App | None = None) -> Judgement:
    """The deployed site answers its pages over plain http as well.

    Whoever types the name without https, or follows an old link, reads and sends everything in the clear, and
    anybody on the way can change it. It is an error where the session cookie or a password goes over such a
    connection. A closed port is fine, and so is a redirect to the same page over https. Port 80 of the same
    host is asked; a site that has https on a port of its own names the other one with `--http-port`.

    Fix: Redirect everything: `return 308 https://$host$request_uri;`.

    Fault::

        listen 80;
        listen 443 ssl;
        location / { proxy_pass http://shop; }

    Fine::

        server { listen 80; return 308 https://$host$request_uri; }
    """
    pages = live.of("plain-http")
    if not live.url.startswith("https:"):
        yield DoesNotApply(f"{live.url} is not served over TLS")
    elif not pages:
        yield DoesNotApply(
            "no page was asked over plain http: none is known, or its port is not (--http-port)"
        )
    if ours := [page for page in pages if page.ours]:
        yield CouldNotLook(f"{ours[0].url} could not be asked from here: {ours[0].failed}")
    answered = [page for page in pages if page.status is not None]
    yield from _open(answered, live, app)
    yield from _sent_astray(answered, live)


def _open(pages: list[Page], live: Live, app: App | None) -> Judgement:
    """One finding, whatever goes over it: the cause is one line of a proxy's config."""
    secrets = [(page, what) for page in pages for what in _in_the_clear(page, app)]
    plain = [(page, "") for page in pages if _is_served(page)]
    if not (secrets or plain):
        return
    evidence = dict.fromkeys(
        f"GET {page.url} answered {page.status}{what}" for page, what in secrets or plain
    )
    paths = listed(page.path for page, _ in secrets or plain)
    yield Found(
        f"{paths} answers over plain http{secrets[0][1] if secrets else ''}",
        live.url,
        view_of((secrets or plain)[0][0].endpoint, app),
        evidence=capped(list(evidence)),
        severity="error" if secrets else None,
    )


def _in_the_clear(page: Page, app: App | None) -> Iterator[str]:
    session = app.session_cookie.name if app and app.session_cookie else "session"
    if (
        page.status == 401
        and page.alike
        and page.headers.get("www-authenticate", "").lower().startswith("basic")
    ):
        yield " and asks for a password"
    if "password form" in page.shows and _is_served(page):
        yield " with a form for a password"
    if any(cookie.name == session and not (cookie.secure or cookie.deleted) for cookie in page.cookies):
        yield f" and sets the cookie {session}"


def _is_served(page: Page) -> bool:
    """Whether it is the app's page; a web server's own greeting on port 80 is not."""
    if page.by_edge:
        return False
    return (page.status in range(200, 300) and page.alike is True) or _stays(page)


def _stays(page: Page) -> bool:
    """Whether a redirect leads to plain http again, on the same host."""
    there = urlsplit(urljoin(page.url, page.headers.get("location", "")))
    here = urlsplit(page.url)
    return page.status in _REDIRECTS and (there.scheme, there.hostname) == ("http", here.hostname)


def _sent_astray(pages: list[Page], live: Live) -> Judgement:
    """A redirect to https that leads elsewhere."""
    for page in pages:
        there = urlsplit(page.headers.get("location", ""))
        if page.status not in _REDIRECTS or there.scheme != "https":
            continue
        here = urlsplit(page.url)
        seen = (f"GET {page.url} answered {page.status} to {page.headers['location']}",)
        if _named(there.hostname) != _named(here.hostname):
            yield Found(f"plain http leads to {there.hostname}, another host", live.url, evidence=seen)
            return
        if there.path.rstrip("/") != here.path.rstrip("/"):
            message = f"plain http leads from {page.path} to {there.path or '/'}: a link loses its page"
            yield Found(message, live.url, evidence=seen)
            return


def _named(host: str | None) -> str:
    return (host or "").removeprefix("www.")


@error
def deployed_scheme_lost(live: Live, app: App | None = None) -> Judgement:
    """The deployed site has TLS, and the app sends its visitors to plain http.

    A proxy ends TLS and the app does not learn of it: its redirects and absolute links begin with http://. A
    visitor is sent out of the encrypted site, a form is posted in the clear, browsers refuse scripts and
    styles of such a page, and a login by OAuth is refused for its redirect address. Links alone are a
    warning.

    Fix: Have the proxy send `X-Forwarded-Proto`, and tell the app how many there are: `ProxyFix(x_proto=1)`.

    Fault::

        proxy_pass http://shop;                                    # and nothing says that it was https

    Fine::

        proxy_set_header X-Forwarded-Proto $scheme;
        app.wsgi_app = ProxyFix(app.wsgi_app, x_proto=1)
    """
    if not live.url.startswith("https:"):
        yield DoesNotApply(f"{live.url} is not served over TLS")
        return
    yield from unlooked(live, "route")
    host = urlsplit(live.url).hostname
    sent = [page for page in live.of("route") if _leads_out(page, host)]
    linked = [page for page in live.of("route") if "http link" in page.shows]
    if sent:
        first = sent[0]
        yield Found(
            f"{who(first)} sends a visitor of {first.path} on to plain http",
            live.url,
            view_of(first.endpoint, app),
            evidence=capped(
                [f"GET {one.url} answered {one.status} to {one.headers['location']}" for one in sent]
            ),
        )
    elif linked:
        yield Found(
            f"{linked[0].path} loads files or sends forms over plain http",
            live.url,
            view_of(linked[0].endpoint, app),
            evidence=capped([f"GET {one.url} names http://{host}/" for one in linked]),
            severity="warning",
        )


def _leads_out(page: Page, host: str | None) -> bool:
    there = urlsplit(page.headers.get("location", ""))
    return page.status in _REDIRECTS and there.scheme == "http" and there.hostname == host
