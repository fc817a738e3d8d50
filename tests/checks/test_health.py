"""What is said of the health route, here and as deployed."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.runs import Deployed
from releasecheck.facts.source import GuardedSetup, Registration
from releasecheck.findings import CouldNotLook, Found

from .build import Given, app, ask, at, blueprint, outcome, project, route, source, table

URL = "https://shop.example/healthz"
ANSWERED: dict[str, Any] = {"hops": [{"url": URL, "status": 503}], "assertions": []}
STATUS = {
    "name": "status",
    "expected": "200",
    "actual": "503",
    "ok": False,
    "reason": "status_unexpected",
}


def deployed(outcome: Any, *reasons: str, **report: Any) -> Deployed:
    """A health route that answered."""
    return Deployed(URL, outcome, reasons, {**ANSWERED, **report})


@table(
    {
        "none": (
            {"app": app(routes=[route("/", "home")]), "project": project()},
            [Found("no route says whether the app is healthy", "/healthz", at("app.py", 1))],
        ),
        "the status of something else": (
            {
                "app": app(routes=[route("/tasks/<id>/status", "a"), route("/status/<codes>", "b")]),
                "project": project(),
            },
            [Found("no route says whether the app is healthy", "/healthz", at("app.py", 1))],
        ),
        "not the one that was named": (
            {"app": app(routes=[route("/healthz", "a")]), "project": project(health="/well")},
            [Found("no route answers GET /well, the health path named", "/well", at("app.py", 1))],
        ),
    }
)
def test_health_route_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("health-route-missing", given) == says


def test_health_route_missing_where_blueprints_are_left_out() -> None:
    left_out: Given = {
        "app": app(blueprints=[blueprint("shop", registered=False)]),
        "source": source(registrations=[Registration("bp", "shop.bp", at("main.py", 3), False)]),
    }
    said = ask("health-route-missing", {**left_out, "project": project()})
    assert said == [CouldNotLook("the app as booted is not all of the app: see blueprint-never-registered")]
    guarded = GuardedSetup("register_blueprint", "shop.bp", at("app.py", 20))
    left_out["source"] = replace(left_out["source"], guarded=(guarded,))
    said = ask("health-route-missing", {**left_out, "project": project()})
    assert said == [CouldNotLook("the app as booted is not all of the app: see main-guard-only-setup")]


def test_health_route_missing_where_blueprints_wait_below_the_guard() -> None:
    guarded = {
        "app": app(blueprints=[blueprint("shop", registered=False)]),
        "source": source(
            registrations=[Registration("bp", "shop.bp", at("app.py", 20), False)],
            guarded=[GuardedSetup("register_blueprint", "shop.bp", at("app.py", 20))],
        ),
    }
    said = ask("health-route-missing", {**guarded, "project": project()})
    assert said == [CouldNotLook("the app as booted is not all of the app: see main-guard-only-setup")]


@pytest.mark.parametrize(
    ("rule", "named"),
    [("/api/v1/health", None), ("/how-are-you", "/how-are-you"), ("/is/<what>", "/is/well")],
)
def test_health_route_missing_fine(rule: str, named: str | None) -> None:
    given = {"app": app(routes=[route(rule, "a")]), "project": project(health=named)}
    assert ask("health-route-missing", given) == []


def test_health_route_missing_does_not_apply() -> None:
    missing = {"app": Absence("inconclusive", "the app did not come up")}
    result = outcome("health-route-missing", missing=missing)
    assert (result.outcome, result.reason) == ("inconclusive", "the app did not come up")


@table(
    {
        "unhealthy": (
            {"deployed": deployed("fail", "status_unexpected", "dev_server", assertions=[STATUS])},
            [
                Found(
                    f"unhealthy, {URL}: status_unexpected",
                    URL,
                    evidence=(f"{URL} answered 503", "status: expected 200, got 503"),
                )
            ],
        ),
        "slow": (
            {"deployed": deployed("warn", "latency")},
            [
                Found(
                    f"healthy but {URL}: latency",
                    URL,
                    evidence=(f"{URL} answered 503",),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_health_probe_core_faulty(given: Given, says: list[Any]) -> None:
    assert ask("health-probe-core", given) == says


@pytest.mark.parametrize("one", [deployed("ok"), deployed("fail", "dev_server", "debugger_exposed")])
def test_health_probe_core_fine(one: Deployed) -> None:
    assert ask("health-probe-core", {"deployed": one}) == []


def test_health_probe_core_does_not_apply() -> None:
    said = ask("health-probe-core", {"deployed": deployed("error", "own_network", hops=[])})
    assert said == [CouldNotLook(f"{URL}: own_network")]
    assert outcome("health-probe-core").outcome == "skipped"


def test_dev_server_banner_faulty() -> None:
    said = ask("dev-server-banner", {"deployed": deployed("fail", "latency", "dev_server")})
    assert said == [Found(f"the development server answers at {URL}", URL)]


def test_dev_server_banner_fine() -> None:
    assert ask("dev-server-banner", {"deployed": deployed("fail", "status_unexpected")}) == []


def test_dev_server_banner_does_not_apply() -> None:
    silent = deployed("fail", "connect_refused", hops=[{"url": URL, "status": None}])
    said = ask("dev-server-banner", {"deployed": silent})
    assert said == [CouldNotLook(f"{URL} gave no answer to look at")]


def test_deployed_debugger_exposed_faulty() -> None:
    said = ask("deployed-debugger-exposed", {"deployed": deployed("fail", "debugger_exposed")})
    assert said == [Found(f"the Werkzeug debugger answers at {URL}", URL)]


def test_deployed_debugger_exposed_fine() -> None:
    assert ask("deployed-debugger-exposed", {"deployed": deployed("warn", "latency")}) == []


def test_deployed_debugger_exposed_does_not_apply() -> None:
    said = ask("deployed-debugger-exposed", {"deployed": deployed("error", "own_network", hops=[])})
    assert said == [CouldNotLook(f"{URL} gave no answer to look at")]
