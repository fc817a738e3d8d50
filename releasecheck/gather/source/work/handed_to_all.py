"""What is one visitor's, or kept by nobody, and given to all: in a cache, in a stream, in a static folder."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import (
    FunctionNode,
    called_name,
    dotted,
    resolved,
    targets,
    text,
    words,
)

_VISITOR = words("flask_login.current_user flask_security.current_user flask.session")
_OF_REQUESTS = _VISITOR | {"flask.request"}
_OF_APP_CONTEXTS = words("flask.current_app flask.g")
_PUSHED = re.compile(rb"app_context\(\)\.push\(")
_QUERIES = words("filter filter_by where execute find")
_ASIDE = re.compile(r"debug|testing|environ|getenv|\bdev|development", re.IGNORECASE)
_SHOWING = words("flash jsonify")
_CONTEXTS = words("app_context test_request_context request_context copy_current_request_context")
_CHECKS = re.compile(rb"allowed_|_allowed|fileallowed|uploadset|allowedext", re.IGNORECASE)
_TYPES = re.compile(
    rb"allowed|extension|splitext|rsplit|endswith|mimetype|content_type|imghdr|filetype|magic|image\.open|suffix"
    rb"|\.verify\(",
    re.IGNORECASE,
)


def of_visitor_under_one_key(call: ast.Call, around: Around, imports: dict[str, str]) -> str | None:
    """The key of `cache.set("exercises", Exercise.query.filter_by(user=current_user.id).all())`."""
    function = around.function(call)
    key, value = text(call.args[0]), call.args[1]
    if key is None or function is None:
        return None
    given = [value]
    if isinstance(value, ast.Name):
        given = [one.value for one in _assignments(function, value.id) if one.value is not None]
    queries = [one for part in given for one in ast.walk(part) if isinstance(one, ast.Call)]
    asked = (one for one in queries if called_name(one) in _QUERIES)
    by_visitor = any(_names(argument, imports) & _VISITOR for one in asked for argument in _arguments(one))
    return key if by_visitor else None


def is_got(key: str, call: ast.Call, around: Around) -> bool:
    """Whether the same function takes what is under the key from the cache."""
    function = around.function(call)
    calls = (one for one in ast.walk(function or around.tree) if isinstance(one, ast.Call) and one.args)
    return any(called_name(one) == "get" and text(one.args[0]) == key for one in calls)


def _assignments(function: FunctionNode, name: str) -> Iterator[ast.Assign | ast.AnnAssign]:
    for one in ast.walk(function):
        if isinstance(one, ast.Assign | ast.AnnAssign):
            names = {target.id for target in targets(one) if isinstance(target, ast.Name)}
            yield from [one] if name in names else []


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (one.value for one in call.keywords)


def _names(node: ast.AST, imports: dict[str, str]) -> set[str]:
    """What the names in it were imported as."""
    return {resolved(one.id, imports) for one in ast.walk(node) if isinstance(one, ast.Name)}


def outlives_its_request(call: ast.Call, around: Around, imports: dict[str, str]) -> str | None:
    """What the generator of `Response(rows())` reads of a request that is over, or null."""
    made = call.args[0]
    if not (isinstance(made, ast.Call) and isinstance(made.func, ast.Name)):
        return None
    function = _generator(made.func.id, call, around)
    if function is None or function.decorator_list or _names_called(function) & _CONTEXTS:
        return None
    own = {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
    gone = _OF_REQUESTS if _PUSHED.search(around.content) else _OF_REQUESTS | _OF_APP_CONTEXTS
    nodes = list(_body(function))
    for one in nodes:
        if isinstance(one, ast.Name) and one.id not in own and resolved(one.id, imports) in gone:
            return resolved(one.id, imports).rpartition(".")[2]
    asked = (one for one in nodes if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name))
    return (
        next((dotted(one) for one in asked if _is_session(one, own)), None) if gone > _OF_REQUESTS else None
    )


def _is_session(node: ast.Attribute, own: set[str]) -> bool:
    """Whether it is what Flask-SQLAlchemy keeps for the time of a request: `db.session`, `Order.query`."""
    name = dotted(node.value)
    return name not in own and ((name, node.attr) == ("db", "session") or _is_query(name, node.attr))


def _is_query(name: str, attribute: str) -> bool:
    return attribute == "query" and name[:1].isupper() and not name.isupper()


def _generator(name: str, call: ast.Call, around: Around) -> FunctionNode | None:
    """The function of that name with a `yield` of its own, where there is but one."""
    inside = around.function(call)
    near = [
        one for one in ast.walk(inside or around.tree) if isinstance(one, FunctionNode) and one.name == name
    ]
    alike = near or [one for one in around.tree.body if isinstance(one, FunctionNode) and one.name == name]
    if len(alike) != 1 or not any(isinstance(one, ast.Yield | ast.YieldFrom) for one in _body(alike[0])):
        return None
    return alike[0]


def _body(function: FunctionNode) -> Iterator[ast.AST]:
    """Its nodes, without those of the functions in it."""
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop(0)
        yield node
        if not isinstance(node, FunctionNode | ast.Lambda):
            todo += ast.iter_child_nodes(node)


def _names_called(function: FunctionNode) -> set[str]:
    return {called_name(one) for one in ast.walk(function) if isinstance(one, ast.Call)}


def kept_as_sent(call: ast.Call, around: Around) -> str | None:
    """Where `photo.save(FOLDER + photo.filename)` puts a file of any type; null where a type is asked."""
    function = around.function(call)
    if function is None or _CHECKS.search(around.content) or _TYPES.search(around.lines_of(function)):
        return None
    path = with_values(call.args[0], function)
    names = {one.attr for one in path if isinstance(one, ast.Attribute)}
    if "filename" not in names or "data" in names:  # of a form, which may ask for the type
        return None
    if any(isinstance(one, ast.Constant) and str(one.value).startswith("static") for one in path):
        return "static"
    items = (one for one in path if isinstance(one, ast.Subscript))
    keys = [text(one.slice) for one in items if dotted(one.value).endswith("config")]
    folders = [one.attr for one in path if isinstance(one, ast.Attribute) and one.attr == "static_folder"]
    return next((key for key in (*folders, *keys) if key), None)


def with_values(node: ast.expr, function: FunctionNode) -> list[ast.AST]:
    """The nodes of an expression and of what its local names were given, three names deep."""
    found = list(ast.walk(node))
    for _ in range(3):
        names = {one.id for one in found if isinstance(one, ast.Name)}
        given = (one.value for name in names for one in _assignments(function, name) if one.value is not None)
        known = {id(one) for one in found}
        found += [part for one in given for part in ast.walk(one) if id(part) not in known]
    return found


def way_in_shown(call: ast.Call, around: Around) -> str | None:
    """Who shows `url_for("reset", token=…, _external=True)` to whoever asked for it: "flash"."""
    function = around.function(call)
    assigned = next((one for one in around.above(call) if isinstance(one, ast.Assign | ast.stmt)), None)
    if function is None or not isinstance(assigned, ast.Assign):
        return None
    return shower({one.id for one in assigned.targets if isinstance(one, ast.Name)}, function, around)


def shower(names: set[str], function: FunctionNode, around: Around) -> str | None:
    """Who shows one of these, or an item of that name, not only in debug mode and the like: "flash"."""
    shown = (one for one in ast.walk(function) if isinstance(one, ast.Call) and called_name(one) in _SHOWING)
    for one in shown:
        parts = list(ast.walk(one))
        given = {part.id for part in parts if isinstance(part, ast.Name)}
        given |= {text(part.slice) or "" for part in parts if isinstance(part, ast.Subscript)}
        tests = (ast.unparse(up.test) for up in around.above(one) if isinstance(up, ast.If))
        if given & names and not any(map(_ASIDE.search, tests)):
            return called_name(one)
    return None
