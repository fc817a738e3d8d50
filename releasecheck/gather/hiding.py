"""Names of a module that hide what was imported or defined by the same name above, and is meant below."""

import ast
import datetime as dt
import types
from collections.abc import Iterator

from releasecheck.gather.source.syntax import dotted, last_name, words

# Classes without what a model has, and what that is.
_NO_MODELS = words("Form FlaskForm Resource MethodView View Schema")
_OF_MODELS = words("query objects")
_ROUTES = words("route get post put patch delete")
_TWINS = {"datetime": (dt, dt.datetime)}  # a module, and what of it has the same name
_IMPORTS = (ast.Import, ast.ImportFrom)
_FIRST = (*_IMPORTS, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_OF_FUNCTIONS = frozenset(dir(types.FunctionType))


def what_breaks(tree: ast.Module, line: int, name: str) -> tuple[str, int] | None:
    """What is meant of the former and is not there, as written, and its line; null where it may work.

    `line` is that of the last statement of the module which gives the name a value, such as
    `class User(FlaskForm)`, which has no `User.query`.
    """
    giving = [one for one in tree.body if name in _bound(one)]
    if not giving or giving[-1].lineno != line:
        return None
    *above, own = giving
    hidden = above[-1] if above else None
    if not isinstance(hidden, _FIRST):
        return None
    match own:
        case ast.ClassDef():
            return _of_class(own, tree)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _of_function(own, tree)
        case ast.Import() | ast.ImportFrom() if name in _TWINS and isinstance(hidden, _IMPORTS):
            return _of_import(own, hidden, tree, name)
    return None


def _bound(node: ast.stmt) -> set[str]:
    """The names that a statement of the module gives a value."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return {node.name}
    aliases = {
        one.asname or one.name.partition(".")[0] for one in ast.walk(node) if isinstance(one, ast.alias)
    }
    stored = (one for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store))
    return aliases | {one.id for one in stored}


def _of_class(own: ast.ClassDef, tree: ast.Module) -> tuple[str, int] | None:
    if own.keywords or not own.bases or any(last_name(base) not in _NO_MODELS for base in own.bases):
        return None
    has = {name for item in own.body for name in _bound(item)}
    return next((one for one, attr in _read(tree, own.name) if attr in _OF_MODELS - has), None)


def _of_function(own: ast.FunctionDef | ast.AsyncFunctionDef, tree: ast.Module) -> tuple[str, int] | None:
    """A view that calls itself where it means the former, or a function of which an attribute is read."""
    outermost = own.decorator_list[0] if own.decorator_list else None
    if not isinstance(outermost, ast.Call) or last_name(outermost) not in _ROUTES:
        return None
    local = _locals(own)
    for one in ast.walk(own) if own.name not in local else ():
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == own.name:
            return f"{own.name}()", one.lineno
    return next((one for one, attr in _read(tree, own.name) if attr not in _OF_FUNCTIONS), None)


def _of_import(own: ast.stmt, hidden: ast.stmt, tree: ast.Module, name: str) -> tuple[str, int] | None:
    """`from datetime import datetime` and `import datetime`: each has what the other has not."""
    kinds = {ast.Import: 0, ast.ImportFrom: 1}
    has, had = (_TWINS[name][kinds[type(one)]] for one in (own, hidden))
    return next(
        (one for one, attr in _read(tree, name) if hasattr(had, attr) and not hasattr(has, attr)), None
    )


def _read(tree: ast.Module, name: str) -> Iterator[tuple[tuple[str, int], str]]:
    """`User.query`, wherever a function reads it of the module's name; not what the module has set there."""
    attributes = [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == name
    ]
    given = {one.attr for one in attributes if not isinstance(one.ctx, ast.Load)}
    inside = {id(part) for function in _functions(tree, name) for part in ast.walk(function)}
    for one in attributes:
        if id(one) in inside and one.attr not in given:
            yield (dotted(one), one.lineno), one.attr


def _functions(tree: ast.Module, name: str) -> Iterator[ast.AST]:
    """The functions of a module and of its classes that have no such name of their own."""
    for one in tree.body:
        for function in one.body if isinstance(one, ast.ClassDef) else [one]:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and name not in _locals(function):
                yield function


def _locals(function: ast.AST) -> set[str]:
    """Every name that something in a function gives a value, be it in a function within."""
    names = set()
    for one in ast.walk(function):
        if isinstance(one, ast.arg):
            names.add(one.arg)
        elif isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
            names.add(one.id)
        elif isinstance(one, ast.alias):
            names.add(one.asname or one.name.partition(".")[0])
        elif isinstance(one, ast.FunctionDef | ast.ClassDef) and one is not function:
            names.add(one.name)
    return names
