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


@dataclass(frozen=True, slots=True)
class KeptHash:
    """A column that the source gives a hash of Werkzeug's, or the bytes that bcrypt makes."""

    model: str | None  # its class, where the source says so
    column: str
    place: Place
    method: str | None = None  # null for Werkzeug's own choice, "" where it is not known
    by_bcrypt: bool = False  # it is bytes, of bcrypt's or Flask-Bcrypt's, and nothing decodes them
    table: str | None = None  # that an INSERT puts it into


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column of texts of the live models that is called after passwords."""

    model: str
    column: str  # the attribute
    length: int | None  # null where it takes more than any hash has
    place: Place


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """A column that CREATE TABLE declares."""

    name: str
    length: int | None  # of a CHAR or VARCHAR
    place: Place


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table that one SQL file of the project makes, and nothing else makes or alters."""

    name: str
    place: Place
    columns: tuple[SqlColumn, ...]


@dataclass(frozen=True, slots=True)
class SqlInsert:
    """An INSERT of the app's modules that names the columns."""

    table: str
    columns: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class SqlName:
    """A table that SQL names, in a module of the app or in an SQL file."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class AnsweredColumn:
    """A field called after passwords in the model that Flask-RESTX makes an answer by."""

    model: str  # the name in the source: "user_model"
    column: str
    place: Place  # of the decorator
