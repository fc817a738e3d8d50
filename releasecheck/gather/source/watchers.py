"""Who watches which nodes of a file, by what the file speaks of."""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from releasecheck.gather.source import assigned, doubts, tested, walk
from releasecheck.gather.source.accounts import (
    account_helpers,
    accounts,
    hashes,
    logins,
    marshalled,
    password_documents,
    password_rows,
    passwords,
    people,
    privileges,
    takeovers,
)
from releasecheck.gather.source.code import doing, imports, naming, set_anew, typed
from releasecheck.gather.source.data import columns, engines
from releasecheck.gather.source.guards import guards, loaders, presuming, proofs, signed_in
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets import (
    bearers,
    connections,
    credentials,
    drawn_keys,
    environment,
    literals,
    logged_settings,
    needs,
    own_secrets,
    services,
    signers,
    tokens,
)
from releasecheck.gather.source.session import cookies, session_hooks, session_keys
from releasecheck.gather.source.setup import (
    alterations,
    apps,
    blueprints,
    config,
    extensions,
    handmade,
    late,
    reach,
    reads,
    remote_calls,
    removed,
    schema_hooks,
    setups,
    unfailing,
    usage,
)
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.slips import (
    backslashes,
    failing_calls,
    failing_excepts,
    own_calls,
    slips,
    unbound,
)
from releasecheck.gather.source.subjects import Subject
from releasecheck.gather.source.suite import suite_environment
from releasecheck.gather.source.syntax import called_name, dotted
from releasecheck.gather.source.views import added, bodies, built_html, caught, opened, routes, vendors, views
from releasecheck.gather.source.work import objects, service_clients, state, waits

Watch = TypeVar("Watch", bound=Callable[..., None])
Calls = Mapping[str, Callable[[ast.Call, Scope, Sheet], None]]

_CALLS: tuple[Calls, ...] = (
    *(setups.CALLS, routes.CALLS, blueprints.CALLS, config.CALLS, usage.CALLS),
    *(removed.CALLS, reads.CALLS, bodies.CALLS, vendors.CALLS),
    *(extensions.CALLS, late.CALLS, handmade.CALLS),
    *(reach.CALLS, suite_environment.CALLS, waits.CALLS, credentials.CALLS, cookies.CALLS),
    *(columns.CALLS, guards.CALLS, alterations.CALLS, services.CALLS, literals.CALLS, added.CALLS),
    *(engines.CALLS, set_anew.CALLS, opened.CALLS, slips.CALLS, session_hooks.CALLS),
    *(failing_calls.CALLS, remote_calls.CALLS, doubts.CALLS, people.CALLS, marshalled.CALLS),
)


def _together(tables: Iterable[Mapping[str, Watch]]) -> dict[str, list[Watch]]:
    """Who asked for what has a name, of all tables."""
    asked: dict[str, list[Watch]] = defaultdict(list)
    for table in tables:
        for name, collect in table.items():
            asked[name].append(collect)
    return dict(asked)


# Who asked for the attributes of a name.
_ATTRIBUTES: Mapping[str, Sequence[walk.Handler]] = _together(
    [reads.OF_ATTRIBUTES, removed.OF_ATTRIBUTES, removed.OF_OTHERS, bodies.OF_ATTRIBUTES]
)


def _note_attribute(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    if node.attr.isupper():
        reads.note_attribute(node, sheet)
    for note in _ATTRIBUTES.get(node.attr, ()):
        note(node, scope, sheet)


def _note_own(node: ast.For | ast.AsyncFor | ast.With, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_own(node)


def _note_deleted(node: ast.Delete, scope: Scope, _sheet: Sheet) -> None:
    if scope.doing is not None:
        scope.doing.note_delete(node)


def _imported_as(name: str, sheet: Sheet) -> str:
    """What a name stands for: "url_for" after `from flask import url_for as link`."""
    return sheet.imports.get(name, "").rpartition(".")[2]


_HANDLERS: walk.Handlers = {
    ast.Import: (apps.note_import, imports.note_import),
    ast.ImportFrom: (
        apps.note_import_from,
        imports.note_import_from,
        removed.note_import_from,
        reads.note_import,
    ),
    ast.Attribute: (_note_attribute,),
    ast.Assign: (naming.by_assignment, assigned.note),
    ast.AnnAssign: (
        remote_calls.note_database,
        assigned.note_targets,
        naming.by_annotation,
        apps.note_assignment,
        blueprints.note_definition,
        config.note_assignment,
    ),
    ast.AugAssign: (
        config.note_assignment,
        usage.note_session_write,
        handmade.note_assignment,
        assigned.note_targets,
    ),
    ast.Delete: (usage.note_session_delete, _note_deleted),
    ast.Return: (apps.note_return, state.note_return, slips.note_return, failing_calls.note_return),
    ast.Expr: (slips.note_statement,),
    ast.For: (blueprints.note_loop, _note_own),
    ast.AsyncFor: (_note_own,),
    ast.With: (waits.note_with, _note_own),
    ast.Yield: (waits.note_yield,),
    ast.YieldFrom: (waits.note_yield,),
    ast.ExceptHandler: (caught.note,),
    ast.Try: (failing_excepts.note, unfailing.note),
    ast.If: (tested.note,),
    ast.ClassDef: (state.note_class, objects.note_class, apps.note_class, usage.note_class, added.note_class),
    ast.keyword: (naming.by_keyword, bodies.note_location),
    ast.Dict: (naming.by_key,),
    ast.arguments: (naming.by_default,),
    ast.BoolOp: (naming.through_choice,),
    ast.IfExp: (tested.note, naming.through_choice),
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
        (doubts.OF_VARIABLES, {}),
    ),
    "requests": (
        ({ast.Assign: (typed.note_assignment,), ast.Compare: (logins.note_comparison,)}, {}),
        ({}, proofs.CALLS),
        (slips.OF_REQUESTS, slips.CHANGES),
        (own_secrets.HANDLERS, own_secrets.CALLS),
    ),
    "passwords": (
        (passwords.HANDLERS, passwords.CALLS),
        ({}, password_rows.CALLS),
        (password_documents.HANDLERS, password_documents.CALLS),
        (accounts.HANDLERS, accounts.CALLS),
        *((one, {}) for one in (account_helpers.HANDLERS, hashes.HANDLERS, connections.HANDLERS)),
        (takeovers.HANDLERS, takeovers.CALLS),
    ),
    "markup": ((built_html.HANDLERS, {}),),
    "preflights": ((doubts.OF_PREFLIGHTS, doubts.BODIES),),
    "privileges": ((privileges.HANDLERS, {}), (loaders.HANDLERS, {})),
    "services": ((service_clients.HANDLERS, service_clients.CALLS),),
    "hosts": ((reach.HOSTS, reach.LOOKS),),
    "bearers": ((bearers.HANDLERS, bearers.CALLS),),
    "sessions": (
        (signed_in.HANDLERS, signed_in.CALLS),
        (failing_calls.HANDLERS, failing_calls.OF_SESSIONS),
        (session_keys.HANDLERS, session_keys.CALLS),
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
def watching(spoken: frozenset[Subject]) -> tuple[walk.Plan, walk.Plan]:
    """Who watches in a file that speaks of these subjects, and who in its views."""
    about = [one for subject in _ABOUT if subject in spoken for one in _ABOUT[subject]]
    calls = _together([*_CALLS, *(calls for _, calls in about)])
    tables: list[walk.Handlers] = [_HANDLERS, doubts.HANDLERS, {ast.Call: (_shows(calls),)}]
    tables += [each for each, _ in about]
    in_views = [*tables, views.HANDLERS, doubts.IN_VIEWS]
    in_views += [presuming.IN_VIEWS] if "sessions" in spoken else []
    in_views += [proofs.IN_VIEWS] if "requests" in spoken else []
    return walk.plan(_merged(tables)), walk.plan(_merged(in_views))


def _merged(tables: Sequence[walk.Handlers]) -> walk.Handlers:
    kinds = {kind for table in tables for kind in table}
    return {kind: tuple(one for table in tables for one in table.get(kind, ())) for kind in kinds}


def _is_of_import(function: ast.expr, sheet: Sheet) -> bool:
    """`shop.add` where `import shop` stands above."""
    owner = function.value if isinstance(function, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in sheet.imports


def _shows(calls: Mapping[str, Sequence[Callable[[ast.Call, Scope, Sheet], None]]]) -> walk.Handler:
    """Who shows a call to those who asked for a function of that name."""

    def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
        name = called_name(node)
        whom = doing.whom(node) if scope.doing is not None else ""
        naming.through_call(node, name, sheet)
        if isinstance(node.func, ast.Name):
            sheet.calls.add((name, scope.guarded))
            if scope.guarded and scope.function is None:
                sheet.guard_calls.setdefault(name, sheet.place(node))
                if scope.tried or not scope.conditional:
                    sheet.called_at_start.add(name)
            elif scope.function is None and scope.owner is None and (scope.tried or not scope.conditional):
                sheet.import_calls.setdefault(name, sheet.place(node))
            own_calls.note_call(node, name, scope, sheet)
        elif scope.function is None:
            sheet.acted_on.add(dotted(node.func).partition(".")[0])
        elif _is_of_import(node.func, sheet):
            own_calls.note_call(node, whom, scope, sheet)
        if scope.doing is not None and whom:
            scope.doing.note_call(whom, node, sent=scope.sent)
            waits.note_call(whom, scope, sheet)
        for collect in (
            calls.get(name) or (name in sheet.imports and calls.get(_imported_as(name, sheet))) or ()
        ):
            collect(node, scope, sheet)

    return note_call
