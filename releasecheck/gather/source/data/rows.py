"""Rows of sqlite3 that are asked for `.get()`, which they do not have."""

import ast
from collections.abc import Iterator

from releasecheck.facts.slips import RowGet
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, last_name, resolved

_FETCHES = frozenset({"fetchone", "fetchall", "fetchmany"})
_COUNTS = frozenset({"lastrowid", "rowcount"})
_OTHERS = (b"psycopg", b"mysql", b"MySQL", b"DictCursor", b"dict_factory")  # whose rows may be dicts
_ROUNDS = 4  # functions that hand on what others fetch


def note(tree: ast.Module, content: bytes, sheet: Sheet) -> None:
    """`row.get("name")` in a file that has its rows from sqlite3 alone, as sqlite3.Row."""
    if b"sqlite3.Row" not in content or any(other in content for other in _OTHERS):
        return
    nodes = list(ast.walk(tree))
    if not all(map(_is_plain, _factories(nodes, sheet))):
        return
    functions = [one for one in nodes if isinstance(one, ast.FunctionDef)]
    fetching = _fetching(functions)
    for function in functions:
        names = _names(function, fetching)
        for call in _inside(function):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "get"
            ):
                row = call.func.value
                if not isinstance(row, ast.Constant) and _is_row(row, names, fetching):
                    get = RowGet(ast.unparse(call.func), sheet.place(call), sheet.place(function))
                    sheet.slips.row_gets.append(get)


def _factories(nodes: list[ast.AST], sheet: Sheet) -> Iterator[str]:
    """What connections are told to make of a row."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr == "row_factory":
                    yield resolved(dotted(node.value), sheet.imports)


def _is_plain(factory: str) -> bool:
    return factory == "sqlite3.Row"


def _fetching(functions: list[ast.FunctionDef]) -> frozenset[str]:
    """Functions that return what is fetched, by themselves or through another one, and nothing else."""
    named = [one.name for one in functions]
    plain = [one for one in functions if not one.decorator_list and named.count(one.name) == 1]
    found: frozenset[str] = frozenset()
    for _ in range(_ROUNDS):
        found = frozenset(one.name for one in plain if _returns_rows(one, found))
    return found


def _returns_rows(function: ast.FunctionDef, fetching: frozenset[str]) -> bool:
    inside = list(_inside(function))
    names = _names(function, fetching)
    returned = [one.value for one in inside if isinstance(one, ast.Return)]
    if any(isinstance(one, ast.Yield | ast.YieldFrom) for one in inside):
        return False
    fetched = [one for one in returned if one is not None and not isinstance(one, ast.Constant)]
    return bool(fetched) and all(_is_row(one, names, fetching) for one in fetched)


def _names(function: FunctionNode, fetching: frozenset[str]) -> frozenset[str]:
    """The names in a function that only ever stand for what is fetched."""
    stored = [
        one.id for one in _inside(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    ]
    taken = {one.arg for one in ast.walk(function) if isinstance(one, ast.arg)}
    names: frozenset[str] = frozenset()
    for _ in range(_ROUNDS):
        given = [name for one in _inside(function) for name in _given(one, names, fetching)]
        names = frozenset(name for name in given if given.count(name) == stored.count(name)) - taken
    return names


def _given(node: ast.AST, names: frozenset[str], fetching: frozenset[str]) -> Iterator[str]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            if _is_row(value, names, fetching):
                yield name
        case (
            ast.For(target=ast.Name(id=name), iter=over)
            | ast.comprehension(target=ast.Name(id=name), iter=over)
        ):
            if _is_row(over, names, fetching):
                yield name


def _is_row(node: ast.expr, names: frozenset[str], fetching: frozenset[str]) -> bool:
    """Whether it is a row, a list of rows or None; an item of a list of rows is a row."""
    match node:
        case ast.Constant(value=None):
            return True
        case ast.Name(id=name):
            return name in names
        case ast.Call(func=ast.Attribute(attr=attr)):
            return attr in _FETCHES
        case ast.Call():
            return called_name(node) in fetching
        case ast.Attribute():
            return last_name(node) in _COUNTS
        case ast.Subscript(value=value, slice=ast.Constant(value=int()) | ast.UnaryOp()):
            return _is_row(value, names, fetching)
        case ast.IfExp(body=one, orelse=other):
            return _is_row(one, names, fetching) and _is_row(other, names, fetching)
        case ast.BoolOp(values=values):
            return all(_is_row(one, names, fetching) for one in values)
    return False


def _inside(function: FunctionNode) -> Iterator[ast.AST]:
    """What stands in the function itself, and in none within it."""
    waiting: list[ast.AST] = list(function.body)
    for node in waiting:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
