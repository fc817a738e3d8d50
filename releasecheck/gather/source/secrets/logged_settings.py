"""All settings at once in what is printed or logged: `print(os.environ)`."""

import ast
from collections.abc import Callable, Iterable, Iterator

from releasecheck.facts.tokens import LoggedToken
from releasecheck.gather.source.accounts import accounts
from releasecheck.gather.source.code.log_calls import LOGS, is_log, spoken
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup import setups
from releasecheck.gather.source.setup.config import is_app
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, resolved, words

_ALL = {"os.environ": "the whole environment", "dotenv.dotenv_values": "the whole of the .env file"}
_SAME = words("copy items values")
_SHOWN_BY = words("dict str repr list sorted json.dumps pprint.pformat pformat")


def note(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`print(os.environ)`, `logging.info("started with %s", dict(os.environ))`, `print(dotenv_values())`."""
    function = node.func
    if isinstance(function, ast.Attribute) and not (
        is_log(function.value) or dotted(function) == "pprint.pprint"
    ):
        return
    for part in (part for given in node.args for part in spoken(given)):
        if what := _whole(part, sheet):
            sheet.logged_settings.append((LoggedToken(what, sheet.place(node)), scope))
            return


def _whole(node: ast.expr, sheet: Sheet) -> str | None:
    match node:
        case ast.Call(func=ast.Attribute(attr=attr, value=inner)) if attr in _SAME:
            return _whole(inner, sheet)
        case ast.Call(func=function, args=[inner, *_]) if dotted(function) in _SHOWN_BY:
            return _whole(inner, sheet)
        case ast.Call(func=function):
            name = resolved(dotted(function), sheet.imports)
            return _ALL.get(name) if name.endswith("dotenv_values") else None
        case ast.Attribute(attr="config", value=owner):
            return "the whole config" if is_app(owner, sheet) else None
        case ast.Attribute() | ast.Name():
            name = resolved(dotted(node), sheet.imports)
            return _ALL.get(name) if name == "os.environ" else None
    return None


def found(sheets: Iterable[Sheet], imported: frozenset[str]) -> Iterator[LoggedToken]:
    """Those of the app at work: what a command shows is shown to who runs it."""
    for sheet in sheets:
        only = setups.only_guarded(sheet, imported) if sheet.logged_settings else set()
        for one, scope in sheet.logged_settings:
            if not (setups.is_guarded(scope, only) or accounts.command_of(scope.function, sheet)):
                yield one


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = dict.fromkeys(LOGS, note)
