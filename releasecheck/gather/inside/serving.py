"""What a server finds at a target, by the server's own rules, and what comes of calling it."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import os
import sys
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from . import loading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from .tools import Tools

DEFAULT = "application"
_FACTORIES = ("create", "make", "build", "get")


class _UnservableError(Exception):
    """The server would refuse this target: how, and what there is instead."""

    def __init__(self, outcome: str, detail: str, **more: Any) -> None:
        super().__init__(outcome)
        self.line = {"outcome": outcome, "detail": detail, **more}


def is_there(target: str | None, app: Any) -> bool:
    """Whether a target as written, and not what Flask makes of it, names this very app."""
    name, _, attribute = (target or "").partition(":")
    module = sys.modules.get(name)
    return module is not None and vars(module).get(attribute or DEFAULT) is app


def look(target: str, server: str, calls: bool, wsgi: bool, tools: Tools) -> dict[str, Any]:
    """The answer: the outcome, what was found and where; raises whatever the import of the app raises.

    `calls` says that the server is told to call the target, `wsgi` that it would call what it finds by WSGI.
    """
    try:
        found = _resolve(target, server, calls, tools)
        if wsgi and loading.first_app([found]) is None:
            _call(found, tools)
    except _UnservableError as problem:
        return problem.line
    return {"outcome": "serves"}


def program(script: str, served: list[loading.Loaded]) -> dict[str, Any]:
    """Run a program; the answer says which function was to serve the app, and whether in debug mode."""
    loaded = loading.run(script, served)
    return {"outcome": "serves", "by": loaded.by, "host": loaded.host, "debug": bool(loaded.app.debug)}


def _resolve(target: str, server: str, calls: bool, tools: Tools) -> Any:
    name, _, written = target.partition(":")
    if server == "waitress" and not written:
        raise _UnservableError("not-an-expression", "waitress-serve wants module:object")
    call = _parsed(written or DEFAULT, server)
    module = _module(name, server)
    found: Any = module
    for part in call.names:
        if not hasattr(found, part):
            raise _UnservableError("attribute-missing", "", **_instead(module, part, tools))
        found = getattr(found, part)
    if call.arguments is not None:
        found = found(*call.arguments[0], **call.arguments[1])
    elif calls:
        found = found()
    if found is None or not callable(found):
        raise _UnservableError("not-callable", type(found).__name__)
    return found


class _Named(NamedTuple):
    """A target's expression: names with dots between, and the arguments where it is called."""

    names: list[str]
    arguments: tuple[list[Any], dict[str, Any]] | None


def _parsed(written: str, server: str) -> _Named:
    """Take an expression apart as gunicorn does, which takes a name and a call with literals."""
    try:
        expression = ast.parse(written, mode="eval").body
        called = isinstance(expression, ast.Call)
        names = list(_names(expression.func if isinstance(expression, ast.Call) else expression))
        if server == "gunicorn" and len(names) > 1:
            raise ValueError
        return _Named(names, _arguments(expression) if called else None)
    except (SyntaxError, ValueError):
        raise _UnservableError(
            "not-an-expression", "a name, or a call with literals, is what it takes"
        ) from None


def _names(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Attribute):
        yield from _names(node.value)
        yield node.attr
    elif isinstance(node, ast.Name):
        yield node.id
    else:
        raise ValueError


def _arguments(call: Any) -> tuple[list[Any], dict[str, Any]]:
    given = [ast.literal_eval(each) for each in call.args]
    return given, {each.arg: ast.literal_eval(each.value) for each in call.keywords}


def _module(name: str, server: str) -> ModuleType:
    """The module, or the file that uWSGI is told to load."""
    if server == "uwsgi" and name.endswith(".py") and os.path.exists(name):
        spec = importlib.util.spec_from_file_location("uwsgi_file_" + name[:-3].replace("/", "_"), name)
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            return module
    if name.startswith("."):  # to which import_module() says that no package is given
        raise _UnservableError("module-missing", name)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as problem:
        missing = problem.name or ""
        if name == missing or name.startswith(missing + "."):
            raise _UnservableError("module-missing", missing) from None
        raise


def _instead(module: ModuleType, name: str, tools: Tools) -> dict[str, Any]:
    """What a module without the name has: apps and factories, and an assignment that never runs."""
    from flask import Flask

    given = list(vars(module).items())
    apps = [each for each, value in given if isinstance(value, Flask)]
    factories = [each + "()" for each, value in given if _is_factory(module, each, value)]
    file = getattr(module, "__file__", None)
    line = guarded(file, name)
    return {
        "names": apps + factories,
        "guarded": line is not None,
        "place": tools.place(file, line) if file else None,
        "hidden": _hidden(file, tools),
    }


def _is_factory(module: ModuleType, name: str, value: Any) -> bool:
    if not inspect.isfunction(value) or value.__module__ != module.__name__:
        return False
    wants = [one for one in inspect.signature(value).parameters.values() if one.default is one.empty]
    open_ = all(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in wants)
    return open_ and "app" in name.lower() and name.lower().lstrip("_").startswith(_FACTORIES)


def guarded(file: str | None, name: str) -> int | None:
    """The line under `if __name__ == "__main__"` that gives this name its value, if there is one."""
    try:
        with open(file or "", "rb") as source:
            body = ast.parse(source.read()).body
    except (OSError, SyntaxError, ValueError):
        return None
    for block in body:
        if isinstance(block, ast.If) and "__name__" in ast.dump(block.test):
            for node in ast.walk(block):
                if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
                    return node.lineno
    return None


def _hidden(file: str | None, tools: Tools) -> str | None:
    """The file of the same name beside a package, which the package hides."""
    folder, name = os.path.split(file or "")
    beside = folder + ".py"
    if name != "__init__.py" or not os.path.exists(beside):
        return None
    path: str | None = tools.place(beside)["path"]
    return path


def _call(found: Any, tools: Tools) -> None:
    """Call it as a server would, for a path that nothing answers; it must begin an answer."""
    from werkzeug.test import create_environ

    started: list[str] = []
    where = {"place": tools.place_of_function(found)} if inspect.isfunction(found) else {}

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Any:
        del headers, exc_info
        started.append(status)
        return lambda _: None

    try:
        answer = found(create_environ("/releasecheck-%s" % uuid.uuid4().hex), start_response)
        if not isinstance(answer, type(found)) and hasattr(answer, "__iter__"):
            next(iter(answer), None)
    except BaseException as problem:
        detail = "%s: %s" % (type(problem).__name__, problem)
        raise _UnservableError("refuses-call", tools.redact(detail), **where) from None
    if not started:
        detail = "it returned a %s and began no answer" % type(answer).__name__
        raise _UnservableError("refuses-call", detail, **where)
