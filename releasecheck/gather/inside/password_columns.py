"""Columns for the hashes of passwords, and how long such a hash is here."""

from __future__ import annotations

import re
import sys
from typing import Any, Dict, Iterator

from . import mappers

_NAMED = re.compile(r"pass|pwd|hash|senha|contrasena", re.IGNORECASE)
_LONGEST = 400  # characters: no hash is longer


def collect(app: Any, tools: Any) -> Dict[str, Any]:
    """The TextColumn facts, and the length of what Werkzeug makes of a password, where there are any."""
    try:
        with app.app_context():
            columns = list(_columns(tools))
    except Exception:  # what cannot be configured is told by another rule
        columns = []
    security = sys.modules.get("werkzeug.security")
    length = len(security.generate_password_hash("releasecheck")) if columns and security else None
    return {"password_columns": columns, "hash_length": length}


def _columns(tools: Any) -> Iterator[Dict[str, Any]]:
    text: Any = getattr(sys.modules.get("sqlalchemy"), "String", ())  # no instance is one of ()
    for mapper in mappers.of_the_project(tools):
        for name, column in mapper.columns.items():
            length = getattr(column.type, "length", None)
            if _NAMED.search(name) and isinstance(column.type, text):
                place = mappers.place(mapper.class_, name, tools)
                short = isinstance(length, int) and length < _LONGEST
                if place["path"]:
                    yield {
                        "model": mapper.class_.__name__,
                        "column": name,
                        "length": length if short else None,
                        "place": place,
                    }
