"""Whether the tests wrote to the database that the app as booted uses."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from releasecheck.facts.suite import SharedDatabase


def shared_database(
    wrote: Mapping[tuple[str, str], str], databases: Iterable[Mapping[str, Any]]
) -> SharedDatabase | None:
    """The first database of the app, as its boot described them, whose token a test told too."""
    for one in databases:
        if (one["key"], one["token"]) in wrote:
            told = {name: one[name] for name in ("key", "reach", "variables")}
            return msgspec.convert({**told, "node": wrote[one["key"], one["token"]]}, SharedDatabase)
    return None
