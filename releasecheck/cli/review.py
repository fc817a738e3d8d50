"""`releasecheck review`: a person answers the checklist, and the answers are kept in the repository."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import click

from releasecheck.checklist import FILE, answers_text
from releasecheck.cli.output import write_whole
from releasecheck.cli.streams import say
from releasecheck.facts.repository import Answer, Question
from releasecheck.facts.runs import Git
from releasecheck.gather.git import author, gather_git
from releasecheck.gather.review import answers, questions
from releasecheck.settings import SettingsError, load_settings

NOT_READY = 1


def _pairs(
    _context: click.Context, _option: click.Parameter, values: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r}: expected ID=yes, ID=no or ID=TEXT")
    return tuple((name.strip(), text.strip()) for name, _, text in (value.partition("=") for value in values))


@click.command(short_help="Answer the checklist for a release.")
@click.argument("project", default=".", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--answer",
    "given",
    multiple=True,
    callback=_pairs,
    metavar="ID=yes|no|TEXT",
    help="One answer, without being asked; repeatable.",
)
@click.option("--by", metavar="NAME", help="Who answers (default: git's user.name).")
@click.pass_context
def review(context: click.Context, project: Path, given: tuple[tuple[str, str], ...], by: str | None) -> None:
    """Answer the checklist of PROJECT (default: this directory) for the commit that is checked out.

    Each question takes yes, no or a text; an empty answer leaves it open. The answers are kept in
    release-review.json, to be committed: they hold until another file changes. Exit: 0 recorded, 1 an answer
    is no, 2 wrong usage.
    """
    asked = _questions(project)
    _check_ids(dict(given), asked)
    try:
        before = answers(project)
    except ValueError as problem:
        raise click.UsageError(f"{FILE}: {problem}") from None
    name = _name(project, by)
    told = dict(given) or dict(_prompted(asked))
    git = gather_git(project)
    recorded = _recorded(told, name, git if isinstance(git, Git) else None)
    kept = {one.id: one for one in (*before, *recorded)}
    write_whole(project / FILE, answers_text(kept.values(), asked))
    if isinstance(git, Git) and git.dirty:
        click.echo("there are changes that are not committed: the answers hold for the commit", err=True)
    say("".join(f"{one.id}: {one.answer} ({one.by})\n" for one in recorded))
    context.exit(NOT_READY if any(one.answer.lower() == "no" for one in recorded) else 0)


def _questions(project: Path) -> tuple[Question, ...]:
    try:
        return questions(load_settings(project).review)
    except SettingsError as problem:
        raise click.UsageError(str(problem)) from None


def _check_ids(given: Mapping[str, str], asked: Sequence[Question]) -> None:
    known = [one.id for one in asked]
    for name, text in given.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(known)}."
            raise click.UsageError(f"--answer: there is no question {name!r}.{hint}")
        if not text:
            raise click.UsageError(f"--answer: {name}= has no answer")
    if not given and not _is_somebody_there():
        raise click.UsageError(f"nobody is here to be asked: give --answer ID=yes for {', '.join(known)}")


def _is_somebody_there() -> bool:
    return sys.stdin.isatty()


def _name(project: Path, by: str | None) -> str:
    name = (by or author(project) or "").strip()
    if not name:
        raise click.UsageError("who answers? Give --by NAME, or set git's user.name")
    return name


def _prompted(asked: Sequence[Question]) -> Iterator[tuple[str, str]]:
    for one in asked:
        answer = click.prompt(f"{one.id}: {one.question} [yes, no, text]", default="", show_default=False)
        if answer.strip():
            yield one.id, answer.strip()


def _recorded(told: Mapping[str, str], by: str, git: Git | None) -> list[Answer]:
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return [Answer(one, text, by, now, git.commit if git else None) for one, text in told.items()]
