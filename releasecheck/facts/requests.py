"""The answers of the app's test client."""

from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.boot import Crash, Event
from releasecheck.facts.place import NOWHERE, Place
from releasecheck.facts.work import Warm


@dataclass(frozen=True, slots=True)
class Cookie:
    """A Set-Cookie header without its value."""

    name: str
    secure: bool
    http_only: bool
    same_site: str | None


@dataclass(frozen=True, slots=True)
class Response:
    """What one request came to."""

    method: str
    path: str
    endpoint: str | None
    rule: str | None
    outcome: Literal["answered", "raised", "killed", "timed-out"]
    status: int | None = None
    duration_s: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)  # lower-case names; Set-Cookie left out
    cookies: tuple[Cookie, ...] = ()
    crash: Crash | None = None  # what reached an error handler, escaped, or was caught to answer an error
    second: bool = False  # asked again with the cookies of the first answer
    events: tuple[Event, ...] = ()
    place: Place = NOWHERE  # where it hung, when it timed out
    warm: tuple[Warm, ...] = ()  # when it was slow: asked up to three times more


@dataclass(frozen=True, slots=True)
class Unasked:
    """A route that was left out, and why."""

    rule: str
    endpoint: str
    reason: str


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The answer to an exception raised on purpose in a spare boot."""

    accept: str  # "text/html" or "application/json"
    status: int | None
    shows: tuple[Literal["exception text", "traceback", "project path", "debugger"], ...] = ()
    escaped: Crash | None = None  # the error handler itself failed


@dataclass(frozen=True, slots=True)
class Requests:
    """The request sweep."""

    responses: tuple[Response, ...]
    unasked: tuple[Unasked, ...] = ()
    not_found: Response | None = None  # a path that no rule has
    wrong_method: Response | None = None  # a method that its rule does not take
    error_pages: tuple[ErrorPage, ...] = ()
    static: Response | None = None  # a file of the app's static folder
