"""Rules on lines that fail in a case of which nobody thought."""

from typing import Any

import pytest

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, config, crash, requests, response, route, source, view
from .build_dependencies import dependencies, distribution, imports

VIEW = at("app.py", 5, 1)
COOKIES = "flask.sessions.SecureCookieSessionInterface"


def slip(kind: Any, what: str, detail: str = "", line: int = 8, **fields: Any) -> Slip:
    return Slip(kind, what, "save", **{"place": at("app.py", line, 5), "view": VIEW, **fields}, detail=detail)


def inside(*slips: Slip, interface: str = "", **fields: Any) -> Given:
    return {
        "app": app(routes=[route("/", "index", view=view())], session_interface=interface),
        "source": source(views=[body()], imports=[imports("flask_sqlalchemy")], slips=slips, **fields),
    }


def found(message: str, subject: str, **fields: Any) -> list[Found]:
    return [Found(message, subject, at("app.py", 8, 5), **fields)]


COMMIT = slip("result-tested", "db.session.commit()", "else")


def test_result_is_always_none_faulty() -> None:
    given = inside(COMMIT, slip("result-tested", "db.session.commit()", "if", 12))
    assert ask("result-is-always-none", given) == found(
        "save: db.session.commit() is None, and what is below `else` never runs, and 1 more",
        "app.py:db.session.commit()",
        evidence=("`else` in save at app.py:8:5", "`if` in save at app.py:12:5"),
    )


def test_result_is_always_none_fine() -> None:
    loaded = slip("result-tested", "x.session.commit()", "if", place=at("old.py", 8))
    assert not any(isinstance(one, Found) for one in ask("result-is-always-none", inside(loaded)))


@pytest.mark.parametrize("given", [inside(), {**inside(), "source": source(slips=[COMMIT])}])
def test_result_is_always_none_does_not_apply(given: Given) -> None:
    said = DoesNotApply("no `if` asks for the result of a commit")
    assert ask("result-is-always-none", given) == [said]


ROW = slip("row-taken", "first().id", "the request")
ROW_FOUND = found("save: first().id is a 500 where nothing is found for the request", "save:first().id")


def failed(line: int) -> Any:
    return requests(absent=(response("/a/1", 500, crash=crash(place=at("app.py", line))),))


@pytest.mark.parametrize("given", [inside(ROW), {**inside(ROW), "requests": failed(9)}])
def test_row_taken_for_granted_faulty(given: Given) -> None:
    assert ask("row-taken-for-granted", given) == ROW_FOUND


def test_row_taken_for_granted_of_an_empty_table() -> None:
    said = found("save: first().id is a 500 where the table has no row yet", "save:first().id")
    assert ask("row-taken-for-granted", inside(slip("row-taken", "first().id", "order_by"))) == said


def test_row_taken_for_granted_fine() -> None:
    assert ask("row-taken-for-granted", {**inside(ROW), "requests": failed(8)}) == []


@pytest.mark.parametrize(
    "given",
    [
        inside(slip("row-taken", "first().id", "the request", view=NOWHERE)),
        inside(slip("row-taken", "first().id", "the request", view=at("app.py", 50, 1))),
    ],
)
def test_row_taken_for_granted_does_not_apply(given: Given) -> None:
    said = DoesNotApply("no view reads a row that may not be there")
    assert ask("row-taken-for-granted", given) == [said]


CART = slip("session-changed", "session['cart'].append(…)")


def test_session_change_lost_faulty() -> None:
    assert ask("session-change-lost", inside(CART, interface=COOKIES)) == found(
        "save: session['cart'].append(…) does not reach the next request", "save:session['cart'].append(…)"
    )


def test_session_change_lost_fine() -> None:
    assert ask("session-change-lost", inside(interface=COOKIES)) == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (
            inside(CART, interface="flask_session.redis.RedisSessionInterface"),
            "the session is not Flask's own",
        ),
        (
            inside(CART, interface=COOKIES, permanent_sessions=(at("app.py", 3),)),
            "the session is permanent, and written with each answer",
        ),
    ],
)
def test_session_change_lost_does_not_apply(given: Given, why: str) -> None:
    assert ask("session-change-lost", given) == [DoesNotApply(why)]


MAIL = slip("mail-half-caught", "smtplib.SMTP", "smtplib.SMTPException", view=NOWHERE)
NO_MAIL = [DoesNotApply("no `except` for errors of smtplib alone")]


def test_connection_error_uncaught_faulty() -> None:
    said = "save: smtplib.SMTPException does not catch what smtplib.SMTP raises where no server answers"
    assert ask("connection-error-uncaught", inside(MAIL)) == found(said, "save:smtplib.SMTP")


def test_connection_error_uncaught_fine() -> None:
    beside = slip("mail-half-caught", "smtplib.SMTP", "smtplib.SMTPException", place=at("old.py", 3))
    assert ask("connection-error-uncaught", inside(beside)) == NO_MAIL


def test_connection_error_uncaught_does_not_apply() -> None:
    assert ask("connection-error-uncaught", inside()) == NO_MAIL


KEPT = slip("kept-as-sent", "photo.save(…)", "static")


def configured(folder: str) -> Given:
    given = inside(slip("kept-as-sent", "photo.save(…)", "UPLOADS"))
    return {**given, "app": app(config=[config("UPLOADS", folder)])}


def test_upload_of_any_type_faulty() -> None:
    said = "save keeps uploads of any type below static, where they are served as pages"
    assert ask("upload-of-any-type", inside(KEPT)) == found(said, "save")
    (told,) = ask("upload-of-any-type", configured("static/uploads"))
    assert told.message == said


def test_upload_of_any_type_fine() -> None:
    assert ask("upload-of-any-type", configured("uploads")) == []
    assert ask("upload-of-any-type", configured("statics/uploads")) == []


def test_upload_of_any_type_does_not_apply() -> None:
    said = DoesNotApply("no view keeps an upload under its own name")
    assert ask("upload-of-any-type", inside()) == [said]


LINK = slip("way-in-shown", "flash(…)")
UNSHOWN = [DoesNotApply("no view that is open to everybody shows a link with a token, or a code")]
CODE = slip("code-shown", "flash(…)")


def test_sign_in_link_shown_faulty() -> None:
    said = "save shows the link that it makes to whoever asks for it, by flash(…)"
    assert ask("sign-in-link-shown", inside(LINK)) == found(said, "index")


def test_sign_in_link_shown_with_a_code() -> None:
    said = "save shows the code that it draws to whoever asks for it, by flash(…)"
    for looks in (body(), body(asks="session")):  # at the code that it keeps there
        given = {**inside(), "source": source(views=[looks], slips=[CODE, CODE])}
        (shown,) = ask("sign-in-link-shown", given)
        assert (shown.message, shown.subject) == (said, "index")
    guarded = {**inside(), "source": source(views=[body(decorators=("login_required",))], slips=[CODE])}
    assert ask("sign-in-link-shown", guarded) == UNSHOWN


def test_sign_in_link_shown_fine() -> None:
    for guarded in (body(decorators=("login_required",)), body(asks="session")):
        given = {**inside(), "source": source(views=[guarded], slips=[LINK])}
        assert ask("sign-in-link-shown", given) == UNSHOWN


def test_sign_in_link_shown_does_not_apply() -> None:
    assert ask("sign-in-link-shown", inside()) == UNSHOWN


def test_stream_outlives_request_faulty() -> None:
    said = "save streams rows(), which reads session when the request is over"
    streamed = inside(slip("streamed-late", "rows()", "session"))
    assert ask("stream-outlives-request", streamed) == found(said, "save:rows()")


QUERY = slip("streamed-late", "rows()", "Order.query")


def test_stream_outlives_request_with_a_query() -> None:
    said = "save streams rows(), which asks Order.query when the request is over"
    given = {**inside(QUERY), "dependencies": dependencies(distribution("flask-sqlalchemy", "3.0"))}
    assert ask("stream-outlives-request", given) == found(said, "save:rows()")


UNSTREAMED = [DoesNotApply("no streamed answer reads the request")]


def test_stream_outlives_request_fine() -> None:
    elsewhere = slip("streamed-late", "rows()", "session", place=at("old.py", 3))
    assert ask("stream-outlives-request", inside(elsewhere)) == UNSTREAMED


@pytest.mark.parametrize("there", [(), (distribution("flask-sqlalchemy", "2.5.1"),)])
def test_stream_outlives_request_with_a_session_of_the_apps_own(there: tuple[Any, ...]) -> None:
    assert ask("stream-outlives-request", inside(QUERY)) == UNSTREAMED
    assert (
        ask("stream-outlives-request", {**inside(QUERY), "dependencies": dependencies(*there)}) == UNSTREAMED
    )


def test_stream_outlives_request_does_not_apply() -> None:
    assert ask("stream-outlives-request", inside()) == UNSTREAMED


@pytest.mark.parametrize(("detail", "severity"), [("got", "error"), ("", None)])
def test_cache_without_user_key_of_rows(detail: str, severity: Any) -> None:
    rows = inside(slip("cached-for-all", 'cache.set("orders", …)', detail))
    said = 'save: cache.set("orders", …) keeps what was asked for one visitor, and gives it to all'
    fix = 'Make the visitor part of the key: `cache.set(f"orders/{current_user.id}", …)`.'
    told = found(said, 'save:cache.set("orders", …)', fix=fix, severity=severity)
    assert ask("cache-without-user-key", rows) == told
