"""The file of routes that the repository keeps."""

from pathlib import Path

from releasecheck.facts import Absence
from releasecheck.facts.routes import RouteLock
from releasecheck.gather.declarations.reader import text_of
from releasecheck.route_lock import FILE, read_lock


def gather_lock(project: Path) -> RouteLock | Absence:
    """The routes of routes.lock, where there is one."""
    text = text_of(project / FILE)
    if text is None:
        return Absence("skipped", f"there is no {FILE}: `releasecheck run --lock-routes` writes one")
    try:
        return RouteLock(read_lock(text))
    except ValueError as problem:
        return Absence("inconclusive", f"{FILE} cannot be read: {problem}")
