"""Debug mode of the calls that start the app as a program."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import RunCall, Source
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, config, module, table

CONSOLE = "who meets an exception gets a Python console on the machine"
PROGRAM = Deploy(launches=(Launch("python", "app.py", at("Dockerfile", 7)),))
UNDEPLOYED = Deploy(launches=(Launch("python", "app.py", at("Dockerfile", 7), undeployed=True),))
OF_A_SERVICE = Deploy(neighbours=PROGRAM.launches)
SERVED = Deploy(launches=(Launch("gunicorn", "app:app", at("Procfile", 1)),))


def call(path: str = "app.py", line: int = 9, debug: Any = "on", **fields: Any) -> RunCall:
    return RunCall(at(path, line), **{"guarded": True, "debug": debug, **fields})


def starting(*calls: RunCall, role: Any = "app") -> Given:
    paths = dict.fromkeys(one.place.path or "" for one in calls)
    return {"source": Source(tuple(module(path, role=role) for path in paths), run_calls=calls)}


OPEN = starting(call(everywhere=True))
ON_ALL = f"the run call has debug=True on all addresses: {CONSOLE}"
STARTED = Found(ON_ALL, "run", at("app.py", 9), ("Dockerfile:7 starts python app.py",), severity="error")
LIVE = app(config=[config("DEBUG", True, place=at("app.py", 9), set_by="run(debug=True)")])


@table(
    {
        "on all addresses": (OPEN, [Found(ON_ALL, "run", at("app.py", 9))]),
        "on this machine": (
            starting(call()),
            [Found(f"the run call has debug=True: {CONSOLE}", "run", at("app.py", 9), severity="info")],
        ),
        "the one on all addresses first": (
            starting(call(), call("worker.py", 3, everywhere=True)),
            [Found(ON_ALL, "run", at("worker.py", 3), ("likewise in app.py:9",))],
        ),
        "beside a real server": (
            {**OPEN, "deploy": SERVED},
            [
                Found(
                    ON_ALL,
                    "run",
                    at("app.py", 9),
                    ("Procfile:1 starts gunicorn app:app, which passes it by",),
                    severity="info",
                )
            ],
        ),
        "started by a deploy file": ({**OPEN, "deploy": PROGRAM}, [STARTED]),
        "started as another service": ({**OPEN, "deploy": OF_A_SERVICE}, [STARTED]),
        "beside a real server, by a file of another purpose": (
            {**OPEN, "deploy": replace(PROGRAM, launches=(*PROGRAM.launches, *SERVED.launches))},
            [replace(STARTED, severity=None)],
        ),
        "in an image that nothing deploys": (
            {**OPEN, "deploy": UNDEPLOYED},
            [Found(ON_ALL, "run", at("app.py", 9), ("Dockerfile:7 starts python app.py",))],
        ),
        "a script": (starting(call(everywhere=True), role="tool"), [Found(ON_ALL, "run", at("app.py", 9))]),
    }
)
def test_debug_in_run_call_faulty(given: Given, says: list[Any]) -> None:
    assert ask("debug-in-run-call", given) == says


@table(
    {
        "off": (starting(call(debug="off")), []),
        "not given": (starting(call(debug=None)), []),
        "computed": (starting(call(debug="computed")), []),
        "one of a choice": (starting(call(chosen=True)), []),
        "for development by its name": (starting(call("scripts/run_dev.py")), []),
        "told by debug-on": ({**OPEN, "app": LIVE}, []),
    }
)
def test_debug_in_run_call_fine(given: Given, says: list[Any]) -> None:
    assert ask("debug-in-run-call", given) == says


@table(
    {
        "no run call": (starting(), [DoesNotApply("no file of the project starts an app as a program")]),
        "at import, which is told otherwise": (
            starting(call(guarded=False, at_import=True)),
            [DoesNotApply("no file of the project starts an app as a program")],
        ),
        "an example": (
            starting(call(), role="example"),
            [DoesNotApply("no file of the project starts an app as a program")],
        ),
    }
)
def test_debug_in_run_call_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("debug-in-run-call", given) == says
