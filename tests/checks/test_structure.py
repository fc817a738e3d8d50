"""Blueprints, modules, routes and views, as the live app has them."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import Displaced, Method, OtherApp
from releasecheck.facts.extensions import LateSetup
from releasecheck.facts.source import (
    BlueprintDefinition,
    Decorator,
    GuardedSetup,
    Registration,
    RouteFunction,
)
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    boot,
    deploy,
    foreign_view,
    launch,
    module,
    requests,
    response,
    route,
    source,
    table,
    takes,
    templates,
    use,
    view,
)

SHOP = blueprint("shop", registered=False, rules=3)


def unregistered(*blueprints: Any, uses: Any = (), pages: Any = None, **fields: Any) -> Given:
    return {
        "app": app(blueprints=blueprints),
        "source": source(module("app.py"), endpoint_uses=uses, **fields),
        "templates": pages,
    }


def registers(argument: str, *, conditional: bool = False) -> Registration:
    return Registration(argument, argument, at("app.py", 8), conditional)


def lost(message: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {"subject": "shop", "place": at("shop.py", 3), "evidence": evidence, "severity": "error"}
    return Found(message, **{**given, **fields})


def left_behind(
    *paths: str, path: str = "pages/shop.py", live: Any = (), beside: str = "pages/home.py", **fields: Any
) -> Given:
    """A blueprint in a module that nothing imports, with a registered one in the module `beside`."""
    routes = [RouteFunction("index", at(path, 6), "bp", (each,), "shop.bp") for each in paths]
    home = blueprint("home", place=at(beside, 3))
    return {
        "app": app(blueprints=[home], routes=[route(each, "home.index") for each in live]),
        "source": source(
            module("app.py"),
            module(path),
            blueprints=[BlueprintDefinition("bp", "shop", at(path, 3))],
            route_functions=routes,
            **fields,
        ),
        "templates": None,
    }


def forgotten(answers: str) -> Found:
    return lost(
        f"the module of blueprint shop is never imported: {answers} 404",
        place=at("pages/shop.py", 3),
        fix="Import it and register the blueprint, or delete pages/shop.py.",
        severity="info",
    )


@table(
    {
        "its module is never imported": (left_behind("/offers"), [forgotten("its route answers")]),
        "its module has several routes": (
            left_behind("/offers", "/", live=["/"]),
            [forgotten("its 2 routes answer")],
        ),
        "its module stands in a package as those of others do": (
            left_behind("/offers", path="modules/shop/routes.py", beside="modules/home/routes.py"),
            [
                replace(
                    forgotten("its route answers"),
                    place=at("modules/shop/routes.py", 3),
                    fix="Import it and register the blueprint, or delete modules/shop/routes.py.",
                )
            ],
        ),
        "its module is in a folder of its own in the app's package": (
            {
                **left_behind("/offers", path="pages/shop/shop.py"),
                "app": app(place=at("pages/__init__.py", 1)),
            },
            [
                replace(
                    forgotten("its route answers"),
                    place=at("pages/shop/shop.py", 3),
                    fix="Import it and register the blueprint, or delete pages/shop/shop.py.",
                )
            ],
        ),
        "nobody registers it": (
            unregistered(SHOP),
            [lost("blueprint shop is never registered: its 3 routes answer 404")],
        ),
        "it has one route": (
            unregistered(blueprint("shop", registered=False)),
            [lost("blueprint shop is never registered: its route answers 404")],
        ),
        "its links are its evidence": (
            unregistered(
                SHOP,
                uses=[use("shop.index"), use("shopping.index")],
                pages=templates(
                    "a.html", endpoint_uses=[use("shop.cart", template="a.html", place=at("t/a.html", 2))]
                ),
            ),
            [
                lost(
                    "blueprint shop is never registered: its 3 routes answer 404",
                    'url_for("shop.index") at app.py:12',
                    'url_for("shop.cart") at t/a.html:2',
                )
            ],
        ),
        "its registration did not run": (
            unregistered(SHOP, registrations=[registers("bp")]),
            [
                lost(
                    "blueprint shop is not in the app: its registration did not run",
                    "register_blueprint at app.py:8 did not run",
                    severity="warning",
                )
            ],
        ),
        "several, whose registration did not run": (
            unregistered(
                SHOP,
                uses=[use("cart.index")],
                blueprints=[BlueprintDefinition("cart", "cart", at("cart.py", 3))],
                registrations=[
                    Registration("bp", "shop.bp", at("main.py", 8), False),
                    Registration("cart", "cart.cart", at("main.py", 9), True),
                ],
            ),
            [
                Found(
                    "main.py registers blueprints that the app as booted lacks: shop and cart",
                    "main.py",
                    at("main.py"),
                    ("blueprint shop at shop.py:3", "blueprint cart at cart.py:3"),
                    "Name the target that is built with them (`--app`), "
                    "or do in the factory what main.py does.",
                    "warning",
                )
            ],
        ),
        "an old copy of one that the app has": (
            unregistered(
                blueprint("shop", registered=False, place=at("main.py", 8)),
                blueprint("shop"),
                registrations=[registers("bp")],
            ),
            [
                lost(
                    "blueprint shop is not in the app, which has another of its name: shop.py:3",
                    "register_blueprint at app.py:8 did not run",
                    place=at("main.py", 8),
                    severity="info",
                )
            ],
        ),
        "an old copy, of which each view is served": (
            {
                **unregistered(
                    route_functions=[RouteFunction("index", at("main.py", 9), "bp", ("/",), None)]
                ),
                "app": app(
                    blueprints=[
                        blueprint("shop", registered=False, place=at("main.py", 8)),
                        blueprint("shop"),
                    ],
                    routes=[route("/", "shop.index", view=view())],
                ),
            },
            [],
        ),
        "among old copies of others": (
            unregistered(
                blueprint("cart", registered=False, place=at("main.py", 20), variable="cart_bp", rules=0),
                blueprint("cart"),
                blueprint("shop", registered=False, place=at("main.py", 8)),
            ),
            [
                Found(
                    "blueprint cart is not registered; it has no routes",
                    "cart",
                    at("main.py", 20),
                    severity="info",
                ),
                lost(
                    "blueprint shop is never registered: its route answers 404",
                    place=at("main.py", 8),
                    severity="warning",
                ),
            ],
        ),
        "it has no routes": (
            unregistered(blueprint("shop", registered=False, rules=0)),
            [lost("blueprint shop is not registered; it has no routes", severity="info")],
        ),
        "a switch leaves it out, and pages link to it": (
            unregistered(SHOP, uses=[use("shop.index")], registrations=[registers("bp", conditional=True)]),
            [
                lost(
                    "blueprint shop is switched off, and pages link to it",
                    "register_blueprint at app.py:8 is behind a switch",
                    'url_for("shop.index") at app.py:12',
                    severity="info",
                )
            ],
        ),
        "its module is never imported, and pages link to it": (
            unregistered(
                uses=[use("shop.index")], blueprints=[BlueprintDefinition("bp", "shop", at("shop.py", 3))]
            ),
            [
                lost(
                    "the module of blueprint shop is never imported, and 1 link to it must fail",
                    'url_for("shop.index") at app.py:12',
                    severity="warning",
                )
            ],
        ),
    }
)
def test_blueprint_never_registered_faulty(given: Given, says: list[Found]) -> None:
    assert ask("blueprint-never-registered", given) == says


def namespace(path: str, name: str, variable: str = "ns") -> BlueprintDefinition:
    return BlueprintDefinition(variable, name, at(path, 3))


def of_class(path: str, router: str = "ns") -> RouteFunction:
    return RouteFunction("Index", at(path, 6), router, ("/",), None)


def with_namespaces(*namespaces: BlueprintDefinition, rules: Any, role: Any = "app") -> Given:
    """What api/home.py has is there, and nothing else."""
    home = namespace("api/home.py", "home", "home")
    modules = [module("api/home.py"), module("api/ns.py", role=role), module("old/ns.py")]
    return {
        "app": app(modules=["app.py", "api/home.py"], routes=[route("/", "home_index", view=view())]),
        "source": source(*modules, namespaces=[home, *namespaces], added_rules=rules),
    }


def test_a_namespace_that_nothing_imports() -> None:
    rules = [of_class("api/ns.py"), of_class("api/ns.py"), of_class("api/ns.py", "other")]
    given = with_namespaces(namespace("api/ns.py", "shop"), rules=rules)
    assert ask("blueprint-never-registered", given) == [
        Found(
            "the module of namespace shop is never imported: its 2 routes answer 404",
            "shop",
            at("api/ns.py", 3),
            fix="Import it and give it to `api.add_namespace`, or delete api/ns.py.",
            severity="info",
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        with_namespaces(namespace("api/ns.py", "shop"), rules=[]),
        with_namespaces(namespace("api/ns.py", "shop", "home"), rules=[of_class("api/ns.py", "home")]),
        with_namespaces(namespace("api/ns.py", "home"), rules=[of_class("api/ns.py")]),
        with_namespaces(namespace("old/ns.py", "shop"), rules=[of_class("old/ns.py")]),
        with_namespaces(namespace("api/ns.py", "shop"), rules=[of_class("api/ns.py")], role="test"),
    ],
    ids=["no routes", "another in its place", "another of its name", "elsewhere", "of a test"],
)
def test_namespaces_that_are_none_of_the_app(given: Given) -> None:
    assert ask("blueprint-never-registered", given) == [DoesNotApply("the project has no blueprints")]


ABROAD = {
    "blueprints": [BlueprintDefinition("cart", "cart", at("cart.py", 3))],
    "registrations": [Registration("cart", "cart.cart", at("main.py", 9), False)],
}
SEARCHED = boot(chosen_by="Flask's own search")
FLASK_RUN = launch(None, server="flask", place=at("Dockerfile", 11))


def apart(message: str, severity: Any = None) -> Found:
    return Found(
        message,
        "main.py",
        at("main.py"),
        ("blueprint cart at cart.py:3",),
        "Name the target that is built with them (`--app`), or do in the factory what main.py does.",
        severity,
    )


STARTED = "the app that {} starts has no routes: main.py would register cart, and did not run"
LACKED = apart("main.py registers blueprints that the app as booted lacks: cart", "warning")


@table(
    {
        "flask run takes app.py": (
            {"boot": SEARCHED, "deploy": deploy(launches=[FLASK_RUN])},
            [apart(STARTED.format("Dockerfile:11"))],
        ),
        "a deploy file names app.py": (
            {"boot": boot(chosen_by="Procfile"), "deploy": deploy(launches=[launch()])},
            [apart(STARTED.format("Procfile:1"))],
        ),
        "no deploy file": ({"boot": SEARCHED, "deploy": deploy()}, [LACKED]),
        "nothing is known of the deployment": ({}, [LACKED]),
        "several apps are deployed": (
            {"boot": SEARCHED, "deploy": deploy(launches=[FLASK_RUN, launch("main:app")])},
            [LACKED],
        ),
        "flask run is given another app": (
            {"boot": SEARCHED, "deploy": deploy(launches=[launch("main", server="flask")])},
            [LACKED],
        ),
        "the app has routes of its own": (
            {"app": app(routes=[route("/", "index", view=view())]), "boot": SEARCHED},
            [],
        ),
        "it hands requests to another app": (
            {"app": app(others=[OtherApp("api", at("api.py", 3), ("/",), mounted=True)]), "boot": SEARCHED},
            [],
        ),
    }
)
def test_an_app_that_nothing_but_another_module_completes(given: Given, says: list[Found]) -> None:
    bare = {"app": app(routes=[route("/static/<path:filename>", "static")]), "source": source(**ABROAD)}
    said = ask("blueprint-never-registered", {**bare, **given})
    assert [one for one in said if isinstance(one, Found)] == says


@table(
    {
        "registered": (unregistered(blueprint("shop")), []),
        "another module has its pages": (left_behind("/offers", live=["/shop/offers"]), []),
        "its module stands apart": (left_behind("/offers", beside="home.py"), []),
        "its package has another kind of file": (
            left_behind("/offers", path="modules/shop/routes.py", beside="modules/home/views.py"),
            [],
        ),
        "its module stands apart from the app's package": (
            {**left_behind("/offers", path="tools/shop.py"), "app": app(place=at("pages/__init__.py", 1))},
            [],
        ),
        "its module is a copy": (left_behind("/offers", path="pages/shop copy.py"), []),
        "its module has no routes": (left_behind(), []),
        "its module is left out by a switch": (
            left_behind("/offers", registrations=[registers("bp", conditional=True)]),
            [],
        ),
        "a switch leaves it out": (
            unregistered(SHOP, registrations=[registers("bp", conditional=True)]),
            [],
        ),
        "several, told by main-guard-only-setup": (
            unregistered(
                SHOP,
                blueprint("cart", registered=False, variable="cart"),
                registrations=[registers("bp"), registers("cart")],
                guarded=[
                    GuardedSetup("register_blueprint", "shop.bp", at("app.py", 20)),
                    GuardedSetup("register_blueprint", "cart", at("app.py", 21)),
                ],
            ),
            [],
        ),
        "told by late-registration": (
            unregistered(
                SHOP,
                registrations=[Registration("bp", "shop.bp", at("app.py", 20), False)],
                late_setups=[LateSetup("register_blueprint", "join", at("app.py", 20, 5))],
            ),
            [],
        ),
        "told by main-guard-only-setup": (
            unregistered(SHOP, guarded=[GuardedSetup("register_blueprint", "shop.bp", at("app.py", 20))]),
            [],
        ),
        "told by main-guard-only-setup under another name": (
            unregistered(
                SHOP,
                guarded=[GuardedSetup("register_blueprint", "shop_bp", at("app.py", 20), "shop.bp")],
            ),
            [],
        ),
        "several told by main-guard-only-setup, from a function that it calls": (
            unregistered(
                SHOP,
                uses=[use("cart.index")],
                blueprints=[BlueprintDefinition("cart", "cart", at("cart.py", 3))],
                registrations=[
                    Registration("bp", "shop.bp", at("app.py", 8), False),
                    Registration("cart", "cart.cart", at("app.py", 9), False),
                ],
                guarded=[
                    GuardedSetup("register_blueprint", "shop.bp", at("app.py", 8)),
                    GuardedSetup("register_blueprint", "cart.cart", at("app.py", 9)),
                ],
            ),
            [],
        ),
    }
)
def test_blueprint_never_registered_fine(given: Given, says: list[Found]) -> None:
    assert ask("blueprint-never-registered", given) == says


def test_a_registration_in_the_program_that_is_the_target_is_told_by_main_guard_only_setup() -> None:
    program = source(
        module("app.py"),
        module("run.py"),
        registrations=[Registration("bp", "shop.bp", at("run.py", 6), conditional=False)],
        guarded=[GuardedSetup("register_blueprint", "shop.bp", at("run.py", 6))],
    )
    given = {"app": app(blueprints=[SHOP]), "source": program, "boot": boot(target="run:app")}
    assert ask("blueprint-never-registered", given) == []
    assert len(ask("main-guard-only-setup", given)) == 1


NO_BLUEPRINTS = DoesNotApply("the project has no blueprints")


@table(
    {
        "no blueprints": (unregistered(), [NO_BLUEPRINTS]),
        "one in the tests": (
            {
                "app": app(),
                "source": source(
                    module("tests/test_app.py", role="test"),
                    blueprints=[BlueprintDefinition("bp", "shop", at("tests/test_app.py", 3))],
                    endpoint_uses=[use("shop.index")],
                ),
                "templates": None,
            },
            [NO_BLUEPRINTS],
        ),
    }
)
def test_blueprint_never_registered_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("blueprint-never-registered", given) == says


def many(number: int, prefix: str = "", path: str = "app.py", first: int = 0) -> list[Any]:
    """Routes of that many views in one module."""
    return [
        route(
            f"/{prefix or 'r'}{'/' if prefix else ''}{n}", f"v{n}", view=view(f"v{n}", line=n + 1, path=path)
        )
        for n in range(first, first + number)
    ]


def resources(number: int, path: str) -> list[Any]:
    return [
        route(f"/r{n}", f"r{n}", view=view(f"R{n}", n + 5, path, class_based=True)) for n in range(number)
    ]


def defining(path: str, **fields: Any) -> Given:
    """An app of eleven routes, in whose project a file that did not boot makes a Blueprint."""
    made = BlueprintDefinition("api", "api", at(path, 5))
    return {
        "app": app(routes=many(11)),
        "source": source(module("app.py"), module(path, **fields), blueprints=[made]),
    }


ELEVEN = Found("11 routes and not one Blueprint", "app", at("app.py", 1), ("app.py: 11 routes",))


@table(
    {
        "eleven": (
            {"app": app(routes=[*many(9, "users"), *many(2, first=9)])},
            [
                Found(
                    "11 routes and not one Blueprint",
                    "app",
                    at("app.py", 1),
                    ("app.py: 11 routes", "a blueprint for /users would take 9 routes"),
                )
            ],
        ),
        "a value before what the routes share": (
            {"app": app(routes=[*many(9, "<shop>/bills"), *many(2, "<shop>")])},
            [
                Found(
                    "11 routes and not one Blueprint",
                    "app",
                    at("app.py", 1),
                    ("app.py: 11 routes", "a blueprint for /<shop>/bills would take 9 routes"),
                )
            ],
        ),
        "classes beside the app": (
            {"app": app(routes=resources(11, "app.py"))},
            [ELEVEN],
        ),
        "one of the tests": (defining("tests/api.py", role="test"), [ELEVEN]),
        "one in a file that nobody can import": (defining("api copy.py"), [ELEVEN]),
    }
)
def test_routes_without_blueprint_faulty(given: Given, says: list[Found]) -> None:
    assert ask("routes-without-blueprint", given) == says


@table(
    {
        "ten": ({"app": app(routes=many(10))}, []),
        "one that is not registered, which another rule tells": (
            {"app": app(routes=many(11), blueprints=[SHOP])},
            [],
        ),
        "classes of other modules, as in a namespace": (
            {"app": app(routes=[*many(1), *resources(11, "api/users.py")])},
            [],
        ),
        "with a blueprint": ({"app": app(routes=many(11), blueprints=[blueprint("shop")])}, []),
        "one in a module that only the main guard imports": (defining("api.py"), []),
        "with a blueprint without a name": ({"app": app(routes=many(11), nameless_blueprint=True)}, []),
        "with a blueprint that a library made": (
            {"app": app(routes=[*many(11), route("/x", "api.x")])},
            [],
        ),
        "an extension's routes do not count": (
            {"app": app(routes=[*many(10), route("/docs", "docs", view=foreign_view())])},
            [],
        ),
    }
)
def test_routes_without_blueprint_fine(given: Given, says: list[Found]) -> None:
    assert ask("routes-without-blueprint", given) == says


NO_ROUTES = DoesNotApply("the app has no routes of its own")
STATIC = route("/static/<path:filename>", "static", view=foreign_view())


@table({"only static files": ({"app": app(routes=[STATIC])}, [NO_ROUTES])})
def test_routes_without_blueprint_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("routes-without-blueprint", given) == says


def with_blueprint(*routes: Any, files: Any = None, modules: Any = ("app.py",)) -> Given:
    return {"app": app(routes=routes, blueprints=[blueprint("api")], modules=modules), "source": files}


def mixing(**fields: Any) -> Any:
    return source(module("app.py", **{"lines": 600, "views": 3, "models": 2, "config_keys": 1, **fields}))


@table(
    {
        "most views in one module": (
            with_blueprint(*many(15, "users"), *many(5, path="api.py", first=15)),
            [
                Found(
                    "15 of 20 views are in this module",
                    "app.py",
                    at("app.py", 1),
                    ("a blueprint for /users would take 15 routes",),
                )
            ],
        ),
        "views, models and config": (
            with_blueprint(*many(3), files=mixing()),
            [Found("views, models and config share 600 lines", "app.py", at("app.py", 1))],
        ),
        "both are one finding": (
            with_blueprint(*many(15), files=mixing()),
            [Found("15 of 15 views are in this module", "app.py", at("app.py", 1))],
        ),
    }
)
def test_monolithic_module_faulty(given: Given, says: list[Found]) -> None:
    assert ask("monolithic-module", given) == says


@table(
    {
        "fourteen": (with_blueprint(*many(14)), []),
        "spread": (with_blueprint(*many(15), *many(10, path="api.py", first=15)), []),
        "two rules for one view are one view": (
            with_blueprint(*[route(f"/{n}", "v", view=view("v")) for n in range(20)]),
            [],
        ),
        "short": (with_blueprint(*many(3), files=mixing(lines=500)), []),
        "no models": (with_blueprint(*many(3), files=mixing(models=0)), []),
        "a file that the app does not import": (
            with_blueprint(*many(3, path="b.py"), files=mixing(), modules=("b.py",)),
            [],
        ),
    }
)
def test_monolithic_module_fine(given: Given, says: list[Found]) -> None:
    assert ask("monolithic-module", given) == says


@table(
    {
        "only static files": (with_blueprint(STATIC), [NO_ROUTES]),
        "no blueprint at all": (
            {"app": app(routes=many(20))},
            [DoesNotApply("there is no Blueprint at all: routes-without-blueprint says so")],
        ),
    }
)
def test_monolithic_module_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("monolithic-module", given) == says


def rivals(loser: Any, winner: Any, **fields: Any) -> Given:
    """Two rules of which the second answers for the first."""
    hidden = route(
        "/tools/<number>",
        "loans",
        **{
            "view": loser,
            "example": "/tools/zz9",
            "shadowed_by": "tool",
            "shadowed_by_rule": "/tools/<name>",
            **fields,
        },
    )
    return {"app": app(routes=[route("/tools/<name>", "tool", view=winner), hidden])}


def behind_static(**fields: Any) -> Given:
    """A view for which `static_url_path=""` has Flask's static route answer."""
    hidden = route(
        "/<path:name>",
        "loans",
        view=view("loans", 20),
        example="/zz9",
        shadowed_by="static",
        shadowed_by_rule="/<path:filename>",
        **fields,
    )
    return {"app": app(routes=[route("/<path:filename>", "static", view=foreign_view()), hidden])}


def static_of(blueprint_name: str, **fields: Any) -> Given:
    hidden = route(
        "/static/<path:filename>",
        f"{blueprint_name}.static",
        view=foreign_view(),
        shadowed_by="static",
        shadowed_by_rule="/static/<path:filename>",
    )
    return {"app": app(routes=[STATIC, hidden], **fields)}


@table(
    {
        "two views of the project": (
            rivals(view("loans", 20), view("tool", 10)),
            [
                Found(
                    "/tools/<number> never reaches loans: tool answers it",
                    "loans",
                    at("app.py", 20),
                    ("/tools/zz9 goes to tool", "tool has the rule /tools/<name> (app.py:10)"),
                )
            ],
        ),
        "a copy": (
            rivals(view("loans", 20), view("tool", 10), shadowed_by_twin=True),
            [
                Found(
                    "/tools/<number> never reaches loans: tool, which does the same, answers it",
                    "loans",
                    at("app.py", 20),
                    ("/tools/zz9 goes to tool", "tool has the rule /tools/<name> (app.py:10)"),
                    severity="info",
                )
            ],
        ),
        "copies in several blueprints": (
            {
                "app": app(
                    routes=[
                        route("/<path:path>", "shop.spa", view=view("spa", 10)),
                        *(
                            route(
                                "/<path:path>",
                                endpoint,
                                view=view("spa", line),
                                shadowed_by="shop.spa",
                                shadowed_by_rule="/<path:path>",
                                shadowed_by_twin=True,
                            )
                            for endpoint, line in (("api.spa", 20), ("home.spa", 30))
                        ),
                    ]
                )
            },
            [
                Found(
                    "/<path:path> never reaches api.spa: shop.spa, which does the same, answers it, "
                    "and so it does for 1 view more",
                    "api.spa",
                    at("app.py", 20),
                    ("shop.spa has the rule /<path:path> (app.py:10)", "nor home.spa at app.py:30"),
                    severity="info",
                )
            ],
        ),
        "the only rule of a view, with a default": (
            rivals(view("loans", 20), view("tool", 10), defaults=("page",)),
            [
                Found(
                    "/tools/<number> never reaches loans: tool answers it",
                    "loans",
                    at("app.py", 20),
                    ("/tools/zz9 goes to tool", "tool has the rule /tools/<name> (app.py:10)"),
                )
            ],
        ),
        "Flask's static files": (
            behind_static(),
            [
                Found(
                    "/<path:name> never reaches loans: Flask's own static route (static) answers it",
                    "loans",
                    at("app.py", 20),
                    ("/zz9 goes to static", "static has the rule /<path:filename>"),
                    fix='Give the static files a path of their own (`static_url_path="/static"`), '
                    "or the view another rule.",
                )
            ],
        ),
        "Flask's static files, which the view hands out too": (
            behind_static(shadowed_by_twin=True),
            [
                Found(
                    "/<path:name> never reaches loans: "
                    "Flask's own static route (static), which does the same, answers it",
                    "loans",
                    at("app.py", 20),
                    ("/zz9 goes to static", "static has the rule /<path:filename>"),
                    severity="info",
                )
            ],
        ),
        "an extension's view": (
            rivals(view("loans", 20), foreign_view("tool")),
            [
                Found(
                    "/tools/<number> never reaches loans: tool of flask answers it",
                    "loans",
                    at("app.py", 20),
                    ("/tools/zz9 goes to tool", "tool has the rule /tools/<name>"),
                    severity="warning",
                )
            ],
        ),
        "static files of a blueprint in another folder": (
            static_of("shop", blueprints=[blueprint("shop")]),
            [
                Found(
                    "/static/<path:filename> never reaches shop.static: static answers it",
                    "shop.static",
                    at("shop.py", 3),
                    ("static has the rule /static/<path:filename>",),
                    fix="Give the blueprint an `url_prefix`, or a `static_url_path` of its own.",
                )
            ],
        ),
    }
)
def test_shadowed_route_faulty(given: Given, says: list[Found]) -> None:
    assert ask("shadowed-route", given) == says


@table(
    {
        "not shadowed": ({"app": app(routes=[route("/a", "a"), route("/b", "b")])}, []),
        "a default for the page that another view has, beside the rule that is reached": (
            {
                "app": app(
                    routes=[
                        route("/", "home", view=view("home", 5)),
                        route(
                            "/",
                            "spa",
                            view=view("spa", 10),
                            defaults=("path",),
                            shadowed_by="home",
                            shadowed_by_rule="/",
                        ),
                        route("/<path:path>", "spa", view=view("spa", 10)),
                    ]
                )
            },
            [],
        ),
        "the same view twice": (rivals(view("tool", 10), view("tool", 10)), []),
        "an override of an extension's view": (rivals(foreign_view(), view("tool", 10)), []),
        "a view without a place of its own": (rivals(foreign_view(), foreign_view("other")), []),
        "an alias without a view": (rivals(None, view("tool", 10)), []),
        "static files of an extension": (static_of("debugtoolbar"), []),
    }
)
def test_shadowed_route_fine(given: Given, says: list[Found]) -> None:
    assert ask("shadowed-route", given) == says


@table({"no routes": ({"app": app()}, [])})
def test_shadowed_route_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("shadowed-route", given) == says


def called(rule: str, *parameters: Any, endpoint: str = "owner", **fields: Any) -> Given:
    taking = view(endpoint.rpartition(".")[2], 20, parameters=tuple(parameters))
    return {"app": app(routes=[route(rule, endpoint, view=taking)], **fields)}


LATE = (Displaced("post", "store_id", at("app.py", 30, 5)), Displaced("put", "store_id", at("app.py", 40, 5)))
LATE_TAG = (Displaced("tag", "name", at("app.py", 6)),)


def mismatched(message: str, rule: str, fix: str | None = None) -> Found:
    return Found(message, "owner", at("app.py", 20), (f"rule {rule}",), fix=fix)


@table(
    {
        "another name": (
            called("/owners/<name>", *takes("owner_name")),
            [
                mismatched(
                    "owner takes owner_name where the rule gives name",
                    "/owners/<name>",
                    "Write `<owner_name>` for `<name>` in the rule, or rename the parameter to name.",
                )
            ],
        ),
        "an argument too many": (
            called("/owners/<name>"),
            [mismatched("owner does not take name, which the rule gives", "/owners/<name>")],
        ),
        "an argument too few": (
            called("/owners", *takes("name")),
            [mismatched("owner needs name, which the rule does not give", "/owners")],
        ),
        "methods of a class": (
            {
                "app": app(
                    routes=[
                        route(
                            "/roles/<int:role_id>",
                            "owner",
                            view=replace(
                                view("Roles", 20, parameters=()),
                                class_based=True,
                                refusing=(
                                    Method("put", at("app.py", 30, 5)),
                                    Method("delete", at("app.py", 34, 5)),
                                ),
                            ),
                        )
                    ]
                )
            },
            [
                Found(
                    "put and delete of Roles do not take role_id, which the rule gives",
                    "owner",
                    at("app.py", 30, 5),
                    ("rule /roles/<int:role_id>", "delete at app.py:34:5"),
                )
            ],
        ),
        "methods under a decorator that was not called": (
            {
                "app": app(
                    routes=[
                        route(
                            "/items/<name>",
                            "item",
                            view=replace(
                                view("Item", 6, parameters=()),
                                class_based=True,
                                refusing=(
                                    Method("get", at("app.py", 20), bare="jwt_required"),
                                    Method("delete", at("app.py", 40), bare="jwt_required"),
                                ),
                            ),
                        )
                    ]
                )
            },
            [
                Found(
                    "@jwt_required stands above get and delete of Item without parentheses: "
                    "each request fails",
                    "item",
                    at("app.py", 20),
                    ("rule /items/<name>", "delete: @jwt_required at app.py:40"),
                    fix="Write `@jwt_required()`.",
                )
            ],
        ),
        "a method that is given the data of the request first": (
            {
                "app": app(
                    routes=[
                        route(
                            rule,
                            "tags",
                            view=replace(view("Tags", 6), parameters=None, class_based=True, displaced=LATE),
                        )
                        for rule in ("/store/<int:store_id>/tag", "/shop/<int:store_id>/tag")
                    ]
                )
            },
            [
                Found(
                    "post and put of Tags take store_id first, where the decorator gives the data of the "
                    "request: each request fails",
                    "tags",
                    at("app.py", 30, 5),
                    ("rule /store/<int:store_id>/tag gives store_id by name", "put at app.py:40:5"),
                    fix="Take the data before store_id.",
                )
            ],
        ),
        "a function that is given the data of the request first": (
            {
                "app": app(
                    routes=[
                        route("/tag/<name>", "tag", view=view("tag", 6, parameters=None, displaced=LATE_TAG))
                    ]
                )
            },
            [
                Found(
                    "tag takes name first, where the decorator gives the data of the request: "
                    "each request fails",
                    "tag",
                    at("app.py", 6),
                    ("rule /tag/<name> gives name by name",),
                    fix="Take the data before name.",
                )
            ],
        ),
        "positional only, which Flask never gives": (
            called(
                "/owners/<name>",
                *takes("name", kind="positional-only"),
                *takes("k", kind="var-keyword", required=False),
            ),
            [mismatched("owner needs name, which the rule does not give", "/owners/<name>")],
        ),
        "two rules of one endpoint are one finding": (
            {
                "app": app(
                    routes=[
                        route("/a/<x>", "owner", view=view("owner", 20)),
                        route("/b/<x>", "owner", view=view("owner", 20)),
                    ]
                )
            },
            [mismatched("owner does not take x, which the rule gives", "/a/<x>")],
        ),
    }
)
def test_view_signature_mismatch_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-signature-mismatch", given) == says


@table(
    {
        "the same name": (called("/owners/<name>", *takes("name")), []),
        "keyword only": (called("/owners/<name>", *takes("name", kind="keyword-only")), []),
        "a default in the view": (called("/owners", *takes("name", required=False)), []),
        "a default in the rule": (
            {
                "app": app(
                    routes=[
                        route(
                            "/",
                            "o",
                            arguments=["page"],
                            defaults=["page"],
                            view=view(parameters=takes("page")),
                        )
                    ]
                )
            },
            [],
        ),
        "whatever comes": (
            called("/owners/<name>", *takes("kwargs", kind="var-keyword", required=False)),
            [],
        ),
        "no signature": ({"app": app(routes=[route("/<x>", "o", view=view(parameters=None))])}, []),
    }
)
def test_view_signature_mismatch_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-signature-mismatch", given) == says


@table(
    {
        "an url_value_preprocessor of the app": (called("/<lang>/owners", url_value_preprocessors=[""]), []),
        "of the blueprint": (
            called("/<lang>/owners", endpoint="shop.owner", url_value_preprocessors=["shop"]),
            [],
        ),
        "an extension's view": (
            {"app": app(routes=[route("/<x>", "o", view=view(own=False))])},
            [],
        ),
        "a rule that is only built": (
            {"app": app(routes=[route("/<x>", "o", view=view(), build_only=True)])},
            [],
        ),
    }
)
def test_view_signature_mismatch_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("view-signature-mismatch", given) == says


def decorated(
    *above: str, status: int | None = None, later: bool = False, line: int = 20, **fields: Any
) -> Given:
    written = RouteFunction(
        "admin",
        at("app.py", line),
        "app",
        ("/admin",),
        None,
        above=tuple(Decorator(name, at("app.py", 18)) for name in above),
        **fields,
    )
    answers = requests(response("/admin", status, endpoint="admin")) if status else None
    return {
        "app": app(routes=[route("/admin", "admin", view=view("admin", 20, wrapped_later=later))]),
        "source": source(route_functions=[written]),
        "requests": answers,
    }


def inert(decorator: str, *evidence: str, severity: Any = "error") -> Found:
    return Found(
        f"{decorator} on admin never runs: it stands above @app.route",
        "admin",
        at("app.py", 20),
        evidence,
        f"Move {decorator} below @app.route, directly above `def admin`.",
        severity,
    )


@table(
    {
        "everybody gets in": (
            decorated("login_required", status=200),
            [
                inert(
                    "@login_required",
                    "@login_required at app.py:18",
                    "an anonymous GET /admin answers 200",
                )
            ],
        ),
        "it could not be asked": (
            decorated("auth.login_required", nested=True),
            [inert("@auth.login_required", "@auth.login_required at app.py:18")],
        ),
        "something else refuses": (
            decorated("login_required", status=302),
            [
                inert(
                    "@login_required",
                    "@login_required at app.py:18",
                    "an anonymous GET /admin answers 302",
                    severity="warning",
                )
            ],
        ),
        "not a guard, but a wrapper all the same": (
            decorated("cache.cached", later=True),
            [inert("@cache.cached", "@cache.cached at app.py:18", severity="warning")],
        ),
        "only the live app shows it": (
            decorated(later=True, line=99, status=200),
            [
                Found(
                    "a wrapper on admin never runs: it was put around the view after Flask had taken it",
                    "admin",
                    at("app.py", 20),
                    (
                        "app.admin is a wrapper, the app serves what is inside",
                        "an anonymous GET /admin answers 200",
                    ),
                    severity="warning",
                )
            ],
        ),
        "a guard of the project's, in a factory": (
            decorated("staff_only", nested=True),
            [inert("@staff_only", "@staff_only at app.py:18")],
        ),
        "two decorators": (
            decorated("login_required", "admin_only"),
            [
                inert(
                    "@login_required and @admin_only",
                    "@login_required at app.py:18",
                    "@admin_only at app.py:18",
                )
            ],
        ),
    }
)
def test_auth_decorator_above_route_faulty(given: Given, says: list[Found]) -> None:
    assert ask("auth-decorator-above-route", given) == says


@table(
    {
        "below": (decorated(below=("login_required",)), []),
        "a mark that keeps the function": (decorated("csrf.exempt", "limiter.exempt"), []),
        "a wrapper that may be a mark": (decorated("swag_from"), []),
        "a file that the app does not import": (decorated("login_required", line=99), []),
        "wired at run time, as dependency_injector does": (decorated(below=("inject",), later=True), []),
    }
)
def test_auth_decorator_above_route_fine(given: Given, says: list[Found]) -> None:
    assert ask("auth-decorator-above-route", given) == says


@table(
    {
        "no views of its own": ({"app": app(routes=[STATIC]), "source": None, "requests": None}, [NO_ROUTES]),
        "class views": (
            {
                "app": app(routes=[route("/a", "a", view=view(class_based=True, wrapped_later=True))]),
                "source": None,
                "requests": None,
            },
            [],
        ),
    }
)
def test_auth_decorator_above_route_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("auth-decorator-above-route", given) == says
