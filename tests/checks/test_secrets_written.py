"""Passwords in the source that never pass through the config."""

from typing import Any

from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import AppDefinition, LoginComparison, SecretLiteral, UrlLiteral
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    boot,
    config,
    env_read,
    module,
    route,
    secret,
    source,
    table,
    view,
)

LINE = at("app.py", 7, 10)


def url(**fields: Any) -> UrlLiteral:
    return UrlLiteral(**{"scheme": "mongodb+srv", "place": LINE, **fields})


def found(subject: str = "mongodb+srv", **fields: Any) -> list[Found]:
    return [Found("a mongodb+srv URL with its password is written in the source", subject, LINE, **fields)]


FALLBACK = EnvDefault("MONGO_URL", at("app.py", 7, 3), secret=True)
UNUSED = [
    Found(
        "a mongodb+srv URL with its password is written in the source, as the fallback of MONGO_URL",
        "MONGO_URL",
        LINE,
        ("it is not in use here",),
        'Read it with `os.environ["MONGO_URL"]`, and replace the password: the history keeps it.',
        "warning",
    )
]


def given_here(**fields: Any) -> Given:
    """A URL as the fallback of a variable that is set here."""
    return {
        "app": app(),
        "source": source(url_literals=[url(**fields)], env_defaults=[FALLBACK]),
        "boot": boot(env_reads=[env_read("MONGO_URL", hit=True)]),
    }


def program(called: str, **fields: Any) -> Given:
    """A factory below the main guard that is called with a name of a class, the URL in the class "Dev"."""
    return {
        "app": app(**fields),
        "source": source(
            module("app.py"),
            url_literals=[url(public=True)],
            apps=[AppDefinition("app.py", "create_app", "factory", 3, called=f'create_app("{called}")')],
            config_assignments=[ConfigAssignment("DATABASE", at("app.py", 7, 5), "Dev")],
        ),
    }


@table(
    {
        "as an argument": ({"app": app(), "source": source(url_literals=[url()])}, found()),
        "on the line after another read": (
            {
                "app": app(),
                "source": source(
                    url_literals=[url(public=True)],
                    env_defaults=[EnvDefault("MONGO_URL", at("app.py", 6, 3), secret=True)],
                    secret_literals=[SecretLiteral("OTHER", LINE, length=40)],
                ),
            },
            found("OTHER"),
        ),
        "under a name": (
            {
                "app": app(),
                "source": source(
                    url_literals=[url()], secret_literals=[SecretLiteral("CLUSTER", LINE, length=9)]
                ),
            },
            found("CLUSTER"),
        ),
        "on this machine": (
            {"app": app(), "source": source(url_literals=[url(local=True)])},
            found(severity="warning"),
        ),
        "the fallback of a variable that is not set": (
            {
                "app": app(),
                "source": source(url_literals=[url()], env_defaults=[FALLBACK]),
                "boot": boot(env_reads=[env_read("MONGO_URL", line=7, path="app.py")]),
            },
            found(),
        ),
        "the fallback of a variable that is set, in a config class": (
            {
                "app": app(secrets=[secret()]),
                "source": source(
                    url_literals=[url(public=True)],
                    env_defaults=[FALLBACK],
                    config_assignments=[ConfigAssignment("DATABASE", at("app.py", 7, 5), "Config")],
                ),
                "boot": boot(env_reads=[env_read("MONGO_URL", hit=True)]),
            },
            UNUSED,
        ),
        "on the line after the read": (
            {
                "app": app(),
                "source": source(
                    url_literals=[url(public=True)],
                    env_defaults=[EnvDefault("MONGO_URL", at("app.py", 6), secret=True, assigned_to="URI")],
                    secret_literals=[SecretLiteral("URI", LINE, length=40)],
                ),
                "boot": boot(env_reads=[env_read("MONGO_URL", hit=True)]),
            },
            UNUSED,
        ),
        "in the class of config that only the program asks for": (program("Dev"), found("mongodb+srv")),
    }
)
def test_url_embedded_credentials_faulty(given: Given, says: list[Found]) -> None:
    assert ask("url-embedded-credentials", given) == says


@table(
    {
        "documentation's password": (
            {"app": app(), "source": source(url_literals=[url(placeholder=True)])},
            [],
        ),
        "told by the rules for secrets, at the literal": (
            {
                "app": app(secrets=[secret("DATABASE_URL", literals=[LINE])]),
                "source": source(url_literals=[url()]),
            },
            [],
        ),
        "told by the rules for secrets, at the key": (
            {
                "app": app(secrets=[secret("DATABASE_URL", place=at("app.py", 7))]),
                "source": source(url_literals=[url()]),
            },
            [],
        ),
        "a fallback that is not in use, for a service of a compose file": (given_here(), []),
        "such a fallback on this machine": (given_here(local=True), []),
        "such a fallback with documentation's password": (given_here(public=True, placeholder=True), []),
        "such a fallback, which secret-fallback-boots tells": (
            {
                **given_here(public=True),
                "app": app(secrets=[secret("MONGO_URL", boots_without=["MONGO_URL"])]),
            },
            [],
        ),
        "of a config class that was not chosen": (
            {
                "app": app(),
                "source": source(
                    url_literals=[url()],
                    config_assignments=[ConfigAssignment("DATABASE", at("app.py", 7, 5), "TestConfig")],
                ),
            },
            [],
        ),
        "in a class that the program does not ask for": (program("Prod"), []),
        "in a class whose key the app has from elsewhere": (
            program("Dev", config=[config("DATABASE", "***", secret=True)]),
            [],
        ),
    }
)
def test_url_embedded_credentials_fine(given: Given, says: list[Found]) -> None:
    assert ask("url-embedded-credentials", given) == says


def test_url_embedded_credentials_does_not_apply() -> None:
    given = {"app": app(), "source": source(url_literals=[url(place=at("seed.py", 3))])}
    assert ask("url-embedded-credentials", given) == [
        DoesNotApply("no module of the app has a URL with credentials")
    ]


def compared(function: str = "login", line: int = 7, what: str = "password") -> LoginComparison:
    return LoginComparison(what, function, at("app.py", line, 8))


def asked(*logins: LoginComparison, name: str = "login", endpoint: str = "login") -> Given:
    routes = [route("/login", endpoint, view=view(name, 5)), route("/signin", endpoint, view=view(name, 5))]
    return {"app": app(routes=routes), "source": source(logins=logins)}


def lets_in(endpoint: str = "login", what: str = "password", **fields: Any) -> list[Found]:
    message = f"the view of {endpoint} compares {what} of the request with a constant in the source"
    return [Found(message, endpoint, at("app.py", 7, 8), **fields)]


@table(
    {
        "a password": (asked(compared()), lets_in()),
        "two of them are one view": (
            asked(compared(), compared(line=9, what="token")),
            lets_in(what="password and token", evidence=("token at app.py:9:8",)),
        ),
        "one password for several views": (
            {
                "app": app(
                    routes=[route(f"/{name}", name, view=view(name, 5)) for name in ("edit", "add", "wipe")]
                ),
                "source": source(
                    logins=[
                        LoginComparison("password", "edit", at("app.py", 7, 8), "ADMIN"),
                        LoginComparison("password", "add", at("app.py", 19, 8), "ADMIN"),
                        LoginComparison("token", "wipe", at("app.py", 30, 8)),
                    ]
                ),
            },
            [
                Found(
                    "2 views compare password of the request with ADMIN, a constant in the source",
                    "ADMIN",
                    at("app.py", 7, 8),
                    ("password at app.py:19:8",),
                ),
                Found(
                    "the view of wipe compares token of the request with a constant in the source",
                    "wipe",
                    at("app.py", 30, 8),
                ),
            ],
        ),
        "in a factory": (asked(compared("create_app.login"), name="create_app.<locals>.login"), lets_in()),
        "in a class": (
            asked(compared("Login.post"), name="Login", endpoint="auth.login"),
            lets_in("auth.login"),
        ),
    }
)
def test_hardcoded_login_faulty(given: Given, says: list[Found]) -> None:
    assert ask("hardcoded-login", given) == says


NO_VIEW = [DoesNotApply("no view compares a secret of the request with a constant")]


def through(function: str, *calls: str, path: str = "app.py") -> Given:
    """A comparison in a function of accounts.py, and a view that calls these."""
    login = LoginComparison("password", function, at(path, 66, 12))
    return {
        "app": app(routes=[route("/login", "login", view=view("login", 5))], modules=["app.py"]),
        "source": source(logins=[login], views=[body("login", calls=calls)]),
    }


def test_hardcoded_login_in_a_method_that_the_view_calls() -> None:
    (told,) = ask("hardcoded-login", through("User.login_user", "jsonify", "login_user"))
    assert (told.subject, told.place) == ("login", at("app.py", 66, 12))


@table(
    {
        "nobody calls it": (through("User.login_user", "jsonify"), NO_VIEW),
        "a name that anything has": (through("User.get", "get"), NO_VIEW),
        "the app does not import it": (through("User.login_user", "login_user", path="old.py"), NO_VIEW),
    }
)
def test_hardcoded_login_in_a_method_that_no_view_calls(given: Given, says: Any) -> None:
    assert ask("hardcoded-login", given) == says


def test_hardcoded_login_fine() -> None:
    assert ask("hardcoded-login", asked(compared("login_by_mail"))) == NO_VIEW  # no view of that name is live


@table(
    {
        "no comparison": (asked(), NO_VIEW),
        "in a file whose view is not live": (
            asked(LoginComparison("password", "login", at("old.py", 7))),
            NO_VIEW,
        ),
    }
)
def test_hardcoded_login_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("hardcoded-login", given) == says
