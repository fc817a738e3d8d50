"""Pages that fail for a fault which a rule sees on the live app: that rule tells it, not route-5xx."""

from typing import Any

import pytest

from releasecheck.facts.extensions import ExtensionState, Login, LoginView, Uninitialised

from .build import app, ask, at, crash, project, requests, response, route, source, view

FORGOTTEN = Uninitialised("Flask-SQLAlchemy", "SQLAlchemy", "ext", "db", at("ext.py", 3), ("model User",))
LOGIN = LoginView("login_view", "login")
SYMPTOMS = {
    "login-loader-missing": (
        app(extension_state=ExtensionState(login=Login(has_loader=False))),
        "Missing user_loader or request_loader. Refer to http://…",
    ),
    "login-view-dangling": (
        app(extension_state=ExtensionState(login=Login(has_loader=True, views=(LOGIN,)))),
        "Could not build url for endpoint 'login' with values ['next'].",
    ),
    "async-view-without-extra": (
        app(runs_async=False),
        "Install Flask with the 'async' extra in order to use async views.",
    ),
    "view-signature-mismatch": (
        app(routes=[route("/<path:path>", "catch_all")]),
        "catch_all() got an unexpected keyword argument 'path'",
    ),
    "view-signature-mismatch of a class": (
        app(routes=[route("/<id>", "items", view=view("Items.get"))]),
        "Items.get() got an unexpected keyword argument 'id'",
    ),
    "late-registration": (app(), "The setup method 'route' can no longer be called on the application."),
    "extension-not-initialised": (
        app(extension_state=ExtensionState(uninitialised=(FORGOTTEN,))),
        "The current Flask app is not registered with this 'SQLAlchemy' instance.",
    ),
}
WELL = app(extension_state=ExtensionState(login=Login(has_loader=True)))


def told(live: Any, message: str) -> list[Any]:
    kinds = {"build url": "werkzeug.routing.BuildError", "argument": "builtins.TypeError"}
    kind = next((one for words, one in kinds.items() if words in message), "builtins.RuntimeError")
    answer = response("/", 500, crash=crash(kind, message))
    return ask(
        "route-5xx",
        {"app": live, "requests": requests(answer), "project": project(), "source": source()},
    )


@pytest.mark.parametrize(("live", "message"), SYMPTOMS.values(), ids=SYMPTOMS)
def test_what_another_rule_tells_at_its_root(live: Any, message: str) -> None:
    assert told(live, message) == []


@pytest.mark.parametrize("rule", sorted(set(SYMPTOMS) - {"late-registration"}))
def test_where_no_other_rule_tells_it(rule: str) -> None:
    assert len(told(WELL, SYMPTOMS[rule][1])) == 1


@pytest.mark.parametrize(
    "message",
    ["total() got an unexpected keyword argument 'path'", "catch_all() got a strange value", "no argument"],
)
def test_a_type_error_of_another_call(message: str) -> None:
    assert len(told(SYMPTOMS["view-signature-mismatch"][0], message)) == 1
