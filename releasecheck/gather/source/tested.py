"""Who watches conditions: most ask for what nobody wants to know."""

import ast

from releasecheck.gather.source import doubts, walk
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import made_once
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.slips import uncalled_checks


def _note_absence(node: ast.If | ast.IfExp, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_test(node)


# By what is asked.
_OF_TESTS: walk.Handlers = {
    ast.Attribute: (uncalled_checks.note,),
    ast.BoolOp: (_note_absence, uncalled_checks.note),
    ast.Call: (doubts.note_test,),
    ast.Compare: (_note_absence,),
    ast.UnaryOp: (_note_absence, doubts.note_test, uncalled_checks.note),
}
_OF_IFS: walk.Handlers = {
    kind: (*_OF_TESTS[kind], made_once.note) for kind in (ast.BoolOp, ast.Call, ast.UnaryOp)
}


def note(node: ast.If | ast.IfExp, scope: Scope, sheet: Sheet) -> None:
    """Show a condition to those whom it concerns."""
    kind = type(node.test)
    watching = (_OF_IFS.get(kind) if type(node) is ast.If else None) or _OF_TESTS.get(kind, ())
    for note in watching:
        note(node, scope, sheet)
