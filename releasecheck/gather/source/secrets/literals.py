"""String constants: candidates to compare the live secrets with, and those that are secrets by their name."""

import ast
import re

from releasecheck.facts.source import SecretLiteral, UrlLiteral
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.inside.secret_names import can_be_secret, credentials_in, is_secret_name
from releasecheck.gather.source.code.spelled import COMPUTED, pieces, spelled
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import credentials
from releasecheck.gather.source.sheet import Sheet

_SHORTEST, _LONGEST = 6, 4096  # a shorter one equals a secret by chance, unless it has a secret's name
_TEXTS = (ast.Constant, ast.JoinedStr, ast.BinOp)
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://[^@]*@(\[[^\]]*\]|[^:/?#\s]*)")
_DOCUMENTED = frozenset(
    [
        "password",
        "passwd",
        "pass",
        "pwd",
        "pw",
        "secret",
        "xxx",
        "changeme",
        "mypassword",
        "yourpassword",
        "token",
    ]
)


def note(node: ast.Constant, _scope: Scope, sheet: Sheet) -> None:
    """Note a string or bytes constant."""
    value = node.value
    if type(value) is not str and type(value) is not bytes:
        return
    if len(value) >= _SHORTEST or id(node) in sheet.names:  # as `_note_value` asks, but most are through here
        _note_value(value, node, sheet)


def note_whole(node: ast.JoinedStr | ast.BinOp, _scope: Scope, sheet: Sheet) -> None:
    """Note a text in pieces: as a constant where all of them are, else the credentials in it."""
    if isinstance(node, ast.BinOp):
        if not _may_be_text(node):
            return
        sheet.pieces.add(id(node.left))
    value = None if id(node) in sheet.pieces else spelled(node)
    if value is not None:
        _note_spelled(value, node, sheet)


def _may_be_text(node: ast.BinOp) -> bool:
    """Whether it is no mere arithmetic, as most operations are."""
    if isinstance(node.op, ast.Add):
        return isinstance(node.left, _TEXTS) or isinstance(node.right, _TEXTS)
    return isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant)


def note_filled(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`"postgresql://{}:{}@db/shop".format("shop", "…")`."""
    value = spelled(node) if isinstance(node.func, ast.Attribute) else None
    if value is not None:
        _note_spelled(value, node, sheet)


def _note_spelled(value: str, node: ast.expr, sheet: Sheet) -> None:
    sheet.pieces.update(map(id, pieces(node)))
    if "://" in value and COMPUTED in value:
        value = spelled(node, sheet.constants) or value
        _take_over(value, sheet)
    if COMPUTED not in value:
        _note_value(value, node, sheet)
        return
    name = sheet.names.get(id(node))
    _note_credentials(value, node, name, sheet)
    credentials.note_text(value, node, name, sheet)
    for secret in credentials_in(value):  # by which the whole is known in the live config
        sheet.literals.setdefault(secret, (node.lineno, node.col_offset + 1))


def _take_over(url: str, sheet: Sheet) -> None:
    """A password of which its URL tells is not told again by its name."""
    for secret in credentials_in(url):
        for value, place in sheet.secret_values:
            if value == secret:
                sheet.given_credentials.pop(place, None)


def _note_value(value: str | bytes, node: ast.expr, sheet: Sheet) -> None:
    length, at = len(value), id(node)
    name = sheet.names.get(at)
    if name is None and length < _SHORTEST:
        return
    if name is not None and is_secret_name(name) and can_be_secret(value) and not _is_a_name(value, name):
        sheet.secrets.append(SecretLiteral(name, sheet.place(node), len(value)))
        sheet.secret_values.append((value, sheet.place(node)))
        sheet.literals.setdefault(value, (node.lineno, node.col_offset + 1))
    elif isinstance(value, str) and "://" in value and at not in sheet.pieces:
        _note_credentials(value, node, name, sheet)
    if length >= credentials.SHORTEST and at not in sheet.pieces:
        credentials.note_text(value, node, name, sheet)
    if _SHORTEST <= length <= _LONGEST:
        sheet.literals.setdefault(value, (node.lineno, node.col_offset + 1))


def _is_a_name(value: str | bytes, name: str) -> bool:
    """Whether a value names a secret: CLIENT_SECRET = "client_secret", api_key = "OPENAI_API_KEY"."""
    if not isinstance(value, str) or name.upper() == "SECRET_KEY":
        return False
    said, given = (item.lower().replace("-", "_") for item in (value, name))
    return given.endswith(said) or (value.isupper() and value.isidentifier() and is_secret_name(value))


def _note_credentials(value: str, node: ast.expr, name: str | None, sheet: Sheet) -> None:
    for secret in credentials_in(value):
        sheet.secrets.append(SecretLiteral(name or "URL", sheet.place(node), len(secret)))
        sheet.secret_values.append((secret, sheet.place(node)))
        url = _URL.match(value.strip())
        if url:  # else a sentence that quotes one
            host = url[2].strip("[]")
            local = whose(host) != "elsewhere"
            placeholder = secret.lower() in _DOCUMENTED
            public = not local and "." in host
            found = UrlLiteral(url[1].lower(), sheet.place(node), local, placeholder, public)
            sheet.url_literals.append(found)


CALLS = {"format": note_filled}
