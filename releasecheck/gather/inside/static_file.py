"""A file of the app's static folder, to be asked for."""

from __future__ import annotations

import os
from typing import Any, Iterator, NamedTuple, Optional

_LOOKED_AT = 200  # entries of the folder
_FORBIDDEN = frozenset("%?#\\")


class Found(NamedTuple):
    """The rule of static files, and a path of it that exists."""

    rule: Any
    path: str


def find(app: Any) -> Optional[Found]:
    """The smallest of the first files of the folder; None without one, or with a rule of another form."""
    folder = app.static_folder
    rule = next((each for each in app.url_map.iter_rules() if each.endpoint == "static"), None)
    if rule is None or not folder or rule.arguments != {"filename"} or rule.host or rule.subdomain:
        return None
    sizes = sorted(_files(folder))
    return Found(rule, "%s/%s" % (rule.rule.partition("/<")[0], sizes[0][1])) if sizes else None


def forbidden(name: str) -> bool:
    """Whether a path with this name in it would have to be quoted."""
    return not name.isascii() or bool(_FORBIDDEN.intersection(name))


def _files(folder: str) -> Iterator[Any]:
    try:
        with os.scandir(folder) as entries:
            for entry, _ in zip(entries, range(_LOOKED_AT)):
                if entry.is_file() and not forbidden(entry.name):
                    yield entry.stat().st_size, entry.name
    except OSError:
        return
