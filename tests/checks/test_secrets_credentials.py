"""Credentials of services that stand in the source."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.credentials import GivenCredential
from releasecheck.facts.deploy import StorePassword
from releasecheck.facts.imports import OwnImport
from releasecheck.facts.repository import Repository
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import Role
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, deploy, env_read, module, secret, source, table

LINE = at("app.py", 7, 10)


def given(**fields: Any) -> GivenCredential:
    return GivenCredential(
        **{
            "what": "the password of a mail account",
            "subject": "smtp.login",
            "place": LINE,
            "opens": True,
            **fields,
        }
    )


def facts(*credentials: GivenCredential, **more: Any) -> Given:
    return {"app": app(), "source": source(given_credentials=credentials), **more}


def facts_of_files(*credentials: GivenCredential) -> Given:
    """Of app.py and of mail.py, which it imports."""
    imported = [OwnImport("mail.py", at("app.py", 2))]
    return {"app": app(), "source": source(given_credentials=credentials, own_imports=imported)}


def facts_in_config(key: str) -> Given:
    known = source(given_credentials=[given()], config_assignments=[ConfigAssignment(key, LINE)])
    return {"app": app(), "source": known}


WRITTEN = Found("the password of a mail account is written in the source", "smtp.login", LINE)
SIGNING: Any = {"what": "the key that signs JSON web tokens", "subject": "jwt.encode", "signs": True}
FALLING = "the key that signs JSON web tokens falls back to a constant in the source when JWT_KEY is unset"
STOP = 'Read it with `os.environ["JWT_KEY"]`: then a deployment without it stops at once.'
BOT = given(what="the token of a Telegram bot", subject="token", place=at("app.py", 8, 20))
BOT_READ = EnvDefault("BOT_TOKEN", at("app.py", 7, 9), secret=True, assigned_to="token")  # over two lines
BOT_FALLS = "the token of a Telegram bot falls back to a constant in the source when BOT_TOKEN is unset"
STOP_BOT = 'Read it with `os.environ["BOT_TOKEN"]`: then a deployment without it stops at once.'
FALLBACK = given(**SIGNING, variable="JWT_KEY")
HOOK = given(
    what="the secret in the path of a route",
    subject="HOOK_SECRET",
    opens=False,
    variable="HOOK_SECRET",
)
HOOK_FALLS = Found(
    "the secret in the path of a route falls back to a constant in the source when HOOK_SECRET is unset",
    "HOOK_SECRET",
    LINE,
    fix='Read it with `os.environ["HOOK_SECRET"]`: then a deployment without it stops at once.',
    severity="warning",
)
TRIED = given(what="the password of a database", subject="psycopg2.connect", opens=False, tried_on="db")
NOTHING = [DoesNotApply("no module of the app gives a constant to a service as its credential")]


def started(how: Any, service: str = "db") -> Any:
    return deploy(store_passwords=[StorePassword(service, "POSTGRES_PASSWORD", at("compose.yaml", 5), how)])


@table(
    {
        "given to a client": (facts(given()), [WRITTEN]),
        "of the app's own, booted without it": (
            facts(HOOK, boot=boot(env_reads=[env_read("HOOK_SECRET", hit=False)])),
            [HOOK_FALLS],
        ),
        "of the app's own, and set here": (
            facts(HOOK, boot=boot(env_reads=[env_read("HOOK_SECRET", hit=True)])),
            [replace(HOOK_FALLS, severity="info")],
        ),
        "of a database here, or by its name alone": (
            facts(given(what="the value of API_KEY", subject="API_KEY", opens=False)),
            [Found("the value of API_KEY is written in the source", "API_KEY", LINE, severity="warning")],
        ),
        "of a database that the release starts with such a one": (
            facts(TRIED, replace(TRIED, place=at("app.py", 30)), deploy=started("guessable")),
            [
                Found(
                    "the password of a database is written in the source, and anybody would try it: "
                    "compose.yaml starts db with such a one",
                    "psycopg2.connect",
                    LINE,
                    ("POSTGRES_PASSWORD at compose.yaml:5", "also at app.py:30"),
                    severity="warning",
                )
            ],
        ),
        "in a module that a view imports": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[given(place=at("sms.py", 4))],
                    own_imports=[
                        OwnImport("sms.py", at("mail.py", 2)),
                        OwnImport("mail.py", at("app.py", 30)),
                    ],
                ),
            },
            [Found(WRITTEN.message, "smtp.login", at("sms.py", 4))],
        ),
        "twice in one file": (
            facts(given(), given(place=at("app.py", 9))),
            [Found(WRITTEN.message, "smtp.login", LINE, ("also at app.py:9",))],
        ),
        "one value in two files": (
            facts_of_files(given(), given(subject="login", place=at("mail.py", 3), copy_of=LINE)),
            [Found(WRITTEN.message, "smtp.login", LINE, ("also at mail.py:3",))],
        ),
        "two values in two files": (
            facts_of_files(given(), given(place=at("mail.py", 3))),
            [WRITTEN, replace(WRITTEN, place=at("mail.py", 3))],
        ),
        "one value in two files, one of which lets in from elsewhere": (
            facts_of_files(given(), given(place=at("mail.py", 3), copy_of=LINE, opens=False)),
            [WRITTEN, replace(WRITTEN, place=at("mail.py", 3), severity="warning")],
        ),
        "the fallback of a variable that is not set": (
            facts(FALLBACK, boot=boot(env_reads=[env_read("JWT_KEY")])),
            [Found(FALLING, "jwt.encode", LINE, fix=STOP)],
        ),
        "the fallback of a variable that is set, or was not asked for yet": (
            facts(FALLBACK),
            [Found(FALLING, "jwt.encode", LINE, fix=STOP, severity="warning")],
        ),
        "a vendor's key as the fallback of a variable that a view reads": (
            {"app": app(), "source": source(given_credentials=[BOT], env_defaults=[BOT_READ])},
            [Found(BOT_FALLS, "token", BOT.place, fix=STOP_BOT, severity="warning")],
        ),
        "a vendor's key as the fallback of a variable that is not set": (
            {
                "app": app(),
                "source": source(given_credentials=[BOT], env_defaults=[BOT_READ]),
                "boot": boot(env_reads=[env_read("BOT_TOKEN")]),
            },
            [Found(BOT_FALLS, "token", BOT.place, fix=STOP_BOT)],
        ),
        "a vendor's key below another variable's fallback": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[BOT],
                    env_defaults=[EnvDefault("PORT", at("app.py", 7), secret=False, assigned_to="port")],
                ),
            },
            [Found("the token of a Telegram bot is written in the source", "token", BOT.place)],
        ),
        "in a module of constants that never becomes the app's config": (
            facts_in_config("GEO_API_KEY"),
            [WRITTEN],
        ),
        "signing, in a class of config that is not chosen": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[given(**SIGNING)],
                    config_assignments=[ConfigAssignment("JWT_SECRET", LINE, "Config")],
                ),
            },
            [Found("the key that signs JSON web tokens is written in the source", "jwt.encode", LINE)],
        ),
        "of a config class that the app did not choose, and a client takes it": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[given(taken=True)],
                    config_assignments=[ConfigAssignment("MAIL_PASSWORD", LINE, "Config")],
                ),
            },
            [WRITTEN],
        ),
        "in a file that is not ignored": (
            facts(given(), repository=Repository(untracked=("app.py",), ignored=("instance/",))),
            [WRITTEN],
        ),
    }
)
def test_credential_in_source_faulty(given: Given, says: list[Found]) -> None:
    assert ask("credential-in-source", given) == says


@table(
    {
        "told by the rules for the config": (
            {
                "app": app(secrets=[secret("MAIL_PASSWORD", literals=[LINE])]),
                "source": source(given_credentials=[given()]),
            },
            [],
        ),
        "a key of the config": (
            {
                "app": app(config=[config("MAIL_PASSWORD", "text")]),
                "source": source(
                    given_credentials=[given()], config_assignments=[ConfigAssignment("MAIL_PASSWORD", LINE)]
                ),
            },
            [],
        ),
        "a key of the config that a client takes by its class as well": (
            {
                "app": app(config=[config("MAIL_PASSWORD", "text")]),
                "source": source(
                    given_credentials=[given(taken=True)],
                    config_assignments=[ConfigAssignment("MAIL_PASSWORD", LINE, "Config")],
                ),
            },
            [],
        ),
        "a signing key of the config": (
            {
                "app": app(config=[config("JWT_SECRET", "text")]),
                "source": source(
                    given_credentials=[given(**SIGNING)],
                    config_assignments=[ConfigAssignment("JWT_SECRET", LINE, "Config")],
                ),
            },
            [],
        ),
        "a signing key whose fallback reaches the config": (
            {
                "app": app(secrets=[secret(boots_without=["JWT_KEY"])]),
                "source": source(given_credentials=[FALLBACK]),
            },
            [],
        ),
        "a key of a config class that is not in use": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[given()],
                    config_assignments=[ConfigAssignment("MAIL_PASSWORD", LINE, "Development")],
                ),
            },
            [],
        ),
        "under a name, as a fallback that is not in use": (
            {
                "app": app(),
                "source": source(
                    given_credentials=[given(opens=False)],
                    env_defaults=[EnvDefault("PASS", LINE, secret=True)],
                ),
            },
            [],
        ),
        "a vendor's key as a fallback that reaches the config": (
            {
                "app": app(secrets=[secret("BOT_TOKEN", literals=[BOT.place])]),
                "source": source(given_credentials=[BOT], env_defaults=[BOT_READ]),
            },
            [],
        ),
        "in a file that git ignores": (facts(given(), repository=Repository(ignored=("app.py",))), []),
        "in a folder that git ignores": (
            {
                "app": app(modules=("local/keys.py",)),
                "source": source(given_credentials=[given(place=at("local/keys.py", 1))]),
                "repository": Repository(ignored=("local/",)),
            },
            [],
        ),
    }
)
def test_credential_in_source_fine(given: Given, says: list[Found]) -> None:
    assert ask("credential-in-source", given) == says


def beside(*credentials: GivenCredential, role: Role = "app", **fields: Any) -> Given:
    """Credentials in files of git that the app does not import."""
    modules = [module(path, role=role) for path in dict.fromkeys(str(one.place.path) for one in credentials)]
    own = source(module("app.py"), *modules, given_credentials=credentials, **fields)
    return {"app": app(), "source": own, "repository": Repository(untracked=("new.py", "drafts/"))}


def s3(path: str, name: str = "aws_secret_access_key", line: int = 10) -> GivenCredential:
    return given(what=f"the value of {name}", subject=name, place=at(path, line), opens=False)


def tracked(one: GivenCredential, *evidence: str) -> Found:
    said = f"{one.what} is written in the source, in a file that git tracks"
    return Found(said, one.subject, one.place, evidence, severity="warning")


KEY, SECRET = s3("upload.py", "aws_access_key_id", 9), s3("upload.py")
ELSEWHERE = given(what="the token of a Telegram bot", subject="token", place=at("bot.py", 4))


@table(
    {
        "in a program beside the app": (beside(ELSEWHERE), [tracked(ELSEWHERE)]),
        "in a script": (beside(s3("tools/send.py"), role="tool"), [tracked(s3("tools/send.py"))]),
        "the keys of one client, and a copy of them": (
            beside(KEY, SECRET, s3("old.py", "aws_access_key_id", 17), s3("old.py", line=18)),
            [
                tracked(
                    KEY,
                    "also the value of aws_secret_access_key at upload.py:10",
                    "also the value of aws_access_key_id at old.py:17",
                    "also the value of aws_secret_access_key at old.py:18",
                )
            ],
        ),
        "a copy of one that the app has": (
            {**beside(given(place=at("old.py", 3)), given())},
            [Found(WRITTEN.message, "smtp.login", LINE, ("also at old.py:3",))],
        ),
    }
)
def test_credential_in_source_in_a_tracked_file(given: Given, says: list[Found]) -> None:
    assert ask("credential-in-source", given) == says


NO_CREDENTIAL = DoesNotApply("no module of the app gives a constant to a service as its credential")


OF_NO_MATTER = {
    "of a test": beside(ELSEWHERE, role="test"),
    "of an example": beside(ELSEWHERE, role="example"),
    "of a migration": beside(ELSEWHERE, role="migration"),
    "called an example": beside(replace(ELSEWHERE, place=at("bot_example.py", 4))),
    "in a folder of samples": beside(replace(ELSEWHERE, place=at("lib/samples/bot.py", 4))),
    "of a copied library": beside(replace(ELSEWHERE, place=at("vendor/telebot/bot.py", 4))),
    "made by a program": beside(replace(ELSEWHERE, place=at("lib/bot_pb2.py", 4))),
    "not in git yet": beside(replace(ELSEWHERE, place=at("new.py", 4))),
    "in a folder that is not in git yet": beside(replace(ELSEWHERE, place=at("drafts/bot.py", 4))),
    "where there is no git": {**beside(ELSEWHERE), "repository": None},
    "what only a program that runs is guarded by": beside(
        given(**SIGNING, place=at("old.py", 3)), s3("old.py", "SECRET_KEY", 4)
    ),
    "a database here": beside(given(what="the password of a database", opens=False, place=at("old.py", 3))),
    "what only the app asks for": beside(replace(HOOK, place=at("old.py", 3))),
    "a key for browsers": beside(
        given(what="the key in the query of a URL", opens=False, place=at("old.py", 3))
    ),
}


@table({name: (facts, [NO_CREDENTIAL]) for name, facts in OF_NO_MATTER.items()})
def test_credential_in_source_in_a_file_of_no_matter(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("credential-in-source", given) == says


def test_credential_in_source_of_a_config_that_is_not_in_use() -> None:
    one = s3("settings.py", "MAIL_KEY")
    unused = beside(one, config_assignments=[ConfigAssignment("MAIL_KEY", one.place)])
    assert ask("credential-in-source", unused) == [NO_CREDENTIAL]


def test_credential_in_source_of_a_module_that_only_a_script_imports() -> None:
    files = source(
        given_credentials=[given(place=at("sms.py", 4))],
        own_imports=[OwnImport("sms.py", at("scripts/call.py", 2))],
    )
    none = DoesNotApply("no module of the app gives a constant to a service as its credential")
    assert ask("credential-in-source", {"app": app(), "source": files}) == [none]


@table(
    {
        "no deploy file": (facts(TRIED), NOTHING),
        "another service": (facts(TRIED, deploy=started("guessable", "cache")), NOTHING),
        "another password there": (facts(TRIED, deploy=started("written")), NOTHING),
        "a variable": (facts(replace(TRIED, variable="PW"), deploy=started("guessable")), NOTHING),
        "in a script": (
            facts(replace(TRIED, place=at("tool.py", 3)), deploy=started("guessable")),
            NOTHING,
        ),
    }
)
def test_credential_in_source_that_anybody_would_try_and_nobody_has(given: Given, says: list[Any]) -> None:
    assert ask("credential-in-source", given) == says


def test_credential_in_source_does_not_apply() -> None:
    reason = "no module of the app gives a constant to a service as its credential"
    elsewhere = source(given_credentials=[given(place=at("seed.py", 3))])
    assert ask("credential-in-source", {"app": app(), "source": elsewhere}) == [DoesNotApply(reason)]
