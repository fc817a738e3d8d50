"""The project's own commands that a deploy file runs, as in `flask create-admin && gunicorn …`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from releasecheck.facts import Place
from releasecheck.facts.deploy import Step
from releasecheck.gather.deploy.manifest import Manifest

_FLASK = re.compile(
    r"(?<![\w./-])flask\s+(?:(?:--app|-A|--env-file|-e)[ =]\S+\s+|--(?:no-)?debug\s+)*(?P<words>[a-z][^&|;]*)"
)
_PYTHON = re.compile(
    r"(?<![\w-])python[\d.]*\s+(?:-[a-bd-zA-Z]+\s+)*(?P<program>[A-Za-z_.][\w./]*)(?P<words>[^&|;]*)"
)
_LISTED = re.compile(r"""["'\[\],]+""")  # of the exec form: ["flask", "create-admin"]
_SAID = re.compile(r"\s*(#|//|;)|.*\becho\b")
_ENTRYPOINT = re.compile(r"^ENTRYPOINT\s(.*)", re.MULTILINE)  # of a Dockerfile
_FILE = re.compile(r"[\w./-]+\.sh\b")
_WORD = re.compile(r"[a-z][\w-]*")
_OF_FLASK = frozenset({"run", "shell", "routes", "db"})
_MOST = 2
MAKING = (("db", "migrate"), ("db", "revision"))  # of Flask-Migrate: a migration of its own


def steps(manifest: Manifest) -> Iterator[Step]:
    """Those in the file itself, and in the scripts of the project that it names."""
    entries = {Path(one).name for line in _ENTRYPOINT.findall(manifest.text) for one in _FILE.findall(line)}
    yield from _in_text(manifest.text, manifest.path)
    for name, script in manifest.scripts.items():
        if script.path != manifest.path and name.endswith(".sh") and name in manifest.text:
            yield from (replace(one, entry=name in entries) for one in _in_text(script.text, script.path))


def _in_text(text: str, path: str) -> Iterator[Step]:
    for number, line in enumerate(text.splitlines(), 1):
        if ("flask" not in line and "python" not in line) or _SAID.match(line):
            continue
        plain, place = _LISTED.sub(" ", line), Place(path, number)
        for match in _FLASK.finditer(plain):
            words = _words(match["words"])
            if words and (words[0] not in _OF_FLASK or words in MAKING):
                yield Step("flask", words, place)
        for match in _PYTHON.finditer(plain):
            yield Step(match["program"].removeprefix("./"), _words(match["words"]), place)


def _words(text: str) -> tuple[str, ...]:
    """The names of a group and its command, as far as they stand before the first option."""
    found: list[str] = []
    for word in text.split()[:_MOST]:
        if not _WORD.fullmatch(word):
            break
        found.append(word)
    return tuple(found)
