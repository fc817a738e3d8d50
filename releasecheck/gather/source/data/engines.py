"""Databases that plain SQLAlchemy is given by a URL of the source, past the config."""

import ast
import re
from collections import Counter
from collections.abc import Callable

from releasecheck.facts.services import EngineUrl
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, resolved

_SCHEME = re.compile(r"([a-z][\w+]*)://")


def _note_engine(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`create_engine("postgres://…")`; the scheme is there however the rest is put together."""
    if scope.guarded or not resolved(dotted(node.func), sheet.imports).startswith("sqlalchemy."):
        return
    url = argument(node, 0, "url")
    if isinstance(url, ast.Name):
        sheet.engines_named.append((url.id, node, scope.function is not None))
    elif scheme := _scheme(url):
        sheet.engines.append(EngineUrl(scheme, sheet.place(node), lazy=scope.function is not None))


def note_named(tree: ast.Module, sheet: Sheet) -> None:
    """`URL = f"postgres://…"` of the module, where nothing else has that name anywhere in it."""
    if not sheet.engines_named:
        return
    given: dict[str, list[ast.expr]] = {}
    bound: Counter[str] = Counter()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                given.setdefault(name, []).append(value)
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                bound[name] += 1
    for name, call, lazy in sheet.engines_named:
        alone = bound[name] == 1 and name not in sheet.imports
        if alone and (scheme := _scheme(next(iter(given.get(name, ())), None))):
            sheet.engines.append(EngineUrl(scheme, sheet.place(call), lazy=lazy))
    sheet.engines_named.clear()


def _scheme(url: ast.expr | None) -> str | None:
    """Of a text, an f-string, `"…" % …`, `"…".format(…)` and `"…" + …`."""
    match url:
        case ast.Constant(value=str() as text):
            found = _SCHEME.match(text)
            return found[1] if found else None
        case ast.JoinedStr(values=[first, *_]):
            return _scheme(first)
        case ast.BinOp(left=left, op=ast.Mod() | ast.Add()):
            return _scheme(left)
        case ast.Call(func=ast.Attribute(value=text, attr="format")):
            return _scheme(text)
    return None


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"create_engine": _note_engine}
