"""Health checks that are commands: which URL `curl`, `wget` or a line of Python asks."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.deploy import HealthCheck

_URL = re.compile(
    r"""(?:(?P<scheme>https?)://)?
    (?P<host>localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])
    (?::(?P<port>\d+|\$\{[^}]*\}|\$\w+))?
    (?P<path>/[^\s"'`|;<>()\\,}]*)?""",
    re.VERBOSE,
)
_ASKS = re.compile(r"\b(curl|wget|http|https)\b(?!:)")
_HOST = re.compile(r"""(?:-H|--header)[\s=]*["']?Host:\s*(?P<host>[^\s"']+)""", re.IGNORECASE)


def asked_by(command: str | Sequence[str], place: Place, context: str = ".") -> Iterator[HealthCheck]:
    """The URL of this machine that a command asks; one that a variable is part of cannot be known."""
    line = command if isinstance(command, str) else " ".join(command)
    asked = [one for one in _URL.finditer(line) if one["scheme"] or _ASKS.search(line)]
    if len({one["port"] for one in asked if one["scheme"]}) > 1:
        return  # of two servers: which of them is the app's cannot be known
    for found in asked:
        path, port, host = found["path"] or "/", found["port"], _HOST.search(line)
        if "$" in path:
            continue
        known = port is None or port.isdigit()
        netloc = f"{found['host']}:{port}" if port else found["host"]
        yield HealthCheck(
            path=path,
            place=place,
            host=host["host"] if host else netloc if known else None,
            scheme=found["scheme"] or "http",
            port=int(port) if port and known else None,
            context=context,
        )
        return
