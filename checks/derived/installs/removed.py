"""Uses of what the installed Flask and its libraries do not have any more."""

from collections.abc import Iterator

from packaging.version import Version

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies, Distribution
from releasecheck.facts.imports import ApiUse
from releasecheck.facts.source import Source
from releasecheck.removed_api import REMOVALS

from .installs import admits, installed


def uses(app: App, source: Source) -> list[ApiUse]:
    """Those in modules that the app loaded, but for what a condition on the version may guard."""
    return [one for one in source.api_uses if one.place.path in app.modules and not one.conditional]


def is_gone(use: ApiUse, holder: Distribution) -> bool:
    """Whether this version of the distribution has it no more."""
    return Version(holder.version) >= Version(REMOVALS[use.name].version)


def gone(app: App, source: Source, dependencies: Dependencies) -> Iterator[ApiUse]:
    """Those that fail when they are reached, or are ignored, and did not keep the app from coming up."""
    there = installed(dependencies)
    for one in uses(app, source):
        holder = there.get(REMOVALS[one.name].distribution)
        if holder and is_gone(one, holder) and (one.lazy or REMOVALS[one.name].ignored):
            yield one


def uses_told(app: App, source: Source, dependencies: Dependencies) -> Iterator[ApiUse]:
    """Those of which removed-flask-api speaks: gone here, or with the next install."""
    there = installed(dependencies)
    yield from gone(app, source, dependencies)
    for one in uses(app, source):
        holder = there.get(REMOVALS[one.name].distribution)
        if holder and not is_gone(one, holder) and goes_next(one, dependencies):
            yield one


def goes_next(use: ApiUse, dependencies: Dependencies) -> bool:
    """Whether the next install may take a version that has it no more."""
    removal = REMOVALS[use.name]
    return bool(dependencies.files) and admits(dependencies, removal.distribution, f"{removal.version}.0")
