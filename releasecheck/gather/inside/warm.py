"""How long a route takes that was slow at first, once it is warm."""

from __future__ import annotations

import time
from statistics import median
from typing import Any, Callable, Dict, List

_CALLS = 3


class Timer:
    """Times slow routes, within one budget."""

    def __init__(self, slow_s: float, limit_s: float) -> None:
        self._slow_s = slow_s
        self._left = _CALLS * limit_s  # for all routes of a process; one route at its limit is within it

    def is_slow(self, answer: Any) -> bool:
        """Whether an answer took so long that it has to be asked again, and there is time for it."""
        slow = answer.duration_s > self._slow_s and not answer.escaped and (answer.status or 500) < 500
        return slow and answer.duration_s * _CALLS <= self._left

    def time(self, ask: Callable[[], Any]) -> List[Dict[str, float]]:
        """Three more calls; fewer when two of them are fast, or one fails."""
        taken: List[Dict[str, float]] = []
        while len(taken) < _CALLS and not self._are_fast(taken):
            waited, cpu, wall = _waited_for_a_core(), time.process_time(), time.perf_counter()
            answer = ask()
            if answer.escaped or (answer.status or 500) >= 500:
                break
            spent = time.perf_counter() - wall
            self._left -= spent
            own = max(spent - (_waited_for_a_core() - waited), 0.0)
            cpu_s = min(time.process_time() - cpu, own)
            taken.append({"duration_s": round(own, 3), "cpu_s": round(cpu_s, 3)})
        return taken

    def _are_fast(self, taken: List[Dict[str, float]]) -> bool:
        return len(taken) > 1 and median(each["duration_s"] for each in taken) <= self._slow_s


def _waited_for_a_core() -> float:
    """Seconds that this thread was ready to run and others ran: no fault of the app; Linux alone tells."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
