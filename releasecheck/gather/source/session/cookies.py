"""Cookies that are set by hand, with the flags that they get."""

import ast
import re

from releasecheck.facts.cookies import CookieCall
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, may_be_true, text

_SECRET = re.compile(
    r"(\w+_)?(passw(or)?d|pwd|pass|pw)(_?hash(ed)?)?|hashed_passw(or)?d|((?!csrf|xsrf)\w+_)?(token|secret|jwt)"
    r"|(\w+_)?api_?key|(\w+_)?session_?id",
    re.IGNORECASE,
)


def _note_cookie(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`response.set_cookie("token", value, httponly=True)`."""
    key, holds = argument(node, 0, "key"), _held(argument(node, 1, "value"))
    constant = text(key)
    name = constant if constant is not None or not (key and holds) else ast.unparse(key)
    spread = any(one.arg is None for one in node.keywords) or any(
        isinstance(one, ast.Starred) for one in node.args
    )
    if name is None or spread or not isinstance(node.func, ast.Attribute) or _deletes(node):
        return
    sheet.cookies.append(
        CookieCall(
            name,
            sheet.place(node),
            secure=may_be_true(argument(node, 6, "secure")),
            http_only=may_be_true(argument(node, 7, "httponly")),
            same_site=may_be_true(argument(node, 8, "samesite")),
            holds=holds,
            named=constant is not None,
        )
    )


def _held(value: ast.expr | None) -> str | None:
    """The name of a password, a hash of one or a token: `user.password_hash`."""
    last = dotted(value).rpartition(".")[2] if isinstance(value, ast.Name | ast.Attribute) else ""
    return last if _SECRET.fullmatch(last) else None


def _deletes(node: ast.Call) -> bool:
    """Whether the cookie is taken away: an empty value, or one that ends at once."""
    ends = (argument(node, 2, "max_age"), keyword(node, "expires"))
    at_once = any(isinstance(one, ast.Constant) and one.value == 0 and one.value is not None for one in ends)
    return at_once or text(argument(node, 1, "value")) == ""


CALLS = {"set_cookie": _note_cookie}
