"""Facts: what the gatherers saw, frozen, redacted, to JSON and back exactly."""

from dataclasses import dataclass, field
from typing import Literal

import msgspec

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Unbooted
from releasecheck.facts.boots import Boots
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.left import Left
from releasecheck.facts.live import Live
from releasecheck.facts.place import NOWHERE, Place
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.facts.replicas import Replicas
from releasecheck.facts.repository import Repository, Review
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import RouteLock
from releasecheck.facts.runs import Deployed, Git, Lint, Tests
from releasecheck.facts.source import Source
from releasecheck.facts.stood_in import StoodIn
from releasecheck.facts.templates import Templates

__all__ = ["NOWHERE", "Absence", "Facts", "Place", "Project", "from_json", "to_json"]


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a fact is not there: not wanted or nothing to see (skipped), or not to be had (inconclusive)."""

    outcome: Literal["skipped", "inconclusive"]
    reason: str


@dataclass(frozen=True, slots=True)
class Project:
    """The project and what its owner asked for."""

    name: str
    health: str | None = None  # the health path named by --health or the settings
    url: str | None = None
    build: str | None = None  # what this release is called: --build, else the git commit
    python_named: bool = False  # somebody named the interpreter
    requires_python: str | None = None  # as pyproject.toml has it


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the checks may see; a check asks for a field by its parameter's name."""

    project: Project
    boot: Boot | None = None
    app: App | None = None
    requests: Requests | None = None
    templates: Templates | None = None
    source: Source | None = None
    git: Git | None = None
    lint: Lint | None = None
    tests: Tests | None = None
    deployed: Deployed | None = None
    missing: dict[str, Absence] = field(default_factory=dict)  # field name -> why it is null
    timings: dict[str, float] = field(default_factory=dict)  # gatherer -> seconds
    cut: str | None = None  # what the run's deadline left unfinished
    deploy: Deploy | None = None
    dependencies: Dependencies | None = None
    repository: Repository | None = None
    review: Review | None = None
    boots: Boots | None = None
    rehearsal: Rehearsal | None = None
    live: Live | None = None
    locked: RouteLock | None = None
    opened: tuple[str, ...] = ()  # databases that came to be by being opened, and stayed empty: taken away
    left: tuple[Left, ...] = ()  # by the boots, the sweep and the suite, in the project's folder
    replicas: Replicas | None = None
    unbooted: Unbooted | None = None
    stood_in: StoodIn | None = None  # where the boot as given lacked what a stand-in could be made for


def to_json(facts: Facts) -> bytes:
    """Facts as JSON."""
    return msgspec.json.encode(facts)


def from_json(text: bytes | str) -> Facts:
    """Facts from `to_json`'s text; raises msgspec.ValidationError naming the place."""
    return msgspec.json.decode(text, type=Facts)
