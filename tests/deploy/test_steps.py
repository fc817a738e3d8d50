"""The project's own commands that deploy files run."""

from pathlib import Path

import pytest

from releasecheck.gather.deploy import gather_deploy

SERVES = "gunicorn manage:app"


def told(project: Path) -> list[tuple[str, ...]]:
    return [(one.program, *one.words, str(one.place)) for one in gather_deploy(project).facts.steps]


@pytest.mark.parametrize(
    ("command", "steps"),
    [
        ("flask db upgrade && flask create-admin", [("flask", "create-admin", "Procfile:1")]),
        ("flask --app shop users create --now", [("flask", "users", "create", "Procfile:1")]),
        ("FLASK_APP=shop flask seed-it", [("flask", "seed-it", "Procfile:1")]),
        ("python manage.py create_admin", [("manage.py", "create_admin", "Procfile:1")]),
        ("python3 -u ./first.py --force", [("first.py", "Procfile:1")]),
        ("python -m shop.first", [("shop.first", "Procfile:1")]),
        ("flask run", []),
        ("echo flask create-admin", []),
        ("my-flask create-admin", []),
        ('python -c "import shop"', []),
    ],
)
def test_a_command_before_the_server(tmp_path: Path, command: str, steps: list[tuple[str, ...]]) -> None:
    (tmp_path / "Procfile").write_text(f"release: {command}\nweb: {SERVES}\n")
    assert told(tmp_path) == steps


def test_the_exec_form_a_comment_and_a_script(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        'FROM python\n# RUN flask init-it\nRUN ["flask", "create-admin"]\nCMD ["./up.sh"]\n'
    )
    (tmp_path / "up.sh").write_text(f"python first.py\nexec {SERVES}\n")
    assert told(tmp_path) == [("flask", "create-admin", "Dockerfile:3"), ("first.py", "up.sh:1")]


def test_a_script_that_nothing_deploys(tmp_path: Path) -> None:
    (tmp_path / "reset.sh").write_text("flask create-admin\n")
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("begins", "entry"),
    [
        ('ENTRYPOINT ["/srv/up.sh"]\nCMD ["flask", "run"]\n', True),
        ("ENTRYPOINT ./up.sh\n", True),
        ('CMD ["./up.sh"]\n', False),
        ('# ENTRYPOINT ["./up.sh"]\nCMD ["./up.sh"]\n', False),
    ],
)
def test_the_script_by_which_an_image_begins(tmp_path: Path, begins: str, entry: bool) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM python\nCOPY . .\n{begins}")
    (tmp_path / "up.sh").write_text('flask db migrate\nexec "$@"\n')
    assert [one.entry for one in gather_deploy(tmp_path).facts.steps] == [entry]
