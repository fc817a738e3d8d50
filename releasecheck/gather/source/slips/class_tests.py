"""Tests of a column in the body of its model's class, where there is no row yet."""

import ast
from collections.abc import Iterator

from releasecheck.facts.slips import Slip
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name
from releasecheck.gather.source.walk import Handlers

_COLUMNS = ("Column", "mapped_column")


def _note(node: ast.ClassDef, scope: Scope, sheet: Sheet) -> None:
    """`if status == 0:` below `status = db.Column(db.Integer)`."""
    tests = [item for item in node.body if isinstance(item, ast.If)]
    columns = set(_columns(node)) if tests else set()
    for one in tests:
        named = {each.id for each in _tested(one.test) if isinstance(each, ast.Name)}
        if found := sorted(named & columns):
            slip = Slip("column-tested", found[0], scope.function or "", sheet.place(one), detail=node.name)
            sheet.slips.settled.append(slip)


def _columns(node: ast.ClassDef) -> Iterator[str]:
    """The names that the body gives a column, and nothing else."""
    given: dict[str, set[bool]] = {}
    for item in node.body:
        if isinstance(item, ast.Assign | ast.AnnAssign):
            is_column = isinstance(item.value, ast.Call) and called_name(item.value) in _COLUMNS
            for target in item.targets if isinstance(item, ast.Assign) else [item.target]:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, set()).add(is_column)
    yield from (name for name, kinds in given.items() if kinds == {True})


def _tested(test: ast.expr) -> Iterator[ast.expr]:
    """What a test looks at the truth of; whether it is None, or what a function says of it, may be asked."""
    match test:
        case ast.BoolOp(values=values):
            for one in values:
                yield from _tested(one)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _tested(operand)
        case ast.Compare(ops=ops) if not any(isinstance(one, ast.Is | ast.IsNot) for one in ops):
            yield from (test.left, *test.comparators)
        case _:
            yield test


HANDLERS: Handlers = {ast.ClassDef: (_note,)}
