"""What servers find at the targets that deploy files name, by their own rules."""

import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import requests

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.boot import Served
from tests import mortal
from tests.boot.conftest import APP, Gathered

FACTORY = "from flask import Flask\n\n\ndef create_app():\n    return Flask(__name__)\n"
BOTH = APP + "\n\ndef make(config=None, debug=False):\n    return app\n"
WRAPPED = """
class Wrapper:
    def __init__(self, app): self.app = app
    def __call__(self, environ, start_response): return self.app(environ, start_response)
wrapped = Wrapper(app.wsgi_app)
"""


def served(gathered: Gathered, files: dict[str, str | bytes]) -> Served:
    boot = gathered(files).boot
    assert boot is not None
    assert boot.outcome == "up", boot
    [one] = boot.served
    return one


@pytest.mark.parametrize(
    ("command", "app"),
    [
        ("gunicorn shop:app", BOTH),
        ("gunicorn 'shop:create_app()'", FACTORY),
        ("gunicorn the-shop:app", BOTH),
        ("gunicorn 'shop:make(None, debug=False)'", BOTH),
        ("gunicorn shop", "from flask import Flask\napplication = Flask(__name__)\n"),
        ("gunicorn shop:wrapped", BOTH + WRAPPED),
        ("gunicorn shop:web", BOTH + "def web(environ, start_response): return app(environ, start_response)"),
        (
            "gunicorn -k uvicorn.workers.UvicornWorker shop:asgi",
            BOTH + "async def asgi(scope, ask, tell): ...",
        ),
        ("waitress-serve --call shop:create_app", FACTORY),
        ("waitress-serve shop:app.wsgi_app", BOTH),
        ("uwsgi --wsgi-file shop.py --callable app", BOTH),
    ],
)
def test_serves(command: str, app: str, gathered: Gathered) -> None:
    one = served(gathered, {"Procfile": f"web: {command}\n", "shop.py": app, "the-shop.py": app})
    assert (one.outcome, one.launch.place) == ("serves", Place("Procfile", 1)), one


@pytest.mark.parametrize(
    ("command", "app", "outcome", "says"),
    [
        (
            "gunicorn shop:create_app",
            FACTORY,
            "refuses-call",
            {
                "detail": "TypeError: create_app() takes 0 positional arguments but 2 were given",
                "place": Place("shop.py", 4),
            },
        ),
        (
            "gunicorn shop:make",
            BOTH,
            "refuses-call",
            {"detail": "it returned a Flask and began no answer", "place": Place("shop.py", 5)},
        ),
        ("gunicorn shop", BOTH, "attribute-missing", {"names": ("app",)}),
        ("gunicorn shop:server", FACTORY, "attribute-missing", {"names": ("create_app()",)}),
        (
            "gunicorn shop:app",
            FACTORY + "\n\nif __name__ == '__main__':\n    app = create_app()\n",
            "attribute-missing",
            {"names": ("create_app()",), "guarded": True, "place": Place("shop.py", 9)},
        ),
        ("gunicorn shop:views.app", BOTH, "not-an-expression", {}),
        ("gunicorn 'shop:make(print)'", BOTH, "not-an-expression", {}),
        ("gunicorn shop:NAME", BOTH + "NAME = 'shop'\n", "not-callable", {"detail": "str"}),
        ("gunicorn nowhere:app", BOTH, "module-missing", {"detail": "nowhere"}),
        ("gunicorn rent-a-car:app", BOTH, "module-missing", {"detail": "rent-a-car"}),
        ("gunicorn ./shop:app", BOTH, "module-missing", {"detail": "./shop"}),
        ("gunicorn shop.py:app", BOTH, "module-missing", {"detail": "shop.py"}),
        ("gunicorn shop:the-app", BOTH, "not-an-expression", {}),
        ("waitress-serve shop", BOTH, "not-an-expression", {}),
    ],
)
def test_does_not_serve(
    command: str, app: str, outcome: str, says: dict[str, object], gathered: Gathered
) -> None:
    one = served(
        gathered, {"Procfile": f"web: {command}\n", "shop.py": app, "app.py": "from shop import *\n"}
    )
    assert one.outcome == outcome, one
    assert {name: getattr(one, name) for name in says} == says


STOPPED = "import no_such_package_here\n"


@pytest.mark.parametrize(
    ("command", "files", "says"),
    [
        (
            "gunicorn shop:app",
            {"shop.py": STOPPED + FACTORY},
            [("shop:app", "attribute-missing", Place("shop.py"), ("create_app()",))],
        ),
        (
            "gunicorn shop",
            {
                "shop.py": STOPPED
                + FACTORY
                + "\n\nif __name__ == '__main__':\n    application = create_app()\n"
            },
            [("shop", "attribute-missing", Place("shop.py", 10), ("create_app()",))],
        ),
        (
            "gunicorn nowhere:app",
            {"shop.py": STOPPED + BOTH},
            [("nowhere:app", "module-missing", NOWHERE, ())],
        ),
        (
            "gunicorn lib.nowhere:app",
            {"shop.py": STOPPED + BOTH, "lib/__init__.py": ""},
            [("lib.nowhere:app", "module-missing", NOWHERE, ())],
        ),
        ("gunicorn lib.made:app", {"shop.py": STOPPED + BOTH, "lib/__init__.py": "__path__ = []\n"}, []),
        ("gunicorn lib.made:app", {"shop.py": STOPPED + BOTH, "lib/__init__.py": "", "lib/made.so": ""}, []),
        (
            "gunicorn lib.made:app",
            {"shop.py": STOPPED + BOTH, "lib/other.py": ""},
            [],
        ),  # no package of its own
        (
            "gunicorn --chdir /srv/shop lib.made:app",
            {"shop.py": STOPPED + BOTH, "lib/__init__.py": ""},
            [],
        ),
        ("gunicorn shop:app", {"shop.py": STOPPED + BOTH}, []),
        ("gunicorn 'shop:create_app()'", {"shop.py": STOPPED + FACTORY}, []),
        ("gunicorn shop:app", {"shop.py": STOPPED + "from made import *\n" + FACTORY}, []),
        ("gunicorn shop:app", {"shop/__init__.py": STOPPED + FACTORY, "shop/app.py": BOTH}, []),
        ("gunicorn werkzeug:app", {"shop.py": STOPPED + BOTH}, []),  # it is installed
        ("gunicorn --pythonpath lib nowhere:app", {"shop.py": STOPPED + BOTH}, []),
        ("gunicorn $PLACE:app", {"shop.py": STOPPED + BOTH}, []),
        ("waitress-serve shop", {"shop.py": STOPPED + BOTH}, []),
        ("uvicorn shop:server", {"shop.py": STOPPED + BOTH}, []),
    ],
)
def test_of_an_app_that_does_not_come_up(
    command: str,
    files: dict[str, str | bytes],
    says: list[tuple[str, str, Place, tuple[str, ...]]],
    gathered: Gathered,
) -> None:
    boot = gathered({"Procfile": f"web: {command}\n", "run.py": "from shop import *\n", **files}).boot
    assert boot is not None
    assert boot.outcome == "raised", boot
    assert [(one.launch.target, one.outcome, one.place, one.names) for one in boot.served] == says


def test_a_target_that_was_chosen_in_vain_is_told_once(gathered: Gathered) -> None:
    boot = gathered({"Procfile": "web: gunicorn shop:app\n", "shop.py": "x = 1\n"}).boot
    assert boot is not None
    assert (boot.outcome, boot.served) == ("no-app", ())


def test_a_package_hides_the_file_of_its_name(gathered: Gathered) -> None:
    files = {"Procfile": "web: gunicorn app:app\n", "app.py": "x = 1", "app/__init__.py": "", "run.py": BOTH}
    one = served(gathered, files)
    assert (one.outcome, one.hidden) == ("attribute-missing", "app.py")


def test_an_import_that_fails_is_told(gathered: Gathered) -> None:
    files = {
        "Procfile": "web: gunicorn shop:app\n",
        "shop.py": BOTH,
        "Dockerfile": "FROM x\nCMD gunicorn w:app\n",
    }
    boot = gathered({**files, "w.py": "1 / 0\n"}).boot
    assert boot is not None
    assert [(one.outcome, one.crash and one.crash.type) for one in boot.served] == [
        ("serves", None),
        ("raised", "ZeroDivisionError"),
    ]


@pytest.mark.parametrize(
    ("call", "by", "host", "debug"),
    [
        ("app.run(debug=True)", "flask.Flask.run", "127.0.0.1", True),
        ("app.run('0.0.0.0')", "flask.Flask.run", "0.0.0.0", False),
        ("app.run(host='::')", "flask.Flask.run", "::", False),
        ("werkzeug.run_simple('::', 80, app)", "werkzeug.serving.run_simple", "", False),
    ],
)
@pytest.mark.parametrize("other", ["", "web: gunicorn run:app\n"])
def test_a_program_is_run(  # noqa: PLR0917 - what is called, and what is seen of it
    call: str, by: str, host: str, debug: bool, other: str, gathered: Gathered
) -> None:
    run = f"import werkzeug.serving as werkzeug\n{APP}if __name__ == '__main__':\n    {call}\n"
    boot = gathered({"run.py": run, "Dockerfile": "FROM x\nCMD python run.py\n", "Procfile": other}).boot
    assert boot is not None
    programs = [one for one in boot.served if one.launch.server == "python"]
    assert [(one.by, one.host, one.debug) for one in programs] == [(by, host, debug)]


@pytest.mark.parametrize(
    ("mode", "by"),
    [
        ("threading", "flask_socketio.SocketIO.run (threading)"),
        ("gevent", "flask_socketio.SocketIO.run"),
    ],
)
def test_the_server_behind_sockets_is_told(mode: str, by: str, gathered: Gathered) -> None:
    sockets = f"class SocketIO:\n    async_mode = {mode!r}\n    def run(self, app, **how): raise SystemExit\n"
    run = f"from flask_socketio import SocketIO\n{APP}if __name__ == '__main__':\n    SocketIO().run(app)\n"
    files = {"run.py": run, "flask_socketio.py": sockets, "Dockerfile": "FROM x\nCMD python run.py\n"}
    boot = gathered(files).boot
    assert boot is not None
    assert [one.by for one in boot.served] == [by]


def test_a_service_is_not_looked_at(gathered: Gathered) -> None:
    boot = gathered({"Procfile": "web: uvicorn shop:app\n", "shop.py": BOTH}).boot
    assert boot is not None
    assert boot.served == ()


# The incident: `flask --app module:create_app` works, gunicorn comes up, and every request is 500.


@pytest.mark.skipif(find_spec("gunicorn") is None, reason="gunicorn is not installed")
def test_gunicorn_checks_a_factory_and_then_serves_no_request(tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(FACTORY)
    gunicorn = [sys.executable, "-m", "gunicorn", "shop:create_app"]
    checked = subprocess.run([*gunicorn, "--check-config"], cwd=tmp_path, check=False, capture_output=True)
    assert checked.returncode == 0, "gunicorn itself sees no fault"
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [*gunicorn, "--bind", f"fd://{listening.fileno()}"]
        server = mortal.start(command, cwd=tmp_path, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL)
        try:
            answer = requests.get(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=20)
        finally:
            mortal.stop(server)
    assert answer.status_code == 500


def test_place_is_nowhere_when_all_is_well(gathered: Gathered) -> None:
    one = served(gathered, {"Procfile": "web: gunicorn shop:app\n", "shop.py": BOTH})
    assert (one.place, one.names, one.crash) == (NOWHERE, (), None)


@pytest.mark.parametrize("server", ["gunicorn", "waitress-serve", "flask --app", "python -m"])
def test_from_the_import_path_of_the_image(server: str, gathered: Gathered) -> None:
    """The modules beside the app are found by PYTHONPATH alone, in every boot."""
    target = "shop" if server.startswith(("flask", "python")) else "shop:app"
    command = f"{server} {target}" + (" run" if server.startswith("flask") else "")
    image = f"FROM x\nWORKDIR /app\nCOPY . .\nENV PYTHONPATH=/app/src/backend\nCMD {command}\n"
    app = "import settings\nfrom flask import Flask\napp = Flask(__name__)\n"
    app += "if __name__ == '__main__': app.run()\n"
    files = {"Dockerfile": image, "src/backend/__init__.py": "", "src/backend/settings.py": ""}
    boot = gathered({**files, "src/backend/shop.py": app}).boot
    assert boot is not None
    assert (boot.outcome, boot.chosen_by, boot.cwd) == ("up", "Dockerfile", ".")
    assert [one.outcome for one in boot.served] == ([] if server.startswith("flask") else ["serves"])
