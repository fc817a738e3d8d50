"""Columns of tables and fields of forms, as their classes declare them."""

from dataclasses import dataclass

from releasecheck.facts.place import Place


@dataclass(frozen=True, slots=True)
class FixedDefault:
    """`default=datetime.now()`: worked out once, when the class is made."""

    field: str  # with its class: "Order.placed"
    call: str  # as written, without what it is given: "datetime.now"
    place: Place
    unique: bool = False  # no two rows may have the same
