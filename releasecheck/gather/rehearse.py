"""The app under the WSGI server that its deploy file names, started on loopback in the app's environment."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
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
_GREENLETS = 100
_PROGRAMS = {"gunicorn": "gunicorn", "waitress": "waitress-serve", "uwsgi": "uwsgi"}
# The last line of a traceback, and the line that raised it; of the words only a module's name is told.
_EXCEPTION = re.compile(
    r"(?m)^([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt))\b(?:: No module named '([\w.]+)')?"
)
_FRAME = re.compile(r'(?m)^  File "([^"]+)", line (\d+), in ')


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
    about = {"server": launch.server, "target": launch.target, "path": path, "grace_s": GRACE_S}
    place = msgspec.to_builtins(launch.place)
    said = _said(ended.stderr, booter.request.project) if told["outcome"] != "up" else None
    return msgspec.convert({**about, **told, "place": place, "said": said}, Rehearsal)


def _said(log: str, project: Path) -> str | None:
    """The last exception of a log: its type, the module that is missing, and the line that wants it."""
    ends = list(_EXCEPTION.finditer(log))
    if not ends:
        return None
    kind, module = ends[-1].groups()
    frames = [one for one in _FRAME.findall(log, 0, ends[-1].start()) if not one[0].startswith("<frozen")]
    if module is None or not frames:
        return f"{kind}: no module {module}" if module else str(kind)
    file, line = frames[-1]
    return f"{kind}: no module {module}, which {_shown(file, project)}:{line} imports"


def _shown(file: str, project: Path) -> str:
    """A file of a package below the packages, one of the project below the project."""
    path = Path(file)
    if "site-packages" in path.parts:
        return file.rpartition("site-packages/")[2]
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else path.name


def _launch(booter: Booter, fact: Boot) -> tuple[Launch, Path] | Absence:
    """The first launch that serves, and in which folder; else a server of the app's Python."""
    for served in fact.served:
        if served.launch.server in _PROGRAMS and served.outcome == "serves":
            return served.launch, booter.request.project / served.folder
    if any(launch.server in _PROGRAMS for launch in booter.manifests.facts.launches):
        return Absence(
            "inconclusive", "the target of the deploy file cannot be served: wsgi-target-broken says why"
        )
    target = fact.importable
    if target is None:
        return Absence("inconclusive", f"no deploy file starts a WSGI server, and {_nameless(fact)}")
    if _is_there(booter, "waitress") and not _is_there(booter, "gunicorn"):
        if target.endswith(")") and not target.endswith("()"):
            return Absence("inconclusive", f"waitress calls nothing with arguments, and the app is {target}")
        call = ("--call",) if target.endswith("()") else ()
        return Launch("waitress", target.removesuffix("()"), NOWHERE, options=call), booter.choice.cwd
    return Launch("gunicorn", target, NOWHERE), booter.choice.cwd


def _nameless(fact: Boot) -> str:
    """Why there is no name to give to one; a program may make its app for itself alone, or for all."""
    program = PurePosixPath(fact.target or "")
    if fact.program is None or program.suffix != ".py":
        return "the app has no name to give to one: --app MODULE:NAME"
    return (
        f"{program.name} makes the app as a program: where a server can import it, name it with"
        f" --app {program.stem}:NAME"
    )


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
    options = ["--master", "--need-app", "--enable-threads", "--processes", str(WORKERS_MAX)]
    options += (
        ["--hook-master-start", "unix_signal:15 gracefully_kill_them_all"]
        if "hook-master-start" in launch.options
        else ["--die-on-term"]
    )
    module, _, name = (launch.target or "").partition(":")
    if "gevent" in launch.options:  # what waits in greenlets ends otherwise than what waits in threads
        options += ["--gevent", str(_GREENLETS)]
    if "gevent-monkey-patch" in launch.options:
        options.append("--gevent-monkey-patch")
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
