"""What is said of views that answer with what they caught."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.source import Suppression
from releasecheck.facts.views import Answered, FailingExcept, HidingGuard, UnboundName
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, module, route, source, table, view

NO_VIEWS = DoesNotApply("no view of the app was found in the source")


def answers(*lines: int, kind: Any = "text", **fields: Any) -> Any:
    return body(answered=[Answered(kind, at("app.py", line, 9)) for line in lines], **fields)


def inside(*bodies: Any) -> Given:
    """Views of app.py, each at a path of its name."""
    served = [
        route(f"/{one.function}", one.function, view=view(one.function, one.place.line)) for one in bodies
    ]
    return {"app": app(routes=served), "source": source(module("app.py"), views=bodies)}


def helping(view: Any, *lines: int, path: str = "app.py") -> Any:
    """A view, and functions of a module that answer for it."""
    told = [Answered("text", at(path, line)) for line in lines]
    return source(module("app.py"), views=[view], answered=told)


def on_two_rules(verb: str) -> Given:
    """A method of a class whose rules take GET, and PUT below it."""
    own = view("Item", 5, class_based=True)
    rules = {"/items": ("GET",), "/items/<int:item>": ("PUT",)}
    served = [route(rule, "item", methods=methods, view=own) for rule, methods in rules.items()]
    method = answers(8, function=verb.lower(), line=7, view=at("app.py", 5), verb=verb)
    return {"app": app(routes=served), "source": source(module("app.py"), views=[method])}


@table(
    {
        "by the rule that takes the method": (
            on_two_rules("PUT"),
            [
                Found(
                    "put answers with the text of whatever exception it catches",
                    "item",
                    at("app.py", 8, 9),
                    ("PUT /items/<int:item> at app.py:8:9",),
                )
            ],
        ),
        "the text": (
            inside(answers(8)),
            [
                Found(
                    "index answers with the text of whatever exception it catches",
                    "index",
                    at("app.py", 8, 9),
                    ("GET /index at app.py:8:9",),
                )
            ],
        ),
        "a traceback": (
            inside(answers(8, kind="traceback")),
            [
                Found(
                    "index answers with the traceback",
                    "index",
                    at("app.py", 8, 9),
                    ("GET /index at app.py:8:9",),
                    severity="error",
                )
            ],
        ),
        "a habit is one finding": (
            inside(answers(8, 10), answers(22, function="cart", line=20)),
            [
                Found(
                    "2 views answer with the text of whatever exception they catch",
                    "text",
                    at("app.py", 8, 9),
                    ("GET /index at app.py:8:9", "GET /index at app.py:10:9", "GET /cart at app.py:22:9"),
                )
            ],
        ),
        "a function that no route leads to": (
            {**inside(body()), "source": helping(body(), 8)},
            [
                Found(
                    "a function answers with the text of whatever exception it catches",
                    "text",
                    at("app.py", 8),
                    ("app.py:8",),
                )
            ],
        ),
        "beside a view": (
            {**inside(answers(7)), "source": helping(answers(7), 30)},
            [
                Found(
                    "2 functions answer with the text of whatever exception they catch",
                    "text",
                    at("app.py", 7, 9),
                    ("GET /index at app.py:7:9", "app.py:30"),
                )
            ],
        ),
        "each kind for itself": (
            inside(answers(8), answers(22, kind="traceback", function="cart", line=20)),
            [
                Found(
                    "index answers with the text of whatever exception it catches",
                    "index",
                    at("app.py", 8, 9),
                    ("GET /index at app.py:8:9",),
                ),
                Found(
                    "cart answers with the traceback",
                    "cart",
                    at("app.py", 22, 9),
                    ("GET /cart at app.py:22:9",),
                    severity="error",
                ),
            ],
        ),
    }
)
def test_exception_in_answer_faulty(given: Given, says: list[Found]) -> None:
    assert ask("exception-in-answer", given) == says


@table(
    {
        "answers with its own words": (inside(body()), []),
        "some view for the staff, and others": (
            inside(answers(8, decorators=["admin_required"]), body("cart", 20)),
            [],
        ),
        "a page for the staff": (inside(answers(8, function="admin/members"), body("cart", 20)), []),
        "a function of a program of its own": (
            {**inside(body()), "source": helping(body(), 8, path="seed.py")},
            [],
        ),
    }
)
def test_exception_in_answer_fine(given: Given, says: list[Found]) -> None:
    assert ask("exception-in-answer", given) == says


@table(
    {
        "no views": (inside(), [NO_VIEWS]),
        "a view that the app does not serve": ({**inside(answers(8)), "app": app()}, [NO_VIEWS]),
        "views for the staff only": (inside(answers(8, decorators=["admin_required"])), [NO_VIEWS]),
        "a method that no rule takes": (on_two_rules("DELETE"), [NO_VIEWS]),
    }
)
def test_exception_in_answer_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("exception-in-answer", given) == says


def test_an_ignore_hides_the_view_it_stands_in_and_no_other() -> None:
    given = inside(answers(8), answers(22, function="cart", line=20), answers(32, function="pay", line=30))
    comment = Suppression(("exception-in-answer",), "for the shop's own staff", at("app.py", 8))
    given["source"] = replace(given["source"], suppressions=(comment,))
    told = ask("exception-in-answer", given)
    assert [(one.place.line, one.message.partition(" with")[0]) for one in told] == [
        (22, "2 views answer"),
        (8, "index answers"),
    ]


def objects(*bodies: Any, **fields: Any) -> Given:
    given = inside(*bodies)
    return given | {"source": replace(given["source"], **fields)}


OBJECT = Found(
    "index puts the exception itself into a body of JSON, which is a TypeError: that is a 500",
    "index",
    at("app.py", 8, 9),
    ("GET /index at app.py:8:9",),
)


@table(
    {
        "a view": (objects(answers(8, kind="object")), [OBJECT]),
        "two views": (
            objects(answers(8, kind="object"), answers(18, kind="object", function="shop", line=15)),
            [
                replace(
                    OBJECT,
                    message="2 views put the exception itself into a body of JSON, which is a TypeError: "
                    "that is a 500",
                    subject="object",
                    evidence=(*OBJECT.evidence, "GET /shop at app.py:18:9"),
                )
            ],
        ),
        "for the staff": (objects(answers(8, kind="object", decorators=["admin_required"])), [OBJECT]),
    }
)
def test_exception_object_in_json_faulty(given: Given, says: list[Any]) -> None:
    assert ask("exception-object-in-json", given) == says


@table({"its text": (objects(answers(8)), []), "nothing": (objects(answers()), [])})
def test_exception_object_in_json_fine(given: Given, says: list[Any]) -> None:
    assert ask("exception-object-in-json", given) == says


@table(
    {
        "no views": (objects(), [NO_VIEWS]),
        "an encoder of the project's": (
            objects(answers(8, kind="object"), own_json=("json_.py",)),
            [DoesNotApply("json_.py has an encoder of JSON of its own")],
        ),
    }
)
def test_exception_object_in_json_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("exception-object-in-json", given) == says


def test_exception_in_answer_leaves_the_object_alone() -> None:
    assert ask("exception-in-answer", inside(answers(8, kind="object"))) == []


def failing(*lines: int, path: str = "app.py", **fields: Any) -> Given:
    blocks = [FailingExcept("requests.RequestException", "e.response.text", at(path, line)) for line in lines]
    return {"app": app(), "source": source(module("app.py"), failing_excepts=blocks, **fields)}


FAILING = Found(
    "e.response.text raises AttributeError when no server answered: the block that catches "
    "requests.RequestException fails itself",
    subject="e.response.text",
    place=at("app.py", 8),
)


@table(
    {
        "one": (failing(8), [FAILING]),
        "two of one file": (
            failing(8, 20),
            [
                replace(
                    FAILING,
                    evidence=("e.response.text of requests.RequestException too, at app.py:20",),
                )
            ],
        ),
        "two of one file, one of which has a comment": (
            failing(8, 20, suppressions=[Suppression(("except-block-fails",), "known", at("app.py", 20))]),
            [FAILING, replace(FAILING, place=at("app.py", 20))],
        ),
    }
)
def test_except_block_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("except-block-fails", given) == says


def unbound(*lost: bool, path: str = "app.py") -> Given:
    names = [UnboundName("db", "connect", at(path, 8 + n), one) for n, one in enumerate(lost)]
    return {"app": app(), "source": source(module("app.py"), unbound_names=names)}


UNBOUND = Found(
    "the `finally` block reads db, which is not there when connect() fails: it raises UnboundLocalError, "
    "and what the `except` block answers is lost",
    subject="db",
    place=at("app.py", 9),
    evidence=("db of connect() too, at app.py:8",),
    fix="Call connect() above the `try`.",
)


def test_except_block_fails_for_a_finally_block() -> None:
    assert ask("except-block-fails", unbound(False, True)) == [UNBOUND]
    [raised] = ask("except-block-fails", unbound(False))
    assert isinstance(raised, Found)
    assert (raised.severity, raised.message.rpartition(", ")[2]) == ("info", "in place of the failure")
    assert ask("except-block-fails", unbound(True, path="old.py")) == []


@table({"none": (failing(), [])})
def test_except_block_fails_fine(given: Given, says: list[Found]) -> None:
    assert ask("except-block-fails", given) == says


@table({"in a module that the app does not load": (failing(8, path="old.py"), [])})
def test_except_block_fails_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("except-block-fails", given) == says


def hiding(*views: Any, guards: int = 1) -> Given:
    """A guard that calls the views in its own `try`, and the views of the app."""
    given = inside(*views)
    hidden = (HidingGuard("members_only", 401, at("guards.py", 9)),) * guards
    return {**given, "source": replace(given["source"], hiding_guards=hidden)}


OWN = body("own", 5, decorators=("guards.members_only",))
HIDES = Found(
    "@members_only answers 401 to whatever fails in the 1 view below it: it calls them inside its own `try`",
    subject="members_only",
    place=at("guards.py", 9),
    evidence=("GET /own at app.py:5:1",),
)


def test_guard_hides_failures_faulty() -> None:
    assert ask("guard-hides-failures", hiding(OWN)) == [HIDES]
    assert ask("guard-hides-failures", hiding(OWN, guards=2)) == [HIDES]


def test_guard_hides_failures_fine() -> None:
    assert ask("guard-hides-failures", hiding(body("own", 5, decorators=("login_required",)))) == []


def test_guard_hides_failures_does_not_apply() -> None:
    reason = "no decorator of the project calls views in a `try` that refuses visitors"
    assert ask("guard-hides-failures", hiding(OWN, guards=0)) == [DoesNotApply(reason)]
