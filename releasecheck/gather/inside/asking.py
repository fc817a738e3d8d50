"""One request of the sweep: sent, limited, watched, and its answer told at once."""

from __future__ import annotations

import hashlib
import os
import signal
from http import HTTPStatus
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from werkzeug.exceptions import HTTPException

from . import caught, client, cookies, health_names, inventories, leaks, own_files, page, policy, watchdog

_HEADER_MAX = 2000
_PLAIN = frozenset(("cache-control", "content-type", "strict-transport-security", "vary"))
LIMIT_S = 10.0


class Request(NamedTuple):
    """One request; `kind` is the line that its answer goes into."""

    kind: str
    path: str
    base_url: str
    rule: Any = None
    method: str = "GET"
    headers: Optional[Dict[str, str]] = None
    second: bool = False
    signed_in: bool = False
    variant: Optional[str] = None
    sent: Optional[str] = None
    parting: bool = False
    file: Optional[str] = None  # that the answer must not be
    linked_from: Optional[str] = None

    def about(self, redact: Callable[[str], str]) -> Dict[str, Any]:
        """What its answer says of it; what a page led to may be as good as a password."""
        shown = redact if self.linked_from else str
        return {
            "method": self.method,
            "path": shown(self.path),
            "endpoint": None if self.rule is None else self.rule.endpoint,
            "rule": None if self.rule is None else self.rule.rule,
            "second": self.second,
            "signed_in": self.signed_in,
            "variant": self.variant,
            "sent": self.sent,
            "parting": self.parting,
            "linked_from": None if self.linked_from is None else redact(self.linked_from),
        }


class Asking:
    """Asks one app and tells what it answers."""

    def __init__(self, app: Any, tools: Any) -> None:
        self._tools = tools
        self._asker = client.Asker(app)
        self._app = app
        self._seeker = leaks.Seeker(app, tools.order)
        self._inventory = inventories.Inventory(app)
        self._limit = float(tools.order.get("request_timeout") or LIMIT_S)
        self._always: Dict[str, str] = tools.order.get("headers") or {}

    def ask(self, request: Request, home: Optional[bytes] = None) -> client.Answer:
        """Send `asking`, the request, and the line with its answer; `home` is what the home page shows."""
        tools = self._tools
        mark = len(tools.events())
        tools.send("asking", of=request.kind, limit_s=self._limit, **request.about(tools.redact))
        request = request._replace(headers={**self._always, **(request.headers or {})})
        with watchdog.limit(self._limit, self._expired(request, mark)):
            answer = self._send(request)
        events = tools.events_since(mark)
        left = self._limit - answer.duration_s
        if _is_unexplained(answer) and left > answer.duration_s:
            answer = answer._replace(problem=self._caught(request, left))
        told = {**request.about(tools.redact), **self._told(request, answer), "events": events}
        tools.send(request.kind, response={**told, "like_home": home is not None and answer.body == home})
        return answer

    def again(self, request: Request) -> client.Answer:
        """The answer to one more call, cut off at the limit of a request."""

        def cut() -> None:
            raise client.Cut

        self._tools.send("warming")
        with watchdog.limit(self._limit, cut):
            return self._send(request._replace(headers={**self._always, **(request.headers or {})}))

    def _send(self, request: Request) -> client.Answer:
        return self._asker.ask(request.method, request.path, request.base_url, request.headers or {})

    def _caught(self, request: Request, seconds: float) -> Optional[BaseException]:
        """What the view catches when it is asked again; an answer that differs tells nothing of the first."""

        def cut() -> None:
            raise client.Cut

        with watchdog.limit(seconds, cut), caught.watch(self._tools.own) as watching:
            again = self._send(request)
        return watching.problem if _is_unexplained(again) else None

    def _expired(self, request: Request, mark: int) -> Callable[[], None]:
        """What happens at the limit: cut a body; else tell where it hung, and go before it does more."""
        tools = self._tools
        cut: List[bool] = []

        def leave() -> None:
            if self._asker.status is not None and not cut:
                cut.append(True)
                raise client.Cut
            hung = {"outcome": "timed-out", "duration_s": self._limit, "place": tools.caller_place()}
            events = tools.events_since(mark) + tools.under_way()
            tools.send(request.kind, response={**request.about(tools.redact), **hung, "events": events})
            os.kill(os.getpid(), signal.SIGKILL)

        return leave

    def _told(self, request: Request, answer: client.Answer) -> Dict[str, Any]:
        tools = self._tools
        failed = answer.escaped or (answer.status or 0) >= 500
        return {
            "outcome": "raised" if answer.escaped else "answered",
            "status": answer.status,
            "duration_s": answer.duration_s,
            "headers": headers_told(answer.headers, tools),
            "cookies": cookies.told(answer.headers.getlist("Set-Cookie")),
            "health_checks": [tools.redact(name) for name in health_names.named(answer.headers, answer.body)],
            "crash": tools.crash(answer.root) if failed and answer.root is not None else None,
            "uncaught": failed and answer.uncaught,
            "blocked": policy.blocked(
                answer.headers, answer.body, request.base_url + request.path.lstrip("/")
            ),
            "echoes": _echoes(request, answer, self._app.response_class),
            "secrets": self._seeker.seen(answer),
            "password_hashes": leaks.password_hashes(answer.body),
            "lists": self._inventory.listed(answer.body) if answer.status == HTTPStatus.OK else [],
            "file": self._given_out(request, answer),
            "refused": _refused(answer),
            "markup": page.markup(answer.headers, answer.body),
            "digest": hashlib.sha256(answer.body).hexdigest() if request.kind == "asset" else None,
        }

    def _given_out(self, request: Request, answer: client.Answer) -> Optional[str]:
        """The file of the project that the answer is."""
        if request.file is None or answer.status != HTTPStatus.OK:
            return None
        path: Optional[str] = self._tools.place(request.file, None)["path"]
        return path if own_files.is_it(answer.body, request.file) else None


def _refused(answer: client.Answer) -> Optional[int]:
    code = answer.handled.code if isinstance(answer.handled, HTTPException) else None
    return code if code is not None and 400 <= code < 500 else None


def headers_told(headers: Any, tools: Any) -> Dict[str, str]:
    """The headers of an answer without Set-Cookie, as they may be shown."""
    told: Dict[str, str] = {}
    for name, value in headers.items():
        name = name.lower()
        if name != "set-cookie":
            # Of two words and numbers a redactor would make tokens, and they say how long an answer is kept.
            value = (tools.redact_known if name in _PLAIN else tools.redact)(value)[:_HEADER_MAX]
            told[name] = "%s, %s" % (told[name], value) if name in told else value
    return told


def _is_unexplained(answer: client.Answer) -> bool:
    """Whether the app answered an error by itself; with 503 it says what it wants to say."""
    failed = (answer.status or 0) >= 500 and answer.status != HTTPStatus.SERVICE_UNAVAILABLE
    return failed and answer.problem is None


def _echoes(request: Request, answer: client.Answer, response_class: Any) -> List[str]:
    if request.variant != "host" or not request.sent:
        return []
    told = {"body": answer.body}
    if not getattr(
        response_class, "autocorrect_location_header", False
    ):  # Werkzeug 2.0 names it in every one
        told["location"] = answer.headers.get("Location", "").encode("utf-8", "replace")
    return [where for where, text in told.items() if request.sent.encode() in text]
