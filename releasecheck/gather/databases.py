"""Whether the tests wrote to the database that the app as booted uses."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from releasecheck.facts.suite import SharedDatabase


def shared_database(
    wrote: Mapping[tuple[str, str], str], databases: Iterable[Mapping[str, Any]]
) -> SharedDatabase | None:
    """The first database of the app, as its boot described them, whose token a test told too.

    Else the first whose engine a test wrote with, though its app was told to use another database.
    """
    told = [(one, wrote.get((one["key"], one["token"])), False) for one in databases]
    told += [(one, wrote.get(("engine", one["engine"])), True) for one, _, _ in told if one["engine"]]
    for one, node, late in told:
        if node is not None:
            named = {name: one[name] for name in ("key", "reach", "variables")}
            return msgspec.convert({**named, "node": node, "late": late}, SharedDatabase)
    return None
