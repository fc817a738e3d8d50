"""What the deploy manifests say all together."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import Module, RunCall, Source

from ..wording import listed

SOCKETS_ALONE = "flask_socketio.SocketIO.run (threading)"
# Functions that serve with Werkzeug's development server, or one as simple.
DEVELOPMENT_SERVERS = frozenset(
    {
        SOCKETS_ALONE,
        "flask.Flask.run",
        "werkzeug.serving.run_simple",
        "werkzeug.serving.BaseWSGIServer.serve_forever",
        "socketserver.BaseServer.serve_forever",
    }
)
# Packages with a server of their own, or that choose one: then `.run(` tells nothing of which it is.
_SERVERS = frozenset(
    {
        *("waitress", "gunicorn", "gevent", "eventlet", "flask_socketio", "socketio", "cheroot", "cherrypy"),
        *("tornado", "twisted", "bjoern", "meinheld", "paste", "wsgiserver", "flask_script", "asgiref"),
        *("a2wsgi", "uvicorn", "hypercorn", "daphne", "granian", "aiohttp", "fastapi", "quart"),
    }
)


def command_of(launch: Launch) -> str:
    """A launch as its manifest has it, in short."""
    match launch.server:
        case "flask":
            return f"python {launch.program} {launch.command}" if launch.program else "flask run"
        case "python":
            return f"python {launch.target}"
        case server:
            return f"{server} {launch.target or ''}".rstrip()


def served_by(launch: Launch, boot: Boot | None) -> Served | None:
    """What was found when the same target was looked at."""
    looked = boot.served if boot else ()
    alike = (one for one in looked if _key(one.launch) == _key(launch))
    return next(alike, None)


def _key(launch: Launch) -> tuple[str, str | None, str]:
    return launch.server, launch.target, launch.folder


def productive(deploy: Deploy, boot: Boot | None) -> list[Launch]:
    """The launches that start a server made for production."""
    return [one for one in deploy.launches if _is_productive(one, served_by(one, boot))]


def _is_productive(launch: Launch, served: Served | None) -> bool:
    if launch.server == "python":
        return served is not None and bool(served.by) and served.by not in DEVELOPMENT_SERVERS
    return launch.server != "flask"


def services(deploy: Deploy) -> Iterator[list[Launch]]:
    """The launches of each app that stands beside the project's own."""
    for folder in dict.fromkeys(one.starts_in for one in deploy.neighbours):
        yield [one for one in deploy.neighbours if one.starts_in == folder]


def is_unseen(launch: Launch, boot: Boot | None) -> bool:
    """Whether this is a program that could not be run here, as when the app does not come up."""
    if launch.server != "python" or launch.target is None:
        return False
    served = served_by(launch, boot)
    return served.outcome in ("raised", "unknown") if served else boot is None or boot.outcome != "up"


def run_by(launch: Launch, source: Source | None) -> RunCall | None:
    """The `app.run()` that a program comes to below its main guard, where no other server is to be had."""
    modules = [one for one in source.modules if one.role in ("app", "tool")] if source else []
    program = program_of(launch, modules)
    if source is None or program is None:
        return None
    paths = {one.path for one in modules}
    if any(one.name in _SERVERS and one.place.path in paths for one in source.imports):
        return None
    return next((one for one in source.run_calls if one.guarded and one.place.path == program.path), None)


def run_in(launch: Launch, source: Source | None) -> RunCall | None:
    """The `app.run()` for which the program that is started could not be imported by a server."""
    program = program_of(launch, source.modules) if source and launch.server == "python" else None
    calls = source.run_calls if source and program else ()
    return next((one for one in calls if one.at_import and program and one.place.path == program.path), None)


def develops(launch: Launch, boot: Boot | None, source: Source | None) -> bool:
    """Whether it is a program that starts a development server, as it was seen here or as its source says."""
    if launch.server != "python":
        return False
    served = served_by(launch, boot)
    if served is not None and served.by in DEVELOPMENT_SERVERS:
        return True
    return is_unseen(launch, boot) and run_by(launch, source) is not None


def starting(call: RunCall, source: Source, deploy: Deploy | None) -> list[Launch]:
    """The launches, those of other services too, that run the file of that `app.run()` as a program."""
    launches = (*deploy.launches, *deploy.neighbours) if deploy else ()
    return [one for one in launches if _starts(one, call, source)]


def _starts(launch: Launch, call: RunCall, source: Source) -> bool:
    program = program_of(launch, source.modules) if launch.server == "python" else None
    return program is not None and program.path == call.place.path


def program_of(launch: Launch, modules: Iterable[Module]) -> Module | None:
    """The file that is run; in a container its folder may have another path."""
    target = launch.target or ""
    base = target.replace(".", "/")
    wanted = (target,) if target.endswith(".py") else (f"{base}.py", f"{base}/__main__.py")
    alike = {one.path: one for one in modules if f"/{one.path}".endswith(tuple(f"/{one}" for one in wanted))}
    folders = (
        launch.starts_in or "",
        "" if launch.folder.startswith("/") else launch.folder,
        "",
        _beside(launch),
    )
    for folder in folders:
        for name in wanted:
            path = (PurePosixPath(folder) / name).as_posix()
            if path in alike:
                return alike[path]
    return next(iter(alike.values())) if len(alike) == 1 else None


def _beside(launch: Launch) -> str:
    return (launch.place.path or "").rpartition("/")[0]


def reading_flaskenv(deploy: Deploy) -> Launch | None:
    """The `flask run` of an image that takes `.flaskenv` along, and sets no debug mode of its own."""
    taking = {one.place.path for one in deploy.images if one.flaskenv}
    set_there = {one.place.path for one in deploy.variables if one.name == "FLASK_DEBUG"}
    return next(
        (
            one
            for one in deploy.launches
            if one.server == "flask"
            and one.place.path in taking - set_there
            and "--no-debug" not in one.options
        ),
        None,
    )


def is_compose(place: Place) -> bool:
    """Whether this is in a compose file, which as often serves development."""
    return "compose" in (place.path or "").rpartition("/")[2]


def also_in(places: Iterable[Place]) -> tuple[str, ...]:
    """Evidence that names the further manifests which say the same."""
    others = [str(place) for place in places]
    return (f"likewise in {listed(others)}",) if others else ()
