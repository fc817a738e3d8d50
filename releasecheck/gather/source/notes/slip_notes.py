"""What is noted of the lines in one file that cannot do what they are there for."""

import ast
from dataclasses import dataclass, field
from typing import NamedTuple

from releasecheck.facts import Place
from releasecheck.facts.slips import (
    CorsOption,
    FailingCall,
    FixedRedirect,
    IdleRoute,
    RequestChange,
    ReturnedException,
    RowGet,
    Slip,
    SlipKind,
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A node that may be a slip, which what stands around it tells when the whole tree is known."""

    kind: SlipKind
    node: ast.AST
    function: str
    place: Place
    view: Place


class OwnCall(NamedTuple):
    """A call of a name or of a module's, such as `shop.add(user.id, name)`, with how much it is given."""

    name: str
    positional: int
    keywords: tuple[str, ...]
    function: str  # that it stands in
    line: int
    column: int
    view: Place


@dataclass(slots=True)
class Slips:
    """The notes; the first four lists are told as they are, of exceptions more has to be known."""

    idle_routes: list[IdleRoute] = field(default_factory=list)
    cors_options: list[CorsOption] = field(default_factory=list)
    changes: list[RequestChange] = field(default_factory=list)
    redirects: list[FixedRedirect] = field(default_factory=list)
    row_gets: list[RowGet] = field(default_factory=list)
    failing_calls: list[FailingCall] = field(default_factory=list)
    tuples: list[tuple[str, FailingCall]] = field(default_factory=list)  # attributes that are given one
    own_calls: list[OwnCall] = field(default_factory=list)
    # function of the module -> what it takes and its line; null where there are two, or it is decorated
    parameters: dict[str, tuple[ast.arguments, int] | None] = field(default_factory=dict)
    # (function, name) -> whether it is a query's list
    rows: dict[tuple[str, str], bool] = field(default_factory=dict)
    returned: list[ReturnedException] = field(default_factory=list)
    returning: set[str] = field(default_factory=set)  # functions that return something else
    looked_for: set[str] = field(default_factory=set)  # exceptions that a value is asked for
    ends: int = 0  # the line where the last of the routes ends
    parts: dict[tuple[str, str], str | None] = field(
        default_factory=dict
    )  # (function, name) -> "request.form"; null where it holds something else as well
    doubts: list[Doubt] = field(default_factory=list)
    settled: list[Slip] = field(default_factory=list)
    of_session: set[tuple[str, str]] = field(default_factory=set)  # (function, name that holds an item of it)
