"""What browsers ask before a script of another site sends its request."""

from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, view
from .build_dependencies import dependencies, distribution

HOOK = Hook("before_request", "", "app", "answer", at("app.py", 4), own=True)
ORDERS = route("/orders", "order", methods=("OPTIONS", "POST"), view=view("order"))
RETURNS = route("/returns", "give_back", methods=("OPTIONS", "POST"), view=view("give_back", 15))


def refusing(line: int, view_line: int) -> Slip:
    said = ("preflight-refused", "request.get_json()", "order")
    return Slip(*said, at("app.py", line, 5), at("app.py", view_line, 1))


def with_cors(*slips: Slip, patterns: int | None = 1, **fields: Any) -> Given:
    state = ExtensionState(cors_patterns=patterns)
    views = [body("order"), body("give_back", 15)]
    return {
        "app": app(routes=[ORDERS, RETURNS], extension_state=state, **fields),
        "source": source(views=views, slips=slips),
        "dependencies": dependencies(),
    }


def test_preflight_refused_faulty() -> None:
    assert ask("preflight-refused", with_cors(refusing(7, 5))) == [
        Found(
            "OPTIONS /orders, which a browser asks for a script of another site, is refused by "
            "request.get_json(): the request itself is never sent",
            "OPTIONS",
            at("app.py", 7, 5),
        )
    ]


def test_preflight_refused_by_two() -> None:
    (found,) = ask("preflight-refused", with_cors(refusing(7, 5), refusing(17, 15)))
    assert "request.get_json(), and so is 1 other: the request" in found.message
    assert found.evidence == ("OPTIONS /returns at app.py:17:5",)


def test_preflight_refused_fine() -> None:
    assert ask("preflight-refused", with_cors()) == []
    assert ask("preflight-refused", with_cors(refusing(30, 28))) == []  # of a view that is not served


@pytest.mark.parametrize(
    "given",
    [
        with_cors(refusing(7, 5), patterns=None),
        with_cors(refusing(7, 5), patterns=0),
        with_cors(refusing(7, 5), hooks=[HOOK]),
        {**with_cors(refusing(7, 5)), "dependencies": dependencies(distribution("flask", "2.0.3"))},
    ],
)
def test_preflight_refused_does_not_apply(given: Given) -> None:
    said = "the app does not use Flask-CORS, or something may answer before its views"
    assert ask("preflight-refused", given) == [DoesNotApply(said)]
