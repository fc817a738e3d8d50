# ruff: noqa: INP001 - its folder is put on sys.path by itself and is no package
"""Which routes the suite asked and how often, and what did not answer their views."""

from __future__ import annotations

import functools
import itertools
import os
import sys
from typing import TYPE_CHECKING, Any

from releasecheck_answer import send
from releasecheck_failure import unreachable

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from werkzeug.local import LocalProxy

# (endpoint, method, status): counter; `next` on it needs no lock
_asked: dict[tuple[str | None, str, int], itertools.count[int]] = {}
_owner = os.getpid()
_silent: list[str] = []  # what did not answer a view or a hook since the test began


def _note(proxy: LocalProxy[Request], status: int) -> None:
    try:
        request = proxy._get_current_object()
        rule = request.url_rule
        key = (None if rule is None else rule.endpoint, request.method, status)
        counter = _asked.get(key) or _asked.setdefault(key, itertools.count())
        if next(counter) == 0:  # at once: this process may be killed before the suite ends
            send("asked", endpoint=key[0], method=key[1], status=status, count=1)
    except Exception:  # an app may replace the request class: counting must never fail a test
        pass


def send_repeats() -> None:
    """What was asked more than once; a forked copy of this process holds the same counters and is silent."""
    if os.getpid() != _owner:
        return
    for (endpoint, method, status), counter in list(_asked.items()):
        more = next(counter) - 1
        if more > 0:
            send("asked", endpoint=endpoint, method=method, status=status, count=more)
    _asked.clear()


def forget_silent() -> None:
    """A test begins."""
    _silent.clear()


def first_silent() -> str | None:
    """The service that a page of this test needed: the test itself sees no more than its 500."""
    return _silent[0] if _silent else None


def _watch_services(flask_class: type[Flask], name: str) -> None:
    original = getattr(flask_class, name)

    @functools.wraps(original)
    def watched(self: Flask, *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        try:
            return original(self, *args, **kwargs)
        except Exception as error:
            service = unreachable(error)
            if service is not None:
                _silent.append(service)
            raise

    setattr(flask_class, name, watched)


def watch_requests(flask_class: type[Flask]) -> None:
    """Wrap the methods that every request passes; the signals need blinker before Flask 2.3."""
    _watch_services(flask_class, "preprocess_request")
    _watch_services(flask_class, "dispatch_request")
    original = flask_class.full_dispatch_request
    request = sys.modules["flask.globals"].request

    @functools.wraps(original)
    def full_dispatch_request(self: Flask, *args: Any, **kwargs: Any) -> Response:
        __tracebackhide__ = True
        try:
            response = original(self, *args, **kwargs)
        except BaseException:
            _note(request, 500)
            raise
        _note(request, getattr(response, "status_code", 0))
        return response

    setattr(flask_class, "full_dispatch_request", full_dispatch_request)
