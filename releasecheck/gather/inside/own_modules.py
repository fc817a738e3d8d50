"""The project's modules, as far as they are imported."""

from __future__ import annotations

import sys
from typing import Any, Iterator, Tuple


def imported(tools: Any) -> Iterator[Tuple[str, Any, str]]:
    """Each with its name and its file, in the order of the names."""
    for name, module in sorted(sys.modules.items()):
        filename = getattr(module, "__file__", None)
        if isinstance(filename, str) and tools.own(filename):
            yield name, module, filename
