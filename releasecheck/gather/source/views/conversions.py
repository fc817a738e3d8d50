"""Arguments of a view's rule that are made a number or an id before anything looks at them."""

import ast
from collections.abc import Iterator

from releasecheck.facts.views import Conversion
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, resolved

_RAISING = {  # by what it was imported as -> the exception
    "int": "ValueError",
    "float": "ValueError",
    "uuid.UUID": "ValueError",
    "bson.ObjectId": "InvalidId",
    "bson.objectid.ObjectId": "InvalidId",
    "datetime.datetime.strptime": "ValueError",
    "datetime.strptime": "ValueError",
}
_NAMES = frozenset(name.rpartition(".")[2] for name in _RAISING)


def of_arguments(node: FunctionNode, sheet: Sheet) -> tuple[Conversion, ...]:
    """Those of the statements that every request comes to: until something is tested or tried.

    Each argument in the first statement that names it.
    """
    names = {one.arg for one in (*node.args.posonlyargs, *node.args.args)} - {"self", "cls"}
    return tuple(_in(node.body, names, sheet)) if names else ()


def _in(body: list[ast.stmt], names: set[str], sheet: Sheet) -> Iterator[Conversion]:
    for statement in body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.Expr | ast.Return):
            return
        nodes = list(ast.walk(statement))
        if any(isinstance(one, ast.IfExp | ast.BoolOp | ast.Lambda | ast.comprehension) for one in nodes):
            return
        for one in nodes:
            if isinstance(one, ast.Call) and called_name(one) in _NAMES:
                yield from _of_call(one, names, sheet)
        names -= {one.id for one in nodes if isinstance(one, ast.Name)}  # what looks at it may refuse it


def _of_call(call: ast.Call, names: set[str], sheet: Sheet) -> Iterator[Conversion]:
    """`ObjectId(post_id)`, `datetime.strptime(day, "%Y-%m-%d")`."""
    name = dotted(call.func)
    raises = _RAISING.get(resolved(name, sheet.imports))
    given = call.args[0] if call.args else None
    if raises and isinstance(given, ast.Name) and given.id in names:
        yield Conversion(given.id, name, raises, sheet.place(call))
