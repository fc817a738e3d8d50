"""What the extensions of the live app are set to."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class LoginView:
    """Where Flask-Login sends somebody who must log in; only those that it would use are here."""

    setting: Literal["login_view", "refresh_view"]
    view: str  # an endpoint, or a URL
    scope: str = ""  # the blueprint that it is for; "" is every other page


@dataclass(frozen=True, slots=True)
class Login:
    """Flask-Login's manager."""

    has_loader: bool  # a user_loader or request_loader
    in_templates: bool = True  # gives `current_user` to each template
    views: tuple[LoginView, ...] = ()
    answers: bool = False  # the app has a function of its own for who must log in


@dataclass(frozen=True, slots=True)
class Limiter:
    """A Flask-Limiter that is on."""

    storage: str  # class of its storage
    by_address: bool = False  # it has limits, and counts by the address that the server names


@dataclass(frozen=True, slots=True)
class Cache:
    """A cache of Flask-Caching."""

    backend: str  # class of its backend
    quiet: bool = False  # CACHE_NO_NULL_WARNING: having no cache is meant


@dataclass(frozen=True, slots=True)
class AdminForms:
    """A view of Flask-Admin that changes records, lets in whom the app knows, and asks for no CSRF token."""

    endpoint: str
    guard: Place  # the project's `is_accessible`


@dataclass(frozen=True, slots=True)
class Uninitialised:
    """An extension object in a module of the project that no app was given."""

    extension: str  # its distribution: "Flask-SQLAlchemy"
    class_name: str
    module: str
    variable: str
    place: Place = NOWHERE  # where it is made
    used_by: tuple[str, ...] = ()  # what hangs on it: models, limits, functions that use it
    other: bool = False  # the app was given another object of this extension
    borrows: bool = False  # and this one works by it: Flask-SQLAlchemy's, before 3.0


@dataclass(frozen=True, slots=True)
class ExtensionState:
    """What the rules need to know of the extensions that the app was given, and of those that it was not."""

    login: Login | None = None
    limiters: tuple[Limiter, ...] = ()
    caches: tuple[Cache, ...] = ()
    message_queue: bool | None = None  # whether Flask-SocketIO has one; null without Flask-SocketIO
    uninitialised: tuple[Uninitialised, ...] = ()
    sockets_from_anywhere: bool = False  # Flask-SocketIO takes connections from pages of any site
    sockets_mode: str | None = None  # how Flask-SocketIO waits: "eventlet", "gevent", "threading", ...
    sockets_patched: bool | None = None  # whether what that is has replaced Python's own sockets
    cors_patterns: int | None = None  # of paths: the most that one CORS has; null when it was not looked
    jwt_takes_numbers: bool | None = None  # as a token's subject; null where the app makes it something else
    jwt_failures: tuple[str, ...] = ()  # endpoints of an API that answers 500 where a token is missing
    admin_forms: tuple[AdminForms, ...] = ()
    cors_options: tuple[str, ...] = ()  # that the installed Flask-CORS knows
    cors_only_here: tuple[str, ...] = ()  # the origins that it lets in, where all are of this machine
    cors_lets_anybody_in: bool | None = None  # whether Flask-CORS does; null when nothing tells


@dataclass(frozen=True, slots=True)
class ExtensionCall:
    """In source: an extension that is made (`x = CSRFProtect()`), or given an app (`x.init_app(app)`)."""

    call: Literal["made", "init_app"]
    variable: str  # last name of what is made or given
    package: str  # of the class that is made: "flask_wtf"; "" for init_app
    place: Place
    with_app: bool = True  # the call has arguments that may be an app
    conditional: bool = False  # below an `if` or `try`
    guarded: bool = False  # below `if __name__ == "__main__"`
    at_requests: bool = False  # in a function that Flask calls when requests come


@dataclass(frozen=True, slots=True)
class LoginViewSetting:
    """In source: `login_manager.login_view = "endpoint"`."""

    setting: str
    view: str
    place: Place


@dataclass(frozen=True, slots=True)
class LateSetup:
    """In source: a set-up method of the app called in a view or a hook, when requests are under way."""

    call: str  # "register_blueprint"
    function: str  # the view or hook
    place: Place


HandMadeKind = Literal[
    "cors", "password-hash", "csrf", "rate-limit", "pagination", "migration", "token-login"
]


@dataclass(frozen=True, slots=True)
class HandMade:
    """In source: code that a well-kept extension has."""

    kind: HandMadeKind
    what: str  # what was seen there, for people
    place: Place
