"""Names, attributes and items that get another value than their module or class gives them first."""

import ast
from collections.abc import Callable

from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import text

WHOLE = "*"  # instead of a name, where all that an object or a dict holds may be another


def note_global(node: ast.Assign, declared: frozenset[str], sheet: Sheet) -> None:
    """A `global KEY` that a function sets."""
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id in declared:
            sheet.set_anew.add((sheet.module.rpartition(".")[2], target.id))


def note_part(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`Config.KEY = …`, `self.KEY = …`, `KEYS["key"] = …`."""
    for target in node.targets:
        match target:
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                sheet.set_anew.add((_owner(owner, scope), name))
            case ast.Subscript(value=ast.Name(id=owner), slice=key):
                sheet.set_anew.add((owner, text(key) or WHOLE))


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`KEYS.update(…)`, `setattr(Config, name, …)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="update", value=ast.Name(id=owner))):
            sheet.set_anew.add((owner, WHOLE))
        case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id=owner), *_]):
            sheet.set_anew.add((_owner(owner, scope), WHOLE))


def _owner(name: str, scope: Scope) -> str:
    """The class for `self` and `cls` in a method of it."""
    if name not in {"self", "cls"}:
        return name
    return (scope.function or "").rpartition(".")[0].rpartition(".")[2]


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(("update", "setattr"), note_call)
