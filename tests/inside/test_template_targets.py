"""Forms that are sent to what the app does not take so."""

from __future__ import annotations

from typing import Any

import pytest

APP = """
import flask
app = flask.Flask(__name__)
@app.get("/search")
def search(): return ""
@app.post("/logout")
def logout(): return ""
@app.route("/rows/", methods=["GET", "POST"])
def rows(): return ""
"""


def lost(request: Any, text: str, **files: str) -> list[tuple[str, str, list[str], int]]:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    written = {"app.py": APP, "templates/page.html": text, **files}
    found = inside("templates").collect(project("app", written).app, tools)["lost_forms"]
    return [(one["method"], one["path"], one["takes"], one["place"]["line"]) for one in found]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<p></p>\n<form action="/add" method="post"></form>', [("POST", "/add", [], 2)]),
        ("<form action='/logout'></form>", [("GET", "/logout", ["POST"], 1)]),
        ('<FORM METHOD=POST class="a" action="/search"></FORM>', [("POST", "/search", ["GET"], 1)]),
        ('<form action="/search?all=1#top"></form>', []),
        ('<form action="/add?all=1#top"></form>', [("GET", "/add", [], 1)]),
        ('<form action="/rows" method="post"></form>', []),  # it is redirected
        ('<form action="/rows/" method="post"></form>', []),
        ('<form action="" method="post"></form><form action="#"></form><form></form>', []),
        ('<form action="add" method="post"></form>', []),
        ('<form action="//example.com/add"></form><form action="https://example.com/add"></form>', []),
        ('<form action="/rows/{{ row.id }}/delete"></form>', []),
        ("<form action=\"{{ url_for('logout') }}\"></form>", []),
        ('<form action="/add" method="{{ how }}"></form>', []),
        ('<form action="/add" method="dialog"></form>', []),
        ('<form {% if new %}action="/add"{% endif %}></form>', []),
        ('<form data-action="/add"></form>', []),
        ('<form action="/add" onsubmit="return send(this)"></form>', []),
        ('<form action="/add" hx-post="/rows/"></form>', []),
        ('<form action="/add" @submit.prevent="send"></form>', []),
        ('<!-- <form action="/add"></form> -->{# <form action="/add"></form> #}', []),
        ('<form action="/add"></form><script>form.addEventListener("submit", send)</script>', []),
        ('<form action="/add"></form><script>$("form").submit(function() {})</script>', []),
        ('<form action="/add"></form><script>form.action = "/rows/"</script>', []),
        ('<form action="/add"></form><script>fetch("/rows/")</script>', []),
        ('<form action="/add"></form><script>menu.onclick = open</script>', [("GET", "/add", [], 1)]),
    ],
)
def test_lost_forms(request: Any, text: str, told: list[Any]) -> None:
    assert lost(request, text) == told


FORM = '<form action="/add"></form>'


@pytest.mark.parametrize(
    ("path", "script", "number"),
    [
        ("static/site.js", "form.addEventListener('submit', send)", 0),
        ("static/site.js", "menu.addEventListener('click', open)", 1),
        ("templates/base.html", "<script>form.onsubmit = send</script>", 0),
        ("templates/base.html", "<script>form.onclick = send</script>", 1),
        ("templates/other.html", "<script>form.onsubmit = send</script>", 1),
    ],
)
def test_scripts_elsewhere(request: Any, path: str, script: str, number: int) -> None:
    text = f'{{% extends "base.html" %}}{{% block body %}}{FORM}{{% endblock %}}'
    assert len(lost(request, text, **{"templates/base.html": "", path: script})) == number
