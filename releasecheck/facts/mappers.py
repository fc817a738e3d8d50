"""What SQLAlchemy makes of the models of the live app."""

from dataclasses import dataclass

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Unmapped:
    """The first mapper that SQLAlchemy cannot configure, which it does before any model is used."""

    model: str  # the class
    attribute: str | None  # the relationship that it stopped at, if it was at one
    type: str  # of the exception
    message: str  # redacted
    place: Place = NOWHERE  # of the attribute, else of the class
    undeclared: bool = False  # it names a class or a table that nothing in the process has declared
