"""What the deployed site can be compared with: error pages below the API, refused methods, style sheets."""

from __future__ import annotations

import hashlib
from typing import Any

import flask
import pytest

from tests.inside.test_sweep import shop, sweep


@pytest.mark.parametrize(
    ("seen", "rules", "folder"),
    [
        ([("/api/users", "application/json"), ("/", "text/html")], [], "/api"),
        ([("/api/v1/users", "application/json")], [], "/api/v1"),
        ([("/v2/users", "application/problem+json")], [], "/v2"),
        (
            [("/data/a", "application/json"), ("/api/a", "application/json"), ("/api/b", "application/json")],
            [],
            "/api",
        ),
        ([("/shop/prices", "application/json"), ("/shop/today", "text/html")], [], None),
        ([("/prices", "application/json")], [], None),
        ([], ["/api/users/<int:number>", "/"], "/api"),
        ([], ["/api/<version>/users"], "/api"),
        ([], ["/users/<int:number>"], None),
    ],
)
def test_where_the_api_is(inside: Any, seen: Any, rules: list[str], folder: str | None) -> None:
    path = inside("shapes").below_api(seen, rules)
    assert (path and path.rpartition("/releasecheck-")[0]) == folder


def test_the_error_pages_of_the_api(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/api/prices", "prices", lambda: {"rye": 420})
    app.add_url_rule("/", "index", lambda: "<p>rye")

    @app.errorhandler(404)
    def lost(_: Exception) -> Any:
        json = flask.request.path.startswith("/api/")
        return ({"error": "no such thing"} if json else "<p>no such page"), 404

    told = sweep(inside, tools, app)
    (page,), (api,) = told["not_found"], told["api_not_found"]
    assert (page["headers"]["content-type"], api["headers"]["content-type"]) == (
        "text/html; charset=utf-8",
        "application/json",
    )
    assert api["path"].startswith("/api/releasecheck-")


def test_an_api_that_takes_every_path_is_not_asked(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/api/<path:rest>", "all", lambda rest: {"at": rest})
    app.add_url_rule("/api/prices", "prices", lambda: {"rye": 420})
    assert "api_not_found" not in sweep(inside, tools, app)


@pytest.mark.parametrize(
    ("rules", "paths"),
    [
        ([("/orders", ["POST"])], ["/orders"]),
        ([("/orders", ["GET", "POST"])], []),
        ([("/orders", ["POST"]), ("/orders", ["GET"])], []),
        ([("/delete-all", ["POST"]), ("/orders", ["POST"])], ["/orders"]),
        ([("/orders/<int:number>", ["PUT"])], []),
    ],
    ids=str,
)
def test_a_rule_that_takes_no_get_is_asked_with_one(
    request: Any, rules: list[tuple[str, list[str]]], paths: list[str]
) -> None:
    """Not where the path says that another build might change something when it is asked."""
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    views = [
        f"@app.route({rule!r}, methods={methods})\ndef view{number}(**_): return 'ok'\n"
        for number, (rule, methods) in enumerate(rules)
    ]
    text = "import flask\napp = flask.Flask(__name__, static_folder=None)\n" + "".join(views)
    told = sweep(inside, tools, project("app", {"app.py": text}).app).get("not_allowed", [])
    assert [(one["path"], one["status"]) for one in told] == [(path, 405) for path in paths]


def test_style_sheets_and_scripts_as_the_app_serves_them(inside: Any, tools: Any, tmp_path: Any) -> None:
    files = {
        "style.css": "p {}",
        "js/shop.js": "let a = 'longer'",
        "logo.svg": "<svg/>",
        "large.js": "x" * 70_000,
        "empty.css": "",
        "a b?.css": "p {}",
        "node_modules/x.js": "let b",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    told = sweep(inside, tools, flask.Flask("shop", static_folder=str(tmp_path), static_url_path="/static"))[
        "asset"
    ]
    assert [(one["path"], one["digest"]) for one in told] == [
        (f"/static/{name}", hashlib.sha256(files[name].encode()).hexdigest())
        for name in ("js/shop.js", "style.css")
    ]


def test_no_other_answer_has_a_digest(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/", "index", lambda: "ok")
    assert {one["digest"] for one in sweep(inside, tools, app)["response"]} == {None}
