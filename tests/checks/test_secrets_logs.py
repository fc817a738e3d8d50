"""Secrets that the app prints and logs."""

from typing import Any

from releasecheck.facts.boots import Boots, Leak
from releasecheck.facts.passwords import PasswordUse
from releasecheck.facts.tokens import LoggedToken
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, secret, source, table

LINE = at("app.py", 5)


def said(*leaks: Leak) -> Given:
    keys = [config("MAIL_PASSWORD", "***")]
    return {"app": app(secrets=[secret()], config=keys), "boots": Boots(leaks=leaks)}


@table(
    {
        "printed": (
            said(Leak("SECRET_KEY", "stdout", LINE)),
            [Found("SECRET_KEY is printed while the app is built", subject="SECRET_KEY", place=LINE)],
        ),
        "the whole config in one line": (
            said(
                Leak("A_TOKEN", "log", LINE, asked=True),
                Leak("B_TOKEN", "log", LINE, asked=True),
                Leak("C_TOKEN", "log", LINE, asked=True),
                Leak("D_TOKEN", "stderr", LINE, asked=True),
            ),
            [
                Found(
                    "A_TOKEN, B_TOKEN and 2 more are logged and written to stderr while the app is asked",
                    subject="A_TOKEN",
                    place=LINE,
                    evidence=("C_TOKEN", "D_TOKEN"),
                )
            ],
        ),
        "by who knows whom": (
            said(Leak("MAIL_PASSWORD", "stderr")),
            [
                Found(
                    "MAIL_PASSWORD is written to stderr while the app is built",
                    subject="MAIL_PASSWORD",
                    place=at("config.py", 4),
                )
            ],
        ),
        "a variable that the config does not hold": (
            {"app": app(), "boots": Boots(leaks=(Leak("API_TOKEN", "stdout", LINE),))},
            [Found("API_TOKEN is printed while the app is built", subject="API_TOKEN", place=LINE)],
        ),
        "what accounts keep": (
            {
                "app": app(),
                "boots": Boots(),
                "source": source(
                    passwords=[
                        PasswordUse("shown", "u.password", LINE),
                        PasswordUse("shown", "user.otp_secret", at("app.py", 9)),
                        PasswordUse("shown", "user.password", at("other.py", 9)),
                    ]
                ),
            },
            [
                Found(
                    "u.password is printed or logged: the log has what the app keeps of an account's secrets",
                    subject="u.password",
                    place=LINE,
                    evidence=("also user.otp_secret at app.py:9",),
                    fix="Leave it out, and delete the logs that have it; to tell accounts apart, log ids.",
                )
            ],
        ),
        "a visitor's token": (
            {
                "app": app(),
                "boots": Boots(),
                "source": source(
                    logged_tokens=[
                        LoggedToken("the Authorization header", LINE),
                        LoggedToken("access_token", at("app.py", 9)),
                        LoggedToken("access_token", at("other.py", 9)),
                    ]
                ),
            },
            [
                Found(
                    "the Authorization header is printed or logged: who reads the log can sign in with it",
                    subject="the Authorization header",
                    place=LINE,
                    evidence=("also access_token at app.py:9",),
                    fix="Leave it out; to tell tokens apart, log the user's id or the token's `jti`.",
                )
            ],
        ),
    }
)
def test_secret_in_logs_faulty(given: Given, says: list[Any]) -> None:
    assert [one for one in ask("secret-in-logs", given) if isinstance(one, Found)] == says


ENVIRON = LoggedToken("the whole environment", at("app.py", 5, 1))


@table(
    {
        "all settings at once": (
            {
                **said(),
                "source": source(logged_settings=[ENVIRON, LoggedToken("the whole config", at("app.py", 9))]),
            },
            [
                Found(
                    "the whole environment is printed or logged, with each secret that the deployment sets",
                    "the whole environment",
                    at("app.py", 5, 1),
                    ("also the whole config at app.py:9",),
                    "Leave it out, or write the names alone. Then replace the secrets that the logs keep.",
                )
            ],
        ),
        "a module that did not boot": (
            {
                **said(),
                "source": source(logged_settings=[LoggedToken("the whole config", at("other.py", 9))]),
            },
            [],
        ),
        "seen to be written": (
            {**said(Leak("A_TOKEN", "stdout", LINE)), "source": source(logged_settings=[ENVIRON])},
            [Found("A_TOKEN is printed while the app is built", subject="A_TOKEN", place=LINE)],
        ),
    }
)
def test_all_settings_in_the_logs(given: Given, says: list[Any]) -> None:
    assert ask("secret-in-logs", given) == says


def test_secret_in_logs_fine() -> None:
    assert ask("secret-in-logs", said()) == []


def test_secret_in_logs_does_not_apply() -> None:
    nothing = ask("secret-in-logs", {"app": app(), "boots": Boots()})
    assert nothing == [DoesNotApply("the config holds no key and no credential")]
