"""Views that hold what was sent against something of their own: a guest's PIN against the booking's."""

import ast
from collections.abc import Callable

from releasecheck.gather.source.code.typed import form_field, is_from_request, plain
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import both_sides, dotted, resolved
from releasecheck.gather.source.walk import Handlers

_SAYS_WHAT = (
    "method",
    "endpoint",
    "path",
    "url",
    "host",
    "blueprint",
    "remote_addr",
)  # is asked, not by whom


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`if request.json["pin"] != booking.pin`."""
    if scope.view is not None and any(
        _is_sent(one, scope, sheet) and _is_own(other, scope, sheet) for one, other in both_sides(node)
    ):
        scope.view.compares_sent = True


def _note_digests(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`compare_digest(request.form["pin"], booking.pin)`."""
    if scope.view is not None and any(_is_sent(one, scope, sheet) for one in node.args):
        scope.view.compares_sent = True


def _is_sent(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    asked = resolved(dotted(plain(node)), sheet.imports)
    if asked.startswith(tuple(f"flask.request.{part}" for part in _SAYS_WHAT)):
        return False
    return is_from_request(node, scope, sheet) or form_field(node) is not None


def _is_own(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    return not (isinstance(node, ast.Constant) or _is_sent(node, scope, sheet))


IN_VIEWS: Handlers = {ast.Compare: (note_comparison,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"compare_digest": _note_digests}
