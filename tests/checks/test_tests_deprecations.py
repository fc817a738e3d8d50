"""Deprecated calls in the project's lines."""

from typing import Any

import pytest

from releasecheck.facts import Absence
from releasecheck.facts.boots import Boots, Deprecation
from releasecheck.facts.imports import ApiUse
from releasecheck.findings import Found

from .build import app, ask, at, config, module, outcome, source
from .build_dependencies import dependencies, distribution, wanted

OLD = Deprecation("flask", "'flask.Markup' is deprecated.", at("app.py", 2))


def test_deprecation_warnings_faulty() -> None:
    again = Deprecation("jinja2", "'Markup' is deprecated.", at("app.py", 2))
    elsewhere = Deprecation("werkzeug", "'url_quote' is deprecated.", at("shop.py", 8))
    assert ask("deprecation-warnings", {"boots": Boots(deprecations=(OLD, again, elsewhere))}) == [
        Found(
            "flask is going to drop this: 'flask.Markup' is deprecated",
            subject="'flask.Markup' is deprecated",
            place=at("app.py", 2),
            evidence=("jinja2: 'Markup' is deprecated",),
        ),
        Found(
            "werkzeug is going to drop this: 'url_quote' is deprecated",
            subject="'url_quote' is deprecated",
            place=at("shop.py", 8),
        ),
    ]


def test_all_that_is_said_of_one_name_is_one_finding() -> None:
    used = Deprecation("flask", "'app.json_encoder' is deprecated.", at("app.py", 2))
    set_ = Deprecation("flask", "Setting 'json_encoder' on the app is deprecated.", at("app.py", 30))
    unquoted = Deprecation("flask", "This is deprecated.", at("app.py", 40))
    others = [Deprecation("flask", "This too.", at("app.py", 41))]
    told = ask("deprecation-warnings", {"boots": Boots(deprecations=(used, set_, unquoted, *others))})
    assert [(one.place.line, one.evidence) for one in told] == [
        (2, ("flask: Setting 'json_encoder' on the app is deprecated at app.py:30",)),
        (40, ()),
        (41, ()),
    ]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("'flask.Markup' is deprecated.", "flask is going to drop this"),
        ("'x' will be removed in Flask 4.", "flask is going to drop this"),
        ("'x' is no longer supported.", "flask is going to drop this"),
        ("SQLALCHEMY_TRACK_MODIFICATIONS adds significant overhead and will be disabled.", "flask warns"),
    ],
)
def test_only_what_ends_is_going_to_be_dropped(message: str, says: str) -> None:
    warned = Deprecation("flask", message, at("app.py", 2))
    (found,) = ask("deprecation-warnings", {"boots": Boots(deprecations=(warned,))})
    assert isinstance(found, Found)
    assert found.message.startswith(f"{says}: ")


KEY = Deprecation("flask", "The 'JSON_SORT_KEYS' config key is deprecated.", at("users.py", 25))


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ([config("JSON_SORT_KEYS", False, place=at("config.py", 14))], at("config.py", 14)),
        ([config("OTHER", False, place=at("config.py", 14))], at("users.py", 25)),
    ],
)
def test_a_key_is_told_where_it_is_set(keys: Any, place: Any) -> None:
    (found,) = ask("deprecation-warnings", {"boots": Boots(deprecations=(KEY,)), "app": app(config=keys)})
    assert isinstance(found, Found)
    assert found.place == place


@pytest.mark.parametrize(
    ("role", "fix"), [("test", None), ("app", "Do what the message says, before the next upgrade.")]
)
def test_the_suite_shows_the_rest_where_there_is_one(role: Any, fix: str | None) -> None:
    given = {"boots": Boots(deprecations=(OLD,)), "source": source(module("test_shop.py", role=role))}
    (found,) = ask("deprecation-warnings", given)
    assert isinstance(found, Found)
    assert found.fix == fix


def test_deprecation_warnings_fine() -> None:
    assert ask("deprecation-warnings", {"boots": Boots()}) == []


@pytest.mark.parametrize(
    ("version", "files", "silent"),
    [("2.2.5", ["requirements.txt"], True), ("2.2.5", [], False), ("3.0.0", [], True)],
    ids=["the next install has it no more", "nothing says what the next install takes", "it is gone"],
)
def test_what_removed_flask_api_tells(version: str, files: list[str], silent: bool) -> None:
    use = ApiUse("flask.Markup", at("app.py", 2, 5), lazy=True, conditional=False)
    given = {
        "boots": Boots(deprecations=(OLD,)),
        "app": app(modules=["app.py"]),
        "source": source(api_uses=[use]),
        "dependencies": dependencies(distribution("flask", version), declared=[wanted("flask")], files=files),
    }
    assert (ask("deprecation-warnings", given) == []) is silent


@pytest.mark.parametrize(
    ("warned", "silent"),
    [
        (Deprecation("flask", "'before_first_request' is deprecated.", at("app.py", 18)), True),
        (Deprecation("flask", "'before_first_request' is deprecated.", at("shop.py", 18)), False),
        (Deprecation("flask", "'escape' is deprecated.", at("app.py", 18)), False),
    ],
    ids=["the def below its decorator", "in another file", "something else"],
)
def test_where_python_has_the_warning_of_a_decorator(warned: Deprecation, silent: bool) -> None:
    use = ApiUse("Flask.before_first_request", at("app.py", 17, 2), lazy=False, conditional=False)
    given = {
        "boots": Boots(deprecations=(warned,)),
        "app": app(modules=["app.py"]),
        "source": source(api_uses=[use]),
        "dependencies": dependencies(distribution("flask", "2.2.5"), declared=[wanted("flask")]),
    }
    assert (ask("deprecation-warnings", given) == []) is silent


def test_deprecation_warnings_does_not_apply() -> None:
    skipped = Absence("skipped", "--skip boot")
    assert outcome("deprecation-warnings", missing={"boots": skipped}).outcome == "skipped"
