"""What a function changes and whom it calls, as far as a GET gets to it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from releasecheck.facts import Place
from releasecheck.gather.source.syntax import FunctionNode, targets

At = tuple[int, int]  # line, column from 1


@dataclass(slots=True)
class Doing:
    """The notes on one function, those inside it included."""

    method: bool = False  # of a class
    writes: dict[str, Place] = field(default_factory=dict)  # "session.commit" -> the first place
    calls: dict[str, At] = field(default_factory=dict)  # "helper", "stock.helper", "self.helper", "?.helper"
    changes: dict[str, tuple[str, At]] = field(default_factory=dict)  # name -> how; not what may fill it
    given: set[str] = field(default_factory=set)  # its own names: parameters, and what gets a value
    declared: frozenset[str] = frozenset()  # global

    def note_call(self, node: ast.Call) -> None:
        """Whom it calls; of an object that has no name only the method is known."""
        function = node.func
        if isinstance(function, ast.Name):
            self.calls.setdefault(function.id, _at(node))
        elif isinstance(function, ast.Attribute):
            owner = function.value
            name = owner.id if isinstance(owner, ast.Name) else "?"
            self.calls.setdefault(f"{name}.{function.attr}", _at(node))

    def of_variables(self, methods: frozenset[str]) -> Iterator[tuple[str, str, At]]:
        """The names, not its own, that it changes: how and where; by a call of one of these methods too."""
        for called, at in self.calls.items():
            name, _, method = called.partition(".")
            if method in methods and name not in self.given:
                yield name, f"{method}()", at
        for name, (how, at) in self.changes.items():
            if name not in self.given:
                yield name, how, at

    def note_targets(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        """What gets a value; `total += 1` of a global total."""
        for target in targets(node):
            if isinstance(target, ast.Name) and target.id not in self.declared:
                self.given.add(target.id)
            elif isinstance(target, ast.Name) and isinstance(node, ast.AugAssign):
                self.changes.setdefault(target.id, ("it is given another value", _at(node)))

    def note_delete(self, node: ast.Delete) -> None:
        """`del items[key]`."""
        for target in node.targets:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                self.changes.setdefault(target.value.id, ("an item is deleted", _at(node)))


def of_function(node: FunctionNode, *, method: bool) -> Doing:
    """The notes on a function, before anything in it is seen."""
    arguments = node.args
    named = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    return Doing(
        method,
        given={each.arg for each in named if each is not None},
        declared=frozenset(name for item in node.body if isinstance(item, ast.Global) for name in item.names),
    )


def _at(node: ast.expr | ast.stmt) -> At:
    return node.lineno, node.col_offset + 1
