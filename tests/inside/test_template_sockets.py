"""Versions of the Socket.IO client that templates load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CLOUD = "//cdnjs.cloudflare.com/ajax/libs/socket.io"


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        (f'<script src="{CLOUD}/1.3.6/socket.io.min.js"></script>', [("1.3.6", 1)]),
        ('\n<script type="x"\n src="https://cdn.socket.io/2.3.0/socket.io.js">', [("2.3.0", 3)]),
        ("<script src='https://cdn.socket.io/socket.io-1.4.5.js'>", [("1.4.5", 1)]),
        ('<script src="https://cdn.jsdelivr.net/npm/socket.io-client@4/dist/socket.io.js">', [("4", 1)]),
        ('<script src="https://unpkg.com/socket.io-client@2.4.0/x.js">', [("2.4.0", 1)]),
        (f'<script src="{CLOUD}/4.0.1/socket.io.js"></script><script>io("/x")', [("4.0.1", 1)]),
        (f'<script src="{CLOUD}/4.0.1/a.js"></script><script>io("http://localhost:5000")', [("4.0.1", 1)]),
        (
            f"""<script src="{CLOUD}/2.0.0/a.js"></script><script>io.connect('http://' + location.host)""",
            [("2.0.0", 1)],
        ),
    ],
)
def test_versions(inside: Callable[[str], Any], text: str, versions: list[Any]) -> None:
    assert list(inside("template_sockets").clients(text)) == versions


@pytest.mark.parametrize(
    "text",
    [
        '<script src="/static/socket.io.js"></script>',
        "<script src=\"{{ url_for('static', filename='socket.io.js') }}\"></script>",
        '<script src="https://cdn.socket.io/socket.io-latest.js"></script>',
        '<script src="https://cdn.example/jquery/1.3.6/jquery.js"></script>',
        f'<!-- <script src="{CLOUD}/1.3.6/socket.io.js"></script> -->',
        f'{{# <script src="{CLOUD}/1.3.6/socket.io.js"></script> #}}',
        f'<a href="{CLOUD}/1.3.6/socket.io.js">',
        f'<script src="{CLOUD}/1.3.6/socket.io.js"></script><script>io("https://chat.example.com")',
    ],
)
def test_none(inside: Callable[[str], Any], text: str) -> None:
    assert list(inside("template_sockets").clients(text)) == []


def test_a_template_with_one(inside: Callable[[str], Any], tools: Any, project: Any) -> None:
    page = f'<p>\n<script src="{CLOUD}/1.3.6/socket.io.js"></script>'
    app = project(
        "app", {"app.py": "import flask\napp = flask.Flask(__name__)\n", "templates/a.html": page}
    ).app
    (client,) = inside("templates").collect(app, tools)["socket_clients"]
    place = client.pop("place")
    assert client == {"template": "a.html", "version": "1.3.6"}
    assert (place["path"], place["line"]) == ("templates/a.html", 2)
