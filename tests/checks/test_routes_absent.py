"""What routes with an argument answer for an id that nobody has."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.boot import Crash
from releasecheck.facts.requests import Response
from releasecheck.facts.views import Conversion, Unlooked
from releasecheck.findings import CouldNotLook, DoesNotApply, Found

from .build import Given, app, ask, at, body, project, requests, response, route, source, table, view

NONE = "'NoneType' object has no attribute 'title'"


def crash(type_: str = "AttributeError", message: str = NONE, **fields: Any) -> Crash:
    return Crash(**{"type": type_, "message": message, "place": at("app.py", 9), **fields})


def post(status: int | None = 500, raised: Crash | None = None, **fields: Any) -> Response:
    """The answer for a post that there is not."""
    own: Given = {"endpoint": "post", "rule": "/posts/<int:number>", "crash": raised}
    return response("/posts/2046046046", status, **{**own, **fields})


def asked(*absent: Response, **fields: Any) -> Given:
    routes = [route("/posts/<int:number>", "post", view=view("post", 7))]
    return {
        "requests": requests(absent=list(absent), **fields),
        "app": app(routes=routes),
        "project": project(),
    }


def fails(line: int | None = 9, **fields: Any) -> Found:
    own: Given = {
        "message": f"GET /posts/<int:number> answers 500 for an id that is not there: AttributeError: {NONE}",
        "subject": "/posts/<int:number>",
        "place": at("app.py", line),
        "evidence": ("raised at app.py:9", "GET /posts/2046046046 -> 500"),
    }
    return Found(**{**own, **fields})


@table(
    {
        "an attribute of None": (asked(post(raised=crash())), [fails()]),
        "two routes by one line": (
            asked(
                post(raised=crash()),
                response("/u/x", 500, rule="/u/<name>", endpoint="user", crash=crash()),
            ),
            [
                fails(
                    message="GET /posts/<int:number> and GET /u/<name> answer 500 for an id that is not there"
                    f": AttributeError: {NONE}",
                    evidence=("raised at app.py:9", "GET /posts/2046046046 -> 500", "GET /u/x -> 500"),
                )
            ],
        ),
        "the key that was asked for": (
            asked(post(raised=crash("KeyError", "2046046046"))),
            [
                fails(
                    message="GET /posts/<int:number> answers 500 for an id that is not there: "
                    "KeyError: 2046046046"
                )
            ],
        ),
        "a client of another service, which says what it was asked for": (
            asked(post(raised=crash("docker.errors.NotFound", "No such container: 2046046046"))),
            [
                fails(
                    message="GET /posts/<int:number> answers 500 for an id that is not there:"
                    " NotFound: No such container: 2046046046"
                )
            ],
        ),
        "raised past every handler, in a library alone": (
            asked(post(None, crash(place=at("")), outcome="raised")),
            [
                fails(
                    7,
                    message="GET /posts/<int:number> answers nothing for an id that is not there:"
                    f" AttributeError: {NONE}",
                    evidence=("GET /posts/2046046046 -> raised",),
                )
            ],
        ),
    }
)
def test_unknown_id_fails_faulty(given: Given, says: list[Any]) -> None:
    assert ask("unknown-id-fails", given) == says


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("TypeError", "'NoneType' object is not subscriptable"),
        ("TypeError", "unsupported operand type(s) for +: 'NoneType' and 'int'"),
        ("IndexError", "list index out of range"),
        ("ValueError", "invalid literal for int() with base 10: 'no-such-releasecheck'"),
        ("TypeError", "cannot unpack non-iterable NoneType object"),
        ("TypeError", "unsupported format string passed to NoneType.__format__"),
        ("TypeError", "strptime() argument 1 must be str, not None"),
        ("TypeError", "type Undefined doesn't define __round__ method"),
        ("TypeError", "Object of type StrictUndefined is not JSON serializable"),
        ("TypeError", "bad operand type for abs(): 'ChainableUndefined'"),
        ("ValueError", "max() arg is an empty sequence"),
        ("ValueError", "min() iterable argument is empty"),  # Python 3.12+
        ("jinja2.exceptions.UndefinedError", "'None' has no attribute 'title'"),
        ("jinja2.exceptions.UndefinedError", "None has no element 0"),
        ("jinja2.exceptions.UndefinedError", "'post' is undefined"),
        ("jinja2.exceptions.UndefinedError", "list object has no element 0"),
        ("jinja2.exceptions.TemplateNotFound", "pages/no-such-releasecheck.html"),
        ("sqlalchemy.exc.NoResultFound", "No row was found when one was required"),
        ("app.models.PostDoesNotExist", "<Model: Post> instance matching query does not exist"),
        ("bson.errors.InvalidId", "'no-such-releasecheck' is not a valid ObjectId"),
        ("itsdangerous.exc.BadSignature", "No '.' found in value"),
        (
            "sqlalchemy.exc.DataError",
            "(psycopg2.errors.InvalidTextRepresentation) invalid input syntax for type uuid",
        ),
        ("sqlalchemy.exc.DataError", "(psycopg.errors.InvalidTextRepresentation) invalid input syntax"),
        ("sqlalchemy.exc.StatementError", "(builtins.AttributeError) 'str' object has no attribute 'hex'"),
        ("mongoengine.errors.ValidationError", "'no-such-releasecheck' is not a valid ObjectId"),
    ],
)
def test_unknown_id_fails_of_nothing(type_: str, message: str) -> None:
    assert len(ask("unknown-id-fails", asked(post(raised=crash(type_, message))))) == 1


OF_POSTGRES = "(psycopg2.errors.InvalidTextRepresentation) invalid input syntax for type"
OPEN = "/posts/<number>"
NUMBER = "Write `<int:number>` in the rule, so that all else is a 404."
KEY = "Write `<uuid:number>` in the rule, so that all else is a 404."
SHAPED = "Have the rule take what it is (`<int:number>`, `<uuid:key>`), so that all else is a 404."
VALID = "Answer 404 where `ObjectId.is_valid()` says no."


@pytest.mark.parametrize(
    ("raised", "rule", "lacking", "fix"),
    [
        (("ValueError", "invalid literal for int() with base 10: 'no'"), OPEN, "no number", NUMBER),
        (("sqlalchemy.exc.DataError", f'{OF_POSTGRES} integer: "no"'), OPEN, "no number", NUMBER),
        (("sqlalchemy.exc.DataError", f'{OF_POSTGRES} bigint: "no"'), "/<a>/<b>", "no number", SHAPED),
        (("sqlalchemy.exc.DataError", f'{OF_POSTGRES} uuid: "no"'), OPEN, "no UUID", KEY),
        (("sqlalchemy.exc.DataError", f'{OF_POSTGRES} date: "no"'), OPEN, "not there", SHAPED),
        (("ValueError", "badly formed hexadecimal UUID string"), OPEN, "no UUID", KEY),
        (("bson.errors.InvalidId", "'no' is not a valid ObjectId"), OPEN, "no ObjectId", VALID),
        (("IndexError", "list index out of range"), OPEN, "not there", None),
    ],
)
def test_unknown_id_fails_of_a_word(
    raised: tuple[str, str], rule: str, lacking: str, fix: str | None
) -> None:
    (found,) = ask("unknown-id-fails", asked(post(raised=crash(*raised), rule=rule)))
    assert f" answers 500 for an id that is {lacking}: " in found.message
    assert found.fix == fix


@table(
    {
        "not found": (asked(post(404)), []),
        "sent to the login": (asked(post(302)), []),
        "nothing was raised": (asked(post(500)), []),
        "a client that misses something else": (
            asked(post(raised=crash("docker.errors.NotFound", "No such network: shop"))),
            [],
        ),
        "another key": (asked(post(raised=crash("KeyError", "'name'"))), []),
        "a key of a dict": (
            asked(
                post(raised=crash("jinja2.exceptions.UndefinedError", "'dict object' has no attribute 'x'"))
            ),
            [],
        ),
        "two things that do not go together": (
            asked(post(raised=crash("TypeError", "argument 1 must be str, not int"))),
            [],
        ),
        "no table": (asked(post(raised=crash("sqlalchemy.exc.OperationalError", "no such table: post"))), []),
        "an exception of the app's own": (asked(post(raised=crash("app.errors.Broken", ""))), []),
        "a database out of reach": (asked(post(raised=crash(cause="service", subject="db:5432"))), []),
        "whoever is asked for": (
            asked()
            | {"requests": requests(response(crash=crash(), status=500), absent=[post(raised=crash())])},
            [],
        ),
    }
)
def test_unknown_id_fails_fine(given: Given, says: list[Any]) -> None:
    assert ask("unknown-id-fails", given) == says


@pytest.mark.parametrize(
    ("looks", "said"),
    [
        ({"reads": ("args", "path")}, "request.args"),
        ({"identity": ("session",), "reads": ("headers",)}, "request.headers and session"),
        ({"reads": ("path", "method")}, None),
        ({"identity": ("current_user",)}, None),
    ],
)
def test_what_else_may_be_missing(looks: Given, said: str | None) -> None:
    views = source(views=[body("post", 7, **looks)])
    (found,) = ask("unknown-id-fails", asked(post(raised=crash())) | {"source": views})
    too = (f"the view looks at {said} too: what is missing may be from there",) if said else ()
    assert found.evidence[2:] == too


@pytest.mark.parametrize(
    ("outcome", "ended"), [("timed-out", "has not answered after 10 s"), ("killed", "ends the process")]
)
def test_a_request_after_which_none_was_asked(outcome: Any, ended: str) -> None:
    (said,) = ask("unknown-id-fails", asked(post(None, outcome=outcome, duration_s=10.0)))
    assert said == CouldNotLook(f"GET /posts/2046046046 {ended}: no rule after it was asked")


@table({"nothing could be asked": (asked(), [])})
def test_unknown_id_fails_does_not_apply(given: Given, says: list[Any]) -> None:
    reason = "no route with an argument may be asked for just anything"
    assert ask("unknown-id-fails", given) == [DoesNotApply(reason), *says]


def unlooked(by: str = "number", line: int = 9, *, in_path: bool = True) -> Unlooked:
    return Unlooked("post", "post.title", by, in_path, at("app.py", line))


def read(*rows: Unlooked, methods: tuple[str, ...] = ("POST",), **fields: Any) -> Given:
    """What is known of a view by its source alone."""
    routes = [route("/posts/<int:number>", "post", methods=methods, view=view("post", 7))]
    return {
        "app": app(routes=routes),
        "project": project(),
        "source": source(views=(body("post", 7, unlooked=rows),)),
        **fields,
    }


TAKES = (
    "POST /posts/<int:number> reads post.title without checking that a row has this number: "
    "500 where none has"
)
NOT_ASKED = DoesNotApply("no route with an argument may be asked for just anything")


@table(
    {
        "by the path": (read(unlooked()), [Found(TAKES, "post", at("app.py", 9))]),
        "a row that is deleted": (
            read(replace(unlooked(), used="db.session.delete(post)")),
            [
                Found(
                    TAKES.replace("reads post.title", "calls db.session.delete(post)"),
                    "post",
                    at("app.py", 9),
                )
            ],
        ),
        "by a name that is typed": (
            read(unlooked("email", in_path=False)),
            [Found(TAKES.replace("number:", "email:"), "post", at("app.py", 9))],
        ),
        "two in a file": (
            read(unlooked(), unlooked(line=12)),
            [
                Found(
                    f"{TAKES}; likewise 1 other line of this file",
                    "post",
                    at("app.py", 9),
                    ("POST /posts/<int:number> reads post.title at app.py:12",),
                )
            ],
        ),
        "a page that was not asked": (
            read(unlooked(), methods=("GET",), requests=requests()),
            [Found(TAKES.replace("POST", "GET"), "post", at("app.py", 9)), NOT_ASKED],
        ),
    }
)
def test_unknown_id_fails_by_source(given: Given, says: list[Found]) -> None:
    assert ask("unknown-id-fails", given) == says


@table(
    {
        "a page that was asked and fine": (
            read(unlooked(), methods=("GET",), requests=requests(absent=[post(404)])),
            [],
        ),
        "no argument of the path": (
            read(unlooked("token")),
            [DoesNotApply("no view takes a row for granted")],
        ),
        "looks": (read(), [DoesNotApply("no view takes a row for granted")]),
    }
)
def test_unknown_id_fine_by_source(given: Given, says: list[Found]) -> None:
    assert ask("unknown-id-fails", given) == says


INVALID = crash("bson.errors.InvalidId", "'no-such-releasecheck' is not a valid ObjectId")


def converting(*absent: Response, rule: str = "/posts/<key>", handlers: Any = (), **fields: Any) -> Given:
    """Two views of app.py that make an ObjectId of their argument on lines 8 and 18, behind a login."""
    routes = [
        route(rule, "post", view=view("post", 7)),
        route(rule, "edit", view=view("edit", 17), methods=("PUT",)),
    ]
    views = [
        body(
            name,
            line,
            **{
                "decorators": ("jwt_required",),
                "conversions": (Conversion("key", "ObjectId", "InvalidId", at("app.py", line + 1)),),
                **fields,
            },
        )
        for name, line in (("post", 7), ("edit", 17))
    ]
    return {
        "requests": requests(absent=list(absent)),
        "app": app(routes=routes, error_handlers=handlers),
        "project": project(),
        "source": source(views=views),
    }


REFUSED = response("/posts/no-such", 401, endpoint="post", rule="/posts/<key>")
BY_SOURCE = Found(
    "GET /posts/<key> and 1 other answer 500 for any word that ObjectId() does not take: nothing catches its "
    "InvalidId",
    "/posts/<key>",
    at("app.py", 8),
    ("PUT /posts/<key> at app.py:18",),
    fix="Answer 404 where `ObjectId.is_valid()` says no.",
)


@pytest.mark.parametrize("absent", [[], [REFUSED]], ids=["not asked", "not let in"])
def test_a_word_that_is_no_id_is_told_by_source(absent: list[Response]) -> None:
    assert ask("unknown-id-fails", converting(*absent)) == [BY_SOURCE]


def test_a_word_that_is_no_id_is_told_once() -> None:
    (found,) = ask("unknown-id-fails", converting(replace(REFUSED, status=500, crash=INVALID)))
    assert isinstance(found, Found)
    assert (found.message[:36], found.fix) == ("GET /posts/<key> answers 500 for an ", BY_SOURCE.fix)


@pytest.mark.parametrize(
    "given",
    [
        converting(rule="/posts/<int:key>"),
        converting(decorators=("handles_errors",)),
        converting(decorated_class=True),
        converting(handlers=(":InvalidId",)),
        converting(handlers=(":Exception",)),
        converting(conversions=()),
        (given := converting()) | {"source": replace(given["source"], catching=("jwt_required",))},
    ],
    ids=[
        "a converter",
        "a decorator may catch it",
        "one of the class",
        "a handler",
        "one for all",
        "none",
        "the guard catches it",
    ],
)
def test_a_word_that_is_no_id_is_not_told(given: Given) -> None:
    assert [one for one in ask("unknown-id-fails", given) if isinstance(one, Found)] == []


def test_of_a_view_that_answers_nothing_is_told_by_source() -> None:
    (found,) = ask("unknown-id-fails", converting(replace(REFUSED, status=404)))
    assert isinstance(found, Found)
    assert found.message.startswith("PUT /posts/<key> answers 500")
