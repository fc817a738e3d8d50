"""Where a project tells people to run `pytest` by itself."""

from pathlib import Path

import pytest

from releasecheck.facts.imports import Import
from releasecheck.facts.place import Place
from releasecheck.facts.suite import BareCommand
from releasecheck.gather.bare_pytest import told_bare

README = "# Shop\n```bash\n{}\n```\n"
CI = ".github/workflows/ci.yml"


def told(folder: Path, files: dict[str, str], below: str = ".") -> BareCommand | None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return told_bare(folder, below, {}, ())


@pytest.mark.parametrize(
    "line", ["pytest", "pytest -v", "$ pytest tests/", "pipenv run pytest", "pytest --cov=shop"]
)
def test_a_readme_that_says_it(tmp_path: Path, line: str) -> None:
    assert told(tmp_path, {"README.md": README.format(line)}) == BareCommand(Place("README.md", 3), ".")


def test_beside_the_app_and_in_steps(tmp_path: Path) -> None:
    command = BareCommand(Place("back/README.md", 3), "back")
    assert told(tmp_path, {"back/README.md": README.format("pytest")}, "back") == command
    step = "jobs:\n  steps:\n      - run: pytest -q\n"
    assert told(tmp_path / "ci", {CI: step}) == BareCommand(Place(CI, 3), ".")


def test_what_the_tests_import(tmp_path: Path) -> None:
    test = (
        "import models\nfrom models.user import User\ndef test_it():\n    import app\nfrom . import other\n"
    )
    command = told(tmp_path, {"README.md": README.format("pytest"), "tests/test_a.py": test})
    assert command
    assert command.imports == (Import("models", Place("tests/test_a.py", 1)),)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"README.md": "pytest\n"},
        {"README.md": README.format("python -m pytest")},
        {"README.md": README.format("pip install pytest")},
        {"README.md": README.format("flask\npytest\nrequests==2.0")},
        {"README.md": README.format("pytest"), CI: "- run: python -m pytest\n"},
        {"README.md": README.format("pytest"), CI: "env:\n  PYTHONPATH: .\n"},
        {"README.md": README.format("pytest"), "pytest.ini": "[pytest]\npythonpath = .\n"},
        {"README.md": README.format("pytest"), "setup.cfg": "[tool:pytest]\npython_paths = .\n"},
        {"README.md": README.format("pytest"), "pyproject.toml": 'addopts = "--import-mode=importlib"\n'},
        {"README.md": README.format("pytest"), "tests/conftest.py": "import sys\nsys.path.append('.')\n"},
    ],
)
def test_where_nobody_says_it_or_somebody_knows(tmp_path: Path, files: dict[str, str]) -> None:
    assert told(tmp_path, files) is None


def test_the_environment_has_it(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(README.format("pytest"))
    assert told_bare(tmp_path, ".", {"PYTHONPATH": "."}, ()) is None
