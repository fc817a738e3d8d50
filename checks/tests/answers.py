"""What the app answered to its own tests."""

from collections.abc import Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Route
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Exercised, Tests
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, info

from ..derived.outcomes.turned_away import turns_away
from ..derived.wording import capped, counted, listed


@info
def route_only_failing_tests(tests: Tests, app: App, requests: Requests | None = None) -> Judgement:
    """The tests ask a route, and never see it succeed.

    Each answer that a test got from it was an error: a 404 because nothing was there to be found, a 401
    because nobody was signed in, a 500 that nobody asserts on. The route counts as tested, and its real work
    is not. What a failing test asks is left out until that test is mended, and a health route that wants a
    login or redirects is left to health-route-side-effects.

    Fix: add a test that asks it as its users do: signed in, with something to find, and a form that is valid.

    Fault::

        def test_orders_need_login(client):      # the only test of /orders
            assert client.get("/orders").status_code == 401

    Fine::

        def test_orders(client, signed_in):
            assert client.get("/orders").status_code == 200
    """
    if tests.outcome == "none-found":
        yield DoesNotApply("the project has no tests")
        return
    if not tests.finished:
        yield CouldNotLook(f"the suite did not run to its end ({tests.outcome})")
        return
    asked = {route.endpoint: _answers(route, tests) for route in app.routes if route.testable}
    for one in tests.failures:  # what a test that fails asks is open until it is mended
        for endpoint in (*one.meant, one.met.endpoint if one.met else None):
            asked.pop(endpoint or "", None)
    health = requests.health if requests else None
    if health and turns_away(health):
        asked.pop(health.endpoint, None)
    failing = [one for one in app.routes if _only_fails(asked.get(one.endpoint, ()))]
    failing = list({one.endpoint: one for one in failing}.values())
    if failing:
        tested = sum(bool(answers) for answers in asked.values())
        yield Found(
            f"{len(failing)} of {counted(tested, 'tested route')} only ever answered an error: "
            f"{listed(one.rule for one in failing)}",
            "routes",
            failing[0].view.place if failing[0].view else Place(),
            capped([_shown(one, asked[one.endpoint]) for one in failing], 50),
        )


def _answers(route: Route, tests: Tests) -> list[Exercised]:
    return [one for one in tests.exercised if one.endpoint == route.endpoint and one.method != "OPTIONS"]


def _only_fails(answers: Sequence[Exercised]) -> bool:
    return bool(answers) and all(one.status >= 400 for one in answers)


def _shown(route: Route, answers: Sequence[Exercised]) -> str:
    place = route.view.place if route.view else Place()
    said = listed(dict.fromkeys(f"{one.method} {one.status}" for one in answers))
    return f"{route.rule} ({route.endpoint}) at {place}: {said}"
