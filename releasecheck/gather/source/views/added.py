"""Rules that a module adds by a call, where there is no decorator: classes, mostly."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from releasecheck.facts.source import RouteFunction
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, resolved, text


@dataclass(frozen=True, slots=True)
class _Added:
    """What answers, dotted, and under which rules."""

    name: str
    paths: tuple[str, ...]
    endpoint: str | None


def note_rule(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`shop.add_url_rule("/offers", view_func=Offers.as_view("offers"))`."""
    path = text(argument(node, 0, "rule"))
    view = argument(node, 2, "view_func")
    if path is not None and view is not None:
        named = text(argument(view, 0, "name")) if isinstance(view, ast.Call) else None
        _note(node, _Added(_name(view), (path,), text(argument(node, 1, "endpoint")) or named), scope, sheet)


def note_resource(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`api.add_resource(Offers, "/offers", "/offers/<int:offer>")` of Flask-RESTful and Flask-RESTX."""
    paths = tuple(_texts(node.args[1:]))
    if paths:
        _note(node, _Added(_name(node.args[0]), paths, text(keyword(node, "endpoint"))), scope, sheet)


def note_class(node: ast.ClassDef, scope: Scope, sheet: Sheet) -> None:
    """`@offers.route("/")` above a class, as Flask-RESTX and flask-smorest have it."""
    for item in node.decorator_list:
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr == "route":
            paths = tuple(_texts(item.args))
            if paths:
                _note(item, _Added(node.name, paths, text(keyword(item, "endpoint"))), scope, sheet)


def _note(node: ast.Call, added: _Added, scope: Scope, sheet: Sheet) -> None:
    if scope.function is not None or scope.guarded or not isinstance(node.func, ast.Attribute):
        return
    router = dotted(node.func.value)
    imported = router.partition(".")[0] in sheet.imports
    origin = resolved(router, sheet.imports) if imported else ""
    sheet.added_rules.append(
        RouteFunction(
            added.name.rpartition(".")[2],
            sheet.place(node),
            router,
            added.paths,
            added.endpoint,
            origin=origin,
        )
    )


def _name(view: ast.expr) -> str:
    """Of `views.export` as such, below what is put around it, or of the class that makes the view."""
    if not isinstance(view, ast.Call):
        return dotted(view)
    made = dotted(view.func)
    if made.endswith(".as_view") or not view.args:
        return made.removesuffix(".as_view")
    return _name(view.args[0])


def _texts(items: list[ast.expr]) -> Iterator[str]:
    return (found for item in items if (found := text(item)) is not None)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "add_url_rule": note_rule,
    "add_resource": note_resource,
}
