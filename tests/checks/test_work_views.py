"""State of a worker process, and answers that are kept for everybody."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.source import Suppression
from releasecheck.facts.views import Cached, HookChange, HookKind, StateChange
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    config,
    deploy,
    launch,
    module,
    route,
    source,
    table,
    view,
)

ROUTES = [route("/", "index"), route("/more", "more", view=view("more", 15))]
NO_VIEWS = DoesNotApply("no view of the app was found in the source")


def inside(*bodies: Any, **fields: Any) -> Given:
    """Views of app.py at / and /more."""
    return {
        "app": app(**{"routes": ROUTES, **fields}),
        "source": source(module("app.py"), views=bodies),
    }


def change(line: int = 7, how: str = "append()", variable: str = "app.orders") -> StateChange:
    return StateChange(variable, how, at("app.py", line, 5))


@table(
    {
        "one view": (
            inside(body(changes=[change()])),
            [
                Found(
                    "app.orders is changed by 1 view, and each worker process has its own",
                    subject="app.orders",
                    place=at("app.py", 7, 5),
                    evidence=("index: append() at app.py:7:5",),
                )
            ],
        ),
        "two views, one variable": (
            inside(body(changes=[change()]), body("more", 15, changes=[change(17, "clear()")])),
            [
                Found(
                    "app.orders is changed by 2 views, and each worker process has its own",
                    subject="app.orders",
                    place=at("app.py", 7, 5),
                    evidence=("index: append() at app.py:7:5", "more: clear() at app.py:17:5"),
                )
            ],
        ),
        "two variables, in two views": (
            inside(
                body(changes=[change()]),
                body("more", 15, changes=[change(17, "an item is set", "shop.stock")]),
            ),
            [
                Found(
                    f"{name} is changed by 1 view, and each worker process has its own",
                    subject=name,
                    place=at("app.py", line, 5),
                    evidence=(f"{view}: {how} at app.py:{line}:5",),
                )
                for name, view, line, how in (
                    ("app.orders", "index", 7, "append()"),
                    ("shop.stock", "more", 17, "an item is set"),
                )
            ],
        ),
        "two variables in one view, and one of them in another too": (
            inside(
                body(changes=[change(), change(8, "an item is set", "shop.stock")]),
                body("more", 15, changes=[change(17, "clear()", "app.orders")]),
            ),
            [
                Found(
                    "one view changes 2 variables of modules (app.orders and shop.stock), "
                    "and each worker process has its own",
                    subject="app.orders",
                    place=at("app.py", 7, 5),
                    evidence=(
                        "app.orders: index, append() at app.py:7:5",
                        "app.orders: more, clear() at app.py:17:5",
                        "shop.stock: index, an item is set at app.py:8:5",
                    ),
                )
            ],
        ),
        "three variables, which are how the app keeps its data": (
            inside(
                body(changes=[change(), change(8, "an item is set", "shop.stock")]),
                body("more", 15, changes=[change(17, "clear()", "app.users")]),
            ),
            [
                Found(
                    "views change 3 variables of modules (app.orders, shop.stock and app.users), "
                    "and each worker process has its own",
                    subject="app.orders",
                    place=at("app.py", 7, 5),
                    evidence=(
                        "app.orders: index, append() at app.py:7:5",
                        "shop.stock: index, an item is set at app.py:8:5",
                        "app.users: more, clear() at app.py:17:5",
                    ),
                )
            ],
        ),
    }
)
def test_module_state_mutated_faulty(given: Given, says: list[Found]) -> None:
    assert ask("module-state-mutated", given) == says


def hooked(*kinds: HookKind, path: str = "app.py", bodies: Any = ()) -> Given:
    """Changes of app.orders by functions that no route leads to."""
    changes = [
        HookChange(kind, f"on_{line}", StateChange("app.orders", "append()", at(path, line)))
        for line, kind in enumerate(kinds, start=20)
    ]
    given = inside(*bodies)
    return {**given, "source": replace(given["source"], hook_changes=tuple(changes))}


def told_of(who: str, *evidence: str, severity: Any = None) -> list[Found]:
    said = f"app.orders is changed by {who}, and each worker process has its own"
    place = at("app.py", int(evidence[0].split(":")[2]), 5 if evidence[0].endswith(":5") else None)
    return [Found(said, "app.orders", place, evidence, severity=severity)]


@table(
    {
        "an error handler": (
            hooked("error handler"),
            told_of("1 error handler", "on_20: append() at app.py:20"),
        ),
        "two hooks": (
            hooked("hook", "hook"),
            told_of("2 hooks", "on_20: append() at app.py:20", "on_21: append() at app.py:21"),
        ),
        "a view of Flask's, and one of Flask-Admin's": (
            hooked("view", bodies=[body(changes=[change()])]),
            told_of("2 views", "index: append() at app.py:7:5", "on_20: append() at app.py:20"),
        ),
        "a view, and an event": (
            hooked("event", bodies=[body(changes=[change()])]),
            told_of("1 view and 1 event", "index: append() at app.py:7:5", "on_20: append() at app.py:20"),
        ),
        "events alone, for information": (
            hooked("event"),
            told_of("1 event", "on_20: append() at app.py:20", severity="info"),
        ),
        "in a module that the app does not run": (
            hooked("hook", path="old.py", bodies=[body()]),
            [],
        ),
    }
)
def test_module_state_mutated_by_hooks(given: Given, says: list[Found]) -> None:
    assert ask("module-state-mutated", given) == says


WAITRESS = launch(server="waitress", workers=1)
EACH = ", and each worker process has its own"
ONE = ": the one process that Procfile:1 starts loses it at each restart"


@pytest.mark.parametrize(
    ("launches", "how", "harm"),
    [
        ([WAITRESS], "append()", ONE),
        ([launch(workers=1)], "an item is set", ONE),
        (
            [replace(WAITRESS, place=at("Dockerfile", 3))],
            "append()",
            ONE.replace("Procfile:1", "Dockerfile:3"),
        ),
        (
            [launch(threads=8, place=at("Dockerfile", 3))],
            "append()",
            ONE.replace("Procfile:1", "Dockerfile:3"),
        ),
        ([launch(threads=8)], "append()", EACH),  # Heroku sets WEB_CONCURRENCY
        ([launch(workers=1, replicas=2)], "append()", EACH),
        ([launch(workers=1), launch(workers=4)], "append()", EACH),
        ([launch(workers=1), launch(workers=4, undeployed=True)], "append()", ONE),
        ([launch(server="flask", workers=1)], "append()", EACH),
        ([launch()], "append()", EACH),
        ([], "append()", EACH),
        ([WAITRESS], "it is given another value", EACH),
        ([WAITRESS], "it is given what this request brings", EACH),
    ],
)
def test_the_state_of_one_process(launches: list[Any], how: str, harm: str) -> None:
    given = {**inside(body(changes=[change(7, how)])), "deploy": deploy(launches=launches)}
    (found,) = ask("module-state-mutated", given)
    severity = "info" if harm != EACH else None
    assert (found.message, found.severity) == (f"app.orders is changed by 1 view{harm}", severity)


@pytest.mark.parametrize("named", ["module-state-mutated", "work"])
def test_an_ignore_hides_one_variable_and_no_other(named: str) -> None:
    names = ("app.a", "app.b", "app.c", "app.d")
    given = inside(body(changes=[change(line, variable=name) for line, name in enumerate(names, start=7)]))
    comments = [Suppression((named,), "one process here", at("app.py", line)) for line in (7, 10)]
    given["source"] = replace(given["source"], suppressions=tuple(comments))
    told = ask("module-state-mutated", given)
    assert [(one.subject, one.place.line) for one in told] == [
        ("app.b", 8),  # with app.c: one view changes them both
        ("app.a", 7),
        ("app.d", 10),
    ]


@table({"nothing is changed": (inside(body()), [])})
def test_module_state_mutated_fine(given: Given, says: list[Found]) -> None:
    assert ask("module-state-mutated", given) == says


@table(
    {
        "no views": (inside(), [NO_VIEWS]),
        "a view that is not served": (inside(body(changes=[change()]), routes=[]), [NO_VIEWS]),
    }
)
def test_module_state_mutated_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("module-state-mutated", given) == says


def kept(**fields: Any) -> Cached:
    return Cached("cache.cached", at("app.py", 4, 2), **fields)


def for_everybody(depends: str) -> Found:
    return Found(
        f"GET / is cached for everybody, and its answer depends on {depends}",
        subject="index",
        place=at("app.py", 4, 2),
        evidence=("@cache.cached at app.py:4:2", "the view is index at app.py:5:1"),
    )


@table(
    {
        "the user": (
            inside(body(cached=kept(), identity=["current_user"])),
            [for_everybody("current_user")],
        ),
        "the query": (inside(body(cached=kept(), reads=["args"])), [for_everybody("request.args")]),
        "the session, and the query has a key": (
            inside(body(cached=kept(by_query=True), reads=["args"], identity=["session"])),
            [for_everybody("session")],
        ),
        "a login that a kept answer passes by": (
            inside(body(cached=kept(login_inside="login_required"))),
            [for_everybody("@login_required below it")],
        ),
        "a cache that works": (
            inside(body(cached=kept(), reads=["args"]), config=[config("CACHE_TYPE", "SimpleCache")]),
            [for_everybody("request.args")],
        ),
    }
)
def test_cache_without_user_key_faulty(given: Given, says: list[Found]) -> None:
    assert ask("cache-without-user-key", given) == says


@table(
    {
        "the same for everybody": (inside(body(cached=kept())), []),
        "a key of its own": (inside(body(cached=kept(own_key=True), identity=["session"])), []),
        "the query is in the key": (inside(body(cached=kept(by_query=True), reads=["args"])), []),
        "a form is read": (inside(body(cached=kept(), reads=["form", "method"])), []),
    }
)
def test_cache_without_user_key_fine(given: Given, says: list[Found]) -> None:
    assert ask("cache-without-user-key", given) == says


NONE_KEPT = DoesNotApply("no view's answer is cached by a decorator")


@table(
    {
        "nothing is cached": (inside(body(identity=["session"])), [NONE_KEPT]),
        "not served": (inside(body(cached=kept(), identity=["session"]), routes=[]), [NONE_KEPT]),
        "the cache is off": (
            inside(body(cached=kept(), identity=["session"]), config=[config("CACHE_TYPE", "NullCache")]),
            [DoesNotApply("the cache is off in this config")],
        ),
    }
)
def test_cache_without_user_key_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("cache-without-user-key", given) == says
