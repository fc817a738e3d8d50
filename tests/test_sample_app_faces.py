"""Each face of the sample app is marked with exactly the findings that it must give."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

SAMPLE_APP = Path(__file__).parents[1] / "sample_app"
CARELESS = SAMPLE_APP / "careless"
TINY = sorted(path for path in (SAMPLE_APP / "faces").iterdir() if path.is_dir())

MARK = re.compile(r"expect(?P<scope>-file|-project)?\[(?P<rules>[a-z0-9, -]+)\]")
MARKED = {
    ".py",
    ".html",
    ".toml",
    ".txt",
    ".cfg",
    ".ini",
    ".yml",
    ".yaml",
    ".conf",
    ".service",
    ".sql",
    ".env",
}
MARKED_NAMES = {"Dockerfile", "Pipfile", "Procfile", ".env", ".flaskenv"}
UNMARKED = {"careless", "faces"}

Place = tuple[str | None, int | None, str]


def expected(face: Path) -> set[Place]:
    """Return (path, line, rule) of every mark; None means any line of the file, or anywhere in the face."""
    return set(_marks(face))


def unmatched(marks: Iterable[Place], findings: Iterable[Place]) -> tuple[list[Place], list[Place]]:
    """Return the marks that no finding answers and the findings that no mark asked for, one to one."""
    missing, surplus = [], list(findings)
    for mark in sorted(marks, key=lambda place: (place[0] is None, place[1] is None)):
        answer = next((finding for finding in surplus if _answers(finding, mark)), None)
        if answer is None:
            missing.append(mark)
        else:
            surplus.remove(answer)
    return missing, surplus


def _answers(finding: Place, mark: Place) -> bool:
    path, line, rule = mark
    return rule == finding[2] and path in {None, finding[0]} and line in {None, finding[1]}


def _marks(face: Path) -> Iterator[Place]:
    for file in _marked_files(face):
        path = file.relative_to(face).as_posix()
        text = file.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            for mark in MARK.finditer(line):
                where = {None: (path, number), "-file": (path, None), "-project": (None, None)}[mark["scope"]]
                yield from ((*where, rule.strip()) for rule in mark["rules"].split(","))


def _marked_files(face: Path) -> list[Path]:
    files = (path for path in sorted(face.rglob("*")) if path.suffix in MARKED or path.name in MARKED_NAMES)
    return [path for path in files if UNMARKED.isdisjoint(path.relative_to(face).parts)]


def test_the_careful_face_has_no_mark() -> None:
    assert expected(SAMPLE_APP) == set()


@pytest.mark.parametrize("face", [CARELESS, *TINY], ids=lambda face: face.name)
def test_a_face_has_marks(face: Path) -> None:
    assert expected(face)


@pytest.mark.parametrize("face", [CARELESS, *TINY], ids=lambda face: face.name)
def test_no_mark_is_there_twice(face: Path) -> None:
    assert len(list(_marks(face))) == len(expected(face))


def test_reading_marks(tmp_path: Path) -> None:
    tmp_path.joinpath("templates").mkdir()
    tmp_path.joinpath("app.py").write_text("# expect-file[d]\nx = 1  # expect[a, b-c]\n")
    tmp_path.joinpath("templates", "page.html").write_text("\n{# expect[e] #}\n")
    tmp_path.joinpath("pyproject.toml").write_text("# expect-project[f]\n")
    tmp_path.joinpath("README.md").write_text("expect[g]\n")
    assert expected(tmp_path) == {
        ("app.py", None, "d"),
        ("app.py", 2, "a"),
        ("app.py", 2, "b-c"),
        ("templates/page.html", 2, "e"),
        (None, None, "f"),
    }


EXACT = ("app.py", 3, "a")
ANY_LINE = ("app.py", None, "a")
ANYWHERE = (None, None, "a")


@pytest.mark.parametrize(
    ("marks", "findings", "missing", "surplus"),
    [
        ([EXACT], [EXACT], [], []),
        ([EXACT], [("app.py", 4, "a")], [EXACT], [("app.py", 4, "a")]),
        ([EXACT], [("app.py", 3, "b")], [EXACT], [("app.py", 3, "b")]),
        ([EXACT], [EXACT, EXACT], [], [EXACT]),
        ([ANY_LINE], [("app.py", 9, "a")], [], []),
        ([ANY_LINE], [("api.py", 9, "a")], [ANY_LINE], [("api.py", 9, "a")]),
        ([ANYWHERE], [(None, None, "a")], [], []),
        ([ANYWHERE, ANY_LINE, EXACT], [EXACT, ("app.py", 1, "a"), ("api.py", 1, "a")], [], []),
        ([], [EXACT], [], [EXACT]),
    ],
)
def test_marks_and_findings_pair_one_to_one(
    marks: list[Place], findings: list[Place], missing: list[Place], surplus: list[Place]
) -> None:
    assert unmatched(marks, findings) == (missing, surplus)
