"""Variables of a module that hooks, error handlers and events change: what Flask calls besides routes."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.views import HookChange, HookKind, StateChange
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, last_name
from releasecheck.gather.source.views.socket_events import event_of
from releasecheck.gather.source.work import state

_HOOKS: dict[str, HookKind] = {
    "expose": "view",  # Flask-Admin's
    **dict.fromkeys(("errorhandler", "app_errorhandler"), "error handler"),
    **dict.fromkeys(("before_request", "before_app_request", "after_request", "after_app_request"), "hook"),
}


def note_function(node: FunctionNode, function: str, sheet: Sheet) -> None:
    """`@expose("/")`, `@app.errorhandler(500)`, `@app.before_request`, `@socketio.on("message")`."""
    for item in node.decorator_list:
        kind = _HOOKS.get(last_name(item)) or ("event" if event_of(item) is not None else None)
        if kind:
            sheet.called_by_flask[function] = kind


def found(sheets: Sequence[Sheet], functions: Functions, kept: state.Kept) -> Iterator[HookChange]:
    """What they change, themselves and through the functions of the project that they call."""
    for sheet in sheets:
        for name, kind in sheet.called_by_flask.items() if sheet.role == "app" else ():
            for change in kept(state.of_others(_changes(sheet, name, functions))):
                yield HookChange(kind, name.rpartition(".")[2], change)


def _changes(sheet: Sheet, name: str, functions: Functions) -> Iterator[StateChange]:
    doing = sheet.doings.get(name)
    if doing is None:
        return
    for variable, how, at in doing.of_variables(state.CHANGING | state.ALTERING):
        yield StateChange(state.origin(variable, sheet), how, Place(sheet.path, *at))
    yield from functions.changes(sheet, name, doing)
