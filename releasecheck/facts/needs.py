"""What an app asks its surroundings for and has no substitute for."""

from dataclasses import dataclass

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class NeededVariable:
    """An environment variable that the source reads with nothing to fall back on."""

    name: str
    place: Place
    fatal: bool  # nothing comes of it when it is not set; else None goes on
    function: str | None = None  # qualified name of the function that reads it


@dataclass(frozen=True, slots=True)
class Moved:
    """A module of the project that is imported by a name under which it does not lie."""

    module: str  # as it is imported: "services.mail"
    path: str  # that defines all that is imported from it
    place: Place


@dataclass(frozen=True, slots=True)
class Unkept:
    """A module that is imported and not here, at a path that git ignores."""

    path: str
    place: Place  # of its import


@dataclass(frozen=True, slots=True)
class KnownValues:
    """What the source compares an environment variable with: `os.environ["MODE"] == "production"`."""

    variable: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"the source compares {self.variable} with {' and '.join(map(repr, self.values[:4]))}"


@dataclass(frozen=True, slots=True)
class Wanting:
    """What else an app will ask for that did not come up, as its source and its Python tell."""

    fatal: tuple[str, ...] = ()  # variables that are not set, and without which building it fails
    other: tuple[str, ...] = ()  # variables that are not set, and are read with nothing to fall back on
    samples: tuple[str, ...] = ()  # files that name some of them: ".env.example"
    modules: tuple[str, ...] = ()  # imported by its files, and not found by its Python
    place: Place = NOWHERE  # of the first of these imports
    moved: tuple[Moved, ...] = ()  # likewise not found, for the project has them elsewhere
    known: tuple[KnownValues, ...] = ()  # of variables that are not set
    unkept: tuple[Unkept, ...] = ()  # likewise not found, for git ignores them
