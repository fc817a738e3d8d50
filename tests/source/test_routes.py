"""Route functions, blueprints and registrations."""

from textwrap import indent

import pytest

from releasecheck.facts import Place
from releasecheck.facts.source import BlueprintDefinition, Decorator
from tests.source.conftest import Index


def test_a_route_function(index: Index) -> None:
    found = index("""
        @login_required
        @bp.route("/a")
        @cache.cached(60)
        @bp.route("/b", endpoint="bee", methods=["GET"])
        @gzipped
        def page(): pass
    """)
    (route,) = found.facts.route_functions
    assert (route.function, route.place, route.router) == ("page", Place("app.py", 7, 1), "bp")
    assert (route.paths, route.endpoint, route.nested) == (("/a", "/b"), "bee", False)
    assert route.above == (
        Decorator("login_required", Place("app.py", 2, 2)),
        Decorator("cache.cached", Place("app.py", 4, 2)),
    )
    assert route.below == ("gzipped",)


@pytest.mark.parametrize(
    ("lines", "commented"),
    [
        (['@app.route("/")', "# @login_required"], [("login_required", 3)]),
        (['@app.route("/")', "#@auth.required(role='x')", "@gzipped"], [("auth.required", 3)]),
        (["# @login_required", '@app.route("/")'], []),
        (['# @app.route("/b")', "# @login_required", "# def other(): pass", '@app.route("/")'], []),
        (['@app.route("/")', "# see @login_required"], []),
    ],
    ids=["below the route", "among others", "above it", "with its own view", "in words"],
)
def test_decorators_that_are_commented_out(index: Index, lines: list[str], commented: list[object]) -> None:
    found = index("\n" + "\n".join([*lines, "def page():", "    # @login_required", "    return ''"]))
    (route,) = found.facts.route_functions
    assert [(one.name, one.place.line) for one in route.commented] == commented


@pytest.mark.parametrize(
    ("decorators", "above"),
    [
        (['@app.route("/")', "@login_required"], []),
        (["@login_required", '@app.route("/")'], ["login_required"]),
        (["@auth.required(role='x')", '@app.get("/")'], ["auth.required"]),
        (["@app.errorhandler(404)", '@app.route("/")'], []),
    ],
)
def test_decorators_above_the_route(index: Index, decorators: list[str], above: list[str]) -> None:
    (route,) = index("\n".join([*decorators, "def page(): pass"])).facts.route_functions
    assert [decorator.name for decorator in route.above] == above


@pytest.mark.parametrize(
    "decorator",
    [
        '@mock.patch("os.path")',
        '@responses.get("http://x/")',
        "@app.route",
        "@cli.command('/x')",
        "@x.get(1)",
    ],
)
def test_no_route(index: Index, decorator: str) -> None:
    assert index(f"{decorator}\ndef page(): pass\n").facts.route_functions == ()


@pytest.mark.parametrize("rule", ['BASE + "/<id>"', 'f"{BASE}/<id>"', '"/shop" + PAGE'])
def test_a_verb_whose_path_is_put_together(index: Index, rule: str) -> None:
    (route,) = index(f"@app.post({rule})\ndef page(id): pass\n").facts.route_functions
    assert (route.function, route.paths, route.methods) == ("page", (), ("POST",))


def test_a_view_in_a_factory_and_a_path_that_is_computed(index: Index) -> None:
    (route,) = index("""
        def create_app():
            @app.route(PREFIX + "/x")
            async def page(): pass
    """).facts.route_functions
    assert (route.paths, route.nested, route.within) == ((), True, "create_app")


@pytest.mark.parametrize(
    ("statement", "writes"),
    [
        ("db.session.add(x); db.session.commit()", ("session.add", "session.commit")),
        ("basket.add(x)", ()),
        ("one = User.objects(name=x).first(); one.update(approved=True)", ("one.update",)),
        ("one = db.User.objects.get(id=x); one.update(set__age=1)", ("one.update",)),
        ("User.objects(id=x).update(approved=True)", ("objects.update",)),
        ("from flask_login import current_user as me; me.update(seen=1)", ("me.update",)),
        ("one = {}; one.update(approved=True)", ()),
        ("one = User.objects(id=x).first(); one.update({'a': 1})", ()),
        ("form.update(approved=True)", ()),
        ('open("a", "w")', ("open",)),
        ('open("a")', ()),
        ('db.execute("DELETE FROM t WHERE a = %s" % x)', ("db.execute",)),
        ('db.execute(text(f"UPDATE {t}"))', ("db.execute",)),
        ('db.execute("select 1")', ()),
        ("sql = 'DELETE FROM t'; db.execute(sql)", ("db.execute",)),
        ("sql = 'SELECT 1'; db.execute(sql)", ()),
        ("os.remove(path)", ("os.remove",)),
        ("subprocess.run(x)", ("subprocess.run",)),
        ("app.run(x)", ()),
        ("render_template('x.html')", ()),
        ("def inner():\n        item.save()", ("item.save",)),
        ('if request.method == "POST":\n        item.save()', ()),
        ('if request.method in ("POST", "PUT") and x:\n        item.save()', ()),
        ("if form.validate_on_submit():\n        for x in y:\n            item.save()", ()),
        ('if request.method == "POST":\n        pass\n    else:\n        item.save()', ("item.save",)),
        ('if request.method == "GET":\n        item.save()', ("item.save",)),
        ('if request.method in ("GET", "POST"):\n        item.save()', ("item.save",)),
        ('if request.method in ("POST", OTHER):\n        item.save()', ("item.save",)),
        ("if not form.validate_on_submit():\n        item.save()", ("item.save",)),
        ('if "POST" == request.method:\n        item.save()', ()),
        ('if request.method != "GET":\n        item.save()', ()),
        ('if request.method != "POST":\n        item.save()', ("item.save",)),
        ("if request.form:\n        item.save()", ()),
        ('if request.form.get("go") == "yes":\n        item.save()', ()),
        ('if "go" in request.form:\n        item.save()', ()),
        ('if request.args.get("go"):\n        item.save()', ("item.save",)),
        ("if form.go.data:\n        item.save()", ()),
        ("if item.go.data:\n        item.save()", ("item.save",)),
        ("if form.validate():\n        item.save()", ()),
        ("if item.validate():\n        item.save()", ("item.save",)),
        ('if form.validate_on_submit() or request.method == "POST":\n        item.save()', ()),
        ("if form.validate_on_submit() or x:\n        item.save()", ("item.save",)),
        ('if request.method == "GET": return 1\n    item.save()', ()),
        ('if "go" not in request.form: return 1\n    item.save()', ()),
        ('if request.method != "POST": abort(405)\n    item.save()', ()),
        ('if request.method == "HEAD": return 1\n    item.save()', ("item.save",)),
        ('if request.method == "GET": x = 1\n    item.save()', ("item.save",)),
        ('try:\n        if request.method == "GET": return 1\n        item.save()\n    except E: pass', ()),
        ('name = request.form["name"]\n    item.save()', ()),
        ('name = request.form.get("name")\n    item.save()', ("item.save",)),
        ("data = request.json\n    item.save()", ()),
        ("data = request.get_json()\n    item.save()", ()),
        ("data = request.get_json(silent=True)\n    item.save()", ("item.save",)),
    ],
)
def test_writes(index: Index, statement: str, writes: tuple[str, ...]) -> None:
    (route,) = index(f'@app.route("/")\ndef page():\n    {statement}\n').facts.route_functions
    assert route.writes == writes


EMPTY = 'name = request.form.get("name", "").strip()'
READ = 'name = request.form.get("name")'


@pytest.mark.parametrize(
    ("lines", "writes"),
    [
        (f"{READ}\nnumber = int(name)\nitem.save()", False),
        ('number = int(request.form.get("n"))\nitem.save()', False),
        ('number = int(request.form.get("n", None))\nitem.save()', False),
        ('number = request.form.get("n", type=int) + 1\nitem.save()', False),
        ('item.name = request.form["name"]\nitem.save()', False),
        ('item.name = request.form.get("name").strip()\nitem.save()', False),
        ('item = Item(name=request.form["name"])\nitem.save()', False),
        ("items.append(Item(**request.get_json()))\nitem.save()", False),
        (f"{READ}\nitem.count += name\nitem.save()", False),
        (f"{READ}\nname.lower()\nitem.save()", False),
        (f"{READ}\nif len(name) > 3: x = 1\nitem.save()", False),
        (f"{READ}\nif not name: return 1\nitem.save()", False),
        (f"{READ}\nif name is None or x: return 1\nitem.save()", False),
        (f"{READ}\nif name and x: item.save()", False),
        (f"{READ}\nif name is not None: item.save()", False),
        (f"{READ}\nif name == 'go': item.save()", False),
        (f"{READ}\nif name != 'go': return 1\nitem.save()", False),
        ("if request.form.get('sure') != 'yes': return 1\nitem.save()", False),
        (f"{EMPTY}\nif not name: return 1\nitem.save()", False),
        (f"{EMPTY}\nif len(name) < 3: return 1\nitem.save()", False),
        (f"{EMPTY}\nif name == '': return 1\nitem.save()", False),
        (f"{EMPTY}\nif name: item.save()", False),
        ("name = (request.form.get('n') or '').lower()\nif not name: return 1\nitem.save()", False),
        ("names = request.form.getlist('n')\nif not names: return 1\nitem.save()", False),
        (f"{READ}\nitem = Item.query.get(name)\nif item and x: item.save()", False),
        (f"{READ}\nitem = db.session.get(Item, name)\nitem.name = 'x'\nitem.save()", True),
        (f"{READ}\nitem = db.session.get(Item, name)\nitem.start()\nitem.save()", False),
        (
            f"{READ}\ntry:\n    if item.n is not name: item.n = 1 + int(name)\n    item.save()\nexcept: pass",
            False,
        ),
        (f"{READ}\nitem.name = name\nitem.save()", True),
        (f"{READ}\nitem.name = str(name)\nitem.save()", True),
        (f"{READ}\nitem.title = 'hello ' + x\nitem.save()", True),
        (f"{READ}\nif x: name = 'y'\nnumber = int(name)\nitem.save()", True),
        (f"{READ}\nname = name or 'y'\nnumber = int(name)\nitem.save()", True),
        (f"{READ}\nif item.n is not name: item.n = 1\nitem.save()", True),
        (f"{READ}\nif x: number = int(name)\nitem.save()", True),
        (f"{READ}\nnumber = int(name) if name else 0\nitem.save()", True),
        (f"{READ}\nnumber = name and int(name)\nitem.save()", True),
        (f"{READ}\ntry: number = int(name)\nexcept TypeError: number = 0\nitem.save()", True),
        (f"{READ}\nlater = lambda: int(name)\nitem.save()", True),
        (f"{READ}\nif name != 'go': item.save()", True),
        (f"{EMPTY}\nitem.save()", True),
        (f"{EMPTY}\nif len(name) > 3: return 1\nitem.save()", True),
        (f"{EMPTY}\nif name != '': return 1\nitem.save()", True),
        (f"{EMPTY}\nname = name or 'y'\nif not name: return 1\nitem.save()", True),
        (f"{EMPTY}\nif x: name = 'y'\nif not name: return 1\nitem.save()", True),
        ("name = request.form.get('n', 'x')\nif not name: return 1\nitem.save()", True),
        ("name = request.args.get('n', '').strip()\nif not name: return 1\nitem.save()", True),
        ('number = int(request.form.get("n", 1))\nitem.save()', True),
        ('number = int(request.form.get("n", default=1))\nitem.save()', True),
        ('number = int(request.args.get("n"))\nitem.save()', True),
        ('names = request.form.getlist("n")\nitem.save()', True),
        ('if x: name = request.form["name"]\nitem.save()', True),
        ("ok = form.validate_on_submit()\nif ok: item.save()", False),
        ("ok = form.validate_on_submit()\nif not ok: return 1\nitem.save()", False),
        ("sent = request.method == 'POST'\nif sent and x: item.save()", False),
        ("sent = request.method == 'POST'\nif sent == True: item.save()", False),
        ("ok = form.is_submitted() and form.validate()\nif ok: item.save()", False),
        ("ok = form.validate_on_submit()\nif not ok: item.save()", True),
        ("ok = form.validate_on_submit()\nif ok == False: item.save()", True),
        ("ok = form.validate_on_submit()\nok = ok or x\nif ok: item.save()", True),
        ("seen = request.method == 'GET'\nif seen: item.save()", True),
        ("ok = request.method == 'POST' or x\nif ok: item.save()", True),
        ("name = form.name.data\nif name: item.save()", True),
    ],
)
def test_what_stands_below_a_line_that_raises_without_a_form(index: Index, lines: str, writes: bool) -> None:
    (route,) = index(f'@app.route("/")\ndef page():\n{indent(lines, "    ")}\n').facts.route_functions
    assert route.writes == (("item.save",) if writes else ())


@pytest.mark.parametrize("methods", ["['POST']", "('PUT', 'DELETE')"])
def test_where_no_get_comes_a_form_is_always_sent(index: Index, methods: str) -> None:
    lines = f"{READ}\n    number = int(name)\n    item.save()"
    found = index(f'@app.route("/", methods={methods})\ndef page():\n    {lines}\n').facts.route_functions
    assert [one.writes for one in found] == [("item.save",)]


@pytest.mark.parametrize(
    ("column", "lines", "writes"),
    [
        ("db.Column(db.String, nullable=False)", "item.name = name\ndb.session.commit()", False),
        (
            "mapped_column(nullable=False)",
            "if item.name != name: item.name = name\ndb.session.commit()",
            False,
        ),
        (
            "db.Column(db.String, nullable=False)",
            "db.session.add(Item(name=name)); db.session.commit()",
            False,
        ),
        ("db.Column(db.String)", "item.name = name\ndb.session.commit()", True),
        ("db.Column(db.String, nullable=False, default='x')", "item.name = name\ndb.session.commit()", True),
        (
            "db.Column(db.String, nullable=False, server_default='x')",
            "item.name = name\ndb.session.commit()",
            True,
        ),
        ("db.Column(db.String, nullable=False)", "item.title = name\ndb.session.commit()", True),
        ("db.Column(db.String, nullable=False)", "db.session.commit()\nitem.name = name", True),
        (
            "db.Column(db.String, nullable=False)\nclass Other(db.Model):\n    name = db.Column(db.String)",
            "item.name = name\ndb.session.commit()",
            True,
        ),
    ],
)
def test_a_column_that_refuses_what_was_not_sent(index: Index, column: str, lines: str, writes: bool) -> None:
    view = f'@app.route("/")\ndef page():\n    {READ}\n{indent(lines, "    ")}\n'
    (route,) = index(f"class Item(db.Model):\n    name = {column}\n{view}").facts.route_functions
    assert ("session.commit" in route.writes) is writes


@pytest.mark.parametrize(
    ("imported", "call", "writes"),
    [
        ("from firebase_admin import auth", "auth.create_user(email=e)", ("auth.create_user",)),
        ("import firebase_admin.auth", "firebase_admin.auth.delete_user(u)", ("auth.delete_user",)),
        ("from shop import auth", "auth.create_user(email=e)", ()),
        ("from firebase_admin import auth", "auth.get_user(u)", ()),
        ("from firebase_admin import auth", "self.create_user(u)", ()),
        ("import stripe", "stripe.Customer.create(email=e)", ("Customer.create",)),
        ("import stripe", "stripe.Subscription.delete(s)", ("Subscription.delete",)),
        ("import stripe", "stripe.checkout.Session.create(mode=m)", ()),
        ("import stripe", "stripe.PaymentIntent.create(amount=a)", ()),
        ("import stripe", "Customer.create(email=e)", ()),
        ("from shop import Customer", "Customer.create(email=e)", ()),
        ("import boto3", "table.put_item(Item=i)", ("table.put_item",)),
        ("import boto3", "boto3.client('s3').put_object(Body=b)", ("client.put_object",)),
        ("import boto3", "table.get_item(Key=k)", ()),
        ("", "table.put_item(Item=i)", ()),
        ("from twilio.rest import Client", "client.messages.create(to=t)", ("messages.create",)),
        ("from twilio.rest import Client", "client.calls.list()", ()),
        ("", "client.messages.create(to=t)", ()),
        ("import boto3", "if request.method == 'POST':\n        table.put_item(Item=i)", ()),
    ],
)
def test_writes_by_the_clients_of_vendors(
    index: Index, imported: str, call: str, writes: tuple[str, ...]
) -> None:
    (route,) = index(f'{imported}\n@app.route("/")\ndef page():\n    {call}\n').facts.route_functions
    assert route.writes == writes


def test_writes_outside_a_view_are_nobodys(index: Index) -> None:
    found = index('@app.route("/")\ndef page(): pass\ndef other(): db.session.commit()\n')
    assert found.facts.route_functions[0].writes == ()


def test_blueprints(index: Index) -> None:
    found = index("""
        bp = Blueprint("shop", __name__)
        other = flask.Blueprint(__name__, __name__)
        sheet = Print("shop")
    """)
    assert found.facts.blueprints == (
        BlueprintDefinition("bp", "shop", Place("app.py", 2, 1)),
        BlueprintDefinition("other", "other", Place("app.py", 3, 1)),
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "from shop.views import bp as b\napp.register_blueprint(b, url_prefix='/s')",
            [("bp", "shop.views.bp", False)],
        ),
        ("from shop import views\napp.register_blueprint(views.bp)", [("bp", "shop.views.bp", False)]),
        ("bp = Blueprint('a', 'b')\napp.register_blueprint(blueprint=bp)", [("bp", "app.bp", False)]),
        ("app.register_blueprint(make())", [("make", "make", False)]),
        ("if X:\n    app.register_blueprint(bp)", [("bp", "bp", True)]),
        ("try:\n    app.register_blueprint(bp)\nexcept E: pass", [("bp", "bp", True)]),
        ("if X:\n    def f():\n        app.register_blueprint(bp)", [("bp", "bp", False)]),
        (
            "for b in (one, two.three):\n    app.register_blueprint(b)",
            [("one", "one", False), ("three", "two.three", False)],
        ),
        ("ALL = [one]\nfor b in ALL:\n    app.register_blueprint(b)", [("one", "one", False)]),
        (
            "from shop import a, b\nfor m in (a, b):\n    app.register_blueprint(m.bp)",
            [("bp", "shop.a.bp", False), ("bp", "shop.b.bp", False)],
        ),
        ("register_blueprint(bp)", []),
    ],
)
def test_registrations(index: Index, source: str, expected: list[tuple[str, str, bool]]) -> None:
    found = index(source).facts.registrations
    assert [(item.argument, item.dotted, item.conditional) for item in found] == expected


def test_relative_imports_lead_to_the_module(index: Index) -> None:
    found = index(
        {
            "shop/__init__.py": "from .web.views import bp\napp.register_blueprint(bp)\n",
            "shop/web/setup.py": "from ..api import bp\nfrom . import more\napp.register_blueprint(bp)\n",
        }
    )
    assert [item.dotted for item in found.facts.registrations] == ["shop.web.views.bp", "shop.api.bp"]


@pytest.mark.parametrize(
    ("call", "added"),
    [
        (
            'main.add_url_rule("/export", view_func=Export.as_view("export"))',
            ("Export", ("/export",), "export"),
        ),
        ('main.add_url_rule("/export", "out", views.export)', ("export", ("/export",), "out")),
        (
            'main.add_url_rule(rule="/export", view_func=login_required(export))',
            ("export", ("/export",), None),
        ),
        ('main.add_resource(Export, "/export", "/out")', ("Export", ("/export", "/out"), None)),
        ("main.add_url_rule(PATH, view_func=export)", None),
        ('main.add_url_rule("/static/<path:name>", endpoint="static", build_only=True)', None),
        ("main.add_resource(Export)", None),
        ('def create_app(main): main.add_url_rule("/export", "out", export)', None),
        ('if __name__ == "__main__": main.add_url_rule("/export", "out", export)', None),
    ],
)
def test_a_rule_that_a_module_adds_by_a_call(index: Index, call: str, added: object) -> None:
    found = index(f"from shop.main import main\n{call}").facts.added_rules
    assert [(one.function, one.paths, one.endpoint) for one in found] == ([added] if added else [])
    assert all((one.router, one.origin) == ("main", "shop.main.main") for one in found)


RESTX = """
from flask_restx import Namespace, Resource
offers = Namespace("Our offers", path="/offers")

@offers.route("/", "/all", endpoint="list")
class Offers(Resource):
    @offers.doc("list")
    def get(self): ...

@offers.doc("none")
class Base(Resource): ...

def make():
    @offers.route("/late")
    class Late(Resource): ...
"""


def test_classes_under_a_route_decorator(index: Index) -> None:
    found = index(RESTX).facts.added_rules
    assert [(one.function, one.router, one.paths, one.endpoint, one.origin) for one in found] == [
        ("Offers", "offers", ("/", "/all"), "list", "")
    ]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        (RESTX, ["Our offers"]),
        ("import flask_restx\nx = flask_restx.Namespace('X')", ["X"]),
        ("from argparse import Namespace\nx = Namespace(name='X')", []),
        ("from rdflib import Namespace\nx = Namespace('http://x.example/')", []),
    ],
)
def test_namespaces(source: str, names: list[str], index: Index) -> None:
    facts = index(source).facts
    assert [one.name for one in facts.namespaces] == names
    assert facts.blueprints == ()
