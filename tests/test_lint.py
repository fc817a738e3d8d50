"""ruff, asked about projects of a few files."""

import json
import os
from pathlib import Path

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.runs import Lint
from releasecheck.gather.lint import gather_lint
from releasecheck.gather.lint_rules import OURS
from releasecheck.gather.quoting import names_only, unquoted

UNDEFINED = "x = nowhere\n"
TIMEOUT = 'import requests\n\nrequests.get("https://example.org")\n'


def project(folder: Path, **files: str) -> Path:
    """Files by name, with "__" for "/" and without ".py"."""
    for name, text in files.items():
        file = folder / (name.replace("__", "/") + ("" if "." in name else ".py"))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def lint(folder: Path, python: str = "3.11.4", exclude: tuple[str, ...] = ()) -> Lint:
    found = gather_lint(folder, exclude, python, 60)
    assert isinstance(found, Lint)
    return found


def test_wsgi_files_beside_the_settings_of_the_project(tmp_path: Path) -> None:
    settings = '[tool.ruff]\nextend-include = ["*.pyw"]\n[tool.ruff.lint]\nselect = ["F"]\n'
    files = {"pyproject.toml": settings, "shop.wsgi": "import os\nx = nowhere\n", "app": "import os\n"}
    assert said(lint(project(tmp_path, **files))) == [
        ("F401", "app.py:1:8", "project", False),
        ("F821", "shop.wsgi:2:5", "releasecheck", True),
    ]


def said(found: Lint) -> list[tuple[str, str, str, bool]]:
    return [(one.code, str(one.place), one.selected_by, one.breaks) for one in found.findings]


@pytest.mark.parametrize(
    ("name", "text", "findings"),
    [
        ("app", UNDEFINED, [("F821", "app.py:1:5", "releasecheck", True)]),
        ("migrations__one", UNDEFINED, [("F821", "migrations/one.py:1:5", "releasecheck", True)]),
        ("tests__test_a", UNDEFINED, [("F821", "tests/test_a.py:1:5", "releasecheck", False)]),
        ("app", TIMEOUT, [("S113", "app.py:3:1", "releasecheck", False)]),
        ("tests__test_a", TIMEOUT, []),
        ("migrations__one", TIMEOUT, []),
        ("app", "import os\n", []),
        ("app", "assert (1, 'a')\n", [("F631", "app.py:1:1", "releasecheck", True)]),
        ("app", 'print "a"\nprint "b"\n', [("invalid-syntax", "app.py:1:7", "releasecheck", True)]),
        ("app", "x = nowhere  # noqa: F821\n", []),
        ("app", 'def f(a: "Missing") -> None: ...\n', []),
        ("app", "from __future__ import annotations\n\n\ndef f(a: Missing) -> None: ...\n", []),
        ("app", "def f(a: Missing) -> None: ...\n", [("F821", "app.py:1:10", "releasecheck", True)]),
        ("app", "def f():\n    a: Missing = 1\n    return a\n", []),
        ("app", "import sys\n\nif sys.version_info[0] < 3:\n    text = unicode\n", []),
        ("app", 'é = "é"; x = nowhere\n', [("F821", "app.py:1:14", "releasecheck", True)]),
        ("app", 'import os\n\nos.system("ls")\n', []),
        ("app", "import os\n\nos.system(input())\n", [("S605", "app.py:3:1", "releasecheck", False)]),
        ("shop.wsgi", 'print "a"\n', [("invalid-syntax", "shop.wsgi:1:7", "releasecheck", True)]),
        ("shop.wsgi", 'execfile("here.py", {})\n', [("F821", "shop.wsgi:1:1", "releasecheck", True)]),
        ("shop.wsgi", 'exec(open("here.py").read())\n', []),
        ("shop.wsgi", "from shop import {{ factory }}\n", []),
        ("tests__shop.wsgi", UNDEFINED, [("F821", "tests/shop.wsgi:1:5", "releasecheck", False)]),
        ("shop.wsgi.old", 'print "a"\n', []),
    ],
)
def test_what_counts_without_settings(
    name: str, text: str, findings: list[tuple[str, str, str, bool]], tmp_path: Path
) -> None:
    found = lint(project(tmp_path, **{name: text}))
    assert said(found) == findings
    assert found.configured_in is None


@pytest.mark.parametrize(("python", "breaks"), [("3.9.18", True), ("3.11.4", False), ("3.99.0", False)])
def test_syntax_is_judged_for_the_python_that_runs_the_app(python: str, breaks: bool, tmp_path: Path) -> None:
    found = lint(project(tmp_path, app="match 1:\n    case 1:\n        pass\n"), python)
    assert [one.code for one in found.findings] == (["invalid-syntax"] if breaks else [])


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("ruff.toml", '[lint]\nselect = ["F401"]\n'),
        (".ruff.toml", '[lint]\nselect = ["F401"]\n'),
        ("pyproject.toml", '[tool.ruff.lint]\nselect = ["F401"]\n'),
        ("pyproject.toml", '[tool.ruff]\nfix = true\nfix-only = true\nlint.select = ["F401"]\n'),
    ],
)
def test_the_projects_settings_and_ours_on_top(settings: str, text: str, tmp_path: Path) -> None:
    source = f"import os\n{UNDEFINED}"
    found = lint(project(tmp_path, app=source, **{settings: text}))
    assert found.configured_in == settings
    assert said(found) == [
        ("F401", "app.py:1:8", "project", False),
        ("F821", "app.py:2:5", "releasecheck", True),
    ]
    assert found.findings[0].fix == "Remove unused import: `os`"
    assert (tmp_path / "app.py").read_text(encoding="utf-8") == source
    assert not (tmp_path / ".ruff_cache").exists()


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ("line-length = 100\n", []),
        ('[lint]\nignore = ["E711"]\n', []),
        ('[lint]\nextend-select = ["I", "F4"]\nignore = ["I001"]\n', ["F401", "F401"]),
        ('extend = "more.toml"\n', ["UP035"]),
    ],
)
def test_what_ruff_selects_by_default_is_nobodys_choice(
    settings: str, codes: list[str], tmp_path: Path
) -> None:
    files = {"ruff.toml": settings, "more.toml": '[lint]\nselect = ["UP035"]\n'}
    found = lint(project(tmp_path, app="import os\nfrom typing import List\n", **files))
    assert [one.code for one in found.findings] == codes


@pytest.mark.parametrize(
    ("settings", "security"),
    [
        ('[lint]\nselect = ["E", "SIM"]\n', False),
        ('[lint]\nselect = ["E", "S"]\n', True),
        ('[lint]\nselect = ["ALL"]\n', True),
        ('[lint]\nextend-select = ["S113"]\n', True),
        ('[lint]\nextend-select = ["I"]\n', False),
        ('extend = "more.toml"\n', None),
        ("line-length = 100\n", None),
    ],
)
def test_whether_security_rules_are_selected(settings: str, security: bool | None, tmp_path: Path) -> None:
    files = {"ruff.toml": settings, "more.toml": "line-length = 90\n"}
    assert lint(project(tmp_path, app="", **files)).security is security


def test_files_that_ruff_is_told_to_pass_over(tmp_path: Path) -> None:
    files = {
        "app": f"import a\n# ruff: noqa\n{TIMEOUT}",
        "old": "# flake8:NOQA\n",
        "named": "# ruff: noqa: E501\n",
        "line": "import a  # noqa\ntext = '# ruff: noqa'\n",
        "tests__test_a": "# ruff: noqa\n",
    }
    found = lint(project(tmp_path, **files)).switched_off
    assert sorted(map(str, found)) == ["app.py:2", "old.py:1"]


def test_never_the_same_place_twice(tmp_path: Path) -> None:
    files = {"app": UNDEFINED + TIMEOUT, "ruff.toml": '[lint]\nselect = ["F821", "S113", "E402"]\n'}
    assert said(lint(project(tmp_path, **files))) == [
        ("F821", "app.py:1:5", "project", True),
        ("E402", "app.py:2:1", "project", False),
        ("S113", "app.py:4:1", "project", False),
    ]


@pytest.mark.parametrize("ignored", ["S113", "S1", "S"])
def test_what_the_project_ignores_by_name_is_not_added(ignored: str, tmp_path: Path) -> None:
    files = {"app": TIMEOUT, "ruff.toml": f'[lint]\nselect = ["E"]\nignore = ["{ignored}"]\n'}
    assert said(lint(project(tmp_path, **files))) == []


def test_excludes_of_the_project_and_of_ours(tmp_path: Path) -> None:
    files = {"theirs__a": UNDEFINED, "ours__b": UNDEFINED, "app": UNDEFINED}
    folder = project(
        tmp_path, **files, **{"ruff.toml": 'extend-exclude = ["theirs"]\n[lint]\nselect = ["E"]\n'}
    )
    assert [one.place.path for one in lint(folder, exclude=("ours",)).findings] == ["app.py"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('secret = "hunter2hunter2"\n', "ruff.toml"),
        ('[lint]\nselect = ["ANN101"]\n', "was removed and cannot be selected"),
        ("lint = 3\n", "ruff.toml"),
        ('lint.select = "E"\n', "ruff.toml"),
        ('required-version = "==0.0.1"\n', "does not match the running version"),
        ('[lint\nselect = "hunter2hunter2"\n', "ruff.toml"),
    ],
)
def test_settings_that_ruff_refuses(text: str, reason: str, tmp_path: Path) -> None:
    found = lint(project(tmp_path, app=UNDEFINED, **{"ruff.toml": text}))
    assert said(found) == [("F821", "app.py:1:5", "releasecheck", True)]
    assert found.configured_in == "ruff.toml"
    assert found.reason is not None
    assert "did not lint" in found.reason
    assert "hunter2" not in found.reason
    assert str(tmp_path) not in found.reason


def test_a_mention_of_settings_is_none(tmp_path: Path) -> None:
    found = lint(project(tmp_path, app=UNDEFINED, **{"pyproject.toml": "# [tool.ruff] is for later\n"}))
    assert said(found) == [("F821", "app.py:1:5", "releasecheck", True)]


def test_settings_above_the_project_do_not_count(tmp_path: Path) -> None:
    project(tmp_path, **{"ruff.toml": '[lint]\nselect = ["F401"]\n', "shop__app": "import os\n"})
    assert said(lint(tmp_path / "shop")) == []


def test_nothing_outside_the_project_is_read(tmp_path: Path) -> None:
    project(tmp_path, outside__o=UNDEFINED, shop__app="")
    (tmp_path / "shop" / "linked.py").symlink_to(tmp_path / "outside" / "o.py")
    (tmp_path / "shop" / "folder").symlink_to(tmp_path / "outside")
    assert said(lint(tmp_path / "shop")) == []


def test_notebooks_and_environments_are_not_the_app(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "source": [UNDEFINED], "metadata": {}, "outputs": [], "execution_count": 1}
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    files = {"a.ipynb": notebook, "env__pyvenv.cfg": "", "env__lib__a": UNDEFINED}
    assert said(lint(project(tmp_path, **files))) == []


def test_encodings(tmp_path: Path) -> None:
    (tmp_path / "latin.py").write_bytes("# coding: latin-1\nx = 'é'\n".encode("latin-1"))
    (tmp_path / "broken.py").write_bytes(b"x = '\xe9'\n")
    assert said(lint(tmp_path)) == [("E902", "broken.py:1:1", "releasecheck", True)]


def test_a_file_whose_name_is_not_utf8(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/b\xfe.py")).write_text(UNDEFINED)
    assert said(lint(tmp_path)) == [("F821", r"b\xfe.py:1:5", "releasecheck", True)]


def test_a_ruff_of_the_project_is_not_run(tmp_path: Path) -> None:
    assert said(lint(project(tmp_path, ruff="raise SystemExit(1)\n"))) == []


def test_no_time_left(tmp_path: Path) -> None:
    found = gather_lint(project(tmp_path, app=""), (), "3.11.4", 0)
    assert found == Absence("inconclusive", "ruff did not finish in time")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("db.session.commit", True),
        ("user.delete  # gone", True),
        ("query.filter_by(id=1).first().delete", True),
        ("unset_jwt_cookies", True),
        ("db.create_all", True),
        ("db.session.commit()", False),
        ("login_required", False),
        ("user.name", False),
        ("try:\n    user.delete\nexcept AttributeError: ...", False),
        ("1 + 1", False),
    ],
)
def test_a_method_that_is_not_called(tmp_path: Path, code: str, *, told: bool) -> None:
    code = f"from shop import db, login_required, query, unset_jwt_cookies, user\n{code}\n"
    found = said(lint(project(tmp_path, app=code)))
    assert [one for one in found if one[0] == "B018"] == (
        [("B018", "app.py:2:1", "releasecheck", False)] if told else []
    )


TWICE = "def {0}():\n    assert 1\n\ndef {0}():\n    assert 2\n"


@pytest.mark.parametrize(
    ("file", "name", "told"),
    [
        ("test_shop", "test_sale", [("F811", "test_shop.py:4:5", "releasecheck", False)]),
        ("test_shop", "client", []),
        ("app", "test_sale", []),
    ],
)
def test_a_test_that_another_hides(tmp_path: Path, file: str, name: str, told: list[object]) -> None:
    assert said(lint(project(tmp_path, **{file: TWICE.format(name)}))) == told


MODEL = "from models import User\n"
FORM = "class User(FlaskForm):\n    name = 1\n"
USE = "def users():\n    return User.query.all()\n"
VIEW = "@app.get('/x')\ndef leave():\n"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (MODEL + FORM + USE, "`User.query` in line 5"),
        (
            MODEL + "class User(Resource):\n    def get(self):\n        return User.query.all()\n",
            "`User.query` in line 4",
        ),
        ("class User(db.Model): ...\n" + FORM + USE, "`User.query` in line 5"),
        ("from flask_login import leave\n" + VIEW + "    leave()\n", "`leave()` in line 4"),
        ("def leave():\n    return 1\n" + VIEW + "    return leave()\n", "`leave()` in line 5"),
        ("from shop import leave\n" + VIEW + "    return leave.date\n", "`leave.date` in line 4"),
        (
            "from datetime import datetime\nimport datetime\ndef now():\n    return datetime.utcnow()\n",
            "`datetime.utcnow` in line 4",
        ),
        (
            "import datetime\nfrom datetime import datetime\ndef day():\n    return datetime.timedelta(1)\n",
            "`datetime.timedelta` in line 4",
        ),
        # What may work, or fails at once:
        (MODEL + FORM + "def users():\n    return User()\n", None),
        (MODEL + FORM + "def users(User):\n    return User.query\n", None),
        (MODEL + FORM + "def users():\n    from models import User\n    return User.query\n", None),
        (MODEL + FORM + "    query = 1\n" + USE, None),
        (MODEL + FORM + "User.query = 1\n" + USE, None),
        (MODEL + FORM + MODEL + USE, None),
        (MODEL + "class User(Base):\n    a = 1\n" + USE, None),
        (MODEL + "class User(User):\n    a = 1\n" + USE, None),
        (FORM + USE, None),
        ("from shop import leave\n" + VIEW + "    return leave.__name__\n", None),
        ("from shop import leave\n" + VIEW + "    leave = 1\n    return leave()\n", None),
        ("from shop import leave\ndef leave(n):\n    return n and leave(n - 1)\n", None),
        ("from shop import leave\n@shared\n" + VIEW + "    leave()\n", None),
        (
            "from datetime import datetime\nimport datetime\ndef now():\n    datetime.datetime.now()\n",
            None,
        ),
        ("try:\n    from a import leave\nexcept ImportError:\n    def leave(): ...\n", None),
    ],
)
def test_a_name_that_hides_what_is_meant(tmp_path: Path, code: str, told: str | None) -> None:
    found = [one.message for one in lint(project(tmp_path, app=code)).findings if one.code == "F811"]
    assert [one.partition(", and ")[2] for one in found] == ([f"{told} means the former"] if told else [])


def test_every_rule_of_ours_says_its_place(tmp_path: Path) -> None:
    found = lint(project(tmp_path, app=UNDEFINED))
    assert found.findings[0].place == Place("app.py", 1, 5)
    assert {"F821", "S113", "E902"} <= OURS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Undefined name `oauth2_login`", "Undefined name `oauth2_login`"),
        ("Use `!=` to compare constant literals", "Use `!=` to compare constant literals"),
        ("consider replacing `'hunter2'` with a constant", "consider replacing `***` with a constant"),
        ('in imperative mood: "Returns it\'s hunter2"', 'in imperative mood: "***"'),
        ("Magic value `90210` used", "Magic value `***` used"),
        ("Expected `:`, found `;`", "Expected `:`, found `;`"),
        ("Expected `}`, found `$ab`", "Expected `}`, found `***`"),
        ("Cannot use `match` on Python 3.9", "Cannot use `match` on Python 3.9"),
        ("it doesn't, and isn't", "it doesn't, and isn't"),
        ("\x1b[31mred\nnext", "[31mred next"),
        ("Use `self.repository.configuration.connection{}` here", "Use `***` here"),
    ],
)
def test_messages_keep_names_and_lose_values(text: str, shown: str) -> None:
    assert names_only(text) == shown


def test_other_quotations_are_lost_whole() -> None:
    assert unquoted("pytest.ini:1: unexpected line: 'foo = hunter2'") == "pytest.ini:1: unexpected line: ***"


def test_a_pyproject_nested_without_end(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nx = " + "[" * 10_000)
    (tmp_path / "app.py").write_text("x = y\n")
    assert [code for code, *_ in said(lint(tmp_path))] == ["F821"]


def test_a_file_that_never_ends_costs_its_time_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("releasecheck.gather.ruff._LIMIT_S", 1.0)
    os.mkfifo(tmp_path / "pipe.py")
    assert gather_lint(tmp_path, (), "3.11.4", 60.0) == Absence("inconclusive", "ruff did not finish in time")
