"""Pages that a view puts together as text."""

from textwrap import indent

import pytest

from tests.source.conftest import Index

IMPORTS = (
    "from flask import Flask, Response, jsonify, make_response, render_template_string, request\n"
    "from markupsafe import escape\n"
    "app = Flask(__name__)\n"
)
ROWS = "rows = db.execute('SELECT * FROM notes').fetchall()\npage = '<table>'\n"
EACH = ROWS + "for row in rows:\n    page += {}\nreturn page"


def raw(index: Index, body: str, kind: str = "html-raw") -> list[str]:
    view = f"{IMPORTS}@app.get('/')\ndef show():\n{indent(body, '    ')}\n"
    return [one.what for one in index(view).facts.slips if one.kind == kind]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("return f\"<p>{request.args['q']}</p>\"", "request.args['q']"),
        ("return '<p>%s</p>' % request.args.get('q')", "request.args.get('q')"),
        ("return '<p>' + request.form['q'] + '</p>'", "request.form['q']"),
        ("return '<p>{}</p>'.format(request.form['q']), 201", "request.form['q']"),
        ("name = request.args.get('q') or 'you'\nreturn f'<p>{name}</p>'", "name"),
        ("name = request.args['q'].strip()\nif not name: return ''\nreturn f'<p>{name}</p>'", "name"),
        (EACH.format("f\"<td>{row['comment']}</td>\""), "row['comment']"),
        (EACH.format('f"<td>{row.title}</td>"'), "row.title"),
        (EACH.format("'<td>%s</td>' % row['last_name']"), "row['last_name']"),
        ("note = Note.query.get_or_404(1)\nreturn make_response(f'<p>{note.text}</p>')", "note.text"),
        ("notes = Note.query.all()\nreturn '<p>' + ''.join(f'<b>{n.text}</b>' for n in notes)", "n.text"),
        (
            (
                "parts = ['<ul>']\nfor n in Note.query.all(): parts.append(f'<li>{n.text}</li>')\n"
                "return ''.join(parts)"
            ),
            "n.text",
        ),
        ("note = Note.query.first()\nreturn render_template_string(f'<p>{note.text}</p>')", "note.text"),
    ],
)
def test_values_as_they_are(index: Index, body: str, what: str) -> None:
    assert raw(index, body) == [what]


@pytest.mark.parametrize(
    "body",
    [
        "return f\"<p>{escape(request.args['q'])}</p>\"",
        "return f\"<p>{int(request.args['q'])}</p>\"",
        "return f\"<p>{request.args.get('page', 1, type=int)}</p>\"",
        "return f\"<p>{request.args['q']:d}</p>\"",
        'return f"<p>{request.method}</p>"',
        "name = escape(request.args['q'])\nreturn f'<p>{name}</p>'",
        "name = request.args['q']\nif name not in NAMES: return ''\nreturn f'<p>{name}</p>'",
        "return jsonify(html=f\"<p>{request.args['q']}</p>\")",
        "return Response(f\"<p>{request.args['q']}</p>\", mimetype='text/plain')",
        "return f\"kept {request.args['q']} < 3\"",  # no tag
        "return render_template_string('<p>{{ q }}</p>', q=request.args['q'])",
        "return render_template_string(f\"<p>{request.args['q']}</p>\")",  # told as a template
        EACH.format("f\"<td>{row['id']}</td>\""),
        EACH.format("f\"<td>{row['amount']}</td>\""),
        EACH.format("f\"<td>{escape(row['comment'])}</td>\""),
        "page = '<p>'\nfor row in MENU: page += f\"<b>{row['name']}</b>\"\nreturn page",  # the app's own
        "name = 'Ida'\nreturn f'<p>{name}</p>'",
    ],
)
def test_values_that_harm_nobody(index: Index, body: str) -> None:
    assert raw(index, body) == []


def test_a_function_that_is_no_view(index: Index) -> None:
    function = f"{IMPORTS}def show():\n    return f\"<p>{{request.args['q']}}</p>\"\n"
    assert index(function).facts.slips == ()


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("page = f\"<p>{request.args['q']}</p>\"\nreturn page.format(n=1)", ["page.format(…)"]),
        (EACH.format("f\"<td>{row['comment']}</td>\"") + ".format(n=1)", ["page.format(…)"]),
        ("page = '<p>{q}</p>'\nreturn page.format(q=request.args['q'])", []),
        ("page = f'<p>{len(NAMES)}</p>'\nreturn page.format(n=1)", []),
        ("return '<p>{}</p>'.format(request.form['q'])", []),
    ],
)
def test_formatted_once_more(index: Index, body: str, what: list[str]) -> None:
    assert raw(index, body, "html-formatted") == what
