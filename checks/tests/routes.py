"""The routes that no test of the project asks."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import AUTOMATIC, App, Route
from releasecheck.facts.runs import Tests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, warning

from ..derived.wording import capped, counted, listed


@warning
def route_not_tested(tests: Tests, app: App, source: Source | None = None) -> Judgement:
    """No test asks a route of the app.

    What no test asks can break in any release without anybody knowing. This is no line coverage: one request
    to the endpoint, whatever the answer, counts, and one that dies on its way there (a host that is not
    trusted, a session that cannot be opened). Routes of Flask itself and of extensions do not count. A route
    that a failing test names and did not come to ask is left open until that test is mended. Where the suite
    could not run, its source decides one case: tests none of which knows a client ask nothing. Tests that ask
    a server by its address (`requests.get("http://localhost:5000/")`) are out of sight: nothing is claimed.

    Fix: Add one test for each route listed; asking it and asserting the status is a good start.

    Fault::

        @bp.get("/orders")
        def orders(): ...

        def test_home(client):  # the only test
            assert client.get("/").status_code == 200

    Fine::

        def test_orders(client):
            assert client.get("/orders").status_code == 200
    """
    own = [route for route in app.routes if route.testable]
    if tests.outcome == "none-found":
        yield DoesNotApply("the project has no tests")
    elif not own:
        yield DoesNotApply("the app has no routes of its own")
    elif _asks_nothing(tests, source):
        yield _unasked(own)
    elif not tests.finished:
        yield CouldNotLook(f"the suite did not run to its end ({tests.outcome})")
    else:
        yield from _untested(own, tests, source.over_http if source else ())


def _untested(
    routes: Sequence[Route], tests: Tests, over_http: Sequence[Place]
) -> Iterator[Found | CouldNotLook]:
    missing = [route for route in routes if route.endpoint not in tests.asked]
    if missing and over_http:
        asks = f"the tests ask a server by its address ({over_http[0]}), and not the app by its test client"
        yield CouldNotLook(f"{asks}: which routes they come to cannot be seen")
        return
    kept = [one for one in tests.failures if one.in_set_up]
    if missing and kept:
        yield CouldNotLook(f"{counted(len(kept), 'test')} did not get as far as asking: the set-up failed")
        return
    meant = {endpoint for one in tests.failures for endpoint in one.meant}
    halted = [route for route in missing if route.endpoint in meant]
    if halted:
        yield CouldNotLook(f"tests fail before they ask {listed(map(_request, halted))}")
    missing = [route for route in missing if route not in halted]
    if missing:
        share = f"{len(routes) - len(missing)} of {counted(len(routes), 'route')}"
        done = "exercised or meant to be" if halted else "exercised"
        yield Found(
            f"{share} {done}: no test asks {listed(map(_request, missing))}",
            "routes",
            _place(missing[0]),
            capped([_shown(route) for route in missing], 50),
        )


def _asks_nothing(tests: Tests, source: Source | None) -> bool:
    """Whether the suite did not get to its requests, and there is nothing in it to send one with."""
    halted = not tests.finished or any(one.in_set_up for one in tests.failures)
    there = source is not None and any(one.role == "test" for one in source.modules)
    asks = source is not None and bool(source.asking or source.over_http)
    return halted and not tests.exercised and there and not asks


def _unasked(routes: Sequence[Route]) -> Found:
    return Found(
        f"0 of {counted(len(routes), 'route')} exercised: no test asks {listed(map(_request, routes))}",
        "routes",
        _place(routes[0]),
        ("no file of the suite makes a test client", *capped([_shown(route) for route in routes], 50)),
    )


def _place(route: Route) -> Place:
    return route.view.place if route.view else Place()


def _request(route: Route) -> str:
    """A path alone does not tell the routes apart that take other methods of it."""
    methods = [one for one in route.methods if one not in AUTOMATIC]
    return f"{','.join(methods)} {route.rule}".lstrip()


def _shown(route: Route) -> str:
    return f"{_request(route)} ({route.endpoint}) at {_place(route)}"
