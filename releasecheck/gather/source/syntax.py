"""Small questions to syntax trees."""

import ast
from collections.abc import Iterator, Sequence

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Assignment = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.NamedExpr


def words(listed: str) -> frozenset[str]:
    """The names in a list with blanks between them."""
    return frozenset(listed.split())


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` of names and attributes, calls and subscripts passed over; "" for anything else."""
    name = ""
    while node is not None:
        if isinstance(node, ast.Name):
            return f"{node.id}.{name}" if name else node.id
        if isinstance(node, ast.Attribute):
            name = f"{node.attr}.{name}" if name else node.attr
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            break
    return name


def last_name(node: ast.AST | None) -> str:
    """`c` of `a.b.c`."""
    return dotted(node).rpartition(".")[2]


def called_name(call: ast.Call) -> str:
    """`c` of `a.b.c()`; "" when something else than a name is called."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def text(node: ast.AST | None) -> str | None:
    """The value of a constant string, else None; what UTF-8 cannot say is escaped."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 1:  # an f-string that puts nothing in
        node = node.values[0]
    value = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(value, str):
        return None
    return value if value.isascii() else value.encode(errors="backslashreplace").decode()


def texts(node: ast.AST | None) -> tuple[str, ...]:
    """Each string that an expression can be: a constant, or the branches of `a if x else b`."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    found = text(node)
    return () if found is None else (found,)


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """The argument that is given under one of these names."""
    for item in call.keywords:
        if item.arg in names:
            return item.value
    return None


def argument(call: ast.Call, index: int, *names: str) -> ast.expr | None:
    """The argument at a position, or else under one of these names."""
    if index < len(call.args) and ast.Starred not in map(type, call.args[: index + 1]):
        return call.args[index]
    return keyword(call, *names)


def may_be_true(given: ast.expr | None) -> bool:
    """Whether an argument is given, and not by a constant that is false."""
    return given is not None and not (isinstance(given, ast.Constant) and not given.value)


def resolved(name: str, imports: dict[str, str]) -> str:
    """A dotted name with its first part as it was imported."""
    first, dot, rest = name.partition(".")
    return imports.get(first, first) + dot + rest


def targets(node: Assignment) -> Sequence[ast.expr]:
    """What an assignment assigns to."""
    return node.targets if isinstance(node, ast.Assign) else (node.target,)


def target_name(node: ast.expr) -> str | None:
    """The name that a value gets: a variable, an attribute or a constant key."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return text(node.slice) if isinstance(node, ast.Subscript) else None


def required_parameters(function: FunctionNode) -> tuple[str, ...]:
    """Names of the parameters that have no default."""
    args = function.args
    positional = [*args.posonlyargs, *args.args]
    without = positional[: len(positional) - len(args.defaults)]
    named = [arg for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None]
    return tuple(arg.arg for arg in [*without, *named])


def both_sides(test: ast.Compare) -> Iterator[tuple[ast.expr, ast.expr]]:
    """What is compared with what by `==` or `!=`, either way round."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            yield left, right
            yield right, left


def is_main_guard(test: ast.expr) -> bool:
    """Whether a condition is `__name__ == "__main__"`."""
    match test:
        case ast.Compare(
            left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]
        ):
            return True
        case ast.Compare(
            left=ast.Constant(value="__main__"), ops=[ast.Eq()], comparators=[ast.Name(id="__name__")]
        ):
            return True
        case ast.BoolOp(op=ast.And()):
            return any(is_main_guard(value) for value in test.values)
    return False


_BODY = words("form files json data")  # parts of the request that a GET has not


def is_form_sent(test: ast.expr) -> bool:
    """Whether a condition holds for no GET: `request.method == "POST"`, `form.validate_on_submit()`."""
    match test:
        case ast.Compare(ops=[ast.Eq() | ast.In() | ast.NotEq() as how]) if methods := _methods(test):
            return methods.isdisjoint({"GET", "HEAD"}) is not isinstance(how, ast.NotEq)
        case ast.Compare(ops=[ast.In() | ast.Eq()], left=left, comparators=[right]):
            return _is_sent(left) or _is_sent(right)
        case ast.Call(func=ast.Attribute(attr="validate_on_submit" | "is_submitted")):
            return True
        case ast.Call(func=ast.Attribute(attr="validate", value=ast.Name(id=form))):
            return "form" in form.lower()
        case ast.BoolOp(op=ast.And(), values=values):
            return any(map(is_form_sent, values))
        case ast.BoolOp(op=ast.Or(), values=values):
            return all(map(is_form_sent, values))
    return _is_sent(test)


def is_form_awaited(test: ast.expr) -> bool:
    """Whether a condition holds for every GET: `request.method == "GET"`, `not form.validate_on_submit()`."""
    match test:
        case ast.Compare(ops=[ast.Eq()]) if methods := _methods(test):
            return methods == {"GET"}
        case ast.Compare(ops=[ast.NotEq()]) if methods := _methods(test):
            return methods.isdisjoint({"GET", "HEAD"})
        case ast.Compare(ops=[ast.NotIn()], comparators=[held]):
            return _is_sent(held)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return is_form_sent(inner)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(map(is_form_awaited, values))
    return False


def _methods(test: ast.Compare) -> set[str]:
    """The methods that `request.method` is compared with; none when it is not, or with something unknown."""
    sides = (test.left, *test.comparators)
    others = [side for side in sides if not (isinstance(side, ast.Attribute) and side.attr == "method")]
    if len(others) == len(sides):
        return set()
    listed = [side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side] for side in others]
    methods = {text(item) or "" for items in listed for item in items}
    return set() if "" in methods else methods


def _is_sent(value: ast.expr) -> bool:
    """Whether it is empty for a GET: `request.form`, `request.form.get("x")`, `form.submit.data`."""
    match value:
        case ast.Attribute(attr=part, value=ast.Name(id="request")):
            return part in _BODY
        case ast.Attribute(attr="data", value=ast.Attribute(value=ast.Name(id=form))):
            return "form" in form.lower()
        case ast.Call(func=ast.Attribute(attr="get" | "getlist", value=of)) | ast.Subscript(value=of):
            return _is_sent(of)
        case ast.Call(func=ast.Attribute(attr="get_json", value=ast.Name(id="request"))):
            return True
    return False


def is_body(node: ast.expr) -> bool:
    """Whether it is a part of the request that a GET has not: `request.form`, `request.files`."""
    return isinstance(node, ast.Attribute) and _is_sent(node)


def leaves(node: ast.stmt) -> bool:
    """Whether what stands below it is passed over: `return`, `raise`, `abort(…)`."""
    match node:
        case ast.Return() | ast.Raise() | ast.Expr(value=ast.Call(func=ast.Name(id="abort"))):
            return True
    return False


_HOLDING, _IDENTITY = (ast.In, ast.NotIn), (ast.Is, ast.IsNot)


def lacking(test: ast.expr) -> Iterator[str]:
    """The names that may be filled only when something is not there yet: `if key not in kept:`."""
    if isinstance(test, ast.Compare):
        if len(test.ops) == 1:
            held = test.comparators[0] if isinstance(test.ops[0], _HOLDING) else None
            held = test.left if isinstance(test.ops[0], _IDENTITY) else held
            if isinstance(held, ast.Name):
                yield held.id
    elif isinstance(test, ast.UnaryOp):
        if isinstance(test.operand, ast.Name) and isinstance(test.op, ast.Not):
            yield test.operand.id
    elif isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from lacking(value)


def elements(node: ast.expr) -> Sequence[ast.expr]:
    """What `%` and `execute` are given: the items of a tuple, a list or a dict, else the one value."""
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Dict(values=parts):
            return parts
    return [node]
