"""Columns of password hashes that Flask-RESTX is told to answer: `@api.marshal_with(user_model)`."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence

from releasecheck.facts.columns import AnsweredColumn
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import dotted, keyword, last_name, text

_PASSWORD = re.compile(r"(\w+_)?(password|passwd|pwd|senha|contrasena)(_?hash|_?digest)?", re.IGNORECASE)


def _note_model(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`user_model = api.model("User", {"password": fields.String()})`."""
    name = sheet.names.get(id(node))
    if name is None or len(node.args) < 2 or not isinstance(node.args[1], ast.Dict):
        return
    for key, value in zip(node.args[1].keys, node.args[1].values, strict=True):
        field = text(key)
        if field and _PASSWORD.fullmatch(field) and _is_plain(value):
            sheet.answer_models[name] = field


def _is_plain(value: ast.expr) -> bool:
    """`fields.String(required=True)`, which takes the attribute of its own name."""
    called = value.func if isinstance(value, ast.Call) else value
    return dotted(called).startswith("fields.") and not (
        isinstance(value, ast.Call) and keyword(value, "attribute", "default")
    )


def _note_answer(node: ast.Call, _scope: Scope, sheet: Sheet) -> None:
    """`@api.marshal_with(user_model)`; a mask may leave the field out."""
    if node.args and isinstance(node.args[0], ast.Name | ast.Attribute) and not keyword(node, "mask"):
        sheet.marshals.append((last_name(node.args[0]), sheet.place(node)))


def found(sheets: Sequence[Sheet]) -> Iterator[AnsweredColumn]:
    """What such a decorator of the app answers; a name of two models in two files is not known elsewhere."""
    named: dict[str, list[str]] = {}
    for sheet in sheets:
        for name, field in sheet.answer_models.items():
            named.setdefault(name, []).append(field)
    for sheet in sheets if named else ():
        for name, place in sheet.marshals if sheet.role == "app" else ():
            fields = named.get(name, []) if name in sheet.imports else []
            column = sheet.answer_models.get(name) or (fields[0] if len(fields) == 1 else None)
            if column is not None:
                yield AnsweredColumn(name, column, place)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "model": _note_model,
    "marshal_with": _note_answer,
    "marshal_list_with": _note_answer,
}
