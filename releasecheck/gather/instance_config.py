"""A config file that Flask looks for in the instance folder, while it lies elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from releasecheck.facts.boot import Boot
from releasecheck.facts.place import Place
from releasecheck.facts.source import Source

_LOADER = "flask/config.py"
_FLAG = re.compile(r"^[^#]*\binstance_relative_config\s*=\s*True\b")


def with_instance_flag(fact: Boot, project: Path, source: Source | None) -> Boot:
    """The boot that failed for such a file, with the one line that has Flask look there.

    A file that the app loads by its name as well is its own, and another one is kept in the instance folder.
    """
    crash = fact.crash
    path = PurePosixPath((crash.file if crash else None) or "")
    if crash is None or source is None or not (crash.library or "").startswith(_LOADER):
        return fact
    if path.parent.name != "instance":
        return fact
    loaded = re.compile(
        rf"from_object\([^)]*\b{re.escape(path.stem)}\b|^\s*(from|import)\b.*\b{re.escape(path.stem)}\b"
    )
    lines = list(_lines(project, source))
    flags = [place for place, line in lines if _FLAG.search(line)]
    if len(flags) != 1 or any(loaded.search(line) for _, line in lines):
        return fact
    near = (PurePosixPath(flags[0].path or "").parent / path.name, path.parent.parent / path.name)
    if not any(one.as_posix() in crash.alike for one in near):
        return fact
    return replace(fact, crash=replace(crash, instance_flag=flags[0]))


def _lines(project: Path, source: Source) -> Iterator[tuple[Place, str]]:
    for module in source.modules:
        if module.role == "app":
            try:
                text = (project / module.path).read_text("utf-8", errors="replace")
            except OSError:
                continue
            for number, line in enumerate(text.splitlines(), start=1):
                yield Place(module.path, number), line
