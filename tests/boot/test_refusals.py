"""A start that the project itself refuses, for what stands in for variables that are not set."""

import pytest

from tests.boot.conftest import Gathered

APP = "import os, sys\nfrom flask import Flask\napp = Flask(__name__)\n"
CONFIG = """
import os


class Config:
    SECRET_KEY = os.getenv("SHOP_KEY", "development-only")
    JWT_SECRET_KEY = os.environ.get("SHOP_JWT") or "development-only"
    LOG_LEVEL = os.getenv("SHOP_LOG", "INFO")
    token = os.getenv("SHOP_TOKEN", "none")
    SETTINGS = {
        "mail": os.getenv("SHOP_MAIL", ""),
    }


class Production(Config):
    @classmethod
    def validate(cls):
        weak = {"development-only"}
        if cls.SECRET_KEY in weak or cls.JWT_SECRET_KEY in weak:
            raise RuntimeError("Production secrets must be configured")

    @classmethod
    def problems(cls):
        found = []
        if cls.token == "none":
            found.append("weak")
        return found
"""


@pytest.mark.parametrize(
    ("refuses", "variables"),
    [
        pytest.param("Production.validate()", ("SHOP_KEY", "SHOP_JWT"), id="a class that checks itself"),
        pytest.param(
            "if Config.SECRET_KEY == 'development-only': raise ValueError('weak')", ("SHOP_KEY",), id="if"
        ),
        pytest.param("assert Config.token != 'none', 'weak'", ("SHOP_TOKEN",), id="assert"),
        pytest.param("if not Config.SETTINGS['mail']: raise ValueError('no')", ("SHOP_MAIL",), id="dict"),
        pytest.param("if Production.problems(): raise ValueError('weak')", ("SHOP_TOKEN",), id="function"),
        pytest.param(
            "app.config.from_object(Config)\n"
            "if not all([app.config.get('SECRET_KEY') != 'development-only']):\n"
            "    raise RuntimeError('weak')",
            ("SHOP_KEY",),
            id="app.config",
        ),
        pytest.param(
            "app.config.from_object(Config)\n"
            "NEEDED = ('SECRET_KEY', 'LOG_LEVEL')\n"
            "for name in NEEDED:\n"
            "    if app.config[name] == 'development-only':\n"
            "        raise RuntimeError('weak')",
            ("SHOP_KEY",),
            id="the turn of a loop",
        ),
        pytest.param(
            "NEEDED = ['SHOP_KEY', 'SHOP_JWT']\n"
            "absent = [name for name in NEEDED if not os.environ.get(name)]\n"
            "if absent: raise RuntimeError('incomplete')",
            ("SHOP_KEY", "SHOP_JWT"),
            id="collected by a comprehension",
        ),
        pytest.param(
            "problems = []\n"
            "if Config.SECRET_KEY == 'development-only':\n"
            "    problems.append('weak')\n"
            "if problems: raise RuntimeError(problems)",
            ("SHOP_KEY",),
            id="collected",
        ),
        pytest.param(
            "def fail(text): raise RuntimeError(text)\n"
            "if Config.SECRET_KEY == 'development-only':\n"
            "    fail('weak')",
            ("SHOP_KEY",),
            id="a function that raises",
        ),
        pytest.param(
            "def need(value):\n"
            "    if value == 'development-only':\n"
            "        raise RuntimeError('weak')\n"
            "    return value\n"
            "need(Config.SECRET_KEY)",
            ("SHOP_KEY",),
            id="a function that is handed the value",
        ),
        pytest.param(
            "def check():\n"
            "    secret = os.getenv('SHOP_KEY', '')\n"
            "    if len(secret) > 9:\n"
            "        return secret\n"
            "    raise RuntimeError('weak')\n"
            "check()",
            ("SHOP_KEY",),
            id="left early",
        ),
        pytest.param(
            "if os.getenv('FLASK_ENV', 'production') == 'production':\n    Production.validate()",
            ("SHOP_KEY", "SHOP_JWT"),
            id="the mode is not asked for",
        ),
        pytest.param(
            "if os.getenv('SHOP_ENV', 'x') not in ('live',): raise ValueError('unknown')",
            ("SHOP_ENV",),
            id="the mode alone",
        ),
        pytest.param("if Config.token == 'none': sys.exit('weak')", ("SHOP_TOKEN",), id="sys.exit"),
        pytest.param("if Config.token == 'none':\n\n\n\n\n    exit(1)", ("SHOP_TOKEN",), id="exit"),
        pytest.param("if Config.token == 'none': raise SystemExit('weak')", ("SHOP_TOKEN",), id="SystemExit"),
        # what has nothing to do with variables
        pytest.param("if Config is not None: raise RuntimeError('no')", (), id="another cause"),
        pytest.param("raise RuntimeError('not yet written')", (), id="no condition"),
        pytest.param("if Config.SECRET_KEY == 'development-only':\n    {}['x']", (), id="nothing is refused"),
        pytest.param(
            "if not os.path.exists('data'): raise RuntimeError('no data')", (), id="a file that is absent"
        ),
        pytest.param(
            "if os.getenv('FLASK_ENV', 'production') == 'production':\n"
            "    if not os.path.exists('data'):\n"
            "        raise RuntimeError('no data')",
            (),
            id="another cause in one mode",
        ),
        pytest.param(
            "if os.getenv('SHOP_ENV', 'live') == 'live' and not os.path.exists('data'):\n"
            "    raise RuntimeError('no data')",
            (),
            id="another cause and the mode",
        ),
        pytest.param(
            "try:\n"
            "    if Config.SECRET_KEY: 1 / 0\n"
            "except ZeroDivisionError:\n"
            "    raise RuntimeError('broken')",
            (),
            id="an exception was the reason",
        ),
        pytest.param("if Config.token == 'none': sys.exit(0)", (), id="leaves in peace"),
        pytest.param(
            "name = 'x'\ndef other():\n    name = os.getenv('SHOP_NAME', 'x')\nother()\n"
            "if name == 'x': raise RuntimeError('no')",
            (),
            id="a name of another function",
        ),
    ],
)
def test_variables_that_are_refused(
    gathered: Gathered, monkeypatch: pytest.MonkeyPatch, refuses: str, variables: tuple[str, ...]
) -> None:
    monkeypatch.delenv("FLASK_ENV", raising=False)
    source = f"{APP}from shop_config import Config, Production\n{refuses}\n"
    boot = gathered({"app.py": source, "shop_config.py": CONFIG}).boot
    assert boot is not None
    crash = boot.crash
    assert (crash.refused if crash else ()) == variables
    if variables:
        assert crash is not None
        assert (crash.cause, crash.subject) == ("environment-variable", variables[0])
