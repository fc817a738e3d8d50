"""Deprecated calls in the project's lines."""

from releasecheck.facts import Absence
from releasecheck.facts.boots import Boots, Deprecation
from releasecheck.findings import Found

from .build import ask, at, outcome

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


def test_deprecation_warnings_fine() -> None:
    assert ask("deprecation-warnings", {"boots": Boots()}) == []


def test_deprecation_warnings_does_not_apply() -> None:
    skipped = Absence("skipped", "--skip boot")
    assert outcome("deprecation-warnings", missing={"boots": skipped}).outcome == "skipped"
