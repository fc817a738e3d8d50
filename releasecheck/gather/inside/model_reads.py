"""Attributes that functions read of a loaded record, and that its class has not."""

from __future__ import annotations

import ast
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

from . import model_functions, own_modules, source_lines
from .model_functions import Names, is_stored, stands_for

_ONE = ("first", "first_or_404", "one", "one_or_404", "one_or_none", "get", "get_or_404")
_BY_CLASS = ("get", "get_or_404")  # session.get(User, 1), db.get_or_404(User, 1)
_STILL = {  # of a query: what it gives stays a record of the class
    *("filter", "filter_by", "order_by", "limit", "offset", "join", "outerjoin", "options", "distinct"),
    *("group_by", "having", "where", "execution_options", "populate_existing", "with_for_update"),
}
_LIBRARIES = ("sqlalchemy", "flask_sqlalchemy")
_HARMLESS = {  # calls that set nothing on what they are given
    *("add", "delete", "refresh", "expire", "login_user", "append", "isinstance", "hasattr", "getattr"),
    *("print", "str", "repr", "len", "bool", "jsonify"),
}


def collect(mappers: List[Any], tools: Any) -> List[Dict[str, Any]]:
    """The AbsentAttribute facts, in the order of the modules' names."""
    classes = {each.class_: each for each in mappers}
    found: List[Dict[str, Any]] = []
    if not all(getattr(each, "configured", False) for each in mappers):
        return found  # what relationships of other classes bring is not there
    for function, names, filename in model_functions.each(mappers, tools):
        for read, mapper in _Function(function, names, classes).reads():
            if not _has(mapper, read.attr) and not _is_set(mapper, read.attr, tools):
                found.append(
                    {
                        "model": mapper.class_.__name__,
                        "attribute": read.attr,
                        "place": tools.place(filename, read.lineno, read.col_offset + 1),
                        "function": tools.place(filename, function.lineno),
                    }
                )
    return found


class _Function:
    """A function, with what the names in it are loaded from."""

    def __init__(self, node: Any, names: Names, classes: Dict[Any, Any]) -> None:
        # Its decorators and defaults are the module's: the `team` of `@team.route(…)` is no record.
        self._nodes: List[Any] = [each for each in ast.walk(node.args) if isinstance(each, ast.arg)]
        self._nodes += [each for part in node.body for each in ast.walk(part)]
        self._parents = {id(child): each for each in self._nodes for child in ast.iter_child_nodes(each)}
        self._names = names
        self._classes = classes

    def reads(self) -> Iterator[Tuple[Any, Any]]:
        """Each attribute that is read of a record, with the mapper of the record's class."""
        known = self._records()
        for node in self._nodes:
            if not isinstance(node, ast.Attribute) or not self._is_read(node):
                continue
            value = node.value
            name = value.id if isinstance(value, ast.Name) else None
            mapper = known.get(name) if name else self._one(value)
            if mapper is not None and not self._is_excused(node, name):
                yield node, mapper

    def _is_read(self, node: ast.Attribute) -> bool:
        added = isinstance(self._parents.get(id(node)), ast.AugAssign)
        return (added or isinstance(node.ctx, ast.Load)) and not node.attr.startswith(("__", "_sa_"))

    def _is_excused(self, node: ast.Attribute, name: Optional[str]) -> bool:
        """Asked for with care, or of a record that something else had in its hands."""
        above: Any = node
        while above is not None:
            if isinstance(above, ast.Try) and any(_catches(each) for each in above.handlers):
                return True
            above = self._parents.get(id(above))
        for call in [each for each in self._nodes if isinstance(each, ast.Call)]:
            called = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if called in ("hasattr", "getattr") and node.attr in _texts(call):
                return True
            handed = any(isinstance(each, ast.Name) and each.id == name for each in call.args)
            if handed and called not in _HARMLESS and call.lineno < node.lineno:
                return True
        return False

    def _records(self) -> Dict[Optional[str], Any]:
        """The names that stand for records of one class, and for nothing else, in the module neither."""
        bound: Dict[Optional[str], Set[Any]] = {}
        for node in self._nodes:
            for name in _bound(node):
                bound.setdefault(name, set()).add(self._loaded(node))
        own = {name: values for name, values in bound.items() if name not in self._names}
        loaded = {name: values - {ast.Constant} for name, values in own.items()}
        return {name: next(iter(values)) for name, values in loaded.items() if len(values) == 1}

    def _loaded(self, name: Any) -> Any:
        """The mapper of what is bound to a name here; ast.Constant for None."""
        above = self._parents.get(id(name))
        if isinstance(above, ast.Assign) and above.targets == [name]:
            empty = isinstance(above.value, ast.Constant) and above.value.value is None
            return ast.Constant if empty else self._one(above.value)
        if isinstance(above, (ast.For, ast.comprehension)) and above.target is name:
            return self._many(above.iter)
        return None

    def _one(self, node: Any) -> Any:
        """The mapper of what `User.query.first()` and `session.get(User, 1)` give."""
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            return None
        method, owner = node.func.attr, node.func.value
        if method not in _ONE:
            return None
        if method in _BY_CLASS and node.args and self._is_session(owner):
            return self._mapper(node.args[0])
        return self._query(owner, method)

    def _many(self, node: Any) -> Any:
        """The mapper of what a loop over `User.query` or `User.query.all()` gives."""
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "all":
            return self._query(called.value, "all")
        return self._list(node.id) if isinstance(node, ast.Name) else self._query(node, "__iter__")

    def _list(self, name: str) -> Any:
        """The mapper of a list that a name alone stands for, and that is never anything but gone through."""
        uses = [each for each in self._nodes if isinstance(each, ast.Name) and each.id == name]
        stored = [each for each in uses if is_stored(each)]
        above = [self._parents.get(id(each)) for each in uses]
        if len(stored) != 1 or any(isinstance(each, ast.Attribute) for each in above):
            return None
        if any(name in _bound(each) for each in self._nodes if each is not stored[0]):
            return None
        made = self._parents.get(id(stored[0]))
        plain = isinstance(made, ast.Assign) and made.targets == stored and isinstance(made.value, ast.Call)
        return self._many(made.value) if isinstance(made, ast.Assign) and plain else None

    def _query(self, node: Any, method: str) -> Any:
        """The mapper of a query for whole records of one class, with that method as SQLAlchemy wrote it."""
        while isinstance(node, ast.Call) and getattr(node.func, "attr", None) in _STILL:
            node = node.func.value  # type: ignore[attr-defined]  # it has an `attr`
        if isinstance(node, ast.Attribute) and node.attr == "query":
            mapper = self._mapper(node.value)
            return mapper if mapper is not None and _is_plain(mapper.class_, method) else None
        called = node.func if isinstance(node, ast.Call) and len(node.args) == 1 else None
        if isinstance(called, ast.Attribute) and called.attr == "query" and self._is_session(called.value):
            return self._mapper(node.args[0])
        return None

    def _mapper(self, node: Any) -> Any:
        named = stands_for(node, self._names)
        return self._classes.get(named) if isinstance(named, type) else None

    def _is_session(self, node: Any) -> bool:
        """`db.session`, `session`, `Session()`, and Flask-SQLAlchemy's `db`."""
        last = node.func if isinstance(node, ast.Call) else node
        name = getattr(last, "attr", getattr(last, "id", ""))
        return "session" in name.lower() or _of_a_library(type(stands_for(node, self._names)))


def _bound(node: Any) -> List[str]:
    """The names that a node binds itself."""
    if isinstance(node, ast.Name):
        return [node.id] if is_stored(node) else []
    if isinstance(node, ast.arg):
        return [node.arg]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)):
        return [node.name] if node.name else []
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return node.names
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    names = [getattr(node, "name", None), getattr(node, "rest", None)]  # of a pattern of `match`
    return [each for each in names if isinstance(each, str)]


def _catches(handler: ast.ExceptHandler) -> bool:
    named = ast.walk(handler.type) if handler.type is not None else ()
    return any(isinstance(each, ast.Name) and each.id == "AttributeError" for each in named)


def _texts(call: ast.Call) -> List[Any]:
    return [each.value for each in call.args if isinstance(each, ast.Constant)]


def _is_plain(model: Any, method: str) -> bool:
    """Whether `Model.query` is what a library set there, and nobody wrote that method of it anew."""
    query = _in_class(model, "query")
    own = getattr(getattr(model, "query_class", None), method, None)
    return _of_a_library(type(query)) and (own is None or _of_a_library(own))


def _of_a_library(value: Any) -> bool:
    return (getattr(value, "__module__", None) or "").partition(".")[0] in _LIBRARIES


def _in_class(model: Any, name: str) -> Any:
    return next((vars(each)[name] for each in model.__mro__ if name in vars(each)), None)


def _has(mapper: Any, name: str) -> bool:
    """Whether the class, or one that inherits from it, has the attribute or answers for any."""
    for each in mapper.self_and_descendants:
        for base in each.class_.__mro__:
            own = base is not object and not _of_a_library(base)
            if name in vars(base) or (own and {"__getattr__", "__getattribute__"} & set(vars(base))):
                return True
    return False


def _is_set(mapper: Any, name: str, tools: Any) -> bool:
    """Whether the project sets an attribute of that name, or any attribute of the class, on something."""
    family = {base.__name__ for each in mapper.self_and_descendants for base in each.class_.__mro__}
    trees = [source_lines.tree(filename) for _, _, filename in own_modules.imported(tools)]
    return any(_sets(tree, name, family, inside=False) for tree in trees)


def _sets(node: Any, name: str, family: Set[str], *, inside: bool) -> bool:
    """Whether below a node the name is set; `self` is of the family inside of its classes, or not."""
    if isinstance(node, ast.Attribute) and node.attr == name and is_stored(node):
        return inside or getattr(node.value, "id", None) != "self"
    if isinstance(node, ast.Attribute) and node.attr == "__dict__" and inside:
        return True
    if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "setattr" and len(node.args) == 3:
        written = getattr(node.args[1], "value", None)
        if written == name or (inside and not isinstance(written, str)):
            return True
    if isinstance(node, ast.AugAssign):
        return _sets(node.value, name, family, inside=inside)
    if isinstance(node, ast.ClassDef):
        inside = node.name in family
    return any(_sets(each, name, family, inside=inside) for each in ast.iter_child_nodes(node))
