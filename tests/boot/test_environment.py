"""Which variables the app is built with, which of them are development's, and which are secrets."""

import os
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.gather.environment import Environment, compose, with_dotenv
from releasecheck.gather.interpreter import OWN, Interpreter, choose, too_old

Project = Callable[[dict[str, str | bytes]], Path]


@pytest.mark.parametrize(
    ("files", "given", "values", "named"),
    [
        ([], [], {"A": "inherited"}, set()),
        (["A=file"], [], {"A": "file"}, {"A"}),
        (["A=file"], [("A", "set")], {"A": "set"}, {"A"}),
        (["A=one\nB=one", "A=two"], [], {"A": "two", "B": "one"}, {"A", "B"}),
        ([], [("B", "")], {"A": "inherited", "B": ""}, {"B"}),
    ],
)
def test_named(
    files: list[str], given: list[tuple[str, str]], values: dict[str, str], named: set[str], tmp_path: Path
) -> None:
    for number, text in enumerate(files):
        (tmp_path / str(number)).write_text(text)
    composed = compose({"A": "inherited"}, sorted(tmp_path.iterdir()), given)
    assert (composed.values, composed.named) == (values, named)


def test_syntax_of_python_dotenv(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("# comment\nexport A='quoted value'\nB=\"two\\nlines\"\nC\nD=\n")
    assert compose({}, [file], []).values == {"A": "quoted value", "B": "two\nlines", "D": ""}


@pytest.mark.parametrize(
    ("files", "inherited", "added", "development"),
    [
        ({}, {}, {}, {}),
        ({".env": "A=env"}, {}, {"A": "env"}, {"A": ".env"}),
        ({".flaskenv": "A=flaskenv"}, {}, {"A": "flaskenv"}, {"A": ".flaskenv"}),
        ({".env": "A=env", ".flaskenv": "A=flaskenv"}, {}, {"A": "env"}, {"A": ".env"}),
        (
            {".env": "A=env\nB=env", ".flaskenv": "B=f\nC=f"},
            {"A": "mine"},
            {"B": "env", "C": "f"},
            {"B": ".env", "C": ".flaskenv"},
        ),
        ({".env": "A=env"}, {"FLASK_SKIP_DOTENV": "1"}, {}, {}),
        ({"../.env": "A=above"}, {}, {"A": "above"}, {"A": ".env"}),
        ({"below/.env": "A=below"}, {}, {}, {}),
    ],
)
def test_as_flask_loads_dotenv(
    files: dict[str, str | bytes],
    inherited: dict[str, str],
    added: dict[str, str],
    development: dict[str, str],
    loaded: Callable[..., Environment],
) -> None:
    environment = loaded(files, inherited)
    assert environment.values == {**inherited, **added}
    assert environment.development == development


@pytest.fixture
def loaded(project: Project, python: Interpreter) -> Callable[..., Environment]:
    return lambda files, inherited: with_dotenv(compose(inherited, [], []), python, project(files))


def test_named_values_win_over_dotenv(project: Project, python: Interpreter) -> None:
    folder = project({".env": "A=env\nB=env"})
    environment = with_dotenv(compose({}, [], [("A", "set")]), python, folder)
    assert environment.values == {"A": "set", "B": "env"}
    assert environment.development == {"B": ".env"}


def test_secret_names(project: Project) -> None:
    values = {"SECRET_KEY": "abcdefgh", "TOKEN_TTL": "60", "DSN": "pg://u:pw@host/x", "HOME": "/here"}
    assert compose(values, [], []).secret_names == ("DSN", "SECRET_KEY")


def test_values_are_not_in_the_repr() -> None:
    assert "abcdefgh" not in repr(compose({"SECRET_KEY": "abcdefgh"}, [], []))


def test_unset() -> None:
    assert compose({"A": "1", "B": "2"}, [], []).without(("A", "C")) == {"B": "2"}


def test_named_interpreter_is_taken_whatever_it_has(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", symlinks=True)
    chosen = choose(tmp_path, tmp_path / "bare/bin/python", "--python", os.environ)
    assert (chosen.chosen_by, chosen.flask, chosen.problem) == ("--python", None, None)


def test_what_is_no_python_is_said(tmp_path: Path) -> None:
    chosen = choose(tmp_path, tmp_path / "nowhere", "the setting python", os.environ)
    assert chosen.problem == f"{tmp_path / 'nowhere'} does not run as a Python"


def test_environment_without_flask_is_passed_over(tmp_path: Path) -> None:
    venv.create(tmp_path / ".venv", symlinks=True)
    chosen = choose(tmp_path, None, "", {"PATH": os.environ["PATH"]})
    assert (chosen.path, chosen.chosen_by) == (Path(sys.executable), OWN)


@pytest.mark.parametrize("folder", [".venv", "venv"])
def test_project_has_an_environment(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).symlink_to(sys.prefix)
    chosen = choose(tmp_path, None, "", {"VIRTUAL_ENV": sys.prefix})
    assert (chosen.path, chosen.chosen_by) == (tmp_path / folder / "bin/python", folder)
    assert chosen.flask is not None


def test_active_environment(tmp_path: Path) -> None:
    chosen = choose(tmp_path, None, "", {"VIRTUAL_ENV": sys.prefix})
    assert (chosen.path, chosen.chosen_by) == (Path(sys.prefix) / "bin/python", "VIRTUAL_ENV")


def test_what_exit_handlers_print_is_not_the_answer(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import atexit\n\natexit.register(print, '42\\n{}')\n")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert choose(tmp_path, Path(sys.executable), "--python", environ).problem is None


@pytest.mark.parametrize(
    ("python", "flask", "reason"),
    [
        ("3.8.0", "2.0.0", None),
        ("3.13.0rc1", "3.2.0.dev", None),
        ("3.8.18", None, None),
        ("3.7.16", "2.2.5", "Python 3.7.16 is older than 3.8"),
        ("2.7.18", None, "Python 2.7.18 is older than 3.8"),
        ("3.8.18", "1.1.4", "Flask 1.1.4 is older than 2.0"),
    ],
)
def test_versions_older_than_we_know(python: str, flask: str | None, reason: str | None) -> None:
    knows = "the oldest that releasecheck knows: upgrade it"
    assert too_old(python, flask) == (f"{reason}, {knows}" if reason else None)


def test_what_set_gives_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("A=1\nB=1\n")
    assert compose({"C": "1"}, [tmp_path / "env"], [("A", "2"), ("D", "3")]).set_here == {"A", "D"}


@pytest.mark.parametrize(
    ("files", "added", "undecodable"),
    [
        ({".env": "A=b".encode("utf-16")}, {}, (".env",)),
        ({".flaskenv": b"A=caf\xe9", ".env": "B=c"}, {}, (".flaskenv",)),
        ({".env": "A=é"}, {"A": "é"}, ()),
    ],
)
def test_what_python_dotenv_cannot_decode(
    files: dict[str, str | bytes],
    added: dict[str, str],
    undecodable: tuple[str, ...],
    project: Project,
    python: Interpreter,
) -> None:
    environment = with_dotenv(compose({}, [], []), python, project(files))
    assert (environment.values, environment.undecodable) == (added, undecodable)
