"""The routes that the suite asked, by the names that they have in the app which is judged.

A suite makes apps of its own, and their endpoints may be called otherwise: an `Api` of a module that is given
its namespaces anew for each app (Flask-RESTX) numbers the endpoints of every further one.
"""

from collections.abc import Mapping
from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.runs import Exercised, Failure, Tests


def named_as_in(app: App, tests: Tests) -> Tests:
    """The same answer; an endpoint that the app does not have is known by its rule and method."""
    names = _names(app, tests)
    if not names:
        return tests
    return replace(
        tests,
        exercised=tuple(_renamed(one, names) for one in tests.exercised),
        failures=tuple(_meaning(one, names) for one in tests.failures),
    )


def _names(app: App, tests: Tests) -> Mapping[str, str]:
    """Endpoints of the suite's apps, with what the same route is called in this one."""
    known = {route.endpoint for route in app.routes}
    strange = [one for one in tests.exercised if one.endpoint and one.endpoint not in known]
    if not strange:
        return {}
    here = {(route.rule, method): route.endpoint for route in app.routes for method in route.methods}
    found = ((one.endpoint, here.get((one.rule or "", one.method))) for one in strange)
    return {there: endpoint for there, endpoint in found if there and endpoint}


def _renamed(one: Exercised, names: Mapping[str, str]) -> Exercised:
    return replace(one, endpoint=names.get(one.endpoint or "", one.endpoint))


def _meaning(one: Failure, names: Mapping[str, str]) -> Failure:
    met = one.met and replace(one.met, endpoint=names.get(one.met.endpoint or "", one.met.endpoint))
    return replace(one, met=met, meant=tuple(names.get(each, each) for each in one.meant))
