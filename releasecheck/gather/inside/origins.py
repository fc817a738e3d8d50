"""Origins that nobody allowed, and that a rule which is too wide takes for one that somebody did."""

from __future__ import annotations

import re
from typing import Any, Iterator, List

STRANGER = "https://releasecheck.invalid"
_MOST = 3
_KEY = re.compile(r"CORS|ORIGIN")
_ANYTHING = re.compile(r"(\.|\\[wS]|\[[^\]]*\])(\*|\+|\{[^}]*\})\??")


def lookalikes(app: Any) -> List[str]:
    """Origins that look like those which the app declares, and are none of them."""
    try:
        like = [each for declared in _declared(app) for each in _like(declared)]
    except Exception:  # what is kept there has methods of its own
        return []
    return list(dict.fromkeys(like))[:_MOST]


def _declared(app: Any) -> Iterator[str]:
    """What is in the config, and what Flask-CORS keeps in the closure of its hook."""
    for key, value in list(app.config.items()):
        if _KEY.search(str(key)):
            yield from _texts(value)
    for functions in app.after_request_funcs.values():
        for function in functions:
            if (getattr(function, "__module__", None) or "").partition(".")[0] == "flask_cors":
                for cell in function.__closure__ or ():
                    yield from _texts(cell.cell_contents)


def _texts(value: Any, deep: int = 5) -> Iterator[str]:
    """The origins, as texts and as patterns, in a value of any shape."""
    if isinstance(value, re.Pattern):
        value = value.pattern
    if isinstance(value, str):
        yield from (each.strip() for each in value.split(",") if "://" in each)
    elif deep and isinstance(value, dict):
        yield from _texts(list(value.values()), deep - 1)
    elif deep and hasattr(value, "origins"):  # Flask-CORS' options
        yield from _texts(value.origins, deep - 1)
    elif deep and isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _texts(each, deep - 1)


def _like(declared: str) -> Iterator[str]:
    """`https://www.shop.example` -> one that begins so, and one in which a dot is any character."""
    plain = _ANYTHING.sub("x", declared.strip("^$")).replace("?", "")
    spelled = plain.replace("\\", "").rstrip("/")
    if not re.fullmatch(r"https?://[\w.-]+", spelled):
        return
    yield spelled + ".releasecheck.invalid"
    wide = re.sub(r"(?<!\\)\.", "x", plain, count=1).replace("\\", "").rstrip("/")
    if wide != spelled and "." in wide:  # without one nobody could register it
        yield wide
