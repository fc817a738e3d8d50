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
    for found in _URL.finditer(line):
        path, port, host = found["path"] or "/", found["port"], _HOST.search(line)
        if "$" in path or not (found["scheme"] or _ASKS.search(line)):
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
