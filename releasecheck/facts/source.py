"""What one walk over the project's Python source tells."""

from dataclasses import dataclass
from typing import Literal

from releasecheck.facts.alterations import Alteration
from releasecheck.facts.columns import AnsweredColumn, FixedDefault, KeptHash, SqlInsert, SqlName, SqlTable
from releasecheck.facts.cookies import CookieCall
from releasecheck.facts.credentials import GivenCredential
from releasecheck.facts.extensions import ExtensionCall, HandMade, LateSetup, LoginViewSetting
from releasecheck.facts.failures import HopefulCheck, StandInApp
from releasecheck.facts.hooks import SchemaHook
from releasecheck.facts.imports import ApiUse, IdleGuard, Import, OwnImport
from releasecheck.facts.migrations import Chain, TableScript
from releasecheck.facts.needs import KnownValues, NeededVariable
from releasecheck.facts.passwords import KnownPassword, PasswordUse
from releasecheck.facts.place import Place
from releasecheck.facts.privileges import Granted, PrivilegeGuard
from releasecheck.facts.services import EngineUrl, NearService
from releasecheck.facts.session import UnsetKey
from releasecheck.facts.settings import ConfigAssignment, ConfigShown, EnvDefault, NoneKey
from releasecheck.facts.slips import (
    CorsOption,
    FailingCall,
    FixedRedirect,
    IdleRoute,
    RequestChange,
    ReturnedException,
    RowGet,
    Slip,
    UncalledValidator,
)
from releasecheck.facts.suite import SetVariable
from releasecheck.facts.templates import EndpointUse, TemplateReference
from releasecheck.facts.tokens import DrawnKey, EndlessToken, LoggedToken, NumberIdentity, SigningKey
from releasecheck.facts.views import (
    Answered,
    CsrfCheck,
    FailingExcept,
    GuardGap,
    HidingGuard,
    HookChange,
    SocketEvent,
    UnboundName,
    ViewBody,
    Webhook,
    WriteThrough,
)
from releasecheck.facts.work import BackslashPath, OpenedFile, RemoteCall, Wait

Role = Literal["app", "test", "migration", "example", "tool"]


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file."""

    path: str
    name: str  # dotted, as imported from the project or from its `src`
    lines: int
    role: Role
    problem: str | None = None  # undecodable, or a syntax error with its line
    views: int = 0  # functions under a route decorator
    models: int = 0  # classes that look like database models
    config_keys: int = 0  # config keys it sets
    empty: bool = False  # it has no statement
    tables: tuple[str, ...] = ()  # sorted: classes of models, and the names that tables are given


@dataclass(frozen=True, slots=True)
class Decorator:
    """A decorator of a view: above the route decorator, or in a comment."""

    name: str  # dotted, without arguments
    place: Place


@dataclass(frozen=True, slots=True)
class RouteFunction:
    """A function under a route decorator (`@x.route("/…")`, `@x.get`, …)."""

    function: str
    place: Place  # its `def`
    router: str  # dotted name before `.route`
    paths: tuple[str, ...]
    endpoint: str | None  # when given as a constant
    above: tuple[Decorator, ...] = ()  # decorators above a route decorator
    below: tuple[str, ...] = ()  # names of those below all of them
    nested: bool = False  # defined inside a function
    writes: tuple[str, ...] = ()  # calls that a GET may reach and that change something: "session.commit"
    origin: str = ""  # the router with the module it is imported from; "" for one of the file's own
    within: str | None = None  # the outermost function that it is defined in
    through: tuple[WriteThrough, ...] = ()  # what the functions change that it calls, likewise
    methods: tuple[str, ...] | None = None  # sorted, as the decorators name them; null when they compute it
    commented: tuple[Decorator, ...] = ()  # out, each on a line of its own among the decorators


@dataclass(frozen=True, slots=True)
class GuardedSetup:
    """App set-up that runs only under `if __name__ == "__main__"`."""

    call: str  # "register_blueprint", "init_app", "route", "config", "create table", "drop_all"
    subject: str  # of "create table" the function that it is in, "" for none
    place: Place
    origin: str = ""  # of a blueprint: its dotted name, as imported
    makes: tuple[Place, ...] = ()  # where functions make the tables that it has made by a call


@dataclass(frozen=True, slots=True)
class IdleMaker:
    """A function of the project that makes the tables, and whose name stands nowhere else in it."""

    function: str
    place: Place  # of `create_all`, or of CREATE TABLE


@dataclass(frozen=True, slots=True)
class BlueprintDefinition:
    """`x = Blueprint("name", …)`."""

    variable: str
    name: str
    place: Place
    prefix: str | None = ""  # of its URLs; null where it is computed


@dataclass(frozen=True, slots=True)
class Registration:
    """A `register_blueprint(x)` call."""

    argument: str  # last name of the argument: "bp" of `views.bp`
    dotted: str
    place: Place
    conditional: bool  # below an `if` or `try`
    prefix: str | None = ""  # that takes the place of the blueprint's own; null where it is computed


@dataclass(frozen=True, slots=True)
class SecretLiteral:
    """A constant given to a secret-looking name; its value stays in the gatherer."""

    name: str
    place: Place
    length: int


@dataclass(frozen=True, slots=True)
class UrlLiteral:
    """A URL with credentials in it, which never leave the gatherer."""

    scheme: str
    place: Place
    local: bool = False  # its host is this machine, or an example
    placeholder: bool = False  # the password is what documentation writes: "password", "pass", "xxx"
    public: bool = False  # its host has a full name or an address: no service of a compose file


@dataclass(frozen=True, slots=True)
class LoginComparison:
    """`request.form["password"] == "…"`: what a request says, compared with a constant secret."""

    what: str  # the secret-looking name of what is compared
    function: str  # qualified name of the function that does it
    place: Place
    constant: str | None = None  # the module's name for the secret, where it has one


@dataclass(frozen=True, slots=True)
class UploadUse:
    """A use of `request.files`, or a form field for files."""

    what: str
    place: Place


@dataclass(frozen=True, slots=True)
class SessionUse:
    """A use of the session that needs a key: a write, flash, login_user, a FlaskForm, CSRFProtect."""

    what: str
    place: Place
    name: str = ""  # of a class of forms


@dataclass(frozen=True, slots=True)
class RunCall:
    """An `app.run(…)`."""

    place: Place
    guarded: bool  # under `if __name__ == "__main__"`, or in a function called only there
    debug: Literal["on", "off", "computed"] | None = None
    at_import: bool = False  # at the module's own level: whoever imports the file comes to it
    refused: str | None = None  # the argument that it cannot take: "port='0.0.0.0'"
    everywhere: bool = False  # it listens on every address of the machine
    uncalled: str | None = None  # the factory that its app still is: `app = create_app`
    host_key: str | None = None  # the config key that says on which
    chosen: bool = False  # below a condition, or one of several that differ in this: no start must be like it


@dataclass(frozen=True, slots=True)
class AppDefinition:
    """A module-level app, or a factory that returns one."""

    path: str
    name: str
    kind: Literal["app", "factory"]
    line: int
    required: tuple[str, ...] = ()  # parameters without default
    routes: int = 0
    also_in: tuple[str, ...] = ()  # modules that import it and add to it or start it
    called: str | None = None  # as it is below a main guard: 'create_app("DevelopmentConfig")'
    relative: bool = False  # its file imports relatively: it has to be loaded as part of a package


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment `# releasecheck: ignore[rule-id] reason`."""

    rules: tuple[str, ...]
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Source:
    """The project's Python files, parsed once."""

    modules: tuple[Module, ...]
    apps: tuple[AppDefinition, ...] = ()
    route_functions: tuple[RouteFunction, ...] = ()
    blueprints: tuple[BlueprintDefinition, ...] = ()
    registrations: tuple[Registration, ...] = ()
    guarded: tuple[GuardedSetup, ...] = ()
    env_defaults: tuple[EnvDefault, ...] = ()
    secret_literals: tuple[SecretLiteral, ...] = ()
    config_assignments: tuple[ConfigAssignment, ...] = ()
    unset_keys: tuple[UnsetKey, ...] = ()
    session_uses: tuple[SessionUse, ...] = ()
    run_calls: tuple[RunCall, ...] = ()
    endpoint_uses: tuple[EndpointUse, ...] = ()
    renders: tuple[TemplateReference, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    views: tuple[ViewBody, ...] = ()
    csrf_modules: tuple[str, ...] = ()  # paths of modules that have CSRF tokens checked
    imports: tuple[Import, ...] = ()  # of what is neither relative nor in the standard library
    api_uses: tuple[ApiUse, ...] = ()
    extension_calls: tuple[ExtensionCall, ...] = ()
    login_views: tuple[LoginViewSetting, ...] = ()
    late_setups: tuple[LateSetup, ...] = ()
    hand_made: tuple[HandMade, ...] = ()
    external_links: tuple[Place, ...] = ()  # `url_for(…, _external=True)`
    remembered_logins: tuple[Place, ...] = ()  # `login_user(…)` that may ask to be remembered
    proxy_fixes: tuple[Place, ...] = ()  # `ProxyFix(…)`
    waits: tuple[Wait, ...] = ()
    set_variables: tuple[SetVariable, ...] = ()  # by the tests, for themselves
    config_reads: tuple[str, ...] = ()  # upper-case names that the project reads as keys or attributes
    uploads: tuple[UploadUse, ...] = ()
    url_literals: tuple[UrlLiteral, ...] = ()
    logins: tuple[LoginComparison, ...] = ()
    config_classes: tuple[str, ...] = ()  # classes that look like config by their name, base or module
    config_bases: tuple[tuple[str, str], ...] = ()  # such a class, and the bare name of a base
    form_reads: tuple[Place, ...] = ()  # `request.form`, `.files`, `.values`, or a parser of arguments
    given_credentials: tuple[GivenCredential, ...] = ()
    cookies: tuple[CookieCall, ...] = ()
    permanent_sessions: tuple[Place, ...] = ()  # `session.permanent = …`, unless with False
    needed_variables: tuple[NeededVariable, ...] = ()  # read with nothing to fall back on
    table_makers: tuple[Place, ...] = ()  # calls of `create_all` and CREATE TABLE, outside of the tests
    idle_makers: tuple[IdleMaker, ...] = ()
    table_recipes: tuple[str, ...] | None = None  # paths of what may tell how the tables of the models are
    # made; null where a function makes them
    table_scripts: tuple[TableScript, ...] = ()
    kept_hashes: tuple[KeptHash, ...] = ()
    sql_tables: tuple[SqlTable, ...] = ()
    sql_inserts: tuple[SqlInsert, ...] = ()  # only where there are such tables
    sql_names: tuple[SqlName, ...] = ()  # likewise
    sql_drops: tuple[SqlName, ...] = ()  # databases that an SQL file drops, be they there or not, and makes
    answered_columns: tuple[AnsweredColumn, ...] = ()
    own_imports: tuple[OwnImport, ...] = ()
    passwords: tuple[PasswordUse, ...] = ()  # as they were typed, with no hash on the way
    answered: tuple[Answered, ...] = ()  # by functions that are no views, as what an app answers with
    endless_tokens: tuple[EndlessToken, ...] = ()
    fixed_defaults: tuple[FixedDefault, ...] = ()
    token_guards: tuple[str, ...] = ()  # functions, such as decorators, that look at a token in a header
    number_identities: tuple[NumberIdentity, ...] = ()
    token_cookies: tuple[Place, ...] = ()  # `set_access_cookies(…)` of Flask-JWT-Extended
    alterations: tuple[Alteration, ...] = ()
    config_shown: tuple[ConfigShown, ...] = ()
    known_passwords: tuple[KnownPassword, ...] = ()  # of accounts that the app makes
    email_checks: tuple[Place, ...] = ()  # `Email()` of WTForms
    email_checks_run: tuple[Place, ...] = ()  # those in a form that a module makes and validates
    token_keys: tuple[str, ...] = ()  # config keys that sign JSON web tokens: `jwt.encode(…, config["KEY"])`
    near_services: tuple[NearService, ...] = ()
    config_loads: tuple[Place, ...] = ()  # of keys out of sight: from a file, the environment, a dict
    handing_on: tuple[str, ...] = ()  # decorators that return what the function below them does
    asking: tuple[str, ...] = ()  # modules that make a test client, and tests that may ask with one
    by_command: tuple[KnownPassword, ...] = ()  # of accounts that a command or a program makes
    session_hooks: tuple[Place, ...] = ()  # functions that use the session before every request of the app
    over_http: tuple[Place, ...] = ()  # addresses of this machine that the tests ask by a client of HTTP
    logged_tokens: tuple[LoggedToken, ...] = ()
    logged_settings: tuple[LoggedToken, ...] = ()  # all variables or keys at once
    query_tokens: tuple[Place, ...] = ()  # tokens of the query string that what lets visitors in decodes
    signing_keys: tuple[SigningKey, ...] = ()
    drawn_keys: tuple[DrawnKey, ...] = ()
    added_rules: tuple[RouteFunction, ...] = ()  # by calls of a module: `add_url_rule`, `add_resource`
    signatures: tuple[Webhook, ...] = ()  # services of which a file names what it would take to check them
    flashes_read: tuple[str, ...] = ()  # paths of modules that speak of the messages that were flashed
    csrf_named: tuple[str, ...] = ()  # paths of modules in which the word stands
    namespaces: tuple[BlueprintDefinition, ...] = ()  # of Flask-RESTX: `x = Namespace("name", …)`
    schema_hooks: tuple[SchemaHook, ...] = ()
    engine_urls: tuple[EngineUrl, ...] = ()
    config_objects: tuple[Place, ...] = ()  # `config.from_object(…)`
    tables_made_once: tuple[Place, ...] = ()  # `create_all` at the start, where something is not there yet
    own_strangers: tuple[Place, ...] = ()  # `login_manager.anonymous_user = …`
    hook_changes: tuple[HookChange, ...] = ()  # of variables of a module
    socket_events: tuple[SocketEvent, ...] = ()
    chains: tuple[Chain, ...] = ()  # of revisions of the schema
    failing_excepts: tuple[FailingExcept, ...] = ()
    stand_in_apps: tuple[StandInApp, ...] = ()
    hopeful: tuple[HopefulCheck, ...] = ()
    unbound_names: tuple[UnboundName, ...] = ()
    opened_files: tuple[OpenedFile, ...] = ()
    backslash_paths: tuple[BackslashPath, ...] = ()
    remote_calls: tuple[RemoteCall, ...] = ()  # at import
    grants: tuple[Granted, ...] = ()  # of roles, by the request
    privilege_guards: tuple[PrivilegeGuard, ...] = ()
    failing_calls: tuple[FailingCall, ...] = ()
    mismatched_calls: tuple[FailingCall, ...] = ()  # of the project's own functions
    cors_options: tuple[CorsOption, ...] = ()
    idle_routes: tuple[IdleRoute, ...] = ()
    fixed_redirects: tuple[FixedRedirect, ...] = ()
    row_gets: tuple[RowGet, ...] = ()
    returned_exceptions: tuple[ReturnedException, ...] = ()
    request_changes: tuple[RequestChange, ...] = ()
    uncalled_validators: tuple[UncalledValidator, ...] = ()
    request_hooks: tuple[Place, ...] = ()  # what is to run before requests: `@app.before_request`
    passing_hooks: tuple[Place, ...] = ()  # of these, what turns nobody away by all that its lines show
    slips: tuple[Slip, ...] = ()
    known_values: tuple[KnownValues, ...] = ()
    hiding_guards: tuple[HidingGuard, ...] = ()
    guard_gaps: tuple[GuardGap, ...] = ()
    csrf_checks: tuple[CsrfCheck, ...] = ()
    catching: tuple[str, ...] = ()  # decorators that call what is below them in a `try`
    idle_guards: tuple[IdleGuard, ...] = ()
    own_json: tuple[str, ...] = ()  # paths of modules that work with an encoder of JSON
    template_files: tuple[str, ...] = ()  # paths of what may be templates, in git or not
    loaders_named: tuple[str, ...] = ()  # paths of modules that speak of Jinja's loaders or environment
    none_keys: tuple[NoneKey, ...] = ()
    lost_endpoints: tuple[str, ...] = ()  # that `url_for` names, and that no line can make
    conventions_named: tuple[str, ...] = ()  # paths of modules that speak of a convention for constraints
