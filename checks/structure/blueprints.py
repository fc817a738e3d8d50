"""Blueprints, and how the routes are spread over modules."""

from collections import Counter
from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Route
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import Registration, Source
from releasecheck.facts.templates import EndpointUse, Templates
from releasecheck.findings import DoesNotApply, Found, Judgement, error, info

from ..derived.structure.endpoints import dangling
from ..derived.structure.grouping import by_module, by_prefix, is_bare, is_without_blueprint, own_routes
from ..derived.structure.guarded import guarded_names
from ..derived.structure.namespaces import left_behind
from ..derived.structure.partial import uncalled
from ..derived.structure.unregistered import (
    Missing,
    late_names,
    left_out,
    missing_blueprints,
    registrations_of,
    routes_left_behind,
    starter,
    verdict,
)
from ..derived.wording import capped, listed

_MANY_VIEWS = 15
_ADD_IT = "give it to `api.add_namespace`"
_MOST = 0.6
_LONG = 500


@error
def blueprint_never_registered(
    app: App,
    source: Source | None = None,
    templates: Templates | None = None,
    boot: Boot | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """A Blueprint is made, and the app never gets it.

    All its pages answer 404, and every `url_for` to them is a 500. Tests that register it themselves pass.
    With a `register_blueprint` that exists but did not run, it is a warning, as where nothing links to it
    and it stands among old copies of blueprints that the app has from other modules, which are information;
    behind a switch it is told only when something links to it. In a module that nothing imports it is a
    warning when something links to it, and information where it stands among the modules of other blueprints
    and no other has its pages, as is a Namespace of Flask-RESTX. A blueprint without rules is information.
    Links to its endpoints are listed here and not once more under dangling-endpoint. Several whose
    registration stands in one module that did not run are one finding: another target is the real app. An
    error where a deploy file starts the app without them and it has no other routes, as `flask run` does,
    which takes app.py while main.py registers them.

    Fix: call `app.register_blueprint(...)` in the factory.

    Fault::

        shop = Blueprint("shop", __name__)   # and nobody registers it

    Fine::

        app.register_blueprint(shop)
    """
    missing = list(missing_blueprints(app, source))
    namespaces = list(left_behind(app, source))
    if not missing and not app.blueprints and not namespaces:
        yield DoesNotApply("the project has no blueprints")
    guarded = guarded_names(app, source, boot) | late_names(app, source)
    lost = dangling(app, source, templates)
    together: list[Missing] = []
    for path, blueprints in left_out(app, source, templates).items():
        others = [one for one in blueprints if not one.is_among(guarded)]
        apart = is_bare(app) and path not in app.modules
        if len(others) > 1 or (others and apart):
            together += others
            yield _left_out(path, others, starter(boot, deploy) if apart else None)
    complete = not uncalled(app, source)
    copies = {one.place.path for one in missing if one.copied}
    for namespace, routes in namespaces if complete else ():
        place = namespace.place
        yield _never_imported(f"namespace {namespace.name}", namespace.name, place, routes, _ADD_IT)
    for one in missing:
        if not complete and one.rules is None:
            continue  # what did not run may import its module: main-guard-only-setup speaks
        if one not in together and not one.is_among(guarded):
            links = [use for name, uses in lost.items() if one.holds(name) for use in uses]
            registrations = registrations_of(one, source)
            yield from _unregistered(one, links, registrations, among_copies=one.place.path in copies)
            if one.rules is None and not links and not registrations:
                yield from _left_behind(one, routes_left_behind(one, app, source))


def _left_out(path: str, blueprints: Sequence[Missing], start: Launch | None) -> Found:
    names = listed(one.name for one in blueprints)
    return Found(
        f"the app that {start.place} starts has no routes: {path} would register {names}, and did not run"
        if start
        else f"{path} registers blueprints that the app as booted lacks: {names}",
        subject=path,
        place=Place(path),
        evidence=capped([f"blueprint {one.name} at {one.place}" for one in blueprints]),
        fix=f"Name the target that is built with them (`--app`), or do in the factory what {path} does.",
        severity=None if start else "warning",
    )


def _unregistered(
    one: Missing, links: list[EndpointUse], registrations: list[Registration], *, among_copies: bool
) -> Judgement:
    told = verdict(one, links, registrations)
    if told is None:
        return
    message, severity = told
    if among_copies and not links and severity == "error":
        severity = "warning"  # left where it was, as those beside it that have moved
    calls = [
        f"register_blueprint at {call.place} {'is behind a switch' if call.conditional else 'did not run'}"
        for call in registrations
    ]
    linked = [f'url_for("{use.endpoint}") at {use.place}' for use in links]
    yield Found(message, one.name, one.place, capped([*calls, *linked]), severity=severity)


def _left_behind(one: Missing, routes: int) -> Judgement:
    if routes:
        yield _never_imported(f"blueprint {one.name}", one.name, one.place, routes, "register the blueprint")


def _never_imported(what: str, name: str, place: Place, routes: int, cure: str) -> Found:
    answer = "its route answers" if routes == 1 else f"its {routes} routes answer"
    return Found(
        f"the module of {what} is never imported: {answer} 404",
        name,
        place,
        fix=f"Import it and {cure}, or delete {place.path}.",
        severity="info",
    )


@info
def routes_without_blueprint(app: App, source: Source | None = None) -> Judgement:
    """More than ten routes, and not one Blueprint.

    Every view hangs on the one `app` object, so nothing can be moved, tested or switched off by itself, and
    modules import each other in circles to get at it. Only routes whose views are the project's own count,
    and no classes of other modules than the app's: they are given to an API or a namespace. A Blueprint that
    is made and not registered, or in a module that nothing imports, is another fault. It also speaks for
    monolithic-module: without blueprints, one big module is the same fault.

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
    elif is_without_blueprint(app, source):
        yield Found(
            f"{len(own)} routes and not one Blueprint",
            subject=app.import_name,
            place=app.place,
            evidence=(*by_module(own), *by_prefix(own)),
        )


@info
def monolithic_module(app: App, source: Source | None = None) -> Judgement:
    """One module holds most of the views, or views, models and config all together.

    Every change to the app is a change to that file: releases carry more than was meant, merges collide, and
    the part that breaks cannot be taken out. For information, from 15 views and 60 % of the app's in one
    module on, and for a module over 500 lines that mixes views, models and config. When there is no Blueprint
    at all, routes-without-blueprint says it.

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
    if is_without_blueprint(app, source):
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
