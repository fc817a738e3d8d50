"""What the handlers of Flask-SocketIO's events do, and whether they look who sends them."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.views import SocketEvent, WriteThrough
from releasecheck.gather.source import parse
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, text

# A name or a key by which it may know who it is: what was noted at `connect` goes by `request.sid`.
_MAY_ASK = re.compile(
    r"auth(?!or)|current|sid$|token|jwt|cookie|verif|valid|permi|allow|admin|role|owner|secret|logged|"
    r"(^|_)(log_?in|key|pin|password)|get_user|require|disconnect|ConnectionRefused",
    re.IGNORECASE,
)
_VISITORS = frozenset({"session", "g"})  # as names: `db.session` knows nobody
_OF_SOCKETS = re.compile(r"(.*\.)?(socket_?io|sio|sockets?)", re.IGNORECASE)


def event_of(item: ast.expr) -> str | None:
    """`@socketio.on("message")`."""
    match item:
        case ast.Call(func=ast.Attribute(attr="on"), args=[ast.Constant(value=str(name)), *_]):
            return name
    return None


def note_function(node: FunctionNode, function: str, sheet: Sheet) -> None:
    """The handler of an event, with all that it does left to what is found in the end."""
    events = [
        event
        for item in node.decorator_list
        if isinstance(item, ast.Call) and (event := event_of(item)) and _OF_SOCKETS.fullmatch(_owner(item))
    ]
    if events:
        asks = len(events) < len(node.decorator_list) or any(map(_may_ask, ast.walk(node)))
        sheet.socket_events[function] = SocketEvent(events[0], node.name, sheet.place(node), asks=asks)


def _owner(item: ast.Call) -> str:
    return dotted(item.func).rpartition(".")[0]


def _may_ask(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name) if name in _VISITORS:
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _MAY_ASK.search(name) is not None
        case ast.Return(value=ast.Constant(value=False)):  # `connect` refuses
            return True
    key = text(node) or ""
    return key.isidentifier() and _MAY_ASK.search(key) is not None


def found(sheets: Sequence[Sheet], functions: Functions) -> Iterator[SocketEvent]:
    """Each handler with the writes that it comes to, those of the functions that it calls too."""
    for sheet in sheets:
        for name, event in sheet.socket_events.items() if sheet.role == "app" else ():
            doing = sheet.doings.get(name)
            through = functions.writes(sheet, name, doing) if doing else ()
            writes = dict.fromkeys((*(doing.writes if doing else ()), *(one.write for one in through)))
            asks = event.asks or any(_may_look(one, sheets) for one in through)
            yield SocketEvent(event.event, event.function, event.place, tuple(writes), asks=asks)


def _may_look(one: WriteThrough, sheets: Sequence[Sheet]) -> bool:
    """Whether what it calls to write may look itself; one function, called at once, is read for it."""
    if not one.knows_visitor or len(one.path) > 1:
        return one.knows_visitor
    there = next(sheet for sheet in sheets if sheet.path == one.place.path)
    tree = parse.parse(there.modules.content(there.module))
    line = one.place.line or 0
    around = [
        node
        for node in ast.walk(tree if isinstance(tree, ast.Module) else ast.Module([], []))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return not around or any(_may_ask(part) for node in around for part in ast.walk(node))
