"""What scripts of other sites may read."""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error, info, warning

from ..derived.config import sessions
from ..derived.outcomes.answering import place_of_all
from ..derived.structure.extensions import calls_of, given
from ..derived.wording import capped, listed

_SUBJECT = "Access-Control-Allow-Origin"
_NAMES_ORIGINS = re.compile(
    r"CORS|ORIGIN|FRONT|CLIENT|DOMAIN|HOST|ALLOW|(^|_)(UI|WEB|APP|SITE|PUBLIC|BASE|SERVER)_?UR[IL]",
    re.IGNORECASE,
)
_NEAR = 0.8  # how much two names are one, mistyped
_STRANGER = "https://releasecheck.invalid"
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEYS = frozenset({"CORS_ORIGINS", "CORS_RESOURCES"})
_OF_CONNECTION = frozenset({"connect", "disconnect"})


@error
def cors_credentials_reflect(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """Any site may read what the app answers to a visitor who is signed in.

    The answer repeats the Origin that it is asked from in Access-Control-Allow-Origin and allows credentials:
    a script on any page that the visitor opens reads his data with his session. `CORS(app,
    supports_credentials=True)` alone does this. Seen by asking as a script of a stranger's site would; and,
    where origins are declared, as sites whose names look like theirs: Flask-CORS takes an origin with regex
    characters for a regex, whose dots are any character and which only has to match the beginning. A warning
    when the app has no session, or when lookalikes are let in without credentials.

    Fix: name the exact origins: `CORS(app, origins=["https://shop.example"], supports_credentials=True)`; end
    a pattern with `$` and write its dots as `\\.`.

    Fault::

        CORS(app, supports_credentials=True)

    Fine::

        CORS(app, origins=["https://shop.example"], supports_credentials=True)
    """
    asked = _as_of_other_sites(requests)
    if not asked:
        yield DoesNotApply("no page could be asked as the script of another site would")
        return
    let_in = _let_in(requests)
    with_session = _with_session(let_in)
    at = _place(app, source, let_in, everywhere=len(let_in) == len(asked))
    severity: Severity | None = "warning" if sessions.unused(app, source, requests) else None
    if any(one.sent == _STRANGER for one in with_session):
        yield _found(at, "any origin is allowed, with credentials", with_session, severity)
    elif with_session:
        yield _found(at, "origins are compared too loosely, with credentials", with_session, severity)
    elif let_in and all(one.sent != _STRANGER for one in let_in):
        yield _found(at, "origins are compared too loosely", let_in, "warning")


def _as_of_other_sites(requests: Requests) -> list[Response]:
    return [one for one in requests.variants if one.variant in ("origin", "preflight")]


def _let_in(requests: Requests) -> list[Response]:
    """The answers that repeat the origin that asked."""
    asked = _as_of_other_sites(requests)
    return [one for one in asked if one.sent and one.headers.get(_SUBJECT.lower()) == one.sent]


def _with_session(let_in: Sequence[Response]) -> list[Response]:
    return [one for one in let_in if one.headers.get("access-control-allow-credentials") == "true"]


def _place(app: App, source: Source | None, let_in: Sequence[Response], *, everywhere: bool) -> Place:
    """Where the header is given: the one view that does, else what the source has for all of them.

    Where a single page could be asked, that it is let in says nothing of the others.
    """
    whole = place_of_all(app, let_in)
    made = given("flask_cors", source, app) or calls_of("flask_cors", source, app) if everywhere else []
    by_hand = [one.place for one in source.hand_made if one.kind == "cors"] if source else []
    made = [*(one for one in by_hand if whole == app.place or _is_in_a_hook(one, app)), *made]
    return next((one for one in made if one.path in app.modules), whole)


def _is_in_a_hook(place: Place, app: App) -> bool:
    """Whether it stands in what the app calls after each request, whichever page could be asked."""
    hooks = [one.place for one in app.hooks if one.own and one.kind == "after_request" and not one.scope]
    views = [route.view.place for route in app.routes if route.view]
    above = [
        one for one in (*hooks, *views) if one.path == place.path and (one.line or 0) <= (place.line or 0)
    ]
    return bool(above) and max(above, key=lambda one: one.line or 0) in hooks


def _found(place: Place, what: str, let_in: Sequence[Response], severity: Severity | None) -> Found:
    origins = listed(one.sent or "" for one in let_in)
    return Found(
        f"{what}: {origins} may read {listed(one.path for one in let_in)}",
        _SUBJECT,
        place,
        capped([f"{one.method} {one.path} with Origin {one.sent} is allowed" for one in let_in]),
        severity=severity,
    )


@info
@by_source
def cors_any_origin(app: App, source: Source | None = None, requests: Requests | None = None) -> Judgement:
    """Flask-CORS lets pages of any site ask the app, and read what it answers.

    `CORS(app)` alone does this: no origin named is every origin. Without credentials browsers leave the
    session's cookie out, but any page may use what asks for no login, what takes a token that the page has
    got hold of, and what the visitor's network alone may reach. Told of apps that change something by
    request; one that only reads may well be for everybody. With credentials it is cors-credentials-reflect.
    Of an app that does not come up the source tells, where `CORS(app)` or `origins="*"` stands there.

    Fix: name the sites whose pages use the app: `CORS(app, origins=["https://shop.example"])`.

    Fault::

        CORS(app)

    Fine::

        CORS(app, origins=["https://shop.example"])
    """
    written = _written_for_anybody(app, source) if app.outlined else []
    if not (app.extension_state.cors_lets_anybody_in or written):
        yield DoesNotApply("no Flask-CORS that lets in pages of any site")
    elif not any(_CHANGING.intersection(one.methods) for one in app.routes if one.view and one.view.own):
        yield DoesNotApply("no route of the app changes anything")
    elif requests and _with_session(_let_in(requests)):
        yield DoesNotApply("it allows credentials too, which cors-credentials-reflect tells")
    else:
        made = written or given("flask_cors", source, app) or calls_of("flask_cors", source, app)
        yield Found(
            "Flask-CORS lets in every origin: pages of any site may ask the app and read its answers",
            subject=_SUBJECT,
            place=next(iter(made), app.place),
        )


@info
def cors_local_origins(app: App, source: Source | None = None, boot: Boot | None = None) -> Judgement:
    """Flask-CORS lets in pages of this machine alone, and nothing can name others.

    `origins="http://localhost:5173"` is the front end as it runs while one writes it. Deployed, it has a host
    of its own, and browsers keep from its pages what the app answers: nothing of it works, and the app's log
    shows only answers with 200. Where the front end and the app are behind one host no CORS is needed at all,
    and nothing is amiss. Not told where the app asks for a variable that may name the origins.

    Fix: read the origins from the environment: `origins=os.environ["CORS_ORIGINS"].split(",")`.

    Fault::

        CORS(app, origins="http://localhost:5173")

    Fine::

        CORS(app, origins=os.environ["CORS_ORIGINS"].split(","))
    """
    origins = app.extension_state.cors_only_here
    if not origins:
        yield DoesNotApply("no Flask-CORS that lets in pages of this machine alone")
    elif not any(_NAMES_ORIGINS.search(one.name) for one in (boot.env_reads if boot else ())):
        made = given("flask_cors", source, app) or calls_of("flask_cors", source, app)
        yield Found(
            f"Flask-CORS lets in {listed(origins)} alone: the deployed front end is kept out",
            subject=_SUBJECT,
            place=next(iter(made), app.place),
        )


def _written_for_anybody(app: App, source: Source | None) -> list[Place]:
    """Where the source lets in pages of any site, and no key of the config may say otherwise."""
    if source is None or any(one.key in _KEYS for one in source.config_assignments):
        return []
    return [one.place for one in source.cors_options if one.anybody and one.place.path in app.modules]


@warning
def cors_option_unknown(app: App, source: Source) -> Judgement:
    """Flask-CORS is given an option that it does not know, and passes over.

    It only writes a line into the log: `support_credentials=True` allows no credentials, and what the team
    believes to be set is left at its default. Told of the keywords in the source that the installed version
    has no option for; for information where the name is not nearly that of an option.

    Fix: write the option's name as Flask-CORS has it, or leave it out.

    Fault::

        CORS(app, origins=["https://shop.example"], support_credentials=True)

    Fine::

        CORS(app, origins=["https://shop.example"], supports_credentials=True)
    """
    known = app.extension_state.cors_options
    given = [one for one in source.cors_options if one.place.path in app.modules]
    if not known or not given:
        yield DoesNotApply("Flask-CORS is given no options")
        return
    for one in given:
        if one.name not in known:
            near = next(iter(get_close_matches(one.name, known, 1, _NEAR)), None)
            yield Found(
                f"Flask-CORS has no option {one.name} and passes it over"
                + (f": {near} is meant" if near else ""),
                subject=one.name,
                place=one.place,
                fix=None if near else "Leave it out.",
                severity=None if near else "info",
            )


@warning
def sockets_from_anywhere(
    app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """Flask-SocketIO takes connections from pages of any site, with the visitor's session.

    `cors_allowed_origins="*"` is more than it is for pages: browsers ask nobody before they open a WebSocket,
    and send the visitor's cookies with it. A script of any page that he opens then speaks for him, and reads
    the answers. Seen on the live server. For information where the app has no session and handles events of
    its own: the script can still send them from a browser inside the network that the app is kept in.

    Fix: name the origins, `SocketIO(app, cors_allowed_origins=["https://shop.example"])`, or leave the
    argument out: then only the app's own pages may connect.

    Fault::

        socketio = SocketIO(app, cors_allowed_origins="*")

    Fine::

        socketio = SocketIO(app)
    """
    if not app.extension_state.sockets_from_anywhere:
        yield DoesNotApply("no Flask-SocketIO that takes connections from anywhere")
        return
    events = _events_taken(app, source)
    without = sessions.unused(app, source, requests)
    if without and not events:
        yield DoesNotApply("the app has no session")
        return
    calls = source.extension_calls if source else ()
    places = [one.place for one in calls if one.package == "flask_socketio" and one.place.path in app.modules]
    gain = f"may send it {listed(events)}" if without else "open sockets with the visitor's session"
    yield Found(
        f'cors_allowed_origins is "*": pages of any site {gain}',
        subject="cors_allowed_origins",
        place=next(iter(places), app.place),
        severity="info" if without else None,
    )


def _events_taken(app: App, source: Source | None) -> list[str]:
    """What a page may send: the events that the app handles besides those of the connection itself."""
    taken = source.socket_events if source else ()
    ours = [one.event for one in taken if one.place.path in app.modules]
    return [event for event in ours if event not in _OF_CONNECTION]
