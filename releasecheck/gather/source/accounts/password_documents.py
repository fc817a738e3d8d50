"""Whole requests that become accounts, with their passwords: `users.insert_one(request.json)`."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from releasecheck.facts.passwords import PasswordUse
from releasecheck.gather.source.code.typed import is_whole
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, last_name, text, words
from releasecheck.gather.source.walk import Handlers

_KEEPERS = words("insert_one insert")
_CHANGING = words("pop update setdefault")
_ACCOUNTS = re.compile(
    r"(\w+_)?(user|account|member|admin|customer|student|teacher|employee|patient)s?"
    r"(_?(collection|col|table|db))?",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"(user_?)?(password|passwd|pwd|pass|senha|contrasena)", re.IGNORECASE)


def note_insert(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.users.insert_one(data)`, `db.users.insert_one({**data, "since": now})`."""
    if scope.function is None or not isinstance(node.func, ast.Attribute) or not node.args:
        return
    collection = text(node.func.value.slice) if isinstance(node.func.value, ast.Subscript) else None
    collection = collection or last_name(node.func.value)
    document = _document(node.args[0])
    if document is not None and _ACCOUNTS.fullmatch(collection) and is_whole(document, scope, sheet):
        what = f"{collection}.{called_name(node)}()"
        held = document.id if isinstance(document, ast.Name) else ""
        sheet.passwords.documents.append((scope.function, held, PasswordUse("kept", what, sheet.place(node))))


def _document(given: ast.expr) -> ast.expr | None:
    """What a document is made of, where no password is put into it beside that."""
    if not isinstance(given, ast.Dict):
        return given
    named = (text(key) if key is not None else None for key in given.keys)
    if any(name and _PASSWORD.match(name) for name in named):
        return None
    return next((value for key, value in zip(given.keys, given.values, strict=True) if key is None), None)


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`data["password"] = generate_password_hash(data["password"])`, and any other item of it."""
    for target in node.targets:
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            _note_changed(target.value.id, text(target.slice), scope, sheet)


def note_change(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`data.update(password=…)`, `data.pop("password")`."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        given = text(node.args[0]) if node.args and called_name(node) != "update" else None
        _note_changed(node.func.value.id, given, scope, sheet)


def note_delete(node: ast.Delete, scope: Scope, sheet: Sheet) -> None:
    """`del data["password"]`."""
    for target in node.targets:
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            _note_changed(target.value.id, text(target.slice), scope, sheet)


def _note_changed(name: str, item: str | None, scope: Scope, sheet: Sheet) -> None:
    """An item that is computed may be any."""
    if item is None or _PASSWORD.match(item):
        sheet.passwords.changed.add((scope.function or "", name))


def found(sheets: Sequence[Sheet]) -> Iterator[PasswordUse]:
    """Those whose password nothing changes on the way."""
    for sheet in sheets:
        for function, held, use in sheet.passwords.documents:
            if (function, held) not in sheet.passwords.changed:
                yield use


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_KEEPERS, note_insert),
    **dict.fromkeys(_CHANGING, note_change),
}
HANDLERS: Handlers = {ast.Assign: (note_assignment,), ast.Delete: (note_delete,)}
