"""Exceptions that a view catches whatever they are, and whose text it answers with."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts.views import Answered, AnsweredKind
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
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
# Each of them makes an answer wherever it is called, in a view or in what a view calls.
_ENDS = words("abort flash")
_MAKES = words("jsonify make_response")
# They keep their second argument, the exception, for the log, and only these keywords go into the answer.
_KEEPING_THE_EXCEPTION = words("flask_smorest.abort webargs.flaskparser.abort")
# Their keywords are put into a body of JSON as they are; only the message of the last is made a text before.
# Flask-RESTful's are as well, and where they make no JSON it answers with the bare error.
_INTO_JSON = words("flask_smorest.abort flask_restful.abort flask_restx.abort")
_MAKING_TEXT = "flask_restx.abort"
_GIVING_UP = "flask_restful.abort"
# Decorators under which something else makes the body of what a view returns.
_SHAPING = re.compile(r"response|marshal|output|json|seriali[sz]e|dump", re.IGNORECASE)
_IN_THE_PAYLOAD = words("message messages errors")
_LIBRARIES = ("flask", "werkzeug", "apiflask")
_LEAST_ERROR, _NO_STATUS = 400, 600
_ANSWERS = re.compile(r"respon|json", re.IGNORECASE)  # names of functions that make one
_SAID = words("args orig message statement reason strerror")
_SWITCHES = ("debug", "testing", "development")


def note(node: ast.ExceptHandler, scope: Scope, sheet: Sheet) -> None:
    """`except Exception as e: return str(e), 500`."""
    notes = scope.view
    caught = node.name if _is_anything(node.type, sheet) else None
    if caught or "traceback" in {*sheet.imports, *sheet.imports.values()}:
        as_json = notes is not None and not any(map(_SHAPING.search, notes.decorators))
        reading = _Reading(caught, sheet, anywhere=notes is not None, as_json=as_json)
        if notes is not None:
            notes.answered.extend(reading.answers(node.body))
        elif scope.function is not None:
            sheet.answered.extend(reading.answers(node.body))


def makes_json(sheet: Sheet) -> bool:
    """Whether a module may have JSON made of more than Flask does: by an encoder, or a setting for one."""
    encoders = any(one.endswith(("JSONProvider", "JSONEncoder")) for one in sheet.imports.values())
    bases = any(base.endswith(("JSONProvider", "JSONEncoder")) for _, base in sheet.subclasses)
    return encoders or bases or any(one.key in ("RESTFUL_JSON", "RESTX_JSON") for one in sheet.config)


def _is_anything(kind: ast.expr | None, sheet: Sheet) -> bool:
    """Whether an `except` of it takes exceptions of which the app knows nothing."""
    if isinstance(kind, ast.Tuple):
        return any(_is_anything(one, sheet) for one in kind.elts)
    origin = resolved(dotted(kind), sheet.imports)
    first, last = origin.partition(".")[0], origin.rpartition(".")[2]
    return last in _ANYTHING | _OF_DATABASES or (first in _DRIVERS and last == "Error")


class _Reading:
    """One `except` block: what its names hold as it goes on."""

    def __init__(self, caught: str | None, sheet: Sheet, *, anywhere: bool, as_json: bool) -> None:
        self._caught = caught
        self._sheet = sheet
        self._as_json = as_json  # Flask makes JSON of the dict that is returned there
        self._anywhere = anywhere  # whatever is returned there is an answer
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
                case ast.Return(value=ast.Call() as call) | ast.Expr(value=ast.Call() as call) if (
                    called_name(call) in _ENDS
                ):
                    yield from self._ended(call, item)
                case ast.Return(value=ast.Tuple(elts=parts) | ast.Call(args=parts)) if self._takes_its_code(
                    parts[1:]
                ):
                    pass
                case ast.Return(value=ast.expr() as value) if self._anywhere or self._is_answer(value):
                    made = self._kind(value) or self._handed_on(value)
                    yield from self._told("object" if self._is_json(value) else made, item)

    def _handed_on(self, value: ast.expr) -> AnsweredKind | None:
        """What a function of the app is to make an answer of: `return failed(str(e), 500)`."""
        parts = value.elts if isinstance(value, ast.Tuple) else [value]
        call = parts[0] if parts else None
        if not isinstance(call, ast.Call) or called_name(call) in _PASSED_ON | _TEXT | _ENDS:
            return None
        answers = any(map(_is_failure, [*parts[1:], *_given(call)])) or _ANSWERS.search(called_name(call))
        return self._any(_given(call)) if answers else None

    def _hold(self, name: str, value: ast.expr) -> None:
        kind = self._kind(value)
        if kind:
            self._held[name] = kind
        else:
            self._held.pop(name, None)

    def _ended(self, call: ast.Call, item: ast.stmt) -> Iterator[Answered]:
        """`abort(400, str(e))`, and `flash(str(e))`, which the next page shows."""
        if (self._anywhere or self._is_of_flask(call)) and not self._takes_its_code(call.args):
            if self._aborts_in_json(call):
                yield from self._told(None if self._origin(call) == _GIVING_UP else "object", item)
            else:
                yield from self._told(self._as_text(self._shown(call)), item)

    def _aborts_in_json(self, call: ast.Call) -> bool:
        """Whether what was caught is to be JSON as it is: `abort(400, message=e)` of Flask-smorest."""
        origin = self._origin(call)
        made_text = "message" if origin == _MAKING_TEXT else None
        shown = [one.value for one in call.keywords if one.arg not in (None, made_text)]
        shown = self._shown(call) if origin in _KEEPING_THE_EXCEPTION else shown
        return origin in _INTO_JSON and any(map(self._holds, shown))

    def _is_json(self, node: ast.expr) -> bool:
        """Whether what was caught is to be JSON as it is: `jsonify(error=e)`, `{"error": e}, 500`."""
        match node:
            case ast.Tuple(elts=[first, *_]):
                return self._is_json(first)
            case ast.Dict():
                return self._as_json and self._holds(node)
            case ast.Call() if called_name(node) in _MAKES and self._is_of_flask(node):
                holds = self._holds if called_name(node) == "jsonify" else self._is_json
                return any(map(holds, _given(node)))
        return False

    def _holds(self, node: ast.expr) -> bool:
        match node:
            case ast.Name(id=name):
                return name == self._caught
            case ast.Dict(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                return any(map(self._holds, parts))
        return False

    def _takes_its_code(self, parts: Iterable[ast.expr]) -> bool:
        """Whether the status is `e.code`: that fails for all that is no HTTPException, and shows nothing."""
        return any(
            isinstance(one, ast.Attribute)
            and one.attr == "code"
            and isinstance(one.value, ast.Name)
            and one.value.id == self._caught
            for one in parts
        )

    def _shown(self, call: ast.Call) -> list[ast.expr]:
        """What of the arguments reaches the page."""
        if self._origin(call) in _KEEPING_THE_EXCEPTION:
            return [one.value for one in call.keywords if one.arg in _IN_THE_PAYLOAD]
        return _given(call)

    def _is_answer(self, value: ast.expr) -> bool:
        """Whether no other function would return it: `jsonify(…)`, `{…}, 500`."""
        match value:
            case ast.Tuple(elts=[_, ast.Constant(value=int() as status), *_]):
                return status >= _LEAST_ERROR
            case ast.Tuple(elts=[ast.Call() as call, *_]) | (ast.Call() as call):
                return called_name(call) in _MAKES and self._is_of_flask(call)
        return False

    def _is_of_flask(self, call: ast.Call) -> bool:
        return self._origin(call).startswith(_LIBRARIES)

    def _origin(self, call: ast.Call) -> str:
        return resolved(dotted(call.func), self._sheet.imports)

    def _told(self, kind: AnsweredKind | None, item: ast.stmt) -> Iterator[Answered]:
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
        if name == "render_template":  # the exception itself may go into any of its parts
            return self._any(one.value for one in node.keywords)
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


def _is_failure(node: ast.expr) -> bool:
    """The status of an answer that says so: `500`, `HTTPStatus.BAD_REQUEST`."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int) and _LEAST_ERROR <= node.value < _NO_STATUS
    return dotted(node).rpartition(".")[0].rpartition(".")[2] == "HTTPStatus"


def _asks_for_debug(test: ast.expr) -> bool:
    written = ast.dump(test).lower()
    return any(switch in written for switch in _SWITCHES)
