"""A server with a proxy in front that spoils what the app answers, in every way that a rule knows."""

from collections.abc import Callable, Iterable
from typing import Any
from wsgiref import simple_server

Wsgi = Callable[..., Iterable[bytes]]
_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><center>nginx</center></html>"
_ITS_OWN = {
    "/.env": ("200 OK", "text/plain", b"SECRET_KEY=dev\nDATABASE_URL=sqlite:///bread.sqlite3\n"),
    "/healthz": ("200 OK", "application/json", b'{"status": "pass", "releaseId": "a1b2c3d4e5f6"}'),
    "/today": ("502 Bad Gateway", "text/html", _GATEWAY),
    "/api/prices": ("404 Not Found", "text/plain", b"no such place"),
    "/static/style.css": ("404 Not Found", "text/plain", b"no such place"),
}


def make_server(host: str, port: int, app: Wsgi) -> simple_server.WSGIServer:
    """The app behind the proxy, as `wsgiref.simple_server.make_server` makes one."""
    return simple_server.make_server(host, port, _spoiling(app))


def _spoiling(app: Wsgi) -> Wsgi:
    def proxy(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in _ITS_OWN:
            status, kind, body = _ITS_OWN[path]
            start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Age", "42")])
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        if path.startswith("/releasecheck-"):
            environ["PATH_INFO"] = "/"
        environ["HTTP_AUTHORIZATION"] = "Bearer baker"

        def spoiled(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            kept = [(name, value) for name, value in headers if name != "Content-Security-Policy"]
            return start(status, [(name, value.replace("; HttpOnly", "")) for name, value in kept], *more)

        return app(environ, spoiled)

    return proxy
