"""Conditions that join others, or only ask whether there is a value, and say nothing of what it is."""

import ast
from collections.abc import Iterator, Sequence


def asked(test: ast.expr) -> Iterator[ast.expr]:
    """What a condition asks by `not`, `and` and `or`, however these are put together."""
    match test:
        case ast.UnaryOp(operand=inner):
            yield from asked(inner)
        case ast.BoolOp(values=values):
            for one in values:
                yield from asked(one)
        case _:
            yield test


def parts(test: ast.expr) -> Sequence[ast.expr] | None:
    """What such a condition asks of, where a part may look closer; null for any other condition."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return [inner]
        case ast.BoolOp(values=values):
            return values
        case ast.Call(func=ast.Name(id="all" | "any"), args=[ast.List() | ast.Tuple() | ast.Set() as listed]):
            return listed.elts
        case ast.Call(
            func=ast.Name(id="all" | "any"),
            args=[ast.GeneratorExp(elt=each, generators=[loop]) | ast.ListComp(elt=each, generators=[loop])],
        ):
            return None if loop.ifs else _of_each(each, loop)
        case ast.Call(func=ast.Name(id="bool"), args=[inner]):
            return [inner]
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, ast.Name(id="str")]):
            return []
        case ast.Compare(
            left=ast.Constant(value=None | ""),
            ops=[ast.In() | ast.NotIn()],
            comparators=[ast.List() | ast.Tuple() | ast.Set() as listed],
        ):
            return listed.elts
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[inner]), comparators=[ast.Constant(value=0)]
        ):
            return [inner]
    return None


def _of_each(each: ast.expr, loop: ast.comprehension) -> Sequence[ast.expr] | None:
    """`all(x for x in (a, b))`, `all(k in data for k in KEYS)`; `all(c in SAFE for c in name)` is more."""
    while isinstance(each, ast.UnaryOp) and isinstance(each.op, ast.Not):
        each = each.operand
    if isinstance(each, ast.Name):
        return [] if _is_same(each, loop.target) else None
    if not (isinstance(each, ast.Compare) and _is_same(each.left, loop.target)):
        return None
    match each.comparators:
        case [ast.Constant(value=None | "")]:
            return []
        case [ast.Name()] if isinstance(each.ops[0], ast.In | ast.NotIn) and _are_keys(loop.iter):
            return [ast.Compare(left=ast.Constant("key"), ops=each.ops, comparators=each.comparators)]
    return None


def _is_same(node: ast.expr, target: ast.expr) -> bool:
    return isinstance(node, ast.Name) and isinstance(target, ast.Name) and node.id == target.id


def _are_keys(over: ast.expr) -> bool:
    """Names of fields that are written out, or what is called so."""
    match over:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return all(isinstance(one, ast.Constant) for one in elts)
        case ast.Name(id=name):
            return name.isupper() or name.endswith(("fields", "keys", "required", "params", "columns"))
    return False
