"""What the app's interpreter has installed, and what the project says it needs."""

from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.place import Place

Stage = Literal["release", "development", "optional"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution, as its own metadata has it."""

    name: str  # normalised: "flask-login"
    version: str
    requires: tuple[str, ...] = ()  # what it asks for under this interpreter: "click>=8"
    imports: tuple[str, ...] = ()  # the top-level names that it brings
    extras: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what each extra asks for beyond that


@dataclass(frozen=True, slots=True)
class Requirement:
    """One distribution that a file of the project names."""

    name: str  # normalised
    specifier: str  # ">=2,<3"; "" for any version
    place: Place
    stage: Stage = "release"
    extras: tuple[str, ...] = ()
    located: bool = False  # a URL or a path says where it is from
    applies: bool = True  # its marker holds for the app's interpreter


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of requirements that could not be read as one, or a line of it."""

    place: Place
    reason: str
    refused: bool = False  # a line at which pip stops


@dataclass(frozen=True, slots=True)
class ReleasePython:
    """The Python that the project names for its release."""

    version: str  # "3.7"
    place: Place  # of the file that names it


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The installed distributions, the declared requirements, and the versions that lock files hold."""

    installed: tuple[Distribution, ...]
    declared: tuple[Requirement, ...] = ()
    constraints: tuple[Requirement, ...] = ()  # of `-c` files: they bind and ask for nothing
    locked: tuple[Requirement, ...] = ()
    files: tuple[str, ...] = ()  # that declare something, lock files among them
    locks: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    own_interpreter: bool = True  # the app's; false when it is releasecheck's for want of one
    own: tuple[str, ...] = ()  # distributions that are the project itself
    platform: str | None = None  # "linux"
    installing: tuple[
        str, ...
    ] = ()  # names that scripts install, or other installers than pip: "python3-yaml"
    lock_skipped: Place | None = (
        None  # the image's `pipenv install --skip-lock`, by which no Pipfile.lock counts
    )
    python: ReleasePython | None = None  # that the next install runs with, where the project says so
