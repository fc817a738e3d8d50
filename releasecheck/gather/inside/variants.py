"""A few pages asked once more in other ways: by strangers, under other names, through a proxy."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional
from urllib.parse import urlsplit

from . import cookies, hosts, origins
from .asking import Request

if TYPE_CHECKING:
    from .safe_routes import Ask

_PAGES = 5
_PREFLIGHTS = 2
_NAMING = 3
_FORWARDED = 3
_SLOW_S = 1.0
_HOST = "releasecheck-host.invalid"


class Seen(NamedTuple):
    """A plain request and what came back."""

    request: Request
    answer: Any

    @property
    def kind(self) -> Any:
        """Equal for pages that would tell the same."""
        headers = self.answer.headers
        media = headers.get("Content-Type", "").partition(";")[0]
        return (media, bool(headers.get("Set-Cookie")), self.request.rule.endpoint.rpartition(".")[0])


def requests(app: Any, asks: List[Ask], seen: List[Seen]) -> Iterator[Request]:
    """What is to be asked besides; `seen` are the plain answers so far."""
    quick = [each for each in seen if not each.answer.escaped and each.answer.duration_s < _SLOW_S]
    pages = _sample([each for each in quick if 200 <= (each.answer.status or 0) < 300])
    moved = [each for each in quick if each.answer.headers.get("Location")]
    yield from _strangers(app, pages)
    for each in (*pages, *_naming(app, quick, pages), *_leading(app, moved)):
        url = hosts.base_url(app, named=_HOST)
        yield each.request._replace(kind="variant", base_url=url, variant="host", sent=_HOST)
    yield from _forwarded(app, asks, moved)
    yield from _visited(app, pages, quick)


def _naming(app: Any, quick: List[Seen], others: List[Seen]) -> List[Seen]:
    """Pages that show the name they were asked under, beside those that are asked anyway."""
    name = hosts.host(app).encode("utf-8", "replace")
    found = [each for each in quick if each.answer.status == HTTPStatus.OK and name in each.answer.body]
    return [each for each in found if not any(each is other for other in others)][:_NAMING]


def _leading(app: Any, moved: List[Seen]) -> List[Seen]:
    """Redirects to the name they were asked under, else any one."""
    name = hosts.host(app)
    found = [each for each in moved if urlsplit(each.answer.headers["Location"]).netloc == name]
    return found[:_NAMING] or moved[:1]


def _sample(pages: List[Seen]) -> List[Seen]:
    """A few, as different as can be, those of Flask's static folder last."""
    first: Dict[Any, Seen] = {}
    for each in sorted(pages, key=lambda one: one.request.rule.endpoint.endswith("static")):
        first.setdefault(each.kind, each)
    others = [each for each in pages if each not in first.values()]
    return [*first.values(), *others][:_PAGES]


def _strangers(app: Any, pages: List[Seen]) -> Iterator[Request]:
    lookalikes = origins.lookalikes(app)
    # An API is what other origins are let into.
    apis_first = sorted(pages, key=lambda one: "json" not in one.answer.headers.get("Content-Type", ""))
    for number, each in enumerate(apis_first):
        for origin in (origins.STRANGER, *(lookalikes if number < _PREFLIGHTS else ())):
            yield each.request._replace(
                kind="variant", variant="origin", sent=origin, headers={"Origin": origin}
            )
    for each in apis_first[:_PREFLIGHTS]:
        asked = {"Origin": origins.STRANGER, "Access-Control-Request-Method": "GET"}
        yield each.request._replace(
            kind="variant", method="OPTIONS", variant="preflight", sent=origins.STRANGER, headers=asked
        )


def _forwarded(app: Any, asks: List[Ask], moved: List[Seen]) -> Iterator[Request]:
    """Redirects, the one to a rule's final slash among them, as a proxy with TLS would pass them on."""
    slashed = [
        Request("variant", ask.example.path[:-1], "", ask.rule)
        for ask in asks
        if len(ask.example.path) > 1 and ask.example.path.endswith("/") and not ask.example.domain
    ]
    url = hosts.base_url(app, scheme="http")
    host = hosts.host(app)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Host": host}
    for request in [*slashed[:1], *(each.request for each in moved)][:_FORWARDED]:
        yield request._replace(kind="variant", base_url=url, variant="forwarded", sent=host, headers=headers)


def _visited(app: Any, pages: List[Seen], seen: List[Seen]) -> Iterator[Request]:
    """Pages that begin no session, asked with one that another page began."""
    name = app.config.get("SESSION_COOKIE_NAME") or "session"
    pair = next(filter(None, (_session(name, each) for each in seen)), None)
    if pair is None:
        return
    for each in pages:
        if _session(name, each) is None:
            yield each.request._replace(kind="variant", variant="visited", headers={"Cookie": pair})


def _session(name: str, seen: Seen) -> Optional[str]:
    return cookies.named(name, seen.answer.headers.getlist("Set-Cookie"))
