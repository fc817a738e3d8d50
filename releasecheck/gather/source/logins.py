"""Passwords and tokens of a request that are compared with a constant."""

import ast
import re

from releasecheck.facts.source import LoginComparison
from releasecheck.gather.inside.secret_names import can_be_secret, is_secret_name
from releasecheck.gather.source import reads
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved, target_name, text

# The secret itself, not what is done with it: `password`, no `password_action`.
_SECRET = re.compile(r".*(password|passwd|passphrase|passcode|pwd|secret|token|api[-_]?key)", re.IGNORECASE)
_REQUEST = "flask.request"


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`request.form["password"] == "…"`, in a function."""
    reads.note_comparison(node, sheet)
    if scope.function is None or len(node.ops) != 1 or not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        return
    for asked, given in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
        name = _constant(given, sheet) and _asked(asked, scope, sheet)
        if name:
            sheet.logins.append(LoginComparison(name, scope.function, sheet.place(node)))


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`password = request.form["password"]`, `data = request.json` and what is taken out of it."""
    if scope.function is None:
        return
    target = node.targets[0]
    if isinstance(target, ast.Name) and _is_from_request(node.value, scope, sheet):
        sheet.from_request.add((scope.function, target.id))


def _asked(node: ast.expr, scope: Scope, sheet: Sheet) -> str | None:
    """The secret-looking name of what a request says; null for anything else."""
    name = _field(node) if _is_from_request(node, scope, sheet) else _form_field(node)
    return name if name and _SECRET.fullmatch(name) and is_secret_name(name) else None


def _is_from_request(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    root = dotted(node)
    first = root.partition(".")[0]
    return resolved(root, sheet.imports).startswith(_REQUEST) or (scope.function, first) in sheet.from_request


def _field(node: ast.expr) -> str | None:
    """What is taken: `["password"]`, `.get("password")`, `.password`, or a name that received it."""
    if isinstance(node, ast.Call):
        return text(argument(node, 0)) or (
            _field(node.func.value) if isinstance(node.func, ast.Attribute) else None
        )
    return target_name(node)


def _form_field(node: ast.expr) -> str | None:
    """`password` of `form.password.data`."""
    match node:
        case ast.Attribute(attr="data", value=ast.Attribute(attr=name)):
            return name
    return None


def _constant(node: ast.expr, sheet: Sheet) -> bool:
    """Whether it is a text that could be a secret, or the module's name for one."""
    known = sheet.constants.get(node.id) if isinstance(node, ast.Name) else node
    value = text(known)
    return value is not None and can_be_secret(value)
