"""What happens inside views: identity, flows of request data, module state, and ends without a value."""

from textwrap import dedent, indent

import pytest

from releasecheck.facts import Place
from releasecheck.facts.views import Cached, ViewBody
from releasecheck.gather.source import SourceIndex
from tests.source.conftest import Index

IMPORTS = """\
from flask import (
    Flask, abort, g, redirect, render_template, render_template_string, request, send_file, session, url_for
)
from flask_login import current_user
app = Flask(__name__)
"""


def view(body: str, decorator: str = '@app.route("/page")', above: str = "", takes: str = "") -> str:
    """A module with one view."""
    before = f"{above}\n" if above else ""
    return f"{IMPORTS}{before}{decorator}\ndef page({takes}):\n{indent(dedent(body).strip(), '    ')}\n"


def only(found: SourceIndex) -> ViewBody:
    (body,) = found.facts.views
    return body


def test_a_function_without_a_route_is_no_view(index: Index) -> None:
    assert index(f"{IMPORTS}def page():\n    session['a']\n").facts.views == ()


def test_a_method_of_a_class_based_view(index: Index) -> None:
    found = index(f"{IMPORTS}class Page(MethodView):\n    def post(self):\n        return session['a']\n")
    body = only(found)
    assert (body.function, body.verb, body.view, body.place) == (
        "post",
        "POST",
        Place("app.py", 6, 1),
        Place("app.py", 7, 5),
    )
    assert body.identity == ("session",)


@pytest.mark.parametrize(
    "given",
    [
        'app.add_url_rule("/page", view_func=page)',
        'app.add_url_rule("/page", endpoint="page", view_func = page)',
        'app.add_url_rule("/page", "page", page)',
        'app.add_url_rule("/page", None, page, methods=["POST"])',
        'app.add_url_rule("/page", endpoint="page", view_func=views.page)',
        'app.add_url_rule(rule="/page", view_func=views.shop.page)',
        'app.add_url_rule("/page", "page", Pages.page)',
        'app.add_url_rule("/page", view_func=login_required(page))',
        'app.add_url_rule("/page", view_func=limiter.limit(views.page))',
        'app.add_url_rule(\n    "/page",\n    "page",\n    page,\n)',
        'bp.route("/page")(page)',
        'bp.route("/page", methods=["GET", "POST"])(views.page)',
        'bp.route("/page", methods=("GET",))(login_required(page))',
        'bp.get("/page")(views.shop.page)',
        'bp.get("")(page)',
        'bp.get(rule="/page")(page)',
    ],
)
def test_a_function_given_to_add_url_rule_in_another_file(given: str, index: Index) -> None:
    page = f"{IMPORTS}@login_required\ndef page():\n    db.session.commit()\n    return session['a']\n"
    found = index({"app.py": page, "setup.py": f"def routes(app):\n{indent(given, '    ')}\n"})
    body = only(found)
    assert (body.function, body.verb, body.place, body.view) == ("page", None, *(Place("app.py", 7, 1),) * 2)
    assert (body.decorators, body.identity, body.writes) == (
        ("login_required",),
        ("session",),
        ("session.commit",),
    )
    assert found.facts.route_functions == ()


def test_a_static_method_given_to_add_url_rule(index: Index) -> None:
    found = index(
        f"{IMPORTS}class Pages:\n    @staticmethod\n    @login_required\n    def page():\n"
        "        session['a']\n\n"
        'app.add_url_rule("/page", view_func=Pages.page)\n'
    )
    body = only(found)
    assert (body.place, body.decorators, body.ends_at) == (
        Place("app.py", 9, 5),
        ("login_required",),
        Place("app.py", 10, 9),
    )


@pytest.mark.parametrize(
    "given",
    [
        'app.add_url_rule("/page", view_func=other)',
        'app.add_url_rule("/page", view_func=Page.as_view("page"))',
        'app.add_url_rule("/page", "page")',
        'app.route("/page")(other)',
        "RUNNERS.get(kind)(page)",
        'RUNNERS.get("nightly")(page)',
        "view_func=page",
    ],
)
def test_a_function_given_to_nobody(given: str, index: Index) -> None:
    assert index(f"{IMPORTS}def page():\n    session['a']\n\n# {given}\n").facts.views == ()


def test_a_decorated_view_given_to_add_url_rule_too(index: Index) -> None:
    found = index(view("db.session.commit()") + 'app.add_url_rule("/old", view_func=page)\n')
    assert only(found).writes == ()
    assert [one.writes for one in found.facts.route_functions] == [("session.commit",)]


@pytest.mark.parametrize(
    ("body", "takes", "identity"),
    [
        ("session = stripe.create()\nreturn redirect(session.url)", "", ()),
        ("session = stripe.create()\nreturn jsonify(session)", "", ()),
        ("session = stripe.create()\nreturn session['id']", "", ()),
        ("session, error = create()\nreturn session.url", "", ()),
        ("with Session() as session:\n    return session.get(User, 1)", "", ()),
        ("return session.get(User, 1)", "session", ()),
        ("current_user = User.query.first()\nreturn current_user.name", "", ()),
        ("paid = stripe.create()\nreturn session['id'] + paid.id", "", ("session",)),
        ("session['paid'] = stripe.create()\nreturn session['id']", "", ("session",)),
    ],
)
def test_a_name_of_its_own_is_not_flask_s(
    index: Index, body: str, takes: str, identity: tuple[str, ...]
) -> None:
    assert only(index(view(body, takes=takes))).identity == identity


@pytest.mark.parametrize(
    ("body", "identity"),
    [
        ("return session['name']", ("session",)),
        ("return session.get('name')", ("session",)),
        ("return 'x' in session", ("session",)),
        ("return show(session)", ("session",)),
        ("return current_user.name", ("current_user",)),
        ("return show(current_user)", ("current_user",)),
        ("return g.user", ("g.user",)),
        (
            "from flask_jwt_extended import get_jwt_identity\nreturn get_jwt_identity()",
            ("get_jwt_identity()",),
        ),
        ("from flask_jwt_extended import current_user\nreturn current_user.name", ("get_current_user()",)),
        ("import flask\nreturn flask.session['name']", ("session",)),
        ("def inner():\n    return session['a']\nreturn inner()", ("session",)),
        # Nobody is told apart:
        ("session['name'] = 1", ()),
        ("session.clear()", ()),
        ("session.pop('name')", ()),
        ("session.permanent = True", ()),
        ("return g.db", ()),
        ("return db.session.get(1)", ()),
        ("from db import session\nreturn session['name']", ()),
    ],
)
def test_what_tells_visitors_apart(index: Index, body: str, identity: tuple[str, ...]) -> None:
    assert only(index(view(body))).identity == identity


@pytest.mark.parametrize(
    ("body", "late"),
    [
        ("db.session.delete(x)\ndb.session.commit()\nreturn show(current_user)", True),
        ("db.session.delete(x)\nif x == current_user:\n    return\ndb.session.commit()", False),
        ("show(current_user)\ndb.session.commit()\nreturn show(session)", False),
        ("db.session.commit()", False),
        ("return show(current_user)", False),
    ],
)
def test_who_it_is_after_all_is_done(index: Index, body: str, late: bool) -> None:
    assert only(index(view(body))).looks_late is late


@pytest.mark.parametrize(
    ("imports", "reads"),
    [
        ("from flask import request", ("method", "request")),
        ("from app.names import *", ("method", "request")),
        ("from app import request", ("method", "request")),
        ("from urllib import request", ()),
    ],
)
def test_the_request_as_a_module_of_the_project_hands_it_on(
    index: Index, imports: str, reads: tuple[str, ...]
) -> None:
    body = "if request.method == 'POST':\n    return handle(request)\nreturn 1"
    taken = view(body).replace("request, ", "").replace("app = Flask", f"{imports}\napp = Flask")
    assert only(index(taken)).reads == reads


def test_parts_of_the_request_and_calls(index: Index) -> None:
    body = only(index(view("form = Form(request.form)\nif form.validate():\n    return request.args")))
    assert body.reads == ("form", "args")
    assert body.calls == ("Form", "validate")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("return render_template_string('a' + request.args['x'])", [("template", 'request.args["x"]')]),
        ("return render_template_string('%s' % request.form['x'])", [("template", 'request.form["x"]')]),
        (
            "return render_template_string('{}'.format(request.args['x']))",
            [("template", 'request.args["x"]')],
        ),
        (
            "x = request.args.get('x')\nreturn render_template_string(f'<p>{x}')",
            [("template", 'request.args["x"]')],
        ),
        ("return str(re.search(request.args['q'], t))", [("pattern", 'request.args["q"]')]),
        ("q = request.form['q'].strip()\nreturn re.sub('^' + q, '', t)", [("pattern", 'request.form["q"]')]),
        (
            "return [t for t in BOOKS if re.search(request.args['q'], t)]",
            [("pattern", 'request.args["q"]')],
        ),
        (
            "q = request.args['q']\nfor t in BOOKS:\n    if re.search(q, t) is not None:\n        return t",
            [("pattern", 'request.args["q"]')],
        ),
        ("return re.search(re.escape(request.args['q']), t)", []),
        ("return str(re.search(WORD, request.args['q']))", []),
        ("q = request.args['q']\nif len(q) > 9:\n    abort(400)\nreturn re.search(q, t)", []),
        ("q = request.args['q']\nif not re.match(WORD, q):\n    abort(400)\nreturn open(q)", []),
        ("return redirect(request.args.get('next'))", [("redirect", 'request.args["next"]')]),
        ("return redirect(request.args.get('next') or url_for('a'))", [("redirect", 'request.args["next"]')]),
        (
            "n = request.args.get('n')\nreturn redirect(n) if n else redirect('/')",
            [("redirect", 'request.args["n"]')],
        ),
        (
            "n = request.args.get('n')\nif not n:\n    n = '/'\nreturn redirect(n)",
            [("redirect", 'request.args["n"]')],
        ),
        (
            "n = request.args.get('n')\nif current_user.is_admin:\n    n = '/admin'\nreturn redirect(n)",
            [("redirect", 'request.args["n"]')],
        ),
        (
            "n = request.args.get('n')\nif not n:\n    n = '/'\n    return redirect(n)\nreturn redirect(n)",
            [("redirect", 'request.args["n"]')],
        ),
        ("if (n := request.values['n']):\n    return redirect(n)", [("redirect", 'request.values["n"]')]),
        (
            "n = request.args.get('n')\nif n is not None and n != '':\n    return redirect(n)",
            [("redirect", 'request.args["n"]')],
        ),
        ("return send_file('a/' + request.args['f'])", [("file", 'request.args["f"]')]),
        ("return send_file(os.path.join(A, request.args['f']))", [("file", 'request.args["f"]')]),
        ("return open(Path(request.get_json()['f'])).read()", [("file", 'request.get_json()["f"]')]),
        ("data = request.get_json()\nreturn open(data['f']).read()", [("file", "request.get_json()")]),
        (
            "f = request.files['f']\nf.save(os.path.join(A, f.filename))",
            [("file", 'request.files["f"].filename')],
        ),
        ("return str(eval(request.args['x']))", [("code", 'request.args["x"]')]),
        ("x = request.form.get('x', '').strip()\nexec(x)", [("code", 'request.form["x"]')]),
        ("return str(sympy.parse_expr(request.get_json()['x']))", [("code", 'request.get_json()["x"]')]),
        ("os.system('ping ' + request.args['x'])", [("code", 'request.args["x"]')]),
        (
            "subprocess.run(f'ping {request.args[\"x\"]}', shell=True)",
            [("code", 'request.args["x"]')],
        ),
        ("return pickle.loads(request.cookies['x'])", [("code", 'request.cookies["x"]')]),
        # The value is looked at, or is not the whole of it:
        ("x = request.args['x']\nif x in ALLOWED:\n    return str(eval(x))", []),
        ("return str(eval(RULES[request.args['x']]))", []),
        ("return str(eval('1 + %d' % int(request.args['x'])))", []),
        ("return str(frame.eval(request.args['x']))", []),
        ("subprocess.run(['ping', request.args['x']])", []),
        ("subprocess.run(request.args['x'], shell=False)", []),
        ("return render_template_string('{{ x }}', x=request.args['x'])", []),
        ("n = request.args.get('n')\nif is_safe_url(n):\n    return redirect(n)", []),
        ("n = request.args.get('n')\nif not n:\n    n = '/'\nn = '/home'\nreturn redirect(n)", []),
        ("n = request.args.get('n')\nif not n:\n    n = '/'\n    return redirect(n)\nabort(404)", []),
        ("n = request.args.get('n')\nif new():\n    n = '/'\nelse:\n    n = '/old'\nreturn redirect(n)", []),
        ("n = request.args.get('n')\nif not n or url_parse(n).netloc:\n    n = '/'\nreturn redirect(n)", []),
        ("n = request.args.get('n')\nif not n or Url(n).host != '':\n    n = '/'\nreturn redirect(n)", []),
        ("n = request.args.get('n')\nif n and Url(n).host:\n    n = '/'\nreturn redirect(n)", []),
        ("n = request.args.get('n')\nif n not in PLACES:\n    n = '/'\nreturn redirect(n)", []),
        ("n = request.args['n']\nif n[:1] != '/' or n[:2] == '//':\n    abort()\nreturn redirect(n)", []),
        ("n = request.args['n']\nif n.startswith('/img/'):\n    return redirect(n)", []),
        ("n = request.args['n']\nif n.startswith('/'):\n    return send_file(n)", []),
        (
            "n = request.args['n']\nif n.startswith('/') and not n.startswith('//'):\n    return redirect(n)",
            [],
        ),
        (
            "n = request.args['n']\nif n.startswith('/') and not urlsplit(n).netloc:\n    return redirect(n)",
            [],
        ),
        (
            "if not is_safe(request.args.get('n')):\n    abort(400)\nreturn redirect(request.args.get('n'))",
            [],
        ),
        ("n = request.args['n']\nif n not in ALLOWED:\n    abort(404)\nreturn open(n)", []),
        ("n = request.args['n']\nvalidate(n)\nreturn open(n)", []),
        ("n = secure_filename(request.args['n'])\nreturn open(n)", []),
        ("n = request.args['n']\nn = clean(n)\nreturn open(n)", []),
        ("n = next(x for x in KNOWN if x == request.args['n'])\nreturn open(n)", []),
        ("n = request.args['n']\nmatch n:\n    case 'a':\n        return open(n)", []),
        ("return redirect('/users/' + request.form['name'])", []),
        ("return redirect(f'/users/{request.form[\"name\"]}')", []),
        ("return redirect(url_for('a', next=request.args['next']))", []),
        ("return redirect(PLACES[request.args['n']])", []),
        ("return open('a%d' % int(request.args['n']))", []),
        ("return send_file(request.args.get('n', type=int))", []),
        ("return send_from_directory('a', request.args['n'])", []),
        ("f = request.files['f']\nf.save(os.path.join(A, secure_filename(f.filename)))", []),
        ("f = request.files['f']\nimage.save('a' + f.name)", []),
        ("return storage.open(request.args['n'])", []),
        ("return redirect(request.referrer)", []),
    ],
)
def test_flows(index: Index, body: str, found: list[tuple[str, str]]) -> None:
    flows = only(index(view(body))).flows
    assert [(flow.kind, flow.source) for flow in flows] == found


@pytest.mark.parametrize(
    "body",
    [
        "n = request.args['n']\nif n is None or not n.startswith('/'):\n    abort()\nreturn redirect(n)",
        "n = request.args.get('n')\nif not n or not n.startswith('/'):\n    n = '/'\nreturn redirect(n)",
        "n = request.args.get('n', '')\nreturn redirect(n if n.startswith('/') else '/')",
        "if request.args['n'].startswith('/'):\n    return redirect(request.args['n'])",
    ],
)
def test_a_redirect_that_only_has_to_begin_with_a_slash(index: Index, body: str) -> None:
    flows = only(index(view(body))).flows
    assert [(flow.kind, flow.rooted) for flow in flows] == [("redirect", True)]


@pytest.mark.parametrize(
    "body",
    [
        "n = request.args.get('n')\nif not n or urlsplit(n).netloc:\n    n = '/'\nreturn redirect(n)",
        "n = request.args.get('n')\nif not n or urlparse(n).netloc != '':\n    n = '/'\nreturn redirect(n)",
        "n = request.args['n']\nreturn redirect('/' if urlsplit(n).netloc else n)",
        "if not urlsplit(request.args['n']).netloc:\n    return redirect(request.args['n'])",
    ],
)
def test_a_redirect_that_only_must_not_name_a_host(index: Index, body: str) -> None:
    flows = only(index(f"from urllib.parse import urlparse, urlsplit\n{view(body)}")).flows
    assert [(flow.kind, flow.rooted, flow.hostless) for flow in flows] == [("redirect", False, True)]


@pytest.mark.parametrize(
    "body",
    [
        "n = request.args['n']\nif urlsplit(n).netloc != HOST:\n    n = '/'\nreturn redirect(n)",
        "n = request.args['n']\nif urlsplit(n).netloc or urlsplit(n).scheme:\n    n = ''\nreturn redirect(n)",
        "n = request.args['n']\nif urlsplit(n).netloc or n[0] != '/':\n    n = '/'\nreturn redirect(n)",
        (
            "n = request.args['n']\n"
            "if urlsplit(n).netloc or not n.startswith('/'):\n    n = '/'\nreturn redirect(n)"
        ),
        "n = request.args['n']\nparts = urlsplit(n)\nif parts.netloc:\n    n = '/'\nreturn redirect(n)",
        "n = request.args['n']\nif urlsplit(n).netloc:\n    n = '/'\nreturn open(n)",
    ],
)
def test_a_host_is_not_all_that_is_asked_for(index: Index, body: str) -> None:
    assert only(index(f"from urllib.parse import urlsplit\n{view(body)}")).flows == ()


@pytest.mark.parametrize(
    ("asked", "looks"),
    [
        ("not all([n, other])", False),
        ("not all((n, request.files.get('f')))", False),
        ("any(not x for x in [n, other])", False),
        ("any([x is None for x in (n, other)])", False),
        ("None in (n, other) or '' in [n]", False),
        ("not bool(n)", False),
        ("len(n) == 0", False),
        ("not isinstance(n, str)", False),
        ("n is None or not n.strip()", False),
        ("not all([n, n in ALLOWED])", True),
        ("not all([n, n.isalnum()])", True),
        ("not all(c in ALLOWED for c in n)", True),
        ("not all(c.isalnum() for c in n)", True),
        ("any(x in n for x in ('/', '..'))", True),
        ("'..' in n", True),
        ("'http' in n", True),
        ("len(n) != 36", True),
        ("not isinstance(n, int)", True),
        ("any(x == n for x in known)", True),
    ],
)
def test_that_there_is_a_value_says_nothing_of_it(asked: str, looks: bool, index: Index) -> None:
    body = f"n = request.form.get('n')\nif {asked}:\n    abort(400)\nreturn open(n)"
    assert bool(only(index(view(body))).flows) is not looks


@pytest.mark.parametrize(
    ("asked", "looks"),
    [
        ("'n' not in data", False),
        ("not data or 'n' not in data", False),
        ("not all(k in data for k in ('n', 'm'))", False),
        ("not all(k in data for k in required_fields)", False),
        ("data['n'] not in ALLOWED", True),
        ("not is_valid(data)", True),
    ],
)
def test_that_a_key_is_there_says_nothing_of_its_value(asked: str, looks: bool, index: Index) -> None:
    body = f"data = request.get_json()\nif {asked}:\n    abort(400)\nreturn open(data['n'])"
    assert bool(only(index(view(body))).flows) is not looks


def test_a_value_of_the_rule_that_may_hold_slashes(index: Index) -> None:
    slashes = view("return send_file('a/' + name)", '@app.route("/a/<path:name>")', takes="name")
    none = view("return send_file('a/' + name)", '@app.route("/a/<name>")', takes="name")
    assert [flow.source for flow in only(index(slashes)).flows] == ["<path:name>"]
    assert only(index(none)).flows == ()


@pytest.mark.parametrize(
    "asked",
    ["os.path.exists(path)", "os.path.isfile(path)", "path.exists()", "not path.is_file()", "isfile(path)"],
)
def test_that_the_file_is_there_says_nothing_of_where(asked: str, index: Index) -> None:
    body = f"path = Path(FOLDER) / name\nif {asked}:\n    pass\nreturn open(str(path))"
    slashes = view(body, '@app.route("/<path:name>")', takes="name")
    found = only(index(f"from os.path import isfile\n{slashes}"))
    assert [(flow.kind, flow.source) for flow in found.flows] == [("file", "<path:name>")]


@pytest.mark.parametrize(
    "asked", ["exists(path)", "Invoice.exists(path)", "path.exists(name)", "is_inside(path)"]
)
def test_that_the_record_is_there(asked: str, index: Index) -> None:
    body = f"path = Path(FOLDER) / name\nif not {asked}:\n    abort(404)\nreturn open(path)"
    assert only(index(view(body, '@app.route("/<path:name>")', takes="name"))).flows == ()


SHOP = "class Shop:\n    cart = []\n    cache = {}\n    names = ()\n"


@pytest.mark.parametrize(
    ("above", "body", "changes"),
    [
        ("items = []", "items.append(1)", [("app.items", "append()")]),
        (
            "",
            "user = find()\ncurrent_app.config['MAIL_OF'] = user.email",
            [('current_app.config["MAIL_OF"]', "an item is set")],
        ),
        ("", "app.config['SEEN'] = request.form['x']", [('current_app.config["SEEN"]', "an item is set")]),
        ("", "app.seen = request.form['x']", [("current_app.seen", "it is given another value")]),
        ("", "app.ready = True", []),
        ("", "app = find()\napp.status = request.form['x']", []),
        ("", "app.secret_key = session['x']", []),
        ("", "current_app.storage.remove('x')", []),
        ("", "current_app.storage.update(request.form)", []),
        ("", "current_app.config.update(request.form)", [("current_app.config", "update()")]),
        ("", "app.config['DEBUG'] = True", []),
        ("", "app.config['ADS'] = True\napp.config['ADS'] = True", []),
        ("", "app.config['ADS'] = x['ADS']\napp.config['TOP'] = True", []),
        ("", "app.config['ADS'] = not app.config['TOP']", []),
        (
            "",
            "if app.config['ADS']:\n    app.config['ADS'] = False\nelse:\n    app.config['ADS'] = True",
            [('current_app.config["ADS"]', "it is switched")],
        ),
        ("", "app.config['ADS'] = not app.config['ADS']", [('current_app.config["ADS"]', "it is switched")]),
        ("LIMIT = 5", "app.config['LIMIT'] = LIMIT", []),
        ("", "folder = join(a, 'b')\napp.config['UPLOAD_FOLDER'] = folder", []),
        ("", "room = find()\nroom.config['x'] = request.form['x']", []),
        (
            "",
            "old = app.config.get('SEEN')\nif old != 1:\n    app.config['SEEN'] = old",
            [('current_app.config["SEEN"]', "an item is set")],
        ),
        (
            "",
            "a = find()\nif not hasattr(app, 'other'):\n    app.seen = a",
            [("current_app.seen", "it is given another value")],
        ),
        *(
            ("", f"found = load()\n{asked}:\n    {filled}", [])
            for filled, tests in {
                "app.rates = found": (
                    *("if not hasattr(app, 'rates')", "if getattr(app, 'rates', None) is None"),
                    *("if not getattr(app, 'rates', None)", "if app.rates is None", "if not app.rates"),
                    "old = getattr(app, 'rates', None)\nif old is None",
                ),
                "current_app.config['RATES'] = found": (
                    *("if 'RATES' not in app.config", "if current_app.config.get('RATES') is None"),
                    *("if not app.config['RATES']", "if found and 'RATES' not in app.config"),
                    "old = app.config.get('RATES')\nif not old",
                    "if (old := app.config.get('RATES')) is None",
                ),
            }.items()
            for asked in tests
        ),
        ("", "found = load()\napp.model = found", []),
        ("", "found = load()\ncurrent_app.config['REDIS_CLIENT'] = found", []),
        ("items = {}", "items['a'] = 1", [("app.items", "an item is set")]),
        ("items = {}", "del items['a']", [("app.items", "an item is deleted")]),
        ("items = defaultdict(list)", "items['a'] += [1]", [("app.items", "an item is set")]),
        ("items = []", "global items\nitems = []", [("app.items", "it is given another value")]),
        ("total = 0", "global total\ntotal += 1", [("app.total", "it is given another value")]),
        ("items: list = [1]", "items.clear()", [("app.items", "clear()")]),
        ("items = {}", "if key in items:\n    items.pop(key)", [("app.items", "pop()")]),
        ("BLOCKLIST = set()", "BLOCKLIST.add(key)", [("app.BLOCKLIST", "add()")]),
        ("items = {}", "items[key]['a'] = 1", [("app.items", "an item of an item is set")]),
        (
            "items = {}",
            "if key not in items:\n    items[key] = []\nitems[key].append(1)",
            [("app.items", "append() of an item")],
        ),
        ("items = json.load(open('x'))", "items['a'] = 1", [("app.items", "an item is set")]),
        (
            "def load():\n    if x:\n        return {}\n    return json.load(f)\nitems = load()",
            "items['a'] = 1",
            [("app.items", "an item is set")],
        ),
        (f"{SHOP}shop = Shop()", "shop.cart.append(1)", [("app.shop.cart", "append()")]),
        (f"{SHOP}shop = Shop()", "shop.cart.clear()", [("app.shop.cart", "clear()")]),
        # The view's own, or a process's on purpose:
        (SHOP, "shop = Shop()\nshop.cart.append(1)", []),
        (f"{SHOP}shop = Shop()", "shop = find()\nshop.cart.append(1)", []),
        (f"{SHOP}shop = Shop()", "shop.names.append(1)", []),
        (f"{SHOP}shop = Shop()", "shop.cache.clear()", []),
        (f"{SHOP}shop = Shop()", "shop.owner.cart.append(1)", []),
        ("from shelf import Shop\nshop = Shop()", "shop.cart.append(1)", []),
        (f"{SHOP}shop = find()", "shop.cart.append(1)", []),
        ("def connect():\n    return redis.Redis()\nitems = connect()", "items['a'] = 1", []),
        ("from shelf import load\nitems = load()", "items['a'] = 1", []),
        ("items = {}", "items = load()\nitems['a']['b'].append(1)", []),
        ("CACHE = {}", "CACHE['a']['b'] = 1", []),
        ("from flask import session", "session['cart'].append(1)", []),
        ("items = []", "items = []\nitems.append(1)", []),
        ("items = []", "for items in x:\n    items.append(1)", []),
        ("items = []", "with x as items:\n    items.append(1)", []),
        ("items = ()", "items.append(1)", []),
        ("", "items.append(1)", []),
        ("CACHE = {}", "CACHE['a'] = 1", []),
        ("row_locks = {}", "row_locks['a'] = 1", []),
        ("items = {}", "if key not in items:\n    items[key] = compute(key)\nreturn items[key]", []),
        ("total = None", "global total\nif total is None:\n    total = load()", []),
        ("model = None", "global model\nmodel = load()", []),
        ("items = []", "return sorted(items)", []),
        ("from shelf import items", "items.append(1)", []),
        ("items = Thing()", "items.update(1)", []),
        ("asks = reqparse.RequestParser()", "asks.add_argument('x')", [("app.asks", "add_argument()")]),
        ("asks = RequestParser()", "asks.remove_argument('x')", [("app.asks", "remove_argument()")]),
        (
            "asks = RequestParser()\ndef more():\n    asks.replace_argument('x')",
            "more()",
            [("app.asks", "replace_argument() in more()")],
        ),
        ("asks = RequestParser()", "asks = asks.copy()\nasks.add_argument('x')", []),
        ("asks = RequestParser()\nasks.add_argument('x')", "asks.parse_args()", []),
        ("asks = ArgumentParser()", "asks.add_argument('x')", []),
        ("asks = {}", "asks.add_argument('x')", []),
    ],
)
def test_module_state(index: Index, above: str, body: str, changes: list[tuple[str, str]]) -> None:
    found = only(index(view(body, above=above))).changes
    assert [(change.variable, change.how) for change in found] == changes


BOARD = "class Board:\n    def __init__(self):\n        self.user, self.seen = None, 0\n"
FROM_REQUEST = "it is given what this request brings"


@pytest.mark.parametrize(
    ("above", "body", "changes"),
    [
        (f"{BOARD}board = Board()", "board.user = request.form['x']", [("app.board.user", FROM_REQUEST)]),
        (
            f"{BOARD}board = Board()",
            "a = int(request.json['a'])\nboard.user = a",
            [("app.board.user", FROM_REQUEST)],
        ),
        (f"{BOARD}board = Board()", "board.user = current_user.name", [("app.board.user", FROM_REQUEST)]),
        (f"{BOARD}board = Board()", "board.seen += 1", [("app.board.seen", "it is added to")]),
        (f"@dataclass\n{BOARD}board = Board()", "board.seen += 1", [("app.board.seen", "it is added to")]),
        (BOARD, "Board.user = request.form['x']", [("app.Board.user", FROM_REQUEST)]),
        ("import openai", "openai.api_key = request.form['key']", [("openai.api_key", FROM_REQUEST)]),
        (
            f"{BOARD}board = Board()\ndef count():\n    board.seen += 1",
            "count()",
            [("app.board.seen", "it is added to in count()")],
        ),
        # The same for all, the view's own, or nobody knows what:
        ("import openai", "openai.api_key = os.environ['KEY']", []),
        ("import openai", "key = current_app.config['KEY']\nopenai.api_key = key", []),
        ("import openai", "import openai as ai\nai = find()\nai.api_key = request.form['key']", []),
        (f"{BOARD}board = Board()", "board.user = None", []),
        (f"{BOARD}board = Board()", "a = request.form['x']\na = 1\nboard.user = a", []),
        (f"{BOARD}board = Board()", "board.connection = request.form['x']", []),
        (f"{BOARD}board = Board()", "board = Board()\nboard.user = request.form['x']", []),
        (f"{BOARD}board = Board()", "board = find()\nboard.seen += 1", []),
        (f"{BOARD}board = Board()", "for board in x:\n    board.seen += 1", []),
        (f"{BOARD}board = find()", "board.user = request.form['x']", []),
        (f"{BOARD}board = LocalProxy(Board)", "board.user = request.form['x']", []),
        ("board = threading.local()", "board.user = request.form['x']", []),
        ("class Board(threading.local):\n    pass\nboard = Board()", "board.user = request.form['x']", []),
        ("class Board(db.Model):\n    pass", "Board.user = request.form['x']", []),
        ("@keeping\nclass Board:\n    pass\nboard = Board()", "board.user = request.form['x']", []),
        ("class Board:\n    user = Kept()\nboard = Board()", "board.user = request.form['x']", []),
        (
            "class Board:\n    @property\n    def user(self): ...\nboard = Board()",
            "board.user = request.form['x']",
            [],
        ),
        (
            "class Board:\n    def __setattr__(self, name, to): ...\nboard = Board()",
            "board.user = request.form['x']",
            [],
        ),
        ("from flask import g", "g.user = request.form['x']", []),
        ("from flask import session", "session.permanent = request.form['x']", []),
        ("from flask_login import current_user", "current_user.name = request.form['x']", []),
        ("from models import db", "user = db.get(1)\nuser.name = request.form['x']\nuser.seen += 1", []),
    ],
)
def test_module_state_in_attributes(
    index: Index, above: str, body: str, changes: list[tuple[str, str]]
) -> None:
    found = only(index(view(body, above=above))).changes
    assert [(change.variable, change.how) for change in found] == changes


def test_module_state_in_attributes_of_another_module(index: Index) -> None:
    files = {
        "app.py": view(
            "board.user = request.form['x']\nsettings.user = request.form['x']\nsettings.wide += 1",
            above="from boards import board\nimport settings",
        ),
        "boards.py": f"{BOARD}board = Board()\n",
        "settings.py": "user = None\n",
    }
    changes = only(index(files)).changes
    assert [one.variable for one in changes] == ["boards.board.user", "settings.user", "settings.wide"]


def test_what_a_path_brings_in_an_attribute(index: Index) -> None:
    source = view("board.mode = mode", '@app.route("/<mode>")', above=f"{BOARD}board = Board()", takes="mode")
    assert [one.variable for one in only(index(source)).changes] == ["app.board.mode"]


def test_module_state_in_an_object_of_another_module(index: Index) -> None:
    shops = f"{SHOP}desk = Shop()\n"
    of_object = {"app.py": view("desk.cart.append(1)", above="from shops import desk"), "shops.py": shops}
    of_class = {
        "app.py": view("desk.cart.append(1)", above="from shops import Shop\ndesk = Shop()"),
        "shops.py": SHOP,
    }
    changes = [only(index(files)).changes for files in (of_object, of_class)]
    assert [[one.variable for one in each] for each in changes] == [["shops.desk.cart"], ["app.desk.cart"]]


def test_module_state_of_another_module(index: Index) -> None:
    files = {"app.py": view("ITEMS.append(1)", above="from shelf import ITEMS"), "shelf.py": "ITEMS = []\n"}
    (change,) = only(index(files)).changes
    assert (change.variable, change.place) == ("shelf.ITEMS", Place("app.py", 9, 5))


@pytest.mark.parametrize(
    ("imported", "files", "variables"),
    [
        ("from data.shelf import ITEMS", ["app/data/shelf.py"], ["app.data.shelf.ITEMS"]),
        ("from data.shelf import ITEMS", ["app/data/shelf.py", "data/shelf.py"], ["data.shelf.ITEMS"]),
        ("from shelf import ITEMS", ["app/routes/shelf.py"], ["app.routes.shelf.ITEMS"]),
        ("from shelf import ITEMS", ["lib/shelf.py"], []),  # a library's, for all that is known
    ],
)
def test_module_state_below_the_folder_of_the_started_file(
    index: Index, imported: str, files: list[str], variables: list[str]
) -> None:
    shelves = dict.fromkeys(files, "ITEMS = []\n")
    views = {"app/__init__.py": "", "app/routes/items.py": view("ITEMS.append(1)", above=imported)}
    found = only(index({**views, **shelves})).changes
    assert [change.variable for change in found] == variables


def test_module_state_that_a_function_of_another_module_makes(index: Index) -> None:
    above = "from shelf import load\nITEMS = load()"
    files = {"app.py": view("ITEMS['a'] = 1", above=above), "shelf.py": "def load():\n    return {}\n"}
    assert [change.variable for change in only(index(files)).changes] == ["app.ITEMS"]


def test_a_parameter_is_no_module_state(index: Index) -> None:
    assert only(index(view("items.append(1)", above="items = []", takes="items"))).changes == ()


POST = '@app.route("/page", methods=["POST"])'
BOTH = '@app.route("/page", methods=["GET", "POST"])'


@pytest.mark.parametrize(
    ("decorator", "body", "line"),
    [
        (POST, "if form.validate():\n    return 1", 8),
        (POST, "pass", 8),
        (POST, "return", 8),
        (POST, "x = 1\nif x:\n    return None\nreturn x", 10),
        (POST, "for x in y:\n    return x", 8),
        (POST, "while x:\n    return x", 8),
        (POST, "try:\n    save()\n    return x\nexcept E:\n    flash(1)", 8),
        (POST, "try:\n    return Item.query.all()\nexcept:\n    flash(1)", 8),
        (POST, "try:\n    return request.form['x']\nexcept KeyError:\n    pass", 8),
        (POST, "try:\n    return x / y\nexcept E:\n    pass", 8),
        (POST, "try:\n    raise E\nexcept E:\n    pass", 8),
        (POST, "with suppress(E):\n    return x", 8),
        (POST, "match x:\n    case 1:\n        return 2", 8),
        (POST, "while True:\n    if x:\n        break", 8),
        (BOTH, "if request.method == 'POST':\n    return 1", 8),
        (BOTH, "if request.method == 'POST':\n    x()\nif request.method == 'GET':\n    return 2", 10),
        (BOTH, "if request.method == 'POST':\n    return 1\nif x:\n    return 2", 10),
        (POST, "def inner():\n    return 1\ninner()", 10),
        # Every path has a value, or leaves:
        (POST, "return 1", None),
        (POST, "if x:\n    return 1\nelse:\n    return 2", None),
        (POST, "if x:\n    return 1\nelif y:\n    return 2\nelse:\n    abort(404)", None),
        (POST, "if request.method == 'POST':\n    return 1", None),
        (
            BOTH,
            "if request.method == 'POST':\n    return 1\nelif request.method == 'GET':\n    return 2",
            None,
        ),
        ('@app.route("/page", methods={"post"})', "if request.method == 'POST':\n    return 1", None),
        ('@app.route("/page", methods=["get", "post"])', "if request.method == 'POST':\n    return 1", 8),
        ('@app.route("/page", methods=METHODS)', "if request.method == 'POST':\n    return 1", None),
        (
            BOTH,
            "if request.method == 'POST':\n    return 1\nx = 1\nif request.method == 'GET':\n    return 2",
            None,
        ),
        # What is tried cannot fail, as far as anybody foresees:
        (POST, "try:\n    return x\nexcept E:\n    print(1)", None),
        (POST, "try:\n    return render_template('a.html', x=x)\nexcept E as e:\n    print(e)", None),
        (POST, "try:\n    flash('a')\n    return redirect(url_for('b'))\nexcept E:\n    pass", None),
        (POST, "raise E", None),
        (POST, "abort(404)", None),
        (POST, "api.abort(404)", None),
        (POST, "while True:\n    if x:\n        return 1", None),
        (POST, "while True:\n    for x in y:\n        break", None),
        (POST, "try:\n    return x\nfinally:\n    close()", None),
        (POST, "try:\n    x()\nexcept E:\n    return 1\nelse:\n    return 2", None),
        (POST, "with x:\n    return 1", None),
        (POST, "match x:\n    case 1:\n        return 2\n    case _:\n        return 3", None),
        (POST, "match x in y:\n    case True:\n        return 2\n    case False:\n        return 3", None),
        (
            BOTH,
            "match request.method:\n    case 'GET':\n        return 2\n    case 'POST':\n        return 3",
            None,
        ),
        (POST, "yield 1", None),
        (POST, "for x in y:\n    yield x", None),
        (POST, "def inner():\n    return\nreturn inner", None),
        (POST, "user = User(name=1)\nif user:\n    return 'made'", None),
        (
            POST,
            "try:\n    user = user_schema.load(x)\n    if user:\n        return 1\nexcept E:\n    return 2",
            None,
        ),
        (POST, "user = User(name=1)\nuser = find(user)\nif user:\n    return 'made'", 10),
        (POST, "user = User(name=1)\nif user.name:\n    return 'made'", 9),
        (POST, "user = json.load(x)\nif user:\n    return 'made'", 9),
        (POST, "user = User(name=1)\nif user:\n    user.save()", 9),
    ],
)
def test_an_end_without_a_value(index: Index, decorator: str, body: str, line: int | None) -> None:
    assert only(index(view(body, decorator))).ends_at.line == line


@pytest.mark.parametrize(
    ("head", "inside", "body", "line"),
    [
        ("(MethodView)", "", "if x:\n            return 1", 4),
        ("(views.MethodView)", "", "pass", 4),
        ("(MethodView)", "", "if request.method == 'DELETE':\n            return 1", None),
        ("(MethodView)", "", "return 1", None),
        ("(MethodView)", "", "yield 1", None),
        ("(Resource)", "", "pass", None),  # Flask-RESTful answers null
        ("(OurView)", "", "pass", None),
        ("(MethodView)", "decorators = [as_json]", "pass", None),
        ("(MethodView)", "def dispatch_request(self): ...", "pass", None),
    ],
)
def test_a_method_that_ends_without_a_value(
    index: Index, head: str, inside: str, body: str, line: int | None
) -> None:
    source = f"class Item{head}:\n    {inside or 'x = 1'}\n    def delete(self):\n        {body}\n"
    assert only(index(source)).ends_at.line == line


@pytest.mark.parametrize(
    ("inside", "body", "line"),
    [
        ("", "x = 1\n        if x:\n            return token", 6),
        (
            "",
            "try:\n            if x:\n                return 1, 201\n        except E:\n            return 1",
            6,
        ),
        ("", "if x:\n            return token\n        elif y:\n            return other", 5),
        ("", "if x:\n            return token\n        else:\n            abort(401)", None),
        ("", "if x:\n            return token\n        return {}, 401", None),
        ("", "if x:\n            return {}, 404\n        db.session.commit()", None),
        ("", "db.session.commit()\n        if x:\n            return {}, 404", None),
        ("", "if x:\n            return {}, status", None),
        ("", "if x:\n            return {}, HTTPStatus.NOT_FOUND", None),
        ("", "if x:\n            return token, HTTPStatus.CREATED", 5),
        ("", "if x:\n            return token\n        if not x:\n            return other", None),
        ("", "if x is None:\n            return token\n        if x:\n            return other", None),
        ("", "db.session.commit()", None),
        ("", "if x:\n            return token\n        elif y:\n            return", None),
        ("", "if x:\n            db.session.commit()", None),
        ("", "if x:\n            yield token", None),
        ("method_decorators = [as_json]", "if x:\n            return token", None),
    ],
)
def test_a_resource_that_answers_null(index: Index, inside: str, body: str, line: int | None) -> None:
    source = (
        "from flask_restx import Resource\n"
        f"class Login(Resource):\n    {inside or 'x = 1'}\n    def post(self):\n        {body}\n"
    )
    found = only(index(source))
    assert (found.ends_null.line, found.ends_at.line) == (line, None)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("if x is None:\n    return 1\nif x is not None:\n    return 2", None),
        ("if x:\n    return 1\nif not x:\n    return 2", None),
        ("if x:\n    return 1\nelif x is None:\n    return 2", None),
        ("if x:\n    return 1\nelif x == []:\n    return 2", None),
        ("if len(x) >= 1:\n    return 1\nelif len(x) == 0:\n    return 2", None),
        ("if 0 < len(x):\n    return 1\nelif not x:\n    return 2", None),
        ("if n > 18:\n    return 1\nif n <= 18:\n    return 2", None),
        ("if a > b:\n    return 1\nif a < b:\n    return 2\nif b == a:\n    return 3", None),
        ("if a == b:\n    return 1\nelif a != b:\n    return 2", None),
        ("if a in b:\n    return 1\nelif a not in b:\n    return 2", None),
        ("if x == 'a':\n    return 1\nif x != 'a':\n    return 2", None),
        ("if x == 1:\n    return 1\nelif x == 0:\n    return 2", None),
        ("if x == True:\n    return 1\nelif x == False:\n    return 2", None),
        ("if not c:\n    return 1\nif c and not t:\n    return 2\nif c and t:\n    return 3", None),
        ("if c:\n    if t:\n        return 1\nelse:\n    return 2\nif not t:\n    return 3", None),
        ("if x:\n    y = 1\nelse:\n    return 1\nif x:\n    return 2", None),
        ("with db:\n    if x():\n        return 1\n    if not x():\n        return 2", None),
        # Something is left over:
        ("if x:\n    return 1\nx = y()\nif not x:\n    return 2", 11),
        ("if x.a:\n    return 1\nx.a = y()\nif not x.a:\n    return 2", 11),
        ("if x is not None:\n    if len(x) > 0:\n        return 1\nelse:\n    return 2", 8),
        ("if len(x) == 0:\n    return 1\nelif len(x) == 1:\n    return 2", 8),
        ("if n > 18:\n    return 1\nif n < 18:\n    return 2", 10),
        ("if a > b:\n    return 1\nif b > a:\n    return 2", 10),
        ("if x == 'a':\n    return 1\nelif x == 'b':\n    return 2", 8),
        ("if not c:\n    return 1\nif c and t:\n    return 3", 10),
        ("if c:\n    return 1\nif not t:\n    return 3", 10),
        ("if c:\n    return 1\nif not c:\n    x = 3", 10),
    ],
)
def test_tests_that_leave_no_case_over(index: Index, body: str, line: int | None) -> None:
    assert only(index(view(body))).ends_at.line == line


def test_a_view_with_too_many_ways_is_told(index: Index) -> None:
    many = "\n".join(f"if x{number}:\n    y = {number}" for number in range(20))
    assert only(index(view(f"{many}\nif z:\n    return 1\nif not z:\n    return 2"))).ends_at.line == 50


def test_a_generator_inside_a_view_does_not_make_it_one(index: Index) -> None:
    body = "def parts():\n    yield 1\nparts()"
    assert only(index(view(body))).ends_at.line == 10


@pytest.mark.parametrize(
    ("decorators", "cached"),
    [
        ("@cache.cached(60)", Cached("cache.cached", Place("app.py", 7, 2))),
        ("@cache.memoize(60)", Cached("cache.memoize", Place("app.py", 7, 2))),
        ("@cache.cached(query_string=True)", Cached("cache.cached", Place("app.py", 7, 2), by_query=True)),
        ("@cache.cached(make_cache_key=key)", Cached("cache.cached", Place("app.py", 7, 2), own_key=True)),
        ("@cache.cached(key_prefix=key)", Cached("cache.cached", Place("app.py", 7, 2), own_key=True)),
        ("@cache.cached(key_prefix='all')", Cached("cache.cached", Place("app.py", 7, 2))),
        (
            "@cache.cached(60)\n@login_required",
            Cached("cache.cached", Place("app.py", 7, 2), login_inside="login_required"),
        ),
        (
            "@cache.cached(60)\n@jwt_required()",
            Cached("cache.cached", Place("app.py", 7, 2), login_inside="jwt_required"),
        ),
        ("@other", None),
    ],
)
def test_cached(index: Index, decorators: str, cached: Cached | None) -> None:
    body = only(index(view("return 1", f'@app.route("/page")\n{decorators}')))
    assert body.cached == cached


def test_a_cache_above_the_route_never_runs(index: Index) -> None:
    assert only(index(view("return 1", '@cache.cached(60)\n@app.route("/page")'))).cached is None


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("csrf = CSRFProtect(app)", True),
        ("x = 1\nsession['_csrf_token'] = y", False),
        (
            (
                "def check():\n    if session.pop('_csrf_token', None) != request.form.get('_csrf_token'):\n"
                "        abort(403)"
            ),
            True,
        ),
        (
            (
                "def before():\n    sent, own = request.form['csrf'], session['csrf']\n    if sent != own:\n"
                "        abort(403)"
            ),
            True,
        ),
        ("def ok(sent):\n    return hmac.compare_digest(session['csrf_token'], sent)", True),
        ("def ok(csrf_token):\n    return sign().loads(csrf_token)", True),
        ("def ok(sent):\n    return sent in session['csrf_tokens']", True),
        (
            (
                "def pay(csrf_token):\n    sent = decoded(csrf_token)\n"
                "    if not matching_tokens(sent, kept): abort(403)"
            ),
            True,
        ),
        ("def login():\n    check_password_hash(a, b)\n    render(token=session['csrf_token'])", False),
        (
            "def ok():\n    return hmac.compare_digest(session.get(CSRF_KEY, ''), request.form[CSRF_FIELD])",
            True,
        ),
        ("def ok():\n    if session[settings.CSRF_KEY] != request.form.get('t'): abort(400)", True),
        ("def ok():\n    signer.unsign(request.form['csrf_token'], max_age=3600)", True),
        ("def ok():\n    if not redis.exists('csrf:' + request.form['csrf_token']): abort(400)", True),
        ("def ok():\n    return redis.sismember(f'csrf:{session.sid}', request.form['csrf_token'])", True),
        ("def ok(csrf_token):\n    if not kept.pop(csrf_token, None):\n        abort(400)", True),
        (
            "def ok(csrf):\n    try:\n        kept.remove(csrf)\n    except KeyError:\n        abort(400)",
            True,
        ),
        ("def f():\n    if not request.form.get('csrf_token'): abort(400)", False),
        ("def ok():\n    if not redis.get('csrf:' + request.form['csrf_token']): abort(400)", True),
        ("def f():\n    if len(request.form['csrf_token']) < 8: abort(400)", False),
        (
            (
                "def f(csrf_token):\n    try:\n        return page(csrf_token)\n"
                "    except NotFound:\n        abort(404)"
            ),
            False,
        ),
        (
            (
                "def f():\n    if CSRF_KEY not in session:\n        session[CSRF_KEY] = new()\n"
                "    return session[CSRF_KEY]"
            ),
            False,
        ),
        ("@csrf_required\ndef pay(): ...", True),
        ("app.before_request(security.check_csrf)", True),
        ("from .security import validate_csrf", True),
        ("def f(row):\n    return {k: v for k, v in row.items() if k not in ('id', 'csrf_token')}", False),
        ("def f(data):\n    data.pop('csrf_token', None)\n    return data.a == data.b", False),
        ("def f(form):\n    return [x for x in form if x.name != 'csrf_token']", False),
        ("def f():\n    for x in form:\n        if x.id == 'csrf_token': continue", False),
        ("IGNORED = ['csrf_token']\nfields = 'csrf_token'", False),
        (
            (
                "def token():\n    if 'csrf_token' not in session:\n        session['csrf_token'] = new()\n"
                "    return session['csrf_token']"
            ),
            False,
        ),
        ("app.jinja_env.globals['csrf_token'] = generate_csrf_token", False),
        ("@csrf.exempt\ndef hook(): ...", False),
        ("@app.errorhandler(CSRFError)\ndef refused(error): ...", False),
        ("WTF_CSRF_CHECK_DEFAULT = False\nprint(WTF_CSRF_CHECK_DEFAULT)", False),
        ("from flask_seasurf import SeaSurf", True),
        ("# csrf comes later", False),
        ("WTF_CSRF_ENABLED = False", False),
        ("kwargs['meta'] = {'csrf': False}", False),
        ("if 'csrf_enabled' not in kwargs:\n    kwargs['csrf_enabled'] = False", False),
        ("class Search(FlaskForm):\n    class Meta:\n        csrf = False", False),
        ("form = Search(meta={'csrf': False})\ncsrf.init_app(app)", True),
        ("class Form(wtforms.Form):\n    class Meta:\n        csrf = True", True),
        ("x = 1", False),
    ],
)
def test_modules_that_check_csrf(index: Index, source: str, named: bool) -> None:
    assert index(source).facts.csrf_modules == (("app.py",) if named else ())


def test_a_static_file_by_its_name(index: Index) -> None:
    (use,) = index(f"{IMPORTS}url_for('static', filename='a.css')\n").facts.endpoint_uses
    assert use.filename == "a.css"


@pytest.mark.parametrize(
    "body",
    [
        f"return redirect(url{' + x' * 2500})",
        "if x == 0:\n    return 0\n" + "".join(f"elif x == {n}:\n    return {n}\n" for n in range(1500)),
        f"return redirect(url{'.strip()' * 1500})",
    ],
    ids=["sum", "choice", "calls"],
)
def test_a_view_that_is_nested_too_deeply_is_said_and_harms_no_other(index: Index, body: str) -> None:
    found = index({"app.py": view(body), "shop.py": view("return session['a']")}).facts
    deep, shop = found.modules
    assert deep.problem in (None, "nested too deeply to be read")
    assert shop.problem is None
    assert ("session",) in [one.identity for one in found.views]


@pytest.mark.parametrize(
    ("above", "bases", "inside", "bare"),
    [
        ("", "MethodView", "", True),
        ("@bp.route('/cart')", "views.MethodView", "init_every_request = False", True),
        ("", "MethodView", "decorators = [login_required]", False),
        ("", "MethodView", "decorators: list = [login_required]", False),
        ("", "MethodView", "def dispatch_request(self): ...", False),
        ("@login_required", "MethodView", "", False),
        ("", "GuardedView", "", False),
        ("", "Guarded, MethodView", "", False),
        ("", "Resource", "", False),
    ],
)
def test_whether_a_class_puts_something_around_its_methods(
    index: Index, above: str, bases: str, inside: str, bare: bool
) -> None:
    text = f"{above}\nclass Cart({bases}):\n    {inside or 'pass'}\n    def post(self): ...\n"
    (found,) = index(text).facts.views
    assert found.bare_class is bare


@pytest.mark.parametrize(
    ("above", "decorated"),
    [("", False), ("@ns.route('/cart')\n@ns.doc()\n@ns.param('x')", False), ("@guard_all_methods", True)],
)
def test_whether_a_class_has_a_decorator_that_is_no_routes(index: Index, above: str, decorated: bool) -> None:
    (found,) = index(f"{above}\nclass Cart(Resource):\n    def delete(self): ...\n").facts.views
    assert found.decorated_class is decorated


@pytest.mark.parametrize(
    ("imported", "knows"),
    [
        ("import flask", True),
        ("from flask import request", True),
        ("from flask_jwt_extended import get_jwt_identity", True),
        ("from security.auth import who", True),
        ("from flask_login import current_user, UserMixin", True),
        ("from flask import current_app", False),
        ("from flask_login import UserMixin", False),
        ("from flask_security import RoleMixin, UserMixin", False),
        ("from flask_login import LoginManager", False),
        ("from db import db", False),
    ],
)
def test_whether_what_changes_may_ask_who_it_is(index: Index, imported: str, knows: bool) -> None:
    models = f"{imported}\ndef drop(item):\n    db.session.delete(item)\n    db.session.commit()\n"
    views = "from models import drop\nclass Item(Resource):\n    def delete(self, n):\n        drop(n)\n"
    (found,) = index({"models.py": models, "app.py": views}).facts.views
    assert {one.knows_visitor for one in found.through} == {knows}


@pytest.mark.parametrize(
    ("lines", "first"),
    [
        ("if not x:\n    db.session.commit()\nif request.method == 'POST': pass", True),
        ("db.session.commit()\nname = request.form.get('name')", True),
        ("db.session.commit()\nform = OrderForm()", True),
        ("if request.method == 'POST': pass\ndb.session.commit()", False),
        ("name = request.form.get('name')\ndb.session.commit()", False),
        ("form = OrderForm()\nif form.ok(): db.session.commit()", False),
        ("handle(request)\ndb.session.commit()", False),
        ("if is_post(): db.session.commit()\nreturn request.path", False),
        ("db.session.commit()", False),
        ("db.session.rollback()\nif request.method == 'POST': pass", False),
    ],
)
def test_what_is_committed_before_the_request_is_looked_at(index: Index, lines: str, first: bool) -> None:
    assert only(index(view(lines))).commits_first is first


OF_IDS = "import uuid\nfrom bson.objectid import ObjectId\nfrom datetime import datetime"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return find(ObjectId(key))", [("key", "ObjectId", "InvalidId", 11)]),
        ("who = me()\nrow = find({'_id': uuid.UUID(key)})", [("key", "uuid.UUID", "ValueError", 12)]),
        ("return str(int(key))", [("key", "int", "ValueError", 11)]),
        ("day = datetime.strptime(key, '%Y')", [("key", "datetime.strptime", "ValueError", 11)]),
        ("return find(ObjectId(other))", []),
        ("key = key.strip()\nreturn find(ObjectId(key))", []),
        ("if not ObjectId.is_valid(key): abort(404)\nreturn find(ObjectId(key))", []),
        ("try:\n    row = find(ObjectId(key))\nexcept Exception:\n    abort(404)", []),
        ("return int(key) if key.isdigit() else 0", []),
        ("return key.isdigit() and int(key)", []),
        ("check(key)\nreturn str(int(key))", []),
        ("return str(int(len(key)))", []),
    ],
)
def test_arguments_that_are_converted(index: Index, body: str, told: list[object]) -> None:
    found = only(index(view(body, '@app.route("/page/<key>")', above=OF_IDS, takes="key")))
    assert [(one.argument, one.call, one.raises, one.place.line) for one in found.conversions] == told


SELECT = "db.session.execute(text('SELECT 1')).scalar()\n"


@pytest.mark.parametrize(
    ("lines", "writes"),
    [
        (SELECT, ()),
        ("db.execute('SELECT 1').fetchone()\n", ()),
        ("row = db.execute('SELECT 1').fetchone()\n    row.seen = True\n", ("session.commit",)),
        (f"{SELECT}    note(1)\n", ("session.commit",)),
        (f"{SELECT}    db.session.execute(order)\n", ("session.commit",)),
        (f"db.session.execute(order)\n    {SELECT}", ("session.commit",)),
        ("User.query.count()\n", ("session.commit",)),
        (f"{SELECT}    db.session.add(user)\n", ("session.add", "session.commit")),
        (f"{SELECT}    db.session.execute(text('DELETE FROM a'))\n", ("session.execute", "session.commit")),
    ],
)
def test_a_commit_after_nothing_but_reads(index: Index, lines: str, writes: tuple[str, ...]) -> None:
    source = f"from flask import Flask\napp = Flask(__name__)\n@app.get('/')\ndef show():\n    {lines}"
    (found,) = index(f"{source}    db.session.commit()\n    note(2)\n").facts.route_functions
    assert found.writes == writes
