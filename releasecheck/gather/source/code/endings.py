"""Whether a view can end without a value, by the shape of its statements."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeGuard

from releasecheck.facts.app import AUTOMATIC
from releasecheck.gather.source.code.branches import leave_nothing_over
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, last_name, text, words

Ending = Literal["leaves", "holds"]
Claim = tuple[Ending, str]  # of a call by its dotted name: never comes back, or only with something true

# Calls of these never come back, whatever follows them.
_LEAVING = re.compile(r"abort|raise|fail|exit|deny|reject|forbid")
# Neither do these raise what their caller foresees.
_CANNOT_FAIL = words("render_template redirect url_for flash jsonify make_response print")
_COMPOUND = frozenset(  # what has statements in it, on this side of inner functions
    {
        *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
        *(ast.Try, ast.TryStar, ast.Match),
    }
)
_LEAVES = _COMPOUND - {ast.For, ast.AsyncFor} | {ast.Return, ast.Raise, ast.Expr, ast.Assert}  # perhaps
_SUCCESS = re.compile(r"(HTTP_2\d\d_)?(OK|CREATED|ACCEPTED)")  # of http.HTTPStatus, and of its copies


def without_value(function: FunctionNode, methods: frozenset[str] | None) -> ast.stmt | None:
    """The statement after which the view ends without a value; null where every path has one.

    `methods` are those that the view takes, null when they are not constant.
    """
    body = function.body
    bare = _bare_return(body)
    if bare is not None:
        return bare
    return body[-1] if _goes_on(body, methods) else None


def forgotten(function: FunctionNode) -> ast.stmt | None:
    """The `if` at the end of a method of which one branch returns a value, and another goes on to nothing.

    What returns only what went wrong, or says `return` by itself, means to answer nothing; and `if not x:`
    after an `if x:` that leaves has no other branch.
    """
    body = function.body
    while isinstance(body[-1], ast.Try | ast.With):
        body = getattr(body[-1], "orelse", None) or body[-1].body
    *before, last = body
    if not isinstance(last, ast.If) or _bare_return(function.body) is not None:
        return None
    if _looked_at(last.test) in {_looked_at(one.test) for one in before if isinstance(one, ast.If)}:
        return None
    answers = any(not _is_refusal(one.value) for one in returns([last]))
    return last if answers and _goes_on(function.body, frozenset()) else None


def _looked_at(test: ast.expr) -> str:
    """What a condition and its opposite share: `x` of `not x`, and of `x is None`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _looked_at(inner)
        case ast.Compare(left=left, comparators=[ast.Constant(value=None)]):
            return ast.unparse(left)
    return ast.unparse(test)


def _is_refusal(value: ast.expr | None) -> bool:
    """`return {"message": "…"}, 404`; a status that is no number may be one."""
    if not isinstance(value, ast.Tuple) or len(value.elts) < 2:
        return False
    status = value.elts[1]
    if isinstance(status, ast.Constant):
        return not (isinstance(status.value, int) and status.value < 400)
    return _SUCCESS.fullmatch(last_name(status)) is None


def _bare_return(body: Sequence[ast.stmt]) -> ast.stmt | None:
    """The first `return` or `return None`."""
    for item in returns(body):
        value = item.value
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            return item
    return None


def returns(body: Sequence[ast.stmt]) -> Iterator[ast.Return]:
    """The `return`s on this side of inner functions, in their order."""
    for item in body:
        if isinstance(item, ast.Return):
            yield item
        elif type(item) in _COMPOUND:
            for inner in _bodies(item):
                yield from returns(inner)


def _bodies(item: ast.stmt) -> Iterable[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        yield getattr(item, field, [])
    for branch in (*getattr(item, "handlers", ()), *getattr(item, "cases", ())):
        yield branch.body


def _goes_on(body: Sequence[ast.stmt], methods: frozenset[str] | None) -> bool:
    """Whether what follows these statements can be reached."""
    answered: set[str] = set()
    made: set[str] = set()
    for item in body:
        if leaves(item, methods) or (_is_asked_in_vain(item, made) and not _goes_on(item.body, methods)):
            return False
        if isinstance(item, ast.Assign):
            _note_made(item, made)
        if isinstance(item, ast.If):
            answered |= _answered(item, methods)
            if answered and (methods is None or methods - AUTOMATIC <= answered):
                return False
    automatic = None if methods is None else methods - AUTOMATIC
    return not leave_nothing_over(body, lambda item: leaves(item, methods), automatic)


def _note_made(item: ast.Assign, made: set[str]) -> None:
    """`user = User(…)`, `user = user_schema.load(…)`: an object, which is true whatever is in it."""
    if made:
        made -= {one.id for target in item.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    match item:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
            of_schema = called_name(call) == "load" and "schema" in dotted(call.func).lower()
            if called_name(call)[:1].isupper() or of_schema:
                made.add(name)


def _is_asked_in_vain(item: ast.stmt, made: set[str]) -> TypeGuard[ast.If]:
    return isinstance(item, ast.If) and isinstance(item.test, ast.Name) and item.test.id in made


def may_leave(item: ast.stmt) -> bool:
    """Whether it is a kind of statement after which nothing may be come to."""
    return type(item) in _LEAVES


def leaves(item: ast.stmt, methods: frozenset[str] | None) -> bool:
    """Whether what follows a statement is never come to."""
    if not may_leave(item):
        return False
    match item:
        case ast.Return() | ast.Raise():
            return True
        case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(value=ast.Call() as call)):
            return _LEAVING.search(called_name(call).lower()) is not None
        case ast.Assert(test=ast.Constant(value=False)):
            return True
        case ast.If():
            return _choice_leaves(item, methods)
        case ast.While(test=ast.Constant(value=value)) if value:
            return not any(_breaks(one) for one in item.body)
        case ast.With() | ast.AsyncWith():
            forgives = any(last_name(one.context_expr) == "suppress" for one in item.items)
            return not forgives and not _goes_on(item.body, methods)
        case ast.Try() | ast.TryStar():
            tried = not _goes_on([*item.body, *item.orelse], methods)
            caught = all(not _goes_on(one.body, methods) for one in item.handlers)
            return (tried and (caught or not _may_fail(item.body))) or not _goes_on(item.finalbody, methods)
        case ast.Match():
            return _takes_all(item, methods) and all(not _goes_on(case.body, methods) for case in item.cases)
    return False


def _may_fail(body: Sequence[ast.stmt]) -> bool:
    """Whether there is something in it that an `except` can be for: a call, an item; a page is not asked."""
    return any(
        isinstance(part, ast.Subscript | ast.Raise | ast.Import | ast.ImportFrom | ast.BinOp)
        or (isinstance(part, ast.Call) and called_name(part) not in _CANNOT_FAIL)
        for item in body
        for part in ast.walk(item)
    )


def _choice_leaves(item: ast.If, methods: frozenset[str] | None) -> bool:
    """Whether there is an `else`, and each branch leaves."""
    rest = item.orelse
    return bool(rest) and not _goes_on(item.body, methods) and not _goes_on(rest, methods)


def _answered(item: ast.If, methods: frozenset[str] | None) -> set[str]:
    """The methods for which a chain of `if request.method == ...` leaves."""
    found = set() if _goes_on(item.body, methods) else _methods_asked_for(item.test)
    rest = item.orelse
    if len(rest) == 1 and isinstance(rest[0], ast.If):
        found |= _answered(rest[0], methods)
    return found


def _methods_asked_for(test: ast.expr) -> set[str]:
    match test:
        case ast.Compare(left=ast.Attribute(attr="method"), ops=[ast.Eq() | ast.In()], comparators=[given]):
            items = given.elts if isinstance(given, ast.Tuple | ast.List | ast.Set) else [given]
            return {name for item in items if (name := text(item))}
    return set()


def _takes_all(item: ast.Match, methods: frozenset[str] | None) -> bool:
    """Whether one of the cases is always taken: the last, True or False, or each method of the view."""
    patterns = [case.pattern for case in item.cases if case.guard is None]
    given = {one.value for one in patterns if isinstance(one, ast.MatchSingleton)}
    asked = {text(one.value) for one in patterns if isinstance(one, ast.MatchValue)}
    by_method = isinstance(item.subject, ast.Attribute) and item.subject.attr == "method"
    return (
        any(isinstance(one, ast.MatchAs) and one.pattern is None for one in patterns)
        or given >= {True, False}
        or (by_method and methods is not None and methods - AUTOMATIC <= asked)
    )


def _breaks(item: ast.stmt) -> bool:
    """Whether it ends the loop that it is in; a loop inside of it ends itself."""
    if isinstance(item, ast.Break):
        return True
    if isinstance(item, ast.For | ast.AsyncFor | ast.While | ast.FunctionDef | ast.AsyncFunctionDef):
        return any(_breaks(one) for one in getattr(item, "orelse", []))
    return any(_breaks(one) for inner in _bodies(item) for one in inner)
