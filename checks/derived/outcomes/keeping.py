"""What an answer says to caches."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response

from ..config.sessions import carriers, is_session

_CLOSED = re.compile(r"\b(private|no-store|no-cache)\b", re.IGNORECASE)
_KEPT = re.compile(r"\bpublic\b|s-maxage=[1-9]|max-age=[1-9]", re.IGNORECASE)


def is_closed(answer: Response) -> bool:
    """Whether no shared cache may keep it, or only after asking again."""
    return _CLOSED.search(cache_control(answer)) is not None


def is_kept(answer: Response) -> bool:
    """Whether it invites shared caches to keep it."""
    return _KEPT.search(cache_control(answer)) is not None and not is_closed(answer)


def cache_control(answer: Response) -> str:
    """Its Cache-Control header, "" without one."""
    return answer.headers.get("cache-control", "")


def kept_with_sessions(app: App, requests: Requests) -> list[Response]:
    """The answers that give somebody a session, and that shared caches may keep."""
    return [one for one in carriers(app, requests) if (one.status or 500) < 400 and is_kept(one)]


def kept_with_identities(app: App, requests: Requests) -> dict[str, list[Response]]:
    """By cookie, the answers that give a visitor a random value of his own, and that caches may keep."""
    found: dict[str, list[Response]] = {}
    for one in requests.every:
        if (one.status or 500) < 400 and is_kept(one):
            for cookie in one.cookies:
                if cookie.opaque and not (cookie.deleted or is_session(cookie, app)):
                    found.setdefault(cookie.name, []).append(one)
    return found
