"""A view's own 404 that its `except Exception` takes for a failure, and answers with a 500."""

import ast
from collections.abc import Iterator, Sequence

from releasecheck.facts.views import Swallowed
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, resolved, words

_LOOKS_UP = words("get_or_404 first_or_404 one_or_404")
_ANYTHING = words("Exception BaseException")
_OF_HTTP = ("HTTPException", "NotFound", "HTTPError")
_LIBRARIES = ("flask.", "werkzeug.")
_REFUSED = range(400, 500)
_FAILED = range(500, 600)


def note(node: ast.Try, scope: Scope, sheet: Sheet) -> None:
    """`try: get_or_404(…)`, `except Exception: return …, 500`, and nothing for an HTTPException."""
    notes = scope.view
    handler = _taking_all(node.handlers, sheet) if notes is not None else None
    if notes is None or handler is None or not _answers_500(handler):
        return
    by = sheet.place(handler.type or handler.body[0])
    for call in _calls(node.body):
        if called_name(call) in _LOOKS_UP or _refuses(call, sheet):
            notes.swallowed.append(Swallowed(called_name(call), sheet.place(call), by))


def _taking_all(handlers: Sequence[ast.ExceptHandler], sheet: Sheet) -> ast.ExceptHandler | None:
    """The first that takes an HTTPException as it takes everything else; null where one is made for it."""
    for handler in handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names = [resolved(dotted(kind), sheet.imports).rpartition(".")[2] for kind in kinds if kind]
        if handler.type is None or not _ANYTHING.isdisjoint(names):
            return None if any(name.endswith(_OF_HTTP) for name in names) else handler
        if any(name.endswith(_OF_HTTP) for name in names):
            return None
    return None


def _answers_500(handler: ast.ExceptHandler) -> bool:
    """Whether it answers so whatever was caught: it neither raises again nor looks at what that is."""
    nodes = [node for item in handler.body for node in ast.walk(item)]
    if any(isinstance(node, (ast.Raise, ast.If, ast.IfExp, ast.Match)) for node in nodes):
        return False
    returned = [node.value for node in nodes if isinstance(node, ast.Return)]
    return bool(returned) and all(map(_is_500, returned))


def _is_500(value: ast.expr | None) -> bool:
    parts = value.elts if isinstance(value, ast.Tuple) else []
    if isinstance(value, ast.Call) and called_name(value) == "make_response":
        parts = value.args
    return len(parts) > 1 and isinstance(parts[1], ast.Constant) and parts[1].value in _FAILED


def _refuses(call: ast.Call, sheet: Sheet) -> bool:
    """Flask's `abort(404)`."""
    status = call.args[0] if call.args else None
    return (
        called_name(call) == "abort"
        and isinstance(status, ast.Constant)
        and status.value in _REFUSED
        and resolved(dotted(call.func), sheet.imports).startswith(_LIBRARIES)
    )


def _calls(body: Sequence[ast.AST]) -> Iterator[ast.Call]:
    """Those of a block itself, without what other functions do and what another `try` may catch."""
    waiting = list(reversed(body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try)):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))
