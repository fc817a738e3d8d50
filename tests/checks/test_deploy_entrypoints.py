"""Scripts that a container runs and that are not executable."""

from typing import Any

from releasecheck.facts.deploy import RunFile
from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, deploy, table

LINE = at("Dockerfile", 5)
FIX = "`git update-index --chmod=+x start.sh` and commit, or start it with its shell."


def runs(executable: Any = (), tracked: tuple[str, ...] = ("start.sh",), **fields: Any) -> Given:
    one = RunFile("start.sh", "/app/start.sh", LINE, "ENTRYPOINT", **fields)
    git = Git("c" * 40, "main", dirty=False, tracked=tracked, executable=executable)
    return {"deploy": deploy(run_files=[one]), "git": git}


def found(message: str, **fields: Any) -> Found:
    return Found(message, "start.sh", LINE, ("in the container it is /app/start.sh",), fix=FIX, **fields)


@table(
    {
        "as it is copied": (
            runs(),
            [found("ENTRYPOINT runs start.sh, which git has as not executable: permission denied")],
        ),
        "as it is mounted": (
            runs(mounted=at("compose.yml", 9)),
            [
                found(
                    "ENTRYPOINT runs start.sh, which git has as not executable, and compose.yml:9 puts the "
                    "checkout's over that of the image: permission denied",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_start_script_not_executable_faulty(given: Given, says: list[Found]) -> None:
    assert ask("start-script-not-executable", given) == says


@table(
    {
        "executable": (runs(executable=("start.sh",)), []),
        "made executable": (runs(readied=True), []),
        "not in git": (runs(tracked=("app.py",)), []),
        "saved by an earlier version": (runs(executable=None), []),
    }
)
def test_start_script_not_executable_fine(given: Given, says: list[Found]) -> None:
    assert ask("start-script-not-executable", given) == says


def test_start_script_not_executable_does_not_apply() -> None:
    given: Given = {**runs(), "deploy": deploy()}
    assert ask("start-script-not-executable", given) == [
        DoesNotApply("no image runs a file of the project by itself")
    ]
