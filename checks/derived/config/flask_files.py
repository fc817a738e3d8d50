"""What the dotenv files that git has tell Flask's command line."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from releasecheck.facts.deploy import Deploy, Variable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source

OFF = frozenset({"", "0", "false", "no", "off", "n", "f"})  # values of a switch
_UNKNOWN = re.compile(r"[${}<>%]")  # a variable, or a blank of a template


def debugging(deploy: Deploy, git: Git | None) -> Variable | None:
    """The FLASK_DEBUG that turns debug mode on."""
    settings = _committed(deploy, git, "FLASK_DEBUG")
    return next((one for one in settings if (one.shown or "").strip().lower() not in OFF), None)


def named_in_vain(deploy: Deploy, source: Source | None, git: Git | None) -> Iterator[Variable]:
    """Each FLASK_APP whose module is nowhere in the project, and nothing that the project imports."""
    if source is None:
        return
    for one in _committed(deploy, git, "FLASK_APP"):
        target = (one.shown or "").strip()
        if target and not _UNKNOWN.search(target) and not _is_somewhere(target, source):
            yield one


def _committed(deploy: Deploy, git: Git | None, name: str) -> list[Variable]:
    tracked = frozenset(git.tracked) if git else frozenset()
    return [one for one in deploy.flask_settings if one.name == name and one.place.path in tracked]


def _is_somewhere(target: str, source: Source) -> bool:
    """Wherever it is: the command may be given in another folder."""
    path = re.split(r":(?![\\/])", target, maxsplit=1)[0].replace("\\", "/").rstrip("/")
    if PurePosixPath(path).name in ("", ".", ".."):
        return True
    if "/" in path or path.endswith(".py"):
        tail = PurePosixPath(path).name.removesuffix(".py")
    else:
        tail = path.replace(".", "/")
        if any(one.name == path.partition(".")[0] for one in source.imports):
            return True
    files = [f"/{one.path}" for one in source.modules]
    return any(file.endswith(f"/{tail}.py") or f"/{tail}/" in file for file in files)
