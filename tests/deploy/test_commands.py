"""Commands that start servers, and the deploy files that hold them."""

from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.facts.deploy import Launch
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.deploy.commands import launches
from releasecheck.gather.deploy.manifest import Script
from releasecheck.gather.deploy.tasks import tasks

TEXTS = {
    "boot.sh": "#!/bin/bash\nflask db upgrade\nexec gunicorn -b :80 \\\n  --log-file - microblog:app\n",
    "wait.sh": 'exec "$@"',
    "loop.sh": "./loop.sh",
}
SCRIPTS = {name: Script(f"bin/{name}", text) for name, text in TEXTS.items()}
HERE = Place("Procfile", 1)


def started(command: str | list[str]) -> list[Launch]:
    return list(launches(command, SCRIPTS, HERE))


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("gunicorn app:app", "app:app"),
        ("gunicorn wsgi", "wsgi"),
        ("gunicorn -w 4 -b 0.0.0.0:80 pkg.web:app", "pkg.web:app"),
        ('gunicorn "rent-a-car:app"', "rent-a-car:app"),
        ("gunicorn rent-a-car:app --bind 0.0.0.0:80", "rent-a-car:app"),
        ("gunicorn src/app:app", "src/app:app"),
        ("gunicorn ./app.py:app", "./app.py:app"),
        ("gunicorn 2048:app", "2048:app"),
        ("gunicorn app:my-app", "app:my-app"),
        ("gunicorn src/shop:create_app()", "src/shop:create_app()"),
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
    assert [launch.target for launch in started(command)] == [target]


@pytest.mark.parametrize(
    ("command", "target"),
    [
        ("python app.py", "app.py"),
        ("python ./run.py --port 80", "run.py"),
        ("python3 -u -m shop.web", "shop.web"),
    ],
)
def test_program(command: str, target: str) -> None:
    assert started(command) == [Launch("python", target, HERE)]


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        ("cd backend && gunicorn app:app", "backend"),
        ("gunicorn --chdir backend app:app", "backend"),
        ("cd a && gunicorn --chdir b app:app", "a/b"),
    ],
)
def test_folder(command: str, folder: str) -> None:
    assert [launch.folder for launch in started(command)] == [folder]


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
        "gunicorn unix:shop.sock",
        "gunicorn 127.0.0.1:8000",
        "gunicorn ../other:app",
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
    assert started(command) == []


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("gunicorn app:app", {}),
        ("gunicorn -w4 --threads=2 app:app", {"workers": 4, "threads": 2}),
        ("gunicorn -w $WORKERS app:app", {}),
        ("gunicorn -k gevent --reload app:app", {"worker_class": "gevent"}),
        ("uwsgi -p 3 --module app:app", {"workers": 3}),
        ("uwsgi --processes=3 --threads 2 --module app:app", {"workers": 3, "threads": 2}),
        ("uvicorn --workers 2 app:app", {"workers": 2}),
        ("waitress-serve app:app", {"workers": 1, "threads": 4}),
        ("waitress-serve --threads=8 app:app", {"workers": 1, "threads": 8}),
        ("flask run", {"workers": 1}),
    ],
)
def test_workers(command: str, says: dict[str, object]) -> None:
    [launch] = started(command)
    given = {"workers": launch.workers, "threads": launch.threads, "worker_class": launch.worker_class}
    assert {name: value for name, value in given.items() if value is not None} == says


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("gunicorn --reload -b :80 app:app", ("--reload", "-b")),
        ("flask --app shop run --debug", ("--app", "--debug")),
        ("waitress-serve --call shop:create_app", ("--call",)),
    ],
)
def test_options(command: str, names: tuple[str, ...]) -> None:
    assert [launch.options for launch in started(command)] == [names]


def test_what_a_script_starts_is_at_its_line() -> None:
    assert [launch.place for launch in started("bash boot.sh")] == [Place("bin/boot.sh", 3)]


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
        ("render.yaml", "name: shop\ntype: web\nstartCommand: gunicorn app:app\n", "app:app"),
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
    launches = gather_deploy(tmp_path).facts.launches
    assert {(one.place.path, one.target) for one in launches} == {(name, target)}


INI = "[uwsgi]\nbase = api\nchdir = %(base)\nwsgi-file = run.py\ncallable = app\nprocesses = 3\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ('["uwsgi", "app.ini"]', [("run.py:app", "api", 3, "conf/app.ini")]),
        ('["uwsgi", "--ini", "/srv/conf/app.ini"]', [("run.py:app", "api", 3, "conf/app.ini")]),
        ("uwsgi --master --ini=conf/app.ini:uwsgi", [("run.py:app", "api", 3, "conf/app.ini")]),
        ("uwsgi --master app.ini -p 2", [("run.py:app", "api", 2, "conf/app.ini")]),
        (
            "uwsgi --ini app.ini --module shop:app",
            [("shop:app", ".", None, "Dockerfile"), ("run.py:app", "api", 3, "conf/app.ini")],
        ),
        ("uwsgi --ini other.ini", [("run.py:app", "api", 3, "conf/app.ini")]),
    ],
)
def test_the_ini_file_of_uwsgi(
    command: str, said: list[tuple[str, str, int | None, str]], tmp_path: Path
) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf/app.ini").write_text(INI)
    (tmp_path / "alembic.ini").write_text("[alembic]\nfile = %(here)s/x\nmodule = shop\n")
    (tmp_path / "Dockerfile").write_text(f"FROM python\nCMD {command}\n")
    launches = gather_deploy(tmp_path).facts.launches
    assert [(one.target, one.folder, one.workers, one.place.path) for one in launches] == said


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ('{"builds": [{"src": "main.py", "use": "@vercel/python"}]}', ["main:app"]),
        ('{"builds": [{"src": "/main.py", "use": "@vercel/python@4"}], "routes": []}', ["main:app"]),
        ('{"routes": [{"src": "/(.*)", "dest": "api/index.py"}]}', ["api.index:app"]),
        ('{"rewrites": [{"source": "/(.*)", "destination": "/api/index"}]}', ["api.index:app"]),
        ('{"routes": [{"dest": "/static/$1"}, {"dest": "main.py"}]}', ["main:app"]),
        ('{"builds": [{"src": "index.html", "use": "@vercel/static"}]}', []),
        ('{"builds": [{"src": "api/*.py", "use": "@vercel/python"}]}', []),
        ('{"builds": [{"src": "gone.py", "use": "@vercel/python"}]}', []),
        ('{"builds": [{"use": "@vercel/python"}], "rewrites": ["/"]}', []),
        ("[", []),
    ],
)
def test_vercel_serves_a_module(text: str, targets: list[str], tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    for file in ("main.py", "api/index.py", "index.html"):
        (tmp_path / file).touch()
    (tmp_path / "vercel.json").write_text(text)
    launches = gather_deploy(tmp_path).facts.launches
    assert [(one.server, one.target) for one in launches] == [("vercel", each) for each in targets]


@pytest.mark.parametrize(
    ("name", "text", "beside", "targets"),
    [
        ("backend/Dockerfile", "FROM python\nCMD python run.py\n", "backend/run.py", ["run.py"]),
        ("backend/Dockerfile", "FROM python\nCMD python run.py\n", "run.py", []),
        ("src/supervisord.conf", "[program:w]\ncommand=gunicorn wsgi:app\n", "src/wsgi.py", ["wsgi:app"]),
        ("src/serve.sh", "gunicorn wsgi:app\n", "src/wsgi.py", ["wsgi:app"]),
        (".docker/flask/Dockerfile", "FROM python\nCMD gunicorn app:app\n", "app.py", ["app:app"]),
        ("docker/web/Dockerfile", "FROM nginx\nCMD gunicorn app:app\n", "app.py", []),
        ("DockerFile", "FROM python\nCMD python run.py\n", "run.py", ["run.py"]),
        ("boot.sh", "export FLASK_APP=run.py\nexec gunicorn -w 1 run:app\n", "run.py", ["run:app"]),
        ("run.sh", "export FLASK_DEBUG=1\nflask run\n", "run.py", []),
        ("run-dev.sh", "gunicorn run:app\n", "run.py", []),
    ],
)
def test_deploy_file_where_the_app_is(
    name: str, text: str, beside: str, targets: list[str], tmp_path: Path
) -> None:
    for path, content in ((name, text), (beside, "")):
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(content)
    assert [one.target for one in gather_deploy(tmp_path).facts.launches] == targets


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
    assert gather_deploy(tmp_path).facts.launches == ()


@pytest.mark.parametrize(
    ("name", "text", "unquoted"),
    [
        ("Procfile", "web: gunicorn shop:create_app()\n", True),
        ("Procfile", "web: gunicorn 'shop:create_app()'\n", False),
        ("Procfile", 'web: gunicorn "shop:create_app()"\n', False),
        ("Procfile", "web: gunicorn shop:create_app\\(\\)\n", False),
        ("Procfile", "web: gunicorn shop:app $(cat options)\n", False),
        ("Dockerfile", "FROM x\nCMD gunicorn shop:create_app()\n", True),
        ("Dockerfile", 'FROM x\nCMD ["gunicorn", "shop:create_app()"]\n', False),
        ("Dockerfile", 'FROM x\nCMD ["sh", "-c", "gunicorn shop:create_app()"]\n', True),
        ("render.yaml", "services:\n- startCommand: gunicorn shop:create_app()\n", True),
        ("app.yaml", "entrypoint: gunicorn shop:create_app()\n", True),
        ("web.service", "[Service]\nExecStart=gunicorn shop:create_app()\n", False),  # no shell
        ("compose.yaml", "services: {web: {build: ., command: 'gunicorn shop:create_app()'}}\n", False),
    ],
)
def test_parentheses_that_a_shell_takes_for_its_own(
    name: str, text: str, unquoted: bool, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    assert [one.unquoted for one in gather_deploy(tmp_path).facts.launches] == [unquoted]


def test_a_comment_of_a_script_is_not_read_by_the_shell(tmp_path: Path) -> None:
    (tmp_path / "boot.sh").write_text("# gunicorn shop:create_app()\ngunicorn 'shop:create_app()'\n")
    (tmp_path / "Procfile").write_text("web: ./boot.sh\n")
    assert [one.unquoted for one in gather_deploy(tmp_path).facts.launches] == [False]


FILES = {
    "Makefile": "NAME := shop\n\nprod: build\n\t@gunicorn shop:app\n\nbuild:\n\tdocker build .\n",
    "Pipfile": '[scripts]\nstart = "flask run --host 0.0.0.0"\n',
    "pyproject.toml": """[tool.pdm.scripts]
serve = {cmd = "python run.py"}

[tool.poe.tasks]
up = "waitress-serve a:b"
""",
    "package.json": '{\n  "scripts": {\n    "start": "uwsgi --module shop:app"\n  }\n}\n',
}


@pytest.mark.parametrize(
    ("command", "server", "place"),
    [
        ("make prod", "gunicorn", Place("Makefile", 4)),
        ("cd /app && make -s prod", "gunicorn", Place("Makefile", 4)),
        ("make build", None, None),
        ("make other", None, None),
        ("pipenv run start", "flask", Place("Pipfile", 2)),
        ("pdm run serve", "python", Place("pyproject.toml", 2)),
        ("poetry run poe up", "waitress", Place("pyproject.toml", 5)),
        ("npm start", "uwsgi", Place("package.json", 3)),
        ("yarn run start", "uwsgi", Place("package.json", 3)),
        ("start", None, None),
    ],
)
def test_tasks_by_name(command: str, server: str | None, place: Place | None, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    found = list(launches(command, tasks(tmp_path), HERE))
    assert [(one.server, one.place) for one in found] == ([(server, place)] if server else [])


def test_a_deploy_file_that_calls_a_task(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text(FILES["Makefile"])
    (tmp_path / "Dockerfile").write_text("FROM python:3.12\nCMD make prod\n")
    assert [one.target for one in gather_deploy(tmp_path).facts.launches] == ["shop:app"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("Pipfile", "["), ("package.json", "["), ("package.json", "[]"), ("pyproject.toml", "tool = 1")],
)
def test_tasks_that_cannot_be_read(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    assert tasks(tmp_path) == {}
