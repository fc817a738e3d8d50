# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""How the plugin writes what it has to tell: JSON lines to $RELEASECHECK_SUITE_ANSWER."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_ANSWER = os.environ.get("RELEASECHECK_SUITE_ANSWER", os.devnull)


def _writer(
    open_file: Callable[[str, int, int], int] = os.open,
    write: Callable[[int, bytes], int] = os.write,
    close: Callable[[int], None] = os.close,
    dumps: Callable[[object], str] = json.dumps,
) -> Callable[[Iterable[object]], None]:
    """Write lines; the functions are held here because tests replace those of `os`.

    The file is opened for each write: a test may close descriptors that it does not own. Workers and
    forked servers append to the same file, and an append of one write is never torn.
    """
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT

    def send(lines: Iterable[object]) -> None:
        try:
            descriptor = open_file(_ANSWER, flags, 0o600)
        except OSError:
            return
        try:
            text = "".join(dumps(line) + "\n" for line in lines)
            write(descriptor, text.encode("utf-8", "backslashreplace"))
        except OSError:
            pass
        finally:
            close(descriptor)

    return send


send_all = _writer()


def send(kind: str, **fields: object) -> None:
    """Write one line."""
    send_all([dict(fields, kind=kind)])
