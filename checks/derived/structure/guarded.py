"""Set-up below `if __name__ == "__main__"` that the app as it booted does without."""

import re
from collections.abc import Iterator

from releasecheck.facts.app import App, Blueprint
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import GuardedSetup, Source

from ..deploy.deployment import develops, productive, program_of

# Switches that development wants and production does not miss.
_DEVELOPMENT = frozenset(
    {
        "DEBUG",
        "TESTING",
        "ENV",
        "TEMPLATES_AUTO_RELOAD",
        "EXPLAIN_TEMPLATE_LOADING",
        "SEND_FILE_MAX_AGE_DEFAULT",
        "SQLALCHEMY_ECHO",
        "DEBUG_TB_ENABLED",
        "DEBUG_TB_INTERCEPT_REDIRECTS",
    }
)
_EXTENSIONS = {  # by what the object is usually called -> its name in app.extensions
    "db": "sqlalchemy",
    "migrate": "migrate",
    "csrf": "csrf",
    "limiter": "limiter",
    "cache": "cache",
    "mail": "mail",
    "babel": "babel",
    "socketio": "socketio",
    "ma": "flask-marshmallow",
    "jwt": "flask-jwt-extended",
}
_ROUTES = frozenset({"route", "get", "post", "put", "delete", "patch", "add_url_rule"})
MAKE_TABLES = frozenset({"create_all", "create table"})
_SPOKEN = {"init_app": "{0}.init_app runs", "config": "{0} is set", "register_blueprint": "{0} is registered"}


def only_under_guard(app: App, source: Source, boot: Boot | None = None) -> list[GuardedSetup]:
    """Guarded set-up in the modules of the app and of its targets, confirmed absent from the live app."""
    ours = {app.place.path, _target_path(source, boot), *_served_paths(app, source, boot)}
    return [one for one in source.guarded if one.place.path in ours and _is_absent(app, one)]


def guarded_names(app: App, source: Source | None, boot: Boot | None = None) -> frozenset[str]:
    """Bare names of the blueprints and extensions of which main-guard-only-setup speaks."""
    absent = only_under_guard(app, source, boot) if source else []
    names = {one.subject.rpartition(".")[2] for one in absent}
    return frozenset(names | {each.name for one in absent for each in app.blueprints if _is_of(each, one)})


def routes_under_guard(app: App, source: Source | None, boot: Boot | None) -> list[GuardedSetup]:
    """Guarded set-up without which pages of the app answer 404."""
    absent = only_under_guard(app, source, boot) if source else []
    return [one for one in absent if one.call in _ROUTES or one.call == "register_blueprint"]


def program_call(app: App, source: Source) -> str | None:
    """The target whose call only the main guard of the app's module makes, with its arguments."""
    made = next((one for one in source.apps if one.path == app.place.path and one.called), None)
    name = next((one.name for one in source.modules if one.path == app.place.path), None)
    return f"{name}:{made.called}" if made and name else None


def programs_config(app: App, source: Source) -> list[ConfigAssignment]:
    """What a class gives to keys that the live config lacks, where only the guard's call names the class."""
    names = set(re.findall(r"\w+", (program_call(app, source) or "").partition(":")[2]))
    live = {one.key for one in app.config if not one.is_default}
    return [one for one in source.config_assignments if one.owner in names and one.key not in live]


def tables_under_guard(
    app: App, source: Source, boot: Boot | None, deploy: Deploy | None
) -> list[GuardedSetup]:
    """What makes tables below the guard, where nothing else does and no deploy file runs the file.

    Also in a program beside the app that imports it to start it. What another program makes, it makes without
    the models that stand in the file with the guard.
    """
    ours = {app.place.path, _target_path(source, boot)}
    ours |= {path for one in source.apps if one.path == app.place.path for path in one.also_in}
    making = [one for one in source.guarded if one.call in MAKE_TABLES and one.place.path in ours]
    with_models = {one.path for one in source.modules if one.models}
    programs = {one.place.path for one in source.run_calls}.difference(app.modules)
    sisters = programs if with_models.intersection(one.place.path for one in making) else set()
    makers = [place for place in source.table_makers if place.path not in sisters]
    others = set(makers).difference(place for one in making for place in (one.place, *one.makes))
    migrated = "migrate" in app.extensions or any(one.role == "migration" for one in source.modules)
    made = any(event.kind == "schema" for event in boot.events) if boot else False
    served = [one.server for one in deploy.launches] if deploy else []
    if others or migrated or made or "python" in served:
        return []
    return making


def lost_on_servers(
    app: App, source: Source, boot: Boot | None, deploy: Deploy | None
) -> Iterator[tuple[Launch, list[GuardedSetup]]]:
    """What a deployed program sets up below its guard, which a WSGI server in its place would not run."""
    if deploy is None or productive(deploy, boot):
        return
    told = set(only_under_guard(app, source, boot))
    for launch in deploy.launches:
        program = program_of(launch, source.modules) if develops(launch, boot, source) else None
        if program is None or program.path not in (app.place.path, _target_path(source, boot)):
            continue
        here = [one for one in source.guarded if one.place.path == program.path and _is_needed(one)]
        if here and told.isdisjoint(here):
            yield launch, here
            return


def _is_needed(setup: GuardedSetup) -> bool:
    if setup.call == "config":
        return setup.subject.isupper() and setup.subject not in _DEVELOPMENT
    return setup.call in _ROUTES or setup.call in ("init_app", "register_blueprint", "before_request")


def speak(setup: GuardedSetup) -> str:
    """One set-up as a clause."""
    if setup.call in _ROUTES:
        return f"the route {setup.subject} is added"
    if setup.call == "create_all":
        return f"{setup.subject}.create_all() runs"
    if setup.call == "create table":
        return f"{setup.subject}() makes the tables" if setup.subject else "CREATE TABLE runs"
    return _SPOKEN.get(setup.call, f"{setup.call}({{0}}) runs").format(setup.subject)


def _target_path(source: Source, boot: Boot | None) -> str | None:
    return _path_of(boot.target or "" if boot else "", source)


def _path_of(target: str, source: Source) -> str | None:
    module = target.partition(":")[0]
    return next((one.path for one in source.modules if module and module in (one.name, one.path)), None)


def _served_paths(app: App, source: Source, boot: Boot | None) -> set[str]:
    """Modules that another deploy file serves and that import this app: it is the same there."""
    adding = {one.place.path for one in source.own_imports if one.path == app.place.path}
    served = boot.served if boot else ()
    targets = (one.launch.target or "" for one in served if one.outcome == "serves")
    return {path for path in (_path_of(target, source) for target in targets) if path and path in adding}


def _is_absent(app: App, setup: GuardedSetup) -> bool:
    """Whether the live app shows that this never ran; what it cannot show is taken as done."""
    name = setup.subject.rpartition(".")[2]
    if setup.call in _ROUTES:
        return not any(setup.subject == route.rule or _is_view(name, route.endpoint) for route in app.routes)
    match setup.call:
        case "register_blueprint":
            bare = setup.origin.rpartition(".")[2] or name
            named = [one for one in app.blueprints if bare in (one.variable, one.name)]
            return not any(one.registered and _may_be(one, setup) for one in named)
        case "config":
            given = next((one for one in app.config if one.key == setup.subject), None)
            return (
                setup.subject.isupper()
                and setup.subject not in _DEVELOPMENT
                and (given is None or given.is_default)
            )
        case "init_app":
            return name in _EXTENSIONS and _EXTENSIONS[name] not in app.extensions
        case "before_request":
            return "" not in app.before_request
        case "errorhandler" | "register_error_handler":
            return not app.error_handlers
    return False


def _is_of(blueprint: Blueprint, setup: GuardedSetup) -> bool:
    """Whether this is the blueprint that it registers, by whatever name the file imports it."""
    module, _, variable = setup.origin.rpartition(".")
    return bool(module) and blueprint.variable == variable and _may_be(blueprint, setup)


def _may_be(one: Blueprint, setup: GuardedSetup) -> bool:
    """Whether it comes from the module that the name is imported from: each blueprint may be called `bp`.

    A package may hand on what one of its modules has.
    """
    module = setup.origin.rpartition(".")[0]
    return not module or one.module is None or f".{module}." in f".{one.module}."


def _is_view(name: str, endpoint: str) -> bool:
    return endpoint.rpartition(".")[2] == name
