"""What is changed before the app is imported: servers do not serve, all else is recorded and let through."""

from __future__ import annotations

import functools
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, List

from . import factory, loading, relative, threads, unanswered
from .later import AfterImport
from .schema import Schema
from .sqlite import Connections
from .statements import Statements

if TYPE_CHECKING:
    from types import FrameType, ModuleType

    from .later import Change
    from .recording import Recorder

# module: what in it runs a server and returns when that ends
_SERVERS = {
    "flask": ("Flask.run",),
    "werkzeug.serving": ("run_simple", "BaseWSGIServer.serve_forever"),
    "waitress": ("serve", "serve_paste"),
    "gevent.pywsgi": ("WSGIServer.serve_forever",),
    "gevent.baseserver": ("BaseServer.serve_forever",),
    "eventlet.wsgi": ("server",),
    "flask_socketio": ("SocketIO.run",),
    "gunicorn.app.base": ("BaseApplication.run",),
    "socketserver": ("BaseServer.serve_forever",),
    "cheroot.server": ("HTTPServer.start", "HTTPServer.serve"),
    "cherrypy": ("quickstart",),
    "hypercorn.run": ("run",),
    "uvicorn": ("run",),
    "uvicorn.main": ("run",),
    "uvicorn.server": ("Server.run",),
    "bjoern": ("run",),
    "meinheld": ("run",),
    "paste.httpserver": ("serve",),
    "tornado.ioloop": ("IOLoop.start",),
    "tornado.platform.asyncio": ("BaseAsyncIOLoop.start",),
    "aiohttp.web": ("run_app",),
    "twisted.internet.base": ("ReactorBase.run",),
    "livereload.server": ("Server.serve",),
    "webview": ("start",),
    "flaskwebgui": ("FlaskUI.run",),
    "connexion.apps.abstract": ("AbstractApp.run",),
    "connexion.apps.flask_app": ("FlaskApp.run",),
}
_PROCESSES = {
    "subprocess.Popen": 0,
    "os.system": 0,
    "os.posix_spawn": 0,
    "os.spawn": 1,
    "os.exec": 0,
    "os.startfile": 0,
}


leave = os._exit  # as it was before the app could be told of it

Served = List[loading.Loaded]


def install(
    recorder: Recorder, leaving: Callable[[int, FrameType], None], served: Served | None, forgiving: bool
) -> None:
    """Patch servers, threads, sleeps, processes and exits.

    `leaving` is told of an os._exit and its frame. `served` gets the apps that servers are given when the
    file is run as a program, where serving is no fault. `forgiving` lets an app go on whose tables could not
    be made.
    """
    changes: dict[str, Change] = {
        name: functools.partial(_stop_servers, recorder, served, functions)
        for name, functions in _SERVERS.items()
    }
    changes["dotenv"] = functools.partial(_watch_dotenv, recorder)
    changes["decouple"] = functools.partial(_watch_decouple, recorder)
    schema, statements = Schema(recorder, forgiving), Statements(recorder)
    changes.update(schema.changes())
    AfterImport(changes).install()
    statements.install()
    if forgiving:
        unanswered.install(recorder)
    Connections(schema.traced, statements.traced).install()
    _note_how_apps_are_made(recorder)
    threading.Thread.start = threads.starting(recorder, threading.Thread.start)  # type: ignore[method-assign]
    relative.install(recorder)
    time.sleep = _sleeping(recorder, time.sleep)
    os.fork = _forking(recorder, os.fork)
    os._exit = _exiting(leaving, os._exit)
    sys.addaudithook(functools.partial(_audit, recorder))


def _note_how_apps_are_made(recorder: Recorder) -> None:
    from flask import Flask

    original = Flask.__init__

    @functools.wraps(original)
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        frame = sys._getframe(1)
        self._releasecheck_made_at = recorder.place(frame)
        self._releasecheck_factory = factory.call(frame, recorder.own)
        original(self, *args, **kwargs)

    Flask.__init__ = init  # type: ignore[method-assign]


def _stop_servers(
    recorder: Recorder, served: Served | None, functions: tuple[str, ...], module: ModuleType
) -> None:
    for path in functions:
        owner: Any = module
        *classes, name = path.split(".")
        for each in classes:
            owner = getattr(owner, each, None)
        if hasattr(owner, name):
            label = "%s.%s" % (module.__name__, path)
            setattr(owner, name, _server(recorder, served, label, getattr(owner, name)))


def _server(recorder: Recorder, served: Served | None, label: str, original: Any) -> Any:
    """A server's run function that returns at once; in a thread of its own it may serve."""

    @functools.wraps(original)
    def run(*args: Any, **kwargs: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            return original(*args, **kwargs)
        if served is None:
            debug = _debug(label, args, kwargs) or kwargs.get("use_debugger")
            recorder.note("server", label, sys._getframe(1), debug=bool(debug))
        else:
            _serve(served, label, args, kwargs)
        return None

    return run


def _serve(served: Served, label: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Note the app that a server is given, and switch its debug mode as the server would."""
    loaded = loading.first_app([*args, *kwargs.values()])
    if loaded is None:
        return
    debug, host = _debug(label, args, kwargs), ""
    if label == "flask.Flask.run":
        named_so = (loaded.app.config.get("SERVER_NAME") or "").partition(":")[0]
        host = (args[1] if len(args) > 1 else kwargs.get("host")) or named_so or "127.0.0.1"
        if "FLASK_DEBUG" in os.environ:
            loaded.app.debug = os.environ["FLASK_DEBUG"].lower() not in ("0", "false", "no")
    served.append(loaded._replace(by=_name(label, args), host=host))
    if debug is not None:
        from .provenance import named  # it needs Flask, which is imported by now

        with named("run(debug=%r)" % debug):
            loaded.app.debug = bool(debug)


def _debug(label: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if label == "flask.Flask.run" and len(args) > 3:  # self, host, port, debug
        return args[3]
    return kwargs.get("debug")


def _name(label: str, args: tuple[Any, ...]) -> str:
    """Flask-SocketIO takes Werkzeug's server where it has neither eventlet nor gevent."""
    alone = label == "flask_socketio.SocketIO.run" and getattr(args[0], "async_mode", None) == "threading"
    return label + " (threading)" if alone else label


def _sleeping(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def sleep(seconds: float) -> None:
        frame = sys._getframe(1)
        by_library = not recorder.own(frame.f_code.co_filename)
        with recorder.timed("sleep", "time.sleep", frame, by_library=by_library):
            original(seconds)

    return sleep


def _forking(recorder: Recorder, original: Callable[..., int]) -> Callable[..., int]:
    @functools.wraps(original)
    def fork() -> int:
        recorder.note("process", "os.fork", sys._getframe(1))
        return original()

    return fork


def _exiting(leaving: Callable[[int, FrameType], None], original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def exit_now(status: int) -> None:
        leaving(status, sys._getframe(1))
        original(status)

    return exit_now


def _audit(recorder: Recorder, name: str, arguments: tuple[Any, ...]) -> None:
    if name in _PROCESSES:
        recorder.note("process", "%s %s" % (name, _program(arguments[_PROCESSES[name]])), sys._getframe(1))
    elif name == "builtins.input":
        recorder.note("input", "input()", sys._getframe(1))
    elif name in relative.EVENTS:
        relative.audit(recorder, name, arguments)


def _program(command: Any) -> str:
    """The name of the program: its arguments may hold a password."""
    words = os.fsdecode(command).split() if isinstance(command, (str, bytes, os.PathLike)) else [""]
    return os.path.basename(words[0]) if words else ""


def _watch_dotenv(recorder: Recorder, module: ModuleType) -> None:
    """An app that loads its .env does so in production too; what is unset stays so all the same."""
    main: Any = sys.modules.get(module.__name__ + ".main", module)
    original: Any = vars(module)["load_dotenv"]
    values: Any = vars(module)["dotenv_values"]
    find: Any = vars(module)["find_dotenv"]

    @functools.wraps(find)
    def find_dotenv(*args: Any, **kwargs: Any) -> Any:
        program: Any = sys.modules["__main__"]
        if hasattr(program, "__file__"):  # the app itself is what runs
            return find(*args, **kwargs)
        program.__file__ = sys.argv[0]  # without one we are a prompt, and it looks in the working directory
        try:
            return find(*args, **kwargs)
        finally:
            del program.__file__

    @functools.wraps(original)
    def load_dotenv(*args: Any, **kwargs: Any) -> Any:
        before, path = frozenset(os.environ), args[0] if args else kwargs.get("dotenv_path")
        try:
            loaded = original(*args, **kwargs)
        except UnicodeDecodeError as error:
            _name_file(error, path or find_dotenv())
            raise
        added = frozenset(os.environ) - before
        for name in added & recorder.withheld:
            del os.environ[name]
        _tell_dotenv(recorder, path or find_dotenv(), added)
        return loaded

    @functools.wraps(values)
    def dotenv_values(*args: Any, **kwargs: Any) -> Any:
        path = args[0] if args else kwargs.get("dotenv_path")
        given = values(*args, **kwargs)
        _take_out(recorder, given, path or find_dotenv())
        return given

    wrappers: list[Any] = [find_dotenv, load_dotenv, dotenv_values]
    for wrapped in wrappers:
        # find_dotenv passes over frames of its own file, and looks in the folder of the next.
        wrapped.__code__ = wrapped.__code__.replace(co_filename=main.__file__)
        for each in (module, main):
            setattr(each, wrapped.__name__, wrapped)


def _name_file(error: UnicodeDecodeError, path: Any) -> None:
    """The exception itself speaks of bytes alone."""
    error.reason += f", in {os.path.relpath(os.fspath(path))}, which is no UTF-8"


def _watch_decouple(recorder: Recorder, module: ModuleType) -> None:
    """It reads the file by itself, and asks the environment before each value."""
    repository: Any = vars(module)["RepositoryEnv"]
    original: Any = repository.__init__

    @functools.wraps(original)
    def begin(self: Any, source: Any, *args: Any, **kwargs: Any) -> None:
        original(self, source, *args, **kwargs)
        _take_out(recorder, self.data, source)

    repository.__init__ = begin


def _take_out(recorder: Recorder, given: Any, path: Any) -> None:
    """Of what a file gave leave what is not withheld, and tell of it."""
    added = frozenset(name for name in given if name not in os.environ.copy())
    for name in recorder.withheld.intersection(given):
        del given[name]
    _tell_dotenv(recorder, path, added)


def _tell_dotenv(recorder: Recorder, path: Any, added: frozenset[str]) -> None:
    if recorder.tell is not None:
        whole = os.path.abspath(str(path)) if path else ""
        file = os.path.basename(whole) or ".env"
        recorder.tell("dotenv-loaded", file=file, path=whole, names=sorted(added))
