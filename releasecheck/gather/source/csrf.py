"""Whether a module has the CSRF tokens of requests checked: by an extension, or by comparing them itself."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, text

_WORDS = (b"csrf", b"CSRF", b"Csrf", b"xsrf", b"XSRF", b"SeaSurf")
_CSRF = re.compile(r"csrf|xsrf|seasurf", re.IGNORECASE)
# With that word in it, the name of what checks: CSRFProtect, validate_csrf, csrf_required, csrf.protect.
_CHECKS = re.compile(
    r"check|verif|valid|protect|requir|guard|match|compar|enforce|seasurf|middleware|init_app|csrf_class",
    re.IGNORECASE,
)
_NO_CHECK = re.compile(r"exempt|error|invalid", re.IGNORECASE)
# Given a token, it says whether this is the right one.
_JUDGES = re.compile(r"check|verif|valid|match|compar|digest|loads|decode|equal|same", re.IGNORECASE)
_OF_PASSWORDS = re.compile(r"pass|pw|hash", re.IGNORECASE)
_LITERALS = (ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict)


def is_named(content: bytes) -> bool:
    """Whether the module speaks of such tokens at all."""
    return any(word in content for word in _WORDS)


def is_checked(tree: ast.Module, content: bytes) -> bool:
    """Whether the module does; the words are looked for first because few files have them."""
    return is_named(content) and any(map(_is_sign, ast.walk(tree)))


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
    return any(map(_is_token, nodes)) and any(map(_holds_against, nodes))


def _is_token(node: ast.AST) -> bool:
    """`session["csrf_token"]`, `request.form.get("csrf_token")`, `csrf_token`."""
    match node:
        case ast.Subscript(ctx=ast.Load(), slice=key):
            return _names(text(key))
        case ast.Call(func=ast.Attribute(attr="get" | "getlist"), args=[key, *_]):
            return _names(text(key))
        case ast.Call(func=ast.Attribute(attr="pop", value=owner), args=[key, *_]):
            return dotted(owner).endswith("session") and _names(text(key))  # of a form, it is thrown away
        case ast.Name(id=name, ctx=ast.Load()):
            return _names(name) and not name.isupper()
    return False


def _names(name: str | None) -> bool:
    return name is not None and _CSRF.search(name) is not None


def _holds_against(node: ast.AST) -> bool:
    """`sent != session["csrf_token"]`, `compare_digest(a, b)`; not `key != "csrf_token"`."""
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            is_test = isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn)
            return is_test and not isinstance(left, _LITERALS) and not isinstance(right, _LITERALS)
        case ast.Call():
            judges = _JUDGES.search(called_name(node)) and not _OF_PASSWORDS.search(called_name(node))
            given = list(_given(node))
            return bool(judges) and (len(given) > 1 or any(map(_is_token, given)))
    return False


def _given(node: ast.Call) -> Iterator[ast.expr]:
    yield from node.args
    yield from (item.value for item in node.keywords)
