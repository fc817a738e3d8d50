"""What a view asks of its visitor before it does anything, by its own statements."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, last_name, resolved, text

_VISITOR = re.compile(
    r"user|log|admin|account|e?mail|auth|member|role|staff|student|teacher|customer|doctor|patient|employee|"
    r"manager|owner|seller|token|^(u|s)?id$|(^|_)name$",
    re.IGNORECASE,
)
_STATE = re.compile(r"^is_|admin|role|permission|staff", re.IGNORECASE)
_LEAVING = frozenset({"abort", "unauthorized"})
# A function that knows the visitor by itself, and one that turns strangers away.
_TELLS = re.compile(
    r"_*((is|has|check|verify|validate)_)?((user|admin)_)?(is_)?(log(ged)?_?in|signed_?in|login|auth(enticated|orized)?|"
    r"(is|check)_(admin|session)|(jwt_?|access_?|auth_?)token)(_(user|admin))?|(get_)?(current|logged_in)_(user|admin)|"
    r"(verify|validate)_(session|token)|get_jwt_identity",
    re.IGNORECASE,
)
_REQUIRES = re.compile(
    r"_*(require|check|verify|validate|assert)_((user|jwt|access|auth)_)?(log(ged)?_?in|signed_?in|login|auth|admin|"
    r"session|token|access|permissions?|role)(_(user|session|token|required|request))?",
    re.IGNORECASE,
)
# What a request shows of who sends it.
_PROOFS = re.compile(
    r"authorization|x-(access|auth|api|admin)-?(token|key)|api-?key|access[-_]?token|token", re.IGNORECASE
)
_REFUSALS = (401, 403)
_OF_REQUEST = ("flask.request", "flask.session")


def of_visitor(node: FunctionNode, imports: dict[str, str]) -> str | None:
    """What it looks at to turn visitors away: 'session["user_id"]', "g.user"; null where it lets them in.

    Seen are an `if` on the first level that sends strangers away, and one that lets others in before the end
    does. What sends away whom it knows is the page to log in. A function that is asked for the visitor, or
    that is called to turn strangers away, goes by its name: "is_logged_in()", "require_admin()".
    """
    held: dict[str, str] = {}  # local name -> what it was taken from
    for item in _first_level(node.body, imports):
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
            taken = _asked(item.value, held, imports)
            if taken:
                held[item.targets[0].id] = taken
        elif isinstance(item, ast.If) and (asked := _asked(item.test, held, imports)):
            strangers = item.body if _is_of_strangers(item.test) else item.orelse or _rest(item, node.body)
            if _refuses(strangers):
                return asked
        elif isinstance(item, ast.Expr) and (name := _called(item.value, _REQUIRES, imports)):
            return name
    return None


def _first_level(body: Sequence[ast.stmt], imports: dict[str, str]) -> Iterator[ast.stmt]:
    """The statements that each request comes to, those in a `try` and below a look at the method too."""
    for item in body:
        match item:
            case ast.Try(body=inner):
                yield from _first_level(inner, imports)
            case ast.If(test=ast.Compare(left=ast.Attribute(attr="method") as left), body=inner) if (
                resolved(dotted(left), imports) == "flask.request.method"
            ):
                yield from _first_level(inner, imports)
            case _:
                yield item


def _is_of_strangers(test: ast.expr) -> bool:
    """Whether the test holds for who is not known, or is not the one who may."""
    match test:
        case ast.BoolOp(values=values):
            return any(map(_is_of_strangers, values))
        case ast.UnaryOp(op=ast.Not()) | ast.Attribute(attr="is_anonymous"):
            return True
        case ast.Compare(ops=[ast.NotIn() | ast.NotEq()]):
            return True
        case ast.Compare(ops=[ast.Is() | ast.Eq()], comparators=[ast.Constant(value=None | False | "")]):
            return True
    return False


def _rest(item: ast.If, body: Sequence[ast.stmt]) -> Sequence[ast.stmt]:
    """What others come to than those whom it lets in."""
    return body[-1:] if isinstance(item.body[-1], ast.Return) and not _refuses(item.body) else ()


def _asked(node: ast.expr, held: dict[str, str], imports: dict[str, str]) -> str | None:
    return next(filter(None, (_of(part, held, imports) for part in ast.walk(node))), None)


def _of(node: ast.AST, held: dict[str, str], imports: dict[str, str]) -> str | None:
    match node:
        case ast.Name(id=name):
            return held.get(name)
        case ast.Attribute(value=owner, attr=name) if _is(owner, "current_user", imports):
            return f"current_user.{name}" if _STATE.search(name) else None  # a record's owner is none
        case ast.Attribute(value=owner, attr=name) if _is(owner, "g", imports) and _VISITOR.search(name):
            return f"g.{name}"
        case ast.Subscript(value=owner, slice=key) if _is(owner, "session", imports):
            return _item(key)
        case ast.Subscript(value=owner, slice=key):
            return _proof(owner, key, imports)
        case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[key, *_]):
            return _item(key) if _is(owner, "session", imports) else _proof(owner, key, imports)
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[owner]):
            return _item(key) if _is(owner, "session", imports) else _proof(owner, key, imports)
    return _called(node, _TELLS, imports)


def _called(node: ast.AST, named: re.Pattern[str], imports: dict[str, str]) -> str | None:
    """`is_logged_in()`, `validate_token(request)`: by its name, and given no more than the request."""
    if not isinstance(node, ast.Call) or node.keywords or not named.fullmatch(called_name(node)):
        return None
    from_request = all(resolved(dotted(one), imports).startswith(_OF_REQUEST) for one in node.args)
    return f"{called_name(node)}()" if from_request else None


def _proof(owner: ast.expr, key: ast.expr, imports: dict[str, str]) -> str | None:
    """`request.headers.get("Authorization")`, `"token" in request.cookies`."""
    name, origin = text(key), resolved(dotted(owner), imports)
    if not (name and _PROOFS.fullmatch(name)):
        return None
    part = next((one for one in ("headers", "cookies") if origin == f"flask.request.{one}"), None)
    return f'{part}["{name}"]' if part else None


def _item(key: ast.expr) -> str | None:
    name = text(key)
    return f'session["{name}"]' if name and _VISITOR.search(name) else None


def _is(node: ast.expr, name: str, imports: dict[str, str]) -> bool:
    """Whether it is that name of Flask's or of Flask-Login's, wherever it was imported from."""
    origin = resolved(dotted(node), imports)
    return origin == name or origin.endswith(f".{name}")


def _refuses(body: Sequence[ast.stmt]) -> bool:
    """Whether it ends in a redirect, in a 401 or a 403, or in the page to log in."""
    match body[-1] if body else None:
        case ast.Return(value=ast.Tuple(elts=[_, ast.Constant(value=status), *_])):
            return status in _REFUSALS
        case ast.Return(value=ast.Call() as call):
            sends_away = called_name(call) in {"redirect", "unauthorized"}
            return sends_away or any("login" in name for name in _texts(call))
        case ast.Expr(value=ast.Call() as call):
            given = call.args[0] if call.args else None
            return called_name(call) in _LEAVING and (
                given is None or (isinstance(given, ast.Constant) and given.value in _REFUSALS)
            )
        case ast.Raise(exc=raised):
            return last_name(raised) in {"Unauthorized", "Forbidden"} if raised else False
    return False


def _texts(call: ast.Call) -> Iterator[str]:
    yield from (name for one in call.args if (name := text(one)))
