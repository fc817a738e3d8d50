"""Files that start the app: calls of `run()` that fail, and names that a package has."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.source import AppDefinition, RunCall
from releasecheck.findings import DoesNotApply, Found

from .build import Given, ask, at, deploy, launch, module, source, table

CALL = RunCall(at("app.py", 9), guarded=True, refused="port='0.0.0.0'")
ENDS = Found(
    "app.run(port='0.0.0.0') fails: the program ends as it is started",
    subject="app.py",
    place=at("app.py", 9),
    severity="warning",
)


def runs(*calls: RunCall, **given: Any) -> Given:
    return {"source": source(module("app.py"), run_calls=calls), **given}


def by(server: str, target: str) -> Given:
    return {"deploy": deploy(launches=[launch(target, server=server, place=at("Procfile", 1))])}


@table(
    {
        "by hand": (runs(CALL), [ENDS]),
        "its app is a factory": (
            runs(replace(CALL, refused=None, uncalled="create_app")),
            [
                replace(
                    ENDS,
                    message="app.run() fails, because create_app is not called and stands there as the app: "
                    "the program ends as it is started",
                    fix="Call it: `app = create_app()`.",
                )
            ],
        ),
        "another program is deployed": (runs(CALL, **by("python", "worker.py")), [ENDS]),
        "a server is deployed": (runs(CALL, **by("gunicorn", "app:app")), [ENDS]),
        "deployed": (
            runs(CALL, **by("python", "app.py")),
            [replace(ENDS, severity=None, evidence=("Procfile:1 runs it",))],
        ),
        "deployed as another service": (
            runs(
                CALL, deploy=deploy(neighbours=[launch("app.py", server="python", place=at("Procfile", 1))])
            ),
            [replace(ENDS, severity=None, evidence=("Procfile:1 runs it",))],
        ),
    }
)
def test_run_call_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("run-call-fails", given) == says


def test_run_call_fails_fine() -> None:
    assert ask("run-call-fails", runs(replace(CALL, refused=None))) == []


def test_run_call_fails_does_not_apply() -> None:
    assert ask("run-call-fails", runs()) == [DoesNotApply("nothing calls app.run()")]


APP = AppDefinition("app.py", "app", "app", 3)
FILES = [module("app.py"), module("app/__init__.py")]
SHADOWED = Found(
    "app.py makes app, and no server can import it: app/__init__.py has its name",
    subject="app.py",
    place=at("app.py", 3),
)


@table(
    {
        "beside its package": ({"source": source(*FILES, apps=[APP])}, [SHADOWED]),
        "run as a program": ({"source": source(*FILES, apps=[APP]), **by("python", "app.py")}, [SHADOWED]),
    }
)
def test_app_file_shadowed_faulty(given: Given, says: list[Found]) -> None:
    assert ask("app-file-shadowed", given) == says


@table(
    {
        "alone": ({"source": source(FILES[0], apps=[APP])}, []),
        "a folder that is no package": ({"source": source(FILES[0], module("app/a.py"), apps=[APP])}, []),
        "in another folder": ({"source": source(FILES[0], module("b/app/__init__.py"), apps=[APP])}, []),
        "the package makes it": (
            {"source": source(*FILES, apps=[replace(APP, path="app/__init__.py")])},
            [],
        ),
        "a factory": ({"source": source(*FILES, apps=[replace(APP, kind="factory")])}, []),
    }
)
def test_app_file_shadowed_fine(given: Given, says: list[Found]) -> None:
    assert ask("app-file-shadowed", given) == says


def test_app_file_shadowed_does_not_apply() -> None:
    given = {"source": source(*FILES, apps=[APP]), **by("gunicorn", "app:app")}
    assert ask("app-file-shadowed", given) == [DoesNotApply("a deploy file starts a WSGI server")]
