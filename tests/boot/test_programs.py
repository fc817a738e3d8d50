"""Programs that production runs: files and modules that start a server of their own."""

import pytest

from tests.boot.conftest import Gathered

SERVED = "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run()\n"
FILLER = """
from shop import create_app
if __name__ == "__main__":
    create_app()
    raise SystemExit("this was not to be run")
"""


@pytest.mark.parametrize(
    ("command", "files", "target"),
    [
        ("python serve.py", {"serve.py": SERVED}, "serve.py"),
        (
            "python -m shop.web",
            {"shop/__init__.py": "NAME = 1", "shop/web.py": f"from . import NAME\n{SERVED}"},
            "shop.web",
        ),
        ("python -m shop", {"shop/__init__.py": "", "shop/__main__.py": SERVED}, "shop"),
        (
            "python -m tasks.fill && python serve.py",
            {"tasks/__init__.py": "", "tasks/fill.py": FILLER, "serve.py": SERVED},
            "serve.py",
        ),
    ],
    ids=["file", "module", "package", "not what fills a database"],
)
def test_program(command: str, files: dict[str, str], target: str, gathered: Gathered) -> None:
    boot = gathered({"Dockerfile": f"FROM python\nCMD {command}\n", **files}).boot
    assert boot is not None
    assert (boot.outcome, boot.target, boot.chosen_by) == ("up", target, "Dockerfile")


CLICK = """
import click
from shop import create_app

@click.group()
def cli(): ...

@cli.command()
def serve():
    app = create_app("production")
    app.run()

if __name__ == "__main__":
    cli()
"""


@pytest.mark.parametrize(
    ("files", "program"),
    [
        ({"run.py": CLICK}, "guessed"),
        ({"run.py": CLICK, "Procfile": "web: python run.py serve"}, "deployed"),
        ({"run.py": SERVED}, None),  # imported, as it makes an app
    ],
)
def test_a_program_that_was_given_no_command(
    files: dict[str, str], program: str | None, gathered: Gathered
) -> None:
    factory = {"shop.py": "from flask import Flask\ndef create_app(config):\n    return Flask(__name__)\n"}
    boot = gathered({**files, **factory}).boot
    assert boot is not None
    assert (boot.outcome, boot.program) == ("exited" if program else "up", program)


@pytest.mark.parametrize("path", ["", "find_dotenv()"])
def test_a_program_that_loads_a_dotenv_file_knows_its_own(path: str, gathered: Gathered) -> None:
    """python-dotenv asks `__main__` for its file, and afterwards the program does."""
    loads = f"from dotenv import find_dotenv, load_dotenv\nload_dotenv({path})\nHERE = __file__\n"
    files = {"Procfile": "web: python serve.py", ".env": "SHOP=1", "serve.py": loads + SERVED}
    facts = gathered(files)
    assert facts.boot is not None
    assert (facts.boot.outcome, facts.boot.target) == ("up", "serve.py")
    assert facts.app is not None
    assert facts.app.modules == ("serve.py",)


@pytest.mark.parametrize(
    ("path", "target"),
    [("ENV PYTHONPATH=/\n", "main.py"), ("", "app/__init__.py")],
    ids=["on the path of the image", "nowhere"],
)
def test_the_package_of_a_script(gathered: Gathered, path: str, target: str) -> None:
    files = {
        "Dockerfile": f"FROM python\nWORKDIR /app\nCOPY ./app /app\n{path}CMD python main.py\n",
        "app/main.py": f"from app import NAME\n{SERVED}",
        "app/__init__.py": f"NAME = 1\n{SERVED}",
    }
    boot = gathered(files).boot
    assert boot is not None
    assert (boot.outcome, boot.target) == ("up", target)


def test_script_that_no_other_choice_can_replace(gathered: Gathered) -> None:
    files = {
        "Dockerfile": "FROM python\nCMD python main.py\n",
        "app/main.py": "from app import NAME\nfrom waitress import serve\nserve(NAME)\n",
        "app/__init__.py": "NAME = 1  # and no Flask",
    }
    boot = gathered(files).boot
    assert boot is not None
    assert boot.crash is not None
    assert (boot.target, boot.crash.cause, boot.crash.subject) == ("main.py", "missing-module", "app")


@pytest.mark.parametrize(
    ("call", "debug"),
    [
        ("debug=True", ("True", "run(debug=True)", "serve.py:4")),
        ("'::', 80, True", ("True", "run(debug=True)", "serve.py:4")),
        ("", ("False", "default", "")),
    ],
)
def test_debug_as_the_call_sets_it(call: str, debug: tuple[str, str, str], gathered: Gathered) -> None:
    served = SERVED.replace("run()", f"run({call})")
    app = gathered({"Procfile": "web: python serve.py", "serve.py": served}).app
    assert app is not None
    value = next(one for one in app.config if one.key == "DEBUG")
    assert (value.shown, value.set_by, str(value.place)) == debug
