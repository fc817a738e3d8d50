"""The server that Flask-SocketIO is told to wait by, and the one that the deploy files start."""

from releasecheck.facts.app import App
from releasecheck.facts.deploy import WSGI_SERVERS, Deploy, Launch
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.structure.extensions import given

_LIBRARIES = frozenset({"eventlet", "gevent"})
_PATCHES = {"eventlet": "eventlet.monkey_patch()", "gevent": "gevent.monkey.patch_all()"}
# Modules that wait by Python's own sockets, or by C that nothing replaces.
_WAITING = {
    **dict.fromkeys(("pymongo", "flask_pymongo", "mongoengine", "flask_mongoengine"), "MongoDB"),
    **dict.fromkeys(("MySQLdb", "flask_mysqldb", "pymysql", "mysql"), "MySQL"),
    **dict.fromkeys(("psycopg2", "psycopg", "pg8000"), "PostgreSQL"),
    **dict.fromkeys(("requests", "urllib3", "httpx"), "another server"),
    "redis": "Redis",
}


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


@warning
def socketio_not_patched(app: App, source: Source, deploy: Deploy | None = None) -> Judgement:
    """Flask-SocketIO waits by eventlet or gevent, and Python's own sockets were left as they are.

    All visitors share one thread then, and a query, or a request to another server, holds every one of them
    until it is answered: nobody gets a page or a message meanwhile. Without `async_mode` Flask-SocketIO takes
    eventlet where it is installed, be it by another requirement. Seen on the live app, whose modules import a
    driver or a client that waits (pymongo, requests, ...); told where no file of the project imports the
    library, which it would take to patch anything, and no deploy file starts a WSGI server, whose workers do
    it by themselves.

    Fix: `import eventlet; eventlet.monkey_patch()` in the first lines of what is started; or
    `SocketIO(app, async_mode="threading")`.

    Fault::

        socketio = SocketIO(app)            # eventlet is installed
        rooms = MongoClient(url).chat.rooms

    Fine::

        import eventlet
        eventlet.monkey_patch()
    """
    state = app.extension_state
    library = (state.sockets_mode or "").partition("_")[0]
    if library not in _LIBRARIES or state.sockets_patched is not False:
        yield DoesNotApply("no Flask-SocketIO waits by eventlet or gevent with Python's own sockets here")
        return
    started = any(one.server in WSGI_SERVERS for one in deploy.launches) if deploy else False
    if started or any(one.name in _LIBRARIES for one in source.imports):
        return
    waiting = [one for one in source.imports if one.name in _WAITING and one.place.path in app.modules]
    if waiting:
        first = waiting[0]
        whom = _WAITING[first.name]
        yield Found(
            f"Flask-SocketIO waits by {library}, and nobody calls {_PATCHES[library]}: each wait for {whom} "
            f"({first.name}) holds all visitors",
            subject="monkey_patch",
            place=next(iter(given("flask_socketio", source, app)), first.place),
            evidence=(f"{first.name} is imported at {first.place}",),
            fix=f'Call {_PATCHES[library]} first of all in what is started, or set `async_mode="threading"`.',
        )
