"""Who set which config key, and where: flask.Config's own methods, watched."""

from __future__ import annotations

import contextlib
import functools
import os
import pathlib
import sys
import threading
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional

import flask

from . import config_loads, source_lines

_LOADERS = (
    "from_object",
    "from_mapping",
    "from_pyfile",
    "from_file",
    "from_json",
    "from_envvar",
    "from_prefixed_env",
)
_KEPT_IN = "_releasecheck_origins"
_ABSENT_IN = "_releasecheck_absent"
_LOADED_IN = "_releasecheck_loaded"
_FROM_FILES = ("from_pyfile", "from_file", "from_json")


class Load(NamedTuple):
    """One `from_…` call that is under way."""

    label: str
    source: Any  # what the keys come from: object, import name or file; None where only the call says


class Origin(NamedTuple):
    """How one key came by its value."""

    set_by: str
    filename: str
    line: int
    source: Any
    foreign: bool  # set by code outside the project
    default: bool  # by an extension that leaves the last word to the project
    caller: Dict[str, Any]  # place of the innermost frame of the project


class _Loads(threading.local):
    def __init__(self) -> None:
        self.stack: List[Load] = []


_loads = _Loads()


def install(tools: Any) -> None:
    """Watch every flask.Config made from now on; before the app is imported."""
    config: Any = flask.Config
    for name in filter(functools.partial(hasattr, config), _LOADERS):
        setattr(config, name, _loading(name, getattr(config, name), tools))
    config.__setitem__ = _setting(config.__setitem__, tools)
    config.update = _updating(config.update, tools)
    config.setdefault = _defaulting(config.setdefault, tools)
    if hasattr(dict, "__ior__"):  # Python 3.9
        config.__ior__ = _updating(config.__ior__, tools)


@contextlib.contextmanager
def named(label: str) -> Iterator[None]:
    """Whatever is set meanwhile was set by this."""
    _loads.stack.append(Load(label, None))
    try:
        yield
    finally:
        _loads.stack.pop()


def origin(config: Any, key: str) -> Optional[Origin]:
    """Who set the key; None for what Flask put there."""
    kept: Dict[str, Origin] = getattr(config, _KEPT_IN, {})
    return kept.get(key)


def place(config: Any, key: str, tools: Any) -> Dict[str, Any]:
    """The place that set the key: the line in the class, module or file that was loaded, else the call's."""
    found = origin(config, key)
    if found is None:
        return {"path": None, "line": None, "column": None}
    line = _source_line(found.source, key)
    if line and tools.own(line[0]):
        return dict(tools.place(*line))
    if found.foreign:
        return found.caller
    return dict(tools.place(found.filename, source_lines.argument(found.filename, found.line, key)))


def call(config: Any, key: str, tools: Any) -> Dict[str, Any]:
    """The statement that put the key there: the `from_object`, where `place` is the class."""
    found = origin(config, key)
    if found is None:
        return {"path": None, "line": None, "column": None}
    return found.caller if found.foreign else dict(tools.place(found.filename, found.line))


def loaded(config: Any) -> List[Any]:
    """What `from_object` was given, import names resolved."""
    given: List[Any] = vars(config).get(_LOADED_IN, [])
    return [each for each in given if each is not None]


def absent(config: Any) -> List[Dict[str, Any]]:
    """Files that `silent=True` let the app go on without: `loader`, `filename`, `place`."""
    missed: List[Dict[str, Any]] = vars(config).get(_ABSENT_IN, [])
    return missed


def _source_line(source: Any, key: str) -> source_lines.Line:
    if isinstance(source, pathlib.Path):
        return source_lines.setting(str(source), key)
    if isinstance(source, str):
        source = _imported(source)
    return source_lines.attribute(source, key) if source is not None else None


def _imported(name: str) -> Any:
    """What an import name that `from_object` has resolved stands for."""
    from werkzeug.utils import import_string

    try:
        return import_string(name)
    except Exception:
        return None


def _loading(name: str, original: Callable[..., Any], tools: Any) -> Callable[..., Any]:
    @functools.wraps(original)
    def load(self: Any, *args: Any, **kwargs: Any) -> Any:
        argument = args[0] if args else next(iter(kwargs.values()), None)
        _loads.stack.append(Load(_label(name, argument, self, tools), _source(name, argument, self)))
        try:
            answer = original(self, *args, **kwargs)
            _note_load(name, argument, answer, self, tools)
            return answer
        finally:
            _loads.stack.pop()

    return load


def _note_load(name: str, argument: Any, answer: Any, config: Any, tools: Any) -> None:
    """Keep what was loaded, and what was not there to be."""
    config_loads.note(name, argument, answer)
    if name == "from_object":
        given = _imported(argument) if isinstance(argument, str) else argument
        vars(config).setdefault(_LOADED_IN, []).append(given)
    elif name in _FROM_FILES and answer is False:
        missed = {
            "loader": _loads.stack[0].label.partition("(")[0]
            if len(_loads.stack) == 1
            else _loads.stack[0].label,
            "filename": os.path.join(config.root_path, os.fspath(argument)),
            "place": dict(tools.caller_place()),
        }
        vars(config).setdefault(_ABSENT_IN, []).append(missed)


def _label(name: str, argument: Any, config: Any, tools: Any) -> str:
    if name == "from_mapping":
        return name
    if name == "from_object":
        return "from_object(%s)" % (argument if isinstance(argument, str) else name_of(argument))
    if name in _FROM_FILES:
        filename = os.path.join(config.root_path, os.fspath(argument))
        return "%s(%s)" % (name, tools.place(filename, 1)["path"] or os.path.basename(filename))
    return "%s(%s)" % (name, argument or "FLASK")


def name_of(owner: Any) -> str:
    """A module, or the class of an object, as its source calls it."""
    if hasattr(owner, "__file__") and hasattr(owner, "__name__"):
        return str(owner.__name__)
    kind = owner if isinstance(owner, type) else type(owner)
    return "%s.%s" % (kind.__module__, kind.__qualname__)


def _source(name: str, argument: Any, config: Any) -> Any:
    if name == "from_object":
        return argument
    if name in ("from_file", "from_json"):
        return pathlib.Path(config.root_path, argument)
    return None


def _setting(original: Callable[..., Any], tools: Any) -> Callable[..., Any]:
    @functools.wraps(original)
    def set_item(self: Any, key: Any, value: Any) -> None:
        unchanged = dict.get(self, key, tools) is value
        original(self, key, value)
        _note(self, [key], "assignment", tools, unchanged=unchanged)

    return set_item


def _updating(original: Callable[..., Any], tools: Any) -> Callable[..., Any]:
    @functools.wraps(original)
    def update(self: Any, *args: Any, **kwargs: Any) -> Any:
        values = dict(*args, **kwargs)  # an iterator can be read only once
        answer = original(self, values)
        config_loads.note("update", values, answer)
        _note(self, values, "update", tools)
        return answer

    return update


def _defaulting(original: Callable[..., Any], tools: Any) -> Callable[..., Any]:
    @functools.wraps(original)
    def setdefault(self: Any, key: Any, default: Any = None) -> Any:
        absent = key not in self
        answer = original(self, key, default)
        if absent:
            _note(self, [key], "setdefault", tools)
        return answer

    return setdefault


def _note(config: Any, keys: Iterable[Any], how: str, tools: Any, unchanged: bool = False) -> None:
    frame = _setter()
    if frame is None:
        return
    foreign = not tools.own(frame.f_code.co_filename)
    if foreign and unchanged:  # an extension that writes back what it read
        return
    label = _loads.stack[0].label if _loads.stack else how
    made = Origin(
        set_by="%s by %s" % (label, frame.f_globals.get("__name__", "?").split(".")[0]) if foreign else label,
        filename=frame.f_code.co_filename,
        line=frame.f_lineno,
        source=next((load.source for load in reversed(_loads.stack) if load.source is not None), None),
        foreign=foreign,
        default=foreign and how == "setdefault",
        caller=dict(tools.caller_place()),
    )
    vars(config).setdefault(_KEPT_IN, {}).update(dict.fromkeys(keys, made))


def _setter() -> Any:
    """The frame that asked for the change: the first outside this file and Flask."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if module.split(".")[0] not in ("flask", __name__.split(".")[0]):
            return frame
        frame = frame.f_back
    return None
