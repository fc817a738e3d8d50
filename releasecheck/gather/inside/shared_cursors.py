"""Cursors of databases that a module holds, and that its functions use in whichever thread they run."""

from __future__ import annotations

import sys
import threading
import types
from typing import Any, Dict, Iterator, List, Optional, Set

from . import own_modules, source_lines

# Where drivers have their classes, whichever of them an app takes.
_DRIVERS = {
    "sqlite3": "sqlite3",
    "psycopg2.extensions": "psycopg2",
    "psycopg": "psycopg",
    "psycopg.cursor": "psycopg",
    "pymysql.cursors": "pymysql",
    "MySQLdb.cursors": "MySQLdb",
    "mysql.connector.cursor": "mysql.connector",
    "mysql.connector.cursor_cext": "mysql.connector",
}


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The SharedCursor facts, each cursor once."""
    if not any(module in sys.modules for module in _DRIVERS):
        return []
    found: Dict[int, Dict[str, Any]] = {}
    views = [view for view in app.view_functions.values() if isinstance(view, types.FunctionType)]
    for _, module, filename in own_modules.imported(tools):
        names = {name: value for name, value in list(vars(module).items()) if _driver(value)}
        used = set(_used(module, views)) if names else set()
        for name, value in names.items():
            file, line = source_lines.attribute(module, name) or (filename, None)
            if name in used and id(value) not in found:
                found[id(value)] = {
                    "name": name,
                    "driver": _driver(value),
                    "place": tools.place(file, line),
                    "by_any_thread": _by_any_thread(value),
                }
    return list(found.values())


def _driver(value: Any) -> Optional[str]:
    for base in type(value).__mro__:
        if base.__name__.endswith("Cursor") and base.__module__ in _DRIVERS:
            return _DRIVERS[base.__module__]
    return None


def _used(module: Any, views: List[Any]) -> Iterator[str]:
    """The global names that functions of the module look up."""
    theirs = [one for one in list(vars(module).values()) if isinstance(one, types.FunctionType)]
    for function in (*theirs, *views):
        while hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        if getattr(function, "__globals__", None) is vars(module):
            yield from _names(function.__code__)


def _names(code: types.CodeType) -> Set[str]:
    inner = (each for each in code.co_consts if isinstance(each, types.CodeType))
    return set(code.co_names).union(*(_names(each) for each in inner))


def _by_any_thread(cursor: Any) -> Optional[bool]:
    """Whether its connection lets another thread use it; null where that is not known."""
    if _driver(cursor) != "sqlite3":
        return None
    told: List[bool] = []

    def look() -> None:
        try:
            cursor.connection.cursor().close()
            told.append(True)
        except Exception:  # sqlite3.ProgrammingError
            told.append(False)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(1)
    return told[0] if told else None
