"""One boot, from the work order to the last line of the answer."""

from __future__ import annotations

import faulthandler
import importlib
import importlib.util
import json
import os
import sys
import time
import traceback
from importlib import metadata
from typing import IO, Any

from . import collecting, environ, importable, loading, network, outbox, patches, serving
from .answer import OUR_FAULT, Answer
from .confidence import Confidence
from .crash import Crashes
from .places import Places
from .recording import Recorder
from .redact import Redactor
from .tools import Tools


def work(descriptor: int) -> None:
    """Build the app of the work order that can be read from `descriptor`, collect, and leave at once."""
    with os.fdopen(descriptor, "rb") as file:
        order: dict[str, Any] = json.loads(file.read())
    stacks = _watch_for_hangs(order)
    sys.argv[:] = order["argv"]
    answer = Answer(order["answer"], order["mark"])
    places = Places(order["project"], order["cwd"])
    redact = Redactor([*order["secrets"], *(os.environ.get(name, "") for name in order["secret_names"])])
    recorder = Recorder(places, redact)
    recorder.withheld = frozenset(order["unset"])
    crashes = Crashes(places, redact, recorder)
    tools = Tools(order, places, redact, recorder, crashes, answer, Confidence(order["confide"]), stacks)
    code = OUR_FAULT
    try:
        _Boot(tools, recorder, places, answer).run()
        code = 0
    except BaseException as problem:  # the app may have changed anything that we use
        answer.send("broke", type=type(problem).__name__)
    finally:
        patches.leave(code)  # whatever threads and exit handlers the app has


def _watch_for_hangs(order: dict[str, Any]) -> IO[str]:
    """Write down the stack some time before the parent loses patience, and when a signal kills us."""
    file = open(order["stacks"], "w")
    faulthandler.enable(file)
    faulthandler.dump_traceback_later(order["hang_after"], file=file)
    return file


_NO_REFUSAL = (None, 0, 2)  # 2 is argparse's


class _Boot:
    """The steps of a boot, in order."""

    def __init__(self, tools: Tools, recorder: Recorder, places: Places, answer: Answer) -> None:
        self._tools = tools
        self._recorder = recorder
        self._places = places
        self._answer = answer

    def run(self) -> None:
        """Load, say how it went, collect; or only look at what a server would find."""
        self._recorder.tell = self._answer.send
        order, started, worked = self._tools.order, time.perf_counter(), time.process_time()
        try:
            if "serve" in order:
                self._serve()
                return
            loaded = self._load()
        except SystemExit as problem:
            place = self._places.place_of_traceback(problem.__traceback__)
            self._answer.send(
                "exited", exit_code=_exit_code(problem), place=place, crash=self._behind(problem)
            )
            self._send_absent()
        except BaseException as problem:
            self._send_problem(problem)
        else:
            if not self._answer.forked:
                self._recorder.tell = None
                self._answer.send(
                    "up",
                    took_s=time.perf_counter() - started,
                    worked_s=time.process_time() - worked,
                    there=serving.is_there(order["target"], loaded.app),
                    by=loaded.by,
                    host=loaded.host,
                    debug=bool(loaded.app.debug),
                    importable=importable.name_of(loaded.app, order["target"], order["cwd"]),
                )
                collecting.collect(loaded, self._tools)

    def _load(self) -> loading.Loaded:
        target, served = self._tools.order["target"], self._prepare()
        if served is not None:
            return loading.run(target, served)
        return loading.load(target, self._tools.order["cwd"])

    def _serve(self) -> None:
        served, asked = self._prepare(), self._tools.order["serve"]
        if served is not None:
            found = serving.program(asked["target"], served)
        else:
            found = serving.look(tools=self._tools, **asked)
        self._answer.send("served", served=found)

    def _prepare(self) -> list[loading.Loaded] | None:
        """Patch, and make the app importable; where a program is run, its servers list their apps here."""
        order = self._tools.order
        environ.install(self._recorder)
        self._answer.send(
            "python",
            version=".".join(map(str, sys.version_info[:3])),
            flask=loading.version("flask"),
            werkzeug=loading.version("werkzeug"),
        )
        importlib.import_module("flask.cli")
        served: list[loading.Loaded] | None = [] if order["script"] else None
        patches.install(self._recorder, self._leaving, served, order["forgiving"])
        network.install(self._recorder, order["allow_remote_db"])
        self._tools.output.install()
        self._tools.deprecations.install()
        outbox.install(self._recorder)
        importlib.import_module(__package__ + ".provenance").install(self._tools)
        sys.path[:0] = [order["cwd"], *order["paths"]]
        return served

    def _leaving(self, status: int, frame: Any) -> None:
        self._answer.send("exited", exit_code=status, place=self._places.place_of_stack(frame))

    def _send_problem(self, problem: BaseException) -> None:
        if "flask.cli" in sys.modules and loading.is_missing(problem):
            self._answer.send("no-app", reason=self._tools.redact(str(problem)))
            return
        crash = self._tools.crash(loading.cause_of(problem) if "flask.cli" in sys.modules else problem)
        self._answer.send("raised", crash=crash)
        self._send_absent()

    def _behind(self, problem: SystemExit) -> dict[str, Any] | None:
        """The exception for which the app gave up, or what it said, if it said why."""
        if isinstance(problem.__context__, Exception):
            return self._tools.crash(problem.__context__)
        if usage := _usage(problem):
            return self._tools.crash(usage)
        crash = self._tools.crash(problem) if problem.code not in _NO_REFUSAL else None
        return crash if crash and (isinstance(problem.code, str) or crash["refused"]) else None

    def _send_absent(self) -> None:
        """The modules that the project imports and that are not there, this run's first one among them."""
        names = self._tools.order.get("imports", ())
        self._recorder.tell = None  # looking for them is no deed of the app
        self._answer.send(
            "absent", modules=[name for name in names if not (_is_there(name) or _is_unused(name))]
        )


def _usage(problem: SystemExit) -> BaseException | None:
    """What argparse and click (from 8.5) report as they leave: "error: unrecognized arguments: app:app"."""
    for frame, _ in traceback.walk_tb(problem.__traceback__):
        module, function, held = frame.f_globals.get("__name__"), frame.f_code.co_name, frame.f_locals
        if (module, function) == ("argparse", "exit") and isinstance(held.get("message"), str):
            return SystemExit(held["message"].strip()).with_traceback(problem.__traceback__)
        reported = getattr(held.get("report"), "__self__", None)
        if (module, function) == ("click.core", "main") and isinstance(reported, Exception):
            return reported
    return None


def _is_there(module: str) -> bool:
    try:
        return module in sys.modules or importlib.util.find_spec(module) is not None
    except Exception:  # a finder of the app's, a module that hides what it is
        return True


def _is_unused(module: str) -> bool:
    """Whether it is what WTForms imports for `Email()`, and the one that is here is too old to do so."""
    if module != "email_validator":
        return False
    try:
        first, second = metadata.version("wtforms").split(".")[:2]
        return (int(first), int(second)) < (2, 3)
    except Exception:  # not here either, or a version of somebody's own
        return False


def _exit_code(problem: SystemExit) -> int:
    """What the shell would see: a text is printed and stands for 1."""
    if problem.code is None:
        return 0
    return problem.code if isinstance(problem.code, int) else 1
