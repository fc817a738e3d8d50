"""What the project's own decorators for logins take for granted: of the visitor, of the rule, of a row."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from releasecheck.facts.views import GuardGap
from releasecheck.gather.source.code.presence import asked
from releasecheck.gather.source.guards.hiding_guards import hands_on, inside
from releasecheck.gather.source.guards.presuming import OF_STRANGERS, USERS
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    last_name,
    resolved,
    text,
    words,
)

# What may look who it is, by its name; `unauthorized()` only answers.
_LOOKS = re.compile(
    r"log(ged)?_?in|auth(?!or\b)|verif|session|jwt|token|current|require|hasattr|getattr|isinstance|bool$",
    re.IGNORECASE,
)
_AROUND = re.compile(r"(login|auth|jwt|token|fresh)_required$")  # `return login_required(wrapper)`
_ANSWERS = words("unauthorized redirect url_for abort jsonify flash")
_ONE_OR_NONE = words("first one_or_none scalar_one_or_none scalar find_one get fetchone")
_ACCOUNTS = re.compile(r"(?<![a-z])(user|account|admin|member|customer|employee|student)", re.IGNORECASE)
_REFUSALS = (401, 403)


def note_function(node: FunctionNode, scope: Scope, sheet: Sheet) -> None:
    """`def wrapper(*args, **kwargs)`, in a function whose parameter it calls with these."""
    outer = sheet.doings.get(scope.function or "")
    if outer is None or outer.method or not (node.args.vararg or node.args.kwarg):
        return
    nodes = list(inside(node.body))
    calls = [one for one in nodes if isinstance(one, ast.Call) and _is_of_view(one, outer.parameters)]
    if not calls:
        return
    name = (scope.function or "").partition(".")[0]
    sheet.own_decorators.append(name)
    if any(last_name(one) != "wraps" for one in node.decorator_list):
        return  # what else stands around it is not followed
    gaps = (
        _of_visitor(name, nodes, sheet),
        _of_rule(name, node, nodes, sheet),
        _of_row(name, nodes, calls, sheet),
    )
    sheet.guard_gaps.extend((one, scope.function or "") for one in gaps if one)


def _is_of_view(call: ast.Call, parameters: tuple[str, ...]) -> bool:
    """`f(*args, **kwargs)`, `current_app.ensure_sync(f)(*args, **kwargs)`."""
    called = call.func
    if isinstance(called, ast.Call) and called_name(called) == "ensure_sync" and called.args:
        called = called.args[0]
    return isinstance(called, ast.Name) and called.id in parameters and hands_on(call)


def _of_visitor(name: str, nodes: Sequence[ast.AST], sheet: Sheet) -> GuardGap | None:
    """`if current_user.role != "admin": abort(403)`, with no look whether somebody is signed in."""
    read = [one for one in nodes if isinstance(one, ast.Attribute) and _is_user(one.value, sheet)]
    if not read or any(one.attr in OF_STRANGERS or one.attr.startswith("_") for one in read):
        return None
    if any(_may_look(one, sheet) for one in nodes):
        return None
    first = min(read, key=lambda one: (one.lineno, one.col_offset))
    return GuardGap("visitor", name, f"current_user.{first.attr}", sheet.place(first))


def _may_look(node: ast.AST, sheet: Sheet) -> bool:
    """Whether it asks for the visitor as such, may do so by its name, or catches what comes of strangers."""
    match node:
        case ast.Try() | ast.Name(id="session" | "g"):
            return True
        case ast.Call():
            return called_name(node) not in _ANSWERS and _LOOKS.search(called_name(node)) is not None
        case ast.Compare(left=left, comparators=[*others]):
            return any(_is_user(each, sheet) for each in (left, *others))
        case ast.If(test=test) | ast.IfExp(test=test):
            return any(_is_user(each, sheet) for each in asked(test))
    return False


def _is_user(node: ast.expr, sheet: Sheet) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and resolved(dotted(node), sheet.imports) in USERS


def _of_rule(name: str, node: FunctionNode, nodes: Sequence[ast.AST], sheet: Sheet) -> GuardGap | None:
    """`room = kwargs.get("room_id")`, with no look whether there is one, and from nowhere else."""
    kwargs = node.args.kwarg.arg if node.args.kwarg else None
    if kwargs is None or any(
        isinstance(one, ast.Try | ast.BoolOp) or _is_of_request(one, sheet) for one in nodes
    ):
        return None
    for one in nodes:
        match one:
            case ast.Assign(targets=[ast.Name(id=local)], value=value) if key := _key(value, kwargs):
                tested = (each for each in nodes if isinstance(each, ast.If | ast.IfExp))
                if any(_asks_for(each.test, local, kwargs) for each in tested):
                    return None
                return GuardGap("argument", name, key, sheet.place(one))
    return None


def _is_of_request(node: ast.AST, sheet: Sheet) -> bool:
    return isinstance(node, ast.Name) and sheet.imports.get(node.id, "").endswith("flask.request")


def _key(node: ast.expr, kwargs: str) -> str | None:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=key) if name == kwargs:
            return text(key)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="get"), args=[key]) if name == kwargs:
            return text(key)
    return None


def _asks_for(test: ast.expr, local: str, kwargs: str) -> bool:
    """Whether it looks if there is such a thing: `if room`, `if room is None`, `if "room" in kwargs`."""
    match test:
        case ast.UnaryOp(operand=inner):
            return _asks_for(inner, local, kwargs)
        case ast.Name(id=name):
            return name == local
        case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=None)]):
            return name == local
        case ast.Compare(comparators=[ast.Name(id=name)]):
            return name == kwargs
    return False


def _of_row(name: str, nodes: Sequence[ast.AST], calls: Sequence[ast.Call], sheet: Sheet) -> GuardGap | None:
    """`user = User.query.get(data["id"])`, given to the view or kept, and never looked at."""
    for one in nodes:
        match one:
            case ast.Assign(targets=[ast.Name(id=local)], value=ast.Call() as query) if _is_of_account(query):
                if _refuses(nodes) and _only_handed_on(local, nodes, calls):
                    return GuardGap("row", name, local, sheet.place(one))
    return None


def _is_of_account(query: ast.Call) -> bool:
    """`User.query.filter_by(…).first()`, `db.session.get(User, …)`, `db.users.find_one(…)`."""
    method = called_name(query)
    if method not in _ONE_OR_NONE or not isinstance(query.func, ast.Attribute):
        return False
    chain = ast.unparse(query.func.value)
    if method == "get":
        model = dotted(query.args[0]) if query.args else ""
        named = chain if chain.endswith("query") else model if chain.endswith("session") else ""
    else:
        named = chain
    return _ACCOUNTS.search(named) is not None


def _refuses(nodes: Sequence[ast.AST]) -> bool:
    """Whether it turns others away, and so means to ask."""
    return any(
        (isinstance(one, ast.Constant) and type(one.value) is int and one.value in _REFUSALS)
        or (isinstance(one, ast.Call) and called_name(one) in {"abort", "redirect", "unauthorized"})
        for one in nodes
    )


def _only_handed_on(local: str, nodes: Sequence[ast.AST], calls: Sequence[ast.Call]) -> bool:
    """Whether it is given to the view, or kept as `request.user` or an item, and nothing else uses it."""
    stored = sum(isinstance(one, ast.Name) and one.id == local and _stores(one) for one in nodes)
    used = [one for one in nodes if isinstance(one, ast.Name) and one.id == local and not _stores(one)]
    handed: set[int] = set()
    kept: set[str] = set()
    for call in calls:
        handed.update(id(one) for one in (*call.args, *(each.value for each in call.keywords)))
    for one in nodes:
        match one:
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript() as target], value=ast.Name() as value):
                handed.add(id(value))
                kept.add(dotted(target))
    reads = {dotted(one) for one in nodes if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Load)}
    return stored == 1 and bool(used) and all(id(one) in handed for one in used) and kept.isdisjoint(reads)


def _stores(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def found(sheets: Sequence[Sheet]) -> Iterator[GuardGap]:
    """Those of decorators whose name is one decorator's alone in the project."""
    named = Counter(name for sheet in sheets for name in sheet.own_decorators)
    for sheet in sheets:
        for gap, function in sheet.guard_gaps:
            around = any(map(_AROUND.search, sheet.doings[function].calls))
            caught = gap.kind == "row" and function.rpartition(".")[2] in sheet.catching
            if named[gap.decorator] == 1 and not (around or caught):
                yield gap
