"""Texts that the source spells out in pieces: f-strings, sums, and templates that it fills in."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import quote, quote_plus

from releasecheck.gather.source.syntax import last_name

COMPUTED = "{computed}"
_NONE: Mapping[str, ast.expr] = {}
_BRACES = re.compile(r"\{(?P<name>\w*)\}")
_ESCAPES: dict[str, Callable[[str], str]] = {"quote": quote, "quote_plus": quote_plus}
_PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?s")


def constant(node: ast.expr | None) -> ast.expr | None:
    """The same expression, as one constant where it is a text whose pieces are all written down."""
    if node is None or isinstance(node, ast.Constant):
        return node
    value = spelled(node)
    return node if value is None or COMPUTED in value else ast.copy_location(ast.Constant(value), node)


def spelled(node: ast.expr, constants: Mapping[str, ast.expr] = _NONE) -> str | None:
    """A text, with COMPUTED for what is known only when it runs; None for what need not be a text.

    `constants` are the names whose values are known.
    """
    match node:
        case ast.Name(id=name):
            known = constants.get(name)
            return known.value if isinstance(known, ast.Constant) and isinstance(known.value, str) else None
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=parts):
            return "".join(_part(each, constants) for each in parts)
        case ast.BinOp(op=ast.Add()):
            said = [spelled(each, constants) for each in _summands(node)]
            return "".join(COMPUTED if each is None else each for each in said) if any(said) else None
        case ast.BinOp(left=ast.Constant(value=str(template)), op=ast.Mod(), right=given):
            return _filled(template, _PERCENT, _positional(given), _by_name(given), constants)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(template)), attr="format")):
            named = {item.arg: item.value for item in node.keywords if item.arg}
            return _filled(template, _BRACES, node.args, named, constants)
        case ast.Call(func=function, args=[ast.Constant(value=str(value))], keywords=[]):
            escape = _ESCAPES.get(last_name(function))
            return escape(value) if escape else None
    return None


def pieces(node: ast.expr) -> Iterator[ast.expr]:
    """The texts of which an expression is put together, which say less than the whole."""
    match node:
        case ast.BinOp(op=ast.Add()):
            yield from _summands(node)
        case ast.BinOp(left=template, op=ast.Mod()) | ast.Call(func=ast.Attribute(value=template)):
            yield template


def _summands(node: ast.BinOp) -> list[ast.expr]:
    """`a`, `b`, `c` of `a + b + c`: a long sum is nested as deep as it is long."""
    found: list[ast.expr] = []
    rest: ast.expr = node
    while isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Add):
        found.append(rest.right)
        rest = rest.left
    return [rest, *reversed(found)]


def _part(node: ast.expr, constants: Mapping[str, ast.expr]) -> str:
    """One part of an f-string: what it puts in is known when it is a constant as it stands."""
    if isinstance(node, ast.FormattedValue):
        plain = node.conversion == -1 and node.format_spec is None
        return (spelled(node.value, constants) if plain else None) or COMPUTED
    return spelled(node) or ""


def _positional(given: ast.expr) -> Sequence[ast.expr]:
    return given.elts if isinstance(given, ast.Tuple) else [given]


def _by_name(given: ast.expr) -> dict[str, ast.expr]:
    pairs = zip(given.keys, given.values, strict=True) if isinstance(given, ast.Dict) else ()
    return {str(key.value): value for key, value in pairs if isinstance(key, ast.Constant)}


def _filled(
    template: str,
    field: re.Pattern[str],
    given: Sequence[ast.expr],
    named: Mapping[str, ast.expr],
    constants: Mapping[str, ast.expr],
) -> str:
    """A template with what is put into its plain fields; `str.format` itself might make it any length."""
    values = iter(given)

    def put_in(found: re.Match[str]) -> str:
        name = found["name"]
        if name and name.isdecimal():
            value = given[int(name)] if int(name) < len(given) else None
        else:
            value = named.get(name) if name else next(values, None)
        return (spelled(value, constants) if value is not None else None) or COMPUTED

    return field.sub(put_in, template)
