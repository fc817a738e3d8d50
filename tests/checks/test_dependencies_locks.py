"""Lock files that lack what is asked for."""

from typing import Any

from releasecheck.facts.dependencies import Requirement
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, table
from .build_dependencies import dependencies

NONE = DoesNotApply("there is no lock file beside what it was made from")


def asked(name: str, path: str = "Pipfile", line: int = 3, **fields: Any) -> Requirement:
    return Requirement(name, "", at(path, line), **fields)


def locked(
    *requirements: Requirement, lock: str = "Pipfile.lock", holds: tuple[str, ...] = ("flask",)
) -> Given:
    entries = tuple(Requirement(name, "==1", at(lock, 9)) for name in holds)
    return {"dependencies": dependencies(declared=requirements, locked=entries, locks=(lock,))}


@table(
    {
        "one": (
            locked(asked("flask"), asked("pyjwt", line=4)),
            [
                Found(
                    "Pipfile.lock lacks pyjwt",
                    "Pipfile.lock",
                    at("Pipfile", 4),
                    ("pyjwt is asked for at Pipfile:4",),
                )
            ],
        ),
        "many": (
            locked(*map(asked, "abcd")),
            [
                Found(
                    "Pipfile.lock lacks 4 requirements",
                    "Pipfile.lock",
                    at("Pipfile", 3),
                    tuple(f"{name} is asked for at Pipfile:3" for name in "abcd"),
                )
            ],
        ),
        "of poetry": (
            locked(asked("pyjwt", "pyproject.toml"), lock="poetry.lock"),
            [
                Found(
                    "poetry.lock lacks pyjwt",
                    "poetry.lock",
                    at("pyproject.toml", 3),
                    ("pyjwt is asked for at pyproject.toml:3",),
                )
            ],
        ),
    }
)
def test_lock_lacks_requirement_faulty(given: Given, says: list[Any]) -> None:
    assert ask("lock-lacks-requirement", given) == says


@table(
    {
        "all there": (locked(asked("flask")), []),
        "of another folder": (locked(asked("pyjwt", "api/Pipfile")), []),
        "by a path, for development, of an extra, for another system": (
            locked(
                asked("shop", located=True),
                asked("pytest", stage="development"),
                asked("redis", stage="optional"),
                asked("pywin32", applies=False),
            ),
            [],
        ),
        "a lock that could not be read": (locked(asked("flask"), holds=()), []),
    }
)
def test_lock_lacks_requirement_fine(given: Given, says: list[Any]) -> None:
    assert ask("lock-lacks-requirement", given) == says


@table(
    {
        "no such lock": (locked(asked("flask"), lock="pdm.lock"), [NONE]),
    }
)
def test_lock_lacks_requirement_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("lock-lacks-requirement", given) == says
