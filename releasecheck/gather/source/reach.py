"""Calls by which an answer reaches further than its page: links with a host, sign-ins that last, proxies."""

import ast
from collections.abc import Callable

from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, may_be_true, resolved

_LOGINS = frozenset({"flask_login.login_user", "flask_security.login_user"})


def note_external_link(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`url_for(…, _external=True)`."""
    if may_be_true(keyword(node, "_external")):
        sheet.external_links.append(sheet.place(node))


def note_remembered_login(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`login_user(user, remember=…)` of Flask-Login and Flask-Security."""
    if resolved(dotted(node.func), sheet.imports) in _LOGINS and may_be_true(argument(node, 1, "remember")):
        sheet.remembered_logins.append(sheet.place(node))


def note_proxy_fix(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`ProxyFix(app.wsgi_app, …)`."""
    sheet.proxy_fixes.append(sheet.place(node))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "url_for": note_external_link,
    "login_user": note_remembered_login,
    "ProxyFix": note_proxy_fix,
}
