"""What is said of a suite that shares more than it should, and of what the app answered to it."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.boot import DeployedVariable
from releasecheck.facts.requests import Health
from releasecheck.facts.runs import Exercised, Tests
from releasecheck.facts.settings import EnvDefault
from releasecheck.facts.suite import Disorder, Reached, SetVariable, SharedDatabase
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    env_read,
    event,
    foreign_view,
    outcome,
    requests,
    response,
    route,
    source,
    table,
)

NO_TESTS = DoesNotApply("the project has no tests")
URI = "SQLALCHEMY_DATABASE_URI"
SHOP = app(config=[config(URI, "***")])
NODE = "tests/test_shop.py::test_sale"


def suite(kind: Any = "passed", **fields: Any) -> Tests:
    """A suite of four tests that pass, which ran in both orders."""
    return Tests(**{"outcome": kind, "exit_code": 0, "passed": 4, "reordered": True, **fields})


def shared(reach: Any, *variables: str) -> Tests:
    return suite(shared_database=SharedDatabase(URI, reach, variables, NODE))


CONFIG = at("config.py", 4)
MADE = SharedDatabase("engine", "far", (), NODE, place=at("models/engine.py", 8))
MADE_AT_IMPORT = Found(
    "the tests write to a database server that the release uses: "
    "engine is made as the module is imported, for both alike",
    "engine",
    at("models/engine.py", 8),
    (f"first written to in {NODE}",),
    fix="Take the address from a variable that the tests set before they import the module, or make the "
    "engine in a function that is given it.",
)


def wrote(what: str, severity: Any = None, place: Place = CONFIG) -> Found:
    message = f"the tests write to {what} that the release uses: both have the same {URI}"
    return Found(message, URI, place, (f"first written to in {NODE}",), severity=severity)


def named(variables: str) -> Found:
    return Found(
        f"the tests write to the database that {variables} names, as the release does",
        URI,
        CONFIG,
        (f"first written to in {NODE}",),
        severity="info",
        fix="Where that database holds more than tests put there, give them a config of their own: "
        '`create_app({"SQLALCHEMY_DATABASE_URI": "sqlite://"})`.',
    )


API = Reached("api.example.com:443", NODE, at("shop.py", 7))
BANK = Reached("192.0.2.1:80", None, at("bank.py", 2))


@table(
    {
        "a remote database": ({"tests": shared("far"), "app": SHOP}, [wrote("a database server")]),
        "one that the environment names": (
            {"tests": shared("far", "DATABASE_URL"), "app": SHOP},
            [wrote("a database server")],
        ),
        "a file that the code names": (
            {"tests": shared("file"), "app": SHOP},
            [wrote("a database file", "warning")],
        ),
        "a file, since the config is changed too late": (
            {"tests": suite(shared_database=SharedDatabase(URI, "file", (), NODE, late=True)), "app": SHOP},
            [
                Found(
                    "the tests write to a database file that the release uses: "
                    f"they change {URI} after init_app, which no longer looks at it",
                    URI,
                    CONFIG,
                    (f"first written to in {NODE}",),
                    severity="warning",
                )
            ],
        ),
        "a file that the app opens by its name": (
            {
                "tests": suite(
                    shared_database=SharedDatabase(
                        "shop.db", "file", (), "", place=at("db.py", 5), opened=True
                    )
                ),
                "app": SHOP,
            },
            [
                Found(
                    "the tests write to a database file that the release uses: "
                    "shop.db is opened by its name, by both alike",
                    "shop.db",
                    at("db.py", 5),
                    ("put back as it was",),
                    fix="Take the path from the config or from a variable, and have the tests name a file of "
                    "their own (`tmp_path`).",
                    severity="warning",
                )
            ],
        ),
        "the same, and the line that changes it is known": (
            {
                "tests": suite(
                    shared_database=SharedDatabase(
                        URI, "file", (), NODE, late=True, changed_at=at("tests/conftest.py", 10)
                    )
                ),
                "app": SHOP,
            },
            [
                Found(
                    "the tests write to a database file that the release uses: "
                    f"they change {URI} after init_app, which no longer looks at it",
                    URI,
                    at("tests/conftest.py", 10),
                    (f"first written to in {NODE}",),
                    severity="warning",
                )
            ],
        ),
        "a server of this machine, whose engine a module makes": (
            {"tests": suite(shared_database=replace(MADE, reach="local")), "app": SHOP},
            [replace(MADE_AT_IMPORT, severity="warning")],
        ),
        "a remote one, whose engine a module makes": (
            {"tests": suite(shared_database=MADE), "app": SHOP},
            [MADE_AT_IMPORT],
        ),
        "a server of this machine that the code names; the app did not come up": (
            {"tests": shared("local")},
            [wrote("a database server", "warning", Place())],
        ),
        "a file that the environment names": (
            {"tests": shared("file", "DATABASE_URL"), "app": SHOP},
            [named("DATABASE_URL")],
        ),
        "a server of this network that the environment names, perhaps the CI's": (
            {"tests": shared("near", "DB_HOST", "DB_NAME"), "app": SHOP},
            [named("DB_HOST and DB_NAME")],
        ),
        "one that the import of a file of tests empties": (
            {
                "tests": suite(
                    shared_database=replace(MADE, reach="near", variables=("DB",), node="a_test.py")
                )
            },
            [
                Found(
                    "to collect the tests is enough to empty the database that DB names, which is the "
                    "release's",
                    "engine",
                    at("a_test.py"),
                    ("emptied as a_test.py is imported",),
                    severity="warning",
                    fix="Do that in a fixture, in a database of its own; call a script so that pytest "
                    "passes it by.",
                )
            ],
        ),
        "an engine of a module's for a file that the environment names": (
            {"tests": suite(shared_database=replace(MADE, reach="file", variables=("DATABASE_URL",)))},
            [replace(named("DATABASE_URL"), subject="engine", place=MADE.place)],
        ),
        "other servers": (
            {"tests": suite(reached=(API, BANK)), "boot": boot()},
            [
                Found(
                    "the tests connect to api.example.com:443 and 192.0.2.1:80",
                    "api.example.com:443",
                    at("shop.py", 7),
                    (f"api.example.com:443 in {NODE}", "192.0.2.1:80 in a module that is imported"),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_tests_touch_production_faulty(given: Given, says: list[Found]) -> None:
    assert ask("tests-touch-production", given) == says


@table(
    {
        "nothing": ({"tests": suite()}, []),
        "what the import of the app connects to": (
            {
                "tests": suite(reached=(API,)),
                "boot": boot(events=[event("connect", "api.example.com:443", place=at("shop.py", 7))]),
            },
            [],
        ),
    }
)
def test_tests_touch_production_fine(given: Given, says: list[Found]) -> None:
    assert ask("tests-touch-production", given) == says


def test_tests_touch_production_does_not_apply() -> None:
    assert ask("tests-touch-production", {"tests": suite("none-found")}) == [NO_TESTS]


LEANS = Disorder(NODE, "AssertionError", at("tests/test_shop.py", 9), alone=False)


@table(
    {
        "what an earlier test leaves": (
            {"tests": suite(disorder=LEANS)},
            [
                Found(
                    f"{NODE} passes, and fails when it runs by itself: AssertionError",
                    NODE,
                    at("tests/test_shop.py", 9),
                )
            ],
        ),
        "the first of several": (
            {"tests": suite(disorder=replace(LEANS, type="OSError", alone=True, others=("t.py::b",)))},
            [
                Found(
                    f"{NODE} passes, and fails when the suite runs in reverse order, like 1 other: OSError",
                    NODE,
                    at("tests/test_shop.py", 9),
                    (NODE, "t.py::b"),
                )
            ],
        ),
        "a suite that can run once only": (
            {"tests": suite(disorder=replace(LEANS, repeats=False))},
            [
                Found(
                    f"{NODE} passes, and fails when the suite runs once more: AssertionError",
                    NODE,
                    at("tests/test_shop.py", 9),
                )
            ],
        ),
    }
)
def test_tests_share_database_faulty(given: Given, says: list[Found]) -> None:
    assert ask("tests-share-database", given) == says


def test_tests_share_database_fine() -> None:
    assert ask("tests-share-database", {"tests": suite()}) == []


@table(
    {
        "no tests": ({"tests": suite("none-found")}, [NO_TESTS]),
        "one order only": (
            {"tests": suite(reordered=False)},
            [DoesNotApply("the suite was run in its own order only (setting tests.reverse)")],
        ),
    }
)
def test_tests_share_database_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("tests-share-database", given) == says


SET = SetVariable("API_URL", at("tests/conftest.py", 3, 1))
ASKED = env_read("API_URL")


def masked(**fields: Any) -> Given:
    return {"source": source(set_variables=[SET]), "boot": boot(env_reads=[ASKED]), **fields}


@table(
    {
        "asked for in vain": (
            masked(),
            [
                Found(
                    "the tests set API_URL, which the app needs and which is not set here",
                    "API_URL",
                    SET.place,
                    ("asked for at config.py:3",),
                )
            ],
        ),
        "twice, with an empty fallback": (
            masked(
                source=source(
                    set_variables=[SET, replace(SET, place=at("tox.ini", 4))],
                    env_defaults=[EnvDefault("API_URL", at("config.py", 3), secret=False, empty=True)],
                ),
                boot=boot(env_reads=[ASKED, env_read("API_URL", line=8)]),
            ),
            [
                Found(
                    "the tests set API_URL, which the app needs and which is not set here",
                    "API_URL",
                    SET.place,
                    ("asked for at config.py:3", "asked for at config.py:8"),
                )
            ],
        ),
    }
)
def test_conftest_masks_env_faulty(given: Given, says: list[Found]) -> None:
    assert ask("conftest-masks-env", given) == says


@table(
    {
        "it is set here": (masked(boot=boot(env_reads=[env_read("API_URL", hit=True)])), []),
        "nobody asks for it": (masked(boot=boot()), []),
        "a fallback": (
            masked(
                source=source(
                    set_variables=[SET],
                    env_defaults=[EnvDefault("API_URL", at("config.py", 3), secret=False)],
                )
            ),
            [],
        ),
        "a deploy file sets it": (
            masked(
                boot=boot(
                    env_reads=[ASKED],
                    deployed_otherwise=[DeployedVariable("API_URL", "compose.yaml", "https://x")],
                )
            ),
            [],
        ),
        "it chooses the config": (
            masked(
                source=source(set_variables=[SetVariable("FLASK_CONFIG", at("conftest.py", 3))]),
                boot=boot(env_reads=[env_read("FLASK_CONFIG")]),
            ),
            [],
        ),
    }
)
def test_conftest_masks_env_fine(given: Given, says: list[Found]) -> None:
    assert ask("conftest-masks-env", given) == says


def test_conftest_masks_env_does_not_apply() -> None:
    given = {"source": source(), "boot": boot()}
    assert ask("conftest-masks-env", given) == [DoesNotApply("the tests set no environment variables")]
    assert outcome("conftest-masks-env", source=source()).outcome == "skipped"


PAGES = app(
    routes=[
        route("/", "index"),
        route("/orders", "orders", methods=["GET", "POST"]),
        route("/never", "never"),
        route("/static/<path:filename>", "static", view=foreign_view()),
    ]
)
HOME = Exercised("index", "GET", 200, 1)


def exercised(*more: Exercised, **fields: Any) -> Given:
    return {"tests": suite(exercised=(HOME, *more), **fields), "app": PAGES}


@table(
    {
        "one route": (
            exercised(Exercised("orders", "GET", 401, 3), Exercised("orders", "POST", 500, 1)),
            [
                Found(
                    "1 of 2 tested routes only ever answered an error: /orders",
                    "routes",
                    at("app.py", 5),
                    ("/orders (orders) at app.py:5: GET 401 and POST 500",),
                )
            ],
        ),
    }
)
def test_route_only_failing_tests_faulty(given: Given, says: list[Found]) -> None:
    assert ask("route-only-failing-tests", given) == says


@table(
    {
        "it succeeds once": (
            exercised(Exercised("orders", "GET", 401, 3), Exercised("orders", "POST", 302, 1)),
            [],
        ),
        "never asked is route-not-tested's": (exercised(), []),
        "an extension's": (exercised(Exercised("static", "GET", 404, 1)), []),
        "a health route that wants a login": (
            {
                **exercised(Exercised("orders", "GET", 401, 1)),
                "requests": requests(health=Health("/orders", "orders", response("/orders", 401))),
            },
            [],
        ),
        "a path without a route": (exercised(Exercised(None, "GET", 404, 1)), []),
    }
)
def test_route_only_failing_tests_fine(given: Given, says: list[Found]) -> None:
    assert ask("route-only-failing-tests", given) == says


@table(
    {
        "no tests": ({"tests": suite("none-found"), "app": PAGES}, [NO_TESTS]),
        "not to its end": (
            {"tests": suite("timed-out"), "app": PAGES},
            [CouldNotLook("the suite did not run to its end (timed-out)")],
        ),
    }
)
def test_route_only_failing_tests_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("route-only-failing-tests", given) == says
