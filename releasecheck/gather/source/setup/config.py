"""Config keys that are set in source, in whatever shape."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from releasecheck.facts.settings import ConfigAssignment
from releasecheck.gather.deploy.modes import is_of_development
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, last_name, resolved, targets, text

_ATTRIBUTES = {
    "secret_key": "SECRET_KEY",
    "debug": "DEBUG",
    "testing": "TESTING",
    "permanent_session_lifetime": "PERMANENT_SESSION_LIFETIME",
}
_APPS = frozenset({"app", "application", "flask_app", "current_app"})
_CONFIG_WORD = re.compile(r"config|settings|(^|[_.])conf([_.]|$)", re.IGNORECASE)
_LOADERS = ("from_pyfile", "from_envvar", "from_prefixed_env", "from_file", "from_json")
_RANDOM = frozenset(
    {
        *("os.urandom", "uuid.uuid1", "uuid.uuid4", "cryptography.fernet.Fernet.generate_key"),
        *("secrets.token_hex", "secrets.token_bytes", "secrets.token_urlsafe"),
    }
)
_WRAPPERS = frozenset({"str", "bytes", "hexlify", "b64encode", "urlsafe_b64encode", "b32encode"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})


def is_app(node: ast.expr, sheet: Sheet) -> bool:
    """Whether an expression looks like an app: by its usual names, or made or imported as one here."""
    name = last_name(node)
    return name in _APPS or any(
        making.name == name and making.maker.endswith("Flask") for making in sheet.makings
    )


def note_assignment(node: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope, sheet: Sheet) -> None:
    """`app.config["X"] =`, `app.secret_key =`, and upper-case names of a module or class."""
    for target in targets(node):
        if isinstance(target, ast.Name):  # as most are
            if target.id.isupper() and _may_hold_config(scope):
                owner = scope.owner.name if scope.owner else None
                named = _assignment(target.id, node, node.value, scope, sheet, owner)
                sheet.config_candidates.append(_in_named(named, sheet))
        elif key := _config_key(target, sheet):
            sheet.config.append(_in_app(_assignment(key, node, node.value, scope, sheet), scope))
        elif isinstance(target, ast.Attribute) and target.attr.isupper() and (own := _made(target, scope)):
            made = _assignment(target.attr, node, node.value, scope, sheet, own)
            sheet.config_candidates.append(replace(_in_named(made, sheet), by_instance=True))


def _made(target: ast.Attribute, scope: Scope) -> str | None:
    """The class of which a new instance gets this attribute: `self.KEY =` of its `__init__`."""
    owner, _, function = (scope.function or "").rpartition(".")
    its_own = isinstance(target.value, ast.Name) and target.value.id == "self"
    return owner.rpartition(".")[2] or None if its_own and function == "__init__" else None


def _in_named(one: ConfigAssignment, sheet: Sheet) -> ConfigAssignment:
    """A key of a class or module, which may be named for development or tests."""
    developed = is_of_development(one.owner or "") or is_of_development(sheet.module)
    return replace(one, development=True) if developed else one


def _assignment(  # noqa: PLR0913, PLR0917 - what stands where, in which file, in which class
    key: str,
    at: ast.expr | ast.stmt | ast.keyword,
    value: ast.expr | None,
    scope: Scope,
    sheet: Sheet,
    owner: str | None = None,
) -> ConfigAssignment:
    always = not (scope.conditional or scope.guarded)
    random = always and "KEY" in key and is_random(value, sheet)
    scheme = _scheme(value) if key == "SQLALCHEMY_DATABASE_URI" else None
    developed = is_of_development(scope.function or "")
    constant = _is_constant(value)
    switch = value.value if isinstance(value, ast.Constant) and isinstance(value.value, bool) else None
    return ConfigAssignment(
        key, sheet.place(at), owner, constant, random, scheme, development=developed, switch=switch
    )


def _in_app(one: ConfigAssignment, scope: Scope) -> ConfigAssignment:
    return one if scope.conditional or scope.guarded else replace(one, always=True)


def is_random(value: ast.expr | None, sheet: Sheet) -> bool:
    """`os.urandom(24)`, `uuid4().hex`, `str(uuid4())`, `b64encode(os.urandom(24)).decode()`."""
    while isinstance(value, ast.Call | ast.Attribute):
        if isinstance(value, ast.Attribute):  # of what a call gave
            value = value.value
        elif resolved(dotted(value.func), sheet.imports) in _RANDOM:
            return True
        elif last_name(value.func) in _WRAPPERS:
            value = value.args[0] if value.args else None
        else:
            value = value.func
    return False


def _scheme(value: ast.expr | None) -> str | None:
    """What stands before "://" in a text, whatever is put into the rest of it."""
    match value:
        case ast.Constant(value=str(written)):
            scheme, found, _ = written.partition("://")
            return scheme if found else None
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first, op=ast.Add() | ast.Mod()):
            return _scheme(first)
        case ast.Call(func=ast.Attribute(value=first, attr="format")):
            return _scheme(first)
    return None


def _is_constant(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, (str, bytes))


def _may_hold_config(scope: Scope) -> bool:
    bases = scope.owner.bases if scope.owner else []
    return scope.function is None and not any(last_name(base) in _ENUMS for base in bases)


def _config_key(target: ast.expr, sheet: Sheet) -> str | None:
    if isinstance(target, ast.Subscript):
        key = text(target.slice)
        return key if key and key.isupper() and is_config(target.value) else None
    if isinstance(target, ast.Attribute) and target.attr in _ATTRIBUTES and is_app(target.value, sheet):
        return _ATTRIBUTES[target.attr]
    return None


def is_config(node: ast.expr) -> bool:
    """Whether an expression is `something.config`."""
    return isinstance(node, ast.Attribute) and node.attr == "config"


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`app.config.update(X=…)`, `from_mapping(X=…)`, `setdefault("X", …)`, and what `from_object` reads."""
    function = node.func
    if not (isinstance(function, ast.Attribute) and is_config(function.value)):
        return
    if function.attr in ("from_object", "from_pyfile"):
        sheet.config_sources.extend(_source(node, sheet))
    if (
        function.attr in _LOADERS
        or any(keyword.arg is None for keyword in node.keywords)
        or _hides_keys(node)
    ):
        sheet.config_loads.append(sheet.place(node))
    if function.attr == "from_object":
        sheet.config_objects.append(sheet.place(node))
    for key, at, value in _keys(node, function.attr):
        if key.isupper():
            one = _assignment(key, at, value, scope, sheet)
            sheet.config.append(one if function.attr == "setdefault" else _in_app(one, scope))


def _hides_keys(node: ast.Call) -> bool:
    """`config.update(settings)`: which keys these are is not to be seen."""
    if last_name(node.func) not in ("update", "from_mapping"):
        return False
    return not all(
        (isinstance(given, ast.Dict) and None not in given.keys) or _is_dict(given) for given in node.args
    )


def _is_dict(node: ast.expr) -> bool:
    """`dict(A=1)`"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict"


def _keys(node: ast.Call, called: str) -> Iterator[tuple[str, ast.expr | ast.keyword, ast.expr | None]]:
    """Each key, where it is given, and its value."""
    if called == "setdefault" and node.args:
        yield text(node.args[0]) or "", node, argument(node, 1, "default")
    if called not in ("update", "from_mapping"):
        return
    yield from ((item.arg, item, item.value) for item in node.keywords if item.arg)
    for given in node.args:
        match given:
            case ast.Dict():
                pairs = zip(given.keys, given.values, strict=True)
                yield from ((name, key, value) for key, value in pairs if key and (name := text(key)))
            case ast.Call(func=ast.Name(id="dict")):
                yield from ((item.arg, item, item.value) for item in given.keywords if item.arg)


def _source(node: ast.Call, sheet: Sheet) -> Iterable[str]:
    for given in node.args[:1]:
        if isinstance(given, ast.Name) and given.id == "__name__":
            yield sheet.module
        else:
            name = text(given) or dotted(given)
            yield sheet.imports.get(name, name)


def assignments(sheet: Sheet, sources: Sequence[str]) -> list[ConfigAssignment]:
    """The file's config keys; upper-case names count where the app reads them, or the name says config."""
    module_is_config = bool(_CONFIG_WORD.search(sheet.module)) or _is_read(sheet, None, sources)
    owners = {item.owner for item in sheet.config_candidates if item.owner}
    chosen = {owner for owner in owners if _is_config_class(sheet, owner) or _is_read(sheet, owner, sources)}
    taken = [
        item
        for item in sheet.config_candidates
        if (module_is_config if item.owner is None else item.owner in chosen)
    ]
    return [*sheet.config, *taken]


def classes(sheet: Sheet) -> set[str]:
    """The file's classes of config, those that set nothing of their own included."""
    every = bool(_CONFIG_WORD.search(sheet.module))
    return {name for name, base in sheet.subclasses if every or _names_config(name) or _names_config(base)}


def bases(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Each of them, with the bare name of a base."""
    ours = classes(sheet)
    return ((name, base.rpartition(".")[2]) for name, base in sheet.subclasses if name in ours)


def _is_config_class(sheet: Sheet, owner: str) -> bool:
    bases = (base for name, base in sheet.subclasses if name == owner)
    return any(map(_names_config, (sheet.module, owner, *bases)))


@cache
def _names_config(name: str) -> bool:
    return _CONFIG_WORD.search(name) is not None


def _is_read(sheet: Sheet, owner: str | None, sources: Sequence[str]) -> bool:
    """Whether `from_object` or `from_pyfile` names this module, or this class of it."""
    module = sheet.module.rpartition(".")[2]
    if owner is None:
        return sheet.module in sources or any(
            source in (module, sheet.path.rpartition("/")[2]) for source in sources
        )
    return any(source.rpartition(".")[2] == owner for source in sources)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    ("update", "from_mapping", "setdefault", "from_object", *_LOADERS), note_call
)
