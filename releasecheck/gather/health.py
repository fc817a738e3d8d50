"""The deployed health route: where it is, and what one probe says of it."""

import msgspec

from releasecheck.facts import Absence
from releasecheck.facts.app import App
from releasecheck.facts.runs import Deployed
from releasecheck.health_route import find_health_route, health_url
from releasecheck.probe import Target, probe
from releasecheck.settings import Settings

SHORTEST_S = 0.5


def gather_deployed(url: str, settings: Settings, app: App | None, left: float) -> Deployed | Absence:
    """Probe once, in at most `left` seconds: at the path asked for, else at the app's own health route."""
    path = health_path(app, settings.health)
    if isinstance(path, Absence):
        return path
    if left < SHORTEST_S:
        return Absence("inconclusive", "no time was left to probe")
    target = Target(
        url=health_url(url, path),
        deadline=min(Target.deadline, left),
        build_from=settings.build,
        warn_time=settings.probe.warn_time,
        debugger=settings.probe.debugger,
    )
    said = probe(target)
    return Deployed(said.url, said.outcome.value, tuple(said.reasons), msgspec.to_builtins(said))


def health_path(app: App | None, asked: str | None) -> str | Absence:
    """The path to probe: what was asked for, else the app's own health route."""
    if asked is not None:
        return asked
    if app is None:
        return Absence(
            "inconclusive", "the app did not come up to tell its health route; name it with --health PATH"
        )
    found = find_health_route(app.routes)
    if found is None:
        return Absence(
            "inconclusive", "the app has no health route that we know; name one with --health PATH"
        )
    return found.path
