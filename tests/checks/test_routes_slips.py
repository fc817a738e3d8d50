"""Exceptions that are returned, and requests that are changed."""

from dataclasses import replace
from typing import Any

from releasecheck.facts import NOWHERE
from releasecheck.facts.slips import FailingCall, RequestChange, ReturnedException, RowGet, Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, route, source, table, view

VIEW = at("app.py", 5, 1)


def inside(of_app: Any = None, **fields: Any) -> Given:
    """What the source says, of an app with one view."""
    served = [route("/", "index", view=view())]
    return {"app": app(routes=served, **(of_app or {})), "source": source(views=[body()], **fields)}


def returns(
    *, exception: str = "ValueError", path: str = "app.py", where: Any = VIEW, **fields: Any
) -> Given:
    one = ReturnedException(exception, "find", at(path, 8, 9), where, **fields)
    return inside(returned_exceptions=[one])


def changes(where: Any = VIEW, path: str = "app.py", of_app: Any = None) -> Given:
    one = RequestChange("fields.pop(…)", "request.form", "save", at(path, 8, 5), where)
    return inside(of_app, request_changes=[one])


HANDED_ON = Found(
    "find returns ValueError instead of raising it: its caller takes it for the value",
    "find",
    at("app.py", 8, 9),
    fix="`raise ValueError`, and let the caller answer that.",
    severity="warning",
)
NOBODY = [DoesNotApply("no function returns an exception, or others ask whether it did")]


@table(
    {
        "a view": (
            returns(),
            [
                Found(
                    "find returns ValueError instead of raising it, and Flask can make no answer of it",
                    "find",
                    at("app.py", 8, 9),
                )
            ],
        ),
        "a function with other values": (returns(where=NOWHERE, mixed=True), [HANDED_ON]),
    }
)
def test_exception_returned_faulty(given: Given, says: list[Found]) -> None:
    assert ask("exception-returned", given) == says


@table(
    {
        "a view that the app has not": (returns(where=at("app.py", 90, 1)), []),
        "a function that returns nothing else": (returns(where=NOWHERE), []),
        "a module that was not imported": (returns(where=NOWHERE, mixed=True, path="other.py"), []),
    }
)
def test_exception_returned_fine(given: Given, says: list[Found]) -> None:
    assert ask("exception-returned", given) == says


@table(
    {
        "somebody asks for it": (returns(looked_for=True), NOBODY),
        "no exception": (inside(), NOBODY),
    }
)
def test_exception_returned_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("exception-returned", given) == says


REFUSED = "save: fields.pop(…) is a TypeError, because request.form cannot be changed"
NOTHING = [DoesNotApply("nothing changes what the request holds, or it can be changed")]


@table(
    {
        "a view": (changes(), [Found(REFUSED, "save:fields.pop(…)", at("app.py", 8, 5))]),
        "a function": (
            changes(NOWHERE),
            [Found(REFUSED, "save:fields.pop(…)", at("app.py", 8, 5), severity="warning")],
        ),
    }
)
def test_request_data_changed_faulty(given: Given, says: list[Found]) -> None:
    assert ask("request-data-changed", given) == says


def test_request_data_changed_fine() -> None:
    assert ask("request-data-changed", changes(of_app={"changeable_requests": True})) == NOTHING


@table(
    {
        "in a module that was not imported": (changes(path="other.py"), NOTHING),
        "nothing": (inside(), NOTHING),
    }
)
def test_request_data_changed_does_not_apply(given: Given, says: list[Found]) -> None:
    assert ask("request-data-changed", given) == says


GET = RowGet("row.get", at("app.py", 8, 12), at("app.py", 5, 1))
HELPER = RowGet("user.get", at("app.py", 28, 12), at("app.py", 25, 1))
NO_GET = Found(
    "row.get() raises AttributeError: a sqlite3.Row has no such method",
    "row.get",
    at("app.py", 8, 12),
    ("row.get() at app.py:8:12",),
)


@table(
    {
        "a view": (inside(row_gets=[GET]), [NO_GET]),
        "a helper, and a view": (
            inside(row_gets=[HELPER, GET]),
            [
                Found(
                    f"{NO_GET.message}, and 1 other line likewise",
                    "row.get",
                    at("app.py", 8, 12),
                    ("user.get() at app.py:28:12", "row.get() at app.py:8:12"),
                )
            ],
        ),
        "a helper": (
            inside(row_gets=[HELPER]),
            [
                Found(
                    NO_GET.message.replace("row.get", "user.get"),
                    "user.get",
                    at("app.py", 28, 12),
                    ("user.get() at app.py:28:12",),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_row_without_get_faulty(given: Given, says: list[Found]) -> None:
    assert ask("row-without-get", given) == says


NO_ROW = [DoesNotApply("no row of sqlite3 is asked for .get()")]


def test_row_without_get_fine() -> None:
    elsewhere = RowGet("row.get", at("old.py", 8), at("old.py", 5))
    assert ask("row-without-get", inside(row_gets=[elsewhere])) == NO_ROW


def test_row_without_get_does_not_apply() -> None:
    assert ask("row-without-get", inside()) == NO_ROW


def failing_call(where: Any = VIEW, path: str = "app.py", **fields: Any) -> Given:
    own: Given = {"function": "drop", "place": at(path, 8, 5), "view": where}
    said = ("db.session.delete(rows)", "UnmappedInstanceError", "why", "how")
    call = FailingCall(*said, **{**own, **fields})
    return inside(failing_calls=[call])


FAILS = Found(
    "drop: db.session.delete(rows) raises UnmappedInstanceError: why",
    "drop:db.session.delete(rows)",
    at("app.py", 8, 5),
    fix="how",
)
NO_CALL = [DoesNotApply("no call is seen to be given what its function cannot take")]


@table(
    {
        "in a view": (failing_call(), [FAILS]),
        "for strangers alone": (failing_call(always=False), [replace(FAILS, severity="warning")]),
        "in a helper": (failing_call(NOWHERE), [replace(FAILS, severity="warning")]),
    }
)
def test_library_call_fails_faulty(given: Given, says: list[Found]) -> None:
    assert ask("library-call-fails", given) == says


def test_todays_date_in_another_month() -> None:
    slip = Slip("month-shifted", "today.replace(month=…)", "drop", at("app.py", 8, 5), VIEW)
    assert ask("library-call-fails", inside(slips=[slip])) == [
        Found(
            "drop: today.replace(month=…) raises ValueError: on the last days of a month, "
            "where the other month is shorter",
            "drop:today.replace(month=…)",
            at("app.py", 8, 5),
            fix="Use `relativedelta(months=1)` of dateutil, or give a `day` that each month has.",
            severity="warning",
        )
    ]


def test_library_call_fails_fine() -> None:
    assert ask("library-call-fails", inside()) == NO_CALL


def own_call(where: Any = VIEW, path: str = "app.py", times: int = 1) -> Given:
    given = failing_call(where, path)
    calls = given["source"].failing_calls * times
    return {**given, "source": replace(given["source"], failing_calls=(), mismatched_calls=calls)}


ALSO = f"{FAILS.message}, and 1 other call likewise"
ALIKE = replace(FAILS, message=ALSO, evidence=("drop at app.py:8:5",))


@table(
    {
        "in a view": (own_call(), [FAILS]),
        "twice": (own_call(times=2), [ALIKE]),
        "in a helper": (own_call(NOWHERE), [replace(FAILS, severity="warning")]),
    }
)
def test_call_signature_mismatch_faulty(given: Given, says: list[Found]) -> None:
    assert ask("call-signature-mismatch", given) == says
    assert ask("library-call-fails", given) == NO_CALL


def test_call_signature_mismatch_fine() -> None:
    assert ask("call-signature-mismatch", failing_call()) == NO_CALL


def test_call_signature_mismatch_does_not_apply() -> None:
    assert ask("call-signature-mismatch", own_call(path="other.py")) == NO_CALL


def test_library_call_fails_does_not_apply() -> None:
    assert ask("library-call-fails", failing_call(path="other.py")) == NO_CALL
