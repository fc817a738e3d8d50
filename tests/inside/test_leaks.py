"""Which live secrets an answer shows, told by their names alone."""

from __future__ import annotations

import base64
import json
from typing import Any

import flask
import pytest
from werkzeug.security import generate_password_hash

KEY = "kd93-jf02k-d93jf"


def told(inside: Any, tools: Any, view: Any, **config: object) -> list[str]:
    app = flask.Flask("shop", static_folder=None)
    app.config.update(config)
    app.add_url_rule("/page", "page", view)
    inside("sweep").collect(app, tools)
    assert KEY not in json.dumps(tools.sent)
    return next(line["response"]["secrets"] for line in tools.sent if line["kind"] == "response")


@pytest.mark.parametrize(
    "show",
    [
        lambda: KEY,
        lambda: {"key": KEY},
        lambda: base64.b64encode(KEY.encode()),
        lambda: base64.b64encode(b"user:" + KEY.encode()),
        lambda: flask.Response("", headers={"X-Debug": "key=" + KEY}),
        lambda: flask.redirect("/?key=" + KEY),
        lambda: repr(dict(flask.current_app.config)),
        lambda: ("sorry " + KEY, 500),
    ],
)
def test_a_secret_in_an_answer(request: Any, show: Any) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    tools.redact_known = tools.redact = lambda text: text.replace(KEY, "***")
    assert told(inside, tools, show, SECRET_KEY=KEY) == ["SECRET_KEY"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("STRIPE_PUBLISHABLE_KEY", "pk_live_93kf02kd93"),
        ("STRIPE_API_KEY", "pk_test_93kf02kd93"),
        ("RECAPTCHA_PUBLIC_KEY", "6Lkd93kf02kd93"),
        ("TURNSTILE_SITE_SECRET_SITE_KEY", "kd93-jf02k-d93jf"),
        ("GOOGLE_MAPS_API_KEY", "AIzakd93kf02kd93"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "toolshed"),
        ("DB_PASSWORD", "password"),
        ("GREETING", "kd93-jf02k-d93jf"),
    ],
)
def test_what_is_no_leak(request: Any, key: str, value: str) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = flask.Flask("shop", static_folder=None)
    app.config[key] = value
    app.add_url_rule("/page", "page", lambda: value)
    inside("sweep").collect(app, tools)
    assert next(line for line in tools.sent if line["kind"] == "response")["response"]["secrets"] == []


def test_the_password_of_a_database_and_a_variable(inside: Any, tools: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("MAIL_PASSWORD", "fk39-dk20f-9dk3")
    tools.order["secret_names"] = ["MAIL_PASSWORD", "NOT_SET_PASSWORD"]
    uri = f"postgresql://shop:{KEY}@db.example/shop"
    seen = told(inside, tools, lambda: f"{KEY} fk39-dk20f-9dk3", DATABASE_URI=uri)
    assert seen == ["DATABASE_URI", "MAIL_PASSWORD"]


def test_an_echo_of_what_we_send_is_no_leak(inside: Any, tools: Any) -> None:
    tools.order["headers"] = {"X-Api-Key": KEY}
    tools.redact = tools.redact_known = lambda text: text.replace(KEY, "***")
    assert told(inside, tools, lambda: flask.request.headers["X-Api-Key"], API_KEY=KEY) == []


BCRYPT = "$2b$12$KIXsuJ3m0Zq1yq2m2mJz8eT3r9l5bQ4gk0yM5v1pXw7u6D8aC2e1S"


@pytest.mark.parametrize(
    ("show", "number"),
    [
        (lambda: {"password": generate_password_hash("x", "pbkdf2:sha256")}, 1),
        (lambda: {"users": [{"password": BCRYPT}, {"password": BCRYPT[:-1] + "O"}, {"password": BCRYPT}]}, 2),
        (lambda: "<td>$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzYWx0$" + "q0N2ZlZUZGY2VjZjN2ZjZk" * 2, 1),
        (lambda: "scrypt:32768:8:1$Yk3" + "$" + "ab" * 64, 1),
        (lambda: "<p>Kept as pbkdf2:sha256:600000$salt$hash, or $2b$12$ and so on.", 0),
        (lambda: {"integrity": "sha512-q/dWJ3kcmjBLU4Qc47E4A9kTB4m3wuTY7vkFJDTZ"}, 0),
    ],
)
def test_hashes_of_passwords(inside: Any, tools: Any, show: Any, number: int) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/page", "page", show)
    inside("sweep").collect(app, tools)
    answer = next(line["response"] for line in tools.sent if line["kind"] == "response")
    assert answer["password_hashes"] == number
