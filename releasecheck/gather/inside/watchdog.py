"""A time limit that interrupts whatever the main thread does."""

from __future__ import annotations

import contextlib
import signal
from typing import Any, Callable, Iterator

_AGAIN_S = 1.0


@contextlib.contextmanager
def limit(seconds: float, expired: Callable[[], None]) -> Iterator[None]:
    """Call `expired` on top of the running code's stack after so many seconds, and each second then."""
    if not hasattr(signal, "setitimer"):  # Windows: the parent's deadline is the only one
        yield
        return

    def ring(*_: Any) -> None:
        expired()

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
