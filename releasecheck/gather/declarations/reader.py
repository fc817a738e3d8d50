"""What the readers of all formats share: where they are, what they read, what they make of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.utils import canonicalize_name

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Requirement, Stage, Unread
from releasecheck.gather.decoding import decoded

_LARGEST = 8 * 2**20
_DEVELOPMENT = re.compile(
    r"(^|[._/ -])(dev|devel|develop|development|tests?|testing|local|ci|lint(ing)?|linters?|docs?"
    r"|rtd|readthedocs|sphinx|typing|types|style|format(ting)?|debug|build|tools?)([._/ -]|$)"
)


@dataclass(slots=True)
class Declared:
    """What was read of all files."""

    declared: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    locked: list[Requirement] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    locks: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    by_pipenv: list[tuple[Place, bool]] = field(default_factory=list)  # its installs, and which skip the lock
    lock_skipped: Place | None = None  # the install by which Pipfile.lock is not what the release takes
    installing: set[str] = field(default_factory=set)  # what is installed by name where that declares nothing


@dataclass(frozen=True, slots=True)
class Document:
    """One file that is being read, and what requirements in it become."""

    path: str  # relative to the project
    text: str
    markers: Mapping[str, str]  # what markers are held against
    into: Declared

    def add(self, requirement: Requirement | None, stage: Stage = "release") -> None:
        """Note what is asked for."""
        if requirement is not None:
            self.into.declared.append(replace(requirement, stage=stage))

    def requirement(self, text: str, line: int | None = None, *, pips: bool = False) -> Requirement | None:
        """A requirement as PEP 508 has it; what is none is noted as unread, as refused where pip reads it."""
        at = Place(self.path, line or self.line_of(text))
        try:
            parsed = Parsed(text)
        except InvalidRequirement:
            self.into.unread.append(Unread(at, "no requirement as pip reads them", refused=pips))
            return None
        return Requirement(
            name=canonicalize_name(parsed.name),
            specifier=str(parsed.specifier),
            place=at,
            extras=tuple(sorted(parsed.extras)),
            located=parsed.url is not None,
            applies=parsed.marker is None or parsed.marker.evaluate({**self.markers, "extra": ""}),
        )

    def line_of(self, *wanted: str) -> int | None:
        """The first line that holds all of these, for formats whose parser does not tell."""
        lines = enumerate(self.text.splitlines(), start=1)
        return next((number for number, line in lines if all(one in line for one in wanted)), None)

    def line_that_asks(self, name: str) -> int | None:
        """The first line that begins with it, as a key or an item of a list; else one that has it."""
        asks = re.compile(rf"""[\s-]*["']?(?:\S+::)?{re.escape(name)}["']?\s*(?:[=<>!~\[:]|$)""")
        lines = enumerate(self.text.splitlines(), start=1)
        return next((number for number, line in lines if asks.match(line)), self.line_of(name))


def stage_of(name: str) -> Stage:
    """For what a file or a group of that name is installed."""
    return "development" if _DEVELOPMENT.search(name.lower().replace("_", "-")) else "release"


def text_of(file: Path) -> str | None:
    """The text of a file in the encoding that its byte order mark tells; null when it is not to be had."""
    try:
        if not file.is_file() or file.stat().st_size > _LARGEST:
            return None
        content = file.read_bytes()
    except OSError:
        return None
    return decoded(content)
