"""How tests end and which routes they ask, told by the plugin in real suites."""

from dataclasses import replace
from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.facts.runs import Exercised, Failure
from releasecheck.facts.suite import Met

from .projects import CLIENT, PYTHONS, distributed, files_of, project, run

HAS_XDIST = "import importlib.util, sys; sys.exit(importlib.util.find_spec('xdist') is None)"

EVERY_KIND = f"""
import unittest

import pytest
{CLIENT}

def test_passes():
    assert client().get("/").status_code == 200


@pytest.mark.parametrize("n", range(3))
def test_many(n):
    assert client().post(f"/orders/{{n}}").status_code == 201


def test_fails():
    assert client().get("/broken").status_code == 200


def test_unknown_path():
    assert client().get("/hunter2").status_code == 404


@pytest.fixture
def broken():
    raise RuntimeError("hunter2")


def test_error(broken):
    pass


@pytest.mark.skip
def test_skipped():
    pass


@pytest.mark.xfail
def test_expected():
    assert 0


class TestOld(unittest.TestCase):
    def test_old(self):
        self.assertEqual(client().options("/").status_code, 200)
"""
BROKEN = Met("broken", "GET", 500, "ValueError", Place("shop.py", 18))
FAILURES = {
    Failure("test_kinds.py::test_error", "RuntimeError", Place("test_kinds.py", 31), in_fixture=True),
    Failure(
        "test_kinds.py::test_fails",
        "AssertionError",
        Place("test_kinds.py", 22),
        met=BROKEN,
        meant=("broken",),
        named=("ERROR", "INTERNAL", "SERVER"),
    ),
}
ORDER = "/orders/<int:number>"
ASKED = (
    Exercised(None, "GET", 404, 1),
    Exercised("broken", "GET", 500, 1, "/broken"),
    Exercised("home", "GET", 200, 1, "/"),
    Exercised("home", "OPTIONS", 200, 1, "/"),
    Exercised("orders", "POST", 201, 3, ORDER),
)


def has_xdist(python: str) -> bool:
    import subprocess

    return subprocess.run([python, "-c", HAS_XDIST], check=False).returncode == 0


@pytest.mark.parametrize("workers", [0, 2])
@pytest.mark.parametrize("python", PYTHONS)
def test_every_kind_of_end(python: str, workers: int, tmp_path: Path) -> None:
    if workers and not has_xdist(python):
        pytest.skip("no pytest-xdist there")
    ini = f"[pytest]\naddopts = {distributed(workers)}\n" if workers else "[pytest]\n"
    folder = project(tmp_path, test_kinds=EVERY_KIND, **{"pytest.ini": ini})
    before = files_of(folder)
    tests = run(folder, python)
    assert (tests.outcome, tests.exit_code, tests.workers) == ("failed", 1, workers)
    assert (tests.passed, tests.failed, tests.skipped, tests.errors) == (6, 1, 2, 1)
    assert set(tests.failures) == FAILURES
    assert tests.exercised == ASKED
    assert files_of(folder) == before


@pytest.mark.parametrize("python", PYTHONS)
def test_modules_that_cannot_be_collected(python: str, tmp_path: Path) -> None:
    files = {
        "tests__test_missing": "import nowhere_to_be_found\n",
        "tests__test_own": "import shop.nowhere\n",
        "web____init__": "",
        "web__forms": "",
        "web__app": "import forms\n",
        "tests__test_beside": "import web.app\n",
        "tests__test_syntax": "x = 1\ndef f(:\n",
        "tests__test_uninstalled": "from importlib.metadata import version\n\n\nversion('shop')\n",
        "tests__test_raises": "from shop import create_app\n\n\nraise ValueError('hunter2')\n",
        "tests__test_good": "def test_good():\n    pass\n",
    }
    tests = run(project(tmp_path, **files), python)
    assert (tests.outcome, tests.exit_code, tests.passed, tests.errors) == ("collection-broken", 1, 1, 6)
    assert {(one.node, one.type, str(one.place), one.missing_module) for one in tests.failures} == {
        ("tests/test_beside.py", "ModuleNotFoundError", "web/app.py:1", None),
        ("tests/test_missing.py", "ModuleNotFoundError", "tests/test_missing.py:1", "nowhere_to_be_found"),
        ("tests/test_own.py", "ModuleNotFoundError", "tests/test_own.py:1", None),
        ("tests/test_syntax.py", "SyntaxError", "tests/test_syntax.py:2", None),
        ("tests/test_uninstalled.py", "PackageNotFoundError", "tests/test_uninstalled.py:4", "shop"),
        ("tests/test_raises.py", "ValueError", "tests/test_raises.py:4", None),
    }
    assert all(one.while_collecting for one in tests.failures)


@pytest.mark.parametrize("python", PYTHONS)
def test_a_conftest_that_cannot_be_imported(python: str, tmp_path: Path) -> None:
    tests = run(
        project(tmp_path, conftest="import shop\n\nshop.nothing\n", test_a="def test_a(): pass\n"), python
    )
    place = Place("conftest.py", 3)
    failure = Failure("conftest.py", "AttributeError", place, while_collecting=True)
    assert (tests.outcome, tests.failures) == ("collection-broken", (failure,))


CONNECTING = """
import socket

class OperationalError(Exception):
    pass

def connect():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = closed.getsockname()
    socket.create_connection(address)

def test_a():
"""
REFUSED = 'to server at "db" (10.0.0.1), port 5433 failed: Connection refused'
NO_ROUTE = 'to server at "db" (10.0.0.1), port 5433 failed: No route to host'
NO_ACCOUNT = 'server at "db" (10.0.0.1), port 5433 failed: FATAL:  password authentication failed'
NO_DATABASE = 'server at "db" (10.0.0.1), port 5433 failed: FATAL:  database "shop" does not exist'
NO_PORT = 'invalid integer value "None" for connection option "port"'
SOCKET = "/var/run/postgresql/.s.PGSQL.5432"
POOL = "HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded"


@pytest.mark.parametrize(
    ("body", "unreachable"),
    [
        ("    connect()", "a service"),
        ("    raise socket.gaierror(socket.EAI_NONAME, 'hunter2')", "a service"),
        (f"    raise OperationalError({REFUSED!r})", "db:5433"),
        (f"    raise OperationalError({NO_ROUTE!r})", "db:5433"),
        (f"    raise OperationalError({NO_ACCOUNT!r})", "db:5433"),
        (f"    raise OperationalError({NO_DATABASE!r})", "db:5433"),
        (f"    raise OperationalError({NO_PORT!r})", "a service"),
        ("    raise OperationalError('1045: Access denied for user shop')", "a service"),
        ("    raise OperationalError('relation \"user\" does not exist')", None),
        ("    raise OperationalError(\"Can't connect to MySQL server on 'db' (111)\")", "db"),
        ("    try: connect()\n    except OSError as e: raise LookupError('hunter2') from e", "a service"),
        (f"    raise OperationalError('to server on socket \"{SOCKET}\" failed: No such file')", SOCKET),
        (
            f"    raise OperationalError('could not connect to server: no domain socket \"{SOCKET}\"?')",
            SOCKET,
        ),
        (
            f"    try: connect()\n    except OSError as e: raise LookupError({POOL!r}) from e",
            "api.example.com:443",
        ),
        ("    raise OperationalError('no such table: user')", None),
        ("    raise ConnectionRefusedError('as a mock does')", None),
        ("    class NoSuchDriverException(Exception): pass\n    raise NoSuchDriverException", "a browser"),
        ("    raise OSError('\\'chromedriver\\' executable needs to be in PATH')", "a browser"),
        ("    class DockerException(Exception): pass\n    raise DockerException('no daemon')", "Docker"),
        ("    try: connect()\n    except OSError: assert 0", None),
    ],
)
def test_a_service_that_does_not_answer(body: str, unreachable: str | None, tmp_path: Path) -> None:
    (failure,) = run(project(tmp_path, test_a=f"{CONNECTING}{body}\n")).failures
    assert failure.unreachable == unreachable


SILENT = """
from flask import Flask, abort

class OperationalError(Exception):
    pass

def ask():
    raise OperationalError('to server at "db" (10.0.0.1), port 5433 failed: Connection refused')

app = Flask(__name__)

@app.get("/raised")
def raised():
    ask()

@app.get("/caught")
def caught():
    try:
        ask()
    except OperationalError:
        abort(500)

@app.get("/coped-with")
def coped_with():
    try:
        ask()
    except OperationalError:
        return "none"

@app.get("/hooked")
def hooked():
    return ""

@app.before_request
def before():
    from flask import request
    if request.path == "/hooked":
        ask()

@app.get("/wrong")
def wrong():
    return {}["hunter2"]
"""


@pytest.mark.parametrize(
    ("body", "service"),
    [
        ("    assert client.get('/raised').status_code == 200", "db:5433"),
        ("    assert client.get('/caught').json == {}", "db:5433"),
        ("    assert client.get('/hooked').status_code == 200", "db:5433"),
        ("    client.get('/raised').json['token']", "db:5433"),
        ("    assert client.get('/coped-with').text == ''", None),
        ("    assert client.get('/wrong').status_code == 200", None),
        ("    silent.app.testing = True\n    client.get('/caught')\n    client.get('/wrong')", None),
        ("    pass\n\ndef test_b():\n    assert client.get('/wrong').status_code == 200", None),
    ],
)
def test_a_service_that_a_page_needed(body: str, service: str | None, tmp_path: Path) -> None:
    first = "    client.get('/raised')\n" if "test_b" in body else ""
    test = f"import silent\nclient = silent.app.test_client()\n\ndef test_a():\n{first}{body}\n"
    (failure,) = run(project(tmp_path, silent=SILENT, test_a=test)).failures
    assert failure.unreachable == service


def test_the_place_is_the_innermost_of_the_project(tmp_path: Path) -> None:
    test = f"{CLIENT}\n\ndef test_a():\n    app = client().application\n    app.testing = True\n"
    tests = run(project(tmp_path, test_a=f'{test}    app.test_client().get("/broken")\n'))
    there = Failure("test_a.py::test_a", "ValueError", Place("shop.py", 18), met=BROKEN, meant=("broken",))
    assert tests.failures == (there,)
    assert tests.exercised == (Exercised("broken", "GET", 500, 1, "/broken"),)


REQUESTS = {
    "a server in a thread": """
    import threading, urllib.request
    from werkzeug.serving import make_server
    server = make_server("127.0.0.1", 0, client().application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    urllib.request.urlopen(f"http://127.0.0.1:{server.port}/").read()
    server.shutdown()
    thread.join()
    server.server_close()
""",
    "a forked process": """
    import os
    if os.fork() == 0:
        client().get("/")
        os._exit(0)
    os.wait()
""",
    "a test that hides the file system": """
    import builtins, os
    from unittest import mock
    home = client()
    with mock.patch("os.open", side_effect=OSError), mock.patch("os.write", side_effect=OSError):
        home.get("/")
""",
    "a test that empties the environment": """
    import os
    from unittest import mock
    with mock.patch.dict(os.environ, clear=True):
        client().get("/")
""",
    "a request class of the app's own that raises": """
    import flask
    class Odd(flask.Request):
        @property
        def url_rule(self):
            return self.__dict__["rule"] if seen else 1 / 0
        @url_rule.setter
        def url_rule(self, rule):
            self.__dict__["rule"] = rule
    seen = [1]
    app = client().application
    app.request_class = Odd
    assert app.test_client().get("/").status_code == 200
""",
}


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in REQUESTS.items()])
def test_a_request_is_counted_wherever_it_is_made(body: str, tmp_path: Path) -> None:
    tests = run(project(tmp_path, test_a=f"{CLIENT}\n\ndef test_a():{body}"))
    assert (tests.outcome, tests.exercised) == ("passed", (Exercised("home", "GET", 200, 1, "/"),))


LOST = {
    "a host that is not trusted": (
        """
    app.config["TRUSTED_HOSTS"] = ["shop.example"]  # Flask 3.1
    assert app.test_client().post("/orders/7").status_code == 200
""",
        400,
        Met("orders", "POST", 400, "SecurityError", library="werkzeug"),
    ),
    "a session that cannot be opened": (
        """
    class Sessions:
        def open_session(self, app, request):
            raise TypeError("hunter2")
        def is_null_session(self, session):
            return True
    app.session_interface = Sessions()
    assert app.test_client().post("/orders/7").status_code == 201
""",
        500,
        Met("orders", "POST", 500, "TypeError", Place("test_a.py", 12)),
    ),
    "a middleware that answers": (
        """
    from werkzeug.wrappers import Response
    app.wsgi_app = Response("", 403)
    assert app.test_client().post("/orders/7").status_code == 201
""",
        0,
        Met("orders", "POST", 0),
    ),
}


@pytest.mark.parametrize(("body", "status", "met"), [pytest.param(*LOST[name], id=name) for name in LOST])
def test_a_request_that_dies_before_its_view_was_meant_for_it(
    body: str, status: int, met: Met, tmp_path: Path
) -> None:
    test = f"{CLIENT}\n\ndef test_a():\n    app = client().application{body}"
    tests = run(project(tmp_path, test_a=test))
    assert tests.exercised == (Exercised("orders", "POST", status, 1, ORDER),)
    (failure,) = tests.failures
    assert (failure.type, failure.meant) == ("AssertionError", ("orders",))
    assert failure.met is not None
    library = failure.met.library.partition("/")[0] if failure.met.library else None
    assert replace(failure.met, library=library) == met


def test_an_answer_that_takes_no_view_was_meant_for_none(tmp_path: Path) -> None:
    body = 'client().get("/orders/7")\n    client().get("/nowhere")'
    tests = run(project(tmp_path, test_a=f"{CLIENT}\n\ndef test_a():\n    {body}\n"))
    assert tests.exercised == (Exercised(None, "GET", 404, 1), Exercised(None, "GET", 405, 1))


def test_an_http_error_is_told_whatever_a_handler_made_of_it(tmp_path: Path) -> None:
    handled = 'app.register_error_handler(404, lambda error: "lost")'
    test = f"""{CLIENT}

def test_a():
    app = client().application
    {handled}
    assert app.test_client().get("/nowhere").status_code == 404


def test_b():
    assert client().get("/").status_code == 404
"""
    tests = run(project(tmp_path, test_a=test))
    assert [one.met for one in tests.failures] == [
        Met(None, "GET", 200, refused=404, path="/nowhere"),
        Met("home", "GET", 200),
    ]


def test_what_is_told_is_of_the_last_request_and_not_of_an_earlier_test(tmp_path: Path) -> None:
    test = f"""{CLIENT}

def test_a():
    client().get("/broken")
    client().get("/")
    assert 0


def test_b():
    assert 0
"""
    tests = run(project(tmp_path, test_a=test))
    assert [one.met for one in tests.failures] == [Met("home", "GET", 200), None]


MEANT = {
    "a path": ('assert 0, "/broken?page=2"', ("broken",)),
    "a path with a value": ('assert 0, "/orders/7"', ("orders",)),
    "a path that is filled in": ('n = 7\n    assert not f"/orders/{n}"', ("orders",)),
    "an endpoint": ('assert not "orders"', ("orders",)),
    "what it calls": ("assert place() is None", ("orders",)),
    "another path": ('assert not "/orders-of-others/7"', ()),
}


@pytest.mark.parametrize(("body", "meant"), [pytest.param(*MEANT[name], id=name) for name in MEANT])
def test_the_routes_that_a_failing_test_names(body: str, meant: tuple[str, ...], tmp_path: Path) -> None:
    helper = 'def place():\n    return ["/orders/", 7]\n'
    earlier = 'def test_a():\n    client().get("/")\n'
    test = f"{CLIENT}\n\n{helper}\n\n{earlier}\n\ndef test_b():\n    {body}\n"
    tests = run(project(tmp_path, test_a=test))
    assert [one.meant for one in tests.failures] == [meant]


def test_what_cannot_be_counted_harms_nobody(tmp_path: Path) -> None:
    test = f"""{CLIENT}

class Odd:
    url_rule = property(lambda self: 1 / 0)


def test_a(monkeypatch):
    app = client().application
    monkeypatch.setattr("flask.globals.request", Odd())
    assert app.test_client().get("/").status_code == 200
"""
    assert run(project(tmp_path, test_a=test)).outcome == "passed"


def test_a_killed_process_has_told_what_it_knew(tmp_path: Path) -> None:
    end = "\n\ndef test_b():\n    import os\n    os._exit(7)\n"
    test = f"{CLIENT}\n\ndef test_a():\n    assert client().get('/').status_code == 201\n{end}"
    tests = run(project(tmp_path, test_a=test))
    assert (tests.outcome, tests.exit_code, tests.failed) == ("interrupted", 7, 1)
    assert tests.unfinished == ("test_a.py::test_b",)
    assert tests.exercised == (Exercised("home", "GET", 200, 1, "/"),)


def test_flask_is_not_imported_by_us(tmp_path: Path) -> None:
    test = "import sys\n\n\ndef test_a():\n    assert 'flask' not in sys.modules\n    import flask.app\n"
    loader = "    assert type(flask.app.__spec__.loader).__name__ == 'SourceFileLoader'\n"
    assert run(project(tmp_path, test_a=test + loader)).outcome == "passed"


def test_warnings_as_errors(tmp_path: Path) -> None:
    ini = "[pytest]\nfilterwarnings = error\naddopts = --strict-config --strict-markers -p no:cacheprovider\n"
    test = f"{CLIENT}\n\ndef test_a():\n    client().get('/')\n"
    assert run(project(tmp_path, test_a=test, **{"pytest.ini": ini})).outcome == "passed"


UPGRADING = """
import sys


class CommandError(Exception):
    __module__ = "{}"


def upgrade():
    try:
        raise CommandError("Path doesn't exist")
    except CommandError:
        sys.exit(1)


def test_a():
    upgrade()
"""


@pytest.mark.parametrize(
    ("module", "type_"),
    [("alembic.util.exc", "CommandError"), ("shop", "SystemExit")],  # whose exit may be for anything
)
def test_what_flask_migrate_ends_the_process_for(module: str, type_: str, tmp_path: Path) -> None:
    tests = run(project(tmp_path, test_a=UPGRADING.format(module)))
    assert [(one.type, one.place.path) for one in tests.failures] == [(type_, "test_a.py")]


def test_the_place_of_a_variable_that_is_missing_is_in_the_project(tmp_path: Path) -> None:
    """Python's own frozen modules have no file."""
    test = "import os\n\ndef test_a():\n    os.environ['NOT_THERE']\n"
    (failure,) = run(project(tmp_path, test_a=test)).failures
    assert failure.place == Place("test_a.py", 4)


TEST_CASES = """
import unittest

def connected():
    raise ValueError("hunter2")

class SetUp(unittest.TestCase):
    def setUp(self):
        connected()

    def test_one(self):
        pass

class TornDown(unittest.TestCase):
    def tearDown(self):
        connected()

    def test_one(self):
        pass

class Whole(unittest.TestCase):
    def test_one(self):
        connected()
"""


def test_the_set_up_of_a_test_case(tmp_path: Path) -> None:
    failures = run(project(tmp_path, test_a=TEST_CASES)).failures
    said = {one.node.split("::")[1]: (one.in_setup_method, one.in_fixture) for one in failures}
    assert said == {"SetUp": (True, False), "TornDown": (True, False), "Whole": (False, False)}


@pytest.mark.parametrize(
    ("body", "unset"),
    [
        ("os.environ['NOT_THERE']", "NOT_THERE"),
        ("require('NOT_THERE')", "NOT_THERE"),
        ("{}['NOT_THERE']", None),
        ("monkeypatch.delenv('PATH'); os.environ['PATH']", None),
        ("cope('NOT_THERE')", None),
        ("base64.b64decode(os.getenv('NOT_THERE'))", "NOT_THERE"),
        ("os.environ.get('NOT_THERE').split(',')", "NOT_THERE"),
        ("int(os.environ.get('NOT_THERE', None))", "NOT_THERE"),
        ("KEY = os.getenv('NOT_THERE')\n    int(KEY)", "NOT_THERE"),
        ("int(GIVEN_NOTHING)", "NOT_THERE_EITHER"),
        ("KEY = os.getenv('PATH')\n    int(None)", None),
        ("KEY = os.getenv('NOT_THERE') or ''\n    int(None)", None),
        ("KEY = os.getenv('NOT_THERE') or 'x'\n    {KEY: None}[KEY].lower()", None),
        # an attribute of that name, and a variable of another function
        ("none().TOKEN.lower()\n\ndef other():\n    TOKEN = os.getenv('NOT_THERE')", None),
        ("raise Mute", None),
        ("assert None == os.getenv('NOT_THERE', 'x')", None),
        ("assert os.getenv('NOT_THERE') == 'x'", None),
        ("{}[os.getenv('NOT_THERE')]", "NOT_THERE"),
        ("int(os.getenv('NOT_THERE', 'x'))", None),
        ("monkeypatch.delenv('PATH'); int(os.getenv('PATH'))", None),
    ],
)
def test_a_variable_that_nothing_gave_to_the_suite(body: str, unset: str | None, tmp_path: Path) -> None:
    test = f"{REQUIRING}\ndef test_a(monkeypatch):\n    {body}\n"
    (failure,) = run(project(tmp_path, test_a=test)).failures
    assert failure.unset == unset


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("raise RuntimeError('SHOP_URI must be set')", {"SHOP_URI"}),
        ("set_up(DSN)", {"DSN", "GIVEN", "LONG_NAME"}),
        ("require('DSN')", {"DSN"}),  # of what it was raised for
        ("raise Mute", set()),
        ("raise ValueError('hunter2 Abc aBC X x_Y')", set()),
    ],
)
def test_the_names_that_a_failure_speaks_of(body: str, named: set[str], tmp_path: Path) -> None:
    test = f"{REQUIRING}\n{SETTING_UP}\ndef test_a():\n    {body}\n"
    (failure,) = run(project(tmp_path, test_a=test)).failures
    assert set(failure.named) == named


SETTING_UP = """
DSN, GIVEN = None, {}

def set_up(address):
    return GIVEN["LONG_NAME"].get(address)
"""
REQUIRING = """
import base64
import os

GIVEN_NOTHING = os.getenv("NOT_THERE_EITHER")

class Mute(Exception):
    def __str__(self):
        return self.reason

def none():
    none.TOKEN = None
    return none

def require(name):
    try:
        return os.environ[name]
    except KeyError as problem:
        raise RuntimeError("hunter2") from problem

def cope(name):
    try:
        return os.environ[name]
    except KeyError:
        return {}["fallback"]
"""


def test_the_place_in_a_library(tmp_path: Path) -> None:
    """The one where it was raised; what the project raises in a function that a library calls is its own."""
    test = """
import json


def test_a():
    json.loads("{")


def test_b():
    json.loads("{")


def test_c():
    json.loads("{}", object_hook=lambda _: 1 / 0)
"""
    first, second, third = (one.library for one in run(project(tmp_path, test_a=test)).failures)
    assert first == second
    assert str(first).startswith("json.decoder:")
    assert third is None
