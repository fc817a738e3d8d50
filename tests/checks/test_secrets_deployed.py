"""Secrets that a deploy file gives the app."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.deploy import EnvFile
from releasecheck.facts.needs import NeededVariable
from releasecheck.facts.runs import Git
from releasecheck.facts.settings import EnvDefault
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, deploy, env_read, module, secret, source, table, variable

READ = boot(
    env_reads=[
        env_read("SECRET_KEY"),
        env_read("MAIL_PASSWORD"),
        env_read("DATABASE_URL"),
        env_read("DB_PASSWORD"),
    ]
)


LIVE = secret("SECRET_KEY", known="placeholder", environment=("SECRET_KEY",))
BY_FILE = Found(
    "shop.env gives the app a placeholder as SECRET_KEY, which anybody can guess",
    "SECRET_KEY",
    at("shop.env", 2),
    ("compose.yaml:6 has it loaded, and it is in git",),
)
NOTHING = [DoesNotApply("no deploy file gives the app a secret itself")]


def given(name: str = "SECRET_KEY", holds: Any = "secret", tracked: str = "Dockerfile", **more: Any) -> Given:
    return {
        "deploy": deploy(variables=[variable(name, holds=holds, **more)]),
        "boot": READ,
        "git": Git("00ff", "main", dirty=False, tracked=(tracked,)),
    }


def twice(other: str = "SECRET_KEY", path: str = "compose.yaml", **more: Any) -> Given:
    """A compose file that gives it to a service, and that or another file to a second one."""
    first = variable("SECRET_KEY", holds="secret", place=at("compose.yaml", 4))
    second = variable(other, holds="secret", place=at(path, 9), **more)
    files = ("compose.yaml", "other.yaml")
    return {
        **given(),
        "deploy": deploy(variables=[first, second]),
        "git": Git("00ff", "main", dirty=False, tracked=files),
    }


def told(name: str, path: str, line: int, *evidence: str) -> Found:
    return Found(
        f"{path} is in git with the value of {name}, which the app reads", name, at(path, line), evidence
    )


@table(
    {
        "two services of one file": (
            twice(),
            [told("SECRET_KEY", "compose.yaml", 4, "also at compose.yaml:9")],
        ),
        "two files": (
            twice(path="other.yaml"),
            [told("SECRET_KEY", "compose.yaml", 4), told("SECRET_KEY", "other.yaml", 9)],
        ),
        "two variables": (
            twice("MAIL_PASSWORD"),
            [told("SECRET_KEY", "compose.yaml", 4), told("MAIL_PASSWORD", "compose.yaml", 9)],
        ),
    }
)
def test_deploy_file_secret_of_several_services(given: Given, says: list[Found]) -> None:
    assert ask("deploy-file-secret", given) == says


def in_a_view(**fields: Any) -> Given:
    """The app asks for it only when a view runs."""
    written = source(module("app.py"), **fields)
    return {**given("API_PASSWORD"), "app": app(), "source": written}


FALLBACK = EnvDefault("API_PASSWORD", at("app.py", 9), secret=True)
NEEDED = NeededVariable("API_PASSWORD", at("app.py", 9), fatal=True)
IN_A_VIEW = [told("API_PASSWORD", "Dockerfile", 2)]


@table(
    {
        "read with a fallback": (in_a_view(env_defaults=[FALLBACK]), IN_A_VIEW),
        "read without": (in_a_view(needed_variables=[NEEDED]), IN_A_VIEW),
        "by a program beside the app": (
            in_a_view(env_defaults=[replace(FALLBACK, place=at("tools/send.py", 9))]),
            [DoesNotApply("no deploy file gives the app a secret itself")],
        ),
    }
)
def test_deploy_file_secret_that_a_view_asks_for(given: Given, says: list[Any]) -> None:
    assert ask("deploy-file-secret", given) == says


@table(
    {
        "its value": (
            given(),
            [
                Found(
                    "Dockerfile is in git with the value of SECRET_KEY, which the app reads",
                    "SECRET_KEY",
                    at("Dockerfile", 2),
                )
            ],
        ),
        "a placeholder for a key that signs": (
            given(holds="placeholder"),
            [
                Found(
                    "Dockerfile gives the app a placeholder as SECRET_KEY, which anybody can guess",
                    "SECRET_KEY",
                    at("Dockerfile", 2),
                )
            ],
        ),
        "a fallback for a key that signs": (
            given(holds="placeholder", unless_set=True),
            [
                Found(
                    "where nobody sets SECRET_KEY, Dockerfile gives the app one that anybody can guess",
                    "SECRET_KEY",
                    at("Dockerfile", 2),
                )
            ],
        ),
        "a fallback that is in git": (
            given("MAIL_PASSWORD", unless_set=True),
            [
                Found(
                    "where nobody sets MAIL_PASSWORD, Dockerfile gives the app one that is in git",
                    "MAIL_PASSWORD",
                    at("Dockerfile", 2),
                )
            ],
        ),
        "a placeholder for the URL of a database": (
            given("DATABASE_URL", "placeholder", backend="mysql"),
            [
                Found(
                    "Dockerfile gives the app a placeholder as DATABASE_URL: no database answers there",
                    "DATABASE_URL",
                    at("Dockerfile", 2),
                )
            ],
        ),
    }
)
def test_deploy_file_secret_faulty(given: Given, says: list[Found]) -> None:
    assert ask("deploy-file-secret", given) == says


def loading(name: str = "SECRET_KEY", holds: Any = "placeholder", *secrets: Any, **git: Any) -> Given:
    """A compose file that has shop.env loaded, in which that variable is."""
    held = variable(name, None, holds=holds, place=at("shop.env", 2))
    file = EnvFile("shop.env", at("compose.yaml", 6), (held,))
    return {
        "deploy": deploy(env_files=[file, replace(file, place=at("other.yaml", 3))]),
        "boot": READ,
        "git": Git("00ff", "main", dirty=False, **{"tracked": ("shop.env",), **git}),
        "app": app(secrets=secrets),
    }


@table(
    {
        "a placeholder in a file that is loaded": (loading(), [BY_FILE]),
        "another value is live": (
            loading("SECRET_KEY", "placeholder", replace(LIVE, known=None)),
            [BY_FILE],
        ),
    }
)
def test_deploy_file_secret_in_a_loaded_file(given: Given, says: list[Any]) -> None:
    assert ask("deploy-file-secret", given) == says


@table(
    {
        "it is live, which secret-known-public tells": (loading("SECRET_KEY", "placeholder", LIVE), NOTHING),
        "a secret, which committed-env-file tells": (loading(holds="secret"), NOTHING),
        "none": (loading(holds=None), NOTHING),
        "no key that signs": (loading("MAIL_PASSWORD"), NOTHING),
        "for another program": (loading("OTHER_SECRET_KEY"), NOTHING),
        "git does not have the file": (loading(tracked=("compose.yaml",)), NOTHING),
        "the file is not here": (
            {**loading(), "deploy": deploy(env_files=[EnvFile("shop.env", at("x", 6))])},
            NOTHING,
        ),
    }
)
def test_deploy_file_secret_does_not_apply_to_a_loaded_file(given: Given, says: list[Any]) -> None:
    assert ask("deploy-file-secret", given) == says


@table(
    {
        "a placeholder for a password": (given("MAIL_PASSWORD", "placeholder"), []),
        "a fallback that the database beside it has as well": (given("DB_PASSWORD", unless_set=True), []),
        "a file of this machine": (given(tracked="app.py"), []),
        "a placeholder for a database, in a file of this machine": (
            given("DATABASE_URL", "placeholder", tracked="app.py", backend="mysql"),
            [],
        ),
    }
)
def test_deploy_file_secret_fine(given: Given, says: list[Found]) -> None:
    assert ask("deploy-file-secret", given) == says


@table(
    {
        "a reference": (given(holds=None), NOTHING),
        "for another program": (given("POSTGRES_PASSWORD"), NOTHING),
    }
)
def test_deploy_file_secret_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("deploy-file-secret", given) == says
