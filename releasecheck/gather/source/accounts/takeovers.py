"""Views that give an account another password by what everybody knows of it: its e-mail address, its name."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.data.lookups import looked_up_by
from releasecheck.gather.source.doubting import Judge, Judged, doubt
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, resolved, text, words
from releasecheck.gather.source.walk import Handlers

_PASSWORD = re.compile(
    r"_?((user|hashed|encrypted)_?)?(password|passwd|pwd)(_?(hash|digest))?", re.IGNORECASE
)
_SETTERS = words("set_password update_password change_password")
_FINDING = words(
    "filter filter_by where first one_or_none scalar_one_or_none scalar scalars execute select query"
)
_KNOWN_TO_ALL = re.compile(
    r"(user_?|account_?)?(name|e_?mail|login|phone|mobile)(_?(address|number))?|nick_?name", re.IGNORECASE
)
# Whatever is called so may be what only the owner of the account knows, or has been sent.
_PROOF = re.compile(
    r"token|otp|passcode|(?<!status_)(?<![a-z])code|pin(?![a-z])|secret|answer|question|captcha|verif|confirmed|birth|dob|hint|proof|"
    r"signature|(^|_)(old|current|previous|existing|key|admin|role)",
    re.IGNORECASE,
)
_OF_REQUEST = words("form json values get_json method args is_json data")
_TAKING = words("get get_json parse_args to_dict strip lower upper title isinstance len str bool any all")
_HASHING = words(
    "generate_password_hash hashpw gensalt hash hexdigest digest sha256 sha512 md5 encrypt encode"
)
_SAVING = words("commit add flush refresh rollback close merge save")
_ANSWERING = words(
    "jsonify make_response Response flash redirect url_for render_template dumps abort login_user "
    "print info debug warning error exception format isoformat"
)
_CALLED = _TAKING | _HASHING | _SETTERS | _SAVING | _ANSWERING
_VALIDATES = re.compile(r"valid|strong|strength|^(re_?)?(full)?match$|length", re.IGNORECASE)
_SHOWN = words("id name username email to_dict")
_MORE = (ast.FunctionDef, ast.Lambda, ast.Await, ast.With, ast.For, ast.While, ast.Match)
_PLAIN_TEXT = words("utf-8 utf8 ascii latin-1")


@dataclass(frozen=True, slots=True)
class _View:
    """A view that looks up a row and gives it a password."""

    function: FunctionNode
    row: str
    query: ast.Call
    imports: dict[str, str]
    sent: frozenset[str]  # names that hold what the request brings, or what is made of nothing else


def _note_set(node: ast.Assign, scope: Scope, sheet: Sheet) -> None:
    """`user.password = …`."""
    if scope.is_view and any(
        isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and _PASSWORD.fullmatch(one.attr)
        for one in node.targets
    ):
        doubt("password-set", node, scope, sheet)


def _note_setter(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`user.set_password(…)`."""
    if scope.is_view and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        doubt("password-set", node, scope, sheet)


def _set(node: ast.AST, around: Around, sheet: Sheet) -> Judged:
    """The password that is set, and the column by which its account is found."""
    function = around.function(node)
    match node:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=row)) as target], value=given):
            pass
        case ast.Call(func=ast.Attribute(value=ast.Name(id=row)) as target, args=[given], keywords=[]):
            pass
        case _:
            return
    query = _query(row, function) if function else None
    if function is None or query is None or _takes_arguments(function):
        return
    view = _View(function, row, query, sheet.imports, _sent(function, row, sheet.imports))
    by = looked_up_by(query, function)
    known = bool(by) and all(
        _KNOWN_TO_ALL.fullmatch(column) and _is_sent(value, view) for column, value in by
    )
    if known and _is_sent(given, view) and _asks_for_no_proof(view):
        yield dotted(target), by[0][0]


def _query(row: str, function: FunctionNode) -> ast.Call | None:
    """The only one that the name is given."""
    given = [
        one.value
        for one in ast.walk(function)
        if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == row for t in one.targets)
    ]
    return given[0] if len(given) == 1 and isinstance(given[0], ast.Call) else None


def _takes_arguments(function: FunctionNode) -> bool:
    """Whether it is given something, as by its rule: a token, or a number that may be the visitor's own."""
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return bool(given.vararg or given.kwarg or set(named) - {"self"})


def _sent(function: FunctionNode, row: str, imports: dict[str, str]) -> frozenset[str]:
    """The names in the order in which they are given something, each for good."""
    found: set[str] = set()
    for one in ast.walk(function):
        match one:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name != row:
                if _brings(value, found, imports):
                    found.add(name)
    return frozenset(found)


def _brings(value: ast.expr, sent: set[str] | frozenset[str], imports: dict[str, str]) -> bool:
    """Whether it holds a part of the request, or of a name that does."""
    for one in ast.walk(value):
        if isinstance(one, ast.Name) and one.id in sent:
            return True
        if isinstance(one, ast.Call) and called_name(one) == "parse_args":
            return True
        if isinstance(one, ast.Attribute) and resolved(dotted(one), imports).startswith("flask.request."):
            return True
    return False


def _is_sent(value: ast.expr, view: _View) -> bool:
    """Whether it is what the request brings, and nothing of the row's."""
    names = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    return view.row not in names and _brings(value, view.sent, view.imports)


def _asks_for_no_proof(view: _View) -> bool:
    """Whether all that it does is known, and nothing of it can tell whose account it is."""
    of_query = {id(one) for one in ast.walk(view.query)}
    if any(_is_narrowed_otherwise(one) for one in ast.walk(view.query)):
        return False
    body = [one for statement in view.function.body for one in ast.walk(statement)]
    if any(_PROOF.search(name) for one in body for name in _names(one)):
        return False
    return all(_is_harmless(one, view, inside=id(one) in of_query) for one in body)


def _is_narrowed_otherwise(part: ast.AST) -> bool:
    """A condition of the query that is no mere `User.email == email`."""
    if isinstance(part, ast.Call):
        wider = called_name(part) in ("filter", "where")
        return wider and not all(isinstance(one, ast.Compare) for one in part.args)
    return isinstance(part, ast.Compare) and not all(isinstance(one, ast.Eq) for one in part.ops)


def _names(node: ast.AST) -> Iterator[str]:
    """What is named there: variables, attributes, keys."""
    match node:
        case ast.Attribute(value=owner, attr=name):
            if dotted(owner) != "db":  # db.session
                yield name
        case ast.Name(id=name) | ast.keyword(arg=str() as name):
            yield name
        case ast.Subscript(slice=key):
            yield text(key) or ""
        case ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]):
            yield text(key) or ""


def _is_harmless(node: ast.AST, view: _View, *, inside: bool) -> bool:
    match node:
        case ast.Call():
            return (inside and called_name(node) in _FINDING) or _is_harmless_call(node, view)
        case ast.Compare():
            return inside or not any(_is_of_row(one, view) for one in ast.walk(node))
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == view.row:
            return isinstance(node.ctx, ast.Store) or name in _SHOWN | _SETTERS
        case ast.Attribute() | ast.Name():
            origin = resolved(dotted(node), view.imports)
            _, is_request, part = origin.partition("flask.request.")
            other = is_request and part.partition(".")[0] not in _OF_REQUEST
            return not (other or origin.startswith(("flask.g", "flask.session")))
        case ast.Subscript(value=ast.Name(id=owner)):
            return owner != view.row
        case (
            ast.FunctionDef()
            | ast.Lambda()
            | ast.Await()
            | ast.With()
            | ast.For()
            | ast.While()
            | ast.Match()
        ):
            return False
    return True


def _is_harmless_call(call: ast.Call, view: _View) -> bool:
    name = called_name(call)
    if name == "get":
        return isinstance(call.func, ast.Attribute) and _is_sent(call.func.value, view)
    if name == "decode":
        return not call.keywords and all(text(one) in _PLAIN_TEXT for one in call.args)
    if name in _CALLED:
        return True
    given = (*call.args, *(one.value for one in call.keywords))
    plain = not any(_is_of_row(part, view) for one in given for part in ast.walk(one))
    parts = any(_is_sent(one, view) for one in given) and not any(_is_all(one, view) for one in given)
    return bool(_VALIDATES.search(name)) and plain and parts


def _is_all(given: ast.expr, view: _View) -> bool:
    """Whether it may be the whole that was sent, with a code of which the view says nothing."""
    if isinstance(given, ast.Constant | ast.Subscript) or (
        isinstance(given, ast.Call) and called_name(given) in ("get", "strip", "lower")
    ):
        return False
    return not isinstance(given, ast.Name) or any(
        isinstance(one, ast.Subscript | ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == given.id
        and (isinstance(one, ast.Subscript) or one.attr == "get")
        for one in ast.walk(view.function)
    )


def _is_of_row(node: ast.AST, view: _View) -> bool:
    return isinstance(node, ast.Attribute | ast.Subscript) and view.row == dotted(node.value)


HANDLERS: Handlers = {ast.Assign: (_note_set,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(_SETTERS, _note_setter)
JUDGES: dict[str, Judge] = {"password-set": _set}
