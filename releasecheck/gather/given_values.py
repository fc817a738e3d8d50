"""What a name is given in a scope."""

import ast
from collections.abc import Iterator

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FILLING = frozenset({"append", "extend", "insert", "add", "update", "setdefault"})


def given_to(name: str, scope: ast.AST) -> list[ast.expr]:
    """What a name is given, or gets put into it, anywhere in a scope."""
    return list(_each_given(name, scope))


def _each_given(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield from _unpacked(name, target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _unpacked(name, target, value)
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                yield from _unpacked(name, target, value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                yield from _unpacked(name, target, value)
            case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
                yield from _unpacked(name, target, value)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=filled), attr=method), args=args):
                if filled == name and method in _FILLING:
                    yield from args
            case _:
                pass


def _unpacked(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """The value for that name in `a, b = 1, 2`; the whole where its parts cannot be told."""
    match target:
        case ast.Name(id=one) if one == name:
            yield value
        case ast.Subscript(value=ast.Name(id=one), slice=key) if one == name:
            yield from (key, value)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            parts = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
            values = parts if len(parts) == len(targets) else [value] * len(targets)
            for each, part in zip(targets, values, strict=True):
                yield from _unpacked(name, each, part)
        case _:
            pass


def parameter(name: str, scope: ast.AST) -> ast.arg | None:
    """The argument of that name, if the scope is a function that takes it."""
    if not isinstance(scope, Function):
        return None
    return next(
        (node for node in ast.walk(scope.args) if isinstance(node, ast.arg) and node.arg == name), None
    )


def given_by_callers(taken: ast.arg, function: ast.AST, tree: ast.AST) -> list[ast.expr] | None:
    """What each call in its module gives an argument of a function; null where that cannot be told."""
    if not isinstance(tree, ast.Module) or not isinstance(function, Function):
        return None
    if function.decorator_list or function not in tree.body:
        return None
    positions = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and _is_of(one.func, function.name)]
    uses = [one for one in ast.walk(tree) if _is_of(one, function.name)]
    given = [_argument(one, taken.arg, positions) for one in calls]
    known = [one for one in given if one is not None]
    return known if known and len(uses) == len(calls) == len(known) else None


def _is_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _argument(call: ast.Call, name: str, positions: list[str]) -> ast.expr | None:
    """The argument of that name, where it is plain which one it is."""
    if any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    ):
        return None
    by_name = next((one.value for one in call.keywords if one.arg == name), None)
    index = positions.index(name) if name in positions else len(call.args)
    return by_name or (call.args[index] if index < len(call.args) else None)
