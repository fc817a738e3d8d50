"""The modules that the app runs: those that booted, and those that these import when they are called."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source


def running(app: App, source: Source) -> frozenset[str]:
    """Their paths."""
    found = {*app.modules}
    imports = [one for one in source.own_imports if not one.conditional]
    while more := {one.path for one in imports if one.place.path in found and one.path not in found}:
        found |= more
    return frozenset(found)
