"""Whether a project has anything that looks like a test, found without starting pytest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from releasecheck.gather.source.files import walk
from releasecheck.gather.source.parse import read

_TEST_NAMES = frozenset({"tests.py", "test.py"})
_TEST_FOLDERS = frozenset({"tests", "test"})
_SETTINGS = frozenset({"pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"})
_OWN_PATTERNS = re.compile(rb"python_files|doctest-(modules|glob)")
_TEST_CASE = re.compile(rb"^[ \t]*class \w+\(.*TestCase\b", re.MULTILINE)
_TEST = re.compile(rb"^[ \t]*(async )?def test_?\w*\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TestFiles:
    """What was found: `others` hold tests under names that pytest passes over unless they are given to it."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    expected: bool  # pytest may find tests by itself
    others: tuple[str, ...]

    @property
    def any(self) -> bool:
        """Whether anything looks like a test."""
        return self.expected or bool(self.others)


def find_tests(project: Path, exclude: Sequence[str]) -> TestFiles:
    """The test files of a project, by name and, where the name does not tell, by content."""
    expected = False
    others = []
    for path, file in walk(project, exclude):
        name = file.name
        if name in _SETTINGS:
            expected |= bool(_OWN_PATTERNS.search(_content(file)))
        elif name.endswith("_test.py") or (name.startswith("test_") and name.endswith(".py")):
            expected = True
        elif name.endswith(".py") and _holds_tests(path, file):
            others.append(path)
    return TestFiles(expected, tuple(others))


def _holds_tests(path: str, file: Path) -> bool:
    """A `def test_…` alone is no test outside the places for tests: a view may be called that."""
    *folders, name = path.split("/")
    content = _content(file)
    if name in _TEST_NAMES or not _TEST_FOLDERS.isdisjoint(folders):
        return bool(_TEST.search(content) or _TEST_CASE.search(content))
    return bool(_TEST_CASE.search(content) and _TEST.search(content))


def _content(file: Path) -> bytes:
    content = read(file)
    return content if isinstance(content, bytes) else b""
