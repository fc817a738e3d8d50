# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""What a test failed for: the exception's type and place, and what this machine lacks; never its message."""

from __future__ import annotations

import errno
import linecache
import os
import re
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import types

STARTED_IN = os.path.realpath(os.getcwd())
PROJECT = os.path.realpath(os.environ.get("RELEASECHECK_SUITE_PROJECT") or STARTED_IN)
_GIVEN = frozenset(os.environ)  # names: what a test takes away was there
_NO_ANSWER = frozenset(
    (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, socket.EAI_NONAME, socket.EAI_AGAIN)
)
_SETUP_METHODS = frozenset(("setUp", "tearDown", "asyncSetUp", "asyncTearDown"))
_SOURCE = "src"  # is meant to be on the path, by an install or by hand
# Clients in C, or with a message of their own, raise these without the exception of the socket.
_CLIENTS = ("OperationalError", "InterfaceError", "ServerSelectionTimeoutError", "AutoReconnect")
_REFUSED = re.compile(
    "connection refused|could not translate host name|name or service not known|can't connect to"
    '|on socket "[^"]+" failed|could not connect to server|connection (timed out|timeout expired|is bad)'
    "|timeout expired|no route to host|network is unreachable|temporary failure in name resolution"
    "|server closed the connection unexpectedly|lost connection to"
    "|password authentication failed|no password supplied|no pg_hba.conf entry|access denied for user"
    '|invalid port number|invalid integer value "[^"]*" for connection option "port"'
    '|(database|role) "[^"]+" does not exist|unknown database',
    re.IGNORECASE,
)
_NO_BROWSER = re.compile(  # Selenium's and Playwright's words
    r"executable needs to be in PATH|cannot find (Chrome|Firefox) binary|Executable doesn't exist at",
    re.IGNORECASE,
)
_ASKED = re.compile(r"""\b(?:getenv|environ\.get)\(\s*["'](\w+)["']\s*(?:,\s*None\s*)?\)""")
_GIVES = re.compile(r"\s*(\w+)\s*=[^=]")
_NAME = re.compile(r"\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*\b")
_NAMES_MAX = 100
_POOL = re.compile(r"host='([\w.-]+)', port=(\d+)")
_ADDRESS = re.compile(
    r"""[Ss]ocket ["'](/[^"']+)["']|\b(?:at|name|on) ["']([\w.-]+)["'](?:[^,\n]*, port (\d+))?"""
    r"""|host='([\w.-]+)', port=(\d+)"""
    r"""|\b([\w.-]+):(\d{2,5})\b"""
)


def is_own(path: str) -> bool:
    """Whether a file was written in the project: its environment may lie in it, or it in its environment."""
    if not path.startswith(PROJECT + os.sep) or "site-packages" in path or path.startswith("<"):
        return False
    prefix = os.path.realpath(sys.prefix)
    return not (prefix.startswith(PROJECT + os.sep) and path.startswith(prefix + os.sep))


def real(filename: str) -> str:
    """The path of a file; "<frozen os>" and the like are none, and stay what they are."""
    return filename if filename.startswith("<") else os.path.realpath(filename)


def relative(path: str) -> str:
    return os.path.relpath(path, PROJECT).replace(os.sep, "/")


def _cause(error: BaseException) -> BaseException:
    """pytest wraps what an import raised."""
    wrappers = ("CollectError", "ConftestImportFailure")
    while type(error).__name__ in wrappers and error.__cause__ is not None:
        error = error.__cause__
    return error


def failure_of(error: BaseException) -> dict[str, object]:
    """Type, innermost place in the project and behind it, and nothing of the message: it may hold secrets."""
    error = _cause(error)
    place: tuple[str | None, int | None] = (None, None)
    if isinstance(error, SyntaxError) and error.filename and is_own(os.path.realpath(error.filename)):
        place = (relative(os.path.realpath(error.filename)), error.lineno)
    library: str | None = None
    trace = error.__traceback__
    while trace is not None and not isinstance(error, SyntaxError):
        path = real(trace.tb_frame.f_code.co_filename)
        if is_own(path):
            place = (relative(path), trace.tb_lineno)
            library = None
        else:
            library = "%s:%d" % (trace.tb_frame.f_globals.get("__name__"), trace.tb_lineno)
        trace = trace.tb_next
    return {
        "type": type(_objection(error) or error).__name__,
        "path": place[0],
        "line": place[1],
        "missing": _missing_module(error, place[0]),
        "held_in": _held_in(error),
        "unreachable": None if isinstance(error, AssertionError) else unreachable(error),
        "unset": _unset(error),
        "library": library,
        "named": _named(error),
    }


def in_setup_method(error: BaseException) -> bool:
    """Whether a TestCase of the project was being set up or torn down, which pytest calls a failing test."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_name in _SETUP_METHODS and is_own(real(code.co_filename)):
            return True
        trace = trace.tb_next
    return False


def _objection(error: BaseException) -> BaseException | None:
    """What Alembic objected to, for which Flask-Migrate ends the process: the migrations, and no variable."""
    said = error.__context__ if isinstance(error, SystemExit) else None
    return said if type(said).__module__.startswith("alembic.") else None


def _missing_module(error: BaseException, importing: str | None) -> str | None:
    """The package to install, when it is none of the project's own: nor beside the file that imports it."""
    if not isinstance(error, ModuleNotFoundError):
        return None
    if type(error).__name__ == "PackageNotFoundError":  # of the project too: it is here, and not installed
        return str(error.args[0]) if error.args else None  # before Python 3.10 its `name` is null
    if not error.name:
        return None
    package = error.name.split(".")[0]
    roots = (PROJECT, STARTED_IN)
    own = [os.path.join(root, folder, package) for root in roots for folder in ("", _SOURCE)]
    if any(os.path.isdir(path) or os.path.isfile(path + ".py") for path in own):
        return None
    beside = os.path.join(PROJECT, os.path.dirname(importing or ""), package)
    return None if os.path.isfile(beside + ".py") else package


def _held_in(error: BaseException) -> str | None:
    """The source folder that holds the missing module, which lacks only its place on the path.

    No other folder: a module that was moved into a package is missed rightly.
    """
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    source = os.path.join(STARTED_IN, _SOURCE)
    package = os.path.join(source, error.name.split(".")[0])
    held = os.path.isfile(package + ".py") or os.path.isfile(os.path.join(package, "__init__.py"))
    return _SOURCE if held and not os.path.exists(os.path.join(source, "__init__.py")) else None


def _unset(error: BaseException | None) -> str | None:
    """The environment variable that was asked for in vain: its name, if nothing gave it to the suite."""
    while error is not None:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None and trace.tb_frame.f_code is type(os.environ).__getitem__.__code__:
            name = str(error.args[0]) if error.args else ""
            return name if name.isidentifier() and name not in _GIVEN else None
        of_none = not isinstance(error, AssertionError) and "None" in _said(error)
        handed = _handed_on(error) if of_none else None
        if handed:
            return handed
        error = error.__cause__  # not the context: that one was coped with
    return None


def _handed_on(error: BaseException) -> str | None:
    """The variable that stands, unset, in the project's line that failed of None, or in one that gave it."""
    frame, line, trace = None, 0, error.__traceback__
    while trace is not None:
        if is_own(real(trace.tb_frame.f_code.co_filename)):
            frame, line = trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
    if frame is None:
        return None
    lines = linecache.getlines(frame.f_code.co_filename)
    failed = lines[line - 1] if 0 < line <= len(lines) else ""
    names = _ASKED.findall(failed)
    words = set(re.findall(r"\w+", failed))
    for text in lines:
        given = _GIVES.match(text)
        if given and given[1] in words and _is_none(given[1], frame):
            names += _ASKED.findall(text)
    return next((name for name in names if name not in _GIVEN and name not in os.environ), None)


def _named(error: BaseException | None) -> list[str]:
    """What looks like the name of a variable in its text, and in the project's lines on the way to it."""
    names: set[str] = set()
    for _ in range(20):
        if error is None:
            break
        texts, trace = [_said(error)], error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if is_own(real(file)):
                texts.append(linecache.getline(file, trace.tb_lineno))
            trace = trace.tb_next
        names.update(name for text in texts for name in _NAME.findall(text))
        error = error.__cause__ or error.__context__
    return sorted(names)[:_NAMES_MAX]


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception's own `__str__` may fail, and the test with it would be lost
        return ""


def _is_none(name: str, frame: types.FrameType) -> bool:
    """Whether a name is known there and holds None; what an attribute is called may be no name at all."""
    known = frame.f_locals if name in frame.f_locals else frame.f_globals
    return known.get(name, name) is None


def unreachable(error: BaseException | None) -> str | None:
    """What did not answer when a test needed it, as host and port where the exception names them."""
    pool = None
    for _ in range(20):
        if error is None:
            return None
        words = _said(error)
        pool = _POOL.search(words) or pool
        if type(error).__name__ == "NoSuchDriverException" or _NO_BROWSER.search(words):
            return "a browser"
        if type(error).__name__ == "DockerException":  # its client wraps what the daemon's socket said
            return "Docker"
        if getattr(error, "errno", None) in _NO_ANSWER or (
            type(error).__name__ in _CLIENTS and _REFUSED.search(words)
        ):
            named = _ADDRESS.search(words) or pool
            return ":".join(filter(None, named.groups())) if named else "a service"
        error = error.__cause__ or error.__context__
    return None
