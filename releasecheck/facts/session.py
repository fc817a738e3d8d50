"""What the source does with Flask's session."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class UnsetKey:
    """A key of the session that a file reads, and that nothing in the project puts there."""

    key: str
    place: Place
    certain: bool = False  # by `session["key"]`, with no look whether it is there: a KeyError
