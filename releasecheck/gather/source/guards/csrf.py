"""Whether a module has the CSRF tokens of requests checked: by an extension, or by comparing them itself."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, leaves, text

_CSRF = re.compile(r"csrf|xsrf|seasurf", re.IGNORECASE)
# With that word in it, the name of what checks: CSRFProtect, validate_csrf, csrf_required, csrf.protect.
_CHECKS = re.compile(
    r"check|verif|valid|protect|requir|guard|match|compar|enforce|seasurf|middleware|init_app|csrf_class",
    re.IGNORECASE,
)
_NO_CHECK = re.compile(r"exempt|error|invalid", re.IGNORECASE)
# Given a token, it says whether this is the right one.
_JUDGES = re.compile(
    r"check|verif|valid|match|compar|digest|loads|decode|equal|same|unsign|exists|ismember", re.IGNORECASE
)
# What makes something of a token, or looks whether there is any, and refuses none.
_KNOWS_NOTHING = re.compile(r"render|log|print|info|debug|warn|len|bool|isinstance|str|url_for|send|post")
_OF_PASSWORDS = re.compile(r"pass|pw|hash", re.IGNORECASE)
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)


def is_checked(tree: ast.Module) -> bool:
    """Whether a module that names them does; the whole tree is walked, so the others are not asked."""
    return any(map(_is_sign, ast.walk(tree)))


def is_check(function: FunctionNode) -> bool:
    """Whether a function compares such a token, or names what does."""
    nodes = ast.walk(function)
    named = (one for one in nodes if isinstance(one, ast.Attribute | ast.Name) and not _is_stored(one))
    return _is_check(function.name) or _compares(function) or any(_is_check(dotted(one)) for one in named)


def _is_stored(node: ast.Attribute | ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _is_sign(node: ast.AST) -> bool:
    match node:
        case ast.Name(ctx=ast.Load()) | ast.Attribute():
            return _is_check(dotted(node))
        case ast.alias(name=name):
            return _is_check(name.rpartition(".")[2])
        case ast.Assign(targets=[ast.Name(id="csrf")], value=ast.Constant(value=True)):
            return True  # in the Meta of a form of WTForms
        case ast.Assign(targets=[ast.Name(id="csrf_class")]):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return _is_check(node.name) or _compares(node)
    return False


def _is_check(name: str) -> bool:
    """By its name; a constant (`WTF_CSRF_CHECK_DEFAULT`) is a setting."""
    named = _CSRF.search(name) and _CHECKS.search(name) and not _NO_CHECK.search(name)
    return bool(named) and not name.rpartition(".")[2].isupper()


def _compares(function: FunctionNode) -> bool:
    """Whether a function has a token in hand, and holds something against something else."""
    nodes = list(ast.walk(function))
    return any(map(is_token, nodes)) and any(_holds_against(one) or _turns_away(one) for one in nodes)


def is_token(node: ast.AST) -> bool:
    """`session["csrf_token"]`, `request.form.get("csrf_token")`, `csrf_token`."""
    match node:
        case ast.Subscript(ctx=ast.Load(), slice=key):
            return is_key(key)
        case ast.Call(func=ast.Attribute(attr="get" | "getlist"), args=[key, *_]):
            return is_key(key)
        case ast.Call(func=ast.Attribute(attr="pop", value=owner), args=[key, *_]):
            return dotted(owner).endswith("session") and is_key(key)  # of a form, it is thrown away
        case ast.Name(id=name, ctx=ast.Load()):
            return _names(name) and not name.isupper()
    return False


def is_key(node: ast.expr) -> bool:
    """`"csrf_token"`, or a constant that stands for it: `CSRF_KEY`, `settings.CSRF_FIELD`."""
    constant = dotted(node).rpartition(".")[2] if isinstance(node, ast.Name | ast.Attribute) else ""
    return _names(text(node)) or (constant.isupper() and _names(constant))


def _names(name: str | None) -> bool:
    return name is not None and _CSRF.search(name) is not None


def _holds_against(node: ast.AST) -> bool:
    """`sent != session["csrf_token"]`, `compare_digest(a, b)`; not `CSRF_KEY not in session`."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            is_test = isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn)
            return is_test and not any(isinstance(one, _LITERALS) or is_key(one) for one in (left, right))
        case ast.Call():
            judges = _JUDGES.search(called_name(node)) and not _OF_PASSWORDS.search(called_name(node))
            given = list(_given(node))
            return bool(judges) and (len(given) > 1 or any(map(_has_token, given)))
    return False


def _turns_away(node: ast.AST) -> bool:
    """`if not kept.pop(sent_csrf, None): abort(400)`, `try: tokens.use(csrf) except KeyError: abort(400)`."""
    match node:
        case ast.If(test=test, body=body):
            return leaves(body[-1]) and any(map(_takes_token, ast.walk(test)))
        case ast.Try(body=body, handlers=handlers):
            tried = [one.value for one in body if isinstance(one, ast.Assign | ast.Expr)]
            return any(leaves(one.body[-1]) for one in handlers) and any(map(_takes_token, tried))
    return False


def _takes_token(node: ast.AST) -> bool:
    """Whether it is a call that may know the right token, and gets the one that was sent."""
    if not isinstance(node, ast.Call) or _KNOWS_NOTHING.match(called_name(node)):
        return False
    return any(map(_has_token, node.args))


def _has_token(node: ast.expr) -> bool:
    """Whether there is one in it: `"csrf:" + request.form["csrf_token"]`."""
    return any(map(is_token, ast.walk(node)))


def _given(node: ast.Call) -> Iterator[ast.expr]:
    yield from node.args
    yield from (item.value for item in node.keywords)
