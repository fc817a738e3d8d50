# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""What the last request of a test came to: its route, its status and what the app raised, without words."""

from __future__ import annotations

import os
import sys

from releasecheck_failure import is_own, real, relative

_REFUSED_HOST = "SecurityError"  # of Werkzeug: an HTTP error, and still none that a view meant
_last: list[dict[str, object]] = []
_raised: list[dict[str, object]] = []
_refused: list[object] = []  # the status of an HTTP error, before a handler made an answer of it


def forget_met() -> None:
    """A test begins."""
    _last.clear()
    forget_raised()


def forget_raised() -> None:
    """A request begins, or is over."""
    _raised.clear()
    _refused.clear()


def has_raised() -> bool:
    """Whether the request has met an exception so far."""
    return bool(_raised)


def note_raised(error: BaseException) -> None:
    """An exception on its way to the error handlers; one of HTTP is an answer, but for a refused host."""
    name = type(error).__name__
    http = getattr(sys.modules.get("werkzeug.exceptions"), "HTTPException", ())
    if not isinstance(error, http) or name == _REFUSED_HOST:
        _raised[:] = [dict(_place_of(error), type=name)]
    else:
        code = getattr(error, "code", None)
        _refused[:] = [code if isinstance(code, int) else None]


def note_answer(endpoint: str | None, method: str, status: int, path: str) -> None:
    """The request has been answered; its path is of interest where no route is."""
    nothing = {"type": None, "path": None, "line": None, "library": None}
    raised = dict(_raised[0] if _raised else nothing, refused=_refused[0] if _refused else None)
    _last[:] = [dict(raised, endpoint=endpoint, method=method, status=status)]
    _last[0]["asked"] = path if endpoint is None else None
    forget_raised()


def last_met() -> dict[str, object] | None:
    """What the last request of this test came to."""
    return _last[0] if _last else None


def _place_of(error: BaseException) -> dict[str, object]:
    """The innermost line of the project, and that of the library behind it, as the boots name them."""
    path: str | None = None
    line: int | None = None
    library: str | None = None
    trace = error.__traceback__
    while trace is not None:
        file = real(trace.tb_frame.f_code.co_filename)
        if is_own(file):
            path, line, library = relative(file), trace.tb_lineno, None
        else:
            parts = file.replace(os.sep, "/").split("/site-packages/")
            library = "%s:%d" % (parts[-1], trace.tb_lineno) if len(parts) > 1 else None
        trace = trace.tb_next
    return {"path": path, "line": line, "library": library}
