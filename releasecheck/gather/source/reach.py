"""Calls by which an answer reaches further than its page: links with a host, sign-ins that last, proxies."""

import ast
import re
from collections.abc import Callable

from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, may_be_true, resolved, text
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
    for part, after in zip(node.values, node.values[1:], strict=False):
        if isinstance(part, ast.FormattedValue) and _is_root(part.value, sheet) and _is_path(after):
            sheet.external_links.append(sheet.place(node))
            return


def note_added(node: ast.BinOp, _scope: Scope, sheet: Sheet) -> None:
    """`request.url_root[:-1] + url_for("reset", token=token)`."""
    if isinstance(node.op, ast.Add) and _is_root(node.left, sheet) and _is_path(node.right):
        sheet.external_links.append(sheet.place(node))


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


HOSTS: Handlers = {ast.JoinedStr: (note_joined,), ast.BinOp: (note_added,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "url_for": note_external_link,
    "login_user": note_remembered_login,
    "ProxyFix": note_proxy_fix,
}
