"""Where a security rule of ruff's speaks of code that no request can turn against the app."""

import ast
from collections.abc import Iterator, Sequence

from releasecheck.gather.unevaluated import Position

Function = ast.FunctionDef | ast.AsyncFunctionDef
_TOGETHER = frozenset({"format", "format_map", "replace", "join", "sub", "subn"})  # methods that make text


def is_harmless(tree: ast.Module, position: Position, code: str) -> bool:
    """Whether the finding of this code at the position is in a command, or about text that holds no input."""
    around = [node for node in ast.walk(tree) if isinstance(node, Function) and _holds(node, position)]
    if any(_is_command(function) for function in around):
        return True
    scopes = [*around[::-1], tree]
    node = _expression_at(tree, position)
    match code:
        case "S608":
            return node is not None and all(_is_constant(part, scopes) for part in _put_in(node))
        case "S704":
            return isinstance(node, ast.Call) and not any(_is_together(arg, scopes) for arg in node.args)
    return False


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
        case ast.JoinedStr(values=values):
            yield from (value.value for value in values if isinstance(value, ast.FormattedValue))
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


def _is_constant(node: ast.expr, scopes: Sequence[ast.AST]) -> bool:
    """Whether it is text of the source, as often as it may be repeated: `", ".join("?" for _ in ids)`."""
    match node:
        case ast.Constant() | ast.JoinedStr(values=[ast.Constant()]):
            return True
        case ast.Name():
            given = _given(node.id, scopes)
            return bool(given) and all(_is_constant(value, []) for value in given)
        case ast.BinOp(left=text, op=ast.Mult()) | ast.List(elts=[text]):
            return _is_constant(text, scopes)
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[parts]):
            return _is_constant(parts, scopes)
        case ast.GeneratorExp(elt=text) | ast.ListComp(elt=text):
            return _is_constant(text, scopes)
    return False


def _is_together(node: ast.expr, scopes: Sequence[ast.AST]) -> bool:
    """Whether it is text that was put together here, instead of what somebody else hands over."""
    match node:
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(attr=called)):
            return called in _TOGETHER
        case ast.Name():
            return any(_is_together(value, []) for value in _given(node.id, scopes))
    return False


def _given(name: str, scopes: Sequence[ast.AST]) -> list[ast.expr]:
    """What a name is given in the innermost scope that gives it anything."""
    for scope in scopes:
        given = [
            node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign | ast.AugAssign)
            and any(isinstance(target, ast.Name) and target.id == name for target in _targets(node))
        ]
        if given or _is_parameter(name, scope):
            return given
    return []


def _targets(node: ast.Assign | ast.AugAssign) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target]


def _is_parameter(name: str, scope: ast.AST) -> bool:
    return isinstance(scope, Function) and any(
        isinstance(node, ast.arg) and node.arg == name for node in ast.walk(scope.args)
    )


def _start(node: ast.expr) -> Position:
    return node.lineno, node.col_offset


def _holds(node: Function, position: Position) -> bool:
    return (node.lineno, node.col_offset) <= position <= (node.end_lineno or 0, node.end_col_offset or 0)
