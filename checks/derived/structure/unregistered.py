"""Blueprints that are written in the project and that the app does not have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import App, Blueprint
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import Registration, Source
from releasecheck.facts.templates import EndpointUse, Templates
from releasecheck.findings import Severity

from ..wording import counted
from .endpoints import dangling
from .grouping import is_bare
from .unimported import can_be_imported, is_served


@dataclass(frozen=True, slots=True)
class Missing:
    """Such a blueprint."""

    name: str
    place: Place
    variable: str | None
    rules: int | None  # null when its module was not even imported
    copied: Place | None = None  # where a registered one of its name is made: this may be its old copy
    replaced: bool = False  # which has a view for each of its own

    def holds(self, endpoint: str) -> bool:
        """Whether an endpoint would be one of its own."""
        return endpoint.startswith(f"{self.name}.")

    def is_among(self, names: frozenset[str]) -> bool:
        """Whether one of these is its name, or that of its variable."""
        return not names.isdisjoint({self.name, self.variable})


def missing_blueprints(app: App, source: Source | None) -> Iterator[Missing]:
    """Blueprints that exist and are not registered, then those in modules that the app does not import."""
    known = {one.name for one in app.blueprints}
    registered = {one.name: one.place for one in app.blueprints if one.registered}
    for one in app.blueprints:
        if not one.registered:
            copied = registered.get(one.name)
            replaced = copied is not None and _is_replaced(one, app, source)
            yield Missing(one.name, one.place, one.variable, one.rules, copied, replaced)
    known |= {route.endpoint.rpartition(".")[0] for route in app.routes}
    beside = {module.path for module in source.modules if module.role != "app"} if source else set()
    for made in source.blueprints if source else ():
        if made.name not in known and made.place.path not in {*app.modules, *beside}:
            known.add(made.name)
            yield Missing(made.name, made.place, made.variable, None)


def _is_replaced(blueprint: Blueprint, app: App, source: Source | None) -> bool:
    """Whether the app serves views of all the names that this has."""
    served = {route.endpoint for route in app.routes}
    home = (blueprint.place.path, blueprint.variable)
    views = [one for one in source.route_functions if (one.place.path, one.router) == home] if source else []
    return bool(views) and served.issuperset(
        f"{blueprint.name}.{one.endpoint or one.function}" for one in views
    )


def registrations_of(blueprint: Missing, source: Source | None) -> list[Registration]:
    """The calls in the source that would register it."""
    names = {blueprint.variable, blueprint.name}
    return [one for one in source.registrations if one.argument in names] if source else []


def late_names(app: App, source: Source | None) -> frozenset[str]:
    """Those that only a view or a hook registers, of which late-registration speaks."""
    if source is None:
        return frozenset()
    late = {_spot(one.place) for one in source.late_setups if one.place.path in app.modules}
    calls = source.registrations
    in_time = {one.argument for one in calls if _spot(one.place) not in late}
    return frozenset(one.argument for one in calls if _spot(one.place) in late) - in_time


def _spot(place: Place) -> tuple[str | None, int | None]:
    return place.path, place.line


def left_out(app: App, source: Source | None, templates: Templates | None = None) -> dict[str, list[Missing]]:
    """Blueprints that a module of the project would register, had it run, by the path of that module.

    Then the app that was booted is not all of the app. Of those that are not even imported only the ones
    that something links to count, others may belong to another program of the project; where the app has
    nothing at all, those count that a module registers which it does not import.
    """
    lost = dangling(app, source, templates)
    lacking = [one for one in missing_blueprints(app, source) if one.copied is None]
    missing = [one for one in lacking if one.rules or _is_linked(one, lost)]
    if is_bare(app):
        missing += [one for one in lacking if one not in missing and _is_abroad(one, app, source)]
    idle = {path for one in missing for path in _idle_modules(one, app, source)}
    groups: dict[str, list[Missing]] = {}
    for one in missing:
        for path in dict.fromkeys(call.place.path for call in registrations_of(one, source)):
            if path and path in idle:
                groups.setdefault(path, []).append(one)
    return groups


def starter(boot: Boot | None, deploy: Deploy | None) -> Launch | None:
    """What starts the app just as it booted, where the project starts no other one."""
    launches = deploy.launches if deploy else ()
    if boot is None or len({one.target for one in launches}) != 1:
        return None
    searched = boot.chosen_by == "Flask's own search"
    return next(
        (
            one
            for one in launches
            if one.place.path == boot.chosen_by
            or (
                searched
                and one.server == "flask"
                and one.target is None
                and boot.cwd in (one.folder, one.starts_in)
            )
        ),
        None,
    )


def _is_abroad(blueprint: Missing, app: App, source: Source | None) -> bool:
    return any(one.place.path not in app.modules for one in registrations_of(blueprint, source))


def _is_linked(blueprint: Missing, lost: Iterable[str]) -> bool:
    return blueprint.rules is None and any(map(blueprint.holds, lost))


def _idle_modules(blueprint: Missing, app: App, source: Source | None) -> set[str]:
    """Where a registration stands that no switch explains: unconditional, or in a module not imported."""
    return {
        one.place.path
        for one in registrations_of(blueprint, source)
        if one.place.path and (not one.conditional or one.place.path not in app.modules)
    }


def routes_left_behind(blueprint: Missing, app: App, source: Source | None) -> int:
    """How many routes wait in its module, which nothing imports, beside those of blueprints that are served.

    A module that stands neither there nor in the package of the app may be of another program, and one whose
    pages another module answers was replaced.
    """
    path = blueprint.place.path or ""
    served = {one.place.path or "" for one in app.blueprints if one.registered}
    folders = {each.rpartition("/")[0] for each in served}
    package = (app.place.path or "").rpartition("/")[0]
    module = next((one for one in source.modules if one.path == path), None) if source else None
    inside = (
        path.rpartition("/")[0] in folders
        or (package and path.startswith(f"{package}/"))
        or _among_features(path) in {_among_features(each) for each in served} - {None}
    )
    if source is None or module is None or not inside:
        return 0
    live = [route.rule for route in app.routes]
    written = (*source.route_functions, *source.added_rules)
    routes = [one for one in written if one.place.path == path and not one.nested]
    replaced = any(is_served(each, live) for one in routes for each in one.paths if each.strip("/"))
    return 0 if replaced or not can_be_imported(module.name) else len(routes)


def _among_features(path: str) -> tuple[str, str] | None:
    """Of modules/auth/routes.py the folder of such packages, and the file that each of them has."""
    package, _, file = path.rpartition("/")
    folder = package.rpartition("/")[0]
    return (folder, file) if folder else None


def verdict(
    blueprint: Missing, links: list[EndpointUse], registrations: list[Registration]
) -> tuple[str, Severity] | None:
    """What to say of it and how gravely; null when its absence is meant, or no page would show it."""
    name = f"blueprint {blueprint.name}"
    if blueprint.rules is None:
        said = f"the module of {name} is never imported, and {counted(len(links), 'link')} to it must fail"
        return (said, "warning") if links else None
    if blueprint.replaced:
        return None
    if blueprint.copied is not None and blueprint.rules:
        return f"{name} is not in the app, which has another of its name: {blueprint.copied}", "info"
    if any(one.conditional for one in registrations):
        return (f"{name} is switched off, and pages link to it", "info") if links else None
    if blueprint.rules == 0:
        return f"{name} is not registered; it has no routes", "info"
    if registrations:
        return f"{name} is not in the app: its registration did not run", "warning"
    answers = "route answers" if blueprint.rules == 1 else f"{blueprint.rules} routes answer"
    return f"{name} is never registered: its {answers} 404", "error"


def is_forgotten(app: App, source: Source | None) -> bool:
    """Whether the app lacks a blueprint with routes, and no switch says that this is meant."""
    lacking = (one for one in missing_blueprints(app, source) if one.rules)
    told = (verdict(one, [], registrations_of(one, source)) for one in lacking)
    return any(said is not None and said[1] != "info" for said in told)
