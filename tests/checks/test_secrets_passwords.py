"""What is said of passwords that are kept as they were typed, and of those that are logged."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.boots import Boots
from releasecheck.facts.deploy import Launch, Step
from releasecheck.facts.imports import OwnImport
from releasecheck.facts.passwords import ALL_SENT, KnownPassword, PasswordUse, PasswordUseKind
from releasecheck.facts.source import AppDefinition
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, deploy, module, secret, source, table

LOGIN = at("app.py", 9, 8)


def use(kind: PasswordUseKind, what: str, line: int, path: str = "app.py") -> PasswordUse:
    return PasswordUse(kind, what, at(path, line, 8))


COMPARED = use("compared", "user.password", 9)
ASKED = use("compared", "the SQL", 9)
KEPT = use("kept", "User(password=)", 5)


def doing(*uses: PasswordUse) -> Given:
    return {"app": app(), "source": source(module("app.py"), passwords=uses)}


@table(
    {
        "both ends": (
            doing(KEPT, COMPARED),
            [
                Found(
                    "passwords are stored unhashed: user.password is compared with what was typed",
                    "user.password",
                    LOGIN,
                    ("stored by User(password=) at app.py:5:8",),
                )
            ],
        ),
        "in several places": (
            doing(KEPT, COMPARED, use("compared", "the SQL", 20), use("kept", "user.password", 30)),
            [
                Found(
                    "passwords are stored unhashed: user.password is compared with what was typed",
                    "user.password",
                    LOGIN,
                    (
                        "also the SQL at app.py:20:8",
                        "stored by User(password=) at app.py:5:8",
                        "stored by user.password at app.py:30:8",
                    ),
                )
            ],
        ),
        "stored as it was typed where another function stores a hash": (
            doing(replace(KEPT, hashed_at=at("auth.py", 3))),
            [
                Found(
                    "User(password=) keeps the password as it was typed, and auth.py:3 gives it a hash",
                    "User(password=)",
                    KEPT.place,
                    severity="warning",
                )
            ],
        ),
        "nothing stores it, and SQL asks for what was typed": (
            doing(replace(ASKED, by_lookup=True), replace(ASKED, place=at("app.py", 20), by_lookup=True)),
            [
                Found(
                    "passwords are stored unhashed: the SQL asks for a row with the one that was typed",
                    "the SQL",
                    LOGIN,
                    ("also the SQL at app.py:20", "no module of the project makes a hash"),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_password_unhashed_faulty(given: Given, says: list[Found]) -> None:
    assert ask("password-unhashed", given) == says


@table(
    {
        "only stored: the model may hash it": (doing(KEPT), []),
        "only compared: nobody may store such": (doing(COMPARED), []),
        "stored in a program of its own": (doing(COMPARED, use("kept", "User()", 3, "seed.py")), []),
        "SQL asks, in a project that makes hashes": (doing(ASKED), []),
        "only logged": (doing(use("logged", "password", 9)), []),
    }
)
def test_password_unhashed_fine(given: Given, says: list[Found]) -> None:
    assert ask("password-unhashed", given) == says


NOTHING = DoesNotApply("no module of the app stores or compares a password as it was typed")


@table(
    {
        "no passwords": (doing(), [NOTHING]),
        "those of a program of its own": (doing(use("compared", "user.password", 3, "old.py")), [NOTHING]),
    }
)
def test_password_unhashed_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("password-unhashed", given) == says


FIX = "Leave it out, and delete the logs that have it: people use one password in many places."


@table(
    {
        "the password": (
            doing(use("logged", "password", 9), use("logged", ALL_SENT, 15)),
            [
                Found(
                    "the password that somebody typed is printed or logged",
                    "password",
                    LOGIN,
                    ("also all that was sent at app.py:15:8",),
                    fix=FIX,
                )
            ],
        ),
        "the form": (
            doing(use("logged", ALL_SENT, 9)),
            [Found("all that was sent, with a password, is printed or logged", "the form", LOGIN, fix=FIX)],
        ),
        "in a program of its own": (
            {**doing(use("logged", "password", 9, "seed.py")), "app": app(secrets=[secret()])},
            [],
        ),
        "stored and compared is no log": ({**doing(KEPT, COMPARED), "app": app(secrets=[secret()])}, []),
    }
)
def test_a_typed_password_in_logs(given: Given, says: list[Found]) -> None:
    assert ask("secret-in-logs", {**given, "boots": Boots()}) == says


def making(*accounts: KnownPassword, factory: str = "create_app") -> Given:
    defined = AppDefinition("app.py", factory, "factory", 3)
    return {"app": app(), "source": source(module("app.py"), apps=[defined], known_passwords=accounts)}


def account(
    function: str | None, line: int = 7, path: str = "app.py", variable: str | None = None
) -> KnownPassword:
    return KnownPassword("set_password", function, at(path, line), variable)


@table(
    {
        "in the factory": (
            making(account("create_app")),
            [
                Found(
                    "create_app() makes an account with a password that stands in the source",
                    "create_app",
                    at("app.py", 7),
                )
            ],
        ),
        "at import, twice": (
            making(account(None), account(None, 9)),
            [
                Found(
                    "importing the module makes an account with a password that stands in the source",
                    "set_password",
                    at("app.py", 7),
                    ("also at app.py:9",),
                )
            ],
        ),
        "in a function of the factory": (
            making(account("create_app.<locals>.first_admin")),
            [
                Found(
                    "create_app.first_admin() makes an account with a password that stands in the source",
                    "create_app.<locals>.first_admin",
                    at("app.py", 7),
                )
            ],
        ),
        "in some function": (
            making(account("Admin.create_default"), factory="make_app"),
            [
                Found(
                    "Admin.create_default() makes an account with a password that stands in the source",
                    "Admin.create_default",
                    at("app.py", 7),
                    severity="warning",
                )
            ],
        ),
        "a fallback": (
            making(account("create_app", variable="ADMIN_PASSWORD")),
            [
                Found(
                    "create_app() makes an account with a password that falls back to a constant when "
                    "ADMIN_PASSWORD is unset",
                    "create_app",
                    at("app.py", 7),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_account_with_known_password_faulty(given: Given, says: list[Found]) -> None:
    assert ask("account-with-known-password", given) == says


def seeded(at_line: str = "app.py", *, sure: bool = True, **fields: Any) -> Given:
    """An account of a seed, whose function a module calls at import."""
    made = KnownPassword("User", "seed", at("seeds/users.py", 7), called_at=at(at_line, 3), sure=sure)
    by_command = replace(made, called_at=None, sure=False, command="seeds/users.py", of_admins=True)
    own = source(known_passwords=[made], by_command=[by_command])
    return {"app": app(modules=["app.py", "seeds/users.py"]), "source": own, **fields}


def seeding(**fields: Any) -> list[Found]:
    message = "seed() makes an account with a password that stands in the source"
    called = "called at app.py:3, whenever that module is imported"
    return [Found(message, "seed", at("seeds/users.py", 7), (called,), **fields)]


@table(
    {
        "whatever happens": (seeded(), seeding()),
        "unless something is so": (seeded(sure=False), seeding(severity="warning")),
        "by a module beside the app": (
            seeded("manage.py"),
            [
                Found(
                    "running seeds/users.py makes an account with a password that stands in the source",
                    "seed",
                    at("seeds/users.py", 7),
                    severity="info",
                )
            ],
        ),
    }
)
def test_account_with_known_password_of_a_seed(given: Given, says: list[Found]) -> None:
    assert ask("account-with-known-password", given) == says


def by_hand(
    *steps: Step, command: str = "create-admin", variable: str | None = None, **fields: bool
) -> Given:
    """An account that a command makes, or a program where the command has the file's name."""
    made = KnownPassword("set_password", "create_admin", at("manage.py", 7), variable, command, **fields)
    own = source(module("manage.py"), by_command=[made])
    return {"app": app(), "source": own, "deploy": deploy(steps=steps)}


def step(program: str, *words: str, path: str = "render.yaml") -> Step:
    return Step(program, words, at(path, 9))


def at_deploy(command: str, where: str = "render.yaml:9", **fields: Any) -> list[Found]:
    message = f"`{command}` makes an account with a password that stands in the source"
    return [Found(message, "create_admin", at("manage.py", 7), (f"run at {where}",), **fields)]


@table(
    {
        "a command": (by_hand(step("flask", "create-admin")), at_deploy("flask create-admin")),
        "a command of a group": (
            by_hand(step("flask", "users", "create-admin")),
            at_deploy("flask users create-admin"),
        ),
        "spelled with an underscore": (
            by_hand(step("manage.py", "create_admin"), command="create_admin"),
            at_deploy("manage.py create_admin"),
        ),
        "a program": (by_hand(step("manage.py"), command="manage.py"), at_deploy("manage.py")),
        "a module": (by_hand(step("manage"), command="manage.py"), at_deploy("manage")),
        "by a compose file": (
            by_hand(step("flask", "create-admin", path="compose.yaml")),
            at_deploy("flask create-admin", "compose.yaml:9", severity="warning"),
        ),
    }
)
def test_account_with_known_password_made_at_deploy(given: Given, says: list[Found]) -> None:
    assert ask("account-with-known-password", given) == says


def test_account_with_known_password_of_a_fallback_at_deploy() -> None:
    (found,) = ask(
        "account-with-known-password", by_hand(step("flask", "create-admin"), variable="ADMIN_PASSWORD")
    )
    assert found.severity == "warning"
    assert found.message.endswith("falls back to a constant when ADMIN_PASSWORD is unset")


NO_ACCOUNT = DoesNotApply("no module of the app gives an account a constant as its password")


def for_whoever_runs_it(made_by: str, evidence: tuple[str, ...] = ()) -> list[Found]:
    message = f"{made_by} makes an account with a password that stands in the source"
    return [Found(message, "create_admin", at("manage.py", 7), evidence, severity="info")]


def several_by_hand() -> Given:
    first = KnownPassword(
        "set_password", "create_admin", at("manage.py", 7), None, "manage.py", of_admins=True
    )
    own = source(module("manage.py"), by_command=[first, replace(first, place=at("manage.py", 9))])
    return {"app": app(), "source": own}


@table(
    {
        "a program": (
            by_hand(command="manage.py", of_admins=True),
            for_whoever_runs_it("running manage.py"),
        ),
        "a command": (by_hand(of_admins=True), for_whoever_runs_it("the command create-admin")),
        "several of one function": (
            several_by_hand(),
            for_whoever_runs_it("running manage.py", ("also at manage.py:9",)),
        ),
        "a program that then starts the app, of whomever": (
            by_hand(command="run.py", starts=True),
            for_whoever_runs_it("running run.py"),
        ),
        "a program that a deploy file passes by": (
            {
                **by_hand(command="run.py", starts=True),
                "deploy": deploy(launches=[Launch("gunicorn", "app:app", at("Procfile", 1))]),
            },
            [NO_ACCOUNT],
        ),
        "a program that a deploy file runs": (
            by_hand(step("run.py"), command="run.py", starts=True),
            at_deploy("run.py"),
        ),
        "what the app makes too is told once": (
            {
                "app": app(modules=["app.py"]),
                "source": source(
                    known_passwords=[KnownPassword("User", "init", at("app.py", 7))],
                    by_command=[
                        KnownPassword("User", "init", at("app.py", 7), command="run.py", starts=True)
                    ],
                ),
            },
            [
                Found(
                    "init() makes an account with a password that stands in the source",
                    "init",
                    at("app.py", 7),
                    severity="warning",
                )
            ],
        ),
        "one that a deploy file runs is told once": (
            by_hand(step("flask", "create-admin"), of_admins=True),
            at_deploy("flask create-admin"),
        ),
    }
)
def test_account_with_known_password_of_administrators(given: Given, says: list[Found]) -> None:
    assert ask("account-with-known-password", given) == says


def by_script(path: str = "first.py", *steps: Step, admins: bool = True, **fields: Any) -> Given:
    """An account that a file of the project makes which the app does not import."""
    made = KnownPassword("User", None, at(path, 7), of_admins=admins, as_program=True)
    own = source(module("app.py"), module(path), known_passwords=[made], **fields)
    return {"app": app(), "source": own, "deploy": deploy(steps=steps)}


BY_SCRIPT = "first.py makes an account with a password that stands in the source"
IMPORTED = OwnImport("first.py", at("other.py", 2))


@table(
    {
        "run by hand": (
            by_script(),
            [Found(f"running {BY_SCRIPT}", "User", at("first.py", 7), severity="info")],
        ),
        "run at deploy": (
            by_script("first.py", step("first.py")),
            [
                Found(
                    f"`{BY_SCRIPT.replace(' ', '` ', 1)}",
                    "User",
                    at("first.py", 7),
                    ("run at render.yaml:9",),
                )
            ],
        ),
        "of nobody in particular": (by_script(admins=False), []),
        "another app": (by_script(apps=[AppDefinition("first.py", "app", "app", 3)]), []),
        "a module of another program": (by_script(own_imports=[IMPORTED]), []),
        "by a function that running the file does not call": (
            making(KnownPassword("User", "make", at("first.py", 7), of_admins=True)),
            [],
        ),
    }
)
def test_account_with_known_password_by_a_script(given: Given, says: list[Found]) -> None:
    assert ask("account-with-known-password", given) == (says or [NO_ACCOUNT])


@table(
    {
        "a program of its own makes it": (making(account("create_app", path="admin.py")), [NO_ACCOUNT]),
        "what visitors type": (doing(KEPT, COMPARED), [NO_ACCOUNT]),
        "a command that no deploy file runs": (by_hand(), [NO_ACCOUNT]),
        "a command beside it": (by_hand(step("flask", "translate")), [NO_ACCOUNT]),
        "a program beside it": (by_hand(step("worker.py"), command="manage.py"), [NO_ACCOUNT]),
        "another command of the program": (
            by_hand(step("manage.py", "translate"), command="manage.py"),
            [NO_ACCOUNT],
        ),
    }
)
def test_account_with_known_password_fine(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("account-with-known-password", given) == says


def test_account_with_known_password_does_not_apply() -> None:
    assert ask("account-with-known-password", making()) == [NO_ACCOUNT]
