"""Environment variables that are read with nothing to fall back on."""

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from releasecheck.facts.needs import KnownValues, NeededVariable
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.environment import READERS, variable_of
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    target_name,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

# What people call the function that looks a variable up and raises.
_REFUSING = words(
    "get_env get_env_var get_env_variable get_env_value get_required_env get_environment_variable"
    " require_env required_env env_required must_env must_getenv getenv_or_raise env_or_raise"
)
_READING = words("get getenv env config str bool int json url db_url list")


def by_subscript(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`os.environ["A"]`, and `os.environ.get("A")[0]`."""
    if type(node.value) is ast.Call:
        sheet.used_at_once.add(id(node.value))
    elif type(node.ctx) is ast.Load and last_name(node.value) == "environ":
        variable = text(node.slice)
        if variable and resolved(dotted(node.value), sheet.imports) == "os.environ":
            _note(variable, node, scope, sheet, fatal=True)


def by_attribute(node: ast.Attribute, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A").lower()`."""
    if type(node.value) is ast.Call:
        sheet.used_at_once.add(id(node.value))


def through_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`int(os.environ.get("A"))`."""
    if node.args:
        sheet.used_at_once.add(id(node.args[0]))


def by_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A")`, `getenv("A")`, `env.str("A")`, `config("A", cast=int)`."""
    variable = variable_of(node, sheet)
    if variable is None or len(node.args) > 1 or keyword(node, "default", "missing"):
        return
    if resolved(dotted(node.func), sheet.imports) in READERS:
        if last_name(node.func) not in ("setdefault", "pop"):
            _note(variable, node, scope, sheet, fatal=id(node) in sheet.used_at_once)
    elif _is_environments(node.func, sheet):
        _note(variable, node, scope, sheet, fatal=True)


def by_refusing_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`require_env("A")`, a function of the project's own."""
    variable = text(argument(node, 0))
    if variable and variable.isupper() and len(node.args) == 1 and not node.keywords:
        _note(variable, node, scope, sheet, fatal=True)


def _is_environments(function: ast.expr, sheet: Sheet) -> bool:
    """Whether it is `env`, `env.str` or decouple's `config`, and not `app.config.get`."""
    name = dotted(function)
    return "env" in name.partition(".")[0].lower() or resolved(name, sheet.imports) == "decouple.config"


def by_alternative(node: ast.BoolOp, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A") or other()`: something else may be there."""
    _replace(node.values, sheet)


def by_choice(node: ast.IfExp, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ["A"] if "A" in os.environ else other()`."""
    _replace((node.test, node.body, node.orelse), sheet)


def by_comparison(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`os.environ.get("A") == "production"`: nothing is an answer too."""
    _replace((node.left, *node.comparators), sheet)


def _replace(nodes: Iterable[ast.expr], sheet: Sheet) -> None:
    """Something else may stand there, unless the project raises when nothing does."""
    sheet.replaced.update({id(node) for node in nodes} - sheet.used_at_once)


def by_refusal(node: ast.If, _scope: Scope, sheet: Sheet) -> None:
    """`if not A: raise …`: names without which it does not go on; `if os.environ.get("A"):` only asks."""
    sheet.replaced.add(id(node.test))
    if any(map(_ends, node.body)):
        for part in ast.walk(node.test):
            if isinstance(part, ast.Name):
                sheet.refused.add(part.id)
            elif isinstance(part, ast.Attribute):
                sheet.refused.add(part.attr)
            elif isinstance(part, ast.Call):
                sheet.used_at_once.add(id(part))


def _ends(statement: ast.stmt) -> bool:
    """Whether it raises, or leaves the process."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return called_name(statement.value) in ("exit", "_exit", "abort")
    return isinstance(statement, ast.Raise)


def by_settings_class(node: ast.ClassDef, scope: Scope, sheet: Sheet) -> None:
    """The fields of a pydantic `BaseSettings` that have no default."""
    if not any(last_name(base) == "BaseSettings" for base in node.bases):
        return
    prefix = next(filter(None, map(_prefix, node.body)), "")
    for item in node.body:
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
            name = _field(item, prefix)
            if name and last_name(item.annotation) != "ClassVar":
                _note(name, item, scope._replace(conditional=False), sheet, fatal=True)


def _prefix(item: ast.stmt) -> str | None:
    """`model_config = SettingsConfigDict(env_prefix="A_")`, or `env_prefix = "A_"` of a class `Config`."""
    match item:
        case ast.ClassDef(name="Config", body=body):
            return next(filter(None, map(_prefix, body)), None)
        case ast.Assign(targets=[ast.Name(id="env_prefix")], value=value):
            return text(value)
        case ast.Assign(targets=[ast.Name(id="model_config")], value=ast.Call() as call):
            return text(keyword(call, "env_prefix"))
    return None


def _field(item: ast.AnnAssign, prefix: str) -> str | None:
    """The variable of a field that has to be given."""
    name = f"{prefix}{target_name(item.target)}".upper()
    match item.value:
        case None:
            return name
        case ast.Call() as call if last_name(call.func) == "Field":
            default = argument(call, 0, "default", "default_factory")
            if default is None or (isinstance(default, ast.Constant) and default.value is ...):
                return text(keyword(call, "validation_alias", "alias", "env")) or name
    return None


def _note(variable: str, node: ast.expr | ast.stmt, scope: Scope, sheet: Sheet, *, fatal: bool) -> None:
    if scope.conditional or scope.guarded or id(node) in sheet.replaced:
        return
    found = NeededVariable(variable, sheet.place(node), fatal, scope.function)
    sheet.needs.append((found, sheet.names.get(id(node))))


def found(sheets: Iterable[Sheet]) -> Iterator[NeededVariable]:
    """Those that are read with a fallback nowhere; fatal too where the project refuses to go on without."""
    every = list(sheets)
    defaulted = {item.variable for sheet in every for item in sheet.env_defaults}
    for sheet in every:
        for item, name in sheet.needs:
            if item.name not in defaulted:
                yield replace(item, fatal=item.fatal or name in sheet.refused)


def known(sheets: Iterable[Sheet]) -> Iterator[KnownValues]:
    """What the files compare each variable with."""
    values: dict[str, dict[str, None]] = {}
    for sheet in sheets:
        for variable, with_what in sheet.compared.items():
            values.setdefault(variable, {}).update(with_what)
    yield from (KnownValues(variable, tuple(values[variable])) for variable in sorted(values))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_READING - {"int"}, by_call),
    **dict.fromkeys(_REFUSING, by_refusing_call),
    **dict.fromkeys(("float", "loads", "Path", "open"), through_call),
}


def _int(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """The builtin, or a method of environs."""
    through_call(node, scope, sheet)
    by_call(node, scope, sheet)


CALLS["int"] = _int
HANDLERS: Handlers = {
    ast.Attribute: (by_attribute,),
    ast.BoolOp: (by_alternative,),
    ast.ClassDef: (by_settings_class,),
    ast.Compare: (by_comparison,),
    ast.If: (by_refusal,),
    ast.IfExp: (by_choice,),
    ast.Subscript: (by_subscript,),
}
