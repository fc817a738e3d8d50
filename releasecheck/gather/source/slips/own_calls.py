"""Calls of the project's own functions that do not fit how these are defined."""

import ast
import builtins
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.slips import FailingCall
from releasecheck.gather.source import parse
from releasecheck.gather.source.code.handed_on import STANDARD, from_above
from releasecheck.gather.source.notes.slip_notes import OwnCall
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, last_name
from releasecheck.gather.source.work.state import origin

_FUNCTION, _OTHER = "def", ""  # what binds a name, beside the origin of an import
_BUILT_IN = frozenset(vars(builtins))
_FIT = "Give it what its definition asks for, or change the definition."
_MAKES_NAMES = re.compile(rb"\b(globals|setattr|exec|__getattr__|__dict__|sys\.modules|vars)\b")
_CAUGHT = frozenset({"TypeError", "AttributeError"})  # asked for: the call is a try of what there is


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`def create_category(name, user_id, category_type):` of a module, once and plainly."""
    if scope.function is None and scope.owner is None:
        twice = node.name in sheet.slips.parameters
        plain = not (scope.conditional or node.decorator_list or twice)
        sheet.slips.parameters[node.name] = (node.args, node.lineno) if plain else None


def note_call(node: ast.Call, name: str, scope: Scope, sheet: Sheet) -> None:
    """`create_category(user.id, name, kind, colour)`, `shop.add(name)`, whose arguments can be counted."""
    if scope.function is None or scope.guarded or name in _BUILT_IN:
        return
    keywords = tuple([one.arg or "" for one in node.keywords])
    if "" in keywords or [one for one in node.args if type(one) is ast.Starred]:
        return
    view = scope.view.place if scope.view is not None and scope.is_view else NOWHERE
    at = (node.lineno, node.col_offset + 1)
    sheet.slips.own_calls.append(OwnCall(name, len(node.args), keywords, scope.function, *at, view))


class _Definition(NamedTuple):
    """A function of a module, and where it stands."""

    arguments: ast.arguments
    name: str
    sheet: Sheet
    line: int


def mismatched(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> Iterator[FailingCall]:
    """The calls that are a TypeError each time, by both ends: the call, and the one definition."""
    modules = {one.module: one for one in sheets if one.role == "app"}
    plain = {name for one in modules.values() for name, taken in one.slips.parameters.items() if taken}
    for sheet in modules.values():
        definitions = _definitions(sheet, plain, modules)
        for call in sheet.slips.own_calls:
            definition = definitions.get(call.name)
            why = _misfit(call, definition) if definition else None
            if definition and why and _is_certain(call, sheet, definition, modules, contents):
                yield _failing(call, sheet, "TypeError", why, _FIT)


def undefined(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> Iterator[FailingCall]:
    """The calls of what a module of the project does not have, by both ends: each is an AttributeError."""
    modules = {one.module: one for one in sheets}
    for sheet in sheets if len(modules) == len(sheets) else ():
        for call in sheet.slips.own_calls if sheet.role == "app" else ():
            there = _module_of(call.name, sheet, modules) if "." in call.name else None
            name = call.name.rpartition(".")[2]
            if there is None or name in there.slips.parameters or f"{there.module}.{name}" in modules:
                continue
            if _lacks(there, name, contents) and _stands_for(call, sheet, there, modules, contents):
                why = f"{there.path} defines no {name}"
                yield _failing(call, sheet, "AttributeError", why, f"Define {name} in {there.path}.")


def _failing(call: OwnCall, sheet: Sheet, raises: str, why: str, fix: str) -> FailingCall:
    place = Place(sheet.path, call.line, call.column)
    return FailingCall(f"{call.name}()", raises, why, fix, call.function, place, call.view)


def _module_of(name: str, sheet: Sheet, modules: Mapping[str, Sheet]) -> Sheet | None:
    """The module of the project that `shop` stands for in `shop.add`; the standard library's come first."""
    imported = origin(name.partition(".")[0], sheet).lstrip(".")
    if imported.partition(".")[0] in STANDARD:
        return None
    return modules.get(sheet.modules.full_name(imported, sheet.module))


def _lacks(there: Sheet, name: str, contents: Mapping[str, bytes | str]) -> bool:
    """Whether no line of the module can make the name, nor any of another module by hand."""
    if name in there.classes or name in there.imports or name in there.constants:
        return False  # it is bound as most are: no need to parse the module again
    content = contents.get(there.path)
    if not isinstance(content, bytes) or _MAKES_NAMES.search(content):
        return False
    named = [one for one in contents.values() if isinstance(one, bytes) and name.encode() in one]
    given = re.compile(rf"\.{name}\s*[=:]|['\"]{name}['\"]".encode())
    tree = None if any(map(given.search, named)) else _tree(there, contents)
    return tree is not None and not [*_bindings(name, tree)]


def _stands_for(
    call: OwnCall,
    sheet: Sheet,
    there: Sheet,
    modules: Mapping[str, Sheet],
    contents: Mapping[str, bytes | str],
) -> bool:
    """Whether the name before the dot is the module and nothing else, for its package as well."""
    here = _tree(sheet, contents)
    bound = set(_bindings(call.name.partition(".")[0], here)) if here else {_OTHER}
    package, _, own_name = there.module.rpartition(".")
    above = _tree(modules[package], contents) if package in modules else None
    shadowing = set(_bindings(own_name, above)) - {f"..{own_name}"} if above else set()
    tried = here is None or _is_tried(call, here)
    return len(bound) == 1 and bound.isdisjoint({_FUNCTION, _OTHER}) and not shadowing and not tried


def _definitions(
    sheet: Sheet, plain: AbstractSet[str], modules: Mapping[str, Sheet]
) -> dict[str, _Definition | None]:
    """What each name that a module calls is defined as, where some function of the project has the name."""
    names = {call.name for call in sheet.slips.own_calls}
    called = [one for one in names if sheet.imports.get(one, one).rpartition(".")[2] in plain]
    return {
        one: _in_module(one, sheet, modules)
        if "." in one
        else _definition(origin(one, sheet), sheet, modules)
        for one in called
    }


def _in_module(name: str, sheet: Sheet, modules: Mapping[str, Sheet]) -> _Definition | None:
    there = _module_of(name, sheet, modules)
    own_name = name.rpartition(".")[2]
    parameters = there.slips.parameters.get(own_name) if there else None
    return _Definition(parameters[0], own_name, there, parameters[1]) if there and parameters else None


def _definition(origin: str, sheet: Sheet, modules: Mapping[str, Sheet]) -> _Definition | None:
    found = []
    for dotted in dict.fromkeys(from_above(origin, sheet.module)):
        module, _, name = dotted.rpartition(".")
        there = modules.get(module)
        if there and (parameters := there.slips.parameters.get(name)):
            found.append(_Definition(parameters[0], name, there, parameters[1]))
    return found[0] if len(found) == 1 else None


def _misfit(call: OwnCall, definition: _Definition) -> str | None:
    """What the function takes and is not given, or is given and does not take; and where it stands."""
    arguments = definition.arguments
    what = _lacking_or_unknown(call, arguments)
    if what is None:
        return None
    at = f"{definition.sheet.path}:{definition.line}"
    return f"{what}, `def {definition.name}({ast.unparse(arguments)})`, {at}"


def _lacking_or_unknown(call: OwnCall, arguments: ast.arguments) -> str | None:
    places = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    keywords = {one.arg for one in (*arguments.args, *arguments.kwonlyargs)}
    if call.positional > len(places) and arguments.vararg is None:
        by_place = f"{len(places)} argument{'' if len(places) == 1 else 's'} by position"
        return f"it takes {by_place if places else 'none'} and is given {call.positional}"
    unknown = [name for name in call.keywords if name not in keywords]
    if unknown and arguments.kwarg is None:
        return f"it has no argument {unknown[0]}"
    optional = places[len(places) - len(arguments.defaults) :]
    needed = [name for name in places[call.positional :] if name not in optional]
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    needed += [one.arg for one, default in pairs if default is None]
    lacking = [name for name in needed if name not in call.keywords]
    return f"it is not given {lacking[0]}" if lacking else None


def _is_certain(
    call: OwnCall,
    sheet: Sheet,
    definition: _Definition,
    modules: Mapping[str, Sheet],
    contents: Mapping[str, bytes | str],
) -> bool:
    """Whether the names stand for nothing else in either module, and nobody tries what the call takes."""
    there, here = _tree(definition.sheet, contents), _tree(sheet, contents)
    if here is None or there is None or list(_bindings(definition.name, there)) != [_FUNCTION]:
        return False
    if "." in call.name:
        return _stands_for(call, sheet, definition.sheet, modules, contents)
    bound = set(_bindings(call.name, here))
    if definition.sheet is not sheet and (len(bound) != 1 or not bound.isdisjoint({_FUNCTION, _OTHER})):
        return False
    return not _is_tried(call, here)


def _is_tried(call: OwnCall, here: ast.Module) -> bool:
    return any(isinstance(node, ast.Try) and _tries(node, call.line) for node in ast.walk(here))


def _tree(sheet: Sheet, contents: Mapping[str, bytes | str]) -> ast.Module | None:
    content = contents.get(sheet.path)
    tree = parse.parse(content) if isinstance(content, bytes) else None
    return tree if isinstance(tree, ast.Module) else None


def _bindings(name: str, tree: ast.Module) -> Iterator[str]:
    """All that any line of the module makes the name stand for, in any scope; imports by their origin."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) if bound == name:
                yield _FUNCTION
            case ast.Import(names=names):
                yield from (each.name for each in names if name == (each.asname or each.name))
                if any(name == each.name.partition(".")[0] != each.name for each in names if not each.asname):
                    yield _OTHER
            case ast.ImportFrom(module=module, names=names, level=level):
                for each in names:
                    if each.name == "*":
                        yield _OTHER
                    elif name == (each.asname or each.name):
                        yield f"{'.' * level}{module or ''}.{each.name}"
            case _ if _is_bound(name, node):
                yield _OTHER


def _is_bound(name: str, node: ast.AST) -> bool:
    match node:
        case ast.Name(id=bound, ctx=ast.Store() | ast.Del()) | ast.arg(arg=bound) | ast.ClassDef(name=bound):
            return bound == name
        case ast.ExceptHandler(name=bound) | ast.MatchAs(name=bound) | ast.MatchStar(name=bound):
            return bound == name
        case ast.MatchMapping(rest=bound):
            return bound == name
        case ast.Global(names=several) | ast.Nonlocal(names=several):
            return name in several
    return False


def _tries(node: ast.Try, line: int) -> bool:
    """Whether the call stands in a `try` that asks for the error by its name."""
    first, last = node.body[0].lineno, node.body[-1].end_lineno or 0
    caught = {
        last_name(kind)
        for handler in node.handlers
        for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
        if kind is not None
    }
    return first <= line <= last and not _CAUGHT.isdisjoint(caught)
