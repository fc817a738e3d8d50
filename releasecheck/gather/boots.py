"""One boot: a work order goes to a child under the app's Python, the lines of its answer come back."""

import json
import os
import secrets
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from releasecheck.gather.inside.answer import OUR_FAULT
from releasecheck.gather.process import Ended, Terms, run

SCRIPT = Path(__file__).resolve().with_name("inside") / "boot.py"
CONFIDED_MAX = 2**22
NICE = 10  # beside the suite, measured: a boot that is not nice slows it by up to a fifth

Mode = Literal[
    "as-given",
    "again",
    "without",
    "error-page",
    "sweep",
    "serve",
    "probe",
    "plain",
    "sentinel",
    "elsewhere",
]
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all boots of a run have in common."""

    project: Path
    cwd: Path
    python: Path
    env: Mapping[str, str]
    target: str | None
    script: bool  # the target is a file to run as a program
    key: str  # of this run, for tokens
    secrets: tuple[str, ...]  # values to hide, from the source
    secret_names: tuple[str, ...]  # variables whose values are to be hidden
    allow_remote_db: bool
    memory: int | None
    begins_in: Path | None = None  # when the process is not to begin in `cwd`
    unset: tuple[str, ...] = ()  # variables that no .env file may bring back
    paths: tuple[Path, ...] = ()  # folders on the import path, after `cwd`
    forgiving: bool = False  # a database that is not here does not end the boot


@dataclass(frozen=True, slots=True)
class Answered:
    """How the child ended, the lines that it wrote, and the stacks of its last moments."""

    ended: Ended
    lines: tuple[Line, ...]
    stacks: str
    variables: int  # how many the environment had
    secrets: tuple[str, ...] = field(default=(), repr=False)  # that only the live app shows

    def first(self, kind: str) -> Line | None:
        """The first line of a kind."""
        return next((line for line in self.lines if line["kind"] == kind), None)

    def all(self, kind: str) -> list[Line]:
        """All lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]

    @property
    def broke(self) -> str | None:
        """What kept our own script from coming to its end, so far as it could say."""
        if self.ended.returncode != OUR_FAULT or self.first("exited") is not None:
            return None
        line = self.first("broke")
        return f"looking at the app failed ({line['type'] if line else 'it changed what that needs'})"


def new_key() -> str:
    """A random key for the tokens of one run."""
    return secrets.token_hex(32)


def boot(setting: Setting, mode: Mode, deadline: float, order: Mapping[str, Any]) -> Answered:
    """Boot once, `order` saying what to collect; never longer than `deadline` seconds, never raising."""
    with tempfile.TemporaryDirectory(prefix="releasecheck-", ignore_cleanup_errors=True) as folder:
        answer, stacks = Path(folder, "answer"), Path(folder, "stacks")
        answer.touch()
        stacks.touch()
        mark = secrets.token_hex(8)
        files = {"answer": str(answer), "mark": mark, "stacks": str(stacks)}
        whole = {**_order(setting, mode, deadline), **files, **order}
        with _memory() as memory, _readable({**whole, "confide": memory}) as descriptor:
            passed = (descriptor,) if memory is None else (descriptor, memory)
            ended = run(
                [str(setting.python), str(SCRIPT), str(descriptor)],
                setting.begins_in or setting.cwd,
                setting.env,
                deadline,
                Terms(memory=setting.memory, nice=0 if mode == "as-given" else NICE, pass_fds=passed),
            )
            confided = tuple(_confided(memory))
        shown = stacks.read_text(errors="replace")
        return Answered(ended, tuple(_lines(answer, mark)), shown, len(setting.env), confided)


def _arguments(setting: Setting) -> list[str]:
    """The command line that the app would see: a program's own, or that of a server which has the target."""
    if setting.script:
        return [setting.target or "flask"]
    return ["gunicorn", setting.target or "app"]


def _order(setting: Setting, mode: Mode, deadline: float) -> dict[str, Any]:
    """What every work order says."""
    return {
        "key": setting.key,
        "project": str(setting.project),
        "cwd": str(setting.cwd),
        "target": setting.target,
        "script": setting.script,
        "argv": _arguments(setting),
        "mode": mode,
        "secrets": setting.secrets,
        "secret_names": setting.secret_names,
        "allow_remote_db": setting.allow_remote_db,
        "unset": setting.unset,
        "paths": [str(path) for path in setting.paths],
        "forgiving": setting.forgiving,
        "hang_after": deadline * 0.8,  # from when it has started, which takes a while on a busy machine
    }


@contextmanager
def _readable(order: Mapping[str, Any]) -> Iterator[int]:
    """A descriptor that gives the work order; by a pipe, because keys and secrets belong on no disk."""
    reader, writer = os.pipe()
    feeder = threading.Thread(target=_feed, args=(writer, json.dumps(order).encode()), daemon=True)
    feeder.start()
    try:
        yield reader
    finally:
        os.close(reader)
        feeder.join()


@contextmanager
def _memory() -> Iterator[int | None]:
    """A file that is on no disk, for the secrets that the child finds; Linux alone has such files."""
    if not hasattr(os, "memfd_create"):
        yield None
        return
    descriptor = os.memfd_create("releasecheck")
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _confided(memory: int | None) -> Iterator[str]:
    """What the child wrote there, if the app did not."""
    if memory is None:
        return
    said = _decoded(os.pread(memory, CONFIDED_MAX, 0))
    for secret in said if isinstance(said, list) else ():
        if isinstance(secret, str):
            yield secret


def _feed(writer: int, content: bytes) -> None:
    with os.fdopen(writer, "wb") as file:
        try:
            file.write(content)
            file.flush()
        except BrokenPipeError:
            return  # the child ended before it read its order


def _lines(answer: Path, mark: str) -> Iterator[Line]:
    """The marked lines of an answer; the last may be cut off where the child was killed."""
    for text in answer.read_bytes().split(b"\n")[:-1]:
        line = _decoded(text.removeprefix(mark.encode())) if text.startswith(mark.encode()) else None
        if isinstance(line, dict):
            yield line


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
