"""Decorators that wrap a view after Flask has taken it, and so never run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import App, View
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.findings import Severity

from ..wording import listed

_GUARDS = re.compile(
    r"auth|login|logged|signed|role|permission|jwt|token|csrf|admin|staff|owner|moderator|member|limit|throttle|"
    r"require|protect|restrict|_only$|^only_",
    re.IGNORECASE,
)
# Marks that lift a guard, or only register the function, work at any height.
_MARKS = re.compile(
    r"exempt|public|anonymous|optional|skip|without|allow|not_required|no_|loader|handler|callback|verify|errorhandler",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Inert:
    """A view with a decorator that never runs, and what that means for an anonymous visitor."""

    endpoint: str
    view: View
    decorator: str
    cause: str
    evidence: tuple[str, ...]
    fix: str | None
    severity: Severity


def inert_decorators(app: App, source: Source | None, requests: Requests | None) -> Iterator[Inert]:
    """One for each such view of the project: from its source where that tells, else from the live app."""
    functions = {_spot(one.place): one for one in source.route_functions} if source else {}
    for view, endpoints in _served(app).items():
        answer = _anonymous(set(endpoints), requests)
        function = functions.get(_spot(view.place))
        inert = _from_source(endpoints[0], view, function, answer) if function else None
        # What wraps a view whose source has nothing above the route came at run time, as injection does it.
        if inert is None and view.wrapped_later and function is None:
            inert = _from_life(endpoints[0], view, answer)
        if inert:
            yield inert


def _served(app: App) -> dict[View, list[str]]:
    """The project's view functions, each with its endpoints."""
    views: dict[View, list[str]] = {}
    for route in app.routes:
        if route.view is not None and route.view.own and not route.view.class_based:
            views.setdefault(route.view, []).append(route.endpoint)
    return views


def _from_source(endpoint: str, view: View, function: RouteFunction, answer: Response | None) -> Inert | None:
    above = [one for one in function.above if not _MARKS.search(one.name)]
    guards = [one for one in above if _GUARDS.search(one.name)]
    told = guards or (above if view.wrapped_later else [])
    if not told:
        return None
    name = listed(f"@{one.name}" for one in told)
    return Inert(
        endpoint,
        view,
        name,
        f"it stands above @{function.router}.route",
        (*(f"@{one.name} at {one.place}" for one in told), *_met(answer)),
        f"Move {name} below @{function.router}.route, directly above `def {function.function}`.",
        _severity(bool(guards), answer),
    )


def _from_life(endpoint: str, view: View, answer: Response | None) -> Inert:
    return Inert(
        endpoint,
        view,
        "a wrapper",
        "it was put around the view after Flask had taken it",
        (f"{view.module}.{view.name} is a wrapper, the app serves what is inside", *_met(answer)),
        None,
        "warning",
    )


def _severity(guards: bool, answer: Response | None) -> Severity:
    """An error, unless it guards nothing, or the request shows that something else does."""
    refused = (
        answer is not None
        and answer.status is not None
        and (300 <= answer.status < 400 or answer.status in (401, 403))
    )
    return "error" if guards and not refused else "warning"


def _met(answer: Response | None) -> tuple[str, ...]:
    return (f"an anonymous GET {answer.path} answers {answer.status}",) if answer else ()


def _anonymous(endpoints: set[str], requests: Requests | None) -> Response | None:
    asked = requests.responses if requests else ()
    answered = (
        one for one in asked if one.endpoint in endpoints and one.outcome == "answered" and not one.second
    )
    return next((one for one in answered if one.method == "GET"), None)


def _spot(place: Place) -> tuple[str | None, int | None]:
    return place.path, place.line
