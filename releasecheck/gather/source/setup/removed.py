"""Uses of what some version of Flask, of one of its libraries or of another has removed."""

import ast
import re
from collections.abc import Callable, Collection
from dataclasses import replace

from releasecheck.facts.imports import ApiUse
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.setup.config import is_app, is_config
from releasecheck.gather.source.sheet import Sheet
from releasecheck.gather.source.syntax import argument, dotted, keyword, last_name, resolved, text
from releasecheck.removed_api import ARGUMENTS, ATTRIBUTES, CALLED, NAMES, OTHERS, REMOVALS

_SENDERS = ("send_file", "send_from_directory")
_ASKING = (b"hasattr", b"getattr", b"__version__", b"AttributeError", b"OpenAI(")
_IMPORTED = NAMES.keys() | OTHERS.keys()
_HASHER = "werkzeug.security.generate_password_hash"


def note_import_from(node: ast.ImportFrom, scope: Scope, sheet: Sheet) -> None:
    """`from flask import Markup`."""
    for alias in node.names if node.module and not node.level else ():
        _note(f"{node.module}.{alias.name}", _IMPORTED, node, scope, sheet)


def note_attribute(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`flask.Markup`, `@app.before_first_request`, `app.json_encoder = …`."""
    name = _attribute(node, sheet)
    if name is None:
        _note(resolved(dotted(node), sheet.imports), NAMES, node, scope, sheet)
    elif ATTRIBUTES[name].ignored == isinstance(node.ctx, ast.Store):
        _note(name, ATTRIBUTES, node, scope, sheet)


def note_others(node: ast.Attribute, scope: Scope, sheet: Sheet) -> None:
    """`Image.ANTIALIAS`, `np.float`, `openai.ChatCompletion.create(…)`, `db.engine.execute(…)`."""
    _note(resolved(dotted(node), sheet.imports), OTHERS, node, scope, sheet)


def note_called(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`PdfFileReader(file)`."""
    _note(resolved(dotted(node.func), sheet.imports), CALLED, node, scope, sheet)


def _attribute(node: ast.Attribute, sheet: Sheet) -> str | None:
    """What an app, its config or a Blueprint is asked for; null where it is none of them."""
    owner = _owner(node.value, sheet)
    name = f"{owner}.{node.attr}"
    if name == "Flask.env" and not _is_surely_app(node.value, sheet):
        return None
    return name if name in ATTRIBUTES else None


def _owner(value: ast.expr, sheet: Sheet) -> str:
    if is_config(value):
        return "Config"
    if last_name(value) in {one.variable for one in sheet.blueprints}:
        return "Blueprint"
    return "Flask" if isinstance(value, ast.Name | ast.Attribute) and is_app(value, sheet) else ""


def _is_surely_app(value: ast.expr, sheet: Sheet) -> bool:
    """Apps of other frameworks have an `env` too."""
    made = any(one.name == dotted(value) and one.maker == "flask.Flask" for one in sheet.makings)
    return made or resolved(dotted(value), sheet.imports) == "flask.current_app"


def note_sender(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`send_file(…, attachment_filename=…)`."""
    name = resolved(dotted(node.func), sheet.imports)
    for item in node.keywords:
        _note(f"{name}({item.arg}=)", ARGUMENTS, node, scope, sheet)
        sheet.ways.add((scope.function, f"{item.arg}="))


def note_hasher(node: ast.Call, scope: Scope, sheet: Sheet) -> None:
    """`generate_password_hash(password, method="sha256")`, also by way of `from models import *`."""
    name = dotted(node.func)
    starred = name not in sheet.imports and "*" in sheet.imports and keyword(node, "method") is not None
    if resolved(name, sheet.imports) == _HASHER or (starred and _HASHER.endswith(f".{name}")):
        gone = f'{_HASHER}(method="{text(argument(node, 1, "method"))}")'
        _note(gone, ARGUMENTS, node, scope, sheet)
        if gone not in ARGUMENTS:
            sheet.ways.add((scope.function, _HASHER))


def _note(name: str, known: Collection[str], node: ast.expr | ast.stmt, scope: Scope, sheet: Sheet) -> None:
    if name not in known:
        return
    use = ApiUse(name, sheet.place(node), scope.function is not None, scope.conditional or scope.guarded)
    if use.lazy and (known in (OTHERS, CALLED) or (known is ARGUMENTS and use.conditional)):
        sheet.api_choices.append((use, scope.function))
    else:
        sheet.api_uses.append(use)


def note_choices(sheet: Sheet, content: bytes) -> None:
    """Take a condition for one on the version only where the same function also calls it as it is now.

    Every other `if` of a view, such as `if request.method == "POST"`, leads to what was removed. Of other
    libraries, where the file speaks of what took its place, or of what there is.
    """
    for use, function in sheet.api_choices:
        if use.name not in ARGUMENTS:
            sheet.api_uses.append(replace(use, conditional=_looks(REMOVALS[use.name].instead, content)))
            continue
        instead = ARGUMENTS[use.name].instead
        way = instead if instead.endswith("=") else _HASHER
        sheet.api_uses.append(replace(use, conditional=(function, way) in sheet.ways))


def _looks(instead: str, content: bytes) -> bool:
    """Whether the file names what took its place, by a dotted name, or asks what its library has."""
    new = instead.rpartition(".")[2].encode() if re.fullmatch(r"[\w.]+", instead) else None
    return (new is not None and new in content) or any(word in content for word in _ASKING)


CALLS: dict[str, Callable[[ast.Call, Scope, Sheet], None]] = {
    **dict.fromkeys(_SENDERS, note_sender),
    "generate_password_hash": note_hasher,
    **dict.fromkeys((name.rpartition(".")[2] for name in CALLED), note_called),
}
OF_ATTRIBUTES: dict[str, Callable[[ast.Attribute, Scope, Sheet], None]] = dict.fromkeys(
    (name.rpartition(".")[2] for name in (*NAMES, *ATTRIBUTES)), note_attribute
)
OF_OTHERS: dict[str, Callable[[ast.Attribute, Scope, Sheet], None]] = dict.fromkeys(
    (name.rpartition(".")[2] for name in OTHERS), note_others
)
