"""How the project finds the rows that an extension asks it for: a visitor, a record of the admin's."""

import ast
from collections.abc import Iterator

from releasecheck.facts.slips import Slip
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, last_name, resolved
from releasecheck.gather.source.walk import Handlers

_REFUSING = frozenset({"get_or_404", "first_or_404", "one_or_404", "abort"})
_OF_VISITORS = frozenset({"flask.session", "flask_login.current_user", "flask_security.current_user"})
_REACHED = ("can_edit", "can_delete")  # by the record's number; both are on unless the class says no


def note_function(node: FunctionNode, inside: Scope, sheet: Sheet) -> None:
    """`db.get_or_404(User, user_id)` in Flask-Login's `user_loader`, which catches nothing."""
    if not any(last_name(one) == "user_loader" for one in node.decorator_list):
        return
    if any(isinstance(one, ast.Try) for one in ast.walk(node)):
        return
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and last_name(call.func) in _REFUSING:
            function = inside.function or node.name
            slip = Slip("loader-refuses", called_name(call), function, sheet.place(call))
            sheet.slips.settled.append(slip)
            return


def _note_admin(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """A view of Flask-Admin with a `get_query` of the visitor's, and no `get_one`."""
    bases = [resolved(dotted(base), sheet.imports) for base in node.bases]
    if not bases or not all(one.startswith("flask_admin.contrib.") for one in bases):
        return
    functions = {one.name: one for one in node.body if isinstance(one, FunctionNode)}
    query = functions.get("get_query")
    if query is None or "get_one" in functions or not _asks_who(query, sheet):
        return
    if shown := list(_shown(node)):
        slip = Slip("admin-unlimited", node.name, node.name, sheet.place(query), detail=shown[0])
        sheet.slips.settled.append(slip)


def _asks_who(query: FunctionNode, sheet: Sheet) -> bool:
    names = (one for one in ast.walk(query) if isinstance(one, ast.Name | ast.Attribute))
    return any(resolved(dotted(one), sheet.imports) in _OF_VISITORS for one in names)


def _shown(node: ast.ClassDef) -> Iterator[str]:
    """What a visitor may do with a record by its number."""
    given = {
        target.id: one.value
        for one in node.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    details = given.get("can_view_details")
    if isinstance(details, ast.Constant) and details.value is True:
        yield "details"
    for name in _REACHED:
        value = given.get(name)
        properties = any(isinstance(one, FunctionNode) and one.name == name for one in node.body)
        if not properties and not (isinstance(value, ast.Constant) and value.value is False):
            yield name.removeprefix("can_")


HANDLERS: Handlers = {ast.ClassDef: (_note_admin,)}
