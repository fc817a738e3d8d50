"""Nothing is registered: the rule that CONTRIBUTING.md shows is added to a copy of the project, and works."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_sample_app_faces import expected

ROOT = Path(__file__).parents[1]
RULE = "shouting-route"
COPIED = ("releasecheck", "checks", "sample_app", "tests/checks", "pyproject.toml")
FILES_MOST = 4  # with checks/README.md, which is generated
LINES_MOST = 45


def blocks() -> dict[str, str]:
    """The files that CONTRIBUTING.md has one write, or write more to."""
    shown = re.findall(
        r"```python\n# (\S+\.py).*?\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL
    )
    return dict(shown)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is, and those files."""
    copy = tmp_path_factory.mktemp("copy")
    for name in COPIED:
        (copy / name).parent.mkdir(exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    for name, text in blocks().items():
        with (copy / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{text}" if (ROOT / name).exists() else text)
    return copy


def run(copy: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "PYTHONPATH": str(copy)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environ, capture_output=True, text=True, check=False
    )


def test_it_is_four_files_at_most_and_few_lines() -> None:
    lines = [line for text in blocks().values() for line in text.splitlines() if line.strip()]
    assert len(blocks()) + 1 <= FILES_MOST
    assert 0 < len(lines) <= LINES_MOST


def test_it_is_listed(copy: Path) -> None:
    listed = run(copy, "-m", "releasecheck", "rules")
    (line,) = [line for line in listed.stdout.splitlines() if line.split()[:1] == [RULE]]
    assert " ".join(line.split()) == f"{RULE} warning A route is written in capitals."
    assert f"### {RULE}" in run(copy, "-m", "releasecheck", "rules", "--format", "markdown").stdout


def test_it_is_explained(copy: Path) -> None:
    told = run(copy, "-m", "releasecheck", "explain", RULE).stdout
    assert told.startswith(f"{RULE} (structure, warning)\n\nA route is written in capitals.\n")
    assert "Fix: write the rule in small letters.\n" in told


def test_it_judges_and_finds_what_is_marked(copy: Path) -> None:
    face = copy / "sample_app" / "careless"
    options = ("--select", RULE, "--skip", "tests", "--skip", "lint", "--format", "json")
    report = json.loads(run(copy, "-m", "releasecheck", "run", str(face), *options).stdout)
    found = [(one["path"], one["line"], one["rule"]) for one in report["findings"]]
    assert found == [place for place in expected(face) if place[2] == RULE]
    assert {one["rule"]: one["outcome"] for one in report["checks"]}[RULE] == "failed"


def test_its_tests_pass_and_its_documentation_is_complete(copy: Path) -> None:
    tests = ("tests/checks/test_structure_shouting.py", "tests/checks/test_documentation.py")
    ended = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "shouting", *tests)
    assert ended.returncode == 0, ended.stdout
