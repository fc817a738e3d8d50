"""Guards that ask whether somebody is an administrator."""

import ast
import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.privileges import PrivilegeGuard
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, leaves, resolved, text, words

SWITCHES = words(
    "is_admin isadmin isAdmin admin is_staff is_superuser is_super_admin is_administrator superuser"
)
PRIVILEGES = SWITCHES | words(
    "role user_role user_type usertype userType account_type access_level privilege"
)
_ADMINISTRATOR = re.compile(r"admin|^root$|^super|^owner$|^staff$|^moderator$|^manager$", re.IGNORECASE)
_ROLE_GUARD = re.compile(
    r"^(require|need)s?_(any_)?roles?$|^(user_)?roles?_(required|accepted|allowed|needed)$"
)
_SENT = words("request form")
BODIES = frozenset(f"flask.request.{part}" for part in ("form", "args", "values", "json", "get_json"))
_LEAST_ERROR = 400


def note(node: ast.If, scope: Scope, sheet: Sheet) -> None:
    """`if claims["role"] != "admin": return …`, `if not current_user.is_admin: abort(403)`."""
    if scope.function is None:
        return
    if next(_asked(node.test, lacks=False, sent=_SENT), None) is None:
        return
    out, through = _ends(node.body), _refuses(node.orelse) or _calls_on(node.body)
    sent = _sent_in(scope, sheet)
    for attribute, wants, lacks in _asked(node.test, lacks=False, sent=sent):
        if out if lacks else through:
            _note(node, attribute, wants, scope.function, sheet)


def _ends(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and leaves(body[-1])


def _refuses(body: Sequence[ast.stmt]) -> bool:
    """Whether it ends with an error: one half of what signs people in goes elsewhere too."""
    match body:
        case [*_, ast.Return(value=ast.Tuple(elts=[_, ast.Constant(value=int() as status), *_]))]:
            return status >= _LEAST_ERROR
        case [*_, ast.Raise() | ast.Expr()]:
            return leaves(body[-1])
    return False


def _calls_on(body: Sequence[ast.stmt]) -> bool:
    """`return view(*args, **kwargs)`, in a decorator."""
    match body:
        case [*_, ast.Return(value=ast.Call(args=[ast.Starred()]))]:
            return True
    return False


def _sent_in(scope: Scope, sheet: Sheet) -> frozenset[str]:
    """The names in a view that hold what the request said: `data = request.get_json()`."""
    view = sheet.privileges.views.get(id(scope.view)) if scope.is_view else None
    held = set(_SENT)
    for one in ast.walk(view) if view is not None else ():
        if isinstance(one, ast.Assign) and any(_is_body(part, sheet) for part in ast.walk(one.value)):
            held.update(target.id for target in one.targets if isinstance(target, ast.Name))
    return frozenset(held)


def _is_body(node: ast.AST, sheet: Sheet) -> bool:
    return isinstance(node, ast.Attribute) and resolved(dotted(node), sheet.imports) in BODIES


def _asked(test: ast.expr, *, lacks: bool, sent: frozenset[str]) -> Iterator[tuple[str, str | None, bool]]:
    """The attributes that a condition asks for, the text, and whether it holds for whoever lacks it.

    `sent` are the names that hold what the request says, which is nobody's role.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from _asked(inner, lacks=not lacks, sent=sent)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _asked(value, lacks=lacks, sent=sent)
        case ast.Compare(
            left=left, ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn() as how], comparators=[known]
        ):
            attribute, wants = _attribute(left, sent), _administrator(known)
            if attribute and wants:
                yield attribute, wants, lacks is not isinstance(how, ast.NotEq | ast.NotIn)
        case ast.Call() | ast.Subscript() | ast.Attribute() if (
            name := _attribute(test, sent)
        ) in SWITCHES and name:
            yield name, None, lacks


def _administrator(known: ast.expr) -> str | None:
    parts = known.elts if isinstance(known, ast.Tuple | ast.List | ast.Set) else [known]
    return next((name for one in parts if _ADMINISTRATOR.search(name := text(one) or "")), None)


def _attribute(node: ast.expr, sent: frozenset[str]) -> str | None:
    """`user.role`, `claims["role"]`, `claims.get("role")`, `role`; nothing that the request says."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get", value=owner), args=[key, *_]):
            name = text(key)
        case ast.Subscript(value=owner, slice=key):
            name = text(key)
        case ast.Attribute(attr=name, value=owner):
            pass
        case ast.Name(id=name):
            owner = node
        case _:
            return None
    return name if name in PRIVILEGES and dotted(owner).partition(".")[0] not in sent else None


def note_decorators(node: FunctionNode, sheet: Sheet) -> None:
    """`@roles_required("admin")`."""
    for item in node.decorator_list:
        if isinstance(item, ast.Call) and _ROLE_GUARD.search(called_name(item)):
            wants = next((name for one in item.args if (name := _administrator(one))), None)
            if wants:
                _note(item, "role", wants, node.name, sheet)


def _note(node: ast.stmt | ast.expr, attribute: str, wants: str | None, function: str, sheet: Sheet) -> None:
    sheet.privileges.guards.append(PrivilegeGuard(attribute, wants, function, sheet.place(node)))
