"""Whether the app that booted is all of the app: a program may complete it after the import."""

from collections.abc import Iterable, Sequence

from releasecheck.facts.app import App, OtherApp
from releasecheck.facts.source import AppDefinition, RouteFunction, Source
from releasecheck.facts.templates import Templates

from .grouping import own_routes
from .guarded import guarded_names
from .unimported import is_served
from .unregistered import left_out

_SEVERAL = 3  # routes; one or two may be a switch for development

NOT_CALLED = "the app as booted is not all of the app: see main-guard-only-setup"
NOT_SERVED = "the routes hang on another app than the one that is served: see routes-on-other-app"
_NOT_REGISTERED = "the app as booted is not all of the app: see blueprint-never-registered"


def part_missing(app: App, source: Source | None, templates: Templates | None = None) -> str | None:
    """Why what the app lacks tells nothing about the app that is served; null when it is complete."""
    if is_elsewhere(app, source):
        return NOT_SERVED
    if uncalled(app, source):
        return NOT_CALLED
    groups = left_out(app, source, templates)
    if groups:
        guarded = guarded_names(app, source)
        told = all(one.is_among(guarded) for missing in groups.values() for one in missing)
        return NOT_CALLED if told else _NOT_REGISTERED
    return None


def real_app(app: App) -> OtherApp | None:
    """The Flask object that has the project's routes, where the one that is served has none of them."""
    others = [one for one in app.others if one.rules]
    if not others or own_routes(app) or any(one.mounted for one in others):
        return None
    return max(others, key=lambda one: len(one.rules))


def uncalled_factory(app: App, source: Source | None) -> AppDefinition | None:
    """The factory beside a bare `app = Flask(__name__)` that is served: nobody called it."""
    if source is None or own_routes(app) or any(one.rules for one in app.others):
        return None
    beside = [one for one in source.apps if one.path == app.place.path]
    roles = {one.path: one.role for one in source.modules}
    written = any(roles.get(one.place.path or "") == "app" for one in source.route_functions)
    bare = any(one.kind == "app" for one in beside)
    return next((one for one in beside if one.kind == "factory" and bare and written), None)


def is_elsewhere(app: App, source: Source | None) -> bool:
    """Whether the project's routes are not on the app that is served, and routes-on-other-app tells it."""
    return real_app(app) is not None or uncalled_factory(app, source) is not None


def uncalled(app: App, source: Source | None) -> dict[str, list[RouteFunction]]:
    """Functions that hang routes on the app of their own module, and that did not run: none answers."""
    if source is None:
        return {}
    names = {one.name for one in source.apps if one.kind == "app" and one.path == app.place.path}
    groups: dict[str, list[RouteFunction]] = {}
    for one in source.route_functions:
        if one.within and one.place.path == app.place.path and one.router in names and not one.origin:
            groups.setdefault(one.within, []).append(one)
    live = [route.rule for route in app.routes]
    return {
        name: routes
        for name, routes in groups.items()
        if len(routes) >= _SEVERAL and not _any_served(routes, live)
    }


def _any_served(routes: Iterable[RouteFunction], live: Sequence[str]) -> bool:
    return any(is_served(path, live) for one in routes for path in one.paths)
