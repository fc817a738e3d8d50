"""Lines of the project that Python takes and that cannot do what they are there for."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class IdleRoute:
    """`bp.route("/x")` as a statement of its own: a decorator that decorates nothing."""

    router: str  # dotted name before `.route`
    rule: str
    methods: tuple[str, ...] | None  # sorted, in capitals; null when it computes them
    place: Place
    function: str | None = None  # whose definition follows at once


@dataclass(frozen=True, slots=True)
class ReturnedException:
    """`return ValueError("…")`, or the class itself."""

    exception: str
    function: str  # qualified name
    place: Place
    view: Place = NOWHERE  # the `def` of the view that it stands in
    mixed: bool = False  # the function returns other values too
    looked_for: bool = False  # somebody in the project asks whether a value is such an exception


@dataclass(frozen=True, slots=True)
class RequestChange:
    """A change of what Flask has from the request, which cannot be changed: `request.form.pop(…)`."""

    what: str  # as written, without what is given: "form.pop()"
    part: str  # "request.form"
    function: str  # qualified name
    place: Place
    view: Place = NOWHERE  # the `def` of the view that it stands in


@dataclass(frozen=True, slots=True)
class RowGet:
    """`row.get("name")` of a sqlite3.Row, which has no such method."""

    what: str  # as written, without what is given: "row.get"
    place: Place
    function: Place  # its `def`


@dataclass(frozen=True, slots=True)
class FixedRedirect:
    """`redirect("/projects")`: a path of the app that stands there as text."""

    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class FailingCall:
    """A call of a library with what it cannot take, or a read of what it may not have."""

    what: str  # as written, in short: "db.session.delete(orders)"
    raises: str  # the exception's class
    why: str
    fix: str
    function: str  # qualified name
    place: Place
    view: Place = NOWHERE  # the `def` of the view that it stands in
    always: bool = True  # whenever it is reached


@dataclass(frozen=True, slots=True)
class CorsOption:
    """A keyword that Flask-CORS is given, in a call or for some of the paths."""

    name: str
    place: Place
    anybody: bool = False  # it lets in pages of any site; "origins" of a call that gives no keyword at all


@dataclass(frozen=True, slots=True)
class UncalledValidator:
    """`def validate_user(self, field)` in a form that has no field `user`."""

    form: str  # its class
    method: str
    field: str
    fields: tuple[str, ...]  # of that class, sorted
    place: Place


SlipKind = Literal[
    "result-tested",
    "session-changed",
    "row-taken",
    "mail-half-caught",
    "cached-for-all",
    "streamed-late",
    "kept-as-sent",
    "way-in-shown",
    "code-shown",
    "code-guessed",
    "id-unset",
    "cookie-lost",
    "preflight-refused",
    "admin-open",
    "html-raw",
    "html-formatted",
    "emptied-first",
    "refusal-lost",
    "back-to-itself",
    "success-anyway",
    "overwrites-another",
    "cascade-off",
    "month-shifted",
    "check-uncalled",
    "password-set",
    "unset-let-in",
    "column-tested",
    "loader-refuses",
    "admin-unlimited",
]


@dataclass(frozen=True, slots=True)
class Slip:
    """A line in a function that works but for a case of which nobody thought."""

    kind: SlipKind
    what: str  # as written, in short: `db.session.commit()`
    function: str  # qualified name
    place: Place
    view: Place = NOWHERE  # the `def` of the view that it stands in
    detail: str = ""  # what else the rule says of it
