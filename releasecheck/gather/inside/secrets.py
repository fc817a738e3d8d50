"""Signing keys and credentials of the live config, described: the values leave only as keyed tokens."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Dict, Iterator, List, Optional, Tuple, Union

from . import placeholders, provenance, secret_names

Value = Union[str, bytes]

_DEEP = 3
_HELD_MIN = 6  # shorter texts are part of others by accident
_SIGNING = re.compile(r"SECRET_KEY(_.*)?|.*(JWT|CSRF|SESSION|SIGNING).*(SECRET|KEY|SALT).*|SECURITY_.*SALT")
_CLASSES = (("lower", "[a-z]"), ("upper", "[A-Z]"), ("digit", "[0-9]"), ("other", "[^a-zA-Z0-9]"))


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """Secrets of the config as facts, each with its `token` and the `part_tokens` of passwords in a URL."""
    return [
        _described(app, key, subject, value, tools)
        for key, given in _config(app)
        for subject, value in held(key, given)
        if not getattr(provenance.origin(app.config, key), "default", False)
    ]


def held(name: str, value: Any) -> List[Tuple[str, Value]]:
    """The secrets `within` a config value; none in one that does not let itself be looked at."""
    try:
        return list(within(name, value))
    except Exception:  # the value's own methods run
        return []


def within(name: str, value: Any, subject: str = "", deep: int = _DEEP) -> Iterator[Tuple[str, Value]]:
    """The secrets that a config value is or holds, with their subjects: `NAME`, `NAME[0]`, `NAME['key']`."""
    subject = subject or name
    if isinstance(value, (str, bytes)):
        if value and (_signs(name) or secret_names.is_secret(name, value)):
            yield subject, value
    elif deep:
        for label, inner, item in _items(name, value):
            yield from within(inner, item, "%s[%s]" % (subject, label), deep - 1)


def _items(name: str, value: Any) -> Iterator[Tuple[str, str, Any]]:
    """Label, name and value of each item; where a dict is about secrets, its keys may be some."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name, None) for field in dataclasses.fields(value)}
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        hide = secret_names.is_secret_name(name)
        for index, (key, item) in enumerate(list(value.items())):
            plain = isinstance(key, str) and key.isidentifier() and not hide
            yield repr(key) if plain else str(index), "%s_%s" % (name, key), item
    elif isinstance(value, (list, tuple, set, frozenset)):
        ordered = sorted(value, key=repr) if isinstance(value, (set, frozenset)) else value
        for index, item in enumerate(ordered):
            yield str(index), name, item


def _config(app: Any) -> List[Tuple[str, Any]]:
    """The config's items with the key that Flask signs with, wherever a subclass keeps that one."""
    config = {key: value for key, value in app.config.items() if isinstance(key, str)}
    if isinstance(app.secret_key, (str, bytes)):
        config["SECRET_KEY"] = app.secret_key
    return sorted(config.items())


def _described(app: Any, key: str, subject: str, value: Value, tools: Any) -> Dict[str, Any]:
    parts: List[Value] = [*secret_names.credentials_in(value)] or [value]
    return {
        "key": subject,
        "type": type(value).__name__,
        "length": len(parts[0]),
        "classes": _classes(parts[0]),
        "place": provenance.place(app.config, key, tools),
        "signing": _signs(key),
        "known": _known(parts),
        "environment": _environment(_text(value), list(map(_text, parts)), tools.env_hits()),
        "token": tools.token(value),
        "part_tokens": [tools.token(part) for part in parts if part != value],
    }


def _known(parts: List[Value]) -> Optional[str]:
    """The text "None" is nobody's placeholder: an f-string or `str()` makes it of an unset variable."""
    if [_text(part) for part in parts] == ["None"]:
        return "none"
    return "placeholder" if any(map(placeholders.is_placeholder, parts)) else None


def _signs(name: str) -> bool:
    return _SIGNING.fullmatch(name) is not None and secret_names.is_secret_name(name)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")


def _classes(value: Value) -> List[str]:
    return [name for name, pattern in _CLASSES if re.search(pattern, _text(value))]


def _environment(whole: str, parts: List[str], hits: Dict[str, str]) -> List[str]:
    return sorted(name for name, given in hits.items() if given and _given_by(name, given, whole, parts))


def _given_by(name: str, given: str, whole: str, parts: List[str]) -> bool:
    if given == whole or given in parts:
        return len(given) >= _HELD_MIN or secret_names.is_secret_name(name)
    return any(
        (len(given) >= _HELD_MIN and given in part) or (len(part) >= _HELD_MIN and part in given)
        for part in parts
    )
