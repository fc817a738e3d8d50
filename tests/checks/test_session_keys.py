"""Keys of the session that nothing puts there."""

from typing import Any

from releasecheck.facts.session import UnsetKey
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, source, table
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
