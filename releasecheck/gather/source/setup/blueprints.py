"""Blueprints that are made, and where they are registered."""

import ast

from releasecheck.facts.source import BlueprintDefinition, Registration
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    dotted,
    keyword,
    last_name,
    resolved,
    target_name,
    targets,
    text,
)

MAKERS = ("Blueprint", "Namespace")  # what the name of each ends in
_NAMESPACES = frozenset({"flask_restx.Namespace", "flask_restplus.Namespace"})


def note_definition(node: ast.Assign | ast.AnnAssign, _scope: Scope, sheet: Sheet) -> None:
    """`x = Blueprint("name", …)`, and Flask-RESTX's `x = Namespace("name", …)`."""
    value = node.value
    if not isinstance(value, ast.Call):
        return
    maker = last_name(value.func)
    if maker.endswith("Blueprint"):
        found = sheet.blueprints
    elif maker == "Namespace" and resolved(dotted(value.func), sheet.imports) in _NAMESPACES:
        found = sheet.namespaces
    else:
        return
    for target in targets(node):
        variable = target_name(target)
        if variable:
            name = text(argument(value, 0, "name")) or variable
            found.append(BlueprintDefinition(variable, name, sheet.place(node), _prefix(value)))


def _prefix(call: ast.Call) -> str | None:
    given = keyword(call, "url_prefix")
    return "" if given is None else text(given)


def note_loop(node: ast.For, _scope: Scope, sheet: Sheet) -> None:
    """`for x in (a, b):`, so that a call with `x` is one with `a` and with `b`."""
    over = sheet.constants.get(node.iter.id) if isinstance(node.iter, ast.Name) else node.iter
    if isinstance(node.target, ast.Name) and isinstance(over, (ast.List, ast.Tuple)):
        sheet.loops[node.target.id] = over.elts


def note_registration(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`app.register_blueprint(x, …)`."""
    if not isinstance(node.func, ast.Attribute):
        return
    for name in _meant(dotted(argument(node, 0, "blueprint")), sheet):
        origin = _origin(name, sheet)
        if origin:
            place = sheet.place(node)
            variable, prefix = origin.rpartition(".")[2], _prefix(node)
            registration = Registration(variable, origin, place, scope.conditional, prefix)
            sheet.registrations.append(registration)


def _meant(name: str, sheet: Sheet) -> list[str]:
    """A dotted name, or each that it stands for when it begins with a loop's variable."""
    first, dot, rest = name.partition(".")
    return [dotted(item) + dot + rest for item in sheet.loops[first]] if first in sheet.loops else [name]


def _origin(name: str, sheet: Sheet) -> str:
    """A dotted name with the module that it comes from, where that is known."""
    own = name.partition(".")[0] in sheet.constants
    return f"{sheet.module}.{name}" if own else resolved(name, sheet.imports)


CALLS = {"register_blueprint": note_registration}
