"""Sockets that pages of other sites may open."""

from typing import Any

from releasecheck.facts.extensions import ExtensionCall, ExtensionState
from releasecheck.facts.source import SessionUse
from releasecheck.findings import DoesNotApply, Found

from .build import app, ask, at, config, cookie, source

MADE = ExtensionCall("made", "socketio", "flask_socketio", at("app.py", 7))
WRITES = source(session_uses=[SessionUse("session", at("app.py", 30))], extension_calls=[MADE])


def shop(*, anywhere: bool = True) -> Any:
    return app(
        session_cookie=cookie(),
        config=[config("SECRET_KEY", "x", secret=True)],
        extension_state=ExtensionState(sockets_from_anywhere=anywhere),
    )


def test_sockets_from_anywhere_faulty() -> None:
    assert ask("sockets-from-anywhere", {"app": shop(), "source": WRITES}) == [
        Found(
            'cors_allowed_origins is "*": pages of any site open sockets with the visitor\'s session',
            "cors_allowed_origins",
            at("app.py", 7),
        )
    ]


def test_sockets_from_anywhere_fine() -> None:
    says = [DoesNotApply("the app has no session")]
    assert ask("sockets-from-anywhere", {"app": shop(), "source": source()}) == says


def test_sockets_from_anywhere_does_not_apply() -> None:
    says = [DoesNotApply("no Flask-SocketIO that takes connections from anywhere")]
    assert ask("sockets-from-anywhere", {"app": shop(anywhere=False), "source": WRITES}) == says
