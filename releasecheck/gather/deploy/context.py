"""What of a build's context goes into an image that copies all of it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from releasecheck.gather.deploy.manifest import Manifest, read

_SENSITIVE = re.compile(
    r"\.git|\.env(\.(?!example|sample|template|dist|default).*)?|"
    r".*\.(sqlite3?|db|pem|p12|key)|id_(rsa|dsa|ecdsa|ed25519)|\.pypirc|\.netrc"
)
_EXAMPLES = ("example", "sample", "template")


def patterns(context: Path, manifest: Manifest) -> tuple[str, ...] | None:
    """The patterns of the ignore file that goes for a Dockerfile; null where there is none."""
    own = manifest.folder / f"{Path(manifest.path).name}.dockerignore"
    for file in (own, context / ".dockerignore"):
        if file.is_file():
            lines = (line.strip() for line in read(file).splitlines())
            return tuple(line for line in lines if line and not line.startswith("#"))
    return None


def taken_in(context: Path, ignored: Sequence[str]) -> tuple[str, ...]:
    """The sensitive files of a context that no pattern keeps out."""
    return tuple(path for path in sorted(_sensitive(context)) if not is_ignored(path, ignored))


def _sensitive(context: Path) -> Iterator[str]:
    try:
        for path in context.iterdir():
            if _SENSITIVE.fullmatch(path.name) and not path.name.endswith(_EXAMPLES):
                if not _is_empty(path):
                    yield path.name
            elif path.name == "instance" and path.is_dir():
                kept = (each for each in path.iterdir() if each.is_file() and not _is_empty(each))
                yield from (f"instance/{each.name}" for each in kept)
    except OSError:
        return


def _is_empty(path: Path) -> bool:
    """Whether there is nothing in it, as in a database that somebody only opened."""
    return path.is_file() and not path.stat().st_size


def takes_in(context: Path, name: str, ignored: Sequence[str]) -> bool:
    """Whether a file of this name is in the context, and no pattern keeps it out."""
    return (context / name).is_file() and not is_ignored(name, ignored)


def is_ignored(path: str, ignored: Sequence[str]) -> bool:
    """Whether `.dockerignore` keeps a path out: the last pattern for it or for a folder above it tells."""
    parts = path.split("/")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    out = False
    for pattern in ignored:
        kept = pattern.startswith("!")
        expression = _expression(pattern.removeprefix("!").strip().strip("/"))
        if any(expression.fullmatch(each) for each in above):
            out = not kept
    return out


def _expression(pattern: str) -> re.Pattern[str]:
    """Go's filepath.Match, with `**` for any number of folders."""
    steps = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    written = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    return re.compile("".join(steps.get(part) or re.escape(part) for part in written), re.DOTALL)
