"""The Socket.IO client that pages load."""

from typing import Any

from releasecheck.facts.dependencies import Dependencies, Distribution
from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.templates import SocketClient
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, module, refers, source, table, templates

RULE = "socketio-client-refused"
NONE = DoesNotApply("the app has no Flask-SocketIO, or no page names the version of its client")
UNKNOWN = CouldNotLook("the app's own environment is not known, nor which python-socketio it has")


def loading(
    *versions: str, server: str = "5.11.2", rendered: str = "live.html", queue: bool | None = False
) -> Given:
    """A page that loads these clients."""
    clients = [
        SocketClient("live.html", each, at("templates/live.html", line))
        for line, each in enumerate(versions, 3)
    ]
    return {
        "app": app(extension_state=ExtensionState(message_queue=queue)),
        "templates": templates("live.html", socket_clients=clients),
        "dependencies": Dependencies((Distribution("python-socketio", server),)),
        "source": source(module("app.py"), renders=[refers(rendered)]),
    }


def refused(server: str, version: str, fits: str) -> Found:
    return Found(
        f"python-socketio {server} answers 400 to the Socket.IO client {version} that live.html loads",
        "live.html",
        at("templates/live.html", 3),
        (f"{version} at templates/live.html:3",),
        fix=f"Load the client {fits}, or install the Flask-SocketIO that fits the one that is loaded.",
    )


@table(
    {
        "an old client": (loading("1.3.6"), [refused("5.11.2", "1.3.6", "4.x")]),
        "the last of the old": (loading("2.5.0"), [refused("5.11.2", "2.5.0", "4.x")]),
        "an old server": (loading("4", server="4.6.1"), [refused("4.6.1", "4", "2.x")]),
    }
)
def test_socketio_client_refused_faulty(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


@table(
    {
        "both new": (loading("3.0.0"), []),
        "both old": (loading("2.5.0", server="4.6.1"), []),
        "one of each": (loading("1.3.6", "4.7.5"), []),
        "nothing renders it": (loading("1.3.6", rendered="other.html"), []),
    }
)
def test_socketio_client_refused_fine(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


@table(
    {
        "no client": (loading(), [NONE]),
        "no server": (loading("1.3.6", queue=None), [NONE]),
        "it is not installed": ({**loading("1.3.6"), "dependencies": Dependencies(())}, [UNKNOWN]),
        "another interpreter": (
            {
                **loading("1.3.6"),
                "dependencies": Dependencies(
                    (Distribution("python-socketio", "5.0"),), own_interpreter=False
                ),
            },
            [UNKNOWN],
        ),
    }
)
def test_socketio_client_refused_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says
