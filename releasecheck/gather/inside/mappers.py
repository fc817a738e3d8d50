"""Whether SQLAlchemy can configure the models' mappers, as it does when the first of them is used."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Dict, Iterator, List

from . import own_modules, source_lines

if TYPE_CHECKING:
    from types import FrameType

_CONFIGURING = "_post_configure_properties"  # of a Mapper
_UNDECLARED = ("failed to locate a name", "could not find table")


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The Unmapped facts: one at most, since SQLAlchemy stops at the first."""
    orm = sys.modules.get("sqlalchemy.orm")
    if orm is None:
        return []
    try:
        with app.app_context():
            vars(orm)["configure_mappers"]()
    except Exception as problem:
        # Asked again, it says of the first time only what was wrong, and not where.
        return list(_told(getattr(problem, "_configure_failed", problem), tools))
    return []


def _told(problem: BaseException, tools: Any) -> Iterator[Dict[str, Any]]:
    """What was raised in a mapper; what a listener raises afterwards is no fault of one."""
    frames = list(_frames(problem))
    mapper = next((each for each in map(_self, frames) if _is_mapper(each)), None)
    if mapper is None or not any(each.f_code.co_name == _CONFIGURING for each in frames):
        return
    keys = [each.key for each in map(_self, frames) if getattr(each, "parent", None) is mapper]
    attribute = keys[-1] if keys and isinstance(keys[-1], str) else None
    crash = tools.crash(problem)
    yield {
        "model": mapper.class_.__name__,
        "attribute": attribute,
        "type": crash["type"],
        "message": crash["message"],
        "place": place(mapper.class_, attribute, tools),
        "undeclared": any(words in crash["message"] for words in _UNDECLARED),
    }


def _frames(problem: BaseException) -> Iterator[FrameType]:
    traceback = problem.__traceback__
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _self(frame: FrameType) -> Any:
    return frame.f_locals.get("self")


def _is_mapper(value: Any) -> bool:
    return type(value).__name__ == "Mapper" and isinstance(getattr(value, "class_", None), type)


def of_the_project(tools: Any) -> List[Any]:
    """Those of the project's classes that are mapped to a table, those made in a function too, by names."""
    own = {name for name, _, _ in own_modules.imported(tools)}
    found = (each for each in _alive() if each.class_.__module__ in own)
    mapped = [each for each in found if hasattr(each.local_table, "metadata")]
    return sorted(mapped, key=lambda each: (each.class_.__module__, each.class_.__name__))


def _alive() -> Iterator[Any]:
    """All that SQLAlchemy has: it keeps registries of them from 1.4 on, and the mappers before."""
    module = sys.modules.get("sqlalchemy.orm.mapper")
    for registry in list(getattr(module, "_mapper_registries", ())):
        yield from registry.mappers
    yield from list(getattr(module, "_mapper_registry", ()))


def place(model: Any, attribute: Any, tools: Any) -> Dict[str, Any]:
    """Where an attribute of a model is set, else where the class is."""
    line = source_lines.attribute(model, attribute) if attribute else None
    if line is None:
        filename = getattr(sys.modules.get(model.__module__), "__file__", None)
        number = source_lines.definition(filename, model.__qualname__) if filename else None
        line = (filename, number) if filename and number else None
    found: Dict[str, Any] = tools.place(*line) if line else tools.place(None)
    return found
