"""Passwords on their way from a request: kept or compared as they were typed, or written to a log."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.passwords import ALL_SENT, PasswordUse, PasswordUseKind
from releasecheck.gather.source.accounts import accounts, password_documents, password_hashing, password_sql
from releasecheck.gather.source.accounts.password_hashing import is_hash, told_apart
from releasecheck.gather.source.code.log_calls import LOGS, is_log, spoken
from releasecheck.gather.source.code.typed import field, is_from_request, is_whole, plain
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    both_sides,
    called_name,
    dotted,
    elements,
    last_name,
    target_name,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_PASSWORD = re.compile(
    r"(\w*_)?(password|passwd|passphrase|passwort|pwd|pass|psw|senha|contrasena)\d?", re.IGNORECASE
)
_STORED = re.compile(
    r"(user_?|login_?)?(password|passwd|passwort|pwd|pass|psw|senha|contrasena)", re.IGNORECASE
)
# What holds a password and is no account: the other field of a form, a setting, the session.
_NO_ACCOUNT = re.compile(
    r"form|request|\breq\b|config|setting|environ|\benv\b|\bauth(orization)?\b|args|session|schema|"
    r"payload|body|data$|^data\b|credential|conf\b",
    re.IGNORECASE,
)
_SQL = "the SQL"
_NO_MODEL = re.compile(
    r"form|config|setting|client|mail|dto|schema|connect|driver|database|api|input", re.IGNORECASE
)
_FINDERS = words("filter_by find_one find get_or_none first_or_none objects filter where")
_KEEPERS = words("insert_one insert update_one create")
_KNOWS = re.compile(
    r"hash|bcrypt|argon2|pbkdf|scrypt|passlib|flask_security|crypt\b|encrypt|md5|sha\d", re.IGNORECASE
)
_OF_PASSWORDS = re.compile(r"(set|check|verify|validate|authenticate|login)\w*", re.IGNORECASE)


def note_function(node: FunctionNode, scope: Scope, inside: Scope, sheet: Sheet) -> None:
    """Parameters for a password, and what a model does with what it is given."""
    if "passwords" not in sheet.subjects:
        return
    if scope.owner is not None and _STORED.fullmatch(node.name):
        sheet.passwords.kept_by_model = True  # a property: what is assigned to it goes through its setter
    if scope.owner is not None and node.name in ("__init__", "__setattr__"):
        sheet.passwords.own_making.add(scope.owner.name)
    for item in node.decorator_list:
        if isinstance(item, ast.Call) and called_name(item) in ("validates", "listens_for"):
            sheet.passwords.kept_by_model |= any(_mentions(one) for one in item.args)
    for arg in (*node.args.args, *node.args.kwonlyargs):
        if inside.function and _STORED.fullmatch(arg.arg):
            sheet.handed_on.add((inside.function, arg.arg))


def _mentions(node: ast.expr) -> bool:
    name = text(node) or target_name(node)
    return name is not None and _STORED.match(name) is not None


def note_comparison(node: ast.Compare, scope: Scope, sheet: Sheet) -> None:
    """`user.password == password`."""
    if scope.function is not None:
        for asked, stored in both_sides(node):
            _note_compared(asked, stored, node, scope, sheet)


def _note_compared(asked: ast.expr, stored: ast.expr, node: ast.expr, scope: Scope, sheet: Sheet) -> None:
    name = _name(stored)
    if name and _STORED.fullmatch(name) and _is_of_account(stored, scope, sheet):
        _note(PasswordUse("compared", _shown(stored, name), sheet.place(node)), [asked], scope, sheet)


def note_digest(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`hmac.compare_digest(user.password, password)`."""
    if len(node.args) == 2:
        one, other = node.args
        _note_compared(one, other, node, scope, sheet)
        _note_compared(other, one, node, scope, sheet)


def _name(node: ast.expr) -> str | None:
    """`password` of `user.password`, `user["password"]` and `user.get("password")`."""
    match plain(node):
        case ast.Attribute() | ast.Subscript() as part:
            return target_name(part)
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
            return text(key)
    return None


def _is_of_account(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    owner = dotted(plain(node)).removesuffix(".get")
    if isinstance(plain(node), ast.Attribute):
        owner = owner.rpartition(".")[0]
    if owner == "self":
        return _NO_MODEL.search((scope.function or "").rpartition(".")[0]) is None
    return not (_NO_ACCOUNT.search(owner) or is_from_request(node, scope, sheet) or owner.isupper())


def _shown(node: ast.expr, name: str) -> str:
    owner = dotted(plain(node)).removesuffix(".get").removesuffix(f".{name}")
    return f"{owner}.{name}" if isinstance(plain(node), ast.Attribute) else f'{owner}["{name}"]'


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`user.password = password`; a name that is given something else holds no password any more."""
    if scope.function is None:
        return
    for target in node.targets:
        if isinstance(target, ast.Name):
            sheet.handed_on.discard((scope.function, target.id))
            if isinstance(node.value, ast.Constant | ast.JoinedStr | ast.BinOp) or _falls_back(node.value):
                sheet.statements[scope.function, target.id] = node.value
            elif not dotted(node.value).startswith(f"{target.id}."):  # `query = query.format(…)` is still it
                sheet.statements.pop((scope.function, target.id), None)
        elif isinstance(target, ast.Attribute | ast.Subscript):
            note_kept(target, node, scope, sheet)


def _falls_back(node: ast.expr) -> bool:
    """Whether this may be `os.environ.get("ADMIN_PASSWORD", "…")`."""
    return isinstance(node, ast.Call) and len(node.args) == 2 and called_name(node) in ("get", "getenv")


def _note_account(called: str, node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.session.add(User(name="admin", password="…"))` of a script."""
    for name, value in _named(node) if called[0].isupper() else ():
        if _STORED.fullmatch(name):
            accounts.note_made(called, value, node, scope, sheet)


def note_kept(target: ast.expr, node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`user.password = password`."""
    name = _name(target)
    if name and _STORED.fullmatch(name) and _is_of_account(target, scope, sheet):
        shown = _shown(target, name)
        _note(PasswordUse("kept", shown, sheet.place(node)), [node.value], scope, sheet)
        if isinstance(target, ast.Attribute):
            accounts.note_owned(shown, node, scope, sheet)


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`User(password=password)`, `filter_by(password=password)`, `find_one({"password": password})`."""
    called = called_name(node)
    if not called:
        return
    if scope.function is None:
        _note_account(called, node, scope, sheet)
        return
    if called in _FINDERS:
        kind: PasswordUseKind = "compared"
    elif called in _KEEPERS or (called[0].isupper() and not _NO_MODEL.search(called)):
        kind = "kept"
    else:
        return
    for name, value in _named(node):
        if _STORED.fullmatch(name):
            what = f"{called}({name}=)"
            _note(PasswordUse(kind, what, sheet.place(node)), [value], scope, sheet)
            if kind == "kept" and is_hash(value, scope, sheet.passwords):
                sheet.passwords.hashed.setdefault(what, sheet.place(node))
            accounts.note_made(called, value, node, scope, sheet)
    if called[0].isupper():
        _note(PasswordUse(kind, f"{called}()", sheet.place(node)), node.args, scope, sheet)


def _named(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for item in node.keywords:
        if item.arg:
            yield item.arg, item.value
    for given in node.args:
        if isinstance(given, ast.Dict):
            for key, value in zip(given.keys, given.values, strict=True):
                yield text(key) or "", value


def note_statement(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`execute("SELECT … WHERE password = ?", (name, password))`."""
    statement = argument(node, 0)
    if isinstance(statement, ast.Call) and statement.args:  # text("…")
        statement = statement.args[0]
    if isinstance(statement, ast.Name):
        statement = sheet.statements.get((scope.function or "", statement.id))
    if statement is None:
        return
    kind, inserted = password_sql.use(statement)
    if kind is None:
        return
    given = [*inserted, *(part for arg in node.args[1:] for part in elements(arg))]
    _note(PasswordUse(kind, _SQL, sheet.place(node)), given, scope, sheet)


def note_logged(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`print(password)`, `app.logger.info(request.form)`."""
    function = node.func
    if scope.function is None:
        return
    if isinstance(function, ast.Attribute) and not is_log(function.value):
        return
    for given in node.args:
        for part in spoken(given):
            if is_whole(part, scope, sheet):
                found = PasswordUse("logged", ALL_SENT, sheet.place(node))
                sheet.passwords.whole.append((scope.function, found))
                return
            name = field(part, scope, sheet) or (part.id if isinstance(part, ast.Name) else "")
            _note(PasswordUse("logged", name, sheet.place(node)), [part], scope, sheet)


def note_item(node: ast.Subscript, scope: Scope, sheet: Sheet) -> None:
    """`request.form["password"]`: the function has to do with passwords."""
    name = text(node.slice)
    if name and _PASSWORD.fullmatch(name):
        _note_taker(node, scope, sheet)


def note_field(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`form.password.data`."""
    if node.attr == "data" and _PASSWORD.fullmatch(last_name(node.value)):
        _note_taker(node, scope, sheet)


def note_get(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`request.form.get("password")`."""
    name = text(argument(node, 0))
    if name and _PASSWORD.fullmatch(name):
        _note_taker(node, scope, sheet)


def _note_taker(node: ast.expr, scope: Scope, sheet: Sheet) -> None:
    if scope.function and field(node, scope, sheet):
        sheet.passwords.takers.add(scope.function)


def _note(use: PasswordUse, given: Iterable[ast.expr], scope: Scope, sheet: Sheet) -> None:
    """A use of the first of these values that is a password as it was typed, or as it was handed on."""
    for value in given:
        name = field(value, scope, sheet)
        if name and _PASSWORD.fullmatch(name):
            sheet.passwords.typed.append(use)
            sheet.passwords.within[use.place] = scope.function
            return
        inner = plain(value)
        if isinstance(inner, ast.Name) and (scope.function, inner.id) in sheet.handed_on:
            last = (scope.function or "").rpartition(".")[2]
            if use.kind != "logged" or _OF_PASSWORDS.fullmatch(last):
                sheet.passwords.handed_on.append(use)
            return


def found(sheets: Sequence[Sheet]) -> Iterator[PasswordUse]:
    """What the project does with passwords as they were typed."""
    sheets = [sheet for sheet in sheets if sheet.role == "app"]
    by_model = any(sheet.passwords.kept_by_model or "PasswordType" in sheet.imports for sheet in sheets)
    hashed = any(map(_hashes, sheets))
    for one in told_apart(sheets):
        if one.kind == "logged":
            yield one
        elif not by_model:
            # `==` may ask for the password of anything, what finds rows asks for an account.
            finds = one.kind == "compared" and (one.what == _SQL or one.what.endswith("=)"))
            yield replace(one, by_lookup=finds and not hashed)
    for sheet in sheets:
        noted = sheet.passwords
        for one in noted.handed_on:
            if one.kind == "logged" or not (hashed or by_model):
                yield one
        yield from (one for function, one in noted.whole if function in noted.takers)
    yield from password_documents.found(sheets) if not by_model else ()


def _hashes(sheet: Sheet) -> bool:
    """Whether a file has to do with hashes, so that a parameter may hold one."""
    return any(map(_KNOWS.search, (*sheet.imports, *sheet.imports.values(), *sheet.functions)))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(("compare_digest", "safe_str_cmp"), note_digest),
    **dict.fromkeys(LOGS, note_logged),
    "execute": note_statement,
    "get": note_get,
}
HANDLERS: Handlers = {
    ast.Assign: (note_assignment, password_hashing.note_assignment),
    ast.Attribute: (note_field,),
    ast.Call: (note_call,),
    ast.Compare: (note_comparison,),
    ast.Subscript: (note_item,),
}
