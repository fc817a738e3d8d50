"""Uses of the session, of endpoints and templates by constant names, and calls that start a server."""

import ast
from collections.abc import Callable
from typing import Literal

from releasecheck.facts.source import RunCall, SessionUse
from releasecheck.facts.templates import EndpointUse, TemplateReference
from releasecheck.gather.source.accounts import people
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.config import is_app
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    argument,
    dotted,
    keyword,
    last_name,
    may_be_true,
    resolved,
    targets,
    text,
    texts,
)
from releasecheck.gather.source.views import template_names

_FORMS = frozenset(
    {"flask_wtf.FlaskForm", "flask_wtf.Form", "flask_wtf.form.FlaskForm", "flask_security.LoginForm"}
)
_SESSION_WRITES = frozenset({"pop", "clear", "update", "setdefault", "popitem"})
_NEEDING_KEY = {
    "flash": frozenset({"flask.flash"}),
    "login_user": frozenset({"flask_login.login_user", "flask_security.login_user"}),
    "CSRFProtect": frozenset({"flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect"}),
}
_OTHER_RUNNERS = frozenset({"subprocess", "asyncio", "uvicorn", "trio", "anyio"})
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - looked for
_RENDERERS = ("render_template", "stream_template")
_MODEL_BASES = frozenset(
    {"Model", "DeclarativeBase", "Document", "DynamicDocument", "SQLModel", "EmbeddedDocument"}
)


def note_session_write(node: ast.Assign | ast.AugAssign, scope: Scope, sheet: Sheet) -> None:
    """`session["x"] = …`, `session.permanent = …`."""
    for target in targets(node):
        if isinstance(target, (ast.Subscript, ast.Attribute)) and _is_session(target.value, scope, sheet):
            _use("session", node, sheet)
            if isinstance(target, ast.Attribute) and target.attr == "permanent" and may_be_true(node.value):
                sheet.permanent_sessions.append(sheet.place(node))


def note_session_delete(node: ast.Delete, scope: Scope, sheet: Sheet) -> None:
    """`del session["x"]`."""
    items = [item.value for item in node.targets if isinstance(item, ast.Subscript)]
    if any(_is_session(item, scope, sheet) for item in items):
        _use("session", node, sheet)


def _is_session(node: ast.expr, scope: Scope, sheet: Sheet) -> bool:
    """Whether it is Flask's; a function may have one of its own under the name: of Stripe, a database's."""
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return False
    name = dotted(node)
    is_own = scope.doing is not None and name in scope.doing.given
    return not is_own and resolved(name, sheet.imports) == "flask.session"


def note_session_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session.pop(…)` and the like, `flash(…)`, `login_user(…)`, `CSRFProtect(…)`."""
    called = last_name(node.func)
    if called in _SESSION_WRITES:
        if isinstance(node.func, ast.Attribute) and _is_session(node.func.value, scope, sheet):
            _use("session", node, sheet)
        return
    function = resolved(dotted(node.func), sheet.imports)
    known = function.rpartition(".")[2]  # which it may be imported as another name for
    if function in _NEEDING_KEY.get(known, ()):
        _use(known, node, sheet)


def note_class(node: ast.ClassDef, _scope: Scope, sheet: Sheet) -> None:
    """A form that needs the session, a model, a view that names its template."""
    bases = [resolved(dotted(base), sheet.imports) for base in node.bases]
    if not _FORMS.isdisjoint(bases):
        sheet.session_uses.append(SessionUse("FlaskForm", sheet.place(node), node.name))
    table = _assigns(node, "__tablename__")
    if any(base.rpartition(".")[2] in _MODEL_BASES for base in bases) or table:
        sheet.models += 1
        sheet.tables.update({node.name, text(table.value if table else None) or node.name})
        people.note_model(node, sheet)
    if any(base.endswith("View") for base in bases):
        template = _assigns(node, "template_name")
        for name in texts(template.value) if template else ():
            sheet.renders.append(TemplateReference((name,), "render", sheet.place(template or node)))


def _assigns(node: ast.ClassDef, name: str) -> ast.Assign | None:
    for item in node.body:
        if isinstance(item, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in item.targets
        ):
            return item
    return None


def note_table(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`db.Table("likes", …)`."""
    name = text(node.args[0]) if node.args else None
    if name:
        sheet.tables.add(name)


def _use(what: str, node: ast.expr | ast.stmt, sheet: Sheet) -> None:
    sheet.session_uses.append(SessionUse(what, sheet.place(node)))


def note_endpoint(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`url_for("endpoint", …)` of Flask, also as a method of the app."""
    if not _is_flasks(node, "flask.url_for", sheet):
        return
    values = tuple(item.arg for item in node.keywords if item.arg and not item.arg.startswith("_"))
    is_open = any(item.arg is None for item in node.keywords)
    for endpoint in texts(argument(node, 0, "endpoint")):
        given = tuple(value for value in values if value != "endpoint")
        file = text(keyword(node, "filename"))
        use = EndpointUse(endpoint, given, is_open, sheet.place(node), scope=scope.router, filename=file)
        sheet.endpoint_uses.append(use)


def note_render(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`render_template("name")` and the app's own `get_template`."""
    if isinstance(node.func, ast.Attribute) and node.func.attr.endswith("get_template"):
        if last_name(node.func.value) != "jinja_env":
            return
    elif not _is_flasks(node, f"flask.{last_name(node.func)}", sheet):
        return
    given = argument(node, 0, "template_name_or_list", "name", "template_name")
    if isinstance(given, (ast.List, ast.Tuple)):
        names = tuple(name for item in given.elts for name in template_names.of(item, scope, sheet))
        groups = [names] if names and len(names) == len(given.elts) else []  # a computed one may be there
    else:
        groups = [(name,) for name in template_names.of(given, scope, sheet)]
    for names in groups:
        at = template_names.place_of(names[0], given, node, scope, sheet)
        reference = TemplateReference(names, "render", at, given=_given(node, given), router=scope.router)
        sheet.renders.append(reference)


def _given(node: ast.Call, template: ast.expr | None) -> tuple[str, ...] | None:
    """The names that a plain `render_template("name", …)` gives the template."""
    names = [item.arg for item in node.keywords]
    if not isinstance(template, ast.Constant) or None in names or last_name(node.func) == "get_template":
        return None
    return tuple(name for name in names if name)


def _is_flasks(node: ast.Call, origin: str, sheet: Sheet) -> bool:
    """Whether the called function is Flask's: imported as such, or a method of the app."""
    if isinstance(node.func, ast.Attribute) and is_app(node.func.value, sheet):
        return True
    return resolved(dotted(node.func), sheet.imports) == origin


def note_run(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`app.run(…)`, `socketio.run(app, …)`, `whatever.run(debug=…)`."""
    if isinstance(node.func, ast.Attribute) and _runs_app(node, node.func.value, sheet):
        given = keyword(node, "debug", "use_debugger")
        refused = _refused(node) if is_app(node.func.value, sheet) else None
        host = argument(node, _host_at(node, sheet), "host")
        call = RunCall(
            sheet.place(node),
            scope.guarded,
            _debug(given),
            refused=refused,
            everywhere=text(host) in _EVERYWHERE,
            uncalled=_uncalled(node.func.value, sheet),
            host_key=_key_read(host),
        )
        sheet.run_calls.append((call, scope))


def _uncalled(runner: ast.expr, sheet: Sheet) -> str | None:
    """The factory that a name of the module stands for, if nothing made an app of it after all."""
    name = runner.id if isinstance(runner, ast.Name) else ""
    return None if any(one.name == name for one in sheet.makings) else sheet.uncalled.get(name)


def _key_read(host: ast.expr | None) -> str | None:
    """`app.config["HOST"]`, `app.config.get("HOST")`, `Config.HOST`."""
    match host:
        case ast.Subscript(value=owner, slice=key) if last_name(owner) == "config":
            return text(key)
        case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]) if (
            last_name(owner) == "config"
        ):
            return text(key)
        case ast.Attribute(attr=key) if key.isupper():
            return key
    return None


def _refused(node: ast.Call) -> str | None:
    """The port that is no number, or the host that is one."""
    match argument(node, 1, "port"):
        case ast.Constant(value=str() as port) if port and not port.strip().isdecimal():
            return f"port={port!r}"
    match argument(node, 0, "host"):
        case ast.Constant(value=int() | float() as host) if host:
            return f"host={host!r}"
    return None


def _host_at(node: ast.Call, sheet: Sheet) -> int:
    """Where the host stands: `socketio.run(app, host)` takes the app first."""
    return 1 if node.args and is_app(node.args[0], sheet) else 0


def _runs_app(node: ast.Call, runner: ast.expr, sheet: Sheet) -> bool:
    if (
        is_app(runner, sheet)
        or _uncalled(runner, sheet)
        or keyword(node, "debug", "use_reloader", "use_debugger") is not None
    ):
        return last_name(runner) not in _OTHER_RUNNERS
    return bool(node.args) and is_app(node.args[0], sheet) and last_name(runner) not in _OTHER_RUNNERS


def _debug(given: ast.expr | None) -> Literal["on", "off", "computed"] | None:
    if given is None:
        return None
    if isinstance(given, ast.Constant):
        return "on" if given.value else "off"
    return "computed"


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_SESSION_WRITES | _NEEDING_KEY.keys(), note_session_call),
    **dict.fromkeys(_RENDERERS, note_render),
    **dict.fromkeys(("get_template", "select_template", "get_or_select_template"), note_render),
    "Table": note_table,
    "url_for": note_endpoint,
    "run": note_run,
}
