"""What the project's views do inside, by their own source."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place

Webhook = Literal["GitHub", "Meta", "Slack", "Stripe", "Twilio"]  # services that sign what they send
FlowKind = Literal["template", "redirect", "file", "code", "pattern"]


@dataclass(frozen=True, slots=True)
class Flow:
    """Data of the request in a call that takes it for the app's own, with no check on the way."""

    kind: FlowKind
    source: str  # as written: `request.args["next"]`
    call: str  # dotted name of what is called
    place: Place
    rooted: bool = False  # it is asked whether it begins with "/", and nothing more
    hostless: bool = False  # likewise, whether it names a host


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change of a variable that belongs to a module and so to one worker process."""

    variable: str  # dotted, with the module that defines it
    how: str  # as a clause: "append()", "an item is set"
    place: Place


HookKind = Literal["view", "hook", "error handler", "event"]


@dataclass(frozen=True, slots=True)
class HookChange:
    """A change of a module's variable by a function that Flask or an extension calls, by no route."""

    kind: HookKind  # a view is Flask-Admin's, an event Flask-SocketIO's
    function: str
    change: StateChange

    @property
    def place(self) -> Place:
        """Where it is changed."""
        return self.change.place


@dataclass(frozen=True, slots=True)
class SocketEvent:
    """A function that Flask-SocketIO calls for an event."""

    event: str  # "connect", "message"
    function: str
    place: Place  # its `def`
    writes: tuple[str, ...] = ()  # calls that change something, its own and those that it comes to
    asks: bool = False  # it may look who sends it


@dataclass(frozen=True, slots=True)
class WriteThrough:
    """A call that changes something, in a function that a view calls, where a GET may come."""

    path: tuple[str, ...]  # of calls from the view to that function, as written: "stock.remove"
    write: str  # "session.commit"
    place: Place
    knows_visitor: bool = False  # its module imports what tells who asks: it may look itself


@dataclass(frozen=True, slots=True)
class Cached:
    """A decorator that keeps the answer of a view."""

    decorator: str
    place: Place
    own_key: bool = False  # the key is made by a function of the project's
    by_query: bool = False  # query_string=True
    login_inside: str | None = None  # a login decorator below it, which a kept answer passes by


AnsweredKind = Literal["text", "traceback", "object"]  # the last in a JSON body, which takes none


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what was caught and nobody foresaw: its text, its traceback, or the exception."""

    kind: AnsweredKind
    place: Place


@dataclass(frozen=True, slots=True)
class FailingExcept:
    """An `except` block that reads what the exception lacks when nothing answered the request."""

    caught: str  # dotted, as imported: "requests.RequestException"
    read: str  # as written: "e.response.text"
    place: Place


@dataclass(frozen=True, slots=True)
class UnboundName:
    """A name that a `finally` block reads, though the call which was to give it may have failed."""

    name: str
    call: str  # dotted, as written: "mysql.connector.connect"
    place: Place  # of what reads it
    lost: bool  # an `except` block of the same `try` deals with the failure, in vain


@dataclass(frozen=True, slots=True)
class Presumed:
    """What a view takes of its visitor as if somebody were signed in; a stranger has no such thing."""

    what: str  # 'session["user_id"]', "current_user.id"
    place: Place


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A row that a query looks up by what the visitor names, used with no look whether there is one."""

    name: str  # local; "" where it has none
    used: str  # as written: "user.password", "db.session.delete(user)"
    by: str  # the path's argument, or the key of what was sent
    in_path: bool
    place: Place  # of the use


@dataclass(frozen=True, slots=True)
class Swallowed:
    """A call that answers 404 or the like, in a `try` whose `except` answers 500 to everything."""

    call: str  # "get_or_404", "abort"
    place: Place
    by: Place  # the `except`


@dataclass(frozen=True, slots=True)
class HidingGuard:
    """A decorator that calls the view in its own `try` and refuses the visitor whatever was raised."""

    name: str
    status: int  # 401 or 403
    place: Place  # what it catches


CsrfGapKind = Literal["form", "token"]  # what a request may lack


@dataclass(frozen=True, slots=True)
class CsrfGap:
    """Where a check of the CSRF token lets a request pass that has none."""

    lacks: CsrfGapKind
    place: Place  # the `if`


@dataclass(frozen=True, slots=True)
class CsrfCheck:
    """A function of the project that compares the CSRF token, or calls one that does."""

    function: str  # bare name
    place: Place = NOWHERE  # its `def`; NOWHERE where it only calls
    gap: CsrfGap | None = None


GuardGapKind = Literal["visitor", "argument", "row"]


@dataclass(frozen=True, slots=True)
class GuardGap:
    """What a decorator of the project takes for granted, with no look whether it is there."""

    kind: GuardGapKind
    decorator: str
    what: str  # "current_user.role", the argument of the rule, the local name of the account's row
    place: Place


@dataclass(frozen=True, slots=True)
class Conversion:
    """An argument of the view's rule made something else, with nothing before that looks what it is."""

    argument: str
    call: str  # dotted, as written: "ObjectId"
    raises: str  # the exception for a word that is none
    place: Place


@dataclass(frozen=True, slots=True)
class OwnedRow:
    """What a view does with the row, or the rows, of one model, by whom they belong to."""

    model: str
    how: Literal[
        "own", "checked", "changed"
    ]  # asked for as the visitor's; looked whose it is; any by its key
    said: str  # as the source has it
    place: Place


@dataclass(frozen=True, slots=True)
class ViewBody:
    """A function under a route decorator or given to `add_url_rule`, or a class-based view's method."""

    function: str
    place: Place  # its `def`
    view: Place  # what the app serves: the same, or the class
    verb: str | None = None  # the one method that it answers, for a method of a class
    decorators: tuple[str, ...] = ()  # below the route's, dotted, from the outermost
    identity: tuple[str, ...] = ()  # what it reads that tells visitors apart: "session", "current_user"
    reads: tuple[str, ...] = ()  # parts of the request: "form", "json", "headers"; "request" for it as such
    calls: tuple[str, ...] = ()  # bare names of what it calls
    ends_at: Place = NOWHERE  # where it can end without a value
    cached: Cached | None = None
    flows: tuple[Flow, ...] = ()
    changes: tuple[StateChange, ...] = ()
    answered: tuple[Answered, ...] = ()
    writes: tuple[str, ...] = ()  # of what is no RouteFunction: as there
    through: tuple[WriteThrough, ...] = ()
    hidden_failures: tuple[Place, ...] = ()  # answers which say, with status 200, that something failed
    ends_session: bool = False  # and does nothing else that lasts
    asks: str | None = None  # what it looks at to turn visitors away: 'session["user_id"]', "g.user"
    bare_class: bool = False  # of a method: neither its class nor a base of it puts anything around it
    ends_null: Place = NOWHERE  # the `if` after which a method of Flask-RESTful or its like answers `null`
    compares_sent: bool = False  # what the request says with something of its own, such as a booking's PIN
    decorated_class: bool = False  # of a method: its class has a decorator that is no route's
    commits_first: bool = False  # before it looks at the request at all
    presumes: tuple[Presumed, ...] = ()  # with no look at the visitor anywhere in it
    sets_session: bool = False  # `session["x"] = ...`
    looks_for: tuple[str, ...] = ()  # of the session, before it takes it: 'session["cart"]'
    unlooked: tuple[Unlooked, ...] = ()
    swallowed: tuple[Swallowed, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    webhook: Webhook | None = None  # the service that calls it
    rows: tuple[OwnedRow, ...] = ()
    lists_accounts: Place = NOWHERE  # where it fetches all accounts
    looks_late: bool = False  # at who the visitor is: by its own source first after a commit
