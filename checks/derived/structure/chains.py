"""The revisions of the schema in their order, and what an upgrade by them meets."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.migrations import Chain, Revision, TableChange
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source

from .guarded import MAKE_TABLES

_MIGRATE = "migrate it first"


def of_app(app: App, source: Source) -> Chain | None:
    """The chain that the app's database is upgraded by: Flask-Migrate's, else the only one there is."""
    folder = app.mapped.migrations if app.mapped else None
    if folder is not None:
        return next((one for one in source.chains if one.folder == f"{folder}/versions"), None)
    return source.chains[0] if len(source.chains) == 1 else None


def orphans(chain: Chain) -> Iterator[tuple[Revision, str]]:
    """Revisions that follow one which is not there, with its name."""
    there = {one.name for one in chain.revisions}
    for one in chain.revisions:
        yield from ((one, name) for name in one.after if name not in there)


def circle(chain: Chain) -> list[Revision]:
    """Revisions that follow each other round in a circle, none of which can be the first."""
    return [
        one for one in chain.revisions if any(one in _up_to(each, chain) for each in _followed(one, chain))
    ]


def heads(chain: Chain) -> list[Revision]:
    """Those that no other follows; several are meant where a revision begins a branch with a label."""
    followed = {name for one in chain.revisions for name in one.after}
    if any(one.branch for one in chain.revisions):
        return []
    return [one for one in chain.revisions if one.name not in followed]


def unmade(chain: Chain) -> list[TableChange]:
    """Changes of tables that no revision up to that one makes, first ones first; none where SQL may."""
    if any(one.opaque for one in chain.revisions):
        return []
    return [
        change
        for one in sorted(chain.revisions, key=lambda each: len(_up_to(each, chain)))
        for change in one.changes
        if change.does == "alter" and change.table.casefold() not in _made(_up_to(one, chain))
    ]


def dropped(chain: Chain) -> Iterator[TableChange]:
    """Tables that an upgrade drops, and that the same or a later revision does not make again."""
    for one in chain.revisions:
        before = {each.name for each in _up_to(one, chain)} - {one.name}
        later = [each for each in chain.revisions if each.name not in before]
        if not any(each.opaque for each in later):
            again = _made(later)
            yield from (
                each for each in one.changes if each.does == "drop" and each.table.casefold() not in again
            )


def tables(chain: Chain) -> frozenset[str] | None:
    """All that some revision makes, in small letters; null where the source does not name them all."""
    if not chain.complete or chain.selective or any(one.opaque for one in chain.revisions):
        return None
    return _made(chain.revisions)


def columns(chain: Chain) -> frozenset[str] | None:
    """Those that some revision makes, of whatever table, in small letters; null where one may be hidden."""
    found: set[str] = set()
    for one in chain.revisions:
        if one.columns is None:
            return None
        found.update(name.casefold() for name in one.columns)
    return frozenset(found)


def may_make(chain: Chain, table: str) -> bool:
    """Whether an upgrade of a new database comes through, and may then have the table."""
    if not chain.complete or any(one.opaque for one in chain.revisions):
        return True
    return table.casefold() in _made(chain.revisions) and not unmade(chain)


def made_by(source: Source | None, table: str | None) -> str:
    """How the tables come to be; where nothing makes them, production lacks them as well."""
    if source is None:
        return _MIGRATE
    if source.chains:
        return _by_the_chains(table, source)
    return _MIGRATE if any(one.role == "migration" for one in source.modules) else _by_a_maker(table, source)


def _by_the_chains(table: str | None, source: Source) -> str:
    if not table or any(may_make(one, table) for one in source.chains):
        return _MIGRATE
    by = f"by create_all, as {source.table_makers[0]} does" if source.table_makers else "by hand"
    return f"make it first, {by}: no migration makes it"


def _by_a_maker(table: str | None, source: Source) -> str:
    """What the function says that makes the tables, or why it never comes to that."""
    guarded = {one.place for one in source.guarded if one.call in MAKE_TABLES}
    idle = {one.place: one.function for one in source.idle_makers}
    able = [one for one in source.table_makers if one not in guarded and one not in idle]
    if able:
        only = ", and only where something is not there yet" if able[0] in source.tables_made_once else ""
        return f"make it first, as create_all at {able[0]} does{only}"
    for place in source.table_makers:
        if place in idle:
            return f"make it first, by hand: {idle[place]}() at {place} would, and nothing calls it"
        return f"make it first, by hand: {place} does, and only where {place.path} is run as a program"
    return _by_a_script(table, source) or (
        "make it first, by hand: the project has neither migrations nor a create_all"
    )


def _by_a_script(table: str | None, source: Source) -> str | None:
    """The file of SQL that makes it, or one whose name differs by its capitals alone."""
    name = (table or "").rpartition(".")[2]
    for script in source.table_scripts:
        if name in script.tables:
            return f"make it first, as {script.path} does"
    for script in source.table_scripts:
        for other in script.tables:
            if name and other.casefold() == name.casefold():
                return (
                    f"{script.path} makes {other}, and capitals count in names of tables on MySQL under "
                    "Linux, and in quoted ones on PostgreSQL: write it alike everywhere"
                )
    return None


def scripts_of_sql(git: Git | None) -> bool:
    """Whether the project may have its tables from files of SQL; git unseen, it may."""
    return git is None or any(path.endswith(".sql") for path in git.tracked)


def _followed(revision: Revision, chain: Chain) -> list[Revision]:
    return [one for one in chain.revisions if one.name in revision.after]


def _up_to(revision: Revision, chain: Chain) -> list[Revision]:
    """The revision, and all that it follows."""
    named = {one.name: one for one in chain.revisions}
    found: dict[str, Revision] = {}
    waiting = [revision.name]
    while waiting:
        one = named.get(waiting.pop())
        if one is not None and one.name not in found:
            found[one.name] = one
            waiting += one.after
    return list(found.values())


def _made(revisions: list[Revision] | tuple[Revision, ...]) -> frozenset[str]:
    return frozenset(name.casefold() for one in revisions for name in one.makes)
