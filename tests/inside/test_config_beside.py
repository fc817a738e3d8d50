"""What is told of the config beside its values: where they point, what fails, what was passed over."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import io
import sys
import types
from typing import Any

import flask
import pytest

from tests.inside.test_config import APP, facts

FLASK = tuple(int(part) for part in importlib.metadata.version("flask").split(".")[:2])
MONTH = dt.timedelta(days=31)


def beside(inside: Any, app: Any, tools: Any) -> dict[str, Any]:
    return dict(inside("config").collect_beside(app, tools))


FITS = [
    ("PERMANENT_SESSION_LIFETIME", 3600, True),
    ("PERMANENT_SESSION_LIFETIME", MONTH - dt.timedelta(days=1), True),
    ("PERMANENT_SESSION_LIFETIME", "3600", False),
    ("PERMANENT_SESSION_LIFETIME", None, False),
    ("MAX_CONTENT_LENGTH", 1000, True),
    ("MAX_CONTENT_LENGTH", 1e6, True),
    ("MAX_CONTENT_LENGTH", "1000", False),
    ("SEND_FILE_MAX_AGE_DEFAULT", 60, True),
    ("SEND_FILE_MAX_AGE_DEFAULT", MONTH, True),
    ("SEND_FILE_MAX_AGE_DEFAULT", "60", False),
    ("SESSION_COOKIE_SAMESITE", "lax", True),
    ("SESSION_COOKIE_SAMESITE", "None", True),
    ("SESSION_COOKIE_SAMESITE", "no", False),
    ("SESSION_COOKIE_SAMESITE", "", False),
    ("SESSION_COOKIE_SAMESITE", False, False),
    ("SECRET_KEY", b"key", True),
    ("SECRET_KEY", 123456, False),
    ("SECRET_KEY", ("an old key", "the key"), FLASK < (3, 1)),
    ("SECRET_KEY", ["the key"], FLASK < (3, 1)),
    ("SECRET_KEY", (123, 456), False),
    ("MAX_COOKIE_SIZE", 4000, True),
    ("MAX_COOKIE_SIZE", "4000", False),
    ("TRUSTED_HOSTS", ["shop.net", ".localhost"], True),
    ("TRUSTED_HOSTS", "localhost", True),
    ("TRUSTED_HOSTS", "shop.net,localhost", False),
    ("TRUSTED_HOSTS", [1, "localhost"], False),
]
_NEEDS_FLASK = {"TRUSTED_HOSTS": (3, 1)}


@pytest.mark.parametrize(("key", "value", "fits"), FITS)
def test_what_flask_cannot_work_with(inside: Any, key: str, value: Any, fits: bool) -> None:
    """As Flask itself shows: a visitor's first page, then one with a session, a form and a file."""
    if _NEEDS_FLASK.get(key, FLASK) > FLASK:
        pytest.skip("a newer Flask")
    assert (inside("config_fit").unfit(key, value) is None) is fits
    assert all(status < 400 for status in _visit(key, value)) is fits


def _visit(key: str, value: Any) -> list[int]:
    app = flask.Flask(__name__)
    app.config.update({"SECRET_KEY": "x" * 40, "PROPAGATE_EXCEPTIONS": False, key: value})

    @app.route("/", methods=["GET", "POST"])
    def visit() -> str:
        flask.session["seen"] = len(flask.request.form)
        return "seen"

    @app.route("/file")
    def file() -> Any:
        return flask.send_file(io.BytesIO(b"x"), "text/plain")

    client = app.test_client()
    asked = [("GET", "/"), ("GET", "/"), ("POST", "/"), ("GET", "/file")]
    return [_status(client, *each) for each in asked]


def _status(client: Any, method: str, path: str) -> int:
    try:
        with client.open(path, method=method, data={"a": "b"} if method == "POST" else None) as response:
            return int(response.status_code)
    except AttributeError:  # before the app's own error handling
        return 500


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        ("SERVER_NAME", None, True),
        ("SERVER_NAME", "shop.net:8000", True),
        ("SERVER_NAME", "https://shop.net", False),
        ("SERVER_NAME", "shop.net/app", False),
        ("SERVER_NAME", ["shop.net"], False),
        ("APPLICATION_ROOT", "/shop", True),
        ("APPLICATION_ROOT", "shop", False),
        ("PREFERRED_URL_SCHEME", "https", True),
        ("PREFERRED_URL_SCHEME", "https://", False),
        ("REMEMBER_COOKIE_DURATION", MONTH, True),
        ("REMEMBER_COOKIE_DURATION", "31", False),
        ("WTF_CSRF_TIME_LIMIT", None, True),
        ("WTF_CSRF_TIME_LIMIT", "3600", False),
        ("MAX_FORM_PARTS", "10", False),
        ("SHOP_TITLE", object(), True),
    ],
)
def test_other_values_that_fit_or_not(inside: Any, key: str, value: Any, fits: bool) -> None:
    assert (inside("config_fit").unfit(key, value) is None) is fits


def test_a_default_is_not_judged(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    assert [fact["key"] for fact in inside("config").collect(app, tools) if fact["unfit"]] == []


THIS, ELSEWHERE = "this-machine", "elsewhere"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("DATABASE_URL", "postgresql://u:hunter2@localhost/shop", [("postgresql", THIS)]),
        ("REDIS_URL", "redis://127.0.0.1:6379/0", [("redis", THIS)]),
        ("REDIS_URL", "redis://[::1]:6379/0", [("redis", THIS)]),
        ("REDIS_URL", "redis://redis:6379/0", [("redis", ELSEWHERE)]),
        ("API", "https://api.example.com/v1", [("https", "example")]),
        ("API", "https://example-shop.com/v1", [("https", ELSEWHERE)]),
        ("DB", "sqlite:///shop.db", [("sqlite", "file")]),
        ("DB", "sqlite:////srv/shop.db", [("sqlite", "file")]),
        ("DB", "sqlite://", [("sqlite", "memory")]),
        ("DB", "sqlite:///:memory:", [("sqlite", "memory")]),
        ("MAIL_SERVER", "localhost", [("", THIS)]),
        ("MAIL_SERVER", "mail", [("", ELSEWHERE)]),
        ("SERVER_NAME", "localhost:5000", [("", THIS)]),
        ("MONGODB_SETTINGS", {"host": "localhost", "port": 27017, "db": "x"}, [("", THIS)]),
        ("CORS_ORIGINS", ("http://localhost:3000", "http://127.0.0.1:5173"), [("http", THIS)]),
        ("CORS_ORIGINS", ["http://localhost:3000", "https://shop.org"], [("https", ELSEWHERE)]),
        ("CORS_ORIGINS", {"http://localhost:3000"}, [("http", THIS)]),
        ("TRUSTED_HOSTS", ["localhost"], []),
        ("HOST", "127.0.0.1", []),
        ("FLASK_RUN_HOST", "0.0.0.0", []),
        ("TITLE", "localhost", []),
        ("MAIL_SERVER", "ask: the admin", []),
        ("BROKEN", "http://[::1", []),
        ("PAGE_SIZE", 20, []),
    ],
)
def test_where_a_value_points(inside: Any, tools: Any, key: str, value: Any, told: list[Any]) -> None:
    app = flask.Flask("shop")
    app.config[key] = value
    fact = facts(inside, app, tools)[key]
    assert [(one["scheme"], one["where"]) for one in fact["addresses"]] == told
    assert "hunter2" not in repr(fact)


@pytest.mark.parametrize(
    ("value", "file"),
    [
        ("sqlite:///shop.db", "shop.db"),
        ("sqlite:////srv/data/shop.db?timeout=3", "shop.db"),
        ("sqlite:///C:\\data\\shop.db", "shop.db"),
        ("sqlite://", None),
        ("postgresql://u:hunter2@db/shop", None),
    ],
)
def test_the_file_of_a_database(inside: Any, tools: Any, value: str, file: str | None) -> None:
    app = flask.Flask("shop")
    app.config["SQLALCHEMY_DATABASE_URI"] = value
    assert [one.get("file") for one in facts(inside, app, tools)["SQLALCHEMY_DATABASE_URI"]["addresses"]] == [
        file
    ]


@pytest.mark.parametrize(
    ("value", "variable", "given"),
    [
        ("postgresql://u:hunter2@localhost/shop", "postgresql://u:hunter2@localhost/shop", True),
        ("postgresql+psycopg://localhost/shop", "postgres://localhost/shop", True),
        ("postgresql://localhost/shop", "localhost", True),
        ("postgresql://localhost:5432/shop", "localhost:5432", True),
        ("postgresql://u:hunter2@localhost:5432/shop", "u:hunter2@localhost:5432/shop", True),
        ("postgresql://localhost/shop", "shop", False),
        ("postgresql://localhost/shop", "redis://localhost/0", False),
        ("postgresql://localhost/shop", "redis://localhost", False),
        ("postgresql://localhost/shop", "http://[::1", False),
        ("sqlite:////srv/shop.db", "/srv/shop.db", True),
        ("sqlite:////srv/shop.db", "sqlite:////srv/shop.db?timeout=3", True),
        ("sqlite:////srv/shop.db", "/srv", False),
        ("sqlite://", "", False),
        ("localhost", "localhost", True),
        ("localhost", "mail.shop.org", False),
    ],
)
def test_what_of_the_environment_gave_an_address(
    inside: Any, tools: Any, value: str, variable: str, *, given: bool
) -> None:
    tools.hits["WHERE"] = variable
    app = flask.Flask("shop")
    app.config["DB_HOST"] = value
    (told,) = facts(inside, app, tools)["DB_HOST"]["addresses"]
    assert told["environment"] == (["WHERE"] if given else [])


class NoSuchModuleError(Exception):
    pass


class _Url:
    def __init__(self, url: str) -> None:
        self.url = url

    def get_dialect(self) -> str:
        if self.url.startswith("postgres:"):
            raise NoSuchModuleError(self.url)
        if self.url.startswith("mysql:"):
            raise ImportError(self.url)
        return "dialect"


@pytest.mark.parametrize(
    ("key", "url", "told"),
    [
        ("SQLALCHEMY_DATABASE_URI", "postgres://db/x", False),
        ("SQLALCHEMY_DATABASE_URI", "postgresql://db/x", True),
        ("SQLALCHEMY_DATABASE_URI", "mysql://db/x", None),
        ("DATABASE_URL", "postgres://db/x", None),
    ],
)
def test_what_sqlalchemy_says_of_the_scheme(key: str, url: str, told: bool | None, request: Any) -> None:
    inside, tools, monkeypatch = map(request.getfixturevalue, ("inside", "tools", "monkeypatch"))
    loaded = types.ModuleType("sqlalchemy.engine.url")
    loaded.make_url = _Url  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sqlalchemy.engine.url", loaded)
    app = flask.Flask("shop")
    app.config[key] = url
    assert [one["dialect"] for one in facts(inside, app, tools)[key]["addresses"]] == [told]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (["old", b"older", "", None], [("str", 3), ("bytes", 5), ("str", 0), ("NoneType", None)]),
        (("old",), [("str", 3)]),
        ("old", []),
        (None, []),
    ],
)
def test_items_of_the_fallback_keys(inside: Any, tools: Any, value: Any, told: list[Any]) -> None:
    app = flask.Flask("shop")
    app.config["SECRET_KEY_FALLBACKS"] = value
    items = facts(inside, app, tools)["SECRET_KEY_FALLBACKS"]["items"]
    assert [(item["type"], item["length"]) for item in items] == told


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("SQLALCHEMY_ENGINE_OPTIONS", {"echo": True}, True),
        ("ALCHEMICAL_ENGINE_OPTIONS", {"echo": "debug"}, True),
        ("SQLALCHEMY_ENGINE_OPTIONS", {"echo": False, "pool_size": 5}, False),
        ("SQLALCHEMY_ENGINE_OPTIONS", None, False),
        ("MENU", {"echo": True}, False),
    ],
)
def test_engine_options_that_log_every_statement(
    key: str, value: Any, told: bool, inside: Any, tools: Any
) -> None:
    app = flask.Flask("shop")
    app.config[key] = value
    assert facts(inside, app, tools)[key]["echoes"] is told


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("JWT_TOKEN_LOCATION", ["headers", "cookies"], "['headers', 'cookies']"),
        ("JWT_ALGORITHM", "HS512", "'HS512'"),
        ("JWT_SECRET_KEY", "hunter2", "str of length 7"),
    ],
)
def test_what_is_shown_of_jwt(inside: Any, tools: Any, key: str, value: Any, shown: str) -> None:
    app = flask.Flask("shop")
    app.config[key] = value
    assert facts(inside, app, tools)[key]["shown"] == shown


EXTENSION = """
    from flask import current_app
    def limit():
        return current_app.config.get("POLITE_TIMEOUT", 3)
"""


def test_the_keys_that_extensions_name(inside: Any, tools: Any, project: Any) -> None:
    files = {
        "app.py": f"import polite, plain, flask_stock, own, flask_own\n{APP}",
        "site-packages/polite/__init__.py": EXTENSION,
        "site-packages/polite/later.py": "KEY = 'POLITE_PROXY'\nHTML = 'no_key'",
        "site-packages/plain.py": "KEY = 'PLAIN_KEY'",
        "site-packages/flask_stock.py": "from flask.sessions import SessionInterface\nKEY = 'STOCK_TYPE'",
        "own.py": "import flask\nKEY = 'OWN_KEY'",
        "flask_own.py": "KEY = 'OWN_KEY'",
    }
    app = project("app", files).app
    known = beside(inside, app, tools)["config_vocabulary"]
    assert known["polite"] == ["POLITE_PROXY", "POLITE_TIMEOUT"]
    assert known["flask_stock"] == ["STOCK_TYPE"]
    assert known["flask"] == sorted(flask.Flask.default_config)
    assert {"plain", "own", "flask_own", "app"}.isdisjoint(known)


CONFIG = """
    class Config:
        session_cookie_secure = True
        Secret_Key = "x"
        max_content_length = 10
        MAX_CONTENT_LENGTH = 20
        debug = True
        shop_size = 20
        def testing(self):
            return 1
"""


@pytest.mark.parametrize("given", ["'config.Config'", "config.Config", "config.Config()"])
def test_attributes_that_only_lack_the_upper_case(
    inside: Any, watched: Any, project: Any, given: str
) -> None:
    source = f"import config\n{APP}\napp.config.from_object({given})"
    app = project("app", {"app.py": source, "config.py": CONFIG}).app
    told = beside(inside, app, watched)["dropped_keys"]
    assert [(one["name"], one["key"], one["owner"], one["place"]["line"]) for one in told] == [
        ("Secret_Key", "SECRET_KEY", "config.Config", 3),
        ("session_cookie_secure", "SESSION_COOKIE_SECURE", "config.Config", 2),
    ]


@pytest.mark.parametrize(("module", "number"), [("settings", 1), ("app", 0)])
def test_names_of_a_module_that_does_other_work(
    inside: Any, watched: Any, project: Any, module: str, number: int
) -> None:
    files = {"settings.py": "secret_key = 'x'", "app.py": f"{APP}\nsecret_key = 'x'\n"}
    files["app.py"] += f"app.config.from_object('{module}')"
    app = project("app", files).app
    assert len(beside(inside, app, watched)["dropped_keys"]) == number


def test_an_attribute_that_the_app_takes_itself(inside: Any, watched: Any, project: Any) -> None:
    setup = "app.config.from_object(config.Config)\napp.secret_key = config.Config.Secret_Key"
    source = f"import config\n{APP}\n{setup}"
    app = project("app", {"app.py": source, "config.py": CONFIG}).app
    assert [one["key"] for one in beside(inside, app, watched)["dropped_keys"]] == ["SESSION_COOKIE_SECURE"]


RELATIVE = "app = flask.Flask(__name__, instance_relative_config=True)\n"


@pytest.mark.parametrize(
    ("setup", "told"),
    [
        ("app.config.from_pyfile('live.cfg', silent=True)", [("from_pyfile", "live.cfg", 3, False, None)]),
        ("app.config.from_pyfile('there.cfg', silent=True)", []),
        (
            "import json\napp.config.from_file('live.json', json.load, silent=True)",
            [("from_file", "live.json", 4, False, None)],
        ),
        (
            "import os\nos.environ['SHOP_CFG'] = 'live.cfg'\napp.config.from_envvar('SHOP_CFG', silent=True)",
            [("from_envvar(SHOP_CFG)", "live.cfg", 5, False, None)],
        ),
        ("app.config.from_envvar('SHOP_CFG_UNSET', silent=True)", []),
        (
            RELATIVE + "app.config.from_pyfile('there.cfg', silent=True)",
            [("from_pyfile", "instance/there.cfg", 4, True, "there.cfg")],
        ),
    ],
)
def test_files_that_are_not_there(setup: str, told: list[Any], request: Any) -> None:
    inside, watched, project = map(request.getfixturevalue, ("inside", "watched", "project"))
    request.getfixturevalue("monkeypatch").setenv("SHOP_CFG", "")
    app = project("app", {"app.py": f"{APP}\n{setup}", "there.cfg": "X = 1"}).app
    assert [
        (one["loader"], one["file"], one["place"]["line"], one["instance"], one["twin"])
        for one in beside(inside, app, watched)["absent_files"]
    ] == told


def test_the_statement_that_put_a_key_there(inside: Any, watched: Any, project: Any) -> None:
    source = f"{APP}\napp.config.from_object('config.Config')"
    app = project("app", {"app.py": source, "config.py": CONFIG}).app
    fact = facts(inside, app, watched)["MAX_CONTENT_LENGTH"]
    assert (fact["place"]["path"], fact["call"]["path"], fact["call"]["line"]) == ("config.py", "app.py", 3)
