"""What is noted of the passwords in one file while its tree is walked."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from releasecheck.facts.passwords import PasswordUse
from releasecheck.facts.place import Place


class MadeHash(NamedTuple):
    """A hash that one expression makes."""

    method: str | None  # null for Werkzeug's own choice, "" where it is not known
    by_bcrypt: bool  # and so it is bytes


@dataclass(slots=True)
class Passwords:
    """The uses of what was typed; those of a parameter count only where nobody can have hashed it before."""

    typed: list[PasswordUse] = field(default_factory=list)
    handed_on: list[PasswordUse] = field(default_factory=list)
    whole: list[tuple[str, PasswordUse]] = field(default_factory=list)  # (function, a whole form in a log)
    takers: set[str] = field(default_factory=set)  # functions that take a password out of a request
    of_rows: list[tuple[PasswordUse, Any]] = field(default_factory=list)  # in a log, with their scopes
    documents: list[tuple[str, str, PasswordUse]] = field(
        default_factory=list
    )  # (function, name, all that was sent as an account)
    changed: set[tuple[str, str]] = field(default_factory=set)  # (function, name whose password is another)
    hash_names: set[tuple[str, str]] = field(default_factory=set)  # (function, name of a hash)
    hashing: set[str] = field(default_factory=set)  # functions that make one
    own_making: set[str] = field(default_factory=set)  # classes with an `__init__` of their own
    hashed: dict[str, Place] = field(default_factory=dict)  # what is given one: "User(password=)"
    within: dict[Place, str | None] = field(default_factory=dict)  # of a use of what was typed: its function
    kept_by_model: bool = False  # a property, a validator or a column type sees to it
