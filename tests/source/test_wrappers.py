"""Decorators of the project: which of them give on what the function below them gives."""

from textwrap import dedent, indent

import pytest

from tests.source.conftest import Index


def decorator(body: str) -> str:
    """A module with a decorator whose wrapper has this body."""
    return (
        "from functools import wraps\n"
        "def is_manager(f):\n"
        "    @wraps(f)\n"
        "    def inner(*args, **kwargs):\n"
        f"{indent(dedent(body).strip(), ' ' * 8)}\n"
        "    return inner\n"
    )


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return f(*args, **kwargs)", ("is_manager",)),
        ("if not ok():\n    abort(403)\nreturn f(*args, **kwargs)", ("is_manager",)),
        ("if ok():\n    return f(*args, **kwargs)\nreturn redirect('/')", ("is_manager",)),
        ("if ok():\n    return f(1)\nelse:\n    return f(2)", ("is_manager",)),
        ("return current_app.ensure_sync(f)(*args)", ("is_manager",)),
        # Those that make something of it, or may:
        ("return jsonify(f(*args))", ()),
        ("return f(*args) or 'nothing'", ()),
        (
            "given = f(*args)\nif given is None:\n    given = {}\nreturn render_template('a.html', **given)",
            (),
        ),
        ("if ajax():\n    return f(*args)\nreturn page(f)", ()),
        ("f(*args)\nreturn 'done'", ()),
        ("return g(*args)", ()),
    ],
)
def test_what_a_decorator_gives_on(index: Index, body: str, found: tuple[str, ...]) -> None:
    assert index(decorator(body)).facts.handing_on == found


def test_a_decorator_that_takes_arguments(index: Index) -> None:
    source = (
        "import functools\n"
        "def role(name):\n"
        "    def around(view):\n"
        "        @functools.wraps(view)\n"
        "        async def inner(*args):\n"
        "            return await view(*args)\n"
        "        return inner\n"
        "    return around\n"
    )
    assert index(source).facts.handing_on == ("role",)


@pytest.mark.parametrize(
    "source",
    [
        "@wraps(f)\ndef alone():\n    return f()\n",
        "def bare(f):\n    def inner():\n        return f()\n    return inner\n",
        "def other(f):\n    @wraps(f.view)\n    def inner():\n        return f()\n    return inner\n",
    ],
)
def test_what_is_no_such_decorator(index: Index, source: str) -> None:
    assert index(source).facts.handing_on == ()
