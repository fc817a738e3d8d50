"""Lock files, held against what they were made from."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from releasecheck.facts.dependencies import Dependencies, Requirement
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.wording import capped, counted, listed

_MADE_FROM = {"Pipfile.lock": "Pipfile", "poetry.lock": "pyproject.toml", "uv.lock": "pyproject.toml"}


@warning
@by_source
def lock_lacks_requirement(dependencies: Dependencies) -> Judgement:
    """A lock file has not what the file beside it asks for.

    Somebody added a requirement and did not lock: `pipenv install --deploy`, `poetry install` and
    `uv sync --locked` stop, and `pipenv sync` leaves it out, so that the app cannot import it. Held against
    each other are files of one folder, Pipfile and Pipfile.lock, pyproject.toml and poetry.lock or uv.lock;
    requirements by URL or path, of extras and for development are left out.

    Fix: `pipenv lock`, `poetry lock` or `uv lock`, and commit the file.

    Fault::

        # Pipfile
        pyjwt = "*"            # and Pipfile.lock has no "pyjwt"

    Fine::

        $ pipenv lock && git add Pipfile Pipfile.lock
    """
    pairs = list(_pairs(dependencies))
    if not pairs:
        yield DoesNotApply("there is no lock file beside what it was made from")
    for lock, source in pairs:
        there = {one.name for one in dependencies.locked if one.place.path == lock}
        lost = [one for one in _asked(dependencies, source) if one.name not in there]
        if there and lost:
            yield Found(
                f"{PurePosixPath(lock).name} lacks {listed(one.name for one in lost)}"
                if len(lost) < 4
                else f"{PurePosixPath(lock).name} lacks {counted(len(lost), 'requirement')}",
                subject=lock,
                place=lost[0].place,
                evidence=capped([f"{one.name} is asked for at {one.place}" for one in lost]),
            )


def _pairs(dependencies: Dependencies) -> Iterator[tuple[str, str]]:
    """Each lock file with the one in its folder that it locks."""
    for lock in dependencies.locks:
        path = PurePosixPath(lock)
        if path.name in _MADE_FROM:
            yield lock, str(path.with_name(_MADE_FROM[path.name]))


def _asked(dependencies: Dependencies, source: str) -> list[Requirement]:
    return [
        one
        for one in dependencies.declared
        if one.place.path == source and one.stage == "release" and one.applies and not one.located
    ]
