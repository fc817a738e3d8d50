"""What the source alone says of an app that did not come up: modules, routes, keys, the session's cookie.

An app that is stopped by a missing package or database is not fine in all else. What stands in a module
that the target imports is released with it, and can be judged by rules that ask for no more, those under
`findings.by_source`. Whatever needs the live app, such as which blueprint is registered where, is left out.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from releasecheck.facts import Facts, Place
from releasecheck.facts.app import App, ConfigValue, Hook, Route, Secret, SessionCookie, View
from releasecheck.facts.boot import Boot, Unbooted
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import BlueprintDefinition, Module, RouteFunction, Source

_SIGNING = frozenset({"SECRET_KEY", "JWT_SECRET_KEY", "WTF_CSRF_SECRET_KEY"})
_LOGIN, _MIGRATE = "flask_login", "flask_migrate"
# They set the session's cookie, or the config, by themselves.
_OVER_CONFIG = frozenset({"flask_talisman", "dynaconf", "flask_environments", "flask_appconfig"})


def outline(facts: Facts) -> App | None:
    """The app as its source has it; null where one came up, or where its file is not known."""
    tried = facts.boot or facts.unbooted
    if facts.app is not None or tried is None or facts.source is None:
        return None
    target = _target(tried, facts.source.modules)
    if target is None or target.problem:
        return None
    paths = _imported_from(target, facts.source)
    return App(
        import_name=target.name,
        place=_made_at(target, facts.source, paths),
        routes=tuple(_with_shadows(list(_routes(facts.source, paths)), facts.source)),
        blueprints=(),
        config=tuple(_switches(facts.source, paths)),
        secrets=tuple(_keys(facts.source, paths)),
        extensions=tuple(_extensions(facts.source, paths)),
        session_cookie=_session_cookie(facts.source, paths),
        modules=tuple(sorted(paths)),
        hooks=tuple(_hooks(facts.source, paths)),
        outlined=True,
    )


def _made_at(target: Module, source: Source, paths: Collection[str]) -> Place:
    """Where the one app is made that importing the target makes, else its file."""
    made = [Place(one.path, one.line) for one in source.apps if one.path in paths]
    own = [one for one in made if one.path == target.path]
    return next((found[0] for found in (own, made) if len(found) == 1), Place(target.path))


def _extensions(source: Source, paths: Collection[str]) -> Iterator[str]:
    """By any word of those that say how visitors are known, or how tables are made: more is not seen."""
    if any(one.name == _LOGIN and one.place.path in paths for one in source.imports):
        yield "login_manager"
    if any(one.name == _MIGRATE for one in source.imports):
        yield "migrate"
    if not set(_released(source)).isdisjoint((*source.csrf_named, *source.csrf_modules)):
        yield "csrf"


def _released(source: Source) -> Iterator[str]:
    return (one.path for one in source.modules if one.role != "test")


def _hooks(source: Source, paths: Collection[str]) -> Iterator[Hook]:
    """What runs before requests; before which of them is not asked: before all."""
    names = {one.path: one.name for one in source.modules}
    for at in source.request_hooks:
        if at.path is not None and at.path in paths:
            yield Hook("before_request", "", names[at.path], "", at, own=True)


def _is_hidden(source: Source, paths: Collection[str]) -> bool:
    """Whether the config has keys that no line of the project shows."""
    loaded = any(one.path in paths for one in source.config_loads)
    return loaded or any(one.name in _OVER_CONFIG for one in source.imports)


def _switches(source: Source, paths: Collection[str]) -> Iterator[ConfigValue]:
    """Keys that one line alone sets to True or False, in the config itself and on no condition."""
    times = Counter(one.key for one in source.config_assignments)
    for one in source.config_assignments:
        alone = one.always and times[one.key] == 1 and not one.development
        if one.switch is not None and alone and one.place.path in paths and not _is_hidden(source, paths):
            shown = str(one.switch)
            yield ConfigValue(
                one.key, "bool", shown, one.switch, secret=False, is_default=False, place=one.place
            )


def _session_cookie(source: Source, paths: Collection[str]) -> SessionCookie | None:
    """As Flask writes it where no line of the project sets its flags; what any line sets counts as fine."""
    made = any(one.path in paths for one in source.apps)
    if not made or _is_hidden(source, paths):
        return None
    keys = {one.key for one in source.config_assignments if one.switch is not False}
    return SessionCookie(
        "session",
        secure="SESSION_COOKIE_SECURE" in keys,
        http_only=True,
        same_site="Lax" if "SESSION_COOKIE_SAMESITE" in keys else None,
    )


def _with_shadows(routes: Sequence[Route], source: Source) -> Iterator[Route]:
    """Each route, with the one that answers for it where an earlier line of its file has the same rule."""
    written = {one.place: one for one in source.route_functions}
    for number, route in enumerate(routes):
        before = (one for one in routes[:number] if one.rule == route.rule)
        first = next((one for one in before if _answers_for(one, route, written)), None)
        if first:
            yield replace(route, shadowed_by=first.endpoint, shadowed_by_rule=first.rule)
        else:
            yield route


def _answers_for(first: Route, route: Route, written: Mapping[Place, RouteFunction]) -> bool:
    """Whether both hang on one router, on no condition, and the first takes each method of the other."""
    if first.view is None or route.view is None or first.endpoint == route.endpoint:
        return False
    one, other = written[first.view.place], written[route.view.place]
    at_top = all(each.place.column == 1 for each in (one, other))
    return at_top and _router(one) == _router(other) and set(first.methods) >= set(route.methods)


def _router(one: RouteFunction) -> tuple[str, str | None]:
    return one.router, one.place.path


def _target(tried: Boot | Unbooted, modules: Iterable[Module]) -> Module | None:
    """The file of the target that was tried, a path or a dotted name, as seen from its working directory."""
    named = (tried.target or "").partition(":")[0]
    if not named:
        return None
    path = PurePosixPath(tried.cwd) / named
    if not named.endswith(".py"):
        path = PurePosixPath(tried.cwd) / named.replace(".", "/")
    likely = {path.as_posix(), f"{path}.py", f"{path}/__init__.py"}
    found = [one for one in modules if one.role in ("app", "tool")]
    by_path = (one for one in found if one.path in likely)
    return next(by_path, None) or next((one for one in found if one.name == named), None)


def _imported_from(target: Module, source: Source) -> frozenset[str]:
    """What importing it runs, or may run: a condition that keeps a module out is seldom that of a release."""
    imports: dict[str, list[str]] = {}
    for one in source.own_imports:
        imports.setdefault(one.place.path or "", []).append(one.path)
    packages = {one.path for one in source.modules if one.path.endswith("__init__.py")}
    found: set[str] = set()
    waiting = [target.path]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [*imports.get(path, ()), *packages.intersection(_above(path))]
    return frozenset(found)


def _above(path: str) -> Iterator[str]:
    return (f"{folder}/__init__.py" for folder in PurePosixPath(path).parents)


def _routes(source: Source, paths: frozenset[str]) -> Iterator[Route]:
    """The functions under a route decorator; one whose methods are computed says too little."""
    names = {one.path: one.name for one in source.modules}
    blueprints = {(names.get(one.place.path or ""), one.variable): one for one in source.blueprints}
    for one in source.route_functions:
        path = one.place.path
        if path not in paths or one.methods is None:
            continue
        module, _, router = one.origin.rpartition(".")
        blueprint = blueprints.get((module or names[path], router or one.router))
        endpoint = one.endpoint or one.function
        prefix = _prefix(blueprint, names.get(blueprint.place.path or ""), source) if blueprint else ""
        for rule in (_below(prefix, written) for written in one.paths):
            yield Route(
                rule=rule,
                endpoint=f"{blueprint.name}.{endpoint}" if blueprint else endpoint,
                methods=one.methods,
                arguments=tuple(sorted(re.findall(r"(?:<|:)(\w+)>", rule))),
                view=View(names[path], one.function, one.place, own=True, parameters=None),
            )


def _prefix(blueprint: BlueprintDefinition, module: str | None, source: Source) -> str:
    """With which all of its URLs begin, as far as constants tell: a registration's goes before its own."""
    own = [one for one in source.registrations if one.dotted == f"{module}.{blueprint.variable}"]
    given = {one.prefix for one in own}
    prefix = given.pop() if len(given) == 1 else "" if not given else None
    return (blueprint.prefix if prefix == "" else prefix) or ""


def _below(prefix: str, rule: str) -> str:
    """As Flask joins them: the empty rule is the prefix itself, with no slash behind."""
    return f"{prefix.rstrip('/')}/{rule.lstrip('/')}" if prefix and rule else prefix or rule


def _keys(source: Source, paths: frozenset[str]) -> Iterator[Secret]:
    """Keys of the config that the one place of the app that sets them gives a literal, or draws anew.

    What is for tests or development by its name counts for nothing: a release has keys of its own.
    """
    signing = _SIGNING.union(source.token_keys)
    beside = {one.path for one in source.modules if one.role == "test"}
    released = [
        one
        for one in source.config_assignments
        if one.key in signing and not (one.development or one.place.path in beside)
    ]
    times = Counter(one.key for one in released)
    alone = [one for one in released if times[one.key] == 1 or _has_last_word(one, released, source, beside)]
    once = {(one.place.path, one.place.line, one.key): one for one in alone}
    for literal in source.secret_literals:
        at, key = literal.place, literal.name.upper()
        set_by = once.get((at.path, at.line, key))
        if set_by and set_by.constant and at.path in paths:
            yield Secret(key, "str", literal.length, place=set_by.place, signing=True, literals=(at,))
    for one in once.values():
        if one.place.path in paths and (read := _fallback(one, source)):
            yield Secret(one.key, "str", 0, place=one.place, signing=True, boots_without=(read.variable,))
    for none in source.none_keys:
        if (none.place.path, none.place.line, none.key) in once and not _is_hidden(source, paths):
            yield Secret(none.key, "str", 0, place=none.place, signing=True, none_without=(none.variable,))
    for drawn in once.values():
        if drawn.random and drawn.place.path in paths and not source.config_loads:
            yield Secret(drawn.key, "str", 0, place=drawn.place, signing=True, repeats=False, drawn=True)


def _fallback(one: ConfigAssignment, source: Source) -> EnvDefault | None:
    """The read of a variable, with a constant in its place, that this line gives the key."""
    at = (one.place.path, one.place.line)
    reads = (each for each in source.env_defaults if each.secret and not each.empty)
    own = (each for each in reads if (each.place.path, each.place.line) == at)
    return next((each for each in own if (each.assigned_to or "").upper() == one.key), None)


def _has_last_word(
    one: ConfigAssignment, released: Sequence[ConfigAssignment], source: Source, beside: Collection[str]
) -> bool:
    """Whether it is set in the config itself, after all that was loaded: what a class says is overruled."""
    others = [each for each in released if each.key == one.key and each is not one]
    if not (one.always and one.constant) or any(each.owner is None for each in others):
        return False
    loads = [at for at in (*source.config_objects, *source.config_loads) if at.path not in beside]
    return all(at.path == one.place.path and (at.line or 0) < (one.place.line or 0) for at in loads)
