"""A line is noted at a glance as one that may fail; what is around it tells when the whole tree is known."""

import ast
from collections.abc import Callable, Iterator

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import SlipKind
from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.notes.slip_notes import Doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet

Judged = Iterator[tuple[str, str]]  # what it is, as written, and what else to say of it
Judge = Callable[[ast.AST, Around, Sheet], Judged]


def doubt(kind: SlipKind, node: ast.stmt | ast.expr, scope: Scope, sheet: Sheet) -> None:
    """Note a node in a function, to be judged by what the kind asks."""
    if scope.function is not None and not scope.guarded:
        view = scope.view.place if scope.view is not None and scope.is_view else NOWHERE
        sheet.slips.doubts.append(Doubt(kind, node, scope.function, sheet.place(node), view))
