"""Passwords and tokens of a request that are compared with a constant."""

import ast
import re

from releasecheck.facts.source import LoginComparison
from releasecheck.gather.inside.secret_names import can_be_secret, is_secret_name
from releasecheck.gather.source.code.typed import field
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import both_sides, text

# The secret itself, not what is done with it: `password` and `password_admin`, no `password_action`.
_SECRET = re.compile(
    r".*(password|passwd|passphrase|passcode|passwort|pwd|psw|senha|contrase[nñ]a|secret|token|api[-_]?key)"
    r"([-_]?adm(in)?)?",
    re.IGNORECASE,
)


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`request.form["password"] == "…"`, in a function."""
    if scope.function is None:
        return
    for asked, given in both_sides(node):
        name = _constant(given, sheet) and _asked(asked, scope, sheet)
        if name:
            named = given.id if isinstance(given, ast.Name) else None
            sheet.logins.append(LoginComparison(name, scope.function, sheet.place(node), named))


def _asked(node: ast.expr, scope: Scope, sheet: Sheet) -> str | None:
    """The secret-looking name of what a request says; null for anything else."""
    name = field(node, scope, sheet)
    return name if name and _SECRET.fullmatch(name) and is_secret_name(name) else None


def _constant(node: ast.expr, sheet: Sheet) -> bool:
    """Whether it is a text that could be a secret, or the module's name for one."""
    known = sheet.constants.get(node.id) if isinstance(node, ast.Name) else node
    value = text(known)
    return value is not None and can_be_secret(value)
