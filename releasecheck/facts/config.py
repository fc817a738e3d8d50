"""What the live config tells beside its values: where they point, and what of it Flask never took in."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Address:
    """A service that a config value points to, without its credentials."""

    scheme: str  # of a URL; "" for a bare host name
    where: Literal["this-machine", "example", "file", "memory", "elsewhere"]
    dialect: bool | None = None  # whether the app's SQLAlchemy knows the scheme; null when nobody asked it
    key: str | None = None  # of a dict, when the value is one
    file: str | None = None  # name of the database's file
    environment: tuple[str, ...] = ()  # sorted: variables of this run that gave its host or file


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list whose items matter, such as a key that sessions may be signed with."""

    type: str
    length: int | None = None  # of a text


@dataclass(frozen=True, slots=True)
class AbsentFile:
    """A file that `silent=True` let the app go on without."""

    loader: str  # "from_pyfile", "from_envvar(SHOP_SETTINGS)"
    file: str  # relative to the project, else its name
    place: Place = NOWHERE  # the call
    instance: bool = False  # in the instance folder, which a deployment fills
    twin: str | None = None  # a file of that name in another folder that Flask might have meant


@dataclass(frozen=True, slots=True)
class DroppedKey:
    """An attribute that `from_object` passed over, because its name is not in upper case."""

    name: str
    key: str  # what Flask or an extension reads
    owner: str  # the class or module
    place: Place = NOWHERE
