"""Pages of the sweep that a stranger does not get to see."""

import re

from releasecheck.facts.requests import Requests, Response

from .failures import OF_JWT

_FEW = 3  # pages
_REFUSED = frozenset({401, 403})
_NO_TOKEN = f"{OF_JWT}exceptions.NoAuthorizationError"  # a 500 where an API keeps it from its handler
# Neither `/blog_index` nor `/authors` is where somebody signs in.
_SIGNS_IN = re.compile(r"(?<!b)log[-_]?in|sign[-_]?in|/auth(?!or)|/account\b|/session\b", re.IGNORECASE)


def behind_a_login(requests: Requests) -> str | None:
    """That a login keeps several pages from the sweep, and what opens them; null where a hook was given."""
    if requests.login is not None:
        return None
    asked = {one.rule: one for one in requests.responses if one.plain and one.rule}
    away = sum(map(_turns_away, asked.values()))
    if away < _FEW:
        return None
    return (
        f"{away} of the {len(asked)} pages that were asked only send strangers to sign in:"
        ' login = "module:function" below [tool.releasecheck.requests] signs a client in'
    )


def _turns_away(answer: Response) -> bool:
    where = answer.headers.get("location", "")
    redirected = 300 <= (answer.status or 0) < 400 and _SIGNS_IN.search(where)
    lacks_token = answer.crash is not None and answer.crash.type == _NO_TOKEN
    return answer.status in _REFUSED or bool(redirected) or lacks_token
