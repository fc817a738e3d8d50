"""What a suite does beside passing or failing."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.imports import Import
from releasecheck.facts.place import NOWHERE, Place

Reach = Literal["file", "local", "near", "far"]  # this machine, its own network, the internet


@dataclass(frozen=True, slots=True)
class Met:
    """What the last request of a failing test came to, and what the app raised for it; never its words."""

    endpoint: str | None
    method: str
    status: int
    type: str | None = None  # of the exception, without its module
    place: Place = NOWHERE
    library: str | None = None  # as in Crash: "jinja2/utils.py:33"
    refused: int | None = None  # the status of the HTTP error that was raised, whatever a handler made of it
    path: str | None = None  # that was asked, where no route is


@dataclass(frozen=True, slots=True)
class Reached:
    """A server on the internet that a test connected to."""

    server: str  # "api.example.com:443"
    node: str | None  # the test
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class SharedDatabase:
    """A database that tests wrote to and that the app as booted uses too, by a config key or an engine."""

    key: str
    reach: Reach
    variables: tuple[str, ...]  # of the environment, whose value it is
    node: str  # the test that wrote first, or the file whose import did; "" where only the file tells
    late: bool = False  # the tests change the config after the engine was made, which is the app's own
    place: Place = NOWHERE  # of an engine that a module makes, by whose name it is called
    opened: bool = False  # the place opens the file by its name, without an engine
    changed_at: Place = NOWHERE  # where a test or a conftest.py names the key that it changes too late

    @property
    def at_import(self) -> bool:
        """Whether no test had run yet: a file of tests was only imported."""
        return bool(self.node) and "::" not in self.node


@dataclass(frozen=True, slots=True)
class BareCommand:
    """A line that tells people to run `pytest` by itself, where nothing puts the root on the import path."""

    place: Place
    folder: str  # below the project, where it is run: "."
    imports: tuple[Import, ...] = ()  # of the files of tests, the first of each name in each


@dataclass(frozen=True, slots=True)
class Disorder:
    """A test that passes in the suite's order and fails in another."""

    node: str
    type: str
    place: Place
    alone: bool | None = None  # whether it passes when it runs by itself; null where that was not tried
    others: tuple[str, ...] = ()  # more tests of its kind
    repeats: bool = True  # false: it fails in the suite's own order too, when the suite runs once more


@dataclass(frozen=True, slots=True)
class SetVariable:
    """An environment variable that conftest.py, or the settings of pytest or tox, set for the tests."""

    name: str
    place: Place
