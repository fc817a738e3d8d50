"""The checklist that a person answers."""

from releasecheck.facts.repository import Review
from releasecheck.findings import CouldNotLook, Found, Judgement, info

from ..derived.wording import capped, listed


@info
def review_missing(review: Review) -> Judgement:
    """The project keeps a checklist, and this release has not all of its answers.

    What no program can see (does the new route belong there, is the slow work out of the request path) is
    asked of a person. An answer holds for the commit that it was given for, and for later ones that change
    nothing but the file of answers. A project without questions in its settings and without
    `release-review.json` keeps no checklist, and is not asked for one.

    Fix: `releasecheck review`, then commit release-review.json.

    Fault::

        $ git log --oneline
        b2c4d01 Add the rating page      # answered was for a1b3c00

    Fine::

        $ git log --oneline
        c3d5e02 Answer the checklist     # changes release-review.json alone
        b2c4d01 Add the rating page
    """
    answers = {one.id: one for one in review.answers}
    open_, unknown, stale = [], [], []
    for question in review.questions:
        answer = answers.get(question.id)
        if answer is None:
            open_.append((question.id, f"{question.id}: {question.question}"))
        elif answer.changed is None:
            unknown.append(question.id)
        elif answer.changed:
            files = "1 file has" if answer.changed == 1 else f"{answer.changed} files have"
            stale.append((question.id, f"{question.id}: {files} changed since {answer.by} answered"))
    lacking = [*open_, *stale]
    if lacking:
        yield Found(
            f"{len(lacking)} of {len(review.questions)} questions have no answer for this release: "
            f"{listed(name for name, _ in lacking)}",
            subject="release-review.json",
            place=review.kept_in,
            evidence=capped([text for _, text in lacking]),
        )
    if unknown:
        yield CouldNotLook(
            f"whether the answers to {listed(unknown)} are of this release: git does not know their commit"
        )
