"""One file read, parsed and walked once, with every collector watching."""

from releasecheck.facts.source import Module, Suppression
from releasecheck.gather.source import doubts, parse, subjects, suppressions, walk
from releasecheck.gather.source.accounts import account_helpers, accounts, passwords, privileges
from releasecheck.gather.source.code import certain, commented, imports, typed, wrappers
from releasecheck.gather.source.data import cascades, engines, migrations, rows
from releasecheck.gather.source.guards import csrf, csrf_checks, hiding_guards, loaders, own_guards
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import services, tokens
from releasecheck.gather.source.session import session_hooks
from releasecheck.gather.source.setup import apps, idle_makers, late, reads, removed, setups
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.slips import (
    backslashes,
    failing_calls,
    failing_excepts,
    own_calls,
    slips,
    unbound,
)
from releasecheck.gather.source.syntax import FunctionNode
from releasecheck.gather.source.views import forms, routes, socket_events
from releasecheck.gather.source.watchers import watching
from releasecheck.gather.source.work import hook_state, waits


def _enter(node: FunctionNode, scope: Scope, sheet: Sheet) -> Scope:
    apps.note_function(node, scope, sheet)
    slips.note_function(node, sheet)
    own_calls.note_function(node, scope, sheet)
    if node.decorator_list:
        setups.note_decorators(node, scope, sheet)
        late.note_hook(node, scope, sheet)
        session_hooks.note_hook(node, sheet)
        late.note_decorators(node, scope, sheet)
    inside = routes.enter(node, scope, sheet)
    waits.note_function(node, scope, inside, sheet)
    passwords.note_function(node, scope, inside, sheet)
    account_helpers.note_class(node, inside, sheet)
    if node.decorator_list:
        accounts.note_function(node, inside, sheet)
        loaders.note_function(node, inside, sheet)
        hook_state.note_function(node, inside.function or "", sheet)
        socket_events.note_function(node, inside.function or "", sheet)
        typed.note_function(node, inside, sheet)
        failing_calls.note_function(node, inside, sheet)
        failing_excepts.note_function(node, sheet)
        wrappers.note_function(node, scope, sheet)
    if scope.function is not None:
        hiding_guards.note_function(node, scope, sheet)
        own_guards.note_function(node, scope, sheet)
    privileges.note_function(node, inside, sheet)
    certain.note_function(node, inside, sheet)
    return inside


def read_into(sheet: Sheet, content: bytes | str) -> tuple[Module, list[Suppression]]:
    """Note on its sheet what one Python file tells; `content` as text is the reason why it was not read."""
    path = sheet.path
    if isinstance(content, str):
        return Module(path, sheet.module, 0, sheet.role, content), []
    sheet.subjects = subjects.of(content)
    sheet.commented.update(commented.decorators(content))
    if "finally" in sheet.subjects:
        sheet.finals = unbound.lines(content)
    tree = parse.parse(content)
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    if isinstance(tree, str):
        return Module(path, sheet.module, lines, sheet.role, tree), []
    try:
        walk.walk(tree, sheet, *watching(sheet.subjects), _enter)
    except RecursionError:  # a view is looked into deeper than its tree was built
        return Module(path, sheet.module, lines, sheet.role, parse.TOO_DEEP), []
    certain.settle(sheet)
    reads.note_repeated(content, sheet)
    tokens.without_those_read(content, sheet)
    imports.without_those_used(content, sheet)
    sheet.names_csrf = "csrf" in sheet.subjects
    sheet.checks_csrf = sheet.names_csrf and csrf.is_checked(tree)
    if sheet.checks_csrf:
        csrf_checks.note(tree, sheet)
    accounts.note_admins(tree, content, sheet)
    removed.note_choices(sheet, content)
    sheet.revision = migrations.revision(tree, content, sheet)
    services.note_links(tree, sheet)
    engines.note_named(tree, sheet)
    idle_makers.note(tree, content, sheet)
    forms.note(tree, content, sheet)
    rows.note(tree, content, sheet)
    doubts.settle(tree, content, sheet)
    cascades.note(content, sheet)
    privileges.settle(sheet)
    backslashes.settle(content, sheet)
    sheet.names.clear()  # ids mean nothing without the tree
    counts, tables = (sheet.views, sheet.models), tuple(sorted(sheet.tables))
    module = Module(path, sheet.module, lines, sheet.role, None, *counts, empty=not tree.body, tables=tables)
    return module, list(suppressions.in_python(content, path))
