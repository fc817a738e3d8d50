"""Which services the config points to, told without the credentials that the values may hold."""

from __future__ import annotations

import re
import sys
from typing import Any, Dict, Iterator, List, Optional, Tuple
from urllib.parse import urlsplit

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d+)?|\[::1\](:\d+)?")
# Names whose bare value is a host that the app connects to; what it binds to is another matter.
_HOST_NAMES = re.compile(r"(.*_)?(HOST|HOSTNAME|SERVER|SERVER_NAME)|MAIL_SERVER", re.IGNORECASE)
_BOUND = re.compile(
    r"(FLASK|RUN|BIND|LISTEN|APP|WEB|HTTP|DEV|FLASK_RUN)_?(HOST|SERVER)|HOST|SERVER", re.IGNORECASE
)
_THIS_MACHINE = re.compile(r"localhost|.*\.localhost|127(\.\d+){3}|::1|0\.0\.0\.0", re.IGNORECASE)
_EXAMPLE = re.compile(r"(.*\.)?example(\.(com|org|net))?|(.*\.)?(yourdomain|your-domain)\..*", re.IGNORECASE)
_FILES = ("sqlite", "duckdb")
_MAX = 20


def addresses(name: str, value: Any, asks_sqlalchemy: bool, hits: Dict[str, str]) -> List[Dict[str, Any]]:
    """One entry for each URL or host; a dict is looked into once, and a list is told by one of its URLs.

    `hits` are the variables of the environment that the app asked for, with their values.
    """
    return [
        {**found, "key": label, "environment": _given_by(text.strip(), found["file"], hits)}
        for label, key, text in list(_texts(name, value))[:_MAX]
        for found in [_address(key, text, asks_sqlalchemy)]
        if found is not None
    ]


def _given_by(text: str, file: Optional[str], hits: Dict[str, str]) -> List[str]:
    """The variables that hold the address, or the part of it that says where."""
    given = {name: value.strip() for name, value in hits.items()}
    if file:
        return sorted(name for name, value in given.items() if _file_of(value) == file)
    return sorted(name for name, value in given.items() if _is_part(value, *_split(text)))


def _is_part(value: str, host: str, rest: str) -> bool:
    """Whether it is the host, or the address; another URL may have the same host."""
    own, after = _split(value)
    return bool(host) and own == host and (after == rest or not (after or _URL.match(value)))


def _split(text: str) -> Tuple[str, str]:
    """The host and the path of a URL, of the end of one, and of `host:port`."""
    try:
        parts = urlsplit(text if _URL.match(text) else "//" + text.rpartition("//")[2])
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def _file_of(path: str) -> str:
    return re.split(r"[\\/]", path.partition("?")[0])[-1]


def _texts(name: str, value: Any) -> Iterator[Tuple[Optional[str], str, str]]:
    if isinstance(value, str):
        yield None, name, value
    elif isinstance(value, dict):
        for key, item in list(value.items()):
            if isinstance(key, str) and isinstance(item, str):
                yield key, "%s_%s" % (name, key), item
    elif isinstance(value, (list, tuple, set, frozenset)):
        urls = sorted(item for item in value if isinstance(item, str) and _URL.match(item.strip()))
        yield from ((None, name, item) for item in sorted(urls, key=_is_near)[:1])


def _is_near(url: str) -> bool:
    """Whether a URL is of this machine or an example; beside others in a list it is for development."""
    found = _of_url(url.strip(), asks_sqlalchemy=False)
    return found is not None and found["where"] != "elsewhere"


def _address(name: str, text: str, asks_sqlalchemy: bool) -> Optional[Dict[str, Any]]:
    text = text.strip()
    if _URL.match(text):
        return _of_url(text, asks_sqlalchemy)
    if _HOST_NAMES.fullmatch(name) and not _BOUND.fullmatch(name) and _HOST.fullmatch(text):
        return {"scheme": "", "where": whose(re.sub(r":\d+$", "", text)), "dialect": None, "file": None}
    return None


def _of_url(url: str, asks_sqlalchemy: bool) -> Optional[Dict[str, Any]]:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    in_file = scheme.split("+")[0] in _FILES
    where = _where_in(parts.path) if in_file else whose(host)
    return {
        "scheme": scheme,
        "where": where,
        "dialect": _dialect(url) if asks_sqlalchemy else None,
        "file": _file_of(parts.path) if where == "file" else None,
    }


def _where_in(path: str) -> str:
    return "memory" if path in ("", "/", "/:memory:") else "file"


def whose(host: str) -> str:
    """Whose machine a host name stands for."""
    if _THIS_MACHINE.fullmatch(host):
        return "this-machine"
    return "example" if _EXAMPLE.fullmatch(host) else "elsewhere"


def _dialect(url: str) -> Optional[bool]:
    """Whether the app's SQLAlchemy finds a dialect for the URL; None where more than that is amiss."""
    loaded: Any = sys.modules.get("sqlalchemy.engine.url")
    if loaded is None:
        return None
    try:
        loaded.make_url(url).get_dialect()
    except Exception as problem:
        return False if type(problem).__name__ == "NoSuchModuleError" else None
    return True
