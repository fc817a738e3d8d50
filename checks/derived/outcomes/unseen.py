"""Pages of the sweep that a stranger does not get to see."""

import re
from collections.abc import Sequence

from releasecheck.facts.requests import Login, Requests, Response

from ..wording import listed
from .failures import OF_JWT, said

_FEW = 3  # pages
_REFUSED = frozenset({401, 403})
_NO_TOKEN = f"{OF_JWT}exceptions.NoAuthorizationError"  # a 500 where an API keeps it from its handler
# Neither `/blog_index` nor `/authors` is where somebody signs in.
_SIGNS_IN = re.compile(r"(?<!b)log[-_]?in|sign[-_]?in|/auth(?!or)|/account\b|/session\b", re.IGNORECASE)

_BY_FORM = "have it sign in as a visitor does, by the form, and raise where the answer is no redirect"
_HEADERS = 'headers = { Authorization = "Bearer $TOKEN" }'
_STRONG = (
    'with SESSION_PROTECTION = "strong" Flask-Login drops a session["_user_id"] that stands without'
    ' session["_id"]: have it sign in by the form'
)


def behind_a_login(requests: Requests) -> str | None:
    """That a login keeps pages from the sweep, and what opens them; null where a hook opened some."""
    asked = {one.rule: one for one in requests.responses if one.plain and one.rule}
    away = {rule for rule, answer in asked.items() if _turns_away(answer)}
    if requests.login is not None:
        return _in_vain(requests.login, [one for one in requests.signed_in if one.rule in away])
    if len(away) < _FEW:
        return None
    signs_in = 'login = "module:function" below [tool.releasecheck.requests] signs a client in'
    of = f"{len(away)} of the {len(asked)} pages that were asked"
    if any(_redirects(answer) for rule, answer in asked.items() if rule in away):
        return f"{of} only send strangers to sign in: {signs_in}"
    return f"{of} only refuse strangers: {signs_in}, and {_HEADERS} there gives each request a token"


def _in_vain(login: Login, again: Sequence[Response]) -> str | None:
    """That the hook signed nobody in; `again` are the pages that had turned the stranger away."""
    if not again or not all(map(_turns_away, again)):
        return None
    opened = f"the login hook {login.hook} opened none of the pages that only"
    pages = f"({listed(one.path for one in again)})"
    if any(map(_redirects, again)):
        return f"{opened} send strangers to sign in {pages}: {_STRONG if login.protected else _BY_FORM}"
    token = f"where they want a token, {_HEADERS} below [tool.releasecheck.requests]"
    return f"{opened} refuse strangers {pages}: {_STRONG if login.protected else _BY_FORM}; {token}"


def not_signed_in(login: Login) -> str:
    """Why the hook could not be used."""
    crash = f": {said(login.crash)}" if login.crash else ""
    at = f" at {login.crash.place}" if login.crash and login.crash.place.path else ""
    return f"nothing was asked signed in: the login hook {login.hook}: {login.reason}{at}{crash}"


def _turns_away(answer: Response) -> bool:
    lacks_token = answer.crash is not None and answer.crash.type == _NO_TOKEN
    return answer.status in _REFUSED or _redirects(answer) or lacks_token


def _redirects(answer: Response) -> bool:
    """To where one signs in."""
    where = answer.headers.get("location", "")
    return 300 <= (answer.status or 0) < 400 and _SIGNS_IN.search(where) is not None
