"""Tokens that sign a visitor in: those written to a log, and those taken from the query string."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from releasecheck.facts.tokens import LoggedToken
from releasecheck.gather.source.accounts import accounts
from releasecheck.gather.source.code.log_calls import LOGS, is_log, spoken
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.tokens import KEY_AT
from releasecheck.gather.source.setup import setups
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, called_name, dotted, last_name, resolved, text, words
from releasecheck.gather.source.walk import Handlers

_REQUEST = "flask.request"
_HEADERS = frozenset({"authorization", "x-access-token", "x-auth-token"})
_MAKERS = words("create_access_token create_refresh_token")
_SAME = words("split rsplit partition replace removeprefix strip lstrip decode encode")
_NAMED = re.compile(r"(access|refresh|auth|bearer|jwt|id)_token", re.IGNORECASE)
# Links in a mail have a token in their query, and nobody is signed in by it.
_OF_MAIL = re.compile(r"reset|confirm|activat|verify_email|invit|subscri|download", re.IGNORECASE)
_MASKS = re.compile(r"mask|redact|hid|hash|short|obscur|censor|truncat|sha|digest", re.IGNORECASE)
_GUARDS = re.compile(r"auth|login|require|protect|guard|current_user|token", re.IGNORECASE)


def note_assignment(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`token = request.headers["Authorization"].split(" ")[1]`, `token = create_access_token(…)`."""
    if scope.function is None:
        return
    for target in node.targets:
        if isinstance(target, ast.Name):
            name, origins = (scope.function, target.id), _origins(node.value, scope, sheet)
            kept = sheet.bearers.get(name, set()) if scope.conditional else set()
            sheet.bearers[name] = kept | (origins or _masked(node.value))


def _masked(node: ast.expr) -> set[str]:
    """`access_token = mask(access_token)`, `access_token = access_token[:4]`: only its name is still one."""
    cut = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
    return {"masked"} if cut or (isinstance(node, ast.Call) and _MASKS.search(last_name(node))) else set()


def _origins(node: ast.expr, scope: Scope, sheet: Sheet) -> set[str]:
    """Where a text with the whole of a token comes from: "header" and "query" of a request, or "made"."""
    if isinstance(node, ast.Name):
        return sheet.bearers.get((scope.function or "", node.id), set())
    if own := _of_request(node, sheet) or _made(node, sheet):
        return {own}
    inner = _inner(node)
    return _origins(inner, scope, sheet) if inner else set()


def _inner(node: ast.expr) -> ast.expr | None:
    """The expression that has the same token in it, with no more than a word before it."""
    match node:
        case ast.BoolOp(op=ast.Or(), values=[inner, *_]) | ast.IfExp(body=inner):
            return inner
        case ast.Subscript(
            slice=ast.Slice(upper=ast.expr()) | ast.Slice(lower=ast.UnaryOp()) | ast.Constant(value=0)
        ):
            return None  # the first or last letters, the word "Bearer"
        case ast.Subscript(value=inner, slice=ast.Slice() | ast.Constant() | ast.UnaryOp()):
            return inner
        case ast.Call(func=ast.Attribute(attr=attr, value=inner)) if attr in _SAME:
            return inner
    return None


def _of_request(node: ast.expr, sheet: Sheet) -> str | None:
    """`headers["Authorization"]` and `args.get("token")` of the request."""
    match node:
        case ast.Subscript(value=holder, slice=ast.Constant(value=str() as asked)):
            name = asked.lower()
        case ast.Call(func=ast.Attribute(attr="get", value=holder)):
            name = (text(argument(node, 0, "key")) or "").lower()
        case _:
            return None
    part = resolved(dotted(holder), sheet.imports)
    if part == f"{_REQUEST}.headers" and name in _HEADERS:
        return "header"
    return "query" if part == f"{_REQUEST}.args" and "token" in name else None


def _made(node: ast.expr, sheet: Sheet) -> str | None:
    if not isinstance(node, ast.Call):
        return None
    called = resolved(dotted(node.func), sheet.imports)
    made = called_name(node) in _MAKERS or (called in KEY_AT and called.endswith(".encode"))
    return "made" if made else None


def note_logged(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`print("Token:", token)`, `logging.info(f"… {access_token}")`."""
    function = node.func
    if scope.function is None or (isinstance(function, ast.Attribute) and not is_log(function.value)):
        return
    for part in (part for given in node.args for part in spoken(given)):
        origins = _origins(part, scope, sheet)
        named = isinstance(part, ast.Name) and _NAMED.fullmatch(part.id) and origins != {"masked"}
        if "header" in origins:
            sheet.logged_tokens.append((LoggedToken("the Authorization header", sheet.place(node)), scope))
            return
        if "made" in origins or named:
            what = part.id if isinstance(part, ast.Name) else "a token"
            sheet.logged_tokens.append((LoggedToken(what, sheet.place(node)), scope))
            return


def logged(sheets: Iterable[Sheet], imported: frozenset[str]) -> Iterator[LoggedToken]:
    """Those of the app at work: who runs a command may well want to see the token that it makes."""
    for sheet in sheets:
        only = setups.only_guarded(sheet, imported) if sheet.logged_tokens else set()
        for one, scope in sheet.logged_tokens:
            if not (setups.is_guarded(scope, only) or accounts.command_of(scope.function, sheet)):
                yield one


def note_decoded(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`jwt.decode(request.args.get("token"), …)` in what lets visitors in, such as a decorator."""
    name = scope.function
    if name is None or scope.view is not None or resolved(dotted(node.func), sheet.imports) not in KEY_AT:
        return
    given = argument(node, 0, "jwt", "token")
    lets_in = ("." in name or _GUARDS.search(name)) and not _OF_MAIL.search(name)
    if lets_in and given is not None and "query" in _origins(given, scope, sheet):
        sheet.query_tokens.append(sheet.place(given))


HANDLERS: Handlers = {ast.Assign: (note_assignment,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(LOGS, note_logged),
    "decode": note_decoded,
}
