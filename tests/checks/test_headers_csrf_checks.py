"""Views that a hand-made check of the CSRF token leaves out, or lets a request reach without one."""

from dataclasses import replace
from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.imports import Import
from releasecheck.facts.views import CsrfCheck, CsrfGap
from releasecheck.findings import Found

from .build import Given, app, ask, at, body, cookie, module, route, source, table, view

CHECK = CsrfCheck("check_csrf", at("app.py", 3, 1))
WRITES: Any = {"reads": ("form",), "writes": ("db.commit",)}
KNOWN: Any = {**WRITES, "identity": ("session",)}
CHECKED: Any = {**KNOWN, "calls": ("check_csrf",)}
TWO: Any = (("pay", CHECKED), ("move", CHECKED))
FIX = "Check the token there as well, or have `CSRFProtect(app)` of Flask-WTF check each POST."


def posts(*bare: Any, checked: Any = TWO, checks: Any = (CHECK,), imports: Any = (), **fields: Any) -> Given:
    """Views, each by its name and what it does, that take POST; the first stands at line 10."""
    every = [(10 * number, *one) for number, one in enumerate((*bare, *checked), start=1)]
    routes = [
        route(
            f"/{name}", name, methods=("OPTIONS", "POST"), view=view(name, line, does.get("path", "app.py"))
        )
        for line, name, does in every
    ]
    written = source(
        module("app.py"),
        views=[body(name, line, **does) for line, name, does in every],
        csrf_modules=("app.py",),
        csrf_checks=checks,
        imports=imports,
    )
    return {"app": app(**{"routes": routes, **fields}), "source": written}


def left_out(who: str, *evidence: str, others: str = "2 others call check_csrf()", **fields: Any) -> Found:
    shown = (*evidence, *fields.pop("shown", ()))
    message = f"{who} no CSRF token, and {others}"
    return Found(message, "csrf", at("app.py", 10, 1), evidence=shown, fix=FIX, **fields)


def checked(first: int, *names: str) -> tuple[str, ...]:
    return tuple(f"POST /{name} at app.py:{first + 10 * n}:1 checks it" for n, name in enumerate(names))


ONE = left_out("POST /drop checks", *checked(20, "pay", "move"))


@table(
    {
        "one that knows the visitor": (posts(("drop", KNOWN)), [ONE]),
        "one that changes something beside them": (posts(("drop", WRITES)), [ONE]),
        "a new password of who is signed in": (
            posts(("set_password", {**KNOWN, "asks": 'session["user"]'})),
            [left_out("POST /set_password checks", *checked(20, "pay", "move"))],
        ),
        "the guard is a decorator": (
            posts(("set_password", {**KNOWN, "decorators": ("login_required",)})),
            [left_out("POST /set_password checks", *checked(20, "pay", "move"))],
        ),
        "several": (
            posts(("drop", KNOWN), ("keep", KNOWN)),
            [
                left_out(
                    "2 views that take POST check",
                    "POST /keep at app.py:20:1",
                    *checked(30, "pay", "move"),
                )
            ],
        ),
        "the others compare it themselves": (
            posts(
                ("drop", KNOWN),
                checked=(("pay", KNOWN), ("move", KNOWN)),
                checks=(CsrfCheck("pay", at("app.py", 20, 1)), CsrfCheck("move", at("app.py", 30, 1))),
            ),
            [left_out("POST /drop checks", *checked(20, "pay", "move"), others="2 others do")],
        ),
        "the others have it as a decorator": (
            posts(
                ("drop", KNOWN),
                checked=tuple(
                    (name, {**KNOWN, "decorators": ("guards.check_csrf",)}) for name in ("pay", "move")
                ),
            ),
            [left_out("POST /drop checks", *checked(20, "pay", "move"), others="2 others do")],
        ),
        "the cookie is SameSite": (
            posts(("drop", KNOWN), session_cookie=cookie(same_site="Lax")),
            [replace(ONE, severity="info", evidence=(*ONE.evidence, "the session cookie is SameSite=Lax"))],
        ),
        "only the source is known": (posts(("drop", KNOWN), extensions=("csrf",), outlined=True), [ONE]),
    }
)
def test_csrf_unprotected_beside_a_check_faulty(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says


def _hook(line: int = 3, scope: str = "") -> Hook:
    return Hook("before_request", scope, "app", "ask", at("app.py", line), own=True)


@table(
    {
        what: (given, [])
        for what, given in {
            "all have it": posts(),
            "one that has it is too few": posts(("drop", KNOWN), checked=TWO[:1]),
            "a hook checks": posts(("drop", KNOWN), hooks=[_hook()]),
            "it changes nothing": posts(("turn_page", {**KNOWN, "writes": ()})),
            "a new password by a letter": posts(("reset_password", KNOWN)),
            "strangers write to it": posts(("contact", WRITES)),
            "in another module": posts(("drop", {**WRITES, "path": "api.py"})),
            "more ask nobody than check": posts(("drop", WRITES), ("keep", WRITES), ("turn", WRITES)),
            "it reads JSON": posts(("drop", {**KNOWN, "reads": ("json",)})),
            "it reads a header": posts(("drop", {**KNOWN, "reads": ("form", "headers")})),
            "it calls what may check": posts(("drop", {**KNOWN, "calls": ("same_token",)})),
            "its form checks": posts(("drop", {**KNOWN, "calls": ("validate_on_submit",)})),
            "the way in": posts(("login", {"reads": ("form",), "sets_session": True})),
            "Flask-WTF is there": posts(("drop", KNOWN), imports=(Import("flask_wtf", at("app.py", 1)),)),
            "CSRFProtect is on the app": posts(("drop", KNOWN), extensions=("csrf",)),
        }.items()
    }
)
def test_csrf_unprotected_beside_a_check_fine(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says


NO_FORM = replace(CHECK, gap=CsrfGap("form", at("app.py", 4, 5)))
NO_TOKEN = replace(CHECK, gap=CsrfGap("token", at("app.py", 4, 5)))
DROP = "POST /drop at app.py:20:1"
JOIN: Any = ("join", {"writes": ("db.commit",)})


def let_pass(lacks: str, after: str, *asked: str) -> Found:
    return Found(
        f"a request without a {lacks} passes the check of the CSRF token: {after}",
        "check_csrf",
        at("app.py", 4, 5),
        evidence=asked,
        fix="Refuse every POST without the right token, whatever else it lacks.",
    )


@table(
    {
        "a view that reads no form": (
            posts(JOIN, ("drop", WRITES), checked=(), checks=(NO_FORM,), hooks=[_hook()]),
            [let_pass("form", "POST /join, which reads none", "POST /join at app.py:10:1")],
        ),
        "no token, before each request": (
            posts(JOIN, ("drop", WRITES), checked=(), checks=(NO_TOKEN,), hooks=[_hook()]),
            [
                let_pass(
                    "token",
                    "POST /join and 1 other",
                    "POST /join at app.py:10:1",
                    "POST /drop at app.py:20:1",
                )
            ],
        ),
        "no token, where a view calls it": (
            posts(("drop", {**WRITES, "calls": ("check_csrf",)}), checked=(), checks=(NO_TOKEN,)),
            [let_pass("token", "POST /drop", "POST /drop at app.py:10:1")],
        ),
    }
)
def test_csrf_unprotected_lets_pass_faulty(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says


@table(
    {
        what: (given, [])
        for what, given in {
            "each view reads the form": posts(
                ("drop", WRITES), checked=(), checks=(NO_FORM,), hooks=[_hook()]
            ),
            "no hook runs it": posts(JOIN, checked=(), checks=(NO_FORM,)),
            "a hook of another blueprint": posts(
                JOIN, checked=(), checks=(NO_FORM,), hooks=[_hook(scope="admin")]
            ),
            "it changes nothing": posts(("join", {}), checked=(), checks=(NO_TOKEN,), hooks=[_hook()]),
            "it reads JSON": posts(
                ("join", {"writes": ("db.commit",), "reads": ("json",)}),
                checked=(),
                checks=(NO_TOKEN,),
                hooks=[_hook()],
            ),
        }.items()
    }
)
def test_csrf_unprotected_lets_pass_fine(given: Given, says: list[Found]) -> None:
    assert ask("csrf-unprotected", given) == says
