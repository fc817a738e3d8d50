"""What one file tells of the calls that wait in it, and of who calls whom."""

from dataclasses import dataclass, field

from releasecheck.facts.work import Wait

Owner = tuple[str, str]  # a function or class, and a name in it


@dataclass(frozen=True, slots=True)
class Client:
    """A client of a store that may wait for ever."""

    wait: Wait
    function: str | None  # that makes it
    held: Owner | None  # the class that keeps it; "" for the module, null when it is nobody's


@dataclass(slots=True)
class Waiting:
    """What one file tells of who waits, and who calls whom."""

    calls: dict[str, dict[str, None]] = field(default_factory=dict)  # function -> names that it calls
    entries: dict[str, bool] = field(default_factory=dict)  # functions that Flask calls -> whether as a hook
    generators: set[str] = field(default_factory=set)
    sessions: dict[Owner, str] = field(default_factory=dict)  # objects with no limit -> their class
    tamed: set[Owner] = field(default_factory=set)  # those that may have got a timeout of their own
    found: list[tuple[str, Wait, Owner | None]] = field(default_factory=list)  # with the function they are in
    has_default: bool = False  # socket.setdefaulttimeout
    models_limited: bool = False  # a client of language models is told how long to wait
    clients: list[Client] = field(default_factory=list)
    held: dict[int, Owner] = field(default_factory=dict)  # id of a call's node -> what keeps its result
