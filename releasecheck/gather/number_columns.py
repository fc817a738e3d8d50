"""Which attributes of a project's models hold nothing but numbers."""

import ast
from collections.abc import Iterable, Iterator

_COLUMNS = frozenset({"Column", "mapped_column"})
_NUMBERS = frozenset(
    {"Integer", "BigInteger", "SmallInteger", "Boolean", "Float", "Numeric", "int", "float", "bool"}
)


def names(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Those that are a column of numbers in one class at least, and nothing else in any class."""
    numbers: set[str] = set()
    others: set[str] = set()
    for tree in trees:
        for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            for name, is_number in _members(owner):
                (numbers if is_number else others).add(name)
    return frozenset(numbers - others)


def _members(owner: ast.ClassDef) -> Iterator[tuple[str, bool]]:
    for node in owner.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, _is_number(value)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value):
                yield name, _says_number(kind) or (value is not None and _is_number(value))
            case ast.FunctionDef(name=name):
                yield name, False
            case _:
                pass


def _is_number(value: ast.expr) -> bool:
    """`db.Column(db.Integer, …)`, `mapped_column(Integer)`."""
    return (
        isinstance(value, ast.Call)
        and _last(value.func) in _COLUMNS
        and any(_last(one.func if isinstance(one, ast.Call) else one) in _NUMBERS for one in value.args)
    )


def _says_number(kind: ast.expr) -> bool:
    """`Mapped[int]`, `Mapped[int | None]`."""
    match kind:
        case ast.Subscript(value=holder, slice=inner) if _last(holder) == "Mapped":
            said = {_last(one) for one in ast.walk(inner) if isinstance(one, ast.Name | ast.Attribute)}
            return bool(said) and said <= _NUMBERS | {"Optional"}
    return False


def _last(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))
