"""Passwords beside a user and a host or database: what the project's own classes and dicts connect with."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from releasecheck.facts.credentials import GivenCredential
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.inside.placeholders import is_placeholder
from releasecheck.gather.inside.secret_names import can_be_secret
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.credentials import constant_behind, is_example
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, target_name, text
from releasecheck.gather.source.walk import Handlers

_PASSWORD = re.compile(r"(?P<prefix>(?:\w+_)?)(?:password|passwd|pwd|pass)", re.IGNORECASE)
_USERS = ("user", "username", "uid")
_HOSTS = ("host", "hostname", "server", "port")
_BASES = ("database", "dbname", "db")
_CONNECTS = re.compile(
    r"(?:\w+_)?connect(?:_\w+)?|\w*(?:config|settings|connection|pool|engine|database)", re.IGNORECASE
)
_FORMS = re.compile(r"form|dialog|page|view|signal", re.IGNORECASE)  # connect_form
_OF_A_BASE = re.compile(r"db|database|sql|postgres|mongo|redis", re.IGNORECASE)
_SHORTEST = 4
# What stands there as the name of a field, a variable, a message or a rule, and no password: "mail.password".
_NAME = re.compile(r"[#.$]?[^\W\d]\w*(?:[ .:/-]+\w+)*\s*[:*…]?")
_RULES = re.compile(r"(?:.*\|)?(?:required|nullable|string|min|max)\b(?:[|:].*)?")
_OF_AN_APP = re.compile(r"[a-z]{4}(?: [a-z]{4}){3}")  # as Google gives them out
_KEYS_WORD = re.compile(r"pass|pwd", re.IGNORECASE)

Given = Mapping[str, ast.expr]


@dataclass(frozen=True, slots=True)
class _Password:
    """What stands under the name of a password."""

    name: str
    value: ast.expr
    beside: Given
    what: str  # of which it is one
    certain: bool  # something is called with it that connects


def note_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`DatabaseConfig(host=…, user=…, password=os.getenv("DB_PASSWORD", "…"))`."""
    if node.keywords:
        given = {item.arg: item.value for item in node.keywords if item.arg}
        _note(given, sheet, called=called_name(node))


def note_dict(node: ast.Dict, _scope: Scope, sheet: Sheet) -> None:
    """`{"host": …, "user": …, "password": "…"}`, for `connect(**settings)`."""
    pairs = zip(node.keys, node.values, strict=True)
    _note({name: value for key, value in pairs if (name := text(key))}, sheet)


def note_defaults(node: ast.arguments, _scope: Scope, sheet: Sheet) -> None:
    """`def __init__(self, host="…", user="…", password="…")`."""
    positional = [*node.posonlyargs, *node.args]
    last = zip(reversed(positional), reversed(node.defaults), strict=False)
    named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
    _note({arg.arg: value for arg, value in (*last, *named) if value is not None}, sheet)


def note_class(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """`class Database: host = "…"; user = "…"; password = "…"`."""
    _note(dict(_attributes(node.body)), sheet)


def _attributes(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for item in body:
        match item:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value):
                if value is not None and (name := target_name(target)):
                    yield name, value


def _note(given: Given, sheet: Sheet, *, called: str = "") -> None:
    for name, value in given.items():
        found = _PASSWORD.fullmatch(name)
        if found is None:
            continue
        beside = _beside(found["prefix"], given)
        users, hosts, bases = (any(one in beside for one in kind) for kind in (_USERS, _HOSTS, _BASES))
        if found["prefix"] and "name" in beside:  # DB_NAME; alone it is a person's
            bases = True
        connects = _connects(called) and (users or hosts or bases or bool(_OF_A_BASE.search(called)))
        if connects or (users and (hosts or bases)):
            what = "a database" if bases or connects else "a service"
            _note_password(_Password(name, value, beside, what, certain=connects), sheet)


def _connects(called: str) -> bool:
    """Whether it makes a connection by its name, or a config; `update_db_user` takes a person's password."""
    return _CONNECTS.fullmatch(called) is not None and not _FORMS.search(called)


def _beside(prefix: str, given: Given) -> dict[str, ast.expr]:
    """What has the password's prefix, without it: `host` of `DB_HOST` beside `DB_PASSWORD`."""
    return {
        name[len(prefix) :].lower(): value
        for name, value in given.items()
        if name.lower().startswith(prefix.lower())
    }


def _note_password(given: _Password, sheet: Sheet) -> None:
    variable, constant = constant_behind(given.value, sheet)
    password = constant.value if isinstance(constant, ast.Constant) else None
    if constant is None or not isinstance(password, str) or not _is_kept(password, given.beside, sheet):
        return
    if _is_a_name(password, certain=given.certain):
        return
    host = _text_of(next((given.beside[one] for one in _HOSTS if one in given.beside), None), sheet)
    opens = host is not None and "." in host and whose(host) == "elsewhere"
    what, place = f"the password of {given.what}", sheet.place(constant)
    found = GivenCredential(what, given.name, place, opens=opens, variable=variable)
    sheet.given_credentials.setdefault(found.place, found)
    sheet.secret_values.append((password, found.place))


def _is_kept(password: str, beside: Given, sheet: Sheet) -> bool:
    """Whether somebody keeps it secret: not an example, nor what a new database on this machine has."""
    if len(password) < _SHORTEST or not can_be_secret(password) or is_example(password):
        return False
    user = _text_of(next((beside[one] for one in _USERS if one in beside), None), sheet)
    if user is not None and user.lower() == "anonymous":  # takes any
        return False
    return not is_placeholder(password) and password not in (user, "root", "postgres", "admin", "guest")


def _is_a_name(password: str, *, certain: bool) -> bool:
    """Whether it says what a password is called, as in a form's labels; a word may be one that connects."""
    if _RULES.fullmatch(password):
        return True
    if _NAME.fullmatch(password) is None or _OF_AN_APP.fullmatch(password):
        return False
    return bool(_KEYS_WORD.search(password)) or not (certain or re.search(r"\d", password))


def _text_of(node: ast.expr | None, sheet: Sheet) -> str | None:
    return text(constant_behind(node, sheet)[1])


HANDLERS: Handlers = {
    ast.Call: (note_call,),
    ast.Dict: (note_dict,),
    ast.ClassDef: (note_class,),
    ast.arguments: (note_defaults,),
}
