"""What the app prints and logs, searched for its own secrets: which key, on which stream, and no value."""

from __future__ import annotations

import builtins
import functools
import logging
import os
import stat
import sys
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Tuple

from . import secret_names
from .places import nowhere

if TYPE_CHECKING:
    from .recording import Recorder

_KEPT_MAX = 2**20
_READ_MAX = 2**22
_SHORTEST = 8
_STREAMS = ("stdout", "stderr")


class _Said(NamedTuple):
    stream: str
    place: Dict[str, Any]
    text: str


class Output:
    """Keeps what is printed and logged until the secrets are known."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._said: List[_Said] = []
        self._kept = 0

    def install(self) -> None:
        """Watch print and the records that a handler has formatted; nothing is formatted for us."""
        builtins.print = self._printing(builtins.print)
        logger: Any = logging.Logger
        logger.callHandlers = self._logging(logger.callHandlers)

    def leaks(self, app: Any, hits: Dict[str, str]) -> List[Dict[str, Any]]:
        """The secrets of the config and of the environment that were said."""
        streams = list(_written())
        found = [leak for name, value in _secrets(app, hits) for leak in self._of(name, value, streams)]
        return list({(each["key"], each["stream"], str(each["place"])): each for each in found}.values())

    def _of(self, name: str, value: str, streams: List[Tuple[str, str]]) -> Iterator[Dict[str, Any]]:
        lines = self._recorder.lines
        said = [each for each in self._said if _holds(each.text, name, value, lines(each.place))]
        for each in said:
            yield {"key": name, "stream": each.stream, "place": each.place}
        for stream, text in streams:
            if not said and _holds(text, name, value):
                yield {"key": name, "stream": stream, "place": nowhere()}

    def _printing(self, original: Any) -> Any:
        @functools.wraps(original)
        def say(*values: Any, **kwargs: Any) -> None:
            stream = _stream(kwargs.get("file"))
            if stream is not None:
                values = tuple(map(str, values))  # once, as print itself would
                self._keep(stream, sys._getframe(1), " ".join(values))
            original(*values, **kwargs)

        return say

    def _logging(self, original: Any) -> Any:
        @functools.wraps(original)
        def callHandlers(logger: Any, record: Any) -> None:  # noqa: N802 - the name that logging gave it
            original(logger, record)
            text = vars(record).get("message")  # a handler's formatter put it there
            if isinstance(text, str):
                self._keep("log", sys._getframe(1), text)

        return callHandlers

    def _keep(self, stream: str, frame: Any, text: str) -> None:
        if self._kept < _KEPT_MAX:
            self._said.append(_Said(stream, self._recorder.place(frame), text[:_KEPT_MAX]))
            self._kept += len(text)


def _secrets(app: Any, hits: Dict[str, str]) -> Iterator[Tuple[str, str]]:
    """Name and text of each secret that could not be an ordinary word; each text once."""
    from . import secrets  # it needs Flask, which takes long to import

    config = [(key, value) for key, value in list(app.config.items()) if isinstance(key, str)]
    held = [pair for key, value in config for pair in secrets.held(key, value)]
    given = [(name, value) for name, value in hits.items() if secret_names.is_secret(name, value)]
    seen = set()
    for name, value in [*held, *given]:
        text = value if isinstance(value, str) else value.decode("latin-1")
        for part in [*secret_names.credentials_in(text)] or [text]:
            if len(part) >= _SHORTEST and secret_names.is_recognisable(part) and part not in seen:
                seen.add(part)
                yield name, part


def _holds(text: str, name: str, value: str, source: str = "") -> bool:
    """Whether it was said; what people write for a secret may stand in a text by chance.

    Not by chance where the text has its name as well, or the line of the source that says it.
    """
    if value not in text and repr(value)[1:-1] not in text:
        return False
    from .placeholders import is_placeholder

    return not is_placeholder(value) or name in text or name.lower() in source.lower()


def _written() -> Iterator[Tuple[str, str]]:
    """What this process has written to its standard streams, which the parent made files."""
    for descriptor, name in enumerate(_STREAMS, 1):
        try:
            getattr(sys, name).flush()
            status = os.fstat(descriptor)
            if stat.S_ISREG(status.st_mode):
                begin = max(status.st_size - _READ_MAX, 0)
                yield name, os.pread(descriptor, _READ_MAX, begin).decode(errors="replace")
        except Exception:  # closed, or put in another's place, by the app
            continue


def _stream(file: Any) -> Any:
    """The name of the standard stream that print writes to; None for a file of the app's."""
    if file is None:
        return "stdout"
    return next((name for name in _STREAMS if file is getattr(sys, name)), None)
