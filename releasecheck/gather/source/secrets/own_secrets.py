"""Secrets that the app itself asks its visitors for: compared with a request, or a part of a route's path."""

import ast
from collections.abc import Callable, Iterator

from releasecheck.gather.inside.secret_names import is_secret_name
from releasecheck.gather.source.code.clients import GATE, SECRET_PATH
from releasecheck.gather.source.code.typed import field, form_field, is_from_request, plain
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import credentials
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, both_sides, target_name, text
from releasecheck.gather.source.walk import Handlers

_NAMES = (ast.Name, ast.Attribute, ast.Subscript)
_IN_PIECES = (ast.JoinedStr, ast.BinOp)
_HOLDING = (*_NAMES, *_IN_PIECES, ast.Call)
_SENT = (*_NAMES, ast.Call, ast.BoolOp)
OF_CHALLENGE = "hub."  # of Meta's webhooks: who knows the token gets his own text back, and no more


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`if request.headers.get("X-Token") != API_TOKEN:`, in a function."""
    for asked, own in both_sides(node):
        _note(asked, own, scope, sheet)


def _note_digests(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`compare_digest(token, API_TOKEN)`."""
    if len(node.args) == 2:
        one, other = node.args
        _note(one, other, scope, sheet)
        _note(other, one, scope, sheet)


def _note(asked: ast.expr, own: ast.expr, scope: Scope, sheet: Sheet) -> None:
    if scope.function is None or not isinstance(own, _HOLDING) or not isinstance(asked, _SENT):
        return
    if _is_sent(asked, scope, sheet):
        for one in _held(own):
            if not _is_sent(one, scope, sheet):
                credentials.note_own(one, GATE, scope, sheet)


def _is_sent(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    """Whether a visitor says it: a part of the request, or a parameter under the name of a secret."""
    match plain(node):
        case ast.Name(id=name) if scope.doing and name in scope.doing.parameters:
            return is_secret_name(name)
    if is_from_request(node, scope, sheet):
        return not (field(node, scope, sheet) or "").startswith(OF_CHALLENGE)
    return form_field(node) is not None


def _note_route(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`@app.route(f"/hooks/{HOOK_SECRET}")`."""
    rule = argument(node, 0, "rule")
    if isinstance(rule, (*_IN_PIECES, ast.Call)) and _start(rule).startswith("/"):
        for one in _held(rule):
            credentials.note_own(one, SECRET_PATH, scope, sheet)


def _start(node: ast.expr) -> str:
    match node:
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return _start(first)
        case ast.Call(func=ast.Attribute(value=first, attr="format")):
            return _start(first)
    return text(node) or ""


def _held(node: ast.expr) -> Iterator[ast.expr]:
    """What could be a secret of the app's in an expression, by its name or as it is read."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) or (isinstance(one, _NAMES) and is_secret_name(target_name(one) or "")):
            yield one


HANDLERS: Handlers = {ast.Compare: (note_comparison,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "compare_digest": _note_digests,
    **dict.fromkeys(("route", "add_url_rule", "post"), _note_route),
}
