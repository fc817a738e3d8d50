# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""A pytest plugin that tells releasecheck how each test ended and which routes the suite asked.

It runs in the app's Python (3.8 and later, pytest 7 to 9, with and without pytest-xdist), alone in its
folder but for the modules `releasecheck_*` that it imports, because that folder is on `sys.path` there.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from releasecheck_answer import send, send_all
from releasecheck_asked import first_silent, forget_silent, send_repeats, watch_requests
from releasecheck_failure import failure_of, in_setup_method, is_own, real, relative
from releasecheck_lingering import end_after_all
from releasecheck_meant import meant_by
from releasecheck_met import forget_met, last_met
from releasecheck_reach import Reach

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from importlib.abc import Loader
    from importlib.machinery import ModuleSpec
    from types import FrameType, ModuleType

    from pluggy import Result

_ONLY = os.environ.get("RELEASECHECK_SUITE_ONLY")  # a file with a JSON list of node ids, to run no others
_REVERSED = os.environ.get("RELEASECHECK_SUITE_REVERSED")


# --- what is watched once the suite imports it -------------------------------------------------------------


class _AfterImport:
    """A finder that finds nothing itself: it watches a module right after the suite, not we, imports it."""

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        watch = _WATCHED.pop(name, None)
        if watch is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            _after_exec(spec.loader, watch)
        return spec


def _after_exec(loader: Loader, watch: Callable[[ModuleType], None]) -> None:
    exec_module = loader.exec_module

    def exec_and_watch(module: ModuleType) -> None:
        exec_module(module)
        try:
            watch(module)
        except Exception:  # another version of the library: it stays unwatched
            pass

    try:
        setattr(loader, "exec_module", exec_and_watch)
    except AttributeError:  # a loader of another kind (zip, frozen): the module stays unwatched
        pass


def _watch_flask(module: ModuleType) -> None:
    watch_requests(module.Flask)


def _place_of(frame: FrameType | None) -> dict[str, object]:
    """The innermost frame of the project from `frame` outwards."""
    while frame is not None:
        path = real(frame.f_code.co_filename)
        if is_own(path):
            return {"path": relative(path), "line": frame.f_lineno}
        frame = frame.f_back
    return {"path": None, "line": None}


_WATCHED: dict[str, Callable[[ModuleType], None]] = {
    "flask.app": _watch_flask,
    **Reach(send, _place_of).watched,
}
for _name in list(_WATCHED):
    if _name in sys.modules:
        _WATCHED.pop(_name)(sys.modules[_name])
sys.meta_path.insert(0, _AfterImport)


# --- how the tests ended -----------------------------------------------------------------------------------


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _known(report: pytest.TestReport | pytest.CollectReport, root: str) -> dict[str, object]:
    """What `failure_of` said; where the test is written if no frame was the project's or a worker crashed."""
    failure: dict[str, object] | None = getattr(report, "releasecheck_failure", None)
    fields = failure or {"type": "Failed", "path": None, "line": None}
    path, line, _ = getattr(report, "location", None) or (None, None, None)
    if fields["path"] or not path:
        return fields
    written = os.path.realpath(os.path.join(root, path))
    return dict(fields, path=relative(written), line=None if line is None else line + 1)


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests() -> Generator[None, Result[None], None]:
    send("begun")
    _serve_nothing()
    outcome = yield
    # pytest before 9 reads its settings here too: those are told by its exit code.
    if outcome.excinfo is not None and not isinstance(outcome.excinfo[1], pytest.UsageError):
        error = outcome.excinfo[1]
        conftest = getattr(error, "path", None)
        node = relative(str(conftest)) if conftest else "conftest.py"
        send("not-collected", node=node, **failure_of(error))


_served: list[tuple[Any, Any]] = []  # Werkzeug's module and its function, while modules are imported


def _serve_nothing() -> None:
    """Let a server that is started at import return at once, as in the boots: pytest would never get on."""
    try:
        from werkzeug import serving
    except ImportError:
        return
    _served.append((serving, serving.run_simple))
    serving.run_simple = lambda *_, **__: None


def pytest_configure(config: pytest.Config) -> None:
    if _is_worker(config):
        return
    _write_no_coverage_files(config)
    send(
        "session",
        pytest=pytest.__version__,
        workers=getattr(config.option, "numprocesses", None) or 0,
        coverage=getattr(config.option, "cov_fail_under", None),
    )


def _write_no_coverage_files(config: pytest.Config) -> None:
    """What --cov-report in addopts would leave in the project; pytest-cov holds on to this one dict."""
    options = getattr(config.pluginmanager.get_plugin("_cov"), "options", None)
    reports = getattr(options, "cov_report", None) or {}
    for kind in [kind for kind in reports if not str(kind).startswith("term")]:
        del reports[kind]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _REVERSED:
        items.reverse()
    if not _ONLY:
        return
    with open(_ONLY, encoding="utf-8") as file:
        wanted = set(json.load(file))
    kept = [item for item in items if item.nodeid in wanted or item.nodeid.split("::")[0] in wanted]
    others = [item for item in items if item not in kept]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    for serving, run_simple in _served:
        serving.run_simple = run_simple
    _served.clear()
    if not _is_worker(session.config):  # xdist's controller collects nothing itself
        send("collected", tests=len({item.nodeid for item in session.items}))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    forget_silent()
    forget_met()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[object]
) -> Generator[None, Result[pytest.TestReport], None]:
    outcome = yield
    if call.excinfo is not None and outcome.excinfo is None:
        failure = failure_of(call.excinfo.value)
        if _judges_an_answer(failure, item):
            failure["unreachable"] = failure["unreachable"] or first_silent()
        failure.update(met=last_met(), meant=meant_by(item))
        failure.update(in_setup_method=in_setup_method(call.excinfo.value))
        setattr(outcome.get_result(), "releasecheck_failure", failure)


def _judges_an_answer(failure: dict[str, object], item: pytest.Item) -> bool:
    """Whether it is the test that stumbles, over what a page answered, and not the app."""
    file = getattr(item, "path", None) or item.fspath  # pytest before 7
    return failure["type"] == "AssertionError" or failure["path"] == relative(real(str(file)))


def pytest_exception_interact(
    call: pytest.CallInfo[object], report: pytest.TestReport | pytest.CollectReport
) -> None:
    if call.excinfo is not None and not hasattr(report, "releasecheck_failure"):
        setattr(report, "releasecheck_failure", failure_of(call.excinfo.value))


class _Told:
    """What only the process that runs the session says; a worker's reports reach it.

    One write for each test, before the next begins: if that one hangs, it is known which.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.root = str(config.rootpath)
        self.lines: list[dict[str, object]] = []

    def add(self, kind: str, node: str, **fields: object) -> None:
        self.lines.append(dict(fields, kind=kind, node=node))

    def flush(self) -> None:
        lines, self.lines = self.lines, []
        send_all(lines)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.add("start", nodeid)
        self.flush()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed and report.when != "call":
            return
        status = self.config.hook.pytest_report_teststatus(report=report, config=self.config)
        category = status[0] if status else report.outcome
        known = _known(report, self.root) if category in ("failed", "error") else {}
        self.add("test", report.nodeid, category=category, **known)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.add("end", nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.add("not-collected", report.nodeid, **_known(report, self.root))


def pytest_sessionstart(session: pytest.Session) -> None:
    if not _is_worker(session.config):
        session.config.pluginmanager.register(_Told(session.config), "releasecheck-told")


@pytest.hookimpl(hookwrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, Result[None], None]:
    yield
    send_repeats()
    told = session.config.pluginmanager.get_plugin("releasecheck-told")
    if told is not None:
        told.flush()
        send("finish", exit=int(session.exitstatus))
        session.config.add_cleanup(lambda: end_after_all(int(session.exitstatus)))
