"""The classes of the project that SQLAlchemy maps, with what their tables ask for."""

from __future__ import annotations

import os
from typing import Any, Dict, Iterator, List, Optional

from . import mappers, model_reads, model_uses
from .contexts import entered


def collect(app: Any, tools: Any) -> Optional[Dict[str, Any]]:
    """The Mapped fact; None where nothing is mapped."""
    mapped = mappers.of_the_project(tools)
    if not mapped:
        return None
    tables = {id(table): table for each in mapped for table in each.local_table.metadata.tables.values()}
    calls, deletes = model_uses.collect(mapped, tools)
    conventions = [each.local_table.metadata.naming_convention for each in mapped]
    return {
        "models": [_model(each, tools) for each in mapped],
        "lost_keys": list(_lost_keys(tables.values(), mapped, tools)),
        "names_constraints": all("uq" in each and "fk" in each for each in conventions),
        "backends": sorted(_backends(app)),
        "migrations": _migrations(app, tools),
        "refused_calls": calls,
        "refused_deletes": deletes,
        "absent_attributes": model_reads.collect(mapped, tools),
    }


def _model(mapper: Any, tools: Any) -> Dict[str, Any]:
    table, model = mapper.local_table, mapper.class_
    return {
        "name": model.__name__,
        "module": model.__module__,
        "place": mappers.place(model, None, tools),
        "table": table.fullname,
        "columns": [str(column.name) for column in getattr(table, "columns", ())],
        "elsewhere": bool(_bind(model, table)) or bool(table.info),
    }


def _bind(model: Any, table: Any) -> Any:
    keys = (getattr(model, "__bind_key__", None), table.metadata.info.get("bind_key"))
    return next(filter(None, keys), None)


def _lost_keys(tables: Any, mapped: List[Any], tools: Any) -> Iterator[Dict[str, Any]]:
    """Foreign keys to a table that their own metadata has not."""
    models = {id(each.local_table): each for each in reversed(mapped)}
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda each: str(each.parent.name)):
            target = _missing(key)
            if target is not None:
                mapper = models.get(id(table))
                yield {
                    "table": table.fullname,
                    "column": key.parent.name,
                    "target": target,
                    "model": mapper.class_.__name__ if mapper else None,
                    "place": mappers.place(mapper.class_, _key(mapper, key.parent), tools) if mapper else {},
                }


def _missing(key: Any) -> Optional[str]:
    """The table that a foreign key does not find."""
    try:
        key.column  # looks it up
    except Exception as problem:  # any other fault of a key is for mapper-configuration-fails to tell
        if type(problem).__name__ == "NoReferencedTableError":
            return str(getattr(problem, "table_name", "")) or None
    return None


def _key(mapper: Any, column: Any) -> Any:
    return mapper.get_property_by_column(column).key


def _backends(app: Any) -> Iterator[str]:
    """The kinds of the databases that Flask-SQLAlchemy has engines of."""
    kept = app.extensions.get("sqlalchemy")
    db = getattr(kept, "db", kept)
    with entered(app.app_context()):
        try:
            engines = getattr(db, "engines", None) or {None: getattr(db, "engine", None)}
            for engine in engines.values():
                if engine is not None:
                    yield engine.url.get_backend_name()
        except Exception:  # without a URL, a driver or a context
            return


def _migrations(app: Any, tools: Any) -> Optional[str]:
    """The folder of Flask-Migrate, from the project's own."""
    directory = getattr(app.extensions.get("migrate"), "directory", None)
    if directory is None:
        return None
    path: Optional[str] = tools.place(os.path.join(os.path.abspath(str(directory)), "env.py"))["path"]
    return os.path.dirname(path) if path else None
