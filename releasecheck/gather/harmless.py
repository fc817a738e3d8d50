"""Where a security rule of ruff's speaks of code that no request can turn against the app."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from releasecheck.gather.given_values import Function, given_to
from releasecheck.gather.known_text import Module, Named, Names, Reading, is_known, put_into
from releasecheck.gather.unevaluated import Position

_TOGETHER = frozenset({"format", "format_map", "replace", "join", "sub", "subn"})  # methods that make text
_FIT_FOR_HTML = frozenset(
    {
        *(
            "escape",
            "escape_silent",
            "Markup",
            "url_for",
            "html_params",
            "render_template",
            "clean",
            "linkify",
            "sanitize",
        ),
        *("_", "gettext", "ngettext", "lazy_gettext", "pgettext"),
    }
)
_PATHS = frozenset({"join", "dirname", "abspath", "realpath", "resolve", "Path", "joinpath", "getcwd", "cwd"})
_LOADS = frozenset({"S301", "S302"})
_SHELL = frozenset({"S602", "S604", "S605", "S609"})
_NUMERIC = re.compile(r"%(?:\(\w+\))?[-+ #0-9.]*[difeFgxX]")
_OTHER = re.compile(r"%(?:\(\w+\))?[-+ #0-9.]*[srac]")


class Others(NamedTuple):
    """What is asked of the project's other modules."""

    module: Module
    numbers: Names
    named: Named


def is_harmless(tree: ast.Module, position: Position, code: str, others: Others) -> bool:
    """Whether the finding of this code at the position is in a command, or about what holds no input."""
    around = [node for node in ast.walk(tree) if isinstance(node, Function) and _holds(node, position)]
    if any(_is_command(function) for function in around):
        return True
    reading = Reading([*around[::-1], tree], position, module=others.module, named=others.named)
    node = _expression_at(tree, position)
    match node:
        case None:
            return False
        case ast.expr() if code == "S608":
            return all(is_known(part, reading) for part in _put_in(node))
        case ast.Call() if code == "S704":
            html = Reading(reading.scopes, position, _FIT_FOR_HTML, numbers=others.numbers)
            return not any(_is_together(arg, html) for arg in node.args)
        case ast.Call() if code in _LOADS:
            return bool(node.args) and _is_own_file(node.args[0], reading)
        case ast.Call() if code in _SHELL:
            return bool(node.args) and is_known(node.args[0], reading)
        case _:
            return code == "S506" and _has_full_loader(tree, position)


def _is_command(function: Function) -> bool:
    """Whether it is run by whoever operates the app: `@app.cli.command()`, `@click.group`."""
    called = (item.func if isinstance(item, ast.Call) else item for item in function.decorator_list)
    return any(isinstance(each, ast.Attribute) and each.attr in ("command", "group") for each in called)


def _expression_at(tree: ast.Module, position: Position) -> ast.expr | None:
    """The outermost expression that starts there."""
    starting = (node for node in ast.walk(tree) if isinstance(node, ast.expr) and _start(node) == position)
    return next(starting, None)


def _put_in(node: ast.expr) -> Iterator[ast.expr]:
    """What is put into a text: fields of an f-string, operands of + and %, arguments of .format()."""
    match node:
        case ast.JoinedStr():
            yield from put_into(node)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()) if _takes_numbers(text):
            return
        case ast.BinOp(left=left, right=right):
            yield from (*_put_in(left), *_put_in(right))
        case ast.Call(func=ast.Attribute(attr="format"), args=args, keywords=keywords):
            yield from (*args, *(keyword.value for keyword in keywords))
        case ast.Tuple(elts=elts):
            yield from elts
        case ast.Constant():
            return
        case _:
            yield node


def _takes_numbers(text: str) -> bool:
    """`"… LIMIT %d"` raises for anything else."""
    return bool(_NUMERIC.search(text)) and not _OTHER.search(text)


def _is_together(node: ast.expr, reading: Reading, *, followed: bool = False) -> bool:
    """Whether it is text that was put together here of what is not fit, instead of handed over."""
    match node:
        case ast.JoinedStr() | ast.BinOp():
            return not all(is_known(part, reading) for part in _put_in(node))
        case ast.Call(func=ast.Attribute(attr=called)) if called in _TOGETHER:
            return not is_known(node, reading)
        case ast.Name(id=name) if not followed:
            given = next((values for scope in reading.scopes if (values := given_to(name, scope))), [])
            return any(_is_together(value, reading, followed=True) for value in given)
    return False


def _is_own_file(node: ast.expr, reading: Reading) -> bool:
    """Whether it is a file that the source names: a model that was trained before the release."""
    own = Reading(reading.scopes, reading.position, _PATHS)
    match node:
        case ast.Call(func=ast.Name(id="open"), args=[path, *_]):
            return is_known(path, own)
        case ast.Call(func=ast.Attribute(value=path, attr="open" | "read_bytes")):
            return is_known(path, own)
        case ast.Call(func=ast.Attribute(value=file, attr="read")):
            return _is_own_file(file, reading)
        case ast.Name(id=name):
            given = next((values for scope in reading.scopes if (values := given_to(name, scope))), [])
            return bool(given) and all(_is_own_file(value, reading) for value in given)
    return False


def _has_full_loader(tree: ast.Module, position: Position) -> bool:
    """PyYAML's FullLoader has built no objects of Python since 5.4; ruff points at the argument."""
    named = (node for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute)))
    at = (node for node in named if _start(node) == position)
    return any(getattr(node, "id", getattr(node, "attr", "")) == "FullLoader" for node in at)


def _start(node: ast.expr) -> Position:
    return node.lineno, node.col_offset


def _holds(node: Function, position: Position) -> bool:
    return (node.lineno, node.col_offset) <= position <= (node.end_lineno or 0, node.end_col_offset or 0)
