"""Secrets that only the live app shows, told to the parent alone: through memory, not through a file."""

from __future__ import annotations

import json
import os
from typing import List, Optional, Tuple

_encode = json.JSONEncoder().encode  # kept, whatever the app does to the module


class Confidence:
    """The parent's memory, by its descriptor; null where the system has no such files."""

    def __init__(self, descriptor: Optional[int]) -> None:
        self._descriptor = descriptor
        self._identity = None if descriptor is None else _identity(descriptor)

    def tell(self, secrets: List[str]) -> None:
        """Say them once, unless the app closed the descriptor: its number may be another file's now."""
        if self._descriptor is None or _identity(self._descriptor) != self._identity:
            return
        try:
            os.write(self._descriptor, _encode(secrets).encode())
        except OSError:  # the app limited the size of files
            return


def _identity(descriptor: int) -> Optional[Tuple[int, int]]:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino
