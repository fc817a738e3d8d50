"""The rules on what deploy files put into images, into the environment, and on the paths that they ask."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.deploy import Deploy, EnvFile, LeftOut
from releasecheck.facts.imports import Import, OwnImport
from releasecheck.facts.needs import NeededVariable, Wanting
from releasecheck.facts.repository import Exposed, Repository
from releasecheck.facts.requests import Health
from releasecheck.facts.runs import Git
from releasecheck.facts.settings import EnvDefault
from releasecheck.facts.source import Suppression
from releasecheck.facts.templates import StaticFolder, TemplateReference
from releasecheck.findings import CouldNotLook, DoesNotApply, Found
from tests.checks.build import (
    Given,
    app,
    ask,
    at,
    boot,
    config,
    crash,
    deploy,
    env_read,
    health_check,
    image,
    launch,
    module,
    probed,
    project,
    proxy,
    requests,
    response,
    route,
    source,
    table,
    templates,
    use,
    variable,
)

LOADS_ENV = source(imports=[Import("dotenv", at("config.py", 1))])
COMMITTED = Repository(
    exposed=(
        Exposed("environment", at(".env", 1), tracked=True, holds=("SECRET_KEY",)),
        Exposed("database", at("catalogue.db", 1), tracked=True, holds=()),
    )
)
TRACKED = Git("c" * 40, "main", dirty=False, tracked=("catalogue.db", ".env"))


@table(
    {
        "no ignore file": (
            {"deploy": deploy(images=[image(".env", ".git", "shop.sqlite3")])},
            [
                Found(
                    "the image takes in .env, .git and shop.sqlite3",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".env", ".git", "shop.sqlite3"),
                )
            ],
        ),
        "an ignore file that misses it": (
            {"deploy": deploy(images=[image("instance/shop.db", ignored=("*.pyc",))])},
            [
                Found(
                    "the image takes in instance/shop.db",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("no pattern of .dockerignore meets them", "instance/shop.db"),
                )
            ],
        ),
        "by way of an earlier stage": (
            {"deploy": deploy(images=[image("instance/shop.db", taken_over=at("Dockerfile", 9))])},
            [
                Found(
                    "the image takes in instance/shop.db",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=(
                        "there is no .dockerignore",
                        "Dockerfile:9 takes it over from that stage",
                        "instance/shop.db",
                    ),
                )
            ],
        ),
        "a .env that the app loads and that only git leaves out": (
            {"deploy": deploy(images=[image(lets_env_in=True, ignored=("*.pyc",))]), "source": LOADS_ENV},
            [
                Found(
                    "a .env there would go into the image: the app loads one, and .gitignore alone names it",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("no pattern of .dockerignore meets it",),
                    severity="info",
                )
            ],
        ),
        "the history, and such a .env": (
            {"deploy": deploy(images=[image(".git", lets_env_in=True)]), "source": LOADS_ENV},
            [
                Found(
                    "the image takes in .git, and a .env there would go into the image:"
                    " the app loads one, and .gitignore alone names it",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".git"),
                    severity="info",
                )
            ],
        ),
        "such a .env, and secrets that git has": (
            {
                "deploy": deploy(images=[image(".env", lets_env_in=True)]),
                "git": TRACKED,
                "repository": COMMITTED,
                "source": LOADS_ENV,
            },
            [
                Found(
                    "a .env there would go into the image: the app loads one, and .gitignore alone names it",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".env, which is in git as well"),
                    severity="info",
                )
            ],
        ),
        "such a .env, the history, and secrets that git has": (
            {
                "deploy": deploy(images=[image(".env", ".git", lets_env_in=True)]),
                "git": TRACKED,
                "repository": COMMITTED,
                "source": LOADS_ENV,
            },
            [
                Found(
                    "the image takes in .env and .git",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".git", ".env, which is in git as well"),
                )
            ],
        ),
        "the history, and secrets that git has": (
            {
                "deploy": deploy(images=[image(".env", ".git", "catalogue.db")]),
                "git": TRACKED,
                "repository": COMMITTED,
            },
            [
                Found(
                    "the image takes in .env and .git",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".git", ".env, which is in git as well"),
                )
            ],
        ),
        "the history alone": (
            {"deploy": deploy(images=[image(".git")]), "git": TRACKED},
            [
                Found(
                    "the image takes in .git",
                    "Dockerfile",
                    at("Dockerfile", 3),
                    evidence=("there is no .dockerignore", ".git"),
                    severity="info",
                )
            ],
        ),
    }
)
def test_image_context_leaks_faulty(given: Given, says: list[Any]) -> None:
    assert ask("image-context-leaks", given) == says


@table(
    {
        "a .env that nothing loads": (
            {"deploy": deploy(images=[image(lets_env_in=True)]), "source": source()},
            [],
        ),
        "a .env that a pattern keeps out": (
            {"deploy": deploy(images=[image(ignored=(".env",))]), "source": LOADS_ENV},
            [],
        ),
        "everything is kept out": ({"deploy": deploy(images=[image(ignored=(".*",))])}, []),
        "placeholders in git": (
            {
                "deploy": deploy(images=[image(".env")]),
                "git": TRACKED,
                "repository": Repository(
                    exposed=(Exposed("placeholders", at(".env", 1), tracked=True, holds=("SECRET_KEY",)),)
                ),
            },
            [],
        ),
        "secrets in git and nothing else": (
            {"deploy": deploy(images=[image(".env")]), "git": TRACKED, "repository": COMMITTED},
            [],
        ),
        "what is committed is told elsewhere": (
            {"deploy": deploy(images=[image(".env", "catalogue.db")]), "git": TRACKED},
            [],
        ),
    }
)
def test_image_context_leaks_fine(given: Given, says: list[Any]) -> None:
    assert ask("image-context-leaks", given) == says


@pytest.mark.parametrize("images", [(), (image(copies_all=None),)])
def test_image_context_leaks_does_not_apply(images: tuple[Any, ...]) -> None:
    said = [DoesNotApply("no image copies the whole folder")]
    assert ask("image-context-leaks", {"deploy": deploy(images=images)}) == said


MAIL_READS = [env_read("MAIL_SERVER"), env_read("MAIL_PASSWORD", line=4)]
MAILING = source(module("config.py"), module("app.py"), imports=[Import("flask_mail", at("app.py", 2))])


def contract(*reads: Any, **declared: Any) -> Given:
    """An app that reads SECRET_KEY, which is documented, and these; and what else is declared."""
    documented = (variable("SECRET_KEY", place=at(".env.example", 1)),)
    known = {"documented": documented, **declared}
    return {"boot": boot(env_reads=[env_read("SECRET_KEY"), *reads]), "deploy": deploy(**known)}


def stopped(*names: str) -> Given:
    """An app that did not come up, whose config.py wants these, one a line."""
    needed = [NeededVariable(name, at("config.py", line), fatal=True) for line, name in enumerate(names, 1)]
    return {
        "boot": boot(outcome="raised", wanting=Wanting(fatal=names)),
        "source": source(module("config.py"), needed_variables=needed),
    }


@table(
    {
        "set here and told nowhere": (
            contract(env_read("API_URL", hit=True, line=9)),
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("config.py", 9),
                    evidence=("set here",),
                )
            ],
        ),
        "unset here too": (
            contract(env_read("SENTRY_DSN", line=9)),
            [
                Found(
                    "SENTRY_DSN is read, and no deploy file or example tells of it",
                    "SENTRY_DSN",
                    at("config.py", 9),
                    evidence=("not set here, and the app came up",),
                    severity="info",
                )
            ],
        ),
        "nothing is declared at all": (
            {
                "boot": boot(env_reads=[env_read("API_URL", hit=True), env_read("CDN", hit=True, line=5)]),
                "deploy": deploy(variables=[variable("LANG", "C")]),
            },
            [
                Found(
                    "API_URL and CDN are read, and no deploy file or example tells of them",
                    "API_URL",
                    at("config.py", 3),
                    evidence=("set here", "API_URL is read at config.py:3", "CDN is read at config.py:5"),
                    severity="info",
                )
            ],
        ),
        "nothing is declared at all, and mail is sent": (
            {
                "boot": boot(env_reads=[*MAIL_READS, env_read("API_URL", line=9)]),
                "deploy": deploy(),
                "source": MAILING,
            },
            [
                Found(
                    "MAIL_SERVER and MAIL_PASSWORD are read, and no deploy file or example tells of them",
                    "MAIL_SERVER",
                    at("config.py", 3),
                    evidence=(
                        "not set here, and Flask-Mail sends by it",
                        "MAIL_SERVER is read at config.py:3",
                        "MAIL_PASSWORD is read at config.py:4",
                    ),
                    severity="info",
                )
            ],
        ),
        "several that are unset here": (
            contract(env_read("SENTRY_DSN", line=9), env_read("API_URL", hit=True), env_read("CDN", line=12)),
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("config.py", 3),
                    evidence=("set here",),
                ),
                Found(
                    "SENTRY_DSN and CDN are read, and no deploy file or example tells of them",
                    "SENTRY_DSN",
                    at("config.py", 9),
                    evidence=(
                        "not set here, and the app came up",
                        "SENTRY_DSN is read at config.py:9",
                        "CDN is read at config.py:12",
                    ),
                    severity="info",
                ),
            ],
        ),
        "an app that did not come up, by its source": (
            {**stopped("API_URL", "CDN", "HOME"), "deploy": deploy()},
            [
                Found(
                    "API_URL and CDN are read, and no deploy file or example tells of them",
                    "API_URL",
                    at("config.py", 1),
                    evidence=(
                        "not set here, and read with nothing to fall back on",
                        "API_URL is read at config.py:1",
                        "CDN is read at config.py:2",
                    ),
                    severity="info",
                )
            ],
        ),
        "an app that did not come up, and had read them for its mails": (
            {
                "boot": boot(
                    outcome="raised",
                    wanting=Wanting(fatal=("API_URL",), other=("MAIL_SERVER",)),
                    env_reads=[env_read("API_URL", line=1), env_read("MAIL_SERVER", line=2)],
                ),
                "source": source(
                    module("config.py"),
                    imports=[Import("flask_mail", at("config.py", 1))],
                    needed_variables=[
                        NeededVariable("API_URL", at("config.py", 1), fatal=True),
                        NeededVariable("MAIL_SERVER", at("config.py", 2), fatal=False),
                    ],
                ),
                "deploy": deploy(),
            },
            [
                Found(
                    "API_URL and MAIL_SERVER are read, and no deploy file or example tells of them",
                    "API_URL",
                    at("config.py", 1),
                    evidence=(
                        "not set here, and read with nothing to fall back on",
                        "API_URL is read at config.py:1",
                        "MAIL_SERVER is read at config.py:2",
                    ),
                    severity="info",
                )
            ],
        ),
        "an empty text as fallback": (
            {
                **contract(
                    env_read("API_URL", hit=True, fallback=True), env_read("CDN", line=5, fallback=True)
                ),
                "source": source(module("config.py"), env_defaults=[
                    EnvDefault("API_URL", at("config.py", 3), secret=False, empty=True, blank=True),
                    EnvDefault("CDN", at("config.py", 5), secret=False, empty=True, blank=True),
                ]),
            },
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("config.py", 3),
                    evidence=("set here",),
                    severity="info",
                ),
                Found(
                    "CDN is read, and no deploy file or example tells of it",
                    "CDN",
                    at("config.py", 5),
                    evidence=("not set here, and the app came up",),
                    severity="info",
                ),
            ],
        ),
        "the app's own, under Flask's prefix": (
            contract(env_read("FLASK_API_URL", hit=True)),
            [
                Found(
                    "FLASK_API_URL is read, and no deploy file or example tells of it",
                    "FLASK_API_URL",
                    at("config.py", 3),
                    evidence=("set here",),
                )
            ],
        ),
        "an empty fallback is none": (
            {
                **contract(env_read("API_URL", hit=True)),
                "source": source(module("config.py"), env_defaults=[
                    EnvDefault("API_URL", at("config.py", 3), secret=False, empty=True)
                ]),
            },
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("config.py", 3),
                    evidence=("set here",),
                )
            ],
        ),
    }
)  # fmt: skip
def test_boot_contract_env_faulty(given: Given, says: list[Any]) -> None:
    assert ask("boot-contract-env", given) == says


TWO = (env_read("API_URL", hit=True, line=3), env_read("CDN", hit=True, line=5))


def test_boot_contract_env_tells_of_several_at_once() -> None:
    assert ask("boot-contract-env", contract(*TWO)) == [
        Found(
            "API_URL and CDN are read, and no deploy file or example tells of them",
            "API_URL",
            at("config.py", 3),
            evidence=("set here", "API_URL is read at config.py:3", "CDN is read at config.py:5"),
        )
    ]


def test_boot_contract_env_leaves_what_a_comment_excuses_by_itself() -> None:
    comment = Suppression(("boot-contract-env",), "set by hand", at("config.py", 5))
    told = ask("boot-contract-env", {**contract(*TWO), "source": source(suppressions=[comment])})
    assert [one.subject for one in told if isinstance(one, Found)] == ["API_URL", "CDN"]


@pytest.mark.parametrize(("tracked", "told"), [((".env",), ["CDN"]), ((), ["API_URL"])])
def test_boot_contract_env_reads_a_dotenv_file_that_git_tracks(
    tracked: tuple[str, ...], told: list[str]
) -> None:
    given = contract(*TWO, dotenv=(variable("API_URL", place=at(".env", 1)),))
    found = ask("boot-contract-env", {**given, "git": replace(TRACKED, tracked=tracked)})
    assert [one.subject for one in found if isinstance(one, Found)] == told


def later(*needed: NeededVariable, **declared: Any) -> Given:
    """An app that came up, and whose functions still ask for variables."""
    return {
        "boot": boot(env_reads=[env_read("SECRET_KEY", hit=True)]),
        "deploy": deploy(**declared),
        "source": source(module("app.py"), needed_variables=needed),
        "app": app(modules=("app.py", "config.py")),
    }


def by_view(name: str = "API_URL", path: str = "app.py", **fields: Any) -> NeededVariable:
    return NeededVariable(name, at(path, 9), **{"fatal": True, "function": "pay", **fields})


LOADED = (EnvFile("shop.env", at("compose.yaml", 7)),)
SETTING = (replace(LOADED[0], variables=(variable("API_URL", None),)),)
LISTED = [variable("SECRET_KEY", None)]
ALONE = "a function alone asks for it, and breaks without it"


@table(
    {
        "a view asks for it": (
            later(by_view(), by_view(), documented=LISTED),
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("app.py", 9),
                    evidence=(ALONE,),
                    severity="info",
                )
            ],
        ),
        "views ask for two, and compose has the others": (
            later(by_view(), by_view("LIMIT"), variables=LISTED),
            [
                Found(
                    "API_URL and LIMIT are read, and no deploy file or example tells of them",
                    "API_URL",
                    at("app.py", 9),
                    evidence=(ALONE, "API_URL is read at app.py:9", "LIMIT is read at app.py:9"),
                    severity="info",
                )
            ],
        ),
        "only those of views are listed": (
            later(
                by_view(), by_view("LIMIT"), documented=[variable("LIMIT", None)], mentioned=["SECRET_KEY"]
            ),
            [
                Found(
                    "API_URL is read, and no deploy file or example tells of it",
                    "API_URL",
                    at("app.py", 9),
                    evidence=(ALONE,),
                    severity="info",
                )
            ],
        ),
        "a file that is not here may set it": (
            later(by_view(), variables=LISTED, env_files=LOADED),
            [CouldNotLook("compose.yaml:7 loads shop.env, which is not here and may set more")],
        ),
    }
)
def test_boot_contract_env_of_a_function(given: Given, says: list[Any]) -> None:
    assert ask("boot-contract-env", given) == says


@table(
    {
        "listed": (later(by_view(), documented=[*LISTED, variable("API_URL", None)]), []),
        "README tells of it": (later(by_view(), documented=LISTED, mentioned=["API_URL"]), []),
        "a file that is loaded sets it": (later(by_view(), documented=LISTED, env_files=SETTING), []),
        "None is no harm": (later(by_view(fatal=False), documented=LISTED), []),
        "the boot asked for it": (later(by_view("SECRET_KEY"), documented=LISTED), []),
        "a module does, which the boot did not run": (later(by_view(function=None), documented=LISTED), []),
        "the app does not import it": (later(by_view(path="tool.py"), documented=LISTED), []),
        "a platform sets it": (later(by_view("PORT"), documented=LISTED), []),
        "what is listed is of another program": (
            later(by_view(), documented=[variable("POSTGRES_USER", None)], mentioned=["SECRET_KEY"]),
            [],
        ),
    }
)
def test_boot_contract_env_of_a_function_fine(given: Given, says: list[Any]) -> None:
    assert ask("boot-contract-env", given) == says


DEFAULTS = [EnvDefault("API_URL", at("config.py", 3), secret=False)]
OFF = [EnvDefault("API_URL", at("config.py", 3), secret=False, empty=True)]
TWICE = [*DEFAULTS, EnvDefault("API_URL", at("app.py", 8), secret=False, empty=True, blank=True)]


@table(
    {
        "documented": (contract(), []),
        "a switch that is off without it": (
            {
                **contract(env_read("API_URL", fallback=True)),
                "source": source(module("config.py"), env_defaults=OFF),
            },
            [],
        ),
        "read with an empty text here, and with a real fallback there": (
            {
                **contract(env_read("API_URL", fallback=True)),
                "source": source(module("config.py"), env_defaults=TWICE),
            },
            [],
        ),
        "nothing is declared at all, nor needed": (
            {
                "boot": boot(env_reads=[env_read("API_URL")]),
                "deploy": deploy(variables=[variable("LANG", "C")]),
            },
            [],
        ),
        "nothing is declared at all, and the README tells of the mail": (
            {
                "boot": boot(env_reads=MAIL_READS),
                "deploy": deploy(mentioned=["MAIL_SERVER", "MAIL_PASSWORD"]),
                "source": MAILING,
            },
            [],
        ),
        "nothing is declared at all, and no mail is sent": (
            {"boot": boot(env_reads=MAIL_READS), "deploy": deploy(), "source": source(module("config.py"))},
            [],
        ),
        "nothing is declared at all, and the mail has fallbacks": (
            {
                "boot": boot(env_reads=[env_read("MAIL_SERVER", fallback=True)]),
                "deploy": deploy(),
                "source": MAILING,
            },
            [],
        ),
        "a manifest sets it": (contract(env_read("API_URL"), variables=[variable("API_URL")]), []),
        "the README tells of it": (contract(env_read("API_URL"), mentioned=["API_URL"]), []),
        "it has a fallback": (
            {
                **contract(env_read("API_URL", hit=True)),
                "source": source(module("config.py"), env_defaults=DEFAULTS),
            },
            [],
        ),
        "the app did not come up, and its files tell of all that it wants": (
            {
                **stopped("API_URL", "CDN"),
                "deploy": deploy(documented=[variable("API_URL")], mentioned=["CDN"]),
            },
            [],
        ),
        "the app did not come up, and a tool alone wants it": (
            {
                **stopped("API_URL"),
                "source": source(
                    module("config.py", role="tool"),
                    needed_variables=[NeededVariable("API_URL", at("config.py", 1), fatal=True)],
                ),
                "deploy": deploy(),
            },
            [],
        ),
        "the app did not come up, and is not seen to want anything": (
            {"boot": boot(outcome="raised"), "deploy": deploy()},
            [],
        ),
        "the app did not come up, and a file that is not here may set it": (
            {**stopped("API_URL"), "deploy": deploy(env_files=LOADED)},
            [CouldNotLook("compose.yaml:7 loads shop.env, which is not here and may set more")],
        ),
        "a file that is here sets it": (
            contract(env_read("API_URL", hit=True), env_files=SETTING),
            [],
        ),
        "the only file that declares anything sets it": (
            {"boot": boot(env_reads=[env_read("API_URL", hit=True)]), "deploy": deploy(env_files=SETTING)},
            [],
        ),
        "it was asked for with a default": (contract(env_read("API_URL", hit=True, fallback=True)), []),
        "a library asks for it on its own account": (contract(env_read("CELERY_LOADER", named=False)), []),
        "a library reads it": (
            {
                **contract(),
                "boot": boot(env_reads=[env_read("SECRET_KEY"), replace(env_read("X"), place=at(None))]),
            },
            [],
        ),
        "a tool of the project reads it": (
            {
                **contract(env_read("CI_TOKEN", path="tools/release.py")),
                "source": source(module("config.py"), module("tools/release.py", role="tool")),
            },
            [],
        ),
        "the system or a platform sets it": (
            contract(
                *(
                    env_read(name, hit=True)
                    for name in ("HOME", "PORT", "FLASK_DEBUG", "FLASK_RUN_PORT", "RENDER_URL")
                )
            ),
            [],
        ),
        "its own example lists it, and a service beside it has another": (
            {
                "boot": boot(cwd="web", env_reads=[env_read("SECRET_KEY", hit=True)]),
                "deploy": deploy(
                    documented=[
                        variable("SECRET_KEY", place=at("web/app/.env_default", 1)),
                        variable("BROKER", place=at("api/.env_default", 1)),
                    ],
                    launches=[launch(starts_in="api"), launch(starts_in="web")],
                ),
            },
            [],
        ),
        "a file that is not here may set it": (
            {
                "boot": boot(env_reads=[env_read("SECRET_KEY"), env_read("API_URL")]),
                "deploy": deploy(variables=[variable("SECRET_KEY")], env_files=LOADED),
            },
            [CouldNotLook("compose.yaml:7 loads shop.env, which is not here and may set more")],
        ),
    }
)
def test_boot_contract_env_fine(given: Given, says: list[Any]) -> None:
    assert ask("boot-contract-env", given) == says


@table(
    {
        "it reads nothing": (
            {"boot": boot(), "deploy": Deploy()},
            [DoesNotApply("the app reads no environment variable of its own while it is built")],
        ),
    }
)
def test_boot_contract_env_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("boot-contract-env", given) == says


HEALTHZ = app(routes=[route("/healthz", "healthz")])
CHECK = health_check("/health")


def asked(*answers: Any, **facts: Any) -> Given:
    """An app with /healthz, and its answers to health checks."""
    declared = facts.pop("deploy", {})
    checks = facts.pop("checks", tuple(one.check for one in answers))
    return {
        "deploy": deploy(health_checks=checks, **declared),
        "requests": requests(probes=answers),
        "app": HEALTHZ,
        "project": project(),
        **facts,
    }


SERVES = "the app serves /healthz"
MISSING = "/health is asked, and the app answers 404: there is no such route"


@table(
    {
        "no such route": (
            asked(probed(CHECK, 404, rule=None)),
            [Found(MISSING, "/health", at("fly.toml", 6), evidence=(SERVES,))],
        ),
        "no such route, and a handler for every exception": (
            asked(probed(CHECK, 500, rule=None, crash=crash("werkzeug.exceptions.NotFound", "404"))),
            [
                Found(
                    MISSING,
                    "/health",
                    at("fly.toml", 6),
                    evidence=("an error handler makes 500 of it", SERVES),
                )
            ],
        ),
        "asked by two files": (
            asked(
                probed(CHECK, 404, rule=None),
                checks=(CHECK, health_check("/health", place=at("Dockerfile", 9))),
            ),
            [Found(MISSING, "/health", at("fly.toml", 6), evidence=(SERVES, "likewise in Dockerfile:9"))],
        ),
        "a login in front": (
            asked(probed(CHECK, 401)),
            [
                Found(
                    "/health is asked, and the app answers 401: it wants a login",
                    "/health",
                    at("fly.toml", 6),
                    evidence=(SERVES,),
                )
            ],
        ),
        "not for GET": (
            asked(probed(health_check("/healthz"), 405)),
            [
                Found(
                    "/healthz is asked, and the app answers 405: it is not for GET",
                    "/healthz",
                    at("fly.toml", 6),
                )
            ],
        ),
        "a redirect says nothing": (
            asked(probed(health_check("/"), 302, headers={"location": "/login"})),
            [
                Found(
                    "/ is asked, and the app answers 302",
                    "/",
                    at("fly.toml", 6),
                    evidence=("redirects to /login", SERVES),
                    severity="warning",
                )
            ],
        ),
        "a pod is asked past its ingress": (
            asked(
                probed(health_check("/shop/healthz", kind="liveness"), 404, rule=None),
                deploy={"proxies": [proxy("ingress")]},
            ),
            [
                Found(
                    "/shop/healthz is asked, and the app answers 404: there is no such route",
                    "/shop/healthz",
                    at("fly.toml", 6),
                    evidence=(SERVES,),
                )
            ],
        ),
    }
)
def test_health_path_drift_faulty(given: Given, says: list[Any]) -> None:
    assert ask("health-path-drift", given) == says


PREFIXED = health_check("/shop/healthz")
BEHIND = "/shop/healthz (fly.toml:6) is served if something in front takes /shop away"
ROOT = app(routes=HEALTHZ.routes, config=[config("APPLICATION_ROOT", "/shop")])
MOUNTED = app(routes=HEALTHZ.routes, taken_out_of=("DispatcherMiddleware",))


@table(
    {
        "it answers": (asked(probed(health_check("/healthz"))), []),
        "its host is refused, which is another matter": (asked(probed(health_check("/healthz"), 400)), []),
        "it is not well here": (
            asked(probed(CHECK, 503)),
            [CouldNotLook("/health (fly.toml:6) answers 503 here")],
        ),
        "it hung": (
            asked(probed(CHECK, None, outcome="timed-out")),
            [CouldNotLook("/health (fly.toml:6) does not answer here")],
        ),
        "it was not asked": (
            asked(checks=(CHECK,)),
            [CouldNotLook("/health (fly.toml:6) could not be asked here")],
        ),
        "there is no app to ask": (
            {"deploy": deploy(health_checks=[CHECK]), "project": project()},
            [CouldNotLook("/health (fly.toml:6) could not be asked: there is no app to ask")],
        ),
        "an ingress may take the prefix away": (
            asked(probed(PREFIXED, 404, rule=None), deploy={"proxies": [proxy("ingress")]}),
            [CouldNotLook(BEHIND)],
        ),
        "a redirect of the health route, which another rule tells": (
            asked(
                probed(health_check("/healthz"), 302, headers={"location": "/login"}),
                requests=requests(
                    probes=[probed(health_check("/healthz"), 302)],
                    health=Health("/healthz", "healthz", response("/healthz", 302)),
                ),
            ),
            [],
        ),
        "a login before the health route, which another rule tells": (
            asked(
                probed(health_check("/healthz"), 401),
                requests=requests(
                    probes=[probed(health_check("/healthz"), 401)],
                    health=Health("/healthz", "healthz", response("/healthz", 401)),
                ),
            ),
            [],
        ),
        "SCRIPT_NAME is the prefix": (
            asked(probed(PREFIXED, 404, rule=None), deploy={"variables": [variable("SCRIPT_NAME", "/shop")]}),
            [CouldNotLook(BEHIND)],
        ),
        "APPLICATION_ROOT is the prefix": (
            asked(probed(PREFIXED, 404, rule=None), app=ROOT),
            [CouldNotLook(BEHIND)],
        ),
        "the app is mounted below the prefix": (
            asked(probed(PREFIXED, 404, rule=None), app=MOUNTED),
            [CouldNotLook(BEHIND)],
        ),
        "nginx in the same image answers": (
            asked(
                probed(health_check("/nginx", place=at("Dockerfile", 9), port=80), 404, rule=None),
                deploy={"proxies": [proxy()]},
            ),
            [CouldNotLook("/nginx (Dockerfile:9) may be answered by nginx, and not by the app")],
        ),
    }
)
def test_health_path_drift_fine(given: Given, says: list[Any]) -> None:
    assert ask("health-path-drift", given) == says


@pytest.mark.parametrize("checks", [(), (health_check("/other", context="mailer"),)])
def test_health_path_drift_does_not_apply(checks: tuple[Any, ...]) -> None:
    said = [DoesNotApply("no deploy file names a health path of this app")]
    assert ask("health-path-drift", asked(checks=checks)) == said


LEAVES_OUT = LeftOut(
    ("loans.py", "templates/index.html", "static/style.css", "tools/fill.py"), at("Dockerfile", 5)
)
STARTS_APP = [launch(target="app:app", place=at("Dockerfile", 7))]
COPIED = deploy(images=[image(left_out=LEAVES_OUT)], launches=STARTS_APP)
RENDERS = source(renders=[TemplateReference(("index.html",), "render", at("app.py", 9))])
STYLED = templates(
    "index.html",
    static=[StaticFolder("static", "static", "/static")],
    endpoint_uses=[use("static", "filename", filename="style.css", template="index.html")],
)


@table(
    {
        "a module": (
            {
                "deploy": COPIED,
                "app": app(modules=["app.py", "loans.py"]),
                "source": source(own_imports=[OwnImport("loans.py", at("app.py", 3), late=False)]),
            },
            [
                Found(
                    "the image leaves out loans.py, which the app runs with",
                    "Dockerfile",
                    at("Dockerfile", 5),
                    evidence=("loans.py, asked for at app.py:3",),
                )
            ],
        ),
        "a template with its style": (
            {"deploy": COPIED, "app": app(), "source": RENDERS, "templates": STYLED},
            [
                Found(
                    "the image leaves out templates/index.html, which the app runs with",
                    "Dockerfile",
                    at("Dockerfile", 5),
                    evidence=(
                        "templates/index.html, asked for at app.py:9",
                        "static/style.css, asked for at app.py:12",
                    ),
                )
            ],
        ),
        "a style alone": (
            {
                "deploy": deploy(
                    images=[image(left_out=replace(LEAVES_OUT, paths=("static/style.css",)))],
                    launches=STARTS_APP,
                ),
                "app": app(),
                "source": RENDERS,
                "templates": STYLED,
            },
            [
                Found(
                    "the image leaves out static/style.css, which pages ask for",
                    "Dockerfile",
                    at("Dockerfile", 5),
                    evidence=("static/style.css, asked for at app.py:12",),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_image_leaves_file_out_faulty(given: Given, says: list[Any]) -> None:
    assert ask("image-leaves-file-out", given) == says


@table(
    {
        "all is copied, or nothing is known of it": (
            {"deploy": deploy(images=[image()], launches=STARTS_APP), "app": app(), "source": RENDERS},
            [],
        ),
        "nothing that it leaves out is needed": (
            {"deploy": COPIED, "app": app(), "source": source(), "templates": templates("index.html")},
            [],
        ),
        "a module that is imported only where it is there": (
            {
                "deploy": COPIED,
                "app": app(modules=["app.py", "loans.py"]),
                "source": source(own_imports=[OwnImport("loans.py", at("app.py", 3), False, True)]),
            },
            [],
        ),
        "a module that only what is left out imports": (
            {
                "deploy": COPIED,
                "app": app(modules=["app.py", "tools/fill.py", "loans.py"]),
                "source": source(own_imports=[OwnImport("loans.py", at("tools/fill.py", 3), late=False)]),
            },
            [],
        ),
        "a module that the boot did without": (
            {
                "deploy": COPIED,
                "app": app(),
                "source": source(own_imports=[OwnImport("loans.py", at("app.py", 3), late=False)]),
            },
            [],
        ),
    }
)
def test_image_leaves_file_out_fine(given: Given, says: list[Any]) -> None:
    assert ask("image-leaves-file-out", given) == says


@table(
    {
        "no image": ({"deploy": deploy(launches=STARTS_APP), "app": app()}, []),
        "an image that starts something else": (
            {"deploy": deploy(images=[image(left_out=LEAVES_OUT)]), "app": app()},
            [],
        ),
        "an image without the app's own module": (
            {
                "deploy": deploy(
                    images=[image(left_out=replace(LEAVES_OUT, paths=("app.py",)))], launches=STARTS_APP
                ),
                "app": app(),
            },
            [],
        ),
    }
)
def test_image_leaves_file_out_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("image-leaves-file-out", given) == [DoesNotApply("no image is seen to start the app"), *says]
