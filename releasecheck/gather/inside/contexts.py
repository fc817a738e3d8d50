"""The app's contexts without a request of its own: what runs at their end may count on one."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator


@contextlib.contextmanager
def entered(context: Any) -> Iterator[Any]:
    """The context, entered; a teardown function that fails takes nothing away from what was found in it."""
    inner = context.__enter__()
    try:
        yield inner
    finally:
        with contextlib.suppress(Exception):  # it closes what only a before_request function opens
            context.__exit__(None, None, None)
