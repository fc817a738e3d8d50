"""Hashes of passwords on their way into columns."""

import ast

from releasecheck.facts.columns import KeptHash
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, keyword, resolved, targets, text
from releasecheck.gather.source.walk import Handlers

_MAKER = "generate_password_hash"
_PLAIN = 1  # argument: the password, and after it the method


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`self.password_hash = generate_password_hash(password)`, and a name for the hash."""
    made, method = _made(node.value, scope, sheet)
    for target in targets(node):
        if isinstance(target, ast.Name) and scope.function:
            sheet.hash_names.pop((scope.function, target.id), None)
            if made:
                sheet.hash_names[scope.function, target.id] = method
        elif made and isinstance(target, ast.Attribute):
            owned = dotted(target.value) == "self"
            model = (scope.function or "").rpartition(".")[0].rpartition(".")[2] if owned else ""
            sheet.hashes.append(KeptHash(model or None, target.attr, sheet.place(node), method))


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`User(password=generate_password_hash(password))`."""
    called = called_name(node)
    for item in node.keywords if called[:1].isupper() else ():
        made, method = _made(item.value, scope, sheet)
        if made and item.arg:
            sheet.hashes.append(KeptHash(called, item.arg, sheet.place(item.value), method))


def _made(value: ast.expr, scope: Scope, sheet: Sheet) -> tuple[bool, str | None]:
    """Whether it is a hash of Werkzeug's, and the method that it names: "" for one that is not known."""
    if isinstance(value, ast.Name):
        key = (scope.function or "", value.id)
        return key in sheet.hash_names, sheet.hash_names.get(key)
    if not isinstance(value, ast.Call) or called_name(value) != _MAKER:
        return False, None
    if resolved(dotted(value.func), sheet.imports) != f"werkzeug.security.{_MAKER}":
        return False, None
    given = keyword(value, "method") or next(iter(value.args[_PLAIN:]), None)
    plain = given is None and keyword(value, "salt_length") is None and len(value.keywords) == 0
    return True, None if plain else text(given) or ""


HANDLERS: Handlers = {ast.Assign: (note_assignment,), ast.Call: (note_call,)}
