"""Commands that start servers, and the deploy files that hold them."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy_commands import deployed
from releasecheck.gather.launch import Launch, launches

SCRIPTS = {
    "boot.sh": "#!/bin/bash\nflask db upgrade\nexec gunicorn -b :80 \\\n  --log-file - microblog:app\n",
    "wait.sh": 'exec "$@"',
    "loop.sh": "./loop.sh",
}


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("gunicorn app:app", "app:app"),
        ("gunicorn wsgi", "wsgi"),
        ("gunicorn -w 4 -b 0.0.0.0:80 pkg.web:app", "pkg.web:app"),
        ("gunicorn pkg.web:app -w4 --bind=:80 --log-level debug", "pkg.web:app"),
        ("gunicorn --preload --worker-class gevent 'shop:create_app()'", "shop:create_app()"),
        ("gunicorn \"shop:create_app('production', x=1)\"", "shop:create_app('production', x=1)"),
        ("gunicorn -c gunicorn.conf.py app:app", "app:app"),
        ("/venv/bin/gunicorn app:app", "app:app"),
        ("python -m gunicorn app:app", "app:app"),
        ("python3.12 -u -m gunicorn app:app", "app:app"),
        ("poetry run gunicorn app:app", "app:app"),
        ("exec env A=1 B=2 gunicorn app:app", "app:app"),
        ("A=1 newrelic-admin run-program gunicorn app:app", "app:app"),
        ("flask db upgrade && gunicorn app:app", "app:app"),
        ("sh -c 'flask db upgrade; exec gunicorn app:app'", "app:app"),
        ("bash boot.sh", "microblog:app"),
        ("./boot.sh", "microblog:app"),
        ("/app/boot.sh", "microblog:app"),
        ("waitress-serve --port=80 --call shop:create_app", "shop:create_app"),
        ("waitress-serve --listen=*:80 app:app", "app:app"),
        ("uwsgi --http :80 --module app:app", "app:app"),
        ("uwsgi --http :80 -w wsgi --callable app", "wsgi:app"),
        ("uwsgi --wsgi-file=run.py --callable=app", "run.py:app"),
        ("uwsgi --mount /=shop:app", "shop:app"),
        ("hypercorn app:asgi", "app:asgi"),
        ("flask --app shop run", "shop"),
        ("flask -A shop:make run --host 0.0.0.0", "shop:make"),
        ("FLASK_APP=shop.py flask run", "shop.py"),
        ("export FLASK_APP=shop.py; flask run", "shop.py"),
        ("python -m flask --app=shop run", "shop"),
        ("flask run", None),
    ],
)
def test_server(command: str, target: str | None) -> None:
    assert list(launches(command, SCRIPTS)) == [Launch(target)]


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("python app.py", "app.py"),
        ("python ./run.py --port 80", "run.py"),
        ("python3 -u -m shop.web", "shop.web"),
    ],
)
def test_program(command: str, target: str) -> None:
    assert list(launches(command, SCRIPTS)) == [Launch(target, script=True)]


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("cd backend && gunicorn app:app", "backend"),
        ("gunicorn --chdir backend app:app", "backend"),
        ("cd a && gunicorn --chdir b app:app", "a/b"),
    ],
)
def test_folder(command: str, folder: str) -> None:
    assert list(launches(command, SCRIPTS)) == [Launch("app:app", folder)]


@pytest.mark.parametrize(
    "command",
    [
        "",
        ";",
        "flask db upgrade",
        "flask routes",
        "python manage.py migrate",
        "python -m pytest",
        "pip install gunicorn",
        "celery -A app worker",
        "npm start",
        "gunicorn",
        "./wait.sh",
        "./loop.sh",
        "./elsewhere.sh",
        "echo 'unclosed",
        "cd",
        "sh",
        "bash -c",
        "A=1",
        "python -m",
        "exec",
    ],
)
def test_no_server(command: str) -> None:
    assert list(launches(command, SCRIPTS)) == []


@pytest.mark.parametrize(
    ("name", "text", "target"),
    [
        (
            "Procfile",
            "release: flask db upgrade\nweb: gunicorn app:app\nworker: gunicorn other:app\n",
            "app:app",
        ),
        ("Dockerfile", 'FROM python\nCMD ["gunicorn", "app:app"]\n', "app:app"),
        ("Dockerfile", "FROM python\nCMD gunicorn app:app\n", "app:app"),
        ("Dockerfile", "FROM a AS b\nCMD gunicorn old:app\nFROM python\nCMD gunicorn app:app\n", "app:app"),
        ("Dockerfile", 'FROM python\nENTRYPOINT ["gunicorn"]\nCMD ["-b", ":80", "app:app"]\n', "app:app"),
        ("Dockerfile", "FROM python\nENV FLASK_APP=shop.py\nCMD flask run\n", "shop.py"),
        ("Dockerfile", 'FROM python\nENV A=1 FLASK_APP=shop.py\nCMD ["flask", "run"]\n', "shop.py"),
        ("docker/Dockerfile", "FROM python\nCMD gunicorn \\\n app:app\n", "app:app"),
        ("docker-compose.yml", "services:\n  web:\n    command: gunicorn app:app\n", "app:app"),
        ("compose.yaml", "services:\n  web:\n    command: [gunicorn, 'app:app']\n", "app:app"),
        ("render.yaml", "services:\n  - type: web\n    startCommand: gunicorn app:app\n", "app:app"),
        ("app.yaml", "runtime: python312\nentrypoint: gunicorn -b :$PORT app:app\n", "app:app"),
        ("fly.toml", '[processes]\napp = "gunicorn app:app"\n', "app:app"),
        ("railway.json", '{"deploy": {"startCommand": "gunicorn app:app"}}', "app:app"),
        ("heroku.yml", "run:\n  web: gunicorn app:app\n", "app:app"),
        ("nixpacks.toml", '[start]\ncmd = "gunicorn app:app"\n', "app:app"),
        ("gunicorn.conf.py", "bind = ':80'\nwsgi_app = 'app:app'\n", "app:app"),
        ("uwsgi.ini", "[uwsgi]\nmodule = wsgi\ncallable = app\n", "wsgi:app"),
        ("supervisord.conf", "[program:web]\ncommand=/venv/bin/gunicorn app:app\n", "app:app"),
        ("deploy/web.service", "[Service]\nExecStart=/venv/bin/gunicorn app:app\n", "app:app"),
    ],
)
def test_deploy_file(name: str, text: str, target: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    assert {(found.file, found.launch.target) for found in deployed(tmp_path)} == {(name, target)}


# A list of nine lists of nine lists ... of one text.
LAUGHS = "a0: &a0 [x]\n" + "".join(
    f"a{depth}: &a{depth} [{', '.join([f'*a{depth - 1}'] * 9)}]\n" for depth in range(1, 12)
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Dockerfile.dev", "FROM python\nCMD flask run\n"),
        ("docker-compose.override.yml", "services: {web: {command: flask run}}"),
        ("docker-compose.yml", "services: [{unclosed"),
        ("docker-compose.yml", "- 1\n- text\n"),
        ("docker-compose.yml", "services: &a [*a]"),
        ("docker-compose.yml", "built: 2026-99-99\n"),
        ("docker-compose.yml", LAUGHS),
        ("render.yaml", "a: " + "[" * 5_000),
        ("railway.json", "[" * 100_000),
        ("fly.toml", "a = " + "[" * 100_000),
        ("fly.toml", "not toml at all ["),
        ("railway.json", "{"),
        ("Procfile", "\0\xff"),
        ("Dockerfile", ""),
        ("README.md", "gunicorn app:app"),
    ],
)
def test_no_deploy_file(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="latin-1")
    assert list(deployed(tmp_path)) == []
