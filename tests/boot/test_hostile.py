"""Apps that would hurt: each ends in time with an outcome and its place, and leaves nothing behind."""

import os
from pathlib import Path

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.boot import Boot
from releasecheck.gather.app import AppFacts
from tests.boot.conftest import APP, Gathered


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """No file but those that were written, and no process with this test's mark in its environment."""
    monkeypatch.setenv("RELEASECHECK_TEST", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    yield
    assert [
        path for path in (tmp_path / "project").rglob("*") if path.is_file() and path.suffix != ".py"
    ] == []
    assert list((tmp_path / "scratch").iterdir()) == []
    assert marked(tmp_path) == []


def marked(tmp_path: Path) -> list[str]:
    mark = f"RELEASECHECK_TEST={tmp_path}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if environ.parent.name != str(os.getpid()) and mark in environ.read_bytes():
                found.append((environ.parent / "cmdline").read_text())
        except OSError:
            continue
    return found


def booted(facts: AppFacts) -> Boot:
    assert facts.boot is not None
    return facts.boot


@pytest.mark.parametrize(
    ("source", "outcome", "line"),
    [
        pytest.param("import sys\nsys.exit(3)", "exited", 2, id="sys.exit"),
        pytest.param("import os\nos._exit(3)", "exited", 2, id="os._exit"),
        pytest.param("import argparse\nargparse.ArgumentParser().error('no')", "exited", 2, id="argparse"),
        pytest.param("import os\nos.abort()", "died", 2, id="abort"),
        pytest.param("import ctypes\nctypes.string_at(0)", "died", 2, id="segfault"),
        pytest.param("import os\nos.kill(os.getpid(), 9)", "died", None, id="SIGKILL"),
        pytest.param("while True: pass", "timed-out", 1, id="endless loop"),
        pytest.param("import threading\nthreading.Event().wait()", "timed-out", 2, id="waits for ever"),
        pytest.param("import itertools\nany(itertools.repeat(0))", "timed-out", 2, id="never lets go"),
        pytest.param("input()", "raised", 1, id="input"),
        pytest.param("def f(): f()\nf()", "raised", 1, id="recursion"),
        pytest.param("class Odd(BaseException):\n    pass\nraise Odd", "raised", 3, id="BaseException"),
        pytest.param("x = 'ab\n", "raised", 1, id="syntax"),
    ],
)
def test_ends_with_a_place(gathered: Gathered, source: str, outcome: str, line: int | None) -> None:
    boot = booted(gathered({"app.py": source}, boot_timeout=3.0 if outcome == "timed-out" else 20.0))
    assert boot.outcome == outcome
    assert boot.duration_s < 20
    place = boot.crash.place if boot.crash else boot.place
    assert (place.path, place.line) == ("app.py" if line else None, line)


@pytest.mark.parametrize(("status", "code"), [("3", 3), ("", 0), ("'bad'", 1)])
def test_exit_code(gathered: Gathered, status: str, code: int) -> None:
    assert booted(gathered({"app.py": f"import sys\nsys.exit({status})"})).exit_code == code


def test_huge_allocation(gathered: Gathered) -> None:
    source = "blocks = []\nwhile True:\n    blocks.append(bytearray(2**24))\n"
    boot = booted(gathered({"app.py": source}, memory=2**28))
    assert boot.crash is not None
    assert (boot.crash.type, boot.crash.cause) == ("MemoryError", "memory")
    assert boot.crash.place == Place("app.py", 3)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("print('x' * 50_000_000)", id="50 MB printed"),
        pytest.param("import sys\nsys.stdout.close()\nsys.stderr.close()", id="closed streams"),
        pytest.param("import os\nos.close(1)\nos.close(2)", id="closed descriptors"),
        pytest.param("import os\nos.closerange(3, 100)", id="all descriptors closed"),
        pytest.param("import os\nos.chdir('/')", id="changed folder"),
        pytest.param("import os\nos.environ.clear()", id="cleared environment"),
        pytest.param("import sys\nsys.path.clear()\nsys.argv.clear()", id="cleared path"),
        pytest.param("import sys\nsys.setrecursionlimit(150)", id="low recursion limit"),
        pytest.param("import os, time\nos.fork() or os.setsid() or time.sleep(600)", id="forked child"),
        pytest.param("import os\nif os.fork() == 0:\n    pass", id="child that goes on"),
        pytest.param(
            "import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()", id="thread"
        ),
        pytest.param(
            "import subprocess\nsubprocess.Popen(['/bin/sleep', '600'], start_new_session=True, env={})",
            id="daemon",
        ),
        pytest.param("import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)", id="signals"),
        pytest.param("import atexit, time\natexit.register(time.sleep, 600)", id="exit handler that hangs"),
        pytest.param("import builtins, json\nbuiltins.print = json.dumps = None", id="broken print and json"),
    ],
)
def test_comes_up_all_the_same(gathered: Gathered, source: str) -> None:
    files = {"app.py": APP + source + "\n@app.route('/here')\ndef here():\n    return ''\n"}
    facts = gathered(files)
    assert booted(facts).outcome == "up"
    assert facts.missing.keys() == {"requests"}
    assert facts.app is not None
    assert "here" in {route.endpoint for route in facts.app.routes}
    assert facts.app.place == Place("app.py", 2)


@pytest.mark.parametrize(
    ("call", "detail"),
    [
        ("app.run(debug=True, port=1)", "flask.Flask.run"),
        ("import werkzeug.serving as s; s.run_simple('localhost', 1, app)", "werkzeug.serving.run_simple"),
        (
            "import wsgiref.simple_server as s; s.make_server('127.0.0.1', 0, app).serve_forever()",
            "socketserver.BaseServer.serve_forever",
        ),
    ],
)
def test_server_started_at_import(gathered: Gathered, call: str, detail: str) -> None:
    boot = booted(gathered({"app.py": APP + call}))
    assert boot.outcome == "up"
    servers = [event for event in boot.events if event.kind == "server"]
    assert [(event.detail, event.place) for event in servers] == [(detail, Place("app.py", 3))]


@pytest.mark.parametrize(
    ("call", "debug"),
    [
        ("app.run(debug=True)", True),
        ("app.run('127.0.0.1', 1, True)", True),
        ("def serve(debug=False): app.run(debug=debug)\nserve(debug=True)", True),
        ("import werkzeug.serving as s; s.run_simple('localhost', 1, app, use_debugger=True)", True),
        ("app.run()", False),
        ("def serve(debug=True): app.run(debug=debug)\nserve(debug=False)", False),
        ("import werkzeug.serving as s; s.run_simple('localhost', 1, app)", False),
    ],
)
def test_debug_mode_of_a_server_started_at_import(gathered: Gathered, call: str, debug: bool) -> None:
    boot = booted(gathered({"app.py": APP + call}))
    assert [event.debug for event in boot.events if event.kind == "server"] == [debug]


@pytest.mark.parametrize("form", ["{}.py", "{}/__init__.py"])
def test_modules_with_names_of_ours_and_pythons(gathered: Gathered, form: str) -> None:
    names = ["json", "checks", "releasecheck", "secrets", "config", "answer", "places", "boot", "templates"]
    files = {form.format(name): "mine = True" for name in names}
    facts = gathered({**files, "app.py": APP + "import " + ", ".join(names)})
    assert booted(facts).outcome == "up"
    assert facts.app is not None


def test_package_called_app(gathered: Gathered) -> None:
    facts = gathered({"app/__init__.py": APP, "app/views.py": "from app import app"})
    assert booted(facts).outcome == "up"
    assert facts.app is not None
    assert facts.app.import_name == "app"


def test_what_could_not_be_collected_is_said(gathered: Gathered) -> None:
    facts = gathered({"app.py": APP + "app.url_map = None"})
    assert booted(facts).outcome == "up"
    assert facts.app is None
    assert facts.missing["app"] == Absence("inconclusive", "collecting the app facts failed: AttributeError")


def test_what_an_app_writes_into_every_open_file_is_no_answer(gathered: Gathered) -> None:
    writing = """
import os
for descriptor in range(3, 64):
    try:
        os.write(descriptor, b'garbage\\n[1]\\n{"kind": "app"}\\n["other-words-entirely"]')
    except OSError:
        pass
"""
    facts = gathered({"app.py": writing + APP})
    assert booted(facts).outcome == "up"
    assert facts.app is not None


@pytest.mark.parametrize(
    "change",
    ["import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))", "import os\nos.getpid = None"],
    ids=["no file may grow", "a function that we use is gone"],
)
def test_what_keeps_us_from_looking_is_not_the_apps_end(change: str, gathered: Gathered) -> None:
    facts = gathered({"app.py": APP + change})
    assert facts.boot is None
    assert facts.missing["app"].outcome == "inconclusive"
    assert facts.missing["app"].reason.startswith("looking at the app failed (")


def test_secrets_that_only_the_live_app_shows(gathered: Gathered) -> None:
    made = "app.config['MAIL_PASSWORD'] = '-'.join(['quite', 'some', 'words'])\n"
    facts = gathered({"app.py": APP + made})
    assert facts.secrets == ("quite-some-words",)
    assert "quite-some-words" not in repr(facts)


def test_secrets_are_told_to_nobody_elses_file(gathered: Gathered, tmp_path: Path) -> None:
    """Descriptors that the app closed belong to what it opens next."""
    log = tmp_path / "log"
    taking = f"""
import os
os.closerange(3, 64)
files = [open({str(log)!r}, "a") for _ in range(3, 64)]
app.config['MAIL_PASSWORD'] = '-'.join(['quite', 'some', 'words'])
"""
    facts = gathered({"app.py": APP + taking})
    assert facts.secrets == ()
    assert "words" not in log.read_text()


@pytest.mark.parametrize("source", [b"name = 'caf\xe9'\n", b"x = 1\0\n"], ids=["not UTF-8", "null byte"])
def test_undecodable_source(gathered: Gathered, source: bytes) -> None:
    boot = booted(gathered({"app.py": source + APP.encode()}))
    assert boot.outcome == "raised"
    assert boot.crash is not None
    assert (boot.crash.type, boot.crash.cause) == ("SyntaxError", "syntax")


VIEWS = """
from flask import Flask, Response
import os, time, threading
app = Flask(__name__)

@app.route("/a-first")
def first():
    return "fine"

@app.route("/b-hostile")
def hostile():
    {body}

@app.route("/c-last")
def last():
    return "fine"
"""


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        pytest.param("threading.Event().wait()", "timed-out", id="never returns"),
        pytest.param("while True: pass", "timed-out", id="endless loop"),
        pytest.param("any(__import__('itertools').repeat(0))", "timed-out", id="never lets go"),
        pytest.param("os._exit(1)", "killed", id="ends the process"),
        pytest.param("os.abort()", "killed", id="aborts"),
        pytest.param("os.kill(os.getpid(), 9)", "killed", id="kills the process"),
        pytest.param("raise SystemExit", "raised", id="exits"),
        pytest.param(
            "return Response(iter(lambda: time.sleep(0.01) or b'x', None))", "answered", id="streams for ever"
        ),
    ],
)
def test_hostile_view(gathered: Gathered, body: str, outcome: str) -> None:
    facts = gathered({"app.py": VIEWS.format(body=body)}, requests=True, request_timeout=1.0)
    assert facts.requests is not None
    answers = {response.path: response for response in facts.requests.responses}
    assert {path: answer.outcome for path, answer in answers.items()} == {
        "/a-first": "answered",
        "/b-hostile": outcome,
        "/c-last": "answered",
    }
    if outcome == "timed-out":
        assert answers["/b-hostile"].duration_s == 1.0
        assert (answers["/b-hostile"].place.path, answers["/b-hostile"].place.line) == ("app.py", 11)
