"""What the app did that reaches outside its process, and which environment variables it asked for."""

from __future__ import annotations

import os
import re
import time
from _thread import get_ident  # held here: gevent replaces it
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, Dict, NamedTuple

from .places import HERE, Places, frames

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    Fields = dict[str, Any]

_CAP = 5000
_AROUND = 3  # lines
_REQUEST_CAP = 400  # events of one request
_STATEMENTS = 200  # different statements and places of one request
# Flask's own functions below which a hook or a view runs, from the event outwards.
_PHASES = {
    "preprocess_request": "before",
    "push": "before",  # the context, which opens the session
    "dispatch_request": "view",
    "process_response": "after",
    "do_teardown_request": "after",
    "do_teardown_appcontext": "after",
}
# The files through which variables are read; the first two are frozen into Python since 3.11.
_ENVIRON = ("<frozen os>", "<frozen _collections_abc>", "os.py", "_collections_abc.py", "environ.py")
_FLASKS = tuple(os.path.join("flask", name) for name in ("app.py", "ctx.py"))
_FLASK = tuple(os.path.join("flask", name) for name in ("app.py", "helpers.py", "cli.py"))  # asks for its own


class Missed(NamedTuple):
    """A variable that was asked for in vain, and where the project asked or called who did."""

    name: str
    place: Dict[str, Any]
    named: bool = True  # by the project itself: what a library looks for by itself may well be optional
    fallback: bool = False  # the project goes on with something else
    hollow: bool = False  # which is nothing itself: False, "", 0


class Recorder:
    """Keeps events and environment reads in order; `tell` gets each as it comes, while it is set."""

    def __init__(self, places: Places, redact: Callable[[str], str]) -> None:
        self.tell: Callable[..., None] | None = None
        self.withheld: frozenset[str] = frozenset()  # variables that a .env file must not bring back
        self.events: list[Fields] = []
        self.hits: dict[str, str] = {}
        self.missed: list[Missed] = []
        self.looked_for: list[str] = []  # in vain, by libraries while they were imported
        self._places = places
        self._redact = redact
        self._told: set[tuple[Any, ...]] = set()
        self._room = _CAP
        self._defaulted: set[str] = set()
        self._asking = False
        self._statements: dict[tuple[Any, ...], Fields] = {}
        self._main = get_ident()
        self._under_way: list[Fields] = []

    @property
    def under_way(self) -> list[Fields]:
        """What has begun and not come to its end, the outermost first."""
        return [dict(event) for event in self._under_way]

    @property
    def asking(self) -> bool:
        """Whether the app is up and being asked."""
        return self._asking

    def begin_request(self) -> None:
        """What comes from now on belongs to a request of its own, and has its own limit."""
        self._asking = True
        self._room = len(self.events) + _REQUEST_CAP
        self._statements = {}

    def statement(self, detail: str, frame: FrameType) -> None:
        """Count an SQL statement of a request, by its text without values and by where it comes from."""
        if not self._asking or self._ours(frame) or get_ident() != self._main:
            return
        place = self._places.place_of_stack(frame)
        key = (detail, place["path"], place["line"])
        known = self._statements.get(key)
        if known is not None:
            known["count"] += 1
        elif len(self._statements) < _STATEMENTS:
            event = self._keep("sql", detail, place, phase=_phase(frame), count=1)
            if event is not None:
                self._statements[key] = event

    def note(self, kind: str, detail: str, frame: FrameType, **more: bool) -> None:
        """Keep what the code of `frame` did, unless that is ours or a library's that is being imported."""
        if not self._ours(frame) and not self._importing(frame):
            self._keep(kind, detail, self._places.place_of_stack(frame), **more, **self._whose(frame))

    @contextmanager
    def timed(self, kind: str, detail: str, frame: FrameType, **more: bool) -> Iterator[None]:
        """Keep it with its duration and whether it ended in an exception; imports count for connections."""
        started = time.perf_counter()
        failed = True
        try:
            with self.beginning(kind, detail, frame, **more):
                yield
            failed = False
        except BlockingIOError:  # under way, on a socket that does not wait
            failed = False
            raise
        finally:
            if not self._ours(frame) and (kind == "connect" or not self._importing(frame)):
                place = self._places.place_of_stack(frame)
                duration = round(time.perf_counter() - started, 6)
                whose = self._whose(frame)
                self._keep(kind, detail, place, duration_s=duration, failed=failed, **more, **whose)

    @contextmanager
    def beginning(self, kind: str, detail: str, frame: FrameType, **more: bool) -> Iterator[None]:
        """Have it under way meanwhile, and keep nothing of it."""
        place = self._places.place_of_stack(frame)
        begun = {"kind": kind, "detail": self._redact(detail)[:200], "place": place, **more}
        self._under_way.append(begun)
        try:
            yield
        finally:
            self._under_way.remove(begun)

    def relative(self, path: str, frame: FrameType, *, absolute: bool = False) -> None:
        """Tell of a file that the project reaches from its working directory, each once for its place."""
        place = self._places.place_of_stack(frame)
        opened = ("relative", path, place["path"], place["line"])
        known = opened in self._told or self._importing(frame)
        if self.tell is not None and place["path"] is not None and not known and len(self._told) < _CAP:
            self._told.add(opened)
            there = os.path.isfile(path)
            told = self._redact(path)[:200]
            self.tell("relative", path=told, place=place, there=there, absolute=absolute)

    def own(self, filename: str) -> bool:
        """Whether a file belongs to the project."""
        return self._places.own(filename)

    def place(self, frame: FrameType) -> Fields:
        """The innermost frame of the project from `frame` outwards."""
        return self._places.place_of_stack(frame)

    def lines(self, place: Fields) -> str:
        """The source text of a call that begins at a place of the project, as far as one may spread."""
        if place["path"] is None or place["line"] is None:
            return ""
        lines = range(place["line"], place["line"] + _AROUND)
        return "".join(self._places.line({**place, "line": line}) for line in lines)

    def environment(self, name: str, value: str | None, frame: FrameType) -> None:
        """Keep a read of an environment variable by the project, or by a library that it called."""
        reader = next(
            (each for each in frames(frame) if os.path.basename(each.f_code.co_filename) not in _ENVIRON),
            frame,
        )
        if self._ours(reader):
            return
        if value is not None and name not in self._defaulted:
            self.hits[name] = value
        place = self._places.place_of_stack(frame)
        if value is None and place["path"] is not None and self._importing(frame):
            self.looked_for.append(name)
        if place["path"] is None or self._importing(frame) or reader.f_code.co_filename.endswith(_FLASK):
            return
        insists = value is not None and _insists(frame)
        fallback = not insists and (_has_default(frame) or self._is_replaced(name, place))
        asked = self._asks(name, reader, place)
        hollow = value is None and _is_hollow(frame)
        if value is None:
            self.missed.append(Missed(name, place, asked, fallback, hollow))
        read = (name, value is not None, place["path"], place["line"], fallback)
        if self.tell is not None and read not in self._told:
            self._told.add(read)
            named = name in self._written(place)
            how = {"fallback": fallback, "named": named, "asked": asked, "hollow": hollow}
            self.tell("env", name=name, hit=value is not None, place=place, **how)

    def _asks(self, name: str, reader: FrameType, place: Fields) -> bool:
        """Whether the project asks for the variable, through whatever library."""
        return self._places.own(reader.f_code.co_filename) or name in self._written(place)

    def _written(self, place: Fields) -> str:
        """The lines around a place: a call may begin above it and end below."""
        lines = range(max((place["line"] or 1) - _AROUND, 1), (place["line"] or 1) + _AROUND + 1)
        return "".join(self._places.line({**place, "line": line}) for line in lines)

    def _is_replaced(self, name: str, place: Fields) -> bool:
        """Whether the source goes on with something else where the variable is empty.

        An `if` at the begin of the next line is another statement, an `or` never is.
        """
        replaced = r"""%s["']\s*[)\]]([ \t]*if|\s*or)\b""" % re.escape(name)
        return re.search(replaced, self._written(place)) is not None

    def defaulted(self, name: str, frame: FrameType) -> None:
        """Take a variable that the project itself gave a value for one that the environment does not have."""
        if self._places.own(frame.f_code.co_filename):
            self._defaulted.add(name)
            self.hits.pop(name, None)

    def _keep(self, kind: str, detail: str, place: Fields, **more: Any) -> Fields | None:
        if len(self.events) >= self._room:
            return None
        event: Fields = {"kind": kind, "detail": self._redact(detail)[:200], "place": place, **more}
        self.events.append(event)
        if self.tell is not None:
            self.tell("event", event=event)
        return event

    def _whose(self, frame: FrameType) -> Fields:
        """The part that the thread and the phase of the request have in it."""
        beside = get_ident() != self._main
        if not self._asking:
            return {"beside": True} if beside else {}
        return {"beside": beside, "phase": None if beside else _phase(frame)}

    def _ours(self, frame: FrameType) -> bool:
        return os.path.dirname(frame.f_code.co_filename) == HERE

    def _importing(self, frame: FrameType) -> bool:
        """Whether a library is being imported below the innermost frame of the project."""
        for each in frames(frame):
            filename = each.f_code.co_filename
            if filename.startswith("<frozen importlib"):
                return True
            if self._places.own(filename):
                return False
        return False


def _has_default(frame: FrameType) -> bool:
    """Whether a method of the mapping was called that is content when the variable is not there."""
    if frame.f_code.co_name in ("__contains__", "setdefault"):
        return True
    return frame.f_code.co_name == "get" and frame.f_locals.get("default") is not None


def _insists(frame: FrameType) -> bool:
    """Whether decouple asks, which looks first whether the variable is there, and was given no default."""
    caller = frame.f_back if frame.f_code.co_name == "__contains__" else frame
    if caller is None or caller.f_code.co_name != "get":
        return False
    return type(caller.f_locals.get("default")).__name__ == "Undefined"


def _is_hollow(frame: FrameType) -> bool:
    """Whether the default that a method of the mapping was given is as good as none."""
    if frame.f_code.co_name != "get":
        return False
    default = frame.f_locals.get("default")
    return default is False or default == "" or default == 0


def _phase(frame: FrameType) -> str | None:
    """Which part of a request the code of `frame` is called by; an error handler is part of none."""
    for each in frames(frame):
        code = each.f_code
        if code.co_name in _PHASES and code.co_filename.endswith(_FLASKS):
            return _PHASES[code.co_name]
    return None
