"""What a visitor sees of an exception."""

from __future__ import annotations

import traceback
from typing import Any

import flask
import pytest
from werkzeug.debug import DebuggedApplication
from werkzeug.exceptions import BadRequest, Gone


def shop(**config: object) -> flask.Flask:
    app = flask.Flask("shop", static_folder=None)
    app.config.update(config)
    return app


def pages(inside: Any, tools: Any, app: flask.Flask) -> list[tuple[str, int | None, list[str], str | None]]:
    return [
        (page["accept"], page["status"], page["shows"], page["escaped"] and page["escaped"]["type"])
        for page in inside("errorpages").collect(app, tools)
    ]


def both(status: int | None, shows: list[str], escaped: str | None = None) -> list[tuple[Any, ...]]:
    return [(accept, status, shows, escaped) for accept in ("text/html", "application/json")]


@pytest.mark.parametrize(
    "config",
    [{}, {"DEBUG": True}, {"TESTING": True}, {"PROPAGATE_EXCEPTIONS": True}, {"SERVER_NAME": "a.example"}],
)
def test_flask_s_own_page_tells_nothing(inside: Any, tools: Any, config: dict[str, object]) -> None:
    assert pages(inside, tools, shop(**config)) == both(500, [])


@pytest.mark.parametrize(
    ("body", "shows"),
    [
        (lambda *_: "sorry", []),
        (lambda _, problem: str(getattr(problem, "original_exception", problem)), ["exception text"]),
        (lambda *_: traceback.format_exc().replace("canary", ""), ["traceback"]),
        (lambda tools, _: f"see {tools.order['project']}/app.py", ["project path"]),
    ],
)
def test_handlers_that_tell(inside: Any, tools: Any, body: Any, shows: list[str]) -> None:
    app = shop()
    app.register_error_handler(500, lambda problem: (body(tools, problem), 500))
    assert pages(inside, tools, app) == both(500, shows)


def test_a_handler_that_tells_in_debug_mode_only(inside: Any, tools: Any) -> None:
    app = shop(DEBUG=True)
    app.register_error_handler(Exception, lambda problem: (str(problem) if app.debug else "sorry", 500))
    assert pages(inside, tools, app) == both(500, [])


def test_a_handler_that_tells_in_json_only(inside: Any, tools: Any) -> None:
    app = shop()

    def handler(problem: Exception) -> Any:
        if flask.request.accept_mimetypes.accept_html:
            return "sorry", 500
        return {"error": str(problem)}, 500

    app.register_error_handler(Exception, handler)
    assert pages(inside, tools, app) == [
        ("text/html", 500, [], None),
        ("application/json", 500, ["exception text"], None),
    ]


def test_a_handler_that_makes_it_a_success(inside: Any, tools: Any) -> None:
    app = shop()
    app.register_error_handler(Exception, lambda _: ("fine", 200))
    assert pages(inside, tools, app) == both(200, [])


def test_a_handler_that_fails(inside: Any, tools: Any) -> None:
    app = shop()

    def handler(_: object) -> str:
        return flask.render_template_string("{{ nothing.at.all }}")

    app.register_error_handler(500, handler)
    assert pages(inside, tools, app) == both(None, [], "UndefinedError")


def test_the_debugger(inside: Any, tools: Any) -> None:
    app = shop(DEBUG=True)
    app.wsgi_app = DebuggedApplication(app.wsgi_app)  # type: ignore[method-assign]
    told = inside("errorpages").collect(app, tools)
    assert ["debugger" in page["shows"] for page in told] == [True, True]


def test_a_wall_in_front_of_every_view(inside: Any, tools: Any) -> None:
    app = shop()
    app.before_request(lambda: flask.redirect("/login"))
    assert pages(inside, tools, app) == []


def test_an_app_that_was_asked_while_it_was_built(inside: Any, tools: Any) -> None:
    app = shop()
    app.test_client().get("/")
    assert pages(inside, tools, app) == both(500, [])


def test_an_app_with_hosts(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None, host_matching=True)
    assert pages(inside, tools, app) == both(500, [])


def test_extensions_that_look_at_the_view_s_name(inside: Any, tools: Any) -> None:
    app = shop()

    def look() -> None:
        view = flask.current_app.view_functions[str(flask.request.endpoint)]
        assert (view.__module__, view.__name__) != ("", "")

    app.before_request(look)
    assert pages(inside, tools, app) == both(500, [])


def test_headers_and_secrets_of_the_page(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    app.config["API_TOKEN"] = "kd93-jf02k-d93jf"
    app.register_error_handler(500, lambda _: (app.config["API_TOKEN"], 500, {"X-Frame-Options": "DENY"}))
    page = inside("errorpages").collect(app, tools)[0]
    assert (page["headers"]["x-frame-options"], page["secrets"]) == ("DENY", ["API_TOKEN"])


def _page(_: object) -> str:
    return "you may not"


class TokenError(BadRequest):
    """As Flask-WTF's CSRFError, which no `abort` raises."""


def test_what_handlers_make_of_refusals(inside: Any, tools: Any) -> None:
    app = shop()
    app.register_error_handler(403, _page)
    app.register_error_handler(401, lambda _: flask.redirect("/login"))
    app.register_error_handler(Gone, lambda problem: (str(problem), 410))
    for elsewhere in (404, 405, 500, Exception, TokenError):
        app.register_error_handler(elsewhere, _page)
    told = [{"code": 401, "status": 302}, {"code": 403, "status": 200}, {"code": 410, "status": 410}]
    assert inside("errorpages").refusals(app) == told
    assert inside("errorpages").collect(app, tools)


def test_refusals_of_an_app_that_lets_nobody_as_far(inside: Any) -> None:
    app = shop()
    app.register_error_handler(403, _page)
    app.before_request(lambda: "closed")
    assert inside("errorpages").refusals(app) == []


def test_refusals_whose_handler_breaks(inside: Any) -> None:
    app = shop()
    app.register_error_handler(403, lambda _: flask.render_template("no.html"))
    assert inside("errorpages").refusals(app) == [{"code": 403, "status": 500}]
