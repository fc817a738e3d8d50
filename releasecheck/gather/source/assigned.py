"""Who watches assignments: most are to names, and of values that nobody asked for."""

import ast

from releasecheck.gather.source import walk
from releasecheck.gather.source.code import doing, set_anew
from releasecheck.gather.source.guards import presuming
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import (
    alterations,
    apps,
    blueprints,
    config,
    extensions,
    handmade,
    remote_calls,
    setups,
    usage,
)
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.suite import suite_environment
from releasecheck.gather.source.syntax import dotted, resolved
from releasecheck.gather.source.work import waits

# By the last name of what is called for it, and by what gets it.
_OF_CALLS: dict[str, walk.Handler] = {
    **dict.fromkeys(waits.MAKING, waits.note_making),
    **dict.fromkeys(remote_calls.CONNECTING, remote_calls.note_database),
}
_OF_PARTS: walk.Handlers = {
    ast.Attribute: (usage.note_session_write, set_anew.note_part),
    ast.Subscript: (
        setups.note_config,
        usage.note_session_write,
        handmade.note_assignment,
        alterations.note_assignment,
        suite_environment.note_assignment,
        set_anew.note_part,
    ),
}

# By the attribute that gets it.
_OF_ATTRIBUTES: dict[str, walk.Handler] = {
    **dict.fromkeys(extensions.LOGIN_VIEWS, extensions.note_login_view),
    **dict.fromkeys(alterations.ATTRIBUTES, alterations.note_assignment),
    **dict.fromkeys(waits.HTTP, waits.note_taming),
    presuming.OWN_STRANGERS: presuming.note_own_strangers,
}
_OF_ANY_PARTS = tuple(
    dict.fromkeys((*(note for notes in _OF_PARTS.values() for note in notes), *_OF_ATTRIBUTES.values()))
)


def note(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """Show an assignment to those whom its value or its target concerns."""
    if isinstance(node.value, ast.Call):
        _note_called(node, node.value, scope, sheet)
    elif type(node.value) is ast.Attribute:
        apps.note_assignment(node, scope, sheet)
    elif type(node.value) is ast.Name:
        apps.note_uncalled(node, scope, sheet)
    config.note_assignment(node, scope, sheet)
    target = node.targets[0]
    alone = len(node.targets) == 1
    for note in _OF_PARTS.get(type(target), ()) if alone else _OF_ANY_PARTS:
        note(node, scope, sheet)
    if alone and isinstance(target, ast.Attribute) and target.attr in _OF_ATTRIBUTES:
        _OF_ATTRIBUTES[target.attr](node, scope, sheet)
    note_targets(node, scope, sheet)


def _note_called(node: ast.Assign, value: ast.Call, scope: Scope, sheet: Sheet) -> None:
    written = dotted(value.func)
    maker = resolved(written, sheet.imports)
    apps.note_made(node, value, maker, scope, sheet)
    if written.endswith(blueprints.MAKERS):
        blueprints.note_definition(node, scope, sheet)
    if note := _OF_CALLS.get(maker.rpartition(".")[2]):
        note(node, scope, sheet)


def note_targets(node: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope, sheet: Sheet) -> None:
    """Tell the notes on the function what gets a value there."""
    if scope.doing is not None:
        scope.doing.note_targets(node, doing.REQUEST if "requests" in sheet.subjects else frozenset())
        if scope.doing.declared and isinstance(node, ast.Assign):
            set_anew.note_global(node, scope.doing.declared, sheet)
