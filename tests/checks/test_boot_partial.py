"""An app that a program completes after the import: said once, and nothing claimed of what it lacks."""

from typing import Any

import pytest

from releasecheck.facts.source import (
    AppDefinition,
    BlueprintDefinition,
    RouteFunction,
    SessionUse,
)
from releasecheck.facts.templates import TemplateError
from releasecheck.findings import CouldNotLook, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    module,
    project,
    route,
    source,
    table,
    templates,
    use,
)

NOT_CALLED = "the app as booted is not all of the app: see main-guard-only-setup"
MADE = AppDefinition("app.py", "app", "app", 1)


def hung(name: str, line: int, within: str | None = "complete", **fields: Any) -> RouteFunction:
    own = {"router": "app", "paths": (f"/{name}",), "endpoint": None, "nested": within is not None}
    return RouteFunction(name, at("app.py", line), within=within, **{**own, **fields})


WRITE = SessionUse("session", at("app.py", 8))
THREE = (hung("login", 11), hung("logout", 15), hung("queue", 19))


def half_built(*functions: RouteFunction, live: tuple[str, ...] = (), **fields: Any) -> Given:
    """An app of app.py with these live routes, in whose module functions add others to it."""
    return {
        "app": app(routes=[route(rule, rule) for rule in live]),
        "source": source(module("app.py"), apps=[MADE], route_functions=functions, **fields),
    }


def test_a_function_that_nothing_called() -> None:
    given = {**half_built(*THREE), "boot": boot(target="app:app")}
    assert ask("main-guard-only-setup", given) == [
        Found(
            "complete() adds 3 routes to the app, and nothing called it while app:app was built",
            subject="complete",
            place=at("app.py", 11),
            evidence=("/login at app.py:11", "/logout at app.py:15", "/queue at app.py:19"),
            fix="Name a target that calls it (`--app`), or call complete() where the app is made.",
            severity="warning",
        )
    ]


@table(
    {
        "it was called, and a switch left some out": (half_built(*THREE, live=("/queue",)), []),
        "a switch for development": (half_built(*THREE[:2]), []),
        "routes at the top of the module": (
            half_built(*(hung(name, 5, within=None) for name in ("a", "b", "c"))),
            [],
        ),
        "routes of a blueprint that a function makes": (
            half_built(*(hung(name, 5, router="bp") for name in ("a", "b", "c"))),
            [],
        ),
        "routes of an app that the module imports": (
            half_built(*(hung(name, 5, origin="shop.app") for name in ("a", "b", "c"))),
            [],
        ),
        "several functions with a route each": (
            half_built(*(hung(name, 5, within=f"add_{name}") for name in ("a", "b", "c"))),
            [],
        ),
    }
)
def test_functions_that_tell_nothing(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


@pytest.mark.parametrize(
    ("rule_id", "given"),
    [
        ("dangling-endpoint", half_built(*THREE, endpoint_uses=[use("login")])),
        (
            "secret-missing-but-used",
            half_built(*THREE, session_uses=[WRITE]),
        ),
        ("health-route-missing", {**half_built(*THREE), "project": project()}),
    ],
)
def test_what_it_lacks_is_not_claimed(rule_id: str, given: Given) -> None:
    assert ask(rule_id, given) == [CouldNotLook(NOT_CALLED)]


def test_a_filter_that_it_may_bring() -> None:
    unknown = TemplateError("page.html", "filter", "money", "No filter named 'money'.", at("page.html", 1))
    broken = templates("page.html", errors=(unknown,))
    said = ask("template-does-not-compile", {**half_built(*THREE), "templates": broken})
    assert said == [CouldNotLook(f"what the app lacks may bring the filters: {NOT_CALLED}")]


@pytest.mark.parametrize(("functions", "told"), [(THREE, 0), ((), 1)])
def test_a_blueprint_whose_module_it_may_import(functions: tuple[RouteFunction, ...], told: int) -> None:
    made = BlueprintDefinition("shop", "shop", at("shop.py", 3))
    given = half_built(*functions, blueprints=[made], endpoint_uses=[use("shop.index")])
    assert len(ask("blueprint-never-registered", given)) == told
