"""Decorators of the project's own that let strangers in, or fail for them."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.boot import Crash
from releasecheck.facts.views import GuardGap
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, requests, response, route, source, table, view

ROLE = GuardGap("visitor", "members_only", "current_user.role", at("guards.py", 9, 12))
ROOM = GuardGap("argument", "members_only", "room", at("guards.py", 8, 9))
USER = GuardGap("row", "members_only", "user", at("guards.py", 7, 9))


def below(
    *views: Any, gap: GuardGap, hooks: Any = (), answers: Any = (), loaded: Any = True, **fields: Any
) -> Given:
    """The views given as (rule, decorators, fields), ten lines each, and what one guard takes for granted."""
    every = [(10 * number, f"view_{number}", *one) for number, one in enumerate(views, start=1)]
    return {
        "app": app(
            routes=[
                route(rule, name, methods=("POST",), view=view(name, line)) for line, name, rule, *_ in every
            ],
            hooks=hooks,
            modules=("app.py", "guards.py") if loaded else ("app.py",),
        ),
        "source": source(
            views=[body(name, line, decorators=names, **more) for line, name, _, names, more in every],
            guard_gaps=[gap],
            **fields,
        ),
        "requests": requests(*answers),
    }


def one(*names: str, rule: str = "/kick", **fields: Any) -> Any:
    return rule, names, fields


OURS = "guards.members_only"


@table(
    {
        "above the login": (
            below(one(OURS, "login_required"), gap=ROLE),
            [
                Found(
                    "a stranger gets a 500 of POST /kick: @members_only reads current_user.role, and "
                    "@login_required stands below it and runs after it",
                    "members_only",
                    at("app.py", 10, 1),
                    evidence=("it reads current_user.role at guards.py:9:12", "POST /kick at app.py:10:1"),
                )
            ],
        ),
        "with none": (
            below(one(OURS), one(OURS, rule="/ban"), gap=ROLE),
            [
                Found(
                    "a stranger gets a 500 of POST /kick and 1 other: @members_only reads current_user.role, "
                    "and no login stands before it",
                    "members_only",
                    at("guards.py", 9, 12),
                    evidence=(
                        "it reads current_user.role at guards.py:9:12",
                        "POST /kick at app.py:10:1",
                        "POST /ban at app.py:20:1",
                    ),
                )
            ],
        ),
    }
)
def test_guard_before_login_faulty(given: Given, says: list[Found]) -> None:
    assert ask("guard-before-login", given) == says


LOADS = Hook("before_request", "", "app", "load", at("app.py", 3), own=True)
CRASHED = response("/kick", 500, endpoint="view_1", crash=Crash("X", "x", at("app.py", 12)))


@table(
    {
        what: (given, [])
        for what, given in {
            "below the login": below(one("login_required", OURS), gap=ROLE),
            "below what may be a login": below(one("token_required", OURS), gap=ROLE),
            "on no view": below(one("login_required"), gap=ROLE),
            "a hook may ask": below(one(OURS), gap=ROLE, hooks=[LOADS]),
            "a stranger was turned away": below(
                one(OURS),
                gap=ROLE,
                answers=[response("/kick", 302, endpoint="view_1", headers={"location": "/login"})],
            ),
            "the sweep saw it fail": below(one(OURS), gap=ROLE, answers=[CRASHED]),
            "a class may have its login above": below(
                one(OURS, verb="POST", view=at("app.py", 10)), gap=ROLE
            ),
        }.items()
    }
)
def test_guard_before_login_fine(given: Given, says: list[Any]) -> None:
    assert ask("guard-before-login", given) == says


@table(
    {
        "no such guard": (
            below(one(OURS), gap=ROOM),
            [DoesNotApply("no decorator of the project takes somebody to be signed in")],
        ),
        "strangers of their own": (
            below(one(OURS), gap=ROLE, own_strangers=[at("app.py", 3)]),
            [DoesNotApply("no decorator of the project takes somebody to be signed in")],
        ),
    }
)
def test_guard_before_login_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("guard-before-login", given) == says


IN_ROOM = one(OURS, rule="/rooms/<int:room>/edit")


def test_guard_without_argument_faulty() -> None:
    assert ask("guard-without-argument", below(one(OURS, "login_required"), IN_ROOM, gap=ROOM)) == [
        Found(
            "@members_only reads room of the path, and POST /kick has no <room>: it gets None there",
            "members_only without room",
            at("app.py", 10, 1),
            evidence=(
                "it reads it at guards.py:8:9",
                "POST /rooms/<int:room>/edit has it at app.py:20:1",
            ),
        )
    ]


@table(
    {
        "all have it": (below(IN_ROOM, gap=ROOM), []),
        "none has it: another decorator may give it": (below(one(OURS), gap=ROOM), []),
        "what runs before it may give it": (below(one("with_room", OURS), IN_ROOM, gap=ROOM), []),
        "without the guard": (below(one(), IN_ROOM, gap=ROOM), []),
    }
)
def test_guard_without_argument_fine(given: Given, says: list[Any]) -> None:
    assert ask("guard-without-argument", given) == says


def test_guard_without_argument_does_not_apply() -> None:
    reason = "no decorator of the project reads an argument of the path"
    assert ask("guard-without-argument", below(one(OURS), gap=ROLE)) == [DoesNotApply(reason)]


PASSES = (
    "who has the token of an account that is gone passes @members_only: user is None then, and nothing looks"
)
GONE: Any = ("/users/<int:user>", (), {"calls": ("delete", "commit")})


@table(
    {
        "nobody deletes accounts": (
            below(one(OURS), gap=USER),
            [
                Found(
                    PASSES,
                    "members_only",
                    at("guards.py", 7, 9),
                    evidence=("POST /kick at app.py:10:1 has it",),
                    severity="info",
                )
            ],
        ),
        "a view deletes them": (
            below(one(OURS), GONE, gap=USER),
            [
                Found(
                    PASSES,
                    "members_only",
                    at("guards.py", 7, 9),
                    evidence=(
                        "POST /users/<int:user> deletes accounts at app.py:20:1",
                        "POST /kick at app.py:10:1 has it",
                    ),
                )
            ],
        ),
    }
)
def test_guard_passes_no_account_faulty(given: Given, says: list[Found]) -> None:
    assert ask("guard-passes-no-account", given) == says


def test_guard_passes_no_account_fine() -> None:
    assert ask("guard-passes-no-account", below(one(OURS, asks="g.user"), gap=USER)) == []


@table(
    {
        what: (given, [DoesNotApply("no decorator of the project hands on the row of an account unseen")])
        for what, given in {
            "no such guard": below(one(OURS), gap=ROLE),
            "in a module that the app does not load": below(one(OURS), gap=USER, loaded=False),
        }.items()
    }
)
def test_guard_passes_no_account_does_not_apply(given: Given, says: list[Any]) -> None:
    assert ask("guard-passes-no-account", given) == says
