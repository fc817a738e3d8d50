"""Load the app as Flask's own command line does; one that is wrapped in middleware is taken out of it."""

from __future__ import annotations

from typing import Any, NamedTuple

_INNER = ("app", "wsgi_app", "application", "_app", "wsgi")
_WRAPPINGS_MAX = 10


class Loaded(NamedTuple):
    """The Flask app and the names of the classes around it, the outermost first."""

    app: Any
    wrappers: list[str]


def load(target: str | None) -> Loaded:
    """What `flask --app TARGET` would load, its debug flag left alone; raises whatever the app raises."""
    from flask.cli import NoAppException, ScriptInfo

    try:
        return Loaded(ScriptInfo(target, set_debug_flag=False).load_app(), [])
    except NoAppException as problem:
        for candidate in _refused(problem):
            unwrapped = _unwrap(candidate)
            if unwrapped is not None:
                return unwrapped
        raise


def _refused(problem: BaseException) -> list[Any]:
    """What Flask's loader had in its hands when it found no Flask app: it may wrap one."""
    traceback = problem.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    variables = traceback.tb_frame.f_locals if traceback is not None else {}
    module = variables.get("module")
    named = [getattr(module, name, None) for name in ("app", "application")]
    return [each for each in (variables.get("app"), *named) if each is not None]


def _unwrap(candidate: Any) -> Loaded | None:
    from flask import Flask

    wrappers: list[str] = []
    for _ in range(_WRAPPINGS_MAX):
        if isinstance(candidate, Flask):
            return Loaded(candidate, wrappers)
        wrappers.append(type(candidate).__name__)
        candidate = next((inner for inner in _inner(candidate) if inner is not None), None)
    return None


def _inner(candidate: Any) -> list[Any]:
    bound = getattr(candidate, "__self__", None)  # `app.wsgi_app` is a method of the app
    return [bound, *(getattr(candidate, name, None) for name in _INNER)]


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
