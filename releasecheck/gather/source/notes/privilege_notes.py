"""What is noted of the roles in one file while its tree is walked."""

import ast
from dataclasses import dataclass, field

from releasecheck.facts.privileges import Granted, PrivilegeGuard
from releasecheck.gather.source.notes.view_notes import ViewNotes


@dataclass(slots=True)
class Privileges:
    """The notes; views by the id of their own notes, as long as the tree is there."""

    views: dict[int, ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=dict)
    giving: dict[int, ViewNotes] = field(default_factory=dict)  # those that give somebody a role
    grants: list[Granted] = field(default_factory=list)
    guards: list[PrivilegeGuard] = field(default_factory=list)
