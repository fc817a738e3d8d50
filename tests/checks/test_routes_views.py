"""What views do inside: ends without a value, changes on GET, and data of the request that is trusted."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import Place
from releasecheck.facts.imports import Import
from releasecheck.facts.slips import Slip
from releasecheck.facts.source import RouteFunction, SessionUse, Suppression
from releasecheck.facts.views import StateChange, WriteThrough
from releasecheck.findings import DoesNotApply, Found

from .build import (
    Given,
    app,
    ask,
    at,
    body,
    crash,
    flow,
    foreign_view,
    module,
    project,
    requests,
    response,
    route,
    source,
    table,
    untold,
    view,
)

NO_VIEWS = DoesNotApply("no view of the app was found in the source")
NO_GET = DoesNotApply("no view of the app that takes GET was found in the source")
NOTHING = crash(
    "TypeError",
    "The view function for 'index' did not return a valid response. The function either returned None or "
    "ended without a return statement",
)


def inside(*bodies: Any, routes: Any = None, functions: Any = (), **more: Any) -> Given:
    """Views of app.py, which the app serves at / unless other routes are given."""
    served = [route("/", "index")] if routes is None else routes
    written = source(module("app.py"), views=bodies, route_functions=functions)
    return {"app": app(routes=served), "source": written, **more}


def ends(line: int = 8, **fields: Any) -> Any:
    return body(ends_at=at("app.py", line, 5), **fields)


def null(rule: str, *decorators: str) -> Given:
    """A resource of Flask-RESTX whose post can answer nothing."""
    post = body(function="post", verb="POST", ends_null=at("app.py", 8), decorators=decorators)
    given = inside(post, routes=[route(rule, "index", methods=("POST",), view=view("index", 5))])
    return importing(given, ("flask_restx", "app.py"))


def importing(given: Given, *imports: tuple[str, str]) -> Given:
    """The same with these packages imported in these files."""
    found = tuple(Import(name, at(path, 1)) for name, path in imports)
    return {**given, "source": replace(given["source"], imports=found)}


def responding(*imports: tuple[str, str], by: str = "blp.response") -> Given:
    """A view that returns nothing, below `response` of a blueprint or a namespace."""
    return importing(inside(ends(decorators=[by])), *imports)


def without_value(how: str, *evidence: str, **fields: Any) -> Found:
    told: Given = {"subject": "index", "place": at("app.py", 5, 1), "evidence": evidence}
    return Found(f"the view index {how} without a value: that is a 500", **{**told, **fields})


SEEN = requests(response("/", 500, crash=NOTHING))


def below_admin(*decorators: tuple[str, ...], ends_at: Any = None) -> Given:
    """Views at /a, /b and so on, each below its decorators, of which every one was seen to end in nothing."""
    names = "abcd"[: len(decorators)]
    bodies = [
        body(
            name,
            line=line,
            decorators=wrapped,
            **({"ends_at": ends_at} if ends_at and name == "a" else {}),
        )
        for line, (name, wrapped) in enumerate(zip(names, decorators, strict=True), 5)
    ]
    served = [route(f"/{name}", name, view=view(name, line)) for line, name in enumerate(names, 5)]
    answers = [response(f"/{name}", 500, endpoint=name, crash=NOTHING) for name in names]
    return inside(*bodies, routes=served, requests=requests(*answers))


def ended(name: str, line: int, *evidence: str) -> Found:
    return Found(
        f"the view {name} ended without a value: that is a 500",
        subject=name,
        place=at("app.py", line, 1),
        evidence=(*evidence, f"GET /{name} -> 500"),
        severity="error",
    )


A_AND_B = Found(
    "a and b ended without a value below @admins_only: that is a 500",
    subject="admins_only",
    place=at("app.py", 5, 1),
    evidence=("GET /a -> 500 at app.py:5:1", "GET /b -> 500 at app.py:6:1"),
    fix="Return something in admins_only() on every path, or `abort(403)`.",
    severity="error",
)


@table(
    {
        "several below the decorator that lacks a value": (
            below_admin(("admins_only",), ("cached", "admins_only")),
            [A_AND_B],
        ),
        "and one that has nothing to do with it": (
            below_admin(("admins_only",), ("admins_only",), ("cached",)),
            [A_AND_B, ended("c", 7)],
        ),
        "one that lacks a value itself": (
            below_admin(("admins_only",), ("admins_only",), ends_at=at("app.py", 5, 9)),
            [ended("a", 5, "no value after app.py:5:9"), ended("b", 6)],
        ),
        "two below decorators of their own": (
            below_admin(("admins_only",), ("cached",)),
            [ended("a", 5), ended("b", 6)],
        ),
    }
)
def test_view_returns_none_below_a_decorator(given: Given, says: list[Found]) -> None:
    assert ask("view-returns-none", given) == says


@table(
    {
        "by its source": (inside(ends()), [without_value("can end", "no value after app.py:8:5")]),
        "below a login": (
            inside(ends(decorators=["auth.login_required"])),
            [without_value("can end", "no value after app.py:8:5")],
        ),
        "below a decorator of the project that hands on what it gets": (
            {
                "app": app(routes=[route("/", "index")]),
                "source": source(
                    module("app.py"),
                    views=[ends(decorators=["roles.is_manager"])],
                    handing_on=("is_manager",),
                ),
            },
            [without_value("can end", "no value after app.py:8:5")],
        ),
        "seen by the sweep": (
            inside(ends(), requests=SEEN),
            [without_value("ended", "no value after app.py:8:5", "GET / -> 500", severity="error")],
        ),
        "seen below a decorator that we do not know": (
            inside(ends(decorators=["templated"]), requests=SEEN),
            [without_value("ended", "no value after app.py:8:5", "GET / -> 500", severity="error")],
        ),
        "seen, and nothing in the source": (
            inside(body(), requests=SEEN),
            [without_value("ended", "GET / -> 500", severity="error")],
        ),
        "seen in a view without a route decorator": (
            inside(requests=SEEN),
            [without_value("ended", "GET / -> 500", severity="error", place=at("app.py", 5))],
        ),
        "seen in a view of an extension": (
            inside(requests=SEEN, routes=[route("/", "index", view=foreign_view())]),
            [
                Found(
                    "the view send_static_file ended without a value: that is a 500",
                    subject="index",
                    place=at("app.py", 1),
                    evidence=("GET / -> 500",),
                    severity="error",
                )
            ],
        ),
        "a resource that signs in": (
            null("/login"),
            [
                Found(
                    "POST /login answers 200 with `null` where the last condition of post does not hold",
                    "POST /login",
                    at("app.py", 5, 1),
                    ("no value after app.py:8",),
                    fix='Say what went wrong: `return {"message": "…"}, 401`, or `abort(404)`.',
                    severity="warning",
                )
            ],
        ),
        "another resource": (
            null("/orders", "expect", "ns.response", "jwt_required"),
            [
                Found(
                    "POST /orders answers 200 with `null` where the last condition of post does not hold",
                    "POST /orders",
                    at("app.py", 5, 1),
                    ("no value after app.py:8",),
                    fix='Say what went wrong: `return {"message": "…"}, 401`, or `abort(404)`.',
                    severity="info",
                )
            ],
        ),
        "below what Flask-RESTX takes for its description": (
            responding(("flask_restx", "app.py"), ("flask_smorest", "other.py")),
            [without_value("can end", "no value after app.py:8:5")],
        ),
        "below that of a namespace that stands in another file": (
            responding(("flask_restplus", "api.py")),
            [without_value("can end", "no value after app.py:8:5")],
        ),
        "below what flask-smorest only checks": (
            responding(("flask_smorest", "app.py"), by="blp.arguments"),
            [without_value("can end", "no value after app.py:8:5")],
        ),
        "seen without source": (
            {"app": app(routes=[route("/", "index")]), "requests": SEEN},
            [without_value("ended", "GET / -> 500", severity="error", place=at("app.py", 5))],
        ),
    }
)
def test_view_returns_none_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-returns-none", given) == says


@table(
    {
        "every path has a value": (inside(body()), []),
        "a decorator may make an answer of it": (inside(ends(decorators=["templated"])), []),
        "a decorator of a blueprint that is called auth": (
            inside(ends(decorators=["auth_blp.arguments", "auth_blp.response"])),
            [],
        ),
        "flask-smorest makes the answer": (responding(("flask_smorest", "app.py")), []),
        "flask-smorest, whose blueprint stands in another file": (
            responding(("flask_smorest", "api.py")),
            [],
        ),
        "flask-smorest in this file, Flask-RESTX in another": (
            responding(("flask_smorest", "app.py"), ("flask_restx", "old.py")),
            [],
        ),
        "arguments of nobody knows what": (responding(by="blp.arguments"), []),
        "arguments where APIFlask is as well": (
            responding(("flask_smorest", "app.py"), ("apiflask", "app.py"), by="blp.arguments"),
            [],
        ),
        "APIFlask makes the answer": (responding(("apiflask", "app.py"), by="app.output"), []),
        "nobody knows of what the blueprint is": (responding(), []),
        "one of the two, in other files": (
            responding(("flask_smorest", "new.py"), ("flask_restx", "old.py")),
            [],
        ),
        "it talks over a websocket": (
            inside(ends(), routes=[route("/ws", "index", view=view("index", 5), websocket=True)]),
            [],
        ),
        "a resource whose answer is made of nothing": (null("/login", "ns.marshal_with"), []),
        "a route that answers": (inside(body(), requests=requests(response("/"))), []),
        "another exception": (inside(body(), requests=requests(response("/", 500, crash=crash()))), []),
        "another TypeError": (
            inside(body(), requests=requests(response("/", 500, crash=crash("TypeError", "did not return")))),
            [],
        ),
    }
)
def test_view_returns_none_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-returns-none", given) == says


@table(
    {
        "no views": (inside(), [NO_VIEWS]),
        "of a view that the app does not serve": (inside(ends(), routes=[]), [NO_VIEWS]),
        "of a view of the same line in another file": (inside(ends(path="other.py")), [NO_VIEWS]),
    }
)
def test_view_returns_none_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("view-returns-none", given) == says


def test_a_view_without_a_value_is_not_told_as_a_failing_route_too() -> None:
    given = {"requests": SEEN, "app": app(routes=[route("/", "index")]), "project": project()}
    assert untold(ask("route-5xx", given)) == []


def changing(
    rule: str, *writes: str, name: str = "delete", methods: Any = ("GET", "HEAD"), **fields: Any
) -> Given:
    """A view with what its source writes, itself and through others."""
    at_ = at("app.py", 5, 1)
    through = fields.pop("through", ())
    function = RouteFunction(name, at_, "app", (rule,), None, writes=writes, through=through)
    frames = fields.pop("websocket", False)
    served = route(rule, fields.pop("endpoint", name), methods=methods, view=view(name), websocket=frames)
    undecorated = "writes" in fields
    return inside(body(name, **fields), routes=[served], functions=[] if undecorated else [function])


def on_get(
    rule: str, word: str, does: str, subject: str = "delete", *, takes: str = "GET", how: tuple[str, ...] = ()
) -> Found:
    return Found(
        f"GET {rule} changes what is kept: it {does}",
        subject=subject,
        place=at("app.py", 5, 1),
        evidence=(f"{word!r} in its name", f"takes {takes}", *how),
    )


COMMITS = WriteThrough(("stock.remove",), "session.commit", at("stock.py", 9))
ADDS = replace(COMMITS, write="session.add")  # told where a name says so, and nowhere else
DEEPER = WriteThrough(("clear", "write"), "json.open", at("app.py", 30))
LIST_CHANGE = StateChange("app.todos", "pop()", at("app.py", 7))
SIGNS_OUT = Found(
    "GET /logout signs out: an image on any other site can name it",
    subject="logout",
    place=at("app.py", 5, 1),
    severity="info",
)


def several_changing(*paths: str, excused: int = 0) -> Given:
    """`/1/delete` at line 5, `/2/delete` at line 10 and so on, each in its file."""
    ways = [(number, path, f"delete{number}") for number, path in enumerate(paths, 1)]
    comment = Suppression(("get-mutates-state",), "for the staff alone", at("app.py", excused))
    given = inside(
        *(body(name, line=number * 5, path=path) for number, path, name in ways),
        routes=[
            route(f"/{number}/delete", name, methods=("GET",), view=view(name, number * 5, path=path))
            for number, path, name in ways
        ],
        functions=[
            RouteFunction(name, at(path, number * 5, 1), "app", (), None, writes=("session.commit",))
            for number, path, name in ways
        ],
    )
    return {**given, "source": replace(given["source"], suppressions=(comment,) if excused else ())}


CARRIES = replace(
    SIGNS_OUT,
    message="GET /add_to_cart/<int:item> changes what the visitor's session keeps",
    subject="one",
    evidence=("also GET /cart/<int:item>/remove at app.py:9:1",),
)


def baskets(*rules: str, methods: tuple[str, ...] = ("GET",)) -> Given:
    """Views below each other, each of which writes the session."""
    places = {name: at("app.py", line, 1) for name, line in (("one", 5), ("two", 9))}
    pairs = list(zip(rules, places.items(), strict=False))
    routes = [
        route(rule, name, methods=methods, view=view(name, place.line or 0)) for rule, (name, place) in pairs
    ]
    return {
        "app": app(routes=routes),
        "source": source(
            module("app.py"),
            views=[
                body(name, line=place.line or 0, reads=("form",) if "POST" in methods else ())
                for _, (name, place) in pairs
            ],
            session_uses=[
                SessionUse("session", at("app.py", (place.line or 0) + 1)) for _, (_, place) in pairs
            ],
        ),
    }


def signing_out(*session: Place) -> Given:
    """/logout, /sign-out and /cart, one after the other, with the places where the session is used."""
    names = {"/logout": "logout", "/sign-out": "sign_out", "/cart": "cart"}
    lines = range(5, 17, 4)
    bodies = [body(name, line=line) for name, line in zip(names.values(), lines, strict=True)]
    routes = [
        route(rule, names[rule], view=view(names[rule], one)) for rule, one in zip(names, lines, strict=True)
    ]
    uses = [SessionUse("session", place) for place in session]
    return {
        "app": app(routes=routes),
        "source": source(module("app.py"), views=bodies, session_uses=uses),
    }


@table(
    {
        "a record is deleted": (
            changing("/orders/<int:order>/delete", "session.delete", "session.commit"),
            [on_get("/orders/<int:order>/delete", "delete", "calls session.delete and session.commit")],
        ),
        "the name is the function's": (
            changing("/orders/<int:order>", "session.commit", name="toggle_order"),
            [on_get("/orders/<int:order>", "toggle", "calls session.commit", "toggle_order")],
        ),
        "POST is taken too, and GET changes all the same": (
            changing("/delete", "cursor.execute", methods=("GET", "POST")),
            [on_get("/delete", "delete", "calls cursor.execute", takes="GET and POST")],
        ),
        "a page with a form that saves when it is shown": (
            changing("/add", "post.save", name="add"),
            [on_get("/add", "add", "calls post.save", "add")],
        ),
        "a function that it calls commits": (
            changing("/delete", through=(COMMITS,)),
            [
                on_get(
                    "/delete",
                    "delete",
                    "calls stock.remove(), which changes it",
                    how=("stock.remove() calls session.commit() at stock.py:9",),
                )
            ],
        ),
        "a file is written two calls away": (
            changing("/clear", name="clear", through=(DEEPER,)),
            [
                on_get(
                    "/clear",
                    "clear",
                    "calls clear(), which changes it",
                    "clear",
                    how=("clear() calls write() calls json.open() at app.py:30",),
                )
            ],
        ),
        "a verb that begins the function's name": (
            changing("/<int:order>", "session.commit", name="turn_over"),
            [on_get("/<int:order>", "turn", "calls session.commit", "turn_over")],
        ),
        "a verb that undoes another": (
            changing("/users/<int:user>", "session.commit", name="unsuspend_user"),
            [on_get("/users/<int:user>", "unsuspend", "calls session.commit", "unsuspend_user")],
        ),
        "a document that is found is given another field": (
            changing("/users/disapprove", "user.update", name="disapprove"),
            [on_get("/users/disapprove", "disapprove", "calls user.update", "disapprove")],
        ),
        "a cart is emptied": (
            changing("/cart", "delete", "session.commit", name="empty_cart"),
            [on_get("/cart", "empty", "calls delete and session.commit", "empty_cart")],
        ),
        "the get of a class": (
            changing("/orders/delete", verb="GET", through=(), writes=("session.delete",)),
            [on_get("/orders/delete", "delete", "calls session.delete")],
        ),
        "the get of a class, with what is done to a thing at the end of its path": (
            changing("/orders/<int:order>/close", verb="GET", writes=("session.commit",), name="get"),
            [on_get("/orders/<int:order>/close", "close", "calls session.commit", "get")],
        ),
        "the same of a function that is called after the thing": (
            changing("/bills/<int:bill>/pay/", "session.commit", name="bill"),
            [on_get("/bills/<int:bill>/pay/", "pay", "calls session.commit", "bill")],
        ),
        "a value of the rule says what is done": (
            changing("/likes/<int:order>/<action>", "session.commit", name="likes"),
            [on_get("/likes/<int:order>/<action>", "action", "calls session.commit", "likes")],
        ),
        "words written as one": (
            changing("/deleteusercart/<int:order>", "session.delete", name="deleteusercart"),
            [on_get("/deleteusercart/<int:order>", "delete", "calls session.delete", "deleteusercart")],
        ),
        "added to something, written as one": (
            changing("/addtocart/<int:order>", "session.add", name="order"),
            [on_get("/addtocart/<int:order>", "add", "calls session.add", "order")],
        ),
        "a function given to add_url_rule": (
            changing("/orders/delete", writes=("session.delete",)),
            [on_get("/orders/delete", "delete", "calls session.delete")],
        ),
        "a record is deleted, in Portuguese": (
            changing("/clientes/excluir/<int:id>", "session.delete", name="excluir_cliente"),
            [on_get("/clientes/excluir/<int:id>", "excluir", "calls session.delete", "excluir_cliente")],
        ),
        "a record is kept, in Spanish": (
            changing("/productos/guardar", "session.commit", name="producto"),
            [on_get("/productos/guardar", "guardar", "calls session.commit", "producto")],
        ),
        "to deactivate is no link in a letter": (
            changing("/deactivate/<int:user>", "session.commit", name="deactivate"),
            [on_get("/deactivate/<int:user>", "deactivate", "calls session.commit", "deactivate")],
        ),
        "a commit in a view whose name says nothing": (
            changing("/orders", "session.commit", name="orders"),
            [
                Found(
                    "GET /orders changes what is kept, and nothing in its name says so",
                    subject="orders",
                    place=at("app.py", 5, 1),
                    severity="info",
                )
            ],
        ),
        "a record of who signed out": (
            changing("/logout", "revoked.insert_one", name="logout"),
            [
                Found(
                    "GET /logout signs out, and keeps a record of it",
                    subject="logout",
                    place=at("app.py", 5, 1),
                    severity="info",
                )
            ],
        ),
        "a function that commits, and a name that says nothing": (
            changing("/orders", name="orders", through=(COMMITS,)),
            [
                Found(
                    "GET /orders changes what is kept, and nothing in its name says so",
                    subject="orders",
                    place=at("app.py", 5, 1),
                    severity="info",
                )
            ],
        ),
        "the same for each method, and a name that says nothing": (
            changing("/enrol/<int:course>", "session.commit", name="enrol", methods=("GET", "POST")),
            [
                Found(
                    "GET /enrol/<int:course> changes what is kept, and nothing in its name says so",
                    subject="enrol",
                    place=at("app.py", 5, 1),
                    severity="info",
                )
            ],
        ),
        "before the method is looked at, and a name that says nothing": (
            changing(
                "/quiz",
                "session.commit",
                name="quiz",
                methods=("GET", "POST"),
                reads=("method",),
                commits_first=True,
            ),
            [
                Found(
                    "GET /quiz changes what is kept, and nothing in its name says so",
                    subject="quiz",
                    place=at("app.py", 5, 1),
                    severity="info",
                )
            ],
        ),
        "the same for each method, by its function": (
            changing(
                "/link_status/<id>",
                "session.commit",
                name="set_link_status",
                methods=("GET", "POST"),
                calls=("filter_by", "format", "first", "commit", "redirect"),
            ),
            [
                on_get(
                    "/link_status/<id>",
                    "set",
                    "calls session.commit",
                    "set_link_status",
                    takes="GET and POST",
                )
            ],
        ),
        "the same for each method, to a list of the module": (
            changing("/delete", changes=(LIST_CHANGE,), methods=("GET", "POST")),
            [
                on_get(
                    "/delete", "delete", "changes app.todos", takes="GET and POST", how=("pop() at app.py:7",)
                )
            ],
        ),
        "signing out": (changing("/logout", "logout_user", name="logout"), [SIGNS_OUT]),
        "signing out by the session, twice": (
            signing_out(at("app.py", 6), at("app.py", 10)),
            [replace(SIGNS_OUT, evidence=("also GET /sign-out at app.py:9:1",))],
        ),
        "a basket in the session, twice": (
            baskets("/add_to_cart/<int:item>", "/cart/<int:item>/remove"),
            [CARRIES],
        ),
        "a list of the module": (
            changing("/todos/delete", changes=(LIST_CHANGE,)),
            [on_get("/todos/delete", "delete", "changes app.todos", how=("pop() at app.py:7",))],
        ),
        "several views of one file": (
            several_changing("app.py", "app.py", "shop.py"),
            [
                replace(
                    on_get("/1/delete", "delete", "calls session.commit; likewise 1 other view of this file"),
                    subject="delete1",
                    evidence=(
                        "'delete' in its name",
                        "takes GET",
                        "GET /2/delete too: it calls session.commit, at app.py:10:1",
                    ),
                ),
                replace(
                    on_get("/3/delete", "delete", "calls session.commit"),
                    subject="delete3",
                    place=at("shop.py", 15, 1),
                ),
            ],
        ),
        "several views of one file, one of which has a comment": (
            several_changing("app.py", "app.py", excused=10),
            [
                replace(on_get("/1/delete", "delete", "calls session.commit"), subject="delete1"),
                replace(
                    on_get("/2/delete", "delete", "calls session.commit"),
                    subject="delete2",
                    place=at("app.py", 10, 1),
                ),
            ],
        ),
        "an account of a vendor's": (
            changing("/api/signup", "auth.create_user", name="signup"),
            [replace(on_get("/api/signup", "signup", "calls auth.create_user"), subject="signup")],
        ),
    }
)
def test_get_mutates_state_faulty(given: Given, says: list[Found]) -> None:
    assert ask("get-mutates-state", given) == says


@table(
    {
        "a page with a form": (changing("/orders/delete"), []),
        "a page to sign up at": (changing("/signup", name="signup"), []),
        "a name that says nothing, and a function that saves a picture": (
            changing("/orders", name="orders", through=(replace(COMMITS, write="image.save"),)),
            [],
        ),
        "a function makes a picture": (changing("/orders/add", name="add", through=(DEEPER,)), []),
        "a list of the module, perhaps by POST": (
            changing("/delete", changes=(LIST_CHANGE,), methods=("GET", "POST"), reads=("method",)),
            [],
        ),
        "a name that says nothing, and a form": (
            changing("/orders", "session.commit", name="orders", methods=("GET", "POST"), reads=("form",)),
            [],
        ),
        **{
            f"a name that says nothing, and {what}": (
                changing("/orders", "session.commit", name="orders", methods=("GET", "POST"), **given),
                [],
            )
            for what, given in {
                "the request is handed on": {"reads": ("request",)},
                "a form is made": {"calls": ("OrderForm", "commit")},
                "the form is validated": {"calls": ("validate_on_submit", "commit")},
                "a function of the project's reads the JSON": {"calls": ("json_or_400", "commit")},
                "a parser reads the arguments": {"calls": ("parse_args", "commit")},
                "a decorator reads the form": {"decorators": ("parser.use_args",)},
            }.items()
        },
        "a name that says nothing, and a file": (changing("/orders", "image.save", name="orders"), []),
        "an export that writes a file": (changing("/export/create", "open", "os.remove", name="export"), []),
        "a picture is made": (changing("/orders/add", "open", name="add"), []),
        "a link in a letter": (changing("/activate/<token>", "session.commit", name="update"), []),
        "a link with a token": (changing("/members/<token>/delete", "session.commit"), []),
        "what a service calls back": (changing("/oauth/create", "session.commit", name="create"), []),
        "where a gateway sends back to": (
            changing("/payment-success/add", "session.commit", name="add"),
            [],
        ),
        "a page about signing out": (changing("/logout", name="logout"), []),
        "a page about signing out, and a session that other views use": (
            signing_out(at("app.py", 3), at("app.py", 13), at("cart.py", 9)),
            [],
        ),
        "a cron job": (changing("/cron/clear", "session.commit", name="clear"), []),
        "the word is a value of the rule": (changing("/<delete>", through=(ADDS,), name="show"), []),
        "such a verb, and a form": (
            changing(
                "/<int:order>",
                through=(ADDS,),
                name="turn_over",
                methods=("GET", "POST"),
                reads=("method",),
            ),
            [],
        ),
        "a word that only begins like one that undoes": (
            changing("/<int:order>", through=(ADDS,), name="under_way"),
            [],
        ),
        "a value that says what is done, and a form": (
            changing(
                "/likes/<action>",
                through=(ADDS,),
                name="likes",
                methods=("GET", "POST"),
                reads=("method",),
            ),
            [],
        ),
        "such a verb within a name": (changing("/", through=(ADDS,), name="show_turn"), []),
        "a class that is called after what it shows": (
            changing("/order/<int:number>", verb="GET", through=(ADDS,), name="order"),
            [],
        ),
        "the end of a path that is no thing's": (
            changing("/shop/close", through=(ADDS,), name="shop"),
            [],
        ),
        "a form at the end of a thing's path": (
            changing(
                "/bills/<int:bill>/pay",
                through=(ADDS,),
                name="bill",
                methods=("GET", "POST"),
                reads=("method",),
            ),
            [],
        ),
        "what was changed": (changing("/deleted", through=(ADDS,), name="deleted"), []),
        "a thing called after a verb": (changing("/clearance", through=(ADDS,), name="insertions"), []),
        "more than an address": (changing("/additional", through=(ADDS,), name="additional"), []),
        "a word within a word": (changing("/address", through=(ADDS,), name="address"), []),
        "a choice that is kept in the session": (baskets("/language/<code>", "/clear_locale"), []),
        "a page that begins something": (baskets("/checkout", "/orders/new"), []),
        "a basket that a form fills": (baskets("/cart/add", methods=("GET", "POST")), []),
    }
)
def test_get_mutates_state_fine(given: Given, says: list[Found]) -> None:
    assert ask("get-mutates-state", given) == says


@table(
    {
        "POST only": (changing("/delete", "session.delete", methods=("POST",)), [NO_GET]),
        "the post of a class": (changing("/delete", "session.delete", verb="POST"), [NO_GET]),
        "a websocket": (
            changing("/close/<int:user>", name="drop", changes=(LIST_CHANGE,), websocket=True),
            [NO_GET],
        ),
        "no views": (inside(), [NO_GET]),
    }
)
def test_get_mutates_state_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("get-mutates-state", given) == says


def test_get_mutates_state_below_a_check_that_is_not_called() -> None:
    given = changing("/delete", "session.delete", methods=("GET", "POST"))
    forgotten = Slip(
        "check-uncalled", "form.validate_on_submit", "delete", at("app.py", 7), at("app.py", 5, 1)
    )
    assert ask("get-mutates-state", given)
    assert ask("get-mutates-state", {**given, "source": replace(given["source"], slips=(forgotten,))}) == []
    elsewhere = replace(forgotten, view=at("app.py", 15, 1))
    assert ask("get-mutates-state", {**given, "source": replace(given["source"], slips=(elsewhere,))})


def trusted(does: str, *evidence: str, request: str = "GET /") -> Found:
    return Found(
        f'{request}: request.args["x"] {does}, and no test is between',
        subject="index",
        place=at("app.py", 7, 12),
        evidence=evidence,
    )


POSTED = [route("/", "index", methods=("OPTIONS", "POST"))]


@table(
    {
        "once": (
            inside(body(flows=[flow("template", call="render_template_string")])),
            [
                trusted(
                    "is made into a template", 'request.args["x"] into render_template_string at app.py:7:12'
                )
            ],
        ),
        "twice in one view": (
            inside(body(flows=[flow("template", call="a"), flow("template", call="b", line=9)])),
            [
                trusted(
                    "is made into a template",
                    'request.args["x"] into a at app.py:7:12',
                    'request.args["x"] into b at app.py:9:12',
                )
            ],
        ),
    }
)
def test_template_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("template-from-request", given) == says


@table(
    {
        "nothing": (inside(body()), []),
        "another kind": (inside(body(flows=[flow("redirect"), flow("file")])), []),
    }
)
def test_template_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("template-from-request", given) == says


UNSERVED: dict[str, tuple[Any, ...]] = {
    "no views": (inside(), [NO_VIEWS]),
    "a view that is not served": (inside(body(flows=[flow("file")]), routes=[]), [NO_VIEWS]),
}


@table(UNSERVED)
def test_template_from_request_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("template-from-request", given) == says


@table(
    {
        "on GET": (
            inside(body(flows=[flow("redirect")])),
            [trusted("is where it redirects to", 'request.args["x"] into redirect at app.py:7:12')],
        ),
        "on POST": (
            inside(body(flows=[flow("redirect")]), routes=POSTED),
            [
                trusted(
                    "is where it redirects to",
                    'request.args["x"] into redirect at app.py:7:12',
                    request="POST /",
                )
            ],
        ),
    }
)
def test_redirect_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("redirect-from-request", given) == says


def test_redirect_from_request_by_two_slashes() -> None:
    (says,) = ask("redirect-from-request", inside(body(flows=[replace(flow("redirect"), rooted=True)])))
    assert says.message == (
        'GET /: request.args["x"] is where it redirects to, '
        'and "//evil.example" passes its one test, startswith("/")'
    )


def test_redirect_from_request_without_a_netloc() -> None:
    (says,) = ask("redirect-from-request", inside(body(flows=[replace(flow("redirect"), hostless=True)])))
    assert says.message == (
        'GET /: request.args["x"] is where it redirects to, '
        'and "https:evil.example", which has no netloc, passes its one test'
    )


@table({"nothing": (inside(body()), []), "another kind": (inside(body(flows=[flow("file")])), [])})
def test_redirect_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("redirect-from-request", given) == says


@table(
    {
        "searched for": (
            inside(body(flows=[flow("pattern", call="re.search")])),
            [
                trusted(
                    "is searched for as a regular expression",
                    'request.args["x"] into re.search at app.py:7:12',
                )
            ],
        ),
    }
)
def test_pattern_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("pattern-from-request", given) == says


@table({"another kind": (inside(body(flows=[flow("file")])), [])})
def test_pattern_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("pattern-from-request", given) == says


@table(UNSERVED)
def test_pattern_from_request_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("pattern-from-request", given) == says


@table(UNSERVED)
def test_redirect_from_request_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("redirect-from-request", given) == says


@table(
    {
        "sent": (
            inside(body(flows=[flow("file", call="send_file")])),
            [trusted("names a file", 'request.args["x"] into send_file at app.py:7:12')],
        ),
    }
)
def test_file_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("file-from-request", given) == says


@table({"nothing": (inside(body()), []), "another kind": (inside(body(flows=[flow("template")])), [])})
def test_file_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("file-from-request", given) == says


@table(UNSERVED)
def test_file_from_request_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("file-from-request", given) == says


@table(
    {
        "run": (
            inside(body(flows=[flow("code", call="eval")])),
            [trusted("is run", 'request.args["x"] into eval at app.py:7:12')],
        ),
    }
)
def test_code_from_request_faulty(given: Given, says: list[Found]) -> None:
    assert ask("code-from-request", given) == says


@table({"nothing": (inside(body()), []), "another kind": (inside(body(flows=[flow("file")])), [])})
def test_code_from_request_fine(given: Given, says: list[Found]) -> None:
    assert ask("code-from-request", given) == says


@table(UNSERVED)
def test_code_from_request_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("code-from-request", given) == says
