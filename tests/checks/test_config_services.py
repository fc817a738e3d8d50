"""Services that the config points to, and limits that it leaves open."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.boot import DeployedVariable
from releasecheck.facts.config import Address
from releasecheck.facts.deploy import NewDisk, Variable
from releasecheck.facts.services import EngineUrl, NearService
from releasecheck.facts.source import RunCall, UploadUse
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    deploy,
    env_read,
    found_in_config,
    image,
    launch,
    source,
    table,
)
from .build_dependencies import dependencies, distribution, wanted

URI = "SQLALCHEMY_DATABASE_URI"


def pointing(key: str = URI, where: Any = "this-machine", scheme: str = "postgresql", **fields: Any) -> Given:
    more = fields.pop("address", {})
    value = config(key, "text", addresses=(Address(scheme, where, **more),), **fields)
    return {"app": app(config=[value])}


REDIS = [
    config(key, text, addresses=(Address("redis", "this-machine"),), place=at("config.py", line))
    for key, text, line in (("BROKER_URL", "one", 3), ("RESULT_BACKEND", "two", 5))
]
IN_DOCKER = {"boot": boot(chosen_by="Dockerfile")}
CLIENT = NearService("psycopg2.connect", "", at("app.py", 9))
LINKS = NearService("BASE_URL", "http", at("app.py", 3))
NOT_SET = {"boot": boot(chosen_by="Dockerfile", env_reads=[env_read("DATABASE_URL", line=4)])}
ON_RENDER = {
    "boot": boot(chosen_by="render.yaml"),
    "deploy": deploy(
        launches=[launch(place=at("render.yaml", 4))], new_disks=[NewDisk(at("render.yaml", 2))]
    ),
}
LOST = "render.yaml:2 keeps no disk for it: each deploy starts without its rows"
GIVE = "Set DATABASE_URL in the deployment; to judge it so, give it with --set or --env-file."


OF_ITS_OWN = (
    "root may do anything with every database there: give the app a user of its own, "
    "with its database alone and a password from the environment"
)


@table(
    {
        "on a machine of one's own": (
            pointing(),
            [found_in_config(f"{URI} points to this machine (postgresql)", URI, severity="info")],
        ),
        "in a container": (
            {**pointing(), **IN_DOCKER},
            [
                found_in_config(
                    f"{URI} points to this machine (postgresql)",
                    URI,
                    evidence=("Dockerfile says that the app has a machine to itself",),
                )
            ],
        ),
        "a variable of its name is read further up, with a fallback": (
            {
                **pointing("MAIL_SERVER", scheme=""),
                "boot": boot(
                    chosen_by="Dockerfile", env_reads=[env_read("MAIL_SERVER", line=2, fallback=True)]
                ),
            },
            [
                found_in_config(
                    "MAIL_SERVER points to this machine, because MAIL_SERVER is not set",
                    "MAIL_SERVER",
                    evidence=("Dockerfile says that the app has a machine to itself",),
                    fix=GIVE.replace("DATABASE_URL", "MAIL_SERVER"),
                    severity="info",
                )
            ],
        ),
        "beside a variable that is set, and does not say where": (
            {**pointing(), "boot": boot(env_reads=[env_read("DATABASE_NAME", hit=True, line=4)])},
            [found_in_config(f"{URI} points to this machine (postgresql)", URI, severity="info")],
        ),
        "by the fallback of a variable": (
            {**pointing(), **NOT_SET},
            [
                found_in_config(
                    f"{URI} points to this machine (postgresql), because DATABASE_URL is not set",
                    URI,
                    evidence=("Dockerfile says that the app has a machine to itself",),
                    fix=GIVE,
                    severity="info",
                )
            ],
        ),
        "given by the environment": (
            {**pointing(), "boot": boot(env_reads=[env_read("DATABASE_URL", hit=True, line=4)])},
            [found_in_config(f"{URI} points to this machine (postgresql)", URI, severity="info")],
        ),
        "a host of an example": (
            pointing("MAIL_SERVER", "example", ""),
            [found_in_config("MAIL_SERVER points to an example", "MAIL_SERVER")],
        ),
        "the app's own name": (
            pointing("SERVER_NAME", scheme=""),
            [found_in_config("SERVER_NAME points to this machine", "SERVER_NAME")],
        ),
        "in a dict": (
            pointing("MONGODB_SETTINGS", scheme="mongodb", address={"key": "host"}),
            [
                found_in_config(
                    "MONGODB_SETTINGS['host'] points to this machine (mongodb)",
                    "MONGODB_SETTINGS",
                    severity="info",
                )
            ],
        ),
        "copies of one value": (
            {
                "app": app(
                    config=[
                        *pointing("DATABASE_URI", place=at("config.py", 3))["app"].config,
                        *pointing()["app"].config,
                    ]
                )
            },
            [
                found_in_config(
                    "DATABASE_URI points to this machine (postgresql)",
                    "DATABASE_URI",
                    place=at("config.py", 3),
                    severity="info",
                )
            ],
        ),
        "two of one kind, for information": (
            {"app": app(config=REDIS)},
            [
                found_in_config(
                    "BROKER_URL and RESULT_BACKEND point to this machine (redis)",
                    "BROKER_URL",
                    place=at("config.py", 3),
                    evidence=("RESULT_BACKEND is set at config.py:5",),
                    severity="info",
                )
            ],
        ),
        "two of one kind, each on a line of its own": (
            {"app": app(config=REDIS), **IN_DOCKER},
            [
                found_in_config(
                    f"{key} points to this machine (redis)",
                    key,
                    place=at("config.py", line),
                    evidence=("Dockerfile says that the app has a machine to itself",),
                )
                for key, line in (("BROKER_URL", 3), ("RESULT_BACKEND", 5))
            ],
        ),
        "past the config": (
            {
                "app": app(modules=["app.py"]),
                "source": source(near_services=[CLIENT, replace(CLIENT, place=at("app.py", 12)), LINKS]),
            },
            [
                Found(
                    "psycopg2.connect(...) connects to this machine",
                    "psycopg2.connect",
                    at("app.py", 9),
                    ("also psycopg2.connect at app.py:12",),
                    severity="info",
                ),
                Found(
                    "BASE_URL is an address (http) of this machine",
                    "BASE_URL",
                    at("app.py", 3),
                    severity="info",
                ),
            ],
        ),
        "past the config, as root": (
            {
                "app": app(modules=["app.py"]),
                "source": source(near_services=[replace(CLIENT, bare_root=True)]),
            },
            [
                Found(
                    "psycopg2.connect(...) connects to this machine, as root with an empty password",
                    "psycopg2.connect",
                    at("app.py", 9),
                    evidence=(OF_ITS_OWN,),
                    severity="info",
                )
            ],
        ),
        "past the config, in a container": (
            {
                "app": app(modules=["app.py"]),
                "source": source(near_services=[CLIENT, replace(LINKS, place=at("old.py", 3))]),
                **IN_DOCKER,
            },
            [
                Found(
                    "psycopg2.connect(...) connects to this machine",
                    "psycopg2.connect",
                    at("app.py", 9),
                    ("Dockerfile says that the app has a machine to itself",),
                )
            ],
        ),
        "in the file for production, beside an image": (
            {
                "app": app(),
                "deploy": deploy(
                    images=[image()],
                    near_in_production=[
                        Variable("DB_URL", at(".env.production", 7), backend="postgresql"),
                        Variable("Q_URL", at(".env.production", 8), backend="mysql"),
                    ],
                ),
            },
            [
                Found(
                    "DB_URL points to this machine (postgresql), and that is the container itself there",
                    "DB_URL",
                    at(".env.production", 7),
                    ("Dockerfile:1 builds an image of the app", "also Q_URL at .env.production:8"),
                    fix="Name the service of the compose file, or the database's host, in its place.",
                    severity="info",
                )
            ],
        ),
        "SQLite on a disk that each deploy makes anew": (
            {**pointing(where="file", scheme="sqlite"), **ON_RENDER},
            [
                found_in_config(
                    f"{URI} is a sqlite file on the disk of one machine; {LOST}",
                    URI,
                    evidence=("render.yaml says that the app has a machine to itself",),
                )
            ],
        ),
        "SQLite on such a disk, where a variable was asked for in vain": (
            {
                **pointing(where="file", scheme="sqlite"),
                **ON_RENDER,
                "boot": boot(chosen_by="render.yaml", env_reads=[env_read("DATABASE_URL", line=1)]),
            },
            [
                found_in_config(
                    f"{URI} is a sqlite file on the disk of one machine, because DATABASE_URL is not set; "
                    f"{LOST}",
                    URI,
                    evidence=("render.yaml says that the app has a machine to itself",),
                    fix=GIVE,
                    severity="info",
                )
            ],
        ),
        "SQLite on a disk that another way to start it may keep": (
            {
                **pointing(where="file", scheme="sqlite"),
                **ON_RENDER,
                "deploy": replace(
                    ON_RENDER["deploy"], launches=(launch(), launch(place=at("render.yaml", 4)))
                ),
            },
            [
                found_in_config(
                    f"{URI} is a sqlite file on the disk of one machine",
                    URI,
                    evidence=("render.yaml says that the app has a machine to itself",),
                    severity="info",
                )
            ],
        ),
        "SQLite": (
            pointing(where="file", scheme="sqlite+pysqlite"),
            [found_in_config(f"{URI} is a sqlite file on the disk of one machine", URI, severity="info")],
        ),
    }
)
def test_local_endpoint_in_config_faulty(given: Given, says: list[Found]) -> None:
    assert ask("local-endpoint-in-config", given) == says


@table(
    {
        "elsewhere, as a compose service is": ({**pointing(where="elsewhere"), **IN_DOCKER}, []),
        "a deploy file sets the variable": (
            {
                **pointing(),
                "boot": boot(
                    env_reads=[env_read("DATABASE_URL", line=4)],
                    deployed_otherwise=[DeployedVariable("DATABASE_URL", "compose.yaml", None)],
                ),
            },
            [],
        ),
        "it is of this run's environment": (
            {**pointing(address={"environment": ("DATABASE_URL",)}), **IN_DOCKER},
            [],
        ),
        "nobody reads it: told by config-key-ignored": (
            {
                "app": app(
                    config=[config("MAIL_SERVER", "text", addresses=(Address("", "this-machine"),))],
                    config_vocabulary={"flask": ()},
                ),
                "source": source(),
                **IN_DOCKER,
            },
            [DoesNotApply("the config points to no service")],
        ),
        "it is where the app listens": (
            {
                "app": app(config=[config("DB_SERVER", "text", addresses=(Address("", "this-machine"),))]),
                "source": source(run_calls=[RunCall(at("app.py", 9), guarded=True, host_key="DB_SERVER")]),
            },
            [DoesNotApply("the config points to no service")],
        ),
        "a file of this run's environment": (
            pointing(where="file", scheme="sqlite", address={"environment": ("DATABASE_URL",)}),
            [],
        ),
        "in memory: told by sqlalchemy-uri-scheme": (pointing(where="memory", scheme="sqlite"), []),
    }
)
def test_local_endpoint_in_config_fine(given: Given, says: list[Found]) -> None:
    assert ask("local-endpoint-in-config", given) == says


@table(
    {
        "an extension's default": (
            pointing(is_default=True),
            [DoesNotApply("the config points to no service")],
        ),
        "no address": (
            {"app": app(config=[config("TITLE", "Shop")])},
            [DoesNotApply("the config points to no service")],
        ),
    }
)
def test_local_endpoint_in_config_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("local-endpoint-in-config", given) == says


def database(*values: Any, **address: Any) -> Given:
    given = {"scheme": "postgresql", "where": "elsewhere", "dialect": True, **address}
    return {"app": app(config=[config(URI, "text", addresses=(Address(**given),)), *values])}


NO_URL: Given = {"app": app(config=[config(URI, None)], extensions=["sqlalchemy"])}
ECHO = config("SQLALCHEMY_ECHO", True, place=at("config.py", 5))


@table(
    {
        "a scheme that is gone": (
            database(scheme="postgres", dialect=False),
            [
                found_in_config(
                    f"{URI} begins with postgres://, for which this SQLAlchemy has no dialect", URI
                )
            ],
        ),
        "one of the binds": (
            {
                "app": app(
                    config=[
                        config(
                            "SQLALCHEMY_BINDS",
                            {},
                            addresses=(Address("postgres", "elsewhere", False, "logs"),),
                        )
                    ]
                )
            },
            [
                found_in_config(
                    "SQLALCHEMY_BINDS['logs'] begins with postgres://, for which this SQLAlchemy has no "
                    "dialect",
                    "SQLALCHEMY_BINDS['logs']",
                )
            ],
        ),
        "in memory": (
            database(scheme="sqlite", where="memory"),
            [
                found_in_config(
                    f"{URI} is a database in memory: every process has its own, and loses it when it ends",
                    URI,
                    fix="Give the database a file or a server.",
                )
            ],
        ),
        "in memory, while a variable is not set": (
            {
                **database(scheme="sqlite", where="memory"),
                "boot": boot(env_reads=[env_read("DATABASE_URL", line=4)]),
            },
            [
                found_in_config(
                    f"{URI} is a database in memory, because DATABASE_URL is not set: every process has its "
                    "own, and loses it when it ends",
                    URI,
                    fix="Set DATABASE_URL in the deployment, and let the app not start without it.",
                    severity="warning",
                )
            ],
        ),
        "no URL at all": (
            NO_URL,
            [
                found_in_config(
                    f"{URI} is None: the app comes up, and every query fails",
                    URI,
                    fix="Give the database its URL.",
                )
            ],
        ),
        "no URL while a variable is not set": (
            {**NO_URL, "boot": boot(env_reads=[env_read("DATABASE_URL", line=4, hit=False)])},
            [
                found_in_config(
                    f"{URI} is None, because DATABASE_URL is not set: "
                    "the app comes up, and every query fails",
                    URI,
                    fix="Set DATABASE_URL in the deployment, and read it with `os.environ[...]`, "
                    "which stops at once.",
                    severity="warning",
                )
            ],
        ),
        "a fallback whose scheme is gone": (
            {
                **database(scheme="postgres", dialect=False),
                "boot": boot(env_reads=[env_read("DATABASE_URL", line=4)]),
            },
            [
                found_in_config(
                    f"{URI} begins with postgres://, for which this SQLAlchemy has no dialect, because "
                    "DATABASE_URL is not set",
                    URI,
                )
            ],
        ),
        "every statement in the log, by the engine's options": (
            database(config("SQLALCHEMY_ENGINE_OPTIONS", {"echo": True}, echoes=True)),
            [
                Found(
                    "SQLALCHEMY_ENGINE_OPTIONS['echo'] is on: "
                    "every statement goes into the log with its values",
                    "SQLALCHEMY_ENGINE_OPTIONS",
                    at("config.py", 4),
                    fix="Remove it; where you develop, set it from the environment.",
                    severity="warning",
                )
            ],
        ),
        "every statement in the log, and debug mode goes out as well": (
            database(ECHO, config("DEBUG", True)),
            [
                Found(
                    "SQLALCHEMY_ECHO is on: every statement goes into the log with its values",
                    "SQLALCHEMY_ECHO",
                    at("config.py", 5),
                    fix="Remove it; where you develop, set it from the environment.",
                    severity="info",
                )
            ],
        ),
        "every statement in the log": (
            database(ECHO, config("SQLALCHEMY_ENGINE_OPTIONS", {"echo": True}, echoes=True)),
            [
                Found(
                    "SQLALCHEMY_ECHO is on: every statement goes into the log with its values",
                    "SQLALCHEMY_ECHO",
                    at("config.py", 5),
                    ("SQLALCHEMY_ENGINE_OPTIONS['echo'] is on at config.py:4",),
                    fix="Remove it; where you develop, set it from the environment.",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_sqlalchemy_uri_scheme_faulty(given: Given, says: list[Found]) -> None:
    assert ask("sqlalchemy-uri-scheme", given) == says


@table(
    {
        "known": (database(), []),
        "an older SQLAlchemy knows it": (database(scheme="postgres", dialect=True), []),
        "nobody asked it": (database(scheme="postgres", dialect=None), []),
        "a file": (database(scheme="sqlite", where="file"), []),
        "in memory here, and a deploy file gives another": (
            {
                **database(scheme="sqlite", where="memory"),
                "boot": boot(
                    env_reads=[env_read("DATABASE_URL", line=4)],
                    deployed_otherwise=[DeployedVariable("DATABASE_URL", "compose.yaml", None)],
                ),
            },
            [],
        ),
        **{
            f"the log while debugging, by {set_by}": (
                database(ECHO, config("DEBUG", True, set_by=set_by)),
                [],
            )
            for set_by in ("from_object(config.DevelopmentConfig)", "FLASK_DEBUG in .flaskenv")
        },
        "other options of the engine": (database(config("SQLALCHEMY_ENGINE_OPTIONS", {"pool_size": 5})), []),
        "a text, told by config-string-bool": (database(config("SQLALCHEMY_ECHO", "False")), []),
        "not echoed": (database(config("SQLALCHEMY_ECHO", False)), []),
        "no URL, and a deploy file gives one": (
            {
                **NO_URL,
                "boot": boot(
                    env_reads=[env_read("DATABASE_URL", line=4, hit=False)],
                    deployed_otherwise=[DeployedVariable("DATABASE_URL", "compose.yaml", None)],
                ),
            },
            [],
        ),
    }
)
def test_sqlalchemy_uri_scheme_fine(given: Given, says: list[Found]) -> None:
    assert ask("sqlalchemy-uri-scheme", given) == says


def engine(
    version: str, *, lazy: bool = True, path: str = "app.py", asked: str = "==1.3", **fields: Any
) -> Given:
    """create_engine is given `postgres://` beside a SQLAlchemy of this version."""
    urls = (EngineUrl(fields.pop("scheme", "postgres"), at(path, 11), lazy=lazy),)
    there = (distribution("sqlalchemy", version),) if version else ()
    return {
        "app": app(),
        "source": source(engine_urls=urls),
        "dependencies": dependencies(*there, declared=(wanted("sqlalchemy", asked),), **fields),
    }


def refuses(has: str, path: str = "app.py", severity: Any = None) -> Found:
    return Found(
        f"create_engine is given postgres://, for which {has} no dialect",
        "create_engine",
        at(path, 11),
        fix="Write `postgresql://` instead of `postgres://`.",
        severity=severity,
    )


NEXT = "SQLAlchemy 1.4 has, which the next install may take (1.3.24 here),"


@table(
    {
        "in a function": (engine("2.0.30"), [refuses("SQLAlchemy 2.0.30 has")]),
        "in a module that the app does not load": (
            engine("1.4.0", lazy=False, path="database.py"),
            [refuses("SQLAlchemy 1.4.0 has", "database.py", "info")],
        ),
        "at the next install": (engine("1.3.24", asked=">=1.3"), [refuses(NEXT, severity="warning")]),
        "at the next install, and not loaded": (
            engine("1.3.24", asked="", path="database.py"),
            [refuses(NEXT, "database.py", "info")],
        ),
    }
)
def test_sqlalchemy_uri_scheme_of_plain_sqlalchemy(given: Given, says: list[Found]) -> None:
    assert ask("sqlalchemy-uri-scheme", given) == says


@pytest.mark.parametrize(
    "given",
    [
        engine("1.3.24"),
        engine("1.3.24", asked=">=1.3,<1.4"),
        engine("1.3.24", asked="", locks=("poetry.lock",)),
        engine("2.0.30", lazy=False),
        engine("2.0.30", scheme="postgresql"),
        engine("2.0.30", scheme="mysql+pymysql"),
        engine(""),
    ],
    ids=[
        *("an older one is pinned", "limited", "locked", "the app came up with it"),
        *("its name", "another database", "not installed"),
    ],
)
def test_sqlalchemy_uri_scheme_of_plain_sqlalchemy_fine(given: Given) -> None:
    assert ask("sqlalchemy-uri-scheme", given) == [
        DoesNotApply("no database URL is configured for SQLAlchemy")
    ]


def test_sqlalchemy_uri_scheme_does_not_apply() -> None:
    given = pointing("REDIS_URL", scheme="redis")
    assert ask("sqlalchemy-uri-scheme", given) == [
        DoesNotApply("no database URL is configured for SQLAlchemy")
    ]


UPLOAD = UploadUse("request.files", at("app.py", 12))
UNLIMITED = config("MAX_CONTENT_LENGTH", None, is_default=True)


def test_max_content_length_unset_faulty() -> None:
    given = {"app": app(config=[UNLIMITED]), "source": source(uploads=[UPLOAD])}
    assert ask("max-content-length-unset", given) == [
        Found(
            "the app takes uploads (request.files), and MAX_CONTENT_LENGTH is not set",
            "MAX_CONTENT_LENGTH",
            at("app.py", 12),
            evidence=("request.files at app.py:12",),
        )
    ]


def test_max_content_length_unset_fine() -> None:
    given = {"app": app(config=[config("MAX_CONTENT_LENGTH", 10)]), "source": source(uploads=[UPLOAD])}
    assert ask("max-content-length-unset", given) == []


@table(
    {
        "no upload": ({"app": app(config=[UNLIMITED]), "source": source()}, []),
        "in a module that the app does not load": (
            {
                "app": app(config=[UNLIMITED]),
                "source": source(uploads=[UploadUse("FileField", at("old.py", 1))]),
            },
            [],
        ),
    }
)
def test_max_content_length_unset_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("max-content-length-unset", given) == [*says, DoesNotApply("nothing in the app takes uploads")]
