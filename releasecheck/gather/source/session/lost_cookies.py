"""Cookies that are set, or taken away, on an answer that the function makes and nobody is given."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import (
    FunctionNode,
    argument,
    dotted,
    resolved,
    targets,
    words,
)

_OF_TOKENS = words(
    "set_access_cookies set_refresh_cookies unset_access_cookies unset_refresh_cookies unset_jwt_cookies"
)
_METHODS = words("set_cookie delete_cookie")
CALLED = _OF_TOKENS | _METHODS
# What makes an answer that nothing else knows.
_MAKERS = words("flask.jsonify flask.redirect flask.Response flask.json.jsonify")
_PAGES = words("flask.render_template flask.render_template_string")
_PLAIN = _METHODS | words("status status_code data mimetype content_type set_data")


def on_what(call: ast.Call, around: Around, imports: dict[str, str]) -> str | None:
    """The answer that has the cookie and that nobody gets, as written: "jsonify(…)", "response"."""
    function, answer = around.function(call), _answer(call, imports)
    if function is None or answer is None:
        return None
    if isinstance(answer, ast.Call):
        return f"{dotted(answer.func)}(…)" if _is_made(answer, imports) else None
    if isinstance(answer, ast.Name) and _is_own(answer.id, function, imports):
        uses = (one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == answer.id)
        if all(isinstance(one.ctx, ast.Store) or _leads_nowhere(one, around, imports) for one in uses):
            return answer.id
    return None


def _answer(call: ast.Call, imports: dict[str, str]) -> ast.expr | None:
    """What gets the cookie."""
    if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        return call.func.value
    package, _, name = resolved(dotted(call.func), imports).rpartition(".")
    is_of_tokens = package == "flask_jwt_extended" and name in _OF_TOKENS
    return argument(call, 0, "response") if is_of_tokens else None


def _is_made(node: ast.expr | None, imports: dict[str, str]) -> bool:
    """Whether it is an answer that is made here; `make_response` gives back one that it is given."""
    if not isinstance(node, ast.Call):
        return False
    maker = resolved(dotted(node.func), imports)
    return maker in _MAKERS or (maker == "flask.make_response" and _is_body(node.args, imports))


def _is_body(given: list[ast.expr], imports: dict[str, str]) -> bool:
    first = given[0] if given else None
    if isinstance(first, ast.Call):
        return resolved(dotted(first.func), imports) in _PAGES or _is_made(first, imports)
    return first is None or isinstance(first, ast.Constant | ast.Dict | ast.List | ast.JoinedStr)


def _is_own(name: str, function: FunctionNode, imports: dict[str, str]) -> bool:
    """Whether the function makes all that it ever calls so."""
    given = list(_given(name, function))
    stores = (one for one in ast.walk(function) if isinstance(one, ast.Name) and one.id == name)
    stored = sum(not isinstance(one.ctx, ast.Load) for one in stores)
    outer = any(isinstance(one, ast.Global | ast.Nonlocal) for one in ast.walk(function))
    return bool(given) and len(given) == stored and not outer and all(_is_made(one, imports) for one in given)


def _given(name: str, function: FunctionNode) -> Iterator[ast.expr]:
    for one in ast.walk(function):
        if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None:
            names = [target for target in targets(one) if isinstance(target, ast.Name) and target.id == name]
            yield from [one.value for _ in names]


def _leads_nowhere(use: ast.Name, around: Around, imports: dict[str, str]) -> bool:
    """Whether it only changes the answer: it is given a cookie, a header, a status."""
    parent, above = _two(use, around)
    if isinstance(parent, ast.Call):
        return _answer(parent, imports) is use
    if not isinstance(parent, ast.Attribute):
        return False
    if parent.attr == "headers":
        return isinstance(above, ast.Subscript) and isinstance(above.ctx, ast.Store)
    called = isinstance(above, ast.Call) and above.func is parent
    return parent.attr in _PLAIN and (called or isinstance(parent.ctx, ast.Store))


def _two(node: ast.AST, around: Around) -> tuple[ast.AST | None, ast.AST | None]:
    above = around.above(node)
    return next(above, None), next(above, None)
