"""The answers of the app's test client."""

from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.boot import Crash, Event
from releasecheck.facts.deploy import HealthCheck
from releasecheck.facts.place import NOWHERE, Place
from releasecheck.facts.work import Warm


@dataclass(frozen=True, slots=True)
class Cookie:
    """A Set-Cookie header without its value."""

    name: str
    secure: bool
    http_only: bool
    same_site: str | None
    size: int = 0  # of the whole header, in bytes
    lasts: int | None = None  # Max-Age in seconds, where one is given
    deleted: bool = False  # it takes the cookie away
    opaque: bool = False  # the value is long and mixed: an identifier or a token, no choice of the visitor's
    domain: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """What a page holds and its own Content-Security-Policy keeps a browser from using."""

    directive: str  # that forbids it: "script-src", or "default-src" where that stands in for it
    what: Literal[
        "inline script", "event handler", "inline style", "style attribute", "script", "style sheet", "image"
    ]
    source: str | None = None  # the origin that is not allowed; null for what is inline
    line: int | None = None  # of the first, in the page
    count: int = 1


Variant = Literal[
    "origin",  # GET with the Origin of a stranger
    "preflight",  # OPTIONS, as a browser asks before a stranger's request
    "host",  # GET under a name that is not the app's
    "forwarded",  # GET over http, forwarded by a proxy that says it was https
    "visited",  # GET with the session that another page began
]


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
    uncaught: bool = False  # the crash went through every frame of the project
    second: bool = False  # asked again with the cookies of the first answer
    events: tuple[Event, ...] = ()
    place: Place = NOWHERE  # where it hung, when it timed out
    signed_in: bool = False  # asked with what the project's login hook left
    variant: Variant | None = None  # how it differs from a plain request
    sent: str | None = None  # the Origin or Host that the variant names
    blocked: tuple[Blocked, ...] = ()
    echoes: tuple[Literal["body", "location"], ...] = ()  # where the variant's host turned up
    secrets: tuple[str, ...] = ()  # config keys and variables whose values are in the answer
    like_home: bool = False  # the body is the home page's
    warm: tuple[Warm, ...] = ()  # when it was slow: asked up to three times more
    health_checks: tuple[str, ...] = ()  # the dependencies that a health answer names
    lists: tuple[Literal["config", "environment", "rules"], ...] = ()  # of these nearly all is in the body
    digest: str | None = None  # SHA-256 of the body of a style sheet or script
    password_hashes: int = 0  # how many different ones are in the body
    parting: bool = False  # of a page that ends the session, which a stranger alone asks, and once
    file: str | None = None  # of the project, which the body is and which is no visitor's
    markup: Literal["none", "still"] | None = None  # of a page: no tag at all; no script, form or handler
    within: str | None = None  # the package that it hung in, in a call to C: "MySQLdb", "socket"
    linked_from: str | None = None  # the path of the page whose link was followed there
    refused: int | None = None  # the error of a visitor's (403) that an error handler made the answer of

    @property
    def plain(self) -> bool:
        """Whether it answers a stranger's first request, with nothing special about it."""
        return not (self.second or self.signed_in or self.variant or self.parting)


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A limit of Flask-Limiter that a request was held to."""

    shown: str  # "50 per 1 hour"
    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Health:
    """The health route, asked as load balancers and orchestrators ask it."""

    path: str
    endpoint: str
    answer: Response  # over https, by a name of the app's
    plain: Response | None = None  # over http
    head: Response | None = None
    by_address: Response | None = None  # over http, as http://10.0.0.1:8000
    by_localhost: Response | None = None  # over http, as http://localhost:8000
    cached: bool = False  # Flask-Caching keeps what its view answers
    by_loopback: Response | None = None  # over http, as http://127.0.0.1:8000
    limits: tuple[RateLimit, ...] = ()

    @property
    def answers(self) -> tuple[Response, ...]:
        """All there are."""
        by_name = (self.by_address, self.by_localhost, self.by_loopback)
        return tuple(one for one in (self.answer, self.plain, self.head, *by_name) if one is not None)


@dataclass(frozen=True, slots=True)
class Trusted:
    """From how many proxies the app believes an X-Forwarded header; "any" is the leftmost, the visitor's."""

    address: int | Literal["any"] = 0  # X-Forwarded-For, for request.remote_addr
    scheme: int | Literal["any"] = 0  # X-Forwarded-Proto
    host: int | Literal["any"] = 0  # X-Forwarded-Host
    foreign_host: bool = False  # links are built with whatever Host a request names


@dataclass(frozen=True, slots=True)
class Login:
    """What became of the project's login hook."""

    hook: str  # as the setting names it
    crash: Crash | None = None
    reason: str | None = None  # why nothing was asked signed in; null when it was
    protected: bool = False  # Flask-Login drops a user whose session does not say which browser it is


@dataclass(frozen=True, slots=True)
class Unasked:
    """A route that was left out, and why."""

    rule: str
    endpoint: str
    reason: str
    lacking: tuple[str, ...] = ()  # its arguments, where a value for these is all that it needs


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The answer to an exception raised on purpose in a spare boot."""

    accept: str  # "text/html" or "application/json"
    status: int | None
    shows: tuple[Literal["exception text", "traceback", "project path", "debugger"], ...] = ()
    escaped: Crash | None = None  # the error handler itself failed
    headers: dict[str, str] = field(default_factory=dict)  # as of a Response
    secrets: tuple[str, ...] = ()  # as of a Response


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a handler of the app made of an HTTP error that a view raised on purpose in a spare boot."""

    code: int  # 403
    status: int


@dataclass(frozen=True, slots=True)
class Probed:
    """The app's own answer to a health check of a deploy file."""

    check: HealthCheck
    response: Response


@dataclass(frozen=True, slots=True)
class Requests:
    """The request sweep."""

    responses: tuple[Response, ...]  # of rules without arguments, with examples, or linked from a page
    unasked: tuple[Unasked, ...] = ()
    not_found: Response | None = None  # a path that no rule has
    wrong_method: Response | None = None  # a method that its rule does not take
    error_pages: tuple[ErrorPage, ...] = ()
    probes: tuple[Probed, ...] = ()
    signed_in: tuple[Response, ...] = ()  # the same once more, after the project's login hook
    variants: tuple[Response, ...] = ()  # a few pages, asked in other ways
    health: Health | None = None
    trusted: Trusted | None = None
    login: Login | None = None
    static: Response | None = None  # a file of the app's static folder
    sends: tuple[str, ...] = ()  # headers that the settings add to every request, without their values
    api_not_found: Response | None = None  # a path that no rule has, below where the JSON is
    not_allowed: Response | None = None  # GET of a rule that takes other methods only
    assets: tuple[Response, ...] = ()  # a few style sheets and scripts of the static folder
    caught: Response | None = None  # a random path, which a rule of the project takes as it takes every one
    favicon: Response | None = None  # /favicon.ico, where a rule of the project with an argument takes it
    absent: tuple[Response, ...] = ()  # rules with an argument, for an id or a name that nobody has
    lost_links: tuple[Response, ...] = ()  # paths that a page links to and no rule takes
    own_files: tuple[Response, ...] = ()  # views that send files, asked for files that are no visitor's
    refusals: tuple[Refusal, ...] = ()  # of errors for which the app has a handler, but 404 and 405

    @property
    def pages(self) -> tuple[Response, ...]:
        """The answers of the routes, the stranger's first."""
        return (*self.responses, *self.signed_in)

    @property
    def every(self) -> tuple[Response, ...]:
        """All answers there are, the anonymous visitor's first."""
        wrong = tuple(one for one in (self.not_found, self.wrong_method) if one is not None)
        asked = self.health.answers if self.health else ()
        return (*self.responses, *self.signed_in, *wrong, *self.variants, *asked)
