"""The mode that deploy files set: the boot that judges the release runs in it."""

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
