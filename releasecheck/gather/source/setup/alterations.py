"""Lines that change the app besides its config: its middleware, its Jinja environment, the headers of all."""

import ast
from collections.abc import Callable

from releasecheck.facts.alterations import Alteration, AlterationKind
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, text, words

_KEEPING = "cache-control"
_KEPT = frozenset({"public", "max_age", "s_maxage"})
_ESCAPING = "autoescape"
ATTRIBUTES = _KEPT | {_ESCAPING}  # by which they are altered
_ADDS_HEADER = words("add set setdefault add_header")


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`app.jinja_env.autoescape =`, `response.headers["Cache-Control"] =`, `….cache_control.max_age =`."""
    for target in node.targets:
        if isinstance(target, ast.Attribute):
            if target.attr == _ESCAPING:
                _note_escaping(node, sheet)
            elif target.attr in _KEPT and dotted(target.value).endswith("cache_control"):
                _note_header(node, None, scope, sheet)
        elif isinstance(target, ast.Subscript):
            key = (text(target.slice) or "").lower()
            if key == _ESCAPING:
                _note_escaping(node, sheet)
            elif key == _KEEPING:
                _note_header(node, node.value, scope, sheet)


def _note_escaping(node: ast.Assign, sheet: Sheet) -> None:
    if not (isinstance(node.value, ast.Constant) and node.value.value is True):
        _note("escaping", node, None, sheet)


def note_added(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`response.headers.set("Cache-Control", …)`."""
    if node.args and (text(node.args[0]) or "").lower() == _KEEPING:
        _note_header(node, node.args[1] if len(node.args) > 1 else None, scope, sheet)


def note_debugger(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`DebuggedApplication(app.wsgi_app)`."""
    _note("debugger", node, None, sheet)


def note_check(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`csrf.protect()`, by which an app checks the requests that it chooses itself."""
    if isinstance(node.func, ast.Attribute) and not node.args:
        _note("csrf-check", node, None, sheet)


def _note_header(node: ast.expr | ast.stmt, value: ast.expr | None, scope: Scope, sheet: Sheet) -> None:
    """One that is set outside of any view: for all answers, by a hook."""
    if scope.router is None:
        _note("keeping", node, text(value) if value else None, sheet)


def _note(kind: AlterationKind, node: ast.expr | ast.stmt, value: str | None, sheet: Sheet) -> None:
    sheet.alterations.append(Alteration(kind, sheet.place(node), value))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_ADDS_HEADER, note_added),
    "DebuggedApplication": note_debugger,
    "protect": note_check,
}
