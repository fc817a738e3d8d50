# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""What keeps pytest's process alive after its session: it is ended, or a run would wait for ever."""

from __future__ import annotations

import os
import threading
import time
from _thread import start_new_thread  # held before an app's monkey_patch(), which makes of threads greenlets
from typing import TYPE_CHECKING

from releasecheck_answer import send

if TYPE_CHECKING:
    from collections.abc import Callable

_LINGERS_S = float(os.environ.get("RELEASECHECK_SUITE_LINGERS_S", "10"))


def end_after_all(
    status: int,
    sleep: Callable[[float], None] = time.sleep,
    leave: Callable[[int], None] = os._exit,
) -> None:
    """End the process with `status` if it has not come to its end some time from now.

    Python waits for every thread that is no daemon. The functions are held here because tests replace them; a
    greenlet in place of the thread would sleep in place of everything.
    """

    def end() -> None:
        sleep(_LINGERS_S)
        alive = [
            one for one in threading.enumerate() if not one.daemon and one is not threading.main_thread()
        ]
        send("lingered", threads=sorted(one.name for one in alive))
        leave(status)

    start_new_thread(end, ())
