"""Start a program, keep it within its limits, and end it with everything that it started."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from releasecheck.gather.scratch import scratch

SUPERVISOR = Path(__file__).with_name("supervisor.py")
OUTPUT_CAP = 16 * 2**20
SUPERVISOR_S = 15.0  # more than the supervisor takes to kill before it gives up
CANNOT_EXECUTE = 127


@dataclass(frozen=True, slots=True)
class Terms:
    """What a program gets: memory in bytes (RLIMIT_DATA, Linux only), niceness, output cap, descriptors."""

    memory: int | None = None
    nice: int = 0
    output_cap: int = OUTPUT_CAP
    pass_fds: tuple[int, ...] = ()


DEFAULT_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: `returncode` null when we ended it, negative for a signal, 127 if not started."""

    returncode: int | None
    timed_out: bool
    stdout: str
    stderr: str
    duration_s: float
    cut: bool = False  # it wrote more than the cap, and part of that is lost


def run(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], deadline: float, terms: Terms = DEFAULT_TERMS
) -> Ended:
    """Run `command` for at most `deadline` seconds from now and leave no process of it; never raises OSError.

    `env` is the whole environment, to which a TMPDIR of its own and PYTHONDONTWRITEBYTECODE are added.
    """
    started = time.monotonic()
    with (
        scratch() as folder,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        spec: dict[str, Any] = {
            "command": list(command),
            "output": [stdout.fileno(), stderr.fileno()],
            "output_cap": terms.output_cap,
            "deadline": max(deadline, 0.0),
            "memory": terms.memory,
            "nice": terms.nice,
        }
        for output in spec["output"]:
            fcntl.fcntl(output, fcntl.F_SETFL, os.O_APPEND)  # so that the supervisor may cut it
        try:
            ended = _supervised(spec, cwd, {**env, **_ours(folder)}, terms.pass_fds)
        except OSError as problem:
            return Ended(CANNOT_EXECUTE, False, "", str(problem), time.monotonic() - started)
        texts = (_text(stdout, terms.output_cap), _text(stderr, terms.output_cap))
        return Ended(
            ended["returncode"], ended["timed_out"], *texts, time.monotonic() - started, cut=ended["cut"]
        )


def end_all() -> None:
    """End every program that runs now, and start none from now on: we were interrupted."""
    _interrupted.set()
    for lifeline in tuple(_lifelines):
        _let_go(lifeline)


_NOT_WAITED_FOR = {"returncode": None, "timed_out": True, "cut": False}
_interrupted = threading.Event()
_lifelines: set[int] = set()  # write ends of the supervisors' stdin
_lock = threading.RLock()  # a signal may come while its own thread lets go


def _let_go(lifeline: int) -> None:
    """Close the pipe that keeps a supervisor waiting; again is no harm."""
    with _lock:
        if lifeline in _lifelines:
            _lifelines.remove(lifeline)
            os.close(lifeline)


def _supervised(
    spec: dict[str, Any], cwd: Path, env: Mapping[str, str], pass_fds: Sequence[int]
) -> dict[str, Any]:
    reader, lifeline = os.pipe()
    _lifelines.add(lifeline)
    try:
        if _interrupted.is_set():
            return dict(_NOT_WAITED_FOR)
        supervisor = subprocess.Popen(
            [sys.executable, "-I", "-S", str(SUPERVISOR), json.dumps(spec)],
            stdin=reader,
            stdout=subprocess.PIPE,
            stderr=spec["output"][1],
            cwd=cwd,
            env=env,
            pass_fds=(*spec["output"], *pass_fds),
            start_new_session=True,
        )
        with supervisor:
            answer = _answer(supervisor, spec["deadline"] + SUPERVISOR_S, lifeline)
    finally:
        os.close(reader)
        _let_go(lifeline)
    return json.loads(answer) if answer else dict(_NOT_WAITED_FOR)


def _answer(supervisor: "subprocess.Popen[bytes]", timeout: float, lifeline: int) -> bytes:
    try:
        return supervisor.communicate(timeout=timeout)[0]
    except subprocess.TimeoutExpired:
        supervisor.kill()
        return b""
    finally:
        _let_go(lifeline)  # before anybody waits for the supervisor, even when interrupted


def _ours(folder: str) -> dict[str, str]:
    return {"TMPDIR": folder, "TMP": folder, "TEMP": folder, "PYTHONDONTWRITEBYTECODE": "1"}


def _text(output: IO[bytes], cap: int) -> str:
    output.seek(0)
    return output.read(cap).decode(errors="backslashreplace")
