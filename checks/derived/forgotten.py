"""Extension objects that no app was given, and that the app misses."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.extensions import ExtensionCall, Uninitialised
from releasecheck.facts.source import Source

# What a request says that needs one of them.
_COMPLAINTS = {
    "Flask-SQLAlchemy": "is not registered with this 'SQLAlchemy' instance",
    "Flask-Login": "has no attribute 'login_manager'",
}


def forgotten(app: App, source: Source | None) -> Iterator[Uninitialised]:
    """Those on which something hangs, and whose `init_app` waits for no switch, main guard or request."""
    for one in app.extension_state.uninitialised:
        spare = not one.used_by and (one.other or one.extension == "Flask-SQLAlchemy")
        meant = any(call.conditional or call.guarded or call.at_requests for call in inits(one, source))
        if not spare and not meant:
            yield one


def inits(one: Uninitialised, source: Source | None) -> list[ExtensionCall]:
    """The calls in the source that would give it an app."""
    calls = source.extension_calls if source else ()
    return [call for call in calls if call.call == "init_app" and call.variable == one.variable]


def complaints(app: App, source: Source | None) -> Iterator[str]:
    """Words of the exceptions that come of it."""
    for one in forgotten(app, source):
        if one.extension in _COMPLAINTS:
            yield _COMPLAINTS[one.extension]
