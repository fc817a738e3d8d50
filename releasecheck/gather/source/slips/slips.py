"""Lines that Python takes and that cannot do what they are there for."""

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.slips import CorsOption, FixedRedirect, IdleRoute, RequestChange, ReturnedException
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    dotted,
    keyword,
    resolved,
    targets,
    text,
)
from releasecheck.gather.source.walk import Handlers

_GAP = 2  # lines between a route and the function that it was meant for, at most
_EXCEPTIONS = frozenset(
    name
    for name, one in vars(builtins).items()
    if isinstance(one, type) and issubclass(one, BaseException) and not issubclass(one, Warning)
)
_SAME = frozenset({ast.Is, ast.IsNot, ast.Eq, ast.NotEq})
_GRAPHQL = re.compile(r"graph(ql|ene)|ariadne|strawberry")  # whose resolvers may return one
_PARTS = frozenset(f"flask.request.{part}" for part in ("form", "args", "values", "files", "cookies"))
_REDIRECTS = ("flask.redirect", "werkzeug.utils.redirect")
_CHANGING = (
    *("pop", "popitem", "update", "setdefault", "clear", "add"),
    *("poplist", "popitemlist", "setlist", "setlistdefault"),
)


def note_statement(node: ast.Expr, scope: Scope, sheet: Sheet) -> None:
    """`bp.route("/x", methods=["POST"])`, with no `@` before it."""
    call = node.value
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "route"
        and len(call.args) < 2
        and not scope.guarded
    ):
        rule = text(argument(call, 0, "rule"))
        if rule is not None:
            route = IdleRoute(dotted(call.func.value), rule, _methods(call), sheet.place(node))
            sheet.slips.idle_routes.append(route)
            sheet.slips.ends = node.end_lineno or node.lineno


def _methods(call: ast.Call) -> tuple[str, ...] | None:
    match keyword(call, "methods"):
        case None:
            return ("GET",)
        case ast.List(names) | ast.Tuple(names) | ast.Set(names) if all(map(text, names)):
            return tuple(sorted((text(name) or "").upper() for name in names))
    return None


def note_function(node: FunctionNode, sheet: Sheet) -> None:
    """The function below such a statement."""
    notes = sheet.slips
    if notes.ends:
        begins = min((item.lineno for item in node.decorator_list), default=node.lineno)
        if 0 < begins - notes.ends <= _GAP:
            notes.idle_routes[-1] = replace(notes.idle_routes[-1], function=node.name)
        notes.ends = 0


def note_return(node: ast.Return, scope: Scope, sheet: Sheet) -> None:
    """`return ValueError`, `return ValueError("…")`, and that the function returns other things too."""
    value, function = node.value, scope.function
    if value is None or function is None:
        if scope.conditional and function is not None:
            sheet.may_end_early.add(function)
        return
    name = dotted(value.func if isinstance(value, ast.Call) else value)
    if name in _EXCEPTIONS and name not in sheet.imports and name not in sheet.classes:
        if not any(_GRAPHQL.search(origin) for origin in sheet.imports.values()):
            sheet.slips.returned.append(ReturnedException(name, function, sheet.place(node), _view(scope)))
    elif _is_http_error(name, scope, sheet):
        exception = name.rpartition(".")[2]
        sheet.slips.returned.append(ReturnedException(exception, function, sheet.place(node), _view(scope)))
    elif not (isinstance(value, ast.Constant) and value.value is None):
        sheet.slips.returning.add(function)


def _is_http_error(name: str, scope: Scope, sheet: Sheet) -> bool:
    """Whether it is one of Werkzeug's, of which Flask makes an answer, and a REST library does not."""
    if not (scope.is_view and scope.view is not None and scope.view.of_resource):
        return False
    package, _, called = resolved(name, sheet.imports).rpartition(".")
    return package == "werkzeug.exceptions" and called[:1].isupper()


def _view(scope: Scope) -> Place:
    return scope.view.place if scope.view is not None and scope.is_view else NOWHERE


def note_kind(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`isinstance(found, Exception)`: whoever asks knows what he may have got."""
    if len(node.args) > 1:
        sheet.slips.looked_for.update(_named(node.args[1]))


def note_comparison(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`found is ValueError`."""
    if type(node.ops[0]) in _SAME:
        sheet.slips.looked_for.update(_named(node.comparators[0]))


def _named(node: ast.expr) -> Iterator[str]:
    for one in node.elts if isinstance(node, ast.Tuple) else (node,):
        if isinstance(one, ast.Name) and one.id in _EXCEPTIONS:
            yield one.id


def note_alias(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, scope: Scope, sheet: Sheet) -> None:
    """`form = request.form`, and `request.form["x"] = …`."""
    for target in targets(node):
        if isinstance(target, ast.Name) and scope.function is not None:
            _hold(target.id, node.value, scope, sheet)
        elif isinstance(target, ast.Subscript):
            _note_change(target.value, "[…] = …", node, scope, sheet)


def _hold(name: str, value: ast.expr | None, scope: Scope, sheet: Sheet) -> None:
    key = (scope.function or "", name)
    part = _part(value, scope, sheet) if isinstance(value, ast.Attribute) else None
    sheet.slips.parts[key] = part if key not in sheet.slips.parts else None


def note_delete(node: ast.Delete, scope: Scope, sheet: Sheet) -> None:
    """`del request.form["x"]`."""
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            _note_change(target.value, "[…]", node, scope, sheet)


def note_call(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`request.form.pop("x")`."""
    if isinstance(node.func, ast.Attribute):
        _note_change(node.func.value, f".{node.func.attr}(…)", node, scope, sheet)


def _note_change(changed: ast.expr, how: str, node: ast.stmt | ast.expr, scope: Scope, sheet: Sheet) -> None:
    if scope.function is not None and isinstance(changed, ast.Name | ast.Attribute):
        part = _part(changed, scope, sheet)
        if part is not None:
            deleted = "del " if isinstance(node, ast.Delete) else ""
            what = f"{deleted}{dotted(changed)}{how}"
            change = RequestChange(what, part, scope.function, sheet.place(node), _view(scope))
            sheet.slips.changes.append(change)


def _part(node: ast.expr, scope: Scope, sheet: Sheet) -> str | None:
    """The part of the request that an expression is, itself or by a name of the function."""
    if isinstance(node, ast.Name):
        return sheet.slips.parts.get((scope.function or "", node.id))
    written = dotted(node)
    own = scope.doing.parameters if scope.doing is not None else frozenset()
    if written.partition(".")[0] in own or resolved(written, sheet.imports) not in _PARTS:
        return None
    return ".".join(written.split(".")[-2:])


def note_cors(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`CORS(app, support_credentials=True)`, `CORS(app, resources={"/api/*": {"origin": "*"}})`."""
    called = resolved(dotted(node.func), sheet.imports)
    if not called.startswith("flask_cors."):
        return
    if called == "flask_cors.CORS" and len(node.args) == 1 and not node.keywords:
        sheet.slips.cors_options.append(CorsOption("origins", sheet.place(node), anybody=True))
    for given in node.keywords:
        if given.arg and given.arg != "app":
            anybody = given.arg == "origins" and _is_anybody(given.value)
            sheet.slips.cors_options.append(CorsOption(given.arg, sheet.place(given), anybody))
        if given.arg == "resources" and isinstance(given.value, ast.Dict):
            for each in given.value.values:
                for key, value in (
                    zip(each.keys, each.values, strict=True) if isinstance(each, ast.Dict) else ()
                ):
                    if key is not None and (name := text(key)):
                        anybody = name == "origins" and _is_anybody(value)
                        sheet.slips.cors_options.append(CorsOption(name, sheet.place(key), anybody))


def _is_anybody(origins: ast.expr) -> bool:
    """`"*"`, alone or in a list."""
    listed = origins.elts if isinstance(origins, ast.List | ast.Tuple | ast.Set) else [origins]
    return any(text(one) == "*" for one in listed)


def returned(sheets: Sequence[Sheet]) -> Iterator[ReturnedException]:
    """The exceptions that functions of the app return, with what only all the files tell."""
    looked_for = frozenset().union(*(sheet.slips.looked_for for sheet in sheets))
    for sheet in sheets:
        for one in sheet.slips.returned if sheet.role == "app" else ():
            asked = not looked_for.isdisjoint({one.exception, "Exception", "BaseException"})
            yield replace(one, mixed=one.function in sheet.slips.returning, looked_for=asked)


def note_redirect(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`redirect("/projects/manage")`."""
    path = text(node.args[0]) if node.args and scope.function is not None else None
    if path and path.startswith("/") and resolved(dotted(node.func), sheet.imports) in _REDIRECTS:
        sheet.slips.redirects.append(FixedRedirect(path, sheet.place(node)))


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(("isinstance", "issubclass"), note_kind),
    **dict.fromkeys(("CORS", "cross_origin"), note_cors),
    "redirect": note_redirect,
}
OF_REQUESTS: Handlers = {
    ast.Assign: (note_alias,),
    ast.AnnAssign: (note_alias,),
    ast.NamedExpr: (note_alias,),
    ast.Delete: (note_delete,),
}
CHANGES: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_CHANGING, note_call)
