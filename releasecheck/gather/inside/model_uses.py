"""What the app's functions do with models that its database or SQLAlchemy refuses, whatever the request."""

from __future__ import annotations

import ast
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from . import model_functions, own_modules, refused_commits
from .model_functions import Names, is_stored, stands_for

_CONSTRUCTOR = "_declarative_constructor"  # of a declarative base: it takes any attribute of the class
_LOADS = ("get", "get_or_404", "first", "first_or_404", "one", "one_or_404", "one_or_none")
_ASKED = (ast.If, ast.UnaryOp, ast.Compare)
_PASSED = {"add": "added", "add_all": "added", "delete": "deleted"}
_OWN_LISTENER = "_event_on_init"  # SQLAlchemy's, of each class


class Models:
    """The mappers by their classes, and what each asks for, looked at once."""

    def __init__(self, mappers: List[Any], *, completed: bool) -> None:
        self._completed = completed  # something may fill in what is missing before each flush
        self._mappers = {each.class_: each for each in mappers}
        self._required: Dict[Any, Set[str]] = {}

    def mapper(self, called: Any) -> Any:
        """Of a class that takes any attribute as a keyword, and no other; else None."""
        mapper = self._mappers.get(called) if isinstance(called, type) else None
        if mapper is None:
            return None
        init = getattr(called.__init__, "_sa_original_init", called.__init__)
        return mapper if getattr(init, "__qualname__", "") == _CONSTRUCTOR else None

    def any_mapper(self, named: Any) -> Any:
        """Of a class, whatever its constructor."""
        return self._mappers.get(named) if isinstance(named, type) else None

    def required(self, mapper: Any) -> Set[str]:
        """The attributes without which no row is taken; none where something else may fill them."""
        if mapper not in self._required:
            self._required[mapper] = set() if self._completed else set(_required(mapper))
        return self._required[mapper]

    def referring(self, mapper: Any) -> Iterator[Tuple[str, str]]:
        """Classes and their columns that refer to its rows, and that nothing takes care of."""
        try:
            known = {id(each.mapper.local_table) for each in mapper.relationships}
        except Exception:  # SQLAlchemy cannot configure the models
            return
        for child in self._mappers.values():
            if child.inherits is None and id(child.local_table) not in known:
                for key in sorted(child.local_table.foreign_keys, key=lambda each: str(each.parent.name)):
                    if not key.ondelete and _refers_to(key, mapper.local_table):
                        yield child.class_.__name__, key.parent.name


def _refers_to(key: Any, table: Any) -> bool:
    try:
        return key.column.table is table
    except Exception:  # no such table: foreign-key-to-no-table tells
        return False


def _required(mapper: Any) -> Iterator[str]:
    listeners = [*mapper.dispatch.before_insert, *mapper.class_manager.dispatch.init]
    others = [each for each in listeners if getattr(each, "__name__", "") != _OWN_LISTENER]
    if mapper.inherits is not None or mapper.validators or others:
        return
    table = mapper.local_table
    counted = getattr(table, "autoincrement_column", getattr(table, "_autoincrement_column", None))
    set_apart = (counted, mapper.polymorphic_on, mapper.version_id_col)
    for column in table.columns:
        filled = [column.default, column.server_default, getattr(column, "computed", None)]
        filled.append(getattr(column, "identity", None))
        known = column.nullable or column.foreign_keys or any(column is each for each in set_apart)
        if not known and all(each is None for each in filled):
            yield mapper.get_property_by_column(column).key


def collect(mappers: List[Any], tools: Any) -> Tuple[List[Dict[str, Any]], List[Dict[str, Any]]]:
    """The RefusedCall and the RefusedDelete facts, in the order of the modules' names."""
    files = [filename for _, _, filename in own_modules.imported(tools)]
    models = Models(mappers, completed=any(_listens(filename) for filename in files))
    calls: List[Dict[str, Any]] = []
    deletes: List[Dict[str, Any]] = []
    for function, names, filename in model_functions.each(mappers, tools):
        at = {"function": tools.place(filename, function.lineno)}
        calls += ({**each, **at} for each in _calls(function, names, models, filename, tools))
        deletes += ({**each, **at} for each in _deletes(function, names, models, filename, tools))
    return calls, deletes


def _listens(filename: str) -> bool:
    try:
        with open(filename, "rb") as file:
            return b"before_flush" in file.read()
    except OSError:
        return True


def _calls(
    function: Any, names: Names, models: Models, filename: str, tools: Any
) -> Iterator[Dict[str, Any]]:
    for call in [each for each in ast.walk(function) if isinstance(each, ast.Call)]:
        mapper = models.mapper(stands_for(call.func, names))
        if mapper is None or call.args:
            continue
        given = [each.arg for each in call.keywords if each.arg]
        unknown = [name for name in given if not hasattr(mapper.class_, name)]
        lacking: Set[str] = set()
        if not unknown and len(given) == len(call.keywords):
            lacking = models.required(mapper) - set(given)
            lacking = _never_set(function, call, given, lacking, mapper) if lacking else lacking
        if unknown or lacking:
            yield {
                "model": mapper.class_.__name__,
                "unknown": unknown,
                "lacking": sorted(lacking),
                "place": tools.place(filename, call.lineno, call.col_offset + 1),
            }


def _never_set(function: Any, call: Any, given: List[str], lacking: Set[str], mapper: Any) -> Set[str]:
    """Those of the lacking that nothing sets before the commit; none where that is not sure."""
    plain = {mapper.get_property_by_column(each).key for each in mapper.local_table.columns}
    plain |= {each.key for each in _relationships(mapper)}
    name = _name_of(function, call)
    if name is None or not plain.issuperset(given):
        return set()
    end = _end(function, call.lineno)
    uses = [each for each in _uses(function, name) if call.lineno < each.node.lineno <= end]
    if not uses or not all(each.kind in ("added", "set", "read") for each in uses):
        return set()
    stored = {each.what for each in uses if each.kind == "set"}
    if not stored <= plain or not any(each.kind == "added" for each in uses):
        return set()
    return lacking - stored


def _relationships(mapper: Any) -> List[Any]:
    try:
        return list(mapper.relationships)
    except Exception:  # SQLAlchemy cannot configure the models
        return []


class _Use:
    def __init__(self, kind: str, what: str, node: Any) -> None:
        self.kind = kind  # "added", "deleted", "set", "read" or "other"
        self.what = what
        self.node = node


def _name_of(function: Any, value: Any) -> Optional[str]:
    """The name that alone gets a value: `user = User(…)`, and nothing else is ever called that."""
    found = None
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and node.value is value and len(node.targets) == 1:
            found = getattr(node.targets[0], "id", None)
    stores = [each for each in ast.walk(function) if isinstance(each, ast.Name) and is_stored(each)]
    return found if sum(each.id == found for each in stores) == 1 else None


def _end(function: Any, line: int) -> int:
    """The line of the first commit after a line; 0 where there is none."""
    ends = (
        each.lineno
        for each in ast.walk(function)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr in refused_commits.ENDS
    )
    return min((each for each in ends if each > line), default=0)


def _uses(function: Any, name: str) -> Iterator[_Use]:
    parents = {id(child): node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id == name and not is_stored(node):
            yield _use(node, parents)


def _use(node: Any, parents: Dict[int, Any]) -> _Use:
    above = parents.get(id(node))
    if isinstance(above, ast.Attribute):
        beyond = parents.get(id(above))
        if is_stored(above):
            return _Use("set", above.attr, node)
        called = isinstance(beyond, ast.Call) and beyond.func is above
        return _Use("other" if called else "read", above.attr, node)
    while isinstance(above, (ast.List, ast.Tuple)):
        above = parents.get(id(above))
    if isinstance(above, ast.Call) and isinstance(above.func, ast.Attribute):
        return _Use(_PASSED.get(above.func.attr, "other"), "", node)
    if isinstance(above, _ASKED):
        return _Use("read", "", node)
    return _Use("other", "", node)


def _deletes(
    function: Any, names: Names, models: Models, filename: str, tools: Any
) -> Iterator[Dict[str, Any]]:
    """`db.session.delete(team)` where the function does nothing about the rows that need the team."""
    body = [each for statement in function.body for each in ast.walk(statement)]  # not `@app.delete(…)`
    deleting: List[Any] = [each for each in body if _is_delete(each)]
    if len(deleting) != 1 or not isinstance(deleting[0].args[0], ast.Name):
        return
    call = deleting[0]
    name = call.args[0].id
    loads = [each for each in ast.walk(function) if isinstance(each, ast.Assign) and _names(each, name)]
    mapper = _loaded(loads[0].value, names, models) if len(loads) == 1 else None
    if mapper is None or list(mapper.dispatch.before_delete):
        return
    before = [each for each in _uses(function, name) if each.node.lineno <= call.lineno]
    if any(each.kind in ("set", "other") for each in before):
        return
    spoken = {each.id for each in ast.walk(function) if isinstance(each, ast.Name)}
    spoken |= {each.attr for each in ast.walk(function) if isinstance(each, ast.Attribute)}
    for relation in [] if refused_commits.are_handled(function) else _relationships(mapper):
        child = relation.mapper.class_.__name__
        if _leaves_orphans(relation) and not {relation.key, child, "execute"} & spoken:
            yield {
                "model": mapper.class_.__name__,
                "relationship": relation.key,
                "child": child,
                "column": next(each.name for each in relation.remote_side if not each.nullable),
                "place": tools.place(filename, call.lineno, call.col_offset + 1),
            }
    if "execute" not in spoken and not refused_commits.may_be_caught(function, call):
        for child, column in models.referring(mapper):
            if child not in spoken:
                yield {
                    "model": mapper.class_.__name__,
                    "relationship": "",
                    "child": child,
                    "column": column,
                    "place": tools.place(filename, call.lineno, call.col_offset + 1),
                }


def _is_delete(node: Any) -> bool:
    """`session.delete(x)`, and not `query.delete()`."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "delete" and len(node.args) == 1


def _names(node: ast.Assign, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in node.targets)


def _loaded(value: Any, names: Names, models: Models) -> Any:
    """The mapper of what `Team.query.get(…)`, `db.session.get(Team, …)` and their like give."""
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return None
    if value.func.attr not in _LOADS:
        return None
    inner: Any = value.func.value
    while isinstance(inner, (ast.Call, ast.Attribute)):
        if isinstance(inner, ast.Attribute) and inner.attr == "query":
            return models.any_mapper(stands_for(inner.value, names))
        if isinstance(inner, ast.Call) and getattr(inner.func, "attr", None) == "query" and inner.args:
            return models.any_mapper(stands_for(inner.args[0], names))
        if isinstance(inner, ast.Call) and _is_fixed(inner):
            return None
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return models.any_mapper(stands_for(value.args[0], names)) if value.args else None


def _is_fixed(call: ast.Call) -> bool:
    """Whether it asks for a constant of the source."""
    sides = [each.value for each in call.keywords]
    sides += [side for each in call.args if isinstance(each, ast.Compare) for side in each.comparators]
    return any(isinstance(each, ast.Constant) for each in sides)


def _leaves_orphans(relation: Any) -> bool:
    """Whether SQLAlchemy would write NULL into children that refuse it."""
    return (
        relation.direction.name == "ONETOMANY"
        and not (relation.viewonly or relation.passive_deletes or relation.cascade.delete)
        and any(not each.nullable for each in relation.remote_side)
    )
