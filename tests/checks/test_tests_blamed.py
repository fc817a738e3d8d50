"""Tests that fail of what another rule tells, and tests that fail of one answer."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.extensions import ExtensionState, Login, LoginView
from releasecheck.facts.runs import Exercised, Failure, Tests
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.facts.suite import Met
from releasecheck.facts.templates import EndpointUse, TemplateError, TemplateReference
from releasecheck.findings import CouldNotLook, Found

from .build import (
    Given,
    app,
    ask,
    at,
    config,
    crash,
    module,
    project,
    requests,
    response,
    route,
    source,
    templates,
    view,
)

SHOP = app(routes=[route("/", "index"), route("/orders", "orders", view=view("orders", 9))])
HERE = at("app.py", 7)
MET = Met("orders", "POST", 500, "KeyError", HERE)
FAILS = Failure("tests/test_it.py::test_a", "AssertionError", at("tests/test_it.py", 5), met=MET)
KEY_ERROR = crash("builtins.KeyError", "'price'")
NODE = "tests/test_it.py::test_a"


def suite(*failures: Failure, **fields: Any) -> Tests:
    return Tests(**{"outcome": "failed", "exit_code": 1, "passed": 1, "failures": failures, **fields})


def said(*failures: Failure, live: App = SHOP, **facts: Any) -> list[Any]:
    return ask("tests-fail", {"tests": suite(*failures), "project": project(), "app": live, **facts})


def told(rule: str, *failures: Failure) -> list[Found]:
    tests = f"{len(failures)} tests fail" if len(failures) > 1 else "1 test fails"
    seen = tuple(f"{one.node} at {one.place}" for one in failures)
    return [
        Found(
            f"{tests} of what {rule} tells: mend that first", rule, failures[0].place, seen, symptom_of=rule
        )
    ]


def meeting(type_: str | None, place: Place = HERE, **fields: Any) -> Failure:
    return replace(FAILS, met=replace(MET, type=type_, place=place, **fields))


def login(**fields: Any) -> App:
    return app(extension_state=ExtensionState(login=Login(**fields)))


def test_an_exception_that_the_sweep_met_too() -> None:
    swept = requests(response("/orders", 500, crash=KEY_ERROR))
    raised = replace(FAILS, node="tests/test_it.py::test_b", type="KeyError", place=at("app.py", 7))
    assert said(FAILS, raised, requests=swept) == told("route-5xx", FAILS, raised)


def test_an_exception_that_has_a_rule_of_its_own() -> None:
    lost = response("/", 500, crash=crash("jinja2.exceptions.TemplateNotFound", "order.html"))
    reference = TemplateReference(("order.html",), "render", at("app.py", 7))
    given = {
        "requests": requests(lost),
        "templates": templates(references=[reference], exists={"order.html": False}),
        "source": source(),
    }
    assert said(meeting("TemplateNotFound"), **given) == told("missing-template", FAILS)


OTHERS = {
    "of another type": (meeting("ValueError"), {}),
    "on another line": (meeting("KeyError", at("app.py", 8)), {}),
    "met by a page that answers all the same": (FAILS, {"status": 200}),
    "in what the app does outside of the request": (replace(FAILS, place=at("app.py", 40)), {}),
    "no request at all": (replace(FAILS, met=None), {}),
    "a service that is not here": (FAILS, {"crash": replace(KEY_ERROR, cause="service", subject="db:5432")}),
    "what a library raises elsewhere": (
        meeting("KeyError", Place(), library="lib/a.py:3"),
        {"crash": replace(KEY_ERROR, place=Place(), library="lib/b.py:3")},
    ),
}


@pytest.mark.parametrize(("failure", "answer"), [pytest.param(*OTHERS[name], id=name) for name in OTHERS])
def test_an_exception_that_the_sweep_did_not_meet(failure: Failure, answer: Given) -> None:
    swept = requests(response("/orders", **{"status": 500, "crash": KEY_ERROR, **answer}))
    assert [one.subject for one in said(failure, requests=swept)] == [NODE]


def test_what_a_library_raises_in_the_sweep_too() -> None:
    there = replace(KEY_ERROR, place=Place(), library="lib/a.py:3")
    swept = requests(response("/orders", 500, crash=there))
    assert said(meeting("KeyError", Place(), library="lib/a.py:3"), requests=swept) == told(
        "route-5xx", FAILS
    )


LINES = {
    "dangling-endpoint": (
        "BuildError",
        {"source": source(endpoint_uses=[EndpointUse("basket", (), False, at("app.py", 7))])},
    ),
    "missing-template": (
        "TemplateNotFound",
        {
            "source": source(),
            "templates": templates(
                references=[TemplateReference(("a.html",), "render", at("app.py", 7))],
                exists={"a.html": False},
            ),
        },
    ),
    "template-does-not-compile": (
        "TemplateSyntaxError",
        {"templates": templates(errors=[TemplateError("a.html", "syntax", "a.html", "no", at("app.py", 7))])},
    ),
}


@pytest.mark.parametrize("rule", LINES)
def test_a_line_that_a_rule_tells_and_no_request_of_ours_came_to(rule: str) -> None:
    type_, facts = LINES[rule]
    assert said(meeting(type_), **facts) == told(rule, FAILS)
    assert [one.subject for one in said(meeting(type_, at("app.py", 8)), **facts)] == [NODE]


DANGLING = (LoginView("login_view", "login"),)
LIFETIME = config("PERMANENT_SESSION_LIFETIME", "str", unfit=True)
LIBRARIES = {
    "login-loader-missing": ("Exception", login(has_loader=False), "flask_login/login_manager.py:347"),
    "login-view-dangling": ("BuildError", login(has_loader=True, views=DANGLING), "flask/app.py:9"),
    "config-wrong-type": ("TypeError", app(config=[LIFETIME]), "flask/sessions.py:9"),
}


@pytest.mark.parametrize("rule", LIBRARIES)
def test_what_a_library_refuses(rule: str) -> None:
    type_, live, library = LIBRARIES[rule]
    failure = meeting(type_, Place(), library=library)
    assert said(failure, live=live) == told(rule, FAILS)
    assert [one.subject for one in said(failure, live=login(has_loader=True))] == [NODE]
    assert [one.subject for one in said(meeting("OSError", Place(), library=library), live=live)] == [NODE]


@pytest.mark.parametrize(
    ("key", "library", "blames"),
    [
        ("MAX_CONTENT_LENGTH", "werkzeug/wsgi.py:188", True),
        ("MAX_CONTENT_LENGTH", "werkzeug/formparser.py:9", False),
        ("DEBUG", "werkzeug/wsgi.py:188", False),
        (
            "PERMANENT_SESSION_LIFETIME",
            "flask/sessions.py:9",
            False,
        ),  # many things are raised in all of Flask
    ],
)
def test_a_value_of_the_config_that_a_line_of_the_project_meets(key: str, library: str, blames: bool) -> None:
    failure = meeting("TypeError", at("app.py", 15), library=library)
    found = said(failure, live=app(config=[config(key, "str", unfit=True)]))
    assert [one.subject for one in found] == ["config-wrong-type" if blames else NODE]


GUARDED = RouteFunction(
    "orders",
    at("app.py", 9),
    "app",
    ("/orders",),
    None,
    above=(Decorator("login_required", at("app.py", 8)),),
)


def test_a_view_whose_guard_never_runs_lets_a_test_in() -> None:
    let_in = replace(FAILS, met=Met("orders", "GET", 200))
    seen = requests(response("/orders", endpoint="orders"))
    given = {"source": source(route_functions=[GUARDED]), "requests": seen}
    assert said(let_in, **given) == told("auth-decorator-above-route", let_in)
    assert [one.subject for one in said(replace(let_in, met=Met("index", "GET", 200)), **given)] == [NODE]


def test_tests_that_are_refused_for_their_host_are_one_cause() -> None:
    refused = Met("orders", "POST", 400, "SecurityError", library="werkzeug/sansio/utils.py:80")
    other = replace(FAILS, node="tests/b.py::test_b", type="KeyError", place=at("tests/b.py", 3))
    (found,) = said(replace(FAILS, met=refused), replace(other, met=replace(refused, endpoint="index")))
    assert found.message == f"{NODE} and 1 more fail: the app refuses the host that they ask under"
    assert found.evidence == (f"{NODE} at tests/test_it.py:5", "tests/b.py::test_b at tests/b.py:3")
    assert "TRUSTED_HOSTS" in found.fix


ONE_CAUSE = {
    "the status of one route": (
        [Met("orders", "POST", 400), Met("orders", "POST", 400)],
        ["POST to orders was answered with 400"],
    ),
    "an exception in the app, whatever was asked": ([MET, replace(MET, endpoint="index")], []),
    "an exception in the app": ([MET, MET], ["POST to orders was answered with 500: KeyError at app.py:7"]),
}


@pytest.mark.parametrize(
    ("mets", "evidence"), [pytest.param(*ONE_CAUSE[name], id=name) for name in ONE_CAUSE]
)
def test_one_answer_is_one_cause(mets: list[Met], evidence: list[str]) -> None:
    second = replace(FAILS, node="tests/b.py::test_b", type="KeyError", place=at("tests/b.py", 3))
    (found,) = said(replace(FAILS, met=mets[0]), replace(second, met=mets[1]))
    assert found.message == f"{NODE} and 1 more fail: AssertionError and KeyError"
    assert list(found.evidence[2:]) == evidence


@pytest.mark.parametrize(
    "other",
    [
        Met("index", "POST", 400),
        Met("orders", "GET", 400),
        Met("orders", "POST", 404),
        Met("orders", "POST", 200),
        Met("orders", "POST", 400, "KeyError", at("app.py", 7)),
    ],
)
def test_another_answer_is_another_cause(other: Met) -> None:
    second = replace(FAILS, node="tests/b.py::test_b", place=at("tests/b.py", 3), met=other)
    assert len(said(replace(FAILS, met=Met("orders", "POST", 400)), second)) == 2


def test_paths_that_are_not_there_are_not_one_cause() -> None:
    nowhere = Met(None, "GET", 404)
    second = replace(FAILS, node="tests/b.py::test_b", place=at("tests/b.py", 3), met=nowhere)
    assert len(said(replace(FAILS, met=nowhere), second)) == 2


def test_a_route_that_a_failing_test_names_is_not_called_untested() -> None:
    halted = suite(replace(FAILS, meant=("orders",)), exercised=(Exercised("index", "GET", 200, 1),))
    assert ask("route-not-tested", {"tests": halted, "app": SHOP}) == [
        CouldNotLook("tests fail before they ask GET /orders")
    ]
    nothing = replace(halted, exercised=())
    assert [one.message for one in ask("route-not-tested", {"tests": nothing, "app": SHOP})[1:]] == [
        "1 of 2 routes exercised or meant to be: no test asks GET /"
    ]


SET_UP = replace(FAILS, in_fixture=True, unreachable="a service", met=None)
WITHOUT = source(module("tests/test_it.py", role="test"))
UNASKED = Found(
    "0 of 2 routes exercised: no test asks GET / and GET /orders",
    "routes",
    at("app.py", 5),
    (
        "no file of the suite makes a test client",
        "GET / (index) at app.py:5",
        "GET /orders (orders) at app.py:9",
    ),
)


@pytest.mark.parametrize("tests", [suite(SET_UP), suite(outcome="timed-out", exit_code=None)])
def test_a_suite_that_could_not_run_and_has_nothing_to_ask_with(tests: Tests) -> None:
    given = {"tests": tests, "app": SHOP}
    assert ask("route-not-tested", {**given, "source": WITHOUT}) == [UNASKED]
    by_address = replace(WITHOUT, over_http=(at("tests/test_it.py", 3),))
    for other in (replace(WITHOUT, asking=("tests/test_it.py",)), by_address, source()):
        assert [type(one) for one in ask("route-not-tested", {**given, "source": other})] == [CouldNotLook]
    seen = replace(tests, exercised=(Exercised("index", "GET", 200, 1),))
    said_of_it = ask("route-not-tested", {"tests": seen, "app": SHOP, "source": WITHOUT})
    assert [type(one) for one in said_of_it] == [CouldNotLook]


@pytest.mark.parametrize("failure", [FAILS, replace(FAILS, met=None, meant=("orders",))])
def test_a_route_that_only_failing_tests_ask_is_left_to_them(failure: Failure) -> None:
    asked = (Exercised("index", "GET", 200, 1), Exercised("orders", "POST", 500, 1))
    rule = "route-only-failing-tests"
    assert ask(rule, {"tests": suite(failure, exercised=asked), "app": SHOP}) == []
    other = replace(failure, met=Met("index", "GET", 200), meant=())
    assert len(ask(rule, {"tests": suite(other, exercised=asked), "app": SHOP})) == 1
