"""Installations by name in the files by which the project is deployed: what pip takes is declared there."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace

from packaging.utils import canonicalize_name

from releasecheck.facts import Place
from releasecheck.gather.declarations.reader import Document

_INSTALL = re.compile(r"\bpip3?(?:\.\d+)?\s+install\s+([^|;&\n]+)")
_OTHERS = re.compile(
    r"\b(?:apt|apt-get|apk|dnf|yum|conda|mamba|micromamba|poetry|pipenv|uv|pdm)\b[^|;&\n]*?"
    r"\b(?:install|add)\s+([^|;&\n]+)"
)
_PIPENV = re.compile(r"\bpipenv\b[^|;&\n]*?\s(install|sync|lock|requirements)\b([^|;&\n]*)")
_SKIPPING = "--skip-lock"
_BY_THE_LOCK = frozenset({"--deploy", "--ignore-pipfile"})
_NAME = re.compile(r"[A-Za-z][\w.+-]*")
# A line of its own goes with its end: what is continued goes on below it.
_COMMENT = re.compile(r"^[ \t]*#.*\n?|(?<=[ \t])#.*", re.MULTILINE)
_WITH_VALUE = frozenset(
    {"-i", "--index-url", "--extra-index-url", "-t", "--target", "--prefix", "-f", "--root"}
)
_FILE = frozenset({"-r", "--requirement", "-c", "--constraint"})
_TOOLS = frozenset(
    {"pip", "setuptools", "wheel", "build", "poetry", "pipenv", "uv", "pip-tools", "virtualenv"}
)


def read(document: Document) -> list[tuple[str, bool]]:
    """Note what is installed by name; the files that are, and whether each only constrains."""
    files: list[tuple[str, bool]] = []
    text = _COMMENT.sub(lambda found: " " * len(found[0]), document.text).replace("\\\n", "  ")
    for found in _INSTALL.finditer(text):
        line = document.text.count("\n", 0, found.start()) + 1
        for option, word in _words(found[1]):
            if option in _FILE:
                files.append((word, option in ("-c", "--constraint")))
            elif option is None and re.match(r"[A-Za-z][\w.-]*($|[\[=<>~!])", word):
                one = document.requirement(word, line)
                if one and one.name not in _TOOLS:
                    document.add(replace(one, place=replace(one.place, line=line)))
    return files


def of_pipenv(document: Document) -> Iterator[tuple[Place, bool]]:
    """Where pipenv installs what the project asks for, and whether it passes Pipfile.lock over."""
    text = _COMMENT.sub(lambda found: " " * len(found[0]), document.text).replace("\\\n", "  ")
    for found in _PIPENV.finditer(text):
        words = found[2].split()
        if any(not word.startswith("-") for word in words) and _SKIPPING in words:
            continue  # a distribution by its name, or the value of an option
        skips = found[1] == "install" and _SKIPPING in words and _BY_THE_LOCK.isdisjoint(words)
        yield Place(document.path, document.text.count("\n", 0, found.start()) + 1), skips


def by_name(text: str) -> Iterator[str]:
    """Normalised, what any installer is given there: pip, conda, a system's own."""
    text = _COMMENT.sub("", text).replace("\\\n", "  ")
    for command in (found[1] for pattern in (_INSTALL, _OTHERS) for found in pattern.finditer(text)):
        words = (_NAME.match(word) for option, word in _words(command) if option is None)
        yield from (canonicalize_name(word[0]) for word in words if word)


def _words(command: str) -> Iterator[tuple[str | None, str]]:
    """Each argument with the option that takes it."""
    try:
        words = iter(shlex.split(command))
    except ValueError:
        return
    for word in words:
        if word in _FILE or word in _WITH_VALUE:
            yield word, next(words, "")
        elif word.startswith(("-r", "-c")) and len(word) > 2:
            yield word[:2], word[2:]
        elif word.startswith("-"):
            yield word, ""
        else:
            yield None, word
