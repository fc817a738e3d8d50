"""Keys and credentials: one cause, one finding, whichever rule tells it."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts import Absence, Place
from releasecheck.facts.boot import DeployedVariable, EnvRead
from releasecheck.facts.boots import Boots, Ignored
from releasecheck.facts.config import Address
from releasecheck.facts.deploy import Deploy, Variable
from releasecheck.facts.repository import Repository
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import GuardedSetup, Registration, SessionUse, UrlLiteral
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
    env_read,
    module,
    outcome,
    secret,
    source,
    table,
)

EMPTY = DoesNotApply("the config holds no key and no credential")
LINE = at("config.py", 4)
SHAPE = "str of length 64"
URI = "SQLALCHEMY_DATABASE_URI"
FILES = source(module("app.py"), module("config.py"), module("tests/conftest.py", role="test"))


def keys(*secrets: Any, files: Any = FILES, boots: Any = None) -> Given:
    return {"app": app(secrets=secrets), "source": files, "boot": boots}


def found(message: str, *evidence: str, **fields: Any) -> Found:
    given: Given = {"subject": "SECRET_KEY", "place": LINE, "evidence": evidence, "severity": "error"}
    return Found(message, **{**given, **fields})


def password(**fields: Any) -> Any:
    return secret("MAIL_PASSWORD", **{"signing": False, **fields})


def database(where: Any, **fields: Any) -> Given:
    """The URL of a database with a published password that the environment gave."""
    own: Given = {"signing": False, "known": "published", "environment": ["DB_PASSWORD"], **fields}
    value = config(URI, "postgresql://", addresses=(Address("postgresql", where),))
    return {"app": app(secrets=[secret(URI, **own)], config=[value]), "source": FILES, "boot": None}


def unusable(**fields: Any) -> Given:
    """A SECRET_KEY that a comma made a tuple, with a Flask that cannot sign with it."""
    value = config("SECRET_KEY", ("a",), shown="tuple of length 1", unfit="a key is a text")
    return {"app": app(secrets=[secret("SECRET_KEY[0]", **fields)], config=[value]), "source": FILES}


def reading(*defaults: EnvDefault) -> Any:
    return source(module("app.py"), module("config.py"), env_defaults=defaults)


def falls_back(variable: str = "SECRET_KEY", line: int = 4, **fields: Any) -> EnvDefault:
    return EnvDefault(variable, at("config.py", line), **{"secret": True, **fields})


def public_password(given: str) -> Found:
    return found(
        f"the password in {URI} is a key from the public lists of leaked keys",
        SHAPE,
        f"comes from DB_PASSWORD in {given}",
        subject=URI,
        severity="warning",
        fix=OF_ITS_OWN,
    )


INSTANCE = at("instance/config.py", 1)
IGNORING = Repository(ignored=("instance/", ".env"))
OF_ITS_OWN = "Give the release a credential of its own, kept where it is deployed."
NONE = found(
    'SECRET_KEY is set to the text "None", which an f-string or str() makes of an unset variable',
    "str of length 4",
    fix="Read the variable with `os.environ[...]`, so that a deployment without it stops at once.",
)
UNSET = boot(env_reads=[env_read("SECRET_KEY", line=4)])


def chosen_in_the_dockerfile(*more: EnvDefault, own: list[int]) -> Given:
    """The key of a config for development, where the Dockerfile chooses the one for production."""
    return keys(
        secret(literals=[LINE]),
        files=source(
            module("config.py"),
            env_defaults=[falls_back(), *more],
            config_assignments=[
                ConfigAssignment("SECRET_KEY", LINE, "Config"),
                *(ConfigAssignment("SECRET_KEY", at("config.py", line), "ProductionConfig") for line in own),
            ],
        ),
        boots=boot(
            env_reads=[env_read("SECRET_KEY", line=4), env_read("SHOP_ENV", line=40)],
            deployed_otherwise=[DeployedVariable("SHOP_ENV", "Dockerfile", "production")],
        ),
    )


# A published key that is a literal and a fallback at once is told by one of the three rules.
PUBLISHED_LITERAL = keys(secret(known="published", literals=[LINE]))
PUBLISHED_FALLBACK = keys(
    secret(known="published", literals=[LINE]), files=reading(falls_back()), boots=UNSET
)
PUBLISHED_IN_THE_ENVIRONMENT = keys(
    secret(known="published", environment=["SECRET_KEY"], boots_without=["SECRET_KEY"]),
    files=reading(falls_back()),
)
HARDCODED = keys(secret(literals=[LINE]))


@table(
    {
        "a published key": (
            PUBLISHED_LITERAL,
            [
                found(
                    "SECRET_KEY is set to a key from the public lists of leaked keys",
                    SHAPE,
                    "equals the literal at config.py:4",
                )
            ],
        ),
        "a placeholder": (
            keys(secret(known="placeholder", length=3, classes=("lower",))),
            [
                found(
                    "SECRET_KEY is set to a placeholder that anybody can guess",
                    "str of length 3 (lower)",
                )
            ],
        ),
        "a published key from the environment, whatever the fallback": (
            PUBLISHED_IN_THE_ENVIRONMENT,
            [
                found(
                    "SECRET_KEY is set to a key from the public lists of leaked keys",
                    SHAPE,
                    "comes from SECRET_KEY in the environment",
                )
            ],
        ),
        "a credential": (
            keys(password(known="placeholder", literals=[LINE])),
            [
                found(
                    "MAIL_PASSWORD is set to a placeholder that anybody can guess",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject="MAIL_PASSWORD",
                    severity="warning",
                    fix="Give the release a credential of its own, kept where it is deployed.",
                )
            ],
        ),
        "two keys from one literal": (
            keys(
                secret(known="published", literals=[at("config.py", 2)]),
                secret("JWT_SECRET_KEY", known="published", literals=[at("config.py", 2)]),
            ),
            [
                found(
                    "SECRET_KEY and JWT_SECRET_KEY are set to a key from the public lists of leaked keys",
                    SHAPE,
                    "equals the literal at config.py:2",
                )
            ],
        ),
        "a tuple of two keys, with which Flask signs before 3.1": (
            keys(
                secret("SECRET_KEY[0]", known="placeholder", literals=[LINE, at("app.py", 9)]),
                secret("SECRET_KEY[1]", known="placeholder", literals=[LINE]),
            ),
            [
                found(
                    "SECRET_KEY[0] and SECRET_KEY[1] are set to a placeholder that anybody can guess",
                    SHAPE,
                    "equals the literal at config.py:4",
                    "equals the literal at app.py:9",
                    subject="SECRET_KEY[0]",
                )
            ],
        ),
        "an old key that is still accepted": (
            keys(secret("SECRET_KEY_FALLBACKS[0]", known="published", place=Place())),
            [
                found(
                    "SECRET_KEY_FALLBACKS[0] is set to a key from the public lists of leaked keys",
                    SHAPE,
                    subject="SECRET_KEY_FALLBACKS[0]",
                    place=at("app.py", 1),
                )
            ],
        ),
        "in a config file that git ignores": (
            {**keys(secret(known="placeholder", place=INSTANCE)), "repository": IGNORING},
            [
                found(
                    "SECRET_KEY is set to a placeholder that anybody can guess",
                    SHAPE,
                    "git ignores instance/config.py: a deployment has another, which must not say the same",
                    place=INSTANCE,
                    severity="warning",
                )
            ],
        ),
        "a password in a .env that git ignores": (
            {
                **keys(password(known="placeholder", environment=["MAIL_PASSWORD"], dotenv=".env")),
                "repository": IGNORING,
            },
            [
                found(
                    "MAIL_PASSWORD is set to a placeholder that anybody can guess",
                    SHAPE,
                    "comes from MAIL_PASSWORD in .env",
                    "git ignores .env: a deployment has another, which must not say the same",
                    subject="MAIL_PASSWORD",
                    fix=OF_ITS_OWN,
                    severity="info",
                )
            ],
        ),
        "None of an unset variable": (
            keys(secret(known="none", length=4), boots=UNSET),
            [replace(NONE, fix=NONE.fix.replace("...", '"SECRET_KEY"'))],
        ),
        "None, and nobody knows of which variable": (keys(secret(known="none", length=4)), [NONE]),
        "a password that --set gives": (
            keys(password(known="placeholder", environment=["MAIL_PASSWORD"], by_set=True)),
            [
                found(
                    "MAIL_PASSWORD is set to a placeholder that anybody can guess",
                    SHAPE,
                    "comes from MAIL_PASSWORD of --set",
                    subject="MAIL_PASSWORD",
                    fix=OF_ITS_OWN,
                    severity="info",
                )
            ],
        ),
        "a signing key that --set gives": (
            keys(secret(known="placeholder", environment=["SECRET_KEY"], by_set=True)),
            [
                found(
                    "SECRET_KEY is set to a placeholder that anybody can guess",
                    SHAPE,
                    "comes from SECRET_KEY of --set",
                )
            ],
        ),
        "of a database elsewhere": (database("elsewhere"), [public_password("the environment")]),
        "of a database on this machine, in a .env": (
            database("this-machine", dotenv="app/.env"),
            [public_password("app/.env")],
        ),
        "in a .env that is in git": (
            {
                **keys(secret(known="placeholder", environment=["SECRET_KEY"], dotenv="app/.env")),
                "repository": IGNORING,
            },
            [
                found(
                    "SECRET_KEY is set to a placeholder that anybody can guess",
                    SHAPE,
                    "comes from SECRET_KEY in app/.env",
                )
            ],
        ),
    }
)
def test_secret_known_public_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-known-public", given) == says


@table(
    {
        "a key of its own": (keys(secret()), []),
        "hard-coded only": (HARDCODED, []),
        "out of a fallback": (PUBLISHED_FALLBACK, []),
        "given for a database on this machine": (database("this-machine"), []),
        "in a tuple that does not work: told by config-wrong-type": (unusable(known="placeholder"), []),
    }
)
def test_secret_known_public_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-known-public", given) == says


@table({"no key": (keys(), [EMPTY])})
def test_secret_known_public_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-known-public", given) == says


def written(message: str, *evidence: str, subject: str = "SECRET_KEY", **fields: Any) -> Found:
    """What is said of a literal."""
    fix = f'Read it with `os.environ["{subject}"]`, and replace the value: the history keeps it.'
    return found(message, *evidence, subject=subject, fix=fix, **fields)


@table(
    {
        "a literal": (
            HARDCODED,
            [written("SECRET_KEY is written in the source", SHAPE, "equals the literal at config.py:4")],
        ),
        "a credential": (
            keys(password(literals=[LINE])),
            [
                written(
                    "MAIL_PASSWORD is written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject="MAIL_PASSWORD",
                    severity="warning",
                )
            ],
        ),
        "a literal in the app and in its tests": (
            keys(secret(literals=[at("tests/conftest.py", 1), LINE])),
            [written("SECRET_KEY is written in the source", SHAPE, "equals the literal at config.py:4")],
        ),
        "the line below a read that falls back": (
            keys(secret(literals=[LINE]), files=reading(falls_back("DB_PASSWORD", 3)), boots=boot()),
            [written("SECRET_KEY is written in the source", SHAPE, "equals the literal at config.py:4")],
        ),
        "two keys from one literal": (
            keys(password(literals=[LINE]), secret(literals=[LINE])),
            [
                written(
                    "MAIL_PASSWORD and SECRET_KEY are written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject="MAIL_PASSWORD",
                )
            ],
        ),
        "a key that signs tokens under a name of its own": (
            keys(password(literals=[LINE]), files=source(module("app.py"), token_keys=("MAIL_PASSWORD",))),
            [
                written(
                    "MAIL_PASSWORD is written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject="MAIL_PASSWORD",
                )
            ],
        ),
        "the same text in another module, at the line that sets it": (
            keys(secret(literals=[at("api.py", 20), LINE], place=LINE)),
            [
                written(
                    "SECRET_KEY is written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    "equals the literal at api.py:20",
                )
            ],
        ),
        "the same text in another module, at the line of its class of config": (
            keys(
                secret(literals=[at("api.py", 20), LINE], place=at("app.py", 3)),
                files=source(config_assignments=[ConfigAssignment("SECRET_KEY", LINE)]),
            ),
            [
                written(
                    "SECRET_KEY is written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    "equals the literal at api.py:20",
                )
            ],
        ),
        "the URL of a database": (
            keys(
                secret(URI, signing=False, literals=[LINE]),
                files=source(url_literals=[UrlLiteral("postgresql", LINE)]),
            ),
            [
                written(
                    f"{URI} is written in the source, with user and password",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject=URI,
                    severity="warning",
                )
            ],
        ),
        "another placeholder is refused": (
            {
                **keys(secret(literals=[LINE])),
                "boot": boot(outcome="raised", crash=crash(refused=("JWT_KEY",))),
            },
            [written("SECRET_KEY is written in the source", SHAPE, "equals the literal at config.py:4")],
        ),
        "a URL with a token": (
            keys(
                secret("SENTRY_DSN", signing=False, literals=[LINE]),
                files=source(url_literals=[UrlLiteral("https", LINE)]),
            ),
            [
                written(
                    "SENTRY_DSN is written in the source",
                    SHAPE,
                    "equals the literal at config.py:4",
                    subject="SENTRY_DSN",
                    severity="warning",
                )
            ],
        ),
    }
)
def test_secret_hardcoded_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-hardcoded", given) == says


@table(
    {
        "from the environment": (keys(secret(environment=["SECRET_KEY"])), []),
        "from the environment, and the same as a literal": (
            keys(secret(environment=["SECRET_KEY"], literals=[LINE])),
            [],
        ),
        "a literal of the tests": (keys(secret(literals=[at("tests/conftest.py", 1)])), []),
        "in a config file that git ignores": (
            {**keys(secret(literals=[INSTANCE])), "repository": IGNORING},
            [],
        ),
        "published too": (PUBLISHED_LITERAL, []),
        "a placeholder that the app refuses to start with": (
            {
                **keys(secret(literals=[LINE])),
                "boot": boot(outcome="raised", crash=crash(refused=("SECRET_KEY",))),
            },
            [],
        ),
        "in a tuple that does not work: told by config-wrong-type": (unusable(literals=[LINE]), []),
        "out of a fallback": (
            keys(secret(literals=[LINE]), files=reading(falls_back()), boots=UNSET),
            [],
        ),
    }
)
def test_secret_hardcoded_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-hardcoded", given) == says


@table({"no key": (keys(), [EMPTY])})
def test_secret_hardcoded_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-hardcoded", given) == says


CURE = 'Read it with `os.environ["SECRET_KEY"]`: then a deployment without it stops at once.'


@table(
    {
        "it boots without": (
            keys(
                secret(environment=["SECRET_KEY"], boots_without=["SECRET_KEY"]),
                files=reading(falls_back(line=9)),
            ),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "the app also boots without it",
                    "read with a fallback at config.py:9",
                    place=at("config.py", 9),
                    fix=CURE,
                )
            ],
        ),
        "it boots without, and no line tells why": (
            keys(secret(environment=["SECRET_KEY"], boots_without=["SECRET_KEY"])),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "the app also boots without it",
                    fix=CURE,
                )
            ],
        ),
        "it is unset, and the key is the fallback": (
            keys(secret(literals=[LINE]), files=reading(falls_back()), boots=UNSET),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    fix=CURE,
                )
            ],
        ),
        "the fallback is published": (
            PUBLISHED_FALLBACK,
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    "the fallback is a key from the public lists of leaked keys",
                    fix=CURE,
                )
            ],
        ),
        "a fallback too short to be compared with literals": (
            keys(
                secret(known="placeholder", length=3),
                files=reading(falls_back()),
                boots=UNSET,
            ),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    "the fallback is a placeholder that anybody can guess",
                    fix=CURE,
                )
            ],
        ),
        "a call over several lines": (
            keys(
                secret(place=Place(), literals=[at("config.py", 6)]),
                files=reading(falls_back(assigned_to="SECRET_KEY")),
                boots=UNSET,
            ),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    fix=CURE,
                )
            ],
        ),
        "a credential": (
            keys(password(environment=["MAIL"], boots_without=["MAIL"])),
            [
                found(
                    "MAIL_PASSWORD falls back to a constant in the source when MAIL is unset",
                    "the app also boots without it",
                    subject="MAIL_PASSWORD",
                    severity="warning",
                    fix='Read it with `os.environ["MAIL"]`: then a deployment without it stops at once.',
                )
            ],
        ),
        "the read that set it comes first": (
            keys(
                secret(literals=[LINE]),
                files=reading(
                    EnvDefault("SECRET_KEY", at("app.py", 8), secret=True),
                    falls_back(assigned_to="SECRET_KEY"),
                ),
                boots=UNSET,
            ),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    "read with a fallback at app.py:8",
                    fix=CURE,
                )
            ],
        ),
        "a deploy file chooses a config that sets the key itself": (
            chosen_in_the_dockerfile(own=[20]),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    "Dockerfile sets SHOP_ENV=production, which is not so here: the config for production "
                    "sets the key itself",
                    fix="Judge it as deployed: `--set SHOP_ENV=production`.",
                    severity="warning",
                )
            ],
        ),
        "a deploy file chooses a config that inherits the key": (
            chosen_in_the_dockerfile(own=[]),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    fix=CURE,
                )
            ],
        ),
        "a deploy file chooses a config that has a fallback too": (
            chosen_in_the_dockerfile(falls_back(line=30), own=[30]),
            [
                found(
                    "SECRET_KEY falls back to a constant in the source when its variable is unset",
                    "it is unset here, and the app booted",
                    "read with a fallback at config.py:4",
                    "read with a fallback at config.py:30",
                    fix=CURE,
                )
            ],
        ),
        "one variable for two keys": (
            keys(
                secret(environment=["SECRET_KEY"], boots_without=["SECRET_KEY"]),
                secret("JWT_SECRET_KEY", environment=["SECRET_KEY"], boots_without=["SECRET_KEY"]),
            ),
            [
                found(
                    "SECRET_KEY and JWT_SECRET_KEY fall back to a constant in the source "
                    "when SECRET_KEY is unset",
                    "the app also boots without it",
                    fix=CURE,
                )
            ],
        ),
    }
)
def test_secret_fallback_boots_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-fallback-boots", given) == says


@table(
    {
        "it does not boot without": (keys(secret(environment=["SECRET_KEY"])), []),
        "an empty fallback": (
            keys(secret(literals=[LINE]), files=reading(falls_back(empty=True)), boots=UNSET),
            [],
        ),
        "the variable is set, and the key is another": (
            keys(
                secret(literals=[LINE]),
                files=reading(falls_back()),
                boots=boot(env_reads=[env_read("SECRET_KEY", hit=True)]),
            ),
            [],
        ),
        "given in another variable, which secret-env-ignored tells": (
            {
                **keys(secret(place=at("app.py", 3)), files=reading(falls_back()), boots=UNSET),
                "boots": Boots(ignored=(Ignored("APP_KEY", "SECRET_KEY", True, LINE, LINE, "fly.toml"),)),
            },
            [],
        ),
        "the fallback of another key": (
            keys(secret(), files=reading(falls_back("DB_PASSWORD", 3)), boots=UNSET),
            [],
        ),
    }
)
def test_secret_fallback_boots_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-fallback-boots", given) == says


@table({"no key": (keys(), [EMPTY])})
def test_secret_fallback_boots_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-fallback-boots", given) == says


def signing(*secrets: Any, boots: Any = None, files: Any = None, **fields: Any) -> Given:
    return {"app": app(secrets=secrets, **fields), "boot": boots, "source": files}


TWICE = "two boots with the same environment gave two keys"
RANDOM = found("SECRET_KEY is another in every process", TWICE, SHAPE, severity=None)
TOKENS: Given = {"extensions": ["flask-jwt-extended"]}
OWN_TOKEN_KEY = [config("JWT_SECRET_KEY", "x")]
NO_SESSION = source(module("app.py"))
LOGS_IN = source(module("app.py"), session_uses=[SessionUse("login_user", at("app.py", 30))])


@table(
    {
        "another key in the second boot": (
            signing(secret(repeats=False), secret("JWT_SECRET_KEY")),
            [found("SECRET_KEY is another in every process", TWICE, SHAPE, severity=None)],
        ),
        "only while the variable is unset": (
            signing(secret(repeats=False), boots=boot(env_reads=[env_read("APP_SECRET_KEY", line=90)])),
            [
                found(
                    "SECRET_KEY is another in every process while APP_SECRET_KEY is not set",
                    TWICE,
                    SHAPE,
                    severity="warning",
                )
            ],
        ),
        "an API without sessions, whose tokens have a key of their own": (
            signing(secret(repeats=False), files=NO_SESSION, config=OWN_TOKEN_KEY, **TOKENS),
            [
                found(
                    "SECRET_KEY is another in every process",
                    TWICE,
                    SHAPE,
                    "nothing in the app signs with it so far",
                    severity="info",
                )
            ],
        ),
        "an API without sessions, whose tokens it signs": (
            signing(secret(repeats=False), files=NO_SESSION, **TOKENS),
            [RANDOM],
        ),
        "somebody reads it": (
            signing(secret(repeats=False), files=source(module("app.py"), config_reads=["SECRET_KEY"])),
            [RANDOM],
        ),
        "a session is written": (signing(secret(repeats=False), files=LOGS_IN), [RANDOM]),
        "a key of tokens": (
            signing(secret("JWT_SECRET_KEY", repeats=False), files=NO_SESSION, **TOKENS),
            [
                found(
                    "JWT_SECRET_KEY is another in every process",
                    TWICE,
                    SHAPE,
                    subject="JWT_SECRET_KEY",
                    severity=None,
                )
            ],
        ),
    }
)
def test_secret_random_per_process_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-random-per-process", given) == says


@table(
    {
        "the same key twice": (signing(secret()), []),
        "a password that is no key": (signing(secret(), password(repeats=False)), []),
    }
)
def test_secret_random_per_process_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-random-per-process", given) == says


@table(
    {
        "no key": (signing(), [DoesNotApply("the config holds no signing key")]),
        "one boot": (
            signing(secret(repeats=None)),
            [CouldNotLook("the app was booted only once, so the keys could not be compared")],
        ),
    }
)
def test_secret_random_per_process_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-random-per-process", given) == says


WRITE = SessionUse("session", at("app.py", 30))
FORM = SessionUse("FlaskForm", at("app.py", 40))


OWN_KEY: Given = {
    "config": [config("JWT_SECRET_KEY", None, place=at("config.py", 9))],
    "boots": boot(env_reads=[env_read("JWT_KEY", line=9)]),
}


def keyless(*uses: SessionUse, boots: Any = None, guarded: Any = (), **fields: Any) -> Given:
    none = config("SECRET_KEY", None, is_default=True, place=Place())
    return {
        "app": app(**{"config": [none], **fields}),
        "source": source(session_uses=uses, guarded=guarded),
        "boot": boots,
    }


@table(
    {
        "the session is written": (
            keyless(WRITE, FORM),
            [
                found(
                    "there is no SECRET_KEY, and the app uses session and FlaskForm",
                    "session at app.py:30",
                    "FlaskForm at app.py:40",
                    place=at("app.py", 1),
                    severity=None,
                )
            ],
        ),
        "an empty key": (
            keyless(WRITE, config=[config("SECRET_KEY", "")]),
            [
                found(
                    "there is no SECRET_KEY, and the app uses session", "session at app.py:30", severity=None
                )
            ],
        ),
        "the environment lacks it, and the app does not mind": (
            keyless(
                WRITE,
                config=[config("SECRET_KEY", None)],
                boots=boot(env_reads=[env_read("FLASK_KEY", line=4)]),
            ),
            [
                found(
                    "there is no SECRET_KEY (FLASK_KEY is not set), and the app uses session",
                    "session at app.py:30",
                    severity="warning",
                    fix='Read it with `os.environ["FLASK_KEY"]`; to check here, add `--set FLASK_KEY=VALUE`.',
                )
            ],
        ),
        "a form, where sessions are kept on the server": (
            keyless(WRITE, FORM, session_interface="flask_session.RedisSessionInterface"),
            [
                found(
                    "there is no SECRET_KEY, and the app uses FlaskForm",
                    "FlaskForm at app.py:40",
                    place=at("app.py", 1),
                    severity=None,
                )
            ],
        ),
        "tokens, which nothing else signs": (
            keyless(extensions=["flask-jwt-extended"]),
            [
                found(
                    "there is no SECRET_KEY, and the app uses Flask-JWT-Extended",
                    "Flask-JWT-Extended at app.py:1",
                    place=at("app.py", 1),
                    severity=None,
                )
            ],
        ),
        "tokens, whose own key the environment lacks": (
            keyless(extensions=["flask-jwt-extended"], **OWN_KEY),
            [
                found(
                    "there is no JWT_SECRET_KEY (JWT_KEY is not set), nor SECRET_KEY in its place, and the "
                    "app uses Flask-JWT-Extended: the first token is a 500",
                    subject="JWT_SECRET_KEY",
                    place=at("config.py", 9),
                    severity="warning",
                    fix='Read it with `os.environ["JWT_KEY"]`; to check here, add `--set JWT_KEY=VALUE`.',
                )
            ],
        ),
        "and a session": (
            keyless(WRITE, extensions=["flask-jwt-extended"], **OWN_KEY),
            [
                found(
                    "there is no SECRET_KEY, and the app uses session and Flask-JWT-Extended",
                    "session at app.py:30",
                    "Flask-JWT-Extended at app.py:1",
                    place=at("config.py", 9),
                    severity=None,
                )
            ],
        ),
        "tokens, whose own key is stood in for here": (
            keyless(
                extensions=["flask-jwt-extended"],
                secrets=[secret(environment=["FLASK_KEY"], none_without=["FLASK_KEY"])],
                **{**OWN_KEY, "config": [config("SECRET_KEY", "***"), *OWN_KEY["config"]]},
            ),
            [
                found(
                    "without JWT_KEY and FLASK_KEY the app starts all the same, with no key for "
                    "Flask-JWT-Extended: the first token is a 500",
                    subject="JWT_SECRET_KEY",
                    place=at("config.py", 9),
                    severity="info",
                    fix='Read it with `os.environ["JWT_KEY"]`: then a deployment without it stops at once.',
                )
            ],
        ),
        "given here, and the app would start without it": (
            keyless(
                WRITE,
                config=[config("SECRET_KEY", "***")],
                secrets=[secret(environment=["FLASK_KEY"], none_without=["FLASK_KEY"])],
            ),
            [
                found(
                    "where FLASK_KEY is not set the app starts all the same, with no key for session",
                    "session at app.py:30",
                    severity="info",
                    fix='Read it with `os.environ["FLASK_KEY"]`: then a deployment without it stops at once.',
                )
            ],
        ),
    }
)
def test_secret_missing_but_used_faulty(given: Given, says: list[Found]) -> None:
    assert ask("secret-missing-but-used", given) == says


ASKED = EnvRead("SECRET_KEY", hit=False, place=at("config.py", 24))


@pytest.mark.parametrize(
    ("reads", "place"),
    [
        ([ASKED], ASKED.place),
        ([ASKED, ASKED, replace(ASKED, name="PORT", place=at("wsgi.py", 2))], ASKED.place),
        # who knows which, or the line that sets it is the better one
        ([ASKED, replace(ASKED, place=at("keys.py", 2))], None),
        ([replace(ASKED, name="APP_KEY")], None),
        ([replace(ASKED, place=Place())], None),
        ([replace(ASKED, place=at("app.py", 24))], None),
    ],
)
def test_a_key_stands_where_the_environment_is_asked_for_it(
    reads: list[EnvRead], place: Place | None
) -> None:
    boots = boot(env_reads=reads)
    (random,) = ask(
        "secret-random-per-process", signing(secret(repeats=False, place=at("app.py", 22)), boots=boots)
    )
    unset = config("SECRET_KEY", None, place=at("app.py", 22))
    (missing,) = ask("secret-missing-but-used", {**keyless(WRITE, config=[unset]), "boot": boots})
    assert random.place == (place or at("app.py", 22))
    assert missing.place == (place or at("app.py", 22))


SET = Ignored("SECRET_KEY", "SECRET_KEY", True, Place(), Place(), "--set or --env-file", keyless=True)
ASKED = boot(env_reads=[env_read("SECRETKEY", line=4)])
NONE = config("SECRET_KEY", None)
ASKS_IN_VAIN = found(
    "there is no SECRET_KEY (SECRETKEY is not set), and the app uses session",
    "session at app.py:30",
    severity="warning",
    fix='Read it with `os.environ["SECRETKEY"]`; to check here, add `--set SECRETKEY=VALUE`.',
)


def not_read(named_in: str = "--set or --env-file", asks: str = ", for the app asks for SECRETKEY") -> Found:
    return found(
        "there is no SECRET_KEY, and the app uses session: "
        f"SECRET_KEY is given in {named_in}, and nothing reads it{asks}",
        "session at app.py:30",
        fix='Read what is given: `app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]`.',
        severity=None,
    )


def given_one(*, asked: bool = True, ignored: Ignored = SET, **deploy: Any) -> Given:
    held = keyless(WRITE, config=[NONE], boots=ASKED if asked else boot())
    return {**held, "boots": Boots(ignored=(ignored,)), "deploy": Deploy(**deploy)}


@table(
    {
        "by --set, under another name": (given_one(), [not_read()]),
        "and the app asks for none": (given_one(asked=False), [not_read(asks="")]),
        "by a deploy file": (
            given_one(ignored=replace(SET, place=at("fly.toml", 2), named_in="fly.toml")),
            [not_read("fly.toml")],
        ),
        "by an example alone, which may be old": (
            given_one(
                ignored=replace(SET, place=at(".env.example", 2), named_in=".env.example"),
                documented=(Variable("SECRET_KEY", at(".env.example", 2)),),
            ),
            [replace(not_read(".env.example"), severity="warning")],
        ),
        "the deployment has the other one too": (
            given_one(variables=(Variable("SECRETKEY", at("fly.toml", 3)),)),
            [ASKS_IN_VAIN],
        ),
        "another key is what is not taken": (
            given_one(ignored=replace(SET, key="MAIL_PASSWORD", signing=False, keyless=False)),
            [ASKS_IN_VAIN],
        ),
    }
)
def test_a_key_that_is_given_and_that_nothing_reads(given: Given, says: list[Found]) -> None:
    assert ask("secret-missing-but-used", given) == says


@table(
    {
        "there is one": (keyless(WRITE, config=[config("SECRET_KEY", "x")]), []),
        "there is one that the config does not have": (keyless(WRITE, secrets=[secret()]), []),
        "nothing needs the one that may be missing": (keyless(secrets=[secret(none_without=["KEY"])]), []),
        "another key may be missing": (
            keyless(WRITE, secrets=[secret(), secret("MAIL_PASSWORD", none_without=["MAIL_PASSWORD"])]),
            [],
        ),
    }
)
def test_secret_missing_but_used_fine(given: Given, says: list[Found]) -> None:
    assert ask("secret-missing-but-used", given) == says


NEEDLESS = DoesNotApply("nothing in the app needs the key")


@table(
    {
        "no use": (keyless(), [NEEDLESS]),
        "a use in a file that the app does not import": (
            keyless(SessionUse("session", at("routes copy.py", 3))),
            [NEEDLESS],
        ),
        "tokens have a key of their own": (
            keyless(
                extensions=["flask-jwt-extended"],
                config=[config("SECRET_KEY", None), config("JWT_SECRET_KEY", "x")],
            ),
            [NEEDLESS],
        ),
        "tokens are signed with a pair of keys": (
            keyless(
                extensions=["flask-jwt-extended"],
                config=[config("SECRET_KEY", None), config("JWT_ALGORITHM", "RS256")],
            ),
            [NEEDLESS],
        ),
        "sessions are kept on the server": (
            keyless(WRITE, session_interface="flask_session.RedisSessionInterface"),
            [NEEDLESS],
        ),
        "another target is the real app": (
            {
                **keyless(WRITE, blueprints=[blueprint("shop", registered=False)]),
                "source": source(
                    session_uses=[WRITE],
                    registrations=[Registration("bp", "shop.bp", at("main.py", 3), False)],
                ),
            },
            [CouldNotLook("the app as booted is not all of the app: see blueprint-never-registered")],
        ),
        "it is set below the main guard": (
            keyless(WRITE, guarded=[GuardedSetup("config", "SECRET_KEY", at("app.py", 50))]),
            [DoesNotApply("SECRET_KEY is set only below the main guard: main-guard-only-setup says where")],
        ),
    }
)
def test_secret_missing_but_used_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("secret-missing-but-used", given) == says


URLS = [
    (UrlLiteral("postgresql", LINE, public=True), "error"),  # everybody who reads the repository is in
    (UrlLiteral("postgresql", LINE, public=True, placeholder=True), "warning"),
    (UrlLiteral("postgresql", LINE), "warning"),  # a service of a compose file
    (UrlLiteral("postgresql", at("config.py", 9), public=True), "warning"),  # another URL
]


@pytest.mark.parametrize(("url", "severity"), URLS)
def test_url_with_the_password_of_a_server_is_graver_than_other_credentials(
    url: UrlLiteral, severity: str
) -> None:
    uri = secret("SQLALCHEMY_DATABASE_URI", signing=False, literals=[LINE])
    files = source(module("app.py"), module("config.py"), url_literals=[url])
    (said,) = ask("secret-hardcoded", keys(uri, files=files))
    assert isinstance(said, Found)
    assert said.severity == severity


@pytest.mark.parametrize(("url", "severity"), URLS)
def test_fallback_with_the_password_of_a_server_is_graver_than_other_credentials(
    url: UrlLiteral, severity: str
) -> None:
    uri = secret("SQLALCHEMY_DATABASE_URI", signing=False, boots_without=["DATABASE_URL"])
    files = source(module("app.py"), module("config.py"), url_literals=[url])
    (said,) = ask("secret-fallback-boots", keys(uri, files=files))
    assert isinstance(said, Found)
    assert said.severity == severity


def test_secret_missing_but_used_needs_the_source() -> None:
    result = outcome(
        "secret-missing-but-used", app=app(), missing={"source": Absence("inconclusive", "not readable")}
    )
    assert (result.outcome, result.reason) == ("inconclusive", "not readable")


SALT = "SECURITY_PASSWORD_SALT"
KNOWN = {"flask": ("SECRET_KEY",), "flask_login": ("LOGIN_DISABLED",)}
SIGNING_RULES: dict[str, Any] = {
    "secret-fallback-boots": {"literals": [LINE], "boots_without": [SALT]},
    "secret-known-public": {"known": "placeholder"},
    "secret-hardcoded": {"literals": [LINE]},
    "secret-random-per-process": {"repeats": False},
}


def keyed(rule: str, key: str = SALT, signing: bool = True, reads: Any = (), **fields: Any) -> list[Any]:
    """What a rule says of a key, and of no key beside it, with the packages that know keys."""
    one = secret(key, signing=signing, **SIGNING_RULES[rule])
    own = app(**{"secrets": [one], "config": [config(key, "x")], "config_vocabulary": KNOWN, **fields})
    files = replace(reading(falls_back(SALT)), config_reads=tuple(reads))
    files = replace(files, token_keys=("JWT_SECRET",)) if key == "JWT_SECRET" else files
    told = ask(rule, {"app": own, "source": files, "boot": boot()})
    return [each for each in told if isinstance(each, Found)]


@pytest.mark.parametrize("rule", SIGNING_RULES)
def test_a_signing_key_that_nobody_reads_is_nothing(rule: str) -> None:
    assert keyed(rule) == []
    assert keyed(rule, "CSRF_SESSION_KEY") == []


@pytest.mark.parametrize("rule", SIGNING_RULES)
@pytest.mark.parametrize(
    "fields",
    [
        {"reads": (SALT,)},
        {"reads": ("SECURITY_",)},
        {"config_vocabulary": {}},
        {"config_vocabulary": {**KNOWN, "flask_security": ("SECURITY_CONFIRMABLE",)}},
        {"extensions": ["security"]},
        {"key": "SECRET_KEY"},
        {"key": "JWT_SECRET"},
    ],
)
def test_a_signing_key_that_somebody_may_read(rule: str, fields: dict[str, Any]) -> None:
    assert len(keyed(rule, **fields)) == 1


def test_a_credential_that_nobody_reads_is_written_there_all_the_same() -> None:
    assert len(keyed("secret-hardcoded", "MAIL_PASSWORD", signing=False)) == 1


def test_a_credential_that_nobody_reads_falls_back_on_nothing() -> None:
    rule, key = "secret-fallback-boots", "ADMIN_PASSWORD"
    assert keyed(rule, key, signing=False) == []
    assert len(keyed(rule, key, signing=False, reads=(key,))) == 1
