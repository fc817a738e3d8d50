"""Code that a well-kept extension already has."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from releasecheck.facts.extensions import HandMade, HandMadeKind
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, last_name, resolved, targets, text, words

_CORS_HEADER = "access-control-allow-origin"
_HASHES = words("md5 sha1 sha224 sha256 sha384 sha512 blake2b blake2s")
_ABBREVIATED = "pwd|psw|senha|contrasena"
# Where such a function has the password, and where the salt.
_DERIVING: dict[str, tuple[tuple[int, str], tuple[int, str]]] = {
    "hashlib.pbkdf2_hmac": ((1, "password"), (2, "salt")),
    "hashlib.scrypt": ((0, "password"), (1, "salt")),
}
_KEYS = re.compile(r"key|crypt(?!_?pass)|cipher|fernet|deriv", re.IGNORECASE)  # to encrypt with
_CIPHERS = frozenset({"cryptography", "Crypto", "Cryptodome", "nacl", "pyaes"})
_PASSWORD = re.compile(rf"passw|passphrase|(^|[_.])({_ABBREVIATED})|(^|[_.])pw$", re.IGNORECASE)
# Who imports one of these hashes passwords as they should be; a bare hash beside it reads old ones, unless
# what comes out is kept.
_HASHERS = frozenset({"werkzeug.security", "flask_bcrypt", "bcrypt", "argon2", "passlib", "flask_security"})
# Who imports one of these has a login by tokens already; tokens beside it are for something else.
_TOKEN_LOGINS = frozenset(
    {
        *("flask_jwt_extended", "flask_jwt", "flask_jwt_simple", "flask_httpauth", "flask_security"),
        *("flask_praetorian", "authlib.integrations.flask_oauth2", "flask_login"),
    }
)
_KEEPS = re.compile(
    rf"_*(hash|set|make|encrypt|create|generate)_?\w*(passw|{_ABBREVIATED}|pw$)\w*", re.IGNORECASE
)
# What a function or a name says of what it takes, whatever that is called: `set_password(self, raw)`.
_WORD = rf"(passwords?|passwd|passphrase|pass|pw|{_ABBREVIATED})"
_OF_PASSWORDS = re.compile(
    rf"_*(set|hash|make|encrypt|encode|create|generate|check|verify|validate|compare|match)_?(user_?)?{_WORD}"
    rf"(_?(hash|digest))?",
    re.IGNORECASE,
)
_IS_HASH = re.compile(rf"_*((user|hashed|encrypted)_?)?{_WORD}(_?(hash(ed)?|digest))?", re.IGNORECASE)
_BESIDE = re.compile(r"salt|pepper|hash|digest|token|nonce|rounds|key|mail|user|self|cls", re.IGNORECASE)
_READS = re.compile(r"check|verify|match|valid|compar|legacy|old|migrat|upgrad|pwned|breach", re.IGNORECASE)
_CSRF_KEY = re.compile(r"^_?(csrf|xsrf)", re.IGNORECASE)
_COUNTER = re.compile(r"rate|limit|attempt|throttl", re.IGNORECASE)
_VISITOR = re.compile(r"remote_addr$|^(client_|user_|remote_)?ip(_addr(ess)?)?$", re.IGNORECASE)
_ADDS_HEADER = words("add set setdefault add_header update extend")


def note_assignment(node: ast.Assign | ast.AugAssign, _scope: Scope, sheet: Sheet) -> None:
    """`response.headers["Access-Control-Allow-Origin"] =`, `session["csrf_token"] =`, `attempts[ip] +=`."""
    for target in targets(node):
        if isinstance(target, ast.Subscript):
            key = text(target.slice) or ""
            if key.lower() == _CORS_HEADER:
                _note("cors", f"sets {key}", node, sheet)
            elif _CSRF_KEY.match(key) and resolved(dotted(target.value), sheet.imports) == "flask.session":
                _note("csrf", f'keeps session["{key}"]', node, sheet)
            _count_visitor(target, sheet)


def _count_visitor(target: ast.Subscript, sheet: Sheet) -> None:
    if _COUNTER.search(last_name(target.value)) and _VISITOR.search(last_name(target.slice)):
        counted = f"counts in {dotted(target.value)}[{dotted(target.slice)}]"
        _note("rate-limit", counted, target, sheet)


def note_append(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`attempts[ip].append(now)`."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Subscript):
        _count_visitor(node.func.value, sheet)


def note_header(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`headers.add("Access-Control-Allow-Origin", …)`, and by `headers.update({…})`."""
    given = node.args[0] if node.args else None
    for name in map(text, given.keys if isinstance(given, ast.Dict) else [given]):
        if name is not None and name.lower() == _CORS_HEADER:
            _note("cors", f"sets {name}", node, sheet)


def note_hash(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`hashlib.sha256(password.encode())`."""
    function = resolved(dotted(node.func), sheet.imports)
    if function.startswith("hashlib.") and node.args:
        _note_hashed(node, node.args[0], f"hashes a password with {function}", scope, sheet)


def note_derived(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`hashlib.pbkdf2_hmac("sha256", password.encode(), SALT, 100_000)`, with the one salt of the app."""
    function = resolved(dotted(node.func), sheet.imports)
    if function not in _DERIVING or _KEYS.search(scope.function or "") or _encrypts(sheet):
        return
    given, salt = (argument(node, *at) for at in _DERIVING[function])
    if given is not None and salt is not None and _is_fixed(salt):
        what = f"hashes a password with {function}, and one salt for all"
        _note_hashed(node, given, what, scope, sheet)


def _encrypts(sheet: Sheet) -> bool:
    """Whether its file may need what comes out as a key, and not to know a password again."""
    return any(origin.partition(".")[0] in _CIPHERS for origin in sheet.imports.values())


def _is_fixed(salt: ast.expr) -> bool:
    """Whether it is a constant as it stands, or by its name: `Config.SALT.encode()`, `config["SALT"]`."""
    match salt:
        case ast.Call(func=ast.Attribute(value=inner, attr="encode")):
            return _is_fixed(inner)
        case ast.Call(func=ast.Name(id="bytes"), args=[inner, *_]):
            return _is_fixed(inner)
        case ast.Subscript(value=holder, slice=ast.Constant(value=str())):
            return last_name(holder) == "config"
        case ast.Name() | ast.Attribute():
            return last_name(salt).isupper()
    return isinstance(salt, ast.Constant)


def _note_hashed(node: ast.Call, given: ast.expr, what: str, scope: Scope, sheet: Sheet) -> None:
    if _takes_password(node, given, scope, sheet):
        _note("password-hash", what, node, sheet)
        if _is_kept(node, scope, sheet):
            sheet.kept_hashes.add(sheet.place(node))


def _takes_password(node: ast.Call, hashed: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    """Whether the name of what is hashed says it, or that of the function or of what it becomes."""
    names = set(_names(hashed))
    if any(map(_PASSWORD.search, names)):
        return True
    given = {name for name in names if name.isidentifier() and not _BESIDE.search(name)}
    function = (scope.function or "").rpartition(".")[2]
    parameters = scope.doing.parameters if scope.doing else frozenset()
    becomes = sheet.names.get(id(node), "").rpartition(".")[2]
    of_function = _OF_PASSWORDS.fullmatch(function) and not given.isdisjoint(parameters)
    return bool(of_function or (given and _IS_HASH.fullmatch(becomes)))


def _is_kept(node: ast.Call, scope: Scope, sheet: Sheet) -> bool:
    """Whether it becomes the password of an account: `user.password = …`, or in `hash_password()`."""
    function = (scope.function or "").rpartition(".")[2]
    given_to = sheet.names.get(id(node), "")
    return not _READS.search(function) and bool(_PASSWORD.search(given_to) or _KEEPS.fullmatch(function))


def _names(value: ast.expr) -> Iterator[str]:
    """The names in an expression such as `(salt + password).encode()`."""
    waiting: list[ast.expr] = [value]
    while waiting:
        match waiting.pop():
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case ast.Call(func=ast.Attribute(value=inner), args=arguments):
                waiting += [inner, *arguments]
            case ast.Call(func=ast.Name(id="bytes" | "str"), args=[inner, *_]):
                waiting.append(inner)
            case ast.JoinedStr(values=parts):
                waiting += [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            case ast.Subscript(value=inner, slice=key):
                yield text(key) or ""
                waiting.append(inner)
            case ast.Name() | ast.Attribute() as named:
                yield dotted(named)


def note_offset(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`query.offset((page - 1) * size)`."""
    match node.args:
        case [ast.BinOp(left=left, op=ast.Mult(), right=right)] if _is_before(left) or _is_before(right):
            _note("pagination", "computes the offset of a page", node, sheet)


def _is_before(value: ast.expr) -> bool:
    match value:
        case ast.BinOp(left=page, op=ast.Sub(), right=ast.Constant(value=1)):
            return "page" in last_name(page).lower()
    return False


def note_execute(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`connection.execute("ALTER TABLE …")` outside of any view."""
    statement = node.args[0] if node.args else None
    if isinstance(statement, ast.Call) and statement.args:  # text("…")
        statement = statement.args[0]
    if isinstance(statement, ast.JoinedStr) and statement.values:
        statement = statement.values[0]
    if scope.router is None and (text(statement) or "").lstrip().upper().startswith("ALTER TABLE"):
        _note("migration", "alters a table", node, sheet)


def _note(kind: HandMadeKind, what: str, node: ast.expr | ast.stmt, sheet: Sheet) -> None:
    sheet.hand_made.append(HandMade(kind, what, sheet.place(node)))


def found(sheets: Sequence[Sheet]) -> Iterable[HandMade]:
    """All of it, but what the project imports the real thing for, or has only a part of."""
    origins = {origin for sheet in sheets for origin in sheet.imports.values()}
    hashes = any(map(_of(_HASHERS), origins))
    kept = {place for sheet in sheets for place in sheet.kept_hashes}
    logins = _token_logins(sheets) if not any(map(_of(_TOKEN_LOGINS), origins)) else frozenset()
    for one in (one for sheet in sheets for one in sheet.hand_made):
        if one.kind == "token-login":
            if one.place.path in logins:
                yield one
        elif not (hashes and one.kind == "password-hash") or one.place in kept:
            yield one


def _token_logins(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Files with a decorator that looks at a header, in a project that makes the tokens itself."""
    ours = [one for one in sheets if one.role == "app"]
    if not any(one.signs_tokens for one in ours):
        return frozenset()
    return frozenset(one.path for one in ours if one.token_guards)


def _of(packages: frozenset[str]) -> Callable[[str], bool]:
    """Whether a name comes from one of them."""
    return lambda origin: any(origin == one or origin.startswith(f"{one}.") for one in packages)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_ADDS_HEADER, note_header),
    **dict.fromkeys(_HASHES, note_hash),
    **dict.fromkeys(("execute", "executescript"), note_execute),
    **dict.fromkeys(("pbkdf2_hmac", "scrypt"), note_derived),
    "append": note_append,
    "offset": note_offset,
}
