"""Routes in a module that never ran, and routes on an app that is not served."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import OtherApp
from releasecheck.facts.deploy import HealthCheck
from releasecheck.facts.requests import Probed
from releasecheck.facts.source import AppDefinition, RouteFunction, RunCall, SessionUse
from releasecheck.findings import CouldNotLook, DoesNotApply, Found
from releasecheck.registry import load_rules

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    cookie,
    deploy,
    foreign_view,
    launch,
    module,
    project,
    refers,
    requests,
    response,
    route,
    secret,
    source,
    table,
    templates,
    use,
)


def function(name: str = "offers", path: str = "views.py", *paths: str, **fields: Any) -> RouteFunction:
    """A view of `app`, which is imported from app.py."""
    own: Given = {"router": "app", "origin": "app.app", "endpoint": None}
    given = paths or (f"/{name}",)
    return RouteFunction(name, at(path, 6), paths=given, **{**own, **fields})


def lying(*functions: RouteFunction, modules: Any = (), live: Any = (), **fields: Any) -> Given:
    """A project of app.py, which booted, and of the modules of these functions."""
    paths = dict.fromkeys(one.place.path for one in functions)
    files = [module("app.py"), *modules, *(module(path) for path in paths if path != "app.py")]
    known = {one.path: one for one in reversed(files)}
    return {
        "app": app(routes=[route(rule, rule) for rule in live]),
        "source": source(*known.values(), route_functions=functions, **fields),
    }


def unimported(path: str = "views.py", *evidence: str, **fields: Any) -> Found:
    seen = evidence or (f"/offers on app at {path}:6",)
    return Found(f"{path} is never imported: its route answers 404", path, at(path, 6), seen, **fields)


@table(
    {
        "nobody imports it": (lying(function()), [unimported()]),
        "beside one of a blueprint that was never made": (
            lying(function(), function("sale", router="bp", origin="shop.bp")),
            [unimported()],
        ),
        "several routes": (
            lying(function(), function("sale")),
            [
                Found(
                    "views.py is never imported: its 2 routes answer 404",
                    "views.py",
                    at("views.py", 6),
                    ("/offers on app at views.py:6", "/sale on app at views.py:6"),
                )
            ],
        ),
        "it may be another target": (
            lying(function(), run_calls=[RunCall(at("views.py", 20), guarded=True)]),
            [
                unimported(
                    fix="Name views.py as the target (`--app`) if it is what production runs, "
                    "or move its routes.",
                    severity="warning",
                )
            ],
        ),
        "a program whose name nobody can import": (
            lying(
                function(path="Clerk Portal.py"), run_calls=[RunCall(at("Clerk Portal.py", 20), guarded=True)]
            ),
            [
                unimported(
                    "Clerk Portal.py",
                    fix="Name Clerk Portal.py as the target (`--app`) if it is what production runs, "
                    "or move its routes.",
                    severity="warning",
                )
            ],
        ),
        "links to it are its evidence": (
            lying(function(), endpoint_uses=[use("offers"), use("shop.offers"), use("sale")]),
            [
                unimported(
                    "views.py",
                    "/offers on app at views.py:6",
                    'url_for("offers") fails',
                    'url_for("shop.offers") fails',
                )
            ],
        ),
        "another path only ends alike": (lying(function(), live=["/special-offers"]), [unimported()]),
    }
)
def test_route_module_never_imported_faulty(given: Given, says: Any) -> None:
    assert ask("route-module-never-imported", given) == says


def test_route_module_never_imported_where_a_call_adds_the_rule() -> None:
    given = lying(modules=[module("views.py")], added_rules=(function(),))
    assert ask("route-module-never-imported", given) == [unimported()]
    assert ask("route-module-never-imported", {**given, "app": app(routes=[route("/offers", "o")])}) == []


TEST = module("views.py", role="test")
EXAMPLE = module("views.py", role="example")


@table(
    {
        "it booted": (lying(function(path="app.py")), []),
        "an app or a blueprint of its own": (lying(function(origin="")), []),
        "its app never ran either": (lying(function(origin="other.app")), []),
        "a test": (lying(function(), modules=[TEST]), []),
        "an example": (lying(function(), modules=[EXAMPLE]), []),
        "within a function": (lying(function(nested=True)), []),
        "a copy, whose routes others answer": (lying(function(), live=["/offers"]), []),
        "answered below a prefix": (lying(function(), live=["/shop/offers"]), []),
        "a copy that nobody can import": (lying(function(path="views copy.py")), []),
        "a file that does not parse": (
            lying(function(), modules=[module("views.py", problem="a syntax error on line 3")]),
            [],
        ),
    }
)
def test_route_module_never_imported_fine(given: Given, says: Any) -> None:
    assert ask("route-module-never-imported", given) == says


@table(
    {
        "no source": ({"app": app(), "source": None}, [CouldNotLook("the source could not be read")]),
        "no routes": (lying(), [DoesNotApply("there are no routes in the source")]),
    }
)
def test_route_module_never_imported_does_not_apply(given: Given, says: Any) -> None:
    assert ask("route-module-never-imported", given) == says


def beside(*others: OtherApp, routes: Any = ()) -> Given:
    static = route("/static/<path:filename>", "static", view=foreign_view())
    return {"app": app(others=others, routes=[static, *routes]), "boot": boot(target="app:create_app()")}


OTHER = OtherApp("app", at("app.py", 3), ("/", "/offers"))


BARE = AppDefinition("app.py", "app", "app", 3)


def uncalled(apps: Any = (), functions: Any = None, **fields: Any) -> Given:
    """`app = Flask(__name__)` is served, and create_app() beside it brings the views."""
    beside_it = apps or [BARE, AppDefinition("app.py", "create_app", "factory", 5)]
    written = [function("index")] if functions is None else functions
    return {
        **beside(**fields),
        "source": source(module("app.py"), module("views.py"), apps=beside_it, route_functions=written),
    }


@table(
    {
        "the views decorate the other one": (
            beside(OTHER, OtherApp("tool", at("tool.py", 1), ("/",))),
            [
                Found(
                    "the app that is served has no routes of the project: 2 routes hang on another "
                    "Flask object, made at app.py:3",
                    "app",
                    at("app.py", 3),
                    (
                        "served: app:create_app() (by app.py), made at app.py:1",
                        "/ is on the other one",
                        "/offers is on the other one",
                    ),
                )
            ],
        ),
        "the factory beside it is not called": (
            uncalled(),
            [
                Found(
                    "the app that is served has no routes of the project: create_app() is not called",
                    "create_app",
                    at("app.py", 5),
                    ("served: app:create_app() (by app.py), made at app.py:1",),
                    "Name `create_app()` in the deploy command, and remove the Flask object beside it.",
                )
            ],
        ),
        "the factory beside it, of an app that nobody named": (
            {**uncalled(), "boot": boot(target="app:create_app()", chosen_by="app.py", guessed=True)},
            [
                Found(
                    "the app that is served has no routes of the project: create_app() is not called",
                    "create_app",
                    at("app.py", 5),
                    ("served: app:create_app() (by app.py), made at app.py:1",),
                    "Name `create_app()` in the deploy command, and remove the Flask object beside it.",
                    severity="warning",
                )
            ],
        ),
        "the served one has some too": (
            {**beside(OTHER, routes=[route("/", "index")]), "source": source()},
            [
                Found(
                    "1 route hangs on another Flask object than the one that is served: /offers",
                    "app",
                    at("app.py", 3),
                    ("served: app:create_app() (by app.py), made at app.py:1",),
                    "Put them on a blueprint, and register it on the app that is served.",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_routes_on_other_app_faulty(given: Given, says: Any) -> None:
    assert ask("routes-on-other-app", given) == says


@table(
    {
        "both have the same routes": (
            {**beside(OTHER, routes=[route("/", "a"), route("/offers", "b")]), "source": source()},
            [],
        ),
        "the other one is a program": (
            {
                **beside(OTHER, routes=[route("/", "index")]),
                "source": source(run_calls=[RunCall(at("app.py", 30), guarded=True)]),
            },
            [],
        ),
        "both are deployed": (
            {
                **beside(OTHER, routes=[route("/", "index")]),
                "source": source(),
                "deploy": deploy(launches=[launch(target="app:app"), launch(target="app:create_app()")]),
            },
            [],
        ),
        "the other one is mounted beside routes": (
            {
                **beside(OtherApp("app", at("app.py", 3), ("/",), mounted=True), routes=[route("/x", "x")]),
                "source": source(),
            },
            [],
        ),
        "the other one is mounted": (beside(OtherApp("app", at("app.py", 3), ("/",), mounted=True)), []),
    }
)
def test_routes_on_other_app_fine(given: Given, says: Any) -> None:
    assert ask("routes-on-other-app", given) == says


@pytest.mark.parametrize(
    "given",
    [
        beside(),
        uncalled(routes=[route("/", "index")]),
        uncalled(apps=[AppDefinition("app.py", "create_app", "factory", 5)]),
        uncalled(apps=[BARE, AppDefinition("other.py", "create_app", "factory", 5)]),
        uncalled(functions=()),
    ],
    ids=["no other", "its views are served", "no bare app", "a factory of another module", "no views"],
)
def test_routes_on_other_app_does_not_apply(given: Given) -> None:
    says = [DoesNotApply("there is no other Flask object with routes")]
    assert ask("routes-on-other-app", given) == says
    assert ask("routes-on-other-app", beside(OtherApp("app", at("app.py", 3), ()))) == says


def test_links_to_such_a_view_are_told_once() -> None:
    given = lying(function(), endpoint_uses=[use("offers"), use("sale")])
    told = ask("dangling-endpoint", {**given, "templates": None, "requests": None})
    assert [one.subject for one in told] == ["sale"]


NOT_SERVED = "the routes hang on another app than the one that is served: see routes-on-other-app"
HEALTH = HealthCheck("/health", at("fly.toml", 3))


def of_the_other(rule_id: str, *others: OtherApp) -> Given:
    """What the rule sees of a served app that has not one view, while others have the project's."""
    own: Given = {"others": others, "session_cookie": cookie(secure=False), "secrets": [secret()]}
    facts = {
        "app": app(**own),
        "project": project(),
        "source": source(
            endpoint_uses=[use("offers")],
            session_uses=[SessionUse("session", at("app.py", 9))],
            renders=[refers("offers.html")],
        ),
        "templates": templates(exists={"offers.html": False}),
        "deploy": deploy(health_checks=[HEALTH]),
        "requests": requests(probes=[Probed(HEALTH, response("/health", 404, rule=None, endpoint=None))]),
    }
    takes = load_rules()[rule_id].takes
    return {name: fact for name, fact in facts.items() if name in takes}


SYMPTOMS = (
    "dangling-endpoint",
    "health-path-drift",
    "health-route-missing",
    "missing-template",
    "session-cookie-flags",
)


@pytest.mark.parametrize("rule_id", SYMPTOMS)
def test_what_the_wrong_app_lacks_is_not_told_once_more(rule_id: str) -> None:
    assert ask(rule_id, of_the_other(rule_id, OTHER)) == [CouldNotLook(NOT_SERVED)]
    for others in ((), (replace(OTHER, rules=()),), (replace(OTHER, mounted=True),)):
        (said,) = ask(rule_id, of_the_other(rule_id, *others))
        assert isinstance(said, Found)
