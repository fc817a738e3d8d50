"""Whom Flask-CORS lets in, as it keeps that."""

from __future__ import annotations

from typing import Any

import flask
import flask_cors
import pytest

SHOP = "https://shop.example"


def lets_in(inside: Any, app: flask.Flask) -> bool | None:
    found: bool | None = inside("cors").lets_anybody_in(app)
    return found


def shop(origins: Any = None) -> flask.Flask:
    app = flask.Flask("shop")
    if origins is not None:
        app.config["CORS_ORIGINS"] = origins
    return app


@pytest.mark.parametrize(
    ("settings", "anybody"),
    [
        ({}, True),
        ({"origins": "*"}, True),
        ({"origins": [SHOP, "*"]}, True),
        ({"origins": r"https?://.*"}, True),
        ({"origins": SHOP}, False),
        ({"origins": [SHOP, r"https://.*\.shop\.example"]}, False),
        ({"resources": {"/api/*": {"origins": SHOP}}}, False),
        ({"resources": {"/api/*": {"origins": SHOP}, "/*": {"origins": "*"}}}, True),
    ],
)
def test_cors_of_the_app(inside: Any, settings: dict[str, Any], anybody: bool) -> None:
    app = shop()
    flask_cors.CORS(app, **settings)
    assert lets_in(inside, app) is anybody


@pytest.mark.parametrize(
    ("origins", "settings", "anybody"),
    [
        (None, {}, True),
        ([SHOP], {}, False),
        ([SHOP], {"origins": "*"}, True),
        ("*", {"origins": SHOP}, False),
    ],
)
def test_cors_of_a_view(inside: Any, origins: Any, settings: dict[str, Any], anybody: bool) -> None:
    app = shop(origins)
    app.add_url_rule("/", "index", flask_cors.cross_origin(**settings)(lambda: "hello"))
    assert lets_in(inside, app) is anybody


def test_by_the_config_and_of_a_blueprint(inside: Any) -> None:
    app = shop([SHOP])
    flask_cors.CORS(app)
    assert lets_in(inside, app) is False
    api = flask.Blueprint("api", "api")
    flask_cors.CORS(api, origins="*")
    app.register_blueprint(api)
    assert lets_in(inside, app) is True


def test_without_cors(inside: Any) -> None:
    app = shop()
    app.add_url_rule("/", "index", lambda: "hello")
    assert lets_in(inside, app) is None


def test_the_options_that_it_knows(inside: Any) -> None:
    app = shop()
    assert inside("cors").known_options(app) == []
    flask_cors.CORS(app)
    assert {"origins", "supports_credentials", "send_wildcard"} <= set(inside("cors").known_options(app))


LOCAL = "http://localhost:5173"


@pytest.mark.parametrize(
    ("settings", "origins"),
    [
        ({"origins": LOCAL}, [LOCAL]),
        (
            {"resources": {"/api/*": {"origins": [LOCAL, "http://127.0.0.1:3000"]}}},
            ["http://127.0.0.1:3000", LOCAL],
        ),
        ({"origins": [LOCAL, SHOP]}, []),
        ({"origins": [LOCAL, r"http://localhost:\d+"]}, []),
        ({"resources": {"/api/*": {"origins": LOCAL}, "/*": {"origins": SHOP}}}, []),
        ({}, []),
    ],
)
def test_origins_of_this_machine_alone(inside: Any, settings: dict[str, Any], origins: list[str]) -> None:
    app = shop()
    flask_cors.CORS(app, **settings)
    assert inside("cors").only_of_this_machine(app) == origins
    assert inside("cors").only_of_this_machine(shop()) == []
