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


CALLS = "return f(*args, **kwargs)"
REFUSES = "return {'error': 'invalid token'}, 401"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (f"try:\n    check()\n    {CALLS}\nexcept Exception as e:\n    print(e)\n    {REFUSES}", 401),
        ("try:\n    given = f(*args, **kwargs)\nexcept:\n    abort(403)\nreturn given", 403),
        (f"try:\n    {CALLS}\nexcept KeyError:\n    raise\nexcept Exception:\n    {REFUSES}", 401),
        (f"try:\n    check()\nexcept Exception:\n    {REFUSES}\n{CALLS}", None),
        (f"try:\n    check()\nexcept Exception:\n    {REFUSES}\nelse:\n    {CALLS}", None),
        (f"try:\n    {CALLS}\nexcept ExpiredSignatureError:\n    {REFUSES}", None),
        (f"try:\n    {CALLS}\nexcept Exception:\n    return 'sorry', 500", None),
        (f"try:\n    {CALLS}\nexcept Exception as e:\n    if mine(e):\n        raise\n    {REFUSES}", None),
        (f"try:\n    return g(*args)\nexcept Exception:\n    {REFUSES}", None),
    ],
)
def test_decorators_that_refuse_whatever_fails(index: Index, body: str, status: int | None) -> None:
    found = [(one.name, one.status) for one in index(decorator(body)).facts.hiding_guards]
    assert found == ([("is_manager", status)] if status else [])


@pytest.mark.parametrize(
    ("body", "catching"),
    [
        (f"try:\n    {CALLS}\nexcept ValueError:\n    return redirect('/')", ("is_manager",)),
        (f"try:\n    check()\nexcept ValueError:\n    abort(401)\n{CALLS}", ()),
    ],
)
def test_decorators_that_catch_what_the_view_raises(index: Index, body: str, catching: object) -> None:
    assert index(decorator(body)).facts.catching == catching
