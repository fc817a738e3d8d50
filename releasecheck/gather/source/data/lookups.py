"""Queries for one row, which may find none: how they are written, and by what they look."""

import ast
import re
from collections.abc import Iterator

from releasecheck.gather.source.syntax import FunctionNode, called_name, dotted, keyword, text, words

_FIRST = words("first one_or_none scalar_one_or_none scalar")
ROW_OR_NONE = _FIRST | words("fetchone find_one get")
# Of a model, by SQLAlchemy: with those that raise where there is none.
ONE_RECORD = _FIRST | words("get get_or_404 first_or_404 one one_or_404 scalar_one")
_NARROWING = words("filter filter_by where objects")
_QUERIES = _NARROWING | words("query select")
_RUNNING = words("execute scalars scalar")
# What has a row of nothing too, or of a statement that has just made it.
_AGGREGATES = words("func count max min sum avg exists coalesce group_by with_entities returning case")
_SQL_AGGREGATE = re.compile(
    r"\b(count|max|min|sum|avg|total|exists|coalesce|ifnull|last_insert_\w+|pg_\w+|version|changes)\s*\("
    r"|\bRETURNING\b|^\s*SELECT\s*\(",
    re.IGNORECASE,
)
_SQL_BY_VALUE = re.compile(r"\s*SELECT\b.*\bWHERE\b", re.IGNORECASE | re.DOTALL)
_SQL_INSERTS = re.compile(r"\s*(INSERT|REPLACE)\b", re.IGNORECASE)
_SQL_VALUE = re.compile(r"(\w+)[\"`]?\s*=\s*'?(?:\?|%s|%\(\w+\)s|:\w+|\{\})", re.IGNORECASE)


def is_query(row: ast.Call) -> bool:
    """Whether this call of a ROW_OR_NONE asks a database, but for `fetchone()`, which has a statement."""
    name = called_name(row)
    if name == "get":
        return _by_key(row) is not None
    return name == "find_one" or not (_QUERIES.isdisjoint(_names(row)) or _is_of_many(row))


def looked_up_by(row: ast.Call, function: FunctionNode) -> list[tuple[str, ast.expr]]:
    """The columns and the values that a row has to have; none for what is no query, or finds a row anyway."""
    name = called_name(row)
    if not isinstance(row.func, ast.Attribute) or name not in ROW_OR_NONE:
        return []
    if name == "fetchone":
        ran = statement(row, function)
        return list(_in_sql(ran)) if ran and "rowcount" not in _names(function) else []
    if name == "get":
        key = _by_key(row)
        return [("id", key)] if key else []
    if name == "find_one":
        return list(_in_document(row))
    return [] if _is_of_many(row) else list(_conditions(row))


def _is_of_many(query: ast.AST) -> bool:
    return not _AGGREGATES.isdisjoint(_names(query))


def _names(query: ast.AST) -> Iterator[str]:
    for part in ast.walk(query):
        if isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Name):
            yield part.id


def _by_key(row: ast.Call) -> ast.expr | None:
    """The key in `User.query.get(key)` and `db.session.get(User, key)`."""
    match row:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="query")), args=[key]):
            return key
        case ast.Call(func=ast.Attribute(value=owner), args=[model, key]):
            is_model = dotted(model).rpartition(".")[2][:1].isupper()
            return (
                key
                if is_model and dotted(owner).endswith("session") and not keyword(row, "options")
                else None
            )
    return None


def _in_document(row: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """`find_one({"email": email})`."""
    if row.args and isinstance(row.args[0], ast.Dict):
        for key, value in zip(row.args[0].keys, row.args[0].values, strict=True):
            if key is not None:
                yield text(key) or "", value


def _conditions(query: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """`filter_by(email=email)`, `filter(User.email == email)`, in what is run as well."""
    while isinstance(query, ast.Call | ast.Attribute):
        if isinstance(query, ast.Attribute):
            query = query.value
            continue
        name = called_name(query)
        if name in _NARROWING:
            yield from ((one.arg, one.value) for one in query.keywords if one.arg)
            for given in query.args:
                match given:
                    case ast.Compare(left=ast.Attribute(attr=column), ops=[ast.Eq()], comparators=[right]):
                        yield column, right
        elif name in _RUNNING and query.args:
            yield from _conditions(query.args[0])
        query = query.func


def statement(row: ast.Call, function: FunctionNode) -> ast.Call | None:
    """The `execute()` whose row `fetchone()` takes, where it selects by a value and computes nothing."""
    if not isinstance(row.func, ast.Attribute):
        return None
    cursor = row.func.value
    found: ast.expr | None = cursor
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call) and called_name(one) == "execute"]
    if cursor not in calls:
        by = dotted(cursor)
        found = max(
            (one for one in calls if one.lineno <= row.lineno and dotted(one.func).rpartition(".")[0] == by),
            key=lambda one: one.lineno,
            default=None,
        )
    if not isinstance(found, ast.Call) or not found.args:
        return None
    sql = _written(found.args[0])
    by_value = _SQL_BY_VALUE.match(sql) and not _SQL_AGGREGATE.search(sql)
    return found if by_value else None


def _in_sql(ran: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """The values given to `execute()`, with their columns where the statement has a mark for each."""
    columns = _SQL_VALUE.findall(_written(ran.args[0]))
    match ran.args[1:]:
        case [ast.Tuple(elts=values) | ast.List(elts=values)]:
            pass
        case [ast.Dict(values=values)]:
            pass
        case _:
            return
    named = columns if len(columns) == len(values) else [""] * len(values)
    yield from zip(named, values, strict=True)


def _written(node: ast.expr) -> str:
    return "".join(
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def has_made(row: ast.Call, function: FunctionNode) -> bool:
    """Whether the function makes such a row before it looks for it."""
    called = {id(one.func) for one in ast.walk(row) if isinstance(one, ast.Call)}  # ObjectId(number)
    names = (one for one in ast.walk(row) if isinstance(one, ast.Name) and id(one) not in called)
    models = {one.id for one in names if one.id[:1].isupper()}
    before = (one for one in ast.walk(function) if isinstance(one, ast.Call) and one.lineno <= row.lineno)
    return any(one is not row and _makes(one, models) for one in before)


def _makes(call: ast.Call, models: set[str]) -> bool:
    if isinstance(call.func, ast.Name) and call.func.id in models:
        return True
    name = called_name(call)
    return name.startswith("insert") or bool(
        name == "execute" and call.args and _SQL_INSERTS.match(_written(call.args[0]))
    )
