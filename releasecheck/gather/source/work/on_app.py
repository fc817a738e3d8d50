"""What a view keeps on the app itself: `current_app.config["X"]`, `app.model`; and where it asks for it."""

import ast
from collections.abc import Iterator

from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.setup.config import is_app
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import text

PREFIX = "current_app."


def name_of(node: ast.expr | None, notes: ViewNotes, sheet: Sheet) -> str | None:
    """The one name of what an expression is on the app, be it set, read or read with a default."""
    match node:
        case (
            ast.Subscript(value=ast.Attribute(attr="config", value=app), slice=item)
            | ast.Call(
                func=ast.Attribute(attr="get", value=ast.Attribute(attr="config", value=app)), args=[item, *_]
            )
        ):
            name = f'config["{text(item)}"]' if text(item) else None
        case ast.Call(func=ast.Name(id="getattr" | "hasattr"), args=[app, item, *_]):
            name = text(item)
        case ast.Attribute(attr=attr, value=app):
            name = attr
        case _:
            return None
    known = isinstance(app, ast.Name) and app.id not in notes.locals and is_app(app, sheet)
    return f"{PREFIX}{name}" if known and name else None


def lacking(test: ast.expr, notes: ViewNotes, sheet: Sheet) -> Iterator[str]:
    """What a test asks for before it is filled: `hasattr(app, "x")`, `app.config.get("X") is None`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from lacking(operand, notes, sheet)
        case ast.BoolOp(values=values):
            for value in values:
                yield from lacking(value, notes, sheet)
        case ast.Compare(
            left=item, ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute(attr="config") as config]
        ):
            asked = ast.Subscript(value=config, slice=item, ctx=ast.Load())
            yield from filter(None, [name_of(asked, notes, sheet)])
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()]):
            yield from lacking(left, notes, sheet)
        case ast.NamedExpr(value=value):
            yield from lacking(value, notes, sheet)
        case ast.Name(id=name):
            yield from filter(None, [notes.of_app.get(name)])
        case _:
            yield from filter(None, [name_of(test, notes, sheet)])
