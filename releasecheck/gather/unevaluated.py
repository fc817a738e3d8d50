"""Where an undefined name does not break anything, because Python never looks it up."""

import ast
from collections.abc import Iterator

from releasecheck.gather.python2 import PYTHON_2, asks_for_version, for_python_2

Position = tuple[int, int]  # line from 1, column in bytes from 0, as `ast` counts


def is_unevaluated(tree: ast.Module, position: Position, name: str) -> bool:
    """Whether a name there lies in a text, in an annotation that stays one, or where no Python 3 gets."""
    deferred = _defers_annotations(tree)
    if any(_holds(node, position) for node in _unevaluated(tree, deferred)):
        return True
    return name in PYTHON_2 and any(_holds(node, position) for node in for_python_2(tree, name))


def _defers_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(name.name == "annotations" for name in node.names)
        for node in tree.body
    )


def _parts(node: ast.AST) -> list[ast.expr]:
    """Those of an f-string, of which a Python before 3.12 says that each is where the whole of it is."""
    return node.values if isinstance(node, ast.JoinedStr) else []


def _unevaluated(tree: ast.Module, deferred: bool) -> Iterator[ast.AST]:
    literal_parts = {id(part) for node in ast.walk(tree) for part in _parts(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str()) if id(node) not in literal_parts:
                yield node
            case ast.If() if asks_for_version(node.test):
                yield from (*node.body, *node.orelse)
            case ast.If() if _is_never(node.test):
                yield from node.body
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _local_annotations(node)
            case _:
                pass
        if deferred:
            yield from _annotations(node)


def _is_never(test: ast.expr) -> bool:
    """`if False:`, `if TYPE_CHECKING:`."""
    if isinstance(test, ast.Constant):
        return not test.value
    return getattr(test, "id", getattr(test, "attr", "")) == "TYPE_CHECKING"


def _local_annotations(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """Of variables: evaluated in a class and a module, never in a function."""
    for statement in function.body:
        if isinstance(statement, ast.AnnAssign):
            yield statement.annotation


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    given = (getattr(node, "annotation", None), getattr(node, "returns", None))
    return (annotation for annotation in given if isinstance(annotation, ast.expr))


def _holds(node: ast.AST, position: Position) -> bool:
    start = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
    end = (getattr(node, "end_lineno", 0), getattr(node, "end_col_offset", 0))
    return start <= position < end
