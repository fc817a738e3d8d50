"""What a function changes and whom it calls, as far as a GET gets to it."""

import ast
from dataclasses import dataclass, field

from releasecheck.facts import Place


@dataclass(slots=True)
class Doing:
    """The notes on one function, those inside it included."""

    method: bool = False  # of a class
    writes: dict[str, Place] = field(default_factory=dict)  # "session.commit" -> the first place
    calls: dict[str, None] = field(
        default_factory=dict
    )  # "helper", "module.helper", "self.helper", "?.helper"

    def note_call(self, node: ast.Call) -> None:
        """Whom it calls; of an object that has no name only the method is known."""
        function = node.func
        if isinstance(function, ast.Name):
            self.calls[function.id] = None
        elif isinstance(function, ast.Attribute):
            owner = function.value
            self.calls[f"{owner.id if isinstance(owner, ast.Name) else '?'}.{function.attr}"] = None
