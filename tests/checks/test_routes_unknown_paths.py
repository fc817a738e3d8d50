"""Paths that no page has, and that the app breaks on."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.place import Place
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, crash, project, requests, response, route, table, view

HOOK = crash("AttributeError", "'NoneType' object has no attribute 'get'")
SAID = "AttributeError: 'NoneType' object has no attribute 'get'"
MISSING = response("/releasecheck-1", 500, rule=None, endpoint=None, crash=HOOK)
WRONG = response("/", 500, method="PATCH", crash=HOOK)
LOCALE = crash("babel.core.UnknownLocaleError", "unknown locale 'favicon'", place=at("app.py", 20))
ICON = response("/favicon.ico", 500, rule="/<lang>", endpoint="home", crash=LOCALE)
UNREACHED = crash("OperationalError", "refused", cause="service", subject="db:5432")


def given(
    missing: Any = None, wrong: Any = None, icon: Any = None, answers: Any = (), **fields: Any
) -> Given:
    routes = [route("/<lang>", "home", view=view("home", 18))]
    return {
        "requests": requests(*answers, not_found=missing, wrong_method=wrong, favicon=icon),
        "app": app(routes=routes, **fields),
        "project": project(),
    }


def found(message: str, subject: str, line: int, *more: str, **fields: Any) -> Found:
    return Found(message, subject, at("app.py", line), (f"raised at app.py:{line}", *more), **fields)


LOST = found(f"a path that no route has answers 500: {SAID}", "404", 7)
OF_ICON = found(
    "GET /favicon.ico, which every browser asks for and /<lang> takes, answers 500: "
    "UnknownLocaleError: unknown locale 'favicon'",
    "/favicon.ico",
    20,
    fix="Answer 404 where the argument is none that the site has, and serve a /favicon.ico of its own.",
    severity="warning",
)


@table(
    {
        "a hook": (given(MISSING), [LOST]),
        "a hook, with handlers for other errors": (
            given(MISSING, error_handlers=["shop:404", ":500"]),
            [LOST],
        ),
        "a hook, and the error pages too": (
            given(replace(MISSING, status=None, outcome="raised"), error_handlers=[":404", ":500"]),
            [replace(LOST, message=f"a path that no route has raises past every error handler: {SAID}")],
        ),
        "both are one": (
            given(MISSING, WRONG),
            [replace(LOST, evidence=("raised at app.py:7", "PATCH / answers 500 too"))],
        ),
        "a wrong method alone": (
            given(wrong=WRONG),
            [found(f"PATCH / answers 500: {SAID}", "405", 7, severity="warning")],
        ),
        "the icon": (given(icon=ICON), [OF_ICON]),
        "the icon, where a handler answers for pages": (given(icon=ICON, error_handlers=[":404"]), [OF_ICON]),
        "in a library": (
            given(replace(MISSING, crash=replace(HOOK, place=Place()))),
            [
                Found(
                    f"a path that no route has answers 500: {SAID}",
                    "404",
                    at("app.py", 1),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_unknown_path_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("unknown-path-fails", given) == says


@table(
    {
        "404": (given(replace(MISSING, status=404, crash=None), replace(WRONG, status=405, crash=None)), []),
        "a handler makes it a 500, which another rule tells": (given(MISSING, error_handlers=[":404"]), []),
        "a page breaks so too": (given(MISSING, answers=[response("/", 500, crash=HOOK)]), []),
        "the icon is a 404": (given(icon=replace(ICON, status=404, crash=None)), []),
        "no database": (
            given(replace(MISSING, crash=UNREACHED)),
            [
                CouldNotLook(
                    "a path that no route has: db:5432 is out of reach: start it, or point the app elsewhere"
                )
            ],
        ),
    }
)
def test_unknown_path_fails_fine(given: Given, says: list[Any]) -> None:
    assert ask("unknown-path-fails", given) == says


def test_unknown_path_fails_does_not_apply() -> None:
    assert ask("unknown-path-fails", given()) == [DoesNotApply("a rule takes every path")]
