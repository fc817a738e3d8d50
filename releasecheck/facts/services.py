"""Services that the source itself names, past the config."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class NearService:
    """A constant address on this machine: `connect(host="localhost")`, `BASE_URL = "http://127.0.0.1:5000"`."""

    name: str  # the call that takes it, or the module's name for it
    scheme: str  # "http"; "" for a host that a client is given
    place: Place
    bare_root: bool = False  # it signs in as root with an empty password


@dataclass(frozen=True, slots=True)
class EngineUrl:
    """A URL that `create_engine` of SQLAlchemy is given."""

    scheme: str  # "postgres", "mysql+pymysql"
    place: Place  # of the call
    lazy: bool = False  # in a function, so that loading the module does not come to it
