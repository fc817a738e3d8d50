"""What a request says under a name, and the local names that hold it."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    called_name,
    dotted,
    resolved,
    target_name,
    text,
    words,
)

_REQUEST = "flask.request"
WHOLE = "*"  # no name in a request: the name holds all that was sent
_PARTS = words("form json values get_json")
_SAME_TEXT = words("strip lstrip rstrip encode decode lower")
# Decorators of flask-smorest, webargs and APIFlask that check what was sent and hand it to the view.
_HANDING = words("arguments use_args input")


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`data` of a view below `@blp.arguments(Schema)`: each such decorator fills one more parameter."""
    handing = sum(isinstance(one, ast.Call) and called_name(one) in _HANDING for one in node.decorator_list)
    if handing and inside.function:
        taking = [one.arg for one in node.args.args if one.arg != "self"]
        for name in taking[:handing]:
            sheet.from_request[inside.function, name] = WHOLE


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`password = request.form["password"]`, `data = request.json` and what is taken out of it."""
    if scope.function is None:
        return
    for name, value in _given(node):
        if is_from_request(value, scope, sheet) or form_field(value):
            whole = is_whole(value, scope, sheet)
            sheet.from_request[scope.function, name] = WHOLE if whole else field(value, scope, sheet) or name
        else:
            sheet.from_request.pop((scope.function, name), None)


def _given(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """The names with what each of them gets."""
    for target in node.targets:
        match target, node.value:
            case ast.Name(id=name), value:
                yield name, value
            case ast.Tuple(elts=names), ast.Tuple(elts=values):
                pairs = zip(names, values, strict=False)
                yield from ((one.id, value) for one, value in pairs if isinstance(one, ast.Name))


def field(node: ast.expr, scope: Scope, sheet: Sheet) -> str | None:
    """The name under which a request says something; null for anything else."""
    node = plain(node)
    if isinstance(node, ast.Name) and scope.function:
        return sheet.from_request.get((scope.function, node.id))
    return _taken(node) if is_from_request(node, scope, sheet) else form_field(node)


def is_from_request(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    """Whether it is a part of the request, or of a name that holds one."""
    root = dotted(plain(node))
    if resolved(root, sheet.imports).startswith(_REQUEST) or root.endswith(".parse_args"):  # of reqparse
        return True
    return (scope.function, root.partition(".")[0]) in sheet.from_request


def plain(node: ast.expr) -> ast.expr:
    """What an expression says itself: `x` of `x or ""` and of `x.strip()`."""
    while True:
        match node:
            case ast.BoolOp(op=ast.Or(), values=[first, *_]):
                node = first
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _SAME_TEXT:
                node = value
            case _:
                return node


def _taken(node: ast.expr) -> str | None:
    """What is taken: `["password"]`, `.get("password")`, `.password`, or a name that received it."""
    if isinstance(node, ast.Call):
        return text(argument(node, 0)) or (
            _taken(node.func.value) if isinstance(node.func, ast.Attribute) else None
        )
    return target_name(node)


def form_field(node: ast.expr) -> str | None:
    """`password` of `form.password.data`."""
    match plain(node):
        case ast.Attribute(attr="data", value=ast.Attribute(attr=name)):
            return name
    return None


def is_whole(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    """Whether it is all that was sent: `request.form`, `dict(request.form)`, `request.get_json() or {}`."""
    match plain(node):
        case ast.Call(func=ast.Name(id="dict" | "str"), args=[given]):
            return is_whole(given, scope, sheet)
        case ast.Call(func=ast.Attribute(attr="to_dict", value=given)):
            return is_whole(given, scope, sheet)
        case ast.Call(func=ast.Attribute(attr="get_json") as asked) | (ast.Attribute() as asked):
            return asked.attr in _PARTS and resolved(dotted(asked.value), sheet.imports) == _REQUEST
        case ast.Name(id=name):
            return sheet.from_request.get((scope.function or "", name)) == WHOLE
    return False
