"""The routes beside those that the repository keeps."""

from collections.abc import Collection, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import LockedRoute, RouteLock
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, Found, Judgement, warning
from releasecheck.route_lock import FILE, credentials_sent

from ..derived.structure.above import inert_decorators
from ..derived.structure.drift import Drift, Spot, drifts, gone, is_covered, is_open, legible, refuses
from ..derived.structure.exposing import KINDS, package_of
from ..derived.wording import capped, counted, listed


@warning
def public_route_drift(
    app: App, locked: RouteLock, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """A route is open to the public that nobody has said is meant to be.

    `routes.lock` has the routes as they were when somebody last looked at them: `releasecheck run
    --lock-routes` writes it, the diff of a pull request shows it. Told is a route that answers an anonymous
    visitor and is not in the file; one that used to turn him away, or whose guard is gone; and one that
    newly takes POST, PUT, PATCH or DELETE without a guard that can be seen. A route that moved, an argument
    with another name, and a guard that became a `before_request` and still refuses are fine. Lines whose
    route is gone are information.

    Fix: guard the route; or, if it is meant, run `releasecheck run --lock-routes` and commit routes.lock.

    Fault::

        @reports.get("/export")              # its siblings have @login_required
        def export(): ...

    Fine::

        @reports.get("/export")
        @login_required
        def export(): ...
    """
    credentials = credentials_sent(requests)
    if credentials:
        yield CouldNotLook(
            f"requests.headers sends {listed(credentials)}: nobody asked as an anonymous visitor"
        )
    every = drifts(app, source, requests, locked.routes)
    readable = set(legible(app, source))
    inert = {one.endpoint for one in inert_decorators(app, source, requests)}
    for one in every:
        said = _said(one, app, every, readable)
        if said and one.now.endpoint not in inert and package_of(one.route) not in KINDS:
            yield _found(one, said, app)
    yield from _stale(gone(app, locked.routes))


def _said(one: Drift, app: App, every: Sequence[Drift], readable: Collection[Spot]) -> list[str]:
    """What has opened up, the gravest first."""
    now, rule = one.now, one.now.rule
    said = []
    if is_open(now) and one.before is None:
        said.append(f"anybody gets {rule} ({now.anonymous}), which {FILE} does not have")
    elif is_open(now) and refuses(one.before):
        said.append(
            f"anybody gets {rule} ({now.anonymous}), which {_answered(one.before)} when it was locked"
        )
    covered = is_covered(one, app, every, readable)
    if one.lost and not covered:
        said.append(f"{listed(f'@{name}' for name in one.lost)} is gone from {rule}")
    if one.writes and one.spot in readable and not (now.guards or covered):
        said.append(f"{rule} newly takes {listed(one.writes)}, and no guard is seen")
    return said


def _answered(before: LockedRoute | None) -> str:
    return f"answered {before.anonymous}" if before else "was not there"


def _found(one: Drift, said: Sequence[str], app: App) -> Found:
    before = one.before
    view = one.route.view
    had = f"{FILE}: {_described(before)}" if before else f"not in {FILE}"
    return Found(
        said[0],
        subject=one.now.rule,
        place=view.place if view and view.place.path else app.place,
        evidence=(*said[1:], had, f"now: {_described(one.now)}"),
    )


def _described(one: LockedRoute) -> str:
    """A route on one line."""
    guards = f", {', '.join(f'@{name}' for name in one.guards)}" if one.guards else ""
    to = f" to {one.to}" if one.to else ""
    anonymous = f", anonymous {one.anonymous}{to}" if one.anonymous else ""
    return f"{','.join(one.methods)} {one.rule} ({one.endpoint}){guards}{anonymous}"


def _stale(lines: Sequence[LockedRoute]) -> Judgement:
    if lines:
        yield Found(
            f"{counted(len(lines), 'route')} of {FILE} {'is' if len(lines) == 1 else 'are'} gone: "
            f"{listed(one.rule for one in lines)}",
            subject=FILE,
            place=Place(FILE),
            evidence=capped([_described(one) for one in lines]),
            fix="Run `releasecheck run --lock-routes` and commit routes.lock.",
            severity="info",
        )
