"""Pages of the sweep that a stranger does not get to see."""

import re
from collections.abc import Sequence

from releasecheck.facts.requests import Login, Requests, Response

from .failures import OF_JWT
from .wording import listed

_FEW = 3  # pages
_REFUSED = frozenset({401, 403})
_NO_TOKEN = f"{OF_JWT}exceptions.NoAuthorizationError"  # a 500 where an API keeps it from its handler
# Neither `/blog_index` nor `/authors` is where somebody signs in.
_SIGNS_IN = re.compile(r"(?<!b)log[-_]?in|sign[-_]?in|/auth(?!or)|/account\b|/session\b", re.IGNORECASE)

_BY_FORM = "have it sign in as a visitor does, by the form, and raise where the answer is no redirect"
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
    return (
        f"{len(away)} of the {len(asked)} pages that were asked only send strangers to sign in:"
        ' login = "module:function" below [tool.releasecheck.requests] signs a client in'
    )


def _in_vain(login: Login, again: Sequence[Response]) -> str | None:
    """That the hook signed nobody in; `again` are the pages that had turned the stranger away."""
    if not again or not all(map(_turns_away, again)):
        return None
    return (
        f"the login hook {login.hook} opened none of the pages that only send strangers to sign in"
        f" ({listed(one.path for one in again)}): {_STRONG if login.protected else _BY_FORM}"
    )


def _turns_away(answer: Response) -> bool:
    where = answer.headers.get("location", "")
    redirected = 300 <= (answer.status or 0) < 400 and _SIGNS_IN.search(where)
    lacks_token = answer.crash is not None and answer.crash.type == _NO_TOKEN
    return answer.status in _REFUSED or bool(redirected) or lacks_token
