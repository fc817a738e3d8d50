"""A list or dict in Flask's session that is changed where it lies, which the session does not see."""

import ast

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    resolved,
    targets,
    text,
    words,
)

_SETTING = frozenset({"pop", "clear", "update", "setdefault", "popitem"})
_BESIDE = frozenset({"flash", "login_user", "logout_user"})
_LASTING = frozenset({"modified", "permanent"})
_READING = words(
    "len sum max min any all sorted list dict set tuple str int print enumerate reversed zip range "
    "isinstance render_template jsonify join dumps"
)


def item(node: ast.AST | None, imports: dict[str, str]) -> str | None:
    """The key of `session["cart"]` and `session.get("cart", …)`; null for anything else."""
    match node:
        case ast.Subscript(value=ast.Name() | ast.Attribute() as owner, slice=key):
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="get"), args=[key, *_]):
            pass
        case _:
            return None
    return text(key) if resolved(dotted(owner), imports) == "flask.session" else None


def is_lost(node: ast.AST, around: Around, imports: dict[str, str]) -> bool:
    """Whether nothing in the function that is sure to run as well makes the session be saved."""
    function = around.function(node)
    if function is None:
        return False
    if _may_be_kept_by_others(_alias(node), function) or _calls_one_that_saves(function, around, imports):
        return False
    above = {id(one) for one in around.above(node)}
    for one in ast.walk(function):
        if _saves(one, imports) and one is not node:
            conditions = (up for up in around.above(one) if isinstance(up, ast.If | ast.ExceptHandler))
            if all(id(up) in above and _same_branch(up, one, node, around) for up in conditions):
                return False
    return True


def _same_branch(condition: ast.AST, one: ast.AST, node: ast.AST, around: Around) -> bool:
    if not isinstance(condition, ast.If):
        return True
    within = [
        any(part is each for part in (start, *around.above(start)) for each in condition.body)
        for start in (one, node)
    ]
    return within[0] == within[1]


def _saves(node: ast.AST, imports: dict[str, str]) -> bool:
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        given = node.targets if isinstance(node, ast.Delete) else targets(node)
        return any(_is_own(one, imports) for one in given)
    if isinstance(node, ast.Call):
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if called_name(node) in _SETTING and isinstance(owner, ast.Name):
            return resolved(owner.id, imports) == "flask.session"
        return called_name(node) in _BESIDE or _hands_on(node, imports)
    return False


def _is_own(target: ast.expr, imports: dict[str, str]) -> bool:
    """`session["x"]`, `session.modified`."""
    if isinstance(target, ast.Subscript | ast.Attribute) and isinstance(target.value, ast.Name):
        is_session = resolved(target.value.id, imports) == "flask.session"
        return is_session and (isinstance(target, ast.Subscript) or target.attr in _LASTING)
    return False


def _hands_on(node: ast.Call, imports: dict[str, str]) -> bool:
    """A call that is given the session itself, and may do it."""
    return any(
        isinstance(one, ast.Name) and resolved(one.id, imports) == "flask.session" for one in node.args
    )


def _alias(node: ast.AST) -> str | None:
    """The local name by which it is changed."""
    changed = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        given = node.targets if isinstance(node, ast.Delete) else targets(node)
        changed = next((one.value for one in given if isinstance(one, ast.Subscript)), None)
    return changed.id if isinstance(changed, ast.Name) else None


def _may_be_kept_by_others(name: str | None, function: ast.AST) -> bool:
    """Whether a local name for the item is given another value, returned, or handed to who may keep it."""
    if name is None:
        return False
    given = 0
    for one in ast.walk(function):
        if isinstance(one, ast.Name) and one.id == name and isinstance(one.ctx, ast.Store):
            given += 1
        elif isinstance(one, ast.Return) and isinstance(one.value, ast.Name) and one.value.id == name:
            return True
        elif isinstance(one, ast.Call) and called_name(one) not in _READING:
            handed = (*one.args, *(each.value for each in one.keywords))
            if any(isinstance(each, ast.Name) and each.id == name for each in handed):
                return True
    return given > 1


def _calls_one_that_saves(function: ast.AST, around: Around, imports: dict[str, str]) -> bool:
    """Whether a function of the same file that it calls writes the session."""
    called = {called_name(one) for one in ast.walk(function) if isinstance(one, ast.Call)}
    return any(
        isinstance(one, FunctionNode)
        and one.name in called
        and any(_saves(each, imports) for each in ast.walk(one))
        for one in ast.walk(around.tree)
    )


def written(node: ast.AST) -> str:
    """The change, in short: `session["cart"].append(…)`."""
    if isinstance(node, ast.Call):
        return f"{ast.unparse(node.func)}(…)"
    if isinstance(node, ast.Delete):
        return ast.unparse(node)
    given = targets(node)[0] if isinstance(node, ast.Assign | ast.AugAssign) else node
    return f"{ast.unparse(given)} = …"
