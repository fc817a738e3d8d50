"""Boots of ordinary apps: how they are loaded, what they read and reach, and what more boots tell."""

import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.boot import Boot, Event, Unbooted
from releasecheck.gather.app import AppFacts, gather_app
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.interpreter import Interpreter
from releasecheck.gather.source import gather_source
from tests.boot.conftest import APP, Gathered

FACTORY = "from flask import Flask\ndef create_app({}):\n    return Flask(__name__)\n"


def booted(facts: AppFacts) -> Boot:
    assert facts.boot is not None
    return facts.boot


@pytest.mark.parametrize(
    ("files", "target", "import_name"),
    [
        ({"app.py": APP}, None, "app"),
        ({"shop.py": APP}, "shop", "shop"),
        ({"shop.py": APP}, "shop.py", "shop"),
        ({"shop.py": FACTORY.format("")}, "shop:create_app", "shop"),
        ({"shop.py": FACTORY.format("name, debug=False")}, "shop:create_app('x', debug=True)", "shop"),
        ({"a/__init__.py": "", "a/b.py": APP}, "a.b:app", "a.b"),
        ({"src/shop/__init__.py": APP}, "src/shop:app", "shop"),
    ],
)
def test_loaded_as_flask_does(
    gathered: Gathered, files: dict[str, str], target: str | None, import_name: str
) -> None:
    facts = gathered(files, target=target)
    assert booted(facts).outcome == "up"
    assert facts.app is not None
    assert facts.app.import_name == import_name


@pytest.mark.parametrize(
    ("source", "middleware"),
    [
        (APP + "from werkzeug.middleware.proxy_fix import ProxyFix\napp = ProxyFix(app)", ("ProxyFix",)),
        (
            APP + "class Outer:\n    def __init__(self, app): self.wsgi_app = app\napp = Outer(app.wsgi_app)",
            ("Outer",),
        ),
        (
            APP + "from werkzeug.middleware.proxy_fix import ProxyFix\napp.wsgi_app = ProxyFix(app.wsgi_app)",
            ("ProxyFix",),
        ),
    ],
)
@pytest.mark.parametrize("target", [None, "app:app"])
def test_app_in_middleware(
    gathered: Gathered, source: str, middleware: tuple[str, ...], target: str | None
) -> None:
    facts = gathered({"app.py": source}, target=target)
    assert facts.app is not None
    assert facts.app.middleware == middleware


@pytest.mark.parametrize(
    ("files", "target", "crash"),
    [
        ({"app.py": "import nowhere"}, None, ("missing-module", "nowhere", "app.py", 1)),
        (
            {"app.py": "from b import x\n" + APP, "b.py": "from app import app\nx = 1"},
            None,
            ("circular-import", "app", "b.py", 1),
        ),
        ({"app.py": "import os\nos.environ['GONE']"}, None, ("environment-variable", "GONE", "app.py", 2)),
        ({"app.py": APP + "class Odd(Exception): pass\nraise Odd"}, None, ("other", None, "app.py", 4)),
        ({"a.py": FACTORY.format("x")}, "a:create_app", ("factory-arguments", "create_app", None, None)),
        ({"a.py": FACTORY.format("x")}, "a", ("factory-arguments", "create_app", None, None)),
    ],
)
def test_crash(
    gathered: Gathered, files: dict[str, str], target: str | None, crash: tuple[str | int | None, ...]
) -> None:
    facts = gathered(files, target=target)
    boot = booted(facts)
    assert boot.crash is not None
    assert (boot.crash.cause, boot.crash.subject, boot.crash.place.path, boot.crash.place.line) == crash
    assert boot.outcome == ("no-app" if boot.crash.cause == "factory-arguments" else "raised")
    end = "none was found" if boot.outcome == "no-app" else "an exception ended it"
    assert facts.missing["app"] == Absence("inconclusive", f"the app did not come up: {end}")


@pytest.mark.parametrize(
    ("files", "target", "tried"),
    [
        (
            {"app.py": "x = 1"},
            None,
            ("app.py (app.py): Failed to find Flask application or factory in module 'app'.",),
        ),
        ({"app.py": "x = 1"}, "app:y", ("app:y (--app): Failed to find attribute 'y' in 'app'.",)),
        ({"app.py": APP}, "app:y", ("app:y (--app): Failed to find attribute 'y' in 'app'.",)),
        ({"app.py": APP}, "app:y()", ("app:y() (--app): Failed to find attribute 'y' in 'app'.",)),
        ({}, "gone", ("gone (--app): Could not import 'gone'.",)),
    ],
)
def test_no_app(
    gathered: Gathered, files: dict[str, str], target: str | None, tried: tuple[str, ...]
) -> None:
    boot = booted(gathered(files, target=target))
    assert (boot.outcome, boot.crash) == ("no-app", None)
    assert [text.partition(" Use ")[0] for text in boot.tried] == list(tried)


def test_next_target_is_tried_where_one_is_no_app(gathered: Gathered) -> None:
    boot = booted(gathered({"app.py": "x = 1", "serve.py": APP}))
    assert (boot.outcome, boot.target, boot.chosen_by) == ("up", "serve:app", "serve.py in the source")


@pytest.mark.parametrize(
    "run", ["app.run(debug=True)", "app.run('::', 80, True)", "from a import go\n    go(app)"]
)
def test_production_runs_a_program(gathered: Gathered, run: str) -> None:
    main = APP + f"if __name__ == '__main__':\n    app.config['GUARDED'] = 1\n    {run}\n"
    facts = gathered(
        {
            "Dockerfile": "FROM python\nCMD python main.py",
            "main.py": main,
            "a.py": "def go(app):\n    app.run(debug=True)",
        }
    )
    boot = booted(facts)
    assert (boot.outcome, boot.target, boot.chosen_by) == ("up", "main.py", "Dockerfile")
    assert [event for event in boot.events if event.kind == "server"] == []
    assert facts.app is not None
    config = {value.key: value for value in facts.app.config}
    assert "GUARDED" in config
    assert config["DEBUG"].truthy
    assert config["DEBUG"].place.path == ("a.py" if "go" in run else "main.py")


READS = """
import os
from flask import Flask
os.getenv("ONE")
os.environ.get("TWO", "fallback")
"THREE" in os.environ
os.environ["HERE"]
dict(os.environ)
os.environ.copy()
app = Flask(__name__)
app.config.from_prefixed_env()
"""


def test_environment_reads(gathered: Gathered) -> None:
    values = (("HERE", "x"), ("FLASK_PREFIXED", "1"))
    boot = booted(gathered({"app.py": READS}, set=values))
    reads = {(read.name, read.hit, read.place.line) for read in boot.env_reads}
    assert reads == {
        ("ONE", False, 3),
        ("TWO", False, 4),
        ("THREE", False, 5),
        ("HERE", True, 6),
        ("FLASK_PREFIXED", True, 10),
    }


@pytest.mark.parametrize(
    ("source", "kind", "detail", "line"),
    [
        ("import threading\nthreading.Thread(target=int, name='poller').start()", "thread", "poller", 4),
        ("import time\ntime.sleep(0.01)", "sleep", "time.sleep", 4),
        ("import subprocess\nsubprocess.run(['/bin/true', 'pw'])", "process", "subprocess.Popen true", 4),
        ("import os\nos.system('true --password pw')", "process", "os.system true", 4),
        ("import socket\nsocket.socket().listen()", "listen", None, 4),
    ],
)
def test_events(gathered: Gathered, source: str, kind: str, detail: str | None, line: int) -> None:
    events = [event for event in booted(gathered({"app.py": APP + source})).events if event.kind == kind]
    assert [event.place for event in events] == [Place("app.py", line)]
    assert detail is None or events[0].detail == detail


def test_pauses_at_one_place_add_up_and_those_of_a_thread_stand_apart(gathered: Gathered) -> None:
    source = (
        "import threading, time\n"
        "def pause():\n    for _ in range(3): time.sleep(0.02)\n"
        "pause()\nbeside = threading.Thread(target=pause)\nbeside.start()\nbeside.join()\n"
    )
    boot = booted(gathered({"app.py": APP + source}))
    pauses = [event for event in boot.events if event.kind == "sleep"]
    assert [(one.place.line, one.beside) for one in pauses] == [(5, False), (5, True)]
    assert all((one.duration_s or 0.0) >= 0.06 for one in pauses)


def test_a_pause_of_a_library_and_one_of_the_app(gathered: Gathered) -> None:
    retry = "exec(compile('import time; time.sleep(0.01)', '/site/retry.py', 'exec'))"
    boot = booted(gathered({"app.py": APP + f"import time\ntime.sleep(0.01)\n{retry}"}))
    pauses = [(event.place.line, event.by_library) for event in boot.events if event.kind == "sleep"]
    assert pauses == [(4, False), (5, True)]


CONNECT = """
import socket
def connect(host, port):
    with socket.socket() as sock:
        sock.settimeout(5)
        try:
            sock.connect((host, port))
        except OSError as problem:
            print(problem)
"""
DRIVER = "def connect(*args, **kwargs):\n    return 'connected'\n"


def connections(boot: Boot) -> list[Event]:
    return [event for event in boot.events if event.kind in ("connect", "mail")]


@pytest.mark.parametrize(
    ("port", "kind", "failed"), [(1, "connect", True), (25, "mail", True), (5432, "connect", True)]
)
def test_connection_to_this_machine(gathered: Gathered, port: int, kind: str, failed: bool) -> None:
    boot = booted(
        gathered({"net.py": CONNECT, "app.py": APP + f"import net\nnet.connect('127.0.0.1', {port})"})
    )
    (event,) = connections(boot)
    assert (event.kind, event.detail, event.place) == (kind, f"127.0.0.1:{port}", Place("net.py", 6))
    assert (event.failed, event.loopback) == (failed, True)


NAMES = """
class Resolver:
    def resolve(self, qname, rdtype="A", rdclass="IN", tcp=False, lifetime=None):
        if qname == "lost":
            raise OSError("no answer")

    def resolve_address(self, ipaddr, *args, **kwargs):
        return self.resolve(ipaddr, *args, **dict(kwargs, rdtype="PTR", rdclass="IN"))
"""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("resolve('_mongodb._tcp.db.net.', 'SRV')", ("the name server for _mongodb._tcp.db.net", False)),
        ("resolve('lost', 'SRV', lifetime=2)", ("the name server for lost", True)),
        ("resolve('_sip._tcp.db.net', rdtype='SRV')", ("the name server for _sip._tcp.db.net", False)),
        ("resolve(qname='_sip._tcp.db.net', rdtype=33)", ("the name server for _sip._tcp.db.net", False)),
        ("resolve('db.net', 'TXT')", None),
        ("resolve('db.net', rdtype='MX')", None),
        ("resolve(qname='db.net', rdtype='MX', tcp=True)", None),
        ("resolve_address('127.0.0.1')", None),
        ("resolve('db.net')", None),
    ],
)
def test_look_up_of_a_service(gathered: Gathered, call: str, told: tuple[str, bool] | None) -> None:
    asking = f"import dns.resolver\ntry:\n    dns.resolver.Resolver().{call}\nexcept OSError: pass\n"
    boot = booted(gathered({"dns/__init__.py": "", "dns/resolver.py": NAMES, "app.py": APP + asking}))
    assert boot.outcome == "up"
    assert [(one.detail, one.failed) for one in connections(boot)] == ([told] if told else [])
    assert all(one.backend and not one.loopback for one in connections(boot))


@pytest.mark.parametrize(
    ("call", "allow", "outcome"),
    [
        ("psycopg2.connect(host='8.8.8.8')", False, "raised"),
        ("psycopg2.connect('postgresql://u:p@8.8.8.8:5432/x')", False, "raised"),
        ("psycopg2.connect('dbname=x host=8.8.8.8')", False, "raised"),
        ("psycopg2.connect(host='8.8.8.8')", True, "up"),
        ("psycopg2.connect(host='10.1.2.3')", False, "up"),
        ("psycopg2.connect(host='127.0.0.1')", False, "up"),
        ("psycopg2.connect('dbname=x')", False, "up"),
        ("psycopg2.connect(host='/run/postgresql')", False, "up"),
        ("import socket; socket.create_connection(('8.8.8.8', 3306), 1)", False, "raised"),
    ],
)
def test_database(gathered: Gathered, call: str, allow: bool, outcome: str) -> None:
    files = {"psycopg2.py": DRIVER, "app.py": APP + f"import psycopg2\n{call}"}
    boot = booted(gathered(files, allow_remote_db=allow))
    assert boot.outcome == outcome
    (event,) = connections(boot)
    assert event.place == Place("app.py", 4)
    assert event.failed is (outcome == "raised")
    if boot.crash:
        assert (boot.crash.cause, boot.crash.type.endswith("RefusedError")) == ("service", True)
        assert "--allow-remote-db" in boot.crash.message


@pytest.mark.parametrize(
    ("file", "source", "set_by", "place"),
    [
        (".flaskenv", "", "FLASK_DEBUG in .flaskenv", Place(".flaskenv", 2)),
        (".env", "", "FLASK_DEBUG in .env", Place(".env", 2)),
        (".env", "import dotenv\ndotenv.load_dotenv('.env')\n", "FLASK_DEBUG", Place()),
    ],
)
def test_debug_from_a_dotenv_file(
    gathered: Gathered, file: str, source: str, set_by: str, place: Place
) -> None:
    facts = gathered({file: "# comment\nFLASK_DEBUG=1\n", "app.py": source + APP})
    assert facts.app is not None
    debug = next(value for value in facts.app.config if value.key == "DEBUG")
    assert (debug.truthy, debug.set_by, debug.place) == (True, set_by, place)


@pytest.mark.parametrize(
    ("value", "given", "repeats", "without"),
    [
        ("os.urandom(16)", (), False, ()),
        ("'written-here-5h8d'", (), True, ()),
        ("os.environ['SECRET_KEY']", (("SECRET_KEY", "given-5h8d"),), True, ()),
        (
            "os.environ.get('SECRET_KEY', 'fall-back-5h8d')",
            (("SECRET_KEY", "given-5h8d"),),
            True,
            ("SECRET_KEY",),
        ),
        ("os.environ.get('SECRET_KEY') or os.urandom(16)", (("SECRET_KEY", "given-5h8d"),), True, ()),
    ],
)
def test_secret_key_in_several_boots(
    gathered: Gathered,
    value: str,
    given: tuple[tuple[str, str], ...],
    repeats: bool,
    without: tuple[str, ...],
) -> None:
    facts = gathered({"app.py": f"import os\n{APP}app.secret_key = {value}"}, set=given)
    assert facts.app is not None
    (secret,) = facts.app.secrets
    assert (secret.repeats, secret.boots_without) == (repeats, without)
    assert secret.environment == (("SECRET_KEY",) if given else ())


@pytest.mark.parametrize(
    ("value", "without"),
    [("os.environ.get('SECRET_KEY')", ("SECRET_KEY",)), ("os.environ['SECRET_KEY'].strip()", ())],
)
def test_an_app_that_starts_without_its_key(gathered: Gathered, value: str, without: tuple[str, ...]) -> None:
    given = (("SECRET_KEY", "given-5h8d-7k2m"), ("MAIL_PASSWORD", "other-3k9d"))
    files = {"app.py": f"import os\nos.environ['MAIL_PASSWORD']\n{APP}app.secret_key = {value}"}
    facts = gathered(files, set=given)
    assert facts.app is not None
    assert [secret.none_without for secret in facts.app.secrets] == [without]


@pytest.mark.parametrize(
    ("file", "load", "given_by"),
    [
        (".env", "dotenv.load_dotenv()", ".env"),
        (".env", "dotenv.load_dotenv(override=True)", ".env"),
        ("site.env", "dotenv.load_dotenv('site.env')", "site.env"),
        ("shop/.env", "import shop.settings", "shop/.env"),  # where no parent of the working directory is
        (".env", "values = dotenv.dotenv_values()\nos.environ.update(values)", ".env"),
    ],
)
def test_a_secret_that_the_apps_own_dotenv_file_gives(
    gathered: Gathered, file: str, load: str, given_by: str
) -> None:
    """A file of this machine does not hide that the app starts without the variable."""
    facts = gathered(
        {
            file: "SECRET_KEY=given-5h8d-7k2m\n",
            "app.py": f"import dotenv, os\n{load}\n{APP}"
            "app.secret_key = os.environ.get('SECRET_KEY', 'fall-back-5h8d')",
            "shop/__init__.py": "",
            "shop/settings.py": "from dotenv import load_dotenv\nload_dotenv()\n",
        }
    )
    assert facts.app is not None
    (secret,) = facts.app.secrets
    assert (secret.dotenv, secret.environment, secret.boots_without) == (
        given_by,
        ("SECRET_KEY",),
        ("SECRET_KEY",),
    )


@pytest.mark.parametrize(("how", "by_set"), [("set", True), ("env_files", False), ("inherited", False)])
def test_a_secret_that_set_gives(
    how: str, by_set: bool, gathered: Gathered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, file = "given-5h8d-7k2m", tmp_path / "given.env"
    file.write_text(f"SECRET_KEY={value}\n")
    settings = {"set": {"set": (("SECRET_KEY", value),)}, "env_files": {"env_files": (file,)}}
    files = {"app.py": f"import os\n{APP}app.secret_key = os.environ.get('SECRET_KEY')"}
    if how == "inherited":
        monkeypatch.setenv("SECRET_KEY", value)
    app = gathered(files, **settings.get(how, {})).app
    assert app is not None
    assert [one.by_set for one in app.secrets] == [by_set]


DECOUPLE = """
import os

class RepositoryEnv:
    def __init__(self, source, encoding="utf-8"):
        with open(source, encoding=encoding) as file:
            self.data = dict(line.strip().split("=", 1) for line in file)

def config(name, default):
    repository = RepositoryEnv(os.path.join(os.getcwd(), ".env"))
    return os.environ[name] if name in os.environ else repository.data.get(name, default)
"""
SETTINGS = """
import os, dotenv
def config(name, default):
    given = dotenv.dotenv_values(".env")
    return os.environ.get(name) or given.get(name, default)
"""


@pytest.mark.parametrize(("library", "text"), [("decouple", DECOUPLE), ("settings", SETTINGS)])
def test_a_file_that_a_library_reads_by_itself_does_not_hide_the_fallback(
    gathered: Gathered, library: str, text: str
) -> None:
    facts = gathered(
        {
            ".env": "SECRET_KEY=given-5h8d-7k2m\n",
            f"{library}.py": text,
            "app.py": f"from {library} import config\n{APP}"
            "app.secret_key = config('SECRET_KEY', default='fall-back-5h8d')",
        }
    )
    assert facts.app is not None
    assert facts.boots is not None
    (secret,) = facts.app.secrets
    assert secret.boots_without == ("SECRET_KEY",)
    assert facts.boots.dotenv == ()  # the app loads it, whoever starts it


LEAKY = """
import os
from flask import Flask
app = Flask(__name__)
API_TOKEN = "planted-in-source-5h8d"
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["DB_PASSWORD"] = "made-up-" + "at-run-time"
os.system("true " + app.config["SECRET_KEY"])
@app.route("/")
def index():
    raise ValueError("%s %s %s" % (API_TOKEN, app.config["SECRET_KEY"], app.config["DB_PASSWORD"]))
@app.route("/head")
def head():
    return "", 200, {"X-Key": app.config["SECRET_KEY"], "X-Token": API_TOKEN}
"""


def test_no_secret_in_any_fact(gathered: Gathered) -> None:
    given = (("SECRET_KEY", "planted-in-environment-5h8d"),)
    facts = gathered({"app.py": LEAKY}, set=given, requests=True)
    assert facts.requests is not None
    assert facts.requests.responses[0].crash is not None
    text = msgspec.json.encode(replace(facts, secrets=())).decode()
    assert "planted-in" not in text
    assert "made-up-at-run-time" not in text


def test_an_interpreter_that_cannot_be_used(tmp_path: Path) -> None:
    python = Interpreter(Path("python"), "--python", "3.7.16", problem="too old")
    fields = ("boot", "app", "templates", "requests", "boots")
    missing = dict.fromkeys(fields, Absence("inconclusive", "too old"))
    assert gather_app(BootRequest(tmp_path), python) == AppFacts(missing=missing)
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    expected = AppFacts(missing=missing, unbooted=Unbooted("app.py", "."))
    assert gather_app(BootRequest(tmp_path), python, gather_source(tmp_path, [])) == expected


def test_run_deadline_holds_for_boots(gathered: Gathered) -> None:
    started = time.monotonic()
    boot = booted(gathered({"app.py": "while True: pass"}, run_deadline=started + 1.5))
    assert boot.outcome == "timed-out"
    assert time.monotonic() - started < 10


def test_requests_not_wanted(gathered: Gathered) -> None:
    assert gathered({"app.py": APP}).missing == {"requests": Absence("skipped", "--skip requests")}


LOOP = f"""{APP}
import os
for name in ("DEBUG", "TESTING", "OTHER"):
    app.config[name] = os.environ.get("SHOP_" + name)
app.config["BOTH"] = os.environ["SHOP_OTHER"] + os.environ["SHOP_TESTING"]
"""


def test_each_key_has_its_own_variable_where_one_line_reads_several(gathered: Gathered) -> None:
    files = {"app.py": LOOP, ".flaskenv": "SHOP_DEBUG=1\nSHOP_TESTING=1"}
    app = gathered(files, set=(("SHOP_OTHER", "1"),)).app
    assert app is not None
    set_by = {value.key: value.set_by for value in app.config}
    assert {key: set_by[key] for key in ("DEBUG", "TESTING", "OTHER", "BOTH")} == {
        "DEBUG": "SHOP_DEBUG in .flaskenv",
        "TESTING": "SHOP_TESTING in .flaskenv",
        "OTHER": "assignment",
        "BOTH": "assignment",
    }


PARSES = """
import argparse, sys
from flask import Flask
parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=5000)
%s
app = Flask(__name__)
app.config["SEEN"] = " ".join(sys.argv)
"""


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("options = parser.parse_args()", "exited"),  # gunicorn's own arguments are none of them
        ("options, _ = parser.parse_known_args()", "up"),
        ("mode = sys.argv[1]", "up"),
    ],
)
def test_the_command_line_is_that_of_a_server(line: str, outcome: str, gathered: Gathered) -> None:
    boot = gathered({"app.py": PARSES % line}).boot
    assert boot is not None
    assert boot.outcome == outcome


def test_a_program_has_its_own_command_line(gathered: Gathered) -> None:
    program = (PARSES % "options = parser.parse_args()") + "if __name__ == '__main__':\n    app.run()\n"
    boot = gathered({"Procfile": "web: python serve.py\n", "serve.py": program}).boot
    assert boot is not None
    assert (boot.outcome, boot.chosen_by) == ("up", "Procfile")
