"""The factory of the app called a second time, after all else, in a process that is done."""

from __future__ import annotations

import ast
import sys
from types import FunctionType
from typing import TYPE_CHECKING, Any, Callable, Dict, List, NamedTuple, Optional

from .places import frames, unwrapped

if TYPE_CHECKING:
    from types import FrameType

_OPEN = 0x04 | 0x08  # CO_VARARGS and CO_VARKEYWORDS of inspect, which takes long to import


class Call(NamedTuple):
    """The function that made the app and what it was given."""

    function: Any
    args: List[Any]
    kwargs: Dict[str, Any]

    def again(self) -> Any:
        """Another app."""
        return self.function(*self.args, **self.kwargs)


def call(frame: Optional[FrameType], own: Callable[[str], bool]) -> Optional[Call]:
    """The outermost function of the project that led here, if its call can be repeated."""
    outermost = None
    for each in frames(frame):
        if not own(each.f_code.co_filename) or each.f_code.co_name == "<module>":
            break
        outermost = each
    return _repeatable(outermost) if outermost is not None else None


def _repeatable(frame: FrameType) -> Optional[Call]:
    code = frame.f_code
    function = frame.f_globals.get(code.co_name)
    if getattr(unwrapped(function), "__code__", None) is not code or code.co_flags & _OPEN:
        return None
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
    if len(given) < len(names):
        return None
    positional = names[: code.co_argcount]
    keywords = {name: given[name] for name in names[code.co_argcount :]}
    return Call(function, [given[name] for name in positional], keywords)


def note_target(app: Any, target: Optional[str]) -> None:
    """The function that a target calls, for an app that its module made before: `app:create_app("dev")`."""
    module, _, written = (target or "").partition(":")
    if vars(app).get("_releasecheck_factory") is None and written.endswith(")"):
        names = vars(sys.modules[module]) if module in sys.modules else {}
        app._releasecheck_factory = _written(names, written)


def _written(names: Dict[str, Any], call: str) -> Optional[Call]:
    """A call as Flask takes it in a target: of a name, with literals."""
    try:
        node = ast.parse(call, mode="eval").body
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            return None
        given = [ast.literal_eval(one) for one in node.args]
        named = {one.arg or "": ast.literal_eval(one.value) for one in node.keywords}
    except (SyntaxError, ValueError):
        return None
    function = names.get(node.func.id)
    return Call(function, given, named) if isinstance(function, FunctionType) else None


def collect(app: Any, tools: Any) -> Optional[Dict[str, Any]]:
    """How the second call went; None for an app that no factory makes."""
    made: Optional[Call] = vars(app).get("_releasecheck_factory")
    if made is None:
        return None
    told = {"name": unwrapped(made.function).__name__, "place": tools.place_of_function(made.function)}
    try:
        made.again()
    except BaseException as problem:
        return {**told, "crash": tools.crash(problem)}
    return {**told, "crash": None}
