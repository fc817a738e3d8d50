"""Whether a person has answered the checklist for this release."""

from typing import Any

from releasecheck.facts import Absence
from releasecheck.facts.repository import Answer, Question, Review
from releasecheck.findings import CouldNotLook, Found

from .build import Given, ask, at, outcome, table

FILE = "release-review.json"
TESTS, HEALTH = Question("tests", "Are there tests?"), Question("health", "Does it notice?")


def answer(name: str, **fields: Any) -> Answer:
    own: Given = {"answer": "yes", "by": "Ada", "date": "2026-01-01T00:00:00Z", "commit": "a" * 40}
    return Answer(id=name, **{**own, **fields})


def review(*answers: Answer) -> Given:
    return {"review": Review((TESTS, HEALTH), answers, at(FILE))}


@table(
    {
        "nobody answered": (
            review(),
            [
                Found(
                    "2 of 2 questions have no answer for this release: tests and health",
                    FILE,
                    at(FILE),
                    ("tests: Are there tests?", "health: Does it notice?"),
                )
            ],
        ),
        "answered for an earlier commit": (
            review(answer("tests"), answer("health", changed=1)),
            [
                Found(
                    "1 of 2 questions have no answer for this release: health",
                    FILE,
                    at(FILE),
                    ("health: 1 file has changed since Ada answered",),
                )
            ],
        ),
        "of an unknown commit": (
            review(answer("tests"), answer("health", changed=None, commit=None)),
            [
                CouldNotLook(
                    "whether the answers to health are of this release: git does not know their commit"
                )
            ],
        ),
    }
)
def test_review_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("review-missing", given) == says


def test_review_missing_fine() -> None:
    given = review(answer("tests"), answer("health", answer="no"), answer("gone", changed=7))
    assert ask("review-missing", given) == []


def test_review_missing_does_not_apply() -> None:
    reason = "the project keeps no checklist: `releasecheck review` begins one"
    result = outcome("review-missing", missing={"review": Absence("skipped", reason)})
    assert (result.outcome, result.reason) == ("skipped", reason)
