"""The folders that a deploy file puts on Python's import path, as the project has them."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

CMD = "CMD gunicorn app:app\n"


def launches(project: Path, **files: str) -> list[tuple[tuple[str, ...], str | None]]:
    """What the launches of these files have on their path, and where they start."""
    for folder in ("src/backend", "lib", "app"):
        (project / folder).mkdir(parents=True)
    for name, text in files.items():
        (project / name.replace("_yaml", ".yaml")).write_text(text)
    return [(one.paths, one.starts_in) for one in gather_deploy(project).facts.launches]


@pytest.mark.parametrize(
    ("dockerfile", "paths", "starts_in"),
    [
        ("WORKDIR /app\nCOPY . /app\nENV PYTHONPATH=/app/src/backend\n", ("src/backend",), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH /app/src\n", ("src",), "."),
        ("WORKDIR /app\nCOPY src/ /app/\nENV PYTHONPATH=/app/backend\n", ("src/backend",), "src"),
        (
            "WORKDIR /app\nCOPY src/backend /app/src/backend\nENV PYTHONPATH=/app/src/backend\n",
            ("src/backend",),
            ".",
        ),
        ('WORKDIR /srv/app\nCOPY ["src", "code"]\nENV PYTHONPATH=/srv/app/code\n', ("src",), None),
        ("ENV HOME=/app\nWORKDIR $HOME\nCOPY . ${HOME}\nENV PYTHONPATH=$HOME/lib\n", ("lib",), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=/app:/app/lib:$PYTHONPATH\n", (".", "lib"), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=${PYTHONPATH:-}:lib\n", ("lib",), "."),
        ("WORKDIR /app\nCOPY --from=built /app /app\nENV PYTHONPATH=/app/lib\n", ("lib",), None),
        ("WORKDIR /app\nCOPY --chown=me:me ./lib ./lib\nENV PYTHONPATH=./lib\n", ("lib",), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=/usr/lib/python3\n", (), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=/lib\n", (), "."),  # the image's own
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=/app/../../lib\n", (), "."),
        ("WORKDIR /app\nCOPY . .\nENV PYTHONPATH=$ELSEWHERE/lib\n", (), "."),
        ("WORKDIR /app\nCOPY requirements.txt .\n", (), None),
        ("WORKDIR /app\nCOPY 'unclosed . .\nENV PYTHONPATH='lib\n", (), "."),
        ("COPY\nWORKDIR /app\n", (), None),
    ],
)
def test_of_an_image(dockerfile: str, paths: tuple[str, ...], starts_in: str | None, tmp_path: Path) -> None:
    assert launches(tmp_path, Dockerfile=f"FROM x\n{dockerfile}{CMD}") == [(paths, starts_in)]


IMAGE = "FROM x\nWORKDIR /srv\nCOPY . /srv\n"
SERVICE = "services: {{web: {{build: .{more}, environment: {{PYTHONPATH: /srv/lib}}}}}}"


def test_of_the_service_that_is_built_from_the_image(tmp_path: Path) -> None:
    files = {"Dockerfile": IMAGE + CMD, "compose_yaml": SERVICE.format(more="")}
    assert launches(tmp_path, **files) == [(("lib",), ".")]


def test_of_the_service_with_a_command_of_its_own(tmp_path: Path) -> None:
    files = {"Dockerfile": IMAGE, "compose_yaml": SERVICE.format(more=", command: gunicorn app:app")}
    assert launches(tmp_path, **files) == [(("lib",), ".")]


@pytest.mark.parametrize(
    ("line", "paths"),
    [
        ("PYTHONPATH=src/backend gunicorn app:app", ("src/backend",)),
        ("export PYTHONPATH=src:lib && gunicorn app:app", ("src", "lib")),
        ("gunicorn --pythonpath src,lib app:app", ("src", "lib")),
        ("PYTHONPATH=$PWD gunicorn app:app", (".",)),
        ("env PYTHONPATH=$PWD/lib gunicorn app:app", ("./lib",)),
        ("PYTHONPATH=${PWD}/src:$(pwd)/lib:$PYTHONPATH gunicorn app:app", ("./src", "./lib")),
        ("PYTHONPATH=`pwd`/lib gunicorn app:app", ("./lib",)),
        ("PYTHONPATH=$PWDS/lib gunicorn app:app", ()),
    ],
)
def test_of_a_command(line: str, paths: tuple[str, ...], tmp_path: Path) -> None:
    assert launches(tmp_path, Procfile=f"web: {line}\n") == [(paths, None)]


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("PYTHONPATH=$CODE/lib gunicorn app:app", True),
        ("PYTHONPATH=lib:$(find_it) gunicorn app:app", True),
        ("gunicorn --pythonpath $CODE app:app", True),
        ("gunicorn --chdir $CODE app:app", True),
        ("CODE=lib; PYTHONPATH=lib:$PYTHONPATH gunicorn app:app", False),
        ("PYTHONPATH=${PYTHONPATH:-}:$PWD/lib gunicorn app:app", False),
        ("PYTHONPATH=/usr/lib/shop gunicorn app:app", False),
        ("gunicorn --bind 0.0.0.0:$PORT app:app", False),
    ],
)
def test_a_path_that_only_the_platform_knows(line: str, unknown: bool, tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text(f"web: {line}\n")
    assert [one.path_unknown for one in gather_deploy(tmp_path).facts.launches] == [unknown]
