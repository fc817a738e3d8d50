"""`releasecheck run` as a user or a script sees it: exit codes, outputs, interruption."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.program import PLAIN, releasecheck

COMMAND = [Path(sys.executable).with_name("releasecheck"), "run"]
QUICK = ["--skip", "tests", "--skip", "lint", "--skip", "requests"]

APP = """
from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
"""
NO_HEALTH_ROUTE = APP.replace("healthz", "page")
FACTORY = """
import os

from flask import Flask


def create_app():
    app = Flask(__name__)
    %s
    return app
"""
HANGS = """
import subprocess, time

subprocess.Popen(["sleep", "{nap}"], start_new_session=True)
time.sleep(60)
"""
# Under nohup or in a shell's background Ctrl-C is ignored, and so it is in all children.
AT_A_TERMINAL = """
import os, signal, sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def run(project: Path, *options: str, **environ: str) -> Result:
    """In this process, in the project's folder."""
    with contextlib.chdir(project):
        return releasecheck("run", *options, **environ)


def report(project: Path, *options: str) -> dict:
    return json.loads(run(project, "--format", "json", *options).stdout)


def start(project: Path, *options: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """In a process of its own, as a user or a script starts it."""
    return subprocess.run(
        [*COMMAND, *options],
        cwd=project,
        env={**os.environ, **PLAIN, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("files", "options", "code"),
    [
        ({"app.py": APP}, [], 0),
        ({"app.py": NO_HEALTH_ROUTE}, [], 0),
        ({"app.py": NO_HEALTH_ROUTE}, ["--fail-on", "warning"], 1),
        ({"app.py": "raise ValueError"}, [], 1),
        ({"app.py": "import sys\nsys.exit(0)"}, [], 1),
        ({"readme.txt": "no app"}, [], 1),
        ({"app.py": FACTORY % "os.environ['SECRET_KEY']"}, [], 3),
        ({"app.py": FACTORY % "os.environ['SECRET_KEY']"}, ["--set", "SECRET_KEY=0b9d8f7e6a5c4b3d2e1f"], 0),
        ({"app.py": "import no_such_package_anywhere"}, [], 3),
        ({"app.py": "import no_such_package_anywhere"}, ["--python", sys.executable], 1),
        ({"app.py": APP}, ["--skip", "boot", "--select", "routes"], 3),
        ({"app.py": APP, "releasecheck.toml": "aplication = 'x'"}, [], 2),
        ({"app.py": APP}, ["--select", "no-such-rule"], 2),
        ({"app.py": APP}, ["--env-file", "nothing.env"], 2),
        ({"app.py": APP, "latin.env": b"A=caf\xe9"}, ["--env-file", "latin.env"], 2),
        ({"app.py": APP, "wide.env": "A=b".encode("utf-16")}, ["--env-file", "wide.env"], 0),
        ({"app.py": APP}, ["--python", "nowhere/bin/python"], 2),
        ({"app.py": APP, "releasecheck.toml": "python = 'nowhere/python'"}, [], 2),
        ({"app.py": APP, "releasecheck.toml": "[tests]\nenv-file = 'nowhere.env'"}, [], 2),
        ({"app.py": APP, "releasecheck.toml": "severity = { debug-onn = 'info' }"}, [], 2),
        ({"app.py": APP, "releasecheck.toml": "url = 'nowhere'"}, [], 2),
        ({"app.py": APP, "releasecheck.toml": "requests = { headers = { K = '$RC_UNSET' } }"}, [], 2),
        ({"app.py": APP}, ["--url", "ftp://127.0.0.1/"], 2),
        ({"app.py": APP}, ["--format", "sarif"], 2),
        ({"app.py": APP}, ["--format", "json", "--format", "text"], 2),
        ({"app.py": APP}, ["--format", "json=nowhere/report.json"], 2),
        ({"app.py": APP}, ["--save", "nowhere/release.json"], 2),
        ({"app.py": APP}, ["--facts", "app.py"], 2),
    ],
)
def test_exit_codes(tmp_path, files, options, code) -> None:
    for name, text in files.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    ended = run(tmp_path, *QUICK, *options)
    assert ended.exit_code == code, ended.stdout + ended.stderr
    assert (ended.stdout == "") is (code == 2)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("app", "options", "code"),
    [(APP, [], 0), ("raise ValueError", [], 1), (APP, ["--select", "x"], 2), ("import nowhere", [], 3)],
)
def test_the_process_ends_with_the_exit_code(tmp_path, app, options, code) -> None:
    (tmp_path / "app.py").write_text(app)
    ended = start(tmp_path, *QUICK, *options)
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert (ended.stdout == "") is (code == 2)
    assert "Traceback" not in ended.stderr


def test_no_such_project_is_wrong_usage(tmp_path) -> None:
    ended = run(tmp_path, "nowhere")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "nowhere" in ended.stderr


UNUSED = "X = 1  # releasecheck: ignore[debug-on] nothing there\n"


@pytest.mark.parametrize(
    ("settings", "options", "severities"),
    [
        ("", [], ["warning"]),
        ("severity = { unused-suppression = 'info' }", [], ["info"]),
        ("", ["--ignore", "unused-suppression"], []),
        ("", ["--select", "config"], []),
        ("", ["--select", "config", "--select", "repository"], ["warning"]),
    ],
)
def test_rules_about_suppressions_are_chosen_like_others(project, settings, options, severities) -> None:
    (project / "app.py").write_text(APP + UNUSED)
    (project / "releasecheck.toml").write_text(settings)
    found = report(project, *QUICK, *options)["findings"]
    assert [one["severity"] for one in found if one["rule"] == "unused-suppression"] == severities


def git(project: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, cwd=project, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    ("options", "change", "build"),
    [([], "", "{commit}"), ([], "X = 1\n", "{commit}-dirty"), (["--build", "v1"], "X = 1\n", "v1")],
)
def test_the_release_is_named_by_build_or_by_its_commit(project, options, change, build) -> None:
    git(project, "init", "--quiet")
    git(project, "add", "app.py")
    git(project, "commit", "--quiet", "--message", "x")
    (project / "app.py").write_text(APP + change)
    run(project, "--skip", "boot", *QUICK, *options, "--save", "release.json")
    saved = json.loads((project / "release.json").read_text())
    assert saved["facts"]["project"]["build"] == build.format(commit=git(project, "rev-parse", "HEAD"))


@pytest.mark.parametrize(
    ("options", "environ", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_reaches_a_pipe_when_it_is_asked_for(project, options, environ, coloured) -> None:
    shown = start(project, "--skip", "boot", *QUICK, *options, **environ).stdout
    assert ("\x1b[" in shown) is coloured


def test_text_in_a_file_has_no_colour(project) -> None:
    run(project, *QUICK, "--format", "text=report.txt", FORCE_COLOR="1")
    assert "\x1b" not in (project / "report.txt").read_text()


def test_an_unset_variable_is_named_with_the_way_out(tmp_path) -> None:
    (tmp_path / "app.py").write_text(FACTORY % "os.environ['SHOP_TOKEN']")
    last = run(tmp_path, *QUICK).stdout.splitlines()[-1]
    assert last.startswith("could not tell: ")
    assert "--set SHOP_TOKEN=" in last


def test_an_app_that_does_not_come_up_is_judged_by_its_source(tmp_path) -> None:
    made = "from flask import Flask\nimport nowhere\n\napp = Flask(__name__)\n"
    (tmp_path / "app.py").write_text(f'{made}app.secret_key = "kept-by-nobody-8"\n')
    findings = report(tmp_path, *QUICK)["findings"]
    errors = [(one["rule"], one["line"]) for one in findings if one["severity"] == "error"]
    assert errors == [("secret-hardcoded", 5)]


def test_a_suite_that_lacks_what_set_gave_the_app_does_not_fail_the_release(tmp_path) -> None:
    (tmp_path / "config.py").write_text("import os\nname = os.environ.get('SHOP_NAME')\n")
    (tmp_path / "app.py").write_text(FACTORY % "import config; config.name.lower()")
    (tmp_path / "test_shop.py").write_text("import config\n\nconfig.name.lower()\n\ndef test_it(): pass\n")
    given = report(tmp_path, "--skip", "lint", "--select", "tests-fail", "--set", "SHOP_NAME=Shop")
    (found,) = given["findings"]
    assert (given["verdict"], found["severity"]) == ("ready", "warning")
    assert found["evidence"][-1] == "the suite ran without SHOP_NAME, which only the app was given"


def test_settings_are_read_and_their_faults_named(tmp_path) -> None:
    (tmp_path / "releasecheck.toml").write_text("fail-onn = 'error'")
    said = run(tmp_path).stderr
    assert "releasecheck.toml: fail-onn" in said
    assert "fail-on" in said.replace("fail-onn", "")


def test_each_output_goes_where_it_was_asked_for(project) -> None:
    ended = run(project, *QUICK, "--format", "text", "--format", "json=report.json", "--save", "release.json")
    assert ended.stdout.splitlines()[-1].startswith("ready: ")
    assert json.loads((project / "report.json").read_text())["verdict"] == "ready"
    assert json.loads((project / "release.json").read_text())["schema"] == "releasecheck/release/1"


def test_saved_facts_give_the_same_judgement(project) -> None:
    first = report(project, "--save", "release.json")
    second = report(project, "--facts", "release.json")
    assert first["findings"] == second["findings"]
    assert first["routes"] == second["routes"]
    assert [(one["rule"], one["outcome"], one["reason"]) for one in first["checks"]] == [
        (one["rule"], one["outcome"], one["reason"]) for one in second["checks"]
    ]


def test_routes_are_locked_and_then_compared(project) -> None:
    drift = ["--select", "public-route-drift", "--skip", "lint", "--skip", "tests"]
    (before,) = (one for one in report(project, *drift)["checks"] if one["rule"] == "public-route-drift")
    assert before["reason"] == "there is no routes.lock: `releasecheck run --lock-routes` writes one"
    assert report(project, *drift, "--lock-routes")["findings"] == []
    (project / "app.py").write_text(APP + "@app.get('/new')\ndef new():\n    return 'x'\n")
    assert [one["subject"] for one in report(project, *drift)["findings"]] == ["/new"]


def test_without_an_app_no_route_is_locked(tmp_path) -> None:
    (tmp_path / "app.py").write_text("1 / 0")
    ended = run(tmp_path, *QUICK, "--lock-routes")
    assert "routes.lock was not written" in ended.stderr
    assert not (tmp_path / "routes.lock").exists()


def test_suppressions_need_their_reason_and_are_counted(project) -> None:
    (project / "releasecheck.toml").write_text('[ignore]\nno-tests = "a demonstration"\n')
    summary = report(project, "--skip", "lint", "--ignore", "dependencies")["summary"]
    assert (summary["warning"], summary["suppressed"]) == (0, 1)


def test_nothing_is_left_in_the_project(project) -> None:
    run(project)
    assert [path.name for path in project.iterdir()] == ["app.py"]


def test_what_the_app_leaves_in_the_project_is_said(project) -> None:
    (project / "app.py").write_text("open('run.log', 'a').close()\n" + APP)
    assert report(project, *QUICK)["left"] == [{"path": "run.log", "how": "made"}]
    (project / "run.log").unlink()
    ended = run(project, *QUICK)
    assert "the app and its tests left in the project: run.log (made)\n" in ended.stderr
    assert "run.log" not in ended.stdout
    assert report(project, *QUICK)["left"] == []


EMPTIES_THE_DATABASE = """\
import sqlite3

def test_it():
    with sqlite3.connect("shop.db") as database:
        database.execute("DROP TABLE orders")
    assert {then}
"""


def orders(database: Path) -> list[tuple[int]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT id FROM orders").fetchall()


@pytest.fixture
def database(project) -> Path:
    file = project / "shop.db"
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE orders (id INTEGER)")
        connection.execute("INSERT INTO orders VALUES (7)")
    return file


def test_a_database_that_the_suite_empties_is_put_back(project, database) -> None:
    (project / "test_shop.py").write_text(EMPTIES_THE_DATABASE.format(then=True))
    ended = run(project, "--skip", "boot")
    assert "changed these databases, which were put back as they were: shop.db\n" in ended.stderr
    assert orders(database) == [(7,)]
    assert report(project, "--skip", "boot")["left"] == [{"path": "shop.db", "how": "restored"}]


SHOWS_THE_ORDERS = """
import sqlite3
from flask import Flask

app = Flask(__name__)

@app.get("/orders")
def orders():
    with sqlite3.connect("shop.db") as database:
        return {"orders": database.execute("SELECT id FROM orders").fetchall()[0]}
"""


def test_pages_and_suite_each_begin_with_the_database_as_it_was(project, database) -> None:
    (project / "app.py").write_text(SHOWS_THE_ORDERS)
    (project / "test_shop.py").write_text(EMPTIES_THE_DATABASE.format(then=True))
    told = report(project, "--skip", "lint")
    assert [one["requested"]["status"] for one in told["routes"] if one["rule"] == "/orders"] == [200]
    assert told["tests"]["passed"] == 1
    touched = [one for one in told["findings"] if one["rule"] == "tests-touch-production"]
    assert [(one["path"], one["line"], one["subject"]) for one in touched] == [("app.py", 9, "shop.db")]
    assert orders(database) == [(7,)]


def test_interrupted_it_puts_the_database_back_without_waiting_for_the_suite(project, database) -> None:
    (project / "test_shop.py").write_text(
        EMPTIES_THE_DATABASE.format(then="open('emptied', 'w') and __import__('time').sleep(120)")
    )
    process = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, *COMMAND], cwd=project, stderr=subprocess.DEVNULL
    )
    wait_until((project / "emptied").exists)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert orders(database) == [(7,)]


@pytest.fixture
def hanging(tmp_path) -> Callable[[], bool]:
    """Whether the daemon is there that the hanging app of this test, and of no other, has started."""
    nap = f"61.{os.getpid()}{time.monotonic_ns()}"
    (tmp_path / "app.py").write_text(HANGS.format(nap=nap))

    def is_there() -> bool:
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if command.read_bytes() == f"sleep\0{nap}\0".encode():
                    return True
            except OSError:
                continue  # it ended while we looked
        return False

    return is_there


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_leaves_no_child_and_no_report(tmp_path, hanging, number, code) -> None:
    command = [sys.executable, "-c", AT_A_TERMINAL, *COMMAND, *QUICK, "--format", "json=report.json"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(hanging)
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == code, errors
    assert not hanging()
    assert not (tmp_path / "report.json").exists()
    assert "Traceback" not in errors


def test_the_deadline_ends_the_run_with_a_report(tmp_path, hanging) -> None:
    started = time.monotonic()
    ended = start(tmp_path, *QUICK, "--timeout", "3", "--format", "json")
    assert time.monotonic() - started < 3 + 20  # what hangs would hang for a minute
    said = json.loads(ended.stdout)
    assert (said["verdict"], said["exit_code"], ended.returncode) == ("inconclusive", 3, 3)
    assert said["reason"] == "--timeout ended the run after 3 s; what was unfinished is inconclusive"
    assert not hanging()


def wait_until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.mark.parametrize("project_has", ["releasecheck", "checks", "json", "flask_unsign_wordlist"])
def test_a_package_of_the_project_with_a_name_of_ours_does_not_disturb_us(project, project_has) -> None:
    (project / project_has).mkdir()
    (project / project_has / "__init__.py").write_text("raise SystemExit('the wrong one')")
    ended = start(project, *QUICK)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.startswith(f"{project.name}: app.py (from Flask's own search)\n")
    assert re.match(r"ready: 0 errors", ended.stdout.splitlines()[-1])
