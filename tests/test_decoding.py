"""What is read of a project whose text files are in any encoding, or are no text at all."""

from pathlib import Path

import pytest

from releasecheck.gather.decoding import decoded, decodes, dotenv_of
from tests.program import report_of
from tests.test_git import git

TEXT = "SECRET_KEY=96c4b615-café-b6c1\n"
ENCODINGS = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with a mark": TEXT.encode("utf-8-sig"),
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-16, big end first": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
}
RUBBISH = {
    "Latin-1": TEXT.encode("latin-1"),
    "a UTF-16 cut off": TEXT.encode("utf-16")[:-1],
    "no text": bytes(range(256)),
}
APP = """
from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = "a sentence of eight words for signing cookies"
"""
READ = (
    *(".env", ".env.example", ".flaskenv", "requirements.txt", "pyproject.toml", "setup.cfg", "setup.py"),
    *("Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "environment.yml", "tox.ini", "pytest.ini"),
    *("Procfile", "Dockerfile", "compose.yaml", "render.yaml", "fly.toml", "app.json", "vercel.json"),
    *("nginx.conf", "uwsgi.ini", "gunicorn.conf.py", "supervisord.conf", "shop.service", "start.sh"),
    *("Makefile", "package.json", "runtime.txt", ".python-version", ".gitignore", ".dockerignore"),
    *("ruff.toml", "other.py", "conftest.py", "test_shop.py", "config.json", "data.csv", "dump.sql"),
    *("alembic.ini", "migrations/env.py", "migrations/versions/one.py", "templates/page.html"),
    *("static/page.js", "README.md", ".github/workflows/test.yml", "k8s/shop.yaml", "shop.cfg"),
)


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS)
def test_by_the_mark(content: bytes) -> None:
    assert (decoded(content), decodes(content)) == (TEXT, True)


@pytest.mark.parametrize("content", RUBBISH.values(), ids=RUBBISH)
def test_rubbish(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(content)
    assert not decodes(content)
    assert isinstance(decoded(content), str)
    assert dotenv_of(file) is not None


@pytest.mark.parametrize("content", [*ENCODINGS.values(), *RUBBISH.values()], ids=[*ENCODINGS, *RUBBISH])
def test_no_file_ends_the_run(content: bytes, tmp_path: Path) -> None:
    tmp_path.joinpath("app.py").write_text(APP)
    for name in READ:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "--force", "--all")
    report = report_of(tmp_path, "--skip", "tests")
    assert report["app"]
    assert not [one for one in report["checks"] if one["outcome"] == "errored"]


def test_a_secret_in_utf_16_is_seen(tmp_path: Path) -> None:
    tmp_path.joinpath("app.py").write_text(APP)
    tmp_path.joinpath(".env").write_bytes("SECRET_KEY=96c4b61542c45f2a81d7\n".encode("utf-16"))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "--force", "--all")
    git(tmp_path, "commit", "-qm", "all of it")
    report = report_of(tmp_path, "--skip", "tests")
    found = {(one["rule"], one["path"]) for one in report["findings"]}
    assert {("committed-env-file", ".env"), ("dotenv-undecodable", ".env")} <= found
