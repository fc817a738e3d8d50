"""Decorators of the project that know a visitor by a token in a header."""

import pytest

from .conftest import Index

JWT = "from flask_jwt_extended import get_jwt, jwt_required, verify_jwt_in_request\n"


@pytest.mark.parametrize(
    "source",
    [
        f"""{JWT}
def admin_required(fn):
    @wraps(fn)
    @jwt_required()
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)
    return wrapper
""",
        f"""{JWT}
def admin_required(role="admin"):
    def decorator(fn):
        def wrapper(*args, **kwargs):
            verify_jwt_in_request()
            return fn(*args, **kwargs)
        return wrapper
    return decorator
""",
        """
from flask import request
def admin_required(fn):
    def wrapper(*args, **kwargs):
        token = request.headers.get("Authorization", "")
        return fn(*args, **kwargs)
    return wrapper
""",
    ],
)
def test_a_decorator_that_looks_at_a_token(index: Index, source: str) -> None:
    assert index(source).facts.token_guards == ("admin_required",)


@pytest.mark.parametrize(
    "source",
    [
        f"{JWT}@app.get('/')\n@jwt_required()\ndef index():\n    return get_jwt()",
        "def admin_required(fn):\n    return fn if session.get('user') else None",
        "def jwt_required(fn):\n    return fn\n\ndef admin_required(fn):\n    return jwt_required(fn)",
        "def admin_required(fn):\n    return fn if request.headers.get('X-Requested-With') else None",
        "def admin_required(fn):\n    return fn if headers.get('Authorization') else None",
    ],
)
def test_what_looks_at_no_token(index: Index, source: str) -> None:
    assert index(source).facts.token_guards == ()
