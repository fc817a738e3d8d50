"""Which route says whether the app is healthy."""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from releasecheck.facts.app import Route

# The first group that has a route wins, and in it the shortest path. Readiness comes first: it asks what the
# app needs (database, cache), and a release that cannot reach its database has not come up. Liveness has to
# answer without any of that, so it is asked only where there is nothing better.
_READINESS = frozenset({"ready", "readyz", "readiness", "heartbeat"})  # Dockerflow's heartbeat asks back-ends
_HEALTH = frozenset({"health", "healthz", "healthcheck", "healthchecker", "healthy"})
_LIVENESS = frozenset({"live", "livez", "liveness", "alive", "isalive", "lbheartbeat"})
_GENERAL = frozenset({"ping", "status", "up"})
_PREFERENCE = (_READINESS, _HEALTH, _LIVENESS, _GENERAL)

# Words that are also about other things (an order is ready, a task has a status) count only at the top.
_AMBIGUOUS = _GENERAL | {"ready", "live", "alive"}
_TOP = re.compile(r"(api|v\d+|internal|system|monitoring|actuator|manage|_|-|health|healthz|healthcheck)")

# What a name may say besides (/health/db, /server-status, `health_check`): parts of a deployment, and nothing
# that a page for people has. /mental-health, /health/tips and /status/orders are about something else.
_ITSELF = frozenset({"api", "app", "application", "backend", "server", "service", "site", "system", "web"})
_STORES = frozenset(
    {"database", "db", "mongo", "mongodb", "mysql", "postgres", "postgresql", "redis", "storage"}
)
_QUEUES = frozenset({"broker", "cache", "celery", "queue", "rabbitmq", "worker", "workers"})
_QUESTIONS = frozenset({"check", "checker", "checks", "dependencies", "get", "is", "ok", "probe"})
_ASKED = _ITSELF | _STORES | _QUEUES | _QUESTIONS
_KNOWN = _READINESS | _HEALTH | _LIVENESS | _GENERAL
_SURE = _KNOWN - _AMBIGUOUS
_PART, _NAMED = len(_PREFERENCE), len(_PREFERENCE) + 1
_FLASK_HEALTHZ = re.compile(r"(?P<start>.*/healthz/)<name>")  # its documented names are "live" and "ready"
_ARGUMENT = re.compile(r"<(?P<path>path:)?[^>]*>")


@dataclass(frozen=True, slots=True)
class HealthRoute:
    """A route, and the path under which to ask it."""

    path: str
    route: Route


def find_health_route(routes: Iterable[Route], asked: str | None = None) -> HealthRoute | None:
    """The route of the path that was asked for, else the best that looks like a health route, else none."""
    answering = [route for route in routes if _answers_get(route)]
    if asked is not None:
        return next((HealthRoute(asked, route) for route in answering if _matches(route, asked)), None)
    ranked = [(rank, found) for route in answering if (found := _as_health(route)) for rank in _rank(found)]
    best = min(ranked, key=lambda one: (one[0], len(one[1].path), one[1].path), default=None)
    return best[1] if best else None


def is_unmistakable(path: str) -> bool:
    """Whether its last word is about nothing else: /healthz, and not /live or /status."""
    return re.sub(r"[^a-z]", "", path.rpartition("/")[2].lower()) in _SURE


def health_url(base: str, path: str) -> str:
    """The health route's URL; a base that already ends in the path is left as it is."""
    base = base.rstrip("/")
    return base if base.endswith(path.rstrip("/")) and path != "/" else base + "/" + path.lstrip("/")


def base_url(url: str, path: str) -> str:
    """The root of a deployment whose URL may already end in the health route's path."""
    url = url.rstrip("/")
    path = "/" + path.strip("/")
    return url.removesuffix(path) if path != "/" else url


def _answers_get(route: Route) -> bool:
    return "GET" in route.methods and not (route.websocket or route.build_only)


def _matches(route: Route, path: str) -> bool:
    parts = []
    end = 0
    for argument in _ARGUMENT.finditer(route.rule):
        parts += [re.escape(route.rule[end : argument.start()]), ".+" if argument["path"] else "[^/]+"]
        end = argument.end()
    pattern = "".join(parts) + re.escape(route.rule[end:])
    return re.fullmatch(pattern, path.partition("?")[0]) is not None


def _as_health(route: Route) -> HealthRoute | None:
    healthz = _FLASK_HEALTHZ.fullmatch(route.rule)
    if healthz:
        return HealthRoute(f"{healthz['start']}ready", route)
    return None if route.arguments else HealthRoute(route.rule, route)


def _rank(found: HealthRoute) -> tuple[int, ...]:
    """The number of its group, or nothing; a part's health comes after the whole's, a view's name last."""
    *above, last = parts = [part.lower() for part in found.path.strip("/").split("/")]
    word = re.sub(r"[^a-z]", "", last)
    whole = tuple(rank for rank, group in enumerate(_PREFERENCE) if word in group)
    if whole and (word in _SURE or all(_TOP.fullmatch(part) for part in above)):
        return whole
    if _says_part(parts):
        return (_PART,)
    return (_NAMED,) if _is_named_so(found.route, parts) else ()


def _says_part(parts: Sequence[str]) -> bool:
    """Whether the path says how a part of the app is: /api/v1/health/db, /db-health, /status/redis."""
    words = [word for part in parts if part in _KNOWN or not _TOP.fullmatch(part) for word in _words(part)]
    before = list(itertools.takewhile(lambda word: word not in _KNOWN, words))
    is_first = before != words and set(words) <= _KNOWN | _ASKED and set(before) <= _ITSELF
    return is_first or _is_about_health(words)


def _is_named_so(route: Route, parts: Sequence[str]) -> bool:
    """Whether the view is called so: `health_check` anywhere, `health` where the path names nothing else."""
    words = [word for word in _words(route.endpoint) if word != "index"]
    if not _is_about_health(words):
        return False
    return set(words) != {"health"} or all(
        _TOP.fullmatch(part) or set(_words(part)) <= _ASKED for part in parts
    )


def _is_about_health(words: Sequence[str]) -> bool:
    return set(words) <= _KNOWN | _ASKED and not _SURE.isdisjoint(words)


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", name.lower())
