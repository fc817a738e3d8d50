"""Views that are asked OPTIONS themselves, and read the body of a request that has none."""

import ast

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import FunctionNode, dotted, keyword, resolved, text

# Guards that let OPTIONS pass: what they guard is run.
_LETTING_PASS = frozenset({"flask_jwt_extended.jwt_required", "flask_login.login_required"})


def reads_a_body(node: ast.Call | ast.Attribute, around: Around, imports: dict[str, str]) -> bool:
    """Whether `request.get_json()` is sure to be reached by an OPTIONS request, and to refuse it."""
    function = around.function(node)
    if function is None or not _is_asked(function, imports) or not _is_body(node, imports):
        return False
    looks = any(isinstance(one, ast.Attribute) and one.attr == "method" for one in ast.walk(function))
    return not looks and _is_first(node, function, around)


def _is_asked(function: FunctionNode, imports: dict[str, str]) -> bool:
    """Whether a route of its own names OPTIONS, so that neither Flask nor Flask-CORS answers it."""
    routes = [one for one in function.decorator_list if isinstance(one, ast.Call) and _is_route(one)]
    others = [one for one in function.decorator_list if one not in routes]
    bare = (one.func if isinstance(one, ast.Call) else one for one in others)
    return any(map(_names_options, routes)) and all(
        resolved(dotted(one), imports) in _LETTING_PASS for one in bare
    )


def _is_route(decorator: ast.Call) -> bool:
    return isinstance(decorator.func, ast.Attribute) and decorator.func.attr == "route"


def _names_options(route: ast.Call) -> bool:
    methods = keyword(route, "methods")
    listed = methods.elts if isinstance(methods, ast.List | ast.Tuple | ast.Set) else []
    return any(text(one) == "OPTIONS" for one in listed)


def _is_body(node: ast.Call | ast.Attribute, imports: dict[str, str]) -> bool:
    """`request.get_json()` or `request.json`; `silent=True` and the like are fine."""
    read, name = (node.func, "get_json") if isinstance(node, ast.Call) else (node, "json")
    plain = not isinstance(node, ast.Call) or not (node.args or node.keywords)
    return plain and resolved(dotted(read), imports) == f"flask.request.{name}"


def _is_first(node: ast.AST, function: FunctionNode, around: Around) -> bool:
    """Whether nothing before it in the function may answer or leave it out."""
    above = [node]
    for one in around.above(node):
        if one is function:
            break
        if isinstance(one, ast.IfExp | ast.Lambda | ast.comprehension | ast.Await):
            return False
        if isinstance(one, ast.BoolOp) and one.values[0] is not above[-1]:
            return False
        above.append(one)
    before = function.body[: function.body.index(above[-1])] if above[-1] in function.body else None
    simple = ast.Assign | ast.AnnAssign | ast.Expr
    return before is not None and all(isinstance(one, simple) for one in (*before, above[-1]))
