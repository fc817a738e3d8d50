"""What is said of calls in the source that make requests wait."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.source import Suppression
from releasecheck.facts.work import Wait
from releasecheck.findings import Found

from .build import Given, app, ask, at, event, linted, outcome, requests, response, source, table
from .build_dependencies import dependencies, distribution

SHOP = app(modules=["app.py", "letters.py"])


def wait(kind: Any, call: str, *path: str, **fields: Any) -> Wait:
    """On line 9 of app.py, in a view."""
    return Wait(
        **{"kind": kind, "call": call, "place": at("app.py", 9, 5), "path": path or ("report",), **fields}
    )


ENDLESS = wait("network", "urllib.request.urlopen")
SLEEP = wait("sleep", "time.sleep")
PROGRAM = wait("process", "subprocess.run", "labels", "sheet", "print_all")


BY_SESSION = wait("network", "requests.Session.get", session="web")
BY_ANOTHER = replace(BY_SESSION, place=at("app.py", 20), session="report.web")
SESSION_WAITS = "requests.Session.get has no timeout, and the view report waits for it"
MAIL = wait("network", "flask_mail.Mail.send")
LETTER = wait("network", "flask_mail.Mail.send", "reset", "letter", place=at("letters.py", 4, 5))
MODEL = wait("model", "openai.ChatCompletion.create")
STORE = wait("store", "redis.from_url")
OTHER_STORE = wait("store", "redis.Redis", "page", "stock", place=at("letters.py", 4, 5))
HANGING = "a Redis that hangs keeps each worker that asks it, until none is left"


def redis(version: str) -> Any:
    return dependencies(distribution("redis", version))


OTHER_SLEEP = wait("sleep", "time.sleep", "results", place=at("app.py", 30, 5))
ELSEWHERE = wait("sleep", "time.sleep", "results", place=at("letters.py", 4, 5))


def given(*waits: Wait, **more: Any) -> Given:
    return {"source": source(waits=waits), "app": SHOP, **more}


def excusing(given: Given) -> Given:
    """The same with a comment on line 9."""
    comment = Suppression(("sleep-or-subprocess-in-view",), "half a second", at("app.py", 9))
    return {**given, "source": replace(given["source"], suppressions=(comment,))}


@table(
    {
        "a view": (
            given(ENDLESS),
            [
                Found(
                    "urllib.request.urlopen has no timeout, and the view report waits for it",
                    "report",
                    ENDLESS.place,
                )
            ],
        ),
        "a hook, through a function": (
            given(
                wait("network", "requests.Session.get", "load", "fetch", hook=True), lint=linted("S113", 20)
            ),
            [
                Found(
                    "requests.Session.get has no timeout, and the hook load through fetch waits for it",
                    "load",
                    ENDLESS.place,
                )
            ],
        ),
        "one session, in three views": (
            given(BY_SESSION, replace(BY_SESSION, place=at("app.py", 12), path=("a",)), BY_ANOTHER),
            [
                Found(SESSION_WAITS, "report", ENDLESS.place, ("the view a too, at app.py:12",)),
                Found(SESSION_WAITS, "report", at("app.py", 20)),
            ],
        ),
        "one session, with a call that is excused": (
            {
                **given(),
                "source": source(
                    waits=[replace(BY_SESSION, place=at("app.py", 5)), BY_SESSION],
                    suppressions=[Suppression(("blocking-call-no-timeout",), "it is near", at("app.py", 5))],
                ),
            },
            [
                Found(SESSION_WAITS, "report", ENDLESS.place),
                Found(SESSION_WAITS, "report", at("app.py", 5)),
            ],
        ),
        "mail, in two views": (
            given(MAIL, LETTER),
            [
                Found(
                    "flask_mail.Mail.send has no timeout, and the view report waits for it",
                    "report",
                    MAIL.place,
                    ("the view reset through letter too, at letters.py:4:5",),
                )
            ],
        ),
        "clients of models, for information": (
            given(MODEL, replace(MODEL, path=("ask",), place=at("app.py", 20))),
            [
                Found(
                    "openai.ChatCompletion.create may wait for ten minutes, and the view report with it",
                    "report",
                    at("app.py", 9, 5),
                    ("the view ask too, at app.py:20",),
                    "Give the client a timeout, `OpenAI(timeout=20)`, or before openai 1.0 each call: "
                    "`request_timeout=20`.",
                    "info",
                )
            ],
        ),
        "clients of Redis, for information": (
            given(STORE, OTHER_STORE, dependencies=redis("7.4.0")),
            [
                Found(
                    "redis.from_url has no timeout, and the view report waits for it",
                    "report",
                    STORE.place,
                    (HANGING, "the view page through stock too, at letters.py:4:5"),
                    severity="info",
                )
            ],
        ),
    }
)
def test_blocking_call_no_timeout_faulty(given: Given, says: list[Found]) -> None:
    assert ask("blocking-call-no-timeout", given) == says


@table(
    {
        "ruff says it": (given(ENDLESS, lint=linted("S113", 9)), []),
        "a file that the app does not import": (given(ENDLESS, app=app(modules=["other.py"])), []),
        "a pause": (given(SLEEP), []),
        "Redis with a limit of its own": (given(STORE, dependencies=redis("8.1.0")), []),
        "Redis of a version that nobody knows": (given(STORE), []),
        "Redis that is not installed": (given(STORE, dependencies=dependencies()), []),
        "the mail was seen": (
            given(MAIL, requests=requests(response("/", events=[event("mail", "letters")]))),
            [],
        ),
    }
)
def test_blocking_call_no_timeout_fine(given: Given, says: list[Found]) -> None:
    assert ask("blocking-call-no-timeout", given) == says


def test_blocking_call_no_timeout_does_not_apply() -> None:
    assert outcome("blocking-call-no-timeout").outcome == "skipped"


@table(
    {
        "a pause": (given(SLEEP), [Found("the view report sleeps (time.sleep)", "report", SLEEP.place)]),
        "a program, through functions": (
            given(PROGRAM, requests=requests(response("/"))),
            [
                Found(
                    "the view labels through print_all starts a program (subprocess.run)",
                    "labels",
                    SLEEP.place,
                )
            ],
        ),
        "twice in one view": (
            given(SLEEP, replace(SLEEP, place=at("app.py", 14, 5), call="time.sleep")),
            [
                Found(
                    "the view report sleeps (time.sleep)",
                    "report",
                    SLEEP.place,
                    ("the view report sleeps (time.sleep), at app.py:14:5",),
                )
            ],
        ),
        "in two views of one file": (
            given(SLEEP, OTHER_SLEEP),
            [
                Found(
                    "the view report sleeps (time.sleep)",
                    "report",
                    SLEEP.place,
                    ("the view results sleeps (time.sleep), at app.py:30:5",),
                )
            ],
        ),
        "in views of two files": (
            given(SLEEP, ELSEWHERE),
            [
                Found("the view report sleeps (time.sleep)", "report", SLEEP.place),
                Found("the view results sleeps (time.sleep)", "results", ELSEWHERE.place),
            ],
        ),
        "a pause in one view, a program in another": (
            given(OTHER_SLEEP, PROGRAM),
            [
                Found("the view results sleeps (time.sleep)", "results", OTHER_SLEEP.place),
                Found(
                    "the view labels through print_all starts a program (subprocess.run)",
                    "labels",
                    SLEEP.place,
                ),
            ],
        ),
        "one of two is excused by a comment": (
            excusing(given(SLEEP, OTHER_SLEEP)),
            [
                Found("the view results sleeps (time.sleep)", "results", OTHER_SLEEP.place),
                Found("the view report sleeps (time.sleep)", "report", SLEEP.place),
            ],
        ),
        "another pause was seen elsewhere": (
            given(
                SLEEP,
                requests=requests(
                    response("/", events=[event("sleep", "", duration_s=1.0, place=at("app.py", 40))])
                ),
            ),
            [Found("the view report sleeps (time.sleep)", "report", SLEEP.place)],
        ),
        "the view above was seen to sleep": (
            given(
                PROGRAM,
                requests=requests(
                    response("/", events=[event("sleep", "", duration_s=1.0, place=at("app.py", 5))])
                ),
            ),
            [
                Found(
                    "the view labels through print_all starts a program (subprocess.run)",
                    "labels",
                    SLEEP.place,
                )
            ],
        ),
    }
)
def test_sleep_or_subprocess_in_view_faulty(given: Given, says: list[Found]) -> None:
    assert ask("sleep-or-subprocess-in-view", given) == says


@table(
    {
        "a missing timeout": (given(ENDLESS), []),
        "a client of Redis": (given(STORE), []),
        "a file that the app does not import": (given(SLEEP, app=app(modules=["other.py"])), []),
        "it was seen": (
            given(SLEEP, requests=requests(response("/", events=[event("sleep", "", duration_s=1.0)]))),
            [],
        ),
        "a call over several lines was seen": (
            given(
                PROGRAM,
                requests=requests(response("/", events=[event("process", "", place=at("app.py", 12))])),
            ),
            [],
        ),
        "the request hung there": (
            given(SLEEP, requests=requests(response("/", None, outcome="timed-out", place=at("app.py", 9)))),
            [],
        ),
    }
)
def test_sleep_or_subprocess_in_view_fine(given: Given, says: list[Found]) -> None:
    assert ask("sleep-or-subprocess-in-view", given) == says


def test_sleep_or_subprocess_in_view_does_not_apply() -> None:
    assert outcome("sleep-or-subprocess-in-view").outcome == "skipped"
