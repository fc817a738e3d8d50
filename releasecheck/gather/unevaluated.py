"""Where an undefined name does not break anything, because Python never looks it up."""

import ast
from collections.abc import Iterator

Position = tuple[int, int]  # line from 1, column in bytes from 0, as `ast` counts


def is_unevaluated(tree: ast.Module, position: Position) -> bool:
    """Whether the position lies in a text, in an annotation that stays one, or in a branch for Python 2."""
    deferred = _defers_annotations(tree)
    return any(_holds(node, position) for node in _unevaluated(tree, deferred))


def _defers_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(name.name == "annotations" for name in node.names)
        for node in tree.body
    )


def _unevaluated(tree: ast.Module, deferred: bool) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str()):
                yield node
            case ast.If() if _asks_for_version(node.test):
                yield from (*node.body, *node.orelse)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _local_annotations(node)
            case _:
                pass
        if deferred:
            yield from _annotations(node)


def _asks_for_version(test: ast.expr) -> bool:
    names = {getattr(node, "id", getattr(node, "attr", "")) for node in ast.walk(test)}
    return not names.isdisjoint({"PY2", "PY3", "version_info", "python_version"})


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
