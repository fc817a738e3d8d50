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
from releasecheck_meant import remember, rule_of
from releasecheck_met import forget_raised, has_raised, note_answer, note_raised

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from werkzeug.local import LocalProxy
    from werkzeug.routing import Rule

# (endpoint, rule, method, status): counter; `next` on it needs no lock
_asked: dict[tuple[str | None, str | None, str, int], itertools.count[int]] = {}
_COUNTED = "releasecheck.counted"  # in the environ of a request that came as far as the routes
_owner = os.getpid()
_silent: list[str] = []  # what did not answer a view or a hook since the test began


def _note(app: Flask, proxy: LocalProxy[Request], status: int) -> None:
    """A request has been answered; one without a rule may have been refused before the app looked for it."""
    try:
        request = proxy._get_current_object()
        request.environ[_COUNTED] = True
        rule = request.url_rule or rule_of(app, request.path, request.method)
        _count(rule, request.method, status, request.path)
    except Exception:  # an app may replace the request class: counting must never fail a test
        pass


def _note_lost(app: Flask, environ: dict[str, Any]) -> None:
    """A request that died, or was answered in the app's stead, on its way to the routes."""
    try:
        if environ.get(_COUNTED):
            return
        path = str(environ.get("PATH_INFO", "/")).encode("latin-1").decode("utf-8", "replace")
        method = str(environ.get("REQUEST_METHOD", "GET"))
        rule = rule_of(app, path, method)
        if rule is not None:
            _count(rule, method, 500 if has_raised() else 0, path)
    except Exception:
        pass


def _count(rule: Rule | None, method: str, status: int, path: str) -> None:
    endpoint = rule.endpoint if rule else None
    note_answer(endpoint, method, status, path)
    key = (endpoint, rule.rule if rule else None, method, status)
    counter = _asked.get(key) or _asked.setdefault(key, itertools.count())
    if next(counter) == 0:  # at once: this process may be killed before the suite ends
        _send(key, 1)


def _send(key: tuple[str | None, str | None, str, int], count: int) -> None:
    endpoint, rule, method, status = key
    send("asked", endpoint=endpoint, rule=rule, method=method, status=status, count=count)


def send_repeats() -> None:
    """What was asked more than once; a forked copy of this process holds the same counters and is silent."""
    if os.getpid() != _owner:
        return
    for key, counter in list(_asked.items()):
        more = next(counter) - 1
        if more > 0:
            _send(key, more)
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
            note_raised(error)
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
        except BaseException as error:
            note_raised(error)
            _note(self, request, 500)
            raise
        _note(self, request, getattr(response, "status_code", 0))
        return response

    setattr(flask_class, "full_dispatch_request", full_dispatch_request)
    _watch_lost(flask_class)


def _watch_lost(flask_class: type[Flask]) -> None:
    """Wrap what a request enters by, and where an exception ends that was raised before the dispatch."""
    called, handled = flask_class.__call__, flask_class.handle_exception

    @functools.wraps(called)
    def entered(self: Flask, environ: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        forget_raised()
        remember(self)
        try:
            return called(self, environ, *args, **kwargs)
        finally:
            _note_lost(self, environ)
            forget_raised()

    @functools.wraps(handled)
    def handle_exception(self: Flask, e: Exception) -> Response:
        __tracebackhide__ = True
        note_raised(e)
        return handled(self, e)

    setattr(flask_class, "__call__", entered)
    setattr(flask_class, "handle_exception", handle_exception)
