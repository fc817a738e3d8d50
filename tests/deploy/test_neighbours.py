"""Which launches are the project's own, and in which folder each may start."""

from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.facts.deploy import Deploy
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.deploy.locating import folder_of
from releasecheck.gather.deploy.working_directory import folders_of

APP = "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(debug=True)\n"
IMAGE = "FROM python:3.13\nWORKDIR /app\nCOPY . .\nCMD {}\n"
PROGRAM, SERVER = IMAGE.format("python app.py"), IMAGE.format("gunicorn app:app")
ROOT = {"app.py": APP, "requirements.txt": "flask"}
BACKEND = {"backend/app.py": APP, "backend/requirements.txt": "flask", "backend/Dockerfile": SERVER}
Write = Callable[[dict[str, str]], Deploy]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A project of these files, as its manifests tell it."""

    def gather(files: dict[str, str]) -> Deploy:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return gather_deploy(tmp_path).facts

    return gather


@pytest.mark.parametrize(
    ("files", "own", "neighbours"),
    [
        ({**ROOT, "Dockerfile": PROGRAM, **BACKEND}, ["Dockerfile"], ["backend"]),
        (
            {  # Python imports the package, of a package and a module of one name
                "app.py": "from app import create_app\nif __name__ == '__main__':\n    create_app().run()\n",
                "app/__init__.py": "from flask import Flask\ncreate_app = lambda: Flask(__name__)\n",
                "Dockerfile": PROGRAM,
                **BACKEND,
            },
            ["Dockerfile"],
            ["backend"],
        ),
        ({**ROOT, **BACKEND}, [], ["backend"]),
        ({"requirements.txt": "flask", **BACKEND}, ["backend/Dockerfile"], []),
        ({"app.py": APP, **BACKEND}, ["backend/Dockerfile"], []),
        ({**ROOT, "backend/app.py": APP, "backend/Dockerfile": SERVER}, ["backend/Dockerfile"], []),
        (
            {
                **BACKEND,
                "requirements.txt": "flask",
                "wsgi.py": "from backend.app import app",
                "Procfile": "web: gunicorn wsgi:app",
            },
            ["Procfile", "backend/Dockerfile"],
            [],
        ),
        (
            {**ROOT, "Dockerfile": PROGRAM, "docker/Dockerfile": SERVER},
            ["Dockerfile", "docker/Dockerfile"],
            [],
        ),
        (
            {
                **ROOT,
                "Dockerfile": PROGRAM,
                "worker/Dockerfile": IMAGE.format("python worker.py"),
                "worker/worker.py": "bot.run()",
            },
            ["Dockerfile"],
            ["worker"],
        ),
        (
            {
                **ROOT,
                "Dockerfile": PROGRAM,
                **BACKEND,
                "compose.yaml": "services: {api: {build: ./backend, command: flask --app app run}}",
            },
            ["Dockerfile"],
            ["backend", "backend"],
        ),
    ],
)
def test_a_service_with_a_folder_of_its_own_is_a_neighbour_of_the_roots_app(
    write: Write, files: dict[str, str], own: list[str], neighbours: list[str]
) -> None:
    facts = write(files)
    assert [one.place.path for one in facts.launches] == own
    assert [one.starts_in for one in facts.neighbours] == neighbours


UNIT = "[Service]\nWorkingDirectory={}\nExecStart=/venv/bin/gunicorn app:app\n"
PACKAGE = {"app/__init__.py": "", "app/app.py": APP}


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        ({"web.service": UNIT.format("/srv/shop/app"), **PACKAGE}, [".", "app"]),
        ({"web.service": UNIT.format("/srv/shop"), **PACKAGE}, [".", "app"]),
        ({"web.service": UNIT.format("/srv/shop"), "app.py": APP}, ["."]),
        ({"web.service": UNIT.format("/srv/shop/../x"), "app.py": APP}, ["."]),
        ({"web.service": UNIT.format("."), **PACKAGE}, ["."]),
        (
            {
                "start.sh": "cd /home/me/shop/api\ngunicorn app:app\n",
                "app/__init__.py": "",
                "api/app.py": APP,
            },
            [".", "api"],
        ),
        ({"start.sh": "cd api && gunicorn app:app\n", "api/app.py": APP}, ["api"]),
        ({"web.service": UNIT.format("/srv/shop")}, []),
    ],
)
def test_a_folder_of_the_machine_may_be_one_of_several(
    write: Write, tmp_path: Path, files: dict[str, str], folders: list[str]
) -> None:
    launches = write(files).launches
    found = folders_of(tmp_path, launches[-1], launches)
    assert [path.relative_to(tmp_path).as_posix() for path in found] == folders


def test_a_folder_of_which_another_launch_starts_in_a_part_is_the_projects(
    write: Write, tmp_path: Path
) -> None:
    units = {"a.service": UNIT.format("/srv/shop"), "b.service": UNIT.format("/srv/shop/app")}
    whole, part = write({**units, **PACKAGE}).launches
    assert folders_of(tmp_path, whole, (whole, part)) == [tmp_path]
    assert folders_of(tmp_path, part, (whole, part)) == [tmp_path, tmp_path / "app"]


@pytest.mark.parametrize(
    ("files", "run"),
    [
        ({"main.py": APP}, True),
        ({"main.py": "from shop.web import app\napp.run()", "shop/web.py": APP}, True),
        (
            {
                "main.py": "from shop import tasks\ntasks.run()",
                "shop/__init__.py": "from .web import app",
                "shop/web.py": APP,
            },
            True,
        ),
        ({"main.py": "import discord\nbot.run()"}, False),
        ({"main.py": "import redis\nfor m in pubsub.listen(): print(m)"}, False),
        ({"main.py": "from jobs import queue\nqueue.run()", "jobs.py": "import redis, main"}, False),
        ({"main.py": "import dash\napp = dash.Dash()\napp.run()"}, True),
    ],
)
def test_a_program_that_has_nothing_of_flask_is_not_run(
    write: Write, tmp_path: Path, files: dict[str, str], run: bool
) -> None:
    (launch,) = write({"Procfile": "web: python main.py", **files}).launches
    assert (folder_of(tmp_path, launch) is not None) == run
