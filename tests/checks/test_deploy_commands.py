"""The rules on the commands by which deploy files start the app."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.deploy import Deploy, Image, LackingScript, Launch, UnreadProcess, Variable
from releasecheck.facts.imports import Import
from releasecheck.facts.runs import Git
from releasecheck.facts.source import AppDefinition, RunCall
from releasecheck.findings import CouldNotLook, DoesNotApply, Found
from tests.checks.build import (
    Given,
    ask,
    at,
    boot,
    crash,
    deploy,
    image,
    launch,
    module,
    outcome,
    served,
    source,
    table,
    variable,
)

FACTORY = launch("shop:create_app")
ARGUMENTS = "TypeError: create_app() takes 0 positional arguments but 2 were given"


def looked(*found: Any, launches: Any = None) -> Given:
    """Boots that came up, and what was found at the launches' targets."""
    return {
        "boot": boot(served=found),
        "deploy": deploy(launches=launches or tuple(one.launch for one in found)),
    }


def named(target: str, *paths: str, file: str = ".flaskenv", **fields: Any) -> Given:
    """A project of these modules whose `.flaskenv`, which git has, sets FLASK_APP."""
    return {
        "boot": boot(),
        "deploy": deploy(flask_settings=[variable("FLASK_APP", target, place=at(file, 3))]),
        "git": Git("c" * 40, "main", dirty=False, tracked=(".flaskenv",)),
        "source": source(*map(module, paths or ("api/__init__.py", "run.py")), **fields),
    }


@pytest.mark.parametrize(
    "target", ["app/", "app.py", "app", "app:create_app('dev')", "src/wsgi.py", "api.web"]
)
def test_wsgi_target_broken_of_a_flask_app_that_is_nowhere(target: str) -> None:
    assert ask("wsgi-target-broken", named(target)) == [
        Found(
            f"FLASK_APP={target} names no file and no package of the project: flask commands find no app",
            "FLASK_APP",
            at(".flaskenv", 3),
            fix="Name the module that makes the app, or leave FLASK_APP out where it is called app or wsgi.",
            severity="warning",
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        named("run.py"),
        named("run"),
        named("api"),
        named("api/"),
        named("api:create_app"),
        named("./run.py:app"),
        named("/srv/api/run.py"),
        named("wsgi.py", "backend/wsgi.py"),
        named("shop.web", "src/shop/web/views.py"),
        named("superset.app", imports=[Import("superset", at("run.py", 1))]),
        named("${MODULE}"),
        named("{{cookiecutter.app}}"),
        named("."),
        named(""),
        named("app/", file=".env"),
        {**named("app/"), "git": None},
        {**named("app/"), "source": None},
    ],
)
def test_wsgi_target_broken_of_a_flask_app_that_is_fine(given: Given) -> None:
    said = [DoesNotApply("no deploy file gives a target to gunicorn, uWSGI or waitress")]
    assert ask("wsgi-target-broken", given) == said


@table(
    {
        "the incident: a factory without parentheses": (
            looked(served(FACTORY, "refuses-call", detail=ARGUMENTS, place=at("shop.py", 4))),
            [
                Found(
                    "gunicorn cannot serve shop:create_app: it answers no request",
                    "shop:create_app",
                    at("Procfile", 1),
                    evidence=(f"called as gunicorn calls an app: {ARGUMENTS}", "defined at shop.py:4"),
                    fix='Call the factory: `gunicorn "shop:create_app()"`, in quotes for the shell.',
                )
            ],
        ),
        "waitress is told to call it": (
            looked(
                served(
                    launch("shop:make", server="waitress"),
                    "refuses-call",
                    detail="it returned a Flask and began no answer",
                    place=at("shop.py", 4),
                )
            ),
            [
                Found(
                    "waitress cannot serve shop:make: it answers no request",
                    "shop:make",
                    at("Procfile", 1),
                    evidence=(
                        "called as waitress calls an app: it returned a Flask and began no answer",
                        "defined at shop.py:4",
                    ),
                    fix="Have it called: `waitress-serve --call shop:make`.",
                )
            ],
        ),
        "no such name": (
            looked(
                served(
                    launch("shop"), "attribute-missing", names=("app", "create_app()"), place=at("shop.py")
                )
            ),
            [
                Found(
                    "gunicorn cannot serve shop: shop has no application",
                    "shop",
                    at("Procfile", 1),
                    evidence=("looked for in shop.py", "there is app and create_app()"),
                    fix='Name what there is: `gunicorn "shop:app"`.',
                )
            ],
        ),
        "an app that exists only under the main guard": (
            looked(
                served(
                    launch("shop:app"),
                    "attribute-missing",
                    guarded=True,
                    names=("create_app()",),
                    place=at("shop.py", 9),
                )
            ),
            [
                Found(
                    'gunicorn cannot serve shop:app: shop has app only under `if __name__ == "__main__"`',
                    "shop:app",
                    at("Procfile", 1),
                    evidence=("set at shop.py:9, which a server never runs", "there is create_app()"),
                    fix='Name what there is: `gunicorn "shop:create_app()"`.',
                )
            ],
        ),
        "a package hides the file": (
            looked(served(launch(), "attribute-missing", hidden="app.py", place=at("app/__init__.py"))),
            [
                Found(
                    "gunicorn cannot serve app:app: app has no app",
                    "app:app",
                    at("Procfile", 1),
                    evidence=(
                        "looked for in app/__init__.py",
                        "app.py is hidden by the package of the same name",
                    ),
                )
            ],
        ),
        "no such module, in two files": (
            {
                **looked(
                    served(launch("hello:app"), "module-missing", detail="hello"),
                    launches=(launch("hello:app"), launch("hello:app", place=at("Dockerfile", 9))),
                ),
                "source": source(module("shop.py")),
            },
            [
                Found(
                    "gunicorn cannot serve hello:app: there is no module hello",
                    "hello:app",
                    at("Procfile", 1),
                    evidence=("likewise in Dockerfile:9",),
                )
            ],
        ),
        "a module that is written as a path, which is there": (
            {
                **looked(served(launch("src/shop.py:app"), "module-missing", detail="src/shop.py")),
                "source": source(module("src/shop.py")),
            },
            [
                Found(
                    "gunicorn cannot serve src/shop.py:app: src/shop.py is the path of a file and no module",
                    "src/shop.py:app",
                    at("Procfile", 1),
                    fix='Write the module with dots: `gunicorn "src.shop:app"`.',
                )
            ],
        ),
        "a module that no import statement can name, and is not there": (
            {
                **looked(served(launch("rent-a-car:app"), "module-missing", detail="rent-a-car")),
                "source": source(module("app.py")),
            },
            [
                Found(
                    "gunicorn cannot serve rent-a-car:app: there is no module rent-a-car",
                    "rent-a-car:app",
                    at("Procfile", 1),
                )
            ],
        ),
        "a file that uWSGI would load is not there": (
            looked(served(launch("run.py:app", server="uwsgi"), "module-missing", detail="run.py")),
            [
                Found(
                    "uwsgi cannot serve run.py:app: there is no module run.py",
                    "run.py:app",
                    at("Procfile", 1),
                )
            ],
        ),
        "a shell reads the parentheses": (
            looked(served(launch("shop:create_app()", unquoted=True))),
            [
                Found(
                    "shop:create_app() has no quotes: the shell takes its parentheses for a syntax error",
                    "shop:create_app()",
                    at("Procfile", 1),
                    fix='Put it in quotes: `gunicorn "shop:create_app()"`.',
                )
            ],
        ),
        "not an app at all": (
            looked(served(launch("shop:NAME"), "not-callable", detail="str")),
            [
                Found(
                    "gunicorn cannot serve shop:NAME: it is a str, not an app", "shop:NAME", at("Procfile", 1)
                )
            ],
        ),
        "a line of the Procfile without its colon": (
            {"boot": boot(), "deploy": deploy(unread=[UnreadProcess(at("Procfile", 1), "web")])},
            [
                Found(
                    "a line of the Procfile declares no process, so nothing is started by it: web lacks its "
                    "colon",
                    "web",
                    at("Procfile", 1),
                    fix="Begin the line with `web: `.",
                )
            ],
        ),
        "a line without a name, beside a Dockerfile that starts the app": (
            {
                "boot": boot(),
                "deploy": deploy(
                    unread=[UnreadProcess(at("Procfile", 1), None)],
                    launches=[launch(place=at("Dockerfile", 5))],
                ),
            },
            [
                Found(
                    "a line of the Procfile declares no process, so nothing is started by it: it begins with "
                    "no name and colon",
                    "web",
                    at("Procfile", 1),
                    fix="Begin the line with `web: `.",
                    severity="warning",
                )
            ],
        ),
        "an expression that gunicorn does not take": (
            looked(served(launch("shop:a.b"), "not-an-expression", detail="a name is what it takes")),
            [Found("gunicorn cannot serve shop:a.b: a name is what it takes", "shop:a.b", at("Procfile", 1))],
        ),
    }
)
def test_wsgi_target_broken_faulty(given: Given, says: list[Any]) -> None:
    assert ask("wsgi-target-broken", given) == says


@table(
    {
        "an app": (looked(served(launch())), []),
        "a factory with parentheses": (looked(served(launch("shop:create_app()"))), []),
        "its import fails here": (
            looked(served(launch(), "raised", crash=crash("KeyError"))),
            [CouldNotLook("app:app (Procfile:1) could not be imported here: KeyError at app.py:7")],
        ),
        "it took too long": (
            looked(served(launch(), "unknown", detail="it took too long")),
            [CouldNotLook("app:app (Procfile:1) could not be imported here: it took too long")],
        ),
        "the module is in a folder that the container starts in": (
            {
                **looked(served(launch("web.wsgi:app"), "module-missing", detail="web")),
                "source": source(module("a/b/web/wsgi.py")),
            },
            [
                CouldNotLook(
                    "web.wsgi:app (Procfile:1): web.wsgi is at a/b/web/wsgi.py, not where we looked for it"
                )
            ],
        ),
        "a module with hyphens in a folder that the container starts in": (
            {
                **looked(served(launch("rent-a-car:app"), "module-missing", detail="rent-a-car")),
                "source": source(module("web/rent-a-car.py")),
            },
            [
                CouldNotLook(
                    "rent-a-car:app (Procfile:1): rent-a-car is at web/rent-a-car.py, not where we looked "
                    "for it"
                )
            ],
        ),
        "a program is no target": (
            looked(served(launch("run.py", server="python"), by="flask.Flask.run"), served(launch())),
            [],
        ),
    }
)
def test_wsgi_target_broken_fine(given: Given, says: list[Any]) -> None:
    assert ask("wsgi-target-broken", given) == says


@pytest.mark.parametrize(("launches", "severity"), [([], None), ([launch()], "warning")])
def test_wsgi_target_broken_of_a_file_for_mod_wsgi(launches: list[Launch], severity: Any) -> None:
    scripts = [
        LackingScript(at("shop.wsgi", None), "application"),
        LackingScript(at("shop.wsgi", 3), "app", "shop.py"),
    ]
    given = {"boot": boot(), "deploy": deploy(launches=launches, lacking_scripts=scripts)}
    assert ask("wsgi-target-broken", given) == [
        Found(
            "mod_wsgi cannot serve shop.wsgi: it has no application, the name that mod_wsgi looks for",
            "shop.wsgi:application",
            at("shop.wsgi", None),
            fix="Name the app so: `from shop import app as application`.",
            severity=severity,
        ),
        Found(
            "mod_wsgi cannot serve shop.wsgi: it imports app from shop.py, which has no such name",
            "shop.wsgi:app",
            at("shop.wsgi", 3),
            fix="Import what shop.py has, or make app there.",
            severity=severity,
        ),
    ]


def test_wsgi_target_broken_of_a_program_without_a_statement() -> None:
    program = launch("main.py", server="python")
    again = replace(program, place=at("railway.json", 6))
    given = {
        "boot": boot(),
        "deploy": deploy(launches=(program, again)),
        "source": source(module("main.py", lines=0, empty=True), module("app.py")),
    }
    assert ask("wsgi-target-broken", given) == [
        Found(
            "python main.py serves nothing: main.py has no statement and ends without an error",
            "main.py",
            at("Procfile", 1),
            ("likewise in railway.json:6",),
            fix="Start the file that makes the app, by a WSGI server.",
        )
    ]


@pytest.mark.parametrize(
    ("program", "modules"),
    [
        (launch("main.py", server="python"), [module("main.py")]),
        (launch("main.py", server="python"), [module("app.py"), module("tests/__init__.py", empty=True)]),
        (
            launch("shop", server="python"),
            [module("shop/__init__.py", empty=True), module("shop/__main__.py")],
        ),
        (launch("main.py", server="python", undeployed=True), [module("main.py", empty=True)]),
    ],
)
def test_wsgi_target_broken_of_no_program_that_does_something(program: Launch, modules: list[Any]) -> None:
    given = {"boot": boot(), "deploy": deploy(launches=(program,)), "source": source(*modules)}
    said = [DoesNotApply("no deploy file gives a target to gunicorn, uWSGI or waitress")]
    assert ask("wsgi-target-broken", given) == said


def test_wsgi_target_broken_names_no_launch_that_serves_from_another_folder() -> None:
    broken, works = launch(folder="/srv/shop"), launch(place=at("shop.service", 7), folder="/srv/shop/app")
    given = looked(served(broken, "attribute-missing"), served(works))
    assert ask("wsgi-target-broken", given) == [
        Found("gunicorn cannot serve app:app: app has no app", "app:app", at("Procfile", 1))
    ]


@pytest.mark.parametrize("launches", [(), (launch(server="uvicorn"),), (launch("a.py", server="python"),)])
def test_wsgi_target_broken_does_not_apply(launches: tuple[Any, ...]) -> None:
    given = {"boot": boot(), "deploy": deploy(launches=launches)}
    said = [DoesNotApply("no deploy file gives a target to gunicorn, uWSGI or waitress")]
    assert ask("wsgi-target-broken", given) == said


FLASK = launch("shop", server="flask", place=at("Dockerfile", 5))
RUN = launch("run.py", server="python", place=at("Dockerfile", 5))
IN_COMPOSE = replace(FLASK, place=at("docker-compose.yml", 4))
GUNICORN = "Procfile:1 starts gunicorn app:app"


def flask_run(place: Place = FLASK.place, **fields: Any) -> Found:
    said = "`flask run` starts Werkzeug's development server"
    return Found(said, "flask run", place, **fields)


@table(
    {
        "flask run": ({"deploy": deploy(launches=[FLASK])}, [flask_run()]),
        "with the debugger": (
            {
                "deploy": deploy(
                    launches=[replace(FLASK, options=("--debug",))], variables=[variable("FLASK_DEBUG", "1")]
                )
            },
            [
                flask_run(
                    evidence=(
                        "with --debug, which brings the interactive debugger",
                        "Dockerfile:2 sets FLASK_DEBUG=1",
                    )
                )
            ],
        ),
        "a program that was seen to run it": (
            {"deploy": deploy(launches=[RUN]), "boot": boot(served=[served(RUN, by="flask.Flask.run")])},
            [Found("`python run.py` starts the development server", "python run.py", at("Dockerfile", 5))],
        ),
        "a program that listens inside of its container alone": (
            {
                "deploy": deploy(launches=[RUN], images=[image()]),
                "boot": boot(served=[served(RUN, by="flask.Flask.run", host="127.0.0.1")]),
            },
            [
                Found(
                    "`python run.py` starts the development server at 127.0.0.1, which nothing outside of "
                    "the container reaches",
                    "python run.py",
                    at("Dockerfile", 5),
                )
            ],
        ),
        "a program that listens at every address": (
            {
                "deploy": deploy(launches=[RUN], images=[image()]),
                "boot": boot(served=[served(RUN, by="flask.Flask.run", host="0.0.0.0")]),
            },
            [Found("`python run.py` starts the development server", "python run.py", at("Dockerfile", 5))],
        ),
        "a program that listens on the machine that it runs on": (
            {
                "deploy": deploy(launches=[replace(RUN, place=at("shop.service", 5))], images=[image()]),
                "boot": boot(
                    served=[
                        served(
                            replace(RUN, place=at("shop.service", 5)), by="flask.Flask.run", host="127.0.0.1"
                        )
                    ]
                ),
            },
            [Found("`python run.py` starts the development server", "python run.py", at("shop.service", 5))],
        ),
        "Flask-SocketIO without a server of its own": (
            {
                "deploy": deploy(launches=[RUN]),
                "boot": boot(served=[served(RUN, by="flask_socketio.SocketIO.run (threading)")]),
            },
            [
                Found(
                    "`python run.py` starts the development server, for Flask-SocketIO finds neither gevent "
                    "nor eventlet",
                    "python run.py",
                    at("Dockerfile", 5),
                )
            ],
        ),
        "another file starts a real server": (
            {"deploy": deploy(launches=[launch(), FLASK])},
            [flask_run(evidence=("Procfile:1 starts gunicorn app:app",), severity="warning")],
        ),
        "only a compose file": (
            {"deploy": deploy(launches=[IN_COMPOSE])},
            [flask_run(at("docker-compose.yml", 4), severity="warning")],
        ),
        "compose runs what it builds in another way than the image": (
            {"deploy": deploy(launches=[launch(), replace(IN_COMPOSE, as_built=True)])},
            [
                flask_run(
                    IN_COMPOSE.place,
                    evidence=("Procfile:1 starts gunicorn app:app",),
                    severity="warning",
                )
            ],
        ),
        "an image into which compose mounts the source, and no real server": (
            {"deploy": deploy(launches=[replace(FLASK, developed=True)])},
            [flask_run(severity="warning")],
        ),
        "an image with the debugger, beside a real server": (
            {"deploy": deploy(launches=[launch(), FLASK], variables=[variable("FLASK_DEBUG", "1")])},
            [flask_run(evidence=("Dockerfile:2 sets FLASK_DEBUG=1", GUNICORN))],
        ),
        "such an image, into which compose mounts the source": (
            {
                "deploy": deploy(
                    launches=[launch(), replace(FLASK, developed=True)],
                    variables=[variable("FLASK_DEBUG", "1")],
                )
            },
            [flask_run(evidence=("Dockerfile:2 sets FLASK_DEBUG=1", GUNICORN), severity="warning")],
        ),
        "such an image, which nothing deploys": (
            {
                "deploy": deploy(
                    launches=[launch(), replace(FLASK, undeployed=True)],
                    variables=[variable("FLASK_DEBUG", "1")],
                )
            },
            [flask_run(evidence=("Dockerfile:2 sets FLASK_DEBUG=1", GUNICORN), severity="warning")],
        ),
        "an image that nothing deploys, and no real server": (
            {
                "deploy": deploy(
                    launches=[replace(FLASK, undeployed=True)], variables=[variable("FLASK_DEBUG", "1")]
                )
            },
            [flask_run(evidence=("Dockerfile:2 sets FLASK_DEBUG=1",))],
        ),
        "compose runs what it builds with the debugger": (
            {
                "deploy": deploy(
                    launches=[launch(), replace(IN_COMPOSE, as_built=True, options=("--debug", "--host"))]
                )
            },
            [
                flask_run(
                    IN_COMPOSE.place,
                    evidence=("with --debug, which brings the interactive debugger", GUNICORN),
                )
            ],
        ),
        "compose with the debugger and the source mounted": (
            {"deploy": deploy(launches=[replace(IN_COMPOSE, options=("--debug",))])},
            [
                flask_run(
                    IN_COMPOSE.place,
                    evidence=("with --debug, which brings the interactive debugger",),
                    severity="warning",
                )
            ],
        ),
        "gunicorn that reloads": (
            {"deploy": deploy(launches=[launch(options=("--reload",))])},
            [
                Found(
                    "`gunicorn app:app` restarts the workers whenever a file changes",
                    "gunicorn app:app",
                    at("Procfile", 1),
                    fix="Leave --reload out of the command that is deployed.",
                    severity="warning",
                )
            ],
        ),
        "in the image, and in the entrypoint by which compose starts it": (
            {
                "deploy": deploy(
                    launches=[
                        launch("app:create_app", server="flask", place=at("Dockerfile", 22)),
                        launch("app:create_app", server="flask", place=at("scripts/entrypoint.sh", 14)),
                    ]
                )
            },
            [
                Found(
                    "`flask run` starts Werkzeug's development server",
                    "flask run",
                    at("Dockerfile", 22),
                    ("so it does at scripts/entrypoint.sh:14",),
                )
            ],
        ),
        "two apps in folders of their own": (
            {
                "deploy": deploy(
                    launches=[
                        launch(None, server="flask", place=at(f"{folder}/Dockerfile", 9))
                        for folder in ("shop", "mill")
                    ]
                )
            },
            [
                Found(
                    "`flask run` starts Werkzeug's development server",
                    "flask run",
                    at(f"{folder}/Dockerfile", 9),
                )
                for folder in ("shop", "mill")
            ],
        ),
        "debug mode by a variable": (
            {"deploy": deploy(launches=[launch()], variables=[variable("FLASK_DEBUG", "true")])},
            [
                Found(
                    "FLASK_DEBUG=true turns debug mode on in what is deployed",
                    "FLASK_DEBUG",
                    at("Dockerfile", 2),
                    fix="Leave FLASK_DEBUG out of the file, and set it where you develop.",
                )
            ],
        ),
        "debug mode by a variable in two files": (
            {
                "deploy": deploy(
                    variables=[
                        variable("FLASK_DEBUG", "1", place=at("docker-compose.yml", 9)),
                        variable("FLASK_DEBUG", "true"),
                    ]
                )
            },
            [
                Found(
                    "FLASK_DEBUG=true turns debug mode on in what is deployed",
                    "FLASK_DEBUG",
                    at("Dockerfile", 2),
                    ("likewise in docker-compose.yml:9",),
                    fix="Leave FLASK_DEBUG out of the file, and set it where you develop.",
                )
            ],
        ),
        "debug mode by the image that develops, and by the compose file that runs it": (
            {
                "deploy": deploy(
                    launches=[FLASK],
                    variables=[
                        variable("FLASK_DEBUG", "1"),
                        variable("FLASK_DEBUG", "1", place=at("docker-compose.yml", 9)),
                    ],
                )
            },
            [
                flask_run(
                    evidence=("Dockerfile:2 sets FLASK_DEBUG=1", "docker-compose.yml:9 sets FLASK_DEBUG=1")
                )
            ],
        ),
        "debug mode by the compose file alone that runs what develops": (
            {
                "deploy": deploy(
                    launches=[FLASK],
                    variables=[variable("FLASK_DEBUG", "1", place=at("docker-compose.yml", 9))],
                )
            },
            [
                flask_run(),
                Found(
                    "FLASK_DEBUG=1 turns debug mode on in what is deployed",
                    "FLASK_DEBUG",
                    at("docker-compose.yml", 9),
                    fix="Leave FLASK_DEBUG out of the file, and set it where you develop.",
                    severity="warning",
                ),
            ],
        ),
        "an old Flask listens to FLASK_ENV": (
            {"deploy": deploy(variables=[variable("FLASK_ENV", "development")]), "boot": boot(flask="2.2.5")},
            [
                Found(
                    "FLASK_ENV=development turns debug mode on in what is deployed",
                    "FLASK_ENV",
                    at("Dockerfile", 2),
                    fix="Leave FLASK_ENV out of the file, and set it where you develop.",
                )
            ],
        ),
    }
)
def test_dev_server_in_deploy_command_faulty(given: Given, says: list[Any]) -> None:
    assert ask("dev-server-in-deploy-command", given) == says


IN_SERVICE = replace(variable("FLASK_DEBUG", "1", place=at("docker-compose.yml", 9)), served=True)
IN_IMAGE = launch(place=at("Dockerfile", 5))


@pytest.mark.parametrize(
    ("switch", "files", "launches", "told"),
    [
        (IN_SERVICE, (), [IN_IMAGE], True),
        (IN_SERVICE, ("Dockerfile", "docker-compose.yml"), [IN_IMAGE, launch(place=at("start.sh", 3))], True),
        (IN_SERVICE, (), [launch(place=at("docker-compose.yml", 5))], True),
        # it is for development, or may be
        (replace(IN_SERVICE, served=False), (), [IN_IMAGE], False),
        (replace(IN_SERVICE, shown="0"), (), [IN_IMAGE], False),
        (replace(IN_SERVICE, name="WERKZEUG_DEBUG_PIN", shown="off"), (), [IN_IMAGE], False),
        (IN_SERVICE, ("docker-compose.yml", "docker-compose.prod.yml"), [IN_IMAGE], False),
        (IN_SERVICE, (), [IN_IMAGE, launch(place=at("Procfile", 1))], False),
    ],
)
def test_debug_mode_of_the_one_service_that_is_deployed(
    switch: Variable, files: tuple[str, ...], launches: list[Launch], told: bool
) -> None:
    image = Image(at("Dockerfile", 1), "python:3.12")
    seen = deploy(launches=launches, variables=[switch], files=files, images=[image])
    said = ask("dev-server-in-deploy-command", {"deploy": seen})
    assert [(one.subject, one.severity) for one in said] == [("FLASK_DEBUG", "warning")] * told


WAITRESS = {"boot": boot(served=[served(RUN, by="waitress.serve")])}
SCRIPT = at("boot.sh", 7)


@table(
    {
        "gunicorn": ({"deploy": deploy(launches=[launch()])}, []),
        "a program that serves with waitress": ({"deploy": deploy(launches=[RUN]), **WAITRESS}, []),
        "a program that serves nothing": (
            {"deploy": deploy(launches=[RUN]), "boot": boot(served=[served(RUN)])},
            [],
        ),
        "compose for development beside a real server": (
            {"deploy": deploy(launches=[launch(), IN_COMPOSE])},
            [],
        ),
        "FLASK_DEBUG of compose beside a real server": (
            {
                "deploy": deploy(
                    launches=[launch()],
                    variables=[variable("FLASK_DEBUG", "1", place=at("docker-compose.yml", 9))],
                )
            },
            [],
        ),
        "a script that chooses": (
            {"deploy": deploy(launches=[replace(FLASK, place=SCRIPT), launch(place=at("boot.sh", 9))])},
            [],
        ),
        "switches that are off, or whose value is not known": (
            {
                "deploy": deploy(
                    variables=[
                        variable("FLASK_DEBUG", "0"),
                        variable("FLASK_DEBUG"),
                        variable("FLASK_ENV", "x"),
                    ]
                )
            },
            [],
        ),
        "a new Flask does not listen to FLASK_ENV": (
            {"deploy": deploy(variables=[variable("FLASK_ENV", "development")]), "boot": boot(flask="3.1.0")},
            [],
        ),
    }
)
def test_dev_server_in_deploy_command_fine(given: Given, says: list[Any]) -> None:
    assert ask("dev-server-in-deploy-command", given) == says


UNSEEN = CouldNotLook("python run.py (Dockerfile:5) could not be run here")
DOWN = boot(outcome="raised")
RUNS = RunCall(at("run.py", 9), guarded=True)


def unseen(*calls: RunCall, program: Any = RUN, files: tuple[str, ...] = ("run.py",), **fields: Any) -> Given:
    """A program that is deployed and could not be run, with what its source says."""
    read = source(*map(module, ("app.py", *files)), run_calls=calls, **fields)
    return {"deploy": deploy(launches=[program]), "boot": DOWN, "source": read}


def by_text(place: str = "run.py:9", command: str = "python run.py") -> Found:
    return Found(
        f"`{command}` starts the development server",
        command,
        at("Dockerfile", 5),
        (f"read at {place}, for it could not be run here",),
    )


API = replace(RUN, place=at("api/Dockerfile", 5), starts_in="api")
OF_API = replace(by_text("api/run.py:9"), place=API.place)
APIS: Given = {
    "boot": boot(),
    "source": source(
        module("run.py"), module("api/run.py"), run_calls=[RunCall(at("api/run.py", 9), guarded=True)]
    ),
}


@table(
    {
        "the app does not come up": (unseen(RUNS), [by_text()]),
        "nor was it tried": ({**unseen(RUNS), "boot": None}, [by_text()]),
        "the program fails where the app does not": (
            {**unseen(RUNS), "boot": boot(served=[served(RUN, "raised", crash=crash("KeyError"))])},
            [by_text()],
        ),
        "in a folder of the project": (
            unseen(
                RunCall(at("shop/run.py", 9), guarded=True),
                program=replace(RUN, folder="/srv"),
                files=("shop/run.py",),
            ),
            [by_text("shop/run.py:9")],
        ),
        "one of two of that name": (unseen(RUNS, files=("run.py", "tools/run.py")), [by_text()]),
        "the folder of a container, which one of the project is called like": (
            unseen(RUNS, program=replace(RUN, folder="/app"), files=("app/run.py", "run.py")),
            [by_text()],
        ),
        "beside its Dockerfile": (
            unseen(
                RunCall(at("api/run.py", 9), guarded=True),
                files=("api/run.py", "web/run.py"),
                program=replace(RUN, place=at("api/Dockerfile", 5)),
            ),
            [replace(by_text("api/run.py:9"), place=at("api/Dockerfile", 5))],
        ),
        "a module": (
            unseen(
                RunCall(at("shop/__main__.py", 9), guarded=True),
                program=replace(RUN, target="shop"),
                files=("shop/__init__.py", "shop/__main__.py"),
            ),
            [by_text("shop/__main__.py:9", "python shop")],
        ),
        "beside a real server": (
            {**unseen(RUNS), "deploy": deploy(launches=[RUN, launch()])},
            [
                replace(
                    by_text(),
                    evidence=(*by_text().evidence, "Procfile:1 starts gunicorn app:app"),
                    severity="warning",
                )
            ],
        ),
        "of a neighbour, which is not run here": (
            {**APIS, "deploy": deploy(neighbours=[API])},
            [OF_API],
        ),
        "beside a neighbour's real server": (
            {**unseen(RUNS), "deploy": deploy(launches=[RUN], neighbours=[launch(starts_in="api")])},
            [by_text()],
        ),
        "of a neighbour, beside the root's real server and its own": (
            {**APIS, "deploy": deploy(launches=[launch()], neighbours=[API, launch(starts_in="api")])},
            [replace(OF_API, evidence=(*OF_API.evidence, GUNICORN), severity="warning")],
        ),
        "a neighbour's program that starts nothing": (
            {**APIS, "source": source(module("api/run.py")), "deploy": deploy(neighbours=[API])},
            [],
        ),
        "a script before it": (
            {**unseen(RUNS), "deploy": deploy(launches=[replace(RUN, target="seed.py"), RUN])},
            [by_text()],
        ),
        "a program that starts nothing itself": (unseen(), [UNSEEN]),
        "another file starts it": (unseen(replace(RUNS, place=at("app.py", 9))), [UNSEEN]),
        "a function that may never be called": (unseen(replace(RUNS, guarded=False)), [UNSEEN]),
        "either of two files": (
            unseen(replace(RUNS, place=at("a/run.py", 9)), files=("a/run.py", "b/run.py")),
            [UNSEEN],
        ),
        "sockets, which choose a server": (
            unseen(RUNS, imports=[Import("flask_socketio", at("app.py", 2))]),
            [UNSEEN],
        ),
        "a server for production beside it": (
            unseen(RUNS, imports=[Import("waitress", at("run.py", 10), lazy=True)]),
            [UNSEEN],
        ),
        "the app ended with an exception": (
            {**unseen(), "boot": boot(outcome="raised", crash=crash("builtins.ImportError"))},
            [
                CouldNotLook(
                    "python run.py (Dockerfile:5) could not be run here, because the app does not come up: "
                    "ImportError"
                )
            ],
        ),
        "no source": ({**unseen(), "source": None}, [UNSEEN]),
        "a choice of a compose file": (
            {
                **unseen(),
                "deploy": deploy(launches=[replace(RUN, place=at("docker-compose.yml", 4)), launch()]),
            },
            [],
        ),
        "it ran, and served nothing": ({**unseen(RUNS), "boot": boot(served=[served(RUN)])}, []),
        "more than can be run, beside an app that came up": ({**unseen(RUNS), "boot": boot()}, []),
    }
)
def test_program_that_could_not_be_run(given: Given, says: list[Any]) -> None:
    assert ask("dev-server-in-deploy-command", given) == says


MADE = AppDefinition("run.py", "app", "app", 2)
FACTORY_MADE = AppDefinition("shop/__init__.py", "create_app", "factory", 4)


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (unseen(RUNS, apps=[MADE]), "run:app"),
        (unseen(RUNS, apps=[replace(FACTORY_MADE, also_in=("run.py",)), MADE]), "run:app"),
        (unseen(RUNS, apps=[replace(MADE, path="shop/app.py", also_in=("run.py",))]), "run:app"),
        (unseen(RUNS, apps=[replace(FACTORY_MADE, path="run.py")]), '"run:create_app()"'),
        (unseen(RUNS, apps=[replace(FACTORY_MADE, path="run.py", required=("config",))]), None),
        (unseen(RUNS, apps=[MADE, replace(MADE, name="other")]), None),
        (unseen(RUNS, apps=[FACTORY_MADE]), None),
        (
            {
                **APIS,
                "deploy": deploy(neighbours=[API]),
                "source": replace(APIS["source"], apps=(replace(MADE, path="api/run.py"),)),
            },
            "run:app",
        ),
        (
            {
                "deploy": deploy(launches=[FLASK]),
                "boot": boot(target="shop:create_app"),
                "source": source(apps=[FACTORY_MADE]),
            },
            '"shop:create_app()"',
        ),
        (
            {
                "deploy": deploy(launches=[FLASK]),
                "boot": boot(target="run.py"),
                "source": source(apps=[MADE]),
            },
            "run:app",
        ),
        (
            {
                "deploy": deploy(launches=[FLASK]),
                "boot": boot(target="run", cwd="api"),
                "source": source(apps=[MADE]),
            },
            None,
        ),
    ],
)
def test_dev_server_in_deploy_command_names_the_command_to_serve_by(given: Given, target: str | None) -> None:
    (found,) = ask("dev-server-in-deploy-command", given)
    fix = f"Start a WSGI server, `gunicorn {target}`, and leave FLASK_DEBUG out of what is deployed."
    assert isinstance(found, Found)
    assert found.fix == (fix if target else None)


@pytest.mark.parametrize(
    ("apps", "command"), [([MADE], "server, `gunicorn run:app`,"), ([], "server,")], ids=["known", "unknown"]
)
def test_dev_server_in_deploy_command_names_the_run_call_that_no_server_comes_past(
    apps: list[AppDefinition], command: str
) -> None:
    bare = RunCall(at("run.py", 9), guarded=False, at_import=True)
    seen = boot(served=[served(RUN, by="flask.Flask.run")])
    (found,) = ask("dev-server-in-deploy-command", {**unseen(bare, apps=apps), "boot": seen})
    assert isinstance(found, Found)
    assert found.fix == (
        'First put the run call of run.py:9 below `if __name__ == "__main__":`, for an import never comes '
        f"past it. Start a WSGI {command} and leave FLASK_DEBUG out of what is deployed."
    )


@pytest.mark.parametrize(
    ("launched", "target", "fix"),
    [
        (launch("application:application"), "app/app:app", "Name the app: `gunicorn app.app:app`."),
        (launch("application:application"), "app.app:app", "Name the app: `gunicorn app.app:app`."),
        (launch("application:application", server="waitress"), "app.app:app", None),
        (launch("application:application", folder="/srv/shop"), "app.app:app", None),
        (launch("application:application"), "app.other:app", None),
    ],
)
def test_wsgi_target_broken_names_the_app_that_was_found(
    launched: Launch, target: str, fix: str | None
) -> None:
    given = {
        "boot": boot(target=target, served=[served(launched, "not-callable", detail="module")]),
        "deploy": deploy(launches=[launched]),
        "source": source(apps=[replace(MADE, path="app/app.py")]),
    }
    (found,) = ask("wsgi-target-broken", given)
    assert isinstance(found, Found)
    assert found.fix == fix


def test_dev_server_in_deploy_command_does_not_apply() -> None:
    said = [DoesNotApply("no deploy file starts the app")]
    assert ask("dev-server-in-deploy-command", {"deploy": Deploy()}) == said


@table(
    {
        "nothing names it": (
            {"deploy": deploy(launches=[launch()], named_by={"gunicorn": ()})},
            [
                Found(
                    "gunicorn is started, and no dependency file names it",
                    "gunicorn",
                    at("Procfile", 1),
                    fix="Declare gunicorn beside Flask in the dependencies.",
                )
            ],
        ),
        "started by two files": (
            {
                "deploy": deploy(
                    launches=[launch(), launch(place=at("render.yaml", 5))], named_by={"gunicorn": ()}
                )
            },
            [
                Found(
                    "gunicorn is started, and no dependency file names it",
                    "gunicorn",
                    at("Procfile", 1),
                    evidence=("likewise in render.yaml:5",),
                    fix="Declare gunicorn beside Flask in the dependencies.",
                )
            ],
        ),
    }
)
def test_wsgi_server_missing_faulty(given: Given, says: list[Any]) -> None:
    assert ask("wsgi-server-missing", given) == says


@table(
    {
        "declared": (
            {"deploy": deploy(launches=[launch()], named_by={"gunicorn": ("requirements.txt",)})},
            [],
        ),
    }
)
def test_wsgi_server_missing_fine(given: Given, says: list[Any]) -> None:
    assert ask("wsgi-server-missing", given) == says


@pytest.mark.parametrize("launches", [(), (launch(),)])
def test_wsgi_server_missing_does_not_apply(launches: tuple[Any, ...]) -> None:
    said = [DoesNotApply("no deploy file starts a server, or there is no dependency file to look in")]
    assert ask("wsgi-server-missing", {"deploy": deploy(launches=launches)}) == said


def test_without_a_boot_the_target_is_open() -> None:
    result = outcome(
        "wsgi-target-broken",
        deploy=deploy(launches=[launch()]),
        missing={"boot": Absence("inconclusive", "x")},
    )
    assert (result.outcome, result.reason) == ("inconclusive", "x")
