"""Extensions that are made and given an app, and the views that Flask-Login is told to send people to."""

import ast
from collections.abc import Callable

from releasecheck.facts.extensions import ExtensionCall, LoginViewSetting
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.late import is_called_at_requests
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, last_name, resolved, targets, text, words

_CLASSES = words(
    "SQLAlchemy Migrate CSRFProtect SeaSurf Limiter Cache JWTManager Mail Babel SocketIO LoginManager "
    "Security Talisman CORS Compress Session DebugToolbarExtension MongoEngine Principal Marshmallow Bcrypt "
    "Moment Bootstrap Bootstrap4 Bootstrap5"
)
LOGIN_VIEWS = frozenset({"login_view", "refresh_view"})


def note_making(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`x = CSRFProtect()`, `CORS(app)`."""
    origin = resolved(dotted(node.func), sheet.imports)
    package = origin.partition(".")[0]
    if not package.startswith("flask_"):
        return
    variable = sheet.names.get(id(node), "")
    given = bool(node.args or [item for item in node.keywords if item.arg == "app"])
    call = ExtensionCall(
        "made", variable, package, sheet.place(node), given, scope.conditional, scope.guarded
    )
    sheet.extension_calls.append(call)


def note_init(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`x.init_app(app)`."""
    if isinstance(node.func, ast.Attribute):
        variable = last_name(node.func.value)
        given = bool(node.args or node.keywords)
        call = ExtensionCall(
            "init_app",
            variable,
            "",
            sheet.place(node),
            given,
            scope.conditional,
            scope.guarded,
            scope.router is not None or is_called_at_requests(scope, sheet),
        )
        sheet.extension_calls.append(call)


def note_login_view(node: ast.Assign, _scope: Scope, sheet: Sheet) -> None:
    """`login_manager.login_view = "auth.login"`."""
    for target in targets(node):
        if isinstance(target, ast.Attribute) and target.attr in LOGIN_VIEWS:
            view = text(node.value)
            if view:
                sheet.login_views.append(LoginViewSetting(target.attr, view, sheet.place(node)))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_CLASSES, note_making),
    "init_app": note_init,
}
