"""Under which name a WSGI server finds the app."""

from __future__ import annotations

import os
import re
import sys
from types import FunctionType
from typing import Any, Iterator, Optional, Tuple

_USUAL = ("app", "application")
_NAMED = re.compile(r"[\w.]+:\w+(\(.*\))?")


def name_of(app: Any, target: Optional[str], cwd: str) -> Optional[str]:
    """`module:variable` or `module:factory()`: what the target names, else what lies below.

    Flask calls a function that it is given by its name, a server has to be told to. None without a name.
    """
    home, _, attribute = (target or "").partition(":")
    if target is not None and _NAMED.fullmatch(target) and home in sys.modules:
        named = vars(sys.modules[home]).get(attribute)
        return "%s()" % target if isinstance(named, FunctionType) else target
    names = sorted(_variables(app, cwd), key=lambda one: (one[1] not in _USUAL, one[0].count("."), one))
    if names:
        return "%s:%s" % names[0]
    made = vars(app).get("_releasecheck_factory")
    if made is None or made.args or made.kwargs:
        return None
    name = getattr(made.function, "__name__", "")
    module = sys.modules.get(getattr(made.function, "__module__", None) or "")
    if module is None or not _is_below(module, cwd) or vars(module).get(name) is not made.function:
        return None
    return "%s:%s()" % (module.__name__, name)


def _variables(app: Any, cwd: str) -> Iterator[Tuple[str, str]]:
    """A program's own module is left out: it would run as another one, and may then make no app."""
    for name, module in list(sys.modules.items()):
        if name == "__main__" or not _is_below(module, cwd):
            continue
        for variable, value in list(vars(module).items()):
            if value is app and variable.isidentifier():
                yield name, variable


def _is_below(module: Any, cwd: str) -> bool:
    """Whether it is found by its name from there, and not by way of another folder."""
    file = getattr(module, "__file__", None)
    name = getattr(module, "__name__", None)
    if not isinstance(file, str) or not isinstance(name, str):
        return False
    stem = os.path.splitext(os.path.realpath(file))[0]
    expected = os.path.join(os.path.realpath(cwd), *name.split("."))
    return stem in (expected, os.path.join(expected, "__init__"))
