"""The checklist of the project and its answers, with what has changed since each was given."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from releasecheck.checklist import FILE, QUESTIONS, read_answers
from releasecheck.facts import Absence, Place
from releasecheck.facts.repository import Answer, Question, Review
from releasecheck.facts.runs import Git
from releasecheck.gather.declarations.reader import text_of
from releasecheck.gather.git import changed_since
from releasecheck.settings import Asked
from releasecheck.settings.reading import OWN_FILE, PYPROJECT


def questions(asked: Sequence[Asked]) -> tuple[Question, ...]:
    """Those of the settings, else ours."""
    return tuple(Question(one.id, one.question) for one in asked) or QUESTIONS


def answers(project: Path) -> tuple[Answer, ...]:
    """What the file has, nothing without one; raises ValueError."""
    text = text_of(project / FILE)
    return read_answers(text) if text is not None else ()


def gather_review(project: Path, asked: Sequence[Asked], git: Git | Absence) -> Review | Absence:
    """The checklist, if the project keeps one: in its settings, or by its file of answers."""
    kept = (project / FILE).is_file()
    if not (asked or kept):
        return Absence("skipped", "the project keeps no checklist: `releasecheck review` begins one")
    try:
        given = answers(project)
    except ValueError as problem:
        return Absence("inconclusive", f"{FILE} cannot be read: {problem}")
    settings = OWN_FILE if (project / OWN_FILE).is_file() else PYPROJECT
    return Review(
        questions=questions(asked),
        answers=tuple(replace(one, changed=_changed(project, one, git)) for one in given),
        kept_in=Place(FILE if kept else settings),
    )


def _changed(project: Path, answer: Answer, git: Git | Absence) -> int | None:
    if isinstance(git, Absence) or answer.commit is None:
        return None
    return changed_since(project, answer.commit, FILE)
