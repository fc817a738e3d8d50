"""`run --serve`: apps under real servers on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from releasecheck.gather.rehearse import SCRIPT
from tests.program import releasecheck, report_of

APP = """
from flask import Flask

app = Flask(__name__)


def create_app():
    return app


@app.get("/healthz")
def healthz():
    return {"status": "ok"}
"""
SLOW_TO_COME = """
import os, time
open("pids", "w").write(f"{os.getppid()} {os.getpid()}")
time.sleep(600)
"""
STUBBORN = f"{APP}\nimport threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n"
FORKED = f"""{APP}
import os
parent = os.getppid()


@app.get("/ready")
def ready():
    return {{}}, 500 if os.environ.get("SERVER_SOFTWARE", "").startswith("gunicorn") else 200
"""


def rehearse(project: Path, files: dict[str, str], *options: str) -> dict[str, Any]:
    """The rehearsal of a project of these files, or the reason why there was none; and the findings."""
    for name, text in files.items():
        (project / name).write_text(text)
    skips = [word for part in ("tests", "lint", "requests") for word in ("--skip", part)]
    named = ("--serve", "--save", project / "saved.json", "--python", sys.executable)
    ended = releasecheck("run", project, *named, *skips, *options)
    assert ended.exit_code in (0, 1), ended.stderr
    return json.loads((project / "saved.json").read_text())


@pytest.mark.parametrize(
    ("manifest", "server"),
    [
        ({"Procfile": "web: gunicorn -w 2 'app:create_app()'\n"}, "gunicorn"),
        ({"Procfile": "web: gunicorn -w 1 --threads 4 app:app\n"}, "gunicorn"),
        ({"Procfile": "web: waitress-serve --port=$PORT app:app\n"}, "waitress"),
        ({"Procfile": "web: uwsgi --http :$PORT --module app:app\n"}, "uwsgi"),
        ({"Procfile": "web: uwsgi x.ini\n", "x.ini": "[uwsgi]\nfile=app.py\ncallable=app\n"}, "uwsgi"),
    ],
)
def test_a_server_comes_up_answers_and_stops(tmp_path: Path, manifest: dict[str, str], server: str) -> None:
    seen = rehearse(tmp_path, {"app.py": APP, **manifest})["facts"]["rehearsal"]
    assert (seen["server"], seen["outcome"], set(seen["statuses"])) == (server, "up", {200})
    assert len(seen["statuses"]) == 8
    assert seen["stopped_s"] is not None
    if server == "gunicorn":
        assert (seen["in_flight"], seen["returncode"]) == (200, 0)


def test_uwsgi_ends_what_it_is_answering_where_its_file_says_so(tmp_path: Path) -> None:
    hook = "hook-master-start=unix_signal:15 gracefully_kill_them_all\n"
    ini = f"[uwsgi]\nfile=app.py\ncallable=app\n{hook}"
    seen = rehearse(tmp_path, {"app.py": APP, "Procfile": "web: uwsgi x.ini\n", "x.ini": ini})
    assert seen["facts"]["rehearsal"]["in_flight"] == 200


def test_it_is_served_in_the_folder_in_which_it_was_found(tmp_path: Path) -> None:
    """By its path in the container, which has the name of the project's folder; `app` is a folder as well."""
    (tmp_path / "app").mkdir()
    program = "[program:web]\ncommand=gunicorn app:app\ndirectory=/deploy/app\n"
    seen = rehearse(tmp_path, {"app/app.py": APP, "supervisord.conf": program})["facts"]["rehearsal"]
    assert (seen["outcome"], set(seen["statuses"])) == ("up", {200})


def test_without_a_deploy_file_gunicorn_serves_the_app_that_was_named(tmp_path: Path) -> None:
    saved = rehearse(tmp_path, {"app.py": APP}, "--app", "app:app")
    assert saved["facts"]["rehearsal"]["server"] == "gunicorn"


FACTORY = """
from flask import Flask


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/healthz", "healthz", lambda: {"status": "ok"})
    return app
"""


@pytest.mark.parametrize(
    ("files", "target"),
    [
        ({"app.py": APP}, "app:app"),
        ({"app.py": FACTORY}, "app:create_app()"),
        (
            {
                "shop.py": APP.replace("app = ", "site = ")
                .replace("@app.", "@site.")
                .replace("n app", "n site")
            },
            "shop:site",
        ),
        ({"web.py": f"{FACTORY}\nshop = create_app()\n"}, "web:shop"),
    ],
    ids=["Flask's own search", "a factory", "another name, from the source", "a variable before its factory"],
)
def test_without_a_deploy_file_the_app_that_was_found_is_served(
    tmp_path: Path, files: dict[str, str], target: str
) -> None:
    seen = rehearse(tmp_path, files)["facts"]["rehearsal"]
    assert (seen["server"], seen["target"], seen["outcome"], set(seen["statuses"])) == (
        "gunicorn",
        target,
        "up",
        {200},
    )


DEFAULTS = FACTORY.replace("create_app()", "create_app(config=None)")


@pytest.mark.parametrize(
    ("files", "options", "target"),
    [
        ({"main.py": FACTORY, ".flaskenv": "FLASK_APP=main:create_app\n"}, (), "main:create_app()"),
        ({"main.py": DEFAULTS}, ("--app", "main:create_app"), "main:create_app()"),
        ({"main.py": APP}, ("--app", "main:create_app"), "main:create_app()"),
        ({"main.py": DEFAULTS}, ("--app", "main:create_app('x')"), "main:create_app('x')"),
        ({"main.py": FACTORY}, ("--app", "main.py:create_app"), "main:create_app()"),
    ],
    ids=["of .flaskenv", "with a default", "that gives the module's app", "with arguments", "of a file"],
)
def test_a_factory_that_flask_calls_by_itself_is_called(
    tmp_path: Path, files: dict[str, str], options: tuple[str, ...], target: str
) -> None:
    seen = rehearse(tmp_path, files, *options)["facts"]["rehearsal"]
    assert (seen["server"], seen["target"], set(seen["statuses"])) == ("gunicorn", target, {200})


def test_a_module_that_is_missing_under_the_server_is_named_with_its_place(tmp_path: Path) -> None:
    files = {"app.py": APP, "Procfile": "web: gunicorn app:app\n", "gunicorn.conf.py": "import not_there\n"}
    seen = rehearse(tmp_path, files)["facts"]["rehearsal"]
    assert (seen["outcome"], seen["said"]) == (
        "ended",
        "ModuleNotFoundError: no module not_there, which gunicorn.conf.py:1 imports",
    )


def test_it_asks_for_the_name_of_an_app_that_has_none(tmp_path: Path) -> None:
    """Made by a program, which would be another module where a server imported it."""
    made = FACTORY.replace("create_app()", "create_app(name)")
    program = f"{made}\nif __name__ == '__main__':\n    create_app('shop').run()\n"
    saved = rehearse(tmp_path, {"main.py": program, "Dockerfile": "FROM python:3.12\nCMD python main.py\n"})
    assert saved["facts"]["boot"]["outcome"] == "up"
    assert saved["facts"]["missing"]["rehearsal"]["outcome"] == "inconclusive"
    assert "--app main:NAME" in saved["facts"]["missing"]["rehearsal"]["reason"]


def test_a_server_that_cannot_start_is_a_finding(tmp_path: Path) -> None:
    saved = rehearse(tmp_path, {"app.py": APP, "Procfile": "web: gunicorn -k eventlet app:app\n"})
    found = [one for one in saved["report"]["findings"] if one["rule"] == "served-app-fails"]
    assert [(one["path"], one["line"]) for one in found] == [("Procfile", 1)]
    assert "ends by itself" in found[0]["message"]


def test_what_fails_only_under_the_server_is_a_finding(tmp_path: Path) -> None:
    files = {"app.py": FORKED.replace('"/healthz"', '"/page"').replace("/ready", "/readyz")}
    saved = rehearse(tmp_path, {**files, "Procfile": "web: gunicorn app:app\n", "gunicorn.conf.py": SOFTWARE})
    (found,) = (one for one in saved["report"]["findings"] if one["rule"] == "served-app-fails")
    assert found["message"] == "8 of 8 requests for /readyz fail under gunicorn"


SOFTWARE = 'raw_env = ["SERVER_SOFTWARE=gunicorn"]\n'


def test_a_thread_that_goes_on_holds_up_the_stop(tmp_path: Path) -> None:
    saved = rehearse(tmp_path, {"app.py": STUBBORN, "Procfile": "web: gunicorn -w 1 app:app\n"})
    assert saved["facts"]["rehearsal"]["outcome"] == "up"
    stops = [one["rule"] for one in saved["report"]["findings"] if one["rule"] == "served-app-stops-badly"]
    assert bool(stops) == (saved["facts"]["rehearsal"]["stopped_s"] is None)


def test_without_the_flag_nothing_is_served(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    skips = [word for part in ("tests", "lint", "requests") for word in ("--skip", part)]
    checks = report_of(tmp_path, *skips)["checks"]
    (check,) = (one for one in checks if one["rule"] == "served-app-fails")
    assert (check["outcome"], check["reason"]) == ("skipped", "no --serve")


SERVER = [sys.executable, "-m", "gunicorn", "--graceful-timeout=1", "app:app", "--bind"]
HOLDS = f"from tests import mortal\nmortal.start([*{SERVER}, '127.0.0.1:0'])\ninput()\n"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing tells a child that its parent died")
@pytest.mark.parametrize("whose", ["the program's", "the tests'"])
def test_a_server_ends_with_what_started_it(tmp_path: Path, whose: str) -> None:
    (tmp_path / "app.py").write_text(SLOW_TO_COME)
    spec = {"command": [*SERVER, "127.0.0.1:{port}"], "path": "/", "host": "localhost", "limit": 60}
    ours = [sys.executable, "-I", str(SCRIPT), json.dumps(spec)]
    theirs = [sys.executable, "-c", HOLDS]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = ours if whose == "the program's" else theirs
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdin=pipe, stdout=pipe) as starter:
        pids = tmp_path / "pids"
        while not pids.exists() or len(pids.read_text().split()) < 2:
            assert starter.poll() is None
        starter.kill()
    for pid in pids.read_text().split():
        while Path(f"/proc/{pid}").exists():
            pass
