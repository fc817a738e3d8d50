"""Blueprint objects that exist in the project, registered or not."""

from __future__ import annotations

import ast
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional, Tuple

import flask

from . import own_modules, source_lines

if TYPE_CHECKING:
    from collections.abc import Iterator


class Held(NamedTuple):
    """The module and the variable that hold a blueprint."""

    module: str
    variable: str


def collect(app: Any, tools: Any) -> List[Dict[str, Any]]:
    """The Blueprint facts, by name."""
    held = _held(tools)
    gc.collect()
    apps = [app, *_alive(flask.Flask)]  # another of the same factory has blueprints of its own
    registered = {id(blueprint) for each in apps for blueprint in each.blueprints.values()}
    facts = [
        _fact(each, id(each) in registered, held.get(id(each)), tools)
        for each in _alive(flask.Blueprint)
        if _own(each, held.get(id(each)), tools)
    ]
    return sorted(_without_twins(facts), key=lambda fact: (fact["name"], str(fact["place"])))


def _without_twins(facts: List[Dict[str, Any]]) -> Iterator[Dict[str, Any]]:
    """Leave out what a file made once more under another module name, when the app has all of the first.

    `from shop.auth import bp` and `from src.shop.auth import login_required` run the one file twice.
    """
    had = {_written(fact): fact for fact in facts if fact["registered"] and fact["place"]["line"]}
    for fact in facts:
        twin = had.get(_written(fact))
        if fact["registered"] or twin is None or twin["rules"] < fact["rules"]:
            yield fact
        elif twin["module"] == fact["module"]:  # made twice by one module: a factory, or a loop
            yield fact


def _written(fact: Dict[str, Any]) -> Tuple[Any, ...]:
    """The call in the source that made it."""
    return fact["name"], fact["place"]["path"], fact["place"]["line"]


def _alive(kind: type) -> List[Any]:
    """The objects of a class, by type() because isinstance() asks proxies whom they stand for."""
    return [each for each in gc.get_objects() if issubclass(type(each), kind)]


def _held(tools: Any) -> Dict[int, Held]:
    """Variables of the project that are blueprints, by id; the module that made one goes first."""
    found: Dict[int, Held] = {}
    for name, module, _ in own_modules.imported(tools):
        for variable, value in list(vars(module).items()):
            if issubclass(type(value), flask.Blueprint):
                if id(value) not in found or value.import_name == name:
                    found[id(value)] = Held(name, variable)
    return found


def _own_file(module: str, tools: Any) -> Optional[str]:
    """The file of a module of the project."""
    filename = getattr(sys.modules.get(module), "__file__", None)
    return filename if filename and tools.own(filename) else None


def _own(blueprint: Any, held: Optional[Held], tools: Any) -> bool:
    """Made in the project: its import name says so, or one that is no module is held there."""
    if blueprint.import_name in sys.modules:
        return _own_file(blueprint.import_name, tools) is not None
    return held is not None


def _fact(blueprint: Any, registered: bool, held: Optional[Held], tools: Any) -> Dict[str, Any]:
    module = _maker(blueprint, held, tools)
    filename = _own_file(module, tools)
    return {
        "name": blueprint.name,
        "registered": registered,
        "rules": len(blueprint.deferred_functions),
        "place": tools.place(filename, _line(filename, blueprint.name)),
        "variable": held.variable if held else None,
        "module": module,
        "import_name": str(blueprint.import_name),
        "lost_folders": _lost_folders(blueprint, tools),
    }


def _maker(blueprint: Any, held: Optional[Held], tools: Any) -> str:
    """The module that makes it: by its import name, unless that is wrong."""
    named: str = blueprint.import_name
    if _line(_own_file(named, tools), blueprint.name) is not None:
        return named
    other = held.module if held is not None and named not in sys.modules else named
    return next(iter(_makers(blueprint, tools)), other)


def _makers(blueprint: Any, tools: Any) -> List[str]:
    """The modules of the project that hold it and have a call that makes one of its name."""
    holding = [
        name
        for name, module, _ in own_modules.imported(tools)
        if any(each is blueprint for each in list(vars(module).values()))
    ]
    return [name for name in holding if _line(_own_file(name, tools), blueprint.name) is not None]


def _lost_folders(blueprint: Any, tools: Any) -> List[str]:
    """The declared folders that are not where the import name leads, but beside a module that makes it."""
    given = (blueprint.template_folder, vars(blueprint).get("_static_folder"))
    declared = [os.fspath(folder) for folder in given if folder]
    missing = [each for each in declared if not os.path.isdir(os.path.join(blueprint.root_path, each))]
    files = [_own_file(name, tools) for name in (_makers(blueprint, tools) if missing else ())]
    beside = [os.path.dirname(file) for file in files if file is not None]
    return [each for each in missing if any(os.path.isdir(os.path.join(folder, each)) for folder in beside)]


def _line(filename: Optional[str], name: str) -> Optional[int]:
    """The line of the call that makes a blueprint of this name."""
    for node in ast.walk(source_lines.tree(filename)) if filename else ():
        if isinstance(node, ast.Call) and any(
            isinstance(each, ast.Constant) and each.value == name
            for each in [*node.args[:1], *(key.value for key in node.keywords if key.arg == "name")]
        ):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called.endswith("lueprint"):
                return node.lineno
    return None
