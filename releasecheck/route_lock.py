"""routes.lock: the routes of an app as they were when somebody last looked, one to a line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from releasecheck.facts.app import AUTOMATIC, App, Route
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.routes import LockedRoute
from releasecheck.facts.source import Source

FILE = "routes.lock"
SCHEMA = "releasecheck/routes/1"
_GUARD = re.compile(
    r"auth(?!or(?!i[sz]))|log(ged)?_?in|signed|role|permission|jwt|token|admin|require|protect|member|only|private|restrict|"
    r"owner|staff|secure|scope",
    re.IGNORECASE,
)
# Names that lift a guard, or have nothing to do with who it is.
_NO_GUARD = re.compile(
    r"exempt|public|anonymous|optional|skip|without|allow|not_required|no_|limit|cache|read_only",
    re.IGNORECASE,
)
# Of flask-smorest and Flask-RESTX: what a view takes and gives, whatever its blueprint is called.
_OF_DATA = frozenset(
    {
        "response",
        "alt_response",
        "arguments",
        "paginate",
        "etag",
        "doc",
        "expect",
        "marshal_with",
        "marshal_list_with",
        "param",
        "produces",
    }
)
_CREDENTIAL = re.compile(r"auth|key|token|cookie|session|secret|user|identity|signature", re.IGNORECASE)
_SAYS_NOTHING = 500  # from here on it may be this machine's fault


def routes_now(app: App, source: Source | None, requests: Requests | None) -> list[LockedRoute]:
    """The routes of the live app, sorted; static files are left out."""
    found: dict[tuple[str | None, str, str], LockedRoute] = {}
    guards, answers = _guards(source), _anonymous(requests)
    for route in filter(_counts, app.routes):
        host = route.host or route.subdomain
        key = (host, route.rule, route.endpoint)
        before = found[key].methods if key in found else ()
        answer = answers.get((route.endpoint, route.rule))
        found[key] = LockedRoute(
            rule=route.rule,
            methods=tuple(sorted({*before, *route.methods} - AUTOMATIC)),
            endpoint=route.endpoint,
            guards=_guards_of(route, guards),
            anonymous=answer.status if answer else None,
            to=_goes_to(answer) if answer else None,
            host=host,
        )
    return sorted(found.values(), key=_order)


def is_guard(name: str) -> bool:
    """Whether a decorator, by its name, asks who it is."""
    if is_of_data(name):
        return False
    return _GUARD.search(name) is not None and _NO_GUARD.search(name) is None


def is_of_data(name: str) -> bool:
    """Whether a decorator says what a view takes and gives, and lets everybody in."""
    return name.rpartition(".")[2] in _OF_DATA


def credentials_sent(requests: Requests | None) -> tuple[str, ...]:
    """Headers of the settings that may tell the app who asks: then nobody asked as an anonymous visitor."""
    return tuple(name for name in (requests.sends if requests else ()) if _CREDENTIAL.search(name))


def kept(routes: Iterable[LockedRoute], locked: Iterable[LockedRoute]) -> list[LockedRoute]:
    """The routes, and of those that were not asked this time what an earlier time has seen."""
    earlier = {(one.host, one.rule, one.endpoint): one for one in locked}
    return [
        replace(one, anonymous=old.anonymous, to=old.to)
        if one.anonymous is None and (old := earlier.get((one.host, one.rule, one.endpoint)))
        else one
        for one in routes
    ]


def lock_text(routes: Iterable[LockedRoute]) -> str:
    """The file's text: a line for what it is, then one for each route, sorted, so that a diff shows each."""
    lines = [{"schema": SCHEMA}, *(_line(one) for one in sorted(routes, key=_order))]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def read_lock(text: str) -> tuple[LockedRoute, ...]:
    """The routes of the file's text; raises ValueError naming the line that is wrong."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines or _object(lines[0][1]).get("schema") != SCHEMA:
        raise ValueError(f"it does not begin with {SCHEMA}")
    return tuple(_read(number, line) for number, line in lines[1:])


def _read(number: int, line: str) -> LockedRoute:
    try:
        return msgspec.convert(_object(line), LockedRoute)
    except msgspec.ValidationError as problem:
        raise ValueError(f"line {number} is no route") from problem


def _object(line: str) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _line(one: LockedRoute) -> dict[str, Any]:
    told = {name: value for name, value in asdict(one).items() if name not in {"to", "host"} or value}
    return told if one.host is None else {"host": told.pop("host"), **told}


def _order(one: LockedRoute) -> tuple[str, str, str]:
    return (one.host or "", one.rule, one.endpoint)


def _counts(route: Route) -> bool:
    static = route.endpoint.rpartition(".")[2] == "static" and not route.own
    return not (static or route.websocket or route.build_only or route.view is None)


def _guards(source: Source | None) -> dict[tuple[str | None, int | None], list[str]]:
    """Decorators that guard, by the place of the view: the function, or the class of a method."""
    found: dict[tuple[str | None, int | None], list[str]] = {}
    for function in source.route_functions if source else ():
        found.setdefault((function.place.path, function.place.line), []).extend(function.below)
    for body in source.views if source else ():
        if body.verb:
            found.setdefault((body.view.path, body.view.line), []).extend(body.decorators)
    return found


def _guards_of(route: Route, guards: Mapping[tuple[str | None, int | None], list[str]]) -> tuple[str, ...]:
    names = guards.get((route.view.place.path, route.view.place.line), []) if route.view else []
    return tuple(dict.fromkeys(filter(is_guard, names)))


def _anonymous(requests: Requests | None) -> dict[tuple[str | None, str | None], Response]:
    """The first answer of each rule to somebody of whom nothing is known."""
    if requests is None or credentials_sent(requests):
        return {}
    return {(one.endpoint, one.rule): one for one in reversed(requests.responses) if _tells(one)}


def _tells(answer: Response) -> bool:
    """Whether it says what the route answers; of one row it would be another thing with the next data."""
    said = answer.outcome == "answered" and (answer.status or _SAYS_NOTHING) < _SAYS_NOTHING
    return said and answer.method == "GET" and answer.plain and answer.linked_from is None


def _goes_to(answer: Response) -> str | None:
    """The path alone: its query often holds the page that was wanted."""
    location: Iterator[str] = (value for name, value in answer.headers.items() if name == "location")
    return urlsplit(next(location, "")).path or None
