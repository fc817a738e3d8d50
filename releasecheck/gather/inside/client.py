"""Requests to the app in this process, each answer cut short and let go."""

from __future__ import annotations

import time
from typing import Any, Callable, List, NamedTuple, Optional

BODY_MAX = 64 * 1024
_HANDLERS = ("handle_user_exception", "handle_exception")


class Answer(NamedTuple):
    """What came back; `problem` is what the app raised on the way, or what escaped it."""

    status: Optional[int]
    headers: Any
    body: bytes
    duration_s: float
    problem: Optional[BaseException]
    escaped: bool


class Asker:
    """Asks one app; exceptions are noted on their way to the error handlers, whose page is the answer."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._raised: List[BaseException] = []
        for name in _HANDLERS:  # Flask's signal is sent for unhandled ones only, and needs blinker before 2.3
            setattr(app, name, self._noting(getattr(app, name)))

    def client(self) -> Any:
        """A client with no cookies."""
        return self._app.test_client()

    def ask(self, client: Any, method: str, path: str, base_url: str, **headers: str) -> Answer:
        """The answer to one request; whatever escapes the app is part of it."""
        del self._raised[:]
        status, received, body, escaped = None, None, b"", None
        started = time.perf_counter()
        try:
            response = client.open(
                path,
                method=method,
                base_url=base_url,
                headers={"X-Releasecheck": "1", "User-Agent": "releasecheck", **headers},
                buffered=False,
            )
            status, received = response.status_code, response.headers
            body = _beginning(response)
        except BaseException as problem:  # SystemExit would end a server's worker
            escaped = problem
        return Answer(
            status=status,
            headers=received,
            body=body,
            duration_s=round(time.perf_counter() - started, 6),
            problem=escaped or (self._raised[-1] if self._raised else None),
            escaped=escaped is not None,
        )

    def _noting(self, handle: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def note(problem: BaseException) -> Any:
            self._raised.append(problem)
            return handle(problem)

        return note


def show_error_pages(app: Any) -> None:
    """Have exceptions answered as in production, whatever the config says about tests and debugging."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    if "PRESERVE_CONTEXT_ON_EXCEPTION" in app.config:  # until Flask 2.1
        app.config["PRESERVE_CONTEXT_ON_EXCEPTION"] = False


def _beginning(response: Any) -> bytes:
    body = bytearray()
    try:
        for chunk in response.iter_encoded():
            body += chunk
            if len(body) >= BODY_MAX:
                break
    finally:
        response.close()
    return bytes(body[:BODY_MAX])
