"""Which questions tell the most about a deployment: eleven at most, and none that changes anything."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.app import App, Route
from releasecheck.facts.live import Purpose
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.templates import Templates
from releasecheck.health_route import find_health_route

ROUTES = 4
FORGED_HOST = "forged.releasecheck.invalid"  # a name that nobody can register
_DOTFILES = ("/.env", "/.git/HEAD")
# Extensions that have url_for name another host, where this one need not have the files.
_ELSEWHERE = ("CDN_", "FLASKS3_")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question; the path is below the deployment's URL."""

    purpose: Purpose
    path: str
    method: Literal["GET", "HEAD", "OPTIONS"] = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    endpoint: str | None = None
    rule: str | None = None
    known: int | None = None  # the status of the release's own answer


def plan(app: App | None, requests: Requests | None, templates: Templates | None) -> list[Ask]:
    """What to ask of a deployment, the most telling first; a wary firewall takes offence at the last."""
    answers = _comparable(app, requests)
    return [
        *_nowhere(requests),
        *(_route(answer) for answer in _chosen(answers)),
        *_mounted(app, requests),
        *_static(app, requests, templates),
        *_forged(answers),
        *(Ask("dotfile", path) for path in _DOTFILES),
    ]


def mounted(ask: Ask) -> Ask:
    """Whether a page that answers 404 is there at all: Flask answers OPTIONS for every rule that it has."""
    return Ask("mounted", ask.path, "OPTIONS", endpoint=ask.endpoint, rule=ask.rule)


def _nowhere(requests: Requests | None) -> Iterator[Ask]:
    name = f"/releasecheck-{secrets.token_hex(8)}"
    yield Ask("nowhere", name)
    api = requests.api_not_found if requests else None
    if api is not None and api.status == 404:
        yield Ask("nowhere-api", api.path.rpartition("/")[0] + name)


def _comparable(app: App | None, requests: Requests | None) -> list[Response]:
    """First answers, below 500, of the project's rules for any host; the health route is probed anyway."""
    if app is None or requests is None:
        return []
    rules = {(one.endpoint, one.rule) for one in app.routes if one.own and not (one.host or one.subdomain)}
    health = find_health_route(app.routes)
    rules -= {(health.route.endpoint, health.route.rule)} if health else set()
    return [
        answer
        for answer in requests.responses
        if answer.plain
        and answer.linked_from is None  # the deployment has rows of its own
        and (answer.endpoint, answer.rule) in rules
        and answer.outcome == "answered"
        and (answer.status or 500) < 500
    ]


def _chosen(answers: Sequence[Response]) -> list[Response]:
    """A few that differ: each status and blueprint once before any comes twice."""
    chosen: list[Response] = []
    rest = sorted(answers, key=lambda answer: (len(answer.path), answer.path))
    while rest and len(chosen) < ROUTES:
        best = min(rest, key=lambda answer: _likeness(answer, chosen))
        chosen.append(best)
        rest = [answer for answer in rest if answer.path != best.path]
    return chosen


def _likeness(answer: Response, chosen: Iterable[Response]) -> int:
    return sum(
        (one.status == answer.status)
        + (_blueprint(one) == _blueprint(answer))
        + (_kind(one) == _kind(answer))
        + (bool(one.cookies) == bool(answer.cookies))
        for one in chosen
    )


def _blueprint(answer: Response) -> str:
    return (answer.endpoint or "").rpartition(".")[0]


def _kind(answer: Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]


def _route(answer: Response) -> Ask:
    return Ask("route", answer.path, endpoint=answer.endpoint, rule=answer.rule, known=answer.status)


def _mounted(app: App | None, requests: Requests | None) -> Iterator[Ask]:
    """One rule that takes no GET: refused by a GET if its name is harmless, else the shortest by OPTIONS."""
    refused = requests.not_allowed if requests else None
    if refused is not None and refused.status == 405:
        yield Ask("not-allowed", refused.path, endpoint=refused.endpoint, rule=refused.rule)
        return
    routes = [] if app is None else [one for one in app.routes if _is_posted(one)]
    for route in sorted(routes, key=lambda one: (len(one.rule), one.rule))[:1]:
        yield Ask("mounted", route.rule, "OPTIONS", endpoint=route.endpoint, rule=route.rule)


def _is_posted(route: Route) -> bool:
    takes = {"GET", "OPTIONS"}.intersection(route.methods)
    elsewhere = route.host or route.subdomain or route.arguments or route.build_only or route.websocket
    return route.own and not elsewhere and takes == {"OPTIONS"}


def _static(app: App | None, requests: Requests | None, templates: Templates | None) -> Iterator[Ask]:
    """A file that a template names: read whole, where the release's own answer is known, else its head."""
    if app is None or templates is None:
        return
    if any(one.key.startswith(_ELSEWHERE) for one in app.config):
        return
    folders = {one.endpoint: one for one in templates.static}
    known = {answer.path for answer in requests.assets if answer.status == 200} if requests else set()
    named = [
        (f"{folder.url_path}/{use.filename}", use.endpoint)
        for use in templates.endpoint_uses
        if (folder := folders.get(use.endpoint)) and use.filename and use.filename not in folder.lacking
    ]
    for path, endpoint in sorted(named, key=lambda one: one[0] not in known)[:1]:
        yield Ask("static", path, "GET" if path in known else "HEAD", endpoint=endpoint)


def _forged(answers: Sequence[Response]) -> Iterator[Ask]:
    """A redirect if there is one, else a page; a query of its own keeps what comes out of shared caches."""
    told = sorted(answers, key=lambda one: (not 300 <= (one.status or 0) < 400, len(one.path), one.path))
    path = told[0].path if told else "/"
    joint = "&" if "?" in path else "?"
    headers = {"X-Forwarded-Host": FORGED_HOST}
    yield Ask("forged-host", f"{path}{joint}releasecheck={secrets.token_hex(8)}", headers=headers)
