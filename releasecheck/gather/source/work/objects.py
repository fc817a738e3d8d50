"""Attributes of what a module holds, an object or a class of the project or a library, that views set."""

import ast
from collections.abc import Iterable, Mapping, Sequence

from releasecheck.gather.source.code.handed_on import from_above
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, last_name, resolved, targets, words

# With one of these in its body a class decides itself where an attribute is kept.
_DECIDING = words("__setattr__ __getattr__ __getattribute__ __set__")
_PLAINLY = frozenset({"dataclass"})  # a decorator that keeps attributes where they were


def note_class(node: ast.ClassDef, scope: Scope, sheet: Sheet) -> None:
    """A class of the module that keeps what is set on it, save under names that it looks after."""
    if scope.function is None and scope.owner is None and _is_plain(node):
        sheet.plain_classes[node.name] = frozenset(_looked_after(node))


def _is_plain(node: ast.ClassDef) -> bool:
    inherits = node.keywords or any(dotted(base) != "object" for base in node.bases)
    decorated = any(last_name(item) not in _PLAINLY for item in node.decorator_list)
    return not (inherits or decorated or any(getattr(one, "name", "") in _DECIDING for one in node.body))


def _looked_after(node: ast.ClassDef) -> Iterable[str]:
    """Properties, and what is made by a call: it may be a descriptor, such as a LocalProxy."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and one.decorator_list:
            yield one.name
        elif isinstance(one, ast.Assign | ast.AnnAssign) and isinstance(one.value, ast.Call):
            yield from map(dotted, targets(one))


def class_of(value: ast.expr, sheet: Sheet, known: Iterable[str]) -> str | None:
    """`shops.Shop`, one of those that are known, where the value is `Shop()`."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name | ast.Attribute)):
        return None
    made = resolved(dotted(value.func), sheet.imports)
    origins = from_above(made if "." in made else f"{sheet.module}.{made}", sheet.module)
    return next((one for one in origins if one in known), None)


class Holders:
    """What modules of the project hold whose attributes stay where they are set."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        classes = {
            f"{sheet.module}.{name}": looked_after
            for sheet in sheets
            for name, looked_after in sheet.plain_classes.items()
        }
        self._looked_after: Mapping[str, frozenset[str]] = classes | {
            f"{sheet.module}.{name}": classes[made]
            for sheet in sheets
            for name, value in (sheet.constants.items() if classes else ())
            if (made := class_of(value, sheet, classes))
        }

    def knows(self, variable: str) -> bool:
        """Whether `module.holder.attribute` is one of what a module of the project holds."""
        return variable.rpartition(".")[0] in self._looked_after

    def keeps(self, variable: str) -> bool:
        """Whether all requests share it: as there, or of a library itself, such as `openai.api_key`."""
        holder, _, attribute = variable.rpartition(".")
        return "." not in holder or (self.knows(variable) and attribute not in self._looked_after[holder])
