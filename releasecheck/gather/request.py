"""What a run gathers, and until when."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from releasecheck.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """What to gather; `flags` names the settings that flags gave, `ends` is on time.monotonic()'s clock."""

    root: Path
    settings: Settings
    ends: float
    sets: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    flags: frozenset[str] = frozenset()
    build: str | None = None
    serve: bool = False

    @property
    def left(self) -> float:
        """Seconds until the run has to end."""
        return max(self.ends - time.monotonic(), 0.0)

    def named_by(self, setting: str) -> str:
        """Who named a setting, as the report says it."""
        return f"--{setting}" if setting in self.flags else f"the setting {setting}"
