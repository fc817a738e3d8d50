"""Functions under a route decorator, what is wrapped around them and what they change."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import Place
from releasecheck.facts.source import Decorator, RouteFunction
from releasecheck.gather.source.code import sql
from releasecheck.gather.source.code.doing import Doing, of_function
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, argument, dotted, keyword, resolved, text, words
from releasecheck.gather.source.views import view_starts

_VERBS = frozenset({"get", "post", "put", "delete", "patch"})
# Decorators that only register the function, and give it back as it is.
_REGISTER = words(
    "errorhandler app_errorhandler before_request after_request teardown_request before_app_request "
    "after_app_request context_processor template_filter template_global command staticmethod"
)
_WRITES = words(
    "commit save delete add_all bulk_save_objects insert_one insert_many update_one update_many "
    "replace_one delete_one delete_many remove unlink rmdir rmtree rename makedirs mkdir write_text "
    "write_bytes drop_all create_all truncate flushdb flushall logout_user send_mail send_message "
    "sendmail apply_async delay Popen system check_call check_output send_magic_packet"
)
_WRITES_ON = {  # names too common to count on any object
    "add": frozenset({"session"}),
    "merge": frozenset({"session"}),
    "run": frozenset({"subprocess"}),
    "call": frozenset({"subprocess"}),
    "move": frozenset({"shutil"}),
    "copy": frozenset({"shutil"}),
}


def enter(node: FunctionNode, scope: Scope, sheet: Sheet) -> Scope:
    """The scope of a function's body, with what a view adds; a view is noted."""
    name = f"{scope.function}.{node.name}" if scope.function else _method(scope, node.name)
    doing, sent = scope.doing, scope.sent
    if scope.view is None:  # what stands in a view is the view's
        is_method = scope.owner is not None and scope.function is None
        doing, sent = sheet.doings.setdefault(name, of_function(node, method=is_method)), False
    else:
        sheet.doings.setdefault(name, Doing())
    inside = scope.in_function(name, doing, sent=sent)
    found = [index for index, item in enumerate(node.decorator_list) if _is_route(item)]
    if not found:
        notes = _begin_undecorated(node, scope, sheet)
        if notes and inside.doing:
            sheet.view_doings[node.lineno] = name, inside.doing
            inside.doing.by_get = notes.verb in (None, "GET")
        return _with_view(inside, notes, sheet) if notes else inside
    sheet.views += 1
    doing = of_function(node, method=False)
    sheet.view_doings[node.lineno] = name, doing
    route = _route(node, found, scope, sheet)
    sheet.routes.append(route)
    doing.by_get = route.methods is None or "GET" in route.methods
    body = view_starts.of_route(node, found, sheet)
    return _with_view(inside._replace(router=route.router, doing=doing), body, sheet)


def _begin_undecorated(node: FunctionNode, scope: Scope, sheet: Sheet) -> ViewNotes | None:
    method = view_starts.of_method(node, scope, sheet)
    return method or (view_starts.of_handed(node, sheet) if scope.view is None else None)


def _with_view(scope: Scope, notes: ViewNotes, sheet: Sheet) -> Scope:
    sheet.bodies.append(notes)
    return scope._replace(view=notes, is_view=True)


def _method(scope: Scope, name: str) -> str:
    return f"{scope.owner.name}.{name}" if scope.owner else name


def _is_route(item: ast.expr) -> bool:
    if not (isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute)):
        return False
    path = argument(item, 0, "rule")
    if item.func.attr == "route":
        return path is not None and not (isinstance(path, ast.Constant) and text(path) is None)
    return item.func.attr in _VERBS and path is not None and _is_path(path)


def _is_path(given: ast.expr) -> bool:
    """`"/shop"`, `BASE + "/shop"`, `f"{BASE}/shop"`."""
    match given:
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_path(left) or _is_path(right)
        case ast.JoinedStr(values=parts):
            return any(_is_path(part) for part in parts)
    return (text(given) or "").startswith("/")


def _route(node: FunctionNode, found: list[int], scope: Scope, sheet: Sheet) -> RouteFunction:
    calls = [item for index in found if isinstance(item := node.decorator_list[index], ast.Call)]
    others = [
        (index, dotted(item), item) for index, item in enumerate(node.decorator_list) if index not in found
    ]
    paths = (text(argument(call, 0, "rule")) for call in calls)
    endpoints = (text(keyword(call, "endpoint")) for call in calls)
    router = dotted(calls[0].func).rpartition(".")[0]
    return RouteFunction(
        function=node.name,
        place=sheet.place(node),
        router=router,
        paths=tuple(path for path in paths if path is not None),
        endpoint=next((endpoint for endpoint in endpoints if endpoint), None),
        above=tuple(
            Decorator(name, sheet.place(item))
            for index, name, item in others
            if index < found[-1] and name.rpartition(".")[2] not in _REGISTER
        ),
        below=tuple(name for index, name, _item in others if index > found[-1]),
        nested=scope.function is not None,
        origin=resolved(router, sheet.imports) if router.partition(".")[0] in sheet.imports else "",
        within=scope.function.partition(".")[0] if scope.function else None,
        methods=_methods(calls),
        commented=tuple(
            Decorator(sheet.commented[line], Place(sheet.path, line))
            for line in range(node.decorator_list[0].lineno + 1, node.lineno)
            if line in sheet.commented
        ),
    )


def _methods(calls: Sequence[ast.Call]) -> tuple[str, ...] | None:
    """What the decorators let in, without what Flask adds."""
    found: set[str] = set()
    for call in calls:
        verb = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        match keyword(call, "methods"):
            case _ if verb in _VERBS:
                found.add(verb.upper())
            case None:
                found.add("GET")
            case ast.List(names) | ast.Tuple(names) | ast.Set(names) if all(map(text, names)):
                found.update(name.upper() for name in map(text, names) if name)
            case _:
                return None
    return tuple(sorted(found))


def note_write(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """A call in a function that changes something outside of it."""
    doing = scope.doing
    if doing is None:
        return
    name = ".".join(dotted(node.func).split(".")[-2:])
    owner, _, called = name.rpartition(".")
    if called in _WRITES_ON and owner not in _WRITES_ON[called]:
        return
    if called == "update" and not _is_document(owner, node, doing, sheet):
        return
    if called in ("execute", "executemany", "open") and not _changes(called, node, doing):
        doing.reads = doing.reads is not False and called == "execute" and sql.reads(argument(node, 0))
        return
    if not scope.sent:
        doing.note_write(name, sheet.place(node))


def _is_document(owner: str, node: ast.Call, doing: Doing, sheet: Sheet) -> bool:
    """Whether `update` is MongoEngine's, which takes the fields by name, and not a dict's."""
    fields = [item for item in node.keywords if item.arg]
    kept = owner in doing.documents or owner == "objects"
    of_visitor = resolved(owner, sheet.imports) == "flask_login.current_user"
    return bool(fields) and not node.args and (kept or of_visitor)


def _changes(called: str, node: ast.Call, doing: Doing) -> bool:
    if called == "open":
        mode = text(argument(node, 1, "mode")) or "r"
        return not {"w", "a", "x", "+"}.isdisjoint(mode)
    statement = argument(node, 0)
    if isinstance(statement, ast.Name):
        doing.runs = doing.runs or statement.id in doing.parameters
        return statement.id in doing.statements
    return sql.changes(statement)


def with_writes(sheets: Sequence[Sheet], functions: Functions) -> Iterator[RouteFunction]:
    """The route functions, with what they turned out to change themselves and through others."""
    for sheet in sheets:
        for route in sheet.routes:
            name, doing = sheet.view_doings[route.place.line or 0]
            through = functions.writes(sheet, name, doing)
            yield replace(route, writes=tuple(doing.writes), through=through)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    {*_WRITES, *_WRITES_ON, "execute", "executemany", "open", "update"}, note_write
)
