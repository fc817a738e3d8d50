"""Suites that `python -m pytest` can run, and `pytest` cannot."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.imports import Import
from releasecheck.facts.runs import Tests
from releasecheck.facts.source import Source
from releasecheck.findings import Found

from ..wording import capped


def lost_by_bare(tests: Tests, source: Source | None, dependencies: Dependencies | None) -> Iterator[Found]:
    """One, where what the project tells people to type does not find the modules that its tests import.

    pytest puts the first folder above a test that is no package on the path; the root is there only where
    that is it, and where the project is installed.
    """
    told = tests.bare
    if (
        told is None
        or source is None
        or dependencies is None
        or dependencies.own
        or not _was_collected(tests)
    ):
        return
    prefix = "" if told.folder == "." else f"{told.folder}/"
    files = {one.path.removeprefix(prefix): one.role for one in source.modules if one.path.startswith(prefix)}
    inserted = {
        _inserted(path, files) for path, role in files.items() if role == "test" and _is_collected(path)
    }
    if not inserted or "." in inserted:
        return
    lost = [one for one in told.imports if _is_lost(one, files, inserted)]
    if lost:
        first = lost[0]
        yield Found(
            f"`pytest`, as {told.place} has it, does not find {first.name}, which {first.place} imports: "
            "only `python -m pytest` puts the project's root on the import path",
            subject="pytest by itself",
            place=first.place,
            evidence=capped([f"{one.name} is imported at {one.place}" for one in lost]),
            fix='Set `pythonpath = ["."]` below [tool.pytest.ini_options], or add a conftest.py to the root.',
            severity="warning",
        )


def _was_collected(tests: Tests) -> bool:
    """Whether all was found as it was run here, with the root on the path."""
    ran = tests.passed + tests.failed + tests.errors
    return ran > 0 and not any(one.while_collecting for one in tests.failures)


def _is_collected(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name == "conftest.py" or name.startswith("test_") or name.endswith("_test.py")


def _inserted(path: str, files: Mapping[str, str]) -> str:
    """The folder that pytest puts on the path for this file."""
    folder = PurePosixPath(path).parent
    while str(folder) != "." and f"{folder}/__init__.py" in files:
        folder = folder.parent
    return str(folder)


def _is_lost(one: Import, files: Mapping[str, str], inserted: set[str]) -> bool:
    """Whether a test needs the root for it."""
    if not _is_collected(one.place.path or ""):
        return False
    names = (f"{one.name}.py", f"{one.name}/__init__.py")
    beside = [f"{folder}/{name}" for folder in inserted for name in names]
    return any(name in files for name in names) and not any(name in files for name in beside)
