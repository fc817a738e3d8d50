"""`finally` blocks that read the name of a connection which the `try` may never have got."""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts.views import UnboundName
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import FunctionNode, dotted, resolved
from releasecheck.gather.source.walk import Handlers

# Calls that fail where the other end does not answer; SQLite's hardly ever does.
_OPENING = re.compile(
    r"(mysql\.connector|pymysql|MySQLdb|mariadb|psycopg2?|pymssql|pyodbc|oracledb|cx_Oracle)(\.\w+)*\.[cC]onnect"
    r"|(smtplib\.SMTP(_SSL)?|imaplib\.IMAP4(_SSL)?|poplib\.POP3(_SSL)?|ftplib\.FTP(_TLS)?)"
    r"|urllib\.request\.urlopen|socket\.create_connection|open"
)
_DRIVER = re.compile(r"(mysql|pymysql|MySQLdb|mariadb|psycopg2?|pymssql|pyodbc|oracledb|cx_Oracle)\b")
_FINALLY = re.compile(rb"finally\s*:")
_HELPER = re.compile(r"conn|(^|_)db(_|$)", re.IGNORECASE)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPOUND = (
    *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.ExceptHandler, ast.Match, ast.match_case),
)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_LOOKING = frozenset({"locals", "vars", "globals", "dir", "suppress"})


def lines(content: bytes) -> tuple[int, ...]:
    """Where `finally` stands in a file: most functions have none, and need not be looked through."""
    return tuple(content.count(b"\n", 0, one.start()) + 1 for one in _FINALLY.finditer(content))


def note(node: FunctionNode, _scope: Scope, sheet: Sheet) -> None:
    """`try: connection = connect()`, `finally: connection.close()`, and no other line gives that name."""
    within = bisect_left(sheet.finals, node.lineno)
    if within == len(sheet.finals) or sheet.finals[within] > (node.end_lineno or 0):
        return
    for one in _tries(node.body):
        if one.finalbody:
            sheet.unbound.extend(_candidates(one, node, sheet))


def _tries(block: Iterable[ast.AST]) -> Iterator[ast.Try]:
    """Those of a function, by its statements alone."""
    for one in block:
        if isinstance(one, ast.Try):
            yield one
        if isinstance(one, _COMPOUND):
            for name in _BLOCKS:
                yield from _tries(getattr(one, name, ()))


def _candidates(tried: ast.Try, function: FunctionNode, sheet: Sheet) -> Iterator[tuple[str, UnboundName]]:
    for item in tried.body:
        match item:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                called = dotted(call.func)
                origin = resolved(called, sheet.imports)
                if not (_OPENING.fullmatch(origin) or _HELPER.search(origin)):
                    continue
                read = _read(name, tried.finalbody)
                if read is not None and _is_bound_once(name, function):
                    lost = any(not isinstance(one.body[-1], ast.Raise) for one in tried.handlers)
                    yield origin, UnboundName(name, called, sheet.place(read), lost)


def _is_bound_once(name: str, function: FunctionNode) -> bool:
    stored = 0
    for one in ast.walk(function):
        match one:
            case ast.Name(id=said, ctx=ast.Store()) if said == name:
                stored += 1
            case ast.arg(arg=said) | ast.alias(asname=said) | ast.ExceptHandler(name=said) if said == name:
                return False
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return False
    return stored == 1


def _read(name: str, block: Sequence[ast.stmt]) -> ast.Name | None:
    """Where the block reads it, with no `try` around, and no look at the names that there are."""
    inside = list(_within(block, apart=(*_FUNCTIONS, ast.Try)))
    if any(isinstance(one, ast.Call) and dotted(one.func).rpartition(".")[2] in _LOOKING for one in inside):
        return None
    reads = [one for one in inside if isinstance(one, ast.Name) and one.id == name]
    return min(reads, key=lambda one: (one.lineno, one.col_offset), default=None)


def _within(block: Iterable[ast.AST], apart: tuple[type[ast.AST], ...] = _FUNCTIONS) -> Iterator[ast.AST]:
    for one in block:
        if not isinstance(one, apart):
            yield one
            yield from _within(ast.iter_child_nodes(one), apart)


def found(sheets: Sequence[Sheet]) -> Iterator[UnboundName]:
    """Of a driver's call, or of a function in a module of the project that has a driver."""
    helpers = {f"{one.module}.{name}" for one in sheets if _has_driver(one) for name in one.doings}
    for sheet in sheets:
        for call, unbound in sheet.unbound if sheet.role == "app" else ():
            own = not helpers.isdisjoint({call, f"{sheet.module}.{call}"}) and _HELPER.search(call)
            if own or _OPENING.fullmatch(call):
                yield unbound


def _has_driver(sheet: Sheet) -> bool:
    origins = sheet.imports.values()
    return any(map(_DRIVER.match, origins)) and not any(one.startswith("sqlite3") for one in origins)


HANDLERS: Handlers = {ast.FunctionDef: (note,), ast.AsyncFunctionDef: (note,)}
