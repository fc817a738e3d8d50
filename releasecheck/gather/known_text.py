"""Whether an expression holds only what the source says, or numbers, whatever a request brings."""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from releasecheck.gather.given_values import Function, given_by_callers, given_to, parameter
from releasecheck.gather.unevaluated import Position

_NUMBERS = frozenset({"int", "float", "len", "round", "abs", "range", "bool", "id", "ord"})
_OF_THEIRS = frozenset(  # what they make has nothing that their arguments have not
    {
        *("max", "min", "sum", "sorted", "list", "tuple", "set", "frozenset", "dict", "str", "repr"),
        *("reversed", "enumerate", "zip", "chain"),
    }
)
_TEXT_METHODS = frozenset(
    {
        *("join", "format", "upper", "lower", "strip", "lstrip", "rstrip", "replace", "title", "split"),
        *("items", "keys", "values", "copy", "get", "pop"),
    }
)
_NUMERIC_TYPES = frozenset({"int", "float", "bool", "UUID", "Decimal", "date", "datetime"})
_NO_ROWS = frozenset({"self", "cls", "request", "args", "form", "data", "payload", "params", "body"})
_TABLE = re.compile(r"_*table(_?name)?_*", re.IGNORECASE)
_CONVERTED = r"<(int|float|uuid)(\([^>]*\))?:{name}>"


Module = Callable[[str], ast.Module | None]
Names = Callable[[], frozenset[str]]
Named = Callable[[str], bool]


def _nowhere(_: str) -> None:
    """No other module is read."""


def _none() -> frozenset[str]:
    """No models are read."""
    return frozenset()


def _anywhere(_: str) -> bool:
    """Any other module may name it."""
    return True


@dataclass(frozen=True, slots=True)
class Reading:
    """Where an expression stands: its scopes from the innermost, and what is known besides constants."""

    scopes: Sequence[ast.AST]
    position: Position
    safe: frozenset[str] = frozenset()  # last names of calls whose answer is fit for the purpose
    asked: frozenset[str] = frozenset()  # names on the way: one that adds to itself adds nothing else
    module: Module = _nowhere  # the project's module of a dotted name
    numbers: Names = _none  # attributes that in the project's models hold nothing but numbers
    named: Named = _anywhere  # whether other modules of the project may call a function of that name

    def beyond(self, name: str) -> "Reading":
        """The same, while the name's own values are looked at."""
        return replace(self, asked=self.asked | {name})


def is_known(node: ast.expr, reading: Reading) -> bool:
    """Whether no part of it comes from outside."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in reading.asked or _is_known_name(name, reading)
        case ast.Attribute(value=holder, attr=attr):
            given = attr == "__tablename__" or _is_operators(node) or _is_set_in_source(holder, attr, reading)
            return given or _is_number_of_a_row(holder, attr, reading)
        case ast.BinOp(left=ast.Constant(value=str()) | ast.List() as repeated, op=ast.Mult()):
            return is_known(repeated, reading)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return is_known(orelse, reading) and (
                _asks_whether(test, body, reading) or is_known(body, reading)
            )
        case ast.Subscript(value=collection):
            return is_known(collection, reading)
        case ast.Call():
            return _is_known_call(node, reading)
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
    parts = _parts(node)
    return parts is not None and all(is_known(part, reading) for part in parts)


def _parts(node: ast.expr) -> list[ast.expr] | None:
    """What makes an expression up; null where that is not all."""
    match node:
        case ast.JoinedStr():
            return put_into(node)
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case (
            ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values) | ast.Set(elts=values)
        ):
            return values
        case ast.Dict(keys=keys, values=values):
            return [*(key for key in keys if key), *values]
        case ast.UnaryOp(operand=value) | ast.Starred(value=value) | ast.NamedExpr(value=value):
            return [value]
        case ast.GeneratorExp(elt=value) | ast.ListComp(elt=value) | ast.SetComp(elt=value):
            return [value]
    return None


def put_into(text: ast.JoinedStr) -> list[ast.expr]:
    """The fields of an f-string that may be anything."""
    fields = (one for one in text.values if isinstance(one, ast.FormattedValue))
    return [one.value for one in fields if not _is_number(one)]


def _is_number(field: ast.FormattedValue) -> bool:
    """`{limit:d}` raises for anything else."""
    match field.format_spec:
        case ast.JoinedStr(values=[ast.Constant(value=str(spec))]):
            return spec[-1:] in ("d", "f", "n", "x", "e", "g")
    return False


def _is_set_in_source(holder: ast.expr, attr: str, reading: Reading) -> bool:
    """`Config.LIMIT`, and `self.table_name`, which a class or its maker has; a row's columns are not."""
    if not isinstance(holder, ast.Name):
        return False
    if holder.id in ("self", "cls"):
        return attr.isupper() or bool(_TABLE.fullmatch(attr))
    functions = [scope for scope in reading.scopes if isinstance(scope, Function)]
    local = any(given_to(holder.id, scope) or parameter(holder.id, scope) for scope in functions)
    return attr.isupper() and not local


def _is_number_of_a_row(holder: ast.expr, attr: str, reading: Reading) -> bool:
    """`row.city_id`, where that is the name of columns of numbers alone."""
    return isinstance(holder, ast.Name) and holder.id not in _NO_ROWS and attr in reading.numbers()


def _is_operators(node: ast.expr) -> bool:
    """What whoever runs the app gave it: `os.environ`, `app.config`."""
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ"):
            return True
        case ast.Attribute(value=ast.Name(id="app" | "current_app"), attr="config"):
            return True
    return False


def _is_known_call(node: ast.Call, reading: Reading) -> bool:
    called = getattr(node.func, "id", getattr(node.func, "attr", ""))
    given = [*node.args, *(item.value for item in node.keywords)]
    if called in reading.safe or _is_converted(node):
        return True
    match node.func:
        case ast.Attribute(value=ast.Name(id="os"), attr="getenv") | ast.Name(id="getenv"):
            return all(is_known(each, reading) for each in given[1:])
        case ast.Name(id=name):
            theirs = name in _OF_THEIRS and all(is_known(each, reading) for each in given)
            return name in _NUMBERS or theirs or _answers_what_is_known(name, reading)
        case ast.Attribute(value=holder, attr="get" | "pop"):  # the key only chooses
            return is_known(holder, reading) and all(is_known(each, reading) for each in given[1:])
        case ast.Attribute(value=holder, attr=method) if method in _TEXT_METHODS:
            return is_known(holder, reading) and all(is_known(each, reading) for each in given)
    return False


def _answers_what_is_known(name: str, reading: Reading) -> bool:
    """Whether a function of the project answers only what is known, whatever it is given."""
    asked = f"{name}()"
    if asked in reading.asked or not isinstance(reading.scopes[-1], ast.Module):
        return asked in reading.asked
    function, there = _function(name, reading.scopes[-1], reading.module)
    if function is None or there is None:
        return False
    answers = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
    end = (function.end_lineno or function.lineno, 0)
    within = replace(
        reading, scopes=[function, there], position=end, asked=frozenset({*reading.asked, asked})
    )
    return bool(answers) and all(is_known(answer, within) for answer in answers)


def _function(
    name: str, here: ast.Module, module: Module
) -> tuple[ast.FunctionDef | None, ast.Module | None]:
    """The function of that name in a module, or where it is imported from, with the module that has it."""
    for node in here.body:
        match node:
            case ast.FunctionDef(name=one) if one == name:
                return node, here
            case ast.ImportFrom(module=str(source), names=names):
                taken = next((each.name for each in names if name in (each.asname, each.name)), None)
                if taken and (there := module(source)):
                    own = (each for each in there.body if isinstance(each, ast.FunctionDef))
                    return next((each for each in own if each.name == taken), None), there
            case _:
                pass
    return None, None


def _is_converted(node: ast.Call) -> bool:
    """`request.args.get("page", 1, type=int)`."""
    kinds = (item.value for item in node.keywords if item.arg == "type")
    return getattr(node.func, "attr", "") == "get" and any(
        isinstance(kind, ast.Name) and kind.id in _NUMERIC_TYPES for kind in kinds
    )


def _is_known_name(name: str, reading: Reading) -> bool:
    within = reading.beyond(name)
    for scope in reading.scopes:
        if name.isupper() and not isinstance(scope, Function):
            return True  # a constant of this module, or of another
        given = given_to(name, scope)
        taken = parameter(name, scope)
        if given or taken:
            known = all(is_known(value, within) for value in given)
            fits = taken is None or _is_numeric(taken, scope) or _is_known_to_callers(taken, scope, within)
            return (known and fits) or _is_checked(name, scope, within)
    return False


def _is_known_to_callers(taken: ast.arg, function: ast.AST, reading: Reading) -> bool:
    """Whether each call of the function gives a constant: `upgrade(db, "teachers", id)`."""
    given = given_by_callers(taken, function, reading.scopes[-1])
    constant = given is not None and all(isinstance(one, ast.Constant) for one in given)
    return constant and not reading.named(getattr(function, "name", ""))


def _is_numeric(taken: ast.arg, scope: ast.AST) -> bool:
    """A number by its annotation, or by the converter of the view's rule: `/posts/<int:id>`."""
    kinds = [node.id for node in ast.walk(taken.annotation or taken) if isinstance(node, ast.Name)]
    if kinds and _NUMERIC_TYPES.union(("Optional", "Union")).issuperset(kinds):
        return True  # `Optional[int]`, `int | None`
    rule = re.compile(_CONVERTED.format(name=re.escape(taken.arg)))
    rules = [
        each.args[0].value
        for each in getattr(scope, "decorator_list", ())
        if isinstance(each, ast.Call) and each.args and isinstance(each.args[0], ast.Constant)
    ]
    named = [each for each in rules if isinstance(each, str) and f"{taken.arg}>" in each]
    return bool(named) and all(rule.search(each) for each in named)


def _is_checked(name: str, scope: ast.AST, reading: Reading) -> bool:
    """Whether it is compared with a known list first: `if order not in ("name", "date"): abort(400)`."""
    for node in ast.walk(scope):
        if isinstance(node, ast.If) and (node.lineno, 0) < reading.position:
            for test in ast.walk(node.test):
                if _is_membership(test, ast.NotIn, name, reading) and _leaves(node.body[-1], name, reading):
                    return True
                if _is_membership(test, ast.In, name, reading) and _holds(node.body, reading.position):
                    return True
            if node.orelse and _holds(node.orelse, reading.position):
                refused = _alternatives(node.test)
                if any(_is_membership(one, ast.NotIn, name, reading) for one in refused):
                    return True
    return False


def _alternatives(test: ast.expr) -> list[ast.expr]:
    """The parts of a test that are all false where it is."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]


def _is_membership(test: ast.AST, kind: type[ast.cmpop], name: str, reading: Reading) -> bool:
    match test:
        case ast.Compare(left=ast.Name(id=asked), ops=[operator], comparators=[among]):
            return asked == name and isinstance(operator, kind) and is_known(among, reading)
    return False


def _asks_whether(test: ast.expr, body: ast.expr, reading: Reading) -> bool:
    """`order if order in COLUMNS else "name"`."""
    return isinstance(body, ast.Name) and _is_membership(test, ast.In, body.id, reading)


def _leaves(statement: ast.stmt, name: str, reading: Reading) -> bool:
    match statement:
        case ast.Return() | ast.Raise() | ast.Continue():
            return True
        case ast.Assign(targets=[ast.Name(id=given)], value=value):
            return given == name and is_known(value, reading)
        case ast.Expr(value=ast.Call(func=function)):
            return getattr(function, "id", getattr(function, "attr", "")) in ("abort", "exit")
    return False


def _holds(block: Sequence[ast.stmt], position: Position) -> bool:
    return (block[0].lineno, block[0].col_offset) <= position <= (block[-1].end_lineno or 0, 10**6)
