"""String constants: candidates to compare the live secrets with, and those that are secrets by their name."""

import ast
import re

from releasecheck.facts.source import SecretLiteral, UrlLiteral
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.inside.secret_names import can_be_secret, credentials_in, is_secret_name
from releasecheck.gather.source import credentials
from releasecheck.gather.source.sheet import Scope, Sheet

_SHORTEST, _LONGEST = 6, 4096
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
    if not isinstance(value, (str, bytes)):
        return
    name = sheet.names.get(id(node))
    if name is not None and is_secret_name(name) and can_be_secret(value) and not _is_a_name(value, name):
        sheet.secrets.append(SecretLiteral(name, sheet.place(node), len(value)))
        sheet.secret_values.append((value, sheet.place(node)))
    else:
        _note_credentials(value, node, name, sheet)
    credentials.note_text(value, node, name, sheet)
    if _SHORTEST <= len(value) <= _LONGEST:
        sheet.literals.setdefault(value, (node.lineno, node.col_offset + 1))


def note_parts(node: ast.JoinedStr, _scope: Scope, sheet: Sheet) -> None:
    """Note credentials in an f-string."""
    parts = (part.value if isinstance(part, ast.Constant) else "{computed}" for part in node.values)
    value, name = "".join(map(str, parts)), sheet.names.get(id(node))
    _note_credentials(value, node, name, sheet)
    credentials.note_text(value, node, name, sheet)


def _is_a_name(value: str | bytes, name: str) -> bool:
    """Whether a value names a secret: CLIENT_SECRET = "client_secret", api_key = "OPENAI_API_KEY"."""
    if not isinstance(value, str) or name.upper() == "SECRET_KEY":
        return False
    said, given = (item.lower().replace("-", "_") for item in (value, name))
    return given.endswith(said) or (value.isupper() and value.isidentifier() and is_secret_name(value))


def _note_credentials(value: str | bytes, node: ast.expr, name: str | None, sheet: Sheet) -> None:
    for secret in credentials_in(value):
        sheet.secrets.append(SecretLiteral(name or "URL", sheet.place(node), len(secret)))
        sheet.secret_values.append((secret, sheet.place(node)))
        url = _URL.match(value.strip()) if isinstance(value, str) else None
        if url:  # else a sentence that quotes one
            host = url[2].strip("[]")
            local = whose(host) != "elsewhere"
            placeholder = secret.lower() in _DOCUMENTED
            public = not local and "." in host
            found = UrlLiteral(url[1].lower(), sheet.place(node), local, placeholder, public)
            sheet.url_literals.append(found)
