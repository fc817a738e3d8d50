"""Flags over settings, and the rules that are not asked."""

from pathlib import Path

import click
import pytest

from releasecheck.cli.choosing import merged, passed_over
from releasecheck.registry import Rule
from releasecheck.settings import Settings

NO_FLAGS = {
    **dict.fromkeys(["app", "python", "url", "http_port", "health", "fail_on", "on_inconclusive"]),
    **dict.fromkeys(["jobs", "timeout", "allow_remote_db"]),
    **dict.fromkeys(["select", "skip", "env_file"], ()),
}
RULES = {
    name: Rule(name, family, "error", lambda: iter(()), (), (), "")
    for name, family in [("a", "x"), ("b", "y")]
}


@pytest.mark.parametrize(
    ("settings", "flags", "expected"),
    [
        (Settings(), {}, Settings()),
        (Settings(app="old"), {"app": "new"}, Settings(app="new")),
        (Settings(app="old"), {}, Settings(app="old")),
        (Settings(http_port=80), {"http_port": 8080}, Settings(http_port=8080)),
        (Settings(fail_on="warning"), {"fail_on": "info"}, Settings(fail_on="info")),
        (Settings(skip=("tests",)), {"skip": ("lint",)}, Settings(skip=("lint",))),
        (Settings(allow_remote_db=True), {}, Settings(allow_remote_db=True)),
        (Settings(), {"python": "python3.9"}, Settings(python="python3.9")),
        (Settings(), {"python": "/a/python"}, Settings(python="/a/python")),
        (Settings(env_file=("b",)), {"env_file": (Path("/a/.env"),)}, Settings(env_file=("/a/.env",))),
    ],
)
def test_a_flag_takes_the_place_of_its_setting(settings, flags, expected) -> None:
    assert merged(settings, {**NO_FLAGS, **flags}) == expected


def test_paths_of_flags_start_where_the_user_is(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    flags = {**NO_FLAGS, "python": "venv/bin/python", "env_file": (Path("prod.env"),)}
    settings = merged(Settings(), flags)
    assert settings.python == str(tmp_path / "venv/bin/python")
    assert settings.env_file == (str(tmp_path / "prod.env"),)


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), {}),
        (("a",), (), {"b": "not selected"}),
        (("y",), (), {"a": "not selected"}),
        ((), ("x",), {"a": "--ignore"}),
        (("a",), ("a",), {"a": "--ignore", "b": "not selected"}),
    ],
)
def test_rules_are_chosen_by_id_or_family(select, ignore, expected) -> None:
    assert passed_over(select, ignore, RULES) == expected


@pytest.mark.parametrize(("select", "ignore"), [(("c",), ()), ((), ("c",))])
def test_an_unknown_rule_is_wrong_usage(select, ignore) -> None:
    with pytest.raises(click.UsageError, match="no rule or family 'c'"):
        passed_over(select, ignore, RULES)
