"""What keeps an app from coming up, what is only this machine's fault, and what is none."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.boot import Served
from releasecheck.facts.imports import OwnImport
from releasecheck.facts.needs import KnownValues, Moved, Wanting
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import AppDefinition, GuardedSetup, RunCall, UrlLiteral
from releasecheck.facts.work import RemoteCall
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    blueprint,
    boot,
    config,
    crash,
    deploy,
    env_read,
    event,
    launch,
    module,
    outcome,
    project,
    route,
    source,
    table,
)
from .build_dependencies import dependencies, imports, wanted

CHOSEN = ("app:app, chosen by app.py", ".venv/bin/python (.venv)")
NAME_IT = 'Name the app: `--app module:app`, or `--app "module:create_app(...)"` with what it wants.'
RUN = "releasecheck run --app"
UNSET = CouldNotLook(
    "SECRET_KEY is not set in the environment: give it with --set SECRET_KEY=VALUE or --env-file"
)


SLOW = (
    "Do it after the start, or in a command of its own; if it may take so long, "
    "raise the setting `boot.timeout` (seconds)."
)


def cannot(message: str, **fields: Any) -> Found:
    """What app-import-fails says of a crash on line 7."""
    return Found(message, **{"subject": "app:app", "place": at("app.py", 7), "evidence": CHOSEN, **fields})


def url_set(line: int, scheme: str | None) -> ConfigAssignment:
    return ConfigAssignment("SQLALCHEMY_DATABASE_URI", at("config.py", line), "Config", scheme=scheme)


GONE = {"cause": "missing-module", "subject": "shop"}


NO_NUMBER = "invalid literal for int() with base 10: ''"
NO_PORT = "DB_PORT is not set in the environment: give it with --set DB_PORT=VALUE or --env-file"


MOVED = (
    Moved("services.mail", "mail.py", at("app.py", 7, 1)),
    Moved("services.log", "log.py", at("app.py", 9, 1)),
)


def failed(*, named: bool = False, requires: str | None = None, files: Any = None, **fields: Any) -> Given:
    """A boot that did not come up, in the interpreter that somebody named or not."""
    return {
        "boot": boot(**{"outcome": "raised", **fields}),
        "project": project(python_named=named, requires_python=requires),
        "source": files,
    }


@table(
    {
        "an import that fails": (
            failed(crash=crash("ImportError", "cannot import name 'Markup' from 'flask'.")),
            [cannot("the app cannot be built: ImportError: cannot import name 'Markup' from 'flask'")],
        ),
        "a question to nobody": (
            failed(crash=crash("EOFError", "EOF when reading a line")),
            [
                cannot(
                    "the app cannot be built: EOFError: input() asks somebody while it is imported, and a "
                    "server has nobody: EOF when reading a line",
                    fix='Ask below `if __name__ == "__main__":` only, or name the module that has the app '
                    "and asks nothing.",
                )
            ],
        ),
        "a file that ends too early": (
            failed(crash=crash("EOFError", "Ran out of input")),
            [cannot("the app cannot be built: EOFError: Ran out of input")],
        ),
        "a circular import": (
            failed(crash=crash("ImportError", "partially initialized", cause="circular-import")),
            [
                cannot(
                    "the app cannot be built: ImportError: partially initialized",
                    fix="Move the import that closes the circle into the function that uses it, "
                    "or make the shared object in a module of its own.",
                )
            ],
        ),
        "a file that lies elsewhere": (
            failed(crash=crash("FileNotFoundError", "'m.pkl'", file="web/m.pkl", alike=("src/m.pkl",))),
            [
                cannot(
                    "the app cannot be built: FileNotFoundError: 'm.pkl'; it is looked for as web/m.pkl, and "
                    "src/m.pkl is there",
                    fix="Build the path from the module's own place, `Path(__file__).parent / ...`, or move "
                    "the file.",
                )
            ],
        ),
        "a config that Flask looks for in the instance folder": (
            failed(
                crash=crash(
                    "FileNotFoundError",
                    "'config.py'",
                    file="instance/config.py",
                    alike=("config.py",),
                    instance_flag=at("shop/__init__.py", 3),
                )
            ),
            [
                cannot(
                    "the app cannot be built: FileNotFoundError: 'config.py'; instance_relative_config=True "
                    "(shop/__init__.py:3) has Flask look in instance/, and the file is config.py",
                    fix="Leave the flag out and move the file to shop/, or have the file in instance/ on "
                    "each machine.",
                )
            ],
        ),
        "a database that is older than the models": (
            failed(crash=crash("OperationalError", "no such column: a.b", database="instance/a.db")),
            [
                cannot(
                    "the app cannot be built: OperationalError: no such column: a.b; the database is "
                    "instance/a.db",
                    fix="instance/a.db was made by an earlier version of the models: change it by a "
                    "migration (Flask-Migrate), and keep it out of git, where every checkout gets the old "
                    "one.",
                )
            ],
        ),
        "a decorator without wraps": (
            failed(crash=crash("AssertionError", "overwriting wrapper", cause="endpoint-overwritten")),
            [
                cannot(
                    "the app cannot be built: AssertionError: overwriting wrapper",
                    fix="Put `@functools.wraps(view)` into the decorator, or give `endpoint=`.",
                )
            ],
        ),
        "a Python that the app is not written for": (
            failed(
                requires=">=3.14",
                python_version="3.13.0",
                crash=crash("SyntaxError", "invalid syntax", cause="syntax"),
            ),
            [
                cannot(
                    "the app cannot be built: SyntaxError: invalid syntax",
                    evidence=(*CHOSEN, "pyproject.toml asks for Python >=3.14, and this is 3.13.0"),
                    fix="Name a Python that the app is written for: `--python PATH`.",
                )
            ],
        ),
        "a Python that the app is written for": (
            failed(
                requires=">=3.9,<4",
                python_version="3.15.0rc1",
                crash=crash("SyntaxError", "invalid syntax", cause="syntax"),
            ),
            [
                cannot(
                    "the app cannot be built: SyntaxError: invalid syntax",
                    fix="Correct the syntax, or run with the Python that the app is written for: "
                    "`--python PATH`.",
                )
            ],
        ),
        "no text in the exception": (
            failed(crash=crash("KeyError", "")),
            [cannot("the app cannot be built: KeyError")],
        ),
        "a name that is gone, asked for by a library": (
            failed(
                crash=crash(
                    "ImportError",
                    "cannot import name 'url_quote' from 'werkzeug.urls' (x.py)",
                    library="flask/app.py:28",
                )
            ),
            [
                cannot(
                    "the app cannot be built: ImportError: cannot import name 'url_quote' from "
                    "'werkzeug.urls' (x.py)",
                    evidence=(*CHOSEN, "raised in flask/app.py:28"),
                    fix="Update the library that still asks for it, or hold werkzeug back: "
                    "`pip install 'werkzeug<3.0'`.",
                )
            ],
        ),
        "modules missing from the interpreter that was named": (
            failed(
                named=True,
                wanting=Wanting(modules=("redis", "celery")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x, nor celery",
                    fix="Declare it as a dependency and install it, or correct the import.",
                )
            ],
        ),
        "a module that the project has elsewhere": (
            failed(
                wanting=Wanting(moved=MOVED),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="services"),
            ),
            [
                Found(
                    "the app cannot be built: the project has no module services.mail, nor services.log; "
                    "mail.py is there",
                    "services.mail",
                    at("app.py", 7, 1),
                    (
                        "mail.py has what app.py:7:1 imports from services.mail",
                        "log.py has what app.py:9:1 imports from services.log",
                    ),
                    "Import it as it lies there, or move mail.py to where it is looked for.",
                )
            ],
        ),
        "a module missing from the interpreter that was named": (
            failed(
                named=True, crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis")
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="Declare it as a dependency and install it, or correct the import.",
                )
            ],
        ),
        "a module that an upgrade took away": (
            failed(
                named=True,
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="pkg_resources"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="It belonged to setuptools, which has it no more: upgrade what imports it, "
                    "or declare `setuptools<81`.",
                )
            ],
        ),
        "a driver that an upgrade of SQLAlchemy asks for": (
            failed(
                named=True, crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="psycopg")
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="SQLAlchemy 2.1 takes psycopg for `postgresql://`: declare it, or name the driver "
                    "that is declared, as in `postgresql+psycopg2://`.",
                )
            ],
        ),
        "a database URL that SQLAlchemy takes no more": (
            failed(
                named=True,
                crash=crash("NoSuchModuleError", "Can't load plugin: sqlalchemy.dialects:postgres"),
            ),
            [
                cannot(
                    "the app cannot be built: NoSuchModuleError: Can't load plugin: "
                    "sqlalchemy.dialects:postgres",
                    fix="Write `postgresql://`: SQLAlchemy takes `postgres://` no more.",
                )
            ],
        ),
        "such a URL that the source writes": (
            failed(
                named=True,
                files=source(
                    module("app.py"),
                    config_assignments=[url_set(23, "postgres"), url_set(30, "sqlite")],
                ),
                crash=crash("NoSuchModuleError", "Can't load plugin: sqlalchemy.dialects:postgres"),
            ),
            [
                replace(
                    cannot(
                        "the app cannot be built: NoSuchModuleError: Can't load plugin: "
                        "sqlalchemy.dialects:postgres",
                        fix="Write `postgresql://`: SQLAlchemy takes `postgres://` no more.",
                    ),
                    place=at("config.py", 23),
                    evidence=(
                        "SQLALCHEMY_DATABASE_URI begins with postgres:// there",
                        "raised at app.py:7",
                        *CHOSEN,
                    ),
                )
            ],
        ),
        "such a URL where another may have come from a variable": (
            failed(
                named=True,
                files=source(
                    module("app.py"), config_assignments=[url_set(23, "postgres"), url_set(30, None)]
                ),
                crash=crash("NoSuchModuleError", "Can't load plugin: sqlalchemy.dialects:postgres"),
            ),
            [
                cannot(
                    "the app cannot be built: NoSuchModuleError: Can't load plugin: "
                    "sqlalchemy.dialects:postgres",
                    fix="Write `postgresql://`: SQLAlchemy takes `postgres://` no more.",
                )
            ],
        ),
        "the same driver, imported by the app itself": (
            failed(
                named=True,
                files=source(module("app.py"), imports=[imports("psycopg")]),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="psycopg"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="Declare it as a dependency and install it, or correct the import.",
                )
            ],
        ),
        "a package of the project that the target of --app does not find": (
            failed(
                named=True,
                cwd="shop",
                chosen_by="--app",
                files=source(module("shop/main.py")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="shop"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    evidence=("app:app, chosen by --app", ".venv/bin/python (.venv)"),
                    fix="It is shop of this project: start the app with the folder around that on the import "
                    "path (`PYTHONPATH=FOLDER`), or import it by its whole name.",
                )
            ],
        ),
        "a module of the project by a name with other capitals": (
            failed(
                files=source(module("shop/Forms.py")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="shop.forms"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="It is shop/Forms.py of this project, and capitals count where it is deployed: spell "
                    "both alike.",
                )
            ],
        ),
        "a module beside the line that imports it, of a target that a deploy file names": (
            failed(
                chosen_by="Procfile",
                files=source(module("shop/app.py"), module("shop/forms.py")),
                crash=crash(
                    "ModuleNotFoundError",
                    "x",
                    cause="missing-module",
                    subject="forms",
                    place=at("shop/app.py", 2),
                ),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    place=at("shop/app.py", 2),
                    evidence=("app:app, chosen by Procfile", ".venv/bin/python (.venv)"),
                    fix="It is shop/forms.py of this project: start the app with the folder around that on "
                    "the import path (`PYTHONPATH=FOLDER`), or import it by its whole name.",
                )
            ],
        ),
        "a module missing from a package of the project": (
            failed(
                files=source(module("shop/__init__.py")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="shop.veiws"),
            ),
            [
                cannot(
                    "the app cannot be built: ModuleNotFoundError: x",
                    fix="Declare it as a dependency and install it, or correct the import.",
                )
            ],
        ),
        "no app": (
            failed(outcome="no-app", target=None, tried=("app.py: no Flask object", "wsgi.py: not there")),
            [
                Found(
                    "no Flask app was found: app.py: no Flask object; wsgi.py: not there",
                    subject=".",
                    evidence=(".venv/bin/python (.venv)", "app.py: no Flask object", "wsgi.py: not there"),
                    fix=NAME_IT,
                )
            ],
        ),
        "a project that is written for something else": (
            failed(
                outcome="no-app",
                target=None,
                tried=("app.py: no Flask object",),
                files=source(module("app.py"), imports=[imports("uvicorn"), imports("fastapi", line=2)]),
            ),
            [
                Found(
                    "nothing here imports Flask: app.py:2 imports fastapi",
                    subject=".",
                    evidence=(".venv/bin/python (.venv)", "app.py: no Flask object"),
                    fix=NAME_IT,
                )
            ],
        ),
        "several apps": (
            failed(outcome="no-app", target=None, likely=(f"{RUN} one:app", f"{RUN} two:app")),
            [
                Found(
                    "2 Flask apps are equally likely: name one, as in `releasecheck run --app one:app`",
                    subject=".",
                    evidence=(".venv/bin/python (.venv)", f"{RUN} one:app", f"{RUN} two:app"),
                )
            ],
        ),
        "a factory that wants arguments": (
            failed(
                outcome="no-app",
                target="app:create_app",
                crash=crash("TypeError", "missing 'name'", cause="factory-arguments", subject="create_app"),
            ),
            [
                cannot(
                    "no Flask app was found: missing 'name'",
                    subject="app:create_app",
                    evidence=("app:create_app, chosen by app.py", ".venv/bin/python (.venv)"),
                    fix='Call the factory with its arguments: `--app "module:create_app(...)"`.',
                )
            ],
        ),
        "an attribute that is absent after the database answered at the second try": (
            failed(
                crash=crash("AttributeError", "'Shop' object has no attribute 'cursr'"),
                events=[
                    event("connect", "127.0.0.1:3306", failed=True, backend=True),
                    event("connect", "127.0.0.1:3306", backend=True, place=at("app.py", 10)),
                ],
            ),
            [cannot("the app cannot be built: AttributeError: 'Shop' object has no attribute 'cursr'")],
        ),
        "an attribute that is absent while some other service is": (
            failed(
                crash=crash("AttributeError", "'Shop' object has no attribute 'cursr'"),
                events=[event("connect", "192.0.2.1:443", failed=True)],
            ),
            [cannot("the app cannot be built: AttributeError: 'Shop' object has no attribute 'cursr'")],
        ),
        "an exception that no absent database explains": (
            failed(
                crash=crash("ZeroDivisionError", "division by zero"),
                events=[event("connect", "127.0.0.1:3306", failed=True, backend=True)],
            ),
            [cannot("the app cannot be built: ZeroDivisionError: division by zero")],
        ),
        "what a library makes of variables that are not set": (
            failed(
                crash=crash("ValueError", "Either hosts or cloud_id"),
                env_reads=[env_read("DSN"), env_read("SEARCH_URL")],
            ),
            [
                cannot(
                    "the app cannot be built: ValueError: Either hosts or cloud_id",
                    evidence=(
                        *CHOSEN,
                        "not set here, and asked for before without a fallback: DSN and SEARCH_URL",
                    ),
                )
            ],
        ),
        "a target that is no app": (
            failed(
                outcome="no-app", crash=crash("NoAppException", "No app in 'app'.", cause="factory-arguments")
            ),
            [
                cannot(
                    "no Flask app was found: No app in 'app'",
                    fix=NAME_IT,
                )
            ],
        ),
        "a process that dies of a signal": (
            failed(outcome="died", exit_code=-11, place=at("app.py", 3)),
            [cannot("importing the app kills its process with code -11", place=at("app.py", 3))],
        ),
        "an import that never ends": (
            failed(outcome="timed-out", duration_s=60.2, place=at("app.py", 3)),
            [
                cannot(
                    "the app is not up after 60 s: it is still at app.py:3", place=at("app.py", 3), fix=SLOW
                )
            ],
        ),
        "an import that never ends, nobody knows where": (
            failed(outcome="timed-out", duration_s=60.2),
            [cannot("the app is not up after 60 s", place=Place(), fix=SLOW)],
        ),
    }
)
def test_app_import_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("app-import-fails", given) == says


@table({"it is up": (failed(outcome="up"), [])})
def test_app_import_fails_fine(given: Given, says: list[Found]) -> None:
    assert ask("app-import-fails", given) == says


@table(
    {
        "an app that refuses to start without its secret": (
            failed(
                crash=crash("KeyError", "'SECRET_KEY'", cause="environment-variable", subject="SECRET_KEY")
            ),
            [UNSET],
        ),
        "and the others that would come next": (
            failed(
                crash=crash("KeyError", "'SECRET_KEY'", cause="environment-variable", subject="SECRET_KEY"),
                wanting=Wanting(fatal=("DSN", "SECRET_KEY", "SMTP_HOST")),
            ),
            [
                CouldNotLook(
                    "SECRET_KEY is not set in the environment, nor are DSN and SMTP_HOST, which building the "
                    "app needs as well: give them with --set SECRET_KEY=VALUE --set DSN=VALUE "
                    "--set SMTP_HOST=VALUE or --env-file"
                )
            ],
        ),
        "so many that a file is less to type": (
            failed(
                crash=crash("KeyError", "'A'", cause="environment-variable", subject="A"),
                wanting=Wanting(fatal=("A", "B", "C", "D", "E", "F")),
            ),
            [
                CouldNotLook(
                    "A is not set in the environment, nor are B, C, D, E and F, which building the app needs "
                    "as well: give them with --set NAME=VALUE for each or --env-file"
                )
            ],
        ),
        "what stands in for variables is refused": (
            failed(
                crash=crash(
                    "RuntimeError",
                    "Production secrets must be configured",
                    cause="environment-variable",
                    subject="SECRET_KEY",
                    refused=("SECRET_KEY", "JWT_KEY"),
                ),
                wanting=Wanting(fatal=("DSN", "SECRET_KEY"), other=("JWT_KEY",)),
            ),
            [
                CouldNotLook(
                    "SECRET_KEY and JWT_KEY are not set in the environment, nor is DSN, which building the "
                    "app needs as well; the app refuses to start with what it falls back on: give them with "
                    "--set SECRET_KEY=VALUE --set JWT_KEY=VALUE --set DSN=VALUE or --env-file"
                )
            ],
        ),
        "and those that are asked for as well": (
            failed(
                crash=crash("KeyError", "'SECRET_KEY'", cause="environment-variable", subject="SECRET_KEY"),
                wanting=Wanting(other=("MAIL_USER", "SECRET_KEY"), samples=(".env.example",)),
            ),
            [CouldNotLook(f"{UNSET.reason}; it also asks for MAIL_USER (see .env.example)")],
        ),
        "and those of its file that fall back on nothing as well": (
            failed(
                crash=crash("ValueError", NO_NUMBER, cause="environment-variable", subject="DB_PORT"),
                env_reads=[
                    env_read("DB_HOST", hollow=True, fallback=True),
                    env_read("DB_PORT", hollow=True, fallback=True),
                    env_read("DB_NAME", fallback=True),
                    env_read("DB_USER", hit=True),
                    env_read("MAIL_HOST", path="mail.py", hollow=True),
                ],
            ),
            [CouldNotLook(f"{NO_PORT}; it also asks for DB_HOST")],
        ),
        "nothing of that where it has no such default": (
            failed(
                crash=crash("KeyError", "'DB_PORT'", cause="environment-variable", subject="DB_PORT"),
                env_reads=[env_read("DB_HOST", hollow=True), env_read("DB_PORT")],
            ),
            [CouldNotLook(NO_PORT)],
        ),
        "a refusal that names its variable": (
            failed(
                crash=crash("RuntimeError", "SECRET_KEY must be set"),
                env_reads=[env_read("SECRET"), env_read("SECRET_KEY"), env_read("PORT")],
            ),
            [UNSET],
        ),
        "a service out of reach": (
            failed(crash=crash("OperationalError", "refused", cause="service", subject="db:5432")),
            [
                CouldNotLook(
                    "db:5432, which app.py:7 asks for, is out of reach: start it, or point the app elsewhere"
                )
            ],
        ),
        "a service that nothing names": (
            failed(crash=crash("ConnectionError", "refused", cause="service")),
            [
                CouldNotLook(
                    "a service that app.py:7 asks for is out of reach: start it, or point the app elsewhere"
                )
            ],
        ),
        "a database out of reach, which the app hides from itself": (
            failed(
                crash=crash("AttributeError", "'Database' object has no attribute 'cursor'"),
                events=[event("connect", "psycopg2 at localhost", failed=True, backend=True)],
            ),
            [
                CouldNotLook(
                    "no connection to psycopg2 at localhost from here, and the app goes on without it: "
                    "start it, or point the app elsewhere"
                )
            ],
        ),
        "and a None in its place": (
            failed(
                crash=crash("TypeError", "'NoneType' object is not subscriptable"),
                events=[event("connect", "127.0.0.1:3306", failed=True, backend=True)],
            ),
            [
                CouldNotLook(
                    "no connection to 127.0.0.1:3306 from here, and the app goes on without it: "
                    "start it, or point the app elsewhere"
                )
            ],
        ),
        "a path of another machine": (
            failed(crash=crash("FileNotFoundError", "x", cause="foreign-path", subject="/opt/shop/app.log")),
            [CouldNotLook("the app needs /opt/shop/app.log, which is not here, or not open to this user")],
        ),
        "a file that git ignores": (
            failed(crash=crash("FileNotFoundError", "x", cause="missing-file", subject="model.pkl")),
            [CouldNotLook("model.pkl is not here, and git ignores it: put it where the app looks for it")],
        ),
        "a config that git ignores, which lies beside the app": (
            failed(
                crash=crash(
                    "FileNotFoundError",
                    "x",
                    cause="missing-file",
                    subject="instance/config.py",
                    file="instance/config.py",
                    alike=("config.py",),
                    instance_flag=at("app.py", 3),
                )
            ),
            [
                CouldNotLook(
                    "instance/config.py is not here, and git ignores it; instance_relative_config=True "
                    "(app.py:3) has Flask look in instance/, and the file is config.py: leave the flag out, "
                    "or have the file in instance/ on each machine"
                )
            ],
        ),
        "a module that git ignores, beside its example": (
            failed(
                crash=crash(
                    "ModuleNotFoundError",
                    "x",
                    cause="missing-file",
                    subject="keys.py",
                    example="keys.py.example",
                )
            ),
            [
                CouldNotLook(
                    "keys.py is not here, and git ignores it: copy keys.py.example to it and fill it in"
                )
            ],
        ),
        "hardware": (
            failed(crash=crash("RuntimeError", "x", cause="hardware", subject="Raspberry Pi")),
            [CouldNotLook("this machine has no Raspberry Pi: run releasecheck where the app runs")],
        ),
        "a database that was never migrated": (
            failed(crash=crash("OperationalError", "no such table", cause="missing-table", subject="user")),
            [CouldNotLook("the database here has no table user: migrate it first")],
        ),
        "a third-party module while nobody named the interpreter": (
            failed(
                files=source(module("redis/__init__.py")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"),
            ),
            [
                CouldNotLook(
                    "redis is not installed in .venv/bin/python (.venv): "
                    "name the app's own interpreter with --python PATH"
                )
            ],
        ),
        "and the modules that would be missed next": (
            failed(
                wanting=Wanting(modules=("redis", "celery")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"),
            ),
            [
                CouldNotLook(
                    "redis and celery are not installed in .venv/bin/python (.venv): "
                    "name the app's own interpreter with --python PATH"
                )
            ],
        ),
        "requirements that nobody installed": (
            failed(crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"))
            | {"dependencies": dependencies(declared=(wanted("flask"), wanted("redis", line=2)))},
            [
                CouldNotLook(
                    "redis is not installed in .venv/bin/python (.venv), as 1 of 2 requirements in "
                    "requirements.txt are not: install them, or name the app's own interpreter "
                    "with --python PATH"
                )
            ],
        ),
        "a module that no requirement brings": (
            failed(crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"))
            | {"dependencies": dependencies()},
            [
                CouldNotLook(
                    "redis is not installed in .venv/bin/python (.venv), and all that requirements.txt "
                    "asks for is installed there: declare what brings it"
                )
            ],
        ),
        "a Python of ours, which nobody installed anything in": (
            failed(crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="redis"))
            | {"dependencies": dependencies(own_interpreter=False)},
            [
                CouldNotLook(
                    "redis is not installed in .venv/bin/python (.venv): "
                    "name the app's own interpreter with --python PATH"
                )
            ],
        ),
        "a well-known module that a file beside the line is called like": (
            failed(
                files=source(module("shop/app.py"), module("shop/redis.py")),
                crash=crash(
                    "ModuleNotFoundError",
                    "x",
                    cause="missing-module",
                    subject="redis",
                    place=at("shop/app.py", 2),
                ),
            ),
            [
                CouldNotLook(
                    "redis is not installed in .venv/bin/python (.venv): "
                    "name the app's own interpreter with --python PATH"
                )
            ],
        ),
        "a package of the project, while our guess looks elsewhere": (
            failed(
                named=True,
                cwd="shop",
                files=source(module("shop/main.py")),
                crash=crash("ModuleNotFoundError", "x", cause="missing-module", subject="shop"),
            ),
            [
                CouldNotLook(
                    "shop of this project is not found from shop: install the project in the app's Python "
                    "(pip install -e .), or name the app with --app"
                )
            ],
        ),
        "a file of a package, imported by our guess as if it stood alone": (
            failed(
                named=True,
                guessed=True,
                crash=crash("ImportError", "attempted relative import with no known parent package"),
            ),
            [
                CouldNotLook(
                    "nobody names the app, and by the guess app:app it cannot be imported (attempted "
                    "relative import with no known parent package): name it as it is started, with --app "
                    "package.module:app"
                )
            ],
        ),
        "a module of the project in another folder, for our guess": (
            failed(
                named=True,
                guessed=True,
                files=source(module("source/shop.py")),
                crash=crash("ModuleNotFoundError", "No module named 'shop'", **GONE),
            ),
            [
                CouldNotLook(
                    "nobody names the app, and by the guess app:app it cannot be imported (shop, which "
                    "is source/shop.py here, is not found): name it as it is started, with --app "
                    "package.module:app"
                )
            ],
        ),
        "a module on a path that only the platform knows": (
            failed(
                named=True,
                chosen_by="Procfile",
                files=source(module("source/shop.py")),
                crash=crash("ModuleNotFoundError", "No module named 'shop'", **GONE),
            )
            | {"deploy": deploy(launches=(replace(launch(), path_unknown=True),))},
            [
                CouldNotLook(
                    "Procfile starts the app with an import path that depends on variables not known here, "
                    "and source/shop.py is not found without it: give it with --set PYTHONPATH=FOLDER"
                )
            ],
        ),
        "a connection that hangs": (
            failed(
                outcome="timed-out",
                duration_s=60.0,
                place=at("app.py", 9),
                events=[event("connect", "192.0.2.1:5432")],
            ),
            [CouldNotLook("still connecting to 192.0.2.1:5432 after 60 s")],
        ),
        "a boot that the run's deadline ended": (
            failed(outcome="timed-out", duration_s=3.1, cut=True),
            [CouldNotLook("the run's --timeout ended the boot after 3 s, before the app was up")],
        ),
        "an exit": (
            failed(outcome="exited", exit_code=1),
            [DoesNotApply("the app exits while it is imported: exit-at-import says where")],
        ),
        "an os._exit": (
            failed(outcome="died", exit_code=3),
            [DoesNotApply("the app exits while it is imported: exit-at-import says where")],
        ),
    }
)
def test_app_import_fails_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("app-import-fails", given) == says


def exits(*, files: Any = None, **fields: Any) -> Given:
    ended = boot(**{"outcome": "exited", "exit_code": 1, "place": at("app.py", 7), **fields})
    return {"boot": ended, "project": project(), "source": files}


@table(
    {
        "sys.exit": (
            exits(),
            [Found("importing the app exits with code 1", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "sys.exit with the exception's place": (
            exits(place=Place(), crash=crash("SystemExit", "")),
            [Found("importing the app exits with code 1", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "argparse, with its words": (
            exits(exit_code=2, crash=crash("SystemExit", "app.py: error: unrecognized arguments: app:app")),
            [
                Found(
                    "importing the app exits with code 2: app.py: error: unrecognized arguments: app:app",
                    "app:app",
                    at("app.py", 7),
                    CHOSEN,
                )
            ],
        ),
        "a click command that is called": (
            exits(
                exit_code=2,
                crash=crash("UsageError", "Got unexpected extra argument (app)", library="click/core.py:9"),
            ),
            [
                Found(
                    "importing the app exits with code 2: UsageError: Got unexpected extra argument (app)",
                    "app:app",
                    at("app.py", 7),
                    CHOSEN,
                    fix="A click command that is called like a function takes the server's command line for "
                    "its own: call the function that it is made of, `command.callback()`.",
                )
            ],
        ),
        "a program that a deploy file runs, and that gives up": (
            exits(program="deployed"),
            [Found("importing the app exits with code 1", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "os._exit": (
            exits(outcome="died", exit_code=3),
            [Found("importing the app exits with code 3", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "argparse, and a connection that failed": (
            exits(exit_code=2, events=[event("connect", "db:5432", failed=True)]),
            [Found("importing the app exits with code 2", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "argparse below a variable that is not set": (
            exits(exit_code=2, env_reads=[env_read("PORT", line=5, path="app.py")]),
            [Found("importing the app exits with code 2", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "a variable read far above": (
            exits(env_reads=[env_read("SECRET_KEY", line=2, path="app.py")]),
            [Found("importing the app exits with code 1", "app:app", at("app.py", 7), CHOSEN)],
        ),
        "a variable that is set": (
            exits(env_reads=[env_read("SECRET_KEY", line=6, path="app.py", hit=True)]),
            [Found("importing the app exits with code 1", "app:app", at("app.py", 7), CHOSEN)],
        ),
    }
)
def test_exit_at_import_faulty(given: Given, says: list[Found]) -> None:
    assert ask("exit-at-import", given) == says


@table(
    {
        "it is up": ({"boot": boot(), "project": project()}, []),
        "an exception is not an exit": (
            {"boot": boot(outcome="raised", crash=crash()), "project": project()},
            [],
        ),
        "a signal is not an exit": ({"boot": boot(outcome="died", exit_code=-9), "project": project()}, []),
    }
)
def test_exit_at_import_fine(given: Given, says: list[Found]) -> None:
    assert ask("exit-at-import", given) == says


@table(
    {
        "a refusal that names the variable": (
            exits(crash=crash("SystemExit", "set SECRET_KEY first"), env_reads=[env_read("SECRET_KEY")]),
            [UNSET],
        ),
        "a service that does not answer": (
            exits(events=[event("connect", "db:5432", failed=True)]),
            [
                CouldNotLook(
                    "the app exits: no connection to db:5432 from here; start it, or point the app elsewhere"
                )
            ],
        ),
        "a service that did not answer it": (
            exits(crash=crash("OperationalError", "refused", cause="service", subject="db:5432")),
            [CouldNotLook("db:5432 is out of reach: start it, or point the app elsewhere")],
        ),
        "click's usage, of a program that nobody named": (
            exits(
                exit_code=0,
                target="run.py",
                program="guessed",
                files=source(
                    module("run.py"),
                    module("app/__init__.py"),
                    apps=[AppDefinition("app/__init__.py", "create_app", "factory", 8, ("config_name",))],
                ),
            ),
            [
                CouldNotLook(
                    "run.py, run as a program without a command, exits before it serves an app: "
                    'name the app with `--app "app:create_app(CONFIG_NAME)"`'
                )
            ],
        ),
        "a usage of its own, of a program that nobody named": (
            exits(
                target="run.py",
                program="guessed",
                files=source(
                    module("run.py"),
                    module("shop.py"),
                    apps=[AppDefinition("shop.py", "create_app", "factory", 8)],
                ),
            ),
            [
                CouldNotLook(
                    "run.py, run as a program without a command, exits with code 1 before it serves an app: "
                    "name the app with `--app shop:create_app`"
                )
            ],
        ),
        "argparse's usage, of a program that a deploy file runs with a command": (
            exits(exit_code=2, target="manage.py", program="deployed"),
            [
                CouldNotLook(
                    "manage.py, run as a program without a command, exits with code 2 before it serves an "
                    'app: name the app with `--app module:app`, or `--app "module:create_app(...)"` with '
                    "what it wants"
                )
            ],
        ),
        "a refusal right below the read": (
            exits(env_reads=[env_read("SECRET_KEY", line=5, path="app.py")]),
            [UNSET],
        ),
    }
)
def test_exit_at_import_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("exit-at-import", given) == says


@table(
    {
        "app.run": (
            {"boot": boot(events=[event("server", "Flask.run")])},
            [Found("importing the app starts a server: Flask.run", "Flask.run", at("app.py", 9))],
        ),
        "with the debugger": (
            {"boot": boot(events=[event("server", "Flask.run", debug=True)])},
            [
                Found(
                    "importing the app starts a server: Flask.run",
                    "Flask.run",
                    at("app.py", 9),
                    ("with debug=True, which brings the interactive debugger",),
                )
            ],
        ),
        "one call seen through two patches": (
            {"boot": boot(events=[event("server", "Flask.run"), event("server", "run_simple")])},
            [
                Found(
                    "importing the app starts a server: Flask.run and run_simple",
                    "Flask.run and run_simple",
                    at("app.py", 9),
                )
            ],
        ),
        "an app that then fails": (
            {"boot": boot(outcome="raised", crash=crash(), events=[event("server", "waitress.serve")])},
            [Found("importing the app starts a server: waitress.serve", "waitress.serve", at("app.py", 9))],
        ),
    }
)
def test_server_started_at_import_faulty(given: Given, says: list[Found]) -> None:
    assert ask("server-started-at-import", given) == says


@table({"no server": ({"boot": boot(events=[event("connect", "db:5432")])}, [])})
def test_server_started_at_import_fine(given: Given, says: list[Found]) -> None:
    assert ask("server-started-at-import", given) == says


def test_server_started_at_import_does_not_apply() -> None:
    result = outcome("server-started-at-import", missing={"boot": Absence("skipped", "--skip boot")})
    assert (result.outcome, result.reason) == ("skipped", "--skip boot")


def setup(call: str, subject: str, *, line: int = 20, path: str = "app.py") -> GuardedSetup:
    return GuardedSetup(call, subject, at(path, line))


def beside_it(adding: str, outcome: Any) -> Given:
    """A blueprint that blog.py registers below its guard, where the app that booted is made in shop.py."""
    return {
        "app": app(place=at("shop.py", 3)),
        "source": source(
            module("shop.py"),
            module("blog.py"),
            own_imports=[OwnImport("shop.py", at(adding, 1))],
            guarded=[setup("register_blueprint", "feed", path="blog.py")],
        ),
        "boot": boot(target="shop:create_app()", served=[Served(launch("blog:app"), outcome)]),
    }


def guarded(*setups: GuardedSetup, boots: Any = None, **fields: Any) -> Given:
    return {"app": app(**fields), "source": source(module("app.py"), guarded=setups), "boot": boots}


def only(clause: str, subject: str, *evidence: str) -> Found:
    return Found(f"{clause} only when the file is run as a program", subject, at("app.py", 20), evidence)


@table(
    {
        "a blueprint": (
            guarded(setup("register_blueprint", "views.shop")),
            [only("views.shop is registered", "views.shop", "views.shop is registered at app.py:20")],
        ),
        "a blueprint that the boot knows and the app does not": (
            guarded(
                setup("register_blueprint", "shop"),
                blueprints=[blueprint("shop", variable="shop", registered=False)],
            ),
            [only("shop is registered", "shop", "shop is registered at app.py:20")],
        ),
        "one of several that are all called bp": (
            guarded(
                replace(setup("register_blueprint", "bp"), origin="shop.labels.bp"),
                blueprints=[
                    blueprint("orders", module="shop.orders"),
                    blueprint("labels", module="shop.labels", registered=False),
                ],
            ),
            [only("bp is registered", "bp", "bp is registered at app.py:20")],
        ),
        "one whose module nobody else imports": (
            guarded(
                replace(setup("register_blueprint", "bp"), origin="shop.labels.bp"),
                blueprints=[blueprint("orders", module="shop.orders")],
            ),
            [only("bp is registered", "bp", "bp is registered at app.py:20")],
        ),
        "a route": (
            guarded(setup("add_url_rule", "/reports")),
            [only("the route /reports is added", "/reports", "the route /reports is added at app.py:20")],
        ),
        "an extension": (
            guarded(setup("init_app", "models.db")),
            [only("models.db.init_app runs", "models.db", "models.db.init_app runs at app.py:20")],
        ),
        "a key": (
            guarded(setup("config", "SECRET_KEY"), config=[config("SECRET_KEY", None, is_default=True)]),
            [only("SECRET_KEY is set", "SECRET_KEY", "SECRET_KEY is set at app.py:20")],
        ),
        "a hook": (
            guarded(setup("before_request", "check_token")),
            [
                only(
                    "before_request(check_token) runs",
                    "check_token",
                    "before_request(check_token) runs at app.py:20",
                )
            ],
        ),
        "several below one guard": (
            guarded(setup("register_blueprint", "shop"), setup("init_app", "db", line=21)),
            [
                only(
                    "shop is registered and db.init_app runs",
                    "shop",
                    "shop is registered at app.py:20",
                    "db.init_app runs at app.py:21",
                )
            ],
        ),
        "in the target's module, the app being made elsewhere": (
            {
                "app": app(place=at("shop/__init__.py", 3)),
                "source": source(module("wsgi.py"), guarded=[setup("route", "/x", path="wsgi.py")]),
                "boot": boot(target="wsgi:app"),
            },
            [
                Found(
                    "the route /x is added only when the file is run as a program",
                    "/x",
                    at("wsgi.py", 20),
                    ("the route /x is added at wsgi.py:20",),
                )
            ],
        ),
        "beside a factory that only the program calls": (
            {
                "app": app(),
                "source": source(
                    module("app.py"),
                    guarded=[setup("route", "/x")],
                    apps=[AppDefinition("app.py", "create_app", "factory", 3, called='create_app("Dev")')],
                ),
            },
            [
                Found(
                    "the route /x is added only when the file is run as a program",
                    "/x",
                    at("app.py", 20),
                    ("the route /x is added at app.py:20",),
                    "Move the set-up above the guard or into the factory, and leave only `app.run()` below."
                    " To have the config of that call judged too:"
                    " `releasecheck run --app 'app:create_app(\"Dev\")'`.",
                )
            ],
        ),
        "in a module that another deploy file serves": (
            beside_it("blog.py", "serves"),
            [
                Found(
                    "feed is registered only when the file is run as a program",
                    "feed",
                    at("blog.py", 20),
                    ("feed is registered at blog.py:20",),
                )
            ],
        ),
    }
)
def test_main_guard_only_setup_faulty(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


@table(
    {
        "a blueprint that its package hands on": (
            guarded(
                replace(setup("register_blueprint", "bp"), origin="shop.labels.bp"),
                blueprints=[blueprint("labels", module="shop.labels.views")],
            ),
            [],
        ),
        "a blueprint that is registered under another name": (
            guarded(
                replace(setup("register_blueprint", "labels_bp"), origin="shop.labels.bp"),
                blueprints=[blueprint("labels", module="shop.labels")],
            ),
            [],
        ),
        "nothing guarded": (guarded(), []),
        "in a module of another app that is served": (beside_it("app.py", "serves"), []),
        "in a module that is only run as a program": (beside_it("blog.py", "unknown"), []),
        "a blueprint that is registered all the same": (
            guarded(setup("register_blueprint", "shop"), blueprints=[blueprint("shop", variable="shop")]),
            [],
        ),
        "a route that is there all the same": (
            guarded(setup("route", "/x"), routes=[route("/x", "x")]),
            [],
        ),
        "a view that is there all the same": (
            guarded(setup("get", "index"), routes=[route("/", "index")]),
            [],
        ),
        "an extension that is there all the same": (
            guarded(setup("init_app", "db"), extensions=["sqlalchemy"]),
            [],
        ),
        "an extension nobody knows": (guarded(setup("init_app", "widgets")), []),
        "a switch for development": (guarded(setup("config", "DEBUG")), []),
        "a key that is set all the same": (
            guarded(setup("config", "SECRET_KEY"), config=[config("SECRET_KEY", "x")]),
            [],
        ),
        "a hook where others are": (guarded(setup("before_request", "load"), before_request=[""]), []),
    }
)
def test_main_guard_only_setup_fine(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


TABLES = Found(
    "db.create_all() runs only when the file is run as a program: what is deployed gets no tables",
    "create_all",
    at("app.py", 20),
    fix="Keep migrations (Flask-Migrate), and run `flask db upgrade` before the release is started.",
    severity="warning",
)


SERVED = (launch(),)


COMMAND = (
    'Make it a command (`@app.cli.command("init-db")`), and have the deployment run that before the release '
    "is started."
)


def tables(
    *makers: Place,
    launches: Any = SERVED,
    events: Any = (),
    modules: Any = (),
    own_models: int = 0,
    programs: Any = (),
    **fields: Any,
) -> Given:
    """`create_all` below the guard, and the other calls of it."""
    making = setup("create_all", "db")
    return {
        "app": app(**fields),
        "source": source(
            module("app.py", models=own_models),
            *modules,
            guarded=[making],
            table_makers=[making.place, *makers],
            run_calls=[RunCall(at(path, 30), guarded=True) for path in programs],
        ),
        "boot": boot(events=events),
        "deploy": deploy(launches=launches),
    }


def beside(program: str, of: str = "app.py") -> Given:
    """`create_all` below the guard of a program that imports the app to start it."""
    given = tables()
    making = replace(setup("create_all", "db"), place=at(program, 20))
    started = AppDefinition(of, "app", "app", 1, also_in=(program,))
    facts = source(module("app.py"), guarded=[making], table_makers=[making.place], apps=[started])
    return {**given, "source": facts}


@table(
    {
        "gunicorn": (tables(), [TABLES]),
        "flask run": (tables(launches=[launch(None, server="flask")]), [TABLES]),
        "nothing says how it is started": (
            tables(launches=[]),
            [
                replace(
                    TABLES,
                    message="db.create_all() runs only when the file is run as a program: what is deployed "
                    "otherwise gets no tables",
                    severity="info",
                )
            ],
        ),
        "the requirements have a server": (
            {**tables(launches=[]), "dependencies": dependencies(declared=(wanted("gunicorn", line=3),))},
            [replace(TABLES, evidence=("requirements.txt:3 asks for gunicorn",))],
        ),
        "by SQL": (
            {
                **tables(),
                "source": source(
                    module("app.py"),
                    guarded=[setup("create table", "init_db")],
                    table_makers=[at("app.py", 20)],
                ),
            },
            [
                replace(
                    TABLES,
                    message="init_db() makes the tables only when the file is run as a program: "
                    "what is deployed gets no tables",
                    subject="create table",
                    fix=COMMAND,
                )
            ],
        ),
        "by a function of another module": (
            {
                **tables(launches=[]),
                "source": source(
                    module("app.py"),
                    guarded=[replace(setup("create table", "init_db"), makes=(at("database.py", 4),))],
                    table_makers=[at("database.py", 4)],
                ),
            },
            [
                replace(
                    TABLES,
                    message="init_db() makes the tables only when the file is run as a program: "
                    "what is deployed otherwise gets no tables",
                    subject="create table",
                    evidence=("they are made at database.py:4",),
                    fix=COMMAND,
                    severity="info",
                )
            ],
        ),
        "a program that starts the app": (beside("run.py"), [replace(TABLES, place=at("run.py", 20))]),
        "another program makes those that it knows": (
            tables(at("desk.py", 7), own_models=1, programs=["desk.py"]),
            [TABLES],
        ),
        "another program makes all of them": (tables(at("desk.py", 7), programs=["desk.py"]), []),
        "a program that has nothing to do with it": (beside("run.py", of="other.py"), []),
        "the file is run": (tables(launches=[launch("app.py", server="python")]), []),
        "a command makes them too": (tables(at("cli.py", 3)), []),
        "Flask-Migrate": (tables(extensions=["migrate"]), []),
        "migrations": (tables(modules=[module("alembic/env.py", role="migration")]), []),
        "they were made while the app was built": (tables(events=[event("schema", "create_all()")]), []),
    }
)
def test_main_guard_only_setup_of_tables(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


PROGRAM = launch("app.py", server="python")


def run_as_program(*setups: GuardedSetup, by: str = "flask.Flask.run", launches: Any = (PROGRAM,)) -> Given:
    """An app that is served by what its file does below the main guard."""
    given = guarded(*setups, boots=boot(target="app.py", served=[Served(PROGRAM, "serves", by=by)]))
    return {
        **given,
        "app": app(extensions=["sqlalchemy", "flask-marshmallow"]),
        "deploy": deploy(launches=launches),
    }


@table(
    {
        "the development server runs it": (
            run_as_program(setup("init_app", "db"), setup("init_app", "ma", line=21)),
            [
                Found(
                    f"db.init_app runs and ma.init_app runs only because {PROGRAM.place.path} runs the file "
                    "as a program: under a WSGI server the app does without",
                    "db",
                    at("app.py", 20),
                    ("db.init_app runs at app.py:20", "ma.init_app runs at app.py:21"),
                    severity="info",
                )
            ],
        ),
        "the program is a server of its own": (
            run_as_program(setup("init_app", "db"), by="waitress.serve"),
            [],
        ),
        "a real server runs too": (
            run_as_program(setup("init_app", "db"), launches=[PROGRAM, launch()]),
            [],
        ),
        "only switches for development": (run_as_program(setup("config", "DEBUG")), []),
        "of another program": (run_as_program(setup("init_app", "db", path="tool.py")), []),
        "nothing says how it is started": (run_as_program(setup("init_app", "db"), launches=[]), []),
    }
)
def test_main_guard_only_setup_that_a_deployed_program_has(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


@table({"another program of the project": (guarded(setup("register_blueprint", "x", path="tool.py")), [])})
def test_main_guard_only_setup_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("main-guard-only-setup", given) == says


def reached(what: str, subject: str, *evidence: str, severity: Any = "warning") -> Found:
    return Found(f"importing the app {what}", subject, at("app.py", 9), evidence, severity=severity)


@table(
    {
        "a connection": (
            {"boot": boot(events=[event("connect", "rates.example:443", duration_s=0.5)])},
            [
                reached(
                    "connects to rates.example:443",
                    "rates.example:443",
                    "connects to rates.example:443 in 0.50 s",
                )
            ],
        ),
        "a connection that failed and was shrugged off": (
            {"boot": boot(events=[event("connect", "192.0.2.10:9100", failed=True)])},
            [
                reached(
                    "connects to 192.0.2.10:9100",
                    "192.0.2.10:9100",
                    "connects to 192.0.2.10:9100, which failed here",
                )
            ],
        ),
        "one that waited until it failed, which it may only do here": (
            {"boot": boot(events=[event("connect", "rates.example:443", duration_s=9.5, failed=True)])},
            [
                reached(
                    "connects to rates.example:443",
                    "rates.example:443",
                    "connects to rates.example:443 in 9.50 s, which failed here",
                )
            ],
        ),
        "Docker's daemon": (
            {"boot": boot(events=[event("connect", "/var/run/docker.sock", loopback=True)])},
            [
                reached(
                    "connects to /var/run/docker.sock",
                    "/var/run/docker.sock",
                    "connects to /var/run/docker.sock",
                )
            ],
        ),
        "a slow one": (
            {"boot": boot(events=[event("connect", "rates.example:443", duration_s=3.21)])},
            [
                reached(
                    "connects to rates.example:443, which took 3.2 s",
                    "rates.example:443",
                    "connects to rates.example:443 in 3.21 s",
                    severity="error",
                )
            ],
        ),
        "several from one line": (
            {"boot": boot(events=[event("connect", "a:1"), event("process", "git rev-parse HEAD")])},
            [
                reached(
                    "connects to a:1 and starts git rev-parse HEAD",
                    "a:1",
                    "connects to a:1",
                    "starts git rev-parse HEAD",
                )
            ],
        ),
        "one program from two lines of a file, each below two seconds": (
            {
                "boot": boot(
                    events=[
                        event("process", "git", duration_s=1.5),
                        event("process", "git", place=at("app.py", 20), duration_s=1.5),
                    ]
                )
            },
            [reached("starts git", "git", "starts git in 1.50 s", "starts git in 1.50 s at app.py:20")],
        ),
        "two programs, and one from two files": (
            {
                "boot": boot(
                    events=[
                        event("process", "git"),
                        event("process", "hg", place=at("app.py", 20)),
                        event("process", "git", place=at("b.py", 2)),
                    ]
                )
            },
            [
                reached("starts git", "git", "starts git"),
                replace(reached("starts hg", "hg", "starts hg"), place=at("app.py", 20)),
                replace(reached("starts git", "git", "starts git"), place=at("b.py", 2)),
            ],
        ),
        "one server from two lines": (
            {"boot": boot(events=[event("connect", "a:1"), event("connect", "a:1", place=at("app.py", 20))])},
            [
                reached("connects to a:1", "a:1", "connects to a:1"),
                replace(reached("connects to a:1", "a:1", "connects to a:1"), place=at("app.py", 20)),
            ],
        ),
        "from two lines": (
            {
                "boot": boot(
                    events=[event("listen", "0.0.0.0:9000"), event("mail", "mx:25", place=at("b.py", 2))]
                )
            },
            [
                reached("listens on 0.0.0.0:9000", "0.0.0.0:9000", "listens on 0.0.0.0:9000"),
                Found(
                    "importing the app sends mail through mx:25",
                    "mx:25",
                    at("b.py", 2),
                    ("sends mail through mx:25",),
                    severity="warning",
                ),
            ],
        ),
    }
)
def test_import_time_network_faulty(given: Given, says: list[Found]) -> None:
    assert ask("import-time-network", {"app": app(), **given}) == says


@table(
    {
        "nothing": ({"boot": boot()}, []),
        "loopback": ({"boot": boot(events=[event("connect", "127.0.0.1:6379", loopback=True)])}, []),
        "a socket of this machine": (
            {"boot": boot(events=[event("connect", "/run/redis/redis.sock", loopback=True)])},
            [],
        ),
        "what the standard library asks": (
            {"boot": boot(events=[event("process", "/sbin/ldconfig -p"), event("process", "uname -p")])},
            [],
        ),
        "a thread, a sleep": ({"boot": boot(events=[event("thread", "t"), event("sleep", "1 s")])}, []),
    }
)
def test_import_time_network_fine(given: Given, says: list[Found]) -> None:
    assert ask("import-time-network", {"app": app(), **given}) == says


SECRETS = RemoteCall("AWS Secrets Manager (get_secret_value)", at("app.py", 9))
ASKED_FOR = Found(
    f"importing the app may ask {SECRETS.what}, which this boot did not",
    SECRETS.what,
    at("app.py", 9),
    severity="info",
)


DATABASE = RemoteCall("psycopg2.connect", at("app.py", 7), database=True)
CONNECTS = Found(
    "importing the app connects to a database by psycopg2.connect(): while that is away, no worker comes up",
    "psycopg2.connect",
    at("app.py", 7),
)


def test_a_database_elsewhere_is_told_by_its_address_alone() -> None:
    (found,) = ask(
        "import-time-network", may_ask(DATABASE, events=[event("connect", "db:5432", place=at("app.py", 7))])
    )
    assert isinstance(found, Found)
    assert found.message == "importing the app connects to db:5432"


def may_ask(*calls: RemoteCall, events: Any = ()) -> Given:
    return {"boot": boot(events=events), "app": app(), "source": source(remote_calls=calls)}


@table(
    {
        "not met here": (may_ask(SECRETS), [ASKED_FOR]),
        "met here": (may_ask(SECRETS, events=[event("connect", "aws:443", loopback=True)]), []),
        "several of a module": (
            may_ask(SECRETS, RemoteCall("requests.get", at("app.py", 12))),
            [replace(ASKED_FOR, evidence=("also requests.get at app.py:12",))],
        ),
        "a module that was not imported": (may_ask(RemoteCall("requests.get", at("other.py", 9))), []),
        "a database": (may_ask(DATABASE), [CONNECTS]),
        "a database here": (
            may_ask(DATABASE, events=[event("connect", "::1:5432", loopback=True)]),
            [CONNECTS],
        ),
        "a database that no module of the app asks": (
            may_ask(RemoteCall("psycopg2.connect", at("other.py", 7), database=True)),
            [],
        ),
    }
)
def test_what_an_import_may_ask(given: Given, says: list[Found]) -> None:
    assert ask("import-time-network", given) == says


def test_import_time_network_does_not_apply() -> None:
    result = outcome("import-time-network", missing={"boot": Absence("skipped", "--skip boot")})
    assert (result.outcome, result.reason) == ("skipped", "--skip boot")


def test_a_variable_is_asked_for_with_the_values_that_the_source_knows() -> None:
    known = (KnownValues("MODE", ("production", "dev")), KnownValues("STAGE", ("eu",)))
    raised = crash("KeyError", "'MODE'", cause="environment-variable", subject="MODE")
    (said,) = ask("app-import-fails", failed(crash=raised, wanting=Wanting(known=known)))
    assert said == CouldNotLook(
        "MODE is not set in the environment: give it with --set MODE=VALUE or --env-file; "
        "the source compares MODE with 'production' and 'dev'"
    )


@pytest.mark.parametrize(
    ("service", "names", "cure"),
    [
        ("db:27017", ["MONGODB_URI", "SECRET_KEY", "MONGO_USER"], " by --set MONGODB_URI=VALUE"),
        ("db:5432", ["DATABASE_URL"], " by --set DATABASE_URL=VALUE"),
        ("db:6379", ["REDIS_URL", "REDIS_HOST"], ""),
        ("db:6379", ["MONGODB_URI"], ""),
        ("db:1234", ["DATABASE_URL"], ""),
    ],
)
def test_a_service_out_of_reach_whose_address_was_asked_for_in_vain(
    service: str, names: list[str], cure: str
) -> None:
    refused = crash("E", "refused", cause="service", subject=service)
    (said,) = ask("app-import-fails", failed(crash=refused, env_reads=[env_read(one) for one in names]))
    elsewhere = f"point the app elsewhere{cure}"
    assert said == CouldNotLook(
        f"{service}, which app.py:7 asks for, is out of reach: start it, or {elsewhere}"
    )


@pytest.mark.parametrize(
    ("service", "start"),
    [
        ("api.weather.example:443", "run this where it is within reach"),
        ("shop.internal:443", "start it"),
        ("api:443", "start it"),
        ("192.0.2.7:443", "start it"),
        ("db.shop.example:5432", "start it"),
    ],
)
def test_nobody_is_told_to_start_a_site_of_the_web(service: str, start: str) -> None:
    (said,) = ask("app-import-fails", failed(crash=crash("E", "refused", cause="service", subject=service)))
    assert said.reason.endswith(f"is out of reach: {start}, or point the app elsewhere")


WRITTEN = UrlLiteral("postgresql+psycopg2", at("config.py", 9))


@pytest.mark.parametrize(
    ("service", "fields", "cure"),
    [
        ("db:5432", {}, "change the address that is written at config.py:9"),
        ("db:3306", {}, "point the app elsewhere"),
        (
            "db:5432",
            {"env_defaults": [EnvDefault("DB", at("config.py", 9), secret=True)]},
            "point the app elsewhere",
        ),
        (
            "db:5432",
            {"url_literals": [WRITTEN, replace(WRITTEN, place=at("config.py", 20))]},
            "point the app elsewhere",
        ),
    ],
    ids=["one", "of another kind", "a fallback", "two"],
)
def test_a_service_out_of_reach_whose_address_is_in_the_source(
    service: str, fields: Given, cure: str
) -> None:
    known = source(module("config.py"), **{"url_literals": [WRITTEN], **fields})
    (said,) = ask(
        "app-import-fails",
        {**failed(crash=crash("E", "refused", cause="service", subject=service)), "source": known},
    )
    assert said == CouldNotLook(f"{service}, which app.py:7 asks for, is out of reach: start it, or {cure}")
