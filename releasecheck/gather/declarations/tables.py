"""Requirements in tables: pyproject.toml with or without poetry, Pipfile, environment.yml."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Requirement, Stage, Unread
from releasecheck.gather.declarations.reader import Document, stage_of

Table = Mapping[str, Any]
# A channel, a name, a version and a build: "conda-forge::flask=3.0=py_0", "redis>=5".
_CONDA = re.compile(r"(?:.*::)?(?P<name>[\w.-]+)\s*=?(?P<version>[^=\s][^=]*(?:=\d[^=]*)?)?")


def read_pyproject(document: Document) -> None:
    """PEP 621, dependency groups, and the tables of poetry, uv and pdm."""
    told = toml(document)
    project, tool = table(told, "project"), table(told, "tool")
    _all(document, project.get("dependencies"), "release")
    for group, asked in table(project, "optional-dependencies").items():
        _all(document, asked, _group(group))
    for group, asked in table(told, "dependency-groups").items():
        _all(document, asked, _group(group))
    _all(document, table(tool, "uv").get("dev-dependencies"), "development")
    for asked in table(tool, "pdm", "dev-dependencies").values():
        _all(document, asked, "development")
    _poetry(document, table(tool, "poetry"))


def _group(name: str) -> Stage:
    """A group is installed where somebody asks for it."""
    return "development" if stage_of(name) == "development" else "optional"


def _poetry(document: Document, poetry: Table) -> None:
    _versions(document, table(poetry, "dependencies"), "release")
    _versions(document, table(poetry, "dev-dependencies"), "development")
    for name, group in table(poetry, "group").items():
        if isinstance(group, Mapping):
            _versions(document, table(group, "dependencies"), _group(name))


def read_pipfile(document: Document) -> None:
    """`[packages]` and `[dev-packages]`."""
    told = toml(document)
    _versions(document, table(told, "packages"), "release")
    _versions(document, table(told, "dev-packages"), "development")


def read_conda(document: Document) -> None:
    """Conda's `environment.yml`: its own packages, and those that pip adds."""
    try:
        told = yaml.safe_load(document.text)
    except (yaml.YAMLError, ValueError, RecursionError):
        told = None
    for one in told.get("dependencies") or () if isinstance(told, Mapping) else ():
        if isinstance(one, Mapping):
            _all(document, one.get("pip"), "release")
        elif isinstance(one, str):
            found = _CONDA.match(one)
            if found and found["name"] not in ("python", "pip"):
                document.add(_made(document, found["name"], found["version"] or "*"))


def toml(document: Document) -> Table:
    """The file's tables; one that is no TOML has none, and is noted as unread."""
    try:
        return tomllib.loads(document.text)
    except (tomllib.TOMLDecodeError, RecursionError):
        document.into.unread.append(Unread(Place(document.path), "no TOML"))
        return {}


def table(within: Table, *names: str) -> Table:
    """A table in a table in a table; empty where it is none."""
    for name in names:
        found = within.get(name)
        within = found if isinstance(found, Mapping) else {}
    return within


def _all(document: Document, asked: object, stage: Stage) -> None:
    for one in asked if isinstance(asked, list) else ():
        if isinstance(one, str):
            document.add(document.requirement(one), stage)


def _versions(document: Document, asked: Table, stage: Stage) -> None:
    """`name = "^1.2"`, `name = { version = "*", extras = [...] }`."""
    for name, given in asked.items():
        if name.lower() != "python":
            for requirement in _given(document, name, given):
                optional = isinstance(given, Mapping) and given.get("optional") is True
                document.add(requirement, "optional" if optional else stage)


def _given(document: Document, name: str, given: object) -> Iterator[Requirement | None]:
    match given:
        case str():
            yield _made(document, name, given)
        case Mapping():
            located = any(key in given for key in ("git", "path", "url", "file"))
            made = _made(document, name, str(given.get("version", "*")))
            extras = given.get("extras")
            yield replace(
                made,
                located=located,
                extras=tuple(sorted(map(str, extras))) if isinstance(extras, list) else (),
            )
        case list():
            for one in given:
                yield from _given(document, name, one)


def _made(document: Document, name: str, version: str) -> Requirement:
    name = name.strip().partition("[")[0].rstrip("<>=!~ ")
    place = Place(document.path, document.line_that_asks(name))
    return Requirement(canonicalize_name(name), specifier(version), place)


def specifier(text: str) -> str:
    """A constraint of poetry, pipenv or conda as pip would write it; "" where there is no such."""
    parts: Iterable[str] = (part.strip() for part in text.split(",")) if "|" not in text else ()
    joined = ",".join(filter(None, map(_translated, parts)))
    try:
        return str(SpecifierSet(joined))
    except InvalidSpecifier:
        return ""


def _translated(part: str) -> str:
    if part[:1] in ("^", "~") and part[:2] != "~=":
        return _range(part[0], part[1:].strip())
    if part in ("*", ""):
        return ""
    if part[0].isdigit():
        return f"=={part}"
    return f"={part}" if part[0] == "=" and part[:2] != "==" else part


def _range(sign: str, text: str) -> str:
    """`^1.2` is below 2, `^0.2` below 0.3, `~1.2` below 1.3, `~1` below 2."""
    try:
        release = Version(text).release
    except InvalidVersion:
        return ""
    if sign == "~":
        index = min(1, len(release) - 1)
    else:
        index = next((at for at, part in enumerate(release) if part), len(release) - 1)
    upper = ".".join(map(str, (*release[:index], release[index] + 1)))
    return f">={text},<{upper}"
