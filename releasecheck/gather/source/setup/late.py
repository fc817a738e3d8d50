"""Set-up methods of the app that are called while requests are under way."""

import ast
from collections.abc import Callable, Iterator

from releasecheck.facts.extensions import LateSetup
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.config import is_app
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, last_name, words

_SETUPS = words(
    "register_blueprint add_url_rule before_request after_request teardown_request teardown_appcontext "
    "register_error_handler errorhandler context_processor add_template_filter add_template_global "
    "init_app route"
)
_HOOKS = words(
    "before_request after_request teardown_request teardown_appcontext errorhandler before_app_request "
    "after_app_request teardown_app_request app_errorhandler"
)
_FIRST = words("before_first_request before_app_first_request")


def note_hook(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """A function that Flask calls with each request, or with the first."""
    name = f"{scope.function}.{node.name}" if scope.function else node.name
    decorators = {last_name(item) for item in node.decorator_list}
    if decorators & _HOOKS:
        sheet.hooks.add(name)
    if decorators & (_HOOKS | _FIRST):
        sheet.called_at_requests.add(name)


def is_called_at_requests(scope: Scope, sheet: Sheet) -> bool:
    """Whether Flask runs what stands here when a request comes, be it only the first one."""
    function = scope.function
    return function is not None and any(_within(function, hook) for hook in sheet.called_at_requests)


def note_setup(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """A set-up method called in a function; which function that is shows when the file has been read."""
    if scope.function is None or not isinstance(node.func, ast.Attribute):
        return
    app = (node.args[0] if node.args else None) if node.func.attr == "init_app" else node.func.value
    if app is not None and is_app(app, sheet):
        call = dotted(node.func) if node.func.attr == "init_app" else node.func.attr
        sheet.late_candidates.append((LateSetup(call, scope.function, sheet.place(node)), scope))


def note_decorators(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`@current_app.before_request` above a function in a function; one with arguments is a call."""
    if scope.function is None:
        return
    for item in node.decorator_list:
        if isinstance(item, ast.Attribute) and item.attr in _SETUPS and is_app(item.value, sheet):
            sheet.late_candidates.append((LateSetup(item.attr, scope.function, sheet.place(item)), scope))


def setups(sheet: Sheet) -> Iterator[LateSetup]:
    """Those in views and hooks, of an app that is not made in the same function."""
    makers = {making.scope.function for making in sheet.makings if making.maker.endswith("Flask")}
    for setup, scope in sheet.late_candidates:
        late = scope.router is not None or any(_within(setup.function, hook) for hook in sheet.hooks)
        if late and setup.function not in makers:
            yield setup


def _within(function: str, hook: str) -> bool:
    return function == hook or function.startswith(f"{hook}.")


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_SETUPS, note_setup)
