"""Files that git has and should not, or has not and should."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import NOWHERE, Absence, Place
from releasecheck.facts.config import Address
from releasecheck.facts.deploy import Deploy, FileMount
from releasecheck.facts.extensions import ExtensionCall
from releasecheck.facts.needs import Unkept, Wanting
from releasecheck.facts.repository import Exposed, Removed, Repository
from releasecheck.facts.runs import Git
from releasecheck.facts.source import IdleMaker
from releasecheck.facts.templates import EndpointUse, StaticFolder
from releasecheck.findings import Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    event,
    module,
    outcome,
    refers,
    source,
    table,
    templates,
    use,
)

NO_GIT = Absence("skipped", "no git repository here")


def exposed(kind: Any, path: str, *holds: str, **fields: Any) -> Given:
    """A repository with one such file, committed."""
    one = Exposed(**{"kind": kind, "place": at(path, 2), "tracked": True, "holds": holds, **fields})
    return {"repository": Repository(exposed=(one,))}


def gone(**fields: Any) -> Given:
    """A repository whose history keeps a `.env`."""
    one = Removed(
        **{"path": ".env", "commit": "e4c3284", "holds": ("SECRET_KEY",), "kept": NOWHERE, **fields}
    )
    return {"repository": Repository(removed=(one,))}


def left(said: str, place: Place = NOWHERE) -> Found:
    return Found(
        f".env was deleted from git in e4c3284, and the history keeps SECRET_KEY{said}",
        ".env",
        place,
        ("SECRET_KEY",),
        fix="Replace these values, unless that has been done: whoever has the repository has them.",
        severity="warning",
    )


@table(
    {
        "deleted, and in the history": (gone(), [left("")]),
        "deleted, and still in use here": (
            gone(kept=at(".env", 3)),
            [left(", and .env still has what was in it", at(".env", 3))],
        ),
        "secrets": (
            exposed("environment", ".env", "SECRET_KEY", "DB_PASSWORD"),
            [
                Found(
                    ".env is in git with SECRET_KEY and DB_PASSWORD",
                    ".env",
                    at(".env", 2),
                    ("SECRET_KEY", "DB_PASSWORD"),
                )
            ],
        ),
        "placeholders so far": (
            exposed("placeholders", ".env", "SECRET_KEY"),
            [
                Found(
                    ".env is in git, with placeholders for SECRET_KEY so far: real ones would go there too",
                    ".env",
                    at(".env", 2),
                    fix="`git rm --cached .env`, add it to .gitignore, and make .env.example of it.",
                    severity="info",
                )
            ],
        ),
        "what anybody would try": (
            exposed("environment", "pgadmin.env", "PGADMIN_DEFAULT_PASSWORD", guessable=True),
            [
                Found(
                    "pgadmin.env is in git with PGADMIN_DEFAULT_PASSWORD",
                    "pgadmin.env",
                    at("pgadmin.env", 2),
                    ("PGADMIN_DEFAULT_PASSWORD",),
                    severity="warning",
                )
            ],
        ),
        "about to be committed": (
            exposed("environment", ".env", "SECRET_KEY", tracked=False),
            [
                Found(
                    "nothing keeps .env, with SECRET_KEY, out of git",
                    ".env",
                    at(".env", 2),
                    ("SECRET_KEY",),
                    fix="Add .env to .gitignore.",
                    severity="warning",
                )
            ],
        ),
        "a private key": (
            exposed("private-key", "cert/server.key"),
            [Found("a private key is in git", "cert/server.key", at("cert/server.key", 2))],
        ),
        "a database that the documents have copied": (
            exposed("database", "docs/_db.db", "login.hash", example=True, copied_by=at("README.md", 9)),
            [
                Found(
                    "docs/_db.db has rows in login.hash, and README.md:9 has it copied",
                    "docs/_db.db",
                    at("docs/_db.db", 2),
                    ("login.hash",),
                    fix="Keep the tables there alone, and let each installation make its first account.",
                    severity="warning",
                )
            ],
        ),
        "a database with passwords": (
            exposed("database", "site.db", "user.password_hash"),
            [
                Found(
                    "a database is in git with rows in user.password_hash",
                    "site.db",
                    at("site.db", 2),
                    ("user.password_hash",),
                )
            ],
        ),
        "the database of the app": (
            {
                **exposed("database", "instance/site.db"),
                "app": app(config=[config("SQLALCHEMY_DATABASE_URI", "sqlite:///site.db")]),
            },
            [
                Found(
                    "the database of the app is in git",
                    "instance/site.db",
                    at("instance/site.db", 2),
                    severity="warning",
                )
            ],
        ),
        "the database of a config that is only described": (
            {
                **exposed("database", "instance/test.db", example=True),
                "app": app(
                    config=[
                        config(
                            "SQLALCHEMY_DATABASE_URI",
                            "length 17",
                            addresses=(Address("sqlite", "file", file="test.db"),),
                        )
                    ]
                ),
            },
            [
                Found(
                    "the database of the app is in git",
                    "instance/test.db",
                    at("instance/test.db", 2),
                    severity="warning",
                )
            ],
        ),
        "the database of the app, as the first boot made it": (
            {
                **exposed("database", "database.db", data=False),
                "app": app(config=[config("SQLALCHEMY_DATABASE_URI", "'sqlite:////srv/shop/database.db'")]),
            },
            [
                Found(
                    "the database of the app is in git, without a row: "
                    "a deploy puts it in the place of the real one",
                    "database.db",
                    at("database.db", 2),
                    severity="warning",
                )
            ],
        ),
        "SQL with accounts": (
            exposed("dump", "backup.sql", "user"),
            [
                Found(
                    "SQL with the password hashes of accounts of user is in git",
                    "backup.sql",
                    at("backup.sql", 2),
                    fix="Keep it out of git, and let each installation choose its first passwords.",
                    severity="warning",
                )
            ],
        ),
        "SQL with passwords that a database begins with": (
            {
                **exposed("dump", "db/init.sql", "user", typed=True),
                "deploy": Deploy(
                    file_mounts=(
                        FileMount(
                            "db", "db/init.sql", "/docker-entrypoint-initdb.d/1.sql", at("compose.yaml", 4)
                        ),
                        FileMount("web", "db/init.sql", "/app/init.sql", at("compose.yaml", 9)),
                    )
                ),
            },
            [
                Found(
                    "SQL with the passwords of accounts of user is in git",
                    "db/init.sql",
                    at("db/init.sql", 2),
                    ("db begins with these accounts, by compose.yaml:4",),
                    fix="Keep it out of git, and let each installation choose its first passwords.",
                    severity="warning",
                )
            ],
        ),
        "sessions": (
            exposed("session", "flask_session/b041"),
            [
                Found(
                    "sessions of visitors that Flask-Session kept are in git",
                    "flask_session/b041",
                    at("flask_session/b041", 2),
                    fix="`git rm -r --cached flask_session`, and flask_session/ in .gitignore.",
                    severity="warning",
                )
            ],
        ),
        "JSON with accounts": (
            exposed("dump", "users.json"),
            [
                Found(
                    "JSON with the password hashes of accounts is in git",
                    "users.json",
                    at("users.json", 2),
                    fix="Keep it out of git, and let each installation choose its first passwords.",
                    severity="warning",
                )
            ],
        ),
        "a database for accounts, before there are any": (
            {**exposed("database", "app/database.db", data=False, accounts=("user.password",)), "app": app()},
            [
                Found(
                    "a database is in git, with user.password and no rows so far",
                    "app/database.db",
                    at("app/database.db", 2),
                    severity="info",
                )
            ],
        ),
        "some database": (
            {**exposed("database", "words.db"), "app": app()},
            [Found("a database is in git", "words.db", at("words.db", 2), severity="info")],
        ),
    }
)
def test_committed_env_file_faulty(given: Given, says: list[Any]) -> None:
    assert ask("committed-env-file", given) == says


@pytest.mark.parametrize(
    "given",
    [
        {"repository": Repository(untracked=(".env",))},
        exposed("database", "empty.db", data=False),
        {
            **exposed("database", "empty.db", data=False),
            "app": app(config=[config("SQLALCHEMY_DATABASE_URI", "'sqlite:////srv/shop/other_empty.db'")]),
        },
        exposed("database", "test.db", "user.password_hash", example=True),
        exposed("database", "test.db", data=False, accounts=("user.password",), example=True),
    ],
)
def test_committed_env_file_fine(given: Given) -> None:
    assert ask("committed-env-file", given) == []


def test_committed_env_file_does_not_apply() -> None:
    result = outcome("committed-env-file", missing={"repository": NO_GIT})
    assert (result.outcome, result.reason) == ("skipped", "no git repository here")


def beside(untracked: tuple[str, ...] = (), ignored: tuple[str, ...] = (), **fields: Any) -> Given:
    return {
        "app": app(modules=["app.py", "shop/labels.py"]),
        "repository": Repository(untracked, ignored),
        **fields,
    }


def having(*tracked: str) -> Given:
    return {"git": Git("3f2a", "main", dirty=False, tracked=tracked)}


def migrating(*tracked: str, **fields: Any) -> Given:
    return {
        "app": app(extensions=("sqlalchemy", "migrate")),
        "repository": Repository(),
        "source": source(**fields),
        "git": Git("3f2a", "main", dirty=False, tracked=tracked),
    }


MIGRATE = at("app.py", 9)
NO_MIGRATIONS = Found(
    "git has no migrations: on a checkout `flask db upgrade` makes no tables",
    "migrations",
    at("app.py", 1),
    fix="`flask db init` and `flask db migrate`, and commit the folder; `.gitignore` must not name it.",
    severity="warning",
)
LABELS = Found("shop/labels.py is imported and not in git", "shop/labels.py", at("shop/labels.py"))
RENDERS = {"source": source(renders=[refers("a.html")]), "templates": templates("a.html")}
PAGE = Found(
    "templates/a.html is rendered and not in git", "templates/a.html", at("templates/a.html"), ("app.py:14",)
)


@table(
    {
        "a module": (beside(("shop/labels.py",)), [LABELS]),
        "in a folder of which nothing is in git": (beside(("shop/",)), [LABELS]),
        "an ignored module": (
            beside(ignored=("shop/labels.py",)),
            [
                Found(
                    "shop/labels.py is imported, and .gitignore keeps it out of git",
                    "shop/labels.py",
                    at("shop/labels.py"),
                    severity="warning",
                )
            ],
        ),
        "an ignored module, and an example of another or elsewhere": (
            {
                **beside(ignored=("shop/labels.py",)),
                **having("labels.py.example", "shop/keys.py.example", "shop/labels_for_all.py"),
            },
            [
                Found(
                    "shop/labels.py is imported, and .gitignore keeps it out of git",
                    "shop/labels.py",
                    at("shop/labels.py"),
                    severity="warning",
                )
            ],
        ),
        "an ignored template": (
            beside(ignored=("templates/a.html",), **RENDERS),
            [
                Found(
                    "templates/a.html is rendered, and .gitignore keeps it out of git",
                    "templates/a.html",
                    at("templates/a.html"),
                    ("app.py:14",),
                    severity="warning",
                )
            ],
        ),
        "a template that the code names": (beside(("templates/a.html",), **RENDERS), [PAGE]),
        "a template that another names": (
            beside(
                ("templates/a.html",),
                templates=templates(
                    "a.html", references=[refers("a.html", kind="extends", place=at("b.html", 1))]
                ),
            ),
            [
                Found(
                    "templates/a.html is rendered and not in git",
                    "templates/a.html",
                    at("templates/a.html"),
                    ("b.html:1",),
                )
            ],
        ),
        "no migrations, and nothing else makes the tables": (migrating("app.py"), [NO_MIGRATIONS]),
        "migrations that the project keeps out of git": (
            {
                **migrating("app.py", "shop/versions.py"),
                "repository": Repository(untracked=(), ignored=("shop/migrations/", "migrations.log")),
                "source": source(
                    extension_calls=[
                        ExtensionCall("made", "migrate", "flask_migrate", MIGRATE, with_app=True)
                    ]
                ),
                "app": app(extensions=("sqlalchemy", "migrate"), modules=["app.py"]),
            },
            [
                replace(
                    NO_MIGRATIONS,
                    place=MIGRATE,
                    evidence=(".gitignore keeps shop/migrations/ out of git",),
                )
            ],
        ),
        "a function that nothing calls would make them": (
            migrating(
                "app.py", table_makers=[at("db.py", 4)], idle_makers=[IdleMaker("init_db", at("db.py", 4))]
            ),
            [
                replace(
                    NO_MIGRATIONS, evidence=("init_db() at db.py:4 would make tables, and nothing calls it",)
                )
            ],
        ),
        "migrations that nobody added": (
            {**migrating("app.py"), "repository": Repository(untracked=("migrations/",))},
            [replace(NO_MIGRATIONS, evidence=("migrations/ is here and not in git",))],
        ),
    }
)
def test_untracked_runtime_file_faulty(given: Given, says: list[Any]) -> None:
    assert ask("untracked-runtime-file", given) == says


@pytest.mark.parametrize(
    "given",
    [
        beside(),
        beside(("notes.txt", "scratch.py", "shop/labels.pyc")),
        {**beside(ignored=("shop/_version.py",)), "app": app(modules=["shop/_version.py"])},
        {**beside(ignored=("shop/labels.py",)), **having("shop/labels.py.example")},
        {**beside(ignored=("shop/labels.py",)), **having("shop/labels.sample.py")},
        {**beside(ignored=("instance/",)), "app": app(modules=["instance/config.py"])},
        beside(ignored=("templates/",), **RENDERS),
        beside(("templates/b.html",), **RENDERS),
        beside(("templates/a.html",), templates=templates("a.html")),
        beside(
            ("templates/a.html",),
            source=source(module("old.py"), renders=[refers("a.html", place=at("old.py", 1))]),
            templates=templates("a.html"),
        ),
        beside(
            ("templates/a.html",), source=RENDERS["source"], templates=templates(exists={"a.html": False})
        ),
        migrating("app.py", "migrations/versions/3f2a_shelf.py"),
        migrating("app.py", "db/alembic/env.py"),
        migrating("app.py", "schema/script.py.mako"),
        migrating("app.py", table_makers=[at("init_db.py", 4)]),
        migrating(
            "app.py",
            table_makers=[at("db.py", 4), at("init_db.py", 4)],
            idle_makers=[IdleMaker("init_db", at("db.py", 4))],
        ),
        {**migrating("app.py"), "boot": boot(events=(event("schema", "CREATE TABLE shelf"),))},
        {**migrating("app.py"), "app": app(extensions=("sqlalchemy",))},
        {**migrating("app.py"), "git": None},
    ],
    ids=[
        *(
            "all there",
            "not used",
            "generated",
            "an example",
            "a sample",
            "instance",
            "built templates",
            "another template",
        ),
        *("a template that nothing names", "named by a dead file", "a missing template is another rule's"),
        *("migrations", "Alembic's own folder", "in a folder of another name", "a script makes the tables"),
        "a script does, beside a function that nothing calls",
        *("the boot made tables", "no Flask-Migrate", "no git"),
    ],
)
def test_untracked_runtime_file_fine(given: Given) -> None:
    assert ask("untracked-runtime-file", given) == []


def test_untracked_runtime_file_that_is_not_even_here() -> None:
    failed = boot(outcome="raised", wanting=Wanting(unkept=(Unkept("shop/keys.py", at("app.py", 7)),)))
    assert ask("untracked-runtime-file", {"app": app(), "repository": Repository(), "boot": failed}) == [
        Found(
            "shop/keys.py is imported and not here, and .gitignore keeps it out of git: no checkout has it",
            "shop/keys.py",
            at("app.py", 7),
            fix="Read what it holds from the environment, or commit an example of it (shop/keys.example.py).",
            severity="warning",
        )
    ]


def test_untracked_runtime_file_does_not_apply() -> None:
    result = outcome("untracked-runtime-file", app=app(), missing={"repository": NO_GIT})
    assert (result.outcome, result.reason) == ("skipped", "no git repository here")


def script(name: str = "lib/recipes.js", line: int = 8, **fields: Any) -> EndpointUse:
    return use("static", filename=name, place=at("templates/a.html", line), template="a.html", **fields)


def serving(
    *uses: EndpointUse,
    untracked: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
    here: tuple[str, ...] = (),
    tracked: tuple[str, ...] = ("app.py",),
    folder: Given | None = None,
    **fields: Any,
) -> Given:
    """A page that is rendered, and what it asks of the folder `shop/static`."""
    served = StaticFolder(
        **{"endpoint": "static", "path": "shop/static", "url_path": "/static", **(folder or {})}
    )
    return {
        "app": app(**{"modules": ["app.py"], **fields}),
        "repository": Repository(untracked, ignored, ignored_here=here),
        "source": source(renders=[refers("a.html")]),
        "templates": templates("a.html", endpoint_uses=uses or (script(),), static=[served]),
        "git": Git("3f2a", "main", dirty=False, tracked=tracked),
    }


LIB = "shop/static/lib/"
RECIPES = Found(
    "shop/static/lib/recipes.js is asked for by a page, and .gitignore keeps shop/static/lib/ out of git",
    "shop/static/lib/recipes.js",
    at("templates/a.html", 8),
    ("shop/static/lib/recipes.js at templates/a.html:8",),
    severity="warning",
)


@table(
    {
        "in a folder that a pattern meets by accident": (serving(ignored=(LIB,)), [RECIPES]),
        "several of it are one": (
            serving(script(), script("lib/a.css", 9), script("own.js"), ignored=(LIB,)),
            [
                Found(
                    "2 files of shop/static/lib/ are asked for by a page, "
                    "and .gitignore keeps shop/static/lib/ out of git",
                    LIB,
                    at("templates/a.html", 8),
                    (
                        "shop/static/lib/recipes.js at templates/a.html:8",
                        "shop/static/lib/a.css at templates/a.html:9",
                    ),
                    severity="warning",
                )
            ],
        ),
        "nobody added it": (
            serving(untracked=("shop/static/lib/recipes.js",)),
            [
                replace(
                    RECIPES,
                    message="shop/static/lib/recipes.js is asked for by a page and not in git",
                )
            ],
        ),
        "nobody added the folder": (
            serving(untracked=("shop/",)),
            [
                replace(
                    RECIPES,
                    message="shop/static/lib/recipes.js is asked for by a page and not in git",
                )
            ],
        ),
        "files that a pattern meets by their names": (
            serving(
                *(script(name, line) for line, name in enumerate(("a.css", "b.css"), 3)),
                ignored=("shop/static/a.css", "shop/static/b.css"),
            ),
            [
                Found(
                    "2 files of shop/static/ are asked for by a page, and .gitignore keeps them out of git",
                    "shop/static/",
                    at("templates/a.html", 3),
                    (
                        "shop/static/a.css at templates/a.html:3",
                        "shop/static/b.css at templates/a.html:4",
                    ),
                    severity="warning",
                )
            ],
        ),
        "another file is compiled": (serving(ignored=(LIB,), tracked=("shop/scss/shop.scss",)), [RECIPES]),
    }
)
def test_static_file_that_git_lacks(given: Given, says: list[Found]) -> None:
    assert ask("untracked-runtime-file", given) == says


@table(
    {
        "it is in git": (serving(), []),
        "it is not there at all: missing-static-file": (
            serving(ignored=(LIB,), folder={"lacking": {"lib/recipes.js": None}}),
            [],
        ),
        "a build makes what is in the whole folder": (serving(ignored=("shop/static/",)), []),
        "a build folder": (serving(script("dist/shop.js"), ignored=("shop/static/dist/",)), []),
        "what people send": (serving(script("uploads/own.css"), untracked=("shop/static/uploads/",)), []),
        "packages": (serving(script("node_modules/x.js"), ignored=("shop/static/node_modules/",)), []),
        "a picture, which the app may draw": (serving(script("plot.png"), untracked=("shop/",)), []),
        "npm": (serving(ignored=(LIB,), tracked=("app.py", "front/package.json")), []),
        "webpack": (serving(ignored=(LIB,), tracked=("webpack.config.js",)), []),
        "Flask-Assets": (serving(ignored=(LIB,), extensions=["assets"]), []),
        "Sass": (
            serving(script("shop.css"), ignored=("shop/static/shop.css",), tracked=("shop/scss/shop.scss",)),
            [],
        ),
        "made smaller": (
            serving(script("shop.min.js"), ignored=("shop/static/shop.min.js",), tracked=("src/shop.js",)),
            [],
        ),
        "ignored on this machine alone": (serving(ignored=(LIB,), here=(LIB,)), []),
        "a page that nothing renders": (
            {**serving(ignored=(LIB,)), "source": source(renders=[refers("b.html")])},
            [],
        ),
        "a folder of another blueprint": (serving(ignored=(LIB,), folder={"endpoint": "shop.static"}), []),
        "a folder outside of the project": (serving(ignored=(LIB,), folder={"path": None}), []),
        "no git": ({**serving(ignored=(LIB,)), "git": None}, []),
    }
)
def test_static_file_that_something_else_brings(given: Given, says: list[Found]) -> None:
    assert ask("untracked-runtime-file", given) == says
