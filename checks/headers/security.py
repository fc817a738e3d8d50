"""What the pages' headers have a browser do for the visitor's safety."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Blocked, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import TemplateReference
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, warning
from releasecheck.health_route import find_health_route

from ..derived.outcomes.answering import is_html, place_of_all
from ..derived.outcomes.unseen import behind_a_login
from ..derived.structure.exposing import is_documentation
from ..derived.wording import capped, counted, listed

_FAILED = 500
_HALF_A_YEAR_S = 182 * 24 * 3600
_DOCS = re.compile(
    r".*/(api[-_]?)?(docs?|documentation|swagger([-_]?ui)?|redoc|openapi)(\.html)?/?", re.IGNORECASE
)
_TALISMAN = "flask_talisman"
_GIVES_HEADERS = re.compile(r"header|secur|csp|polic|harden", re.IGNORECASE)
_LOOSE_REFERRER = frozenset({"unsafe-url", "no-referrer-when-downgrade"})

Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Wish:
    """Something to look for in the headers of a page, and how to say what was seen."""

    lacking: Callable[[Headers], bool]
    missing: str = ""  # the header that is not there, or
    fault: str = ""  # what the page does instead


@warning
def security_headers_core(
    requests: Requests, app: App, deploy: Deploy | None = None, source: Source | None = None
) -> Judgement:
    """Pages lack headers by which a browser protects its user.

    Content-Security-Policy keeps an injected script from running, `X-Content-Type-Options: nosniff` keeps an
    upload from being run as a script, X-Frame-Options or `frame-ancestors` keeps another site from laying the
    page under its own buttons. Looked for on pages, the 404 page and the error page, but not where an API's
    documentation, a health route's word and texts without a tag are all there is; on the 404 page alone where
    every page of an app that renders templates failed here. For information where nothing in its pages acts:
    no script, no form. A policy that allows `'unsafe-inline'` scripts,
    a Strict-Transport-Security below half a year and a Referrer-Policy that gives whole addresses away count
    too. HSTS itself is not asked for here: a proxy that speaks TLS mostly sets it. What the config of nginx
    beside the app adds to all that it passes on counts, where no port of the app goes past it.

    Fix: set them in one `after_request`, or with Flask-Talisman; or in the proxy, and say so:
    `security-headers-core = "nginx sets them"` below `[tool.releasecheck.ignore]`.

    Fault::

        return render_template("index.html")      # and nothing else sets a header

    Fine::

        @app.after_request
        def add_headers(response):
            response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
            response.headers["X-Content-Type-Options"] = "nosniff"
            return response
    """
    answers = list(_own_pages(requests, app))
    own = {answer.path: answer.headers for answer in answers}
    added = _added(deploy)
    pages = {path: {**added, **headers} for path, headers in (*own.items(), *_error_pages(requests))}
    if not own and not (pages and _renders_in_vain(requests, app, source)):
        yield DoesNotApply("the app answers no HTML page")  # an API's error pages are Flask's own
        return
    lacks = [(wish, names) for wish in _WISHES if (names := _lacking(wish, pages))]
    if lacks:
        still = bool(answers) and all(one.markup for one in answers) and _are_all(answers, app, source)
        yield Found(
            f"pages {_said([wish for wish, _ in lacks])}",
            "security headers",
            app.place,
            (*_by_page(lacks, pages), *_others(deploy)),
            severity="info" if all(wish is _UNSAFE for wish, _ in lacks) or still else None,
        )


def _said(wishes: Sequence[_Wish]) -> str:
    missing = [wish.missing for wish in wishes if wish.missing]
    faults = [wish.fault for wish in wishes if wish.fault]
    return listed([*([f"lack {listed(missing)}"] if missing else []), *faults], most=5)


def _lacking(wish: _Wish, pages: Mapping[str, Headers]) -> list[str]:
    return [name for name, headers in pages.items() if wish.lacking(headers)]


def _by_page(lacks: Sequence[tuple[_Wish, list[str]]], pages: Mapping[str, Headers]) -> list[str]:
    """Which pages lack what; nothing where all lack all, as the message says."""
    if all(len(names) == len(pages) for _, names in lacks):
        return []
    return [f"{_where(names, pages)} {_said([wish])}" for wish, names in lacks]


def _where(names: Sequence[str], pages: Mapping[str, Headers]) -> str:
    return "all pages" if len(names) == len(pages) else listed(names)


def _own_pages(requests: Requests, app: App) -> Iterator[Response]:
    """Every page, but for an API's documentation, a health route's word and mere text."""
    health = find_health_route(app.routes)
    apart = {route.endpoint for route in app.routes if is_documentation(route) or _DOCS.fullmatch(route.rule)}
    apart |= {health.route.endpoint} if health else set()
    for answer in requests.pages:
        is_page = answer.status == HTTPStatus.OK and is_html(answer.headers) and answer.markup != "none"
        if is_page and answer.endpoint not in apart:
            yield answer


def _rendering(app: App, source: Source | None) -> list[TemplateReference]:
    """What the modules of the app's views render."""
    serving = {route.view.place.path for route in app.routes if route.view}
    return [one for one in source.renders if one.place.path in serving] if source else []


def _are_all(answers: Sequence[Response], app: App, source: Source | None) -> bool:
    """Whether the app has no more pages than were seen."""
    names = {name for one in _rendering(app, source) for name in one.names}
    return source is not None and len(names) <= len(answers)


def _renders_in_vain(requests: Requests, app: App, source: Source | None) -> bool:
    """Whether pages of the app failed here, all that it has: what all have is on an error's page too."""
    renders = _rendering(app, source)
    return bool(renders) and any((one.status or _FAILED) >= _FAILED for one in requests.responses)


def _error_pages(requests: Requests) -> Iterator[tuple[str, Headers]]:
    if requests.not_found and is_html(requests.not_found.headers):
        yield "the 404 page", requests.not_found.headers
    for page in requests.error_pages:
        if page.accept == "text/html" and is_html(page.headers):
            yield "the error page", page.headers


def _added(deploy: Deploy | None) -> Headers:
    """What the one nginx configured here adds to all that it passes on, where nothing goes past it."""
    configured = [one for one in deploy.proxies if one.what == "nginx"] if deploy else []
    return configured[0].adds if deploy and len(configured) == 1 and not deploy.bypasses else {}


def _others(deploy: Deploy | None) -> Iterator[str]:
    for proxy in deploy.proxies if deploy else ():
        yield f"unless {proxy.what} adds them ({proxy.place})"


def _policy(headers: Headers, *names: str) -> str | None:
    """The first of these directives that the page's policy has."""
    directives = [one.split() for one in re.split("[;,]", headers.get("content-security-policy", "").lower())]
    found = {words[0]: " ".join(words[1:]) for words in reversed(directives) if words}
    return next((found[name] for name in names if name in found), None)


def _lacks_policy(headers: Headers) -> bool:
    return not headers.get("content-security-policy")


def _lets_sniff(headers: Headers) -> bool:
    return "nosniff" not in headers.get("x-content-type-options", "").lower()


def _tells_referrer(headers: Headers) -> bool:
    return headers.get("referrer-policy", "").split(",")[-1].strip().lower() in _LOOSE_REFERRER


def _lacks_frame_control(headers: Headers) -> bool:
    framed = headers.get("x-frame-options", "").lower().split(",")[0].strip()
    return framed not in ("deny", "sameorigin") and _policy(headers, "frame-ancestors") is None


def _allows_inline(headers: Headers) -> bool:
    sources = _policy(headers, "script-src", "default-src") or ""
    overruled = re.search("'nonce-|'sha(256|384|512)-|'strict-dynamic'", sources)
    return "'unsafe-inline'" in sources and not overruled


def _forgets_https(headers: Headers) -> bool:
    age = re.search(r"max-age=\"?(\d+)", headers.get("strict-transport-security", ""), re.IGNORECASE)
    return age is not None and int(age[1]) < _HALF_A_YEAR_S


_UNSAFE = _Wish(fault="let injected scripts run ('unsafe-inline')", lacking=_allows_inline)
_WISHES = (
    _Wish(missing="Content-Security-Policy", lacking=_lacks_policy),
    _Wish(missing="X-Content-Type-Options: nosniff", lacking=_lets_sniff),
    _Wish(missing="X-Frame-Options or frame-ancestors", lacking=_lacks_frame_control),
    _UNSAFE,
    _Wish(fault="keep to https for less than half a year", lacking=_forgets_https),
    _Wish(fault="send whole addresses to other sites (Referrer-Policy)", lacking=_tells_referrer),
)


@warning
def csp_breaks_page(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """The app's own Content-Security-Policy keeps its pages from working.

    A browser silently drops the inline scripts, the handlers such as `onclick`, the styles and the files from
    other hosts that the policy does not allow; Flask-Talisman's `default-src 'self'` is the usual one.
    Nothing in the server's log tells of it. Seen by reading the pages of the sweep under the policy they came
    with.

    Fix: move inline code into files, give it a nonce (`<script nonce="{{ csp_nonce() }}">` with Talisman's
    `content_security_policy_nonce_in=["script-src"]`), or name the host in the policy.

    Fault::

        Talisman(app)      # and a template with <script>start()</script>

    Fine::

        <script src="{{ url_for('static', filename='start.js') }}"></script>
    """
    pages = [one for one in requests.pages if is_html(one.headers)]
    if not any(one.headers.get("content-security-policy") for one in pages):
        yield DoesNotApply("no page has a Content-Security-Policy")
        return
    if unseen := behind_a_login(requests):
        yield CouldNotLook(unseen)
    for directive in dict.fromkeys(one.directive for page in pages for one in page.blocked):
        shown = [page for page in pages if _of(page, directive)]
        yield _broken(directive, shown, _policy_place(app, shown, source))


def _policy_place(app: App, pages: Sequence[Response], source: Source | None) -> Place:
    """The one view that has it broken, else what gives all pages their policy, where that can be known."""
    whole = place_of_all(app, pages)
    if whole != app.place:
        return whole
    calls = source.extension_calls if source else ()
    made = [one.place for one in calls if one.package == _TALISMAN and one.place.path in app.modules]
    hooks = [one for one in app.hooks if one.kind == "after_request" and one.own and not one.scope]
    likely = hooks if len(hooks) == 1 else [one for one in hooks if _GIVES_HEADERS.search(one.name)]
    if made or len(likely) == 1:
        return made[0] if made else likely[0].place
    return whole


def _broken(directive: str, pages: Sequence[Response], place: Place) -> Found:
    blocked = [one for page in pages for one in _of(page, directive)]
    return Found(
        f"{directive} of the Content-Security-Policy blocks {listed(map(_named, blocked))} "
        f"of {listed(page.path for page in pages)}",
        directive,
        place,
        capped([f"{page.path}: {_counted(one)}" for page in pages for one in _of(page, directive)]),
    )


def _of(page: Response, directive: str) -> list[Blocked]:
    return [one for one in page.blocked if one.directive == directive]


def _named(one: Blocked) -> str:
    return f"{one.what}s of {one.source}" if one.source else f"{one.what}s"


def _counted(one: Blocked) -> str:
    of = f" of {one.source}" if one.source else ""
    return f"{counted(one.count, one.what)}{of}, the first on line {one.line} of the page"
