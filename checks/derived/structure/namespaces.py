"""Namespaces of Flask-RESTX in modules that the app does not import."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.source import BlueprintDefinition, Source

from .unimported import can_be_imported


def left_behind(app: App, source: Source | None) -> Iterator[tuple[BlueprintDefinition, int]]:
    """Those that stand among the modules of others which the app has, with the number of their routes.

    What lies elsewhere may be of another program, and one of which the app has another was replaced.
    """
    if source is None:
        return
    names = {one.path: one.name for one in source.modules if one.role == "app"}
    had = [one for one in source.namespaces if one.place.path in app.modules]
    for one in source.namespaces:
        path = one.place.path or ""
        beside = [other for other in had if _folder(other) == _folder(one)]
        replaced = any(other.name == one.name for other in had) or any(
            other.variable == one.variable for other in beside
        )
        if path in names and path not in app.modules and can_be_imported(names[path]):
            routes = [rule for rule in source.added_rules if _hangs_on(rule.router, rule.place.path, one)]
            if beside and routes and not replaced:
                yield one, len(routes)


def _folder(namespace: BlueprintDefinition) -> str:
    return (namespace.place.path or "").rpartition("/")[0]


def _hangs_on(router: str, path: str | None, namespace: BlueprintDefinition) -> bool:
    return router == namespace.variable and path == namespace.place.path
