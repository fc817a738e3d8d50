"""What the deploy manifests say all together."""

from collections.abc import Iterable

from releasecheck.facts import Place
from releasecheck.facts.boot import Boot, Served
from releasecheck.facts.deploy import Deploy, Launch

from .wording import listed

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


def command_of(launch: Launch) -> str:
    """A launch as its manifest has it, in short."""
    match launch.server:
        case "flask":
            return "flask run"
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
