"""Endpoints of the suite's apps, by their names in the app that is judged."""

from dataclasses import replace
from pathlib import Path

import pytest

from releasecheck.facts import NOWHERE
from releasecheck.facts.app import App, Route
from releasecheck.facts.runs import Exercised, Failure, Tests
from releasecheck.facts.suite import Met
from releasecheck.gather.suite_routes import named_as_in

from .projects import project, run

APP = App(
    "shop",
    NOWHERE,
    (
        Route("/orders", "orders", ("GET", "HEAD", "OPTIONS"), ()),
        Route("/orders", "new_order", ("OPTIONS", "POST"), ()),
        Route("/orders/<int:id>", "order", ("GET", "HEAD", "OPTIONS"), ("id",)),
    ),
    (),
    (),
    (),
)


def get(endpoint: str | None, rule: str | None, method: str = "GET") -> Exercised:
    return Exercised(endpoint, method, 200, 1, rule)


@pytest.mark.parametrize(
    ("asked", "endpoint"),
    [
        pytest.param(get("orders_2", "/orders"), "orders", id="numbered anew"),
        pytest.param(get("orders_2", "/orders", "POST"), "new_order", id="by its method"),
        pytest.param(get("order_3", "/orders/<int:id>"), "order", id="with a value"),
        pytest.param(get("order", "/orders"), "order", id="an endpoint that is known stays"),
        pytest.param(get("orders_2", "/orders/"), "orders_2", id="another path"),
        pytest.param(get("orders_2", "/orders", "PUT"), "orders_2", id="another method"),
        pytest.param(get("orders_2", None), "orders_2", id="no rule was told"),
        pytest.param(get(None, None), None, id="no route"),
    ],
)
def test_a_route_is_known_by_its_rule_and_method(asked: Exercised, endpoint: str | None) -> None:
    tests = Tests("passed", 0, exercised=(asked,))
    assert named_as_in(APP, tests).exercised == (replace(asked, endpoint=endpoint),)


def test_what_a_failing_test_met_and_meant_is_named_so_too() -> None:
    failure = Failure("test_a", "KeyError", NOWHERE, met=Met("orders_2", "GET", 500), meant=("orders_2", "x"))
    tests = Tests("failed", 1, exercised=(get("orders_2", "/orders"),), failures=(failure,))
    assert named_as_in(APP, tests).failures == (
        replace(failure, met=Met("orders", "GET", 500), meant=("orders", "x")),
    )


# What an `Api` of a module does that is given its namespaces anew for each app, as Flask-RESTX.
NUMBERED = """
from flask import Flask

taken = []


def create_app():
    app = Flask(__name__)
    taken.append(app)
    name = "orders" if len(taken) == 1 else f"orders_{len(taken)}"
    app.add_url_rule("/orders", name, lambda: "")
    return app
"""
TEST = """
from numbered import create_app


def test_a():
    assert create_app().test_client().get("/orders").status_code == 200
    assert create_app().test_client().get("/orders").status_code == 200
"""


def test_the_suite_tells_the_rule_that_each_app_was_asked(tmp_path: Path) -> None:
    tests = run(project(tmp_path, numbered=NUMBERED, test_a=TEST))
    assert tests.exercised == (get("orders", "/orders"), get("orders_2", "/orders"))
    assert named_as_in(APP, tests).asked == {"orders"}
