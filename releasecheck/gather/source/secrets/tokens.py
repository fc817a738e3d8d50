"""Tokens that PyJWT signs for ever, with claims that are all written down, and tokens for a number."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from releasecheck.facts.extensions import HandMade
from releasecheck.facts.tokens import EndlessToken, NumberIdentity
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, resolved, text

# PyJWT and python-jose take the claims first; Authlib and joserfc the header, and the claims after it.
_CLAIMS: dict[str, tuple[int, tuple[str, ...]]] = {
    "jwt.encode": (0, ("payload",)),
    "jwt.api_jwt.encode": (0, ("payload",)),
    "jose.jwt.encode": (0, ("claims",)),
    "authlib.jose.jwt.encode": (1, ("payload",)),
    "joserfc.jwt.encode": (1, ("claims",)),
}
KEY_AT = {
    "jwt.encode": 1,
    "jwt.decode": 1,
    "jose.jwt.encode": 1,
    "jose.jwt.decode": 1,
    "authlib.jose.jwt.encode": 2,
    "authlib.jose.jwt.decode": 1,
}
_MISTAKEN = re.compile(r"exp\w+", re.IGNORECASE)  # "expires", which no library looks at
# For the API of somebody else, who says what is in it; or with a time that the app may look at itself.
_OTHER = re.compile(
    r"iss|aud|.*time.*|ts|iat|nbf|.*date.*|.*until.*|.*valid.*|.*(_at|age|ttl)|jti|nonce", re.IGNORECASE
)


def note_claims(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`payload = {…}`; with `payload["…"] = …` nobody knows all of them any more."""
    if scope.function is None:
        return
    for target in node.targets:
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Dict):
            sheet.claims[scope.function, target.id] = node.value
        elif isinstance(target, ast.Name | ast.Subscript):
            sheet.claims.pop((scope.function, dotted(target)), None)


def note_encoded(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`jwt.encode({"sub": user.id}, key)`, with the `jwt` of a library whose order is known."""
    name = dotted(node.func)
    origin = _CLAIMS.get(resolved(name, sheet.imports)) if name.partition(".")[0] in sheet.imports else None
    if origin is None:
        return
    given = argument(node, origin[0], *origin[1])
    if isinstance(given, ast.Name):
        given = sheet.claims.get((scope.function or "", given.id))
    claims = [text(key) for key in given.keys] if isinstance(given, ast.Dict) else []
    known = [claim for claim in claims if claim]
    if not known or len(known) < len(claims) or "exp" in known:
        return
    instead = next(filter(_MISTAKEN.fullmatch, known), None)
    if not any(_OTHER.fullmatch(claim) for claim in known if claim != instead):
        sheet.endless_tokens.append(EndlessToken(sheet.place(node), instead))


def note_key(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`jwt.decode(token, app.config["ADMIN_KEY"], …)`: the config's key for tokens, whatever its name."""
    function = resolved(dotted(node.func), sheet.imports)
    given = argument(node, KEY_AT[function], "key") if function in KEY_AT else None
    if isinstance(given, ast.Call) and called_name(given) == "get" and given.args:
        holder, key = dotted(given.func).rpartition(".")[0], text(given.args[0])
    elif isinstance(given, ast.Subscript):
        holder, key = dotted(given.value), text(given.slice)
    else:
        return
    if key and key.isupper() and holder.rpartition(".")[2] == "config":
        sheet.token_keys.add(key)


def note_update(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`payload.update(…)`."""
    sheet.claims.pop((scope.function or "", dotted(node.func).rpartition(".")[0]), None)


def note_identity(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`create_access_token(identity=user.id)`."""
    if not resolved(dotted(node.func), sheet.imports).startswith("flask_jwt_extended."):
        return
    match argument(node, 0, "identity"):
        case ast.Constant(value=int() as number) if not isinstance(number, bool):
            what, key = str(number), ""
        case ast.Call(func=ast.Name(id="int")):
            what, key = "int(…)", ""
        case ast.Attribute(value=ast.Name(), attr=key) as given:
            what = dotted(given)
        case _:
            return
    sheet.number_identities.append((NumberIdentity(what, sheet.place(node)), key))


def note_cookie(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`set_access_cookies(response, token)`."""
    if resolved(dotted(node.func), sheet.imports).startswith("flask_jwt_extended."):
        sheet.token_cookies.append(sheet.place(node))


def number_identities(sheets: Iterable[Sheet]) -> Iterator[NumberIdentity]:
    """Those of an attribute only where each model's primary key of that name is an integer."""
    sheets = [one for one in sheets if one.role == "app"]
    kinds: dict[str, set[bool]] = {}
    for sheet in sheets:
        for name, numbers in sheet.primary_keys.items():
            kinds.setdefault(name, set()).update(numbers)
    for sheet in sheets:
        for one, key in sheet.number_identities:
            if not key or kinds.get(key) == {True}:
                yield one


def without_those_read(content: bytes, sheet: Sheet) -> None:
    """Leave out tokens whose own `expires` is read again: the app may look at it by itself."""
    sheet.endless_tokens = [
        one for one in sheet.endless_tokens if one.instead is None or _is_written_once(one.instead, content)
    ]


def _is_written_once(claim: str, content: bytes) -> bool:
    return len(re.findall(rf"""["']{claim}["']""".encode(), content)) == 1


def _note_encode(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    note_encoded(node, scope, sheet)
    note_key(node, scope, sheet)
    sheet.signs_tokens = sheet.signs_tokens or _is_of_library(node, sheet)


def _note_decode(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    note_key(node, scope, sheet)
    if scope.function is not None and _is_of_library(node, sheet):
        sheet.hand_made.append(HandMade("token-login", "reads JSON web tokens", sheet.place(node)))


def _is_of_library(node: ast.Call, sheet: Sheet) -> bool:
    return resolved(dotted(node.func), sheet.imports) in KEY_AT


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "encode": _note_encode,
    "decode": _note_decode,
    "update": note_update,
    "create_access_token": note_identity,
    "create_refresh_token": note_identity,
    "set_access_cookies": note_cookie,
    "set_refresh_cookies": note_cookie,
}
