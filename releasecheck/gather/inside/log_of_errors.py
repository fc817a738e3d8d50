"""Whether anybody is told what goes wrong in a request."""

from __future__ import annotations

import logging
from typing import Any

import flask


def is_silenced(app: Any) -> bool:
    """Whether the app's logger drops errors, and nothing else takes them from Flask."""
    logger = logging.Logger.manager.loggerDict.get(app.name)  # app.logger would make one
    disabled = isinstance(logger, logging.Logger) and logger.disabled
    return (disabled or logging.root.manager.disable >= logging.ERROR) and not _has_a_way_of_its_own(app)


def _has_a_way_of_its_own(app: Any) -> bool:
    logs = "log_exception" in vars(app) or type(app).log_exception is not flask.Flask.log_exception
    handles = Exception in app.error_handler_spec.get(None, {}).get(None, {})  # Flask logs nothing then
    return logs or handles or bool(getattr(flask.got_request_exception, "receivers", ()))
