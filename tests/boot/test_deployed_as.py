"""The mode that deploy files set: the boot that judges the release runs in it."""

from pathlib import Path
from typing import Any

import pytest

from releasecheck.facts.boot import DeployedVariable
from tests.boot.conftest import Gathered

APP = """
import os
from flask import Flask

class Development:
    DEBUG = True

class Production:
    DEBUG = False


app = Flask(__name__)
configs = {"development": Development, "production": Production}
app.config.from_object(configs[os.environ.get("FLASK_ENV") or "development"])
"""
RENDER = """
services:
  - type: web
    startCommand: gunicorn app:app
    envVars:
      - key: FLASK_ENV
        value: production
      - key: SECRET_KEY
        generateValue: true
"""
COMPOSE = "services: {web: {build: ., command: gunicorn app:app, environment: [FLASK_ENV=production]}}"
FLY = "[processes]\nweb = 'gunicorn app:app'\n[env]\nFLASK_ENV = 'production'\n"


@pytest.fixture(autouse=True)
def _no_mode_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLASK_ENV", raising=False)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("render.yaml", RENDER),
        ("Dockerfile", "FROM x\nENV FLASK_ENV=production\nCMD gunicorn app:app\n"),
        ("docker-compose.yml", COMPOSE),
        ("fly.toml", FLY),
        ("Procfile", "web: FLASK_ENV=production gunicorn app:app\n"),
        ("Procfile", "web: export FLASK_ENV=production && gunicorn app:app\n"),
        ("Procfile", "web: gunicorn -e FLASK_ENV=production app:app\n"),
        ("Procfile", "web: gunicorn --env=FLASK_ENV=production app:app\n"),
    ],
)
def test_booted_in_the_mode_of_the_deploy_file(file: str, text: str, gathered: Gathered) -> None:
    facts = gathered({file: text, "app.py": APP})
    assert facts.boot is not None
    assert facts.app is not None
    assert facts.boot.deployed_as == (DeployedVariable("FLASK_ENV", file, "production"),)
    assert facts.boot.deployed_otherwise == ()
    assert facts.boot.chosen_how == f"{file}, with FLASK_ENV=production"
    assert not next(one for one in facts.app.config if one.key == "DEBUG").truthy


def test_mode_of_another_file(gathered: Gathered) -> None:
    files = {"Procfile": "web: gunicorn app:app", "app.json": '{"env": {"FLASK_ENV": "production"}}'}
    boot = gathered({**files, "app.py": APP}).boot
    assert boot is not None
    assert boot.chosen_how == "Procfile, with FLASK_ENV=production of app.json"


@pytest.mark.parametrize("how", ["inherited", "set"])
def test_what_somebody_set_holds(how: str, gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    if how == "inherited":
        monkeypatch.setenv("FLASK_ENV", "development")
    given = {"set": (("FLASK_ENV", "development"),)} if how == "set" else {}
    boot = gathered({"render.yaml": RENDER, "app.py": APP}, **given).boot
    assert boot is not None
    assert boot.deployed_as == ()


def test_a_dotenv_file_does_not_outdo_the_deploy_file(gathered: Gathered) -> None:
    files = {"render.yaml": RENDER, "app.py": APP, ".flaskenv": "FLASK_ENV=development\n"}
    boot = gathered(files).boot
    assert boot is not None
    assert [one.shown for one in boot.deployed_as] == ["production"]


BY_MODE = APP.replace('or "development"', 'or "production"')
GUNICORN = {"Procfile": "web: gunicorn app:app"}
DEVELOPING = ".flaskenv"
BOTH = "services: {web: {build: ., command: gunicorn app:app}, admin: {build: ., command: flask run}}"


def is_developing(files: dict[str, str], gathered: Gathered, **settings: Any) -> bool:
    """Whether the app that is judged has the config for development."""
    facts = gathered({DEVELOPING: "FLASK_ENV=development\n", "app.py": BY_MODE, **files}, **settings)
    assert facts.app is not None
    return next(one for one in facts.app.config if one.key == "DEBUG").truthy


@pytest.mark.parametrize(
    "files",
    [
        GUNICORN,
        {"Procfile": "web: waitress-serve app:app"},
        {"Dockerfile": "FROM x\nCOPY .flaskenv .\nCMD gunicorn app:app\n"},
        {
            **GUNICORN,
            ".env": "SHOP_URL=x\n",
            "app.py": f"from dotenv import load_dotenv\nload_dotenv()\n{BY_MODE}",
        },
        {**GUNICORN, DEVELOPING: "FLASK_APP=app.py\nFLASK_ENV=development\nFLASK_DEBUG=1\n"},
    ],
)
def test_no_flaskenv_where_no_server_reads_it(files: dict[str, str], gathered: Gathered) -> None:
    assert not is_developing(files, gathered)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"Procfile": "web: flask run"},
        {"Procfile": "web: python app.py"},
        {"compose.yaml": BOTH},
        {**GUNICORN, "start.sh": "set -a\n. ./.flaskenv\n"},
        {"compose.yaml": "services: {web: {build: ., command: gunicorn app:app, env_file: .flaskenv}}"},
        {**GUNICORN, ".env": "FLASK_ENV=development\n"},
        {**GUNICORN, "app.py": f"from dotenv import load_dotenv\nload_dotenv('.flaskenv')\n{BY_MODE}"},
    ],
)
def test_what_a_flaskenv_gives_where_something_may_read_it(files: dict[str, str], gathered: Gathered) -> None:
    assert is_developing(files, gathered)


def test_a_flaskenv_that_is_named_holds(gathered: Gathered, tmp_path: Path) -> None:
    given = tmp_path / "project" / DEVELOPING
    assert is_developing(GUNICORN, gathered, env_files=(given,))


def test_the_flaskenv_still_names_the_app(gathered: Gathered) -> None:
    files = {"Dockerfile": "FROM x\nCMD gunicorn gone:app\n", "shop.py": BY_MODE}
    boot = gathered({**files, DEVELOPING: "FLASK_APP=shop.py\nFLASK_ENV=development\n"}).boot
    assert boot is not None
    assert (boot.outcome, boot.chosen_by) == ("up", "FLASK_APP in .flaskenv")


def test_with_the_flaskenv_where_the_app_wants_it(gathered: Gathered) -> None:
    files = {**GUNICORN, "app.py": APP + "os.environ['DSN']\n", DEVELOPING: "DSN=sqlite://\n"}
    facts = gathered(files)
    assert facts.boot is not None
    assert facts.boot.outcome == "up"
    assert facts.boot.not_as_deployed == "without .flaskenv the app does not come up here: DSN is not set"


def test_in_the_mode_of_the_deploy_file_with_the_flaskenv_that_it_wants(gathered: Gathered) -> None:
    wanting = {"render.yaml": RENDER, "app.py": APP + "os.environ['DSN']\n"}
    boot = gathered({**wanting, DEVELOPING: "DSN=sqlite://\nFLASK_ENV=development\n"}).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert [one.shown for one in boot.deployed_as] == ["production"]


def test_what_is_lacking_with_the_flaskenv_too(gathered: Gathered) -> None:
    files = {**GUNICORN, "app.py": APP + "os.environ['DSN']\n", DEVELOPING: "FLASK_DEBUG=1\n"}
    boot = gathered(files).boot
    assert boot is not None
    assert boot.outcome == "raised"
    assert boot.not_as_deployed is None


@pytest.mark.parametrize(
    "value", ["development", "config.DevelopmentConfig", "testing", "/etc/shop.cfg", "$MODE", "http://a"]
)
def test_a_mode_of_development_a_path_and_a_reference_are_left_alone(value: str, gathered: Gathered) -> None:
    app = APP.replace('configs[os.environ.get("FLASK_ENV") or "development"]', "Development")
    manifest = f"FROM x\nENV FLASK_ENV='{value}'\nCMD gunicorn app:app\n"
    boot = gathered({"Dockerfile": manifest, "app.py": app + '\nos.environ.get("FLASK_ENV")'}).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert boot.deployed_as == ()


def test_without_the_mode_where_it_wants_what_is_not_here(gathered: Gathered) -> None:
    strict = APP.replace("app = Flask", 'if os.environ.get("FLASK_ENV"): os.environ["DSN"]\napp = Flask')
    boot = gathered({"render.yaml": RENDER, "app.py": strict}).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert boot.deployed_as == ()
    assert boot.deployed_otherwise == (DeployedVariable("FLASK_ENV", "render.yaml", "production"),)
    why = "with FLASK_ENV=production (render.yaml) the app does not come up here: DSN is not set"
    assert boot.not_as_deployed == why


def test_what_breaks_in_that_mode_alone_is_the_apps_own(gathered: Gathered) -> None:
    broken = APP.replace('"production": Production', '"live": Production')
    boot = gathered({"render.yaml": RENDER, "app.py": broken}).boot
    assert boot is not None
    assert boot.outcome == "raised"
    assert boot.crash is not None
    assert boot.crash.type == "KeyError"
    assert [one.name for one in boot.deployed_as] == ["FLASK_ENV"]


def test_no_secret_becomes_a_mode(gathered: Gathered) -> None:
    manifest = "FROM x\nENV ENV_SECRET=tr0ubadour CONFIG_API_KEY=tr0ubadour\nCMD gunicorn app:app\n"
    reading = 'import os\nfrom flask import Flask\napp = Flask("x")\nos.environ.get("ENV_SECRET")\n'
    boot = gathered({"Dockerfile": manifest, "app.py": reading}).boot
    assert boot is not None
    assert boot.deployed_as == ()


VERCEL = '{"builds": [{"src": "app.py", "use": "@vercel/python"}]}'
ON_VERCEL = APP.replace('os.environ.get("FLASK_ENV") or', '"production" if os.environ.get("VERCEL") else')
ON_RENDER = ON_VERCEL.replace("VERCEL", "RENDER")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"vercel.json": VERCEL, "app.py": ON_VERCEL}, [("VERCEL", "vercel.json", "1")]),
        ({"render.yaml": RENDER, "app.py": ON_RENDER}, [("RENDER", "render.yaml", "true")]),
        ({"vercel.json": VERCEL, "app.py": ON_RENDER}, []),
        ({"vercel.json": VERCEL, "Procfile": "web: gunicorn app:app", "app.py": ON_VERCEL}, []),
    ],
)
def test_what_the_platform_sets_itself(
    files: dict[str, str], told: list[tuple[str, str, str]], gathered: Gathered
) -> None:
    boot = gathered(files).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert boot.deployed_as == tuple(DeployedVariable(*one) for one in told)
    assert boot.deployed_otherwise == ()


def test_what_the_platforms_variable_asks_for_is_lacking(gathered: Gathered) -> None:
    strict = ON_VERCEL.replace("app = Flask", 'if os.environ.get("VERCEL"): os.environ["DSN"]\napp = Flask')
    boot = gathered({"vercel.json": VERCEL, "app.py": strict}).boot
    assert boot is not None
    assert boot.outcome == "up"
    assert boot.deployed_otherwise == (DeployedVariable("VERCEL", "vercel.json", "1"),)
    why = "with VERCEL=1 (vercel.json) the app does not come up here: DSN is not set"
    assert boot.not_as_deployed == why


def test_a_platforms_variable_that_somebody_set_holds(gathered: Gathered) -> None:
    boot = gathered({"vercel.json": VERCEL, "app.py": ON_VERCEL}, set=(("VERCEL", ""),)).boot
    assert boot is not None
    assert boot.deployed_as == ()
