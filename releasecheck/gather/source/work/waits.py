"""Calls that make a request wait, and who calls whom."""

import ast
from collections.abc import Callable, Iterator
from typing import TypeGuard

from releasecheck.facts.work import FLASK_MAIL, Wait, WaitKind
from releasecheck.gather.source.notes.waiting import Owner, Waiting
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    called_name,
    dotted,
    keyword,
    last_name,
    resolved,
    text,
    words,
)

_SHORT_S = 0.05  # a pause that nobody notices
_HOOKS = words(
    "before_request before_app_request after_request after_app_request teardown_request errorhandler "
    "app_errorhandler context_processor app_context_processor user_loader request_loader "
    "url_value_preprocessor"
)
_VIEWS = words("route get post put delete patch expose")
_ROUTES = words("route get post put patch delete")
_GIVEN = {"add_url_rule": 2, "register_error_handler": 1}  # position of the function
_VIEW_METHODS = words("get post put delete patch head options dispatch_request")
HTTP = words("get post put delete patch head options request")
_PROCESSES = frozenset(
    {
        *("os.system", "os.popen", "subprocess.run", "subprocess.call", "subprocess.check_call"),
        *("subprocess.check_output", "subprocess.Popen", "subprocess.getoutput"),
        "subprocess.getstatusoutput",
    }
)
# What waits for ever unless it is told how long, and the position of that argument; null where it has none.
# requests.get and the like are ruff's S113; Redis is near, boto and aiohttp have limits of their own.
_ENDLESS: dict[str, int | None] = {
    "urllib.request.urlopen": 2,
    "urllib.request.urlretrieve": None,
    "smtplib.SMTP": 3,
    "smtplib.SMTP_SSL": None,
    "http.client.HTTPConnection": 2,
    "http.client.HTTPSConnection": None,
    "socket.create_connection": 1,
    "imaplib.IMAP4": 2,
    "imaplib.IMAP4_SSL": None,
    "poplib.POP3": 2,
    "poplib.POP3_SSL": None,
    "ftplib.FTP": 4,
    "ftplib.FTP_TLS": None,
    **dict.fromkeys((f"cloudinary.uploader.{name}" for name in ("upload", "upload_image", "destroy")), None),
}
_CONNECTING_LATER = frozenset({"ftplib.FTP", "ftplib.FTP_TLS"})  # without a host; `connect` takes a timeout
_BESIDE = frozenset({"threading", "concurrent", "multiprocessing", "celery", "rq"})  # do work elsewhere
# Objects that wait for ever at each of their calls, unless these are told how long, and what they are called.
_SESSIONS = {
    **{f"requests.{name}": "requests.Session" for name in ("Session", "session", "sessions.Session")},
    **dict.fromkeys(("urllib3.PoolManager", "urllib3.poolmanager.PoolManager"), "urllib3.PoolManager"),
    "urllib3.ProxyManager": "urllib3.ProxyManager",
    "socket.socket": "socket.socket",
}
MAKING = frozenset(name.rpartition(".")[2] for name in _SESSIONS)
_OVER_TCP = frozenset({"socket.AF_INET", "socket.AF_INET6", "socket.SOCK_STREAM"})  # a datagram does not wait


def note_function(node: FunctionNode, outside: Scope, inside: Scope, sheet: Sheet) -> None:
    """A function, which Flask may call: a view, a hook, a method of a class-based view."""
    waiting, name = sheet.waiting, inside.function or ""
    for item in node.decorator_list:
        called = last_name(item)
        if called in _HOOKS or (called in _VIEWS and isinstance(item, ast.Call)):
            waiting.entries[name] = called in _HOOKS
    if outside.owner is not None and node.name in _VIEW_METHODS:
        bases = map(last_name, outside.owner.bases)
        if any(base.endswith(("View", "Resource")) for base in bases):
            waiting.entries[name] = False


def note_call(whom: str, scope: Scope, sheet: Sheet) -> None:
    """Who calls whom, by the names of both."""
    if scope.function is None or whom.startswith("?"):
        return
    calls = sheet.waiting.calls
    if scope.function in calls:
        calls[scope.function][whom] = None
    else:
        calls[scope.function] = {whom: None}


def note_yield(_node: ast.expr, scope: Scope, sheet: Sheet) -> None:
    """A generator may pause between what it streams."""
    if scope.function is not None:
        sheet.waiting.generators.add(scope.function)


def note_making(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`session = requests.Session()`."""
    session = _session(node.value, sheet)
    for target in node.targets:
        if session is not None and not _may_tame(target):
            sheet.waiting.sessions[_owner(dotted(target), scope)] = session


def note_taming(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`session.request = …`, which may give it a timeout."""
    for target in node.targets:
        if _may_tame(target):
            sheet.waiting.tamed.add(_owner(dotted(target.value), scope))


def _may_tame(target: ast.expr) -> TypeGuard[ast.Attribute]:
    return isinstance(target, ast.Attribute) and target.attr in HTTP


def note_with(node: ast.With, scope: Scope, sheet: Sheet) -> None:
    """`with requests.Session() as session:`."""
    for item in node.items:
        session = _session(item.context_expr, sheet)
        if item.optional_vars is not None and session is not None:
            sheet.waiting.sessions[_owner(dotted(item.optional_vars), scope)] = session


def _session(value: ast.expr | None, sheet: Sheet) -> str | None:
    """What is made there, when it has no limit of its own: "requests.Session"."""
    if not isinstance(value, ast.Call):
        return None
    name = _SESSIONS.get(resolved(dotted(value.func), sheet.imports))
    if name == "socket.socket" and not all(
        resolved(dotted(one), sheet.imports) in _OVER_TCP for one in (*value.args, *_values(value))
    ):
        return None
    return name if name and _waits_for_ever(value, None) else None


def _values(node: ast.Call) -> Iterator[ast.expr]:
    return (one.value for one in node.keywords)


def _owner(name: str, scope: Scope) -> Owner:
    """Where a name belongs: the function, or for `self.x` its class."""
    function = scope.function or ""
    return (function.rpartition(".")[0] if name.startswith("self.") else function), name


def _note_pause(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`time.sleep(…)`."""
    if resolved(dotted(node.func), sheet.imports) != "time.sleep":
        return
    seconds = node.args[0] if node.args else None
    if not (isinstance(seconds, ast.Constant) and isinstance(seconds.value, int | float)) or (
        seconds.value >= _SHORT_S
    ):
        _note("sleep", "time.sleep", node, scope, sheet)


def _note_process(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`subprocess.run(…)`, `os.system(…)`."""
    name = resolved(dotted(node.func), sheet.imports)
    if name in _PROCESSES:
        _note("process", name, node, scope, sheet)


def _note_endless(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`urlopen(…)` and others that wait for ever unless they are told how long."""
    name = resolved(dotted(node.func), sheet.imports)
    later = name in _CONNECTING_LATER and argument(node, 0, "host") is None
    if name in _ENDLESS and not later and _waits_for_ever(node, _ENDLESS[name]):
        _note("network", name, node, scope, sheet)


def _note_asking(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session.get(…)` on an object of requests.Session and its like, or right on a new one."""
    if not isinstance(node.func, ast.Attribute) or not _waits_for_ever(node, None):
        return
    on = node.func.value
    if session := _session(on, sheet):
        _note("network", f"{session}.{node.func.attr}", node, scope, sheet)
    elif sheet.waiting.sessions and isinstance(on, ast.Name | ast.Attribute):
        owner = _known_session(dotted(on), scope, sheet.waiting)
        if owner is not None:
            call = f"{sheet.waiting.sessions[owner]}.{node.func.attr}"
            _note("network", call, node, scope, sheet, owner)


def _note_mail(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`mail.send(…)` where Flask-Mail is at work, whose connections never have a timeout.

    A file that knows threads may send at once only where some switch says so.
    """
    mailer = node.func.value if isinstance(node.func, ast.Attribute) else None
    if mailer is not None and "mail" in last_name(mailer).lower():
        packages = {name.partition(".")[0] for name in sheet.imports.values()}
        if "flask_mail" in packages and packages.isdisjoint(_BESIDE):
            _note("network", FLASK_MAIL, node, scope, sheet)


def _note_tamed(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`session.mount(…)`, whose adapter may have a timeout; `sock.settimeout(…)`."""
    if isinstance(node.func, ast.Attribute):
        name = dotted(node.func.value)
        owner = _known_session(name, scope, sheet.waiting)
        sheet.waiting.tamed.add(owner or _owner(name, scope))


def _known_session(name: str, scope: Scope, waiting: Waiting) -> Owner | None:
    """The session of that name which is nearest: in the function, around it, in the module."""
    owners = (owner for owner in (_owner(name, scope), *_around(name, scope)) if owner in waiting.sessions)
    return next(owners, None)


def _around(name: str, scope: Scope) -> Iterator[Owner]:
    function = scope.function or ""
    while function:
        function = function.rpartition(".")[0]
        yield function, name


def _waits_for_ever(node: ast.Call, position: int | None) -> bool:
    """Whether no timeout is given, or none on purpose; `**options` may hold one."""
    if any(item.arg is None for item in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
        return False
    given = keyword(node, "timeout") if position is None else argument(node, position, "timeout")
    return given is None or (isinstance(given, ast.Constant) and given.value is None)


def _note(  # noqa: PLR0913, PLR0917 - a wait, and where it stands
    kind: WaitKind, call: str, node: ast.Call, scope: Scope, sheet: Sheet, session: Owner | None = None
) -> None:
    if scope.function is not None and not scope.guarded:
        wait = Wait(kind, call, sheet.place(node), ())
        sheet.waiting.found.append((scope.function, wait, session))


def _note_default(_node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`socket.setdefaulttimeout(…)`."""
    sheet.waiting.has_default = True


def _note_rule(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`app.add_url_rule("/x", view_func=x)`, `app.before_request(x)`; also `f(x)`."""
    called = called_name(node)
    hook = called not in ("", "add_url_rule")
    given = argument(node, _GIVEN.get(called, 0), "view_func", "f")
    while isinstance(given, ast.Call) and given.args:
        given = given.args[0]
    if isinstance(given, ast.Name):
        name = f"{scope.function}.{given.id}" if scope.function else given.id
        sheet.waiting.entries.setdefault(name, hook)
        sheet.waiting.entries.setdefault(given.id, hook)


def _note_registered(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`bp.route("/x")(f)`: the decorator as a call, whose own name is none."""
    if isinstance(node.func, ast.Call) and _is_route(node.func):
        _note_rule(node, scope, sheet)


def _is_route(node: ast.Call) -> bool:
    """`bp.get("/x")`, not `RUNNERS.get(kind)`."""
    rule = text(argument(node, 0, "rule"))
    called = called_name(node)
    return called == "route" or (called in _ROUTES and rule is not None and rule[:1] in ("", "/"))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys({name.rpartition(".")[2] for name in _ENDLESS}, _note_endless),
    **dict.fromkeys({name.rpartition(".")[2] for name in _PROCESSES}, _note_process),
    **dict.fromkeys(HTTP, _note_asking),
    **dict.fromkeys(("connect", "connect_ex"), _note_asking),
    **dict.fromkeys(("mount", "settimeout", "setblocking"), _note_tamed),
    "send": _note_mail,
    "send_message": _note_mail,
    "sleep": _note_pause,
    "setdefaulttimeout": _note_default,
    "add_url_rule": _note_rule,
    "": _note_registered,
    "before_request": _note_rule,
    "before_app_request": _note_rule,
    "after_request": _note_rule,
    "register_error_handler": _note_rule,
}
