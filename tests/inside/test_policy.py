"""What a Content-Security-Policy keeps a browser from using of its page."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import Headers

PAGE = "https://shop.example/list/"
INLINE = "<script>go()</script>"


def blocked(inside: Any, policy: str, html: str, kind: str = "text/html") -> list[tuple[Any, ...]]:
    headers = Headers({"Content-Type": kind, "Content-Security-Policy": policy})
    told = inside("policy").blocked(headers, html.encode(), PAGE)
    return [(each["directive"], each["what"], each["source"], each["count"]) for each in told]


@pytest.mark.parametrize(
    ("policy", "html", "told"),
    [
        ("default-src 'self'", INLINE, [("default-src", "inline script", None, 1)]),
        ("default-src 'self'", INLINE * 3, [("default-src", "inline script", None, 3)]),
        ("default-src 'none'; script-src 'self'", INLINE, [("script-src", "inline script", None, 1)]),
        ("default-src 'self'", "<p onclick='go()'>", [("default-src", "event handler", None, 1)]),
        ("style-src 'self'", "<p style='color: red'>", [("style-src", "style attribute", None, 1)]),
        ("style-src 'self'", "<style>p {}</style>", [("style-src", "inline style", None, 1)]),
        (
            "script-src 'self'",
            "<script src='//cdn.example/a.js'></script>",
            [("script-src", "script", "https://cdn.example", 1)],
        ),
        (
            "default-src 'self'",
            "<link rel=stylesheet href=https://cdn.example/a.css><img src=data:image/png,x>",
            [
                ("default-src", "style sheet", "https://cdn.example", 1),
                ("default-src", "image", "data:", 1),
            ],
        ),
        (
            "script-src 'nonce-abc' 'unsafe-inline'",
            INLINE,
            [("script-src", "inline script", None, 1)],
        ),
        (
            "script-src 'strict-dynamic' 'nonce-abc' https:",
            "<script src=/a.js></script><script nonce=abc src=/b.js></script>",
            [("script-src", "script", "https://shop.example", 1)],
        ),
        ("script-src cdn.example:8443", "<script src=https://cdn.example/a.js></script>", 1),
        ("script-src https://cdn.example/lib/", "<script src=https://cdn.example/a.js></script>", 1),
        ("script-src *.example", "<script src=https://example/a.js></script>", 1),
        ("default-src *, script-src 'self'", INLINE, 1),
    ],
)
def test_blocked(request: Any, policy: str, html: str, told: Any) -> None:
    seen = blocked(request.getfixturevalue("inside"), policy, html)
    assert seen == told if isinstance(told, list) else len(seen) == told


@pytest.mark.parametrize(
    ("policy", "html"),
    [
        ("img-src 'self'", INLINE),
        ("script-src 'unsafe-inline'", INLINE),
        ("script-src 'nonce-abc'", "<script nonce=abc>go()</script>"),
        (
            "default-src 'self'",
            "<script src='/a.js'></script><img src=a.png><link rel=icon href=//x.example>",
        ),
        ("default-src 'self'", "<script type='application/json'>{}</script>"),
        (
            "default-src 'self'",
            "<template><script>x</script></template><noscript><p style='a: b'></noscript>",
        ),
        ("default-src 'self'", "<!-- <script>x</script> --><p title='onclick'>"),
        ("script-src https:", "<script src=https://cdn.example/a.js></script>"),
        ("script-src *.example", "<script src=https://cdn.example/a.js></script>"),
        ("script-src cdn.example", "<script src=//cdn.example/a.js></script>"),
        ("script-src https://cdn.example/lib/", "<script src=https://cdn.example/lib/a.js></script>"),
        ("img-src 'self' data:", "<img src=data:image/png,x>"),
        ("default-src 'self'", "<base href='https://shop.example/app/'><script src=a.js></script>"),
        ("script-src-attr 'unsafe-inline'; script-src 'self'", "<p onclick='go()'>"),
        ("img-src *", "<img src='https://[broken/a.png'>"),
        ("", INLINE),
    ],
)
def test_allowed(request: Any, policy: str, html: str) -> None:
    assert blocked(request.getfixturevalue("inside"), policy, html) == []


def test_an_empty_script_has_the_hash_of_nothing(inside: Any) -> None:
    digest = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    assert blocked(inside, f"script-src {digest}", "<script></script>") == []


def test_what_is_no_page_is_not_read(inside: Any) -> None:
    assert blocked(inside, "default-src 'self'", INLINE, "application/json") == []


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("OK", "none"),
        ("1 < 2 and 3 > 2", "none"),
        ("", "none"),
        ("Hello <b>world</b>", "still"),
        ("<!doctype html><h1>The API</h1><p title=on>", "still"),
        ("<script src=/app.js></script>", None),
        ("<form method=post>", None),
        ("<p ONCLICK='go()'>", None),
        ("<a href='javascript:go()'>", None),
    ],
)
def test_whether_a_page_acts(inside: Any, html: str, told: str | None) -> None:
    page = inside("page")
    assert page.markup(Headers({"Content-Type": "text/html; charset=utf-8"}), html.encode()) == told
    assert page.markup(Headers({"Content-Type": "application/json"}), html.encode()) is None
    packed = Headers({"Content-Type": "text/html", "Content-Encoding": "gzip"})
    assert page.markup(packed, html.encode()) is None
