"""Views that fetch all accounts that there are: the rows of a model with a password."""

import ast
import re
from collections.abc import Callable, Sequence

from releasecheck.facts.place import NOWHERE, Place
from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.code.through import Functions
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import called_name, last_name, target_name, text, words

_PASSWORD = re.compile(
    r"_?((user|hashed|encrypted)_?)?(password|passwd|pwd|pass|senha|contrasena)(_?(hash|digest))?",
    re.IGNORECASE,
)
_NARROWING = words("filter filter_by where having limit")
_COLLECTION = re.compile(
    r"(users?|accounts?|members?|customers?|clients?|patients?|students?|employees?)(_?(collection|coll|col|table))?",
    re.IGNORECASE,
)
_SQL = re.compile(
    r"\s*select\s+(?=[^;]*(\*|mail|phone|password))[^;()]*?\sfrom\s+[`\"\[]?"
    r"(users?|accounts?|members?|customers?|clients?|patients?|students?|employees?)[`\"\]]?\s*"
    r"(order\s+by\s[^;()]*)?;?\s*",
    re.IGNORECASE,
)


def note_model(node: ast.ClassDef, sheet: Sheet) -> None:
    """`class User(db.Model): password = …`."""
    for one in node.body:
        named = (
            one.targets
            if isinstance(one, ast.Assign)
            else [one.target]
            if isinstance(one, ast.AnnAssign)
            else []
        )
        if any(_PASSWORD.fullmatch(target_name(each) or "") for each in named):
            sheet.account_models.add(node.name)


def _note_all(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`User.query.all()`, `db.session.execute(select(User)).scalars().all()`."""
    if scope.function is None or not isinstance(node.func, ast.Attribute):
        return
    parts = list(ast.walk(node.func))
    if any(isinstance(one, ast.Attribute) and one.attr in _NARROWING for one in parts):
        return
    for one in parts:
        match one:
            case ast.Attribute(value=ast.Name(id=model) | ast.Attribute(attr=model), attr="query") if model[
                :1
            ].isupper():
                _note(model, node, scope.function, sheet)
            case ast.Call(args=[ast.Name(id=model) | ast.Attribute(attr=model)]) if (
                called_name(one) in {"query", "select"} and model[:1].isupper()
            ):
                _note(model, node, scope.function, sheet)


def _note_find(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`mongo.db.users.find()`, with nothing that narrows it, nor chooses fields."""
    whole = not node.args or (
        len(node.args) == 1 and isinstance(node.args[0], ast.Dict) and not node.args[0].keys
    )
    if not (scope.function and whole) or node.keywords or not isinstance(node.func, ast.Attribute):
        return
    if _COLLECTION.fullmatch(last_name(node.func.value)):
        _note("", node, scope.function, sheet)


def _note_sql(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`execute("SELECT * FROM users")`."""
    if scope.function and node.args and _SQL.fullmatch(text(node.args[0]) or ""):
        _note("", node, scope.function, sheet)


def _note(model: str, node: ast.Call, function: str, sheet: Sheet) -> None:
    sheet.all_rows.setdefault(function, (model, sheet.place(node)))


def listed_by(view: str, doing: Doing, sheet: Sheet, functions: Functions, models: frozenset[str]) -> Place:
    """Where the view, or a function that it certainly calls, fetches all accounts."""
    near = [(sheet, view), *filter(None, (functions.named(one, sheet, view) for one in doing.calls))]
    for where, function in near:
        model, place = where.all_rows.get(function, ("?", NOWHERE))
        if model in models:
            return place
    return NOWHERE


def models(sheets: Sequence[Sheet]) -> frozenset[str]:
    """The names of models that are accounts; "" for a collection or a table that is called after them."""
    return frozenset({"", *(name for sheet in sheets for name in sheet.account_models)})


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    "all": _note_all,
    "find": _note_find,
    "execute": _note_sql,
}
