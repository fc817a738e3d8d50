"""The file that an image runs by itself."""

from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.facts.deploy import RunFile
from releasecheck.gather.deploy import gather_deploy


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    for name in ("app.py", "start.sh", "bin/start.sh"):
        (tmp_path / name).write_text("import flask\n")
    return tmp_path


def run_files(project: Path, steps: str, compose: str | None = None) -> tuple[RunFile, ...]:
    (project / "Dockerfile").write_text(f"FROM python:3.13\nWORKDIR /app\n{steps}\n")
    if compose:
        (project / "compose.yml").write_text(f"services:\n  web:\n    build: .\n{compose}")
    return gather_deploy(project).facts.run_files


def seen(project: Path, steps: str) -> tuple[str, str, bool] | None:
    found = run_files(project, steps)
    return (found[0].path, found[0].target, found[0].readied) if found else None


RUN = 'ENTRYPOINT ["./start.sh"]'


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (f"COPY . .\n{RUN}", ("start.sh", "/app/start.sh", False)),
        ("COPY . /app\nCMD ./bin/start.sh", ("bin/start.sh", "/app/bin/start.sh", False)),
        ('COPY start.sh /start.sh\nENTRYPOINT ["/start.sh"]\nCMD ["x"]', ("start.sh", "/start.sh", False)),
        (f"COPY bin/start.sh app.py ./\n{RUN}", ("bin/start.sh", "/app/start.sh", False)),
        (f"COPY . .\nRUN apt-get install -y git\n{RUN}", ("start.sh", "/app/start.sh", False)),
        (f"COPY . .\nRUN chmod +x *.sh\n{RUN}", ("start.sh", "/app/start.sh", True)),
        (f"COPY . .\nRUN install -m 755 start.sh /app\n{RUN}", ("start.sh", "/app/start.sh", True)),
        (f"COPY --chmod=755 . .\n{RUN}", ("start.sh", "/app/start.sh", True)),
        (f"COPY . .\nCOPY --from=made /src/ /app\n{RUN}", ("start.sh", "/app/start.sh", True)),
        (f"COPY . .\nCOPY --from=made /src /app/web\n{RUN}", ("start.sh", "/app/start.sh", False)),
        ('COPY . .\nENTRYPOINT ["sh", "./start.sh"]', None),
        ('COPY . .\nENTRYPOINT ["start.sh"]', None),
        ('COPY . .\nENTRYPOINT ["/usr/bin/tini", "--"]\nCMD ["./start.sh"]', None),
        ("COPY . .\nCMD $HOME/start.sh", None),
        ("CMD ./start.sh", None),
    ],
)
def test_the_file_that_an_image_runs(steps: str, said: object, project: Path) -> None:
    assert seen(project, steps) == said


@pytest.mark.parametrize(
    ("service", "mounted"),
    [
        ("    volumes:\n      - ./:/app/\n", Place("compose.yml", 5)),
        (
            "    volumes:\n      - type: bind\n        source: .\n        target: /app\n",
            Place("compose.yml", 5),
        ),
        ("    volumes:\n      - ./bin:/app/bin\n", None),
        ("    volumes:\n      - code:/app\n", None),
        ("    entrypoint: sh start.sh\n    volumes:\n      - ./:/app/\n", None),
        ("    ports: ['80:80']\n", None),
    ],
)
def test_a_folder_that_is_mounted_over_it(service: str, mounted: Place | None, project: Path) -> None:
    made, *over = run_files(project, f"COPY . .\nRUN chmod 755 start.sh\n{RUN}", service)
    assert made.readied
    assert over == (
        [RunFile("start.sh", "/app/start.sh", Place("Dockerfile", 5), "ENTRYPOINT", mounted=mounted)]
        if mounted
        else []
    )


def test_a_command_of_the_service_in_place_of_that_of_the_image(project: Path) -> None:
    service = "    command: python app.py\n    volumes: ['.:/app']\n"
    [made] = run_files(project, "COPY . .\nRUN chmod 755 start.sh\nCMD ./start.sh", service)
    assert made.mounted is None
