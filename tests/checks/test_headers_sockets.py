"""Sockets that pages of other sites may open."""

from typing import Any

import pytest

from releasecheck.facts.extensions import ExtensionCall, ExtensionState
from releasecheck.facts.source import SessionUse
from releasecheck.facts.views import SocketEvent
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


def takes(*events: str, path: str = "app.py") -> Any:
    handlers = [SocketEvent(event, event, at(path, 40 + line)) for line, event in enumerate(events)]
    return source(socket_events=handlers, extension_calls=[MADE])


def test_events_that_any_page_may_send_to_an_app_without_a_session() -> None:
    given = {"app": shop(), "source": takes("connect", "valve", "fan", "valve")}
    assert ask("sockets-from-anywhere", given) == [
        Found(
            'cors_allowed_origins is "*": pages of any site may send it valve and fan',
            "cors_allowed_origins",
            at("app.py", 7),
            severity="info",
        )
    ]


@pytest.mark.parametrize(
    "facts", [source(), takes("connect", "disconnect"), takes("valve", path="tools/other.py")]
)
def test_sockets_from_anywhere_fine(facts: Any) -> None:
    says = [DoesNotApply("the app has no session")]
    assert ask("sockets-from-anywhere", {"app": shop(), "source": facts}) == says


def test_sockets_from_anywhere_does_not_apply() -> None:
    says = [DoesNotApply("no Flask-SocketIO that takes connections from anywhere")]
    assert ask("sockets-from-anywhere", {"app": shop(anywhere=False), "source": WRITES}) == says
