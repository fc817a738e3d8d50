"""Requests to the app in this process, straight through WSGI, each answer cut short and let go."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder

BODY_MAX = 64 * 1024
BODY_S = 2.0
_HANDLERS = ("handle_user_exception", "handle_exception")
OURS = {"X-Releasecheck": "1", "User-Agent": "releasecheck"}


class Answer(NamedTuple):
    """What came back; `problem` is what the app raised on the way, or what escaped it."""

    status: Optional[int]
    headers: Headers
    body: bytes
    duration_s: float
    problem: Optional[BaseException]
    escaped: bool
    handled: Optional[BaseException] = None  # what the app's handlers were given last

    @property
    def root(self) -> Optional[BaseException]:
        """The problem, or what an error page was for that broke on its part."""
        later: Optional[BaseException] = self.problem if isinstance(self.problem, Exception) else None
        while later is not None and later is not self.handled:
            later = later.__context__
        return _behind(self.problem if later is None else later)

    @property
    def uncaught(self) -> bool:
        """Whether the root left the view as it was raised: a handler or nobody had it, and no `abort`."""
        given = self.escaped or (self.problem is not None and self.problem is self.handled)
        return given and self.root is self.problem


def _behind(problem: Optional[BaseException]) -> Optional[BaseException]:
    """What an `except` had caught that answered with `abort(500)`, which says nothing of it by itself."""
    if not isinstance(problem, HTTPException) or (problem.code or 0) < HTTPStatus.INTERNAL_SERVER_ERROR:
        return problem
    hidden = problem.__suppress_context__
    caught = problem.__cause__ or (None if hidden else problem.__context__)
    return caught if isinstance(caught, Exception) and not isinstance(caught, HTTPException) else problem


class Cut(BaseException):
    """Thrown into a body that does not go on; nothing of the app's is to catch it."""


class Asker:
    """Asks one app; exceptions are noted on their way to the error handlers, whose page is the answer."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._raised: List[BaseException] = []
        self.status: Optional[int] = None  # of the request under way, once it has one
        self._headers = Headers()
        for name in _HANDLERS:  # Flask's signal is sent for unhandled ones only, and needs blinker before 2.3
            setattr(app, name, self._noting(getattr(app, name)))

    def ask(self, method: str, path: str, base_url: str, headers: Dict[str, str]) -> Answer:
        """The answer to one request; whatever escapes the app is part of it."""
        del self._raised[:]
        self.status, self._headers = None, Headers()
        body, escaped = b"", None
        started = time.perf_counter()
        try:
            body = self._body(environ(method, path, base_url, headers))
        except Cut:
            pass  # a stream: its head is answer enough
        except BaseException as problem:  # SystemExit would end a server's worker
            escaped = problem
        handled = self._raised[-1] if self._raised else None
        return Answer(
            status=self.status,
            headers=self._headers,
            body=body,
            duration_s=round(time.perf_counter() - started, 6),
            problem=escaped or handled,
            escaped=escaped is not None,
            handled=handled,
        )

    def _body(self, environ: Dict[str, Any]) -> bytes:
        """The beginning of the body; events are not waited for."""
        end = time.monotonic() + BODY_S
        body = bytearray()
        parts = self._app(environ, self._start)
        try:
            for part in () if "event-stream" in self._headers.get("Content-Type", "") else parts:
                body += part
                if len(body) >= BODY_MAX or time.monotonic() > end:
                    break
        finally:
            getattr(parts, "close", lambda: None)()
        return bytes(body[:BODY_MAX])

    def _start(self, status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], None]:
        del exc_info
        self.status, self._headers = int(status[:3]), Headers(headers)
        return lambda _: None

    def _noting(self, handle: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def note(problem: BaseException) -> Any:
            self._raised.append(problem)
            return handle(problem)

        return note


def show_error_pages(app: Any) -> None:
    """Have exceptions answered as in production, whatever the config says about tests and debugging.

    An own PROPAGATE_EXCEPTIONS holds until every handler was asked: Flask-RESTful and Flask-RESTX read it to
    leave an exception to the handlers of others, such as the 401 of Flask-JWT-Extended.
    """
    app.testing = False
    config, handle = app.config, app.handle_exception
    config["PROPAGATE_EXCEPTIONS"] = own = bool(config.get("PROPAGATE_EXCEPTIONS"))
    if "PRESERVE_CONTEXT_ON_EXCEPTION" in config:  # until Flask 2.1
        config["PRESERVE_CONTEXT_ON_EXCEPTION"] = False

    def answer(problem: BaseException) -> Any:
        config["PROPAGATE_EXCEPTIONS"] = False
        try:
            return handle(problem)
        finally:
            config["PROPAGATE_EXCEPTIONS"] = own

    app.handle_exception = answer


def environ(method: str, path: str, base_url: str, headers: Dict[str, str]) -> Dict[str, Any]:
    builder = EnvironBuilder(
        path=path,
        method=method,
        base_url=base_url,
        headers=Headers({**OURS, **headers}),
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
    )
    try:
        return builder.get_environ()
    finally:
        builder.close()
