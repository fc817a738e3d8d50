"""Decorators that decorate nothing."""

import re
from collections.abc import Iterable

from releasecheck.facts.app import App
from releasecheck.facts.slips import IdleRoute
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error

_ARGUMENT = re.compile(r"<[^>]*>")


@error
@by_source
def route_call_without_effect(app: App, source: Source) -> Judgement:
    """A route stands as a statement of its own, without the `@`, and so there is no such route.

    `bp.route("/x")` makes a decorator; with nothing below it to decorate, the line does nothing, and whoever
    asks gets 404. Python and the linters take it. Told where the same blueprint has views under real
    decorators in that module, and no rule of the live app ends in this path and takes its methods; a warning
    where no function follows at once, for information where nothing imports the module.

    Fix: put the `@` before it, or remove the line.

    Fault::

        alerts.route("/alerts/<int:alert>/send", methods=["POST"])
        def send(alert): ...

    Fine::

        @alerts.route("/alerts/<int:alert>/send", methods=["POST"])
        def send(alert): ...
    """
    if not source.idle_routes:
        yield DoesNotApply("every route in the source decorates something")
    for one in source.idle_routes:
        beside = [each for each in source.route_functions if _is_beside(each, one)]
        imported = one.place.path in app.modules
        if beside and not (imported and (not _is_served(beside, app) or _is_there(one, app))):
            yield _idle(one, imported=imported)


def _idle(one: IdleRoute, *, imported: bool) -> Found:
    severity: Severity | None = None if one.function else "warning"
    return Found(
        f"{one.router}.route({one.rule!r}) has no @ before it and decorates nothing: "
        + (f"{one.function}() answers no request" if one.function else "there is no such route"),
        subject=one.rule,
        place=one.place,
        severity=severity if imported else "info",
    )


def _is_beside(function: RouteFunction, one: IdleRoute) -> bool:
    return (function.router, function.place.path) == (one.router, one.place.path)


def _is_served(beside: Iterable[RouteFunction], app: App) -> bool:
    """Whether what it is called on has views in the app, and so is what it seems to be."""
    views = {(route.view.place.path, route.view.place.line) for route in app.routes if route.view}
    return any((each.place.path, each.place.line) in views for each in beside)


def _is_there(one: IdleRoute, app: App) -> bool:
    """Whether the app has it all the same, below whatever prefix."""
    wanted = _ARGUMENT.sub("<>", one.rule).rstrip("/")
    found = [each for each in app.routes if _ARGUMENT.sub("<>", each.rule).rstrip("/").endswith(wanted)]
    methods = {method for each in found for method in each.methods}
    return bool(found) and (one.methods is None or methods.issuperset(one.methods))
