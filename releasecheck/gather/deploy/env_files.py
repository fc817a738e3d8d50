"""What stands in the files of variables that manifests have loaded."""

from io import StringIO
from os.path import normpath
from pathlib import Path

from dotenv.parser import Original, parse_stream

from releasecheck.facts.place import Place
from releasecheck.gather.deploy.manifest import Given, read
from releasecheck.gather.deploy.modes import is_for_development


def given_in(project: Path, path: str) -> list[Given] | None:
    """The variables of a file of the project; null where it is not here."""
    file = project / normpath(path)
    if not (file.is_file() and file.resolve().is_relative_to(project)):
        return None
    relative = file.relative_to(project).as_posix()
    bindings = parse_stream(StringIO(read(file)))
    return [Given(one.key, one.value, Place(relative, _line(one.original))) for one in bindings if one.key]


def _line(original: Original) -> int:
    """The line of a variable, before which python-dotenv counts the empty ones in."""
    text = original.string
    return original.line + text[: len(text) - len(text.lstrip())].count("\n")


def develops(given: list[Given]) -> bool:
    """Whether the file says by one of its variables that it is for development."""
    return any(one.value is not None and is_for_development(one.name, one.value) for one in given)
