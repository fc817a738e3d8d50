"""One file read, parsed and walked once, with every collector watching."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from releasecheck.facts.source import Module, Suppression
from releasecheck.gather.source import (
    account_helpers,
    accounts,
    added,
    alterations,
    apps,
    backslashes,
    bearers,
    blueprints,
    bodies,
    cascades,
    caught,
    certain,
    columns,
    commented,
    config,
    connections,
    cookies,
    credentials,
    csrf,
    doing,
    doubts,
    drawn_keys,
    engines,
    environment,
    extensions,
    failing_calls,
    failing_excepts,
    forms,
    guards,
    handmade,
    hashes,
    hiding_guards,
    hook_state,
    idle_makers,
    imports,
    late,
    literals,
    logged_settings,
    logins,
    made_once,
    migrations,
    naming,
    needs,
    objects,
    opened,
    own_secrets,
    parse,
    password_documents,
    password_rows,
    passwords,
    presuming,
    privileges,
    proofs,
    reach,
    reads,
    remote_calls,
    removed,
    routes,
    rows,
    schema_hooks,
    service_clients,
    services,
    session_hooks,
    set_anew,
    setups,
    signed_in,
    signers,
    slips,
    socket_events,
    state,
    subjects,
    suite_environment,
    suppressions,
    tokens,
    typed,
    unbound,
    usage,
    vendors,
    views,
    waits,
    walk,
    webhooks,
    wrappers,
)
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.subjects import Subject
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted

Calls = Mapping[str, Callable[[ast.Call, Scope, Sheet], None]]

_CALLS: tuple[Calls, ...] = (
    *(setups.CALLS, routes.CALLS, blueprints.CALLS, config.CALLS, usage.CALLS),
    *(removed.CALLS, reads.CALLS, bodies.CALLS, vendors.CALLS),
    *(extensions.CALLS, late.CALLS, handmade.CALLS),
    *(reach.CALLS, suite_environment.CALLS, waits.CALLS, credentials.CALLS, cookies.CALLS),
    *(columns.CALLS, guards.CALLS, alterations.CALLS, services.CALLS, literals.CALLS, added.CALLS),
    *(engines.CALLS, set_anew.CALLS, opened.CALLS, slips.CALLS, session_hooks.CALLS),
    *(failing_calls.CALLS, remote_calls.CALLS, doubts.CALLS),
)


def _note_targets(node: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_targets(node)


def _note_test(node: ast.If | ast.IfExp, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_test(node)


def _note_own(node: ast.For | ast.AsyncFor | ast.With, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_own(node)


def _note_deleted(node: ast.Delete, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_delete(node)


def _imported_as(name: str, sheet: Sheet) -> str:
    """What a name stands for: "url_for" after `from flask import url_for as link`."""
    return sheet.imports.get(name, "").rpartition(".")[2]


def _enter(node: FunctionNode, scope: Scope, sheet: Sheet) -> Scope:
    apps.note_function(node, scope, sheet)
    slips.note_function(node, sheet)
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
        hook_state.note_function(node, inside.function or "", sheet)
        socket_events.note_function(node, inside.function or "", sheet)
        typed.note_function(node, inside, sheet)
        failing_calls.note_function(node, inside, sheet)
        wrappers.note_function(node, scope, sheet)
    if scope.function is not None:
        hiding_guards.note_function(node, scope, sheet)
    privileges.note_function(node, inside, sheet)
    certain.note_function(node, inside, sheet)
    return inside


_HANDLERS: walk.Handlers = {
    ast.Import: (apps.note_import, imports.note_import),
    ast.ImportFrom: (
        apps.note_import_from,
        imports.note_import_from,
        removed.note_import_from,
        reads.note_import,
    ),
    ast.Attribute: (removed.note_attribute, reads.note_attribute, bodies.note_attribute),
    ast.Assign: (
        naming.by_assignment,
        apps.note_assignment,
        blueprints.note_definition,
        config.note_assignment,
        setups.note_config,
        usage.note_session_write,
        extensions.note_login_view,
        presuming.note_own_strangers,
        handmade.note_assignment,
        alterations.note_assignment,
        suite_environment.note_assignment,
        waits.note_assignment,
        *set_anew.HANDLERS[ast.Assign],
        _note_targets,
    ),
    ast.AnnAssign: (
        _note_targets,
        naming.by_annotation,
        apps.note_assignment,
        blueprints.note_definition,
        config.note_assignment,
    ),
    ast.AugAssign: (
        config.note_assignment,
        usage.note_session_write,
        handmade.note_assignment,
        _note_targets,
    ),
    ast.Delete: (usage.note_session_delete, _note_deleted),
    ast.Return: (apps.note_return, state.note_return, slips.note_return),
    ast.Expr: (slips.note_statement,),
    ast.For: (blueprints.note_loop, _note_own),
    ast.AsyncFor: (_note_own,),
    ast.With: (waits.note_with, _note_own),
    ast.Yield: (waits.note_yield,),
    ast.YieldFrom: (waits.note_yield,),
    ast.ExceptHandler: (caught.note,),
    ast.Try: (failing_excepts.note,),
    ast.If: (_note_test, made_once.note),
    ast.ClassDef: (state.note_class, objects.note_class, apps.note_class, usage.note_class, added.note_class),
    ast.Call: (naming.through_call,),
    ast.keyword: (naming.by_keyword, bodies.note_location),
    ast.Dict: (naming.by_key,),
    ast.arguments: (naming.by_default,),
    ast.BoolOp: (naming.through_choice,),
    ast.IfExp: (_note_test, naming.through_choice),
    ast.List: (naming.through_collection,),
    ast.Tuple: (naming.through_collection,),
    ast.Set: (naming.through_collection,),
    ast.Subscript: (reads.note_subscript,),
    ast.Compare: (reads.note_comparison, slips.note_comparison),
    ast.Constant: (literals.note,),
    ast.JoinedStr: (literals.note_whole,),
    ast.BinOp: (literals.note_whole,),
}

# What only some files speak of, and who watches those files then.
_ABOUT: Mapping[Subject, tuple[tuple[walk.Handlers, Calls], ...]] = {
    "backslashes": ((backslashes.HANDLERS, {}),),
    "variables": (
        (environment.HANDLERS, environment.CALLS),
        (needs.HANDLERS, needs.CALLS),
        ({}, logged_settings.CALLS),
    ),
    "requests": (
        ({ast.Assign: (typed.note_assignment,), ast.Compare: (logins.note_comparison,)}, {}),
        (proofs.HANDLERS, proofs.CALLS),
        (slips.OF_REQUESTS, slips.CHANGES),
        (own_secrets.HANDLERS, own_secrets.CALLS),
    ),
    "passwords": (
        (passwords.HANDLERS, passwords.CALLS),
        ({}, password_rows.CALLS),
        (password_documents.HANDLERS, password_documents.CALLS),
        (accounts.HANDLERS, accounts.CALLS),
        (account_helpers.HANDLERS, {}),
        (hashes.HANDLERS, {}),
        (connections.HANDLERS, {}),
    ),
    "preflights": ((doubts.OF_PREFLIGHTS, doubts.BODIES),),
    "privileges": ((privileges.HANDLERS, {}),),
    "services": ((service_clients.HANDLERS, service_clients.CALLS),),
    "hosts": ((reach.HOSTS, reach.LOOKS),),
    "bearers": ((bearers.HANDLERS, bearers.CALLS),),
    "sessions": (
        (signed_in.HANDLERS, signed_in.CALLS),
        (failing_calls.HANDLERS, failing_calls.OF_SESSIONS),
        (doubts.OF_SESSIONS, doubts.CHANGES),
    ),
    "finally": ((unbound.HANDLERS, {}),),
    "tables": ((schema_hooks.HANDLERS, {}),),
    "tokens": (
        ({ast.Assign: (tokens.note_claims,)}, tokens.CALLS),
        (signers.HANDLERS, signers.CALLS),
        ({}, drawn_keys.CALLS),
        (guards.HANDLERS, {}),
    ),
}


@cache
def _watching(spoken: frozenset[Subject]) -> tuple[walk.Handlers, walk.Handlers]:
    """The handlers for a file that speaks of these subjects, and those for its views."""
    about = [one for subject in _ABOUT if subject in spoken for one in _ABOUT[subject]]
    calls = _together([*_CALLS, *(calls for _, calls in about)])
    tables: list[walk.Handlers] = [_HANDLERS, doubts.HANDLERS, {ast.Call: (_shows(calls),)}]
    tables += [each for each, _ in about]
    of_visitors = [presuming.IN_VIEWS] if "sessions" in spoken else []
    return _merged(tables), _merged([*tables, views.HANDLERS, *of_visitors])


def _together(tables: Iterable[Calls]) -> dict[str, list[Callable[[ast.Call, Scope, Sheet], None]]]:
    calls: dict[str, list[Callable[[ast.Call, Scope, Sheet], None]]] = defaultdict(list)
    for table in tables:
        for name, collect in table.items():
            calls[name].append(collect)
    return dict(calls)


def _merged(tables: Sequence[walk.Handlers]) -> walk.Handlers:
    kinds = {kind for table in tables for kind in table}
    return {kind: tuple(one for table in tables for one in table.get(kind, ())) for kind in kinds}


def _shows(calls: Mapping[str, Sequence[Callable[[ast.Call, Scope, Sheet], None]]]) -> walk.Handler:
    """Who shows a call to those who asked for a function of that name."""

    def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
        name = called_name(node)
        if isinstance(node.func, ast.Name):
            sheet.calls.add((name, scope.guarded))
        elif scope.function is None:
            sheet.acted_on.add(dotted(node.func).partition(".")[0])
        if scope.doing is not None and (whom := doing.whom(node)):
            scope.doing.note_call(whom, node, sent=scope.sent)
            waits.note_call(whom, scope, sheet)
        for collect in calls.get(name) or calls.get(_imported_as(name, sheet), ()):
            collect(node, scope, sheet)

    return note_call


def read_into(sheet: Sheet, content: bytes | str) -> tuple[Module, list[Suppression]]:
    """Note on its sheet what one Python file tells; `content` as text is the reason why it was not read."""
    path = sheet.path
    if isinstance(content, str):
        return Module(path, sheet.module, 0, sheet.role, content), []
    sheet.subjects = subjects.of(content)
    sheet.commented.update(commented.decorators(content))
    tree = parse.parse(content)
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    if isinstance(tree, str):
        return Module(path, sheet.module, lines, sheet.role, tree), []
    try:
        walk.walk(tree, sheet, *_watching(sheet.subjects), _enter)
    except RecursionError:  # a view is looked into deeper than its tree was built
        return Module(path, sheet.module, lines, sheet.role, parse.TOO_DEEP), []
    reads.note_repeated(content, sheet)
    tokens.without_those_read(content, sheet)
    if "webhooks" in sheet.subjects:
        sheet.signatures = webhooks.checked(content)
    sheet.names_csrf = "csrf" in sheet.subjects
    sheet.checks_csrf = sheet.names_csrf and csrf.is_checked(tree)
    accounts.note_admins(tree, content, sheet)
    removed.note_choices(sheet)
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
