"""Hashes of passwords on their way into columns."""

import ast

from releasecheck.facts.columns import KeptHash
from releasecheck.gather.source.data.schema_texts import inserted
from releasecheck.gather.source.notes.password_notes import MadeHash
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, elements, keyword, resolved, targets, text
from releasecheck.gather.source.walk import Handlers

_MAKER = "generate_password_hash"
_PLAIN = 1  # argument: the password, and after it the method
_OF_BCRYPT = frozenset({f"flask_bcrypt.{_MAKER}", "bcrypt.hashpw"})


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`self.password_hash = generate_password_hash(password)`, and a name for the hash."""
    made = _made(node.value, scope, sheet)
    for target in targets(node):
        if isinstance(target, ast.Name) and scope.function:
            sheet.hash_names.pop((scope.function, target.id), None)
            if made:
                sheet.hash_names[scope.function, target.id] = made
        elif made and isinstance(target, ast.Attribute):
            owned = dotted(target.value) == "self"
            model = (scope.function or "").rpartition(".")[0].rpartition(".")[2] if owned else ""
            sheet.hashes.append(KeptHash(model or None, target.attr, sheet.place(node), *made))


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`User(password=generate_password_hash(password))`."""
    called = called_name(node)
    for item in node.keywords if called[:1].isupper() else ():
        made = _made(item.value, scope, sheet)
        if made and item.arg:
            sheet.hashes.append(KeptHash(called, item.arg, sheet.place(item.value), *made))
    if called == "execute" and len(node.args) > 1:
        _note_insert(node, scope, sheet)


def _note_insert(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`cursor.execute("INSERT INTO users (name, hash) VALUES (?, ?)", (name, hashed))`, all values bound."""
    statement, given = text(node.args[0]) or "", elements(node.args[1])
    found = inserted(statement)
    if found is None or len(found[1]) != len(given):
        return
    for column, value in zip(found[1], given, strict=True):
        if made := _made(value, scope, sheet):
            sheet.hashes.append(KeptHash(None, column, sheet.place(value), *made, table=found[0]))


def _made(value: ast.expr, scope: Scope, sheet: Sheet) -> MadeHash | None:
    """The hash of Werkzeug's that it is, or the bytes of bcrypt's."""
    if isinstance(value, ast.Name):
        return sheet.hash_names.get((scope.function or "", value.id))
    if not isinstance(value, ast.Call) or called_name(value) not in (_MAKER, "hashpw"):
        return None
    function = resolved(dotted(value.func), sheet.imports)
    # of no module: Flask-Bcrypt's object, for bcrypt itself has no function of that name
    if function in _OF_BCRYPT or function.endswith(f"bcrypt.{_MAKER}"):
        return MadeHash(None, by_bcrypt=True)
    if function != f"werkzeug.security.{_MAKER}":
        return None
    given = keyword(value, "method") or next(iter(value.args[_PLAIN:]), None)
    plain = given is None and keyword(value, "salt_length") is None and len(value.keywords) == 0
    return MadeHash(None if plain else text(given) or "", by_bcrypt=False)


HANDLERS: Handlers = {ast.Assign: (note_assignment,), ast.Call: (note_call,)}
