"""The safe routes asked one after the other, each answer told at once."""

from __future__ import annotations

import itertools
import uuid
from typing import Any, Dict, List, Optional, Sequence, Set

from werkzeug.exceptions import MethodNotAllowed, NotFound

from . import (
    absent,
    client,
    cookies,
    health,
    hosts,
    limits,
    links,
    lost_links,
    own_files,
    paths,
    reaching,
    safe_routes,
    shapes,
    signing_in,
    static_file,
    trusted,
    variants,
    views,
    warm,
    watchdog,
)
from .asking import LIMIT_S, Asking, Request

_ICON = "/favicon.ico"
_REFUSED = (301, 302, 303, 307, 308, 401, 403)


def collect(app: Any, tools: Any) -> None:
    """Send `unasked`, then `asking` before and its answer after each request, `swept` at the end.

    A slow one is asked again, which `warm` tells.

    A request over its limit is told and ends the process; the order's `asked`, `asked_signed_in` and `links`
    are those of earlier processes.
    """
    client.show_error_pages(app)
    plan = safe_routes.plan(app, tools.order)
    tools.send("unasked", unasked=plan.unasked)
    sweep = _Sweep(app, tools, plan.asks)
    for ask in _left(plan.asks, tools.order.get("asked")):
        sweep.route(ask)
    for ask in _left(plan.parting, tools.order.get("asked")):
        sweep.part(ask)
    sweep.sign_in(plan.asks)
    sweep.links()
    sweep.static()
    sweep.not_found()
    sweep.favicon()
    sweep.wrong_method(plan.asks)
    sweep.shapes()
    sweep.variants(plan.asks)
    sweep.health(plan.unasked)
    sweep.trusted()
    sweep.own_files()
    sweep.absent()
    sweep.lost_links()
    tools.send("swept")


def probe(app: Any, tools: Any) -> None:
    """Send `probe` for each of the order's checks, asked of the app itself under a host that it accepts."""
    client.show_error_pages(app)
    sweep = _Sweep(app, tools)
    for check in tools.order["checks"]:
        sweep.check(check["path"], check["scheme"])
    tools.send("swept")


def _left(asks: List[safe_routes.Ask], asked: Any) -> List[safe_routes.Ask]:
    done = _keys(asked)
    return [ask for ask in asks if links.key(ask.rule) not in done]


def _keys(asked: Any) -> Set[links.Key]:
    return {(endpoint, rule) for endpoint, rule in asked or ()}


class _Sweep:
    """One app, asked."""

    def __init__(self, app: Any, tools: Any, asks: Sequence[safe_routes.Ask] = ()) -> None:
        self._app = app
        self._tools = tools
        self._asking = Asking(app, tools)
        self._timer = warm.Timer(float(tools.order.get("slow_s") or self._limit), self._limit)
        self._seen: List[variants.Seen] = []
        self._home: Optional[bytes] = None
        self._visitor: Optional[signing_in.Visitor] = None
        self._links = links.Links(app, tools, self._is_own, asks)
        self._lost = lost_links.LostLinks(app, tools, self._is_own)

    def route(self, ask: safe_routes.Ask) -> None:
        """Ask a rule, and once more with the cookies of its answer."""
        self._plainly(self._request("response", ask))

    def _plainly(self, request: Request) -> None:
        first = self._asking.ask(request)
        if self._timer.is_slow(first):
            self._tools.send("warm", calls=self._timer.time(lambda: self._asking.again(request)))
        self._seen.append(variants.Seen(request, first))
        self._links.see(request, first)
        self._lost.see(request, first)
        if request.path == "/" and first.status == 200:
            self._home = first.body
        cookie = cookies.sent_back(first.headers.getlist("Set-Cookie"))
        if cookie and not first.escaped and (first.status or 500) < 500:
            self._asking.ask(request._replace(headers={"Cookie": cookie}, second=True))

    def part(self, ask: safe_routes.Ask) -> None:
        """Ask a page that ends the session as somebody who has none, and nothing more of it."""
        self._asking.ask(self._request("response", ask)._replace(parting=True))

    def sign_in(self, asks: List[safe_routes.Ask]) -> None:
        """Ask the rules with what the project's login hook leaves, if there is one.

        Of a process that goes on where another ended there may be none left; what comes later needs it too.
        """
        hook = self._tools.order.get("login")
        if not hook:
            return
        left = _left(asks, self._tools.order.get("asked_signed_in"))
        visitor = signing_in.Visitor(self._app, self._tools)
        usable = visitor.sign_in(hook, self._limit)
        self._tools.send("signed-in", login=visitor.told)
        self._visitor = visitor if usable else None
        for ask in left if usable else ():
            self._signed_in(visitor, self._request("signed_in", ask))

    def _signed_in(self, visitor: signing_in.Visitor, request: Request) -> None:
        headers = visitor.headers(request.path, request.base_url)
        request = request._replace(kind="signed_in", headers=headers, signed_in=True)
        answer = self._asking.ask(request)
        self._links.see(request, answer)
        self._lost.see(request, answer)

    def links(self) -> None:
        """Follow the links that pages have to rules with arguments, and those of the pages that they lead to.

        What only somebody signed in is shown nobody else is asked for.
        """
        asked, signed_in = (_keys(self._tools.order.get(name)) for name in ("asked", "asked_signed_in"))
        for link in self._links.found:  # grows meanwhile
            key = links.key(link.request.rule)
            if not link.signed_in and key not in asked:
                self._plainly(link.request)
            if self._visitor is not None and key not in signed_in:
                self._signed_in(self._visitor, link.request)

    def check(self, path: str, scheme: str) -> None:
        """Ask a path as a platform does."""
        host, rule = hosts.host(self._app), None
        try:
            bound = self._app.url_map.bind(host)
            rule, _ = bound.match(path.partition("?")[0], method="GET", return_rule=True)
        except Exception:
            pass  # the answer tells
        self._asking.ask(Request("probe", path, "%s://%s/" % (scheme, host), rule))

    def static(self) -> None:
        """Ask a file of the app's static folder, if there is one."""
        found = static_file.find(self._app)
        if found is not None:
            self._asking.ask(Request("static", found.path, hosts.base_url(self._app), found.rule))

    def not_found(self) -> None:
        """Ask a path that no rule has, if there is one.

        Else what takes it, where that is kept from the app's handler, and asking does no harm.
        """
        segment = "/releasecheck-%s" % uuid.uuid4().hex
        path = next((each for each in (segment, segment * 5) if self._refused(each, "GET", NotFound)), None)
        if path is not None:
            self._asking.ask(Request("not_found", path, hosts.base_url(self._app)), home=self._home)
            return
        rule = self._taking(segment) if self._app.error_handler_spec[None].get(404) else None
        if rule is not None and self._may_be_asked(rule):
            self._asking.ask(Request("caught", segment, hosts.base_url(self._app), rule), home=self._home)

    def favicon(self) -> None:
        """Ask for what every browser asks for, where a rule takes it that is for something else."""
        rule = self._taking(_ICON)
        if rule is not None and rule._converters and self._may_be_asked(rule):
            self._asking.ask(Request("favicon", _ICON, hosts.base_url(self._app), rule))

    def own_files(self) -> None:
        """Ask the views that send files for files of the project that are no visitor's."""
        found = own_files.wanted(self._app, self._tools.order, self._is_own)
        for wanted in itertools.islice(found, own_files.MOST):
            request = self._request("own_file", safe_routes.Ask(wanted.rule, wanted.example))
            self._ask_somehow(request._replace(file=wanted.file))

    def absent(self) -> None:
        """Ask for what nobody has."""
        found = absent.wanted(self._app, self._tools.order, self._is_own)
        for wanted in itertools.islice(found, absent.MOST):
            self._ask_somehow(self._request("absent", safe_routes.Ask(*wanted)))

    def lost_links(self) -> None:
        """Ask for what the pages link to and no rule takes: something around the app may."""
        for request in self._lost.found.values():
            self._ask_somehow(request)

    def _ask_somehow(self, request: Request) -> None:
        """Ask, and signed in too where a login is in the way."""
        answer = self._asking.ask(request)
        if self._visitor is not None and answer.status in _REFUSED:
            headers = self._visitor.headers(request.path, request.base_url)
            self._asking.ask(request._replace(headers=headers, signed_in=True))

    def _taking(self, path: str) -> Any:
        try:
            return self._app.url_map.bind(hosts.host(self._app)).match(path, method="GET", return_rule=True)[
                0
            ]
        except Exception:
            return None

    def wrong_method(self, asks: List[safe_routes.Ask]) -> None:
        """Ask one of the project's GET routes with a method that no rule of its path takes."""
        ordered = sorted(asks, key=lambda ask: paths.written_methods(ask[0]) != {"GET"})
        for rule, example in ordered:
            takes_get = not example.domain and "GET" in paths.written_methods(rule)
            if takes_get and self._is_own(rule) and self._refused(example.path, "PATCH", MethodNotAllowed):
                url = hosts.base_url(self._app)
                self._asking.ask(Request("wrong_method", example.path, url, rule, method="PATCH"))
                return

    def shapes(self) -> None:
        """Ask for what the deployed site can be compared with: error pages of the API, files of the look."""
        url, rules = hosts.base_url(self._app), (rule.rule for rule in self._app.url_map.iter_rules())
        seen = (
            (one.request.path, one.answer.headers.get("Content-Type", "").partition(";")[0])
            for one in self._seen
        )
        path = shapes.below_api(seen, rules)
        if path is not None and self._refused(path, "GET", NotFound):
            self._asking.ask(Request("api_not_found", path, url))
        rule = shapes.not_allowed(
            self._app, self._is_own, lambda path: self._refused(path, "GET", MethodNotAllowed)
        )
        if rule is not None:
            self._asking.ask(Request("not_allowed", rule.rule, url, rule))
        for path in shapes.assets(self._app):
            self._asking.ask(Request("asset", path, url))

    def variants(self, asks: List[safe_routes.Ask]) -> None:
        """Ask a few pages in other ways."""
        for request in variants.requests(self._app, asks, self._seen):
            self._asking.ask(request)

    def health(self, unasked: List[Dict[str, Any]]) -> None:
        """Ask the health route as a load balancer would."""
        wanted = health.found(self._app, self._tools.order, unasked)
        if wanted is None:
            return
        rules = self._app.url_map.iter_rules(wanted["endpoint"])
        rule = next(each for each in rules if each.rule == wanted["rule"])
        self._tools.send("health-route", **wanted)
        with limits.watching(self._app) as found:
            for name, request in health.requests(self._app, wanted["path"], rule):
                self._asking.ask(request._replace(kind="health-%s" % name))
        self._tools.send("health-limits", limits=found)

    def trusted(self) -> None:
        """Measure whose X-Forwarded headers the app believes."""
        try:
            with watchdog.limit(self._limit, _cut):
                measured = trusted.measure(self._app)
        except client.Cut:  # a middleware or a session store that does not answer
            measured = None
        self._tools.send("trusted", trusted=measured)

    @property
    def _limit(self) -> float:
        return float(self._tools.order.get("request_timeout") or LIMIT_S)

    def _request(self, kind: str, ask: safe_routes.Ask) -> Request:
        return Request(kind, ask.example.path, hosts.base_url(self._app, ask.example.domain), ask.rule)

    def _is_own(self, rule: Any) -> bool:
        view = self._app.view_functions[rule.endpoint]
        return bool(views.collect(view, rule, self._tools)["own"])

    def _may_be_asked(self, rule: Any) -> bool:
        """Whether it is the project's, and does no harm, here or elsewhere."""
        harmless = safe_routes.is_harmless(self._app, rule, self._tools.order) and self._is_own(rule)
        return harmless and not reaching.reaches_out(self._app.view_functions[rule.endpoint])

    def _refused(self, path: str, method: str, refusal: type) -> bool:
        try:
            self._app.url_map.bind(hosts.host(self._app)).match(path, method=method)
        except Exception as problem:
            return isinstance(problem, refusal)
        return False


def _cut() -> None:
    raise client.Cut
