"""`releasecheck review`: what is recorded, and how long it holds."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from releasecheck.checklist import FILE, QUESTIONS
from releasecheck.cli import main
from releasecheck.cli import review as command
from releasecheck.facts import Absence
from releasecheck.facts.repository import Review
from releasecheck.gather.git import gather_git
from releasecheck.gather.review import gather_review
from releasecheck.settings import load_settings
from tests.test_git import git

SETTINGS = '[[tool.releasecheck.review]]\nid = "tests"\nquestion = "Are there tests?"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository of one commit, with a question of its own."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "pyproject.toml").write_text(SETTINGS)
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Start")
    return tmp_path


def run(project: Path, *arguments: str, answers: str | None = None) -> Result:
    return CliRunner().invoke(main, ["review", str(project), *arguments], input=answers)


def kept(project: Path) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = json.loads((project / FILE).read_text())["answers"]
    return told


def gathered(project: Path) -> Review | Absence:
    return gather_review(project, load_settings(project).review, gather_git(project))


def changed(project: Path) -> list[int | None]:
    review = gathered(project)
    assert isinstance(review, Review)
    return [one.changed for one in review.answers]


def test_an_answer_is_recorded_with_name_date_and_commit(project: Path) -> None:
    ended = run(project, "--by", "Ada", "--answer", "tests=yes")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "tests: yes (Ada)\n", "")
    one = kept(project)["tests"]
    assert one.pop("date").endswith("Z")
    commit = git(project, "rev-parse", "HEAD")
    assert one == {"question": "Are there tests?", "answer": "yes", "by": "Ada", "commit": commit}


def test_a_no_is_recorded_and_not_ready(project: Path) -> None:
    assert run(project, "--by", "Ada", "--answer", "tests=no").exit_code == 1
    assert kept(project)["tests"]["answer"] == "no"


def test_a_person_is_asked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_is_somebody_there", lambda: True)
    ended = run(project, "--by", "Ada", answers="only the happy path\n")
    assert "tests: Are there tests? [yes, no, text]" in ended.stdout
    assert kept(project)["tests"]["answer"] == "only the happy path"


def test_an_empty_answer_leaves_the_question_open(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_is_somebody_there", lambda: True)
    assert run(project, "--by", "Ada", answers="\n").exit_code == 0
    assert kept(project) == {}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nobody is here to be asked: give --answer ID=yes for tests"),
        (("--answer", "test=yes"), "there is no question 'test'. Did you mean tests?"),
        (("--answer", "tests="), "tests= has no answer"),
        (("--answer", "tests"), "'tests': expected ID=yes, ID=no or ID=TEXT"),
    ],
)
def test_wrong_usage(project: Path, arguments: tuple[str, ...], says: str) -> None:
    ended = run(project, "--by", "Ada", *arguments)
    assert ended.exit_code == 2
    assert says in ended.stderr
    assert not (project / FILE).exists()


def test_a_file_of_another_kind_is_left_alone(project: Path) -> None:
    (project / FILE).write_text("{}")
    ended = run(project, "--by", "Ada", "--answer", "tests=yes")
    assert (ended.exit_code, (project / FILE).read_text()) == (2, "{}")
    assert gathered(project) == Absence("inconclusive", f"{FILE} cannot be read: no releasecheck/review/1")


def test_gits_name_is_the_default(project: Path) -> None:
    git(project, "config", "user.name", "Grace")
    run(project, "--answer", "tests=yes")
    assert kept(project)["tests"]["by"] == "Grace"


def test_an_answer_holds_until_another_file_changes(project: Path) -> None:
    run(project, "--by", "Ada", "--answer", "tests=yes")
    assert changed(project) == [0]
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Answer")
    assert changed(project) == [0]
    (project / "pyproject.toml").write_text(SETTINGS + "\n")
    assert changed(project) == [1]
    git(project, "commit", "-q", "-a", "-m", "Change")
    assert changed(project) == [1]


def test_the_commit_is_no_option_of_git(project: Path) -> None:
    run(project, "--by", "Ada", "--answer", "tests=yes")
    text = (project / FILE).read_text()
    (project / FILE).write_text(text.replace(git(project, "rev-parse", "HEAD"), "--output=x"))
    assert changed(project) == [None]


def test_without_git_the_commit_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert run(tmp_path, "--by", "Ada", "--answer", "health=yes").exit_code == 0
    assert kept(tmp_path)["health"]["commit"] is None
    assert changed(tmp_path) == [None]


def test_a_project_without_questions_gets_ours_when_it_answers_one(tmp_path: Path) -> None:
    assert isinstance(gathered(tmp_path), Absence)
    run(tmp_path, "--by", "Ada", "--answer", "health=yes")
    review = gathered(tmp_path)
    assert isinstance(review, Review)
    assert review.questions == QUESTIONS


def test_uncommitted_changes_are_said(project: Path) -> None:
    (project / "pyproject.toml").write_text(SETTINGS + "\n")
    ended = run(project, "--by", "Ada", "--answer", "tests=yes")
    assert ended.stderr == "there are changes that are not committed: the answers hold for the commit\n"
