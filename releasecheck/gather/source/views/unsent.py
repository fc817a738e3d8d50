"""What a request without a form comes to: names that hold None, "" or False then, and what raises for it."""

import ast
from collections.abc import Iterator
from typing import Any

from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.syntax import (
    called_name,
    is_body,
    is_form_awaited,
    is_form_sent,
    leaves,
    words,
)

# Calls that raise when they are given None.
_REFUSING = words(
    "int float len Decimal UUID strptime fromisoformat generate_password_hash literal_eval loads b64decode"
)
# Where an expression has others in it; written out because `ast.iter_child_nodes` takes thrice as long.
_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Attribute: ("value",),
    ast.Await: ("value",),
    ast.BinOp: ("left", "right"),
    ast.Call: ("func", "args", "keywords"),
    ast.Compare: ("left", "comparators"),
    ast.Dict: ("keys", "values"),
    ast.FormattedValue: ("value",),
    ast.JoinedStr: ("values",),
    ast.List: ("elts",),
    ast.NamedExpr: ("value",),
    ast.Set: ("elts",),
    ast.Slice: ("lower", "upper", "step"),
    ast.Starred: ("value",),
    ast.Subscript: ("value", "slice"),
    ast.Tuple: ("elts",),
    ast.UnaryOp: ("operand",),
    ast.keyword: ("value",),
}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MAY_REFUSE = frozenset({ast.Subscript, ast.Attribute, ast.Call, ast.BinOp})  # as `_refuses` knows them
_STATEMENTS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)
_TIDYING = words("strip lstrip rstrip lower upper title capitalize")  # after which "" is "" still
_COMPUTING = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv)


def stops(node: ast.stmt, doing: Doing) -> bool:
    """Whether no request without a form comes by a statement; what it gives a name is noted."""
    if isinstance(node, ast.If):
        return _stops_between(node, doing)
    value = node.value if isinstance(node, _STATEMENTS) else None
    if value is not None and _raises(value, doing):
        return True
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, _COMPUTING) and _is_absent(node.value, doing)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else (node.target,):
            absent = value is not None and _is_absent(value, doing)
            empty = value is not None and _is_empty(value, doing)
            _forget(target, doing)
            if isinstance(target, ast.Name) and (absent or empty):
                if absent:
                    doing.unsent |= {target.id}
                else:
                    doing.empty |= {target.id}
    else:
        _forget(node, doing)
    return False


def is_sent(test: ast.expr, doing: Doing) -> bool:
    """Whether a condition fails without a form, because of a name that holds None or "" then."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(is_sent(value, doing) for value in values)
        case ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return _is_absent(left, doing)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=value)]):
            return _is_unlike(left, value, doing)
    return _is_absent(test, doing) or _is_empty(test, doing)


def is_awaited(test: ast.expr, doing: Doing) -> bool:
    """Whether a condition holds without a form: `if not name:`, `if name is None:`, `if sure != "yes":`."""
    match test:
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(is_awaited(value, doing) for value in values)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return is_sent(inner, doing)
        case ast.Compare(left=left, ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None)]):
            return _is_absent(left, doing)
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value="")]):
            return _is_empty(left, doing)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[ast.Constant(value=value)]):
            return _is_unlike(left, value, doing)
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[of]),
            ops=[ast.Lt() | ast.LtE() as op],
            comparators=[ast.Constant(value=int(least))],
        ):
            return (least > 0 or isinstance(op, ast.LtE)) and _is_empty(of, doing)
    return False


def _is_unlike(node: ast.expr, value: object, doing: Doing) -> bool:
    """Whether it is another than this constant without a form."""
    falsy = value in ("", False)  # which of them an empty one is, its name does not tell
    return (value is not None and _is_absent(node, doing)) or (not falsy and _is_empty(node, doing))


def _stops_between(node: ast.If, doing: Doing) -> bool:
    if _raises(node.test, doing):
        return True
    if leaves(node.body[-1]) and (is_form_awaited(node.test) or is_awaited(node.test, doing)):
        return True
    if node.orelse and leaves(node.orelse[-1]) and (is_form_sent(node.test) or is_sent(node.test, doing)):
        return True
    if _is_of_a_record(node.test, doing) and any(stops(item, doing) for item in node.body):
        return True
    _forget(node, doing)
    return False


def _is_of_a_record(test: ast.expr, doing: Doing) -> bool:
    """`if book.stock != stock:`, where a record that is there has something other than None."""
    match test:
        case ast.Compare(left=left, ops=[ast.NotEq() | ast.IsNot()], comparators=[right]):
            sides = (left, right)
            return any(isinstance(side, ast.Attribute) for side in sides) and any(
                isinstance(side, ast.Name) and side.id in doing.unsent for side in sides
            )
    return False


def _is_absent(node: ast.expr, doing: Doing) -> bool:
    """Whether it is None without a form: `request.form.get("x")`, `Book.query.get(number)`."""
    match node:
        case ast.Name(id=name):
            return name in doing.unsent
        case ast.Call(func=ast.Attribute(attr="get", value=of), args=[_]) if is_body(of):
            return all(one.arg == "type" for one in node.keywords)
        case ast.Call(func=ast.Attribute(attr="get", value=of), args=[_, ast.Constant(value=None)]):
            return is_body(of)
        case ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="query")), args=[key]):
            return _is_absent(key, doing)
        case ast.Call(func=ast.Attribute(attr="get", value=ast.Attribute(attr="session")), args=[_, key]):
            return _is_absent(key, doing)
    return False


def _is_empty(node: ast.expr, doing: Doing) -> bool:
    """Whether it is "", [] or False without a form: `request.form.get("x", "").strip()`."""
    match node:
        case ast.Name(id=name):
            return name in doing.empty
        case ast.Call(func=ast.Attribute(attr="get", value=of), args=[_, ast.Constant(value="")]):
            return is_body(of)
        case ast.Call(func=ast.Attribute(attr="getlist", value=of)):
            return is_body(of)
        case ast.Call(func=ast.Attribute(attr=attr, value=of), args=[]) if attr in _TIDYING:
            return _is_empty(of, doing)
        case ast.BoolOp(op=ast.Or(), values=[first, ast.Constant(value="")]):
            return _is_absent(first, doing) or _is_empty(first, doing)
    return _is_false(node)


def _is_false(node: ast.expr) -> bool:
    """Whether it is False without a form: `form.validate_on_submit()`, `request.method == "POST"`."""
    match node:
        case ast.Compare(left=ast.Attribute(attr="method")):
            return is_form_sent(node)
        case ast.Call(func=ast.Attribute(attr="validate_on_submit" | "is_submitted" | "validate")):
            return is_form_sent(node)
        case ast.BoolOp(op=ast.And(), values=values):
            return any(map(_is_false, values))
    return False


def _raises(value: ast.expr, doing: Doing) -> bool:
    return any(_refuses(part, doing) for part in _evaluated(value))


def _refuses(node: ast.AST, doing: Doing) -> bool:
    match node:
        case ast.Subscript(value=of):
            return is_body(of) or _is_absent(of, doing)
        case ast.Attribute(attr="json", value=ast.Name(id="request")):
            return True
        case ast.Call(
            func=ast.Attribute(attr="get_json", value=ast.Name(id="request")), args=[], keywords=[]
        ):
            return True
        case ast.Attribute(value=of):
            return _is_absent(of, doing)
        case ast.Call(args=[first, *_]) if called_name(node) in _REFUSING:
            return _is_absent(first, doing)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _COMPUTING):
            return any(
                _is_absent(one, doing) and not isinstance(other, ast.Attribute)
                for one, other in ((left, right), (right, left))
            )
    return False


def _evaluated(node: ast.expr) -> Iterator[ast.AST]:
    """What may refuse None of an expression and those in it that are worked out in any case."""
    stack: list[Any] = [node]
    while stack:
        one = stack.pop()
        if type(one) in _PARTS:
            if type(one) in _MAY_REFUSE:
                yield one
            stack.extend([getattr(one, field) for field in _PARTS[type(one)]])
        elif type(one) is list:
            stack.extend(one)
        elif isinstance(one, _COMPREHENSIONS):
            stack.append(one.generators[0].iter)
        elif type(one) is ast.BoolOp:
            stack.append(one.values[0])
        elif type(one) is ast.IfExp:
            stack.append(one.test)


def _forget(node: ast.AST, doing: Doing) -> None:
    """What gets another value somewhere in it may be no longer None."""
    if doing.unsent or doing.empty:
        names = (one for one in ast.walk(node) if isinstance(one, ast.Name))
        stored = {one.id for one in names if isinstance(one.ctx, ast.Store)}
        doing.unsent -= stored
        doing.empty -= stored
