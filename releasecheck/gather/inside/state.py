"""What one boot can be compared with another by: its routes, and its config values as keyed tokens."""

from __future__ import annotations

import datetime as dt
import os
import pathlib
import sys
from typing import Any, Dict, Iterator, List, Optional, Tuple

_PLAIN = (bool, int, float, complex, bytes, dt.timedelta, type(None))
_DEEP = 4


def collect(app: Any, tools: Any) -> Dict[str, Any]:
    """The routes in no order, and a token for each config value that is made of plain data."""
    return {
        "routes": sorted({_route(rule) for rule in app.url_map.iter_rules()}),
        "config": _config(app, tools),
        "folders": dict(_folders(app)),
        "adrift": _is_adrift(app),
    }


def _folders(app: Any) -> Iterator[Tuple[str, List[Any]]]:
    """Where the app looks for its templates and static files, and whether there is such a folder."""
    given = {"templates": app.template_folder, "static files": getattr(app, "_static_folder", None)}
    for what, folder in given.items():
        if isinstance(folder, (str, os.PathLike)):
            path = os.path.realpath(os.path.join(app.root_path, folder))
            yield what, [path, os.path.isdir(path)]


def _is_adrift(app: Any) -> bool:
    """Whether these may lie where the process was started: beside no module, or by a whole path."""
    if app.import_name not in sys.modules:
        return True
    given = (app.template_folder, getattr(app, "_static_folder", None))
    paths = [str(each) for each in given if isinstance(each, (str, os.PathLike))]
    return any(os.path.isabs(each) and each.startswith(os.getcwd()) for each in paths)


def _route(rule: Any) -> str:
    return "%s (%s)" % (rule.rule, rule.endpoint)


def _config(app: Any, tools: Any) -> Dict[str, str]:
    tokens: Dict[str, str] = {}
    for key, value in list(app.config.items()):
        text = _text(value)
        if isinstance(key, str) and text is not None:
            tokens[key] = tools.token(text)
    return tokens


def _text(value: Any, deep: int = _DEEP) -> Optional[str]:
    """The same for equal values, whatever the order of a set; None for an object, which has an address."""
    if type(value) is str or isinstance(value, pathlib.PurePath):
        return repr(_settled(str(value)))
    if type(value) in _PLAIN:
        return repr(value)
    if not deep:
        return None
    if type(value) is dict:
        parts = [(_text(key, deep - 1), _text(item, deep - 1)) for key, item in value.items()]
        return None if any(None in pair for pair in parts) else "{%s}" % ",".join(sorted(map(str, parts)))
    if type(value) in (list, tuple, set, frozenset):
        return _listed([_text(item, deep - 1) for item in value], in_order=type(value) in (list, tuple))
    return None


def _listed(parts: List[Optional[str]], in_order: bool) -> Optional[str]:
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    return "[%s]" % ",".join(known if in_order else sorted(known))


def _settled(text: str) -> str:
    """A path below the folder for temporary files, which is another in each boot of ours."""
    scratch = os.environ.get("TMPDIR")
    return text.replace(scratch, "/tmp") if scratch else text
