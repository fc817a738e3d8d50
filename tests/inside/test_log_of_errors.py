"""Whether anybody is told what goes wrong in a request."""

import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import flask
import pytest


class Telling(flask.Flask):
    def log_exception(self, exc_info: Any) -> None: ...


def shop(kind: type[flask.Flask] = flask.Flask) -> flask.Flask:
    app = kind("the_shop_with_a_log")
    app.logger.info("open")
    return app


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)
    logging.Logger.manager.loggerDict.pop("the_shop_with_a_log", None)


def switch_off(app: flask.Flask) -> None:
    app.logger.disabled = True


def configure(app: flask.Flask) -> None:
    logging.config.dictConfig({"version": 1, "loggers": {app.name: {}}})


@pytest.mark.parametrize(
    ("change", "silenced"),
    [
        (switch_off, True),
        (lambda _: logging.disable(logging.ERROR), True),
        (lambda _: logging.disable(logging.WARNING), False),
        (configure, False),
        (lambda _: None, False),
    ],
)
def test_a_logger_that_is_off(inside: Any, change: Callable[[flask.Flask], None], silenced: bool) -> None:
    app = shop()
    change(app)
    assert inside("log_of_errors").is_silenced(app) is silenced


def test_without_a_logger_yet(inside: Any) -> None:
    assert not inside("log_of_errors").is_silenced(flask.Flask("the_shop_with_a_log"))
    assert "the_shop_with_a_log" not in logging.Logger.manager.loggerDict


def test_what_takes_errors_elsewhere(inside: Any) -> None:
    own, handling, signalled = shop(Telling), shop(), shop()
    handling.register_error_handler(Exception, lambda _: "sorry")
    for app in (own, handling, signalled):
        switch_off(app)
    is_silenced = inside("log_of_errors").is_silenced
    assert [is_silenced(own), is_silenced(handling)] == [False, False]

    def report(_app: flask.Flask, **_: Any) -> None: ...

    assert is_silenced(signalled)
    with flask.got_request_exception.connected_to(report):
        assert not is_silenced(signalled)
