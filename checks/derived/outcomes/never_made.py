"""Tables that the start of the app is to make, and that a new database has not."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.requests import Response
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import Found

from ..config.configured import value_of
from .failures import requests_of


def never_made(
    answers: Iterable[Response],
    app: App,
    boot: Boot | None,
    source: Source | None,
    files: tuple[str, str] | None,
) -> list[Response]:
    """The pages that miss a table which `create_all` at the start would have made, had it come to that.

    None where it ran, and where nothing tells that it asks for another file than the database (`files_of`).
    """
    made_once = in_start(app, source)
    if not (made_once and files and boot and source) or source.chains:
        return []
    if any(event.kind == "schema" and event.detail == "create_all" for event in boot.events):
        return []
    tables = {one.table.casefold() for one in app.mapped.models} if app.mapped else set()
    return [
        one
        for one in answers
        if one.crash and one.crash.cause == "missing-table" and (one.crash.subject or "").casefold() in tables
    ]


def in_start(app: App, source: Source | None) -> list[Place]:
    """Every `create_all` of the start that asks first whether something is there."""
    return [one for one in source.tables_made_once if one.path in app.modules] if source else []


def files_of(app: App, git: Git | None, opened: Iterable[str]) -> tuple[str, str] | None:
    """The empty file that the database is on a new machine, and one of its name that git has."""
    value = value_of(app, "SQLALCHEMY_DATABASE_URI")
    names = {one.file for one in value.addresses if one.where == "file"} if value else set()
    new = next((one for one in opened if PurePosixPath(one).name in names), None)
    tracked = git.tracked if git else ()
    other = next((one for one in tracked if PurePosixPath(one).name in names and one != new), None)
    return (new, other) if new and other else None


def without_tables(
    answers: Sequence[Response], makers: Sequence[Place], files: tuple[str, str] | None
) -> Iterator[Found]:
    """What to say of them, if there are any."""
    if not answers or files is None:
        return
    tables = " and no ".join(dict.fromkeys(one.crash.subject or "" for one in answers if one.crash))
    yield Found(
        f"{requests_of(answers)}: a new database has no table {tables}, which the start did not make",
        subject="create_all",
        place=makers[0],
        evidence=(f"opening it made {files[0]}", f"git has {files[1]}, for which the condition may ask"),
        fix="Call `create_all()` whatever is there, it makes only what is missing; or migrate.",
    )
