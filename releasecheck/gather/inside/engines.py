"""SQLAlchemy's engines that the project's modules make for themselves, past the config."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any, Dict, Iterator, Optional, Tuple

from . import source_lines

_MAKERS = ("sessionmaker", "scoped_session", "async_sessionmaker")
_SHORTEST = 3  # of a variable's value that names a part of an address


def made_by_modules(tools: Any) -> Iterator[Tuple[str, str, Dict[str, Any]]]:
    """The name of each, its URL with the password, and where it is made; of one URL, the first."""
    seen = set()
    for module in [each for each in list(sys.modules.values()) if type(each) is ModuleType]:
        filename = vars(module).get("__file__")
        if not isinstance(filename, str) or not tools.own(filename):
            continue
        for name, value in list(vars(module).items()):
            url = _url(value)
            if url is not None and url not in seen:
                seen.add(url)
                yield name, url, tools.place(*(source_lines.attribute(module, name) or (filename,)))


def named_by(url: str, hits: Dict[str, str]) -> list[str]:
    """The variables of the environment that give it, whole or in parts."""
    return sorted(name for name, value in hits.items() if len(value) >= _SHORTEST and value in url)


def _url(value: Any) -> Optional[str]:
    """Of an engine, or of the one that a maker of sessions is bound to.

    Looked at by its class alone: a proxy of Flask's or of the app's own would be brought to life.
    """
    kind = type(value)
    if not kind.__module__.startswith("sqlalchemy."):
        return None
    try:
        if kind.__name__ in _MAKERS:
            value = getattr(value, "session_factory", value).kw["bind"]
        elif kind.__name__ not in ("Engine", "AsyncEngine"):
            return None
        return str(value.url.render_as_string(hide_password=False))
    except Exception:  # of another version, or bound to none
        return None
