"""What becomes of an app where nobody loads its dotenv file."""

from typing import Any

from releasecheck.facts.boots import Boots, Dotenv, OtherBoot
from releasecheck.facts.deploy import EnvFile
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, boot, crash, deploy, env_read, launch, source, table
from .build_dependencies import dependencies, imports, wanted

ALONE = ("SHOP_URL is in .env alone",)
ONLY = "only the flask command reads .env, and without it"


def dotenv(without: OtherBoot | None = None, **fields: Any) -> Given:
    return {"boots": Boots(dotenv=(Dotenv(".env", ("SHOP_URL",), at(".env", 2), without=without, **fields),))}


def found(message: str, severity: Any = "warning", evidence: tuple[str, ...] = ALONE) -> Found:
    return Found(message, subject=".env", place=at(".env", 2), evidence=evidence, severity=severity)


@table(
    {
        "other values": (
            dotenv(OtherBoot("up", config=("URL", "MAIL"))),
            [found(f"{ONLY} URL and MAIL have other values")],
        ),
        "other routes": (
            dotenv(OtherBoot("up", routes=("/shop (shop)",))),
            [found(f"{ONLY} the app has other routes: /shop (shop)")],
        ),
        "a crash that does not say why": (
            dotenv(OtherBoot("raised", crash("TypeError", "int() argument must be a string"))),
            [found(f"{ONLY} the app does not come up: TypeError: int() argument must be a string")],
        ),
        "a refusal that says why": (
            dotenv(OtherBoot("raised", crash("KeyError", "'SHOP_URL'", cause="environment-variable"))),
            [found(f"{ONLY} the app does not start: KeyError: 'SHOP_URL'", "info")],
        ),
        "an exit": (dotenv(OtherBoot("exited")), [found(f"{ONLY} the app does not come up")]),
        "python-dotenv is missing": (
            dotenv(unread=True),
            [found(".env is read by nobody: python-dotenv is not installed")],
        ),
        "two files, one cause": (
            {
                "boots": Boots(
                    dotenv=(
                        Dotenv(
                            ".env", ("SHOP_URL",), at(".env", 2), without=OtherBoot("up", config=("URL",))
                        ),
                        Dotenv(".flaskenv", ("MAIL",), without=OtherBoot("up", config=("URL",))),
                    )
                )
            },
            [found(f"{ONLY} URL has another value", evidence=(*ALONE, "MAIL is in .flaskenv alone"))],
        ),
    }
)
def test_dotenv_only_under_flask_cli_faulty(given: Given, says: list[Any]) -> None:
    assert ask("dotenv-only-under-flask-cli", given) == says


@table({"nothing differs": (dotenv(OtherBoot("up")), [])})
def test_dotenv_only_under_flask_cli_fine(given: Given, says: list[Any]) -> None:
    assert ask("dotenv-only-under-flask-cli", given) == says


@table(
    {
        "no file": (
            {"boots": Boots()},
            [DoesNotApply("no dotenv file gives what the app asks for, or the app loads it itself")],
        ),
        "compose loads it": (
            dotenv(loaded_by="compose.yaml"),
            [DoesNotApply("compose.yaml mentions .env")],
        ),
        "compose loads what Flask does not": (
            dotenv(loaded_by="compose.yaml", unread=True),
            [DoesNotApply("compose.yaml mentions .env")],
        ),
        "for development": (
            dotenv(development=True),
            [DoesNotApply(".env says itself that it is for development")],
        ),
    }
)
def test_dotenv_only_under_flask_cli_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("dotenv-only-under-flask-cli", given) == says


@table(
    {
        "two files": (
            {"boots": Boots(undecodable=(".env", "shop/.flaskenv"))},
            [
                Found(
                    f"{file} is no UTF-8: each flask command ends there with a UnicodeDecodeError",
                    subject=file,
                    place=at(file),
                )
                for file in (".env", "shop/.flaskenv")
            ],
        ),
    }
)
def test_dotenv_undecodable_faulty(given: Given, says: list[Any]) -> None:
    assert ask("dotenv-undecodable", given) == says


def test_dotenv_undecodable_fine() -> None:
    assert ask("dotenv-undecodable", dotenv(OtherBoot("up"))) == []


def test_dotenv_undecodable_does_not_apply() -> None:
    says = [DoesNotApply("no dotenv file gives what the app asks for")]
    assert ask("dotenv-undecodable", {"boots": Boots()}) == says


def unread(*imported: str, hit: bool = False, server: str = "gunicorn", **fields: Any) -> Given:
    return {
        "boot": boot(env_reads=[env_read("API_KEY", path="app.py", line=10, hit=hit)]),
        "source": source(imports=[imports(name) for name in ("flask", *imported)]),
        "deploy": deploy(
            **{"told_dotenv": at("README.md", 23), "launches": [launch(server=server)], **fields}
        ),
        "dependencies": dependencies(declared=(wanted("flask"), wanted("python-dotenv"))),
    }


def test_dotenv_never_loaded_faulty() -> None:
    assert ask("dotenv-never-loaded", unread()) == [
        Found(
            "README.md:23 has a .env made, and nothing loads it: API_KEY is not set where the app asks",
            "API_KEY",
            at("app.py", 10),
        )
    ]


@table(
    {
        "loaded": (unread("dotenv"), []),
        "loaded by another library": (unread("environs"), []),
        "nothing is missed": (unread(hit=True), []),
        "the flask command": (unread(server="flask"), []),
        "a file that compose loads": (unread(env_files=[EnvFile(".env", at("compose.yml", 4))]), []),
    }
)
def test_dotenv_never_loaded_fine(given: Given, says: list[Any]) -> None:
    assert ask("dotenv-never-loaded", given) == says


@table(
    {
        "README speaks of none": (unread(told_dotenv=None), []),
        "python-dotenv is not asked for": ({**unread(), "dependencies": dependencies()}, []),
        "there is one": ({**unread(), **dotenv()}, []),
    }
)
def test_dotenv_never_loaded_does_not_apply(given: Given, says: list[Any]) -> None:
    none = DoesNotApply("README has no .env made that python-dotenv would read")
    assert ask("dotenv-never-loaded", given) == [none, *says]
