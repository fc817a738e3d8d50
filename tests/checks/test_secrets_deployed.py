"""Secrets that a deploy file gives the app."""

from typing import Any

from releasecheck.facts.runs import Git
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, boot, deploy, env_read, table, variable

READ = boot(
    env_reads=[
        env_read("SECRET_KEY"),
        env_read("MAIL_PASSWORD"),
        env_read("DATABASE_URL"),
        env_read("DB_PASSWORD"),
    ]
)


def given(name: str = "SECRET_KEY", holds: Any = "secret", tracked: str = "Dockerfile", **more: Any) -> Given:
    return {
        "deploy": deploy(variables=[variable(name, holds=holds, **more)]),
        "boot": READ,
        "git": Git("00ff", "main", dirty=False, tracked=(tracked,)),
    }


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


NOTHING = [DoesNotApply("no deploy file gives the app a secret itself")]


@table(
    {
        "a reference": (given(holds=None), NOTHING),
        "for another program": (given("POSTGRES_PASSWORD"), NOTHING),
    }
)
def test_deploy_file_secret_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("deploy-file-secret", given) == says
