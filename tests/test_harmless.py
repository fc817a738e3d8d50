"""Security findings of ruff's about code that no request can turn against the app."""

from pathlib import Path

import pytest

from releasecheck.facts.runs import Lint
from releasecheck.gather.lint import gather_lint


def codes(text: str, folder: Path) -> list[str]:
    (folder / "app.py").write_text(f"{text}\n", encoding="utf-8")
    found = gather_lint(folder, (), "3.11.4", 60)
    assert isinstance(found, Lint)
    return [one.code for one in found.findings]


EXECUTE = 'f"SELECT a FROM t WHERE id IN ({marks})"'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"def f(db, ids):\n    marks = ','.join('?' * len(ids))\n    db.execute({EXECUTE}, ids)", False),
        (f"def f(db, ids):\n    marks = ', '.join('%s' for _ in ids)\n    db.execute({EXECUTE}, ids)", False),
        (f"def f(db, ids):\n    marks = ','.join(['?'] * len(ids))\n    db.execute({EXECUTE}, ids)", False),
        (f"def f(db, ids):\n    marks = ','.join(ids)\n    db.execute({EXECUTE})", True),
        (f"def f(db, marks):\n    db.execute({EXECUTE})", True),
        (f"marks = '?'\n\ndef f(db, marks):\n    db.execute({EXECUTE})", True),
        (f"marks = '?'\n\ndef f(db):\n    db.execute({EXECUTE})", False),
        (f"def f(db, a):\n    marks = '?'\n    marks += a\n    db.execute({EXECUTE})", True),
        ("def f(db, a):\n    db.execute('SELECT a FROM t WHERE b = ' + a)", True),
        ("T = 't'\n\ndef f(db):\n    db.execute('SELECT a FROM %s' % T)", False),
        ("T = 't'\n\ndef f(db, b):\n    db.execute('SELECT a FROM %s WHERE b = %s' % (T, b))", True),
        ("T = 't'\n\ndef f(db):\n    db.execute('SELECT a FROM {}'.format(T))", False),
        ("def f(db, b):\n    db.execute('SELECT a FROM {}'.format(b))", True),
    ],
)
def test_sql_put_together(text: str, found: bool, tmp_path: Path) -> None:
    assert codes(text, tmp_path) == (["S608"] if found else [])


MARKUP = "from markupsafe import Markup\n\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(a):\n    return Markup(f'<b>{a}</b>')", True),
        ("def f(a):\n    return Markup('<b>' + a)", True),
        ("def f(a):\n    return Markup('<b>%s</b>' % a)", True),
        ("def f(a):\n    return Markup('<b>{}</b>'.format(a))", True),
        ("def f(a, b):\n    a = a.replace('x', b)\n    return Markup(a)", True),
        ("import re\n\ndef f(a):\n    b = re.sub('x', 'y', a)\n    return Markup(b)", True),
        ("import bleach\n\ndef f(a):\n    clean = bleach.clean(a)\n    return Markup(clean)", False),
        ("def f(a):\n    return Markup(a)", False),
        ("def f(render, a):\n    return Markup(render(a))", False),
    ],
)
def test_markup(text: str, found: bool, tmp_path: Path) -> None:
    assert codes(f"{MARKUP}{text}", tmp_path) == (["S704"] if found else [])


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("@app.cli.command('shell')", False),
        ("@click.command()", False),
        ("@click.group", False),
        ("@app.route('/shell')", True),
        ("@shell", True),
    ],
)
def test_a_command_is_no_request(above: str, found: bool, tmp_path: Path) -> None:
    text = f"def make(app, click, shell):\n    {above}\n    def f(a):\n        eval(a)\n    return f"
    assert codes(text, tmp_path) == (["S307"] if found else [])
