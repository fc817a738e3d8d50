"""Programs that are told to start Flask's own server."""

from pathlib import Path

import pytest

from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Launch
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.discovery import discover
from releasecheck.gather.environment import Environment
from tests.checks.build import ask

IMPORTS = "from flask.cli import FlaskGroup\nfrom shop import create_app, app\n"
GROUP = f"{IMPORTS}cli = FlaskGroup(create_app=create_app)\n"
SCRIPT = "from flask_script import Manager, Server\nfrom shop import app, create_app\n"
MAIN = "if __name__ == '__main__':\n    cli()\n"


def launched(project: Path, program: str, command: str = "python manage.py run -h 0.0.0.0") -> Launch:
    (project / "manage.py").write_text(program + MAIN)
    (project / "Procfile").write_text(f"web: {command}\n")
    (launch,) = gather_deploy(project).facts.launches
    return launch


@pytest.mark.parametrize(
    ("program", "command", "target"),
    [
        (GROUP, "python manage.py run -h 0.0.0.0", "manage:create_app"),
        (GROUP, "python -u ./manage.py run", "manage:create_app"),
        (GROUP, "python -m manage run --port 80", "manage:create_app"),
        (f"{IMPORTS}cli = FlaskGroup(create_app=lambda: app)\n", "python manage.py run", "manage:app"),
        (
            f"{IMPORTS}cli = FlaskGroup(create_app=lambda _: create_app('prod'))\n",
            "python manage.py run",
            "manage:create_app('prod')",
        ),
        (
            f"{IMPORTS}@click.group(cls=FlaskGroup, create_app=create_app)\ndef cli(): ...\n",
            "python manage.py run",
            "manage:create_app",
        ),
        (f"{IMPORTS}cli = FlaskGroup(app)\n", "python manage.py run", None),
        (
            f"{GROUP}@cli.command()\ndef run_worker(): ...\n@cli.command('seed')\ndef seed(): ...\n",
            "python manage.py run",
            "manage:create_app",
        ),
        (f"{SCRIPT}manager = Manager(app)\n", "python manage.py runserver", "manage:app"),
        (
            f"{SCRIPT}manager = Manager(create_app)\nmanager.add_command('runserver', Server(port=80))\n",
            "python manage.py runserver",
            "manage:create_app",
        ),
    ],
)
def test_it_is_flasks_server(tmp_path: Path, program: str, command: str, target: str | None) -> None:
    launch = launched(tmp_path, program, command)
    assert (launch.server, launch.target, launch.workers) == ("flask", target, 1)
    assert launch.program in ("manage.py", "manage")


@pytest.mark.parametrize(
    ("program", "command"),
    [
        (GROUP, "python manage.py run_worker"),
        (GROUP, "python manage.py"),
        (GROUP, "python manage.py runserver"),
        (f"{GROUP}@cli.command('run')\ndef serve(): ...\n", "python manage.py run"),
        (f"{GROUP}@cli.command()\ndef run(): ...\n", "python manage.py run"),
        (f"{GROUP}cli.add_command(serve, 'run')\n", "python manage.py run"),
        (f"{GROUP}cli.add_command(serve, name='run')\n", "python manage.py run"),
        (f"from shop.commands import run\n{GROUP}cli.add_command(run)\n", "python manage.py run"),
        (f"{GROUP}@cli.command(name='run')\ndef serve(): ...\n", "python manage.py run"),
        (
            f"{IMPORTS}cli = FlaskGroup(create_app=create_app, add_default_commands=False)\n",
            "python manage.py run",
        ),
        (
            f"{SCRIPT}manager = Manager(app)\n@manager.command\ndef runserver(): ...\n",
            "python manage.py runserver",
        ),
        (
            f"{SCRIPT}manager = Manager(app)\nmanager.add_command('runserver', GunicornServer())\n",
            "python manage.py runserver",
        ),
        (f"{SCRIPT}manager = Manager(app)\n", "python manage.py run"),
        ("from shop.groups import FlaskGroup\ncli = FlaskGroup(create_app=app)\n", "python manage.py run"),
        ("from multiprocessing import Manager\nkept = Manager()\n", "python manage.py runserver"),
        ("import click\n@click.group()\ndef cli(): ...\n", "python manage.py run"),
        (f"{GROUP}def broken(:\n", "python manage.py run"),
    ],
)
def test_it_is_a_program_of_its_own(tmp_path: Path, program: str, command: str) -> None:
    launch = launched(tmp_path, program, command)
    assert (launch.server, launch.program, launch.command) == ("python", None, None)


def test_a_program_that_is_not_here(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("web: python manage.py run\n")
    (launch,) = gather_deploy(tmp_path).facts.launches
    assert (launch.server, launch.target, launch.command) == ("python", "manage.py", None)


@pytest.mark.parametrize("command", ["db upgrade", "test", "seed"])
def test_a_step_is_no_server(tmp_path: Path, command: str) -> None:
    (tmp_path / "manage.py").write_text(GROUP + MAIN)
    (tmp_path / "Procfile").write_text(f"release: python manage.py {command}\nweb: gunicorn manage:app\n")
    deploy = gather_deploy(tmp_path).facts
    assert [one.server for one in deploy.launches] == ["gunicorn"]
    assert [one.program for one in deploy.steps] == ["manage.py"]


def test_its_app_is_the_one_that_is_judged(tmp_path: Path) -> None:
    launch = launched(tmp_path, GROUP)
    found = discover(BootRequest(tmp_path), Environment({}), None, [launch])
    assert [(one.target, one.chosen_by, one.script) for one in found.choices] == [
        ("manage:create_app", "Procfile", False)
    ]


def test_the_development_server_is_told_with_its_command(tmp_path: Path) -> None:
    launched(tmp_path, GROUP)
    given = {"deploy": gather_deploy(tmp_path).facts, "boot": Boot("up", None, "x", ".", "python", "x")}
    (found,) = ask("dev-server-in-deploy-command", given)
    assert found.message == "`python manage.py run` starts Werkzeug's development server"
    assert (found.subject, str(found.place)) == ("python manage.py run", "Procfile:1")
