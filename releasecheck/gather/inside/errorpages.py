"""What a visitor gets to see when a view raises: tried with a view of our own in a boot made for it."""

from __future__ import annotations

import os
import uuid
from typing import Any, Callable, Dict, Iterator, List, Optional

from werkzeug.exceptions import default_exceptions

from . import client, hosts, leaks
from .asking import headers_told

_ACCEPTS = ("text/html", "application/json")
_ASKED_ELSEWHERE = frozenset((404, 405))
_TRACEBACK = b"Traceback (most recent call last)"
_DEBUGGER = (b"__debugger__", b"Werkzeug Debugger", b"debugger.js")


class CanaryError(RuntimeError):
    """Raised by our view; its text is looked for in the answer."""


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The ErrorPage facts; none where the app answers before the view is reached."""
    trial = _Trial(app)
    seeker = leaks.Seeker(app, tools.order)
    pages = (_page(trial, accept, tools, seeker) for accept in _ACCEPTS)
    return [page for page in pages if page is not None]


def refusals(app: Any) -> List[Dict[str, int]]:
    """The Refusal facts: what the app's own handlers make of an `abort` in a view."""
    trial = _Trial(app)
    client.show_error_pages(app)
    found = []
    for code in sorted(_refused(app)):
        answer = trial.ask(_ACCEPTS[0], default_exceptions[code])
        if trial.raised is not None and answer.status is not None and not answer.escaped:
            found.append({"code": code, "status": answer.status})
    return found


def _refused(app: Any) -> Iterator[int]:
    """The errors of a visitor's for which the app has a handler of their own, and which no other asks for."""
    for code, by_kind in app.error_handler_spec[None].items():
        kind = default_exceptions.get(code)
        if kind in by_kind and 400 <= code < 500 and code not in _ASKED_ELSEWHERE:
            yield code


class _Trial:
    """The app with one faulty view more, and what this view raised last."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.text = "canary-%s" % uuid.uuid4().hex
        self.raised: Optional[Exception] = None
        self._kind: Callable[[str], Exception] = CanaryError
        self._path = "/releasecheck-%s" % uuid.uuid4().hex
        self._add_view(self._path[1:])
        self._asker = client.Asker(app)

    def ask(self, accept: str, kind: Callable[[str], Exception] = CanaryError) -> client.Answer:
        """The answer to a request for the faulty view."""
        self.raised, self._kind = None, kind
        return self._asker.ask("GET", self._path, hosts.base_url(self.app), {"Accept": accept})

    def _add_view(self, name: str) -> None:
        def view() -> None:
            self.raised = self._kind(self.text)
            raise self.raised

        app = self.app
        host = {"host": hosts.host(app)} if app.url_map.host_matching else {}
        # Past Flask's own methods, which refuse once the app was asked something while it was built.
        app.url_map.add(app.url_rule_class(self._path, endpoint=name, methods={"GET"}, **host))
        app.view_functions[name] = view


def _page(trial: _Trial, accept: str, tools: Any, seeker: leaks.Seeker) -> Optional[Dict[str, Any]]:
    answer = trial.ask(accept)
    escaped = answer.escaped and answer.problem is trial.raised
    if escaped or (trial.app.debug and not _debugs(answer.body)):  # which others tell, and handlers ask for
        client.show_error_pages(trial.app)
        trial.app.debug = False
        answer = trial.ask(accept)
    if trial.raised is None:
        return None
    return {
        "accept": accept,
        "status": answer.status,
        "shows": _shows(answer.body, trial.text, tools.order["project"]),
        "escaped": tools.crash(answer.problem) if answer.escaped else None,
        "headers": headers_told(answer.headers, tools),
        "secrets": seeker.seen(answer),
    }


def _shows(body: bytes, canary: str, project: str) -> List[str]:
    seen = {
        "exception text": canary.encode() in body,
        "traceback": _TRACEBACK in body,
        "project path": os.path.join(os.path.realpath(project), "").encode() in body,
        "debugger": _debugs(body),
    }
    return [name for name, found in seen.items() if found]


def _debugs(body: bytes) -> bool:
    return any(marker in body for marker in _DEBUGGER)
