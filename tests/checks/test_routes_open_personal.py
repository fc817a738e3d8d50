"""The one view that shows somebody's records by his number to anybody."""

from typing import Any

from releasecheck.findings import Found

from .build import Given, ask, at, table
from .test_routes_open_accounts import LOADS, LOGIN, views

READS: Any = {**LOGIN, "calls": ("all",)}
SHARES: Any = (
    ("/calendar/share", "calendar.share", ("POST",), LOGIN),
    ("/calendar/shared", "calendar.shared", ("GET",), READS),
)
OTHERS: Any = (
    ("/events", "events.every", ("GET",), READS),
    ("/events/mine", "events.mine", ("GET",), READS),
)
RULE = "/calendar/shared/<int:user_id>"


def shown(rule: str = RULE, methods: Any = ("GET",), **fields: Any) -> Any:
    return rule, "calendar.of_user", methods, {"calls": ("all",), **fields}


def app_with(*bare: Any, guarded: Any = (*SHARES, *OTHERS), hooks: Any = ()) -> Given:
    return views(*bare, guarded=guarded, hooks=hooks)


@table(
    {
        "the only one": (
            app_with(shown()),
            [
                Found(
                    f"anybody gets GET {RULE}, by the number of any person, and 2 views of "
                    "the blueprint calendar have @jwt_required",
                    "calendar.of_user",
                    at("app.py", 10, 1),
                    ("POST /calendar/share at app.py:20:1", "GET /calendar/shared at app.py:30:1"),
                )
            ],
        ),
    }
)
def test_a_persons_records_faulty(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says


@table(
    {
        what: (given, [])
        for what, given in {
            "it has a guard": app_with(shown(**LOGIN)),
            "it looks itself": app_with(shown(identity=("session",))),
            "its class has a decorator": app_with(shown(verb="GET", decorated_class=True)),
            "a hook may ask": app_with(shown(), hooks=[LOADS]),
            "of no person": app_with(shown("/calendar/shared/<int:event_id>")),
            "by a key that nobody guesses": app_with(shown("/calendar/shared/<token>/<int:user_id>")),
            "it shows no records": app_with(shown(calls=())),
            "a form too": app_with(shown(methods=("GET", "POST"))),
            "another shows records to all": app_with(
                shown(), ("/news", "news.every", ("GET",), {"calls": ("all",)})
            ),
            "another has none either": app_with(shown(), ("/calendar/x", "calendar.x", ("POST",), {})),
            "a page for everybody": app_with(
                shown("/calendar/public/<int:user_id>"),
                guarded=(
                    ("/calendar/new", "calendar.new", ("POST",), LOGIN),
                    ("/calendar/mine", "calendar.mine", ("GET",), READS),
                    *OTHERS,
                ),
            ),
            "few want a login": app_with(shown(), guarded=SHARES),
        }.items()
    }
)
def test_a_persons_records_fine(given: Given, says: list[Found]) -> None:
    assert ask("view-without-siblings-guard", given) == says
