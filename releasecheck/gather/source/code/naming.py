"""Which name a value is given to: the variable, attribute, key, argument or setting that receives it."""

import ast

from releasecheck.gather.inside.secret_names import is_secret_name
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    dotted,
    keyword,
    last_name,
    resolved,
    target_name,
    text,
    words,
)

_VALUES = frozenset(
    {ast.Constant, ast.Call, ast.BoolOp, ast.IfExp, ast.List, ast.Tuple, ast.Set, ast.BinOp, ast.JoinedStr}
)
# Calls whose first argument is the value that comes out, more or less.
_PASS_ON = words(
    "str int float bool bytes bytearray b64decode urlsafe_b64decode unhexlify fromhex Field SecretStr "
    "SecretBytes Secret cast sha256 sha512 md5 generate_password_hash quote_plus"
)
_LOOK_UPS = words("get getenv setdefault pop str config env getattr get_secret getvar")
_REQUEST_PARTS = words("form args values json cookies headers params")
# Calls that take a key or password by position: (function, position, what it is).
_KEYED = {
    "URLSafeTimedSerializer": ("URLSafeTimedSerializer", 0, "secret_key"),
    "URLSafeSerializer": ("URLSafeSerializer", 0, "secret_key"),
    "TimedJSONWebSignatureSerializer": ("TimedJSONWebSignatureSerializer", 0, "secret_key"),
    "TimestampSigner": ("TimestampSigner", 0, "secret_key"),
    "encode": ("jwt.encode", 1, "jwt_secret"),
    "decode": ("jwt.decode", 1, "jwt_secret"),
    "new": ("hmac.new", 0, "hmac_key"),
    "Fernet": ("Fernet", 0, "fernet_key"),
    "generate_password_hash": ("generate_password_hash", 0, "password"),
    "set_password": ("set_password", 0, "password"),
}


def give(value: ast.expr | None, name: str | None, sheet: Sheet) -> None:
    """Note that a value goes to a name, if its kind of expression can hold a constant."""
    if name and type(value) in _VALUES:
        sheet.names[id(value)] = name


def by_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`a = value`, `x.a = value`, `x["a"] = value`, `a, b = value, value`."""
    for target in node.targets if type(node.value) in _VALUES else ():
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for part, value in zip(target.elts, node.value.elts, strict=False):
                give(value, target_name(part), sheet)
        else:
            give(node.value, target_name(target), sheet)
    if scope.function is None and isinstance(node.targets[0], ast.Name):
        _keep(node.targets[0].id, node.value, scope, sheet)


def by_annotation(node: ast.AnnAssign, scope: Scope, sheet: Sheet) -> None:
    """`a: str = value`."""
    give(node.value, target_name(node.target), sheet)
    if scope.function is None and isinstance(node.target, ast.Name) and node.value:
        _keep(node.target.id, node.value, scope, sheet)


def _keep(name: str, value: ast.expr, scope: Scope, sheet: Sheet) -> None:
    """Of a module, or of the body of a class in it."""
    if scope.owner is None:
        if name in sheet.constants:
            sheet.given_twice.add(name)
        sheet.constants[name] = value
    else:
        sheet.attributes[f"{scope.owner.name}.{name}"] = value


def by_keyword(node: ast.keyword, _scope: Scope, sheet: Sheet) -> None:
    """`f(a=value)`, unless the call has said whose default it is."""
    if id(node.value) not in sheet.names:
        give(node.value, node.arg, sheet)


def by_key(node: ast.Dict, _scope: Scope, sheet: Sheet) -> None:
    """`{"a": value}`, and `{"name": "a", "value": value}`."""
    pairs = {text(key): value for key, value in zip(node.keys, node.values, strict=True)}
    for key, value in pairs.items():
        give(value, key, sheet)
    named = text(pairs.get("name"))
    if named and "value" in pairs:
        give(pairs["value"], named, sheet)


def by_default(node: ast.arguments, _scope: Scope, sheet: Sheet) -> None:
    """`def f(a=value)`."""
    positional = [*node.posonlyargs, *node.args]
    for arg, value in zip(reversed(positional), reversed(node.defaults), strict=False):
        give(value, arg.arg, sheet)
    for arg, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        give(default, arg.arg, sheet)


def through_choice(node: ast.BoolOp | ast.IfExp, _scope: Scope, sheet: Sheet) -> None:
    """`a or value`, `value if x else value`: what is chosen goes where the choice goes."""
    if name := sheet.names.get(id(node)):
        for value in node.values if isinstance(node, ast.BoolOp) else (node.body, node.orelse):
            give(value, name, sheet)


def through_collection(node: ast.List | ast.Tuple | ast.Set, _scope: Scope, sheet: Sheet) -> None:
    """`[value, value]`."""
    if name := sheet.names.get(id(node)):
        for value in node.elts:
            give(value, name, sheet)


def through_call(node: ast.Call, called: str, sheet: Sheet) -> None:
    """`str(value)`, `value.encode()`, `get("a", value)`, `option("--a", default=value)`, `Signer(value)`."""
    name = sheet.names.get(id(node))
    if name:
        if isinstance(node.func, ast.Attribute):
            give(node.func.value, name, sheet)
        if called in _PASS_ON and node.args:
            give(node.args[0], name, sheet)
    if node.args and (node.keywords or called in _LOOK_UPS):
        _name_fallback(node, called, name, sheet)
    if called in _KEYED:
        function, position, meaning = _KEYED[called]
        if function in (called, resolved(dotted(node.func), sheet.imports)):
            give(argument(node, position), meaning, sheet)


def _name_fallback(node: ast.Call, called: str, name: str | None, sheet: Sheet) -> None:
    default = keyword(node, "default") if node.keywords else None
    second = node.args[1] if len(node.args) > 1 and called in _LOOK_UPS else None
    if default is None and second is None:
        return
    asked = text(node.args[0])
    best = name if name and is_secret_name(name) else (asked or "").lstrip("-") or name
    give(default, best, sheet)
    if asked and not _reads_request(node.func):
        give(second, best, sheet)


def _reads_request(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and last_name(function.value) in _REQUEST_PARTS
