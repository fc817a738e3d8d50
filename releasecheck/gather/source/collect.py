"""One file read, parsed and walked once, with every collector watching."""

import ast

from releasecheck.facts.source import Module, Suppression
from releasecheck.gather.source import (
    alterations,
    apps,
    blueprints,
    bodies,
    caught,
    columns,
    config,
    cookies,
    credentials,
    doing,
    environment,
    extensions,
    guards,
    handmade,
    imports,
    late,
    literals,
    logins,
    naming,
    needs,
    parse,
    passwords,
    reach,
    reads,
    removed,
    routes,
    setups,
    subjects,
    suite_environment,
    suppressions,
    tokens,
    typed,
    usage,
    views,
    waits,
    walk,
)
from releasecheck.gather.source.files import module_name, role_of
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted

_COLLECTORS = (
    *(setups.CALLS, routes.CALLS, blueprints.CALLS, config.CALLS, environment.CALLS, usage.CALLS),
    *(removed.CALLS, reads.CALLS, bodies.CALLS, needs.CALLS),
    *(extensions.CALLS, late.CALLS, handmade.CALLS),
    *(reach.CALLS, suite_environment.CALLS, waits.CALLS, credentials.CALLS, cookies.CALLS),
    *(passwords.CALLS, tokens.CALLS),
    *(columns.CALLS, guards.CALLS, alterations.CALLS),
)
_CALLS = {
    name: tuple(calls[name] for calls in _COLLECTORS if name in calls)
    for name in {name for calls in _COLLECTORS for name in calls}
}


def _note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """Show a call to those who asked for a function of that name."""
    name = called_name(node)
    if isinstance(node.func, ast.Name):
        sheet.calls.add((name, scope.guarded))
    elif scope.function is None:
        sheet.acted_on.add(dotted(node.func).partition(".")[0])
    if scope.doing is not None and (whom := doing.whom(node)):
        scope.doing.note_call(whom, node, sent=scope.sent)
        waits.note_call(whom, scope, sheet)
    for collect in _CALLS.get(name) or _CALLS.get(_imported_as(name, sheet), ()):
        collect(node, scope, sheet)


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
    setups.note_decorators(node, scope, sheet)
    late.note_hook(node, scope, sheet)
    late.note_decorators(node, scope, sheet)
    inside = routes.enter(node, scope, sheet)
    waits.note_function(node, scope, inside, sheet)
    passwords.note_function(node, scope, inside, sheet)
    return inside


_HANDLERS: walk.Handlers = {
    ast.Import: (apps.note_import, imports.note_import),
    ast.ImportFrom: (
        apps.note_import_from,
        imports.note_import_from,
        removed.note_import_from,
        reads.note_import,
    ),
    ast.Attribute: (
        removed.note_attribute,
        reads.note_attribute,
        bodies.note_attribute,
        needs.by_attribute,
        passwords.note_field,
    ),
    ast.Assign: (
        naming.by_assignment,
        apps.note_assignment,
        blueprints.note_definition,
        config.note_assignment,
        setups.note_config,
        usage.note_session_write,
        extensions.note_login_view,
        handmade.note_assignment,
        alterations.note_assignment,
        suite_environment.note_assignment,
        waits.note_assignment,
        passwords.note_assignment,
        tokens.note_claims,
        typed.note_assignment,
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
    ast.Return: (apps.note_return,),
    ast.For: (blueprints.note_loop, _note_own),
    ast.AsyncFor: (_note_own,),
    ast.With: (waits.note_with, _note_own),
    ast.Yield: (waits.note_yield,),
    ast.YieldFrom: (waits.note_yield,),
    ast.Try: (environment.by_exception,),
    ast.ExceptHandler: (caught.note,),
    ast.If: (needs.by_refusal, _note_test),
    ast.ClassDef: (apps.note_class, environment.by_settings_class, needs.by_settings_class, usage.note_class),
    ast.Call: (naming.through_call, _note_call, passwords.note_call),
    ast.keyword: (naming.by_keyword, bodies.note_location),
    ast.Dict: (naming.by_key,),
    ast.arguments: (naming.by_default,),
    ast.BoolOp: (naming.through_choice, environment.by_or, needs.by_alternative),
    ast.IfExp: (_note_test, naming.through_choice, environment.by_choice, needs.by_choice),
    ast.List: (naming.through_collection,),
    ast.Tuple: (naming.through_collection,),
    ast.Set: (naming.through_collection,),
    ast.Subscript: (reads.note_subscript, needs.by_subscript, passwords.note_item),
    ast.Compare: (logins.note_comparison, needs.by_comparison),
    ast.Constant: (literals.note,),
    ast.JoinedStr: (literals.note_parts,),
}

_IN_VIEWS: walk.Handlers = {
    kind: (*_HANDLERS.get(kind, ()), *views.HANDLERS.get(kind, ())) for kind in {*_HANDLERS, *views.HANDLERS}
}


def python_file(
    path: str, content: bytes | str, handed: frozenset[str] = frozenset()
) -> tuple[Sheet, Module, list[Suppression]]:
    """What one Python file tells; `content` as text is the reason why it was not read.

    `handed` names the functions that any file of the project gives to `add_url_rule`.
    """
    sheet = Sheet(path, module_name(path), role_of(path), handed)
    if isinstance(content, str):
        return sheet, Module(path, sheet.module, 0, sheet.role, content), []
    sheet.subjects = subjects.of(content)
    tree = parse.parse(content)
    lines = content.count(b"\n") + (not content.endswith(b"\n") and bool(content))
    if isinstance(tree, str):
        return sheet, Module(path, sheet.module, lines, sheet.role, tree), []
    try:
        walk.walk(tree, sheet, _HANDLERS, _IN_VIEWS, _enter)
    except RecursionError:  # a view is looked into deeper than its tree was built
        return sheet, Module(path, sheet.module, lines, sheet.role, parse.TOO_DEEP), []
    reads.note_repeated(content, sheet)
    tokens.without_those_read(content, sheet)
    sheet.names.clear()  # ids mean nothing without the tree
    module = Module(path, sheet.module, lines, sheet.role, None, sheet.views, sheet.models)
    return sheet, module, list(suppressions.in_python(content, path))
