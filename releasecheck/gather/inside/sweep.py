"""The safe routes asked one after the other, each answer told at once."""

from __future__ import annotations

import os
import signal
import uuid
from typing import Any, Callable, Dict, List, Optional

from werkzeug.exceptions import MethodNotAllowed, NotFound

from . import client, cookies, hosts, safe_routes, views, watchdog

_HEADER_MAX = 500
_AUTOMATIC = frozenset(("HEAD", "OPTIONS"))
_LIMIT_S = 10.0


def collect(app: Any, tools: Any) -> None:
    """Send `unasked`, then `asking` before and `response` after each request, `swept` at the end.

    A request over its limit is told and ends the process; the order's `asked` are those of earlier processes.
    """
    client.show_error_pages(app)
    plan = safe_routes.plan(app, tools.order)
    tools.send("unasked", unasked=plan.unasked)
    sweep = _Sweep(app, tools)
    for ask in plan.asks:
        sweep.route(ask)
    sweep.not_found()
    sweep.wrong_method(plan.asks)
    tools.send("swept")


class _Sweep:
    """One app, asked."""

    def __init__(self, app: Any, tools: Any) -> None:
        self._app = app
        self._tools = tools
        self._asker = client.Asker(app)
        self._limit = float(tools.order.get("request_timeout") or _LIMIT_S)

    def route(self, ask: safe_routes.Ask) -> None:
        """Ask a rule, and once more with the cookies of its answer."""
        visitor = self._asker.client()
        about = {"endpoint": ask.rule.endpoint, "rule": ask.rule.rule}
        url = hosts.base_url(self._app, ask.example.domain)
        first = self._ask(visitor, "response", {**about, "method": "GET", "path": ask.example.path}, url)
        if first["cookies"] and first["outcome"] == "answered" and first["status"] < 500:
            again = {**about, "method": "GET", "path": ask.example.path, "second": True}
            self._ask(visitor, "response", again, url)

    def not_found(self) -> None:
        """Ask a path that no rule has, if there is one."""
        segment = "/releasecheck-%s" % uuid.uuid4().hex
        path = next((each for each in (segment, segment * 5) if self._refused(each, "GET", NotFound)), None)
        if path is not None:
            about = {"endpoint": None, "rule": None, "method": "GET", "path": path}
            self._ask(self._asker.client(), "not_found", about, hosts.base_url(self._app))

    def wrong_method(self, asks: List[safe_routes.Ask]) -> None:
        """Ask one of the project's GET routes with a method that no rule of its path takes."""
        for rule, example in asks:
            if example.domain or (rule.methods or set()) - _AUTOMATIC != {"GET"} or not self._is_own(rule):
                continue
            if self._refused(example.path, "PATCH", MethodNotAllowed):
                about = {
                    "endpoint": rule.endpoint,
                    "rule": rule.rule,
                    "method": "PATCH",
                    "path": example.path,
                }
                self._ask(self._asker.client(), "wrong_method", about, hosts.base_url(self._app))
                return

    def _is_own(self, rule: Any) -> bool:
        view = self._app.view_functions[rule.endpoint]
        return bool(views.collect(view, rule, self._tools)["own"])

    def _refused(self, path: str, method: str, refusal: type) -> bool:
        try:
            self._app.url_map.bind(hosts.host(self._app)).match(path, method=method)
        except Exception as problem:
            return isinstance(problem, refusal)
        return False

    def _ask(self, visitor: Any, kind: str, about: Dict[str, Any], url: str) -> Dict[str, Any]:
        tools = self._tools
        mark = len(tools.events())
        tools.send("asking", endpoint=about["endpoint"], rule=about["rule"], path=about["path"])
        with watchdog.limit(self._limit, self._expired(kind, about, mark)):
            answer = self._asker.ask(visitor, about["method"], about["path"], url)
        response = {**about, **_told(answer, tools), "events": tools.events_since(mark)}
        tools.send(kind, response=response)
        return response

    def _expired(self, kind: str, about: Dict[str, Any], mark: int) -> Callable[[], None]:
        """What happens at the limit: tell where it hung, and go before it does more."""
        tools = self._tools

        def leave() -> None:
            hung = {"outcome": "timed-out", "duration_s": self._limit, "place": tools.caller_place()}
            tools.send(kind, response={**about, **hung, "events": tools.events_since(mark)})
            os.kill(os.getpid(), signal.SIGKILL)

        return leave


def _told(answer: client.Answer, tools: Any) -> Dict[str, Any]:
    failed = answer.escaped or (answer.status or 0) >= 500
    headers = answer.headers or {}
    return {
        "outcome": "raised" if answer.escaped else "answered",
        "status": answer.status,
        "duration_s": answer.duration_s,
        "headers": _headers(headers, tools),
        "cookies": _cookies(headers),
        "crash": tools.crash(answer.problem) if failed and answer.problem is not None else None,
    }


def _headers(headers: Any, tools: Any) -> Dict[str, str]:
    told: Dict[str, str] = {}
    for name, value in headers.items():
        name = name.lower()
        if name != "set-cookie":
            value = tools.redact(value)[:_HEADER_MAX]
            told[name] = "%s, %s" % (told[name], value) if name in told else value
    return told


def _cookies(headers: Any) -> List[Dict[str, Optional[str]]]:
    parsed = map(cookies.parse, headers.getlist("Set-Cookie") if headers else ())
    return [{name: each[name] for name in ("name", "secure", "http_only", "same_site")} for each in parsed]
