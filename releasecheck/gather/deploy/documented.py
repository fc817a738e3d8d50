"""Where a project tells people which environment variables it wants."""

import re
from collections.abc import Iterator
from pathlib import Path

from releasecheck.facts.deploy import Variable
from releasecheck.facts.place import Place
from releasecheck.gather.deploy.databases import backend, is_near
from releasecheck.gather.deploy.files import FOLDERS
from releasecheck.gather.deploy.locating import subfolders
from releasecheck.gather.deploy.manifest import read

_EXAMPLE = re.compile(
    r"\.?(\w+[._-])?env([._-]\w+)*[._-](example|sample|template|dist|default|defaults)(\.txt)?|"
    r"\.?(example|sample|template)[._-]env"
)
_DOTENV = re.compile(r"\.(flask)?env")
_PRODUCTION = re.compile(r"\.env\.prod(uction)?|prod(uction)?\.env")
_SET = re.compile(r"[#\s]*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=(?P<value>.*)")
_WORD = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_PROSE = ("README*", "INSTALL*", "DEPLOY*", "CONTRIBUTING*", "docs/*.md", "docs/*.rst", "doc/*.md")
_NAMED_DOTENV = re.compile(r"(?<![\w./-])\.env(?![\w.-]*[\w-])")
_LOADS = re.compile(
    r"flask\s+(run|--|-A|shell|db)|python[\d.]* -m flask|pipenv|docker|compose|honcho|foreman|heroku local|"
    r"direnv|dotenv run|--env-file|\b(source|export)\b.*\.env|EnvironmentFile",
    re.IGNORECASE,
)
_FILES_MAX = 50
_FOLDERS_MAX = 200


def documented(project: Path) -> Iterator[Variable]:
    """The variables of `.env.example` and its like, those that are commented out too; never a value."""
    return _variables(project, _EXAMPLE)


def in_dotenv(project: Path) -> Iterator[Variable]:
    """Those of the project's own `.env` files."""
    return (one for one in _variables(project, _DOTENV) if not one.commented)


def near_in_production(project: Path) -> Iterator[Variable]:
    """Those of `.env.production` and its like whose URL leads to a server on this machine."""
    given = _read(project, _PRODUCTION)
    return (one for one, value in given if not one.commented and is_near(value))


def _variables(project: Path, named: re.Pattern[str]) -> Iterator[Variable]:
    return (one for one, _ in _read(project, named))


def _read(project: Path, named: re.Pattern[str]) -> Iterator[tuple[Variable, str]]:
    """Each with its value, which may be a secret and goes no further."""
    for folder in _folders(project):
        for path in sorted(folder.glob("*env*")):
            if path.is_file() and named.fullmatch(path.name.lower()):
                for number, line in enumerate(read(path).splitlines(), 1):
                    if found := _SET.match(line):
                        place = Place(path.relative_to(project).as_posix(), number)
                        commented = line.lstrip().startswith("#")
                        value = found["value"]
                        yield (
                            Variable(found["name"], place, commented=commented, backend=backend(value)),
                            value,
                        )


def _folders(project: Path) -> list[Path]:
    """Where deploy files are kept, and where the app or a service has its modules: `api/`, `api/app/`."""
    beside = subfolders(project)
    below = [inner for folder in beside for inner in subfolders(folder)]
    modules = [folder for folder in (*beside, *below) if any(folder.glob("*.py"))]
    own = [folder for folder in modules if not folder.name.startswith("test")]
    return list(dict.fromkeys([*(project / folder for folder in FOLDERS), *own]))[:_FOLDERS_MAX]


def told_dotenv(project: Path) -> Place | None:
    """Where README first speaks of a `.env`, if it speaks of nothing that would load one by itself."""
    for path in sorted(project.glob("README*")):
        text = read(path) if path.is_file() else ""
        lines = [number for number, line in enumerate(text.splitlines(), 1) if _NAMED_DOTENV.search(line)]
        if lines and not _LOADS.search(text):
            return Place(path.relative_to(project).as_posix(), lines[0])
    return None


def mentioned(project: Path) -> list[str]:
    """The words of README and its like that could be a variable's name."""
    files = [path for pattern in _PROSE for path in sorted(project.glob(pattern)) if path.is_file()]
    return sorted({word for path in files[:_FILES_MAX] for word in _WORD.findall(read(path))})
