"""What functions hold of the functions around them."""

from __future__ import annotations

from typing import Any, Iterator


def held(function: Any) -> Iterator[Any]:
    """The contents of a closure; nothing for what is no function or encloses nothing."""
    for cell in getattr(function, "__closure__", None) or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not filled yet
            continue
