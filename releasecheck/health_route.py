"""Which route says whether the app is healthy."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from releasecheck.facts.app import Route

# The first group that has a route wins, and in it the shortest path. Readiness comes first: it asks what the
# app needs (database, cache), and a release that cannot reach its database has not come up. Liveness has to
# answer without any of that, so it is asked only where there is nothing better.
_READINESS = frozenset({"ready", "readyz", "readiness", "heartbeat"})  # Dockerflow's heartbeat asks back-ends
_HEALTH = frozenset({"health", "healthz", "healthcheck", "healthy"})
_LIVENESS = frozenset({"live", "livez", "liveness", "alive", "lbheartbeat"})
_GENERAL = frozenset({"ping", "status", "up"})
_PREFERENCE = (_READINESS, _HEALTH, _LIVENESS, _GENERAL)

# Words that are also about other things (an order is ready, a task has a status) count only at the top.
_AMBIGUOUS = _GENERAL | {"ready", "live", "alive"}
_TOP = re.compile(r"(api|v\d+|internal|system|monitoring|actuator|manage|_|-|health|healthz|healthcheck)")
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
    """The number of its group, or nothing."""
    *above, last = [part.lower() for part in found.path.strip("/").split("/")]
    word = re.sub(r"[^a-z]", "", last)
    if word in _AMBIGUOUS and not all(_TOP.fullmatch(part) for part in above):
        return ()
    return tuple(rank for rank, group in enumerate(_PREFERENCE) if word in group)
