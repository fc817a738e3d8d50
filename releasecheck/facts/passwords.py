"""What the project does with the passwords that its visitors type."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import Place

ALL_SENT = "all that was sent"  # instead of a password's own name, in a log
PasswordUseKind = Literal["kept", "compared", "logged", "shown"]


@dataclass(frozen=True, slots=True)
class PasswordUse:
    """A password as it was typed, with no hash on the way."""

    kind: PasswordUseKind
    what: str  # where it goes or what it is compared with, as written: "user.password", "User(password=)"
    place: Place
    hashed_at: Place | None = None  # where another function gives the same a hash
    by_lookup: bool = False  # a row with just that password is asked for, in a project that makes no hash


@dataclass(frozen=True, slots=True)
class KnownPassword:
    """An account that is given a constant as its password; what that is stays in the gatherer."""

    call: str  # that takes it: "set_password", "User"
    function: str | None  # qualified name of the one it stands in; null for the module's own level
    place: Place
    variable: str | None = None  # it is the fallback of this variable of the environment
    command: str | None = None  # of the command line, or the file's own name, that somebody has to run for it
    of_admins: bool = False  # the function that makes it speaks of administrators
    as_program: bool = False  # it is made when the file is run, whoever imports it or not
    starts: bool = False  # the command is a file that then starts the app
    called_at: Place | None = None  # a module calls its function there when it is imported
    sure: bool = False  # and nothing is seen on which that call or the account depends
