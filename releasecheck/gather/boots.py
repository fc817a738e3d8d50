"""One boot: a work order goes to a child under the app's Python, the lines of its answer come back."""

import json
import os
import secrets
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from releasecheck.gather.process import Ended, Terms, run

SCRIPT = Path(__file__).resolve().with_name("inside") / "boot.py"
NICE = 10  # beside the suite, measured: a boot that is not nice slows it by up to a fifth

Mode = Literal["as-given", "again", "without", "error-page", "sweep"]
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


@dataclass(frozen=True, slots=True)
class Answered:
    """How the child ended, the lines that it wrote, and the stacks of its last moments."""

    ended: Ended
    lines: tuple[Line, ...]
    stacks: str
    variables: int  # how many the environment had

    def first(self, kind: str) -> Line | None:
        """The first line of a kind."""
        return next((line for line in self.lines if line["kind"] == kind), None)

    def all(self, kind: str) -> list[Line]:
        """All lines of a kind."""
        return [line for line in self.lines if line["kind"] == kind]


def new_key() -> str:
    """A random key for the tokens of one run."""
    return secrets.token_hex(32)


def boot(setting: Setting, mode: Mode, deadline: float, order: Mapping[str, Any]) -> Answered:
    """Boot once, `order` saying what to collect; never longer than `deadline` seconds, never raising."""
    with tempfile.TemporaryDirectory(prefix="releasecheck-", ignore_cleanup_errors=True) as folder:
        answer, stacks = Path(folder, "answer"), Path(folder, "stacks")
        answer.touch()
        stacks.touch()
        whole = {
            "key": setting.key,
            "project": str(setting.project),
            "cwd": str(setting.cwd),
            "target": setting.target,
            "script": setting.script,
            "argv0": setting.target or "flask",
            "mode": mode,
            "secrets": setting.secrets,
            "secret_names": setting.secret_names,
            "allow_remote_db": setting.allow_remote_db,
            "answer": str(answer),
            "stacks": str(stacks),
            "hang_after": deadline * 0.8,  # from when it has started, which takes a while on a busy machine
            **order,
        }
        with _readable(json.dumps(whole).encode()) as descriptor:
            ended = run(
                [str(setting.python), str(SCRIPT), str(descriptor)],
                setting.cwd,
                setting.env,
                deadline,
                Terms(memory=setting.memory, nice=0 if mode == "as-given" else NICE, pass_fds=(descriptor,)),
            )
        return Answered(ended, tuple(_lines(answer)), stacks.read_text(errors="replace"), len(setting.env))


@contextmanager
def _readable(content: bytes) -> Iterator[int]:
    """A descriptor that gives `content`; by a pipe, because keys and secrets belong on no disk."""
    reader, writer = os.pipe()
    feeder = threading.Thread(target=_feed, args=(writer, content), daemon=True)
    feeder.start()
    try:
        yield reader
    finally:
        os.close(reader)
        feeder.join()


def _feed(writer: int, content: bytes) -> None:
    with os.fdopen(writer, "wb") as file:
        try:
            file.write(content)
            file.flush()
        except BrokenPipeError:
            return  # the child ended before it read its order


def _lines(answer: Path) -> Iterator[Line]:
    """The lines of an answer; the last may be cut off where the child was killed."""
    for text in answer.read_bytes().splitlines(keepends=True):
        if text.endswith(b"\n"):
            yield json.loads(text)
