"""What hooks do that Flask calls when requests come."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class SchemaHook:
    """A hook that makes tables, itself or through a function that it calls."""

    hook: str
    place: Place  # of `create_all`
