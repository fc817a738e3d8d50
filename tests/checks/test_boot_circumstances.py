"""What an app is in other circumstances, and in the same ones twice."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.boots import Boots, OtherBoot, Relative
from releasecheck.facts.deploy import Launch
from releasecheck.facts.work import OpenedFile
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, boot, config, crash, deploy, launch, secret, source, table

SETTINGS = Relative("settings.json", at("app.py", 9))
DATA = Relative("shop.db", at("db.py", 4))
UPLOADS = Relative("static/uploads", at("app.py", 5))
REACHED = ("settings.json is reached from it at app.py:9",)


def elsewhere(other: OtherBoot | None, *relative: Relative, **fields: Any) -> Given:
    """A boot from another working directory, and what the first one reached from its own."""
    return {"boot": boot(), "boots": Boots(elsewhere=other, relative=relative or (SETTINGS,), **fields)}


OPENED = OpenedFile("shop.db", at("app.py", 20), ("orders", "connection"))
LOG = OpenedFile("logs/orders.txt", at("app.py", 22), ("orders",))
UNIT = at("shop.service", 7)
BY_REQUESTS = Found(
    "started from another working directory, requests look for shop.db there",
    subject="shop.db",
    place=at("app.py", 20),
    evidence=("orders opens shop.db from it at app.py:20",),
    severity="info",
)
BY_UNIT = replace(
    BY_REQUESTS,
    evidence=("shop.service:7 starts it and names no WorkingDirectory", *BY_REQUESTS.evidence),
    severity="warning",
)


def opening(*files: OpenedFile, by: Launch | None = None, other: Any = None, **fields: Any) -> Given:
    """The files that requests open, and a launch."""
    return {
        **elsewhere(other, from_manifest=by is not None, **fields),
        "app": app(),
        "source": source(opened_files=files),
        "deploy": deploy(launches=[by] if by else []),
    }


@table(
    {
        "by requests alone": (opening(OPENED, LOG), [BY_REQUESTS]),
        "by requests alone, and nothing differs while it is built": (
            opening(OPENED, other=OtherBoot("up")),
            [BY_REQUESTS],
        ),
        "by requests, started by systemd from nowhere": (opening(OPENED, by=launch(place=UNIT)), [BY_UNIT]),
        "by requests, as a program that systemd starts from nowhere": (
            opening(OPENED, by=launch(place=UNIT, server="python"), program=True),
            [BY_UNIT],
        ),
        "it fails": (
            elsewhere(OtherBoot("raised", crash("FileNotFoundError", "No such file: 'settings.json'"))),
            [
                Found(
                    "started from another working directory, the app does not come up:"
                    " FileNotFoundError: No such file: 'settings.json'",
                    subject="settings.json",
                    place=at("app.py", 7),
                    evidence=REACHED,
                    severity="warning",
                )
            ],
        ),
        "it hangs": (
            elsewhere(OtherBoot("timed-out")),
            [
                Found(
                    "started from another working directory, the app does not come up",
                    subject="settings.json",
                    place=at("app.py", 9),
                    evidence=REACHED,
                    severity="warning",
                )
            ],
        ),
        "other routes": (
            elsewhere(OtherBoot("up", routes=("/a (a)", "/b (b)"))),
            [
                Found(
                    "started from another working directory, the app has other routes: /a (a) and /b (b)",
                    subject="settings.json",
                    place=at("app.py", 9),
                    evidence=REACHED,
                    severity="warning",
                )
            ],
        ),
        "no templates": (
            {
                **elsewhere(OtherBoot("up", config=("FOLDER",), folders=("templates", "static files"))),
                "app": app(),
            },
            [
                Found(
                    "started from another working directory, the app looks for its templates and static "
                    "files where there are none",
                    subject="templates",
                    place=at("app.py", 1),
                    evidence=REACHED,
                    severity="warning",
                )
            ],
        ),
        "a new database": (
            elsewhere(OtherBoot("up", made=("app.log", "shop.db")), SETTINGS, DATA),
            [
                Found(
                    "started from another working directory, the app makes a new shop.db there",
                    subject="shop.db",
                    place=at("db.py", 4),
                    evidence=(*REACHED, "shop.db is reached from it at db.py:4"),
                    severity="warning",
                )
            ],
        ),
        "a file that it does without": (
            elsewhere(OtherBoot("up"), missed=(SETTINGS,)),
            [
                Found(
                    "started from another working directory, the app comes up without settings.json",
                    subject="settings.json",
                    place=at("app.py", 9),
                    evidence=("settings.json is opened from it at app.py:9",),
                    severity="info",
                )
            ],
        ),
        "a folder that it makes once more": (
            elsewhere(OtherBoot("up"), UPLOADS, folders=(UPLOADS, Relative("logs", at("app.py", 8)))),
            [
                Found(
                    "started from another working directory, the app makes static/uploads anew there, and "
                    "what it keeps in it is left behind",
                    subject="static/uploads",
                    place=at("app.py", 5),
                    evidence=("static/uploads is made from it at app.py:5",),
                    severity="info",
                )
            ],
        ),
        "a folder that is spelled with the current one": (
            elsewhere(OtherBoot("up"), UPLOADS, folders=(Relative("./images/", UPLOADS.place),)),
            [
                Found(
                    "started from another working directory, the app makes ./images/ anew there, and what it "
                    "keeps in it is left behind",
                    subject="./images/",
                    place=at("app.py", 5),
                    evidence=("./images/ is made from it at app.py:5",),
                    severity="info",
                )
            ],
        ),
        "other config, where a deploy file says from where": (
            elsewhere(OtherBoot("up", config=("FOLDER", "LOG")), from_manifest=True),
            [
                Found(
                    "started from another working directory, FOLDER and LOG are another",
                    subject="settings.json",
                    place=at("app.py", 9),
                    evidence=REACHED,
                    severity="info",
                )
            ],
        ),
    }
)
def test_cwd_dependent_boot_faulty(given: Given, says: list[Any]) -> None:
    assert ask("cwd-dependent-boot", given) == says


@table(
    {
        "the same app": (elsewhere(OtherBoot("up")), []),
        "requests open a file, and a deploy file says from where": (
            opening(OPENED, by=launch(), other=OtherBoot("up")),
            [],
        ),
        "the same, and systemd says it": (
            opening(OPENED, by=launch(place=UNIT, folder="/srv/shop"), other=OtherBoot("up")),
            [],
        ),
        "a log": (opening(LOG, other=OtherBoot("up")), []),
        "a file that a module opens which the app does not load": (
            opening(replace(OPENED, place=at("old.py", 3)), other=OtherBoot("up")),
            [],
        ),
        **{
            f"a folder {name} of its own": (
                elsewhere(OtherBoot("up"), folders=(Relative(name, SETTINGS.place),)),
                [],
            )
            for name in ("logs", "tmp", ".cache", "./logs", "flask_session", "var/cache", "__pycache__")
        },
        "a log file of its own": (elsewhere(OtherBoot("up", made=("app.log",))), []),
    }
)
def test_cwd_dependent_boot_fine(given: Given, says: list[Any]) -> None:
    assert ask("cwd-dependent-boot", given) == says


@table(
    {
        "nothing is reached": (
            elsewhere(None),
            [DoesNotApply("nothing is opened or made from the working directory while the app is built")],
        ),
        "nothing is reached while it is built, and a deploy file says from where": (
            opening(OPENED, by=launch()),
            [DoesNotApply("nothing is opened or made from the working directory while the app is built")],
        ),
        "a program whose requests open files": (
            opening(OPENED, by=launch(place=at("Procfile", 1), server="python"), program=True),
            [DoesNotApply("production runs it as a program, from the folder of that program")],
        ),
        "a program": (
            elsewhere(None, program=True),
            [DoesNotApply("production runs it as a program, from the folder of that program")],
        ),
    }
)
def test_cwd_dependent_boot_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("cwd-dependent-boot", given) == says


def again(**differs: Any) -> Given:
    """Two boots of an app with a random key and a folder that config.py sets."""
    keys = [config("FOLDER", "/tmp/x")]
    return {"app": app(config=keys, secrets=[secret()]), "boots": Boots(again=OtherBoot("up", **differs))}


@table(
    {
        "routes": (
            again(routes=("/a (a)", "/b (b)")),
            [
                Found(
                    "2 routes are there in one boot and not in the next: /a (a) and /b (b)",
                    subject="/a (a)",
                    place=at("app.py", 1),
                    evidence=("/a (a)", "/b (b)"),
                )
            ],
        ),
        "config": (
            again(config=("FOLDER",)),
            [
                Found(
                    "FOLDER is another in every process",
                    subject="FOLDER",
                    place=at("config.py", 4),
                    evidence=("two boots with the same environment gave two values",),
                    severity="info",
                )
            ],
        ),
    }
)
def test_boot_nondeterministic_faulty(given: Given, says: list[Any]) -> None:
    assert ask("boot-nondeterministic", given) == says


@table(
    {
        "the same": (again(), []),
        "a random key, which another rule tells": (again(config=("SECRET_KEY",)), []),
        "the process itself": (again(config=("STARTED_AT", "BOOT_ID", "INSTANCE_ID", "WORKER_PID")), []),
    }
)
def test_boot_nondeterministic_fine(given: Given, says: list[Any]) -> None:
    assert ask("boot-nondeterministic", given) == says


@table(
    {
        "one boot": (
            {"app": app(), "boots": Boots()},
            [CouldNotLook("the app was booted only once, so that nothing could be compared")],
        )
    }
)
def test_boot_nondeterministic_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("boot-nondeterministic", given) == says


def test_a_crash_outside_the_project_is_told_where_the_file_was_reached() -> None:
    failed = OtherBoot("raised", crash("OSError", "no such file", place=Place()))
    (said,) = ask("cwd-dependent-boot", elsewhere(failed))
    assert (said.place, said.subject) == (at("app.py", 9), "settings.json")
