"""Exceptions that a view catches whatever they are, and whose text it answers with."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts.views import Answered, AnsweredKind
from releasecheck.gather.source.sheet import Scope, Sheet
from releasecheck.gather.source.syntax import called_name, dotted, resolved, words

# Nobody wrote the text of these for a visitor: a database quotes the statement and its values.
_ANYTHING = words("Exception BaseException")
_OF_DATABASES = words(
    "SQLAlchemyError DBAPIError StatementError DatabaseError OperationalError ProgrammingError"
    " IntegrityError InternalError DataError PyMongoError"
)
_DRIVERS = words("sqlite3 psycopg2 psycopg pymysql MySQLdb mysql")
_TRACEBACKS = words("format_exc format_exception format_tb")
_TEXT = words("str repr format")
_PASSED_ON = words(
    "jsonify make_response Response dict dumps Markup escape strip split replace join upper lower"
)
_SAID = words("args orig message statement reason strerror")
_SWITCHES = ("debug", "testing", "development")


def note(node: ast.ExceptHandler, scope: Scope, sheet: Sheet) -> None:
    """`except Exception as e: return str(e), 500`."""
    notes = scope.view
    caught = node.name if _is_anything(node.type, sheet) else None
    if notes is not None and (caught or "traceback" in {*sheet.imports, *sheet.imports.values()}):
        notes.answered.extend(_Reading(caught, sheet).answers(node.body))


def _is_anything(kind: ast.expr | None, sheet: Sheet) -> bool:
    """Whether an `except` of it takes exceptions of which the app knows nothing."""
    if isinstance(kind, ast.Tuple):
        return any(_is_anything(one, sheet) for one in kind.elts)
    origin = resolved(dotted(kind), sheet.imports)
    first, last = origin.partition(".")[0], origin.rpartition(".")[2]
    return last in _ANYTHING | _OF_DATABASES or (first in _DRIVERS and last == "Error")


class _Reading:
    """One `except` block: what its names hold as it goes on."""

    def __init__(self, caught: str | None, sheet: Sheet) -> None:
        self._caught = caught
        self._sheet = sheet
        self._held: dict[str, AnsweredKind] = {}

    def answers(self, body: Sequence[ast.stmt]) -> Iterator[Answered]:
        """The statements that end the view with what was caught; what a debug switch decides is left out."""
        for item in body:
            match item:
                case ast.If(test=test) if _asks_for_debug(test):
                    return
                case ast.If():
                    asks_kind = isinstance(item.test, ast.Call) and called_name(item.test) == "isinstance"
                    yield from self.answers([] if asks_kind else item.body)
                    yield from self.answers(item.orelse)
                case ast.With() | ast.AsyncWith() | ast.For() | ast.Try():
                    yield from self.answers(item.body)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self._hold(name, value)
                case ast.Return(value=ast.expr() as value):
                    yield from self._told(value, item)
                case ast.Expr(value=ast.Call() as call) if called_name(call) == "abort":
                    yield from self._told(ast.Tuple(_given(call)), item)

    def _hold(self, name: str, value: ast.expr) -> None:
        kind = self._kind(value)
        if kind:
            self._held[name] = kind
        else:
            self._held.pop(name, None)

    def _told(self, value: ast.expr, item: ast.stmt) -> Iterator[Answered]:
        kind = self._kind(value)
        if kind:
            yield Answered(kind, self._sheet.place(item))

    def _kind(self, node: ast.expr | None) -> AnsweredKind | None:
        """What of the exception an expression gives to whoever gets it."""
        match node:
            case ast.Name(id=name):
                return self._held.get(name)
            case ast.Call():
                return self._of_call(node)
            case ast.Attribute(attr=attr, value=ast.Name(id=name)):
                return "text" if name == self._caught and attr in _SAID else None
            case ast.FormattedValue(value=value):
                return self._as_text([value])
            case ast.BinOp(op=ast.Mod(), left=left, right=right):
                parts = right.elts if isinstance(right, ast.Tuple) else [right]
                return self._kind(left) or self._as_text(parts)
            case ast.IfExp(test=test, body=one, orelse=other):
                return None if _asks_for_debug(test) else self._any([one, other])
        return self._any(_parts(node))

    def _of_call(self, node: ast.Call) -> AnsweredKind | None:
        name = called_name(node)
        if name in _TRACEBACKS and resolved(dotted(node.func), self._sheet.imports).startswith("traceback."):
            return "traceback"
        if name in _TEXT:
            return self._as_text(_given(node))
        if name not in _PASSED_ON:
            return None
        owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return self._any([*_given(node), *owner])

    def _as_text(self, parts: Iterable[ast.expr]) -> AnsweredKind | None:
        """As above, of what is made a text: there the exception itself is enough."""
        every = list(parts)
        bare = any(isinstance(one, ast.Name) and one.id == self._caught for one in every)
        return self._any(every) or ("text" if bare and self._caught else None)

    def _any(self, parts: Iterable[ast.expr]) -> AnsweredKind | None:
        return next((kind for part in parts if (kind := self._kind(part))), None)


def _parts(node: ast.expr | None) -> list[ast.expr]:
    """What is put together in an expression."""
    match node:
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [left, right]
        case ast.JoinedStr(values=parts) | ast.Dict(values=parts) | ast.BoolOp(values=parts):
            return parts
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return parts
        case ast.Subscript(value=value):
            return [value]
    return []


def _given(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(one.value for one in call.keywords)]


def _asks_for_debug(test: ast.expr) -> bool:
    written = ast.dump(test).lower()
    return any(switch in written for switch in _SWITCHES)
