"""Keys that were really attacked, in the shapes that their apps gave them, and the shapes that resist."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path  # noqa: TC003
from typing import Any

import flask
import itsdangerous
import pytest
from flask.sessions import SecureCookieSessionInterface

from releasecheck.gather.app import AppFacts
from releasecheck.gather.source import gather_source
from tests.checks.build import ask

Gathered = Callable[..., AppFacts]
RULES = (
    "secret-known-public",
    "secret-hardcoded",
    "secret-fallback-boots",
    "secret-random-per-process",
    "secret-key-fallbacks-string",
)
APP = """
import os
from flask import Flask

app = Flask(__name__)
"""


@pytest.fixture
def said(gathered: Gathered, tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """What the rules about secrets say of a project, as (rule, subject)."""

    def say(files: dict[str, str | bytes], **settings: Any) -> list[tuple[str, str]]:
        facts = gathered(files, **settings)
        assert facts.app is not None, facts
        source = gather_source(tmp_path / "project", []).facts
        given = {"app": facts.app, "source": source, "boot": facts.boot}
        return [
            (rule, found.subject)
            for rule in RULES
            for found in ask(rule, {name: given[name] for name in _takes(rule)})
            if hasattr(found, "subject")
        ]

    return say


def _takes(rule: str) -> tuple[str, ...]:
    return {
        "secret-random-per-process": ("app", "boot"),
        "secret-key-fallbacks-string": ("app",),
    }.get(rule, ("app", "source", "boot"))


PUBLIC = [("secret-known-public", "SECRET_KEY")]
FALLBACK = [("secret-fallback-boots", "SECRET_KEY")]
WRITTEN = [("secret-hardcoded", "SECRET_KEY")]
UNKNOWN = "q7Vf0tXz2LmR9cHs4Wp8YbKd1Gn6"
SUPERSET = "\\2\\1thisismyscretkey\\1\\2\\\\e\\\\y\\\\y\\\\h"

INCIDENTS = {
    "Superset, CVE-2023-27524: the first default": (
        {
            "app.py": f"{APP}app.config.from_object('config')",
            "config.py": f'SECRET_KEY = "{SUPERSET}"',
        },
        PUBLIC,
    ),
    "Superset, CVE-2023-27524: the second default": (
        {
            "app.py": f"{APP}app.config.from_object('config')",
            "config.py": 'SECRET_KEY = "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET_KEY"',
        },
        PUBLIC,
    ),
    "Superset, as it read the default": (
        {
            "app.py": f"{APP}app.config.from_object('config')",
            "config.py": "import os\n"
            'KEY = "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET_KEY"\n'
            'SECRET_KEY = os.environ.get("SUPERSET_SECRET_KEY") or KEY',
        },
        FALLBACK,
    ),
    "Redash, CVE-2021-41192": (
        {
            "app.py": f"{APP}app.config.from_object('settings')",
            "settings.py": "import os\n"
            'SECRET_KEY = os.environ.get("REDASH_COOKIE_SECRET", "c292a0a3aa32397cdb050e233733900f")',
        },
        FALLBACK,
    ),
    "Airflow, CVE-2020-17526": (
        {
            "app.py": f"{APP}from configparser import ConfigParser\n"
            "conf = ConfigParser()\nconf.read('airflow.cfg')\n"
            "app.config['SECRET_KEY'] = conf.get('webserver', 'SECRET_KEY')",
            "airflow.cfg": "[webserver]\nsecret_key = temporary_key\n",
        },
        PUBLIC,
    ),
}


@pytest.mark.parametrize(("files", "says"), INCIDENTS.values(), ids=INCIDENTS)
def test_incident(said: Any, files: dict[str, str | bytes], says: list[tuple[str, str]]) -> None:
    assert said(files) == says


SHAPES = {
    "get with a default": 'app.secret_key = os.environ.get("APP_KEY", "{key}")',
    "or": 'app.secret_key = os.environ.get("APP_KEY") or "{key}"',
    "a choice": 'app.secret_key = os.environ["APP_KEY"] if "APP_KEY" in os.environ else "{key}"',
    "setdefault": 'os.environ.setdefault("APP_KEY", "{key}")\napp.secret_key = os.environ["APP_KEY"]',
    "except KeyError": "try:\n    key = os.environ['APP_KEY']\nexcept KeyError:\n    key = '{key}'\n"
    "app.secret_key = key",
    "environs": 'from environs import Env\nenv = Env()\napp.secret_key = env.str("APP_KEY", "{key}")',
    "decouple": 'from decouple import config\napp.secret_key = config("APP_KEY", default="{key}")',
    "pydantic": "from pydantic_settings import BaseSettings\n"
    "class Settings(BaseSettings):\n    app_key: str = '{key}'\napp.secret_key = Settings().app_key",
}
# The libraries of the last three, as far as these shapes use them.
STANDINS = {
    "environs.py": "import os\nclass Env:\n    def str(self, name, default=None):\n"
    "        return os.environ.get(name, default)\n",
    "decouple.py": "import os\ndef config(name, default=None):\n    return os.environ.get(name, default)\n",
    "pydantic_settings.py": "import os\nclass BaseSettings:\n    def __init__(self):\n"
    "        for name in type(self).__annotations__:\n"
    "            default = getattr(type(self), name)\n"
    "            setattr(self, name, os.environ.get(name.upper(), default))\n",
}


def _of_all_shapes() -> str:
    """One app with a credential of each shape, in a variable and with a constant of its own."""
    lines = [APP, 'app.secret_key = os.environ["SECRET_KEY"]']
    for number, shape in enumerate(SHAPES.values()):
        line = shape.format(key=f"shop-{number}-Kx93vTbQe71")
        line = line.replace("app.secret_key", f"app.config['API_{number}_TOKEN']")
        lines.append(line.replace("APP_KEY", f"APP_{number}_TOKEN").replace("app_key", f"app_{number}_token"))
        lines.append(f"def call_{number}():\n    return app.config['API_{number}_TOKEN']")
    return "\n".join(lines)


@pytest.mark.parametrize("given", [False, True], ids=["unset", "set"])
def test_a_constant_fallback(said: Any, given: bool) -> None:
    """Whether the variable is set here or not: what counts is that the app starts without it."""
    numbers = range(len(SHAPES))
    values = {f"APP_{number}_TOKEN": f"of-the-deployment-5kR2-{number}" for number in numbers if given}
    found = said({"app.py": _of_all_shapes(), **STANDINS}, set={"SECRET_KEY": UNKNOWN, **values})
    assert found == [("secret-fallback-boots", f"API_{number}_TOKEN") for number in numbers]


FINE = """
app.secret_key = os.environ.get("SECRET_KEY")
if not app.secret_key:
    raise SystemExit(1)
app.config.update(  # names that are about a secret
    TOKEN_ENABLED="enabled-for-all", TOKEN_BUDGET="ninety-nine", PASSWORD_LIMIT="limit-9",
    TOKEN_TTL="one hour", PASSWORD_LENGTH="at least", SECRET_URL="https://vault.net/", TOKEN_FILE="a/b.c",
    SECRET_NAME="shop-secret", SECRET_PATH="/run/secrets", TOKEN_HEADER="X-Shop-Token",
)
app.config.update(API_TOKEN=None, USE_TOKEN="123456", SHOP_PASSWORD=False, SHOP_TOKEN="60")
app.config.update(MAIL_TOKEN="${API_TOKEN}", DB_PASSWORD="{{ password }}", SHOP_SECRET="<secret>")
"""


def test_no_secret_in_the_source(said: Any) -> None:
    files: dict[str, str | bytes] = {"app.py": APP + FINE}
    assert said(files, set={"SECRET_KEY": UNKNOWN}) == []


def test_a_key_of_a_length_that_would_do_is_in_the_source_all_the_same(said: Any) -> None:
    assert said({"app.py": f'{APP}app.secret_key = "{UNKNOWN * 2}"'}) == WRITTEN


FORGED = {
    "one character of a text": ('"oldkey"', "o"),
    "nothing, of a list that was split from nothing": ('os.environ.get("UNSET_KEYS", "").split(",")', ""),
}
needs_fallbacks = pytest.mark.skipif(
    "SECRET_KEY_FALLBACKS" not in flask.Flask.default_config, reason="Flask 3.1"
)


@needs_fallbacks
@pytest.mark.parametrize(("given", "key"), FORGED.values(), ids=FORGED)
def test_a_session_that_is_signed_with_a_fallback_of_nobody(said: Any, given: str, key: str) -> None:
    """The rule speaks, and Flask does take the session."""
    line = f'app.secret_key = os.environ["SECRET_KEY"]\napp.config["SECRET_KEY_FALLBACKS"] = {given}\n'
    spoken = said({"app.py": APP + line}, set={"SECRET_KEY": UNKNOWN})
    assert ("secret-key-fallbacks-string", "SECRET_KEY_FALLBACKS") in spoken
    app = flask.Flask(__name__)
    app.config.update(SECRET_KEY=UNKNOWN, SECRET_KEY_FALLBACKS="oldkey" if key else [""])
    assert _session(app, _signed({"user": "admin"}, key)) == {"user": "admin"}
    app.config["SECRET_KEY_FALLBACKS"] = ["oldkey"]
    assert _session(app, _signed({"user": "admin"}, key)) == {}


def _signed(content: dict[str, str], key: str) -> str:
    """A session cookie as a stranger makes it."""
    interface = SecureCookieSessionInterface()
    signer = itsdangerous.URLSafeTimedSerializer(
        [key],
        salt=interface.salt,
        serializer=interface.serializer,
        signer_kwargs={"key_derivation": "hmac", "digest_method": interface.digest_method},
    )
    cookie = signer.dumps(content)
    return cookie if isinstance(cookie, str) else cookie.decode()


def _session(app: flask.Flask, cookie: str) -> dict[str, Any]:
    with app.test_request_context(headers={"Cookie": f"session={cookie}"}):
        return dict(flask.session)
