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


QUERY = 'f"SELECT a FROM t WHERE b = {b}"'


FROM = 'f"SELECT a FROM {schema}.t"'
USE = f"def f(db):\n    schema = g()\n    db.execute({FROM})"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"def f(db):\n    schema = os.getenv('SCHEMA')\n    db.execute({FROM})", False),
        (f"def f(db):\n    schema = os.environ.get('SCHEMA', 'public')\n    db.execute({FROM})", False),
        (f"def f(db):\n    schema = os.environ['SCHEMA']\n    db.execute({FROM})", False),
        (f"def f(db):\n    schema = current_app.config['SCHEMA']\n    db.execute({FROM})", False),
        (f"def f(db):\n    schema = os.getenv('SCHEMA', request.args['s'])\n    db.execute({FROM})", True),
        (f"def f(db):\n    schema = request.environ['SCHEMA']\n    db.execute({FROM})", True),
        (
            f"def g():\n    return os.getenv('S')\n\ndef f(db):\n    schema = g()\n    db.execute({FROM})",
            False,
        ),
        (
            f"def g():\n    return request.args['s']\n\ndef f(db):\n    schema = g()\n    db.execute({FROM})",
            True,
        ),
        (f"def g(a):\n    return a\n\ndef f(db, a):\n    schema = g(a)\n    db.execute({FROM})", True),
        (f"def g():\n    return g() or 's'\n\n{USE}", False),
        (f"def g():\n    yield\n\n{USE}", True),
    ],
)
def test_sql_of_what_the_operator_gives(text: str, found: bool, tmp_path: Path) -> None:
    assert ("S608" in codes(text, tmp_path)) is found


UPGRADE = f"def upgrade(db, schema):\n    db.execute({FROM})\n\n"


@pytest.mark.parametrize(
    ("text", "other", "found"),
    [
        ("def f(db):\n    upgrade(db, 'a')\n    upgrade(db, schema='b')", "", False),
        ("def f(db):\n    upgrade(db, 'a')", "def upgrade(db, schema):\n    pass", False),  # its own
        ("def f(db):\n    upgrade(db, 'a')", "import app\n\napp.upgrade(db, request.args['s'])", True),
        ("def f(db, s):\n    upgrade(db, 'a')\n    upgrade(db, s)", "", True),
        ("def f(db, s):\n    upgrade(db, *s)", "", True),
        ("def f(db, s):\n    upgrade(db, 'a')\n    run(upgrade)", "", True),
        ("", "", True),
    ],
)
def test_sql_of_what_all_callers_give(text: str, other: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(f"{other}\n", encoding="utf-8")
    assert ("S608" in codes(UPGRADE + text, tmp_path)) is found


KINDS = "schema not in ('a', 'b')"


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (f"if {KINDS}:\n        say()\n    else:\n        db.execute({FROM})", False),
        (f"if {KINDS}:\n        say()\n    elif db:\n        db.execute({FROM})", False),
        (f"if {KINDS} or not db:\n        say()\n    else:\n        db.execute({FROM})", False),
        (f"if {KINDS} and db:\n        say()\n    else:\n        db.execute({FROM})", True),
        (f"if {KINDS}:\n        say()\n    db.execute({FROM})", True),
        (f"if schema not in request.args:\n        say()\n    else:\n        db.execute({FROM})", True),
    ],
)
def test_sql_behind_a_refusal(test: str, found: bool, tmp_path: Path) -> None:
    text = f"def f(db, request):\n    schema = request.args['s']\n    {test}"
    assert ("S608" in codes(text, tmp_path)) is found


@pytest.mark.parametrize(
    ("path", "answer", "found"),
    [
        ("queries.py", "'SELECT a FROM t'", False),
        ("src/queries.py", "'SELECT a FROM t'", False),
        ("queries.py", "request.args['q']", True),
        ("others.py", "'SELECT a FROM t'", True),
    ],
)
def test_sql_of_another_module(path: str, answer: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(f"def base():\n    return {answer}\n", encoding="utf-8")
    text = "from queries import base\n\ndef f(db):\n    db.execute(f'SELECT a FROM ({base()}) s')"
    assert ("S608" in codes(text, tmp_path)) is found


QUERY = 'f"SELECT a FROM t WHERE b = {b}"'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"def f(db, a):\n    b = int(a)\n    db.execute({QUERY})", False),
        (f"def f(db, b: int):\n    db.execute({QUERY})", False),
        (f"def f(db, b: int | None = None):\n    db.execute({QUERY})", False),
        (f"def f(db, b: int | str):\n    db.execute({QUERY})", True),
        (f"def f(db, b: str):\n    db.execute({QUERY})", True),
        (f"def f(db, b=10):\n    db.execute({QUERY})", True),
        (f"def f(db, b: int):\n    b = db.get('b')\n    db.execute({QUERY})", True),
        (f"@app.route('/<int:b>')\ndef f(b):\n    db.execute({QUERY})", False),
        (f"@app.route('/<b>')\ndef f(b):\n    db.execute({QUERY})", True),
        (f"@app.route('/<int:b>')\n@app.route('/x/<b>')\ndef f(b):\n    db.execute({QUERY})", True),
        (f"def f(db, args):\n    b = args.get('b', 1, type=int)\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = (int(a) - 1) * 20\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = int(a) * a\n    db.execute({QUERY})", True),
        (f"def f(db, a):\n    b = max(1, min(int(a), 50))\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = max('1', a)\n    db.execute({QUERY})", True),
        (f"def f(db, a):\n    for b in range(len(a)):\n        db.execute({QUERY})", False),
        (f"def f(db):\n    for b in ('x', 'y'):\n        db.execute({QUERY})", False),
        (f"def f(db, a):\n    for b in a:\n        db.execute({QUERY})", True),
        (f"def f(db, a):\n    b = 'x' if a else 'y'\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = a if a in ('x', 'y') else 'x'\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = a if a else 'x'\n    db.execute({QUERY})", True),
        (f"def f(db, a):\n    b = {{'x': 'c', 'y': 'd'}}[a]\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = {{'x': 'c'}}.get(a, 'd')\n    db.execute({QUERY})", False),
        (f"def f(db, a):\n    b = {{'x': 'c'}}.get(a, a)\n    db.execute({QUERY})", True),
        (f"def f(db, a):\n    b = {{}}\n    b[a] = 1\n    b = ','.join(b)\n    db.execute({QUERY})", True),
        (f"def f(db, b):\n    if b not in ('x', 'y'):\n        b = 'x'\n    db.execute({QUERY})", False),
        (f"def f(db, b):\n    if b not in ('x', 'y'):\n        abort(400)\n    db.execute({QUERY})", False),
        (f"def f(db, b):\n    if b not in ('x', 'y'):\n        print(b)\n    db.execute({QUERY})", True),
        (f"def f(db, b, a):\n    if b not in a:\n        abort(400)\n    db.execute({QUERY})", True),
        (f"def f(db, b):\n    if b in ('x', 'y'):\n        db.execute({QUERY})", False),
        (f"def f(db, b):\n    if b in ('x', 'y'):\n        pass\n    db.execute({QUERY})", True),
        (
            f"def f(db):\n    c = []\n    c.append('c = ?')\n    b = ' '.join(c)\n    db.execute({QUERY})",
            False,
        ),
        (
            f"def f(db, a):\n    c = []\n    c.append(a)\n    b = ' '.join(c)\n    db.execute({QUERY})",
            True,
        ),
        (f"def f(db, a):\n    b = ', '.join(f'{{k}} = ?' for k in a)\n    db.execute({QUERY})", True),
        ("def f(db, a):\n    db.execute(f'SELECT a FROM t LIMIT {a:d}')", False),
        ("def f(db, a):\n    db.execute('SELECT a FROM t LIMIT %d' % a)", False),
        ("def f(db, a, b):\n    db.execute('SELECT a FROM t WHERE c = %s LIMIT %d' % (b, a))", True),
        ("from config import TABLE\n\ndef f(db):\n    db.execute(f'SELECT a FROM {TABLE}')", False),
        (
            "def f(db, form):\n    ID = form['ID']\n    db.execute(f'DELETE FROM t WHERE a = {ID}')",
            True,
        ),
        ("def f(db, row):\n    db.execute(f'DELETE FROM t WHERE a = {row.ID}')", True),
        ("from config import Config\n\ndef f(db):\n    db.execute(f'SELECT a FROM {Config.TABLE}')", False),
        ("class A:\n    def f(self, db):\n        db.execute(f'SELECT a FROM {self._table}')", False),
        ("class A:\n    def f(self, db):\n        db.execute(f'SELECT a FROM {self.sort}')", True),
        ("def f(db, cls):\n    db.execute('SELECT a FROM ' + cls.__tablename__)", False),
        ("def f(db, a):\n    b = ''\n    b = b + a\n    db.execute(f'SELECT a FROM {b}')", True),
        ("def f(db, a):\n    b = ''\n    b = b + 'x'\n    db.execute(f'SELECT a FROM {b}')", False),
    ],
)
def test_sql_of_what_the_source_says(text: str, found: bool, tmp_path: Path) -> None:
    """Numbers, choices from a list, and names of the source's own, each beside what only looks like it."""
    assert codes(f"from flask import abort\nfrom app import app, db\n\n\n{text}", tmp_path) == (
        ["S608"] if found else []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pickle.load(open('model.pkl', 'rb'))", False),
        ("with open('model.pkl', 'rb') as file:\n    model = pickle.load(file)", False),
        ("path = os.path.join(os.path.dirname(__file__), 'model.pkl')\npickle.load(open(path, 'rb'))", False),
        ("pickle.loads(Path('model.pkl').read_bytes())", False),
        ("def f(name):\n    return pickle.load(open(name, 'rb'))", True),
        ("def f(cache):\n    return pickle.loads(cache.get('a'))", True),
        ("def f(request):\n    return pickle.load(request.files['model'])", True),
    ],
)
def test_pickles_of_the_project(text: str, found: bool, tmp_path: Path) -> None:
    above = "import os\nimport pickle\nfrom pathlib import Path\n\n"
    assert codes(f"{above}{text}", tmp_path) == (["S301"] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("yaml.load(a, Loader=yaml.FullLoader)", []),
        ("from yaml import FullLoader\nyaml.load(a, FullLoader)", []),
        ("yaml.load(a, Loader=yaml.UnsafeLoader)", ["S506"]),
        ("yaml.load(a)", ["S506"]),
    ],
)
def test_loaders_of_yaml(text: str, found: list[str], tmp_path: Path) -> None:
    assert codes(f"import yaml\n\na = input()\n{text}", tmp_path) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FOLDER = 'a'\nos.system('ls ' + FOLDER)", []),
        ("os.system('ls ' + input())", ["S605"]),
        ("def f(a):\n    subprocess.run(f'kill {int(a)}', shell=True)", []),
        ("def f(a):\n    subprocess.run(f'ping {a}', shell=True)", ["S602"]),
    ],
)
def test_commands_of_what_the_source_says(text: str, found: list[str], tmp_path: Path) -> None:
    assert codes(f"import os\nimport subprocess\n\n{text}", tmp_path) == found


SILENT = "from markupsafe import escape_silent\n\ndef f(a):\n    b = str(escape_silent(a))\n"
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
        ("from html import escape\n\ndef f(a):\n    return Markup(f'<b>{escape(a)}</b>')", False),
        ("from html import escape\n\ndef f(a, b):\n    return Markup(f'<b>{escape(a)}{b}</b>')", True),
        (
            "from html import escape\n\ndef f(a):\n    return Markup(str(escape(a)).replace('x', '<br>'))",
            False,
        ),
        (f"{SILENT}    return Markup(b.replace('x', '<br>'))", False),
        ("from flask import url_for\n\ndef f(a):\n    return Markup(f'<a href=\"{url_for(a)}\">')", False),
        ("def f(a):\n    return Markup('<br>'.join(a))", True),
        ("def f(a: int):\n    return Markup('<b>' + str(a))", False),
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


COLUMNS = """
class City(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    open = Column(Boolean)
    size: Mapped[int | None] = mapped_column()
    name = db.Column(db.String(80))
    code = db.Column(db.Integer)
    any: Mapped[int | str] = mapped_column()


class Form(FlaskForm):
    code = StringField()


"""


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("row.id", False),
        ("row.open", False),
        ("row.size", False),
        ("row.name", True),
        ("row.code", True),
        ("row.any", True),
        ("row.elsewhere", True),
        ("request.id", True),
        ("row.id}{row.name", True),
    ],
)
def test_columns_of_numbers_in_markup(shown: str, found: bool, tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(f"from x import *{COLUMNS}", encoding="utf-8")
    text = f"{MARKUP}def f(row, request):\n    return Markup(f'<b>{{{shown}}}</b>')"
    assert [one for one in codes(text, tmp_path) if one == "S704"] == (["S704"] if found else [])
