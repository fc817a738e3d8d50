"""What a view answers when something that it tried has failed: a failure in words, and status 200."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, words

_FAILS = re.compile(
    r"\b(errors?|unhealthy|down|fail(s|ed|ure|ing)?|degraded|disconnected|unavailable|unreachable|offline"
    r"|not (ok|ready|healthy|connected|available)|critical)\b",
    re.IGNORECASE,
)
_BODIES = words("jsonify dict dumps")
_REFUSES = 400


def note(node: ast.ExceptHandler, scope: Scope, sheet: Sheet) -> None:
    """`except Exception: return jsonify(status="error")`, or `db = "down"`, which is answered below."""
    notes = scope.view
    if notes is None:
        return
    for item in _statements(node.body):
        match item:
            case ast.Return(value=ast.expr() as value) if _is_plain(value) and _says_failure(value):
                notes.hidden_failures.append(sheet.place(item))
            case ast.Assign(targets=[target], value=value) if _says_failure(value):
                notes.failing.update(_names(target))


def note_test(node: ast.If, scope: Scope, sheet: Sheet) -> None:  # noqa: ARG001 - a handler's signature
    """`if db == "down": return jsonify(…), 503`: what comes after it knows of no failure."""
    notes = scope.view
    if notes is None or not notes.failing:
        return
    leaves = any(isinstance(one, ast.Return | ast.Raise) or _aborts(one) for one in _statements(node.body))
    if leaves:
        notes.failing -= {one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)}


def _aborts(item: ast.stmt) -> bool:
    return (
        isinstance(item, ast.Expr) and isinstance(item.value, ast.Call) and called_name(item.value) == "abort"
    )


def note_answer(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return jsonify(database=db)`, where `db` may say by now that something failed."""
    notes = scope.view
    if notes is None or node.value is None or not notes.failing or not _is_plain(node.value):
        return
    used = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
    if not notes.failing.isdisjoint(used):
        notes.hidden_failures.append(sheet.place(node))


def _statements(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Those of a block, and what stands below its own conditions."""
    for item in body:
        yield item
        if isinstance(item, ast.If | ast.With):
            yield from _statements(item.body)
            yield from _statements(item.orelse if isinstance(item, ast.If) else [])


def _names(target: ast.expr) -> list[str]:
    """`status` of `status = …` and of `status["db"] = …`."""
    while isinstance(target, ast.Subscript):
        target = target.value
    return [target.id] if isinstance(target, ast.Name) else []


def _is_plain(value: ast.expr) -> bool:
    """Whether it is a body that Flask answers with status 200."""
    if isinstance(value, ast.Tuple):
        status = value.elts[1] if len(value.elts) > 1 else None
        known = isinstance(status, ast.Constant) and isinstance(status.value, int) and status.value < _REFUSES
        return known and _is_plain(value.elts[0])
    if isinstance(value, ast.Call):
        return called_name(value) in _BODIES
    return isinstance(value, ast.Dict | ast.Constant | ast.JoinedStr)


def _says_failure(value: ast.expr) -> bool:
    """Whether one of its own words, none of the keys, is about a failure; or a lone False stands there."""
    texts = [one.value for one in _values(value) if isinstance(one.value, str)]
    lone = isinstance(value, ast.Constant) and value.value is False
    return lone or any(_FAILS.search(text) for text in texts)


def _values(node: ast.expr) -> Iterator[ast.Constant]:
    match node:
        case ast.Constant():
            yield node
        case (
            ast.Dict(values=parts)
            | ast.Tuple(elts=parts)
            | ast.List(elts=parts)
            | ast.JoinedStr(values=parts)
        ):
            for part in parts:
                yield from _values(part)
        case ast.Call() if called_name(node) in _BODIES:
            for part in (*node.args, *(one.value for one in node.keywords)):
                yield from _values(part)
