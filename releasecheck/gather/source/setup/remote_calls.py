"""Calls of a module's own level that ask another machine while it is imported."""

import ast
from collections.abc import Callable

from releasecheck.facts.work import RemoteCall
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, resolved, words

_HTTP = words("get post put delete patch head request")
_CLIENTS = frozenset({"requests", "httpx"})
_OPENERS = frozenset({"urllib.request.urlopen", "urllib.request.urlretrieve"})
# What keeps secrets and settings, by the method that fetches them and the package that has it.
_KEEPERS = {
    "access_secret_version": ("google", "Google's Secret Manager"),
    "get_secret_value": ("boto3", "AWS Secrets Manager"),
    "get_parameter": ("boto3", "AWS Parameter Store"),
    "get_parameters": ("boto3", "AWS Parameter Store"),
    "get_parameters_by_path": ("boto3", "AWS Parameter Store"),
    "get_secret": ("azure", "Azure Key Vault"),
}
# What connects as soon as it is called; SQLite's is a file.
_CONNECTS = frozenset(
    {
        *("psycopg2.connect", "psycopg.connect", "pymysql.connect", "MySQLdb.connect", "mariadb.connect"),
        *("mysql.connector.connect", "mysql.connector.pooling.MySQLConnectionPool"),
        *("pyodbc.connect", "pymssql.connect", "oracledb.connect", "cx_Oracle.connect"),
        *("psycopg2.pool.SimpleConnectionPool", "psycopg2.pool.ThreadedConnectionPool"),
    }
)
CONNECTING = frozenset(name.rpartition(".")[2] for name in _CONNECTS)


def note_database(node: ast.Assign | ast.AnnAssign, scope: Scope, sheet: Sheet) -> None:
    """`cnx = psycopg2.connect(…)`, in no function, below no condition and no `try`."""
    if (
        scope.function is not None
        or scope.guarded
        or scope.conditional
        or not isinstance(node.value, ast.Call)
    ):
        return
    name = resolved(dotted(node.value.func), sheet.imports)
    if name in _CONNECTS:
        sheet.remote_calls.append(RemoteCall(name, sheet.place(node.value), database=True))


def note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`requests.get(…)`, `SecretManagerServiceClient().access_secret_version(…)`, in no function."""
    if scope.function is None and not scope.guarded and (what := _asked(node, sheet)):
        sheet.remote_calls.append(RemoteCall(what, sheet.place(node)))


def _asked(node: ast.Call, sheet: Sheet) -> str | None:
    called, name = called_name(node), resolved(dotted(node.func), sheet.imports)
    if called in _KEEPERS:
        package, keeper = _KEEPERS[called]
        brought = any(origin.partition(".")[0] == package for origin in sheet.imports.values())
        return f"{keeper} ({called})" if brought else None
    by_client = called in _HTTP and name.rpartition(".")[0] in _CLIENTS
    return name if by_client or name in _OPENERS else None


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    {*_HTTP, *_KEEPERS, "urlopen", "urlretrieve"}, note
)
