"""Calls of other people's servers by an HTTP client, and what it raises when nobody answers."""

import re

from releasecheck.facts.boot import Crash, Event
from releasecheck.facts.requests import Response

_ALL_OF = {  # what catches whatever a client raises of the other side
    "requests": "requests.RequestException",
    "httpx": "httpx.HTTPError",
    "urllib3": "urllib3.exceptions.HTTPError",
    "urllib": "urllib.error.URLError",
    "aiohttp": "aiohttp.ClientError",
}
# How the names of machines and services near end; a site of the internet nobody here can start.
_NEAR = "local|internal|lan|home|svc|cluster|localdomain|docker|test"
_SITE = re.compile(rf"(?:[\w-]+\.)+(?!{_NEAR})[^\W\d_]{{2,}}(:\d+)?")
_WEB = re.compile(rf"\.(?!(?:{_NEAR}):)[a-z]{{2,}}:(?:80|443)\b")


def caught_by(crash: Crash) -> str | None:
    """The exception to catch, where a client raised this one of a server that it could not reach."""
    library, _, kind = crash.type.partition(".")
    return _ALL_OF.get(library) if crash.cause == "service" and not kind.endswith("ProxyError") else None


def is_site(crash: Crash) -> bool:
    """Whether it is about a site of the internet that the app asks by HTTP."""
    return bool(caught_by(crash) and _SITE.fullmatch(crash.subject or ""))


def is_of_the_web(crash: Crash) -> bool:
    """Whether it is about such a site by its port, whatever asks it."""
    return _WEB.search(crash.subject or "") is not None


def falls_with(answer: Response, event: Event) -> Crash | None:
    """The crash of a page that is a 500 because this call failed, and no line of the project caught it."""
    crash = answer.crash
    if crash is None or not (answer.uncaught and caught_by(crash)) or (answer.status or 500) != 500:
        return None
    failed = event.kind == "connect" and event.failed and not (event.loopback or event.backend)
    return crash if failed and crash.place == event.place else None
