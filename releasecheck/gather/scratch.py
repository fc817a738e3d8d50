"""A temporary folder whose removal holds nobody up: a suite may leave ten thousand files in it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

REMOVING_S = 2.0  # that are waited for; what takes longer goes on by itself, whatever becomes of us
_REMOVE = 'rm -rf "$0" || { chmod -R u+rwX "$0"; rm -rf "$0"; }'  # there may be folders that are read-only

_removers: list["subprocess.Popen[bytes]"] = []  # that were not waited for


@contextmanager
def scratch() -> Iterator[str]:
    """A new folder, which is removed at the end."""
    folder = tempfile.mkdtemp(prefix="releasecheck-")
    try:
        yield folder
    finally:
        _remove(folder)


def _remove(folder: str) -> None:
    with suppress(OSError):  # most often nothing is in it
        Path(folder).rmdir()
        return
    try:
        remover = subprocess.Popen(
            ["/bin/sh", "-c", _REMOVE, folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that Ctrl-C does not leave half of it
        )
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        return
    _removers.append(remover)
    with suppress(subprocess.TimeoutExpired):
        remover.wait(REMOVING_S)
        _removers.remove(remover)
