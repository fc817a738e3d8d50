"""Accounts that the app makes itself, with a password that stands in the source."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.passwords import KnownPassword
from releasecheck.facts.place import Place
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import credentials
from releasecheck.gather.source.setup import setups
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, argument, dotted, text, words
from releasecheck.gather.source.walk import Handlers

HASHERS = words("generate_password_hash set_password hash_password hashpw")
_ACCOUNT = re.compile(
    r"\w*(user|admin|account|member|employee|staff|manager|librarian|teacher|student|customer|owner|doctor|patient)",
    re.IGNORECASE,
)
# Whose `hash` is one of passwords: passlib's, argon2-cffi's, a context's.
_OF_PASSWORDS = re.compile(
    r"pbkdf2|bcrypt|argon2|_crypt|scrypt|passlib|pwd|password|hasher|\bctx|context|\bph\b", re.IGNORECASE
)
_PASSWORD = re.compile(r"pass|pwd|senha|contrasena", re.IGNORECASE)
# What protects a file, not an account.
_FILE = re.compile(r"pdf|zip|archive|writer|reader|workbook|sheet|doc", re.IGNORECASE)
# Accounts to show or to try the app with, and hashes that only take as long as a real one.
_FOR_SHOW = re.compile(r"demo|fake|sample|dummy|mock|example|fixture|timing", re.IGNORECASE)
_OF_TRIALS = re.compile(r"(^|[/_])(tests?|seeds?|seeders?|seeding|populate)(?=[/_.])", re.IGNORECASE)
_ADMINS = re.compile(r"admin|super_?user", re.IGNORECASE)
_NAMES = frozenset({"username", "user_name", "login", "email", "name", "user"})
_INSERTS = re.compile(rb"\binsert\s+(or\s+\w+\s+)?into\b|\.insert(_one|_many)?\(", re.IGNORECASE)
_OF_NOBODY = re.compile(r"not[ _-]?a|unusable|invalid|never|nobody", re.IGNORECASE)


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`@app.cli.command("create-admin")`: somebody runs it, and knows what it makes."""
    for item in node.decorator_list:
        named = dotted(item.func if isinstance(item, ast.Call) else item)
        if inside.function and named.rpartition(".")[2] == "command":
            given = argument(item, 0, "name") if isinstance(item, ast.Call) else None
            name = given.value if isinstance(given, ast.Constant) else node.name
            sheet.commands[inside.function] = str(name)


def _note_hash(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`admin.set_password("…")`, `generate_password_hash("…")`."""
    owner, _, called = dotted(node.func).rpartition(".")
    if "passwords" in sheet.subjects and not _FILE.search(owner):
        given = argument(node, 0, "password", "pw")
        note_given(called, given, node, scope, sheet)
        _note_helper(given, scope, sheet)


def _note_helper(given: ast.expr | None, scope: Scope, sheet: Sheet) -> None:
    """`def make_hash(password): return pbkdf2_sha256.hash(password)`."""
    if scope.doing and scope.function and _named(given) in scope.doing.parameters:
        sheet.hash_helpers.add(scope.function)


def _note_digest(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`hashlib.sha256(password.encode())`."""
    given = argument(node, 0, "data", "string")
    if _PASSWORD.search(_named(given)):
        _note_helper(given, scope, sheet)


def note_made(called: str, given: ast.expr, node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`User(name="admin", password="…")`."""
    if _ACCOUNT.fullmatch(called):
        note_given(called, given, node, scope, sheet)


def note_owned(shown: str, node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`admin.password = "…"`."""
    if _ACCOUNT.fullmatch(shown.split(".")[-2]):
        note_given(shown, node.value, node, scope, sheet)


def note_record(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`admin = {"username": "admin", "password": "…"}`, of which the file makes a row."""
    if not (isinstance(node.value, ast.Dict) and isinstance(target := node.targets[0], ast.Name)):
        return
    pairs = {text(key): value for key, value in zip(node.value.keys, node.value.values, strict=True)}
    if _ACCOUNT.fullmatch(target.id) and not _NAMES.isdisjoint(map(str, pairs)):
        before = len(sheet.accounts)
        note_given(target.id, pairs.get("password"), node, scope, sheet)
        sheet.account_records.extend(sheet.accounts[before:])
        del sheet.accounts[before:]


def note_given(
    called: str, given: ast.expr | None, node: ast.expr | ast.stmt, scope: Scope, sheet: Sheet
) -> None:
    """A constant as the password of an account, or what a variable of the environment falls back on."""
    given = sheet.statements.get((scope.function or "", _named(given)), given)
    variable, constant = credentials.constant_behind(given, sheet)
    value = constant.value if isinstance(constant, ast.Constant) else None
    written = value.decode("latin-1") if isinstance(value, bytes) else value
    if not isinstance(written, str) or not written.strip() or is_for_show(written, scope, sheet):
        return
    found = KnownPassword(called, scope.function, sheet.place(node), variable)
    sheet.accounts.append((found, scope))


def _named(given: ast.expr | None) -> str:
    """`password` of `password.encode()` too; `user[password]` of `user["password"]`."""
    match given:
        case ast.Call(func=ast.Attribute(attr="encode", value=inner)):
            return _named(inner)
        case ast.Name(id=name):
            return name
        case ast.Subscript(value=ast.Name(id=row), slice=ast.Constant(value=key)):
            return f"{row}[{key!r}]"
    return ""


def is_account(called: str) -> bool:
    """Whether it is called after an account, or after making one."""
    return _ACCOUNT.fullmatch(called) is not None


def is_of_trials(path: str) -> bool:
    """Whether a file is of tests, or of what fills a database to try the app."""
    return _OF_TRIALS.search(path) is not None


def is_for_show(written: str, scope: Scope, sheet: Sheet) -> bool:
    """Whether the account is one to show something with, or nobody's."""
    where = f"{sheet.path}/{scope.function or ''}"
    return bool(_FOR_SHOW.search(where) or _FOR_SHOW.search(written) or _OF_NOBODY.match(written))


def note_admins(tree: ast.Module, content: bytes, sheet: Sheet) -> None:
    """Which accounts are made where administrators are spoken of, those that are rows too."""
    if sheet.account_records and _INSERTS.search(content):
        sheet.accounts.extend(sheet.account_records)
    for one, _ in sheet.accounts:
        if any(map(_speaks_of_admins, _around(one.place.line or 0, tree))):
            sheet.of_admins.add(one.place)


def _around(line: int, tree: ast.Module) -> list[ast.stmt]:
    """The function or method that a line stands in, else what the module itself does."""
    inner = (each for one in tree.body if isinstance(one, ast.ClassDef) for each in one.body)
    for one in (*tree.body, *inner):
        if isinstance(one, FunctionNode) and one.lineno <= line <= (one.end_lineno or 0):
            return [one]
    return [one for one in tree.body if not isinstance(one, FunctionNode | ast.ClassDef)]


def _speaks_of_admins(node: ast.AST) -> bool:
    """By its names and texts; not by `is_admin=False`, an import or a docstring."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return False
        case ast.keyword(value=ast.Constant(value=None | False | 0)):
            return False
        case ast.Name(id=said) | ast.Attribute(attr=said) | ast.keyword(arg=str() as said):
            found = _ADMINS.search(said)
        case ast.FunctionDef(name=said) | ast.AsyncFunctionDef(name=said) | ast.Constant(value=str() as said):
            found = _ADMINS.search(said)
        case _:
            found = None
    return found is not None or any(map(_speaks_of_admins, ast.iter_child_nodes(node)))


def found(sheet: Sheet, imported: frozenset[str]) -> Iterator[KnownPassword]:
    """Those that are made without anybody at a keyboard."""
    if is_of_trials(sheet.path):
        return
    only = setups.only_guarded(sheet, imported)
    for one, scope in sheet.accounts:
        if not (setups.is_guarded(scope, only) or command_of(one.function, sheet)):
            run = is_run_with(one.function, sheet)
            yield replace(one, of_admins=one.place in sheet.of_admins, as_program=run)


def is_run_with(function: str | None, sheet: Sheet) -> bool:
    """Whether running the file comes to it: at the module's own level, or by a call there."""
    return function is None or (function, False) in sheet.calls


def command_of(function: str | None, sheet: Sheet) -> str | None:
    """What the command line calls the function, or the one around it."""
    return next((name for of, name in sheet.commands.items() if f"{function}.".startswith(f"{of}.")), None)


def found_in(
    sheets: Sequence[Sheet], functions: Functions, imported: frozenset[str]
) -> Iterator[KnownPassword]:
    """Those of the whole app; once more, seeds too, where a module calls their function as it is imported."""
    making = [sheet for sheet in sheets if sheet.role == "app" and sheet.accounts]
    called = _called_at_import(sheets, functions) if making else {}
    for sheet in making:
        yield from found(sheet, imported)
        for one, scope in sheet.accounts:
            if call := called.get((sheet.path, one.function or "")):
                early = one.function in sheet.may_end_early
                sure = not (scope.conditional or early or _reads_settings(sheet))
                admins = one.place in sheet.of_admins
                yield replace(one, of_admins=admins, called_at=call, sure=sure)


def _called_at_import(sheets: Sequence[Sheet], functions: Functions) -> dict[tuple[str, str], Place]:
    """The functions (path, name) that the app's modules call whenever they are imported, and where."""
    return {
        (there[0].path, there[1]): place
        for sheet in sheets
        if sheet.role == "app"
        for called, place in sheet.import_calls.items()
        if (there := functions.named(called, sheet, ""))
    }


def _reads_settings(sheet: Sheet) -> bool:
    """Whether what the file makes may depend on where it runs."""
    return bool(sheet.env_defaults or sheet.needs or sheet.compared or sheet.config_reads)


def made_by_command(
    sheets: Sequence[Sheet], functions: Functions, imported: frozenset[str]
) -> Iterator[KnownPassword]:
    """Those that somebody makes who runs a command of the app, or a file of the project itself."""
    yield from _made_by_starts(sheets, functions)
    for sheet in sheets:
        if sheet.accounts and sheet.role in ("app", "tool"):
            told = {one.place for one in found(sheet, imported)} if sheet.role == "app" else set()
            starting = bool(sheet.run_calls) and not is_of_trials(sheet.path)
            for one, _ in sheet.accounts:
                if one.place not in told:
                    command = command_of(one.function, sheet)
                    yield replace(
                        one,
                        command=command or sheet.path,
                        of_admins=one.place in sheet.of_admins,
                        starts=starting and not command,
                    )


def _made_by_starts(sheets: Sequence[Sheet], functions: Functions) -> Iterator[KnownPassword]:
    """Those of a function that the guard of a program calls before it starts the app."""
    for sheet in sheets:
        for called in sheet.guard_calls if sheet.run_calls and sheet.role in ("app", "tool") else ():
            there, function = functions.named(called, sheet, "") or (sheet, "")
            for one, _ in there.accounts if there is not sheet and not is_of_trials(there.path) else ():
                if one.function == function:
                    admins = one.place in there.of_admins
                    yield replace(one, command=sheet.path, of_admins=admins, starts=True)


def _note_any_hash(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`pbkdf2_sha256.hash("…")`."""
    if _OF_PASSWORDS.search(dotted(node.func).rpartition(".")[0]):
        _note_hash(node, scope, sheet)


def _note_return(_node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`if skip: return`, after which nobody knows whether the rest runs."""
    if scope.conditional and scope.function is not None:
        sheet.may_end_early.add(scope.function)


def speaks_of_admins(said: str) -> bool:
    """Whether a word is one for administrators."""
    return _ADMINS.search(said) is not None


HANDLERS: Handlers = {ast.Assign: (note_record,), ast.Return: (_note_return,)}
CALLS = {
    **dict.fromkeys(HASHERS, _note_hash),
    **dict.fromkeys(("md5", "sha1", "sha256", "sha512"), _note_digest),
    "hash": _note_any_hash,
}
