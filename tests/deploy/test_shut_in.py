"""Servers that listen on the loopback of their own container."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

DOCKER = "FROM python:3.13\nCOPY . .\n"
LOCAL = 'CMD ["gunicorn", "-b", "127.0.0.1:8000", "app:app"]\n'
SUPERVISED = "[program:web]\ncommand=gunicorn app:app -b localhost:5000\ndirectory=/srv/app\n"
STARTS = 'CMD ["supervisord", "-c", "/etc/supervisord.conf"]\n'


def told(project: Path, files: dict[str, str]) -> list[tuple[str, str | None]]:
    for name, text in files.items():
        (project / name).write_text(text)
    return [(str(one.place), one.loopback) for one in gather_deploy(project).facts.shut_in]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"Dockerfile": DOCKER + LOCAL}, [("Dockerfile:3", "127.0.0.1:8000")]),
        (
            {"Dockerfile": f"{DOCKER}CMD waitress-serve --host=localhost app:app\n"},
            [("Dockerfile:3", "localhost")],
        ),
        ({"Dockerfile": f"{DOCKER}CMD uvicorn --host 127.0.0.1 app:app\n"}, [("Dockerfile:3", "127.0.0.1")]),
        (
            {"Dockerfile": DOCKER + STARTS, "supervisord.conf": SUPERVISED},
            [("supervisord.conf:2", "localhost:5000")],
        ),
    ],
    ids=["gunicorn", "waitress", "uvicorn", "supervisord"],
)
def test_nobody_reaches_it(tmp_path: Path, files: dict[str, str], says: list[tuple[str, str]]) -> None:
    assert told(tmp_path, files) == says


@pytest.mark.parametrize(
    "files",
    [
        {"Dockerfile": DOCKER + LOCAL.replace("127.0.0.1", "0.0.0.0")},
        {"Dockerfile": DOCKER + LOCAL.replace('"app:app"', '"-b", "0.0.0.0:80", "app:app"')},
        {"Dockerfile": f"{DOCKER}RUN apt-get install -y nginx\n{LOCAL}"},
        {
            "Dockerfile": DOCKER + LOCAL,
            "compose.yaml": "services:\n  web:\n    build: .\n    network_mode: host\n",
        },
        {"Dockerfile": DOCKER, "supervisord.conf": SUPERVISED},
        {
            "Dockerfile": DOCKER + STARTS,
            "supervisord.conf": f"{SUPERVISED}[program:front]\ncommand=caddy run\n",
        },
        {"Procfile": "web: gunicorn -b 127.0.0.1:8000 app:app\n"},
        {"supervisord.conf": SUPERVISED},
    ],
    ids=["all", "two", "nginx", "host network", "no supervisord", "caddy", "Procfile", "no image"],
)
def test_somebody_may(tmp_path: Path, files: dict[str, str]) -> None:
    assert told(tmp_path, files) == []
