"""What is told of the url_map: views, signatures, example paths, and rules that nothing reaches."""

from __future__ import annotations

import functools
from typing import Any

import flask
import pytest
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import BaseConverter


def routes(inside: Any, tools: Any, app: flask.Flask) -> dict[str, dict[str, Any]]:
    return {fact["endpoint"]: fact for fact in inside("routes").collect(app, tools)}


def view(**_: object) -> str:
    return "ok"


def other(**_: object) -> str:
    return "other"


def hook(*_: object) -> None:
    pass


class Hex(BaseConverter):
    regex = "[0-9a-f]+"


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        ("/", "/"),
        ("/u/<name>", "/u/zz9"),
        ("/u/<int:id>/edit", "/u/7/edit"),
        ("/u/<int(min=9):id>", "/u/9"),
        ("/u/<int(max=3):id>", "/u/3"),
        ("/u/<int(fixed_digits=4):id>", "/u/0007"),
        ("/u/<int(signed=True):id>", "/u/7"),
        ("/u/<float:x>", "/u/1.5"),
        ("/u/<uuid:id>", "/u/00000000-0000-0000-0000-000000000009"),
        ("/u/<any(b, 'a.c'):x>", "/u/a.c"),
        ("/u/<path:rest>", "/u/zz/9"),
        ("/u/<string(length=2):code>", "/u/zz"),
        ("/u/<string(minlength=5):code>", "/u/zz9zz9zz9zz"),
        ("/u/<string(maxlength=1):code>", "/u/z"),
        ("/u/<hex:id>", None),
    ],
)
def test_an_example_of_each_converter(inside: Any, tools: Any, rule: str, example: str | None) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.url_map.converters["hex"] = Hex
    app.add_url_rule(rule, "view", view)
    assert routes(inside, tools, app)["view"]["example"] == example


def test_a_rule_as_it_stands(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/list/", "list", view, defaults={"page": 1})
    app.add_url_rule("/list/<int:page>", "list", view, methods=["GET", "POST"], subdomain="api")
    first, second = sorted(inside("routes").collect(app, tools), key=lambda fact: fact["rule"])
    assert (first["arguments"], first["defaults"], first["methods"]) == (
        ["page"],
        ["page"],
        ["GET", "HEAD", "OPTIONS"],
    )
    assert (second["arguments"], second["defaults"], second["subdomain"], second["host"]) == (
        ["page"],
        [],
        "api",
        None,
    )
    assert second["methods"] == ["GET", "HEAD", "OPTIONS", "POST"]


def test_a_rule_without_view(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/", endpoint="index")
    assert routes(inside, tools, app)["index"]["view"] is None


def shadows(inside: Any, tools: Any, *rules: tuple[str, str, dict[str, Any]]) -> list[tuple[str, str]]:
    app = flask.Flask("shop", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.example"
    app.url_map.converters["hex"] = Hex
    for path, endpoint, options in rules:
        app.add_url_rule(path, endpoint, **{"view_func": functools.partial(view, here=endpoint), **options})
    told = inside("routes").collect(app, tools)
    return [(fact["endpoint"], fact["shadowed_by"]) for fact in told if fact["shadowed_by"]]


@pytest.mark.parametrize(
    ("rules", "hidden"),
    [
        pytest.param([("/a", "one", {}), ("/a", "two", {})], [("two", "one")], id="the same path"),
        pytest.param(
            [("/u/<name>", "one", {}), ("/u/<nick>", "two", {})], [("two", "one")], id="another argument"
        ),
        pytest.param([("/u/<name>", "one", {}), ("/u/me", "two", {})], [], id="a static part weighs more"),
        pytest.param([("/u/<int:id>", "one", {}), ("/u/<name>", "two", {})], [], id="another converter"),
        pytest.param(
            [("/u/<int(max=10):id>", "one", {}), ("/u/<int:id>", "two", {})], [], id="a narrower converter"
        ),
        pytest.param([("/a", "one", {}), ("/<any(a, b):x>", "two", {})], [], id="one of several choices"),
        pytest.param(
            [("/a", "one", {"methods": ["GET"]}), ("/a", "two", {"methods": ["POST"]})],
            [],
            id="other methods",
        ),
        pytest.param(
            [("/a", "one", {"methods": ["GET"]}), ("/a", "two", {"methods": ["GET", "POST"]})],
            [],
            id="one method left",
        ),
        pytest.param(
            [("/a", "one", {"view_func": view}), ("/a", "two", {"view_func": view})], [], id="the same view"
        ),
        pytest.param([("/a", "one", {}), ("/a", "two", {"view_func": None})], [], id="a name without view"),
        pytest.param([("/a", "one", {}), ("/a", "two", {"build_only": True})], [], id="build_only"),
        pytest.param([("/a", "one", {}), ("/a", "two", {"alias": True})], [], id="alias"),
        pytest.param(
            [("/a/", "one", {"defaults": {"n": 1}}), ("/a/<int:n>", "one", {})],
            [],
            id="defaults of one endpoint",
        ),
        pytest.param(
            [("/a", "one", {}), ("/a", "two", {"defaults": {"n": 1}}), ("/a/<int:n>", "two", {})],
            [("two", "one")],
            id="the rule of a default",
        ),
        pytest.param(
            [("/a/<int:n>", "two", {}), ("/a", "two", {"defaults": {"n": 1}})],
            [],
            id="a default that Flask redirects to",
        ),
        pytest.param([("/a", "one", {}), ("/a", "two", {"websocket": True})], [], id="websocket"),
        pytest.param([("/a", "one", {}), ("/a", "two", {"subdomain": "api"})], [], id="another subdomain"),
        pytest.param(
            [("/a", "one", {"subdomain": "api"}), ("/a", "two", {"subdomain": "api"})],
            [("two", "one")],
            id="the same subdomain",
        ),
        pytest.param([("/<hex:a>", "one", {}), ("/<hex:b>", "two", {})], [], id="an unknown converter"),
    ],
)
def test_a_rule_that_another_hides(
    inside: Any, tools: Any, rules: list[tuple[str, str, dict[str, Any]]], hidden: list[tuple[str, str]]
) -> None:
    shared = {endpoint: functools.partial(view, here=endpoint) for _, endpoint, _ in rules}
    given = [
        (path, endpoint, {"view_func": shared[endpoint], **options}) for path, endpoint, options in rules
    ]
    assert shadows(inside, tools, *given) == hidden


TWINS = """
    import functools

    def shown(path):
        \"\"\"The file.\"\"\"
        return [each for each in (path, "x")]

    def copied(path):
        return [each for each in (path, "x")]

    def calling(path):
        \"\"\"As shown.\"\"\"
        return shown(path)

    def other(path):
        return [each for each in (path, "y")]

    def more(path):
        print(path)
        return shown(path)

    @functools.wraps(other)
    def wrapped(path):
        return other(path)
"""


@pytest.mark.parametrize(
    ("loser", "twin"),
    [
        *(("copied", True), ("calling", True), ("other", False), ("more", False)),
        *(("wrapped", False), ("unwritten", False)),
    ],
)
def test_a_view_that_does_the_same_hides_another(request: Any, loser: str, twin: bool) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    module = project("twins", {"twins.py": TWINS})
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/<path>", "one", module.shown)
    app.add_url_rule("/<path>", "two", getattr(module, loser, len))
    facts = routes(inside, tools, app)
    assert (facts["one"]["shadowed_by"], facts["two"]["shadowed_by"]) == (None, "one")
    assert (facts["one"]["shadowed_by_twin"], facts["two"]["shadowed_by_twin"]) == (False, twin)


SERVING = """
    import os
    from flask import current_app, send_from_directory

    def same(path):
        return current_app.send_static_file(path)

    def folder(path):
        return send_from_directory(current_app.static_folder, path)

    def named(path):
        return send_from_directory(os.path.join("shop", "static"), path)

    def elsewhere(path):
        return send_from_directory("uploads", path)

    def page(path):
        if path == "x":
            return send_from_directory("static", path)
        return "page"
"""


@pytest.mark.parametrize(
    ("loser", "twin"),
    [("same", True), ("folder", True), ("named", True), ("elsewhere", False), ("page", False)],
)
def test_flasks_static_files_hide_a_view(request: Any, loser: str, twin: bool) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    module = project("serving", {"serving.py": SERVING})
    app = flask.Flask("shop", static_url_path="")
    app.add_url_rule("/<path:path>", "one", getattr(module, loser))
    fact = routes(inside, tools, app)["one"]
    assert (fact["shadowed_by"], fact["shadowed_by_twin"]) == ("static", twin)


SENDING = """
    import flask
    from flask import current_app as app, redirect, send_from_directory, url_for
    bp = flask.Blueprint("shop", __name__)

    def index():
        return app.send_static_file("index.html")

    def same():
        return send_from_directory("static", "index.html")

    def other():
        return send_from_directory("static", "other.html")

    def uploads():
        return send_from_directory("uploads", "index.html")

    def blueprints():
        return bp.send_static_file("index.html")

    def back():
        return redirect(url_for("shop.index"))

    def away():
        return redirect(url_for("shop.login"))

    def staff():
        return redirect(url_for("staff.login"))

    def listed():
        return redirect(url_for("shop.index", page=2))

    def login():
        return redirect("/login")

    def again():
        return flask.redirect("/login")
"""


@pytest.mark.parametrize(
    ("winner", "loser", "twin"),
    [
        *(
            ("index", "same", True),
            ("same", "index", True),
            ("index", "back", True),
            ("login", "again", True),
        ),
        *(("index", "other", False), ("index", "uploads", False), ("index", "blueprints", False)),
        *(
            ("index", "away", False),
            ("index", "listed", False),
            ("index", "login", False),
            ("staff", "away", False),
        ),
        ("back", "index", False),  # whose page nobody gets, but the one that sends to it without end
    ],
)
def test_views_that_send_the_same_hide_each_other(request: Any, winner: str, loser: str, twin: bool) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    module = project("sending", {"sending.py": SENDING})
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/", "one", getattr(module, winner))
    app.add_url_rule("/", "two", getattr(module, loser))
    assert routes(inside, tools, app)["two"]["shadowed_by_twin"] == twin


def test_hosts_keep_rules_apart(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None, host_matching=True)
    app.add_url_rule("/a", "one", functools.partial(view, n=1), host="one.example")
    app.add_url_rule("/a", "two", functools.partial(view, n=2), host="two.example")
    app.add_url_rule("/a", "three", functools.partial(view, n=3), host="two.example")
    told = routes(inside, tools, app)
    assert [(name, told[name]["shadowed_by"]) for name in ("one", "two", "three")] == [
        ("one", None),
        ("two", None),
        ("three", "two"),
    ]


@pytest.mark.parametrize(
    ("folder", "hidden"), [("files", []), ("more", [("more.static", "static")]), ("gone", [])]
)
def test_static_folders(
    inside: Any, tools: Any, tmp_path: Any, folder: str, hidden: list[tuple[str, str]]
) -> None:
    (tmp_path / "more").mkdir()
    app = flask.Flask("shop", root_path=str(tmp_path), static_folder="files", static_url_path="/static")
    blueprint = flask.Blueprint(
        "more", "shop", root_path=str(tmp_path), static_folder=folder, static_url_path="/static"
    )
    app.register_blueprint(blueprint)
    told = inside("routes").collect(app, tools)
    assert [(fact["endpoint"], fact["shadowed_by"]) for fact in told if fact["shadowed_by"]] == hidden


def test_a_static_folder_of_a_blueprint_with_a_path_of_its_own(
    inside: Any, tools: Any, tmp_path: Any
) -> None:
    app = flask.Flask("shop", root_path=str(tmp_path))
    blueprint = flask.Blueprint(
        "more", "shop", root_path=str(tmp_path), static_folder="more", url_prefix="/more"
    )
    app.register_blueprint(blueprint)
    assert [fact["shadowed_by"] for fact in inside("routes").collect(app, tools)] == [None, None]


VIEWS = """
import functools
import flask
from flask.views import MethodView, View

app = flask.Flask(__name__, static_folder=None)


def checked(function):
    @functools.wraps(function)
    def check(*args, **kwargs):
        if kwargs is None:
            flask.abort(401)
        return app.ensure_sync(function)(*args, **kwargs)
    return check


def plain_check(function):
    @functools.wraps(function)
    def check(*args, **kwargs):
        return function(*args, **kwargs)
    return check


def giving_user(function):
    @functools.wraps(function)
    def give(*args, **kwargs):
        return function("user", *args, **kwargs)
    return give


def popping(function):
    @functools.wraps(function)
    def pop(*args, **kwargs):
        kwargs.pop("id")
        return function(*args, **kwargs)
    return pop


def other_call(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        request = dict(*args, **kwargs)
        return function(request)
    return call


def logging(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        print(*args, **kwargs)
        return function(*args, **kwargs)
    return call


def bare(function):
    def call(**kwargs):
        return function(**kwargs)
    return call


def named_by_hand(function):
    def call(**kwargs):
        return function(**kwargs)
    call.__name__ = function.__name__
    return call


def narrow(function):
    @functools.wraps(function)
    def call(id):
        return function(id)
    return call


@app.route("/plain/<id>")
def plain(id, page=1):
    return "ok"


@app.route("/wrapped/<id>")
@plain_check
def wrapped(other):
    return "ok"


@app.route("/user/<id>")
@giving_user
def user(user, id):
    return "ok"


@app.route("/pop/<id>")
@popping
def pop():
    return "ok"


@app.route("/unnamed/<id>", endpoint="unnamed")
@bare
def unnamed(other):
    return "ok"


@app.route("/named/<id>")
@named_by_hand
def named(other):
    return "ok"


@app.route("/request/<id>")
@other_call
def with_request(request):
    return "ok"


@app.route("/logged/<id>")
@logging
def logged(other):
    return "ok"


@app.route("/narrow/<id>")
@narrow
def narrowed(anything):
    return "ok"


@plain_check
@app.route("/later")
def later():
    return "ok"


@bare
@app.route("/barely")
def barely():
    return "ok"


def marker(function):
    function.marked = True
    return function


@marker
@app.route("/marked")
def marked():
    return "ok"


@app.route("/slow")
async def slow():
    return "ok"


class Items(MethodView):
    def get(self, id):
        return "ok"

    @plain_check
    def post(self, other):
        return "ok"


class Checked(MethodView):
    decorators = [plain_check]

    @staticmethod
    def get(id):
        return "ok"


class Page(View):
    def dispatch_request(self, id):
        return "ok"


class Restful(MethodView):
    method_decorators = [giving_user]

    def get(self, user, id):
        return "ok"

    def dispatch_request(self, *args, **kwargs):
        meth = giving_user(self.get)
        return meth(*args, **kwargs)


app.add_url_rule("/items/<id>", view_func=Items.as_view("items"), methods=["GET", "POST"])
app.add_url_rule("/item/<id>", view_func=Items.as_view("item"), methods=["GET"])
app.add_url_rule("/checked/<id>", view_func=Checked.as_view("checked"))
app.add_url_rule("/page/<id>", view_func=Page.as_view("page"))
class Own(Items):
    def dispatch_request(self, **kwargs):
        page = self.load(**kwargs)
        return self.render(page)


app.add_url_rule("/own/<id>", view_func=Own.as_view("own"))
app.add_url_rule("/restful/<id>", view_func=Restful.as_view("restful"))


class Controller:
    @plain_check
    def update(self, id):
        return "ok"

    @plain_check
    def rename(self, other):
        return "ok"


controller = Controller()
app.add_url_rule("/update/<id>", "update", controller.update)
app.add_url_rule("/rename/<id>", "rename", controller.rename)
app.add_url_rule("/again/<id>", "again", plain_check(controller.rename))


class Callable:
    def __call__(self, id):
        return "ok"


app.add_url_rule("/callable/<id>", "callable", Callable())
app.add_url_rule("/partial/<id>", "partial", functools.partial(plain, page=2))
app.add_url_rule("/method/<id>", "method", Items().get)
app.add_url_rule("/lambda/<id>", "lambda", lambda *, id: id)
app.add_url_rule("/builtin", "builtin", dict)
"""


def spelled(parameters: list[dict[str, Any]] | None) -> str:
    marks = {"var-positional": "*", "var-keyword": "**"}
    return ", ".join(
        marks.get(each["kind"], "")
        + each["name"]
        + ("" if each["required"] or each["kind"] in marks else "=")
        for each in parameters or []
    )


@pytest.mark.parametrize(
    ("endpoint", "parameters", "name"),
    [
        ("plain", "id, page=", "plain"),
        ("wrapped", "other", "wrapped"),
        ("user", "*args, **kwargs", "user"),
        ("pop", "*args, **kwargs", "pop"),
        ("unnamed", "**kwargs", "bare.<locals>.call"),
        ("named", "**kwargs", "named"),
        ("with_request", "*args, **kwargs", "with_request"),
        ("logged", "other", "logged"),
        ("narrowed", "id", "narrowed"),
        ("items", "other", "Items"),
        ("item", "id", "Items"),
        ("checked", "id", "Checked"),
        ("page", "id", "Page"),
        ("restful", "*args, **kwargs", "Restful"),
        ("own", "**kwargs", "Own"),
        ("update", "id", "Controller.update"),
        ("rename", "other", "Controller.rename"),
        ("again", "other", "Controller.rename"),
        ("callable", "id", "Callable.__call__"),
        ("partial", "id, page=", "plain"),
        ("method", "id", "Items.get"),
        ("lambda", "id", "<lambda>"),
    ],
)
def test_what_flask_calls(request: Any, endpoint: str, parameters: str, name: str) -> None:
    inside, tools, project = map(request.getfixturevalue, ("inside", "tools", "project"))
    told = routes(inside, tools, project("views_app", {"views_app.py": VIEWS}).app)
    found = told[endpoint]["view"]
    assert (spelled(found["parameters"]), found["name"], found["own"]) == (parameters, name, True)


def test_the_methods_of_a_class_that_refuse_what_the_rule_gives(
    inside: Any, tools: Any, project: Any
) -> None:
    app = project(
        "refusing_app",
        {
            "refusing_app.py": """
import functools

from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


def guarded(view):
    @functools.wraps(view)
    def inner(*args, **kwargs):
        return view(*args, **kwargs)
    return inner


class Roles(MethodView):
    def get(self, role_id=None):
        return "all"

    @classmethod
    @guarded
    def put(cls):
        return "put"

    def delete(self):
        return "gone"


app.add_url_rule("/roles/<int:role_id>", view_func=Roles.as_view("role"))
app.add_url_rule("/roles", view_func=Roles.as_view("roles"))
app.add_url_rule("/plain/<id>", "plain", lambda: "no class")
"""
        },
    ).app
    told = routes(inside, tools, app)
    names = {
        endpoint: [one["name"] for one in told[endpoint]["view"]["refusing"]]
        for endpoint in ("role", "roles", "plain")
    }
    assert names == {"role": ["delete", "put"], "roles": [], "plain": []}
    assert [one["place"]["line"] for one in told["role"]["view"]["refusing"]] == [25, 22]


WEBARGS = """
import functools


def use_args(argmap, as_kwargs=False, arg_name=None):
    def decorator(view):
        @functools.wraps(view)
        def wrapper(*args, **kwargs):
            parsed = dict(argmap)
            if as_kwargs:
                kwargs.update(parsed)
            elif arg_name:
                kwargs[arg_name] = parsed
            else:
                args += (parsed,)
            return view(*args, **kwargs)
        return wrapper
    return decorator
"""

INJECTED = """
import functools

from flask import Flask
from flask.views import MethodView
from webargs import use_args

app = Flask(__name__)


def counted(view):
    @functools.wraps(view)
    def inner(*args, **kwargs):
        return view(*args, **kwargs)
    return inner


def turned(view):
    @functools.wraps(view)
    def inner(data, **kwargs):
        return view(data=data, **kwargs)
    return inner


class Tags(MethodView):
    @use_args({})
    @counted
    def post(self, store_id, data):
        return data

    @counted
    @use_args({})
    def put(self, data, store_id):
        return data

    @use_args({})
    @use_args({})
    def patch(self, data, store_id):
        return data

    def get(self, store_id):
        return "all"


app.add_url_rule("/store/<int:store_id>/tag", view_func=Tags.as_view("tags"))


@app.route("/late/<name>")
@use_args({})
def late(name, data):
    return data


@app.route("/right/<name>")
@use_args({})
def right(data, name):
    return data


@app.route("/named/<name>")
@use_args({}, arg_name="data")
def named(name, data):
    return data


@app.route("/spread/<name>")
@use_args({}, as_kwargs=True)
def spread(name, **data):
    return data


@app.route("/turned/<name>")
@use_args({})
@turned
def turned_round(name, data):
    return data


@app.route("/only/<name>")
@use_args({})
def only(data, /, name):
    return data
"""


def test_the_data_of_a_request_where_the_rule_s_own_value_is_taken(
    inside: Any, tools: Any, project: Any
) -> None:
    app = project("injected_app", {"webargs.py": WEBARGS, "injected_app.py": INJECTED}).app
    told = routes(inside, tools, app)
    displaced = {
        endpoint: [(one["name"], one["argument"]) for one in route["view"]["displaced"]]
        for endpoint, route in told.items()
        if route["view"]["displaced"]
    }
    assert displaced == {
        "tags": [("patch", "store_id"), ("post", "store_id")],
        "late": [("late", "name")],
    }
    for path, refused in {"/late/x": True, "/right/x": False, "/named/x": False, "/turned/x": False}.items():
        client = app.test_client()
        assert (client.get(path).status_code == 500) is refused


def test_a_decorator_above_a_method_that_was_not_called(inside: Any, tools: Any, project: Any) -> None:
    app = project(
        "bare_app",
        {
            "bare_app.py": """
from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


def jwt_required(optional=False):
    def wrapper(view):
        return view
    return wrapper


class Item(MethodView):
    @jwt_required
    def get(self, name):
        return name

    @jwt_required()
    def put(self, name):
        return name

    @jwt_required
    @classmethod
    def delete(cls, name):
        return name

    def post(self):
        return "x"


app.add_url_rule("/items/<name>", view_func=Item.as_view("item"))
"""
        },
    ).app
    refusing = routes(inside, tools, app)["item"]["view"]["refusing"]
    assert [(one["name"], one.get("bare"), one["place"]["line"]) for one in refusing] == [
        ("delete", "jwt_required", 22),
        ("get", "jwt_required", 14),
        ("post", None, 27),
    ]


def test_what_stands_around_all_methods_of_a_class(inside: Any, tools: Any, project: Any) -> None:
    app = project(
        "around_app",
        {
            "around_app.py": """
import functools

from flask import Flask
from flask.views import MethodView

app = Flask(__name__)


def guard(view):
    @functools.wraps(view)
    def asking(*args, **kwargs):
        return view(*args, **kwargs)
    return asking


class Plain(MethodView):
    def delete(self):
        return "x"


class Guarded(Plain):
    decorators = [guard]


class ByBase(Guarded):
    pass


class OfResources(Plain):
    method_decorators = {"delete": [guard]}


class Dispatching(Plain):
    def dispatch_request(self, **values):
        return super().dispatch_request(**values)


for one in (Plain, Guarded, ByBase, OfResources, Dispatching):
    app.add_url_rule("/" + one.__name__, view_func=one.as_view(one.__name__))
app.add_url_rule("/around", view_func=guard(Plain.as_view("around")))
app.add_url_rule("/function", "function", lambda: "no class")
"""
        },
    ).app
    told = routes(inside, tools, app)
    assert {name for name, each in told.items() if each["view"]["wrapped_whole"]} == {
        *("Guarded", "ByBase", "OfResources", "Dispatching", "around")
    }


def test_places_and_marks_of_views(inside: Any, tools: Any, project: Any) -> None:
    told = routes(inside, tools, project("views_app", {"views_app.py": VIEWS}).app)
    lines = VIEWS.lstrip("\n").splitlines()

    def line(endpoint: str) -> str:
        place = told[endpoint]["view"]["place"]
        return str(lines[place["line"] - 1].strip())

    assert line("plain") == "def plain(id, page=1):"
    assert line("wrapped") == "def wrapped(other):"
    assert line("items") == "class Items(MethodView):"
    assert line("page") == "class Page(View):"
    views_by = {name: fact["view"] for name, fact in told.items()}
    assert {name for name, each in views_by.items() if each["wrapped_later"]} == {"later", "barely"}
    assert {name for name, each in views_by.items() if each["asynchronous"]} == {"slow"}
    assert {name for name, each in views_by.items() if each["class_based"]} == {
        *("items", "item", "checked", "page", "restful", "own")
    }
    assert {name for name, each in views_by.items() if not each["own"]} == {"builtin"}


def test_flask_s_own_static_view(inside: Any, tools: Any) -> None:
    told = routes(inside, tools, flask.Flask("shop"))["static"]["view"]
    assert (told["own"], told["module"].split(".")[0], told["place"]["path"]) == (False, "flask", None)


class Upper:
    """Middleware."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)


class Lower(Upper):
    def __init__(self, app: Any) -> None:
        self.wsgi_app = app


def test_what_surrounds_the_views(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    blueprint = flask.Blueprint("admin", "shop")
    blueprint.url_defaults(hook)
    blueprint.before_request(hook)
    blueprint.errorhandler(404)(hook)
    app.register_blueprint(blueprint)
    app.url_value_preprocessor(hook)
    app.errorhandler(Exception)(hook)
    app.extensions["csrf"] = app.login_manager = object()  # type: ignore[attr-defined]
    app.wsgi_app = Upper(Lower(app.wsgi_app))  # type: ignore[method-assign]
    told = inside("scopes").collect(app, tools)
    told.pop("other_apps")
    assert told == {
        "extensions": ["csrf", "login_manager"],
        "middleware": ["Upper", "Lower"],
        "url_defaults": ["admin"],
        "url_value_preprocessors": [""],
        "url_build_error_handlers": False,
        "before_request": ["admin"],
        "error_handlers": [":Exception", "admin:404"],
        "error_handler_places": dict.fromkeys((":Exception", "admin:404"), tools.place("")),
        "api_error_handlers": {},
        "nameless_blueprint": False,
        "subdomain_matching": False,
    }


class Api:
    """As Flask-RESTX puts its own in front of the app's."""

    def __init__(self, app: flask.Flask, handlers: Any) -> None:
        self._own_and_child_error_handlers = handlers
        behind = app.handle_user_exception
        app.handle_user_exception = functools.partial(self.route, behind)  # type: ignore[method-assign]

    def route(self, original: Any, problem: Exception) -> Any:
        return original(problem)


def test_the_error_handlers_of_apis(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    Api(app, {KeyError: hook})
    Api(app, {MethodNotAllowed: hook})
    Api(app, None)
    told = inside("scopes").collect(app, tools)["api_error_handlers"]
    assert told == dict.fromkeys(("KeyError", "MethodNotAllowed"), tools.place(""))


def test_a_blueprint_without_a_name(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    app.blueprints[""] = flask.Blueprint("api", "shop")  # what connexion's base path of "/" comes to
    assert inside("scopes").collect(app, tools)["nameless_blueprint"] is True


def test_other_apps_are_counted_and_proxies_left_alone(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop")
    before = inside("scopes").collect(app, tools)["other_apps"]
    second = flask.Flask("second")
    with second.app_context():
        assert inside("scopes").collect(app, tools)["other_apps"] == before + 1


def test_an_unwrapped_app_has_no_middleware(inside: Any, tools: Any) -> None:
    assert inside("scopes").collect(flask.Flask("shop"), tools)["middleware"] == []


class Sealed:
    def __getattr__(self, name: str) -> Any:
        if name in ("methods", "required_methods", "provide_automatic_options", "__name__"):
            raise AttributeError(name)
        raise RuntimeError(name)

    def __call__(self) -> str:
        return "ok"


def test_a_view_that_cannot_be_looked_at_hides_no_other(inside: Any, tools: Any) -> None:
    app = flask.Flask("shop", static_folder=None)
    app.add_url_rule("/sealed", "sealed", Sealed())
    app.add_url_rule("/open", "open", view)
    told = routes(inside, tools, app)
    assert [told[name]["view"]["name"] for name in ("sealed", "open")] == ["Sealed", "view"]
