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


@dataclass(frozen=True, slots=True)
class Model:
    """A class of the project that is mapped to a table."""

    name: str
    module: str
    table: str  # with its schema, where it has one
    place: Place = NOWHERE  # of the class
    columns: tuple[str, ...] = ()  # of the table, as the database calls them
    elsewhere: bool = False  # it has a bind of its own, or notes for a tool that treats it apart


@dataclass(frozen=True, slots=True)
class LostKey:
    """A foreign key to a table that its metadata has not."""

    table: str
    column: str
    target: str  # the table that it names
    model: str | None = None  # the class that maps the table
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """`User(nam="…")` in a function: it fails, or the row that it makes is refused."""

    model: str
    place: Place
    function: Place  # its `def`
    unknown: tuple[str, ...] = ()  # keywords that the class has no attribute for
    lacking: tuple[str, ...] = ()  # attributes that need a value, and that nothing sets before the commit


@dataclass(frozen=True, slots=True)
class RefusedDelete:
    """`db.session.delete(team)`: children keep its key, and the column refuses NULL or a lost key."""

    model: str
    relationship: str  # to the children; "" where the parent has none
    child: str
    column: str  # of the child's table
    place: Place
    function: Place


@dataclass(frozen=True, slots=True)
class AbsentAttribute:
    """`User.query.first().nam` in a function: the class has no such attribute, and nothing sets one."""

    model: str
    attribute: str
    place: Place
    function: Place  # its `def`


@dataclass(frozen=True, slots=True)
class Mapped:
    """All that is mapped, and where its migrations lie."""

    models: tuple[Model, ...]
    lost_keys: tuple[LostKey, ...] = ()
    names_constraints: bool = False  # by a naming convention: those without a name get one
    backends: tuple[str, ...] = ()  # of the live databases: "sqlite"
    migrations: str | None = None  # Flask-Migrate's folder
    refused_calls: tuple[RefusedCall, ...] = ()
    refused_deletes: tuple[RefusedDelete, ...] = ()
    absent_attributes: tuple[AbsentAttribute, ...] = ()
