"""Which configuration was chosen, and files that the app goes on without."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.boot import DeployedVariable
from releasecheck.facts.config import AbsentFile
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, env_read, module, source, table

DEV = "from_object(config.DevelopmentConfig)"
CALL = at("app.py", 10)
DEV_KEYS = [
    config("DEBUG", True, set_by=DEV, place=at("config.py", 9), call=CALL),
    config("SECRET_KEY", "x", set_by=DEV, place=at("config.py", 4), call=CALL, secret=True),
]
PROD = source(config_classes=["DevelopmentConfig", "ProductionConfig"])
CHOICE = EnvDefault("SHOP_CONFIG", at("app.py", 8), secret=False, chooses="development")


def found(message: str, subject: str = "config.DevelopmentConfig", **fields: Any) -> Found:
    return Found(message, subject, **{"place": CALL, **fields})


DATABASE = ConfigAssignment("SQLALCHEMY_DATABASE_URI", at("config.py", 10), "DevelopmentConfig")
KEY = ConfigAssignment("SECRET_KEY", at("config.py", 2), "Config")
SETS = "DEBUG is True"
THERE = "ProductionConfig is there for production"
UNSET = "the app runs with config.DevelopmentConfig, because SHOP_CONFIG is not set"


@table(
    {
        "by the fallback of a variable": (
            {
                "app": app(config=DEV_KEYS),
                "source": source(config_classes=["ProductionConfig"], env_defaults=[CHOICE]),
                "boot": boot(env_reads=[env_read("SHOP_CONFIG", line=8, path="app.py")]),
            },
            [
                found(
                    UNSET,
                    place=at("app.py", 8),
                    evidence=('SHOP_CONFIG falls back to "development" at app.py:8', THERE, SETS),
                    fix="Let the config for production be the fallback of SHOP_CONFIG, and set it where you "
                    "develop.",
                )
            ],
        ),
        "a deploy file sets the variable": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(
                    env_reads=[env_read("SHOP_CONFIG", line=8, path="app.py")],
                    deployed_otherwise=[DeployedVariable("SHOP_CONFIG", "Dockerfile", "production")],
                ),
            },
            [
                found(
                    UNSET,
                    place=at("app.py", 8),
                    evidence=(THERE, SETS),
                    fix="Judge it as deployed: give SHOP_CONFIG with --set or --env-file.",
                    severity="warning",
                )
            ],
        ),
        "another file of development sets the variable, a deploy file sets it otherwise": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(
                    env_reads=[env_read("APP_SETTINGS", hit=True, line=8, path="app.py")],
                    deployed_otherwise=[
                        DeployedVariable("FLASK_ENV", "Dockerfile", "production"),  # Flask itself reads it
                        DeployedVariable("APP_SETTINGS", "app.json", "config.ProductionConfig"),
                    ],
                ),
            },
            [
                found(
                    "the app runs with config.DevelopmentConfig",
                    evidence=(
                        "app.json sets APP_SETTINGS=config.ProductionConfig, which is not so here",
                        THERE,
                        SETS,
                    ),
                    fix="Judge it as deployed: give APP_SETTINGS with --set or --env-file.",
                    severity="warning",
                )
            ],
        ),
        "a deploy file chooses development too": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(
                    env_reads=[env_read("APP_SETTINGS", hit=True, line=8, path="app.py")],
                    deployed_otherwise=[DeployedVariable("APP_SETTINGS", "compose.yaml", "config.Dev")],
                ),
            },
            [found("the app runs with config.DevelopmentConfig", evidence=(THERE, SETS))],
        ),
        "what only a library asks for chooses nothing": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(
                    env_reads=[
                        env_read("AWS_EXECUTION_ENV", path="database.py", named=False, asked=False),
                        env_read("FUNCTION_MODE", line=8, path="app.py", named=False, asked=False),
                    ]
                ),
            },
            [found("the app runs with config.DevelopmentConfig", evidence=(THERE, SETS))],
        ),
        "a function of the project asks by a name that it is given": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(env_reads=[env_read("SHOP_CONFIG", path="reading.py", named=False)]),
            },
            [
                found(
                    UNSET,
                    place=at("reading.py", 3),
                    evidence=(THERE, SETS),
                    fix="Let the config for production be the fallback of SHOP_CONFIG, and set it where you "
                    "develop.",
                )
            ],
        ),
        "below a condition on a platform's variable": (
            {
                "app": app(config=DEV_KEYS),
                "source": PROD,
                "boot": boot(env_reads=[env_read("WEBSITE_HOSTNAME", line=8, path="app.py")]),
            },
            [
                found(
                    "the app runs with config.DevelopmentConfig",
                    evidence=("WEBSITE_HOSTNAME is asked for at app.py:8, and not set", THERE, SETS),
                    fix="Judge it as deployed: give WEBSITE_HOSTNAME with --set or --env-file.",
                    severity="warning",
                )
            ],
        ),
        "what it inherits is not its own": (
            {
                "app": app(config=[*DEV_KEYS, config("PAGE", 9, set_by=DEV, call=CALL)]),
                "source": source(
                    config_classes=["ProductionConfig"],
                    config_assignments=[ConfigAssignment("DEBUG", at("config.py", 9), "DevelopmentConfig")],
                ),
            },
            [found("the app runs with config.DevelopmentConfig", evidence=(THERE, SETS))],
        ),
        "the one for production is empty": (
            {
                "app": app(config=DEV_KEYS),
                "source": source(
                    config_classes=["DevelopmentConfig", "ProductionConfig"],
                    config_bases=[("DevelopmentConfig", "Config"), ("ProductionConfig", "Config")],
                    config_assignments=[DATABASE, KEY],
                ),
            },
            [
                found(
                    "the app runs with config.DevelopmentConfig, and what is for production has no "
                    "SQLALCHEMY_DATABASE_URI",
                    evidence=(THERE,),
                    fix="Give the config for production its own SQLALCHEMY_DATABASE_URI, from the "
                    "environment; then take it, not config.DevelopmentConfig.",
                )
            ],
        ),
        "named in the source": (
            {"app": app(config=DEV_KEYS), "source": PROD},
            [found("the app runs with config.DevelopmentConfig", evidence=(THERE, SETS))],
        ),
        "there is no other, and debug mode is on": (
            {"app": app(config=DEV_KEYS), "source": source()},
            [found("the app runs with config.DevelopmentConfig", evidence=(SETS,))],
        ),
        "there is no other, and debug mode is off": (
            {"app": app(config=DEV_KEYS[1:]), "source": source()},
            [found("the app runs with config.DevelopmentConfig", severity="warning")],
        ),
        "a module beside one for production": (
            {
                "app": app(config=[config("X", 1, set_by="from_object(settings.dev)")]),
                "source": source(module("settings/dev.py"), module("settings/prod.py", config_keys=3)),
            },
            [
                found(
                    "the app runs with settings.dev",
                    "settings.dev",
                    place=at("app.py", 1),
                    evidence=("settings/prod.py is there for production", "X is 1"),
                )
            ],
        ),
        "a file": (
            {"app": app(config=[config("X", 1, set_by="from_pyfile(config/testing.cfg)")]), "source": PROD},
            [
                found(
                    "the app runs with config/testing.cfg",
                    "config/testing.cfg",
                    place=at("app.py", 1),
                    evidence=(THERE, "X is 1"),
                )
            ],
        ),
        "a class that its owner names without an unset variable": (
            {
                "app": app(config=DEV_KEYS),
                "source": source(
                    config_assignments=[ConfigAssignment("X", at("config.py", 20), "ProdConfig")]
                ),
                "boot": boot(env_reads=[env_read("SHOP_CONFIG", hit=True), env_read("PORT")]),
            },
            [
                found(
                    "the app runs with config.DevelopmentConfig",
                    evidence=("ProdConfig is there for production", SETS),
                )
            ],
        ),
    }
)
def test_dev_config_class_active_faulty(given: Given, says: list[Found]) -> None:
    assert ask("dev-config-class-active", given) == says


def loaded(*names: str) -> Given:
    values = [config(f"X{number}", 1, set_by=f"from_object({name})") for number, name in enumerate(names)]
    return {"app": app(config=values), "source": PROD}


@table(
    {
        "the one for production": (loaded("config.ProductionConfig"), []),
        "the plain one": (loaded("config.Config"), []),
        "a name in which the word is part of another": (loaded("config.DeviceConfig", "latest.Settings"), []),
        "development's in a package of that name": (loaded("testing_tools.config.Config"), []),
        "production's over development's": (loaded("config.DevelopmentConfig", "config.ProdConfig"), []),
    }
)
def test_dev_config_class_active_fine(given: Given, says: list[Found]) -> None:
    assert ask("dev-config-class-active", given) == says


def test_dev_config_class_active_does_not_apply() -> None:
    given = {"app": app(config=[config("DEBUG", True, set_by="assignment")]), "source": source()}
    assert ask("dev-config-class-active", given) == [
        DoesNotApply("the config is not loaded from a class, module or file")
    ]


def absent(**fields: Any) -> Given:
    own: Given = {"loader": "from_pyfile", "file": "live.cfg", "place": at("app.py", 6)}
    return {"app": app(absent_files=[AbsentFile(**{**own, **fields})])}


@table(
    {
        "a file": (
            absent(),
            [Found("from_pyfile goes on without live.cfg, which is not there", "live.cfg", at("app.py", 6))],
        ),
        "the file of a variable, called from nowhere in the project": (
            absent(loader="from_envvar(SHOP_CFG)", place=at("app.py", 1)),
            [
                Found(
                    "from_envvar(SHOP_CFG) goes on without live.cfg, which is not there",
                    "live.cfg",
                    at("app.py", 1),
                )
            ],
        ),
        "of the instance folder": (
            absent(file="instance/config.py", instance=True),
            [
                Found(
                    "from_pyfile goes on without instance/config.py, which is not there",
                    "instance/config.py",
                    at("app.py", 6),
                    severity="info",
                )
            ],
        ),
        "it lies elsewhere": (
            absent(file="instance/live.cfg", instance=True, twin="live.cfg"),
            [
                Found(
                    "from_pyfile goes on without instance/live.cfg, which is not there",
                    "instance/live.cfg",
                    at("app.py", 6),
                    evidence=("live.cfg is there, where Flask does not look",),
                    fix="Name it by its folder: Flask looked for instance/live.cfg, and there is live.cfg.",
                )
            ],
        ),
    }
)
def test_config_file_silently_missing_faulty(given: Given, says: list[Found]) -> None:
    assert ask("config-file-silently-missing", given) == says


def test_config_file_silently_missing_fine() -> None:
    given = {"app": app(config=[config("X", 1, set_by="from_pyfile(live.cfg)")])}
    assert ask("config-file-silently-missing", given) == []


def test_config_file_silently_missing_does_not_apply() -> None:
    assert ask("config-file-silently-missing", {"app": app()}) == [DoesNotApply("no config file is loaded")]


@pytest.mark.parametrize(
    ("base", "owner"),
    [
        ("DevelopmentConfig", "DevelopmentConfig"),
        ("Settings", "DevelopmentConfig"),  # a base that is not known
        ("Config", "Config"),
        ("Config", "ProductionConfig"),
        ("Config", None),  # the app itself sets it
    ],
)
def test_a_config_for_production_that_has_all(base: str, owner: str | None) -> None:
    given = source(
        config_classes=["DevelopmentConfig", "ProductionConfig"],
        config_bases=[("ProductionConfig", base)],
        config_assignments=[DATABASE, KEY, replace(DATABASE, owner=owner)],
    )
    (told,) = ask("dev-config-class-active", {"app": app(config=DEV_KEYS), "source": given})
    assert isinstance(told, Found)
    assert told.message == "the app runs with config.DevelopmentConfig"
