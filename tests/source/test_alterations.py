"""Lines that change the app besides its config."""

import pytest

from tests.source.conftest import Index

HOOK = "@app.after_request\ndef keep(response):\n    {}\n    return response\n"
VIEW = "@app.get('/')\ndef index():\n    response = make_response('')\n    {}\n    return response\n"


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)", "debugger"),
        ("def create_app():\n    app.wsgi_app = debug.DebuggedApplication(app)", "debugger"),
        ("@app.before_request\ndef check():\n    csrf.protect()", "csrf-check"),
        ("app.jinja_env.autoescape = False", "escaping"),
        ("app.jinja_env.autoescape = lambda name: False", "escaping"),
        ("app.jinja_options['autoescape'] = False", "escaping"),
        (HOOK.format("response.headers['Cache-Control'] = 'public'"), "keeping"),
        (HOOK.format("response.headers.set('cache-control', 'public')"), "keeping"),
        (HOOK.format("response.cache_control.max_age = 300"), "keeping"),
    ],
)
def test_changes_of_the_app(index: Index, source: str, kind: str) -> None:
    assert [one.kind for one in index(source).facts.alterations] == [kind]


@pytest.mark.parametrize(
    "source",
    [
        "app.jinja_env.autoescape = True",
        "autoescape = False",
        "protect()",
        "sheet.protect(password)",
        "app.jinja_env.trim_blocks = True",
        HOOK.format("response.headers['Vary'] = 'Cookie'"),
        HOOK.format("response.max_age = 300"),
        VIEW.format("response.headers['Cache-Control'] = 'public'"),
    ],
)
def test_what_changes_no_more_than_itself(index: Index, source: str) -> None:
    assert index(source).facts.alterations == ()


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("response.headers['Cache-Control'] = 'public'", "public"),
        ("response.headers.set('Cache-Control', 'public')", "public"),
        ("response.headers['Cache-Control'] = f'max-age={age}'", None),
        ("response.cache_control.max_age = 300", None),
    ],
)
def test_what_a_header_is_set_to(index: Index, line: str, value: str | None) -> None:
    (found,) = index(HOOK.format(line)).facts.alterations
    assert (found.value, found.place.line) == (value, 3)
