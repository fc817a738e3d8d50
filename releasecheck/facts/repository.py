"""What lies in the project's folder, in git or beside it, and what a person has answered for the release."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place

ExposedKind = Literal["environment", "placeholders", "private-key", "database", "dump", "session"]


@dataclass(frozen=True, slots=True)
class Exposed:
    """A file that holds what only the deployment ought to have; no value of it is kept."""

    kind: ExposedKind
    place: Place  # of its first secret
    tracked: bool
    holds: tuple[str, ...]  # names of variables, of tables' columns with rows
    data: bool = True  # a database that has rows
    example: bool = False  # by its name it is one, or made for tests
    accounts: tuple[str, ...] = ()  # of a database without a row: the columns for passwords and tokens
    typed: bool = False  # a dump has the passwords themselves
    copied_by: Place = NOWHERE  # the line of README or CONTRIBUTING that has an example's database copied
    guessable: bool = False  # variables that hold nothing but passwords of consoles that anybody would try


@dataclass(frozen=True, slots=True)
class Removed:
    """A file for the environment that git had, and has no more but in its history."""

    path: str
    commit: str  # that removed it, its short name
    holds: tuple[str, ...]  # names of variables, of which no other value is known
    kept: Place  # where one of the values still stands, beside git


@dataclass(frozen=True, slots=True)
class Repository:
    """What git does not track, whole folders with "/" at the end, and what nobody should have committed."""

    untracked: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    exposed: tuple[Exposed, ...] = ()
    ignored_here: tuple[
        str, ...
    ] = ()  # of the ignored: by settings of this machine alone, not of the project
    conflicts: tuple[Place, ...] = ()  # the first mark of a merge conflict in each tracked file
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the checklist."""

    id: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered, when, and for which commit."""

    id: str
    answer: str
    by: str
    date: str  # ISO 8601
    commit: str | None = None
    changed: int | None = 0  # files changed since that commit, the answers left out; null when unknown


@dataclass(frozen=True, slots=True)
class Review:
    """The checklist that the project keeps."""

    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    kept_in: Place  # the file that says that there is a checklist
