"""The app's databases: where each is, whose value it is, and tokens to compare it by."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Dict, List, Optional

from .contexts import entered
from .engines import made_by_modules, named_by

_KEYS = ("SQLALCHEMY_DATABASE_URI",)
_HOST = re.compile(r"://(?:[^@/]*@)?(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:/?@,]*))")


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """Each key of the config, then each engine of a module's own; a database in memory is nobody's."""
    told = _of_config(app, tools)
    known = {token for one in told for token in (one["token"], one["engine"])}
    return [*told, *(one for one in _of_modules(tools) if one["token"] not in known)]


def _of_modules(tools: Any) -> List[Dict[str, Any]]:
    """With the place of each, which those of the config have not."""
    return [
        {
            "key": name,
            "reach": _reach(url),
            "token": tools.token(url),
            "engine": None,
            "variables": named_by(url, tools.env_hits()),
            "place": place,
        }
        for name, url, place in made_by_modules(tools)
        if _reach(url) is not None
    ]


def _of_config(app: Any, tools: Any) -> List[Dict[str, Any]]:
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
