"""Functions of the project, decorators above all, that know a visitor by a token in a header."""

import ast
from collections.abc import Callable

from releasecheck.gather.source import walk
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved, text, words

_OF_JWT = words("jwt_required verify_jwt_in_request get_jwt get_jwt_identity get_jwt_claims")
_EXTENSION = "flask_jwt_extended."
_HEADERS = frozenset({"authorization", "x-access-token"})


def _note_jwt(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`@jwt_required()` on the wrapper that a decorator makes, `verify_jwt_in_request()` in it."""
    if resolved(dotted(node.func), sheet.imports).startswith(_EXTENSION):
        _note(scope, sheet)


def _note_header(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`request.headers.get("Authorization")`."""
    asked = text(argument(node, 0, "key")) if dotted(node.func).endswith("request.headers.get") else None
    if asked and asked.lower() in _HEADERS:
        _note(scope, sheet)


def _note_headers_item(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`request.headers["x-access-token"]`."""
    if (text(node.slice) or "").lower() in _HEADERS and dotted(node.value).endswith("request.headers"):
        _note(scope, sheet)


def _note(scope: Scope, sheet: Sheet) -> None:
    if scope.function is not None and scope.view is None:
        sheet.token_guards.add(scope.function.partition(".")[0])


HANDLERS: walk.Handlers = {ast.Subscript: (_note_headers_item,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_OF_JWT, _note_jwt),
    "get": _note_header,
}
