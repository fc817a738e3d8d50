"""The live app as it stood after the boot as given, before any request."""

from dataclasses import dataclass, field
from typing import Literal

from releasecheck.facts.columns import TextColumn
from releasecheck.facts.config import AbsentFile, Address, DroppedKey, Item
from releasecheck.facts.extensions import ExtensionState
from releasecheck.facts.imports import AbsentName, FailedImport
from releasecheck.facts.mappers import Mapped, Unmapped
from releasecheck.facts.place import NOWHERE, Place

ParameterKind = Literal["positional-only", "positional", "keyword-only", "var-positional", "var-keyword"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a view function."""

    name: str
    kind: ParameterKind
    required: bool


@dataclass(frozen=True, slots=True)
class Method:
    """A method of a class-based view."""

    name: str  # "put"
    place: Place
    bare: str = ""  # the decorator that stands above it without the parentheses that it needs: "jwt_required"


@dataclass(frozen=True, slots=True)
class Displaced:
    """A function whose parameter of the rule's is filled by what a decorator adds before it."""

    name: str  # "put", or the view's own
    argument: str  # of the rule
    place: Place


@dataclass(frozen=True, slots=True)
class View:
    """What `app.view_functions` holds for an endpoint, unwrapped to the function that was written."""

    module: str
    name: str  # qualified name
    place: Place  # its `def`
    own: bool  # written in the project
    parameters: tuple[Parameter, ...] | None  # of what Flask calls; null when it has no signature
    class_based: bool = False
    asynchronous: bool = False  # what Flask calls has to be awaited
    wrapped_later: bool = False  # its module's attribute of that name is a wrapper around it
    refusing: tuple[Method, ...] = ()  # those of a class that do not take what the rule gives
    wrapped_whole: bool = False  # of a class: something that is not Flask's stands around all its methods
    displaced: tuple[Displaced, ...] = ()  # by the data of the request, which webargs gives first


AUTOMATIC = frozenset({"HEAD", "OPTIONS"})  # the methods that Flask answers where a view does not


@dataclass(frozen=True, slots=True)
class Route:
    """One rule of the url_map."""

    rule: str
    endpoint: str
    methods: tuple[str, ...]  # sorted
    arguments: tuple[str, ...]  # sorted
    defaults: tuple[str, ...] = ()  # names of arguments that have a default
    host: str | None = None
    subdomain: str | None = None
    websocket: bool = False
    build_only: bool = False
    alias: bool = False
    view: View | None = None
    example: str | None = None  # a path built from the rule, if its converters allow
    shadowed_by: str | None = None  # endpoint of the other rule that answers `example`
    shadowed_by_rule: str | None = None
    shadowed_by_twin: bool = False  # that one's view is a copy of this one's, or all that this one's calls

    @property
    def own(self) -> bool:
        """Whether the view was written in the project."""
        return self.view is not None and self.view.own

    @property
    def testable(self) -> bool:
        """Whether the project's tests ought to ask it; they cannot where another rule answers instead."""
        return self.own and self.shadowed_by is None and not (self.build_only or self.websocket)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A Blueprint object that exists in a module of the project."""

    name: str
    registered: bool
    rules: int  # functions waiting for registration
    place: Place  # where it is made, or its module
    variable: str | None = None
    module: str | None = None
    import_name: str = ""
    lost_folders: tuple[str, ...] = ()  # declared and not below its root path, but beside its module


@dataclass(frozen=True, slots=True)
class Hook:
    """A function that Flask calls around requests, or for their errors."""

    kind: str  # "before_request", "after_request", "teardown_request", "teardown_appcontext", "errorhandler"
    scope: str  # "" is the app, else a blueprint
    module: str
    name: str  # qualified name
    place: Place
    own: bool  # written in the project
    asynchronous: bool = False
    times: int = 1  # how often this very function is there; it runs each time


@dataclass(frozen=True, slots=True)
class OtherApp:
    """Another Flask object that lives beside the located one."""

    import_name: str
    place: Place  # where it is made
    rules: tuple[str, ...]  # of its views that were written in the project
    mounted: bool = False  # a middleware of the located app gives requests to it


@dataclass(frozen=True, slots=True)
class ConfigValue:
    """One key of `app.config`; `shown` is a repr that gives away nothing, else type and length."""

    key: str
    type: str
    shown: str
    truthy: bool
    secret: bool  # a secret-looking name or a value with credentials
    is_default: bool  # still what Flask or its extension put there
    default_type: str | None = None  # type of the documented default, where one is known
    reads_as: Literal["true", "false"] | None = None  # a str such as "False", "0", "no"
    place: Place = NOWHERE  # the line that set it
    set_by: str = ""  # "from_object(config.Production)", "assignment", "default", ...
    unfit: str | None = None  # what fails because Flask cannot work with this value
    addresses: tuple[Address, ...] = ()  # services that it points to
    items: tuple[Item, ...] = ()  # of SECRET_KEY_FALLBACKS
    echoes: bool = False  # options of an engine that logs every statement
    call: Place = NOWHERE  # the statement that put it there: of a class, the `from_object`


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing key or credential in the live config, described and never held."""

    key: str  # "SECRET_KEY", "SECRET_KEY_FALLBACKS[0]"
    type: str
    length: int
    classes: tuple[str, ...] = ()  # of "lower", "upper", "digit", "other"
    place: Place = NOWHERE
    signing: bool = False  # signs sessions or tokens: SECRET_KEY, JWT, CSRF; else a credential
    known: Literal["published", "placeholder", "none"] | None = None  # "none": the text "None"
    environment: tuple[str, ...] = ()  # variables whose value it is or holds
    literals: tuple[Place, ...] = ()  # literals in the source that equal it
    boots_without: tuple[str, ...] = ()  # variables which, unset, leave the app up with another constant key
    repeats: bool | None = None  # the same in a second boot; null when there was none
    dotenv: str | None = None  # the project's .env file, where that alone gives the variables
    none_without: tuple[str, ...] = ()  # variables which, unset, leave the app up with no value of it
    drawn: bool = False  # as its line in the source alone says: by a random generator
    by_set: bool = False  # variables that --set gives, and no file, are all that it comes from


@dataclass(frozen=True, slots=True)
class SharedCursor:
    """A cursor of a database that a module holds and its functions use."""

    name: str
    driver: str  # "sqlite3", "psycopg2", ...
    place: Place
    by_any_thread: bool | None = None  # sqlite3 lets threads use it that did not make it; null for others


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """The session cookie that `save_session` wrote in a dry run over https."""

    name: str
    secure: bool
    http_only: bool
    same_site: str | None
    domain: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class App:
    """The located Flask app."""

    import_name: str
    place: Place  # the module that makes it
    routes: tuple[Route, ...]
    blueprints: tuple[Blueprint, ...]
    config: tuple[ConfigValue, ...]
    secrets: tuple[Secret, ...]
    extensions: tuple[str, ...] = ()
    middleware: tuple[str, ...] = ()  # class names from the outermost wsgi_app inwards
    taken_out_of: tuple[str, ...] = ()  # those of them that the target names in place of the app
    url_defaults: tuple[str, ...] = ()  # scopes with url_defaults: "" is the app, else a blueprint
    url_value_preprocessors: tuple[str, ...] = ()  # likewise
    url_build_error_handlers: bool = False
    before_request: tuple[str, ...] = ()  # scopes with a before_request function
    error_handlers: tuple[str, ...] = ()  # "scope:404", "scope:Exception"; the app's scope is ""
    error_handler_places: dict[str, Place] = field(default_factory=dict)  # the same names -> its `def`
    session_cookie: SessionCookie | None = None
    session_reason: str | None = None  # why there is no session_cookie
    session_interface: str = ""
    modules: tuple[str, ...] = ()  # paths of the project's files that the boot imported
    other_apps: int = 0  # further Flask objects alive
    nameless_blueprint: bool = False  # connexion registers one, whose routes look like the app's
    subdomain_matching: bool = False
    csrf_exempt: tuple[str, ...] = ()  # endpoints that CSRFProtect lets pass
    hooks: tuple[Hook, ...] = ()
    others: tuple[OtherApp, ...] = ()
    runs_async: bool = True  # Flask can call an `async def`: asgiref is there, or the app does it its own way
    extension_state: ExtensionState = field(default_factory=ExtensionState)
    remember_cookie: SessionCookie | None = None  # that Flask-Login wrote in a dry run over https
    config_vocabulary: dict[str, tuple[str, ...]] = field(default_factory=dict)  # package -> keys it names
    absent_files: tuple[AbsentFile, ...] = ()
    dropped_keys: tuple[DroppedKey, ...] = ()
    api_error_handlers: dict[str, Place] = field(default_factory=dict)  # Flask-RESTX's, by exception
    unmapped: tuple[Unmapped, ...] = ()  # models that SQLAlchemy refused when it was asked to configure them
    password_columns: tuple[TextColumn, ...] = ()
    hash_length: int | None = None  # of what Werkzeug makes of a password here; null without such columns
    changeable_requests: bool = False  # its class of requests lets views change forms and arguments
    silenced: bool = False  # what goes wrong in a request is logged by nobody
    unset: tuple[str, ...] = ()  # variables that tokens are signed with, and that the environment lacks
    mapped: Mapped | None = None  # null too where it was not looked
    outlined: bool = False  # it did not come up: as the source alone has it
    failed_imports: tuple[FailedImport, ...] = ()
    absent_names: tuple[AbsentName, ...] = ()
    shared_cursors: tuple[SharedCursor, ...] = ()
