"""Decorators that call the view inside a `try`, and take whatever fails in it for a visitor to refuse."""

import ast
from collections.abc import Iterator

from releasecheck.facts.views import HidingGuard
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, last_name

_REFUSALS = frozenset({401, 403})
_ANYTHING = frozenset({"Exception", "BaseException"})
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`try: return f(*args, **kwargs)`, `except Exception: return "…", 401`, in a function in a function."""
    outer = sheet.doings.get(scope.function or "")
    if outer is None or not (node.args.vararg or node.args.kwarg):
        return
    for block in inside(node.body):
        if not isinstance(block, ast.Try) or not any(map(outer.parameters.__contains__, _called(block.body))):
            continue
        name = (scope.function or "").rpartition(".")[2]
        sheet.catching.add(name)
        for handler in block.handlers:
            refusal = _refusal(handler) if _is_broad(handler) else None
            if refusal:
                place = sheet.place(handler.type) if handler.type else sheet.place(handler.body[0])
                sheet.hiding_guards.append(HidingGuard(name, refusal, place))


def inside(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """All that stands in there, but for what is in functions of its own."""
    stack: list[ast.AST] = list(body)
    while stack:
        one = stack.pop()
        if not isinstance(one, _APART):
            yield one
            stack.extend(ast.iter_child_nodes(one))


def _called(body: list[ast.stmt]) -> Iterator[str]:
    """The names that are called with what the wrapper is given: `f(*args, **kwargs)`."""
    for one in inside(body):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and hands_on(one):
            yield one.func.id


def hands_on(call: ast.Call) -> bool:
    return any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    )


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or last_name(kind) in _ANYTHING for kind in kinds)


def _refusal(handler: ast.ExceptHandler) -> int | None:
    """The status by which all is refused, with no look at what was caught and nothing raised again."""
    nodes = list(inside(handler.body))
    if any(isinstance(one, ast.Raise | ast.If | ast.IfExp | ast.Match) for one in nodes):
        return None
    answers = (one for one in nodes if isinstance(one, ast.Return) or _aborts(one))
    constants = (part for answer in answers for part in ast.walk(answer) if isinstance(part, ast.Constant))
    return next((one.value for one in constants if type(one.value) is int and one.value in _REFUSALS), None)


def _aborts(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and called_name(node) == "abort"
