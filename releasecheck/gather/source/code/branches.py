"""Whether the tests of some `if`s leave no case over: `len(x) > 0` beside `not x`."""

import ast
import itertools
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_Value = str | int | float | None
_World = dict[str, _Value]

# A view with more paths than this is not followed: it is told as before.
_PATHS = 400
_OTHER = "\0"  # a text that the view compares with nothing
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_MIRRORED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}


def leave_nothing_over(
    body: Sequence[ast.stmt], leaves: Callable[[ast.stmt], bool], methods: frozenset[str] | None
) -> bool:
    """Whether each way through these statements leaves, whatever the values that their tests look at.

    `leaves` judges a statement that is no `if`. What a test looks at keeps its value until it is bound anew.
    """
    if sum(1 for item in body for part in ast.walk(item) if isinstance(part, ast.If)) < 2:
        return False
    walk = _Walk(leaves, _domains(body, methods))
    try:
        return not any(True for _ in walk.ends(body, {}))
    except _TooManyError:
        return False


class _TooManyError(Exception):
    """More paths than are worth the time."""


class _Walk:
    """Goes all ways through a body, with a value for each thing that the tests look at."""

    def __init__(self, leaves: Callable[[ast.stmt], bool], domains: dict[str, list[_Value]]) -> None:
        self._leaves = leaves
        self._domains = domains
        self._steps = 0

    def ends(self, body: Sequence[ast.stmt], world: _World) -> Iterator[_World]:
        """The worlds that come to the end of these statements."""
        self._steps += 1
        if self._steps > _PATHS:
            raise _TooManyError
        if not body:
            yield world
            return
        item, *rest = body
        if isinstance(item, ast.If):
            for chosen in self._worlds(item.test, world):
                branch = item.body if _holds(item.test, chosen) else item.orelse
                for after in self.ends(branch, chosen):
                    yield from self.ends(rest, after)
        elif not self._leaves(item):
            yield from self.ends(rest, _without(world, item))

    def _worlds(self, test: ast.expr, world: _World) -> Iterator[_World]:
        unknown = sorted({key for key, _ in _looks(test)} - set(world))
        for values in itertools.product(*(self._domains[key] for key in unknown)):
            yield world | dict(zip(unknown, values, strict=True))


def _without(world: _World, item: ast.stmt) -> _World:
    """What is still known after a statement that binds names."""
    bound = {
        ast.unparse(part)
        for part in ast.walk(item)
        if isinstance(part, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(part.ctx, ast.Load)
    }
    return {
        key: value
        for key, value in world.items()
        if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", key) for name in bound)
    }


def _domains(body: Sequence[ast.stmt], methods: frozenset[str] | None) -> dict[str, list[_Value]]:
    """The values that are worth a try for each thing that the tests look at."""
    looks: dict[str, list[ast.expr]] = {}
    for item in body:
        for part in ast.walk(item):
            if isinstance(part, ast.If):
                for key, look in _looks(part.test):
                    looks.setdefault(key, []).append(look)
    return {key: _domain(key, found, methods) for key, found in looks.items()}


def _domain(key: str, looks: list[ast.expr], methods: frozenset[str] | None) -> list[_Value]:
    constants = [found[2] for look in looks if (found := _with_constant(look)) is not None]
    texts = {one for one in constants if isinstance(one, str) and one}
    if methods and texts and key.endswith(".method"):
        return [*sorted(methods)]
    numbers = {one for one in constants if isinstance(one, int | float)}
    counted = any(_measured(look) is not None for look in looks)
    if any(isinstance(look, ast.Compare) and _with_constant(look) is None for look in looks):
        return [-1, 0, 1]
    # Of `x` and `x is None` the pair is meant to be all there is; a list beside None may be empty.
    nothing: set[_Value] = {None} if None in constants else set()
    empty: set[_Value] = {0} if not nothing or numbers or counted or "" in constants else set()
    if numbers <= {0, 1} and not counted and not texts and _only_equal(looks):
        return [*nothing, *empty, 1]
    near = {max(0, one + step) for one in numbers for step in (-1, 0, 1)}
    return [*nothing, *sorted(empty | near | {1}, key=str), *sorted(texts), *([_OTHER] if texts else [])]


def _only_equal(looks: list[ast.expr]) -> bool:
    ordered = ast.Lt | ast.LtE | ast.Gt | ast.GtE
    return not any(isinstance(look, ast.Compare) and isinstance(look.ops[0], ordered) for look in looks)


def _looks(test: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """What a condition looks at, and the part of it that does."""
    match test:
        case ast.BoolOp():
            for value in test.values:
                yield from _looks(value)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from _looks(inner)
        case ast.Constant():
            return
        case _:
            yield _key(test), test


def _key(look: ast.expr) -> str:
    constant = _with_constant(look)
    if constant is not None:
        return _subject(constant[0])
    match look:
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
            return f"{ast.unparse(left)} in {ast.unparse(right)}"
        case ast.Compare(left=left, ops=[_], comparators=[right]):
            return " ~ ".join(sorted((ast.unparse(left), ast.unparse(right))))
        case ast.NamedExpr(target=target):
            return target.id
    return _subject(look)


def _subject(look: ast.expr) -> str:
    return ast.unparse(_measured(look) or look)


def _measured(look: ast.expr) -> ast.expr | None:
    """`x` of `len(x)`, also where it is compared."""
    match look:
        case ast.Compare(left=left, comparators=[right]):
            return _measured(left) or _measured(right)
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return inner
    return None


def _with_constant(look: ast.expr) -> tuple[ast.expr, type[ast.cmpop], _Value] | None:
    """`x`, the comparison and the constant of `x >= 1` and of `1 <= x`."""
    match look:
        case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=value)]):
            kind = type(op)
        case ast.Compare(left=ast.Constant(value=value), ops=[op], comparators=[left]):
            kind = _MIRRORED.get(type(op), type(op))
        case ast.Compare(
            left=left,
            ops=[op],
            comparators=[ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[])],
        ):
            kind, value = type(op), ""
        case _:
            return None
    if kind in (ast.In, ast.NotIn) or not (value is None or isinstance(value, str | int | float)):
        return None
    return left, {ast.Is: ast.Eq, ast.IsNot: ast.NotEq}.get(kind, kind), value


def _holds(test: ast.expr, world: _World) -> bool:
    match test:
        case ast.BoolOp(op=ast.And()):
            return all(_holds(value, world) for value in test.values)
        case ast.BoolOp():
            return any(_holds(value, world) for value in test.values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return not _holds(inner, world)
        case ast.Constant(value=value):
            return bool(value)
    value = world[_key(test)]
    constant = _with_constant(test)
    if constant is not None:
        return _compared(value, constant[1], constant[2])
    match test:
        case ast.Compare(ops=[ast.NotIn() | ast.IsNot()]):
            return value != 1
        case ast.Compare(ops=[ast.In() | ast.Is()]):
            return value == 1
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            kind = type(op) if ast.unparse(left) <= ast.unparse(right) else _MIRRORED.get(type(op), type(op))
            return _compared(value, kind, 0)
    return bool(value)


def _compared(value: _Value, kind: type[ast.cmpop], constant: _Value) -> bool:
    if isinstance(constant, bool):
        return (bool(value) == constant) is (kind is ast.Eq)
    if constant == "":
        constant = 0
    try:
        return bool(_COMPARED[kind](value, constant))
    except TypeError:
        return False
