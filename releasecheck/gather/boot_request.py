"""What the caller wants of the boots."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class BootRequest:
    """The project, what somebody named, and the limits; times in seconds, memory in bytes."""

    project: Path
    target: str | None = None
    target_named_by: str = "--app"
    env_files: tuple[Path, ...] = ()
    set: tuple[tuple[str, str], ...] = ()
    boot_timeout: float = 60.0
    run_deadline: float | None = None  # on time.monotonic()'s clock
    memory: int | None = 2 * 2**30
    jobs: int = max((os.cpu_count() or 1) - 1, 1)  # boots side by side, after the first
    allow_remote_db: bool = False
    requests: bool = True
    request_timeout: float = 10.0
    example_values: Mapping[str, Any] = field(
        default_factory=dict
    )  # URL argument -> value; rule or endpoint -> such values
    skip_endpoints: Mapping[str, str] = field(default_factory=dict)  # endpoint -> why it is not to be asked
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # of every request; secrets
    login: str | None = None  # "module:function" of the project, which leaves a test client signed in
    health: str | None = None  # the health path that somebody named
    serve: bool = False  # rehearse under the app's own WSGI server
    key: str = field(default="", repr=False)  # of the run's tokens; without one the boots have their own
