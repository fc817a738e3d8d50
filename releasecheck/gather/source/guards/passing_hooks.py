"""Functions that run before each request and turn nobody away, by all that their own lines show."""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from releasecheck.gather.source.syntax import FunctionNode, called_name, last_name

# Whoever calls this may have it turn somebody away.
_MAY_REFUSE = re.compile(
    r"abort|redirect|requir|check|ensure|verif|guard|protect|permi|allow|den(y|ied)|forbid|valid|auth|limit|block|"
    r"rais|fail|reject|must|enforce|restrict|handle|process|before|login|access|token|jwt|role|admin|owner|^$",
    re.IGNORECASE,
)


def is_passing(node: FunctionNode, hooks: Sequence[str]) -> bool:
    """Whether it only looks, counts or loads: nothing raised, no answer but to a preflight, no such call.

    `hooks` are the decorators that make it run before requests; with any other nothing is known.
    """
    if any(last_name(item) not in hooks for item in node.decorator_list):
        return False
    return not any(map(_may_refuse, _nodes(node.body)))


def _may_refuse(node: ast.AST) -> bool:
    match node:
        case ast.Raise() | ast.Assert() | ast.Yield() | ast.YieldFrom():
            return True
        case ast.Return(value=value):
            return value is not None and not (isinstance(value, ast.Constant) and value.value is None)
        case ast.Call():
            return _MAY_REFUSE.search(called_name(node)) is not None
    return False


def _nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """All nodes, but for the answer to a browser that asks what it may send."""
    stack: list[Any] = [*body]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and _is_of_preflights(node.test):
            stack.extend(node.orelse)
            continue
        yield node
        stack.extend(ast.iter_child_nodes(node))


def _is_of_preflights(test: ast.expr) -> bool:
    match test:
        case ast.Compare(
            left=ast.Attribute(attr="method"), ops=[ast.Eq()], comparators=[ast.Constant(value="OPTIONS")]
        ):
            return True
    return False
