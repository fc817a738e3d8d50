"""Calls of the project's own functions that do not fit how these are defined."""

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.slips import FailingCall
from releasecheck.gather.source import parse
from releasecheck.gather.source.handed_on import from_above
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.slip_notes import OwnCall
from releasecheck.gather.source.syntax import FunctionNode, last_name

_FUNCTION, _OTHER = "def", ""  # what binds a name, beside the origin of an import
_BUILT_IN = frozenset(vars(builtins))
_CAUGHT = frozenset({"TypeError", "AttributeError"})  # asked for: the call is a try of what there is


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`def create_category(name, user_id, category_type):` of a module, once and plainly."""
    if scope.function is None and scope.owner is None:
        twice = node.name in sheet.slips.parameters
        plain = not (scope.conditional or node.decorator_list or twice)
        sheet.slips.parameters[node.name] = (node.args, node.lineno) if plain else None


def note_call(node: ast.Call, name: str, scope: Scope, sheet: Sheet) -> None:
    """`create_category(user.id, name, kind, colour)`, whose arguments can be counted."""
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
            if definition and why and _is_certain(call, sheet, definition, contents):
                yield FailingCall(
                    f"{call.name}()",
                    "TypeError",
                    why,
                    "Give it what its definition asks for, or change the definition.",
                    call.function,
                    Place(sheet.path, call.line, call.column),
                    call.view,
                )


def _definitions(
    sheet: Sheet, plain: AbstractSet[str], modules: Mapping[str, Sheet]
) -> dict[str, _Definition | None]:
    """What each name that a module calls is defined as, where some function of the project has the name."""
    names = dict.fromkeys(call.name for call in sheet.slips.own_calls)
    origins = {name: sheet.imports.get(name) or f"{sheet.module}.{name}" for name in names}
    return {
        name: _definition(origin, sheet, modules)
        for name, origin in origins.items()
        if origin.rpartition(".")[2] in plain
    }


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
    call: OwnCall, sheet: Sheet, definition: _Definition, contents: Mapping[str, bytes | str]
) -> bool:
    """Whether the names stand for nothing else in either module, and nobody tries what the call takes."""
    there, here = _tree(definition.sheet, contents), _tree(sheet, contents)
    if here is None or there is None or list(_bindings(definition.name, there)) != [_FUNCTION]:
        return False
    bound = set(_bindings(call.name, here))
    if definition.sheet is not sheet and (len(bound) != 1 or not bound.isdisjoint({_FUNCTION, _OTHER})):
        return False
    return not any(isinstance(node, ast.Try) and _tries(node, call.line) for node in ast.walk(here))


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
        case ast.Import(names=names):
            return any(name == (each.asname or each.name.partition(".")[0]) for each in names)
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
