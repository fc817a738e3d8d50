"""Methods of class-based views that lack the guard of those beside them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import Hook, View
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, requests, route, source, table, view


def hook(kind: str, scope: str) -> Hook:
    return Hook(kind, scope, "shed", "look", at("app.py", 90), own=True)


def of_class(line: int, *, wrapped: bool) -> View:
    return view("Item", line, class_based=True, wrapped_whole=wrapped)


def through(*path: str, knows_visitor: bool = False) -> WriteThrough:
    return WriteThrough(path, "session.delete", at("models.py", 9), knows_visitor)


def item(
    verb: str = "PUT", *, guard: str = "jwt_required", rule: str = "/items/<int:item>", **fields: Any
) -> Given:
    """A class whose GET asks who it is, and another method that by its source does not."""
    hooks, wrapped = fields.pop("hooks", ()), fields.pop("wrapped_whole", False)
    own: Given = {"writes": ("session.commit",), "decorators": ["blp.response"], **fields}
    methods = [
        body("get", 12, view=at("app.py", 10), verb="GET", decorators=[guard]),
        body(verb.lower(), 20, view=at("app.py", 10), verb=verb, **own),
    ]
    served = route(rule, "shed.Item", methods=("GET", verb), view=of_class(10, wrapped=wrapped))
    return {
        "app": app(routes=[served], hooks=hooks),
        "source": source(views=methods),
        "requests": requests(),
    }


def sends(verb: str) -> Found:
    return Found(
        f"anybody may send {verb} /items/<int:item>, and GET of the same class has @jwt_required",
        f"{verb} /items/<int:item>",
        at("app.py", 20, 1),
        ("it calls session.commit", "GET at app.py:12:1"),
    )


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE"])
def test_a_method_without_the_guard_of_its_class(verb: str) -> None:
    assert ask("view-without-siblings-guard", item(verb)) == [sends(verb)]


@table(
    {
        "POST may be for anybody: signing up, a message": (item("POST"), []),
        "it has a guard": (item(decorators=["blp.response", "admin_only"]), []),
        "a decorator of its class may ask": (item(decorated_class=True), []),
        "its class or the API has decorators": (item(wrapped_whole=True), []),
        "what it calls may look": (item(writes=(), through=(through("stock.drop", knows_visitor=True),)), []),
        "it calls what looks by its name": (
            item(writes=(), through=(through("stock.drop"),), calls=("check_owner", "drop")),
            [],
        ),
        "it looks itself who it is": (item(identity=["get_jwt_identity()"]), []),
        "it looks at a header": (item(reads=["headers"]), []),
        "a function that it calls looks": (item(calls=["check_permission", "commit"]), []),
        "what changes is elsewhere, and who is asked may be too": (item(writes=()), []),
        "a hook asks": (item(hooks=[hook("before_request", "")]), []),
        "a hook of its blueprint asks": (item(hooks=[hook("before_request", "shed")]), []),
        "a stranger's own": (item(rule="/password/<code>"), []),
    }
)
def test_a_method_like_its_class(given: Given, says: Any) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        "a method of a model of the project": (
            item("DELETE", writes=(), through=(through("item.drop"),), calls=("get_or_404", "drop")),
            "item.drop",
        ),
        "one that only its name tells": (
            item("DELETE", writes=(), calls=("find_by_id", "delete_from_db")),
            "delete_from_db",
        ),
    }
)
def test_a_method_that_leaves_the_change_to_its_model(given: Given, says: str) -> None:
    told = replace(sends("DELETE"), evidence=(f"it calls {says}", "GET at app.py:12:1"))
    assert ask("view-without-siblings-guard", given) == [told]


def classes(
    *bare: Given, guarded: Sequence[str] = ("DELETE", "PUT"), hooks: Any = (), functions: bool = False
) -> Given:
    """Classes of one method each, or functions: those given, and those of orders with a guard."""
    has_it: Given = {"decorators": ["jwt_required"], "calls": ["commit"]}
    each = [*bare, *({"verb": verb, "rule": "/orders/<int:order>", **has_it} for verb in guarded)]
    routes, methods = [], []
    for line, fields in enumerate(each, 1):
        own = {"verb": "DELETE", "writes": ("session.delete",), "calls": ["get_or_404", "delete"], **fields}
        rule, wrapped = own.pop("rule", "/users/<int:user>"), own.pop("wrapped_whole", False)
        served = of_class(10 * line, wrapped=wrapped)
        routes.append(
            route(rule, f"api{line if functions else ''}.{line}", methods=(own["verb"],), view=served)
        )
        if functions:
            own["verb"] = None
        methods.append(body(f"view_{line}", 10 * line + 1, view=at("app.py", 10 * line), **own))
    return {"app": app(routes=routes, hooks=hooks), "source": source(views=methods), "requests": requests()}


def deletes(first: str, *others: str, line: int = 21) -> list[Found]:
    has = (f"DELETE /orders/<int:order> at app.py:{line}:1 has it",)
    has += (f"PUT /orders/<int:order> at app.py:{line + 10}:1 has it",)
    said = f" and {len(others)} other, which delete" if others else ", which deletes"
    return [
        Found(
            f"anybody may send {first}{said} a record, and 2 other views that change some have @jwt_required",
            first,
            at("app.py", 11, 1),
            (*others, *has),
        )
    ]


@table(
    {
        "one": (classes({}), deletes("DELETE /users/<int:user>")),
        "what a decorator says of data is no guard": (
            classes({"decorators": ["blp.response", "blp.alt_response"]}),
            deletes("DELETE /users/<int:user>"),
        ),
        "two are one cause": (
            classes({}, {"rule": "/tags/<tag>"}),
            deletes("DELETE /users/<int:user>", "DELETE /tags/<tag> at app.py:21:1", line=31),
        ),
        "a model does it": (
            classes({"writes": (), "through": (through("user.drop"),)}),
            deletes("DELETE /users/<int:user>"),
        ),
    }
)
def test_a_delete_without_the_guard_of_those_of_other_classes(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


def test_a_delete_of_a_function_likewise() -> None:
    assert deletes("DELETE /users/<int:user>")[0] in ask(
        "view-without-siblings-guard", classes({}, functions=True)
    )


@table(
    {
        what: (given, [])
        for what, given in {
            "none is guarded": classes({}, guarded=()),
            "one guarded method is no habit": classes({}, guarded=("DELETE",)),
            "no other deletes with a guard": classes({}, guarded=("PUT", "POST")),
            "a PUT may be for everybody": classes({"verb": "PUT"}),
            "it names no record": classes({"rule": "/cache"}),
            "the way out": classes({"rule": "/logout/<int:device>"}),
            "a visitor's cart": classes({"rule": "/cart/<int:item>"}),
            "a link that nobody guesses": classes({"rule": "/bookings/<uuid:booking>"}),
            "a booking's PIN": classes({"compares_sent": True}),
            "it looks itself who it is": classes({"identity": ["get_jwt_identity()"]}),
            "it verifies the token itself": classes({"calls": ["verify_jwt_in_request", "delete"]}),
            "what it calls may ask for a key": classes({"calls": ["need_key", "get_or_404", "delete"]}),
            "what it calls may turn away": classes({"calls": ["deny_strangers", "get_or_404", "delete"]}),
            "a hook of its blueprint asks": classes({}, hooks=[hook("before_request", "api")]),
            "a helper's decorator may stack guards": classes({"decorators": ["for_staff_of_shop"]}),
            "its class has decorators": classes({"wrapped_whole": True}),
            "its class is decorated": classes({"decorated_class": True}),
            "it changes nothing that is seen": classes({"writes": ()}),
        }.items()
    }
)
def test_a_delete_that_may_be_for_everybody_or_asks(given: Given, says: list[Found]) -> None:
    said = ask("view-without-siblings-guard", given)
    assert [one for one in said if isinstance(one, Found)] == says


def test_the_hook_of_another_blueprint_guards_nothing() -> None:
    given = item(hooks=[hook("before_request", "admin"), hook("after_request", "")])
    assert ask("view-without-siblings-guard", given) == [sends("PUT")]
