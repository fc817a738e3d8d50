"""A secret planted anywhere a project can hold one appears in nothing that any command prints or writes."""

import base64
import contextlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.program import PLAIN, releasecheck

PLACES = (
    *(
        "config_class",
        "constant",
        "fallback",
        "inherited",
        "dotenv",
        "env_file",
        "set_option",
        "uri_password",
    ),
    *("template_literal", "dockerfile", "settings_file", "argument_default", "test_constant", "remote"),
)
PLANTED = {place: f"Zq{number}xV7-{place.replace('_', '')}/Kw9+r" for number, place in enumerate(PLACES)}

APP = """
import os, sys
from flask import Flask, render_template, session
from settings import Production

API_TOKEN = "{constant}"

def connect(password="{argument_default}"):
    return password

app = Flask(__name__)
app.config.from_object(Production)
app.config["MAIL_PASSWORD"] = os.environ.get("MAIL_PASSWORD")
app.config["STRIPE_SECRET_KEY"] = os.environ["STRIPE_SECRET_KEY"]
app.config["JWT_SECRET_KEY"] = os.environ.get("JWT_SECRET_KEY", "{fallback}")
app.config["DATABASE_PASSWORD"] = os.environ.get("DATABASE_PASSWORD")
app.config["GITHUB_TOKEN"] = os.environ.get("GITHUB_TOKEN")
app.config["DATABASE_URI"] = "postgresql://shop:{uri_password}@127.0.0.1/shop"

def everything():
    return " ".join(map(str, app.config.values())) + connect() + API_TOKEN

print(dict(app.config), dict(os.environ))
print(dict(app.config), file=sys.stderr)
{at_import}

@app.get("/")
def index():
    session["seen"] = app.secret_key
    return str(app.config)

@app.get("/boom")
def boom():
    raise RuntimeError("cannot log in with " + everything())

@app.get("/page")
def page():
    return render_template("page.html")

@app.get("/broken")
def broken():
    return render_template("broken.html", token=API_TOKEN)

@app.get("/header")
def header():
    return "", 500, {{"X-Token": API_TOKEN, "Location": "https://u:" + connect() + "@127.0.0.1/"}}

@app.get("/<secret>" + API_TOKEN)
def hidden(secret):
    return ""
"""
SETTINGS = (
    'class Production:\n    SECRET_KEY = "{config_class}"\n    AWS_SECRET_ACCESS_KEY = "{settings_file}"\n'
)
SUITE = """
from app import app

PASSWORD = "{test_constant}"

def test_fails_with_everything_in_its_message():
    print(app.config)
    assert PASSWORD + str(app.config) == ""

def test_raises():
    raise ValueError(PASSWORD, dict(app.config))
"""
PAGE = '{{% set api_key = "{template_literal}" %}}{{{{ config }}}}{{{{ url_for("nowhere") }}}}'
BROKEN = '{{% set api_key = "{template_literal}" %}}\n{{% if "{template_literal}" %}}{{{{ x|{filter} }}}}'


def project(folder: Path, at_import: str = "") -> Path:
    files = {
        "app.py": APP.format(**PLANTED, at_import=at_import),
        "settings.py": SETTINGS.format(**PLANTED),
        "test_app.py": SUITE.format(**PLANTED),
        "templates/page.html": PAGE.format(**PLANTED),
        "templates/broken.html": BROKEN.format(**PLANTED, filter="nothing"),
        ".env": f"DATABASE_PASSWORD={PLANTED['dotenv']}\n",
        "production.env": f"MAIL_PASSWORD={PLANTED['env_file']}\n",
        "Dockerfile": f"FROM python\nENV ADMIN_PASSWORD={PLANTED['dockerfile']}\n",
        "pyproject.toml": '[tool.ruff.lint]\nselect = ["ALL"]\n',
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for command in (
        ["init", "-q"],
        ["remote", "add", "origin", f"https://u:{PLANTED['remote']}@example.invalid/x"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def everything(folder: Path, *command: str, here: bool = False) -> str:
    """All that a command prints and all files that it writes; `here`: in our own process."""
    files = [f"{folder}/out.{suffix}" for suffix in ("json", "text", "release")]
    environ = {**PLAIN, "STRIPE_SECRET_KEY": PLANTED["inherited"], "FORCE_COLOR": "1"}
    if here:
        with contextlib.chdir(folder):
            ended = releasecheck(*command, **environ)
    else:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "releasecheck", *command],
            cwd=folder,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=False,
        )
    written = "".join(Path(file).read_text() for file in files if Path(file).exists())
    assert "Traceback" not in ended.stderr
    return ended.stdout + ended.stderr + written


def spellings(secret: str) -> set[str]:
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, quote(secret), quote(secret, safe=""), encoded, secret[4:]}


def shown(text: str) -> list[str]:
    """Which planted secrets a text gives away, in whatever spelling."""
    return [place for place, secret in PLANTED.items() if any(one in text for one in spellings(secret))]


@pytest.mark.parametrize(
    "at_import",
    [
        "",
        "raise RuntimeError('no access with ' + everything())",
        "sys.exit('no access with ' + str(dict(app.config)))",
        "os.environ['GONE_' + API_TOKEN]",
    ],
    ids=["boots", "raises", "exits", "unset"],
)
def test_run_shows_no_planted_secret(tmp_path, at_import) -> None:
    folder = project(tmp_path, at_import)
    options = ["--env-file", "production.env", "--set", f"GITHUB_TOKEN={PLANTED['set_option']}"]
    outputs = ["--format", "text=out.text", "--format", "json=out.json", "--save", "out.release"]
    text = everything(folder, "run", *options, *outputs)
    assert "releasecheck/report/1" in text
    assert shown(text) == []
    assert shown(everything(folder, "run", "--facts", "out.release", "--format", "json", here=True)) == []


def test_wrong_usage_does_not_repeat_a_secret(tmp_path) -> None:
    folder = project(tmp_path)
    secret = PLANTED["set_option"]
    for options in (
        ["--set", secret],
        ["--set", f"={secret}"],
        ["--env-file", "nothing.env", "--set", f"A={secret}"],
    ):
        assert shown(everything(folder, "run", *options, here=True)) == []


def test_probe_shows_neither_userinfo_nor_credentials(tmp_path) -> None:
    url = f"http://u:{quote(PLANTED['remote'], safe='')}@127.0.0.1:1/"
    for form in ("text", "json", "junit", "github", "markdown", "nagios", "prometheus"):
        assert shown(everything(tmp_path, "probe", url, "--format", form, here=True)) == []
