"""How the app is put together: blueprints, modules, routes and their views."""

from collections import Counter
from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Route, View
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Registration, Source
from releasecheck.facts.templates import EndpointUse, Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, error, warning

from .derived.above import Inert, inert_decorators
from .derived.endpoints import blueprint_scopes, dangling
from .derived.grouping import by_module, by_prefix, is_without_blueprint, own_routes
from .derived.guarded import only_under_guard
from .derived.signatures import mismatch
from .derived.unregistered import Missing, left_out, missing_blueprints, registrations_of, verdict
from .derived.wording import capped, listed

_MANY_VIEWS = 15
_MOST = 0.6
_LONG = 500


@error
def blueprint_never_registered(
    app: App, source: Source | None = None, templates: Templates | None = None
) -> Judgement:
    """A Blueprint is made, and the app never gets it.

    All its pages answer 404, and every `url_for` to them is a 500. Tests that register it themselves pass.
    With a `register_blueprint` that exists but did not run, it is a warning; behind a switch, or in a module
    that nothing imports, it is told only when something links to it. A blueprint without rules is
    information. Links to its endpoints are listed here and not once more under dangling-endpoint. Several
    whose registration stands in one module that did not run are one finding: another target is the real app.

    Fix: call `app.register_blueprint(...)` in the factory.

    Fault::

        shop = Blueprint("shop", __name__)   # and nobody registers it

    Fine::

        app.register_blueprint(shop)
    """
    missing = list(missing_blueprints(app, source))
    if not missing and not app.blueprints:
        yield DoesNotApply("the project has no blueprints")
    guarded = {one.subject.rpartition(".")[2] for one in only_under_guard(app, source)} if source else set()
    lost = dangling(app, source, templates)
    together: list[Missing] = []
    for path, blueprints in left_out(app, source, templates).items():
        if len(blueprints) > 1:
            together += blueprints
            yield _left_out(path, blueprints)
    for one in missing:
        if one not in together and guarded.isdisjoint({one.name, one.variable}):
            links = [use for name, uses in lost.items() if one.holds(name) for use in uses]
            yield from _unregistered(one, links, registrations_of(one, source))


def _left_out(path: str, blueprints: Sequence[Missing]) -> Found:
    return Found(
        f"{path} registers blueprints that the app as booted lacks: {listed(one.name for one in blueprints)}",
        subject=path,
        place=Place(path),
        evidence=capped([f"blueprint {one.name} at {one.place}" for one in blueprints]),
        fix=f"Name the target that is built with them (`--app`), or do in the factory what {path} does.",
        severity="warning",
    )


def _unregistered(one: Missing, links: list[EndpointUse], registrations: list[Registration]) -> Judgement:
    told = verdict(one, links, registrations)
    if told is None:
        return
    message, severity = told
    calls = [
        f"register_blueprint at {call.place} {'is behind a switch' if call.conditional else 'did not run'}"
        for call in registrations
    ]
    linked = [f'url_for("{use.endpoint}") at {use.place}' for use in links]
    yield Found(message, one.name, one.place, capped([*calls, *linked]), severity=severity)


@warning
def routes_without_blueprint(app: App) -> Judgement:
    """More than ten routes, and not one Blueprint.

    Every view hangs on the one `app` object, so nothing can be moved, tested or switched off by itself, and
    modules import each other in circles to get at it. Only routes whose views are the project's own count.
    It also speaks for monolithic-module: without blueprints, one big module is the same fault.

    Fix: make a `Blueprint` for each group of paths, in a module of its own, and register them in a factory.

    Fault::

        @app.route("/users/<int:id>")        # and eleven more on the app
        def user(id): ...

    Fine::

        users = Blueprint("users", __name__, url_prefix="/users")

        @users.route("/<int:id>")
        def user(id): ...
    """
    own = own_routes(app)
    if not own:
        yield DoesNotApply("the app has no routes of its own")
    elif is_without_blueprint(app):
        yield Found(
            f"{len(own)} routes and not one Blueprint",
            subject=app.import_name,
            place=app.place,
            evidence=(*by_module(own), *by_prefix(own)),
        )


@warning
def monolithic_module(app: App, source: Source | None = None) -> Judgement:
    """One module holds most of the views, or views, models and config all together.

    Every change to the app is a change to that file: releases carry more than was meant, merges collide, and
    the part that breaks cannot be taken out. Told from 15 views and 60 % of the app's in one module on, and
    for a module over 500 lines that mixes views, models and config. When there is no Blueprint at all,
    routes-without-blueprint says it.

    Fix: move each group of paths into a module with a Blueprint of its own; models and config into theirs.

    Fault::

        app.py    # 24 of 26 views, on 1,400 lines

    Fine::

        shop/users.py, shop/orders.py, shop/models.py, shop/config.py
    """
    own = own_routes(app)
    if not own:
        yield DoesNotApply("the app has no routes of its own")
        return
    if is_without_blueprint(app):
        yield DoesNotApply("there is no Blueprint at all: routes-without-blueprint says so")
        return
    views = {(route.view.place.path, route.view.name) for route in own if route.view}
    told = set()
    for path, number in Counter(path for path, _ in views).items():
        if path and number >= _MANY_VIEWS and number > _MOST * len(views):
            told.add(path)
            yield _monolith(f"{number} of {len(views)} views are in this module", path, own)
    for module in source.modules if source else ():
        mixes = module.views and module.models and module.config_keys and module.lines > _LONG
        if mixes and module.path in app.modules and module.path not in told:
            yield _monolith(f"views, models and config share {module.lines} lines", module.path, own)


def _monolith(message: str, path: str, own: Sequence[Route]) -> Found:
    here = [route for route in own if route.view and route.view.place.path == path]
    return Found(message, subject=path, place=Place(path, 1), evidence=by_prefix(here))


@error
def shadowed_route(app: App) -> Judgement:
    """A route that no request can reach, because another one answers first.

    The view is dead code that looks alive: of equal rules Flask takes the one that was registered first, and
    which one that is changes with the order of imports. Told when both views are the project's own and
    differ, and for a blueprint's static files whose URL another folder answers. Information where the view
    that answers is a copy, or all that the other one calls.

    Fix: change one of the two paths, or delete the view that is never reached.

    Fault::

        @app.route("/tools/<int:tool_id>")
        def tool(tool_id): ...

        @app.route("/tools/<int:number>")
        def loans(number): ...

    Fine::

        @app.route("/tools/<int:number>/loans")
        def loans(number): ...
    """
    views = {(route.endpoint, route.rule): route.view for route in app.routes}
    for route in app.routes:
        winner = views.get((route.shadowed_by or "", route.shadowed_by_rule or ""))
        if route.shadowed_by and (_differ(route.view, winner) or _is_own_static(app, route)):
            yield Found(
                f"{route.rule} never reaches {route.endpoint}: {_rival(route)} answers it",
                subject=route.endpoint,
                place=_place(app, route),
                evidence=_rivals(route, winner),
                fix=_STATIC if _is_own_static(app, route) else None,
                severity="info" if route.shadowed_by_twin else None,
            )


def _rival(route: Route) -> str:
    return f"{route.shadowed_by}, which does the same," if route.shadowed_by_twin else f"{route.shadowed_by}"


_STATIC = "Give the blueprint an `url_prefix`, or a `static_url_path` of its own."


def _rivals(route: Route, winner: View | None) -> tuple[str, ...]:
    asked = (f"{route.example} goes to {route.shadowed_by}",) if route.example else ()
    where = f" ({winner.place})" if winner and winner.place.path else ""
    return (*asked, f"{route.shadowed_by} has the rule {route.shadowed_by_rule}{where}")


def _differ(one: View | None, other: View | None) -> bool:
    return one is not None and other is not None and one.own and other.own and one.place != other.place


def _is_own_static(app: App, route: Route) -> bool:
    """The static files of a blueprint of the project; two with one folder do not shadow in the facts."""
    scope, _, name = route.endpoint.rpartition(".")
    return name == "static" and any(one.name == scope for one in app.blueprints)


@error
def view_signature_mismatch(app: App) -> Judgement:
    """A view does not take what its rule gives it.

    Every request to the route is a 500 (TypeError: unexpected keyword argument), and nothing shows it before
    somebody visits the page. Rules whose values an `url_value_preprocessor` may take away are left out.

    Fix: give the parameter and the rule's `<name>` the same name.

    Fault::

        @app.route("/owners/<name>")
        def owner(owner_name): ...

    Fine::

        @app.route("/owners/<owner_name>")
        def owner(owner_name): ...
    """
    told = set()
    for route in own_routes(app):
        wrong = mismatch(route)
        if wrong is None or route.endpoint in told or _is_spared(app, route):
            continue
        told.add(route.endpoint)
        yield Found(
            f"{route.view.name if route.view else route.endpoint} {wrong}",
            subject=route.endpoint,
            place=_place(app, route),
            evidence=(f"rule {route.rule}",),
            fix=wrong.fix,
        )


def _is_spared(app: App, route: Route) -> bool:
    """Whether the view may be given something else than the rule says, or is never called by it."""
    processed = not set(blueprint_scopes(route.endpoint)).isdisjoint(app.url_value_preprocessors)
    return processed or route.websocket or route.build_only


@error
def auth_decorator_above_route(
    app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """A decorator such as `@login_required` stands above `@route`, where it never runs.

    Decorators apply from the bottom up: `route` registers the bare function, and what is wrapped around it
    afterwards is never called. The page is open to everybody and looks guarded in every review; Bazarr served
    its backups and logs like that. The source tells which decorator it is, the live app that it is not in
    force, and an anonymous request what that means: an answer is an error, a refusal by something else only a
    warning. Without an answer, the name of the decorator decides.

    Fix: make `route` the outermost decorator, and put the guard directly above `def`.

    Fault::

        @login_required
        @app.route("/admin")
        def admin(): ...

    Fine::

        @app.route("/admin")
        @login_required
        def admin(): ...
    """
    if not any(route.own for route in app.routes):
        yield DoesNotApply("the app has no routes of its own")
    for inert in inert_decorators(app, source, requests):
        yield _powerless(inert)


def _powerless(inert: Inert) -> Found:
    return Found(
        f"{inert.decorator} on {inert.view.name} never runs: {inert.cause}",
        subject=inert.endpoint,
        place=inert.view.place,
        evidence=inert.evidence,
        fix=inert.fix,
        severity=inert.severity,
    )


def _place(app: App, route: Route) -> Place:
    """The view, else the blueprint it belongs to, else the module that makes the app."""
    if route.view and route.view.place.path:
        return route.view.place
    scope = route.endpoint.rpartition(".")[0]
    return next((one.place for one in app.blueprints if one.name == scope), app.place)
