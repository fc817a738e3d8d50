"""Rows that belong to a visitor: which views look whose a row is, and which change any row by its number."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from releasecheck.facts.views import OwnedRow
from releasecheck.gather.source.data.lookups import ONE_RECORD
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, resolved, text, words

_NARROWING = words("filter filter_by where")
_TELLS = words("get_jwt_identity get_current_user current_identity")
_GIVEN = words("current_user current_identity logged_in_user")  # by a decorator, as a parameter
_ROLE = re.compile(
    r"admin|role|perm|staff|super|owner|manag|moderat|type|level|group|priv|access|allow|can", re.IGNORECASE
)
_GUARDS = re.compile(
    r"owner|own(s|ed)?_|perm|allow|can_|access|authori|check|verif|ensure|guard|forbid|belong", re.IGNORECASE
)
# Records that are the visitor himself; and what others may well change of a record that is not theirs.
_PEOPLE = re.compile(
    r"user|account|member|admin|person|people|customer|profile|author|employee|student", re.IGNORECASE
)
_COUNTED = re.compile(
    r"count|view|like|vote|hit|click|rating|score|stock|quantity|qty|amount|balance|seat|slot|available"
    r"|last_|seen|read|updated|modified|status|state",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _View:
    """What is known on the way through a view."""

    imports: dict[str, str]
    visitor: set[str] = field(default_factory=set)  # names of what tells who it is
    rows: dict[str, str] = field(default_factory=dict)  # name -> the model of the row that it holds
    found: list[OwnedRow] = field(default_factory=list)
    asks_more: bool = False  # than whether somebody is signed in: his role, or something unseen

    def tells(self, node: ast.AST) -> bool:
        """Whether who the visitor is stands anywhere in it."""
        return any(self._is_visitor(one) for one in ast.walk(node))

    def _is_visitor(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name) and node.id in self.visitor:
            return True
        if isinstance(node, ast.Call):
            return called_name(node) in _TELLS
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        origin = resolved(dotted(node), self.imports)
        return origin in ("flask.session", "flask_login.current_user") or origin.startswith("flask.g.")

    def row_in(self, node: ast.AST) -> str | None:
        """The name of a row that stands in it."""
        return next(
            (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in self.rows), None
        )


def of_view(node: FunctionNode, sheet: Sheet) -> tuple[OwnedRow, ...]:
    """The rows that the view looks at, by whom they belong to; none where it asks for more than that."""
    if "rows" not in sheet.subjects or "visitors" not in sheet.subjects:
        return ()
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    view = _View(sheet.imports, {one.arg for one in named if one.arg in _GIVEN})
    for one in _in_order(node.body):
        _note(one, view, sheet)
    return tuple(one for one in view.found if one.how != "changed" or not view.asks_more)


def _in_order(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Statements, tests and calls, those inside after what stands around them."""
    for item in body:
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        yield item
        for _, value in ast.iter_fields(item):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield from _in_order(value)
            elif isinstance(value, list) and value and isinstance(value[0], ast.ExceptHandler):
                for handler in value:
                    yield from _in_order(handler.body)


def _note(item: ast.AST, view: _View, sheet: Sheet) -> None:
    for part in _own_parts(item):
        for one in ast.walk(part):
            if isinstance(one, ast.Call):
                _note_call(one, view, sheet)
    match item:
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            _note_test(test, view, sheet)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            _note_given(name, value, view)
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr=attribute)]) if (
            name in view.rows
        ):
            if not _COUNTED.search(attribute):
                said = f"{name}.{attribute} = …"
                view.found.append(OwnedRow(view.rows[name], "changed", said, sheet.place(item)))


def _own_parts(item: ast.AST) -> Iterator[ast.expr]:
    """The expressions of a statement, without those of the statements in it."""
    for _, value in ast.iter_fields(item):
        if isinstance(value, ast.expr):
            yield value
        elif isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.expr))
            yield from (one.context_expr for one in value if isinstance(one, ast.withitem))


def _note_given(name: str, value: ast.expr, view: _View) -> None:
    model = _row(value)
    view.rows.pop(name, None)
    if model and not view.tells(value):
        view.rows[name] = model
    elif view.tells(value):
        view.visitor.add(name)


def _row(value: ast.expr) -> str | None:
    """The model of the one row that `Device.query.get(number)` or `filter_by(id=number).first()` asks for."""
    if not isinstance(value, ast.Call) or called_name(value) not in ONE_RECORD:
        return None
    return _model(value)


def _model(query: ast.expr) -> str | None:
    """The class that is asked for rows, where there is one alone."""
    names = {one.id for one in ast.walk(query) if isinstance(one, ast.Name) and one.id[:1].isupper()}
    (model,) = names if len(names) == 1 else ("",)
    return None if not model or model.isupper() or _PEOPLE.search(model) else model


def _note_call(call: ast.Call, view: _View, sheet: Sheet) -> None:
    name = called_name(call)
    row = next((one.id for one in call.args if isinstance(one, ast.Name) and one.id in view.rows), None)
    if name in _NARROWING and (model := _model(call)):
        if any(map(view.tells, (*call.args, *(one.value for one in call.keywords)))):
            view.found.append(OwnedRow(model, "own", ast.unparse(call)[-60:], sheet.place(call)))
    elif row and name == "delete":
        view.found.append(OwnedRow(view.rows[row], "changed", f"delete({row})", sheet.place(call)))
    elif _GUARDS.search(name) or (row and any(map(view.tells, call.args))):
        view.asks_more = True  # whoever knows the visitor may look


def _note_test(test: ast.expr, view: _View, sheet: Sheet) -> None:
    """A look at whose a row is, at whether somebody is signed in, or at more."""
    if not view.tells(test):
        return
    row = view.row_in(test)
    if row:
        view.found.append(OwnedRow(view.rows[row], "checked", ast.unparse(test)[:80], sheet.place(test)))
        view.asks_more = True
    elif not _is_of_presence(test, view):
        view.asks_more = True


def _is_of_presence(test: ast.expr, view: _View) -> bool:
    """Whether it asks no more than whether there is a visitor: `"user" not in session`, `if not user`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return _is_of_presence(inner, view)
        case ast.BoolOp(values=values):
            return all(_is_of_presence(one, view) for one in values if view.tells(one))
        case ast.Name():
            return True
        case ast.Attribute(attr="is_authenticated" | "is_anonymous"):
            return True
        case ast.Compare(ops=[ast.In() | ast.NotIn()], left=key) if text(key):
            return not _ROLE.search(text(key) or "")
        case ast.Compare(left=left, comparators=[ast.Constant(value=None)]):
            return _is_of_presence(left, view)
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]) if text(key):
            return not _ROLE.search(text(key) or "")
        case ast.Attribute(attr=name):
            return not _ROLE.search(name) and dotted(test).startswith("g.")
        case ast.Subscript(slice=key) if text(key):
            return not _ROLE.search(text(key) or "")
    return False
