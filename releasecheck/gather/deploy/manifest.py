"""One deploy file, and the items that are read from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.deploy import (
    EnvFile,
    FileMount,
    FleetingStore,
    HealthCheck,
    Image,
    Launch,
    Mount,
    NewDisk,
    Proxy,
    Published,
    RunFile,
    SetTwice,
    Step,
    StorePassword,
    UnreadProcess,
)
from releasecheck.gather.decoding import decoded

LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Script:
    """A shell script of the project."""

    path: str  # relative to the project
    text: str = field(repr=False)


Scripts = Mapping[str, Script]  # by the name of the file


@dataclass(frozen=True, slots=True)
class Given:
    """A variable; its value, which may be a secret, stays in the gatherers, and is null if kept elsewhere."""

    name: str
    value: str | None = field(repr=False)
    place: Place
    served: bool = False  # by a compose file, to a service that runs its image as a release does
    kept_in: str | None = None  # the Secret of Kubernetes that it is a key of


@dataclass(frozen=True, slots=True)
class Handed:
    """A variable that a container gets from a key of a Secret."""

    name: str
    secret: str
    key: str


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """gunicorn's config file."""

    place: Place
    workers: int | None = None
    threads: int | None = None
    worker_class: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service of a compose file that has variables, or that tells what an image is for."""

    builds: str | None  # the Dockerfile, relative to the project
    starts: bool  # a server of its own, whatever the image starts by itself
    released: bool  # it runs as in a release, so far as can be seen
    given: tuple[Given, ...] = field(repr=False)
    mounts_code: bool = False  # which is all that keeps it from being `released`
    own_server: bool = False  # likewise Flask's, be the code mounted or not
    paths: tuple[str, ...] = ()  # folders of the project that it puts on the import path
    developing: bool = False  # it says so, or the code of this machine replaces that of the image
    as_built: bool = False  # it runs the image as it is, mounts nothing of this machine


@dataclass(frozen=True, slots=True)
class AppPort:
    """A port that a service of a compose file, which serves an app as a release does, opens to all."""

    names: tuple[str, ...]  # by which other services reach it
    port: Published


_Fact = (
    Launch
    | EnvFile
    | HealthCheck
    | Proxy
    | Image
    | Step
    | UnreadProcess
    | Published
    | FleetingStore
    | StorePassword
    | Mount
    | FileMount
    | RunFile
    | NewDisk
    | SetTwice
)
Item = _Fact | Given | Handed | ServerConfig | Service | AppPort


@dataclass(frozen=True, slots=True)
class Manifest:
    """A deploy file of the project, with what its commands may call."""

    project: Path
    path: str  # relative to the project
    text: str = field(repr=False)
    scripts: Scripts = field(repr=False)

    @property
    def folder(self) -> Path:
        """The folder that it is in."""
        return (self.project / self.path).parent

    def at(self, line: int | None) -> Place:
        """A place in it."""
        return Place(self.path, line)

    def line_of(self, *words: str) -> Place:
        """The first line that has all these words, for the formats whose parsers tell no lines."""
        for number, line in enumerate(self.text.splitlines(), 1):
            if all(re.search(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])", line) for word in words):
                return self.at(number)
        return self.at(1)


def read(path: Path) -> str:
    """The text, empty for a file that cannot be read or is no deploy file by its size."""
    try:
        return decoded(path.read_bytes()).replace("\r\n", "\n") if path.stat().st_size < LARGEST else ""
    except OSError:
        return ""
