"""Where apps are made: modules that make or export one, and factories that return one."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from releasecheck.facts.source import AppDefinition
from releasecheck.gather.source.code import handed_on
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import called
from releasecheck.gather.source.sheet import Function, Making, Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    dotted,
    required_parameters,
    resolved,
    targets,
)

# Each as its package exports it, and as the module in which it is.
_FLASKS = frozenset(
    {
        *("flask.Flask", "flask.app.Flask"),
        *("apiflask.APIFlask", "apiflask.app.APIFlask"),
        *("flask_openapi3.OpenAPI", "flask_openapi3.openapi.OpenAPI"),
        *("flask_openapi.OpenAPI", "flask_openapi.openapi.OpenAPI"),
    }
)
_FACTORY = re.compile(r"(create|make|build)_(\w+_)?app(lication)?")
# Objects that hold a Flask app as `.app` or `.server`.
_HOLDERS = {"connexion.App": "app", "connexion.FlaskApp": "app", "dash.Dash": "server"}
_UNWRAPPED = frozenset({"connexion.App", "connexion.FlaskApp"})  # the loader finds the app in these by itself


def note_import(node: ast.Import, _scope: Scope, sheet: Sheet) -> None:
    """`import a.b`, `import a.b as c`."""
    for alias in node.names:
        top = alias.name.partition(".")[0]
        bound = sheet.modules.full_name(alias.name if alias.asname else top, sheet.module)
        sheet.imports[alias.asname or top] = bound


def note_import_from(node: ast.ImportFrom, _scope: Scope, sheet: Sheet) -> None:
    """`from a.b import c as d`, `from common import *`."""
    module = origin(node, sheet)
    for alias in node.names:
        if alias.name == "*":
            sheet.imports["*"] = f"{module}.*"  # of what is not the project's, nobody knows what it brings
            sheet.imports.update(sheet.modules.starred(module, sheet.module))
        else:
            behind = sheet.modules.behind(module, alias.name, sheet.module)
            imported = sheet.modules.full_name(f"{module}.{alias.name}".lstrip("."), sheet.module)
            sheet.imports[alias.asname or alias.name] = behind or imported


def origin(node: ast.ImportFrom, sheet: Sheet) -> str:
    """The module that is imported from, in full."""
    named = handed_on.origin_of(node, sheet.module, is_package=sheet.path.endswith("__init__.py"))
    return named if node.level else sheet.modules.full_name(named, sheet.module)


def note_assignment(node: ast.Assign | ast.AnnAssign, scope: Scope, sheet: Sheet) -> None:
    """`app = Flask(…)`, `app = create_app(…)`, `server = dash_app.server`, `self.app = Flask(…)`."""
    if isinstance(node.value, (ast.Call, ast.Attribute)):
        note_made(node, node.value, _maker(node.value, sheet), scope, sheet)


def note_made(
    node: ast.Assign | ast.AnnAssign, value: ast.expr, maker: str, scope: Scope, sheet: Sheet
) -> None:
    """Likewise, where it is known what makes the value."""
    for target in targets(node) if scope.owner is None else ():
        name = target.id if isinstance(target, ast.Name) else _of_object(target, scope)
        if name:
            given = called.given(value) if scope.guarded else None
            sheet.makings.append(Making(name, maker, node.lineno, scope, given=given))


def note_uncalled(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`app = create_app` of a module: the factory itself, by another name."""
    target, made = node.targets[0], resolved(dotted(node.value), sheet.imports).rpartition(".")[2]
    inside = scope.function or scope.owner or (scope.conditional and not scope.guarded)
    if isinstance(target, ast.Name) and not inside and _FACTORY.fullmatch(made):
        sheet.uncalled[target.id] = made


def _of_object(target: ast.expr, scope: Scope) -> str | None:
    """`Shop.app` for `self.app` in a method of the class Shop."""
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            owner = (scope.function or "").rpartition(".")[0]
            return f"{owner}.{name}" if owner else None
    return None


def note_return(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return app`, `return Flask(…)`."""
    if scope.function is None:
        return
    if isinstance(node.value, ast.Name):
        sheet.returned.add((scope.function, node.value.id))
    elif isinstance(node.value, (ast.Call, ast.Attribute)):
        of_object = _of_object(node.value, scope)
        maker = f"{of_object}!" if of_object else _maker(node.value, sheet)
        making = Making(scope.function, maker, node.lineno, scope, returned=True)
        sheet.makings.append(making)


def _maker(value: ast.Call | ast.Attribute, sheet: Sheet) -> str:
    return resolved(dotted(value), sheet.imports) + ("" if isinstance(value, ast.Call) else "!")


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """A function of a module, which may turn out to be a factory."""
    if scope.function is None and scope.owner is None and isinstance(node, ast.FunctionDef):
        promises = node.returns is not None and resolved(dotted(node.returns), sheet.imports) in _FLASKS
        positional = tuple(arg.arg for arg in (*node.args.posonlyargs, *node.args.args))
        required = required_parameters(node)
        sheet.functions[node.name] = Function(node.name, node.lineno, required, promises, positional)


def note_class(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """A class and its bases: it may be a Flask."""
    sheet.classes.add(node.name)
    sheet.subclasses.extend((node.name, resolved(dotted(base), sheet.imports)) for base in node.bases)


@dataclass(slots=True)
class _Makers:
    """Dotted names that give an app when called: classes, holders' attributes and factories."""

    names: set[str]
    held: set[str]  # dotted name of an attribute that is an app, with "!" behind
    holders: dict[str, str]  # class of the project -> the attribute of its objects that is an app

    def know(self, names: Collection[str]) -> bool:
        """Whether one of these names gives an app, or an object that holds one."""
        return self.makes(names) or not self.holders.keys().isdisjoint(names)

    def makes(self, names: Collection[str]) -> bool:
        """Whether what one of these names gives is an app."""
        return not (self.names.isdisjoint(names) and self.held.isdisjoint(names))


def _names(maker: str, sheet: Sheet) -> tuple[str, str]:
    """A dotted name as imported, and as one of the file's own."""
    return maker, f"{sheet.module}.{maker}"


def definitions(sheets: Sequence[Sheet]) -> Iterator[AppDefinition]:
    """Every app and factory of the project; a module that only imports an app defines none."""
    makers = _makers(sheets)
    routes = _routes(sheets)
    words = called.words(sheets)
    for sheet in sheets:
        for making in sheet.makings:
            of_module = making.scope.function is None and not making.scope.guarded
            if of_module and makers.makes(_names(making.maker, sheet)):
                name = f"{sheet.module}.{making.name}"
                also_in = tuple(
                    other.path for other in sheets if other is not sheet and _acts_on(name, other)
                )
                count = routes.get(name, 0)
                yield AppDefinition(
                    sheet.path,
                    making.name,
                    "app",
                    making.line,
                    (),
                    count,
                    also_in,
                    relative=sheet.imports_relatively,
                )
        for function in sheet.functions.values():
            if f"{sheet.module}.{function.name}" in makers.names:
                count = sum(route.nested for route in sheet.routes)
                yield AppDefinition(
                    sheet.path,
                    function.name,
                    "factory",
                    function.line,
                    function.required,
                    count,
                    called=_called_below_a_guard(function, sheet.module, sheets, words),
                    relative=sheet.imports_relatively,
                )


def _called_below_a_guard(
    function: Function, module: str, sheets: Sequence[Sheet], words: frozenset[str]
) -> str | None:
    """How a program calls it, the one in its own file before others."""
    whole = f"{module}.{function.name}"
    for sheet in sorted(sheets, key=lambda one: one.module != module):
        for one in sheet.makings:
            if one.given is not None and whole in _names(one.maker, sheet):
                shown = called.shown(one.given, function.positional, words)
                return None if shown is None else f"{function.name}({shown})"
    return None


def _acts_on(name: str, sheet: Sheet) -> bool:
    """Whether a module imports an app and calls its methods."""
    return any(sheet.imports.get(local) == name for local in sheet.acted_on)


def _makers(sheets: Sequence[Sheet]) -> _Makers:
    makers = _Makers(set(_FLASKS | _UNWRAPPED), set(), dict(_HOLDERS))
    makers.names |= {
        f"{sheet.module}.{function.name}"
        for sheet in sheets
        for function in sheet.functions.values()
        if function.promises_app
    }
    named = []
    for sheet in sheets:
        called_there = {making.maker for making in sheet.makings}
        named.append((sheet, {name for maker in called_there for name in _names(maker, sheet)}))
    known = -1
    while known != (known := len(makers.names) + len(makers.held)):  # a factory may call a factory
        for sheet, every in named:
            _learn(sheet, every, makers)
    return makers


def _learn(sheet: Sheet, every: AbstractSet[str], makers: _Makers) -> None:
    makers.names |= {
        f"{sheet.module}.{name}"
        for name, base in sheet.subclasses
        if any(known in makers.names for known in _names(base, sheet))
    }
    for making in sheet.makings if makers.know(every) else ():  # of nearly all files none
        names = _names(making.maker, sheet)
        if not makers.know(names):
            continue
        holders = [makers.holders[name] for name in names if name in makers.holders]
        if holders and not making.returned:
            makers.held.add(f"{sheet.module}.{making.name}.{holders[0]}!")
        if makers.makes(names):
            if "." in making.name:
                _learn_of_class(making, sheet, makers)
            makers.names.update(f"{sheet.module}.{function}" for function in _returning(making, sheet))


def _learn_of_class(making: Making, sheet: Sheet, makers: _Makers) -> None:
    """What a class's objects have or give: `shop.app`, `Shop().app`, `Shop().create()`."""
    whole = f"{sheet.module}.{making.name}"
    if making.returned:
        makers.names.add(whole)
    else:
        owner, _, attribute = whole.rpartition(".")
        makers.holders.setdefault(owner, attribute)
        makers.held.add(f"{whole}!")


def _returning(making: Making, sheet: Sheet) -> Iterator[str]:
    """The module's functions that return what is made there; one may return the module's app."""
    inside = making.scope.function
    for function in sheet.functions:
        if (making.returned and inside == function) or (
            inside in (function, None) and (function, making.name) in sheet.returned
        ):
            yield function


def _routes(sheets: Sequence[Sheet]) -> dict[str, int]:
    """Dotted name of a router -> how many routes hang on it in the whole project."""
    counts: dict[str, int] = {}
    for sheet in sheets:
        for route in sheet.routes:
            router = sheet.imports.get(route.router, f"{sheet.module}.{route.router}")
            counts[router] = counts.get(router, 0) + 1
    return counts
