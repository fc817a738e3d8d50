"""What the API of an extension makes of the exceptions of its resources."""

from __future__ import annotations

import functools
import sys
from types import SimpleNamespace
from typing import Any

import flask
import pytest


class NoAuthorizationError(Exception):
    """Named as Flask-JWT-Extended's."""


class Api:
    """As Flask-RESTful's puts itself before the app."""

    def __init__(self, app: flask.Flask, *endpoints: str, **kept: Any) -> None:
        self.endpoints, self.errors = endpoints, kept.pop("errors", {})
        vars(self).update(kept)
        behind = app.handle_user_exception
        app.handle_user_exception = functools.partial(self.error_router, behind)  # type: ignore[method-assign]

    def owns_endpoint(self, endpoint: str) -> bool:
        return endpoint in self.endpoints

    def error_router(self, original: Any, problem: Exception) -> Any:
        return original(problem)

    def handle_error(self, problem: Exception) -> Any:
        raise problem


Api.error_router.__module__ = Api.handle_error.__module__ = "flask_restful"


class OwnApi(Api):
    """One that answers for itself."""

    def handle_error(self, problem: Exception) -> Any:
        return str(problem), 401


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> flask.Flask:
    made = flask.Flask("shop")
    made.extensions["flask-jwt-extended"] = object()
    for name in ("notes", "page"):
        made.add_url_rule(f"/{name}", name, dict)
    raises = SimpleNamespace(NoAuthorizationError=NoAuthorizationError)
    monkeypatch.setitem(sys.modules, "flask_jwt_extended.exceptions", raises)
    return made


def behind_cors(app: flask.Flask) -> None:
    """As Flask-CORS puts itself around what answers exceptions."""

    def around(finish: Any, handle: Any) -> Any:
        def wrapped_function(*given: Any) -> Any:
            return finish(handle(*given))

        wrapped_function.__module__ = "flask_cors.extension"
        return wrapped_function

    app.handle_user_exception = around(app.make_response, app.handle_user_exception)  # type: ignore[method-assign]


def test_an_api_that_takes_what_is_raised_without_a_token(inside: Any, app: flask.Flask) -> None:
    failing = inside("resources").failing_without_token
    assert failing(app) == []
    Api(app, "notes")
    assert failing(app) == ["notes"]
    behind_cors(app)
    Api(app, "page")
    behind_cors(app)
    behind_cors(app)
    assert failing(app) == ["notes", "page"]


@pytest.mark.parametrize(
    "kept",
    [
        {"errors": {"NoAuthorizationError": {"status": 401}}},
        {"_default_error_handler": print},
        {"_own_and_child_error_handlers": {Exception: print}},
    ],
)
def test_an_api_that_knows_the_exception(inside: Any, app: flask.Flask, kept: dict[str, Any]) -> None:
    Api(app, "notes", **kept)
    assert inside("resources").failing_without_token(app) == []


def test_an_api_of_the_projects_own(inside: Any, app: flask.Flask) -> None:
    OwnApi(app, "notes")
    assert inside("resources").failing_without_token(app) == []


def test_an_api_that_knows_other_exceptions(inside: Any, app: flask.Flask) -> None:
    Api(app, "notes", errors={"KeyError": {}}, _own_and_child_error_handlers={KeyError: print})
    assert inside("resources").failing_without_token(app) == ["notes"]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"PROPAGATE_EXCEPTIONS": True}, []),
        ({"TESTING": True}, []),
        ({"DEBUG": True}, []),
        ({"DEBUG": True, "PROPAGATE_EXCEPTIONS": False}, ["notes"]),
    ],
)
def test_exceptions_that_propagate(
    inside: Any, app: flask.Flask, settings: dict[str, bool], found: list[str]
) -> None:
    Api(app, "notes")
    app.config.update(settings)
    assert inside("resources").failing_without_token(app) == found


def test_without_the_extension(inside: Any, app: flask.Flask) -> None:
    Api(app, "notes")
    app.extensions.clear()
    assert inside("resources").failing_without_token(app) == []
