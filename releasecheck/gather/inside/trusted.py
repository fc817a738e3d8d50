"""How many proxies' X-Forwarded headers reach the app, measured in what its middleware hands on."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Union

from . import client, contexts, hosts

_MOST = 5
_HOST = "releasecheck-%d.invalid"
_FROM = "192.0.2.%d"
_HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Ssl": "on", "X-Scheme": "https"}

Trust = Union[int, str]


def measure(app: Any) -> Optional[Dict[str, Any]]:
    """The Trusted fact; none where no request of ours comes through to Flask.

    No hook and no view of the app runs: a request is taken away where Flask would begin with it.
    """
    plain = _arriving(app, {})
    chain = {
        "X-Forwarded-For": _chain(_FROM.__mod__),
        "X-Forwarded-Host": _chain(_HOST.__mod__),
        "X-Forwarded-Proto": _chain("https%d".__mod__),
    }
    many, one = _arriving(app, chain), _arriving(app, _HTTPS)
    if plain is None or many is None or one is None:
        return None
    scheme = _position(many["wsgi.url_scheme"], "https%d".__mod__)
    return {
        "address": _position(many.get("REMOTE_ADDR"), _FROM.__mod__),
        "host": _position(many.get("HTTP_HOST"), _HOST.__mod__),
        "scheme": scheme or int(one["wsgi.url_scheme"] == "https"),
        "foreign_host": _builds_links_to(app, _HOST % 0),
    }


def _builds_links_to(app: Any, host: str) -> bool:
    """Whether links in answers to a request for this host lead there."""
    try:
        asked = app.test_request_context("/", base_url=hosts.base_url(app, named=host))
        with contexts.entered(asked) as context:
            return bool(context.request.host == host == context.url_adapter.get_host(None))
    except Exception:  # the host is refused
        return False


def _chain(named: Callable[[int], str]) -> str:
    """As after so many proxies: each adds, at the end, whom it was asked by."""
    return ", ".join(named(number) for number in range(_MOST, 0, -1))


def _position(value: Optional[str], named: Callable[[int], str]) -> Trust:
    """From how many proxies a value was taken that came through."""
    number = next((each for each in range(1, _MOST + 1) if (value or "").startswith(named(each))), 0)
    return "any" if number == _MOST else number


def _arriving(app: Any, headers: Dict[str, str]) -> Optional[Dict[str, Any]]:
    """The environ that Flask is given for a request over http."""
    seen: List[Dict[str, Any]] = []

    def take(environ: Dict[str, Any], *_: Any) -> Any:
        seen.append(dict(environ))
        raise client.Cut

    original = vars(app).get("request_context")
    app.request_context = take
    try:
        app(client.environ("GET", "/", hosts.base_url(app, scheme="http"), headers), lambda *_: None)
    except BaseException:  # ours, or what a middleware makes of it
        pass
    finally:
        if original is None:
            del app.request_context
        else:
            app.request_context = original
    return seen[0] if seen else None
