"""Rows that a view looks up by what the visitor names, and uses with no look whether there is one."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from releasecheck.facts.views import Unlooked
from releasecheck.gather.source.data.lookups import has_made, looked_up_by
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    resolved,
    text,
    words,
)

_SENT = frozenset(f"flask.request.{part}" for part in ("form", "json", "values"))
_SAME = words("int str ObjectId UUID strip lower")
# What people type in, and may well type wrong; other fields of a form are the page's own.
_TYPED = re.compile(
    r"user_?name|e_?mail|login|phone|mobile|nick|matric|roll|isbn|barcode|(^|_)code$", re.IGNORECASE
)
# Decorators that let visitors in, and look for no row of the view's.
_HARMLESS = re.compile(
    r"login|auth|jwt|token|admin|role|permission|required|cross_origin|limit|exempt|csrf|(^|\.)(doc|expect|marshal_\w+)$",
    re.IGNORECASE,
)
_PLAIN_CALLS = words("get strip lower len all any isinstance")
_MAY_REFUSE = re.compile(r"valid|exist", re.IGNORECASE)
_TALKING = words("flash print info debug warning error exception pop add commit execute close")
_INSIDE = (
    *(
        ast.For,
        ast.AsyncFor,
        ast.Match,
        ast.Try,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Lambda,
    ),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)

_Use = ast.Attribute | ast.Subscript | ast.Call


@dataclass(slots=True)
class _View:
    """What is known on the way through a view."""

    function: FunctionNode
    imports: dict[str, str]
    given: dict[str, tuple[str, bool]] = field(default_factory=dict)  # name -> what it is, by the path or not
    whole: set[str] = field(default_factory=set)  # names of all that was sent
    asked: set[str] = field(default_factory=set)  # names of what was found out by any of these

    def concerns(self, node: ast.AST) -> bool:
        """Whether it is of what the visitor names, or of what that was found to be."""
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        return not names.isdisjoint((*self.given, *self.whole, *self.asked))


def of_view(node: FunctionNode, decorators: Sequence[str], sheet: Sheet) -> tuple[Unlooked, ...]:
    """Each such row, at the line that fails where there is none."""
    if "rows" not in sheet.subjects or not all(map(_HARMLESS.search, decorators)):
        return ()
    named = (one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs))
    view = _View(node, sheet.imports, {name: (name, True) for name in named if name not in ("self", "cls")})
    return tuple(_in_block(node.body, view, sheet))


def _in_block(block: Sequence[ast.stmt], view: _View, sheet: Sheet) -> Iterator[Unlooked]:
    """Up to what may be sure of the row: a test of it in other words, a helper that refuses."""
    for number, one in enumerate(block):
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield from _in_assignment(name, value, block[number + 1 :], view, sheet)
            case ast.Expr(value=ast.Call(args=[row]) as call) if _is_deletion(call) and (
                found := _lookup(row, view)
            ):  # SQLAlchemy refuses None
                yield Unlooked("", ast.unparse(call), *found, sheet.place(call))
            case ast.If(test=test, body=body, orelse=orelse) if _is_plain(test, view):
                yield from _in_block(body, view, sheet)
                yield from _in_block(orelse, view, sheet)
            case ast.With(body=body):
                yield from _in_block(body, view, sheet)
            case ast.Try(body=body) if _only_reads(body, view):
                continue
            case ast.Expr(value=ast.Call() as call) if _is_plain(call, view) or called_name(call) in _TALKING:
                continue
            case (
                ast.Assign() | ast.AugAssign() | ast.Expr(value=ast.Constant()) | ast.Return() | ast.Delete()
            ):
                continue
            case _:
                return


def _in_assignment(
    name: str, value: ast.expr, rest: Sequence[ast.stmt], view: _View, sheet: Sheet
) -> Iterator[Unlooked]:
    """The first use of a row that was asked for, and what the name stands for from there on."""
    found = _lookup(value, view)
    use = _first_use(name, rest) if found else None
    if found and use is not None:
        yield Unlooked(name, ast.unparse(use), *found, sheet.place(use))
    _give(name, value, view)
    if found:  # what was run before need not be seen here: `row = cursor.fetchone()`
        view.asked.add(name)


def _only_reads(body: Sequence[ast.stmt], view: _View) -> bool:
    """Whether it does no more than to take and test what was sent, which is noted."""
    for one in body:
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not _lookup(value, view):
                _give(name, value, view)
            case ast.If(test=test) if _is_plain(test, view):
                continue
            case _:
                return False
    return True


def _give(name: str, value: ast.expr, view: _View) -> None:
    """Note what a name holds from here on."""
    concerned, whole, of = view.concerns(value), _is_whole(value, view), _from_visitor(value, view)
    view.given.pop(name, None)
    view.whole.discard(name)
    view.asked.discard(name)
    if whole:
        view.whole.add(name)
    elif of is not None:
        view.given[name] = of
    elif concerned:
        view.asked.add(name)


def _is_whole(value: ast.expr, view: _View) -> bool:
    """`request.form`, `request.get_json()`, and names of these."""
    if isinstance(value, ast.Call):
        return resolved(dotted(value.func), view.imports) == "flask.request.get_json"
    if not isinstance(value, ast.Name | ast.Attribute):
        return False
    return dotted(value) in view.whole or resolved(dotted(value), view.imports) in _SENT


def _from_visitor(value: ast.expr, view: _View) -> tuple[str, bool] | None:
    """What the visitor names: an argument of the path, or a field that he sends; true for the former."""
    match value:
        case ast.Name(id=name):
            return view.given.get(name)
        case ast.Call(func=ast.Name(id=wrapper), args=[inner]) if wrapper in _SAME:
            return _from_visitor(inner, view)
        case ast.Call(func=ast.Attribute(value=inner, attr=method), args=[]) if method in _SAME:
            return _from_visitor(inner, view)
        case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]) if _is_whole(owner, view):
            return _sent(key)
        case ast.Subscript(value=owner, slice=key) if _is_whole(owner, view):
            return _sent(key)
    return None


def _sent(key: ast.expr) -> tuple[str, bool] | None:
    name = text(key)
    return (name, False) if name else None


def _lookup(value: ast.expr, view: _View) -> tuple[str, bool] | None:
    """By what a query that may find nothing looks: an argument of the path, or what is typed in."""
    if not isinstance(value, ast.Call):
        return None
    for column, each in looked_up_by(value, view.function):
        found = _from_visitor(each, view)
        if found and (found[1] or _TYPED.search(column)):
            return None if has_made(value, view.function) else found
    return None


def _is_plain(test: ast.expr, view: _View) -> bool:
    """Whether it asks nothing about a row: what the visitor names is at most looked at as a text."""
    return not any(_looks(each, view) for each in ast.walk(test))


def _looks(node: ast.AST, view: _View) -> bool:
    """Whether this part of a test may be about a row."""
    match node:
        case ast.NamedExpr():
            return True
        case ast.Name(id=name):
            return name in view.asked
        case ast.Call() if (name := called_name(node)) not in _PLAIN_CALLS:
            return view.concerns(node) or _MAY_REFUSE.search(name) is not None
    return False


def _first_use(name: str, block: Sequence[ast.stmt]) -> _Use | None:
    """The first mention, where it is an attribute or item that is taken whatever else holds."""
    for one in block:
        for use, is_sure in _mentions(name, one, sure=True):
            return use if is_sure else None
    return None


def _mentions(name: str, node: ast.AST, *, sure: bool) -> Iterator[tuple[_Use | None, bool]]:
    """Each in the order of its evaluation, nearly, and whether nothing leads past it."""
    match node:
        case ast.Name(id=mentioned) if mentioned == name:
            yield None, False
        case ast.Attribute(value=ast.Name(id=owner)) | ast.Subscript(value=ast.Name(id=owner)) if (
            owner == name
        ):
            yield node, sure
        case ast.Call(args=[ast.Name(id=given)]) if given == name and _is_deletion(node):
            yield node, sure
        case _:
            for part, always in _parts(node):
                yield from _mentions(name, part, sure=sure and always)


def _is_deletion(call: ast.Call) -> bool:
    """`db.session.delete(…)`."""
    owner, _, method = dotted(call.func).rpartition(".")
    return method == "delete" and owner.rpartition(".")[2] == "session"


def _parts(node: ast.AST) -> Iterator[tuple[ast.AST, bool]]:
    """What it is made of, and whether each is evaluated whenever the whole is."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((each, True) for each in (value, *targets))
        case ast.BoolOp(values=values):
            yield from ((each, number == 0) for number, each in enumerate(values))
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield test, True
            yield from ((each, False) for each in ast.iter_child_nodes(node) if each is not test)
        case _:
            yield from ((each, not isinstance(node, _INSIDE)) for each in ast.iter_child_nodes(node))
