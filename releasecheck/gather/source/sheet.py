"""What is noted of one file while its tree is walked."""

import ast
from dataclasses import dataclass, field
from typing import NamedTuple

from releasecheck.facts import Place
from releasecheck.facts.alterations import Alteration
from releasecheck.facts.columns import FixedDefault, KeptHash
from releasecheck.facts.cookies import CookieCall
from releasecheck.facts.credentials import GivenCredential
from releasecheck.facts.extensions import ExtensionCall, HandMade, LateSetup, LoginViewSetting
from releasecheck.facts.failures import HopefulCheck, StandInApp
from releasecheck.facts.imports import ApiUse, IdleGuard, Import
from releasecheck.facts.migrations import Revision
from releasecheck.facts.needs import NeededVariable
from releasecheck.facts.passwords import KnownPassword
from releasecheck.facts.services import EngineUrl, NearService
from releasecheck.facts.settings import ConfigAssignment, EnvDefault
from releasecheck.facts.source import (
    BlueprintDefinition,
    GuardedSetup,
    LoginComparison,
    Registration,
    Role,
    RouteFunction,
    RunCall,
    SecretLiteral,
    SessionUse,
    UploadUse,
    UrlLiteral,
)
from releasecheck.facts.suite import SetVariable
from releasecheck.facts.templates import EndpointUse, TemplateReference
from releasecheck.facts.tokens import EndlessToken, LoggedToken, NumberIdentity
from releasecheck.facts.views import (
    Answered,
    CsrfCheck,
    FailingExcept,
    GuardGap,
    HidingGuard,
    HookKind,
    SocketEvent,
    UnboundName,
)
from releasecheck.facts.work import OpenedFile, RemoteCall
from releasecheck.gather.source.code.doing import Doing
from releasecheck.gather.source.code.endings import Ending
from releasecheck.gather.source.code.handed_on import Modules
from releasecheck.gather.source.notes.form_notes import FormClass
from releasecheck.gather.source.notes.key_notes import GivenKey, Signer
from releasecheck.gather.source.notes.password_notes import MadeHash, Passwords
from releasecheck.gather.source.notes.privilege_notes import Privileges
from releasecheck.gather.source.notes.slip_notes import Slips
from releasecheck.gather.source.notes.view_notes import ViewNotes
from releasecheck.gather.source.notes.waiting import Waiting
from releasecheck.gather.source.scope import Scope
from releasecheck.gather.source.subjects import Subject

Value = tuple[str | bytes, Place]


Argument = tuple[str | None, str | int | None]  # the keyword, null for one by its place, and the value


class Making(NamedTuple):
    """`name = maker(…)`, or `return maker(…)` with the function's name: perhaps an app."""

    name: str
    maker: str  # dotted, as imported
    line: int
    scope: Scope
    returned: bool = False
    given: tuple[Argument, ...] | None = None  # its arguments, where all are constants of a word


class Function(NamedTuple):
    """A function of a module that could be a factory."""

    name: str
    line: int
    required: tuple[str, ...]
    promises_app: bool  # annotated as returning a Flask
    positional: tuple[str, ...] = ()  # its parameters that need no name


@dataclass(frozen=True, slots=True)
class HelperCall:
    """A call that may have a function of the project make an account."""

    called: str  # dotted, as written
    place: Place
    written: dict[int | str, str] = field(repr=False)  # constants, by position or name
    scope: Scope


@dataclass(frozen=True, slots=True)
class Absence:
    """An `if` that asks whether a file, a database or a table is there."""

    function: str | None
    lines: range  # that depend on it
    calls: tuple[str, ...]  # names of what it calls, dotted


@dataclass(slots=True)
class Sheet:
    """The notes on one file; `imports` and `names` are what later nodes need to know of earlier ones."""

    path: str
    module: str
    role: Role
    modules: Modules = field(default_factory=lambda: Modules({}))  # of the project, to look behind names
    handed: frozenset[str] = frozenset()  # names of functions that the project gives to add_url_rule
    subjects: frozenset[Subject] = frozenset()  # what its text speaks of
    imports: dict[str, str] = field(default_factory=dict)  # local name -> dotted origin
    names: dict[int, str] = field(default_factory=dict)  # id of a value's node -> the name that receives it
    constants: dict[str, ast.expr] = field(default_factory=dict)  # a module's NAME = constant or list
    given_twice: set[str] = field(default_factory=set)  # of these constants
    attributes: dict[str, ast.expr] = field(default_factory=dict)  # "Config.KEY" = value, of a class's body
    loops: dict[str, list[ast.expr]] = field(default_factory=dict)  # loop variable -> what it runs over

    functions: dict[str, Function] = field(default_factory=dict)
    makings: list[Making] = field(default_factory=list)
    returned: set[tuple[str, str]] = field(default_factory=set)  # (function, name that it returns)
    subclasses: list[tuple[str, str]] = field(default_factory=list)  # (class, dotted base)
    classes: set[str] = field(default_factory=set)
    forms: list[FormClass] = field(default_factory=list)

    views: int = 0
    models: int = 0
    tables: set[str] = field(default_factory=set)  # classes of models, and the names that tables are given
    routes: list[RouteFunction] = field(default_factory=list)
    commented: dict[int, str] = field(default_factory=dict)  # line -> the decorator that is commented out
    doings: dict[str, Doing] = field(default_factory=dict)  # by qualified name
    view_doings: dict[int, tuple[str, Doing]] = field(default_factory=dict)  # line of a view's def -> its own
    bodies: list[ViewNotes] = field(default_factory=list)
    blueprints: list[BlueprintDefinition] = field(default_factory=list)
    namespaces: list[BlueprintDefinition] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)

    setups: list[tuple[GuardedSetup, Scope]] = field(default_factory=list)
    calls: set[tuple[str, bool]] = field(default_factory=set)  # (bare name called, in the guard)
    guard_calls: dict[str, Place] = field(default_factory=dict)  # what the guard itself calls by a bare name
    called_at_start: set[str] = field(default_factory=set)  # of these, what no `if` decides on
    may_end_early: set[str] = field(default_factory=set)  # functions with a `return` on a condition
    import_calls: dict[str, Place] = field(default_factory=dict)  # what an import always calls by one
    acted_on: set[str] = field(default_factory=set)  # names whose methods the module itself calls

    env_defaults: list[EnvDefault] = field(default_factory=list)
    compared: dict[str, dict[str, None]] = field(default_factory=dict)  # variable -> with what
    needs: list[tuple[NeededVariable, str | None]] = field(default_factory=list)  # and the name that gets it
    replaced: set[int] = field(default_factory=set)  # ids of nodes in whose place something else may stand
    used_at_once: set[int] = field(default_factory=set)  # ids of nodes whose value has to be one
    refused: set[str] = field(default_factory=set)  # names without which it raises
    table_makers: list[Place] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)  # functions that make tables, and that the file calls not
    mode_lines: set[int] = field(default_factory=set)  # reached in debug mode, in tests or the like
    pieces: set[int] = field(default_factory=set)  # ids of texts that are told of as parts of a longer one
    secrets: list[SecretLiteral] = field(default_factory=list)
    literals: dict[str | bytes, tuple[int, int]] = field(default_factory=dict, repr=False)  # line, column
    secret_values: list[Value] = field(default_factory=list, repr=False)

    config: list[ConfigAssignment] = field(default_factory=list)
    config_candidates: list[ConfigAssignment] = field(
        default_factory=list
    )  # upper-case names, until it is known
    config_sources: list[str] = field(default_factory=list)  # what from_object and from_pyfile name
    config_loads: list[Place] = field(default_factory=list)
    config_objects: list[Place] = field(default_factory=list)

    config_reads: set[str] = field(default_factory=set)
    uploads: list[UploadUse] = field(default_factory=list)
    form_reads: list[Place] = field(default_factory=list)
    url_literals: list[UrlLiteral] = field(default_factory=list)
    from_request: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (function, name that holds a part of it) -> what the request calls that
    handed_on: set[tuple[str, str]] = field(default_factory=set)  # (function, its parameter for a password)
    statements: dict[tuple[str, str], ast.expr] = field(default_factory=dict)  # (function, name) -> SQL
    hashes: list[KeptHash] = field(default_factory=list)
    hash_names: dict[tuple[str, str], MadeHash] = field(default_factory=dict)  # by (function, name)
    passwords: Passwords = field(default_factory=Passwords)
    accounts: list[tuple[KnownPassword, Scope]] = field(default_factory=list)
    of_admins: set[Place] = field(default_factory=set)  # those accounts that are made for administrators
    commands: dict[str, str] = field(
        default_factory=dict
    )  # functions of the command line -> what it calls them
    logins: list[LoginComparison] = field(default_factory=list)

    answered: list[Answered] = field(default_factory=list)  # by functions that are no views
    failing_excepts: list[FailingExcept] = field(default_factory=list)
    stand_in_apps: list[StandInApp] = field(default_factory=list)
    hopeful: list[HopefulCheck] = field(default_factory=list)
    finals: tuple[int, ...] = ()  # lines with a `finally`
    unbound: list[tuple[str, UnboundName]] = field(default_factory=list)  # with the call, as imported
    hiding_guards: list[HidingGuard] = field(default_factory=list)
    guard_gaps: list[tuple[GuardGap, str]] = field(default_factory=list)  # with the function of the decorator
    own_decorators: list[str] = field(default_factory=list)  # their names, one for each wrapper
    catching: set[str] = field(default_factory=set)  # decorators that call what is below them in a `try`
    opened: list[tuple[str, OpenedFile]] = field(default_factory=list)  # with the function that does
    backslashed: list[tuple[str, Place]] = field(default_factory=list)
    remote_calls: list[RemoteCall] = field(default_factory=list)
    chooses_folder: bool = False  # os.chdir
    claims: dict[tuple[str, str], ast.Dict] = field(default_factory=dict)  # (function, name) -> what it holds
    endless_tokens: list[EndlessToken] = field(default_factory=list)
    number_identities: list[tuple[NumberIdentity, str]] = field(
        default_factory=list
    )  # with the attribute that is to be an integer key; "" for what is an integer anyway
    token_cookies: list[Place] = field(default_factory=list)
    token_keys: set[str] = field(default_factory=set)  # of the config, given to a library for tokens
    email_checks: list[tuple[Place, str]] = field(default_factory=list)  # and the form that has it
    validates: bool = False  # a form, by `validate_on_submit()` or `validate()`
    primary_keys: dict[str, set[bool]] = field(default_factory=dict)  # attribute -> whether it is an integer
    uncalled: dict[str, str] = field(
        default_factory=dict
    )  # name of the module -> the factory that it stands for
    answer_models: dict[str, str] = field(default_factory=dict)  # name -> its field called after passwords
    marshals: list[tuple[str, Place]] = field(
        default_factory=list
    )  # such a name, where an answer is made by it
    columns: dict[str, set[bool]] = field(default_factory=dict)  # of models -> whether they refuse None
    session_uses: list[SessionUse] = field(default_factory=list)
    run_calls: list[tuple[RunCall, Scope]] = field(default_factory=list)
    endpoint_uses: list[EndpointUse] = field(default_factory=list)
    renders: list[TemplateReference] = field(default_factory=list)
    external_links: list[Place] = field(default_factory=list)
    only_looked_at: set[int] = field(default_factory=set)  # ids of texts that are logged or compared
    remembered_logins: list[Place] = field(default_factory=list)
    permanent_sessions: list[Place] = field(default_factory=list)
    proxy_fixes: list[Place] = field(default_factory=list)

    imported: dict[str, Import] = field(default_factory=dict)  # by top-level name
    guard_imports: list[IdleGuard] = field(default_factory=list)  # at last those that are idle
    own_imports: dict[tuple[str, bool, bool], Place] = field(default_factory=dict)  # name, late, conditional
    api_uses: list[ApiUse] = field(default_factory=list)
    api_choices: list[tuple[ApiUse, str | None]] = field(default_factory=list)  # under an `if`, in a function
    ways: set[tuple[str | None, str]] = field(default_factory=set)  # (function, how it calls such a thing)
    extension_calls: list[ExtensionCall] = field(default_factory=list)
    login_views: list[LoginViewSetting] = field(default_factory=list)
    hooks: set[str] = field(default_factory=set)  # qualified names of functions called with each request
    called_at_requests: set[str] = field(default_factory=set)  # and of those called with the first
    late_candidates: list[tuple[LateSetup, Scope]] = field(default_factory=list)
    hand_made: list[HandMade] = field(default_factory=list)
    kept_hashes: set[Place] = field(default_factory=set)  # of passwords

    set_variables: list[SetVariable] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    cookies: list[CookieCall] = field(default_factory=list)
    fixed_defaults: list[FixedDefault] = field(default_factory=list)
    given_credentials: dict[Place, GivenCredential] = field(default_factory=dict)  # by its constant
    alterations: list[Alteration] = field(default_factory=list)
    returns_collection: set[str] = field(default_factory=set)  # qualified names of functions that do
    token_guards: set[str] = field(default_factory=set)  # functions that look at a token in a header
    clients: list[tuple[NearService, bool, str]] = field(
        default_factory=list
    )  # and whether it is near indeed, by the dict of this name
    links: list[NearService] = field(default_factory=list)
    engines: list[EngineUrl] = field(default_factory=list)
    engines_named: list[tuple[str, ast.Call, bool]] = field(default_factory=list)  # by a name: lazy or not
    signs_tokens: bool = False  # with PyJWT or its like
    signers: list[Signer] = field(default_factory=list)
    ciphers: list[Signer] = field(default_factory=list)
    had: list[tuple[str, range, str | None]] = field(default_factory=list)  # by a test: what, lines, function
    names_csrf: bool = False
    checks_csrf: bool = False  # the tokens of requests
    csrf_checks: list[CsrfCheck] = field(default_factory=list)
    certain: dict[str, Ending] = field(default_factory=dict)  # functions that end in one way only
    handing_on: set[str] = field(default_factory=set)  # decorators that return what the function below does
    request_hooks: list[Place] = field(default_factory=list)
    passing_hooks: list[Place] = field(default_factory=list)  # that turn nobody away
    session_hooks: list[Place] = field(default_factory=list)
    parsers: list[tuple[Place, bool]] = field(default_factory=list)  # arguments, and whether of a form
    parses_arguments: bool = False  # by `parse_args()`
    bearers: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # whence a name has its token
    logged_tokens: list[tuple[LoggedToken, Scope]] = field(default_factory=list)
    logged_settings: list[tuple[LoggedToken, Scope]] = field(default_factory=list)
    query_tokens: list[Place] = field(default_factory=list)
    added_rules: list[RouteFunction] = field(default_factory=list)
    cascades: list[tuple[str, Place]] = field(default_factory=list)  # tables whose rows take others with them
    deletes: list[tuple[str, Place]] = field(default_factory=list)  # tables that SQL deletes from
    account_records: list[tuple[KnownPassword, Scope]] = field(default_factory=list)  # dicts, not yet rows
    helper_calls: list[HelperCall] = field(default_factory=list)
    account_models: set[str] = field(default_factory=set)  # classes of models that have a password
    all_rows: dict[str, tuple[str, Place]] = field(
        default_factory=dict
    )  # function -> the model of which it fetches all rows; "" for accounts, by the name of the table
    socket_events: dict[str, SocketEvent] = field(default_factory=dict)  # by the name of their function
    called_by_flask: dict[str, HookKind] = field(default_factory=dict)  # functions, for other than a route
    hash_helpers: set[str] = field(default_factory=set)  # functions that hash a parameter as a password
    rows: dict[tuple[str, str], ast.expr] = field(default_factory=dict)  # (function, name) -> a list of them
    tells_who: set[str] = field(default_factory=set)  # functions, no views, that look into the session
    acts_for: set[str] = field(default_factory=set)  # those of them that take from it who is signed in
    silent: set[str] = field(default_factory=set)  # functions, no views, that give None when they fail
    imports_relatively: bool = False  # whatever happens
    keys_given: list[GivenKey] = field(default_factory=list)  # by a name that is not of the module
    session_keys: set[str] = field(default_factory=set)  # that are put into Flask's session by an item
    session_reads: dict[tuple[str, str], Place] = field(
        default_factory=dict
    )  # (key, how it is read) -> the first place
    set_anew: set[tuple[str, str]] = field(default_factory=set)  # (class, dict or module, name in it)
    absences: list[Absence] = field(default_factory=list)
    account_classes: dict[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # `User.__init__` -> what it takes
    class_collections: set[str] = field(default_factory=set)  # "Shop.cart", which its objects share
    plain_classes: dict[str, frozenset[str]] = field(default_factory=dict)  # and what they look after
    privileges: Privileges = field(default_factory=Privileges)
    slips: Slips = field(default_factory=Slips)
    own_strangers: list[Place] = field(default_factory=list)  # `login_manager.anonymous_user = …`
    revision: Revision | None = None  # of the database's schema, that the file is

    def place(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword) -> Place:
        """Where a node is, columns counted from 1."""
        return Place(self.path, node.lineno, node.col_offset + 1)
