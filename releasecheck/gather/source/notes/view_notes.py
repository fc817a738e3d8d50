"""What is noted of one view while its body is walked."""

from dataclasses import dataclass, field

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.views import (
    Answered,
    Cached,
    Conversion,
    FlowKind,
    OwnedRow,
    StateChange,
    Swallowed,
    Unlooked,
    Webhook,
)
from releasecheck.gather.source.code.endings import Claim


@dataclass(frozen=True, slots=True)
class Taken:
    """Data of the request: as written, the names that it went through, whether the text begins with it."""

    source: str
    names: frozenset[str] = frozenset()
    leading: bool = True
    upload: bool = False  # a file that was sent, whose own name is data too


@dataclass(frozen=True, slots=True)
class Reached:
    """Data of the request in a call that takes it for the app's own; a check elsewhere may clear it."""

    kind: FlowKind
    taken: Taken
    call: str
    place: Place


@dataclass(frozen=True, slots=True)
class Branch:
    """An `if` without `else`: on the way past it a name holds what it held before."""

    last_line: int
    taken: dict[str, Taken]


@dataclass(slots=True)
class ViewNotes:
    """The notes; `locals` are the names that the view gives a value of its own."""

    function: str
    place: Place
    view: Place
    verb: str | None = None
    of_resource: bool = False  # Flask-RESTful or -RESTX makes the answer of what it returns
    decorated: bool = True  # by a route, and so there is a RouteFunction that tells what it changes
    decorators: tuple[str, ...] = ()
    cached: Cached | None = None
    ends_at: Place = NOWHERE
    ends_null: Place = NOWHERE
    ends_unless: frozenset[Claim] | None = None  # neither is so where all of these are
    ends_session: bool = False
    sets_session: bool = False
    asks: str | None = None  # of its visitor, before it lets him in
    bare_class: bool = False
    compares_sent: bool = False
    decorated_class: bool = False
    unlooked: tuple[Unlooked, ...] = ()
    webhook: Webhook | None = None
    rows: tuple[OwnedRow, ...] = ()
    conversions: tuple[Conversion, ...] = ()  # of its arguments
    looks_at: int | None = None  # the first line that asks what the request is, or what it brings

    identity: dict[str, int] = field(default_factory=dict)  # what tells who it is -> the first line
    reads: dict[str, None] = field(default_factory=dict)
    calls: dict[str, None] = field(default_factory=dict)

    taken: dict[str, Taken] = field(default_factory=dict)  # local name -> what it holds
    checked: set[str] = field(default_factory=set)  # names and sources that a test or a guard looks at
    rooted: set[str] = field(default_factory=set)  # likewise, only for "/" as their first character
    hostless: set[str] = field(default_factory=set)  # likewise, only for a host that they name
    of_hosts: set[int] = field(default_factory=set)  # ids of the calls that are asked for that host
    reached: list[Reached] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    globals: frozenset[str] = frozenset()
    locals: set[str] = field(default_factory=set)
    of_visitor: set[str] = field(default_factory=set)  # those of them that hold something of the request
    changes: list[StateChange] = field(default_factory=list)  # of names as written here
    rebinds: set[str] = field(default_factory=set)  # those of them that are given another value
    filled_once: set[str] = field(default_factory=set)  # names that are asked for before they are filled

    answered: list[Answered] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)  # names that an `except` lets say so
    hidden_failures: list[Place] = field(default_factory=list)
    swallowed: list[Swallowed] = field(default_factory=list)
    names: dict[str, tuple[str, ...] | None] = field(
        default_factory=dict
    )  # local name -> constants it may be
    named_at: dict[str, Place] = field(default_factory=dict)  # such a constant -> where a name got it
    takes: dict[str, Place] = field(default_factory=dict)  # of a visitor: 'session["user_id"]' -> first
    looked: set[str] = field(default_factory=set)  # which of those it looks for; "" for the visitor as such
    set_to: dict[str, object] = field(default_factory=dict)  # of the app's config -> the first constant
    looked_for: set[str] = field(default_factory=set)  # of the session, be it for the visitor or not
    tried_until: int = 0  # the last line of a `try` that catches what comes of a stranger
    of_app: dict[str, str] = field(default_factory=dict)  # local name -> what it read of the app
