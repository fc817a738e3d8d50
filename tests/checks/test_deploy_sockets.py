"""What Flask-SocketIO waits by, and what the server does."""

from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch
from releasecheck.facts.extensions import ExtensionState
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, deploy, launch, table

RULE = "socketio-other-async-mode"
PROCFILE = at("Procfile", 1)
NONE = DoesNotApply("no Flask-SocketIO waits by eventlet or gevent here")
UWSGI = launch(server="uwsgi", options=("module", "gevent"), place=at("uwsgi.ini", 2))
GEVENT = launch(worker_class="geventwebsocket.gunicorn.workers.GeventWebSocketWorker")
EVENTLET = launch(worker_class="eventlet")


def waiting(mode: str | None, *launches: Launch) -> Given:
    return {
        "app": app(extension_state=ExtensionState(sockets_mode=mode)),
        "deploy": deploy(launches=launches),
    }


def found(mode: str, server: str, library: str, place: Place = PROCFILE) -> Found:
    text = f"Flask-SocketIO waits by {mode}, and {server} is started with {library}"
    return Found(text, "async_mode", place)


@table(
    {
        "uWSGI": (waiting("eventlet", UWSGI), [found("eventlet", "uwsgi", "gevent", at("uwsgi.ini", 2))]),
        "gunicorn": (
            waiting("eventlet", GEVENT),
            [found("eventlet", "gunicorn", "gevent", at("Procfile", 1))],
        ),
        "round": (waiting("gevent", EVENTLET), [found("gevent", "gunicorn", "eventlet")]),
    }
)
def test_socketio_other_async_mode_faulty(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


@table(
    {
        "one library": (waiting("eventlet", EVENTLET), []),
        "uWSGI's own": (waiting("gevent_uwsgi", UWSGI), []),
        "a class that is not said": (waiting("eventlet", launch()), []),
        "uWSGI without gevent": (waiting("eventlet", launch(server="uwsgi")), []),
        "one of two fits": (waiting("eventlet", EVENTLET, GEVENT), []),
    }
)
def test_socketio_other_async_mode_fine(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says


@table({"threads": (waiting("threading", GEVENT), [NONE]), "none": (waiting(None, GEVENT), [NONE])})
def test_socketio_other_async_mode_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask(RULE, given) == says
