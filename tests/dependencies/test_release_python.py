"""Which Python the files of a project name for its release."""

from pathlib import Path

import pytest

from releasecheck.facts.deploy import Deploy
from releasecheck.gather.deploy import gather_deploy
from releasecheck.gather.release_python import release_python

COPIED = "\nCOPY . /app\nRUN pip install -r requirements.txt\n"


def named(project: Path, files: dict[str, str], home: str = ".") -> tuple[str, str] | None:
    for path, text in files.items():
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    found = release_python(project, home, gather_deploy(project).facts)
    return (found.version, str(found.place)) if found else None


@pytest.mark.parametrize(
    ("base", "version"),
    [
        ("FROM python:3.7-slim", "3.7"),
        ("FROM python:3.6.4-alpine3.7 AS app", "3.6"),
        ("FROM --platform=linux/amd64 docker.io/library/python:3.12@sha256:80571b64", "3.12"),
        ("FROM python:2.7.14-jessie", "2.7"),
        ("FROM python:2-alpine", "2.7"),
        ("FROM tiangolo/uwsgi-nginx-flask:python3.6", "3.6"),
        ("FROM tiangolo/meinheld-gunicorn-flask:python3.8-2020-12-19", "3.8"),
        ("FROM ghcr.io/astral-sh/uv:python3.13-bookworm-slim", "3.13"),
        ("ARG VERSION=3.8\nFROM python:${VERSION}-slim", "3.8"),
        ('ARG VERSION="3.8.2"\nFROM python:$VERSION', "3.8"),
        ("FROM python:${VERSION:-3.7}-slim", "3.7"),
        ("ARG BASE=python:3.6\nFROM ${BASE}", "3.6"),
        ("FROM ubuntu:18.04\nRUN apt-get install -y python3-pip", "3.6"),
        ("FROM debian:buster-slim\nRUN apt-get install -y python3-pip", "3.7"),
        ("FROM python:3.6 AS base\nFROM base", "3.6"),
        ("FROM python:3.6 AS build\nFROM python:3.9-slim\nCOPY --from=build /wheels /wheels", "3.9"),
    ],
)
def test_the_python_of_an_image(tmp_path: Path, base: str, version: str) -> None:
    found = named(tmp_path, {"Dockerfile": base + COPIED, "app.py": "", ".python-version": "3.5.1"})
    assert found is not None
    assert (found[0], found[1].partition(":")[0]) == (version, "Dockerfile")


@pytest.mark.parametrize(
    "base", ["python", "python:3", "python:3-slim-bookworm", "python:latest", "docker.io/python:slim"]
)
def test_an_image_that_takes_the_newest_is_bound_by_no_other_file(tmp_path: Path, base: str) -> None:
    files = {"Dockerfile": f"FROM {base}{COPIED}", ".python-version": "3.6.4", "runtime.txt": "python-3.6.4"}
    assert named(tmp_path, files) is None


@pytest.mark.parametrize(
    "base",
    [
        "FROM ubuntu:latest",
        "FROM shop/base:3.6",
        "FROM python/techadmin:3.6",
        "FROM continuumio/miniconda3:4.8",
        "ARG VERSION\nFROM python:${VERSION}-slim",
        "FROM ubuntu:18.04\nRUN add-apt-repository ppa:deadsnakes/ppa && apt-get install python3.9",
        "FROM debian:buster\nRUN curl https://pyenv.run | bash",
    ],
)
def test_an_image_whose_name_tells_nothing(tmp_path: Path, base: str) -> None:
    assert named(tmp_path, {"Dockerfile": base + COPIED, "app.py": ""}) is None


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({".python-version": "3.6.4\n"}, ("3.6", ".python-version:1")),
        ({".python-version": "shop-venv\n"}, None),
        ({"runtime.txt": "python-3.7.3", ".python-version": "3.6.4"}, ("3.7", "runtime.txt:1")),
        ({"runtime.txt": "nodejs-14"}, None),
        ({"app.yaml": "runtime: python37\nentrypoint: gunicorn main:app\n"}, ("3.7", "app.yaml:1")),
        (
            {
                "render.yaml": "services:\n  - type: web\n    startCommand: gunicorn app:app\n"
                "    envVars:\n      - key: PYTHON_VERSION\n        value: 3.8.2\n"
            },
            ("3.8", "render.yaml:5"),
        ),
        ({"Pipfile": '[requires]\npython_version = "3.6"\n'}, ("3.6", "Pipfile")),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.6,<3.8"\n'}, ("3.7", "pyproject.toml")),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.8"\n'}, None),
        ({"pyproject.toml": '[project]\nrequires-python = ["3"]\n'}, None),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.7"\n'}, ("3.7", "pyproject.toml")),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.7"\n'}, None),
        ({"pyproject.toml": "[project\n"}, None),
        ({"Dockerfile": f"FROM python:3.6{COPIED}", "runtime.txt": "python-3.9.1"}, ("3.9", "runtime.txt:1")),
        ({"backend/runtime.txt": "python-3.6.1", "runtime.txt": ""}, ("3.6", "backend/runtime.txt:1")),
        ({"other/runtime.txt": "python-3.6.1"}, None),
    ],
)
def test_the_python_of_other_files(
    tmp_path: Path, files: dict[str, str], told: tuple[str, str] | None
) -> None:
    assert named(tmp_path, files, "backend") == told


def test_no_file_at_all(tmp_path: Path) -> None:
    assert release_python(tmp_path, ".", Deploy()) is None


def test_the_image_beside_the_app_goes_before_another_services(tmp_path: Path) -> None:
    files = {
        "api/Dockerfile": "FROM python:3.12\nCOPY . .\nCMD gunicorn api:app\n",
        "web/Dockerfile": "FROM python:3.10\nCOPY . .\nCMD gunicorn web:app\n",
        "api/api.py": "",
        "web/web.py": "",
    }
    assert named(tmp_path, files, "web") == ("3.10", "web/Dockerfile:1")
    assert named(tmp_path, files) == ("3.12", "api/Dockerfile:1")
