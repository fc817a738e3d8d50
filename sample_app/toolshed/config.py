"""The app's config: safe defaults, and what each deployment sets in its environment."""

import os
from collections.abc import Callable
from typing import Any

DEFAULTS: dict[str, Any] = {
    "MAX_CONTENT_LENGTH": 64 * 1024,
    "RELEASE_ID": "unknown",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": True,
    "TRUSTED_PROXIES": 0,
}

OPTIONAL: dict[str, Callable[[str], Any]] = {"DATABASE": str, "RELEASE_ID": str, "TRUSTED_PROXIES": int}


def from_environment() -> dict[str, Any]:
    """Return the config that the environment sets; KeyError without SECRET_KEY."""
    optional = {name: parse(os.environ[name]) for name, parse in OPTIONAL.items() if name in os.environ}
    # No fallback: a release that boots with a guessable key is worse than one that does not boot.
    return {"SECRET_KEY": os.environ["SECRET_KEY"], **optional}
