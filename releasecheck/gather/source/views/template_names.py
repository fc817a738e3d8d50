"""The names that an expression for a template can stand for, where all of them are constants."""

import ast
from collections.abc import Iterable
from itertools import product

from releasecheck.facts import Place
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import target_name, targets, text

_MOST = 20  # of one expression: more than these nobody wrote by hand


def of(node: ast.expr | None, scope: Scope, sheet: Sheet) -> tuple[str, ...]:
    """Each name that the expression can be; nothing when a part of it is computed."""
    return _Reading(scope, sheet).names(node) or ()


def note_given(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, scope: Scope, sheet: Sheet) -> None:
    """`page = "a.html"` in a view; what else the name may hold makes it unknown."""
    notes = scope.view
    if notes is None or node.value is None:
        return
    for target in targets(node):
        name = target_name(target) if isinstance(target, ast.Name) else None
        if name is not None:
            before = notes.names.get(name, ())
            given = () if _is_nothing(node.value) else _Reading(scope, sheet).names(node.value)
            notes.names[name] = None if given is None or before is None else (*before, *given)
            notes.named_at.update(dict.fromkeys(given or (), sheet.place(node)))


def place_of(name: str, given: ast.expr | None, call: ast.Call, scope: Scope, sheet: Sheet) -> Place:
    """Where a name of a template is written: where a variable of the view got it, else in the call."""
    at = scope.view.named_at.get(name) if scope.view is not None and isinstance(given, ast.Name) else None
    return at or sheet.place(call)


def note_added(node: ast.AugAssign, scope: Scope, _sheet: Sheet) -> None:
    """`page += ".html"`."""
    if scope.view is not None and isinstance(node.target, ast.Name):
        scope.view.names[node.target.id] = None


def _is_nothing(node: ast.expr) -> bool:
    """`page = None` and `page = ""`, until it is known which one."""
    return isinstance(node, ast.Constant) and node.value in (None, "")


class _Reading:
    """Expressions of one place of a file."""

    def __init__(self, scope: Scope, sheet: Sheet) -> None:
        self._view = scope.view
        self._sheet = sheet

    def names(self, node: ast.expr | None) -> tuple[str, ...] | None:
        """All that the expression can be, or null."""
        found = self._of(node)
        return None if found is None or len(found) > _MOST else tuple(dict.fromkeys(found))

    def _of(self, node: ast.expr | None) -> tuple[str, ...] | None:
        match node:
            case ast.Constant():
                name = text(node)
                return None if name is None else (name,)
            case ast.Name(id=name):
                return self._named(name)
            case ast.IfExp(body=one, orelse=other):
                return self._either([one, other])
            case ast.JoinedStr(values=parts):
                bare = [one.value if isinstance(one, ast.FormattedValue) else one for one in parts]
                return self._joined(bare)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._joined([left, right])
            case ast.Subscript(value=ast.Name(id=name)):
                return self._values(name, [])
            case ast.Call(func=ast.Attribute(attr="get", value=ast.Name(id=name)), args=[_, default]):
                return self._values(name, [default])
        return None

    def _named(self, name: str) -> tuple[str, ...] | None:
        """What a name of the view holds so far, else a constant of the module."""
        if self._view is not None and name in self._view.names:
            return self._view.names[name]
        return self._of(self._sheet.constants.get(name)) if self._is_of_module(name) else None

    def _values(self, name: str, more: Iterable[ast.expr]) -> tuple[str, ...] | None:
        """The values of a dict of the module."""
        given = self._sheet.constants.get(name) if self._is_of_module(name) else None
        return self._either([*given.values, *more]) if isinstance(given, ast.Dict) else None

    def _is_of_module(self, name: str) -> bool:
        """By convention: any other name may be a parameter, or another variable by then."""
        return name.isupper()

    def _either(self, nodes: Iterable[ast.expr]) -> tuple[str, ...] | None:
        each = [self._of(node) for node in nodes]
        return None if None in each else tuple(name for found in each for name in found or ())

    def _joined(self, nodes: Iterable[ast.expr]) -> tuple[str, ...] | None:
        each = [self._of(node) for node in nodes]
        return None if None in each else tuple(map("".join, product(*(found or () for found in each))))
