"""The app under the WSGI server that its deploy file names, started on loopback in the app's environment."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from releasecheck.facts import Absence
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Launch
from releasecheck.facts.place import NOWHERE
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.gather.booter import Booter
from releasecheck.gather.process import Terms, run
from releasecheck.health_route import find_health_route

SCRIPT = Path(__file__).with_name("rehearsal_script.py")
GRACE_S = 10.0
WORKERS_MAX = 2  # enough to see that they come up, and that none needs what only the first one gets
THREADS_MAX = 4
_PROGRAMS = {"gunicorn": "gunicorn", "waitress": "waitress-serve", "uwsgi": "uwsgi"}
_NAMED = re.compile(r"[\w.]+:\w+(\(.*\))?")
_EXCEPTION = re.compile(r"(?m)^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt))\b")


def rehearse(booter: Booter, fact: Boot, app: App) -> Rehearsal | Absence:
    """Serve once and stop; why not, where no server of the project is known or installed."""
    chosen = _launch(booter, fact)
    if isinstance(chosen, Absence):
        return chosen
    launch, folder = chosen
    missing = _not_installed(booter, launch)
    if missing:
        return Absence("inconclusive", missing)
    health = find_health_route(app.routes, booter.request.health)
    path = health.path if health else "/"
    limit = min(booter.request.boot_timeout, booter.left)
    spec = {
        "command": [str(booter.interpreter.path), *_command(launch, limit)]
        if launch.server != "uwsgi"
        else _uwsgi(booter, launch),
        "path": path,
        "host": "localhost",
        "limit": limit,
        "grace": GRACE_S,
        "at_once": 2 * THREADS_MAX,
    }
    ended = run(
        [sys.executable, "-I", str(SCRIPT), json.dumps(spec)],
        folder,
        booter.environment.values,
        min(limit + 3 * GRACE_S, booter.left),
        Terms(memory=booter.request.memory),
    )
    told = _told(ended.stdout)
    if told is None:
        return Absence("inconclusive", f"{launch.server} could not be rehearsed: the time was up")
    said = _EXCEPTION.findall(ended.stderr)
    about = {"server": launch.server, "target": launch.target, "path": path, "grace_s": GRACE_S}
    place = msgspec.to_builtins(launch.place)
    failed = told["outcome"] != "up" and said
    return msgspec.convert({**about, **told, "place": place, "said": said[-1] if failed else None}, Rehearsal)


def _launch(booter: Booter, fact: Boot) -> tuple[Launch, Path] | Absence:
    """The first launch that serves, and in which folder; else a server of the app's Python."""
    for served in fact.served:
        if served.launch.server in _PROGRAMS and served.outcome == "serves":
            return served.launch, booter.request.project / served.folder
    if any(launch.server in _PROGRAMS for launch in booter.manifests.facts.launches):
        return Absence(
            "inconclusive", "the target of the deploy file cannot be served: wsgi-target-broken says why"
        )
    named = _NAMED.fullmatch(fact.target or "")
    target = fact.target if named else fact.importable
    if target is None:
        return Absence(
            "inconclusive",
            "no deploy file starts a WSGI server, and the app has no name to give to one: --app MODULE:NAME",
        )
    if _is_there(booter, "waitress") and not _is_there(booter, "gunicorn"):
        call = ("--call",) if target.endswith("()") else ()
        return Launch("waitress", target.removesuffix("()"), NOWHERE, options=call), booter.choice.cwd
    return Launch("gunicorn", target, NOWHERE), booter.choice.cwd


def _is_there(booter: Booter, server: str) -> bool:
    """Asked of the file system: the app's Python has a program beside it."""
    return (booter.interpreter.path.parent / _PROGRAMS[server]).is_file()


def _not_installed(booter: Booter, launch: Launch) -> str | None:
    if _is_there(booter, launch.server):
        return None
    there = f"{launch.server} is not installed in {booter.interpreter.path}"
    return f"{there}: install it there to rehearse the release"


def _command(launch: Launch, limit: float) -> Iterator[str]:
    target = launch.target or ""
    if launch.server == "waitress":
        yield from ("-m", "waitress", "--listen=127.0.0.1:{port}")
        yield from (("--call", target) if "--call" in launch.options else (target,))
        return
    yield from ("-m", "gunicorn", target, "--bind", "127.0.0.1:{port}", "--log-level", "warning")
    yield from ("--workers", str(min(launch.workers or WORKERS_MAX, WORKERS_MAX)))
    yield from ("--graceful-timeout", str(int(GRACE_S)))
    yield from (
        "--timeout",
        str(max(1, int(limit))),
    )  # by default 30 s: on a busy machine workers die as they start
    if launch.worker_class:
        yield from ("--worker-class", launch.worker_class)
    if launch.threads:
        yield from ("--threads", str(min(launch.threads, THREADS_MAX)))


def _uwsgi(booter: Booter, launch: Launch) -> list[str]:
    program = str(booter.interpreter.path.parent / "uwsgi")
    options = ["--master", "--need-app", "--die-on-term", "--enable-threads", "--processes", str(WORKERS_MAX)]
    module, _, name = (launch.target or "").partition(":")
    is_file = module.endswith(".py") or "/" in module
    served = (
        ["--wsgi-file", module, "--callable", name or "application"]
        if is_file
        else ["--module", f"{launch.target}"]
    )
    return [program, "--http-socket", "127.0.0.1:{port}", *served, *options]


def _told(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
