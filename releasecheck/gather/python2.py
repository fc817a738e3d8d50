"""Where a name that only Python 2 has is used for Python 2 alone."""

import ast
import re
from collections.abc import Iterator, Sequence

PYTHON_2 = frozenset(
    {
        *("unicode", "basestring", "unichr", "long", "xrange", "raw_input", "reload", "reduce", "cmp"),
        *("file", "execfile", "buffer", "intern", "apply", "coerce", "StandardError"),
    }
)
_FLAG = re.compile(r"_?(is_?)?py(thon)?_?[23]k?", re.IGNORECASE)  # six.PY2, IS_PY3, py3k
_VERSIONS = frozenset({"version_info", "python_version", "hexversion"})
_MISSING = frozenset({"NameError", "ImportError", "ModuleNotFoundError", "AttributeError"})
_ANY = frozenset({"Exception", "BaseException", ""})
_LEAVING = (ast.Return, ast.Raise, ast.Continue)
_SHORT = 2  # statements: a longer `try` that catches everything is about something else


def asks_for_version(test: ast.expr) -> bool:
    """`six.PY2`, `sys.version_info[0] < 3`, `str is bytes`."""
    names = [str(getattr(node, "id", getattr(node, "attr", ""))) for node in ast.walk(test)]
    if any(name in _VERSIONS or _FLAG.fullmatch(name) for name in names):
        return True
    return isinstance(test, ast.Compare) and sorted(filter(None, names)) == ["bytes", "str"]


def for_python_2(tree: ast.Module, name: str) -> Iterator[ast.AST]:
    """What runs under Python 2 alone, or asks before it uses the name, or has a way out without it."""
    for node in ast.walk(tree):
        match node:
            case ast.Try():
                yield from _tried(node)
            case ast.If() | ast.IfExp() if _asks_for(node.test, name):
                yield node
            case ast.BoolOp() if any(_asks_for(value, name) for value in node.values):
                yield node
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(block, list):
                yield from _after_leaving(block)


def _tried(node: ast.Try) -> Iterator[ast.AST]:
    """Its body where the missing name is caught, and what stands in for what only Python 3 has."""
    caught = [_caught(handler) for handler in node.handlers]
    everything = any(_ANY & names for names in caught) and len(node.body) <= _SHORT
    if everything or any(_MISSING & names for names in caught):
        yield from node.body
    for handler, names in zip(node.handlers, caught, strict=True):
        if _MISSING & names:
            yield from handler.body


def _caught(handler: ast.ExceptHandler) -> set[str]:
    """Names of what is caught; "" for everything."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {str(getattr(kind, "id", getattr(kind, "attr", ""))) for kind in kinds}


def _asks_for(test: ast.expr, name: str) -> bool:
    """The version, or the name as a text: `hasattr(builtins, "unicode")`."""
    named = (isinstance(node, ast.Constant) and node.value == name for node in ast.walk(test))
    return asks_for_version(test) or any(named)


def _after_leaving(block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """What follows `if PY3: return …`."""
    for index, node in enumerate(block):
        if isinstance(node, ast.If) and asks_for_version(node.test) and isinstance(node.body[-1], _LEAVING):
            yield from block[index + 1 :]
            return
