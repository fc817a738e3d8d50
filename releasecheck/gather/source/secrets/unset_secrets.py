"""Secrets of the environment that are compared with what a request lacks: None is equal to None."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.environment import variable_of
from releasecheck.gather.source.secrets.own_secrets import OF_CHALLENGE
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    both_sides,
    called_name,
    dotted,
    resolved,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_READERS = words("os.environ.get os.getenv")
_SENT = frozenset(
    f"flask.request.{part}" for part in ("args", "form", "values", "headers", "cookies", "json")
)
_SECRET = re.compile(r"key|token|secret|pass|pwd|pin|code|auth|credential|signature", re.IGNORECASE)
_TESTS = (ast.If, ast.IfExp, ast.While, ast.Assert)


def _note(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`request.args.get("key") != os.environ.get("KEY")`, or names that hold such."""
    if type(node.ops[0]) in (ast.Eq, ast.NotEq) and len(node.ops) == 1:
        for own, sent in both_sides(node):
            taken = isinstance(sent, ast.Call) and called_name(sent) == "get"
            named = isinstance(own, ast.Name) and own.id not in sheet.imports
            if (named and taken) or ((taken or isinstance(sent, ast.Name)) and _may_be_own(own, sheet)):
                doubt("unset-let-in", node, scope, sheet)
                return


def _may_be_own(node: ast.expr, sheet: Sheet) -> bool:
    constant = isinstance(node, ast.Name) and node.id.isupper() and node.id not in sheet.imports
    return constant or _variable(node, sheet) is not None


def _judge(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    function = around.function(node)
    if not isinstance(node, ast.Compare) or function is None:
        return
    for own, sent in both_sides(node):
        variable = _variable(_held(own, function, around), sheet)
        key = _sent(_held(sent, function, around), sheet)
        if not (variable and key and (_SECRET.search(variable) or _SECRET.search(key))):
            continue
        if key.startswith(OF_CHALLENGE):
            continue
        if not (_is_tested(own, variable, node, around.tree) or _is_tested(sent, key, node, function)):
            yield key, variable


def _held(node: ast.expr, function: FunctionNode, around: Around) -> ast.expr:
    """What a name holds that gets one value only, in the function or in the module; else the node itself."""
    if not isinstance(node, ast.Name):
        return node
    for body in (list(ast.walk(function)), around.tree.body):
        given = [one for one in body if isinstance(one, ast.Assign) and node.id in map(dotted, one.targets)]
        if given:
            return given[0].value if len(given) == 1 else node
    return node


def _variable(node: ast.expr, sheet: Sheet) -> str | None:
    """The variable that is None where it is not set."""
    match node:
        case ast.Call(args=[_], keywords=[]) if resolved(dotted(node.func), sheet.imports) in _READERS:
            return variable_of(node, sheet)
    return None


def _sent(node: ast.expr, sheet: Sheet) -> str | None:
    """The key of the request that is None where it was not sent."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get", value=part), args=[_], keywords=[]):
            if resolved(dotted(part), sheet.imports) in _SENT:
                return text(argument(node, 0))
    return None


def _is_tested(node: ast.expr, name: str, but: ast.Compare, within: ast.AST) -> bool:
    """Whether anything else looks whether it is there, by its expression or by its name."""
    spelled = ast.unparse(node)
    return any(
        (isinstance(one, ast.Constant) and one.value == name)
        or (isinstance(one, ast.Name | ast.Call) and ast.unparse(one) == spelled)
        for test in _tests(within)
        for one in _without(test, but)
    )


def _tests(within: ast.AST) -> Iterator[ast.expr]:
    for one in ast.walk(within):
        if isinstance(one, _TESTS):
            yield one.test
        elif isinstance(one, ast.BoolOp):
            yield one


def _without(test: ast.AST, but: ast.Compare) -> Iterator[ast.AST]:
    """The nodes of a test, but for what is compared alike."""
    if isinstance(test, ast.Compare) and ast.unparse(test) == ast.unparse(but):
        return
    yield test
    for child in ast.iter_child_nodes(test):
        yield from _without(child, but)


HANDLERS: Handlers = {ast.Compare: (_note,)}
JUDGES: dict[str, Judge] = {"unset-let-in": _judge}
