"""Hooks, other apps, and what extensions are set to, on live apps with made-up extensions."""

from __future__ import annotations

import functools
import gc
import posixpath
import re
import sys
from types import SimpleNamespace
from typing import Any

import flask
import pytest

FAKES = {
    "site-packages/flask_sqlalchemy/__init__.py": """
        class SQLAlchemy:
            def __init__(self):
                self.Model = type("Model", (), {})

            def init_app(self, app):
                app.extensions["sqlalchemy"] = self
    """,
    "site-packages/flask_cors/__init__.py": """
        class CORS:
            def __init__(self, app, resources="/*"):
                resources = [resources] if isinstance(resources, str) else list(resources)

                def allow(response):
                    return response if resources else None

                app.after_request(allow)
    """,
    "site-packages/flask_wtf/__init__.py": """
        class CSRFProtect:
            def init_app(self, app):
                app.extensions["csrf"] = self
    """,
    "site-packages/flask_pymongo/__init__.py": """
        class PyMongo:
            def __init__(self, app=None):
                self.cx = None
                if app is not None:
                    self.init_app(app)

            def init_app(self, app):
                self.cx = object()
    """,
    "site-packages/flask_mysqldb/__init__.py": """
        class MySQL:
            def __init__(self, app=None):
                self.app = app

            def init_app(self, app):
                app.teardown_appcontext(self.teardown)

            def teardown(self, problem):
                pass
    """,
    "site-packages/flask_login/__init__.py": """
        class LoginManager:
            login_view = refresh_view = None
            unauthorized_callback = needs_refresh_callback = None
            _user_callback = _request_callback = None

            def __init__(self):
                self.blueprint_login_views = {}

            def init_app(self, app):
                app.login_manager = self
                app.after_request(self.remember)
                app.context_processor(current_user)

            def remember(self, response):
                return response

        def current_user():
            return {}
    """,
}


def state(request: pytest.FixtureRequest, source: str, **files: str) -> dict[str, Any]:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    modules = {f"{name}.py": text for name, text in files.items()}
    app = project("app", {**FAKES, **modules, "app.py": source}).app
    found: dict[str, Any] = inside("extensions").collect(app, tools)
    return found


APP = "import flask\napp = flask.Flask(__name__)\n"


def test_objects_that_no_app_was_given(request: pytest.FixtureRequest) -> None:
    found = state(
        request,
        APP
        + "import ext\nfrom ext import csrf, db\nfrom flask_sqlalchemy import SQLAlchemy\n"
        + "given = SQLAlchemy()\ngiven.init_app(app)\n",
        ext="""
            from flask_sqlalchemy import SQLAlchemy
            from flask_wtf import CSRFProtect

            csrf = CSRFProtect()
            db = SQLAlchemy()

            class User(db.Model):
                __table__ = "user"

            class Admin(User):
                __table__ = "user"
        """,
    )
    assert [
        (
            one["extension"],
            one["variable"],
            str(one["place"]["path"]),
            one["place"]["line"],
            one["used_by"],
            one["other"],
        )
        for one in found["uninitialised"]
    ] == [
        ("Flask-WTF", "csrf", "ext.py", 4, [], False),
        ("Flask-SQLAlchemy", "db", "ext.py", 5, ["model User", "model Admin"], True),
    ]


@pytest.mark.parametrize(
    ("uses", "used_by", "borrows"),
    [
        ("db.session.add(1)", ["used in ext.pay"], False),
        ("[db.session for _ in ()]", ["used in ext.pay"], False),
        ("db.session.add(1)", ["used in ext.pay"], True),
        ("db.func.now()", [], False),
        ("db.init_app(flask.Flask('x'))", [], False),
    ],
)
def test_functions_that_use_a_second_database(
    request: pytest.FixtureRequest, uses: str, used_by: list[str], borrows: bool
) -> None:
    kept = "SimpleNamespace(db=given)" if borrows else "given"
    (found,) = state(
        request,
        f"{APP}import ext\nfrom types import SimpleNamespace\nfrom flask_sqlalchemy import SQLAlchemy\n"
        f"given = SQLAlchemy()\napp.extensions['sqlalchemy'] = {kept}\n",
        ext=f"""
            import flask
            from flask_sqlalchemy import SQLAlchemy
            db = SQLAlchemy()
            def pay():
                return {uses}
        """,
    )["uninitialised"]
    assert (found["used_by"], found["other"], found["borrows"]) == (used_by, True, borrows)


def test_objects_that_keep_to_themselves_whether_they_have_an_app(request: pytest.FixtureRequest) -> None:
    found = state(
        request,
        APP
        + "import ext\nfrom ext import given, mysql, spare\nfrom ext import mongo as store\n"
        + "given.init_app(app)\nmysql.init_app(app)\n"
        + "@app.get('/files')\ndef files():\n    return [store.db for _ in app.mysql]\n"
        + "def set_up():\n    spare.init_app(app)\n    return given.db, mysql.connection, ext.spare\n",
        ext="""
            from flask_mysqldb import MySQL
            from flask_pymongo import PyMongo

            mongo = PyMongo()
            given = PyMongo()
            spare = PyMongo()
            mysql = MySQL()
        """,
    )
    told = [
        (one["extension"], one["variable"], one["used_by"], one["other"]) for one in found["uninitialised"]
    ]
    assert [(name, variable, used[0], other) for name, variable, used, other in told] == [
        ("Flask-PyMongo", "mongo", "used in app.files", False)
    ]


def test_objects_that_an_app_was_given(request: pytest.FixtureRequest) -> None:
    found = state(
        request,
        APP
        + "from flask_wtf import CSRFProtect\ncsrf = CSRFProtect()\nother = flask.Flask('other')\n"
        + "csrf.init_app(other)\n",
    )
    assert found["uninitialised"] == []


GUARDS = """
from flask_login import LoginManager
from flask_wtf import CSRFProtect
class Hanging(CSRFProtect):
    def init_app(self, app):
        super().init_app(app)
        app.before_request(lambda: self and None)
first, given = Hanging(), CSRFProtect()
"""


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("first.init_app(app)\ngiven.init_app(app)\n", []),  # the app keeps the last, and runs both
        ("given.init_app(app)\n", [("first", [], True)]),
        (
            "first.init_app(app)\ngiven._exempt_views = {'app.hook'}\n",
            [("given", ["exempt: app.hook"], True)],
        ),
        (
            (
                "first.init_app(app)\ngiven.init_app(app)\n"
                "LoginManager().init_app(app)\nlogin = LoginManager()\nlogin._user_callback = print\n"
            ),
            [("login", ["loader: print"], True)],
        ),
    ],
)
def test_second_objects_of_an_extension(
    request: pytest.FixtureRequest, more: str, found: list[tuple[str, list[str], bool]]
) -> None:
    told = state(request, APP + GUARDS + more)["uninitialised"]
    assert [(one["variable"], one["used_by"], one["other"]) for one in told] == found


def test_limits_on_a_limiter_that_no_app_was_given(request: pytest.FixtureRequest) -> None:
    fake = """
        class Limiter:
            def __init__(self):
                self._route_limits = {}
            def init_app(self, app):
                app.extensions.setdefault("limiter", set()).add(self)
    """
    told = state(
        request,
        APP
        + "from flask_limiter import Limiter\na, b = Limiter(), Limiter()\na.init_app(app)\n"
        + "b._route_limits['app.pay'] = ['1/day']\n",
        **{"site-packages/flask_limiter": fake},
    )["uninitialised"]
    assert [(one["variable"], one["used_by"]) for one in told] == [("b", ["limited: app.pay"])]


@pytest.mark.parametrize(("enabled", "told"), [(True, ["b"]), (False, [])])
def test_a_limiter_that_the_config_switches_off(
    request: pytest.FixtureRequest, enabled: bool, told: list[str]
) -> None:
    found = state(
        request,
        APP
        + "from flask_limiter import Limiter\nfrom flask_limiter.util import get_remote_address\n"
        + f"app.config['RATELIMIT_ENABLED'] = {enabled}\n"
        + "a, b = (Limiter(get_remote_address, storage_uri='memory://') for _ in 'ab')\na.init_app(app)\n",
    )["uninitialised"]
    assert [one["variable"] for one in found] == told


def test_a_library_keeps_its_own_objects(request: pytest.FixtureRequest) -> None:
    found = state(
        request,
        APP + "from library import csrf",
        **{"site-packages/library": "from flask_wtf import CSRFProtect\ncsrf = CSRFProtect()\n"},
    )
    assert found["uninitialised"] == []


LOGIN = APP + "from flask_login import LoginManager\nmanager = LoginManager()\nmanager.init_app(app)\n"


@pytest.mark.parametrize(
    ("more", "views"),
    [
        ("", []),
        ("manager.login_view = 'a'", [("login_view", "a", "")]),
        ("manager.login_view = 'a'\nmanager.unauthorized_callback = print", []),
        ("manager.refresh_view = 'b'", [("refresh_view", "b", "")]),
        ("manager.refresh_view = 'b'\nmanager.needs_refresh_callback = print", []),
        ("manager.blueprint_login_views = {'shop': 'c'}", [("login_view", "c", "shop")]),
        ("manager.blueprint_login_views = {'shop': 'c'}\nmanager.unauthorized_callback = print", []),
        ("manager.login_view = object()", []),
    ],
)
def test_login_views(request: pytest.FixtureRequest, more: str, views: list[tuple[str, ...]]) -> None:
    login = state(request, LOGIN + more)["login"]
    assert [(one["setting"], one["view"], one["scope"]) for one in login["views"]] == views


@pytest.mark.parametrize(("more", "answers"), [("", False), ("manager.unauthorized_callback = print", True)])
def test_an_answer_of_its_own(request: pytest.FixtureRequest, more: str, answers: bool) -> None:
    assert state(request, LOGIN + more)["login"]["answers"] is answers


@pytest.mark.parametrize(
    ("more", "has"),
    [("", False), ("manager._user_callback = print", True), ("manager._request_callback = print", True)],
)
def test_the_loader(request: pytest.FixtureRequest, more: str, has: bool) -> None:
    login = state(request, LOGIN + more)["login"]
    assert (login["has_loader"], login["in_templates"]) == (has, True)


def test_an_app_without_extensions(request: pytest.FixtureRequest) -> None:
    assert state(request, APP) == {
        "login": None,
        "limiters": [],
        "caches": [],
        "message_queue": None,
        "sockets_from_anywhere": False,
        "sockets_mode": None,
        "sockets_patched": False,
        "cors_options": [],
        "uninitialised": [],
        "cors_patterns": 0,
        "jwt_takes_numbers": None,
        "jwt_failures": [],
        "admin_forms": [],
        "cors_only_here": [],
        "cors_lets_anybody_in": None,
    }


class MemoryStorage:
    """Named as Flask-Limiter's."""


class NullCache:
    """Named as Flask-Caching's."""


def kept(request: pytest.FixtureRequest, name: str, value: Any) -> dict[str, Any]:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = flask.Flask("shop")
    app.extensions[name] = value
    found: dict[str, Any] = inside("extensions").collect(app, tools)
    return found


@pytest.mark.parametrize(
    ("limiters", "storages"),
    [
        ({SimpleNamespace}, []),  # no limiter, whatever it is
        ([SimpleNamespace(enabled=True, _storage=MemoryStorage())], ["MemoryStorage"]),
        ([SimpleNamespace(enabled=False, _storage=MemoryStorage())], []),
        (SimpleNamespace(enabled=True, _storage=MemoryStorage()), ["MemoryStorage"]),  # before 3.0
    ],
)
def test_limiters(request: pytest.FixtureRequest, limiters: Any, storages: list[str]) -> None:
    assert [one["storage"] for one in kept(request, "limiter", limiters)["limiters"]] == storages


def get_remote_address() -> str:
    return ""


get_remote_address.__module__ = "flask_limiter.util"


@pytest.mark.parametrize(
    ("limiter", "by_address"),
    [
        ({"_key_func": get_remote_address, "_default_limits": ["9/day"]}, True),
        (
            {
                "_key_func": get_remote_address,
                "limit_manager": SimpleNamespace(_decorated_limits={"app.index": ["9/day"]}),
            },
            True,
        ),
        ({"_key_func": get_remote_address, "_default_limits": []}, False),
        ({"_key_func": lambda: "", "_default_limits": ["9/day"]}, False),
        ({"_default_limits": ["9/day"]}, False),
    ],
)
def test_what_limiters_count_by(request: pytest.FixtureRequest, limiter: Any, by_address: bool) -> None:
    made = SimpleNamespace(enabled=True, **limiter)
    assert [one["by_address"] for one in kept(request, "limiter", [made])["limiters"]] == [by_address]


def test_caches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NullCache, "__module__", "flask_caching.backends.nullcache")
    assert kept(request, "cache", {"cache": NullCache()})["caches"] == [
        {"backend": "NullCache", "quiet": False}
    ]
    assert kept(request, "cache", {"cache": MemoryStorage()})["caches"] == []
    assert kept(request, "cache", "mine")["caches"] == []


@pytest.mark.parametrize(
    ("options", "queue"),
    [({}, False), ({"message_queue": "redis://"}, True), ({"client_manager": object()}, True)],
)
def test_the_message_queue(request: pytest.FixtureRequest, options: dict[str, object], queue: bool) -> None:
    socketio = SimpleNamespace(server=object(), server_options=options)
    assert kept(request, "socketio", socketio)["message_queue"] is queue
    assert kept(request, "socketio", SimpleNamespace(server=None))["message_queue"] is None


@pytest.mark.parametrize(
    ("allowed", "anywhere"),
    [("*", True), (["*"], True), (None, False), ([], False), (["https://shop.example"], False)],
)
def test_sockets_from_anywhere(request: pytest.FixtureRequest, allowed: Any, anywhere: bool) -> None:
    server = SimpleNamespace(eio=SimpleNamespace(cors_allowed_origins=allowed))
    socketio = SimpleNamespace(server=server, server_options={})
    assert kept(request, "socketio", socketio)["sockets_from_anywhere"] is anywhere


def test_how_sockets_wait(request: pytest.FixtureRequest) -> None:
    socketio = SimpleNamespace(server=SimpleNamespace(async_mode="gevent_uwsgi"), server_options={})
    assert kept(request, "socketio", socketio)["sockets_mode"] == "gevent_uwsgi"


@pytest.mark.parametrize(
    ("mode", "module", "patched"),
    [
        ("eventlet", SimpleNamespace(already_patched={"socket": True}), True),
        ("eventlet", SimpleNamespace(already_patched={}), False),
        ("gevent_uwsgi", SimpleNamespace(saved={"socket": {}}), True),
        ("gevent", SimpleNamespace(saved={}), False),
    ],
)
def test_whether_python_was_patched(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, mode: str, module: Any, patched: bool
) -> None:
    name = "eventlet.patcher" if mode == "eventlet" else "gevent.monkey"
    monkeypatch.setitem(sys.modules, name, module)
    socketio = SimpleNamespace(server=SimpleNamespace(async_mode=mode), server_options={})
    assert kept(request, "socketio", socketio)["sockets_patched"] is patched


class PyJWTError(Exception):
    """As the library raises it."""


class Refusing:
    """PyJWT as it is since 2.10, as far as a subject goes."""

    PyJWTError = PyJWTError

    @staticmethod
    def encode(claims: dict[str, Any], *_: str, **_named: str) -> dict[str, Any]:
        return claims

    @staticmethod
    def decode(token: dict[str, Any], *_: str, options: dict[str, bool], **_named: Any) -> None:
        if options["verify_sub"] and not isinstance(token.get("sub", ""), str):
            raise PyJWTError


@pytest.mark.parametrize(
    ("module", "settings", "takes"),
    [
        ("flask_jwt_extended.default_callbacks", {}, False),
        ("flask_jwt_extended.default_callbacks", {"JWT_VERIFY_SUB": False}, True),
        ("flask_jwt_extended.default_callbacks", {"JWT_IDENTITY_CLAIM": "identity"}, True),
        ("shop.loaders", {}, None),
    ],
)
def test_whether_a_token_for_a_number_is_taken(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    settings: dict[str, Any],
    takes: bool | None,
) -> None:
    def identify(user: Any) -> Any:
        raise AssertionError(user)  # no function of the app is called

    identify.__module__ = module
    monkeypatch.setitem(sys.modules, "jwt", Refusing)
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = flask.Flask("shop")
    app.extensions["flask-jwt-extended"] = SimpleNamespace(_user_identity_callback=identify)
    app.config.update({"JWT_IDENTITY_CLAIM": "sub", **settings})
    assert inside("extensions").collect(app, tools)["jwt_takes_numbers"] is takes


class BaseForm:
    """Named as Flask-Admin's; its SecureForm is another."""


class ModelView:
    """What Flask-Admin's has."""

    endpoint, form_base_class, can_create, can_edit, can_delete = "user", BaseForm, True, False, False

    def is_accessible(self) -> bool:
        raise AssertionError  # no function of the app is called


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, True),
        ({"can_create": False}, False),
        ({"can_create": False, "can_edit": property(lambda _: flask.session["admin"])}, True),
        ({"can_create": False, "can_delete": True}, True),
        ({"form_base_class": type("SecureForm", (BaseForm,), {"__module__": "flask_admin.form"})}, False),
        ({"form_base_class": type("BaseForm", (), {"__module__": "shop.forms"})}, False),
        ({"form_base_class": None}, False),  # as that of a view which has no model
        ({"is_accessible": posixpath.exists}, False),  # of a library, which lets in everybody
    ],
)
def test_forms_of_flask_admin(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, fields: dict[str, Any], told: bool
) -> None:
    monkeypatch.setattr(BaseForm, "__module__", "flask_admin.form")
    guard = {"path": "shop/admin.py", "line": 16, "column": None}

    def place(function: Any) -> dict[str, Any]:
        return guard if function.__module__ == __name__ else {**guard, "path": None}

    monkeypatch.setattr(request.getfixturevalue("tools"), "place_of_function", place)
    view = type("View", (ModelView,), fields)()
    found = kept(request, "admin", [SimpleNamespace(_views=[view])])["admin_forms"]
    assert found == ([{"endpoint": "user", "guard": guard}] if told else [])


def test_an_extension_of_another_kind_costs_only_its_own_facts(request: pytest.FixtureRequest) -> None:
    found = kept(request, "socketio", SimpleNamespace(server=object(), server_options="none"))
    assert "message_queue" not in found
    assert found["uninitialised"] == []


def test_hooks(request: pytest.FixtureRequest) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    app = project(
        "app",
        {
            **FAKES,
            "app.py": LOGIN
            + "manager.init_app(app)\n"
            + "LoginManager().init_app(app)\n"
            + """
@app.before_request
def load(): pass

def guard(name):
    def check(): return name and None
    return check

app.before_request(guard("a"))
app.before_request(guard("b"))
app.teardown_request(print)
app.teardown_appcontext(load)
app.teardown_appcontext(load)

@app.errorhandler(404)
@app.errorhandler(405)
async def lost(error): pass

shop = flask.Blueprint("shop", __name__)

@shop.before_request
def shopping(): pass

app.register_blueprint(shop)
""",
        },
    ).app
    assert [
        (one["kind"], one["scope"], one["name"], one["own"], one["asynchronous"], one["times"])
        for one in inside("hooks").collect(app, tools)
    ] == [
        ("before_request", "", "load", True, False, 1),
        ("before_request", "", "guard.<locals>.check", True, False, 1),
        ("before_request", "", "guard.<locals>.check", True, False, 1),
        ("before_request", "shop", "shopping", True, False, 1),
        ("after_request", "", "LoginManager.remember", False, False, 2),
        ("after_request", "", "LoginManager.remember", False, False, 1),
        ("teardown_request", "", "print", False, False, 1),
        ("teardown_appcontext", "", "load", True, False, 2),
        ("errorhandler", "", "lost", True, True, 1),
    ]


def test_a_function_that_an_extension_makes_anew(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    monkeypatch.setattr(tools, "own", lambda _file: False)
    app = flask.Flask("shop")

    def init_app(extension: Any) -> None:
        @app.before_request
        def protect() -> None:
            assert extension is not app

    csrf = SimpleNamespace()
    for extension in (csrf, csrf, SimpleNamespace()):
        init_app(extension)
    assert [one["times"] for one in inside("hooks").collect(app, tools)] == [2, 1]


@pytest.mark.parametrize(
    ("paths", "times"),
    [([r"/*", r"/*"], [2]), ([re.compile(r"/*"), r"/*"], [2]), ([r"/api/*", r"/shop/*"], [1, 1])],
)
def test_what_flask_cors_makes_anew_is_the_same_for_the_same_paths(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, paths: Any, times: list[int]
) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    monkeypatch.setattr(tools, "own", lambda _file: False)
    app = flask.Flask("shop")

    def init_app(path: Any) -> None:
        resources = [(path, {"origins": path})]

        @app.after_request
        def cors_after_request(response: Any) -> Any:
            return response if resources else None

        cors_after_request.__module__ = "flask_cors.extension"

    for path in paths:
        init_app(path)
    assert [one["times"] for one in inside("hooks").collect(app, tools)] == times


async def slow() -> None:
    """What has to be awaited."""


@functools.wraps(slow)
def passing(*values: Any) -> Any:
    return slow(*values)


@functools.wraps(slow)
def running(*values: Any) -> Any:
    import asyncio

    return asyncio.run(slow(*values))


@pytest.mark.parametrize(
    ("function", "awaited"),
    [(slow, True), (passing, True), (running, False), (functools.partial(slow), True), (print, False)],
)
def test_what_flask_has_to_await(inside: Any, function: Any, awaited: bool) -> None:
    assert inside("asynchrony").is_awaited(function) is awaited


class Awaiting(flask.Flask):
    def ensure_sync(self, func: Any) -> Any:
        return func


def test_whether_it_can(inside: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asynchrony = inside("asynchrony")
    monkeypatch.setattr(asynchrony, "find_spec", lambda _: None)
    assert asynchrony.can_await(flask.Flask("shop")) is False
    assert asynchrony.can_await(Awaiting("shop")) is True
    monkeypatch.setattr(asynchrony, "find_spec", lambda name: name == "asgiref")
    assert asynchrony.can_await(flask.Flask("shop")) is True


def others(request: pytest.FixtureRequest, more: str) -> list[tuple[Any, ...]]:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    gc.collect()  # those of earlier tests
    app = project("app", {"app.py": APP + "other = flask.Flask('other')\n" + more}).app
    module = __import__("app")
    module.other._releasecheck_made_at = {"path": "app.py", "line": 3, "column": None}
    return [
        (one["import_name"], one["place"]["line"], one["rules"], one["mounted"])
        for one in inside("others").collect(app, tools)
    ]


VIEW = "@other.get('/x')\ndef x(): return ''\n"
MOUNT = "from werkzeug.middleware.dispatcher import DispatcherMiddleware\n"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (VIEW, ("other", 3, ["/x"], False)),
        ("", ("other", 3, [], False)),
        (
            VIEW + MOUNT + "app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {'/other': other})",
            ("other", 3, ["/x"], True),
        ),
        (
            VIEW + MOUNT + "app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {'/other': other.wsgi_app})",
            ("other", 3, ["/x"], True),
        ),
    ],
)
def test_other_apps(request: pytest.FixtureRequest, more: str, told: tuple[Any, ...]) -> None:
    assert others(request, more) == [told]


@pytest.mark.parametrize(
    ("added", "patterns"),
    [
        ("", 0),
        ("flask_cors.CORS(app)\n", 1),
        ("flask_cors.CORS(app, '/a/*')\nflask_cors.CORS(app, '/b/*')\n", 1),
        ("flask_cors.CORS(app, {'/api/*': {}, '/*': {}})\n", 2),
    ],
    ids=["none", "bare", "two of one", "one of two"],
)
def test_patterns_of_cors(request: pytest.FixtureRequest, added: str, patterns: int) -> None:
    assert state(request, f"{APP}import flask_cors\n{added}")["cors_patterns"] == patterns
