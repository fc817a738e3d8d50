"""A script that prints, as one JSON object, every distribution that this Python finds.

Standard library only, Python 3.8 and newer; the project itself is not on the path.
"""

import sys

sys.path[:1] = []  # our folder: files of ours have names of the standard library's

import json  # noqa: E402 - only now is the path clean
from importlib import metadata  # noqa: E402

_NO_MODULES = ("", "__pycache__", "..", "bin")


def main():  # type: () -> None
    """The first of each name wins, as it does for an import."""
    found = {}  # type: dict[str, dict[str, object]]
    for distribution in metadata.distributions():
        try:
            name = distribution.metadata["Name"]
            if name and name not in found:
                found[name] = _told(distribution)
        except Exception:  # a folder that is half deleted
            continue
    print("\n" + json.dumps({"platform": sys.platform, "distributions": list(found.values())}))


def _told(distribution):  # type: (metadata.Distribution) -> dict[str, object]
    return {
        "name": distribution.metadata["Name"],
        "version": distribution.version,
        "requires": list(distribution.requires or ()),
        "imports": sorted(_imports(distribution)),
        "url": _source(distribution),
    }


def _imports(distribution):  # type: (metadata.Distribution) -> set[str]
    """The top-level names: as the distribution lists them, else by its files."""
    listed = distribution.read_text("top_level.txt")
    if listed and listed.strip():
        return {line.strip().partition("/")[0] for line in listed.splitlines() if line.strip()}
    return {name for name in map(_top_level, distribution.files or ()) if name and name.isidentifier()}


def _top_level(path):  # type: (metadata.PackagePath) -> str | None
    first = path.parts[0]
    if len(path.parts) > 1:
        return first if first not in _NO_MODULES and path.suffix in (".py", ".so", ".pyd", ".pyi") else None
    return first.partition(".")[0] if path.suffix in (".py", ".so", ".pyd") else None


def _source(distribution):  # type: (metadata.Distribution) -> str | None
    """The folder that an editable install comes from."""
    text = distribution.read_text("direct_url.json")
    told = json.loads(text) if text else {}
    return told.get("url") if told.get("dir_info") else None


main()
