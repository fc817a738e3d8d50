"""App set-up, and which of it runs only when the file is started as a program."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

from releasecheck.facts.source import GuardedSetup, RunCall
from releasecheck.gather.source.code import sql
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.config import is_app, is_config
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    resolved,
    target_name,
    targets,
    text,
    words,
)

_CALLS = words(
    "register_blueprint init_app add_url_rule add_resource add_namespace register_error_handler "
    "from_object from_pyfile from_envvar from_mapping from_prefixed_env from_file from_json"
)
_HOOKS = words(
    "route get post put delete patch before_request after_request teardown_request teardown_appcontext "
    "errorhandler context_processor template_filter"
)


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`app.register_blueprint(x)`, `db.init_app(app)`, `app.config.from_object(x)`, …"""
    if isinstance(node.func, ast.Attribute) and (scope.guarded or scope.function):
        called = node.func.attr
        configures = called.startswith("from_")
        if configures and not is_config(node.func.value):
            return
        subject = dotted(node.func.value) if called == "init_app" else _subject(node)
        origin = resolved(subject, sheet.imports) if called == "register_blueprint" else ""
        setup = GuardedSetup("config" if configures else called, subject, sheet.place(node), origin)
        sheet.setups.append((setup, scope))


def note_tables(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.create_all()`, wherever it is: whether the guard alone has it is seen of all of them."""
    if isinstance(node.func, ast.Attribute):
        sheet.table_makers.append(sheet.place(node))
        setup = GuardedSetup("create_all", dotted(node.func.value), sheet.place(node))
        sheet.setups.append((setup, scope))


def note_drop(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`db.drop_all()` that nothing is asked before."""
    asked = scope.conditional and not scope.tried
    if isinstance(node.func, ast.Attribute) and not asked and (scope.guarded or scope.function):
        setup = GuardedSetup("drop_all", dotted(node.func.value), sheet.place(node))
        sheet.setups.append((setup, scope))


def note_statement(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`cursor.execute("CREATE TABLE …")`, and a script of statements, which is most often the schema."""
    script = called_name(node) == "executescript"
    if isinstance(node.func, ast.Attribute) and node.args and (script or sql.makes_table(node.args[0])):
        sheet.table_makers.append(sheet.place(node))
        setup = GuardedSetup("create table", scope.function or "", sheet.place(node))
        sheet.setups.append((setup, scope))


def _subject(node: ast.Call) -> str:
    first = node.args[0] if node.args else None
    return text(first) or dotted(first)


def note_config(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`app.config["X"] = …`."""
    if not (scope.guarded or scope.function):
        return
    for target in targets(node):
        if isinstance(target, ast.Subscript) and is_config(target.value):
            setup = GuardedSetup("config", target_name(target) or "", sheet.place(node))
            sheet.setups.append((setup, scope))


def note_decorators(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`@app.route(…)`, `@app.before_request` and the like."""
    for item in node.decorator_list if scope.guarded or scope.function else ():
        function = item.func if isinstance(item, ast.Call) else item
        if isinstance(function, ast.Attribute) and function.attr in _HOOKS and is_app(function.value, sheet):
            path = text(item.args[0]) if isinstance(item, ast.Call) and item.args else None
            setup = GuardedSetup(function.attr, path or node.name, sheet.place(node))
            sheet.setups.append((setup, scope))


def guarded(sheet: Sheet, imported: frozenset[str]) -> Iterator[GuardedSetup]:
    """Set-up that runs only when the file is started as a program."""
    only = only_guarded(sheet, imported)
    return (
        setup
        for setup, scope in sheet.setups
        if is_guarded(scope, only) and (setup.call != "drop_all" or _is_at_each_start(scope, sheet))
    )


def _is_at_each_start(scope: Scope, sheet: Sheet) -> bool:
    """Whether neither the guard nor a person or an argument of the command line decides on it."""
    deciding = "argparse" in sheet.imports or any(name == "input" for name, _ in sheet.calls)
    surely = scope.function in sheet.called_at_start - sheet.may_end_early
    return not deciding and (scope.function is None or surely)


def run_calls(sheet: Sheet, imported: frozenset[str]) -> Iterator[RunCall]:
    """The file's run calls; one in a function that only the guard calls is guarded too."""
    only = only_guarded(sheet, imported)
    modes = {call.debug for call, _ in sheet.run_calls}
    for call, scope in sheet.run_calls:
        below = is_guarded(scope, only)
        conditional = scope.conditional and not scope.tried
        chosen = len(modes) > 1 or (conditional and len(sheet.run_calls) == 1)
        yield replace(call, guarded=below, at_import=scope.function is None and not below, chosen=chosen)


def is_guarded(scope: Scope, only: set[str]) -> bool:
    """Whether this runs only below the guard, where `only` is called from nowhere else."""
    return scope.guarded or (scope.function or "").partition(".")[0] in only


def only_guarded(sheet: Sheet, imported: frozenset[str]) -> set[str]:
    """Functions that are called below the guard and nowhere else, and that make no app.

    One that returns the app of another file makes none.
    """
    below = {name for name, inside in sheet.calls if inside}
    if not below:  # as in nearly every file
        return below
    above = {name for name, inside in sheet.calls if not inside}
    makers = {function for function, name in sheet.returned if name not in sheet.imports}
    makers |= {making.name for making in sheet.makings if making.returned}
    return {name for name in below - above - makers if f"{sheet.module}.{name}" not in imported}


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_CALLS, note_call),
    "create_all": note_tables,
    "drop_all": note_drop,
    **dict.fromkeys(("execute", "executescript"), note_statement),
}
