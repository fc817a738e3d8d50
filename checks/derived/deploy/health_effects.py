"""What a health route does besides, by what it answered."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from releasecheck.facts.boot import Event
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import Health, Response

from ..outcomes.failures import account
from ..outcomes.keeping import cache_control, is_kept
from ..outcomes.turned_away import is_redirect, wants_login
from ..wording import listed

_TOO_MANY = 429
_ASKED_A_SECOND = 4 / 10  # by four instances of a balancer, each every 10 s, that may come from one address
_LIMITED = frozenset({"x-ratelimit-limit", "ratelimit-limit", "ratelimit"})
_STATEMENTS = frozenset({"sql"})
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE)
_SLOW_S = 0.5  # of the quickest of several answers: a busy machine is not the app's fault


@dataclass(frozen=True, slots=True)
class Effect:
    """What the health route does besides, as the rest of a sentence, and what told it."""

    what: str
    seen: str


def hiding(health: Health, deploy: Deploy | None) -> Iterator[Effect]:
    """Why a watcher gets no answer at all."""
    answer, plain = health.answer, health.plain
    if wants_login(answer) or is_redirect(answer):
        what = "wants a login" if wants_login(answer) else "redirects"
        yield Effect(what, _seen(answer))
    elif plain and is_redirect(plain) and not _all_over_https(deploy):
        yield Effect("redirects to https", f"over http: {_seen(plain)}")


def effects_of(health: Health, by_all: Collection[str]) -> Iterator[Effect]:
    """`by_all`: what answers with a session say to caches as well, which vary-cookie-cache tells."""
    answer = health.answer
    well = answer.status in range(200, 300)
    yield from lasting(health.answers)
    limit = _limit(health)
    if limit:
        yield Effect("is rate limited", limit)
    if is_kept(answer) and cache_control(answer) not in by_all:
        yield Effect("lets caches keep its answer", f"Cache-Control: {cache_control(answer)}")
    if health.cached:
        yield Effect("is answered from a cache", "its view is kept by Flask-Caching")
    if health.head and well and (health.head.status or 500) >= 400:
        yield Effect("refuses HEAD", _seen(health.head))
    moved = health.by_address
    if well and moved and is_redirect(moved) and not (health.plain and is_redirect(health.plain)):
        yield Effect("redirects when it is asked by address", f"as http://10.0.0.1:8000: {_seen(moved)}")
    quickest = min(one.duration_s for one in health.answers)
    if quickest > _SLOW_S:
        yield Effect("is slow", f"the quickest of {len(health.answers)} answers took {quickest:.1f} s")


def lasting(answers: Sequence[Response]) -> Iterator[Effect]:
    """What is left behind by them, with the visitor or in the database."""
    cookies = [one.name for each in answers for one in each.cookies if not one.deleted]
    if cookies:
        yield Effect(f"sets the cookie {listed(cookies)}", _seen(answers[0]))
    written = [one.detail for each in answers for one in each.events if _is_write(one)]
    if written:
        yield Effect("writes to the database", written[0])


def _is_write(event: Event) -> bool:
    return event.kind in _STATEMENTS and _WRITES.match(event.detail) is not None


def _limit(health: Health) -> str | None:
    refused = next((answer for answer in health.answers if answer.status == _TOO_MANY), None)
    if refused:
        return _seen(refused)
    if health.limits:
        tight = (one for one in health.limits if one.amount < one.seconds * _ASKED_A_SECOND)
        return next((f"Flask-Limiter holds it to {one.shown}" for one in tight), None)
    for answer in health.answers:
        header = next((name for name in answer.headers if name in _LIMITED), None)
        if header:
            return f"{header}: {answer.headers[header]}"
    return None


def _all_over_https(deploy: Deploy | None) -> bool:
    checks = deploy.health_checks if deploy else ()
    return bool(checks) and all(check.scheme == "https" for check in checks)


def _seen(answer: Response) -> str:
    location = answer.headers.get("location")
    return f"{account(answer)}{f' to {location}' if location else ''}"
