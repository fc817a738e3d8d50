"""Extensions: made and never given an app, given one twice, or without what they cannot do without."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Hook
from releasecheck.facts.boot import Boot
from releasecheck.facts.extensions import Uninitialised
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, error, warning

from ..derived.deploy.deployment import also_in
from ..derived.guards.logins import LOADER_MISSING, login_calls
from ..derived.outcomes.forgotten import forgotten, inits
from ..derived.outcomes.symptoms import crashes_saying
from ..derived.structure.extensions import given
from ..derived.structure.guarded import only_under_guard
from ..derived.structure.partial import NOT_SERVED, is_elsewhere
from ..derived.wording import capped, counted, listed

# What the app lacks, or what fails, while nobody has given it the extension.
_WITHOUT = {
    "Flask-SQLAlchemy": "every query is a RuntimeError",
    "Flask-Migrate": "there is no `flask db upgrade` to migrate the release with",
    "Flask-WTF": "no form is protected against CSRF",
    "Flask-Limiter": "nothing is limited",
    "Flask-Caching": "every use of it is an error",
    "Flask-JWT-Extended": "every guarded view is a RuntimeError",
    "Flask-Mail": "sending is a KeyError",
    "Flask-Mailman": "sending is a KeyError",
    "Flask-Babel": "every translation is an error",
    "Flask-SocketIO": "no socket is served",
    "Flask-Login": "every page that asks for the user is an AttributeError",
    "Flask-Security": "there are no login pages, and every guarded view fails",
    "Flask-MongoEngine": "every query is a ConnectionFailure",
    "Flask-PyMongo": "its database is None, and every use of it an AttributeError",
    "Flask-Redis": "its client is None, and every use of it an AttributeError",
    "Flask-MySQL": "every connection is an AttributeError",
    "Flask-MySQLdb": "every connection is a KeyError",
}
# What has no effect while the app was given another object than the one it hangs on.
_BESIDE = {
    "Flask-WTF": "what it exempts is not exempt",
    "Flask-Limiter": "what it limits is not limited",
    "Flask-Login": "its user_loader is never asked",
}
_BORROWED = (
    "it works by that one, but nobody ends its session after a request: where one fails, the next of its "
    "thread fail as well"
)
_NOT_AT_REQUESTS = frozenset({"Flask-Migrate"})


@error
def extension_not_initialised(app: App, source: Source | None = None, boot: Boot | None = None) -> Judgement:
    """An extension is made at module level, and the app never gets it.

    `db = SQLAlchemy()` alone does nothing: without `init_app` the first query fails, and `CSRFProtect()` or
    `Limiter(...)` protect nobody while the code looks as if they did. Seen on the live object, which no Flask
    app in the process knows. One whose `init_app` stands behind a switch, under the main guard or in a file
    whose set-up that guard alone begins (told by main-guard-only-setup), or where a request comes (told by
    late-registration) is left out. A second object of an extension that the app was given counts only if
    something hangs on it: models, functions that use its session, limits, exemptions, a user_loader. It is a
    warning where it is not the requests that fail, and before Flask-SQLAlchemy 3.0, where a second object
    finds the app by the first; and an info where it is a second user_loader, and the app's object has one.

    Fix: call `extension.init_app(app)` in the factory, and make each extension in one module only.

    Fault::

        csrf = CSRFProtect()

        def create_app():
            app = Flask(__name__)
            db.init_app(app)                  # and csrf is forgotten

    Fine::

            db.init_app(app)
            csrf.init_app(app)
    """
    if not app.extensions and not app.extension_state.uninitialised:
        yield DoesNotApply("the app has no extensions")
    elif is_elsewhere(app, source):
        yield CouldNotLook(NOT_SERVED)
        return
    guarded = {setup.place.path for setup in only_under_guard(app, source, boot)} if source else set()
    groups: dict[tuple[str, object], list[Uninitialised]] = {}
    for one in forgotten(app, source):
        if guarded.isdisjoint(call.place.path for call in inits(one, source)):
            groups.setdefault((one.extension, one.other or one.place), []).append(one)
    for group in groups.values():
        yield _uninitialised(group, app, source)


def _uninitialised(group: Sequence[Uninitialised], app: App, source: Source | None) -> Found:
    """Of one object, or of all those beside the one that the app was given."""
    one = group[0]
    objects = listed(f"{each.module}.{each.variable}" for each in group)
    other = "; the app was given another object" if one.other else ""
    mild = one.extension in _NOT_AT_REQUESTS or one.borrows or not _is_asked(group, app)
    severity: Severity | None = "warning" if mild else None
    if one.other and one.extension == "Flask-Login" and app.extension_state.login:
        severity = "info" if app.extension_state.login.has_loader else severity
    without = (_BESIDE if one.other and one.extension in _BESIDE else _WITHOUT)[one.extension]
    without = _BORROWED if one.borrows else without
    return Found(
        f"{one.variable} = {one.class_name}() was given no app{other}: {without}",
        subject=f"{one.module}.{one.variable}",
        place=one.place,
        evidence=(*one.used_by, *_beside(group, app, source), *_not_run(one, source)),
        fix=f"Use the object that the app was given, and remove {objects}."
        if one.other
        else f"Call `{one.variable}.init_app(app)` where the app is made.",
        severity=severity,
    )


def _is_asked(group: Sequence[Uninitialised], app: App) -> bool:
    """Whether requests come to it: a helper that uses a second database may never be called."""
    views = {f"used in {one.view.module}.{one.view.name}" for one in app.routes if one.view}
    uses = [use for one in group for use in one.used_by if one.extension == "Flask-SQLAlchemy"]
    return not uses or any(use in views or not use.startswith("used in ") for use in uses)


def _not_run(one: Uninitialised, source: Source | None) -> Iterator[str]:
    """Calls that would give it an app; those for the other object may well have run."""
    for call in inits(one, source) if not one.other else ():
        yield f"{call.variable}.init_app at {call.place} did not run"


def _beside(group: Sequence[Uninitialised], app: App, source: Source | None) -> Iterator[str]:
    """The further objects like it, and where the one is made that the app has."""
    first, *more = group
    yield from also_in(one.place for one in more)
    lost = [Place(one.place.path, one.place.line) for one in app.extension_state.uninitialised]
    package = first.extension.lower().replace("-", "_")
    made = [
        Place(one.place.path, one.place.line)
        for one in (source.extension_calls if source and first.other else ())
        if one.call == "made" and one.package == package and one.place.path in app.modules
    ]
    given_app = [place for place in made if place not in lost]
    if len(given_app) == 1:
        yield f"the app was given the one of {given_app[0]}"


@warning
def extension_double_init(app: App, source: Source | None = None) -> Judgement:
    """An extension was given the app twice, and everything it does for a request it does twice.

    `LoginManager(app)` and then `login_manager.init_app(app)` writes each cookie twice, a counter counts each
    request double, a hook that opens something opens it again. Seen in the live app: one and the same
    function, of the extension or of the project, hangs more than once in one place. Two objects of one
    extension are not one that was initialised twice; but of two `CSRFProtect` objects each asks for the
    token, and what one exempts the other refuses.

    Fix: give the app once: either to the constructor or to `init_app`.

    Fault::

        login_manager = LoginManager(app)
        login_manager.init_app(app)

    Fine::

        login_manager = LoginManager()
        login_manager.init_app(app)
    """
    if not app.hooks:
        yield DoesNotApply("nothing is called around requests")
    repeated = [hook for hook in app.hooks if hook.times > 1]
    for package in dict.fromkeys(hook.module.partition(".")[0] for hook in repeated if not hook.own):
        ours = [hook for hook in repeated if not hook.own and hook.module.partition(".")[0] == package]
        yield _doubled(package, ours, app, source)
    guards = [hook for hook in app.hooks if _guards_from_csrf(hook)]
    if len(guards) > 1 and all(hook.times == 1 for hook in guards):
        yield _guarded_twice(guards, app, source)
    for hook in repeated:
        if hook.own:
            yield Found(
                f"{hook.name} is registered {hook.times} times as {hook.kind}, and runs each time",
                subject=hook.name,
                place=hook.place if hook.place.path else app.place,
                fix="Register it once.",
            )


def _guards_from_csrf(hook: Hook) -> bool:
    return hook.kind == "before_request" and not hook.scope and hook.module == "flask_wtf.csrf"


def _guarded_twice(guards: Sequence[Hook], app: App, source: Source | None) -> Found:
    places = given("flask_wtf", source, app)
    return Found(
        f"{len(guards)} CSRFProtect objects guard the app: each refuses what the other exempts",
        subject="flask_wtf",
        place=places[-1] if len(places) > 1 else app.place,
        evidence=tuple(f"given the app at {place}" for place in places),
        fix="Keep the object whose `exempt` is used, and give the app no other.",
    )


def _doubled(package: str, hooks: Sequence[Hook], app: App, source: Source | None) -> Found:
    places = given(package, source, app)
    times = max(hook.times for hook in hooks)
    return Found(
        f"{package} was initialised {times} times: {counted(len(hooks), 'function')} of it run"
        f"{'s' if len(hooks) == 1 else ''} {times} times around a request",
        subject=package,
        place=places[-1] if len(places) > 1 else app.place,
        evidence=(
            *capped([f"{hook.kind}: {hook.name}, {hook.times} times" for hook in hooks]),
            *(f"given the app at {place}" for place in places),
        ),
    )


@error
def login_loader_missing(
    app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """Flask-Login has neither a `user_loader` nor a `request_loader`.

    It cannot look up who is logged in, and says so with an exception: each template is given `current_user`,
    so every page that renders one is a 500, and so is every view under `@login_required`. Seen on the live
    login manager. Often the module with the loader is there, and nothing imports it.

    Fix: register a loader with `@login_manager.user_loader`, in a module that the app imports.

    Fault::

        login_manager = LoginManager(app)    # and no user_loader

    Fine::

        @login_manager.user_loader
        def load_user(user_id):
            return db.session.get(User, int(user_id))
    """
    login = app.extension_state.login
    if login is None:
        yield DoesNotApply("the app has no Flask-Login")
    elif any(one.extension == "Flask-Login" for one in forgotten(app, source)):
        yield DoesNotApply("the loader hangs on another login manager: extension-not-initialised says so")
    elif not login.has_loader:
        seen = list(crashes_saying(requests, LOADER_MISSING))
        places = login_calls(source, app)
        yield Found(
            "Flask-Login has no user_loader: "
            + ("every page with a template is a 500" if login.in_templates else "no user can be looked up"),
            subject="user_loader",
            place=next(iter(places), app.place),
            evidence=capped(seen),
            severity=None if seen or login.in_templates else "warning",
        )
