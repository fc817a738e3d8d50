"""Views that do the same: one is a copy of the other, or does no more than call it."""

from __future__ import annotations

import ast
import os
from typing import Any, List, Optional, Tuple

from . import source_lines, views


def are(view: Any, other: Any) -> bool:
    """Whether it makes no difference that `other` answers in place of `view`."""
    mine, theirs = _definition(view), _definition(other)
    if mine is None or theirs is None:
        return False
    if _says(mine) == _says(theirs) or _only_calls(mine, theirs.name):
        return True
    where = _destination(_only_call(mine))
    if where is None or where == _destination(_only_call(theirs)):
        return where is not None
    return where[0] == "view" and where[1].rpartition(".")[2] == theirs.name


def _destination(call: Optional[ast.Call]) -> Optional[Tuple[str, str]]:
    """What a view sends without looking at anything else: a static file, or the browser to another page."""
    name = _called(call)
    if call is None or call.keywords:
        return None
    if name == "send_static_file" and len(call.args) == 1:
        return ("static", ast.dump(call.args[0])) if _is_of_app(call.func) else None
    if name == "send_from_directory" and len(call.args) == 2 and _names(call.args[0], "static"):
        return "static", ast.dump(call.args[1])
    if name == "redirect" and len(call.args) == 1:
        return _redirected(call.args[0])
    return None


def _redirected(there: ast.expr) -> Optional[Tuple[str, str]]:
    if isinstance(there, ast.Constant):
        return "page", str(there.value)
    if isinstance(there, ast.Call) and _called(there) == "url_for" and len(there.args) == 1:
        if not there.keywords and isinstance(there.args[0], ast.Constant):
            return "view", str(there.args[0].value)
    return None


def _is_of_app(method: ast.expr) -> bool:
    """Whether it is the app's and no blueprint's, which has a folder of its own."""
    return isinstance(method, ast.Attribute) and getattr(method.value, "id", "") in ("app", "current_app")


def serves(view: Any, folder: str) -> bool:
    """Whether the view only hands out the files of this folder, as Flask's static route does."""
    mine = _definition(view)
    call = _only_call(mine) if mine is not None else None
    name = _called(call)
    if name == "send_static_file":
        return True
    where = call.args[:1] if call is not None and name == "send_from_directory" else []
    return any(_names(each, os.path.basename(folder)) for given in where for each in ast.walk(given))


def _names(node: ast.AST, folder: str) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "static_folder"
    value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and os.path.basename(value.rstrip("/")) == folder


def _definition(view: Any) -> Optional[source_lines.Function]:
    code = getattr(views.unwrap(view), "__code__", None)
    return None if code is None else source_lines.function_at(code)


def _says(function: source_lines.Function) -> List[str]:
    return [ast.dump(function.args), *map(ast.dump, _body(function))]


def _body(function: source_lines.Function) -> List[ast.stmt]:
    described = ast.get_docstring(function, clean=False) is not None
    return function.body[described:]


def _only_calls(function: source_lines.Function, name: str) -> bool:
    return name == _called(_only_call(function))


def _only_call(function: source_lines.Function) -> Optional[ast.Call]:
    returned = [getattr(statement, "value", None) for statement in _body(function)]
    call = returned[0] if len(returned) == 1 else None
    return call if isinstance(call, ast.Call) else None


def _called(call: Optional[ast.Call]) -> Optional[str]:
    called = call.func if call is not None else None
    return getattr(called, "id", getattr(called, "attr", None))
