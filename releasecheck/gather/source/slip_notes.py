"""What is noted of the lines in one file that cannot do what they are there for."""

from dataclasses import dataclass, field

from releasecheck.facts.slips import (
    CorsOption,
    FailingCall,
    IdleRoute,
    RequestChange,
    ReturnedException,
    RowGet,
)


@dataclass(slots=True)
class Slips:
    """The notes; the first four lists are told as they are, of exceptions more has to be known."""

    idle_routes: list[IdleRoute] = field(default_factory=list)
    cors_options: list[CorsOption] = field(default_factory=list)
    changes: list[RequestChange] = field(default_factory=list)
    row_gets: list[RowGet] = field(default_factory=list)
    failing_calls: list[FailingCall] = field(default_factory=list)
    # (function, name) -> whether it is a query's list
    rows: dict[tuple[str, str], bool] = field(default_factory=dict)
    returned: list[ReturnedException] = field(default_factory=list)
    returning: set[str] = field(default_factory=set)  # functions that return something else
    looked_for: set[str] = field(default_factory=set)  # exceptions that a value is asked for
    ends: int = 0  # the line where the last of the routes ends
    parts: dict[tuple[str, str], str | None] = field(
        default_factory=dict
    )  # (function, name) -> "request.form"; null where it holds something else as well
