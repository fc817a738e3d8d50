"""What the release's mode decides cannot be judged where the app is up in another mode only."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.boot import DeployedVariable, EnvRead
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import SessionUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found
from releasecheck.registry import load_rules

from .build import app, ask, at, boot, config, cookie, module, project, secret, source

WHY = "with FLASK_ENV=production (render.yaml) the app does not come up here: DSN is not set"
UNDECIDED = CouldNotLook(f"{WHY}; give what it needs with --set")
DEV = "from_object(config.DevelopmentConfig)"
LINE = at("config.py", 4)
KEYS = [
    config("DEBUG", True, set_by=DEV, place=at("config.py", 3)),
    config("SECRET_KEY", "x", set_by=DEV, place=LINE, secret=True),
]
FLAGS = ("SESSION_COOKIE_SECURE", "REMEMBER_COOKIE_SECURE")
APP = app(
    modules=["app.py"],
    config=KEYS,
    secrets=[secret(literals=[LINE], place=LINE)],
    session_cookie=cookie(secure=False),
    remember_cookie=cookie(name="remember_token", secure=False),
)
SOURCE = source(
    module("app.py"),
    module("config.py"),
    config_assignments=[
        *(ConfigAssignment(flag, at("config.py", 9), "ProductionConfig") for flag in FLAGS),
        ConfigAssignment("DEBUG", at("config.py", 3), "DevelopmentConfig"),
    ],
    session_uses=[SessionUse("session", at("app.py", 7))],
    remembered_logins=[at("app.py", 8)],
)
OTHERWISE = boot(
    deployed_otherwise=[DeployedVariable("FLASK_ENV", "render.yaml", "production")], not_as_deployed=WHY
)
RULES = ("dev-config-class-active", "secret-hardcoded")
COOKIES = ("session-cookie-flags", "remember-cookie-flags")


def says(rule_id: str, **changed: Any) -> list[Any]:
    facts = {"app": APP, "source": SOURCE, "boot": OTHERWISE, "project": project(), **changed}
    takes = load_rules()[rule_id].takes
    return ask(rule_id, {name: fact for name, fact in facts.items() if name in takes})


@pytest.mark.parametrize("rule_id", [*RULES, *COOKIES])
def test_undecided(rule_id: str) -> None:
    assert says(rule_id) == [UNDECIDED]


@pytest.mark.parametrize(
    ("rule_id", "how"),
    [
        ("secret-known-public", {"known": "placeholder"}),
        ("secret-fallback-boots", {"boots_without": ["SECRET_KEY"]}),
    ],
)
def test_undecided_whatever_is_wrong_with_the_key(rule_id: str, how: dict[str, Any]) -> None:
    changed = app(config=KEYS, secrets=[secret(literals=[LINE], place=LINE, **how)])
    assert says(rule_id, app=changed) == [UNDECIDED]


ASKED = at("config.py", 10)
PLATFORM = {
    "deployed_otherwise": [DeployedVariable("VERCEL", "vercel.json", "1")],
    "not_as_deployed": WHY,
    "env_reads": [EnvRead("VERCEL", False, ASKED)],
}


@pytest.mark.parametrize(
    ("line", "file", "told"), [(12, "config.py", [UNDECIDED]), (16, "config.py", None), (12, "app.py", None)]
)
def test_beside_a_variable_of_the_release_that_is_not_set_here(
    line: int, file: str, told: list[CouldNotLook] | None
) -> None:
    flag = config("SESSION_COOKIE_SECURE", False, set_by="from_object(Config)", place=at(file, line))
    judged = app(modules=["app.py"], config=[flag], session_cookie=cookie(secure=False))
    said = says("session-cookie-flags", app=judged, boot=boot(**PLATFORM), source=None)
    assert said == told if told else isinstance(said[0], Found)


def test_debug_mode_of_the_config_for_development_is_the_other_rules() -> None:
    told = "DEBUG comes with config.DevelopmentConfig, which dev-config-class-active tells"
    assert says("debug-on") == [DoesNotApply(told)]
    switched = app(config=[config("DEBUG", True, place=at("app.py", 3))])
    of_release = [ConfigAssignment("DEBUG", at("config.py", 9), "ProductionConfig")]
    undecided = says("debug-on", app=switched, source=source(config_assignments=of_release))
    assert undecided == [UNDECIDED]


@pytest.mark.parametrize("rule_id", [*RULES, *COOKIES])
def test_told_in_the_mode_of_the_release(rule_id: str) -> None:
    assert UNDECIDED not in says(rule_id, boot=boot())


@pytest.mark.parametrize("rule_id", COOKIES)
def test_told_of_keys_that_no_mode_decides(rule_id: str) -> None:
    said = says(rule_id, source=replace(SOURCE, config_assignments=()))
    assert any(isinstance(one, Found) for one in said)
