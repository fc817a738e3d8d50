"""What the source lets go on as if nothing had failed."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class StandInApp:
    """An empty app of a module, where making the real one raised: `except Exception: app = Flask(…)`."""

    name: str
    place: Place
    refuses: bool = False  # a status of 500 and more stands beside it


@dataclass(frozen=True, slots=True)
class HopefulCheck:
    """A function that asks a database for its pulse, and returns True when that fails."""

    function: str  # qualified
    place: Place  # of its `try`
