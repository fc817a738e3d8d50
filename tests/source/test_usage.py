"""Config keys, guarded set-up, run calls, session uses, endpoints and templates."""

import pytest

from releasecheck.facts import Place
from releasecheck.facts.templates import EndpointUse
from tests.source.conftest import Index

FLASK = "from flask import Flask, current_app, flash, render_template, session, url_for\n"


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("app.config['A'] = 1", ["A"]),
        ("current_app.config['A'] += 1", ["A"]),
        ("app.config.update(A=1, b=2)", ["A"]),
        ("app.config.update({'A': 1}, B=2)", ["A", "B"]),
        ("app.config.update(dict(A=1))", ["A"]),
        ("app.config.from_mapping(A=1)", ["A"]),
        ("app.config.setdefault('A', 1)", ["A"]),
        ("app.secret_key = 'x'", ["SECRET_KEY"]),
        ("shop = Flask(__name__)\nshop.debug = True", ["DEBUG"]),
        ("class Config:\n    A = 1\n    b = 2\n    def C(self): pass", ["A"]),
        ("class Production(Config):\n    A: int = 1", ["A"]),
        ("class Live:\n    A = 1\napp.config.from_object(Live)", ["A"]),
        ("class Live:\n    A = 1\napp.config.from_object('app.Live')", ["A"]),
        ("A = 1\napp.config.from_object(__name__)", ["A"]),
        # None of the app's:
        ("A = 1", []),
        ("class Live:\n    A = 1", []),
        ("class ConfigKind(Enum):\n    A = 1", []),
        ("app.config['lower'] = 1", []),
        ("settings['A'] = 1", []),
        ("self.debug = True", []),
        ("x = app.config['A']", []),
    ],
)
def test_config_keys(index: Index, source: str, keys: list[str]) -> None:
    assert [item.key for item in index(FLASK + source).facts.config_assignments] == keys


def test_upper_case_names_of_a_config_module(index: Index) -> None:
    found = index(
        {
            "config.py": "A = 1\nclass Any:\n    B = 2\ndef f():\n    C = 3\n",
            "shop/settings/base.py": "D = 1\n",
            "live.py": "E = 1\n",
            "other.py": "F = 1\n",
            "app.py": "app.config.from_pyfile('live.py')\n",
            "tests/config.py": "G = 1\n",
        }
    )
    keys = [(item.key, item.owner, item.place.path) for item in found.facts.config_assignments]
    assert keys == [
        ("A", None, "config.py"),
        ("B", "Any", "config.py"),
        ("E", None, "live.py"),
        ("D", None, "shop/settings/base.py"),
    ]


GUARD = "if __name__ == '__main__':\n    "


@pytest.mark.parametrize(
    ("source", "setups"),
    [
        (GUARD + "app.register_blueprint(bp)", [("register_blueprint", "bp")]),
        (GUARD + "db.init_app(app)", [("init_app", "db")]),
        (GUARD + "app.config['A'] = 1", [("config", "A")]),
        (GUARD + "app.config.from_object('live')", [("config", "live")]),
        (GUARD + "app.add_url_rule('/x', view_func=f)", [("add_url_rule", "/x")]),
        (GUARD + "@app.route('/x')\n    def f(): pass", [("route", "/x")]),
        (GUARD + "@app.before_request\n    def f(): pass", [("before_request", "f")]),
        ("def main():\n    db.init_app(app)\n" + GUARD + "main()", [("init_app", "db")]),
        # Not guarded:
        ("app.register_blueprint(bp)", []),
        ("if __name__ != '__main__':\n    db.init_app(app)", []),
        (GUARD + "pass\nelse:\n    db.init_app(app)", []),
        ("def main():\n    db.init_app(app)\nmain()\n" + GUARD + "main()", []),
        ("def make():\n    app = Flask('x')\n    db.init_app(app)\n    return app\n" + GUARD + "make()", []),
        (GUARD + "with app.app_context():\n        db.create_all()", [("create_all", "db")]),
        (GUARD + "app.run()\n    logging.config.dictConfig({})", []),
        (GUARD + "x = parser.get('/x')", []),
    ],
)
def test_guarded_set_up(index: Index, source: str, setups: list[tuple[str, str]]) -> None:
    assert [(item.call, item.subject) for item in index(FLASK + source).facts.guarded] == setups


def test_all_that_makes_tables(index: Index) -> None:
    files = {
        "app.py": GUARD + "db.create_all()",
        "cli.py": "def init_db():\n    db.create_all()",
        "seed.py": "Base.metadata.create_all(engine)",
        "tests/test_app.py": "db.create_all()",
    }
    made = index(files).facts.table_makers
    assert [(one.path, one.line) for one in made] == [("app.py", 2), ("cli.py", 2), ("seed.py", 1)]


SQL = """
def init_db():
    cursor = connect().cursor()
    cursor.execute(\"\"\"
        CREATE TABLE IF NOT EXISTS shelf (id INTEGER)\"\"\")
    cursor.execute("SELECT 1")

def load(path):
    connect().executescript(open(path).read())
"""


def test_tables_by_sql(index: Index) -> None:
    facts = index(SQL + "load('x')\n" + GUARD + "init_db()").facts
    assert [one.line for one in facts.table_makers] == [4, 9]
    assert [(one.call, one.subject) for one in facts.guarded] == [("create table", "init_db")]


MAKER = "def make_shelves():\n    db.create_all()\n"
DATABASE = "shop/database.py"


@pytest.mark.parametrize(
    ("files", "idle"),
    [
        ({DATABASE: MAKER}, ["make_shelves"]),
        ({DATABASE: "def make_shelves():\n    db.execute('CREATE TABLE a (b)')\n"}, ["make_shelves"]),
        ({DATABASE: MAKER + "make_shelves()"}, []),
        ({DATABASE: MAKER + "setup(make_shelves)"}, []),
        ({DATABASE: "@app.cli.command()\n" + MAKER}, []),
        ({DATABASE: "db.create_all()"}, []),
        ({DATABASE: "class Store:\n    def make(self):\n        db.create_all()"}, []),
        ({DATABASE: MAKER, "app.py": "from shop import database\ndatabase.make_shelves()"}, []),
        ({DATABASE: MAKER, "README.md": "python -c 'from shop.database import make_shelves'"}, []),
        ({DATABASE: MAKER, "tests/conftest.py": "from shop.database import make_shelves"}, []),
        ({DATABASE: MAKER, ".github/workflows/deploy.yml": "run: flask make_shelves"}, []),
        ({DATABASE: MAKER, ".venv/pyvenv.cfg": "", ".venv/x.py": "make_shelves"}, ["make_shelves"]),
        ({DATABASE: MAKER, "README.md": "it makes make_shelves_now"}, ["make_shelves"]),
        ({"scripts/make.py": MAKER}, []),
    ],
)
def test_tables_that_nothing_asks_for(index: Index, files: dict[str, str], idle: list[str]) -> None:
    assert [one.function for one in index(files).facts.idle_makers] == idle


def test_a_main_function_that_another_module_imports_is_not_guarded(index: Index) -> None:
    run = "def main():\n    db.init_app(app)\n" + GUARD + "main()\n"
    assert index({"run.py": run, "wsgi.py": "from run import main\nmain()\n"}).facts.guarded == ()


MADE = "def create_app():\n    db.create_all()\n    return app\n"


@pytest.mark.parametrize(
    ("above", "setups"),
    [("from shop import app\n", ["create_all"]), ("app = Flask('shop')\n", [])],
)
def test_a_function_that_returns_the_app_of_another_file(index: Index, above: str, setups: list[str]) -> None:
    facts = index(f"from flask import Flask\n{above}{MADE}{GUARD}app = create_app()").facts
    assert [one.call for one in facts.guarded] == setups


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        ("app.run()", [(False, None)]),
        ("app.run(debug=True)", [(False, "on")]),
        ("app.run(debug=0)", [(False, "off")]),
        ("app.run(debug=DEBUG)", [(False, "computed")]),
        (GUARD + "app.run(use_debugger=True)", [(True, "on")]),
        ("def main():\n    app.run()\n" + GUARD + "main()", [(True, None)]),
        ("def serve():\n    app.run()\nserve()", [(False, None)]),
        ("shop = Flask('x')\nshop.run()", [(False, None)]),
        ("socketio.run(app, debug=True)", [(False, "on")]),
        ("subprocess.run(app)", []),
        ("asyncio.run(main(), debug=True)", []),
        ("outer.run(host='::', debug=True)", [(False, "on")]),
        ("run(app)", []),
    ],
)
def test_run_calls(index: Index, source: str, calls: list[tuple[bool, str | None]]) -> None:
    found = index(FLASK + source).facts.run_calls
    assert [(call.guarded, call.debug) for call in found] == calls


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ("port='0.0.0.0'", "port='0.0.0.0'"),
        ("'0.0.0.0', '80 '", None),
        ("'localhost', 'http'", "port='http'"),
        ("5000", "host=5000"),
        ("host=5000, debug=True", "host=5000"),
        ("host='0.0.0.0', port=5000", None),
        ("port='5000'", None),
        ("port=''", None),
        ("host=0", None),
        ("port=PORT", None),
    ],
)
def test_run_calls_that_fail(index: Index, given: str, refused: str | None) -> None:
    (call,) = index(f"{FLASK}app.run({given})").facts.run_calls
    assert call.refused == refused


def test_a_run_call_of_another_server(index: Index) -> None:
    (call,) = index(f"{FLASK}socketio.run(app, 'localhost', port='x')").facts.run_calls
    assert call.refused is None


@pytest.mark.parametrize(
    ("source", "calls"),
    [
        ("app.run('0.0.0.0', debug=True)", [(True, False)]),
        ("app.run(host='0.0.0.0')", [(True, False)]),
        ("socketio.run(app, '::', debug=True)", [(True, False)]),
        ("app.run('127.0.0.1')", [(False, False)]),
        ("if live:\n    app.run(debug=True)", [(False, True)]),
        ("if live:\n    app.run(debug=False)\nelse:\n    app.run(debug=True)", [(False, True)] * 2),
        ("if live:\n    app.run(port=80, debug=True)\nelse:\n    app.run(debug=True)", [(False, False)] * 2),
        ("try:\n    try:\n        app.run(debug=True)\n    finally: pass\nexcept E: raise", [(False, False)]),
        ("try:\n    import waitress\nexcept E:\n    app.run(debug=True)", [(False, True)]),
        ("try:\n    if live: app.run(debug=True)\nexcept E: raise", [(False, True)]),
        ("if live:\n    try: app.run(debug=True)\n    except E: raise", [(False, True)]),
    ],
)
def test_where_run_calls_listen_and_whether_all_are_alike(
    index: Index, source: str, calls: list[tuple[bool, bool]]
) -> None:
    found = index(FLASK + source).facts.run_calls
    assert [(call.everywhere, call.chosen) for call in found] == calls


@pytest.mark.parametrize(
    ("source", "reached"),
    [
        ("app.run()", True),
        ("try:\n    app.run()\nfinally:\n    pass", True),
        ("def serve():\n    app.run()", False),
        (GUARD + "app.run()", False),
        ("def main():\n    app.run()\n" + GUARD + "main()", False),
        ("def main():\n    app.run()\ndef other():\n    main()", False),
    ],
)
def test_run_calls_that_an_import_comes_to(index: Index, source: str, *, reached: bool) -> None:
    (call,) = index(FLASK + source).facts.run_calls
    assert call.at_import is reached


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("session['a'] = 1", ["session"]),
        ("session['a'] += 1", ["session"]),
        ("session.permanent = True", ["session"]),
        ("session.pop('a')", ["session"]),
        ("del session['a']", ["session"]),
        ("import flask\nflask.session['a'] = 1", ["session"]),
        ("flash('x')", ["flash"]),
        ("from flask_login import login_user\nlogin_user(u)", ["login_user"]),
        ("from flask_login import login_user as enter\nenter(u)", ["login_user"]),
        ("from shop import flash as enter\nenter(u)", []),
        ("from flask_wtf import CSRFProtect\nCSRFProtect(app)", ["CSRFProtect"]),
        ("from flask_wtf import FlaskForm\nclass F(FlaskForm): pass", ["FlaskForm"]),
        ("x = session['a'] or session.get('a')", []),
        ("from db import session\nsession['a'] = 1", []),
        ("db.session.update(x)", []),
        ("def pay():\n    session = stripe.create()\n    session['a'] = 1\n    session.pop('b')", []),
        ("def pay(session):\n    session.clear()\n    del session['a']", []),
        ("def pay():\n    with Session() as session:\n        session.update(x)", []),
        ("def pay():\n    paid = stripe.create()\n    session['a'] = paid", ["session"]),
        ("def pay():\n    session = 1\ndef index():\n    session['a'] = 1", ["session"]),
        ("light.flash('x')", []),
    ],
)
def test_session_uses(index: Index, source: str, uses: list[str]) -> None:
    assert [use.what for use in index(FLASK + source).facts.session_uses] == uses


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("url_for('a.b', x=1, _external=True)", [("a.b", ("x",), False)]),
        ("redirect(url_for('a'))", [("a", (), False)]),
        ("url_for(endpoint='a', y=1)", [("a", ("y",), False)]),
        ("url_for('a', **values)", [("a", (), True)]),
        ("url_for('a' if x else 'b', z=1)", [("a", ("z",), False), ("b", ("z",), False)]),
        ("current_app.url_for('.a')", [(".a", (), False)]),
        ("import flask\nflask.url_for('a')", [("a", (), False)]),
        ("from flask import url_for as link\nlink('a')", [("a", (), False)]),
        ("from mine import url_for as link\nlink('a')", []),
        ("url_for(name)", []),
        ("url_for(f'a.{x}')", []),
        ("storage.url_for('a')", []),
        ("from mine import url_for\nurl_for('a')", []),
    ],
)
def test_endpoint_uses(index: Index, source: str, uses: list[tuple[str, tuple[str, ...], bool]]) -> None:
    found = index(FLASK + source).facts.endpoint_uses
    assert [(use.endpoint, use.values, use.open) for use in found] == uses


def test_an_endpoint_use_knows_its_views_router(index: Index) -> None:
    (use,) = index(f"{FLASK}@bp.route('/')\ndef page():\n    return url_for('.a')\n").facts.endpoint_uses
    assert use == EndpointUse(".a", (), False, Place("app.py", 4, 12), scope="bp")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("render_template('a.html', x=1)", [("a.html",)]),
        ("render_template(['a.html', 'b.html'])", [("a.html", "b.html")]),
        ("render_template(['a.html', name])", []),
        ("render_template('a.html' if x else 'b.html')", [("a.html",), ("b.html",)]),
        ("render_template(template_name_or_list='a.html')", [("a.html",)]),
        ("import flask\nflask.stream_template('a.html')", [("a.html",)]),
        ("app.jinja_env.get_template('a.html')", [("a.html",)]),
        ("class V(MethodView):\n    template_name = 'a.html'", [("a.html",)]),
        ("PAGE = 'a.html'\ndef f():\n    render_template(PAGE)", [("a.html",)]),
        ("FOLDER = 'shop'\nrender_template(f'{FOLDER}/a.html')", [("shop/a.html",)]),
        ("FOLDER = 'shop'\nrender_template(FOLDER + '/a.html')", [("shop/a.html",)]),
        ("PAGES = {'a': 'a.html', 'b': 'b.html'}\nrender_template(PAGES[x])", [("a.html",), ("b.html",)]),
        ("PAGES = {'a': 'a.html'}\nrender_template(PAGES.get(x, 'b.html'))", [("a.html",), ("b.html",)]),
        ("PAGE = 'a.html'\nrender_template([PAGE, 'b.html'])", [("a.html", "b.html")]),
        ("PAGES = {'a': 'a.html', 'b': made()}\nrender_template(PAGES[x])", []),
        ("render_template(f'{folder}/a.html')", []),
        ("FOLDER = 'shop'\nrender_template(f'{FOLDER}/{name}')", []),
        ("page = 'a.html'\nrender_template(page)", []),
        ("env.get_template('a.html')", []),
        ("render_template(name)", []),
        ("from mine import render_template\nrender_template('a.html')", []),
        ("class V(Widget):\n    template_name = 'a.html'", []),
    ],
)
def test_renders(index: Index, source: str, names: list[tuple[str, ...]]) -> None:
    found = index(FLASK + source).facts.renders
    assert [(item.kind, item.names) for item in found] == [("render", name) for name in names]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("page = 'a.html'; return render_template(page)", ["a.html"]),
        ("page = 'a'; return render_template(page + '.html')", ["a.html"]),
        ("page = 'a'; return render_template(f'shop/{page}.html')", ["shop/a.html"]),
        ("page = ''; page = 'a.html' if x else 'b.html'; return render_template(page)", ["a.html", "b.html"]),
        ("page = None; page = 'a.html'; return render_template(page)", ["a.html"]),
        ("page = 'a.html'; page = chosen(); return render_template(page)", []),
        ("page = 'a'; page += '.html'; return render_template(page)", []),
        ("return render_template(page)", []),
    ],
)
def test_renders_by_a_name_of_the_view(index: Index, body: str, names: list[str]) -> None:
    found = index(f"{FLASK}@app.route('/')\ndef page(x):\n    {body}\n").facts.renders
    assert [item.names for item in found] == [(name,) for name in names]


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        ("'postgres://db/shop'", "postgres"),
        ("'postgres://{}@db/shop'.format(user)", "postgres"),
        ("f'postgres://{user}@db/shop'", "postgres"),
        ("'postgres://' + host", "postgres"),
        ("'postgres://%s/shop' % host", "postgres"),
        ("f'{scheme}://db/shop'", None),
        ("os.environ['DATABASE_URL']", None),
        ("os.environ.get('DATABASE_URL', 'postgres://db/shop')", None),
        ("'shop.db'", None),
    ],
)
def test_the_scheme_that_a_database_url_begins_with(index: Index, value: str, scheme: str | None) -> None:
    (found,) = index(f"{FLASK}app.config['SQLALCHEMY_DATABASE_URI'] = {value}").facts.config_assignments
    assert found.scheme == scheme


def test_the_name_of_a_template_is_where_a_variable_got_it(index: Index) -> None:
    body = "page = 'a.html' if x else 'b.html'\n    return render_template(\n        page, title='A')"
    found = index(f"{FLASK}@app.route('/')\ndef page(x):\n    {body}\n").facts.renders
    first = FLASK.count("\n") + 3
    assert [(one.names, one.place.line) for one in found] == [(("a.html",), first), (("b.html",), first)]


@pytest.mark.parametrize(
    ("call", "given"),
    [
        ("render_template('a.html', form=form, poll=poll)", ("form", "poll")),
        ("render_template('a.html')", ()),
        ("render_template('a.html', **context)", None),
        ("render_template(PAGE, form=form)", None),
        ("app.jinja_env.get_template('a.html')", None),
    ],
)
def test_what_a_template_is_given(index: Index, call: str, given: tuple[str, ...] | None) -> None:
    found = index(f"{FLASK}PAGE = 'a.html'\ndef f():\n    {call}\n").facts.renders
    assert [item.given for item in found] == [given]


def test_classes_of_forms_and_who_speaks_of_csrf(index: Index) -> None:
    files = {
        "forms.py": "from flask_wtf import FlaskForm\nclass OrderForm(FlaskForm):\n    pass\n",
        "app.py": "from flask_wtf import CSRFProtect\n",
    }
    facts = index(files).facts
    assert [use.name for use in facts.session_uses if use.what == "FlaskForm"] == ["OrderForm"]
    assert facts.csrf_named == ("app.py",)


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("import flask\nflask.get_flashed_messages()", ("app.py",)),
        ("PAGE = '{% for one in get_flashed_messages() %}{% endfor %}'", ("app.py",)),
        ("session.pop('_flashes')", ("app.py",)),
        ("from flask import flash\nflash('hello')", ()),
    ],
)
def test_modules_that_speak_of_flashed_messages(index: Index, source: str, read: tuple[str, ...]) -> None:
    assert index(source).facts.flashes_read == read


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("app.config['HOST']", "HOST"),
        ("app.config.get('HOST', 'localhost')", "HOST"),
        ("Config.HOST", "HOST"),
        ("options.get('HOST')", None),
        ("'localhost'", None),
        ("host", None),
    ],
)
def test_the_key_of_the_host(index: Index, host: str, key: str | None) -> None:
    (call,) = index(f"{FLASK}app.run(host={host}, port=1)").facts.run_calls
    assert call.host_key == key


@pytest.mark.parametrize(
    ("code", "uncalled"),
    [
        ("app = create_app", "create_app"),
        ("from shop import create_app as make\napp = make", "create_app"),
        ("app = create_app\napp = app()", None),
        ("app = create_app()", None),
        ("if x:\n    app = create_app", None),
        ("app = application", None),
    ],
)
def test_a_factory_that_is_not_called(index: Index, code: str, uncalled: str | None) -> None:
    run = "if __name__ == '__main__':\n    app.run(debug=True)\n"
    (call,) = index(f"from shop import create_app, application\n{code}\n{run}").facts.run_calls
    assert call.uncalled == uncalled
