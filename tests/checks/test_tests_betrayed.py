"""Tests that fail of a fault of the app which another rule tells, seen by the answer that they got."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.app import App, OtherApp
from releasecheck.facts.boots import Boots, Repeated
from releasecheck.facts.extensions import ExtensionState, Uninitialised
from releasecheck.facts.requests import Health
from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.source import BlueprintDefinition, GuardedSetup, RouteFunction
from releasecheck.facts.suite import Met

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    boot,
    crash,
    health_check,
    module,
    probed,
    project,
    requests,
    response,
    route,
    source,
)

NODE = "tests/test_it.py::test_a"
FAILS = Failure(NODE, "AssertionError", at("tests/test_it.py", 5))
SHOP = app(routes=[route("/", "index")])
HANDLED = app(routes=[route("/", "index")], error_handlers=[":404"])
GENERAL = app(routes=[route("/", "index")], error_handlers=[":HTTPException"])
LOST = Met(None, "GET", 404, refused=404)
MENDED = Met(None, "GET", 200, refused=404)
UNKNOWN = {"requests": requests(not_found=response("/nowhere", 200, rule=None, endpoint=None))}
WATCHED = Met("healthz", "GET", 401)
DENIED = response("/healthz", 401, endpoint="healthz")
GUARDED = source(
    module("app.py"),
    module("run.py"),
    guarded=[GuardedSetup("register_blueprint", "shop_bp", at("run.py", 30), origin="shop.views.bp")],
)
BLUEPRINT = blueprint("shop", registered=False, rules=2, variable="bp", module="shop.views")
OTHER = app(routes=[], others=[OtherApp("app", at("app.py", 3), ("/orders",))])
CACHE = app(
    extension_state=ExtensionState(
        uninitialised=(Uninitialised("Flask-Caching", "Cache", "app", "cache", at("app.py", 4)),)
    )
)
NO_CACHE = Met("orders", "POST", 500, "KeyError", at("app.py", 9), "flask_caching/__init__.py:400")


def said(failure: Failure, live: App = SHOP, **facts: Any) -> str:
    """What the one finding is about: a rule, or the test itself."""
    suite = Tests(outcome="failed", exit_code=1, passed=1, failures=(failure,))
    (found,) = ask("tests-fail", {"tests": suite, "project": project(), "app": live, **facts})
    return str(found.subject)


CAUSES: dict[str, tuple[Met, App, Given, str]] = {
    "a 404 page that answers 200": (MENDED, HANDLED, UNKNOWN, "errorhandler-changes-status"),
    "an abort(404) in a view": (
        replace(MENDED, endpoint="index"),
        HANDLED,
        UNKNOWN,
        "errorhandler-changes-status",
    ),
    "another error of a handler for every one": (
        Met("index", "GET", 200, refused=403),
        GENERAL,
        UNKNOWN,
        "errorhandler-changes-status",
    ),
    "the health route wants a login": (
        WATCHED,
        SHOP,
        {"requests": requests(health=Health("/healthz", "healthz", DENIED))},
        "health-route-side-effects",
    ),
    "a path that a deploy file asks wants a login": (
        WATCHED,
        SHOP,
        {"requests": requests(probes=[replace(probed(health_check(), 401), response=DENIED)])},
        "health-path-drift",
    ),
    "the routes hang on another app": (LOST, OTHER, {}, "routes-on-other-app"),
    "a blueprint that only the main guard registers": (
        LOST,
        app(blueprints=[BLUEPRINT]),
        {"source": GUARDED, "boot": boot(target="run:app")},
        "main-guard-only-setup",
    ),
    "a blueprint that nobody registers": (
        LOST,
        app(blueprints=[BLUEPRINT]),
        {},
        "blueprint-never-registered",
    ),
    "an extension that no app was given": (NO_CACHE, CACHE, {}, "extension-not-initialised"),
}


@pytest.mark.parametrize("name", CAUSES)
def test_the_rule_that_tells_the_cause_is_named(name: str) -> None:
    met, live, facts, rule = CAUSES[name]
    assert said(replace(FAILS, met=met), live, **facts) == rule


WIKI = source(
    blueprints=[BlueprintDefinition("bp", "shop", at("shop/views.py", 3), "/shop")],
    route_functions=[
        RouteFunction("orders", at("shop/views.py", 8), "bp", ("/orders/<int:number>",), None),
        RouteFunction("home", at("shop/views.py", 9), "bp", ("/",), None),
    ],
)


@pytest.mark.parametrize(
    ("path", "blamed"),
    [
        ("/shop/orders/7", True),
        ("/shop/orders/7/", True),
        ("/api/shop/orders/7", True),  # below a blueprint that has this one
        ("/shop", True),
        ("/shop/", True),
        ("/orders/7", False),
        ("/shop/order/7", False),
        ("/shop/orders", False),
        ("/", False),
        ("/order", False),
    ],
)
def test_only_what_a_missing_rule_would_answer_is_its_fault(path: str, *, blamed: bool) -> None:
    live = app(routes=[route("/", "index")], blueprints=[BLUEPRINT])
    told = said(replace(FAILS, met=replace(LOST, path=path)), live, source=WIKI)
    assert told == ("blueprint-never-registered" if blamed else NODE)


def test_what_another_app_has_would_have_been_answered_there() -> None:
    assert said(replace(FAILS, met=replace(LOST, path="/orders")), OTHER) == "routes-on-other-app"
    assert said(replace(FAILS, met=replace(LOST, path="/order")), OTHER) == NODE


OWN: dict[str, tuple[Met, App, Given]] = {
    "a 200 that no handler made": (Met("index", "GET", 200), HANDLED, UNKNOWN),
    "an error that stays one": (LOST, HANDLED, UNKNOWN),
    "another error than the handler is for": (Met("index", "GET", 200, refused=403), HANDLED, UNKNOWN),
    "the health route answers well to those who watch": (
        WATCHED,
        SHOP,
        {"requests": requests(health=Health("/healthz", "healthz", replace(DENIED, status=200)))},
    ),
    "another route wants a login": (
        replace(WATCHED, endpoint="index"),
        SHOP,
        {"requests": requests(health=Health("/healthz", "healthz", DENIED))},
    ),
    "a path that is not there, in an app that lacks nothing": (LOST, SHOP, {}),
    "a view that finds nothing, in an app that lacks a blueprint": (
        replace(LOST, endpoint="index"),
        app(blueprints=[BLUEPRINT]),
        {},
    ),
    "another library": (replace(NO_CACHE, library="redis/client.py:4"), CACHE, {}),
    "another exception of that extension": (replace(NO_CACHE, type="OSError"), CACHE, {}),
}


@pytest.mark.parametrize("name", OWN)
def test_a_failure_of_its_own_is_told_by_itself(name: str) -> None:
    met, live, facts = OWN[name]
    assert said(replace(FAILS, met=met), live, **facts) == NODE


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        (at("shop/__init__.py", 13), "factory-not-repeatable"),
        (at("shop/__init__.py", 14), NODE),
        (Place(), NODE),
    ],
)
def test_a_factory_that_fails_when_it_is_called_again(place: Place, rule: str) -> None:
    again = Repeated("create_app", at("shop/__init__.py", 8), crash("builtins.AssertionError", place=place))
    failure = replace(FAILS, place=at("shop/__init__.py", 13), in_fixture=True)
    assert said(failure, boots=Boots(factory=again)) == rule
