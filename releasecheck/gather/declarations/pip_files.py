"""Requirements files of pip: with `-r`, `-c`, hashes and markers; a conda list that is called one too."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from releasecheck.facts import Place
from releasecheck.facts.dependencies import Requirement, Stage, Unread
from releasecheck.gather.declarations.reader import Document

_OTHER_FILE = re.compile(r"(-r|--requirement|-c|--constraint)(?:[ \t=]+|(?<=-[rc]))(\S.*)")
_EDITABLE = re.compile(r"(?:-e|--editable)[ \t=]+(\S+).*")
_COMMENT = re.compile(r"(^|\s)#.*$")
_OPTIONS = re.compile(r"\s--?[a-z][\w-]*(=|\s).*$")  # --hash, --global-option behind a requirement
_EGG = re.compile(r"[#&]egg=([\w.-]+)")
_CONDA = re.compile(r"([A-Za-z0-9][\w.-]*)=(\d[\w.!+*-]*)(=\S*)?")
_CONDA_COLUMNS = re.compile(r"([A-Za-z0-9][\w.-]*)\s+(\d[\w.!+-]*)(\s+\S+){1,2}")
_CONDA_OWN = frozenset(
    {"python", "pip", "openssl", "sqlite", "ca-certificates", "tk", "xz", "zlib", "libffi"}
)


def read(document: Document, stage: Stage, constrains: bool = False) -> list[tuple[str, bool]]:
    """Note the requirements of the file; the other files that it names, and whether each only constrains."""
    others = []
    target = document.into.constraints if constrains else document.into.declared
    for number, line in _logical(document.text):
        named = _OTHER_FILE.fullmatch(line)
        if named:
            others.append((named[2].strip("\"'"), named[1] in ("-c", "--constraint")))
        elif not line.startswith("-") or _EDITABLE.fullmatch(line):
            one = _requirement(document, line, number)
            target += [replace(one, stage=stage)] if one else []
    return others


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those joined that end in a backslash, comments gone, each with the number of its first."""
    joined, first = "", 1
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        first = first if joined else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            joined += line[:-1]
            continue
        whole = _COMMENT.sub("", joined + line).strip()
        joined = ""
        if whole:
            yield first, whole


def _requirement(document: Document, line: str, number: int) -> Requirement | None:
    at = Place(document.path, number)
    editable = _EDITABLE.fullmatch(line)
    source = editable[1] if editable else line.partition(";")[0].strip()
    if editable or _is_source(source):
        return _from_source(document, source, at)
    conda = _CONDA.fullmatch(line) or _CONDA_COLUMNS.fullmatch(line)
    if conda:
        name = canonicalize_name(conda[1])
        return None if name in _CONDA_OWN else Requirement(name, f"=={conda[2].rstrip('*')}", at)
    return document.requirement(_OPTIONS.sub("", line).strip(), number, pips=True)


def _is_source(text: str) -> bool:
    """Whether it is a URL or a path, and not a name."""
    return "@" not in text.partition("://")[0] and (
        "://" in text or text.startswith((".", "/")) or text.endswith((".whl", ".tar.gz", ".zip"))
    )


def _from_source(document: Document, source: str, at: Place) -> Requirement | None:
    if source.rstrip("/").partition("[")[0] in (".", "file:."):
        return None  # the project itself, whose own requirements are read where they stand
    name = _named(source)
    if name is None:
        document.into.unread.append(Unread(at, "a path or URL that does not say what it is"))
        return None
    return Requirement(name, "", at, located=True)


def _named(source: str) -> str | None:
    egg = _EGG.search(source)
    if egg:
        return canonicalize_name(egg[1])
    file = unquote(urlsplit(source).path).rpartition("/")[2]
    try:
        return parse_wheel_filename(file)[0] if file.endswith(".whl") else parse_sdist_filename(file)[0]
    except (InvalidWheelFilename, InvalidSdistFilename):
        repository = re.fullmatch(r"([\w.-]+?)(\.git)?(@.*)?", file) if source.startswith("git+") else None
        return canonicalize_name(repository[1]) if repository else None
