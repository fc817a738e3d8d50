"""Calls of SQLAlchemy's session: what they return, and the id of a row that is only added so far."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from releasecheck.gather.source.code.around import Around
from releasecheck.gather.source.syntax import called_name, dotted, last_name, words

_SESSIONS = frozenset({"session", "db_session"})
_WITHOUT_RESULT = words("commit rollback flush add add_all delete expire expire_all refresh close")
# Calls after which nothing is flushed; any other may ask a query, which flushes by itself.
_QUIET = words(
    "add add_all append print debug info warning error exception str int float len format now utcnow today "
    "isoformat strftime strip lower upper range enumerate set_password"
)


def has_no_result(call: ast.Call) -> bool:
    """Whether it returns None always: `db.session.commit()`."""
    return called_name(call) in _WITHOUT_RESULT and _is_of_session(call)


def is_added(call: ast.Call) -> bool:
    """Whether it is `db.session.add(room)`."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.Name) and _is_of_session(call)


def _is_of_session(call: ast.Call) -> bool:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    return isinstance(owner, ast.Name | ast.Attribute) and last_name(owner) in _SESSIONS


def taken(call: ast.Call, around: Around) -> tuple[str, str] | None:
    """What is given the id of the row that the call adds, before anything flushes: `Seat()`, `room.id`."""
    row, added = call.args[0], next(around.above(call), None)
    block = _block(added, around)
    if not (isinstance(row, ast.Name) and isinstance(added, ast.Expr) and block):
        return None
    at = block.index(added)
    if not _is_made(row.id, block[:at]):
        return None
    for one in _following(block[at + 1 :]):
        calls = [each for each in _own_nodes(one) if isinstance(each, ast.Call)]
        takers = [each for each in calls if _takes(each, row.id)]
        loud = [
            each for each in calls if called_name(each) not in _QUIET and not called_name(each)[:1].isupper()
        ]
        if takers and all(each is takers[0] for each in loud):
            return f"{dotted(takers[0].func)}()", f"{row.id}.id"
        if loud or _is_given(row.id, one):
            return None
    return None


def _block(statement: ast.AST | None, around: Around) -> list[ast.stmt]:
    parent = next(around.above(statement), None) if statement is not None else None
    lists = [value for _, value in ast.iter_fields(parent) if isinstance(value, list)] if parent else []
    return next((one for one in lists if statement in one), [])


def _is_made(name: str, before: Sequence[ast.stmt]) -> bool:
    """Whether the row was made in the same block, without an id of its own."""
    for one in reversed(before):
        match one:
            case ast.Assign(targets=[ast.Name(id=given)], value=value) if given == name:
                return isinstance(value, ast.Call) and _is_without_id(value)
            case ast.Assign(targets=targets) if f"{name}.id" in map(dotted, targets):
                return False
    return False


def _is_without_id(made: ast.Call) -> bool:
    return called_name(made)[:1].isupper() and not {"id", None} & {one.arg for one in made.keywords}


def _following(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """One after the other, into the first loop, branch or block and no further."""
    for one in statements:
        yield one
        if isinstance(one, ast.For | ast.While | ast.If | ast.With | ast.Try):
            yield from _following(one.body)
            return


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Those of a simple statement, or of the head of a compound one."""
    for child in ast.iter_child_nodes(statement):
        if not isinstance(child, ast.stmt | ast.ExceptHandler):
            yield from ast.walk(child)


def _takes(call: ast.Call, row: str) -> bool:
    """Whether it is given the id: what only shows it, or compares it in a query, does not count."""
    given = [*call.args, *(one.value for one in call.keywords)]
    return called_name(call) not in _QUIET and any(dotted(one) == f"{row}.id" for one in given)


def _is_given(row: str, statement: ast.stmt) -> bool:
    """Whether the name, or the id, becomes another."""
    named = {row, f"{row}.id"}
    return isinstance(statement, ast.Assign) and not named.isdisjoint(map(dotted, statement.targets))
