"""Environment variables that are read with a constant to fall back on."""

import ast
import re
from collections.abc import Callable

from releasecheck.facts.settings import EnvDefault
from releasecheck.gather.inside.secret_names import can_be_secret, has_credentials, is_secret_name
from releasecheck.gather.source.code.spelled import constant
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    both_sides,
    dotted,
    last_name,
    resolved,
    target_name,
    targets,
    text,
)
from releasecheck.gather.source.walk import Handlers

READERS = frozenset({"os.environ.get", "os.getenv", "os.environ.setdefault", "os.environ.pop"})
_LIBRARIES = frozenset({"environs", "decouple", "environ", "prettyconf", "starlette", "goodconf", "envparse"})
_LIBRARY_CALLS = frozenset({"env", "config", "str", "bool", "int", "json", "url", "db_url", "get", "list"})
_NO_CONSTANT = object()
_MODE = re.compile(r"[A-Za-z_.]*(dev|test|prod|stag|default|local|debug)[A-Za-z_.]*", re.IGNORECASE)


def by_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A", constant)`, `getenv`, `setdefault`, `config("A", default=constant)`."""
    variable = variable_of(node, sheet)
    fallback = argument(node, 1, "default") if variable else None
    if variable and fallback is not None:
        _note(variable, fallback, sheet.names.get(id(node)), node, sheet)


def by_or(node: ast.BoolOp, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A") or constant`."""
    if isinstance(node.op, ast.Or):
        read = next((name for value in node.values[:-1] if (name := _read(value, sheet))), None)
        if read:
            _note(read, node.values[-1], sheet.names.get(id(node)), node, sheet)


def by_choice(node: ast.IfExp, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ["A"] if "A" in os.environ else constant`."""
    read = _read(node.body, sheet)
    if read:
        _note(read, node.orelse, sheet.names.get(id(node)), node, sheet)


def by_exception(node: ast.Try, _scope: Scope, sheet: Sheet) -> None:
    """`try: a = os.environ["A"]`, `except KeyError: a = constant`."""
    read = {name: variable for name, value in _assigned(node.body) if (variable := _read(value, sheet))}
    for handler in node.handlers if read else ():
        for name, value in _assigned(handler.body):
            if name in read:
                _note(read[name], value, name, value, sheet)


def by_comparison(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ["MODE"] == "production"`: a value that the source knows."""
    for one, other in both_sides(node):
        variable, value = _read(one, sheet), text(other)
        if variable and value and not is_secret_name(variable):
            sheet.compared.setdefault(variable, {})[value] = None


def by_settings_class(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """The fields of a pydantic `BaseSettings`."""
    if any(last_name(base) == "BaseSettings" for base in node.bases):
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and item.value is not None:
                name = target_name(item.target) or ""
                _note(name.upper(), _field_default(item.value), name, item, sheet)


def _assigned(body: list[ast.stmt]) -> list[tuple[str, ast.expr]]:
    return [
        (name, item.value)
        for item in body
        if isinstance(item, (ast.Assign, ast.AnnAssign)) and item.value is not None
        for target in targets(item)
        if (name := target_name(target))
    ]


def _field_default(value: ast.expr) -> ast.expr:
    if isinstance(value, ast.Call) and last_name(value.func) == "Field":
        return argument(value, 0, "default") or value
    return value


def variable_of(node: ast.Call, sheet: Sheet) -> str | None:
    """The variable that a call asks the environment for, whatever it falls back on."""
    variable = text(argument(node, 0, "key"))
    if variable is None or not variable:
        return None
    name = resolved(dotted(node.func), sheet.imports)
    return variable if name in READERS or _from_library(node.func, name, variable, sheet) else None


def _from_library(function: ast.expr, name: str, variable: str, sheet: Sheet) -> bool:
    if last_name(function) not in _LIBRARY_CALLS or not variable.isupper():
        return False
    origins = {origin.partition(".")[0] for origin in sheet.imports.values()}
    return not _LIBRARIES.isdisjoint(origins) and not name.startswith(("os.", "request.", "flask."))


def _read(node: ast.expr, sheet: Sheet) -> str | None:
    """The variable that an expression reads, through `.strip()` and the like."""
    while isinstance(node, ast.Call) and not variable_of(node, sheet):
        inner = node.func.value if isinstance(node.func, ast.Attribute) else argument(node, 0)
        if inner is None or isinstance(inner, ast.Name):
            return None
        node = inner
    if isinstance(node, ast.Call):
        return variable_of(node, sheet)
    if isinstance(node, ast.Subscript) and resolved(dotted(node.value), sheet.imports) == "os.environ":
        return text(node.slice)
    return None


def _note(
    variable: str, fallback: ast.expr, name: str | None, node: ast.expr | ast.stmt, sheet: Sheet
) -> None:
    value = _constant(fallback, sheet)
    if value is _NO_CONSTANT:
        return
    named = is_secret_name(variable) or (name is not None and is_secret_name(name))
    secret = has_credentials(value) or (named and can_be_secret(value))
    empty = value is None or value is False or value in ("", b"")
    chooses = value if not named and isinstance(value, str) and _MODE.fullmatch(value) else None
    read = EnvDefault(variable, sheet.place(node), secret, name, empty, chooses, blank=value == "")
    sheet.env_defaults.append(read)


def _constant(node: ast.expr, sheet: Sheet) -> object:
    """The constant that an expression is, by itself or by the module's name for it, through `str(…)`."""
    match constant(node):
        case ast.Constant(value=value) if value is not ...:  # `Field(...)` has no default
            return value
        case ast.Name(id=name) if isinstance(known := constant(sheet.constants.get(name)), ast.Constant):
            return known.value
        case ast.Call(args=[inner], func=function) if last_name(function) in ("str", "bytes", "SecretStr"):
            return _constant(inner, sheet)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=value), attr="encode")):
            return value
    return _NO_CONSTANT


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    {*_LIBRARY_CALLS, *(reader.rpartition(".")[2] for reader in READERS)}, by_call
)
HANDLERS: Handlers = {
    ast.BoolOp: (by_or,),
    ast.ClassDef: (by_settings_class,),
    ast.Compare: (by_comparison,),
    ast.IfExp: (by_choice,),
    ast.Try: (by_exception,),
}
