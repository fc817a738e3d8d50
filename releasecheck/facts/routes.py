"""The routes that somebody has looked at, as the repository keeps them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LockedRoute:
    """One endpoint under one rule, and what an anonymous visitor got."""

    rule: str
    methods: tuple[str, ...]  # sorted, without HEAD and OPTIONS
    endpoint: str
    guards: tuple[str, ...] = ()  # decorators below the route's that by their names ask who it is
    anonymous: int | None = None  # status of the GET; null where it was not asked or says nothing
    to: str | None = None  # path that it redirected to
    host: str | None = None  # or the subdomain


@dataclass(frozen=True, slots=True)
class RouteLock:
    """What routes.lock has."""

    routes: tuple[LockedRoute, ...]
