"""The server that Flask-SocketIO is told to wait by, and the one that the deploy files start."""

from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

_LIBRARIES = frozenset({"eventlet", "gevent"})


@warning
def socketio_other_async_mode(app: App, deploy: Deploy) -> Judgement:
    """Flask-SocketIO waits by eventlet, and the deploy file starts workers of gevent, or the other way round.

    Each library has a loop of its own, and the server runs only one of them: requests for messages hang until
    they time out, and WebSockets are refused. Without `async_mode` Flask-SocketIO takes eventlet where it is
    installed, whatever the server is. Seen on the live app, and in the worker class of gunicorn or the
    `gevent` option of uWSGI.

    Fix: leave `async_mode` out and install one of the two, the one that the server runs:
    `gunicorn --worker-class eventlet` or `gevent`.

    Fault::

        socketio = SocketIO(app, async_mode="eventlet")     # uwsgi.ini: gevent = 1000

    Fine::

        socketio = SocketIO(app, async_mode="gevent_uwsgi")
    """
    mode = app.extension_state.sockets_mode
    waits_by = mode.partition("_")[0] if mode else None
    if waits_by not in _LIBRARIES:
        yield DoesNotApply("no Flask-SocketIO waits by eventlet or gevent here")
        return
    others = [one for one in deploy.launches if _library(one) not in {None, waits_by}]
    if others and len(others) == len([one for one in deploy.launches if _library(one)]):
        launch = others[0]
        yield Found(
            f"Flask-SocketIO waits by {waits_by}, and {launch.server} is started with {_library(launch)}",
            subject="async_mode",
            place=launch.place,
        )


def _library(launch: Launch) -> str | None:
    """What the workers of a server wait by, where the deploy file says one of the two."""
    if launch.server == "uwsgi":
        return "gevent" if "gevent" in launch.options else None
    kind = (launch.worker_class or "").lower()
    return next((one for one in _LIBRARIES if one in kind), None) if launch.server == "gunicorn" else None
