"""The safe routes asked one after the other, each answer told at once."""

from __future__ import annotations

import os
import signal
import uuid
from http import HTTPStatus
from typing import Any, Callable, Dict, List, NamedTuple, Optional

from werkzeug.exceptions import MethodNotAllowed, NotFound

from . import caught, client, cookies, hosts, safe_routes, static_file, views, warm, watchdog

_HEADER_MAX = 500
_AUTOMATIC = frozenset(("HEAD", "OPTIONS"))
_LIMIT_S = 10.0


def collect(app: Any, tools: Any) -> None:
    """Send `unasked`, then `asking` before and `response` after each request, `swept` at the end.

    A slow one is asked again, which `warm` tells.

    A request over its limit is told and ends the process; the order's `asked` are those of earlier processes.
    """
    client.show_error_pages(app)
    plan = safe_routes.plan(app, tools.order)
    tools.send("unasked", unasked=plan.unasked)
    sweep = _Sweep(app, tools)
    done = {(endpoint, rule) for endpoint, rule in tools.order.get("asked") or ()}
    for ask in plan.asks:
        if (ask.rule.endpoint, ask.rule.rule) not in done:
            sweep.route(ask)
    sweep.static()
    sweep.not_found()
    sweep.wrong_method(plan.asks)
    tools.send("swept")


class _Request(NamedTuple):
    """One request; `kind` is the line that its answer goes into."""

    kind: str
    path: str
    base_url: str
    rule: Any = None
    method: str = "GET"
    cookie: str = ""

    def about(self) -> Dict[str, Any]:
        """What its answer says of it."""
        return {
            "method": self.method,
            "path": self.path,
            "endpoint": None if self.rule is None else self.rule.endpoint,
            "rule": None if self.rule is None else self.rule.rule,
            "second": bool(self.cookie),
        }


class _Sweep:
    """One app, asked."""

    def __init__(self, app: Any, tools: Any) -> None:
        self._app = app
        self._tools = tools
        self._asker = client.Asker(app)
        self._limit = float(tools.order.get("request_timeout") or _LIMIT_S)
        self._timer = warm.Timer(float(tools.order.get("slow_s") or self._limit), self._limit)

    def route(self, ask: safe_routes.Ask) -> None:
        """Ask a rule, and once more with the cookies of its answer."""
        url = hosts.base_url(self._app, ask.example.domain)
        request = _Request("response", ask.example.path, url, ask.rule)
        first = self._ask(request)
        if self._timer.is_slow(first):
            self._tools.send("warm", calls=self._timer.time(lambda: self._again(request)))
        cookie = cookies.sent_back(first.headers.getlist("Set-Cookie"))
        if cookie and not first.escaped and (first.status or 500) < 500:
            self._ask(request._replace(cookie=cookie))

    def static(self) -> None:
        """Ask a file of the app's static folder, if there is one."""
        found = static_file.find(self._app)
        if found is not None:
            self._ask(_Request("static", found.path, hosts.base_url(self._app), found.rule))

    def not_found(self) -> None:
        """Ask a path that no rule has, if there is one."""
        segment = "/releasecheck-%s" % uuid.uuid4().hex
        path = next((each for each in (segment, segment * 5) if self._refused(each, "GET", NotFound)), None)
        if path is not None:
            self._ask(_Request("not_found", path, hosts.base_url(self._app)))

    def wrong_method(self, asks: List[safe_routes.Ask]) -> None:
        """Ask one of the project's GET routes with a method that no rule of its path takes."""
        for rule, example in asks:
            only_get = not example.domain and (rule.methods or set()) - _AUTOMATIC == {"GET"}
            if only_get and self._is_own(rule) and self._refused(example.path, "PATCH", MethodNotAllowed):
                url = hosts.base_url(self._app)
                self._ask(_Request("wrong_method", example.path, url, rule, method="PATCH"))
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

    def _ask(self, request: _Request) -> client.Answer:
        tools = self._tools
        mark = len(tools.events())
        tools.send("asking", **request.about())
        headers = {"Cookie": request.cookie} if request.cookie else {}
        with watchdog.limit(self._limit, self._expired(request, mark)):
            answer = self._asker.ask(request.method, request.path, request.base_url, headers)
        events = tools.events_since(mark)
        left = self._limit - answer.duration_s
        if _is_unexplained(answer) and left > answer.duration_s:
            answer = answer._replace(problem=self._caught(request, headers, left))
        tools.send(request.kind, response={**request.about(), **_told(answer, tools), "events": events})
        return answer

    def _again(self, request: _Request) -> client.Answer:
        """The answer to one more call, cut off at the limit of a request."""

        def cut() -> None:
            raise client.Cut

        self._tools.send("warming")
        with watchdog.limit(self._limit, cut):
            return self._asker.ask(request.method, request.path, request.base_url, {})

    def _caught(self, request: _Request, headers: Dict[str, str], seconds: float) -> Optional[BaseException]:
        """What the view catches when it is asked again; an answer that differs tells nothing of the first."""

        def cut() -> None:
            raise client.Cut

        with watchdog.limit(seconds, cut), caught.watch(self._tools.own) as watching:
            again = self._asker.ask(request.method, request.path, request.base_url, headers)
        return watching.problem if _is_unexplained(again) else None

    def _expired(self, request: _Request, mark: int) -> Callable[[], None]:
        """What happens at the limit: cut a body; else tell where it hung, and go before it does more."""
        tools = self._tools
        cut: List[bool] = []

        def leave() -> None:
            if self._asker.status is not None and not cut:
                cut.append(True)
                raise client.Cut
            hung = {"outcome": "timed-out", "duration_s": self._limit, "place": tools.caller_place()}
            tools.send(request.kind, response={**request.about(), **hung, "events": tools.events_since(mark)})
            os.kill(os.getpid(), signal.SIGKILL)

        return leave


def _is_unexplained(answer: client.Answer) -> bool:
    """Whether the app answered an error by itself; with 503 it says what it wants to say."""
    failed = (answer.status or 0) >= 500 and answer.status != HTTPStatus.SERVICE_UNAVAILABLE
    return failed and answer.problem is None


def _told(answer: client.Answer, tools: Any) -> Dict[str, Any]:
    failed = answer.escaped or (answer.status or 0) >= 500
    return {
        "outcome": "raised" if answer.escaped else "answered",
        "status": answer.status,
        "duration_s": answer.duration_s,
        "headers": _headers(answer.headers, tools),
        "cookies": _cookies(answer.headers),
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
    parsed = map(cookies.parse, headers.getlist("Set-Cookie"))
    return [{name: each[name] for name in ("name", "secure", "http_only", "same_site")} for each in parsed]
