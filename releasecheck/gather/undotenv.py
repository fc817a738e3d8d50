"""What .env and .flaskenv give the app, and what becomes of it where Flask's command line is not used."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Dotenv
from releasecheck.facts.place import NOWHERE, Place
from releasecheck.gather.booter import Booter
from releasecheck.gather.boots import Answered
from releasecheck.gather.comparing import compared
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.deploy.files import matching
from releasecheck.gather.deploy.manifest import read
from releasecheck.gather.deploy.names import is_developments
from releasecheck.gather.environment import DOTENV_FILES, FLASKENV, Environment

_FLASKS_OWN = re.compile(r"FLASK_(APP|DEBUG|ENV|RUN_.*)")
_DEVELOPMENTS = frozenset({"development", "dev", "develop", "local", "test", "testing"})
_DEPLOY_FILES = (
    *("Procfile", "Dockerfile*", "*.Dockerfile", "*compose*.y*ml", "*.service", "*.sh", "gunicorn*.py"),
    *("*uwsgi*.ini", "supervisor*.conf", "*.toml", "render.y*ml", "app.y*ml", "app.json", "railway.json"),
    *("ecosystem.config.js", "Makefile", "justfile", "passenger_wsgi.py"),
)
_COPY = re.compile(r"^\s*(?:COPY|ADD)\b.*$", re.MULTILINE | re.IGNORECASE)
_LARGEST = 64 * 1024


def dotenv_files(booter: Booter, first: Answered, fact: Boot) -> tuple[Dotenv, ...]:
    """Each file with the variables that the app asked for and that the file alone gives."""
    loaded = {line["file"] for line in first.all("dotenv-loaded")}
    if booter.environment.dotenv_missing:
        return () if loaded else tuple(_unread(booter, fact))
    by_flask = {name: file for name, file in _by_flask(booter.environment).items() if file not in loaded}
    left_out = booter.environment.left_out
    asked = (one.name for one in fact.env_reads if one.hit or one.name in left_out)
    given = _given(booter, asked, by_flask)
    if not given:
        return ()
    files = [_described(file, given, booter) for file in dict.fromkeys(given.values())]
    if any(one.loaded_by or one.development for one in files):
        return tuple(files)
    without = compared(_with(booter, given, first), _without(booter, given, first))
    return tuple(replace(one, without=without) for one in files)


def undecodable_files(booter: Booter) -> tuple[str, ...]:
    """The dotenv files of the project that python-dotenv cannot decode."""
    project = booter.request.project
    found = [path for file in booter.environment.undecodable if (path := _found(file, booter))]
    return tuple(path.relative_to(project).as_posix() for path in found if path.is_relative_to(project))


def _by_flask(environment: Environment) -> dict[str, str]:
    """Variable -> the file that only Flask's command line reads it from, be it left out here or not."""
    return {**environment.development, **dict.fromkeys(environment.left_out, FLASKENV)}


def _with(booter: Booter, given: Iterable[str], first: Answered) -> Answered:
    """The boot that has all of them, which is the first where none was left out."""
    lacking = {
        name: booter.environment.left_out[name] for name in given if name in booter.environment.left_out
    }
    return booter.boot_with(lacking, {"collect": []}) if lacking else first


def _without(booter: Booter, given: Iterable[str], first: Answered) -> Answered:
    """The boot that has none of them."""
    having = tuple(name for name in given if name not in booter.environment.left_out)
    return booter.boot("plain", {"collect": []}, having) if having else first


def dotenv_variables(booter: Booter, first: Answered) -> dict[str, str]:
    """Variable -> the file that alone gives it, whether Flask loads that or the app; "" for one elsewhere."""
    by_flask = {
        name: _found(file, booter) or booter.choice.cwd / file
        for name, file in booter.environment.development.items()
        if name not in booter.environment.named
    }
    by_app = {
        name: Path(line["path"])
        for line in first.all("dotenv-loaded")
        for name in line["names"]
        if name not in booter.environment.values
    }
    project = booter.request.project
    return {
        name: path.relative_to(project).as_posix() if path.is_relative_to(project) and path.is_file() else ""
        for name, path in {**by_flask, **by_app}.items()
    }


def _unread(booter: Booter, fact: Boot) -> Iterator[Dotenv]:
    """Files that Flask would load if it had python-dotenv, and that give what the app asked for in vain."""
    files = {name: file for file in DOTENV_FILES for name in _names(booter.choice.cwd / file)}
    given = _given(booter, (one.name for one in fact.env_reads if not one.hit), files)
    for file in dict.fromkeys(given.values()):
        yield replace(_described(file, given, booter), unread=True)


def _given(booter: Booter, asked: Iterable[str], files: Mapping[str, str]) -> dict[str, str]:
    """Variable -> file, of what was asked for; without what Flask reads, or a deploy file names, itself."""
    names = [name for name in dict.fromkeys(asked) if name in files and not _FLASKS_OWN.fullmatch(name)]
    deployed = _deploy_texts(booter.request.project) if names else {}
    return {name: files[name] for name in names if not any(map(_word(name).search, deployed.values()))}


def _described(file: str, given: Mapping[str, str], booter: Booter) -> Dotenv:
    names = tuple(name for name in given if given[name] == file)
    return Dotenv(
        file=file,
        variables=names,
        place=_place(file, names, booter),
        loaded_by=_mentioning(_deploy_texts(booter.request.project), file),
        development=_is_development(file, booter),
    )


def _is_development(file: str, booter: Booter) -> bool:
    """Whether one of its variables says so, or switches debugging on."""
    environment = booter.environment
    known = {**environment.values, **environment.left_out}
    values = {name: known[name].lower() for name, one in _by_flask(environment).items() if one == file}
    return not _DEVELOPMENTS.isdisjoint(values.values()) or values.get("FLASK_DEBUG") in ("1", "true")


def _names(path: Path) -> set[str]:
    try:
        return set(dotenv_of(path, interpolate=False)) if path.stat().st_size < _LARGEST else set()
    except OSError:
        return set()


def _deploy_texts(project: Path) -> dict[str, str]:
    """The deploy files without their comments."""
    return {
        path.relative_to(project).as_posix(): _uncommented(read(path))
        for pattern in _DEPLOY_FILES
        for path in matching(project, pattern)
        if not is_developments(path.name)
    }


def _mentioning(texts: Mapping[str, str], file: str) -> str | None:
    """The deploy file that speaks of this one: it loads it for whatever it starts."""
    return next((path for path, text in texts.items() if _word(file).search(text)), None)


def is_loaded_by_deploy(project: Path, file: str) -> bool:
    """Whether a deploy file does more with this one than to copy it."""
    texts = _deploy_texts(project)
    return _mentioning({path: _COPY.sub("", text) for path, text in texts.items()}, file) is not None


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w*.]){re.escape(name)}(?![\w.-])")


def _uncommented(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _found(file: str, booter: Booter) -> Path | None:
    """The file as Flask finds it: in the working directory, or in the next folder above that has one."""
    folders = (booter.choice.cwd, *booter.choice.cwd.parents)
    return next((folder / file for folder in folders if (folder / file).is_file()), None)


def _place(file: str, names: Iterable[str], booter: Booter) -> Place:
    """The line of the first of these variables, where the file is the project's."""
    path = _found(file, booter)
    if path is None or not path.is_relative_to(booter.request.project):
        return NOWHERE
    pattern = re.compile(rf"\s*(?:export\s+)?(?:{'|'.join(map(re.escape, names))})\s*=")
    lines = read(path).splitlines()
    line = next((number for number, text in enumerate(lines, 1) if pattern.match(text)), None)
    return Place(path.relative_to(booter.request.project).as_posix(), line)
