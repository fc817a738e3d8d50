"""What functions take from installed modules that do not have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "import flask\nfrom werkzeug import security\napp = flask.Flask(__name__)\n"


@pytest.fixture
def look(inside: Callable[[str], Any], tools: Any, project: Callable[..., Any]) -> Callable[..., Any]:
    """The AbsentName facts of an app.py that has this function."""

    def found(function: str) -> list[dict[str, Any]]:
        project("app", {"app.py": APP + function})
        facts: list[dict[str, Any]] = inside("absent_names").collect(tools)
        return facts

    return found


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("def same(a, b):\n    return security.safe_str_cmp(a, b)\n", "werkzeug.security.safe_str_cmp"),
        (
            "def same():\n    with flask.g:\n        return [security.gone for _ in '']\n",
            "werkzeug.security.gone",
        ),
        (
            "def same():\n    from werkzeug import urls as them\n    them.url_nope('')\n",
            "werkzeug.urls.url_nope",
        ),
        ("def same():\n    import werkzeug.urls\n    werkzeug.urlz('')\n", "werkzeug.urlz"),
    ],
)
def test_names_that_are_not_there(look: Any, function: str, name: str) -> None:
    (one,) = look(function)
    assert (one["name"], one["function"], one["place"]["path"]) == (name, "same", "app.py")


@pytest.mark.parametrize(
    "function",
    [
        "def same(a):\n    return security.generate_password_hash(a)\n",
        "def same(security):\n    return security.gone\n",
        "def same():\n    security = make()\n    return security.gone\n",
        "def same():\n    try:\n        security.gone\n    except AttributeError:\n        return None\n",
        "def same():\n    return security.gone if hasattr(security, 'gone') else None\n",
        "def same():\n    if hasattr(security, 'gone'):\n        return security.gone\n",
        "def same():\n    security.gone = 1\n    return security.gone\n",
        "def same():\n    found: security.Gone = None\n    return found\n",
        "def same():\n    import werkzeug\n    return werkzeug.debug\n",  # not imported so far
        "def same():\n    return flask.gone\n",  # it may make names when it is asked for them
        "def same():\n    import os\n    return os.startfile('a')\n",  # another system has it
        "def same():\n    from gone import module\n    return module.name\n",
    ],
)
def test_names_that_may_be_there(look: Any, function: str) -> None:
    assert look(function) == []
