"""Health bodies read: health+json, Dockerflow, py-healthcheck, flask-healthz and plain ones."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import jmespath

from releasecheck.probe.observation import Answer
from releasecheck.probe.text import visible

Status = Literal["pass", "warn", "fail"]

_WORDS: dict[str, Status] = {
    **dict.fromkeys(("pass", "passed", "ok", "up", "healthy", "success", "serving", "true"), "pass"),
    **dict.fromkeys(("ready", "alive", "running", "online", "available", "connected", "green"), "pass"),
    **dict.fromkeys(("warn", "warning", "degraded", "partial", "yellow"), "warn"),
    **dict.fromkeys(("fail", "failed", "error", "critical", "down", "failure", "unhealthy", "false"), "fail"),
    **dict.fromkeys(("not ready", "not_ready", "starting", "stopping", "draining", "red", "dead"), "fail"),
    **dict.fromkeys(("unavailable", "out_of_service", "offline", "disconnected", "unreachable"), "fail"),
}
_STATUS = ("status", "healthy", "ok", "health", "ready", "alive", "success")
_CHECKS = ("checks", "dependencies", "services", "components")
_BUILD = (
    *("json:releaseId", "json:build", "json:commit", "json:version"),
    *("header:X-Release", "header:X-Build-Id"),
)
_INSTANCE = ("json:instance", "json:hostname", "json:componentId", "header:X-Instance")
_STARTED = ("json:started", "json:started_at", "header:X-Started")
_TIMES = ("timestamp", "time")


@dataclass(frozen=True)
class HealthCheck:
    """One thing that the app looked at; `status` None where its word is unknown."""

    name: str
    status: Status | None


@dataclass(frozen=True)
class Health:
    """What an answer says of the app; `evaluated` is when its oldest check ran (epoch seconds)."""

    status: Status | None
    build: str | None
    instance: str | None
    started: str | None
    evaluated: float | None
    checks: tuple[HealthCheck, ...]


class NotJsonError(ValueError):
    """The body is not strict JSON."""


def parse_body(answer: Answer) -> Any:
    """The body as JSON; raises `NotJsonError` (duplicate keys, NaN, Infinity and bad UTF-8 included)."""
    try:
        return json.loads(answer.body.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse)
    except NotJsonError as error:
        raise NotJsonError(visible(str(error))) from None
    except (ValueError, RecursionError):
        raise NotJsonError("something else" if answer.body.strip() else "an empty body") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotJsonError("an object with a key twice")
    return found


def _refuse(word: str) -> None:
    raise NotJsonError(f"{word} is not JSON")


def says_json(answer: Answer) -> bool:
    """Whether the answer claims to be JSON."""
    kind = (answer.first("Content-Type") or "").partition(";")[0].strip().lower()
    return kind.endswith(("/json", "+json"))


def read_health(answer: Answer, document: Any, build_from: str | None = None) -> Health:
    """What the answer says; `document` is its parsed body or None."""
    fields = document if isinstance(document, dict) else {}
    checks = tuple(_checks(fields))
    return Health(
        status=_status(fields),
        build=_first(answer, document, (build_from,)) if build_from else _build(answer, document),
        instance=_first(answer, document, _INSTANCE),
        started=_first(answer, document, _STARTED),
        evaluated=_evaluated(fields),
        checks=checks,
    )


def _word(value: Any) -> Status | None:
    return _WORDS.get(str(value).strip().lower())


def _status(fields: dict[str, Any]) -> Status | None:
    """The first of the usual names that says a word we know."""
    words = (_word(fields[name]) for name in _STATUS if name in fields)
    return next((word for word in words if word is not None), None)


def _build(answer: Answer, document: Any) -> str | None:
    """The first of the usual places; Dockerflow's own `build` is a link to its CI and names none."""
    values = (_at(answer, document, place) for place in _BUILD)
    return next((value for value in values if value is not None and "://" not in value), None)


def _first(answer: Answer, document: Any, places: tuple[str, ...]) -> str | None:
    """The value at the first of these places that has one."""
    values = (_at(answer, document, place) for place in places)
    return next((value for value in values if value is not None), None)


def _at(answer: Answer, document: Any, place: str) -> str | None:
    kind, _, name = place.partition(":")
    value = answer.first(name.strip()) if kind == "header" else _search(name, document)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return None
    return visible(str(value))


def _search(path: str, document: Any) -> Any:
    try:
        return jmespath.search(path, document)
    except jmespath.exceptions.JMESPathError:
        return None


def _checks(fields: dict[str, Any]) -> Iterator[HealthCheck]:
    """`checks` are words (Dockerflow), objects or lists (health+json); `results` are py-healthcheck's."""
    checks = next((fields[name] for name in _CHECKS if isinstance(fields.get(name), dict)), None)
    if checks is not None:
        for name, value in checks.items():
            yield HealthCheck(visible(name), _worst(value))
    for result in _objects(fields.get("results")):
        name = result.get("checker", result.get("name"))
        yield HealthCheck(visible(str(name)), _word(result.get("passed", result.get("status"))))


def _worst(value: Any) -> Status | None:
    parts = value if isinstance(value, list) else [value]
    found = [_word(part.get("status") if isinstance(part, dict) else part) for part in parts]
    return next((status for status in ("fail", "warn", "pass") if status in found), None)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _evaluated(fields: dict[str, Any]) -> float | None:
    """The oldest check's time: that check is the cached one; without any, the body's own time."""
    checks = fields.get("checks")
    lists = [*(checks.values() if isinstance(checks, dict) else ()), fields.get("results")]
    times = [_time(part) for parts in lists for part in _objects(parts)]
    return min((time for time in times if time is not None), default=_time(fields))


def _time(fields: dict[str, Any]) -> float | None:
    return next((epoch(fields[name]) for name in _TIMES if name in fields), None)


def epoch(value: Any) -> float | None:
    """Epoch seconds of an ISO 8601 text (UTC if it does not say) or of a number; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        pass
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
