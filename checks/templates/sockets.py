"""The Socket.IO client that pages load, and the server that answers it."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.source import Source
from releasecheck.facts.templates import SocketClient, Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.installs.installs import is_the_apps
from ..derived.structure import rendered
from ..derived.wording import capped

_SERVER = "python-socketio"
_NEW_SERVER, _NEW_CLIENT = 5, 3  # from which on they speak the protocol of today, and only that


@error
def socketio_client_refused(
    app: App, templates: Templates, dependencies: Dependencies, source: Source | None = None
) -> Judgement:
    """A page loads a version of the Socket.IO client that the installed server refuses.

    python-socketio 5, which Flask-SocketIO 5 asks for, answers 400 "unsupported version of the Socket.IO or
    Engine.IO protocols" to the JavaScript client 1.x and 2.x, and python-socketio 4 to 3.x and 4.x: no event
    ever arrives, and the page tries again for ever. Read in the addresses of the scripts; templates that
    connect to a server elsewhere by its address, or load clients of both kinds, are left alone, and so are
    those that nothing renders.

    Fix: load the client that fits: 4.x for Flask-SocketIO 5, 2.x for Flask-SocketIO 4.

    Fault::

        <script src="https://cdn.socket.io/2.3.0/socket.io.js"></script>    # Flask-SocketIO 5

    Fine::

        <script src="https://cdn.socket.io/4.8.1/socket.io.min.js"></script>
    """
    if app.extension_state.message_queue is None or not templates.socket_clients:
        yield DoesNotApply("the app has no Flask-SocketIO, or no page names the version of its client")
        return
    server = next((one.version for one in dependencies.installed if one.name == _SERVER), None)
    if server is None or not is_the_apps(dependencies):
        yield CouldNotLook("the app's own environment is not known, nor which python-socketio it has")
        return
    speaks_new = int(server.partition(".")[0]) >= _NEW_SERVER
    refused = [one for one in templates.socket_clients if _is_new(one) != speaks_new]
    fitting = {one.template for one in templates.socket_clients if one not in refused}
    lost = [
        one
        for one in refused
        if one.template not in fitting and rendered.is_rendered(one.template, source, templates)
    ]
    if lost:
        yield _refused(lost, server, "4.x" if speaks_new else "2.x")


def _is_new(client: SocketClient) -> bool:
    return int(client.version.partition(".")[0]) >= _NEW_CLIENT


def _refused(lost: Sequence[SocketClient], server: str, fits: str) -> Found:
    first = lost[0]
    return Found(
        f"{_SERVER} {server} answers 400 to the Socket.IO client {first.version} that {first.template} loads",
        subject=first.template,
        place=first.place,
        evidence=capped([f"{one.version} at {one.place}" for one in lost]),
        fix=f"Load the client {fits}, or install the Flask-SocketIO that fits the one that is loaded.",
    )
