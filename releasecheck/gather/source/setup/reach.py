"""Calls by which an answer reaches further than its page: links with a host, sign-ins that last, proxies."""

import ast
import re
from collections.abc import Callable, Iterable

from releasecheck.gather.source.code.log_calls import LOGS, is_log
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    dotted,
    keyword,
    may_be_true,
    resolved,
    text,
    words,
)
from releasecheck.gather.source.walk import Handlers

_HOSTS = re.compile(r"flask\.request\.(url_root|root_url|host_url)((\.(r|l)?strip)|\.removesuffix)?")
_GOES_ON = re.compile(r"[/\w]")  # a path, and not the rest of a sentence
_LOGINS = frozenset({"flask_login.login_user", "flask_security.login_user"})


def note_external_link(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`url_for(…, _external=True)`."""
    if may_be_true(keyword(node, "_external")):
        sheet.external_links.append(sheet.place(node))


def note_joined(node: ast.JoinedStr, _scope: Scope, sheet: Sheet) -> None:
    """`f"{request.host_url}reset/{token}"`."""
    if id(node) in sheet.only_looked_at:
        return
    for part, after in zip(node.values, node.values[1:], strict=False):
        if isinstance(part, ast.FormattedValue) and _is_root(part.value, sheet) and _is_path(after):
            sheet.external_links.append(sheet.place(node))
            return


def note_added(node: ast.BinOp, _scope: Scope, sheet: Sheet) -> None:
    """`request.url_root[:-1] + url_for("reset", token=token)`."""
    if id(node) in sheet.only_looked_at:
        return
    if isinstance(node.op, ast.Add) and _is_root(node.left, sheet) and _is_path(node.right):
        sheet.external_links.append(sheet.place(node))


def note_look(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`target.startswith(request.host_url + "app")`, `urlparse(…)`: nobody is sent there."""
    _only_look([*node.args, *(item.value for item in node.keywords)], sheet)


def note_log(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`log.info(f"{request.host_url}{request.path}")`."""
    if not isinstance(node.func, ast.Attribute) or is_log(node.func.value):
        note_look(node, scope, sheet)


def note_compared(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`target != request.host_url + "app"`."""
    _only_look([node.left, *node.comparators], sheet)


def _only_look(given: Iterable[ast.expr], sheet: Sheet) -> None:
    for one in given:
        sheet.only_looked_at.update(
            id(part) for part in ast.walk(one) if isinstance(part, ast.JoinedStr | ast.BinOp)
        )


def _is_root(node: ast.expr, sheet: Sheet) -> bool:
    """The address of the app as the request has it, with or without its last slash."""
    return _HOSTS.fullmatch(resolved(dotted(node), sheet.imports)) is not None


def _is_path(node: ast.expr) -> bool:
    written = text(node)
    return written is None or _GOES_ON.match(written) is not None


def note_remembered_login(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`login_user(user, remember=…)` of Flask-Login and Flask-Security."""
    if resolved(dotted(node.func), sheet.imports) in _LOGINS and may_be_true(argument(node, 1, "remember")):
        sheet.remembered_logins.append(sheet.place(node))


def note_proxy_fix(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`ProxyFix(app.wsgi_app, …)`."""
    sheet.proxy_fixes.append(sheet.place(node))


HOSTS: Handlers = {
    ast.JoinedStr: (note_joined,),
    ast.BinOp: (note_added,),
    ast.Compare: (note_compared,),
}
LOOKS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(words("startswith urlparse urlsplit urljoin"), note_look),
    **dict.fromkeys(LOGS | {"debug"}, note_log),
}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "url_for": note_external_link,
    "login_user": note_remembered_login,
    "ProxyFix": note_proxy_fix,
}
