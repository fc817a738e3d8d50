"""Whether the tests wrote to the database that the app as booted uses."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from releasecheck.facts.suite import SharedDatabase

_ANY_ENGINE = "any engine"  # what the plugin tells of each that a test wrote with


def shared_database(
    wrote: Mapping[tuple[str, str], str], databases: Iterable[Mapping[str, Any]]
) -> SharedDatabase | None:
    """The first database of the app, as its boot described them, whose token a test told too.

    Else the first whose engine a test wrote with, though its app was told to use another database. An engine
    that a module makes for itself has a place.
    """
    told = [
        (one, wrote.get((_ANY_ENGINE if "place" in one else one["key"], one["token"])), False)
        for one in databases
    ]
    told += [(one, wrote.get(("engine", one["engine"])), True) for one, _, _ in told if one["engine"]]
    for one, node, late in told:
        if node is not None:
            named = {name: one[name] for name in ("key", "reach", "variables", "place") if name in one}
            return msgspec.convert({**named, "node": node, "late": late}, SharedDatabase)
    return None
