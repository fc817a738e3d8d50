"""Compiled modules in git."""

from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, table


def having(*tracked: str) -> Given:
    return {"git": Git("c" * 40, "main", dirty=False, tracked=tracked)}


def found(said: str, *paths: str) -> list[Found]:
    return [Found(f"{said} in git beside the source", "__pycache__", at(paths[0]), paths)]


@table(
    {
        "of Python 3": (
            having("app.py", "__pycache__/app.cpython-311.pyc", "a/__pycache__/b.cpython-38.pyc", "a/b.py"),
            found(
                "2 compiled modules are", "__pycache__/app.cpython-311.pyc", "a/__pycache__/b.cpython-38.pyc"
            ),
        ),
        "of Python 2": (having("a/b.py", "a/b.pyc"), found("1 compiled module is", "a/b.pyc")),
    }
)
def test_committed_bytecode_faulty(given: Given, says: list[Found]) -> None:
    assert ask("committed-bytecode", given) == says


def test_committed_bytecode_fine() -> None:
    assert ask("committed-bytecode", having("app.py", "licence.cpython-311.pyc")) == []


def test_committed_bytecode_does_not_apply() -> None:
    assert ask("committed-bytecode", having("app.py")) == [DoesNotApply("git has no compiled modules")]
