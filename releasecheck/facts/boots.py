"""What the boots beside the first told, and what an app does while it is built that only shows in several."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.boot import BootOutcome, Crash
from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class OtherBoot:
    """A boot under another circumstance, and in what the app differs from that of the boot as given."""

    outcome: BootOutcome
    crash: Crash | None = None
    routes: tuple[str, ...] = ()  # that only one of the two has
    config: tuple[str, ...] = ()  # keys that only one of the two has, or with another value
    made: tuple[str, ...] = ()  # files that it left in its working directory, which was empty
    folders: tuple[str, ...] = ()  # of the app, which there are for the one alone: "templates"


@dataclass(frozen=True, slots=True)
class Running:
    """A thread that was started while the app was built, and that still ran when it was up."""

    name: str  # the function that it runs, where that is known
    by: str | None  # the library that started it; null for the project's own code
    daemon: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Leak:
    """A secret of the live app that it wrote out."""

    key: str
    stream: Literal["stdout", "stderr", "log"]
    place: Place = NOWHERE
    asked: bool = False  # while it was asked, not while it was built


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A call that the library it belongs to is going to drop."""

    library: str
    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Relative:
    """A file that was reached from the working directory."""

    path: str
    place: Place
    there: bool = False  # there was such a file
    absolute: bool = False  # the whole path was given, which begins with the working directory


@dataclass(frozen=True, slots=True)
class Repeated:
    """How the app's factory fared when it was called a second time in one process."""

    name: str
    place: Place
    crash: Crash | None = None


@dataclass(frozen=True, slots=True)
class Dotenv:
    """What a dotenv file gives that nothing but Flask's command line loads."""

    file: str
    variables: tuple[str, ...]  # that the app asked for
    place: Place = NOWHERE  # the first of them in the file, or where the app asked for it
    loaded_by: str | None = None  # the deploy file that mentions it
    development: bool = False  # it says so itself, by a variable such as APP_ENV=development
    unread: bool = False  # not even Flask loads it: python-dotenv is not installed
    without: OtherBoot | None = None  # the boot without them


@dataclass(frozen=True, slots=True)
class Ignored:
    """A variable that is meant to give a secret, and that does not."""

    variable: str
    key: str  # of the config
    signing: bool
    place: Place  # where the variable is named, or where the key is set
    key_place: Place
    named_in: str  # a file, or "--set or --env-file"
    keyless: bool = False  # the config has no such key at all, instead of another one


@dataclass(frozen=True, slots=True)
class Boots:
    """What several boots tell; null for a boot that was not needed or not wanted."""

    took_s: float = 0.0  # the first, to build the app
    worked_s: float = 0.0  # processor time of it
    again: OtherBoot | None = None  # under the same circumstances
    elsewhere: OtherBoot | None = None  # from another working directory
    factory: Repeated | None = None
    dotenv: tuple[Dotenv, ...] = ()
    undecodable: tuple[str, ...] = ()  # dotenv files at which Flask's command line ends: no UTF-8
    ignored: tuple[Ignored, ...] = ()
    relative: tuple[Relative, ...] = ()
    threads: tuple[Running, ...] = ()
    leaks: tuple[Leak, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    program: bool = False  # production runs the target as a program, in one process
    from_manifest: bool = False  # a deploy file says what is served and from which directory
    missed: tuple[Relative, ...] = ()  # files of the project that the app came up without elsewhere
    folders: tuple[Relative, ...] = ()  # made in the other working directory once more
