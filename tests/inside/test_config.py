"""What is told of the live config: who set it and where, what type it has, and nothing more."""

from __future__ import annotations

from typing import Any

import flask
import pytest

APP = "import flask\napp = flask.Flask(__name__)"


def facts(inside: Any, app: Any, tools: Any) -> dict[str, dict[str, Any]]:
    return {fact["key"]: fact for fact in inside("config").collect(app, tools)}


def where(fact: dict[str, Any]) -> str:
    return f"{fact['place']['path']}:{fact['place']['line']}"


CASES = {
    "item": ('app.config["X"] = 1', {}, "assignment at app.py:3"),
    "update with keywords": ("app.config.update(\n    Y=1,\n    X=2,\n)", {}, "update at app.py:5"),
    "update with a dict": ('app.config.update({\n    "X": 2,\n})', {}, "update at app.py:4"),
    "update with a variable": ('keys = {"X": 1}\napp.config.update(keys)', {}, "update at app.py:4"),
    "update with an iterator": ("app.config.update(iter([('X', 1)]))", {}, "update at app.py:3"),
    "setdefault": ('app.config.setdefault("X", 1)', {}, "setdefault at app.py:3"),
    "from_mapping": ("app.config.from_mapping(\n    X=1,\n)", {}, "from_mapping at app.py:4"),
    "a base class": (
        'app.config.from_object("settings.Live")',
        {"settings.py": "class Base:\n    Y = 1\n    X = 2\n\nclass Live(Base):\n    Y = 3"},
        "from_object(settings.Live) at settings.py:3",
    ),
    "an instance": (
        "import settings\napp.config.from_object(settings.Live())",
        {"settings.py": "class Live:\n    def __init__(self):\n        self.X = 1"},
        "from_object(settings.Live) at settings.py:3",
    ),
    "a property of a local class": (
        "import settings\napp.config.from_object(settings.choose())",
        {
            "settings.py": """
                def choose():
                    class Live:
                        @property
                        def X(self):
                            return 1
                    return Live()
            """
        },
        "from_object(settings.choose.<locals>.Live) at settings.py:4",
    ),
    "a module": (
        'app.config.from_object("settings")',
        {"settings.py": "import os\nX = 1\nif os.name:\n    X, Y = 2, 3"},
        "from_object(settings) at settings.py:4",
    ),
    "a star import": (
        'app.config.from_object("conf.live")',
        {
            "conf/__init__.py": "",
            "conf/live.py": "from .base import *\nY = 1",
            "conf/base.py": "# base\nX = 1",
        },
        "from_object(conf.live) at conf/base.py:2",
    ),
    "from_pyfile": (
        'app.config.from_pyfile("live.cfg")',
        {"live.cfg": "Y = 1\nX = 2"},
        "from_pyfile(live.cfg) at live.cfg:2",
    ),
    "from_envvar": (
        """import os
os.environ["SHOP_CFG"] = __file__.replace("app.py", "live.cfg")
app.config.from_envvar("SHOP_CFG")
del os.environ["SHOP_CFG"]""",
        {"live.cfg": "Y = 1\nX = 2"},
        "from_envvar(SHOP_CFG) at live.cfg:2",
    ),
    "from_file": (
        'import json\napp.config.from_file("live.json", load=json.load)',
        {"live.json": '{\n  "Y": 1,\n  "X": 2\n}'},
        "from_file(live.json) at live.json:3",
    ),
    "set by no statement": (
        "import other\napp.config.from_object(other)",
        {"other.py": 'globals()["X"] = 1'},
        "from_object(other) at app.py:4",
    ),
}


@pytest.mark.parametrize(("setup", "files", "told"), CASES.values(), ids=CASES)
def test_who_set_a_key_and_where(setup: str, files: dict[str, str], told: str, request: Any) -> None:
    inside, watched, project = map(request.getfixturevalue, ("inside", "watched", "project"))
    app = project("app", {"app.py": f"{APP}\n{setup}", **files}).app
    fact = facts(inside, app, watched)["X"]
    assert (f"{fact['set_by']} at {where(fact)}", fact["is_default"]) == (told, False)


def test_prefixed_environment(inside: Any, watched: Any, project: Any, monkeypatch: Any) -> None:
    if not hasattr(flask.Config, "from_prefixed_env"):
        pytest.skip("Flask 2.1")
    monkeypatch.setenv("SHOP_X", "False")
    source = APP + '\napp.config.from_prefixed_env("SHOP")'
    fact = facts(inside, project("app", {"app.py": source}).app, watched)["X"]
    assert (fact["set_by"], where(fact), fact["reads_as"]) == ("from_prefixed_env(SHOP)", "app.py:3", "false")


def test_dict_union(inside: Any, watched: Any, project: Any) -> None:
    if not hasattr(dict, "__ior__"):
        pytest.skip("Python 3.9")
    source = APP + '\napp.config |= {\n    "X": 1}'
    fact = facts(inside, project("app", {"app.py": source}).app, watched)["X"]
    assert (fact["set_by"], where(fact)) == ("update", "app.py:4")


EXTENSION = """
    def init_app(app):
        app.config.setdefault("POLITE_TIMEOUT", 3)
        app.config.setdefault("POLITE_PROXY", None)
        app.config["RUDE_MODE"] = True
        app.config["TITLE"] = app.config["TITLE"]
"""


def test_what_an_extension_sets(inside: Any, watched: Any, project: Any, tmp_path: Any) -> None:
    source = """
        import flask, extension
        app = flask.Flask(__name__)
        app.config.update(POLITE_PROXY="x", TITLE="Shop")
        extension.init_app(app)
    """
    app = project("app", {"app.py": source, "site-packages/extension.py": EXTENSION}).app
    told = facts(inside, app, watched)
    assert {
        key: (told[key]["set_by"], told[key]["is_default"], where(told[key]))
        for key in ("POLITE_TIMEOUT", "POLITE_PROXY", "RUDE_MODE", "TITLE")
    } == {
        "POLITE_TIMEOUT": ("setdefault by extension", True, "app.py:4"),
        "POLITE_PROXY": ("update", False, "app.py:3"),
        "RUDE_MODE": ("assignment by extension", False, "app.py:4"),
        "TITLE": ("update", False, "app.py:3"),
    }


def test_what_flask_sets(inside: Any, watched: Any, project: Any, monkeypatch: Any) -> None:
    for name in ("FLASK_DEBUG", "FLASK_ENV"):
        monkeypatch.delenv(name, raising=False)
    told = facts(inside, project("app", {"app.py": APP}).app, watched)
    assert {(fact["set_by"], fact["is_default"], where(fact)) for fact in told.values()} == {
        ("default", True, "None:None")
    }
    assert (told["TESTING"]["shown"], told["TESTING"]["default_type"]) == ("False", "bool")
    assert (told["PERMANENT_SESSION_LIFETIME"]["type"], told["DEBUG"]["default_type"]) == (
        "timedelta",
        "bool",
    )


def test_debug_from_the_environment(inside: Any, watched: Any, project: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    told = facts(inside, project("app", {"app.py": APP}).app, watched)
    assert (told["DEBUG"]["set_by"], told["DEBUG"]["is_default"]) == ("FLASK_DEBUG", False)


def test_attributes_of_the_app(inside: Any, watched: Any, project: Any) -> None:
    source = APP + '\napp.secret_key = "x"\napp.debug = True'
    told = facts(inside, project("app", {"app.py": source}).app, watched)
    assert [(told[key]["set_by"], where(told[key])) for key in ("SECRET_KEY", "DEBUG")] == [
        ("assignment", "app.py:3"),
        ("assignment", "app.py:4"),
    ]


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("WTF_CSRF_ENABLED", "False", ("'False'", False, "false", "bool")),
        ("WTF_CSRF_ENABLED", False, ("False", False, None, "bool")),
        ("SESSION_COOKIE_SECURE", " no ", ("' no '", False, "false", "bool")),
        ("SESSION_COOKIE_NAME", "shop", ("'shop'", False, None, "str")),
        ("PAGE_SIZE", 20, ("20", False, None, None)),
        ("TITLE", "my shop", ("str of length 7", False, None, None)),
        ("ADMINS", ["a@b", "c@d"], ("list of length 2", False, None, None)),
        ("CLOCK", object(), ("object", False, None, None)),
        ("MAIL_PASSWORD", "hunter2", ("str of length 7", True, None, None)),
        ("MAIL_PASSWORD", 12345678, ("int", True, None, None)),
        ("MAIL_PASSWORD", None, ("None", True, None, None)),
        ("DATABASE_URL", "mysql://shop:hunter2@db/shop", ("str of length 28", True, None, None)),
        ("OPTIONS", {"connect_args": {"password": "hunter2"}}, ("dict of length 1", True, None, None)),
        ("LLM_TOKEN_BUDGET_MONTH", "0", ("'0'", False, "false", None)),
    ],
)
def test_what_is_shown(inside: Any, tools: Any, key: str, value: object, told: tuple[object, ...]) -> None:
    app = flask.Flask("shop")
    app.config[key] = value
    fact = facts(inside, app, tools)[key]
    assert (fact["shown"], fact["secret"], fact["reads_as"], fact["default_type"]) == told


class Undecided:
    def __bool__(self) -> bool:
        raise RuntimeError("outside of its context")


@pytest.mark.parametrize(("value", "truthy"), [("False", True), ("", False), (0, False), (Undecided(), True)])
def test_what_is_true(inside: Any, tools: Any, value: object, truthy: bool) -> None:
    app = flask.Flask("shop")
    app.config["X"] = value
    assert facts(inside, app, tools)["X"]["truthy"] is truthy


class Sealed(str):
    __slots__ = ()

    def lower(self) -> str:
        raise ValueError

    def __repr__(self) -> str:
        raise ValueError


def test_a_value_that_cannot_be_looked_at(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    app.config.update(X=Sealed("x"), Y=1)
    told = facts(inside, app, tools)
    assert [(told[key]["type"], told[key]["shown"]) for key in "XY"] == [("Sealed", "Sealed"), ("int", "1")]
