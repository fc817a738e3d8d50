"""The stopwatch of one hop."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from releasecheck.probe.errors import Phase, errors_of
from releasecheck.probe.observation import Hop, Tls
from releasecheck.probe.text import shown_url


@dataclass
class Trace:
    """What is known of a hop so far; phases that it never reached stay absent."""

    url: str
    address: str | None = None
    status: int | None = None
    tls: Tls | None = None
    proxy: str | None = None
    phases: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: Phase) -> Iterator[None]:
        """Time the block as that phase, failed or not, and turn what goes wrong in it into a `HopError`."""
        begun = time.monotonic()
        try:
            with errors_of(name):
                yield
        finally:
            self.phases[name.value] = time.monotonic() - begun

    def hop(self) -> Hop:
        """The hop as it may be shown, microseconds kept."""
        phases = {name: round(seconds, 6) for name, seconds in self.phases.items()}
        return Hop(shown_url(self.url), self.address, self.status, phases, self.tls, self.proxy)
