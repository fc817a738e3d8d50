"""Pages for developers and administrators that anybody gets."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.app import App, Route
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.routes import RouteLock
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.guards.neighbours import Neighbours
from ..derived.guards.siblings import outliers
from ..derived.outcomes.answering import accounts, place_of
from ..derived.slips import slips
from ..derived.structure.exposing import KINDS, TOOLBAR, Kind, package_of, toolbar_of_debug_mode
from ..derived.wording import capped, listed

_ADMIN = "flask_admin"
_FAILED = 500
# Extensions that may ask who it is before a view of Flask-Admin does.
_ASKING = frozenset(
    {"flask_basicauth", "flask_httpauth", "flask_simplelogin", "flask_security", "flask_principal"}
)
_DEBUG = re.compile(r"/_*debug(?=[/_-]|$)", re.IGNORECASE)


@warning
@by_source
def dev_routes_exposed(
    app: App,
    requests: Requests | None = None,
    source: Source | None = None,
    locked: RouteLock | None = None,
) -> Judgement:
    """A dashboard, an admin or a debug page answers anybody.

    Extensions for development and administration register their routes open, and it is left to the app to
    guard them: Flask-Admin shows and changes every record, a job dashboard retries and deletes jobs. Told by
    the package that the view comes from, when an anonymous request was answered 200; static files and the
    admin's bare start page do not count. Documentation of an API and metrics are information: they may be
    meant for everybody. A page of the app's own is told by what it answered: the keys of the config or the
    variables of the environment, and for information the list of all rules, unless
    view-without-siblings-guard tells that page; with a secret in it, secret-in-response does. Any page of the
    app's own with `debug` as a part of its path is told too. Where no page of Flask-Admin could be asked, as
    without the database, its own `ModelView` in the source is told, of apps without a hook or an extension
    that may ask who it is.

    Fix: require a login (`is_accessible` of a Flask-Admin view, a decorator on the blueprint), or register it
    in development only.

    Fault::

        admin.add_view(ModelView(User, db.session))

    Fine::

        class StaffView(ModelView):
            def is_accessible(self):
                return current_user.is_authenticated and current_user.is_staff
    """
    admin = _open_admin(app, requests, source) if source else None
    if admin:
        yield admin
    if requests is None:
        if not admin:
            yield DoesNotApply("no page could be asked")
        return
    yield from _answering(app, requests, source, locked)


def _answering(
    app: App, requests: Requests, source: Source | None, locked: RouteLock | None
) -> Iterator[Found | DoesNotApply]:
    routes = [route for route in app.routes if package_of(route) in KINDS]
    if toolbar_of_debug_mode(app):  # debug-on tells it
        routes = [route for route in routes if package_of(route) != TOOLBAR]
    if not routes and not requests.responses:
        yield DoesNotApply("no page could be asked, and no extension brings any for developers")
    for package in dict.fromkeys(map(package_of, routes)):
        kind = KINDS[package]
        open_to_all = _answered([route for route in routes if package_of(route) == package], kind, requests)
        if open_to_all:
            yield Found(
                f"anybody gets {kind.what}: GET {open_to_all[0].path} answers 200 without a login",
                subject=package,
                place=app.place,
                evidence=capped([f"GET {one.path} -> {one.status}" for one in open_to_all]),
                severity=kind.severity,
            )
    own = {route.endpoint for route in app.routes if route.own}
    listing = [one for one in requests.responses if one.lists and one.plain and one.endpoint in own]
    bare = set() if locked else {one.page.endpoint for one in outliers(Neighbours.of(app, source, requests))}
    for endpoint in dict.fromkeys(one.endpoint for one in listing):
        first = next(one for one in listing if one.endpoint == endpoint)
        if not first.secrets and not (first.lists == ("rules",) and endpoint in bare):
            yield _listing(app, first)
    known = {one.endpoint for one in listing} | bare
    pages = [one for one in requests.responses if _debugs(one) and one.endpoint in own - known]
    for endpoint in dict.fromkeys(one.endpoint for one in pages):
        yield _debugging(app, next(one for one in pages if one.endpoint == endpoint))


def _open_admin(app: App, requests: Requests | None, source: Source) -> Found | None:
    """The records that the source leaves open, where none of their pages was seen to answer or refuse."""
    pages = {route.endpoint for route in app.routes if package_of(route) == _ADMIN and route.view}
    pages -= {one.endpoint for one in app.routes if one.view and one.view.name in KINDS[_ADMIN].landing}
    asked = [one for one in requests.responses if one.endpoint in pages] if requests else []
    if any((one.status or _FAILED) < _FAILED for one in asked) or any(
        one.own and one.kind == "before_request" for one in app.hooks
    ):
        return None
    if any(one.name in _ASKING and one.place.path in app.modules for one in source.imports):
        return None
    views = list(slips("admin-open", app, source))
    if not views or not (pages or app.outlined):
        return None
    named = listed([one.what for one in views if one.what]) or "the models"
    return Found(
        f"Flask-Admin shows and changes the records of {named} for anybody: its own ModelView asks nobody",
        subject=_ADMIN,
        place=views[0].place,
        # Who calls the function that adds it, and when, is not seen.
        severity="info" if app.outlined and views[0].function else None,
    )


def _debugs(one: Response) -> bool:
    """Whether a page for debugging was shown to anybody: `/api/debug/redis`."""
    shown = one.plain and one.method == "GET" and one.status == 200 and not one.secrets
    return shown and _DEBUG.search(one.rule or "") is not None


def _debugging(app: App, answer: Response) -> Found:
    return Found(
        f"anybody gets a page for debugging: GET {answer.path} answers 200 without a login",
        subject=answer.endpoint or answer.path,
        place=place_of(app, answer.endpoint),
        evidence=accounts([answer]),
        fix="Take the page out, or put a login before it.",
    )


_LISTED = {"config": "the app's config", "environment": "the environment", "rules": "all rules of the app"}


def _listing(app: App, answer: Response) -> Found:
    parts = listed(_LISTED[part] for part in answer.lists)
    return Found(
        f"anybody gets {parts}: GET {answer.path} lists them without a login",
        subject=answer.endpoint or answer.path,
        place=place_of(app, answer.endpoint),
        evidence=accounts([answer]),
        fix="Take the page out, or put a login before it.",
        severity="info" if answer.lists == ("rules",) else None,
    )


def _answered(routes: Sequence[Route], kind: Kind, requests: Requests) -> list[Response]:
    """The anonymous answers with something to see."""
    shown = {
        (route.endpoint, route.rule)
        for route in routes
        if not route.endpoint.rpartition(".")[2].endswith("static")
        and route.view
        and route.view.name not in kind.landing
    }
    return [
        one
        for one in requests.responses
        if (one.endpoint, one.rule) in shown
        and one.status == 200
        and one.method == "GET"
        and not (one.second or one.refused)  # by a handler that answers a refusal with a page
    ]
