"""What a template writes into HTML comments: Jinja evaluates it, and no browser acts on it."""

from __future__ import annotations

from typing import Any, FrozenSet, Set

from jinja2 import nodes


def unseen(tree: Any) -> FrozenSet[int]:
    """The ids of the nodes between `<!--` and `-->`; none where a comment is never closed."""
    walk = _Walk()
    walk.visit(tree)
    return frozenset(() if walk.is_open else walk.found)


class _Walk:
    """Through the nodes in the order of the text."""

    def __init__(self) -> None:
        self.is_open = False
        self.found: Set[int] = set()

    def visit(self, node: Any) -> None:
        if isinstance(node, nodes.TemplateData):
            self._read(node.data)
        elif self.is_open:
            self.found.add(id(node))
        for child in node.iter_child_nodes():
            self.visit(child)

    def _read(self, text: str) -> None:
        at = 0
        while at >= 0:
            mark = "-->" if self.is_open else "<!--"
            at = text.find(mark, at)
            if at >= 0:
                at += len(mark)
                self.is_open = not self.is_open
