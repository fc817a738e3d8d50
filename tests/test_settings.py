"""The settings: where they are, what they may say, and what is said of those that are wrong."""

import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from releasecheck.settings import (
    Asked,
    BootLimits,
    Ignore,
    ProbeSettings,
    RequestSettings,
    Settings,
    SettingsError,
    TestSettings,
    load_settings,
)
from releasecheck.settings.headers import secrets_of

EVERYTHING = """
app = "shop:create_app()"
python = "venv/bin/python"
env-file = ["release.env"]
exclude = ["legacy"]
select = ["boot"]
skip = ["lint"]
fail-on = "warning"
on-inconclusive = "fail"
jobs = 2
timeout = 300
allow-remote-db = true
health = "/healthz"
url = "https://shop.example.org"
http-port = 8080
build = "json:releaseId"

[ignore]
no-tests = "tested elsewhere"
missing-template = [{ path = "themes/*", reason = "themes are installed" }, { path = "a", reason = " b " }]
debug-on = { path = "demo", reason = "never deployed" }

[severity]
no-tests = "error"

[boot]
timeout = 20
memory = "512 MiB"

[tests]
timeout = 60.5
env-file = "test.env"
reverse = true

[requests]
examples = { user_id = 1, "shop.item" = { id = "x" }, "/tools/<int:tool_id>" = { tool_id = 7 } }
skip = ["shop.reset"]
timeout = 3
headers = { "X-Api-Key" = "abc" }
login = "tests.login:as_ada"

[probe]
warn-time = 0.5
debugger = false

[[review]]
id = "tests"
question = " Are there tests? "
"""
ALL_SET = Settings(
    app="shop:create_app()",
    python="venv/bin/python",
    env_file=("release.env",),
    exclude=("legacy",),
    select=("boot",),
    ignore=(
        Ignore("no-tests", "tested elsewhere"),
        Ignore("missing-template", "themes are installed", "themes/*"),
        Ignore("missing-template", "b", "a"),
        Ignore("debug-on", "never deployed", "demo"),
    ),
    severity={"no-tests": "error"},
    fail_on="warning",
    on_inconclusive="fail",
    skip=("lint",),
    jobs=2,
    timeout=300.0,
    allow_remote_db=True,
    health="/healthz",
    url="https://shop.example.org",
    http_port=8080,
    build="json:releaseId",
    review=(Asked("tests", "Are there tests?"),),
    boot=BootLimits(20.0, 512 * 2**20),
    tests=TestSettings(60.5, "test.env", reverse=True),
    requests=RequestSettings(
        {"user_id": 1, "shop.item": {"id": "x"}, "/tools/<int:tool_id>": {"tool_id": 7}},
        ("shop.reset",),
        3.0,
        {"X-Api-Key": "abc"},
        "tests.login:as_ada",
    ),
    probe=ProbeSettings(0.5, debugger=False),
)


EXAMPLES_WANTED = (
    'requests.examples: expected a table of argument = value, or "/rule/<argument>" = { argument = value }'
)
EXAMPLES_WRONG = (
    "requests.examples: /a/<b>: expected { argument = value }; "
    "c: expected text, a number, or { argument = value }; d: e: expected text or a number"
)


def in_pyproject(text: str) -> str:
    named = text.replace("\n[[", "\n[[tool.releasecheck.").replace("\n[", "\n[tool.releasecheck.")
    return "[tool.releasecheck]\n" + named.replace("[tool.releasecheck.[", "[[")


@pytest.mark.parametrize(
    ("file", "text"), [("releasecheck.toml", EVERYTHING), ("pyproject.toml", in_pyproject(EVERYTHING))]
)
def test_every_setting(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    assert load_settings(tmp_path) == ALL_SET


def test_the_example_above_leaves_nothing_out() -> None:
    def differs(ours: object, default: object) -> bool:
        if is_dataclass(ours):
            return all(differs(getattr(ours, f.name), getattr(default, f.name)) for f in fields(ours))
        return ours != default

    assert [
        f.name for f in fields(Settings) if not differs(getattr(ALL_SET, f.name), getattr(Settings(), f.name))
    ] == []


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"pyproject.toml": ""},
        {"pyproject.toml": "[tool.ruff]\n"},
        {"pyproject.toml": "[tool.releasecheck]\n"},
        {"pyproject.toml": "tool = 1 # releasecheck"},
        {"pyproject.toml": "broken ["},
        {"releasecheck.toml": ""},
        {"releasecheck.toml": "", "pyproject.toml": "[project]\ndependencies = ['releasecheck']\n"},
    ],
)
def test_the_defaults(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    assert load_settings(tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fail-onn = 'x'", "fail-onn: unknown key; did you mean fail-on?"),
        ("fail_on = 'error'", "fail_on: unknown key; did you mean fail-on?"),
        ("watch = {}", "watch: unknown key"),
        ("targets = []", "targets: unknown key"),
        ("fail-on = 'eror'", "fail-on: expected one of error, warning, info; did you mean error?"),
        ("fail-on = 1", "fail-on: expected one of error, warning, info"),
        ("timeout = '5'", "timeout: Expected `float`, got `str`"),
        ("requests = { login = 'login' }", 'requests.login: expected "module:function"'),
        (
            "requests = { headers = { X-Api-Key = '' } }",
            "requests.headers: Expected `str` of length >= 1 - at `$[...]`",
        ),
        (
            "requests = { headers = { A = '$RC_NO', B = 'Bearer ${RC_NONE} ${RC_NO}' } }",
            "requests.headers: not set in the environment: RC_NO, RC_NONE (a dollar sign is written $$)",
        ),
        ("requests = { headers = { A = '${RC_NO:-}' } }", "requests.headers: empty: A"),
        (
            "requests = { examples = 1 }",
            EXAMPLES_WANTED,
        ),
        (
            "requests = { examples = { '/a/<b>' = 1, c = [], d = { e = {}, f = 1 } } }",
            EXAMPLES_WRONG,
        ),
        ("timeout = 0", "timeout: Expected `float` > 0.0"),
        ("exclude = 'x'", "exclude: Expected `array`, got `str`"),
        ("exclude = [1]", "exclude: Expected `str`, got `int` - at `$[0]`"),
        ("app = ''", "app: Expected `str` of length >= 1"),
        ("jobs = 0", "jobs: Expected `int` >= 1"),
        ("jobs = true", "jobs: Expected `int`, got `bool`"),
        ("allow-remote-db = 'no'", "allow-remote-db: Expected `bool`, got `str`"),
        ("build = 'x'", "build: Expected `str` matching regex '^(json|header):.+'"),
        ("boot = 3", "boot: expected a table"),
        ("boot = { timout = 3 }", "boot.timout: unknown key; did you mean timeout?"),
        ("probe = { warn_time = 3 }", "probe.warn_time: unknown key; did you mean warn-time?"),
        ("probe = { debugger = 'no' }", "probe.debugger: Expected `bool`, got `str`"),
        ("boot = { memory = '5 GB' }", 'boot.memory: expected bytes, or text such as "512 MiB"'),
        ("boot = { memory = 0 }", 'boot.memory: expected bytes, or text such as "512 MiB"'),
        ("boot = { memory = true }", 'boot.memory: expected bytes, or text such as "512 MiB"'),
        (
            "severity = { a = 'x', b = 'error', c = 1 }",
            "severity: a, c: expected one of error, warning, info",
        ),
        ("severity = 'x'", 'severity: expected a table of rule-id = "severity"'),
        ("ignore = ['a']", 'ignore: expected a table of rule-id = "reason"'),
        ("ignore = { a = '', b = ' ' }", "ignore: a: a reason is required; b: a reason is required"),
        ("ignore = { a = { path = 'x', reason = '' } }", "ignore: a: a reason is required"),
        (
            "ignore = { a = { path = 'x' } }",
            'ignore: a: expected "reason" or { path = "pattern", reason = "…" }',
        ),
        (
            "review = [{ id = 'a' }, { id = 'B', question = 'x' }]",
            'review: 1: expected id = "…" and question = "…" and nothing else; 2: id: expected kebab-case',
        ),
        (
            "review = [{ id = 'a', question = 'x' }, { id = 'a', question = 'y' }]",
            "review: a: there are two of that id",
        ),
        ("ignore = { a = true }", 'ignore: a: expected "reason" or { path = "pattern", reason = "…" }'),
    ],
)
@pytest.mark.parametrize("inside_pyproject", [True, False])
def test_a_wrong_setting(tmp_path: Path, text: str, problem: str, inside_pyproject: bool) -> None:
    if inside_pyproject:
        (tmp_path / "pyproject.toml").write_text(f"[tool.releasecheck]\n{text}")
        expected = f"pyproject.toml: tool.releasecheck.{problem}"
    else:
        (tmp_path / "releasecheck.toml").write_text(text)
        expected = f"releasecheck.toml: {problem}"
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert str(error.value) == expected


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "releasecheck.toml").write_text("appp = 1\ntimeout = 'x'\n[boot]\ntimeout = 'y'\nx = 1\n")
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert [problem.key for problem in error.value.problems] == ["appp", "timeout", "boot.timeout", "boot.x"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (
            b"[tool.releasecheck.requests]",
            (
                "releasecheck.toml: tool: here the tables stand without tool.releasecheck:"
                " [requests], not [tool.releasecheck.requests]"
            ),
        ),
        (b"app = ", "releasecheck.toml: not valid TOML: Invalid value (at end of document)"),
        (b"app = '\xe9'", "releasecheck.toml: no UTF-8: byte 7"),
    ],
)
def test_a_file_that_cannot_be_parsed(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / "releasecheck.toml").write_bytes(content)
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert str(error.value) == problem


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "releasecheck.toml").mkdir()
    with pytest.raises(SettingsError, match=r"^releasecheck.toml: cannot be read: Is a directory$"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("$RC_KEY", "hunter2"),
        ("Bearer ${RC_KEY}", "Bearer hunter2"),
        ("${RC_KEY:-x}", "hunter2"),
        ("${RC_UNSET:-x y}", "x y"),
        ("${RC_EMPTY:-x}", "x"),
        ("a${RC_EMPTY:-}", "a"),
        ("$RC_KEY-$RC_KEY", "hunter2-hunter2"),
        ("5$ $$RC_KEY $1 ${", "5$ $RC_KEY $1 ${"),
    ],
)
def test_a_header_from_the_environment(tmp_path: Path, monkeypatch, written: str, sent: str) -> None:
    monkeypatch.setenv("RC_KEY", "hunter2")
    monkeypatch.setenv("RC_EMPTY", "")
    (tmp_path / "releasecheck.toml").write_text(f"requests = {{ headers = {{ X-Key = '{written}' }} }}")
    assert load_settings(tmp_path).requests.headers == {"X-Key": sent}


def test_what_is_secret_in_headers() -> None:
    assert list(secrets_of({"X-Key": "abc", "Authorization": "Bearer hunter2"})) == [
        "abc",
        "Bearer hunter2",
        "hunter2",
    ]


def test_both_files(tmp_path: Path) -> None:
    (tmp_path / "releasecheck.toml").write_text("")
    (tmp_path / "pyproject.toml").write_text("[tool.releasecheck]\n")
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert str(error.value) == (
        "releasecheck.toml: [tool.releasecheck] in pyproject.toml is there too; keep one of them"
    )


def test_a_wrong_value_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "releasecheck.toml").write_text(
        "fail-on = 'hunter2'\nbuild = 'hunter2'\nseverity = {a='hunter2'}"
    )
    with pytest.raises(SettingsError) as error:
        load_settings(tmp_path)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("select = ['debug-on', 'config']\nseverity = { debug-on = 'info' }", None),
        ("select = ['debug-onn']", "select: there is no rule 'debug-onn'; did you mean debug-on?"),
        (
            "severity = { debug-onn = 'info' }",
            "severity: there is no rule 'debug-onn'; did you mean debug-on?",
        ),
        ("severity = { config = 'info' }", "severity: there is no rule 'config'"),
    ],
)
def test_rules_that_are_named(tmp_path: Path, text: str, problem: str | None) -> None:
    (tmp_path / "releasecheck.toml").write_text(text)
    said = None
    try:
        load_settings(tmp_path, {"debug-on": "config"})
    except SettingsError as error:
        said = str(error)
    assert said == (problem and f"releasecheck.toml: {problem}")


def test_a_pipe_in_the_place_of_the_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pyproject.toml")
    with pytest.raises(SettingsError, match="no regular file"):
        load_settings(tmp_path)
