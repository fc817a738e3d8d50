"""Views that sign out and do nothing else: asked by a stranger they have nothing to end."""

import ast
import re
from collections.abc import Iterable

from releasecheck.gather.source.syntax import FunctionNode, dotted, resolved, targets, words

# What such views and their paths are called; looking at every view would cost too much.
_NAMED = re.compile(
    r"(log|sign)[-_]?(out|off)|disconnect|d[eé]connexion|cerrar|salir|\bsair\b|abmelden|ausloggen|wyloguj|"
    r"\b(exit|leave)\b",
    re.IGNORECASE,
)
_ENDING = words(
    "flask.session.pop flask.session.clear flask.session.popitem flask_login.logout_user "
    "flask_security.logout_user flask_jwt_extended.unset_jwt_cookies "
    "flask_jwt_extended.unset_access_cookies flask_jwt_extended.unset_refresh_cookies"
)
_HARMLESS = words(
    "flask.session.get flask.session.keys flask.session.items flask.session.update flask.session.setdefault "
    "flask.redirect flask.url_for flask.flash flask.render_template flask.make_response flask.jsonify "
    "flask.abort flask.Response flask.get_flashed_messages flask.current_app._get_current_object "
    "flask.request.args.get flask.request.cookies.get flask.request.headers.get werkzeug.utils.redirect "
    "flask_login.current_user.get_id flask_login.current_user.is_authenticated "
    "flask_jwt_extended.get_jwt_identity flask_jwt_extended.get_jwt "
    "flask_principal.identity_changed.send flask_principal.AnonymousIdentity "
    "print len str bool int list dict tuple set getattr hasattr isinstance logging.getLogger"
)
_OF_ANSWERS = words("set_cookie delete_cookie")
_LOGGERS = words("logger log logging getLogger app_logger")
_LEVELS = words("debug info warning warn error exception critical")
_OWNED = words("flask.session flask.g flask_login.current_user")


def ends_only_the_session(node: FunctionNode, names: Iterable[str], imports: dict[str, str]) -> bool:
    """Whether a view of such a name ends the session, and all that it does besides is known to be harmless.

    `names` are its own, its class's and its paths; any call that is not known may do more.
    """
    if not any(map(_NAMED.search, names)):
        return False
    parts = [part for statement in node.body for part in ast.walk(statement)]
    own = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    if any(isinstance(part, ast.Global | ast.Nonlocal) for part in parts):
        return False
    imports = {name: origin for name, origin in imports.items() if name not in own}
    calls = [resolved(dotted(part.func), imports) for part in parts if isinstance(part, ast.Call)]
    changed = [one for part in parts for one in _changed(part, imports)]
    ends = any(name in _ENDING or _is_cookie(name) for name in calls) or "flask.session" in changed
    return ends and all(map(_is_known, calls)) and all(one in own or one in _OWNED for one in changed)


def _changed(part: ast.AST, imports: dict[str, str]) -> list[str]:
    """The objects of which it sets or deletes an item or an attribute."""
    if isinstance(part, ast.Delete):
        given = list(part.targets)
    elif isinstance(part, ast.Assign | ast.AnnAssign | ast.AugAssign):
        given = list(targets(part))
    else:
        return []
    owners = [dotted(one.value) for one in given if isinstance(one, ast.Attribute | ast.Subscript)]
    origins = (resolved(owner, imports) for owner in owners)
    return [name if name in _OWNED else name.partition(".")[0] for name in origins]


def _is_known(name: str) -> bool:
    owner, _, called = name.rpartition(".")
    logs = called in _LEVELS and not _LOGGERS.isdisjoint(owner.split("."))
    return name in _ENDING or name in _HARMLESS or logs or _is_cookie(name)


def _is_cookie(name: str) -> bool:
    return name.rpartition(".")[2] in _OF_ANSWERS
