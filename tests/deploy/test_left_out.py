"""What of the project no COPY of a Dockerfile takes into its image."""

from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.facts.deploy import LeftOut
from releasecheck.gather.deploy import gather_deploy

FILES = ("app.py", "loans.py", "templates/index.html", "static/style.css", "tests/test_app.py")
CMD = "\nCMD python app.py\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (*FILES, "requirements.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("import flask\n")
    return tmp_path


def left_out(project: Path) -> LeftOut | None:
    [image] = gather_deploy(project).facts.images
    return image.left_out


@pytest.mark.parametrize(
    ("steps", "paths", "line"),
    [
        ("COPY app.py requirements.txt ./", FILES[1:], 2),
        ("COPY requirements.txt .\nCOPY *.py ./", FILES[2:], 3),
        ("COPY app.py loans.py ./\nCOPY templates/ templates/", FILES[3:], 3),
        ('COPY ["app.py", "loans.py", "/srv/"]\nADD static /srv/static', (FILES[2], FILES[4]), 3),
        ("ARG HERE=app.py\nCOPY --chown=me:me $HERE .", FILES[1:], 3),
        ("COPY app** ./", FILES[1:], 2),
        ("COPY --from=built /opt/venv /opt/venv\nCOPY app.py .", FILES[1:], 3),
        ("COPY --from=built /root/.local /root/.local\nCOPY app.py .", FILES[1:], 3),
    ],
)
def test_what_is_not_named(steps: str, paths: tuple[str, ...], line: int, project: Path) -> None:
    (project / "Dockerfile").write_text(f"FROM python:3.13-slim\n{steps}{CMD}")
    assert left_out(project) == LeftOut(tuple(sorted(paths)), Place("Dockerfile", line))


def test_what_dockerignore_keeps_out(project: Path) -> None:
    (project / "Dockerfile").write_text(f"FROM python:3.13\nCOPY . .{CMD}")
    (project / ".dockerignore").write_text("tests\n*.html\nloans*\n!loans.py\ntemplates/*\n")
    expected = LeftOut(("templates/index.html", "tests/test_app.py"), Place("Dockerfile", 2))
    assert left_out(project) == expected


@pytest.mark.parametrize(
    "steps",
    [
        "COPY . .",
        "COPY * ./",
        "ADD ./ /srv",
        "RUN pip install flask",  # no COPY: something mounts the code
        "COPY app.py .\nCOPY $EVERYTHING ./",
        "COPY app.py .\nRUN git clone https://git.example/shop.git",
        "COPY app.py .\nRUN --mount=type=bind,source=.,target=/src cp -r /src/templates .",
        "COPY app.py .\nADD shop.tar.gz .\nRUN tar xf shop.tar.gz",
        "COPY app.py .\nADD https://shop.example/templates.html templates/",
        "COPY app.py .\nCOPY --from=built /srv/templates templates",
        "COPY app.py .\nCOPY <<EOF templates/index.html\nhello\nEOF",
        "COPY elsewhere/app.py .",  # the context is a folder above
        "COPY ../app.py .",
    ],
)
def test_what_is_not_known(steps: str, project: Path) -> None:
    (project / "Dockerfile").write_text(f"FROM python:3.13-slim\n{steps}{CMD}")
    assert left_out(project) is None


@pytest.mark.parametrize(
    ("settings", "known"), [("[build-system]\nrequires = ['hatchling']\n", False), ("[tool.ruff]\n", True)]
)
def test_package_of_the_project_that_an_earlier_stage_installs(
    settings: str, known: bool, project: Path
) -> None:
    (project / "pyproject.toml").write_text(settings)
    copied = "COPY --from=built /opt/venv /opt/venv\nCOPY app.py ."
    (project / "Dockerfile").write_text(f"FROM python:3.13\n{copied}{CMD}")
    assert (left_out(project) is not None) is known


def test_image_that_may_bring_it(project: Path) -> None:
    (project / "Dockerfile").write_text(f"FROM example/shop-base\nCOPY app.py .{CMD}")
    assert left_out(project) is None


def test_dockerfile_in_a_folder_of_its_own(project: Path) -> None:
    """Its context may be that folder, or the project."""
    (project / "docker").mkdir()
    (project / "docker/Dockerfile").write_text(f"FROM python:3.13\nCOPY app.py loans.py ./{CMD}")
    assert left_out(project) == LeftOut(tuple(sorted(FILES[2:])), Place("docker/Dockerfile", 2))


@pytest.mark.parametrize(
    ("more", "workflow", "known"),
    [
        ("", "", True),
        ("    volumes: ['./templates:/srv/templates']\n", "", False),
        ("    volumes: ['kept:/srv/instance']\n", "", True),
        ("    volumes: ['.:/srv']\n", "on: push\nsteps: [docker build .]\n", True),  # built elsewhere too
    ],
)
def test_folders_that_a_service_mounts(more: str, workflow: str, known: bool, project: Path) -> None:
    (project / "Dockerfile").write_text(f"FROM python:3.13\nCOPY app.py .{CMD}")
    (project / "compose.yaml").write_text(f"services:\n  web:\n    build: .\n{more}")
    (project / ".github/workflows").mkdir(parents=True)
    (project / ".github/workflows/release.yml").write_text(workflow)
    assert (left_out(project) is not None) is known
