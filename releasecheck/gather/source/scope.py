"""Where in its file a node stands."""

import ast
from typing import NamedTuple

from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.notes.view_notes import ViewNotes


class Scope(NamedTuple):
    """Where in its file a node stands; a tuple, because two are made for each function."""

    function: str | None = None  # qualified name of the function that it is in
    owner: ast.ClassDef | None = None  # the class whose body it is in
    guarded: bool = False  # below `if __name__ == "__main__"`
    conditional: bool = False  # below an `if` or `try`
    router: str | None = None  # of the view that it is in
    doing: Doing | None = None  # of the function that it is in
    sent: bool = False  # where no GET comes: it is for a form that was sent
    view: ViewNotes | None = None  # the view that it is in
    is_view: bool = False  # and that view is the innermost function
    tried: bool = False  # the conditions are but what a `try` does first

    def conditionally(self, *, tried: bool = False) -> "Scope":
        """The same place below a condition; written out because `_replace` takes thrice as long."""
        if self.conditional and (tried or not self.tried):
            return self
        function, owner, guarded, _, router, doing, sent, view, is_view, _ = self
        return Scope(function, owner, guarded, True, router, doing, sent, view, is_view, tried)

    def in_function(self, name: str, doing: Doing | None, *, sent: bool) -> "Scope":
        """The body of a function that stands here; written out likewise."""
        return Scope(name, None, self.guarded, False, self.router, doing, sent, self.view)


MODULE = Scope()
