"""The modules that the app runs: those that booted, and those that their functions import."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source


def running(app: App, source: Source) -> frozenset[str]:
    """Their paths."""
    found = {*app.modules}
    late = list(source.late_imports)
    while more := {one.path for one in late if one.place.path in found and one.path not in found}:
        found |= more
    return frozenset(found)
