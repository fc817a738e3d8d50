"""The deployed site: what probes say of its health route, and what its pages answer."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from releasecheck.facts import Absence
from releasecheck.facts.app import App
from releasecheck.facts.live import Live
from releasecheck.facts.replicas import Replicas
from releasecheck.facts.runs import Deployed
from releasecheck.gather.live import Base, gather_live
from releasecheck.gather.live_plan import Ask
from releasecheck.gather.replicas import Awaited, gather_replicas
from releasecheck.health_route import base_url, find_health_route, health_url
from releasecheck.probe import Answer, Probe, Target, health_of, judge, observe
from releasecheck.probe.text import visible
from releasecheck.settings import Settings

SHORTEST_S = 0.5
_CACHES = ("X-Cache", "X-Cache-Status", "CF-Cache-Status", "X-Proxy-Cache")


@dataclass(frozen=True, slots=True)
class Site:
    """The facts about a deployed site."""

    deployed: Deployed | Absence
    live: Live | Absence
    replicas: Replicas | Absence


def gather_site(
    awaited: Awaited, settings: Settings, app: App | None, asks: Sequence[Ask], left: float
) -> Site:
    """Probe a few times and ask for the pages, in at most `left` seconds.

    The health path is the one asked for, else the app's own health route.
    """
    ends = time.monotonic() + left
    url, path = awaited.url, health_path(app, settings.health)
    if left < SHORTEST_S:
        absence = Absence("inconclusive", "no time was left to probe")
        return Site(absence, absence, absence)
    if isinstance(path, Absence):
        return Site(
            path, gather_live(Base(url, _target(url, settings, left), settings.http_port), asks, left), path
        )
    target = _target(health_url(url, path), settings, left)
    return site_of(
        Base(base_url(url, path), target, settings.http_port), asks, ends - time.monotonic(), awaited
    )


def site_of(base: Base, asks: Sequence[Ask], left: float, awaited: Awaited | None = None) -> Site:
    """Probe the target, then ask for the pages; they are not asked of a site that gave no answer.

    `awaited` has it probed a few times more; a gate has probes enough.
    """
    ends = time.monotonic() + left
    observation = observe(base.target)
    said = judge(base.target, observation)
    deployed = Deployed(said.url, said.outcome.value, tuple(said.reasons), msgspec.to_builtins(said))
    if observation.answer is None:
        silent = Absence("inconclusive", f"{said.url} gave no answer, so no page was asked")
        return Site(deployed, silent, silent)
    replicas = _replicas(base.target, said, awaited, ends - time.monotonic())
    live = gather_live(base, asks, ends - time.monotonic())
    if isinstance(live, Absence):
        return Site(deployed, live, replicas)
    names = tuple(sorted({check.name for check in health_of(base.target, observation).checks}))
    kept = _kept(observation.answer)
    return Site(deployed, replace(live, checked_now=names or None, health_kept=kept), replicas)


def _replicas(target: Target, said: Probe, awaited: Awaited | None, left: float) -> Replicas | Absence:
    if awaited is None:
        return Absence("skipped", "the gate's own probes are compared")
    return gather_replicas(target, said, awaited, left)


def _kept(answer: Answer) -> str | None:
    """The header by which a cache says that it did not ask the app."""
    age = (answer.first("Age") or "").strip()
    if age.isdecimal() and int(age) > 0:
        return f"Age: {age}"
    said = ((name, answer.first(name) or "") for name in _CACHES)
    return next((visible(f"{name}: {value}") for name, value in said if "hit" in value.lower()), None)


def _target(url: str, settings: Settings, left: float) -> Target:
    return Target(
        url=url,
        deadline=min(Target.deadline, left),
        build_from=settings.build,
        warn_time=settings.probe.warn_time,
        debugger=settings.probe.debugger,
    )


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
