"""Accounts that the app makes with a constant by a function of its own, or row by row of a list."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.passwords import KnownPassword
from releasecheck.gather.source.accounts import accounts
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import setups
from releasecheck.gather.source.sheet import HelperCall, Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, elements, text, words
from releasecheck.gather.source.walk import Handlers

_MAKING = re.compile(
    r"_*(insert|create|add|register|make|new|save|ensure|init|set_?up|store|put)_?", re.IGNORECASE
)
_PASSWORD = re.compile(
    r"(plain_?|raw_?|user_?)?(password|passwd|passwort|pwd|passphrase|senha|contrasena)", re.IGNORECASE
)
_HASHING = re.compile(r"\w*(hash|encrypt)\w*", re.IGNORECASE)
# What is no password as somebody types it: its hash.
_HASH = re.compile(r"(\$(2[abxy]|argon2\w*|5|6|pbkdf2\S*)\$|pbkdf2:|scrypt:|sha\d+\$).*|[0-9a-f]{32,128}")
_LASTING = words("commit save execute executemany insert_one insert_many add")


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`insert_user(1, "admin", "admin123")`, `make_hash("admin123")`, `User(1, "admin", "admin123")`."""
    if scope.view is not None:
        return
    called = called_name(node)
    named = _MAKING.match(called) is not None or called[:1].isupper()
    makes = named and accounts.is_account(called)
    hashes = called not in accounts.HASHERS and _HASHING.fullmatch(called)
    if not (makes or hashes):
        return
    given: list[tuple[int | str, ast.expr]] = [*enumerate(node.args)]
    given += [(one.arg, one.value) for one in node.keywords if one.arg]
    written = {at: value for at, one in given if (value := text(one)) and value.strip()}
    if written and not any(isinstance(one, ast.Starred) for one in node.args):
        sheet.helper_calls.append(HelperCall(dotted(node.func), sheet.place(node), written, scope))


def note_class(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`class User: def __init__(self, name, password)`."""
    if node.name == "__init__" and inside.function:
        given = tuple(one.arg for one in (*node.args.posonlyargs, *node.args.args))
        if any(map(_PASSWORD.fullmatch, given)):
            sheet.account_classes[inside.function] = given[1:]


def note_rows(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`users = [("admin", "admin123")]`, of which a loop may make accounts."""
    if isinstance(node.targets[0], ast.Name) and _rows(node.value):
        sheet.rows[scope.function or "", node.targets[0].id] = node.value


def note_loop(node: ast.For, scope: Scope, sheet: Sheet) -> None:
    """`for name, password in users:`, `for user in users:`; what each name is in the first row."""
    of, over = scope.function or "", node.iter
    if isinstance(over, ast.Name):
        over = sheet.rows.get((of, over.id)) or sheet.rows.get(("", over.id)) or over
    first = next(iter(_rows(over)), None)
    match node.target, first:
        case ast.Tuple(elts=names), ast.Tuple(elts=values) | ast.List(elts=values):
            pairs = [(dotted(name), value) for name, value in zip(names, values, strict=False)]
        case ast.Name(id=row), ast.Dict(keys=keys, values=values):
            pairs = [(f"{row}[{text(key)!r}]", value) for key, value in zip(keys, values, strict=True)]
        case ast.Name(id=row), ast.Tuple(elts=values) | ast.List(elts=values):
            pairs = [(f"{row}[{index}]", value) for index, value in enumerate(values)]
        case _:
            return
    sheet.statements.update({(of, name): value for name, value in pairs if text(value)})


def _rows(node: ast.expr) -> Sequence[ast.expr]:
    """The rows of a list that is written out."""
    if not isinstance(node, ast.List | ast.Tuple):
        return ()
    rows = elements(node)
    return rows if all(isinstance(one, ast.Tuple | ast.List | ast.Dict) for one in rows) else ()


def found(sheets: Sequence[Sheet], functions: Functions, imported: frozenset[str]) -> Iterator[KnownPassword]:
    """Those calls that reach a function which keeps what it is given, with nobody at a keyboard."""
    for sheet in sheets:
        if sheet.role != "app" or not sheet.helper_calls or accounts.is_of_trials(sheet.path):
            continue
        only = setups.only_guarded(sheet, imported)
        for one in sheet.helper_calls:
            function = one.scope.function
            by_hand = setups.is_guarded(one.scope, only) or accounts.command_of(function, sheet)
            written = None if by_hand else _written(one, sheet, functions)
            if written and not accounts.is_for_show(written, one.scope, sheet):
                admins = any(map(accounts.speaks_of_admins, (function or "", *one.written.values())))
                run = accounts.is_run_with(function, sheet)
                name = one.called.rpartition(".")[2]
                yield KnownPassword(name, function, one.place, of_admins=admins, as_program=run)


def _written(call: HelperCall, sheet: Sheet, functions: Functions) -> str | None:
    """The password that a function or a class of the project is given."""
    caller = call.scope.function or ""
    if function := functions.named(call.called, sheet, caller):
        return _password(call, *function)
    made = functions.named(f"{call.called}.__init__", sheet, caller)
    return _of_class(call, made[0].account_classes.get(made[1], ())) if made else None


def _of_class(call: HelperCall, parameters: Sequence[str]) -> str | None:
    """By position alone; one with its name is told like that of a class of a database's."""
    at = next((i for i, each in enumerate(parameters) if _PASSWORD.fullmatch(each)), None)
    written = None if at is None else call.written.get(at)
    return None if written is None or _HASH.fullmatch(written) else written


def _password(call: HelperCall, sheet: Sheet, name: str) -> str | None:
    """What is given as the password to a function that makes it last, or hashes it for who does."""
    function, doing = sheet.functions.get(name), sheet.doings.get(name)
    if function is None or doing is None:
        return None
    if name in sheet.hash_helpers:
        return next(iter(call.written.values())) if len(call.written) == 1 else None
    if not any(write.rpartition(".")[2] in _LASTING for write in doing.writes):
        return None
    at = next((i for i, each in enumerate(function.positional) if _PASSWORD.fullmatch(each)), None)
    return None if at is None else call.written.get(at) or call.written.get(function.positional[at])


HANDLERS: Handlers = {ast.Call: (note_call,), ast.Assign: (note_rows,), ast.For: (note_loop,)}
