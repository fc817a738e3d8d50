"""What a Dockerfile asks for: found wherever the build's context may be, or lacking."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

Lack = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def lack(tmp_path: Path) -> Lack:
    """Write a Dockerfile and files in a repository, and say what the image lacks and why."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    def gather(
        text: str, files: str = "app.py", at: str = "Dockerfile", **texts: str
    ) -> list[tuple[str, str, str]]:
        given = {**dict.fromkeys(files.split(), ""), at: text}
        given.update((f".{name}", content) for name, content in texts.items())
        for name, content in given.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        [image] = gather_deploy(tmp_path).facts.images
        return [(one.instruction, one.path, one.why) for one in image.lacks]

    return gather


BASE = "FROM python:3.13\nWORKDIR /app\nCOPY app.py .\n"


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("COPY requirements.txt .", ("COPY", "requirements.txt", "nowhere")),
        ("COPY --chown=me ./shop/ /app/shop/", ("COPY", "shop", "nowhere")),
        ('ADD ["conf.ini", "/etc/"]', ("ADD", "conf.ini", "nowhere")),
        ("COPY app.py wsgi.py $HOME/", ("COPY", "wsgi.py", "nowhere")),
        ("COPY .env .", ("COPY", ".env", "gitignore")),
        ("RUN pip install --no-cache-dir -r requirements.txt", ("RUN", "requirements.txt", "nowhere")),
        ("RUN pip install -U pip && pip3 install -r req/prod.txt", ("RUN", "req/prod.txt", "nowhere")),
        ('CMD ["python", "run.py"]', ("CMD", "run.py", "nowhere")),
        ("CMD python ./run.py --port 80", ("CMD", "./run.py", "nowhere")),
        ('ENTRYPOINT ["./boot.sh"]', ("ENTRYPOINT", "./boot.sh", "nowhere")),
        ('CMD ["sh", "/app/start.sh"]', ("CMD", "/app/start.sh", "nowhere")),
    ],
)
def test_lacking(text: str, lacking: tuple[str, str, str], lack: Lack) -> None:
    assert lack(f"{BASE}{text}\n") == [lacking]


@pytest.mark.parametrize(
    "text",
    [
        "COPY . .",
        "COPY ./app.py /app/",
        "COPY poetry.lock* ./",
        "COPY $SOURCE /app",
        "COPY --from=build /dist /dist",
        "COPY dist/shop.whl .",
        "ADD https://example.org/x.tar /x.tar",
        "COPY <<EOF conf.ini\nx\nEOF",
        "COPY ../shared /shared",
        "RUN pip install -r requirements/$ENV.txt",
        "RUN poetry export > requirements.txt\nRUN pip install -r requirements.txt",
        "RUN pip install flask",
        'CMD ["python", "app.py"]',
        'CMD ["python", "-m", "shop"]',
        "CMD python -c \"print('x.py')\"",
        'CMD ["gunicorn", "app:app"]',
        "RUN echo 'gunicorn app:app' > boot.sh\nCMD ./boot.sh",
    ],
)
def test_not_lacking(text: str, lack: Lack) -> None:
    assert lack(f"{BASE}{text}\n") == []


def test_the_context_may_be_any_folder(lack: Lack) -> None:
    text = "FROM python:3.13\nCOPY reqs.txt main.py web/ ./\nCMD python run.py\n"
    files = "reqs.txt api/main.py services/api/web/x.py services/api/run.py"
    assert lack(text, files, at="docker/api/Dockerfile") == []


def test_other_images_bring_what_they_start(lack: Lack) -> None:
    assert lack("FROM tiangolo/meinheld-gunicorn-flask\nCMD /start.sh\n") == []


def test_kept_out_of_the_build_or_of_git(lack: Lack) -> None:
    text = f"{BASE}COPY notes.txt data.bin req.txt ./\n"
    files = "app.py notes.txt data.bin req.txt"
    ignored = {"dockerignore": "*.txt\n!req.txt\n", "gitignore": "data.bin\n"}
    assert lack(text, files, **ignored) == [
        ("COPY", "notes.txt", "dockerignore"),
        ("COPY", "data.bin", "gitignore"),
    ]


def test_a_folder_of_which_something_is_let_in(lack: Lack) -> None:
    ignored = {"dockerignore": "static\n!static/css\n"}
    assert lack(f"{BASE}COPY static static\n", "app.py static/css/a.css", **ignored) == []


BUILD = "FROM python:3.13 AS build\nCOPY requirements.txt .\nRUN pip install -r /x/requirements.txt\n"
RELEASED = f"FROM {BASE.removeprefix('FROM ')}"


@pytest.mark.parametrize(
    "taking",
    [
        "COPY --chown=me --from=build /venv /venv",
        "COPY --from=0 /venv /venv",
        "RUN --mount=type=bind,from=build,source=/w,target=/w pip install /w/x.whl",
    ],
)
def test_a_stage_that_the_released_one_takes_from_lacks_it(taking: str, lack: Lack) -> None:
    assert lack(f"{BUILD}{RELEASED}{taking}\n") == [("COPY", "requirements.txt", "nowhere")]


def test_a_stage_behind_another_lacks_it(lack: Lack) -> None:
    between = "FROM build AS wheels\nRUN pip wheel .\n"
    text = f"{BUILD}{between}{RELEASED}COPY --from=wheels /w /w\n"
    assert lack(text) == [("COPY", "requirements.txt", "nowhere")]


def test_a_stage_that_is_not_needed_is_not_built(lack: Lack) -> None:
    assert lack(f"{BUILD}{RELEASED}COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/\n") == []


def test_what_another_stage_starts_is_not_judged(lack: Lack) -> None:
    stage = 'FROM python:3.13 AS build\nCMD ["python", "nowhere.py"]\n'
    assert lack(f"{stage}{RELEASED}COPY --from=build /venv /venv\n") == []
