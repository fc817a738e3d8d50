"""Modules that hang routes on an app or blueprint of a module that booted, and did not boot themselves."""

from collections.abc import Iterable, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.source import Module, RouteFunction, Source

Lost = dict[str, list[RouteFunction]]


def unimported(app: App, source: Source | None) -> Lost:
    """By path, their routes that nothing else answers."""
    if source is None:
        return {}
    modules = {one.path: one for one in source.modules if one.role == "app" and one.problem is None}
    made = {one.name for one in source.modules if one.path in app.modules}
    programs = {one.place.path for one in source.run_calls}
    live = [route.rule for route in app.routes]
    lost: Lost = {}
    for one in (*source.route_functions, *source.added_rules):
        module = modules.get(one.place.path or "")
        if module is None or module.path in app.modules or one.nested:
            continue
        hangs = one.origin.rpartition(".")[0] in made
        is_meant = can_be_imported(module.name) or module.path in programs
        if hangs and is_meant and not any(is_served(path, live) for path in one.paths):
            lost.setdefault(module.path, []).append(one)
    return lost


def linked(lost: Lost, endpoints: Iterable[str]) -> list[str]:
    """Those of the endpoints that these routes would answer."""
    names = {one.endpoint or one.function for functions in lost.values() for one in functions}
    return [name for name in endpoints if name.rpartition(".")[2] in names]


def can_be_imported(module: str) -> bool:
    """Nobody can import "views copy": it was kept, and is not meant."""
    return all(part.isidentifier() for part in module.split("."))


def is_served(path: str, live: Sequence[str]) -> bool:
    """Whether a rule ends like it: a blueprint's prefix may stand before."""
    return any(rule == path or rule.endswith(path.rstrip("/") or "/") for rule in live)


def unread(app: App, source: Source | None) -> list[Module]:
    """The app's modules that the boot did not import: what is missing may be declared there."""
    modules = source.modules if source else ()
    return [one for one in modules if one.role == "app" and one.path not in app.modules]


def models_unread(app: App, source: Source | None) -> list[str]:
    """Those of them with models, in words."""
    return [f"{one.path} has models and was not imported" for one in unread(app, source) if one.models]
