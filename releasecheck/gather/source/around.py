"""What stands around a node: the function that it is in, what is tried and asked before it."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.syntax import FunctionNode, last_name, words

_EVERYTHING = words("Exception BaseException")


class Around:
    """The parents of the nodes of a tree, and its text."""

    def __init__(self, tree: ast.Module, content: bytes = b"") -> None:
        self._parents: dict[int, ast.AST] = {}  # in those statements of the module that were asked for
        self._looked_into: set[int] = set()
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
        """Looks into the module's statements that may hold it, until one does."""
        line = getattr(node, "lineno", 0)
        for item in self.tree.body:
            if id(node) in self._parents:
                break
            if (item.end_lineno or line) >= line and id(item) not in self._looked_into:
                self._looked_into.add(id(item))
                self._parents[id(item)] = self.tree
                for one in ast.walk(item):
                    self._parents.update((id(child), one) for child in ast.iter_child_nodes(one))
        return self._parents.get(id(node))

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


def _catches(node: ast.Try | ast.With, names: tuple[str, ...]) -> bool:
    if isinstance(node, ast.With):
        return any(last_name(item.context_expr) == "suppress" for item in node.items)
    return any(
        kind is None or last_name(kind) in {*names, *_EVERYTHING}
        for handler in node.handlers
        for kind in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])
    )
