"""What a request has to wait for."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import Place

SLOW_S = 1.0  # a page that takes longer is slow
FLASK_MAIL = "flask_mail.Mail.send"  # as the call of a Wait
# A "model" answers within ten minutes, or not at all.
WaitKind = Literal["sleep", "process", "network", "store", "model"]


@dataclass(frozen=True, slots=True)
class Warm:
    """One more call of a route that was slow at first; what others had of the processor is left out."""

    duration_s: float
    cpu_s: float  # of it, at work in Python or below it


@dataclass(frozen=True, slots=True)
class Wait:
    """A call that makes a request wait, in a function that a view or a hook of its module reaches."""

    kind: WaitKind
    call: str  # dotted, as imported: "time.sleep", "requests.Session.get"
    place: Place
    path: tuple[str, ...]  # from the view or the hook to the function that holds the call
    hook: bool = False  # it begins in a hook or an error handler and not in a view
    session: str | None = (
        None  # the object of requests.Session that it asks by, with whose it is: "Api.self.web"
    )


@dataclass(frozen=True, slots=True)
class RemoteCall:
    """A call that asks another machine while its module is imported, perhaps on a condition."""

    what: str  # "requests.get", "AWS Secrets Manager (get_secret_value)"
    place: Place
    database: bool = False  # it connects to a database, whatever the circumstances, and nothing is caught


@dataclass(frozen=True, slots=True)
class BackslashPath:
    """A path that only Windows understands."""

    path: str  # as its constant has it
    meant: str  # below the project, with slashes
    place: Place


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that a function opens by a path from the working directory, when a view or a hook asks it to."""

    path: str  # as written
    place: Place
    way: tuple[str, ...] = ()  # from the view or the hook to that function
