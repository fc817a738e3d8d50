"""Every format in which a project may say what it needs."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Unread
from releasecheck.facts.place import Place
from releasecheck.gather.declarations import Declared, gather_declared
from releasecheck.gather.installed import environment

MARKERS = environment("3.11.7", "linux")


def read(project: Path, files: dict[str, str | bytes], home: str = ".") -> Declared:
    for path, content in files.items():
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
    return gather_declared(project, home, MARKERS)


def short(declared: Declared) -> list[tuple[Any, ...]]:
    return [(f"{one.name}{one.specifier}", str(one.place), one.stage) for one in declared.declared]


PYPROJECT = """\
[project]
dependencies = [
  "Flask>=3",
  "pywin32; sys_platform == 'win32'",
]
[project.optional-dependencies]
postgres = ["psycopg[binary]"]
test = ["pytest"]
[dependency-groups]
dev = ["ruff", { include-group = "docs" }]
worker = ["celery"]
[tool.uv]
dev-dependencies = ["mypy"]
"""
POETRY = """\
[tool.poetry.dependencies]
python = "^3.11"
Flask = "^2.3.1"
tiny = "^0.2"
tilde = "~1.4"
exact = "1.2.3"
any = "*"
old = [{ version = "1.*", python = "<3.9" }, { version = ">=2", python = ">=3.9" }]
qrcode = { version = "==8", extras = ["pil"], optional = true }
shop = { git = "https://example.org/shop.git" }
[tool.poetry.group.dev.dependencies]
pytest = "*"
"""
PIPFILE = """\
[packages]
flask = "*"
requests = {version = ">=2", extras = ["socks"]}
[dev-packages]
pytest = "==8"
"""


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (
            {
                "requirements.txt": """\
                # a comment
                Flask==3.1.2  # why
                flask_login>=0.6; python_version > "3"
                -r more/base.txt
                --index-url https://example.org/simple
                requests==2.32 \\
                    --hash=sha256:abc \\
                    --hash=sha256:def
                -e git+https://example.org/shop.git@main#egg=Shop
                ./wheels/thing-1.0-py3-none-any.whl
                -e .
                qrcode[pil] ~= 8.0
                """,
                "more/base.txt": "redis\n-r ../requirements.txt\n",
            },
            [
                ("flask==3.1.2", "requirements.txt:2", "release"),
                ("flask-login>=0.6", "requirements.txt:3", "release"),
                ("requests==2.32", "requirements.txt:6", "release"),
                ("shop", "requirements.txt:9", "release"),
                ("thing", "requirements.txt:10", "release"),
                ("qrcode~=8.0", "requirements.txt:12", "release"),
                ("redis", "more/base.txt:1", "release"),
            ],
        ),
        (
            {"requirements.txt": "flask==3.1.2\nredis\n".encode("utf-16")},
            [("flask==3.1.2", "requirements.txt:1", "release"), ("redis", "requirements.txt:2", "release")],
        ),
        ({"requirements.txt": b"\xef\xbb\xbfflask\r\n"}, [("flask", "requirements.txt:1", "release")]),
        (
            {"requirements.txt": "# export\n_x=0.1=main\npython=3.9.7=h1\nflask=2.0.2=pyh_0\n"},
            [("flask==2.0.2", "requirements.txt:4", "release")],
        ),
        (
            {
                "requirements/base.txt": "flask",
                "requirements/dev.txt": "-r base.txt\npytest",
                "requirements/prod.txt": "-r base.txt\ngunicorn",
            },
            [
                ("flask", "requirements/base.txt:1", "release"),
                ("gunicorn", "requirements/prod.txt:2", "release"),
                ("pytest", "requirements/dev.txt:2", "development"),
            ],
        ),
        (
            {"pyproject.toml": PYPROJECT},
            [
                ("flask>=3", "pyproject.toml:3", "release"),
                ("pywin32", "pyproject.toml:4", "release"),
                ("psycopg", "pyproject.toml:7", "optional"),
                ("pytest", "pyproject.toml:8", "development"),
                ("ruff", "pyproject.toml:10", "development"),
                ("celery", "pyproject.toml:11", "optional"),
                ("mypy", "pyproject.toml:13", "development"),
            ],
        ),
        (
            {"pyproject.toml": POETRY},
            [
                ("flask<3,>=2.3.1", "pyproject.toml:3", "release"),
                ("tiny<0.3,>=0.2", "pyproject.toml:4", "release"),
                ("tilde<1.5,>=1.4", "pyproject.toml:5", "release"),
                ("exact==1.2.3", "pyproject.toml:6", "release"),
                ("any", "pyproject.toml:7", "release"),
                ("old==1.*", "pyproject.toml:8", "release"),
                ("old>=2", "pyproject.toml:8", "release"),
                ("qrcode==8", "pyproject.toml:9", "optional"),
                ("shop", "pyproject.toml:10", "release"),
                ("pytest", "pyproject.toml:12", "development"),
            ],
        ),
        (
            {"Pipfile": PIPFILE},
            [
                ("flask", "Pipfile:2", "release"),
                ("requests>=2", "Pipfile:3", "release"),
                ("pytest==8", "Pipfile:5", "development"),
            ],
        ),
        (
            {
                "setup.cfg": """\
                [options]
                install_requires =
                    flask>=2
                    redis
                [options.extras_require]
                dev = pytest
                """
            },
            [
                ("flask>=2", "setup.cfg:3", "release"),
                ("redis", "setup.cfg:4", "release"),
                ("pytest", "setup.cfg:6", "development"),
            ],
        ),
        (
            {
                "setup.py": """\
                from setuptools import setup
                raise SystemExit("never run")
                needs = ["flask", "redis>=5"]
                setup(install_requires=needs, extras_require={"ldap": ["python-ldap"]})
                """
            },
            [
                ("flask", "setup.py:3", "release"),
                ("redis>=5", "setup.py:3", "release"),
                ("python-ldap", "setup.py:4", "optional"),
            ],
        ),
        (
            {
                "environment.yml": """\
                dependencies:
                  - python=3.11
                  - conda-forge::flask=3.0
                  - redis>=5
                  - pip:
                      - flask-login==0.6.3
                """
            },
            [
                ("flask==3.0", "environment.yml:3", "release"),
                ("redis>=5", "environment.yml:4", "release"),
                ("flask-login==0.6.3", "environment.yml:6", "release"),
            ],
        ),
        (
            {
                "Dockerfile": """\
                FROM python:3.12
                RUN pip install -r docker/needs.txt && pip install gunicorn==23.0 "flask[async]"
                """,
                "docker/needs.txt": "redis",
            },
            [
                ("gunicorn==23.0", "Dockerfile:2", "release"),
                ("flask", "Dockerfile:2", "release"),
                ("redis", "docker/needs.txt:1", "release"),
            ],
        ),
        (
            {
                "Dockerfile": """\
                FROM python:3.12
                # RUN pip install -r old.txt #Use the cmd line below instead,
                RUN pip install gunicorn \\
                    # pip install celery, as long as there are jobs
                    flask # and pip install redis later
                # pip install flask
                """,
                "old.txt": "django",
            },
            [("gunicorn", "Dockerfile:3", "release"), ("flask", "Dockerfile:3", "release")],
        ),
        (
            {"backend/requirements.txt": "flask", "node_modules/x/requirements.txt": "redis"},
            [("flask", "backend/requirements.txt:1", "release")],
        ),
    ],
    ids=[
        *("pip", "UTF-16", "BOM", "conda list", "folder", "pyproject", "poetry", "Pipfile", "setup.cfg"),
        *("setup.py", "environment.yml", "Dockerfile", "comments in a Dockerfile", "one folder down"),
    ],
)
def test_what_is_declared(tmp_path: Path, files: dict[str, str | bytes], says: list[Any]) -> None:
    declared = read(tmp_path, files)
    assert sorted(short(declared)) == sorted(says)
    assert [one for one in declared.unread if one.place.line != 2] == []


def test_the_line_of_a_project_that_is_called_like_what_it_asks_for(tmp_path: Path) -> None:
    text = '[tool.poetry]\nname = "flask-workout"\n[tool.poetry.dependencies]\nflask = "^3"\n'
    declared = read(tmp_path, {"pyproject.toml": text})
    assert [str(one.place) for one in declared.declared] == ["pyproject.toml:4"]


def test_each_folder_on_the_way_to_the_app_is_asked(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "requirements.txt": "flask",
        "backend/requirements.txt": "redis",
        "backend/main/requirements.txt": "celery",
        "frontend/requirements.txt": "httpx",
    }
    declared = read(tmp_path, files, "backend/main")
    assert [one.name for one in declared.declared] == ["celery", "redis", "flask"]


@pytest.mark.parametrize(
    ("target", "cwd", "home"),
    [
        ("shop:app", ".", "."),
        ("shop.web:app", "backend", "backend"),
        ("main/main:app", "backend", "backend/main"),
        ("shop/__init__.py", ".", "shop"),
        ("/srv/shop/app.py", "backend", "backend"),
        ("../shop/app.py", "backend", "backend"),
        (None, ".", "."),
    ],
)
def test_the_folder_of_the_app(target: str | None, cwd: str, home: str) -> None:
    assert Boot("up", target, "--app", cwd, "python", "--python").home == home


def test_tools_that_an_image_installs_are_no_dependencies(tmp_path: Path) -> None:
    assert short(read(tmp_path, {"Dockerfile": "FROM python\nRUN pip3 install build wheel\n"})) == []


def test_markers_hold_for_the_interpreter_of_the_app(tmp_path: Path) -> None:
    declared = read(tmp_path, {"pyproject.toml": PYPROJECT})
    assert [one.name for one in declared.declared if not one.applies] == ["pywin32"]


def test_constraints_bind_and_ask_for_nothing(tmp_path: Path) -> None:
    declared = read(tmp_path, {"requirements.txt": "flask\n-c limits.txt\n", "limits.txt": "werkzeug<3\n"})
    assert [one.name for one in declared.declared] == ["flask"]
    assert [(one.name, one.specifier) for one in declared.constraints] == [("werkzeug", "<3")]


TOML_LOCK = '[[package]]\nname = "Flask"\nversion = "3.1.2"\n\n[[package]]\nname = "redis"\nversion = "5.0"\n'


@pytest.mark.parametrize("name", ["poetry.lock", "uv.lock", "pdm.lock"])
def test_lock_files(tmp_path: Path, name: str) -> None:
    declared = read(tmp_path, {name: TOML_LOCK})
    assert [(one.name, one.specifier, one.place) for one in declared.locked] == [
        ("flask", "==3.1.2", Place(name, 2)),
        ("redis", "==5.0", Place(name, 6)),
    ]
    assert declared.locks == [name]


def test_pipenvs_lock_file(tmp_path: Path) -> None:
    content = '{\n "default": {\n  "flask": {\n   "version": "==3.1.2"\n  }\n },\n "develop": {}\n}\n'
    declared = read(tmp_path, {"Pipfile.lock": content})
    assert [(one.name, one.specifier, one.place) for one in declared.locked] == [
        ("flask", "==3.1.2", Place("Pipfile.lock", 3))
    ]


@pytest.mark.parametrize(
    ("files", "unread"),
    [
        (
            {"requirements.txt": "flask\n!!\n"},
            Unread(Place("requirements.txt", 2), "no requirement as pip reads them", refused=True),
        ),
        ({"pyproject.toml": "[project"}, Unread(Place("pyproject.toml"), "no TOML")),
        ({"Pipfile.lock": "["}, Unread(Place("Pipfile.lock"), "no JSON")),
        (
            {"requirements.txt": "https://example.org/x\n"},
            Unread(Place("requirements.txt", 1), "a path or URL that does not say what it is"),
        ),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, files: dict[str, str], unread: Unread) -> None:
    assert read(tmp_path, files).unread == [unread]


def test_what_lies_outside_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("redis")
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").symlink_to(tmp_path / "outside.txt")
    assert read(project, {"more-requirements.txt": "-r ../outside.txt\nflask\n"}).declared[0].name == "flask"


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"api-requirements/production.txt": "flask"}, [("flask", "release")]),
        ({"requirements_web/testing.in": "flask"}, [("flask", "development")]),
        ({"requirements.d/rtd.txt": "flask"}, [("flask", "development")]),
        ({"requirements.d/readthedocs.txt": "flask"}, [("flask", "development")]),
        ({"requirements.d/sphinxsearch.txt": "flask"}, [("flask", "release")]),
        ({"backend/app-requirements/base.txt": "flask"}, [("flask", "release")]),
        (
            {
                "docker/http/script.sh": "pip install -r /usr/src/deps/live.txt gunicorn\n",
                "deps/live.txt": "flask",
            },
            [("flask", "release")],
        ),
        (
            {
                ".github/workflows/ship.yml": "- run: pip install -r deps/live.txt black\n",
                "deps/live.txt": "flask",
            },
            [("flask", "release")],
        ),
        (
            {"scripts/set_up.sh": "pip install -r deps/dev.txt\n", "deps/dev.txt": "flask"},
            [("flask", "development")],
        ),
        ({"start.sh": "pip install -r /srv/shop/deps.txt\n", "deps.txt": "flask"}, [("flask", "release")]),
        (
            {
                "requirements.txt": "flask",
                "docker/worker/Dockerfile": "RUN pip install -r requirements.txt\n",
                "docker/worker/requirements.txt": "celery",
            },
            [("flask", "release")],
        ),
        ({"requirements.txt": "flask", "docs/requirements/x.txt": "sphinx"}, [("flask", "release")]),
        (
            {
                "requirements.txt": "flask",
                "scripts/up.sh": "pip install -r ../../etc/passwd -r $FILE -r gone.txt",
            },
            [("flask", "release")],
        ),
    ],
)
def test_files_that_are_read_by_their_folder_or_by_who_installs_them(
    tmp_path: Path, files: dict[str, str | bytes], says: list[tuple[str, str]]
) -> None:
    assert [(one.name, one.stage) for one in read(tmp_path, files).declared] == says


@pytest.mark.parametrize("requirements", ["requirements.txt", "backend/requirements.txt"])
def test_what_is_installed_by_name_where_that_declares_nothing(tmp_path: Path, requirements: str) -> None:
    found = read(
        tmp_path,
        {
            requirements: "flask\n",
            "Dockerfile": """\
                FROM debian
                RUN apt-get update && apt-get install -y --no-install-recommends \\
                    python3-opencv libpq5 && rm -rf /var/lib/apt
                """,
            ".github/workflows/ci.yml": "run: python -m pip install pytest requests==2.32\n",
            "compose.yml": "command: sh -c 'pip install PyYAML; flask run'\n",
            "setup.sh": "# pip install nothing\nconda install -y -c conda-forge gdal=3.8\n",
        },
    )
    assert found.installing == {"gdal", "libpq5", "pytest", "python3-opencv", "pyyaml", "requests"}


def test_a_file_of_requirements_that_is_one_letter_short(tmp_path: Path) -> None:
    found = read(tmp_path, {"requirement.txt": "flask==3.1.2\n", "requirement-notes.txt": "flask\n"})
    assert (short(found), found.files) == (
        [("flask==3.1.2", "requirement.txt:1", "release")],
        ["requirement.txt"],
    )


LOCKED = {
    "Pipfile": '[packages]\nflask = "*"\n',
    "Pipfile.lock": '{"default": {"flask": {"version": "==3.0.0"}, "werkzeug": {"version": "==2.2.2"}}}',
}
SKIPPING = "RUN pip install pipenv \\\n  gunicorn\nRUN pipenv install --system --skip-lock\n"


def test_a_lock_that_the_image_passes_over(tmp_path: Path) -> None:
    found = read(tmp_path, {**LOCKED, "Dockerfile": f"FROM python:3.12\n{SKIPPING}"})
    assert found.lock_skipped == Place("Dockerfile", 4)
    assert (found.locks, found.locked) == ([], [])
    assert "werkzeug" in found.installing  # it may come all the same
    assert "flask" in {one.name for one in found.declared}


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": "RUN pipenv install --system --deploy\n"},
        {"Dockerfile": "RUN pipenv install --skip-lock --ignore-pipfile\n"},
        {"Dockerfile": "RUN pipenv install --skip-lock gunicorn\n"},
        {"Dockerfile": "# RUN pipenv install --skip-lock\n"},
        {"Dockerfile": SKIPPING, "build.sh": "pipenv sync\n"},
        {"Dockerfile": SKIPPING, "Dockerfile.worker": "RUN pipenv requirements > r.txt\n"},
        {"Dockerfile": SKIPPING, "Procfile": "web: gunicorn app:app\n"},
        {"Dockerfile.dev": SKIPPING},
        {"setup.sh": "pipenv install --skip-lock\n"},
    ],
    ids=[
        "by the lock",
        "asked to go by it after all",
        "one by its name",
        "a comment",
        "another goes by it",
        "it is written out",
        "Heroku",
        "to develop in",
        "no image",
    ],
)
def test_a_lock_that_counts(files: dict[str, str | bytes], tmp_path: Path) -> None:
    found = read(tmp_path, {**LOCKED, **files})
    assert found.lock_skipped is None
    assert found.locks == ["Pipfile.lock"]
