"""Whether anything in the app signs with its keys."""

from releasecheck.facts.app import App, Secret
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source

from . import sessions
from .configured import is_on, value_of

_TOKENS = "flask-jwt-extended"
_OF_SESSIONS = frozenset({"SECRET_KEY", "WTF_CSRF_SECRET_KEY"})


def signs_tokens(app: App) -> bool:
    """Whether Flask-JWT-Extended has to sign with SECRET_KEY; JWT_ALGORITHM is HS256 unless it is set."""
    algorithm = value_of(app, "JWT_ALGORITHM")
    symmetric = algorithm is None or "HS" in algorithm.shown
    return _TOKENS in app.extensions and symmetric and not is_on(app, "JWT_SECRET_KEY")


def is_idle(secret: Secret, app: App, source: Source | None, requests: Requests | None) -> bool:
    """Whether it is a key of sessions in an app that writes none, and whose code reads it nowhere."""
    if secret.key not in _OF_SESSIONS or source is None or secret.key in source.config_reads:
        return False
    return not signs_tokens(app) and sessions.unused(app, source, requests) is not None
