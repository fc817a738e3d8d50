"""The request sweep: which routes are asked, and what is told of the answers."""

from __future__ import annotations

import json
import os
import sys
import time
import types
from typing import Any

import flask
import pytest


def shop(**options: Any) -> flask.Flask:
    return flask.Flask("shop", static_folder=None, **options)


def sweep(inside: Any, tools: Any, app: flask.Flask) -> dict[str, list[dict[str, Any]]]:
    inside("sweep").collect(app, tools)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for line in tools.sent:
        by_kind.setdefault(line["kind"], []).append(line.get("response") or line)
    return by_kind


def answer(inside: Any, tools: Any, view: Any, **config: object) -> dict[str, Any]:
    app = shop()
    app.config.update(config)
    app.add_url_rule("/page", "page", view)
    return sweep(inside, tools, app)["response"][0]


@pytest.mark.parametrize(
    ("rule", "name", "methods", "reason"),
    [
        ("/", "index", ["GET"], None),
        ("/getting-started", "getting_started", ["GET"], None),
        ("/create", "create", ["GET", "POST"], None),
        ("/x", "get_run", ["GET"], None),
        ("/run", "get_run", ["GET"], "'run' in its name sounds like a change"),
        ("/create", "create", ["GET"], "'create' in its name sounds like a change"),
        ("/logout", "leave", ["GET"], "'logout' in its name sounds like a change"),
        ("/log-out", "leave", ["GET", "POST"], "'log-out' in its name sounds like a change"),
        ("/x", "delete_all", ["GET"], "'delete' in its name sounds like a change"),
        ("/x", "deleteAll", ["GET"], "'delete' in its name sounds like a change"),
        ("/equipos/encender", "x", ["GET"], "'encender' in its name sounds like a change"),
        ("/clientes/excluir", "x", ["GET"], "'excluir' in its name sounds like a change"),
        ("/x", "borrar_todo", ["GET", "POST"], "'borrar' in its name sounds like a change"),
        ("/cadastrar", "x", ["GET"], "'cadastrar' in its name sounds like a change"),
        ("/cadastrar", "x", ["GET", "POST"], None),
        ("/background-remover", "x", ["GET", "POST"], None),
        ("/editora", "x", ["GET"], None),
        ("/init-db", "x", ["GET"], "'init' in its name sounds like a change"),
        ("/createdb", "x", ["GET"], "'createdb' in its name sounds like a change"),
        ("/webhook", "x", ["GET", "POST"], "'webhook' in its name sounds like a change"),
        ("/save", "save", ["POST"], "takes no GET"),
        ("/__error__", "error", ["GET"], "its name says that it fails on purpose"),
        ("/api/debug-sentry/", "x", ["GET"], "its name says that it fails on purpose"),
        ("/errors", "errors", ["GET"], None),
        ("/u/<int:id>/<name>", "user", ["GET"], "needs a value for id, name"),
        ("/skipped", "skipped", ["GET"], "its view writes: session.commit"),
        ("/known/<int:number>", "known", ["GET"], None),
        ("/bad/<int:text>", "bad", ["GET"], "no path can be built from its values"),
    ],
)
def test_which_routes_are_asked(
    request: Any, rule: str, name: str, methods: list[str], reason: str | None
) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = shop()
    app.add_url_rule(rule, name, lambda **_: "ok", methods=methods)
    tools.order.update(
        skip_endpoints={"skipped": "its view writes: session.commit"},
        example_values={"number": 3, "text": "x"},
    )
    told = sweep(inside, tools, app)
    assert [each["reason"] for each in told["unasked"][0]["unasked"]] == [reason] * (reason is not None)
    assert len(told.get("response", [])) == (reason is None)


def test_values_are_put_into_the_path(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/known/<int:number>", "known", lambda number: str(number + 1))
    tools.order["example_values"] = {"number": 41}
    assert sweep(inside, tools, app)["response"][0]["path"] == "/known/41"


@pytest.mark.parametrize(
    ("values", "paths"),
    [
        ({"tool_id": 1}, ["/tools/1", "/tools/1/loans"]),
        ({"/tools/<int:tool_id>": {"tool_id": 7}}, ["/tools/7"]),
        ({"tool_id": 1, "/tools/<int:tool_id>": {"tool_id": 7}}, ["/tools/7", "/tools/1/loans"]),
        ({"tool_id": 1, "loans": {"tool_id": 7}}, ["/tools/1", "/tools/7/loans"]),
        ({"loans": {"tool_id": 7}, "/tools/<int:tool_id>/loans": {"tool_id": 8}}, ["/tools/8/loans"]),
        ({"/tools/<int:tool_id>": {"name": "x"}, "/elsewhere": {"tool_id": 1}}, []),
    ],
)
def test_values_of_one_rule(inside: Any, tools: Any, values: Any, paths: list[str]) -> None:
    app = shop()
    app.add_url_rule("/tools/<int:tool_id>", "tool", lambda **_: "x")
    app.add_url_rule("/tools/<int:tool_id>/loans", "loans", lambda **_: "x")
    tools.order["example_values"] = values
    assert [each["path"] for each in sweep(inside, tools, app).get("response", [])] == paths


@pytest.mark.parametrize(
    ("values", "skipped", "asked"),
    [
        ({}, {}, False),
        ({"/export/": {}}, {}, True),
        ({"export": {}}, {}, True),
        ({"export": "csv"}, {}, False),  # an argument of that name
        ({"/export/": {}}, {"export": "the setting requests.skip"}, False),
    ],
)
def test_a_page_that_the_settings_name(
    inside: Any, tools: Any, values: Any, skipped: Any, asked: bool
) -> None:
    app = shop()
    app.add_url_rule("/export/", "export", lambda: "ok")
    app.add_url_rule("/export/<int:number>", "one", lambda **_: "x")
    writing = {"export": "its source calls Export.csv"}
    tools.order.update(example_values=values, skip_endpoints=skipped, writing_endpoints=writing)
    told = sweep(inside, tools, app)
    assert [one["path"] for one in told.get("response", [])] == ["/export/"] * asked


@pytest.mark.parametrize("faulty", ["logout", "index"])
def test_the_view_s_own_name_counts(inside: Any, tools: Any, faulty: str) -> None:
    app = shop()

    def view() -> str:
        return "ok"

    view.__name__ = faulty
    app.add_url_rule("/x", "x", view)
    assert ("response" in sweep(inside, tools, app)) is (faulty == "index")


@pytest.mark.parametrize("subdomain_matching", [True, False])
def test_subdomains(inside: Any, tools: Any, subdomain_matching: bool) -> None:
    app = shop(subdomain_matching=subdomain_matching)
    app.config["SERVER_NAME"] = "shop.example"
    app.add_url_rule("/x", "x", lambda: flask.request.host, subdomain="api")
    told = sweep(inside, tools, app)
    reasons = [each["reason"] for each in told["unasked"][0]["unasked"]]
    assert reasons == ([] if subdomain_matching else ["is for a subdomain, and subdomain_matching is off"])
    assert [each["status"] for each in told.get("response", [])] == [200] * subdomain_matching


def test_those_asked_in_an_earlier_process(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/a", "a", lambda: "a")
    app.add_url_rule("/b", "b", lambda: "b")
    tools.order["asked"] = [["a", "/a"]]
    assert [each["endpoint"] for each in sweep(inside, tools, app)["response"]] == ["b"]


def test_the_order_of_the_lines(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/a", "a", lambda: "a")
    inside("sweep").collect(app, tools)
    assert [line["kind"] for line in tools.sent] == [
        *("unasked", "asking", "response", "asking", "not_found"),
        *(["asking", "variant"] * 3),
        *("trusted", "swept"),
    ]
    about = {"method": "GET", "path": "/a", "endpoint": "a", "rule": "/a", "second": False}
    plain = {"signed_in": False, "variant": None, "sent": None, "parting": False, "linked_from": None}
    assert tools.sent[1] == {"kind": "asking", "of": "response", "limit_s": 10.0, **about, **plain}


def test_an_answer(inside: Any, tools: Any) -> None:
    def view() -> Any:
        response = flask.Response("ok", 201, {"X-One": "1", "X-Key": "hunter2"})
        response.headers.add("X-One", "2")
        response.set_cookie("a", "hunter2", secure=True)
        return response

    told = answer(inside, tools, view)
    assert (told["method"], told["path"], told["endpoint"], told["rule"]) == ("GET", "/page", "page", "/page")
    assert (told["outcome"], told["status"], told["crash"], told["events"]) == ("answered", 201, None, [])
    assert (told["headers"]["x-one"], told["headers"]["x-key"]) == ("1, 2", "***")
    assert "set-cookie" not in told["headers"]
    (cookie,) = told["cookies"]
    assert (cookie["name"], cookie["secure"], cookie["http_only"]) == ("a", True, False)
    assert "hunter2" not in json.dumps(tools.sent)


def test_how_it_is_asked(inside: Any, tools: Any) -> None:
    seen: list[tuple[Any, ...]] = []

    def view() -> str:
        request = flask.request
        seen.append((request.url, request.headers["X-Releasecheck"], flask.current_app.testing))
        return "ok"

    answer(inside, tools, view, TESTING=True, SERVER_NAME="shop.example", APPLICATION_ROOT="/app")
    assert seen[0] == ("https://shop.example/app/page", "1", False)


def raising() -> str:
    raise ValueError("password hunter2")


@pytest.mark.parametrize("config", [{}, {"DEBUG": True}, {"TESTING": True}, {"PROPAGATE_EXCEPTIONS": True}])
def test_an_exception_is_told_and_the_page_is_real(
    inside: Any, tools: Any, config: dict[str, object]
) -> None:
    told = answer(inside, tools, raising, **config)
    assert (told["outcome"], told["status"], told["crash"]["type"]) == ("answered", 500, "ValueError")
    assert told["crash"]["message"] == "password ***"


class NoTokenError(Exception):
    """As Flask-JWT-Extended raises one for a stranger."""


def strangers() -> str:
    raise NoTokenError


def api(app: flask.Flask) -> None:
    """Answer exceptions as the Api objects of Flask-RESTful and Flask-RESTX do, in place of the app."""

    def route_to_api(original: Any) -> Any:
        def handle(problem: Exception) -> Any:
            if app.config["PROPAGATE_EXCEPTIONS"]:
                return original(problem)
            return flask.make_response({"message": "Internal Server Error"}, 500)

        return handle

    vars(app)["handle_exception"] = route_to_api(app.handle_exception)
    vars(app)["handle_user_exception"] = route_to_api(app.handle_user_exception)


@pytest.mark.parametrize(
    ("propagate", "with_api", "status"),
    [
        *((value, False, 401) for value in (True, False, None)),
        *((value, True, 401 if value else 500) for value in (True, False, None)),
    ],
)
def test_an_api_asks_the_handlers_if_exceptions_propagate(
    inside: Any, tools: Any, propagate: bool | None, with_api: bool, status: int
) -> None:
    app = shop()
    app.config["PROPAGATE_EXCEPTIONS"] = propagate
    app.register_error_handler(NoTokenError, lambda _: ("sign in", 401))
    app.add_url_rule("/members", "members", strangers)
    app.add_url_rule("/page", "page", raising)
    if with_api:
        api(app)
    members, page = sweep(inside, tools, app)["response"]
    assert (members["outcome"], members["status"]) == ("answered", status)
    assert (page["outcome"], page["status"], page["crash"]["type"]) == ("answered", 500, "ValueError")
    assert page["uncaught"]


@pytest.mark.parametrize(
    ("status", "crash"), [(500, "ValueError"), (503, "ValueError"), (400, None), (200, None)]
)
def test_an_exception_that_a_handler_takes(inside: Any, tools: Any, status: int, crash: str | None) -> None:
    app = shop()
    app.add_url_rule("/page", "page", raising)
    app.register_error_handler(Exception, lambda _: ("sorry", status))
    told = sweep(inside, tools, app)["response"][0]
    assert (told["status"], told["crash"] and told["crash"]["type"]) == (status, crash)


CATCHING = """
    def caught(number):
        try:
            return str(ask(number))
        except RuntimeError:
            return "sorry", number

    def ask(number):
        try:
            number["x"]
        except TypeError as problem:
            raise RuntimeError("no store") from problem

    def deliberate(number):
        [each for each in iter(())]
        return "no", number
"""


@pytest.mark.parametrize(
    ("view", "status", "crash"),
    [
        ("caught", 500, ("RuntimeError", "no store", 11)),
        ("caught", 502, ("RuntimeError", "no store", 11)),
        ("caught", 503, None),
        ("caught", 404, None),
        ("deliberate", 500, None),
    ],
)
def test_an_exception_that_the_view_catches(request: Any, view: str, status: int, crash: Any) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    module = project("catching", {"catching.py": CATCHING})
    told = answer(inside, tools, lambda: getattr(module, view)(status))
    said = told["crash"] and (told["crash"]["type"], told["crash"]["message"], told["crash"]["place"]["line"])
    assert (told["outcome"], told["status"], said) == ("answered", status, crash)
    assert not told["uncaught"]


GIVING_UP = """
    import flask

    def gives_up(number):
        try:
            return {}["x"]
        except KeyError:
            flask.abort(number)

    def of_another(number):
        try:
            return {}["x"]
        except KeyError:
            raise ValueError(number) from None

    def by_itself(number):
        flask.abort(number)
"""


@pytest.mark.parametrize(
    ("view", "status", "crash"),
    [
        ("gives_up", 500, ("KeyError", 5)),
        ("gives_up", 502, ("KeyError", 5)),
        ("gives_up", 404, None),
        ("of_another", 500, ("ValueError", 13)),
        ("by_itself", 500, ("InternalServerError", 16)),
    ],
)
def test_what_a_view_aborts_for(request: Any, view: str, status: int, crash: Any) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    module = project("aborting", {"aborting.py": GIVING_UP})
    told = answer(inside, tools, lambda: getattr(module, view)(status))
    said = told["crash"] and (told["crash"]["type"], told["crash"]["place"]["line"])
    assert (told["status"], said) == (status, crash)


def streaming() -> Any:
    def parts() -> Any:
        yield "a"
        raise KeyError("b")

    return flask.Response(parts())


def leaving() -> Any:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("view", "status", "crash"), [(streaming, 200, "KeyError"), (leaving, None, "SystemExit")]
)
def test_what_escapes_the_app(inside: Any, tools: Any, view: Any, status: int | None, crash: str) -> None:
    told = answer(inside, tools, view)
    assert (told["outcome"], told["status"], told["crash"]["type"]) == ("raised", status, crash)


def test_an_error_handler_that_fails(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/page", "page", raising)

    def handler(_: object) -> str:
        raise ZeroDivisionError

    app.register_error_handler(500, handler)
    told = sweep(inside, tools, app)["response"][0]
    assert (told["outcome"], told["status"], told["crash"]["type"]) == ("raised", None, "ValueError")


def test_what_breaks_around_the_app_after_a_page_that_it_handled(inside: Any, tools: Any) -> None:
    app = shop()

    def around(_environ: Any, _start: Any, inner: Any = app.wsgi_app) -> Any:
        for _ in inner(_environ, lambda *_: None):
            raise ZeroDivisionError

    app.wsgi_app = around  # type: ignore[method-assign]
    (told,) = sweep(inside, tools, app)["not_found"]
    assert (told["outcome"], told["crash"]["type"]) == ("raised", "ZeroDivisionError")


def test_a_page_that_an_error_handler_made(inside: Any, tools: Any) -> None:
    app = shop()
    app.register_error_handler(403, lambda _: "you may not")
    app.add_url_rule("/staff", "staff", lambda: flask.abort(403))
    app.add_url_rule("/page", "page", lambda: "page")
    told = sweep(inside, tools, app)["response"]
    seen = sorted((one["rule"], one["status"], one["refused"]) for one in told)
    assert seen == [("/page", 200, None), ("/staff", 200, 403)]


def test_an_endless_stream_is_let_go(inside: Any, tools: Any) -> None:
    closed: list[bool] = []

    def view() -> Any:
        def parts() -> Any:
            try:
                while True:
                    yield b"x" * 1000
            finally:
                closed.append(True)

        return flask.Response(parts())

    assert answer(inside, tools, view)["status"] == 200
    assert closed


def test_asked_again_with_the_cookies(inside: Any, tools: Any) -> None:
    app = shop()
    app.config.update(SECRET_KEY="x", PERMANENT_SESSION_LIFETIME="3600")

    @app.route("/visit")
    def visit() -> str:
        flask.session["n"] = 1
        return "ok"

    @app.route("/plain")
    def plain() -> str:
        return "ok" if not flask.request.cookies else "seen"

    told = [
        (each["path"], each["status"], each.get("second", False))
        for each in sweep(inside, tools, app)["response"]
    ]
    assert sorted(told) == [("/plain", 200, False), ("/visit", 200, False), ("/visit", 500, True)]


def test_a_redirect_is_not_followed(inside: Any, tools: Any) -> None:
    told = answer(inside, tools, lambda: flask.redirect("https://elsewhere.example/"))
    assert (told["status"], told["headers"]["location"]) == (302, "https://elsewhere.example/")


def test_events_of_a_request(inside: Any, tools: Any) -> None:
    tools.seen.append({"kind": "thread"})
    told = answer(inside, tools, lambda: tools.seen.append({"kind": "sleep"}) or "ok")
    assert told["events"] == [{"kind": "sleep"}]


def test_a_path_that_no_rule_has(inside: Any, tools: Any) -> None:
    app = shop()
    app.register_error_handler(Exception, lambda _: ("sorry", 500))
    (told,) = sweep(inside, tools, app)["not_found"]
    assert (told["status"], told["endpoint"], told["rule"]) == (500, None, None)


@pytest.mark.parametrize(("rule", "asked"), [("/<path:rest>", 0), ("/<project>", 1)])
def test_an_app_that_takes_many_paths(inside: Any, tools: Any, rule: str, asked: int) -> None:
    app = shop()
    app.add_url_rule(rule, "all", lambda **_: "ok")
    assert [each["status"] for each in sweep(inside, tools, app).get("not_found", [])] == [404] * asked


TAKING = """
    import json
    import urllib.request
    from http import HTTPStatus
    from urllib.parse import quote
    import flask
    app = flask.Flask(__name__, static_folder=None)

    class Shelf:
        def find(self, path):
            return "ok"

    shelf = Shelf()

    def fetch(path):
        with urllib.request.urlopen("http://127.0.0.1:9/" + path) as answer:
            return answer.read()

    @app.errorhandler(404)
    def lost(error):
        return "lost", 404

    @app.route("/")
    def home():
        return "home"

    @app.route("/<path:rest>")
    def page(rest):
        return shelf.find(rest)
"""


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("", "", True),
        ("shelf.find(rest)", "quote(rest), HTTPStatus.OK", True),
        ("shelf.find(rest)", "json.dumps(rest)", True),
        ("page(", "delete_page(", False),
        ("@app.errorhandler(404)", "", False),
        ("@app.errorhandler(404)", "@app.errorhandler(500)", False),
        ("shelf.find(rest)", "urllib.request.urlopen('http://127.0.0.1:9').read()", False),
        ("shelf.find(rest)", "fetch(rest)", False),
        ("shelf.find(rest)", "''.join(fetch(one) for one in rest)", False),
        ("return shelf.find(rest)", "import requests; return requests.get(rest).text", False),
        ("return shelf.find(rest)", "from subprocess import run; return run([rest])", False),
    ],
)
def test_what_takes_every_path(
    inside: Any, tools: Any, project: Any, old: str, new: str, *, asked: bool
) -> None:
    app = project("app", {"app.py": TAKING.replace(old, new)}).app
    told = sweep(inside, tools, app).get("caught", [])
    seen = [(one["rule"], one["status"], one["like_home"]) for one in told]
    assert seen == ([("/<path:rest>", 200, False)] if asked else [])


@pytest.mark.parametrize(
    ("rule", "view", "asked"),
    [
        ("/<lang>", "raise KeyError(lang)", [("/<lang>", 500, "KeyError")]),
        ("/<lang>", "return lang", [("/<lang>", 200, None)]),
        ("/<path:lang>", "return lang", [("/<path:lang>", 200, None)]),
        ("/favicon.ico", "return ''", []),
        ("/<int:lang>", "return ''", []),
        ("/<lang>", "import requests; return requests.get(lang).text", []),
    ],
)
def test_the_icon_that_a_rule_takes(request: Any, rule: str, view: str, asked: list[Any]) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    app = "import flask\napp = flask.Flask(__name__, static_folder=None)\n"
    text = f"{app}@app.get({rule!r})\ndef home(lang=None):\n    {view}\n"
    told = sweep(inside, tools, project("app", {"app.py": text}).app).get("favicon", [])
    assert [(one["rule"], one["status"], one["crash"] and one["crash"]["type"]) for one in told] == asked


HOLDING = """
    import flask
    from flask.views import MethodView
    app = flask.Flask(__name__, static_folder=None)
    posts = {1: "first"}

    def show(**values):
        return posts[next(iter(values.values()))]
    app.add_url_rule("/posts/<int:number>", "post", show)
    app.add_url_rule("/drafts/<int(min=1):number>", "draft", show)
    app.add_url_rule("/authors/<name>/<uuid:book>", "author", show)
    app.add_url_rule("/pages/<path:name>", "page", show)
    app.add_url_rule("/in/<any(de, fr):language>", "language", show)
    app.add_url_rule("/years/<int(fixed_digits=4):year>", "year", show)
    app.add_url_rule("/two/<string(length=2):letters>", "letters", show)
    app.add_url_rule("/sum/<int:n>", "sum", show)
    app.add_url_rule("/random/<int:max_length>", "random", show)
    app.add_url_rule("/posts/<int:number>/delete", "delete", show)
    app.add_url_rule("/posts/<int:number>", "add", show, methods=["POST"])
    app.add_url_rule("/kept/<int:number>", "kept", show)
    app.add_url_rule("/none", "none", show)
"""
HANDED_ON = """
    import urllib.request
    import flask
    app = flask.Flask(__name__, static_folder=None)

    @app.route("/rates/<currency>")
    def rate(currency):
        return urllib.request.urlopen("http://127.0.0.1:9/" + currency).read()
"""


def test_what_nobody_has(inside: Any, tools: Any, project: Any) -> None:
    app = project("app", {"app.py": HOLDING}).app
    tools.order["skip_endpoints"] = {"kept": "its view writes: session.commit"}
    answers = sweep(inside, tools, app)["absent"]
    seen = {one["rule"]: (one["path"].split("/")[2], one["status"], one["crash"]["type"]) for one in answers}
    assert seen == {
        "/posts/<int:number>": ("2046046046", 500, "KeyError"),
        "/drafts/<int(min=1):number>": ("2046046046", 500, "KeyError"),
        "/authors/<name>/<uuid:book>": ("no-such-releasecheck", 500, "KeyError"),
    }


OF_A_MODEL = """
    import flask
    from openai import OpenAI
    app = flask.Flask(__name__, static_folder=None)
    client = OpenAI()

    @app.route("/ask/<question>")
    def ask(question):
        return client.answer(question)
"""
A_MODEL = """
    class OpenAI:
        def answer(self, question):
            return question
"""


@pytest.mark.parametrize(
    "files",
    [
        {"app.py": HANDED_ON},
        {"app.py": HANDED_ON.replace("urllib.request.urlopen", "__import__('os').popen")},
        {"app.py": OF_A_MODEL, "openai.py": A_MODEL},
    ],
)
def test_nobody_else_is_asked_for_it(files: dict[str, str], inside: Any, tools: Any, project: Any) -> None:
    assert "absent" not in sweep(inside, tools, project("app", files).app)


WRONG = """
    import flask
    app = flask.Flask(__name__, static_folder=None)

    @app.route("/both", methods=["GET", "POST"])
    def both():
        return "ok"

    @app.route("/one")
    def one():
        return "ok"

    @app.route("/one", methods=["PATCH"])
    def patch_one():
        return "ok"

    @app.route("/two")
    def two():
        return "ok"
"""


def test_a_method_that_a_route_does_not_take(inside: Any, tools: Any, project: Any) -> None:
    (told,) = sweep(inside, tools, project("app", {"app.py": WRONG}).app)["wrong_method"]
    assert (told["method"], told["path"], told["status"], "GET" in told["headers"]["allow"]) == (
        "PATCH",
        "/two",
        405,
        True,
    )


def test_a_method_that_no_route_takes_where_each_takes_several(inside: Any, tools: Any, project: Any) -> None:
    several = WRONG.replace('@app.route("/two")', '@app.route("/two", methods=["GET", "PATCH"])')
    (told,) = sweep(inside, tools, project("app", {"app.py": several}).app)["wrong_method"]
    assert (told["method"], told["path"], told["status"]) == ("PATCH", "/both", 405)


HANGING = """
    import time
    import flask
    app = flask.Flask(__name__, static_folder=None)

    @app.route("/hang")
    def hang():
        try:
            while True:
                time.monotonic()
        except BaseException:
            return "not me"

    @app.route("/zz")
    def zz():
        return "ok"
"""


def test_streams_are_not_waited_for(inside: Any, tools: Any, monkeypatch: Any) -> None:
    app = shop()
    tools.order["request_timeout"] = 0.5
    monkeypatch.setattr(inside("client"), "BODY_S", 0.05)
    closed: list[str] = []

    def stream(name: str, pause: float, kind: str) -> Any:
        def parts() -> Any:
            try:
                while True:
                    end = time.monotonic() + pause
                    while time.monotonic() < end:
                        pass
                    yield b"x"
            finally:
                closed.append(name)

        return lambda: flask.Response(parts(), mimetype=kind)

    app.add_url_rule("/events", "events", stream("events", 60, "text/event-stream"))
    app.add_url_rule("/slow", "slow", stream("slow", 60, "text/plain"))
    app.add_url_rule("/steady", "steady", stream("steady", 0.01, "text/plain"))
    told = sweep(inside, tools, app)["response"]
    assert {each["endpoint"]: (each["outcome"], each["status"]) for each in told} == {
        "events": ("answered", 200),
        "slow": ("answered", 200),
        "steady": ("answered", 200),
    }
    assert "steady" in closed


def test_a_request_that_does_not_return_ends_the_process(
    inside: Any, tools: Any, project: Any, tmp_path: Any
) -> None:
    app = project("app", {"app.py": HANGING}).app
    tools.order["request_timeout"] = 0.2
    told = tmp_path / "told"
    child = os.fork()
    if child == 0:
        with told.open("a", buffering=1) as file:
            tools.send = lambda kind, **fields: file.write(json.dumps({"kind": kind, **fields}) + "\n")
            inside("sweep").collect(app, tools)
            os._exit(0)
    os.waitpid(child, 0)
    lines = [json.loads(line) for line in told.read_text().splitlines()]
    last = lines[-1]["response"]
    assert (lines[-1]["kind"], last["outcome"], last["endpoint"]) == ("response", "timed-out", "hang")
    assert last["place"]["path"] == "app.py"
    assert last["place"]["line"] in (8, 9)


def test_a_limit_that_is_kept_leaves_no_timer(inside: Any) -> None:
    rung: list[bool] = []
    with inside("watchdog").limit(0.05, lambda: rung.append(True)):
        pass
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        pass
    assert rung == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"checks": {"database:query": [{"status": "pass"}], "mail": "ok"}}, ["database:query", "mail"]),
        ({"results": [{"checker": "redis_up", "passed": True}, {"output": "x"}, 3]}, ["redis_up"]),
        ({"checks": ["database"], "results": "none"}, []),
        (["checks"], []),
        ({}, []),
    ],
)
def test_the_dependencies_that_a_health_answer_names(
    inside: Any, tools: Any, body: object, names: list[str]
) -> None:
    assert answer(inside, tools, lambda: flask.jsonify(body))["health_checks"] == names


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_what_is_no_json_names_no_dependencies(inside: Any, tools: Any, kind: str) -> None:
    def view() -> Any:
        return flask.Response('{"checks": {"mail": ', content_type=kind)

    assert answer(inside, tools, view)["health_checks"] == []


def parting(cookies: list[str]) -> flask.Flask:
    app = shop()
    app.secret_key = "x"

    def index() -> str:
        flask.session["name"] = "ada"
        return "hello"

    def leave() -> Any:
        cookies.append(flask.request.headers.get("Cookie", ""))
        del flask.session["name"]
        return flask.redirect("/")

    app.add_url_rule("/", "index", index)
    app.add_url_rule("/logout/", "logout", leave)
    return app


def test_a_page_that_ends_the_session_is_asked_once_by_a_stranger(inside: Any, tools: Any) -> None:
    cookies: list[str] = []
    tools.order["parting_endpoints"] = ["logout"]
    tools.order["skip_endpoints"] = {"logout": "its source calls logout_user"}
    told = sweep(inside, tools, parting(cookies))
    (answered,) = (one for one in told["response"] if one["rule"] == "/logout/")
    assert (answered["status"], answered["parting"], answered["crash"]["type"]) == (500, True, "KeyError")
    assert cookies == [""]
    assert [one["parting"] for one in told["response"]] == [False, False, True]
    assert all(one["rule"] != "/logout/" for one in told["variant"])
    assert told["unasked"][0]["unasked"] == []


@pytest.mark.parametrize(
    "order",
    [
        {"parting_endpoints": []},
        {"parting_endpoints": ["logout"], "headers": {"Authorization": "Bearer x"}},
    ],
)
def test_a_page_that_ends_a_session_is_left_alone(inside: Any, tools: Any, order: dict[str, Any]) -> None:
    cookies: list[str] = []
    tools.order.update(order)
    told = sweep(inside, tools, parting(cookies))
    assert (cookies, len(told["unasked"][0]["unasked"])) == ([], 1)


def test_a_page_that_ends_a_session_is_left_alone_where_somebody_is_told_of_it(
    inside: Any, tools: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = types.SimpleNamespace(user_logged_out=types.SimpleNamespace(receivers={1: print}))
    monkeypatch.setitem(sys.modules, "flask_login.signals", signals)  # type: ignore[arg-type]
    cookies: list[str] = []
    tools.order["parting_endpoints"] = ["logout"]
    sweep(inside, tools, parting(cookies))
    assert cookies == []


def test_other_words_of_a_page_that_ends_the_session_count(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/logout-and-delete", "logout", lambda: "bye")
    tools.order["parting_endpoints"] = ["logout"]
    told = sweep(inside, tools, app)
    assert [one["reason"] for one in told["unasked"][0]["unasked"]] == [
        "'delete' in its name sounds like a change"
    ]


@pytest.mark.parametrize(("link", "lost"), [("/slots/", ["/slots/"]), ("/here", []), ("/loans", [])])
def test_links_that_only_static_files_at_the_root_take(request: Any, link: str, lost: list[str]) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    text = (
        "import flask\napp = flask.Flask(__name__, static_url_path='')\n"
        f"@app.get('/')\ndef home():\n    return '<a href=\"{link}\">More</a>'\n"
        "@app.get('/loans')\ndef loans():\n    return ''\n"
    )
    made = project("app", {"app.py": text, "static/here": "it is"})
    told = sweep(inside, tools, made.app).get("lost_link", [])
    assert [one["path"] for one in told if one["status"] == 404] == lost


@pytest.mark.parametrize(
    ("link", "lost"),
    [
        ("/about", ["/about"]),
        ("about", ["/about"]),
        ("http://localhost/about?a=1#b", ["/about"]),
        ("/rows/1", ["/rows/1"]),
        ("/", []),
        ("/loans", []),  # it takes a POST
        ("/manual.pdf", []),
        ("/static/a", ["/static/a"]),  # the rule knows what may be another server's
        ("/{{ name }}", []),
        ("https://elsewhere.example/about", []),
        ("mailto:a@b.example", []),
        ("#top", []),
    ],
)
def test_links_that_no_rule_takes(request: Any, link: str, lost: list[str]) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    page = (
        f'<a href="{link}">More</a><a href="/rows/2">Row</a>'
        if "rows" in link
        else f"<a href='{link}'>More</a>"
    )
    text = (
        "import flask\napp = flask.Flask(__name__, static_folder=None)\n"
        f"@app.get('/')\ndef home():\n    return {page!r}\n"
        "@app.post('/loans')\ndef lend():\n    return ''\n"
    )
    told = sweep(inside, tools, project("app", {"app.py": text}).app).get("lost_link", [])
    assert [(one["path"], one["status"], one["linked_from"]) for one in told] == [
        (path, 404, "/") for path in lost
    ]
