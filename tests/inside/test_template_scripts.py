"""Values between the quotes of a script in an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("""<a onclick="show('{{ user.name }}')">""", [("onclick", "user.name", 1)]),
        ("""<a\n  onClick="show({{ user.id }}, 'Ask {{ title|e }}')">""", [("onclick", "title", 2)]),
        ("""<a onclick='show("{{- poll.question -}}")'>""", [("onclick", "poll.question", 1)]),
        (
            """<a onclick="show('{{ a.name }}',\n'{{ a.full_name }}')">""",
            [("onclick", "a.name", 1), ("onclick", "a.full_name", 2)],
        ),
        ("""<form onsubmit="return confirm('{{ a.title }}?')">""", [("onsubmit", "a.title", 1)]),
    ],
)
def test_values_in_scripts(inside: Callable[[str], Any], text: str, put: list[Any]) -> None:
    assert list(inside("template_scripts").values(text)) == put


@pytest.mark.parametrize(
    "text",
    [
        """<a onclick="show({{ user.name|tojson }})">""",
        """<a onclick="show('{{ user.name|lower }}')">""",
        """<a onclick="show({{ user.name }})">""",
        """<a onclick="show('{{ user.id }}')">""",
        """<a onclick="show('{{ user.filename }}')">""",
        """<a onclick="show('{{ url_for('name') }}')">""",
        """<a onclick="show('{{ current_user.name }}')">""",
        """<a onclick="show('x', {{ count.name }}, 'y')">""",
        """<a data-on="show('{{ user.name }}')" title='{{ user.name }}'>""",
        """{# <a onclick="show('{{ user.name }}')"> #}""",
        """<!-- <a onclick="show('{{ user.name }}')"> -->""",
        """<script>show('{{ user.name }}')</script>""",
    ],
)
def test_values_that_are_fine(inside: Callable[[str], Any], text: str) -> None:
    assert list(inside("template_scripts").values(text)) == []


def test_a_template_with_one(inside: Callable[[str], Any], tools: Any, project: Any) -> None:
    page = "<p>\n<a onclick=\"show('{{ user.name }}')\">"
    app = project(
        "app", {"app.py": "import flask\napp = flask.Flask(__name__)\n", "templates/a.html": page}
    ).app
    (value,) = inside("templates").collect(app, tools)["script_values"]
    place = value.pop("place")
    assert value == {"template": "a.html", "attribute": "onclick", "value": "user.name"}
    assert (place["path"], place["line"]) == ("templates/a.html", 2)


def _literals(inside: Callable[[str], Any], script: str) -> list[Any]:
    return list(inside("template_scripts").values(f"<p>`</p>\n<script>\n{script}\n</script>"))


def test_a_value_in_backquotes(inside: Callable[[str], Any]) -> None:
    told = [("a template literal", "username", 3)]
    assert _literals(inside, "const username = `{{username}}`") == told
    assert _literals(inside, "say(`Hello, ${greeting} {{ username|e }}!`)") == told
    assert _literals(inside, "const a = `b`, c = `{{ username }}`") == told


@pytest.mark.parametrize(
    "script",
    [
        "const username = {{ username|tojson }}",
        "const username = '{{ username }}'",  # Jinja escapes these quotes
        "const a = `b` + '{{ username }}' + `c`",
        "const key = `{{ user.id }}`",
        "const name = `{{ username|tojson }}`",
        "// const name = `{{ username }}`",
        "say('it`s {{ username }}')",
        "{# `{{ username }}` #}",
    ],
)
def test_what_is_in_no_backquotes(inside: Callable[[str], Any], script: str) -> None:
    assert _literals(inside, script) == []


def test_backquotes_outside_of_a_script(inside: Callable[[str], Any]) -> None:
    assert list(inside("template_scripts").values("<p>`{{ username }}`</p>")) == []
