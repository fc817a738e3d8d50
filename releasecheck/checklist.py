"""The checklist that a person answers for a release: what is asked, and the file that keeps the answers."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from releasecheck.facts.repository import Answer, Question

FILE = "release-review.json"
SCHEMA = "releasecheck/review/1"

QUESTIONS = (
    Question("structure", "Is every new route on the Blueprint where a newcomer would look for it?"),
    Question("config", "Does every setting that differs in production come from the environment there?"),
    Question("tests", "Do the tests cover what this release changes, and the way it fails?"),
    Question("health", "Does the health route notice when something that the app now needs is down?"),
    Question("extensions", "Is nothing written by hand that a well-kept extension does?"),
    Question("heavy-work", "Is every slow piece of work out of the request path?"),
)


def read_answers(text: str) -> tuple[Answer, ...]:
    """The answers of the file, those that are none left out; raises ValueError for a file of another kind."""
    told = json.loads(text)
    answers = told.get("answers") if isinstance(told, Mapping) and told.get("schema") == SCHEMA else None
    if not isinstance(answers, Mapping):
        raise ValueError(f"no {SCHEMA}")  # noqa: TRY004 - it is the file that is wrong
    return tuple(_answer(name, one) for name, one in sorted(answers.items()) if isinstance(one, Mapping))


def _answer(name: str, told: Mapping[str, Any]) -> Answer:
    commit = told.get("commit")
    return Answer(
        name,
        str(told.get("answer", "")),
        str(told.get("by", "")),
        str(told.get("date", "")),
        commit if isinstance(commit, str) else None,
    )


def answers_text(answers: Iterable[Answer], questions: Iterable[Question]) -> str:
    """The file's text: sorted, a line for each thing, so that a diff shows what was answered anew."""
    asked = {one.id: one.question for one in questions}
    kept = {
        one.id: {
            "question": asked[one.id],
            "answer": one.answer,
            "by": one.by,
            "date": one.date,
            "commit": one.commit,
        }
        for one in sorted(answers, key=lambda one: one.id)
        if one.id in asked
    }
    return json.dumps({"schema": SCHEMA, "answers": kept}, indent=2, ensure_ascii=False) + "\n"
