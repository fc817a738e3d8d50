"""Whether an app has anything that looks who calls."""

import re

from releasecheck.facts.source import Source
from releasecheck.route_lock import is_of_data

from ..structure.view_bodies import Served, written
from .inline_guards import LOOKS
from .neighbours import Neighbours

_CHANGING = frozenset({"PUT", "PATCH", "DELETE"})
_KNOWS_BY = frozenset(
    {
        *("headers", "authorization", "cookies", "environ", "request", "host", "url"),
        *("remote_addr", "remote_user", "access_route"),
    }
)
_ASKING_LIBRARY = re.compile(
    r"login|auth|jwt|jose|security|praetorian|oidc|principal|itsdangerous|msal|okta|firebase|clerk|cognito|"
    r"supabase|ldap|kerberos|hmac|saml|admin|paseto|keycloak",
    re.IGNORECASE,
)
_HARMLESS_DECORATORS = frozenset({"cross_origin", "swag_from", "limit", "exempt", "cached", "memoize"})
_OF_RECORDS = re.compile(
    r"^(create|add|get|update|delete|del|remove|edit|insert|list|new|save|fetch|find)_|^[A-Z]"
)
_BEFORE_THE_APP = frozenset({"ProxyFix"})


def changing_views(near: Neighbours, source: Source) -> list[Served]:
    """Those that by their method change or delete something; none unless the source of one shows it."""
    views = [one for one in near.views if not _CHANGING.isdisjoint(one.methods)]
    return views if any(written(one, source) for one in views) else []


def means_to_ask(near: Neighbours, source: Source) -> bool:
    """Whether anything is there that may look."""
    app = near.app
    hooked = any(hook.own and hook.kind == "before_request" for hook in app.hooks)
    wrapped = not _BEFORE_THE_APP.issuperset(app.middleware)
    library = any(_ASKING_LIBRARY.search(one.name) for one in source.imports)
    known = source.session_uses or source.token_guards or source.token_cookies or source.logins
    return bool(hooked or wrapped or library or known or near.refusing) or any(map(_looks, near.views))


def _looks(one: Served) -> bool:
    body = one.body
    named = [name for name in body.decorators if not is_of_data(name)]
    wrapped = any(name.rpartition(".")[2] not in _HARMLESS_DECORATORS for name in named)
    calls = [name for name in body.calls if LOOKS.search(name) and not _OF_RECORDS.search(name)]
    reads = not _KNOWS_BY.isdisjoint(body.reads)
    sure = body.asks or body.identity or body.compares_sent or body.decorated_class
    return bool(sure or wrapped or calls or reads)
