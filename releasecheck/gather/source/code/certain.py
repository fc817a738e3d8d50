"""Helpers that always raise, or are always true, and whether a view has a value on each path by them."""

import ast
import copy
from collections.abc import Callable

from releasecheck.facts.app import AUTOMATIC
from releasecheck.gather.source.code import endings
from releasecheck.gather.source.code.endings import Claim, Ending
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, last_name, text

Ends = Callable[[FunctionNode], ast.stmt | None]

_BINDING = frozenset({"staticmethod", "classmethod"})  # wrap nothing around a method
_BY_VALUE = (ast.Return, ast.Try, ast.If)
_MOST = 40  # calls of one view


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`abort(403)` at the end of a function, and `return True` as the only value that it gives."""
    if inside.function and (found := _ending(node)):
        sheet.certain[inside.function] = found


def settle(sheet: Sheet) -> None:
    """Leave out generators, and what has one inside: nothing of them runs by the call."""
    for name in [*sheet.certain] if sheet.waiting.generators else ():
        if any(one == name or one.startswith(f"{name}.") for one in sheet.waiting.generators):
            del sheet.certain[name]


def _ending(node: FunctionNode) -> Ending | None:
    last = node.body[-1]
    if isinstance(last, ast.Return) and not _is_true(last.value):
        return None
    if isinstance(last, ast.If) and not last.orelse:  # goes on below it
        return None
    by_value = isinstance(last, _BY_VALUE)
    if not by_value and (not endings.may_leave(last) or _is_abstract(last)):
        return None
    if any(last_name(item) not in _BINDING for item in node.decorator_list):
        return None
    if _gives_truth(node) is not by_value:
        return None
    if by_value and endings.without_value(node, None):
        return None
    if not by_value and not endings.leaves(last, None):  # it returns nothing
        return None
    return "holds" if by_value else "leaves"


def _gives_truth(node: FunctionNode) -> bool | None:
    """Whether it returns something true and nothing else; null where it returns what may be anything."""
    gives = False
    for one in endings.returns(node.body):  # most functions are through with the first
        if not _is_true(one.value):
            return None
        gives = True
    return gives


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and bool(value.value)


def _is_abstract(last: ast.stmt) -> bool:
    return isinstance(last, ast.Raise) and last.exc is not None and _raised(last.exc) == "NotImplementedError"


def _raised(problem: ast.expr) -> str:
    return last_name(problem.func if isinstance(problem, ast.Call) else problem)


def claims(node: FunctionNode, methods: frozenset[str] | None, ends: Ends) -> frozenset[Claim] | None:
    """What must be so of the helpers for the view to have a value on each path; null where nothing helps."""
    first = _Trusting(None, methods)
    if ends(first.rewritten(node)) is not None or len(first.found) > _MOST:
        return None
    needed = first.found
    for one in sorted(first.found):
        if ends(_Trusting(needed - {one}, methods).rewritten(node)) is None:
            needed = needed - {one}
    return frozenset(needed)


class _Trusting(ast.NodeTransformer):
    """Writes a view as it runs where helpers never come back, or are always true; null trusts them all."""

    def __init__(self, trusted: set[Claim] | None, methods: frozenset[str] | None) -> None:
        self.found: set[Claim] = set()
        self._trusted = trusted
        self._methods = methods

    def rewritten(self, node: FunctionNode) -> FunctionNode:
        """A copy of the function."""
        other = copy.deepcopy(node)
        other.body = [new for one in other.body for new in self._statement(one)]
        return other

    def _statement(self, item: ast.stmt) -> list[ast.stmt]:
        new = self.visit(item)
        return new if isinstance(new, list) else [new]

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function inside is no part of the way."""
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """`refuse()` as a statement."""
        return ast.copy_location(ast.Raise(), node) if self._is("leaves", node.value) else node

    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        """`if verify():`, whose `else` is never taken."""
        self.generic_visit(node)
        return node.body if self._holds(node.test) else node

    def _holds(self, test: ast.expr) -> bool:
        match test:
            case ast.BoolOp(op=ast.And(), values=values):
                return all(self._holds(one) for one in values)
            case ast.BoolOp(values=values):
                return any(self._holds(one) for one in values)
            case ast.Compare(left=ast.Attribute(attr="method"), ops=[ast.Eq()], comparators=[given]):
                return self._methods is not None and self._methods - AUTOMATIC == {text(given) or ""}
        return self._is("holds", test)

    def _is(self, ending: Ending, value: ast.expr) -> bool:
        value = value.value if isinstance(value, ast.Await) else value
        if not isinstance(value, ast.Call) or not (name := dotted(value.func)):
            return False
        claim = (ending, name)
        self.found.add(claim)
        return self._trusted is None or claim in self._trusted
