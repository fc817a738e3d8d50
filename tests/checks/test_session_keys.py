"""Keys of the session that nothing puts there."""

from typing import Any

from releasecheck.facts.app import Hook
from releasecheck.facts.session import UnsetKey
from releasecheck.facts.views import Presumed
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, requests, route, source, table, view
from .build_dependencies import imports

ROLE = UnsetKey("role", at("app.py", 9))
ITEM = UnsetKey("role", at("app.py", 12), certain=True)


def reading(*keys: UnsetKey, imported: str = "flask_login") -> Given:
    return {
        "app": app(modules=["app.py"]),
        "source": source(unset_keys=keys, imports=[imports(imported)]),
    }


def unset(line: int, *evidence: str, **fields: Any) -> Found:
    raises = "" if fields else ": a KeyError"
    message = f'the session\'s "role" is read, and nothing puts it there{raises}'
    return Found(message, "role", at("app.py", line), evidence, **fields)


@table(
    {
        "asked for": (reading(ROLE), [unset(9, severity="info")]),
        "counted on": (reading(ITEM), [unset(12)]),
        "one key is one finding": (reading(ROLE, ITEM), [unset(12, "also read at app.py:9")]),
    }
)
def test_session_key_never_set_faulty(given: Given, says: list[Found]) -> None:
    assert ask("session-key-never-set", given) == says


@table(
    {
        "set": (reading(), []),
        "in a module that the app does not import": (reading(UnsetKey("role", at("old.py", 9))), []),
        "of Flask-Login": (reading(UnsetKey("_user_id", at("app.py", 9))), []),
        "a library's": (reading(UnsetKey("google_oauth_token", at("app.py", 9))), []),
    }
)
def test_session_key_never_set_fine(given: Given, says: list[Any]) -> None:
    assert ask("session-key-never-set", given) == says


def test_session_key_never_set_does_not_apply() -> None:
    given = reading(ROLE, imported="flask_dance")
    says = [DoesNotApply("flask_dance may put keys into the session")]
    assert ask("session-key-never-set", given) == says


CART = 'session["cart"]'
LOOKS: Any = {"calls": ("pop",), "looks_for": (CART,)}
TAKES: Any = {"calls": ("pop",), "presumes": (Presumed(CART, at("app.py", 12, 5)),)}
UNTESTED = Found(
    f"POST /remove reads {CART} with no look whether it is there, and POST /update looks for it first",
    "remove",
    at("app.py", 12, 5),
    ("POST /update at app.py:20:1 looks",),
)


def beside(takes: Any = TAKES, looks: Any = LOOKS, rule: str = "/remove", **fields: Any) -> Given:
    views = (("remove", rule, 10, takes), ("update", "/update", 20, looks))
    hooks, answers, found = (fields.pop(name, ()) for name in ("hooks", "answers", "session_hooks"))
    return {
        "app": app(
            routes=[
                route(rule, name, methods=("POST",), view=view(name, line)) for name, rule, line, _ in views
            ],
            hooks=hooks,
        ),
        "source": source(
            views=[body(name, line, **each) for name, _, line, each in views], session_hooks=found
        ),
        "requests": requests(*answers),
    }


def test_session_key_untested_faulty() -> None:
    assert ask("session-key-untested", beside()) == [UNTESTED]


@table(
    {
        what: (given, [])
        for what, given in {
            "another key": beside(looks={**LOOKS, "looks_for": ('session["seen"]',)}),
            "a function may put it there": beside({**TAKES, "calls": ("init_cart", "pop")}),
            "a helper may look": beside({**TAKES, "calls": ("require_cart", "pop")}),
            "a decorator may look": beside({**TAKES, "decorators": ("with_cart",)}),
            "it turns strangers away": beside({**TAKES, "asks": "g.user"}),
            "it is how visitors are turned away": beside(looks={**LOOKS, "asks": CART}),
            "a step of the way in": beside(rule="/login/2fa"),
            "a hook may put it there": beside(
                hooks=[Hook("before_request", "", "app", "load", at("app.py", 3), own=True)]
            ),
            "the look is in another module": beside(looks={**LOOKS, "path": "other.py"}),
        }.items()
    }
)
def test_session_key_untested_fine(given: Given, says: list[Any]) -> None:
    assert ask("session-key-untested", given) == says


def test_session_key_untested_does_not_apply() -> None:
    nobody = [DoesNotApply("no view looks for a key of the session before it reads it")]
    assert ask("session-key-untested", beside(looks={"calls": ("pop",)})) == nobody
    hooked = [DoesNotApply("app.py:3 uses the session before each request")]
    assert ask("session-key-untested", beside(session_hooks=(at("app.py", 3),))) == hooked
