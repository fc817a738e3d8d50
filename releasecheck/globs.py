"""Path patterns of the settings, as a person would write them."""

from fnmatch import fnmatchcase


def matches(path: str, pattern: str) -> bool:
    """Whether the pattern names this path or a folder above it; without a slash it names any part of it."""
    wanted = pattern.removeprefix("./").strip("/")
    parts = path.split("/")
    if "/" not in wanted:
        return any(fnmatchcase(part, wanted) for part in parts)
    return any(fnmatchcase("/".join(parts[:end]), wanted) for end in range(1, len(parts) + 1))
