"""What Flask-SocketIO waits by, and what the server does."""

from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch
from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.imports import Import
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, deploy, launch, source, table

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


def unpatched(mode: str = "eventlet", *names: str, launches: Any = (), patched: bool = False) -> Given:
    imports = [Import(name, at("rooms.py", number)) for number, name in enumerate(names or ("pymongo",), 1)]
    state = ExtensionState(sockets_mode=mode, sockets_patched=patched)
    return {
        "app": app(modules=["app.py", "rooms.py"], extension_state=state),
        "source": source(imports=imports),
        "deploy": deploy(launches=launches),
    }


def test_socketio_not_patched_faulty() -> None:
    assert ask("socketio-not-patched", unpatched("gevent", "flask", "requests")) == [
        Found(
            "Flask-SocketIO waits by gevent, and nobody calls gevent.monkey.patch_all(): each wait for "
            "another server (requests) holds all visitors",
            "monkey_patch",
            at("rooms.py", 2),
            ("requests is imported at rooms.py:2",),
            fix="Call gevent.monkey.patch_all() first of all in what is started, or set "
            '`async_mode="threading"`.',
        )
    ]


@table(
    {
        "a file imports it": (unpatched("eventlet", "pymongo", "eventlet"), []),
        "nothing waits": (unpatched("eventlet", "flask"), []),
        "workers of a server": (unpatched(launches=[EVENTLET]), []),
    }
)
def test_socketio_not_patched_fine(given: Given, says: list[Any]) -> None:
    assert ask("socketio-not-patched", given) == says


@table({"threads": (unpatched("threading"), []), "patched": (unpatched(patched=True), [])})
def test_socketio_not_patched_does_not_apply(given: Given, says: list[Any]) -> None:
    none = DoesNotApply("no Flask-SocketIO waits by eventlet or gevent with Python's own sockets here")
    assert ask("socketio-not-patched", given) == [none, *says]
