"""Where flask.Config was to be filled from the environment: a key that it lacks is then a variable."""

from __future__ import annotations

import os
from typing import Any, List

prefixes: List[str] = []  # of variables that became keys; "" where all of them did
unset: List[str] = []  # variables that were to name a file, and named none


def note(loader: str, argument: Any, answer: Any) -> None:
    """Keep what a loader of flask.Config tells of the environment."""
    if loader == "from_prefixed_env":
        prefixes.append("%s_" % (argument if isinstance(argument, str) else "FLASK"))
    elif loader == "from_envvar" and answer is False and isinstance(argument, str):
        unset.append(argument)
    elif loader in ("from_mapping", "update") and _is_environment(argument):
        prefixes.append("")


def variable(key: str) -> str | None:
    """The variable that would have given this key."""
    if prefixes:
        return "%s%s" % (prefixes[-1], key)
    return unset[-1] if unset else None


def _is_environment(values: Any) -> bool:
    return values is os.environ or (
        isinstance(values, dict) and len(values) > 1 and set(os.environ).issubset(map(str, values))
    )
