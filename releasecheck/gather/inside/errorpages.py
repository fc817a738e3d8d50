"""What a visitor gets to see when a view raises: tried with a view of our own in a boot made for it."""

from __future__ import annotations

import os
import uuid
from typing import Any, Dict, List, Optional

from . import client, hosts

_ACCEPTS = ("text/html", "application/json")
_TRACEBACK = b"Traceback (most recent call last)"
_DEBUGGER = (b"__debugger__", b"Werkzeug Debugger", b"debugger.js")


class CanaryError(RuntimeError):
    """Raised by our view; its text is looked for in the answer."""


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The ErrorPage facts; none where the app answers before the view is reached."""
    view = _FaultyView()
    path = "/%s" % view.name
    host = {"host": hosts.host(app)} if app.url_map.host_matching else {}
    # Past Flask's own methods, which refuse once the app was asked something while it was built.
    app.url_map.add(app.url_rule_class(path, endpoint=view.name, methods={"GET"}, **host))
    app.view_functions[view.name] = view
    asker = client.Asker(app)
    pages = (_page(app, asker, view, accept, tools) for accept in _ACCEPTS)
    return [page for page in pages if page is not None]


class _FaultyView:
    def __init__(self) -> None:
        self.name = "releasecheck-%s" % uuid.uuid4().hex
        self.text = "canary-%s" % uuid.uuid4().hex
        self.raised: Optional[CanaryError] = None

    def __call__(self) -> None:
        self.raised = CanaryError(self.text)
        raise self.raised


def _page(
    app: Any, asker: client.Asker, view: _FaultyView, accept: str, tools: Any
) -> Optional[Dict[str, Any]]:
    answer = _ask(app, asker, view, accept)
    if answer.escaped and answer.problem is view.raised:  # debugging or testing is on, which others tell
        client.show_error_pages(app)
        answer = _ask(app, asker, view, accept)
    if view.raised is None:
        return None
    return {
        "accept": accept,
        "status": answer.status,
        "shows": _shows(answer.body, view.text, tools.order["project"]),
        "escaped": tools.crash(answer.problem) if answer.escaped else None,
    }


def _ask(app: Any, asker: client.Asker, view: _FaultyView, accept: str) -> client.Answer:
    view.raised = None
    return asker.ask(asker.client(), "GET", "/%s" % view.name, hosts.base_url(app), Accept=accept)


def _shows(body: bytes, canary: str, project: str) -> List[str]:
    seen = {
        "exception text": canary.encode() in body,
        "traceback": _TRACEBACK in body,
        "project path": os.path.join(os.path.realpath(project), "").encode() in body,
        "debugger": any(marker in body for marker in _DEBUGGER),
    }
    return [name for name, found in seen.items() if found]
