"""One walk over a file's tree, in source order, each node shown to those who asked for its kind."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from releasecheck.gather.source.scope import MODULE, Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    is_form_awaited,
    is_form_sent,
    is_main_guard,
)
from releasecheck.gather.source.views import unsent

Node = Any  # a handler knows the kind of node that it asked for
Handler = Callable[[Node, Scope, Sheet], None]
Handlers = dict[type[ast.AST], tuple[Handler, ...]]
# Who is shown a kind of node, and which fields of it are looked into; null where `_DIVIDED` tells.
Plan = dict[type[ast.AST], tuple[tuple[Handler, ...], tuple[str, ...] | None]]
Enter = Callable[[FunctionNode, Scope, Sheet], Scope]
Parts = list[tuple[ast.AST, Scope]]

# Nothing below these is of interest to anybody, and they are most of a tree.
_LEAVES = (
    *(ast.Name, ast.arg, ast.alias, ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal),
    *(ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop, ast.type_ignore),
)
_IGNORED_FIELDS = frozenset({"ctx", "op", "ops", "type_ignores", "returns", "annotation", "type_params"})


def _kinds(kind: type[ast.AST]) -> Iterator[type[ast.AST]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _kinds(subclass)


_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(field for field in reversed(kind._fields) if field not in _IGNORED_FIELDS)
    for kind in _kinds(ast.AST)
    if not issubclass(kind, _LEAVES)
}
_FIELDS[ast.Constant] = ()


def plan(handlers: Handlers) -> Plan:
    """How to walk for these handlers, put together once: it is asked at each node."""
    return {
        kind: (handlers.get(kind, ()), None if kind in _DIVIDED else fields)
        for kind, fields in _FIELDS.items()
    }


def walk(tree: ast.Module, sheet: Sheet, everywhere: Plan, in_views: Plan, view: Enter) -> None:
    """Show every node to its handlers, parents first; views have more of them.

    `view` gives a function's scope what views need.
    """
    _walk([(tree, MODULE)], sheet, everywhere, in_views, view)


def _walk(stack: Parts, sheet: Sheet, everywhere: Plan, in_views: Plan, view: Enter) -> None:
    push, pop = stack.append, stack.pop
    while stack:
        node, scope = pop()
        handlers, fields = everywhere[type(node)]
        for handler in handlers:
            handler(node, scope, sheet)
        if fields is None:
            parts = _DIVIDED[type(node)](node, scope, sheet, view)
            parts.reverse()
            if parts and parts[0][1].view is not scope.view and scope.view is None:
                _walk(parts, sheet, in_views, in_views, view)
            else:
                stack += parts
            continue
        for field in fields:
            value = getattr(node, field)
            if type(value) is list:
                for item in reversed(value):
                    if type(item) in everywhere:
                        push((item, scope))
            elif type(value) in everywhere:
                push((value, scope))


def _statement(node: ast.Expr, scope: Scope, _sheet: Sheet, _view: Enter) -> Parts:
    """What stands by itself; a text that does is no literal."""
    return [] if type(node.value) is ast.Constant else _below([node.value], scope)


def _pieces(node: ast.JoinedStr, scope: Scope, _sheet: Sheet, _view: Enter) -> Parts:
    """What is put into a text: its constant parts are no literals."""
    return [(part, scope) for part in node.values if isinstance(part, ast.FormattedValue)]


def _class(node: ast.ClassDef, scope: Scope, _sheet: Sheet, _view: Enter) -> Parts:
    body = scope._replace(owner=node)
    outside = (*node.decorator_list, *node.bases, *node.keywords)
    return _below(outside, scope) + _below(node.body, body)


def _tried(node: ast.Try, scope: Scope, sheet: Sheet, _view: Enter) -> Parts:
    inside = scope.conditionally()
    tried = _in_turn([*node.body, *node.orelse], scope.conditionally(tried=True), sheet)
    return tried + _below([*node.handlers, *node.finalbody], inside)


def _below(body: Iterable[ast.AST], scope: Scope) -> Parts:
    return [(item, scope) for item in body if type(item) in _FIELDS]


def _function(node: FunctionNode, outside: Scope, sheet: Sheet, view: Enter) -> Parts:
    parts = _in_turn(node.body, view(node, outside, sheet), sheet)
    if node.args.defaults or node.args.kw_defaults:  # nothing else of them is of interest
        parts.insert(0, (node.args, outside))
    return _below(node.decorator_list, outside) + parts if node.decorator_list else parts


def _may_ask_for_form(scope: Scope, sheet: Sheet) -> bool:
    """Whether it can turn out here that no GET comes any further."""
    doing = scope.doing
    return doing is not None and doing.by_get and not scope.sent and "requests" in sheet.subjects


def _in_turn(body: Iterable[ast.stmt], scope: Scope, sheet: Sheet) -> Parts:
    """Statements one after the other: no GET comes by one that ends it, nor by one that needs a form."""
    if not _may_ask_for_form(scope, sheet):
        return _below(body, scope)
    parts: Parts = []
    asks = scope.doing
    for item in body:
        if type(item) in _FIELDS:
            parts.append((item, scope))
        if asks is not None and unsent.stops(item, asks):
            scope, asks = scope._replace(sent=True), None
    return parts


def _branch(node: ast.If, scope: Scope, sheet: Sheet, _view: Enter) -> Parts:
    if scope.function is None and is_main_guard(node.test):
        body, orelse = scope._replace(guarded=True), scope
    else:
        body = orelse = scope.conditionally()
    doing = scope.doing if _may_ask_for_form(scope, sheet) else None
    if doing is None:
        pass
    elif is_form_sent(node.test) or unsent.is_sent(node.test, doing):
        body = body._replace(sent=True)
    elif is_form_awaited(node.test) or unsent.is_awaited(node.test, doing):
        orelse = orelse._replace(sent=True)
    return _below([node.test], scope) + _below(node.body, body) + _below(node.orelse, orelse)


# The children of a node whose parts stand in different scopes, or of which some are passed over.
_DIVIDED: dict[type[ast.AST], Callable[[Node, Scope, Sheet, Enter], Parts]] = {
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.If: _branch,
    ast.Try: _tried,
    ast.TryStar: _tried,
    ast.Expr: _statement,
    ast.JoinedStr: _pieces,
}
