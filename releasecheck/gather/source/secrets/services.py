"""Addresses of this machine that the source itself holds: given to a database's client, or for links."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from releasecheck.facts.services import NearService
from releasecheck.gather.inside.config_addresses import whose
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.secrets.credentials import constant_behind
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, resolved, text, words

# Where each takes its host by position; most take it by name alone.
_BY_POSITION = words("pymysql.connect MySQLdb.connect pymongo.MongoClient redis.Redis redis.StrictRedis")
_CLIENTS = _BY_POSITION | words(
    "mysql.connector.connect psycopg2.connect psycopg.connect mariadb.connect asyncpg.connect"
)
_OF_LINKS = re.compile(r"(.*_)?(host|domain|url|uri|server|origin|address|endpoint|site)", re.IGNORECASE)


def _note_client(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`mysql.connector.connect(host="localhost", …)`; any other address in the file speaks against it."""
    name = resolved(dotted(node.func), sheet.imports)
    if name not in _CLIENTS or scope.guarded:
        return
    holder, held = _spread(node, sheet)
    host = _written(argument(node, 0, "host") if name in _BY_POSITION else keyword(node, "host"), sheet)
    host = _written(held.get("host"), sheet) if held else host
    near = host is not None and whose(_host_of(host)) == "this-machine"
    given = held | {item.arg: item.value for item in node.keywords if item.arg}
    bare = (_written(given.get("user"), sheet), _written(given.get("password"), sheet)) == ("root", "")
    sheet.clients.append((NearService(name, "", sheet.place(node), bare), near, holder))


def _written(given: ast.expr | None, sheet: Sheet) -> str | None:
    """What it is for certain: no variable of the environment says otherwise."""
    variable, constant = constant_behind(given, sheet)
    return None if variable else text(constant)


def _spread(node: ast.Call, sheet: Sheet) -> tuple[str, dict[str | None, ast.expr]]:
    """The name and the items of the module's dict in `connect(**SETTINGS)`."""
    for item in node.keywords:
        if item.arg is None and isinstance(item.value, ast.Name) and item.value.id not in sheet.given_twice:
            match sheet.constants.get(item.value.id):
                case ast.Dict(keys=keys, values=values):
                    return item.value.id, {text(key): value for key, value in zip(keys, values, strict=True)}
    return "", {}


def _host_of(address: str) -> str:
    """The host of `localhost`, `localhost:27017` and `mongodb://localhost:27017/shop`."""
    try:
        return urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def note_links(tree: ast.Module, sheet: Sheet) -> None:
    """`host = "http://127.0.0.1:5000"` of a module, unless something else may be assigned later."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str() as url)):
                local = url.startswith("http") and whose(_host_of(url)) == "this-machine"
                if local and _OF_LINKS.fullmatch(name) and sheet.constants.get(name) is node.value:
                    scheme = url.partition(":")[0]
                    sheet.links.append(NearService(name, scheme, sheet.place(node)))


def near(sheets: Sequence[Sheet]) -> Iterator[NearService]:
    """Clients of files that know no other address, and constants that another module imports."""
    ours = [one for one in sheets if one.role == "app"]
    linked = any(one.links for one in ours)
    imported = {origin for one in ours for origin in one.imports.values()} if linked else set()
    for sheet in ours:
        if all(is_near and _is_kept(holder, sheet) for _, is_near, holder in sheet.clients):
            yield from (one for one, *_ in sheet.clients)
        for one in sheet.links:
            end = f"{sheet.module.rpartition('.')[2]}.{one.name}"
            if any(origin == end or origin.endswith(f".{end}") for origin in imported):
                yield one


def _is_kept(holder: str, sheet: Sheet) -> bool:
    """Whether nothing is put into the dict that the client is given."""
    return all(owner != holder for owner, _ in sheet.set_anew)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(
    ("connect", "MongoClient", "Redis", "StrictRedis"), _note_client
)
