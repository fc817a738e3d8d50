"""Answers of the sweep: the app's own faults, one finding for each cause, and what is only the laboratory."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.app import Hook
from releasecheck.facts.migrations import Chain, Revision, TableScript
from releasecheck.facts.requests import Refusal
from releasecheck.facts.source import GuardedSetup, IdleMaker, RouteFunction
from releasecheck.facts.templates import TemplateError
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    boot,
    crash,
    env_read,
    error_page,
    event,
    foreign_view,
    module,
    outcome,
    project,
    refers,
    requests,
    response,
    route,
    source,
    table,
    templates,
    untold,
    use,
    view,
)

NO_USERS = crash("OperationalError", "no such table", cause="missing-table", subject="user")
USERS = Chain(
    "migrations/versions", (Revision("a1", (), Place("migrations/versions/a1.py", 3), makes=("user",)),)
)
NO_TABLES = Chain("migrations/versions", (Revision("a1", (), Place("migrations/versions/a1.py", 3)),))
ROUTES = [
    route("/ratings", "ratings", view=view("ratings", 40)),
    route("/stars", "stars", view=view("stars", 50)),
]


def swept(*answers: Any, **fields: Any) -> Given:
    """A sweep over an app with two routes; the crash that is built by hand lies on line 7."""
    facts = {"project": project(), "boot": None, "source": None, "templates": None}
    return {"requests": requests(*answers), "app": app(routes=ROUTES), **facts, **fields}


def failed(path: str = "/ratings", status: int | None = 500, **fields: Any) -> Any:
    return response(path, status, **{"endpoint": path.strip("/"), **fields})


def found(message: str, *evidence: str, **fields: Any) -> Found:
    return Found(
        message, **{"subject": "/ratings", "place": at("app.py", 40), "evidence": evidence, **fields}
    )


REFUSES = crash("flask_jwt_extended.exceptions.NoAuthorizationError", "Missing header", place=Place())


def silent(message: str, *evidence: str, **fields: Any) -> Found:
    """An answer of which nothing tells why it was given."""
    fix = "The view says so itself, or catches what was raised: the app's log names the cause."
    return found(f"{message}, and no exception was seen", *evidence, fix=fix, **fields)


NO_TABLE = crash("OperationalError", "no such table", cause="missing-table", subject="user")


@table(
    {
        "an exception": (
            swept(failed(crash=crash())),
            [
                found(
                    "GET /ratings answers 500: ZeroDivisionError: division by zero",
                    "raised at app.py:7",
                    "GET /ratings -> 500",
                )
            ],
        ),
        "it leaves for want of a service, and takes the worker along": (
            swept(
                failed(
                    status=None,
                    outcome="raised",
                    crash=crash("SystemExit", "1", cause="service", subject="localhost:3306"),
                )
            ),
            [
                found(
                    "GET /ratings ends the worker by sys.exit()",
                    "raised at app.py:7",
                    "GET /ratings -> raised",
                    fix="Raise an exception instead: an error handler can answer that, "
                    "and the worker lives on.",
                )
            ],
        ),
        "no exception to be seen": (
            swept(failed()),
            [silent("GET /ratings answers 500", "GET /ratings -> 500")],
        ),
        "an exception outside of the project": (
            swept(failed(crash=crash("jinja2.exceptions.UndefinedError", "'x' is undefined", place=Place()))),
            [
                found(
                    "GET /ratings answers 500: UndefinedError: 'x' is undefined",
                    "GET /ratings -> 500",
                )
            ],
        ),
        "two routes, one cause": (
            swept(failed(crash=crash()), failed("/stars", crash=crash())),
            [
                found(
                    "GET /ratings and GET /stars answer 500: ZeroDivisionError: division by zero",
                    "raised at app.py:7",
                    "GET /ratings -> 500",
                    "GET /stars -> 500",
                    place=at("app.py", 7),
                )
            ],
        ),
        "a library that refuses on two routes": (
            swept(failed(crash=REFUSES), failed("/stars", crash=REFUSES)),
            [
                found(
                    "GET /ratings and GET /stars answer 500: NoAuthorizationError: Missing header",
                    "GET /ratings -> 500",
                    "GET /stars -> 500",
                    fix="Set PROPAGATE_EXCEPTIONS to True, so that Flask-JWT-Extended's error handlers are "
                    "asked.",
                )
            ],
        ),
        "a library that refuses, on a line of the project's and below its own decorator": (
            swept(
                failed(crash=REFUSES),
                failed(
                    "/stars",
                    crash=crash(
                        "flask_jwt_extended.exceptions.CSRFError", "Missing token", place=at("guards.py", 9)
                    ),
                ),
            ),
            [
                found(
                    "GET /ratings and GET /stars answer 500: NoAuthorizationError: Missing header",
                    "GET /ratings -> 500",
                    "GET /stars -> 500",
                    fix="Set PROPAGATE_EXCEPTIONS to True, so that Flask-JWT-Extended's error handlers are "
                    "asked.",
                )
            ],
        ),
        "two routes, two causes": (
            swept(failed(), failed("/stars", 502)),
            [
                silent("GET /ratings answers 500", "GET /ratings -> 500"),
                silent(
                    "GET /stars answers 502", "GET /stars -> 502", subject="/stars", place=at("app.py", 50)
                ),
            ],
        ),
        "only with cookies": (
            swept(response("/ratings", 200, endpoint="ratings"), failed(second=True, crash=crash())),
            [
                found(
                    "GET /ratings answers 500 with the cookies of its first answer: "
                    "ZeroDivisionError: division by zero",
                    "raised at app.py:7",
                    "GET /ratings -> 500 (second request)",
                )
            ],
        ),
        "past every handler": (
            swept(failed(status=None, outcome="raised", crash=crash())),
            [
                found(
                    "GET /ratings raises past every error handler: ZeroDivisionError: division by zero",
                    "raised at app.py:7",
                    "GET /ratings -> raised",
                )
            ],
        ),
        "the process is gone": (
            swept(failed(status=None, outcome="killed")),
            [found("GET /ratings ends the process", "GET /ratings -> killed")],
        ),
        "no answer": (
            swept(failed(status=None, outcome="timed-out", duration_s=10.0, place=at("app.py", 44))),
            [
                found(
                    "GET /ratings has not answered after 10 s",
                    "hung at app.py:44",
                    "GET /ratings -> timed-out",
                )
            ],
        ),
        "many that say so and raised nothing": (
            swept(
                *(failed(f"/api/{name}", endpoint="api") for name in "abcd"), failed("/stars", crash=crash())
            ),
            [
                found(
                    "4 routes answer 500, and none raised an exception",
                    *(f"GET /api/{name} -> 500" for name in "abcd"),
                    subject="/api/a",
                    place=at("app.py", 1),
                    fix="Something in the app catches what was raised: its log names the cause.",
                ),
                found(
                    "GET /stars answers 500: ZeroDivisionError: division by zero",
                    "raised at app.py:7",
                    "GET /stars -> 500",
                    subject="/stars",
                    place=at("app.py", 50),
                ),
            ],
        ),
        "three that say so": (
            swept(*(failed(f"/api/{name}", endpoint="api") for name in "abc")),
            [
                silent(
                    f"GET /api/{name} answers 500",
                    f"GET /api/{name} -> 500",
                    subject=f"/api/{name}",
                    place=at("app.py", 1),
                )
                for name in "abc"
            ],
        ),
        "a build error whose endpoint only the run knows": (
            swept(
                failed(crash=crash("werkzeug.routing.BuildError", "Could not build url for endpoint 'qqqq'"))
            ),
            [
                found(
                    "GET /ratings answers 500: BuildError: Could not build url for endpoint 'qqqq'",
                    "raised at app.py:7",
                    "GET /ratings -> 500",
                )
            ],
        ),
        "a module that the named interpreter lacks": (
            swept(
                failed(crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis")),
                project=project(python_named=True),
            ),
            [
                found(
                    "GET /ratings answers 500: ModuleNotFoundError: x",
                    "raised at app.py:7",
                    "GET /ratings -> 500",
                )
            ],
        ),
    }
)
def test_route_5xx_faulty(given: Given, says: list[Found]) -> None:
    assert ask("route-5xx", given) == says


@pytest.mark.parametrize(("lines", "line"), [((70,), 70), ((), 1), ((70, 80), 1)])
def test_the_place_of_a_view_that_a_library_has_replaced(lines: tuple[int, ...], line: int) -> None:
    """`@jwt_required` without its brackets: the source has the view, if one function alone has its rule."""
    functions = [RouteFunction("secret", at("app.py", each), "app", ("/secret",), None) for each in lines]
    replaced = app(routes=[route("/secret", "wrapper", view=foreign_view())])
    crashed = crash("builtins.TypeError", "wrapper() missing 1 argument", place=Place())
    given = swept(
        failed("/secret", endpoint="wrapper", crash=crashed),
        app=replaced,
        source=source(route_functions=functions),
    )
    (told,) = ask("route-5xx", given)
    assert isinstance(told, Found)
    assert told.place == at("app.py", line)


BUILD_ERROR = crash("werkzeug.routing.exceptions.BuildError", "Could not build url for endpoint 'shop.x'.")
NOT_FOUND = crash("jinja2.exceptions.TemplateNotFound", "qq.html")
NO_FILTER = crash("jinja2.exceptions.TemplateAssertionError", "No filter named 'mony'.")
NO_KEY = crash("RuntimeError", "The session is unavailable because no secret key was set.")


@table(
    {
        "answers, redirects, refusals": (
            swept(*(response("/", status) for status in (200, 302, 401, 403, 404))),
            [],
        ),
        "told by dangling-endpoint": (
            swept(failed(crash=BUILD_ERROR), source=source(endpoint_uses=[use("shop.x")])),
            [],
        ),
        "told by dangling-endpoint, with a leading dot": (
            swept(failed(crash=BUILD_ERROR), source=source(endpoint_uses=[use(".x")])),
            [],
        ),
        "told by url-for-missing-value": (
            swept(
                failed(crash=BUILD_ERROR),
                app=app(routes=[*ROUTES, route("/x/<int:id>", "shop.x", arguments=("id",))]),
                source=source(endpoint_uses=[use("shop.x")]),
            ),
            [],
        ),
        "told by blueprint-never-registered": (
            swept(
                failed(crash=BUILD_ERROR),
                app=app(routes=ROUTES, blueprints=[blueprint("shop", registered=False)]),
                source=source(endpoint_uses=[use("shop.x")]),
            ),
            [],
        ),
        "told by missing-template": (
            swept(
                failed(crash=NOT_FOUND),
                source=source(renders=[refers("qq.html")]),
                templates=templates(exists={"qq.html": False}),
            ),
            [],
        ),
        "told by template-does-not-compile": (
            swept(
                failed(crash=NO_FILTER),
                templates=templates(errors=[TemplateError("a", "filter", "mony", "x", at("t/a", 1))]),
            ),
            [],
        ),
        "told by secret-missing-but-used": (swept(failed(crash=NO_KEY)), []),
    }
)
def test_route_5xx_fine(given: Given, says: list[Found]) -> None:
    assert untold(ask("route-5xx", given)) == says


@pytest.mark.parametrize(
    ("subject", "named"),
    [
        ("localhost", "a service on localhost that app.py:7 asks for"),
        ("host", 'the host "host" that app.py:7 asks for'),
        ("my-db", 'the host "my-db" that app.py:7 asks for'),
        ("db.example:5432", "db.example:5432"),
    ],
)
def test_route_5xx_names_the_host_that_is_out_of_reach(subject: str, named: str) -> None:
    given = swept(failed(crash=crash("OperationalError", "refused", cause="service", subject=subject)))
    (said,) = ask("route-5xx", given)
    assert said == CouldNotLook(
        f"GET /ratings: {named} is out of reach: start it, or point the app elsewhere"
    )


@table(
    {
        "no route could be asked": (
            swept(),
            [DoesNotApply("no route could be asked without arguments, or without doing harm")],
        ),
        "no database here": (
            swept(failed(crash=crash("OperationalError", "refused", cause="service", subject="db:5432"))),
            [CouldNotLook("GET /ratings: db:5432 is out of reach: start it, or point the app elsewhere")],
        ),
        "no database here, for several routes": (
            swept(
                failed(crash=crash("OperationalError", "refused", cause="service", subject="db:5432")),
                failed(
                    "/stars", crash=crash("OperationalError", "refused", cause="service", subject="db:5432")
                ),
            ),
            [
                CouldNotLook(
                    "GET /ratings and GET /stars: "
                    "db:5432 is out of reach: start it, or point the app elsewhere"
                )
            ],
        ),
        "no database here, by several lines": (
            swept(
                failed(crash=crash("OperationalError", "refused", cause="service")),
                failed(
                    "/stars",
                    crash=crash("OperationalError", "refused", cause="service", place=at("app.py", 30)),
                ),
            ),
            [
                CouldNotLook(
                    "GET /ratings and GET /stars: a service that app.py:7 (and 1 other line) asks for is "
                    "out of reach: start it, or point the app elsewhere"
                )
            ],
        ),
        "a database that is there and refuses": (
            swept(failed(crash=crash("OperationalError", "1045: Access denied for user", cause="service"))),
            [
                CouldNotLook(
                    "GET /ratings: the database server turns the app's login away (1045: Access denied for "
                    "user): give the app the user and the password of a server here"
                )
            ],
        ),
        "a table that was never migrated": (
            swept(
                failed(
                    crash=crash("OperationalError", "no such table", cause="missing-table", subject="user")
                )
            ),
            [CouldNotLook("GET /ratings: the database here has no table user: migrate it first")],
        ),
        "what follows a statement that failed": (
            swept(failed(crash=crash("InternalError", "aborted", cause="failed-transaction"))),
            [
                CouldNotLook(
                    "GET /ratings: a statement before it failed in the same transaction, and that error was "
                    "caught: give the database the tables of a release, or read the log of the pages asked "
                    "before"
                )
            ],
        ),
        "a table that nothing in the project makes": (
            {
                **swept(
                    failed(
                        crash=crash(
                            "OperationalError", "no such table", cause="missing-table", subject="user"
                        )
                    )
                ),
                "source": source(module("app.py")),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table user: make it first, by hand: "
                    "the project has neither migrations nor a create_all"
                )
            ],
        ),
        "a table that a file of SQL makes": (
            {
                **swept(failed(crash=NO_TABLE)),
                "source": source(table_scripts=[TableScript("db/shop.sql", (str(NO_TABLE.subject),))]),
            },
            [
                CouldNotLook(
                    f"GET /ratings: the database here has no table {NO_TABLE.subject}: make it first, as "
                    "db/shop.sql does"
                )
            ],
        ),
        "a table that a file of SQL spells otherwise": (
            {
                **swept(failed(crash=replace(NO_TABLE, subject="shop.ratings"))),
                "source": source(table_scripts=[TableScript("shop.sql", ("users", "Ratings"))]),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table shop.ratings: shop.sql makes Ratings, and "
                    "capitals count in names of tables on MySQL under Linux, and in quoted ones on "
                    "PostgreSQL: write it alike everywhere"
                )
            ],
        ),
        "a table that no file of SQL makes": (
            {
                **swept(failed(crash=replace(NO_TABLE, subject="ratings"))),
                "source": source(table_scripts=[TableScript("shop.sql", ("users",))]),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table ratings: make it first, by hand: "
                    "the project has neither migrations nor a create_all"
                )
            ],
        ),
        "a table that a function makes which nothing calls": (
            {
                **swept(failed(crash=NO_TABLE)),
                "source": source(
                    module("db.py"),
                    table_makers=[at("db.py", 4)],
                    idle_makers=[IdleMaker("init_db", at("db.py", 4))],
                ),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table user: make it first, by hand: "
                    "init_db() at db.py:4 would, and nothing calls it"
                )
            ],
        ),
        "a table that is made below the main guard": (
            {
                **swept(failed(crash=NO_TABLE)),
                "source": source(
                    module("app.py"),
                    table_makers=[at("app.py", 4), at("app.py", 9)],
                    guarded=[
                        GuardedSetup("create table", "init_db", at("app.py", 4)),
                        GuardedSetup("create table", "init_db", at("app.py", 9)),
                    ],
                ),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table user: make it first, by hand: "
                    "app.py:4 does, and only where app.py is run as a program"
                )
            ],
        ),
        "a table that a migration makes": (
            {
                **swept(
                    failed(
                        crash=crash(
                            "OperationalError", "no such table", cause="missing-table", subject="user"
                        )
                    )
                ),
                "source": source(module("app.py"), module("migrations/versions/1.py", role="migration")),
            },
            [CouldNotLook("GET /ratings: the database here has no table user: migrate it first")],
        ),
        "a table that a revision makes": (
            {**swept(failed(crash=NO_USERS)), "source": source(chains=(USERS,))},
            [CouldNotLook("GET /ratings: the database here has no table user: migrate it first")],
        ),
        "a table that no revision makes": (
            {**swept(failed(crash=NO_USERS)), "source": source(chains=(NO_TABLES,))},
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table user: make it first, by hand: "
                    "no migration makes it"
                )
            ],
        ),
        "a table that a script makes, and no revision": (
            {
                **swept(failed(crash=NO_USERS)),
                "source": source(chains=(NO_TABLES,), table_makers=(at("seed.py", 9),)),
            },
            [
                CouldNotLook(
                    "GET /ratings: the database here has no table user: make it first, by create_all, "
                    "as seed.py:9 does: no migration makes it"
                )
            ],
        ),
        "a variable that is not set": (
            swept(failed(crash=crash("KeyError", "'API'", cause="environment-variable", subject="API"))),
            [
                CouldNotLook(
                    "GET /ratings: API is not set in the environment: "
                    "give it with --set API=VALUE or --env-file"
                )
            ],
        ),
        "one of several variables that are not set": (
            {
                **swept(
                    failed(crash=crash("KeyError", "'API'", cause="environment-variable", subject="API"))
                ),
                "boot": boot(
                    env_reads=[
                        env_read("API"),
                        env_read("BUCKET"),
                        env_read("REGION", fallback=True),
                        env_read("TOKEN"),
                        env_read("MODE", hit=True),
                    ]
                ),
            },
            [
                CouldNotLook(
                    "GET /ratings: API is not set in the environment: "
                    "give it with --set API=VALUE or --env-file; it also asks for BUCKET and TOKEN"
                )
            ],
        ),
        "a connection that failed, caught by the view": (
            swept(failed(events=[event("connect", "api.example:443", failed=True)])),
            [CouldNotLook("GET /ratings: no connection to api.example:443 from here")],
        ),
        "a library that tries again and again": (
            swept(
                failed(
                    status=None,
                    outcome="timed-out",
                    place=at("app.py", 9),
                    events=[event("sleep", "time.sleep", duration_s=1.6, by_library=True)],
                )
            ),
            [
                CouldNotLook(
                    "GET /ratings: at app.py:9 a library tried again and again: "
                    "what it asks for is out of reach here"
                )
            ],
        ),
        "a connection that hangs": (
            swept(
                failed(
                    status=None,
                    outcome="timed-out",
                    place=at("app.py", 9),
                    events=[event("connect", "api.example:443")],
                )
            ),
            [CouldNotLook("GET /ratings: it was still connecting to api.example:443")],
        ),
        "a driver of a database that hangs": (
            swept(failed(status=None, outcome="timed-out", place=at("app.py", 9), within="MySQLdb")),
            [CouldNotLook("GET /ratings: it hung in MySQLdb, which waits for another machine")],
        ),
        "a readiness route that says no": (
            swept(failed(status=503)),
            [CouldNotLook("GET /ratings: it says that it is not ready here (503)")],
        ),
    }
)
def test_route_5xx_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("route-5xx", given) == says


def handled(
    *handlers: str,
    missing: Any = None,
    wrong: Any = None,
    pages: Any = (),
    places: Any = None,
    answers: Any = (),
    refusals: Any = (),
    **fields: Any,
) -> Given:
    """An app with these error handlers, and what it answers to a wrong path, a wrong method, an exception."""
    return {
        "requests": requests(
            *answers, not_found=missing, wrong_method=wrong, error_pages=pages, refusals=refusals
        ),
        "app": app(error_handlers=handlers, error_handler_places=places or {}, **fields),
        "project": project(),
    }


def lost(status: int, **fields: Any) -> Any:
    return response("/nowhere", status, **{"endpoint": None, "rule": None, **fields})


def refused(status: int, **fields: Any) -> Any:
    return response("/", status, method="PATCH", **fields)


def changed(handler: str, answers: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {"subject": handler, "place": at("app.py", 1), "evidence": evidence}
    return Found(f"the error handler for {handler} answers {answers}", **{**given, **fields})


LOST = "a path that does not exist is answered"
REFUSED = "a method that the route does not take is answered"


@table(
    {
        "a 404 page that answers 200": (
            handled(":404", missing=lost(200), places={":404": at("app.py", 36)}),
            [changed("404", "200 instead of 404", f"{LOST} 200", place=at("app.py", 36))],
        ),
        "one for Exception that catches everything": (
            handled(":Exception", missing=lost(500), wrong=refused(500)),
            [
                changed(
                    "Exception",
                    "500 instead of 404 and 500 instead of 405",
                    f"{LOST} 500",
                    f"{REFUSED} 500",
                )
            ],
        ),
        "an exception answered 200": (
            handled(":Exception", missing=lost(404), pages=[error_page(status=200), error_page(status=200)]),
            [changed("Exception", "200 instead of 500", "an exception in a view is answered 200")],
        ),
        "two handlers, two findings": (
            handled(":404", ":Exception", missing=lost(200), wrong=refused(500)),
            [
                changed("404", "200 instead of 404", f"{LOST} 200"),
                changed("Exception", "500 instead of 405", f"{REFUSED} 500"),
            ],
        ),
        "a handler that fails": (
            handled(":404", missing=lost(500, crash=crash("UndefinedError", "'user' is undefined"))),
            [changed("404", "500 instead of 404", f"{LOST} 500 (UndefinedError: 'user' is undefined)")],
        ),
        "an API's handler for a wrong method that says 404": (
            handled(wrong=refused(404), api_error_handlers={"MethodNotAllowed": at("api.py", 48)}),
            [
                changed(
                    "MethodNotAllowed",
                    "404 instead of 405",
                    f"{REFUSED} 404",
                    place=at("api.py", 48),
                    severity="warning",
                )
            ],
        ),
        "an API's handler for everything": (
            handled(wrong=refused(500), api_error_handlers={"Exception": at("api.py", 48)}),
            [changed("Exception", "500 instead of 405", f"{REFUSED} 500", place=at("api.py", 48))],
        ),
        "a refusal that answers 200": (
            handled(":403", ":404", missing=lost(404), refusals=[Refusal(403, 200)]),
            [
                changed(
                    "403", "200 instead of 403", "abort(403) in a view is answered 200", severity="warning"
                )
            ],
        ),
        "a redirect": (
            handled(":404", missing=lost(302)),
            [changed("404", "302 instead of 404", f"{LOST} 302", severity="warning")],
        ),
        "a redirect, with the hook of an extension that lets pages through": (
            handled(":404", missing=lost(302), before_request=[""], answers=[response("/", 200)]),
            [changed("404", "302 instead of 404", f"{LOST} 302", severity="warning")],
        ),
    }
)
def test_errorhandler_changes_status_faulty(given: Given, says: list[Found]) -> None:
    assert ask("errorhandler-changes-status", given) == says


@table(
    {
        "the status is kept": (
            handled(":404", ":405", ":500", missing=lost(404), wrong=refused(405), pages=[error_page()]),
            [],
        ),
        "refusals that stay refusals, and one that leads to the login": (
            handled(":401", ":403", refusals=[Refusal(401, 302), Refusal(403, 404)]),
            [],
        ),
        "another refusal": (handled(":404", missing=lost(403), wrong=refused(404)), []),
        "an API that keeps the status": (
            handled(wrong=refused(405), api_error_handlers={"MethodNotAllowed": at("api.py", 48)}),
            [],
        ),
        "an API that names the methods": (
            handled(
                wrong=refused(404, headers={"allow": "GET"}),
                api_error_handlers={"MethodNotAllowed": at("api.py", 48)},
            ),
            [],
        ),
        "an API that asks who it is first": (
            handled(wrong=refused(401), api_error_handlers={"MethodNotAllowed": at("api.py", 48)}),
            [],
        ),
        "an API that has one refusal for everything": (
            handled(wrong=refused(400), api_error_handlers={"HTTPException": at("api.py", 48)}),
            [],
        ),
        "an API for other errors": (
            handled(wrong=refused(404), api_error_handlers={"NotFound": at("api.py", 48)}),
            [],
        ),
        "a route that takes every path": (
            handled(":404", missing=lost(200, endpoint="spa", rule="/<path:any>")),
            [],
        ),
        "a login of the project in front of all pages but some": (
            handled(
                ":404",
                missing=lost(302),
                before_request=[""],
                hooks=[Hook("before_request", "", "shop", "ask_who", at("app.py", 3), own=True)],
                answers=[response("/", 200)],
            ),
            [],
        ),
        "a login in front of everything": (
            handled(":404", missing=lost(302), before_request=[""]),
            [],
        ),
        "its template is missing, which is told": (
            {
                **handled(":404", missing=lost(500, crash=NOT_FOUND)),
                "source": source(renders=[refers("qq.html")]),
                "templates": templates(exists={"qq.html": False}),
            },
            [],
        ),
        "a blueprint's handler is not asked": (handled("shop:404", missing=lost(200)), []),
        "nothing was asked": (handled(":404"), []),
        "the error page itself fails": (
            handled(":500", pages=[error_page(status=200, escaped=crash())]),
            [],
        ),
    }
)
def test_errorhandler_changes_status_fine(given: Given, says: list[Found]) -> None:
    assert untold(ask("errorhandler-changes-status", given)) == says


@table(
    {
        "no handlers": (
            handled(missing=lost(200)),
            [DoesNotApply("the app has no error handlers")],
        ),
        "a handler that needs the database": (
            handled(
                ":404", missing=lost(500, crash=crash("E", "refused", cause="service", subject="db:5432"))
            ),
            [CouldNotLook("a wrong path: db:5432 is out of reach: start it, or point the app elsewhere")],
        ),
    }
)
def test_errorhandler_changes_status_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("errorhandler-changes-status", given) == says


def pages(*seen: Any, **fields: Any) -> Given:
    return {"requests": requests(error_pages=seen), "app": app(**fields), "project": project()}


@table(
    {
        "a traceback": (
            pages(
                error_page("exception text", "traceback"),
                error_page("exception text", accept="application/json"),
                error_handlers=[":Exception"],
                error_handler_places={":Exception": at("app.py", 41)},
            ),
            [
                Found(
                    "the answer to an unhandled exception shows the exception text and traceback",
                    "error page",
                    at("app.py", 41),
                    (
                        "text/html, 500: exception text and traceback",
                        "application/json, 500: exception text",
                    ),
                )
            ],
        ),
        "no handler is known": (
            pages(error_page("project path")),
            [
                Found(
                    "the answer to an unhandled exception shows the project path",
                    "error page",
                    at("app.py", 1),
                    ("text/html, 500: project path",),
                )
            ],
        ),
        "the error page fails": (
            pages(error_page(status=None, escaped=crash("UndefinedError", "'user' is undefined"))),
            [
                Found(
                    "the handling of an unhandled exception fails itself: "
                    "UndefinedError: 'user' is undefined",
                    "error handler",
                    at("app.py", 7),
                    ("asked for text/html",),
                )
            ],
        ),
    }
)
def test_error_page_leak_faulty(given: Given, says: list[Found]) -> None:
    assert ask("error-page-leak", given) == says


@table(
    {
        "nothing shown": (pages(error_page(), error_page(accept="application/json")), []),
        "the debugger is debug-on's": (
            pages(error_page("traceback", "debugger"), middleware=["DebuggedApplication"]),
            [],
        ),
    }
)
def test_error_page_leak_fine(given: Given, says: list[Found]) -> None:
    assert ask("error-page-leak", given) == says


@table(
    {
        "not seen": (
            pages(),
            [
                CouldNotLook(
                    "the app answers before a failing view of ours is reached: no error page was seen"
                )
            ],
        ),
        "an error page that needs the database": (
            pages(error_page(escaped=crash("E", "no such table", cause="missing-table", subject="user"))),
            [CouldNotLook("the error page: the database here has no table user: migrate it first")],
        ),
    }
)
def test_error_page_leak_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("error-page-leak", given) == says


def test_no_request_is_no_pass() -> None:
    result = outcome("route-5xx", app=app(), missing={"requests": Absence("skipped", "--skip requests")})
    assert (result.outcome, result.reason) == ("skipped", "--skip requests")


NO_PROVIDER = "it takes the answer of a login provider (code, state), which nobody gives here"


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("authlib.integrations.base_client.errors.MismatchingStateError", "mismatching_state: CSRF Warning!"),
        ("authlib.integrations.base_client.errors.OAuthError", "access_denied"),
        ("oauthlib.oauth2.rfc6749.errors.MissingCodeError", "(missing_code) Missing code parameter"),
        ("oauthlib.oauth2.rfc6749.errors.MismatchingStateError", "(mismatching_state) CSRF Warning!"),
        ("requests_oauthlib.oauth1_session.TokenMissing", "Response does not contain a token."),
        ("flask_oauthlib.client.OAuthException", "Invalid response"),
        ("builtins.KeyError", "'oauth_state'"),
        ("builtins.KeyError", "'google_state'"),
    ],
)
def test_route_5xx_asked_in_place_of_a_provider(kind: str, message: str) -> None:
    answer = response("/login/google/authorized", 500, crash=crash(kind, message))
    given = {"requests": requests(answer), "app": app(), "project": project()}
    assert ask("route-5xx", given) == [CouldNotLook(f"GET /login/google/authorized: {NO_PROVIDER}")]


def test_route_5xx_where_oauth_asks_for_https() -> None:
    answer = response(
        "/login", 500, crash=crash("oauthlib.oauth2.rfc6749.errors.InsecureTransportError", "https")
    )
    given = {"requests": requests(answer), "app": app(), "project": project()}
    says = "GET /login: OAuth asks for https there, and it was asked over http"
    assert ask("route-5xx", given) == [CouldNotLook(says)]


@pytest.mark.parametrize(
    ("path", "kind", "message"),
    [
        ("/address", "builtins.KeyError", "'state'"),
        ("/login/authorized", "builtins.KeyError", "'user'"),
        ("/login/authorized", "builtins.KeyError", "'estates'"),
        ("/login/authorized", "builtins.AttributeError", "state"),
        ("/login/authorized", "shop.OAuthError", "state"),
    ],
)
def test_route_5xx_that_no_provider_would_mend(path: str, kind: str, message: str) -> None:
    answer = response(path, 500, crash=crash(kind, message))
    given = {"requests": requests(answer), "app": app(), "project": project()}
    assert [type(one) for one in ask("route-5xx", given)] == [Found]
