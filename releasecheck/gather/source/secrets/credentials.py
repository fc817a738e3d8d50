"""Constants that open a service: by the shape of a vendor's key, by the client they go to, by their name."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from releasecheck.facts.credentials import GivenCredential
from releasecheck.facts.place import Place
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.inside.placeholders import is_placeholder
from releasecheck.gather.inside.secret_names import can_be_secret, is_secret_name
from releasecheck.gather.source.code.clients import CLIENTS, DATABASE, OF_MYSQL, OF_PROTOCOLS, OF_ROOT, Client
from releasecheck.gather.source.code.spelled import constant
from releasecheck.gather.source.notes.key_notes import GivenKey
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    text,
)

SHORTEST, _LONGEST = 16, 4096  # characters of a key
_LONG_WORD = 20  # characters that each of the shapes below has one after the other, with no blank
# Keys that a vendor gives out, by their shape; those that are made for browsers and for tests are no secrets.
_SHAPES = {
    "stripe": (r"\b[sr]k_live_[A-Za-z0-9]{16,}", "a live key of Stripe"),
    "openai": (r"\bsk-(?:proj-|ant-|or-)?[A-Za-z0-9_-]{20,}", "a key of a language model's API"),
    "aws": (r"\bAKIA[A-Z0-9]{16}\b", "an access key of AWS"),
    "github": (r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,})", "a token of GitHub"),
    "gitlab": (r"\bglpat-[\w-]{20}", "a token of GitLab"),
    "slack": (r"\bxox[abprs]-\d[\w-]{20,}|hooks\.slack\.com/services/T\w+/B\w+/\w{20,}", "a token of Slack"),
    "sendgrid": (r"\bSG\.[\w-]{16,}\.[\w-]{16,}", "a key of SendGrid"),
    "telegram": (r"(?:\b|bot)\d{8,10}:AA[\w-]{32,33}(?![\w-])", "the token of a Telegram bot"),
    "groq": (r"\b(?:gsk|hf)_[A-Za-z0-9]{30,}", "a key of a language model's API"),
    "discord": (r"discord(?:app)?\.com/api/webhooks/\d{15,}/[\w-]{40,}", "a webhook of Discord"),
    "private": (r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}", "a private key"),
}
_SHAPE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _SHAPES.items()))
_IN_A_QUERY = re.compile(
    r"[?&](?:app_?id|(?:api|access|auth|secret)?[_-]?(?:key|token)|secret)=([\w.-]{16,})", re.IGNORECASE
)
_IN_A_URL = "the key in the query of a URL"  # some are made for browsers
_NO_SECRET = re.compile(r"pk[_.]|[rs]k_test_|rzp_test_")  # for browsers, for a vendor's test mode
_RANDOM = re.compile(r"[A-Za-z0-9+/_=.-]+")
_RANDOM_MIN = 16
_GMAIL = re.compile(r"[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}")
_WORDS = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d+")
_PUBLIC = re.compile(r"-----BEGIN (?:\w+ )*(?:PUBLIC KEY|CERTIFICATE)-----|^\s*(?:ssh|ecdsa)-[\w-]+ ")
_EXAMPLES = re.compile(
    r"(your|my|example|sample|dummy|fake|test|put|enter|insert|add|paste)(?![a-z]{10})", re.IGNORECASE
)


def note_text(value: str | bytes, node: ast.expr, name: str | None, sheet: Sheet) -> None:
    """A constant that has the shape of a vendor's key, or is random enough under the name of a secret."""
    if not (isinstance(value, str) and SHORTEST <= len(value) <= _LONGEST):
        return
    what, secret = _shaped(value)
    if what:
        opens = what != _IN_A_URL
        _note(GivenCredential(what, name or what, sheet.place(node), opens=opens), secret, sheet)
    elif name and is_secret_name(name) and looks_random(value):
        _note(GivenCredential(f"the value of {name}", name, sheet.place(node)), value, sheet)


def _shaped(value: str) -> tuple[str | None, str]:
    """What a text holds that has the shape of a key, and that key.

    All these shapes are long, and hardly a word is; the expressions take ten times as long as a look at that.
    """
    if len(value) < _LONG_WORD or max(map(len, value.split()), default=0) < _LONG_WORD:
        return None, ""
    shape = _SHAPE.search(value)
    if shape and shape.lastgroup and _is_given_out(shape.group()):
        return _SHAPES[shape.lastgroup][1], value if shape.lastgroup == "private" else shape.group()
    asked = _IN_A_QUERY.search(value) if "=" in value else None
    if asked and looks_random(asked[1]):
        return _IN_A_URL, asked[1]
    return None, ""


def _is_given_out(key: str) -> bool:
    """Whether a vendor made it, and not somebody who shows what one looks like."""
    return not (is_example(key) or is_placeholder(key)) and re.search("[0-9]", key) is not None


def _note_client(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`smtp.login(user, "…")`, `jwt.encode(payload, KEY)`, where KEY is a constant of the module."""
    function = resolved(dotted(node.func), sheet.imports)
    imported = function.rpartition(".")[2]  # the name that it has in its library
    for client in CLIENTS.get(called_name(node)) or CLIENTS[imported]:
        if not _is_of(function, client, sheet):
            continue
        given = None if client.position is None else argument(node, client.position)
        given = given or keyword(node, *client.names)
        for each in [given] if given else _spread(node, client):
            _note_argument(each, client, node, scope, sheet)
        if client.origin in OF_MYSQL and given is not None:
            _note_empty(given, node, sheet)
        return


def _note_empty(given: ast.expr, node: ast.Call, sheet: Sheet) -> None:
    """`connect(host="localhost", user="root", password="")`."""
    _, constant = constant_behind(given, sheet)
    _, user = constant_behind(argument(node, 1, "user", "username"), sheet)
    if text(constant) == "" and text(user) == "root":
        place = sheet.place(given)
        sheet.given_credentials.setdefault(place, GivenCredential(OF_ROOT, dotted(node.func), place))


def _spread(node: ast.Call, client: Client) -> Iterator[ast.expr]:
    """`SETTINGS["password"]` of `connect(**SETTINGS)`."""
    for item in node.keywords:
        if item.arg is None and isinstance(item.value, ast.Name | ast.Attribute):
            yield from (ast.Subscript(item.value, ast.Constant(name)) for name in client.names)


def _is_of(function: str, client: Client, sheet: Sheet) -> bool:
    """Whether the function is the library's; the method of an object counts where its module is imported."""
    if function.startswith(f"{client.origin}."):
        return True
    return client.origin == "smtplib" and any(
        origin.partition(".")[0] == "smtplib" for origin in sheet.imports.values()
    )


def note_own(given: ast.expr, client: Client, scope: Scope, sheet: Sheet) -> None:
    """A secret that the app itself asks its visitors for."""
    _note_argument(given, client, None, scope, sheet)


def _note_argument(
    given: ast.expr | None, client: Client, call: ast.Call | None, scope: Scope, sheet: Sheet
) -> None:
    first = dotted(given).partition(".")[0]
    if scope.doing and first in scope.doing.parameters and first not in {"self", "cls"}:  # the caller's
        return
    variable, constant = constant_behind(given, sheet)
    if constant is None:
        if isinstance(given, ast.Name | ast.Attribute | ast.Subscript | ast.Call):
            sheet.keys_given.append(GivenKey(given, scope.function, client, call))
        return
    name = last_name(given) if isinstance(given, ast.Name) else ""
    subject = name or dotted(call and call.func)
    found = credential(client, call, subject, variable, constant, sheet)
    if found:
        if not client.is_app:
            sheet.given_credentials.pop(found[0].place, None)  # what a client takes says more than a name
        _note(*found, sheet)


def credential(  # noqa: PLR0913, PLR0917 - who takes it, by which call, and what it is, where
    client: Client,
    call: ast.Call | None,
    subject: str,
    variable: str | None,
    constant: ast.expr,
    holder: Sheet,
) -> tuple[GivenCredential, str | bytes] | None:
    """What a client takes, with its value, where a constant of the holder's can be a credential."""
    value = constant.value if isinstance(constant, ast.Constant) else None
    if not isinstance(value, (str, bytes)) or not can_be_secret(value) or _is_public(value):
        return None
    place = holder.place(constant)
    if client.is_app:  # whoever sends an example is let in as well; a constant alone may be any word
        if variable is None or not is_secret_name(variable):
            return None
        return GivenCredential(client.what, subject or variable, place, variable=variable), value
    host = text(argument(call, 0, "host")) if client.what == DATABASE and call else None
    local = host is None or whose(host) != "elsewhere"
    if not client.signs and (is_example(value) or (not local and is_placeholder(value))):
        tried = GivenCredential(client.what, subject, place, variable=variable, tried_on=host)
        return None if local else (tried, value)
    opens = client.what != DATABASE or not local
    return GivenCredential(client.what, subject, place, client.signs, opens, variable), value


def _is_public(value: str | bytes) -> bool:
    """Whether anybody may have it: the half of a pair of keys, or what a protocol gives everybody."""
    said = value if isinstance(value, str) else value.decode("latin-1")
    return said in OF_PROTOCOLS or _PUBLIC.search(said) is not None


def constant_behind(node: ast.expr | None, sheet: Sheet) -> tuple[str | None, ast.expr | None]:
    """The constant that an argument is, or falls back on, with the variable that it stands in for."""
    if isinstance(node, ast.Name):
        return constant_behind(_assigned(node, sheet), sheet)
    if isinstance(node, ast.Call):
        called = called_name(node)
        if called in ("get", "getenv"):
            asked = resolved(dotted(node.func), sheet.imports)
            if asked in ("os.environ.get", "os.getenv"):
                return text(argument(node, 0)), constant(argument(node, 1, "default"))
        if called == "encode" and isinstance(node.func, ast.Attribute):
            return constant_behind(node.func.value, sheet)
        return None, None
    node = constant(node)
    return None, node if isinstance(node, ast.Constant) else None


def _assigned(node: ast.Name, sheet: Sheet) -> ast.expr | None:
    found = None if node.id in sheet.imports else sheet.constants.get(node.id)
    return None if isinstance(found, ast.Name) else found


def is_example(value: str | bytes) -> bool:
    """Whether it shows what a secret looks like: "your-key", "changeme"."""
    said = value if isinstance(value, str) else value.decode("latin-1")
    plain = re.sub("[^a-z]", "", said.lower())
    return bool(_EXAMPLES.match(said)) or "xxx" in plain or "changeme" in plain or "example" in plain


def looks_random(value: str) -> bool:
    """Whether nobody would call something so: letters and digits that make no words."""
    if _GMAIL.fullmatch(value):
        return True
    if len(value) < _RANDOM_MIN or not _RANDOM.fullmatch(value) or _NO_SECRET.match(value):
        return False
    if is_example(value) or is_placeholder(value):
        return False
    if not (re.search("[A-Za-z]", value) and re.search("[0-9]", value)):
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(value))
    return changes >= 4 or len(_WORDS.sub("", value)) * 2 > len(value)


def _note(found: GivenCredential, value: str | bytes, sheet: Sheet) -> None:
    sheet.given_credentials.setdefault(found.place, found)
    sheet.secret_values.append((value, found.place))


def with_copies(
    found: Iterable[GivenCredential], values: Iterable[tuple[object, Place]]
) -> Iterator[GivenCredential]:
    """These, each with the other file that had the same value before it; the values stay here."""
    held = {place: value for value, place in values}
    first: dict[object, Place] = {}
    for one in found:
        value = held.get(one.place)
        before = one.place if value is None else first.setdefault(value, one.place)
        yield one if before.path == one.place.path else replace(one, copy_of=before)


CALLS = dict.fromkeys(CLIENTS, _note_client)
