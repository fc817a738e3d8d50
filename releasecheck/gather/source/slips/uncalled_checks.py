"""`if form.validate_on_submit:`, which names the check of a form and does not run it."""

import ast

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import Slip
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted


def note(node: ast.If | ast.IfExp, scope: Scope, sheet: Sheet) -> None:
    """Alone, below a `not`, or as a part of `and` and `or`."""
    tests = node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]
    for test in tests:
        asked = test.operand if isinstance(test, ast.UnaryOp) else test
        # A name that Flask-WTF alone gives: `validate` may be a flag of anything.
        if isinstance(asked, ast.Attribute) and asked.attr == "validate_on_submit" and scope.function:
            view = scope.view.place if scope.view is not None and scope.is_view else NOWHERE
            what = dotted(asked)
            slip = Slip("check-uncalled", what, scope.function, sheet.place(asked), view)
            sheet.slips.settled.append(slip)
