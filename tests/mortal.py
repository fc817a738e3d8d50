"""Servers that end with the test that started them, even where that is killed and comes to no `finally`."""

import ctypes
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

PR_SET_PDEATHSIG = 1
PATIENCE_S = 30


def start(command: Sequence[object], **options: Any) -> "subprocess.Popen[bytes]":
    """Start a server that gets SIGINT, by which all of them stop at once, as soon as our process ends."""
    words = [str(word) for word in command]
    return subprocess.Popen(words, preexec_fn=_bound(), **options)  # noqa: PLW1509 - it takes no lock


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Stop it as a platform does; what does not listen is killed."""
    server.terminate()
    try:
        server.wait(PATIENCE_S)
    finally:
        server.kill()


def _bound() -> Callable[[], object] | None:
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None  # Linux sends it at the end of the thread, and one that only starts a server ends soon
    prctl = ctypes.CDLL(None).prctl  # loaded here: a fork may not

    def bound() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's `&` has it ignored
        prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)

    return bound
