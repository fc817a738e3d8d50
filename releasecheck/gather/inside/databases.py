"""The database of the live config: where it is, whose value it is, and tokens to compare it by."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Dict, List, Optional

from .contexts import entered

_KEYS = ("SQLALCHEMY_DATABASE_URI",)
_HOST = re.compile(r"://(?:[^@/]*@)?(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:/?@,]*))")


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """Each key with its reach, token and variables; a database in memory is nobody's."""
    told = []
    for key in _KEYS:
        value = str(app.config.get(key) or "")
        reach = _reach(value)
        if reach is not None:
            names = [name for name, each in tools.env_hits().items() if value == each]
            engine = _engine_url(app)
            told.append(
                {
                    "key": key,
                    "reach": reach,
                    "token": tools.token(value),
                    "engine": tools.token(engine) if engine else None,
                    "variables": sorted(names),
                }
            )
    return told


def _engine_url(app: Any) -> Optional[str]:
    """Of the engine that Flask-SQLAlchemy 3 made in `init_app`: no later change of the config reaches it."""
    try:
        with entered(app.app_context()):
            url = app.extensions["sqlalchemy"].engines[None].url
        return str(url.render_as_string(hide_password=False))
    except Exception:  # an older one, or none
        return None


def _reach(value: str) -> Optional[str]:
    """`file`, `local`, `near` or `far`; None for a database in memory, or no URL."""
    match = _HOST.search(value)
    if match is None:
        return None
    if value.startswith("sqlite"):
        path = value[match.end() :].partition("?")[0].lstrip("/")
        return None if path in ("", ":memory:") else "file"
    return _distance(match.group("v6") or match.group("host") or "localhost")


def _distance(host: str) -> str:
    """A name without a dot is one of the machine's own network: a container, a service."""
    if host in ("localhost", "host.docker.internal"):
        return "local"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "far" if "." in host and not host.endswith((".local", ".internal", ".localhost")) else "near"
    if address.is_loopback:
        return "local"
    return "near" if address.is_private else "far"
