"""What the app's class of requests keeps forms and arguments in."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import ImmutableMultiDict


def is_changeable(app: Any) -> bool:
    """Whether a view can change them, which Flask's own class refuses."""
    return not issubclass(app.request_class.parameter_storage_class, ImmutableMultiDict)
