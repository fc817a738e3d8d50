"""Accounts that one function gives a hash, and another one the password as it was typed."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.passwords import PasswordUse
from releasecheck.gather.source.notes.password_notes import Passwords
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, targets, words

_MAKERS = words("generate_password_hash hashpw hash_password")


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`hashed = bcrypt.generate_password_hash(password).decode()`."""
    if scope.function is None:
        return
    noted, made = sheet.passwords, _is_made(node.value)
    if made:
        noted.hashing.add(scope.function)
    for target in targets(node):
        if isinstance(target, ast.Name):
            (noted.hash_names.add if made else noted.hash_names.discard)((scope.function, target.id))


def _is_made(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(value=inner, attr="decode")):
            return _is_made(inner)
        case ast.Call():
            return called_name(value) in _MAKERS
    return False


def is_hash(value: ast.expr, scope: Scope, noted: Passwords) -> bool:
    """Whether it is a hash that was made here, or a name of one."""
    if isinstance(value, ast.Name):
        return (scope.function or "", value.id) in noted.hash_names
    return _is_made(value)


def told_apart(sheets: Sequence[Sheet]) -> Iterator[PasswordUse]:
    """What is kept as it was typed, by whom no hash is made, with where the same is given one.

    A class that is made in a way of its own, or that makes hashes itself, may see to it.
    """
    hashed = {what: at for one in reversed(sheets) for what, at in one.passwords.hashed.items()}
    seeing_to_it = {name for one in sheets for name in one.passwords.own_making | _classes(one)}
    for sheet in sheets:
        noted = sheet.passwords
        for one in noted.typed:
            beside = hashed.get(one.what) if one.kind == "kept" else None
            plain = noted.within.get(one.place) not in noted.hashing
            is_sure = plain and one.what.partition("(")[0] not in seeing_to_it
            yield replace(one, hashed_at=beside) if beside and is_sure else one


def _classes(sheet: Sheet) -> set[str]:
    """Those of which a method makes a hash: `User` of "User.set_password"."""
    return {name.rpartition(".")[0].rpartition(".")[2] for name in sheet.passwords.hashing}
