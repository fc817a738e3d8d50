"""Functions that run before requests, and those that always use the session: then answers vary by it."""

import ast
from collections.abc import Callable, Sequence

from releasecheck.gather.source.guards import passing_hooks
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.config import is_app
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, last_name, resolved

_BEFORE = ("before_request", "before_app_request")
_SESSION = "flask.session"
_USER = "flask_login.current_user"  # who is looked for in the session
_UNTOUCHED = frozenset({"modified", "new", "accessed"})  # attributes that are no look into the session


def note_hook(node: FunctionNode, sheet: Sheet) -> None:
    """`@app.before_request` and `@blueprint.before_app_request` above a function that always does."""
    if any(last_name(item) in _BEFORE for item in node.decorator_list):
        sheet.request_hooks.append(sheet.place(node))
        if passing_hooks.is_passing(node, _BEFORE):
            sheet.passing_hooks.append(sheet.place(node))
    hooked = any(_is_for_all(item, sheet) for item in node.decorator_list if isinstance(item, ast.Attribute))
    if hooked and _uses(node.body, sheet):
        sheet.session_hooks.append(sheet.place(node))


def _is_for_all(decorator: ast.Attribute, sheet: Sheet) -> bool:
    if decorator.attr == "before_app_request":
        return True
    return decorator.attr == "before_request" and is_app(decorator.value, sheet)


def _uses(body: Sequence[ast.stmt], sheet: Sheet) -> bool:
    """Whether nothing leads past the use: neither a condition on something else, nor an earlier return."""
    for statement in body:
        always = statement.test if isinstance(statement, ast.If) else statement
        looked_at = [each for each in ast.walk(always) if _is_session(each, sheet)]
        if any(not isinstance(each, ast.Name) for each in looked_at):
            return True
        if looked_at and isinstance(statement, ast.If):  # `if "user" in session:`, of those who have one
            return _uses(statement.body, sheet)
        if any(isinstance(each, ast.Return) for each in ast.walk(statement)):
            return False
    return False


def _is_session(node: ast.AST, sheet: Sheet) -> bool:
    """`session["user"]`, `session.get("user")`, `current_user.is_authenticated`, or `session` itself."""
    if isinstance(node, ast.Name):
        return resolved(node.id, sheet.imports) == _SESSION
    if isinstance(node, ast.Subscript):
        return resolved(dotted(node.value), sheet.imports) == _SESSION
    if not isinstance(node, ast.Attribute) or node.attr in _UNTOUCHED:
        return False
    return resolved(dotted(node.value), sheet.imports) in (_SESSION, _USER)


def _note_call(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`app.before_request(look)`."""
    sheet.request_hooks.append(sheet.place(node))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_BEFORE, _note_call)
