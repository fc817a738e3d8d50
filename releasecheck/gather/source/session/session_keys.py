"""Keys of Flask's session that the project reads, and that nothing in it puts there."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from releasecheck.facts.session import UnsetKey
from releasecheck.gather.source import parse
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.session.session_items import item
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, dotted, resolved, text, words
from releasecheck.gather.source.walk import Handlers

_SESSION = "flask.session"
_HARMLESS = words("get pop clear permanent modified new accessed items keys values copy popitem sid")
# What looks at a session that it is given, and puts nothing into it.
_LOOKING = words(
    "render_template render_template_string print len dict str repr bool list sorted jsonify dumps info "
    "debug warning error exception isinstance id type"
)


def note_item(node: ast.Subscript, _scope: Scope, sheet: Sheet) -> None:
    """`session["user"]`, read or given a value."""
    if key := item(node, sheet.imports):
        if isinstance(node.ctx, ast.Load):
            _note_read(key, "item", node, sheet)
        elif isinstance(node.ctx, ast.Store):
            sheet.session_keys.add(key)


def note_test(node: ast.Compare, _scope: Scope, sheet: Sheet) -> None:
    """`"user" in session`."""
    match node:
        case ast.Compare(
            left=key, ops=[ast.In() | ast.NotIn()], comparators=[ast.Name() | ast.Attribute() as of]
        ):
            if (said := text(key)) and resolved(dotted(of), sheet.imports) == _SESSION:
                _note_read(said, "in", node, sheet)


def note_get(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`session.get("user")`; who gives a default has thought of a session without it."""
    if len(node.args) == 1 and not node.keywords and (key := item(node, sheet.imports)):
        _note_read(key, "get", node, sheet)


def _note_read(key: str, how: str, node: ast.expr, sheet: Sheet) -> None:
    sheet.session_reads.setdefault((key, how), sheet.place(node))


def unset(sheets: Sequence[Sheet], contents: Mapping[str, bytes | str]) -> Iterator[UnsetKey]:
    """Those that are read, where each line that puts something into the session tells its key."""
    kept = {key for sheet in sheets for key in sheet.session_keys}
    candidates = [
        UnsetKey(key, place, certain=how == "item")
        for sheet in sheets
        if sheet.role == "app"
        for (key, how), place in sheet.session_reads.items()
        if key not in kept
    ]
    if not candidates or not kept:
        return
    for sheet in sheets:
        if (more := _put(sheet, contents.get(sheet.path, b""))) is None:
            return
        kept |= more
    asked = {one.key for one in candidates if not one.certain}
    for one in candidates:
        if one.key not in kept:
            yield one if one.certain and one.key not in asked else UnsetKey(one.key, one.place)


def _put(sheet: Sheet, content: bytes | str) -> set[str] | None:
    """The keys that a file puts into the session, in whatever way; null where they cannot be told."""
    tree = parse.parse(content) if isinstance(content, bytes) and b"session" in content else None
    if not isinstance(tree, ast.Module):
        return set()
    found: set[str] = set()
    for above in ast.walk(tree):
        for node in ast.iter_child_nodes(above):
            if _is_session(node, sheet):
                keys = _put_by(node, above)
                if keys is None:
                    return None
                found |= keys
        if isinstance(above, ast.Call) and _is_session(getattr(above.func, "value", None), sheet):
            keys = _put_by_call(above)
            if keys is None:
                return None
            found |= keys
    return found


def _is_session(node: ast.AST | None, sheet: Sheet) -> bool:
    """Whether it is Flask's, or what a star or another module of the project may have brought as it."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    origin = resolved(dotted(node), sheet.imports)
    brought = origin == "session" and "*" in sheet.imports
    return origin == _SESSION or (isinstance(node, ast.Name) and (brought or origin.endswith(".session")))


def _put_by(node: ast.AST, above: ast.AST) -> set[str] | None:
    """By where the session stands: most places only look at it."""
    match above:
        case ast.Subscript(value=of, slice=key, ctx=ctx) if of is node:
            if isinstance(ctx, ast.Store):
                return {said} if (said := text(key)) else None
            return set()
        case ast.Attribute(attr=name):
            return set() if name in _HARMLESS or name in {"update", "setdefault"} else None
        case ast.Call() if node in above.args:
            return set() if called_name(above) in _LOOKING else None
        case ast.keyword() | ast.Compare() | ast.If() | ast.IfExp() | ast.BoolOp() | ast.UnaryOp():
            return set()
        case ast.FormattedValue() | ast.While() | ast.For() | ast.comprehension():
            return set()
    return None


def _put_by_call(node: ast.Call) -> set[str] | None:
    """By `session.setdefault("cart", [])` and `session.update(user=1)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr="setdefault"), args=[key, *_]):
            return {said} if (said := text(key)) else None
        case ast.Call(func=ast.Attribute(attr="update"), args=args, keywords=keywords):
            dicts = [one for one in args if isinstance(one, ast.Dict)]
            keys = [text(key) for one in dicts for key in one.keys] + [one.arg for one in keywords]
            return {key for key in keys if key} if len(dicts) == len(args) and all(keys) else None
    return set()


HANDLERS: Handlers = {ast.Subscript: (note_item,), ast.Compare: (note_test,)}
CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {"get": note_get}
