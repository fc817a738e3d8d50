"""The config keys that Flask and the loaded extensions know, and attributes that only lack the upper case."""

from __future__ import annotations

import os
import re
import sys
import types
from typing import Any, Dict, Iterator, List, Set

import flask

from . import provenance, source_lines

_KEY = re.compile(r"""["']([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)["']""")
_NOT_EXTENSIONS = frozenset(("flask", "werkzeug", "jinja2", "click", "blinker", "itsdangerous", "__main__"))
_FILES_MAX = 300  # of one package
_BYTES_MAX = 400_000  # of one file
_KEYS_MAX = 1500  # of one package


def vocabulary(app: Any, tools: Any) -> Dict[str, List[str]]:
    """Package -> the keys that its source names, for the loaded packages that use Flask; Flask's defaults."""
    keys = {name: sorted(found) for name, found in _of_extensions(tools)}
    return {
        "flask": sorted(map(str, app.default_config)),
        **{name: each for name, each in keys.items() if each},
    }


def _of_extensions(tools: Any) -> Iterator[Any]:
    for name in sorted(_extensions(tools)):
        yield name, sorted(_keys(sys.modules[name]))[:_KEYS_MAX]


def _extensions(tools: Any) -> Set[str]:
    """Top-level packages outside the project that are named for Flask, or hold it in some module."""
    found = set()
    for name, module in list(sys.modules.items()):
        package = name.partition(".")[0]
        if package in found or package in _NOT_EXTENSIONS or package.startswith("_releasecheck"):
            continue
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and package in sys.modules and not tools.own(file):
            if package.startswith("flask_") or _uses_flask(module):
                found.add(package)
    return found


def _uses_flask(module: Any) -> bool:
    """Whether it holds what extensions work with; one that only derives from a class of Flask does not."""
    held = getattr(module, "__dict__", {})
    return (
        held.get("flask") is flask
        or held.get("Flask") is flask.Flask
        or held.get("current_app") is flask.current_app
    )


def _keys(package: Any) -> Set[str]:
    keys: Set[str] = set()
    for file in _files(package):
        try:
            if os.path.getsize(file) <= _BYTES_MAX:
                with open(file, encoding="utf-8", errors="replace") as opened:
                    keys.update(_KEY.findall(opened.read()))
        except OSError:
            continue
    return keys


def _files(package: Any) -> List[str]:
    folders = list(getattr(package, "__path__", ()))
    if not folders:
        return [package.__file__] if str(getattr(package, "__file__", "")).endswith(".py") else []
    found = [
        os.path.join(folder, name)
        for top in folders
        for folder, _, names in os.walk(top)
        for name in sorted(names)
        if name.endswith(".py")
    ]
    return found[:_FILES_MAX]


def dropped(app: Any, known: Dict[str, List[str]], tools: Any) -> List[Dict[str, Any]]:
    """Attributes of loaded classes and config modules that would set a key which is unset, in upper case."""
    keys = {key for listed in known.values() for key in listed}
    found: Dict[str, Dict[str, Any]] = {}
    for owner in provenance.loaded(app.config):
        for name in _names_of(owner):
            key = name.upper()
            if name != key and key in keys and "_" in name and _is_unset(app, key):
                found.setdefault(key, _dropped(owner, name, key, tools))
    return [found[key] for key in sorted(found)]


def _names_of(owner: Any) -> List[str]:
    try:
        return _values_of(owner)
    except Exception:  # the object's own attributes run
        return []


def _values_of(owner: Any) -> List[str]:
    """Names of plain values; a module that does other work than to hold config has names for other ends."""
    if isinstance(owner, types.ModuleType) and not re.search("conf|settings", owner.__name__):
        return []
    held = [name for name in dir(owner) if not name.startswith("_") and not name.isupper()]
    kind = owner if isinstance(owner, (type, types.ModuleType)) else type(owner)
    return [name for name in held if _is_plain(getattr(kind, name, None))]


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, bytes, int, float, list, tuple, dict))


def _is_unset(app: Any, key: str) -> bool:
    origin = provenance.origin(app.config, key)
    if origin is not None:
        return origin.default
    return key not in app.config or bool(app.config[key] == app.default_config.get(key))


def _dropped(owner: Any, name: str, key: str, tools: Any) -> Dict[str, Any]:
    line = source_lines.attribute(owner, name)
    nowhere = {"path": None, "line": None, "column": None}
    place = tools.place(*line) if line else nowhere
    return {"name": name, "key": key, "owner": provenance.name_of(owner), "place": place}
