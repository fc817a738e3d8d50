"""How the routes of the project spread over modules, blueprints and paths."""

from collections import Counter
from collections.abc import Sequence

from releasecheck.facts.app import App, Route
from releasecheck.facts.source import Source

from ..wording import counted
from .unimported import can_be_imported

_MANY_ROUTES = 10


def own_routes(app: App) -> list[Route]:
    """The routes whose views were written in the project."""
    return [route for route in app.routes if route.own]


def is_bare(app: App) -> bool:
    """Whether it serves nothing but static files, and hands requests to no other app."""
    mounted = any(one.mounted for one in app.others)
    return not mounted and all(route.endpoint.rpartition(".")[2] == "static" for route in app.routes)


def is_without_blueprint(app: App, source: Source | None) -> bool:
    """Whether many routes hang on the app itself, and the project makes no Blueprint."""
    own = own_routes(app)
    made = app.nameless_blueprint or app.blueprints or any("." in route.endpoint for route in own)
    return not made and not _makes_one(source) and sum(_hangs_on(app, route) for route in own) > _MANY_ROUTES


def _makes_one(source: Source | None) -> bool:
    """Whether a module has one that did not come to be when the app booted."""
    modules = [one for one in source.modules if one.role == "app"] if source else []
    paths = {one.path for one in modules if can_be_imported(one.name)}
    return any(one.place.path in paths for one in source.blueprints) if source else False


def _hangs_on(app: App, route: Route) -> bool:
    """Whether its view needs the app's module: a class of another one is given to an API or a namespace."""
    view = route.view
    return view is None or not view.class_based or view.place.path == app.place.path


def by_module(routes: Sequence[Route]) -> tuple[str, ...]:
    """The modules with the most routes."""
    modules = Counter(
        route.view.place.path or route.view.module for route in routes if route.view is not None
    )
    return tuple(f"{name}: {counted(number, 'route')}" for name, number in modules.most_common(3))


def by_prefix(routes: Sequence[Route]) -> tuple[str, ...]:
    """How the routes would fall into blueprints by the first part of their path that is no value."""
    prefixes = Counter(_prefix(route.rule) for route in routes).most_common(8)
    return tuple(
        f"a blueprint for {prefix} would take {counted(number, 'route')}"
        for prefix, number in prefixes
        if number > 1 and prefix
    )


def _prefix(rule: str) -> str:
    """ "" for a page of the root, which would be in no group."""
    parts = rule.strip("/").split("/")
    fixed = next((number for number, part in enumerate(parts, 1) if part and "<" not in part), 0)
    return f"/{'/'.join(parts[:fixed])}" if fixed else ""
