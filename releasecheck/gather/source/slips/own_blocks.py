"""Blocks that undo what they are there for: a file emptied before it is read, a refusal that is caught."""

import ast
import re
from collections.abc import Callable, Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_READS = words("read readline readlines")
_LOADS = words("load reader DictReader read_csv read_json safe_load")
_REFUSES = words("ValidationError StopValidation")
_BROAD = words("Exception BaseException")
_OF_VALUE = words("ValueError")  # WTForms takes it for a refusal as well
# What the next request may have otherwise.
_VARIES = re.compile(r"\brequest\b|\bform\b|\.pop\(")
# Beside a redirect these change nothing that the next request could see.
_LEAVES_ALL = words("print flash redirect url_for str rollback close debug info warning error exception repr")


def _note_open(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`open(path, "w+")`."""
    if _empties(node):
        doubt("emptied-first", node, scope, sheet)


def _empties(node: ast.Call) -> bool:
    mode = text(argument(node, 1, "mode")) if isinstance(node.func, ast.Name) else None
    return mode is not None and mode.startswith("w")


def _emptied(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """`with open(path, "w+") as file: text = file.read()`, with nothing written in between."""
    above = next(around.above(node), None)
    block = next(iter(around.above(above)), None) if isinstance(above, ast.withitem) else None
    if not isinstance(above, ast.withitem) or not isinstance(block, ast.With):
        return
    name = above.optional_vars.id if isinstance(above.optional_vars, ast.Name) else None
    for use in _names_in_order(block.body):
        if use.id == name:
            user = next(around.above(use), None)
            caller = next(around.above(user), None) if isinstance(user, ast.Attribute) else user
            if isinstance(user, ast.Attribute) and user.attr in _READS and isinstance(caller, ast.Call):
                yield f"{name}.{user.attr}()", ast.unparse(node)
            elif isinstance(user, ast.Call) and called_name(user) in _LOADS and use in user.args[:1]:
                yield f"{dotted(user.func)}({name})", ast.unparse(node)
            return


def _names_in_order(body: list[ast.stmt]) -> list[ast.Name]:
    """The names of some statements as they are written."""
    names = [one for item in body for one in ast.walk(item) if isinstance(one, ast.Name)]
    return sorted(names, key=lambda one: (one.lineno, one.col_offset))


def _note_try(node: ast.Try, scope: Scope, sheet: Sheet) -> None:
    """A `try` of a module that refuses what forms bring, or one that a view ends by a redirect."""
    if any(one.startswith("wtforms") for one in sheet.imports.values()):
        doubt("refusal-lost", node, scope, sheet)
    if scope.is_view and any(_goes_to(one) for one in node.handlers):
        doubt("back-to-itself", node, scope, sheet)


def _kinds(handler: ast.ExceptHandler) -> frozenset[str]:
    """The names of what it takes."""
    if handler.type is None:
        return frozenset({"Exception"})
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(map(last_name, kinds))


def _refused(node: ast.AST, _around: Around, sheet: Sheet) -> Judged:
    """`raise ValidationError(…)` of WTForms, which the `except Exception` below it takes first."""
    if not isinstance(node, ast.Try):
        return
    handler = next((one for one in node.handlers if _kinds(one) & {*_BROAD, *_REFUSES, *_OF_VALUE}), None)
    if handler is None or not _kinds(handler) & _BROAD:
        return
    for raised in _raised(node.body):
        name = resolved(dotted(raised), sheet.imports)
        if name.startswith("wtforms.") and name.rpartition(".")[2] in _REFUSES:
            others = [one for item in handler.body for one in ast.walk(item) if isinstance(one, ast.Raise)]
            kept = any(one.exc is None or _is_refusal(one.exc, handler) for one in others)
            if not kept:
                made = next((dotted(_class(one.exc)) for one in others if one.exc is not None), "")
                yield last_name(raised), made
                return


def _is_refusal(node: ast.expr, handler: ast.ExceptHandler) -> bool:
    name = last_name(_class(node))
    return name in {*_REFUSES, *_OF_VALUE} or name == handler.name


def _class(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def _raised(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """The classes that some statements raise themselves, none in a `try` or a function of its own."""
    for item in body:
        if isinstance(item, ast.Raise) and item.exc is not None:
            yield _class(item.exc)
        elif not isinstance(item, FunctionNode | ast.Try | ast.ClassDef):
            for part in ("body", "orelse"):
                yield from _raised(getattr(item, part, []))


def _returned(node: ast.AST, around: Around, _sheet: Sheet) -> Judged:
    """`except Exception: return redirect(url_for("cart"))` in the view `cart`, where a GET comes by.

    What is tried asks nothing of the request, and so fails again.
    """
    function = around.function(node)
    if not isinstance(node, ast.Try) or function is None or _needs_form(node, around):
        return
    parameters = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    if _VARIES.search("\n".join(map(ast.unparse, node.body))):
        return
    for handler in node.handlers:
        target = _goes_to(handler)
        if target is not None and {one.arg for one in target.keywords} == parameters:
            endpoint = text(argument(target, 0, "endpoint")) or ""
            same = all(isinstance(one.value, ast.Name) and one.value.id == one.arg for one in target.keywords)
            if same and endpoint.rpartition(".")[2] == function.name:
                yield endpoint, " or ".join(sorted(_kinds(handler)))
                return


def _needs_form(node: ast.AST, around: Around) -> bool:
    """Whether only some requests come by: below an `if`, or after one that answers the others."""
    inside = node
    for up in around.above(node):
        if isinstance(up, ast.If | ast.For | ast.While | ast.ExceptHandler | ast.Match):
            return True
        if isinstance(up, FunctionNode):
            before = up.body[: up.body.index(inside)] if inside in up.body else []
            return any(isinstance(one, ast.If) and "request" in ast.unparse(one.test) for one in before)
        inside = up
    return True


def _goes_to(handler: ast.ExceptHandler) -> ast.Call | None:
    """The `url_for(…)` that it redirects to, where it does nothing else that the next request could see."""
    calls = [one for item in handler.body for one in ast.walk(item) if isinstance(one, ast.Call)]
    if any(called_name(one) not in _LEAVES_ALL for one in calls):
        return None
    if any(isinstance(one, ast.If | ast.Assign | ast.AugAssign | ast.Delete) for one in handler.body):
        return None
    match handler.body[-1]:
        case ast.Return(value=ast.Call(args=[ast.Call() as target, *_]) as answer):
            goes = called_name(answer) == "redirect" and called_name(target) == "url_for"
            return target if goes and keyword(target, "_anchor") is None else None
    return None


HANDLERS: Handlers = {ast.Try: (_note_try,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"open": _note_open}
JUDGES: dict[str, Judge] = {
    "emptied-first": _emptied,
    "refusal-lost": _refused,
    "back-to-itself": _returned,
}
