"""Run one command in a session of its own and end all that it started: `supervisor.py SPEC`, a script.

It stands between us and the command because orphans come to the nearest subreaper: with one supervisor
per command it is plain whose they are. Its stdin is a pipe that nobody writes to: once that closes,
whatever became of the parent, everything ends. How the command ended goes to stdout as JSON.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
TICK_S = 0.1
KILLING_S = 10.0
CANNOT_EXECUTE = 127
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main() -> None:
    """Run the command of the JSON object in argv; see `releasecheck.gather.process.run` for its keys."""
    spec: dict[str, Any] = json.loads(sys.argv[1])
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    wake = _wake_on_signals()
    child = os.fork()
    if child == 0:
        _become(spec)
    ended = _wait(child, wake, spec)
    _end_descendants(child)
    print(json.dumps(ended))  # noqa: T201 - this is the answer


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _wake_on_signals() -> int:
    """Make a child's end and a request to stop readable on the returned descriptor."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, *STOPS):
        signal.signal(number, lambda *_: None)
    return reader


def _become(spec: dict[str, Any]) -> None:
    """Turn the forked process into the command; never returns."""
    output, errors = spec["output"]
    try:
        os.setsid()
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in (signal.SIGCHLD, signal.SIGPIPE, *STOPS):
            signal.signal(number, signal.SIG_DFL)
        _limit(spec)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(errors, 2)
        for inherited in spec["output"]:
            os.set_inheritable(inherited, False)
        os.execvp(spec["command"][0], spec["command"])  # noqa: S606 - no shell is the point
    except OSError as problem:
        os.write(errors, str(problem).encode(errors="backslashreplace"))
    finally:
        os._exit(CANNOT_EXECUTE)


def _limit(spec: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(spec["nice"])
    if spec["memory"] is not None and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (spec["memory"], spec["memory"]))


def _wait(child: int, wake: int, spec: dict[str, Any]) -> dict[str, Any]:
    """Wait for the child, the deadline or the word to stop, whichever comes first."""
    end = time.monotonic() + spec["deadline"]
    cut = False
    while True:
        code = _reap(child)
        cut = _cut(spec["output"], spec["output_cap"]) or cut
        left = end - time.monotonic()
        if code is not None or left <= 0:
            return {"returncode": code, "timed_out": code is None, "cut": cut}
        ready, _, _ = select.select([0, wake], [], [], min(TICK_S, left))
        if 0 in ready or (wake in ready and not set(os.read(wake, 512)) <= {signal.SIGCHLD}):
            return {"returncode": None, "timed_out": True, "cut": cut}


def _reap(child: int) -> int | None:
    """The exit code of `child` once it has ended; orphans that ended are cleared away on the way."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return None
        if pid == child:
            return os.waitstatus_to_exitcode(status)
        if pid == 0:
            return None


def _cut(outputs: list[int], cap: int) -> bool:
    """Cut an output file that has outgrown its cap back to the first half of it."""
    grown = [output for output in outputs if os.fstat(output).st_size > cap]
    for output in grown:
        os.ftruncate(output, cap // 2)
    return bool(grown)


def _end_descendants(child: int) -> None:
    """Kill what is left until nothing is: what forks meanwhile is found in the next round."""
    end = time.monotonic() + KILLING_S
    while _has_children() and time.monotonic() < end:
        for pid in _descendants():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if sys.platform != "linux":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        time.sleep(0.002)


def _has_children() -> bool:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _descendants() -> set[int]:
    """All processes below this one, by /proc; empty where there is none."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError):
            parent = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.parent.name))
    found: set[int] = set()
    queue = [os.getpid()]
    while queue:
        below = children.get(queue.pop(), [])
        found.update(below)
        queue.extend(below)
    return found


if __name__ == "__main__":
    main()
