"""Extension objects that no app was given, and that the app misses."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.boot import Crash
from releasecheck.facts.extensions import ExtensionCall, Uninitialised
from releasecheck.facts.source import Source

from .complaints import Complaint

# What a request raises that needs one of them: the library's file and its words.
_COMPLAINTS = {
    "Flask-SQLAlchemy": Complaint("", r"is not registered with this 'SQLAlchemy' instance"),
    "Flask-Login": Complaint("", r"has no attribute 'login_manager'|^Missing user_loader or"),
    "Flask-JWT-Extended": Complaint("flask_jwt_extended/", r"^'?JWT_[A-Z_]+'?$|must initialize a JWTManager"),
    "Flask-Mail": Complaint("flask_mail", r"^'?mail'?$"),
    "Flask-Caching": Complaint("flask_caching/", r"^'?cache'?$|'Cache' object has no attribute 'app'"),
    "Flask-Babel": Complaint("flask_babel/", r"^'?babel'?$"),
}
_OF_WANT = ("KeyError", "RuntimeError", "AttributeError")


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


def is_for_want(crash: Crash, app: App, source: Source | None) -> bool:
    """Whether it is what an extension raises that no app was given."""
    complaints = (_COMPLAINTS.get(one.extension) for one in forgotten(app, source))
    return any(one is not None and one.is_made(crash) for one in complaints)


def is_asked_in_vain(type_: str, library: str, app: App, source: Source | None) -> bool:
    """Whether an exception, whose words are not known, was raised by an extension that no app was given."""
    packages = (_package(one.extension) for one in forgotten(app, source))
    return type_ in _OF_WANT and any(library.startswith(package) for package in packages if package)


def _package(extension: str) -> str:
    """The beginning of the extension's files."""
    complaint = _COMPLAINTS.get(extension)
    return (complaint.library or f"{extension.lower().replace('-', '_')}/") if complaint else ""
