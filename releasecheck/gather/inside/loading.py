"""Load the app as Flask's own command line does, or as the program that production runs."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from . import factory
from .plain_names import plain_names

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

_INNER = ("app", "wsgi_app", "application", "_app", "wsgi", "wsgi_application")
_WRAPPINGS_MAX = 10


class Loaded(NamedTuple):
    """The Flask app and the names of the classes around it, the outermost first."""

    app: Any
    wrappers: list[str]
    by: str = ""  # the function that was to serve it
    host: str = ""  # and the address at which Flask's own was to listen


def load(target: str | None, home: str) -> Loaded:
    """What `flask --app TARGET` would load in `home`, its debug flag left alone; raises what the app raises.

    An app that is wrapped in middleware, which Flask refuses, is taken out of it.
    """
    from flask.cli import NoAppException, ScriptInfo

    try:
        with plain_names(home):
            app = ScriptInfo(target, set_debug_flag=False).load_app()
    except NoAppException as problem:
        unwrapped = first_app(_refused(problem))
        if unwrapped is None:
            raise
        return unwrapped
    factory.note_target(app, target)
    return Loaded(app, [])


def run(script: str, served: list[Loaded]) -> Loaded:
    """Run a file or a module as a program; the app is what it `served`, else one that it made."""
    from flask import Flask
    from flask.cli import NoAppException

    file, spec = _program(script)
    module = ModuleType("__main__")
    module.__file__, module.__spec__ = file, spec
    module.__package__ = spec.parent if spec else None
    sys.modules["__main__"] = module
    if spec is None:
        sys.path[0] = os.path.dirname(file)
    with open(file, "rb") as source:
        code = compile(source.read(), file, "exec")
    try:
        exec(code, module.__dict__)
    except SystemExit:
        if not served:
            raise
    made = [each for each in vars(module).values() if isinstance(each, Flask)]
    loaded = served[0] if served else first_app([*_apps_of(module), *made])
    if loaded is None:
        raise NoAppException("%s serves no Flask app" % script)
    return loaded


def _program(script: str) -> tuple[str, ModuleSpec | None]:
    """The file that is run; for a module, as `python -m` takes it, with its spec."""
    if script.endswith(".py"):
        return os.path.abspath(script), None
    spec = find_spec(script)
    if spec is not None and spec.submodule_search_locations is not None:
        spec = find_spec(script + ".__main__")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named %r" % script, name=script)
    return spec.origin, spec


def _apps_of(module: ModuleType) -> list[Any]:
    return [vars(module).get(name) for name in ("app", "application")]


def _refused(problem: BaseException) -> list[Any]:
    """What Flask's loader had in its hands when it found no Flask app: it may wrap one.

    Nothing where the target names what its module does not have: no server would serve its `app` instead.
    """
    if isinstance(problem.__cause__, AttributeError):
        return []
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    variables = traceback.tb_frame.f_locals if traceback is not None else {}
    module = variables.get("module")
    return [variables.get("app"), *(_apps_of(module) if isinstance(module, ModuleType) else [])]


def first_app(candidates: list[Any]) -> Loaded | None:
    """The Flask app in the first of these that is one or wraps one."""
    for candidate in candidates:
        unwrapped = _unwrap(candidate)
        if unwrapped is not None:
            return unwrapped
    return None


def _unwrap(candidate: Any) -> Loaded | None:
    from flask import Flask

    wrappers: list[str] = []
    for _ in range(_WRAPPINGS_MAX):
        if candidate is None or isinstance(candidate, Flask):
            return None if candidate is None else Loaded(candidate, wrappers)
        owner = getattr(candidate, "__self__", None)  # `app.wsgi_app` is a method of the app
        if not isinstance(owner, Flask):
            wrappers.append(type(candidate).__name__)
        inner = (owner, *(getattr(candidate, name, None) for name in _INNER))
        candidate = next((each for each in inner if each is not None), None)
    return None


def is_missing(problem: BaseException) -> bool:
    """Whether Flask found no app, rather than an app that fails or a factory that wants arguments."""
    from flask.cli import NoAppException

    return (
        isinstance(problem, NoAppException) and cause_of(problem) is problem and not wants_arguments(problem)
    )


def wants_arguments(problem: BaseException) -> bool:
    """Whether Flask could not call the factory."""
    from flask.cli import NoAppException

    return isinstance(problem, NoAppException) and isinstance(problem.__cause__, TypeError)


def cause_of(problem: BaseException) -> BaseException:
    """The exception that Flask's loader hides in its own."""
    from flask.cli import NoAppException

    hidden = problem.__context__
    if isinstance(problem, NoAppException) and isinstance(hidden, ImportError) and _deep(hidden):
        return hidden
    return problem


def _deep(problem: BaseException) -> bool:
    """Whether an ImportError came from within the module and is not about the module itself."""
    return problem.__traceback__ is not None and problem.__traceback__.tb_next is not None


def version(distribution: str) -> str | None:
    """The installed version."""
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None
