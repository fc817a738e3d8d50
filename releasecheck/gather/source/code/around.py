"""What stands around a node: the function that it is in, what is tried and asked before it."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.syntax import FunctionNode, last_name, words

_EVERYTHING = words("Exception BaseException")


class Around:
    """The parents of the nodes of a tree, and its text."""

    def __init__(self, tree: ast.Module, content: bytes = b"") -> None:
        self._parents: dict[int, ast.AST] = {}  # in what was looked into
        self.tree = tree
        self.content = content

    def lines_of(self, function: FunctionNode) -> bytes:
        """The text of a function."""
        return b"\n".join(self.content.splitlines()[function.lineno - 1 : function.end_lineno])

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """Its parents, the nearest first."""
        parent = self._parent(node)
        while parent is not None:
            yield parent
            parent = self._parents.get(id(parent))

    def _parent(self, node: ast.AST) -> ast.AST | None:
        """Looks for it on its line, then everywhere: lines within an f-string may be wrong before 3.12."""
        for line in (getattr(node, "lineno", None), None):
            if id(node) not in self._parents:
                self._look_at(line)
        return self._parents.get(id(node))

    def _look_at(self, line: int | None) -> None:
        """Into the statements that a line is in; null looks into all."""
        edge: list[ast.AST] = [self.tree]
        while edge:
            one = edge.pop()
            for child in ast.iter_child_nodes(one):
                self._parents[id(child)] = one
                if line is None or not isinstance(child, ast.stmt) or _is_in(line, child):
                    edge.append(child)

    def function(self, node: ast.AST) -> FunctionNode | None:
        """The innermost function that it stands in."""
        return next((one for one in self.above(node) if isinstance(one, FunctionNode)), None)

    def is_tried(self, node: ast.AST, *names: str) -> bool:
        """Whether an `except` in the same function takes one of these exceptions, or all, raised there."""
        inside = node
        for one in self.above(node):
            if isinstance(one, FunctionNode):
                return False
            if isinstance(one, ast.Try | ast.With) and inside in one.body and _catches(one, names):
                return True
            inside = one
        return False


def _is_in(line: int, node: ast.stmt) -> bool:
    """Whether a statement has the line; a decorator stands above the line that counts as the function's."""
    decorators = getattr(node, "decorator_list", ())
    first = decorators[0].lineno if decorators else node.lineno
    return first <= line <= (node.end_lineno or line)


def _catches(node: ast.Try | ast.With, names: tuple[str, ...]) -> bool:
    if isinstance(node, ast.With):
        return any(last_name(item.context_expr) == "suppress" for item in node.items)
    return any(
        kind is None or last_name(kind) in {*names, *_EVERYTHING}
        for handler in node.handlers
        for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    )
