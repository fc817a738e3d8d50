"""Crashes of the request sweep that are the symptom of a fault which another rule tells at its root."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from releasecheck.facts.app import App, ConfigValue, Route
from releasecheck.facts.boot import Crash
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.imports import ApiUse
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates

from ..config.configured import is_on
from ..config.vocabulary import unfit
from ..guards.logins import LOADER_MISSING, dangling_views
from ..installs.removed import gone
from ..structure import endpoints, rendered
from ..structure.above import inert_decorators
from ..structure.signatures import mismatches
from ..structure.unimported import linked, unimported
from ..structure.unregistered import missing_blueprints
from ..structure.view_bodies import Served, served
from .complaints import Complaint
from .forgotten import is_for_want

# Of these the release may have another value, or one at all: what happens here need not happen there.
_OF_THE_RUN = frozenset({"debug-on", "secret-missing-but-used", "testing-flag-on"})
_AGAIN = "mappers failed to initialize"
ASYNC_EXTRA = "Install Flask with the 'async' extra"
LATE_SETUP = "The setup method '"  # Flask 2.2+
# What is raised where nobody is logged in, by code that counts on its guard.
_NOBODY = re.compile(r"'AnonymousUser(Mixin)?' object has no attribute|You must call `@jwt_required")
_LOGIN_GUARDS = frozenset({"login_required", "fresh_login_required"})
_TEMPLATE_ERRORS = ("TemplateSyntaxError", "TemplateAssertionError", "TemplateRuntimeError")
# What is raised on a value of the config that nobody can work with: the library's file and its words.
_UNFIT = {
    "MAX_CONTENT_LENGTH": Complaint("werkzeug/wsgi.py", r"not supported between instances of 'int' and"),
    "MAX_COOKIE_SIZE": Complaint("werkzeug/http.py", r"not supported between instances of 'int' and"),
    "PERMANENT_SESSION_LIFETIME": Complaint(
        # the last is what an error page then meets that asks for the session
        "flask/",
        r"unsupported type for timedelta|attribute 'total_seconds'|session has not yet been opened",
    ),
    "REMEMBER_COOKIE_DURATION": Complaint("flask_login/", r"REMEMBER_COOKIE_DURATION must be"),
    "SECRET_KEY": Complaint("", r"key: expected bytes or bytearray, but got"),
    "SEND_FILE_MAX_AGE_DEFAULT": Complaint(
        "werkzeug/utils.py", r"not supported between instances of '\w+' and 'int'"
    ),
    "SERVER_NAME": Complaint("werkzeug/", r"has no attribute 'lower'"),
    "SESSION_COOKIE_SAMESITE": Complaint("werkzeug/http.py", r"SameSite must be|has no attribute 'title'"),
}


def crashes(requests: Requests | None, of_it: Callable[[Crash], bool]) -> Iterator[str]:
    """Each request that crashed for this reason, as evidence."""
    for answer in requests.responses if requests else ():
        if answer.crash and of_it(answer.crash):
            yield f"{answer.method} {answer.path} answers {answer.status or 'nothing'} because of it"


def seen_live(requests: Requests | None, kind: str, subject: str) -> Iterator[str]:
    """Each request that crashed for exactly this reason, as evidence."""
    return crashes(requests, lambda crash: _is(crash, kind) and _is_about(crash, subject))


def crashes_saying(requests: Requests | None, words: str) -> Iterator[str]:
    """Each request that crashed with these words, as evidence."""
    return crashes(requests, lambda crash: words in crash.message)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known of the app beside the crash."""

    app: App
    source: Source | None = None
    templates: Templates | None = None
    dependencies: Dependencies | None = None
    requests: Requests | None = None


def is_symptom(crash: Crash, scene: Scene) -> bool:
    """Whether it comes of a setting of this run, which another rule tells as gravely as a release has it."""
    return any(TOLD_BY[rule](crash, scene) for rule in _OF_THE_RUN)


def blamed(crash: Crash | None, scene: Scene) -> tuple[str, ...]:
    """The rules that tell at its root why this happened."""
    return tuple(rule for rule, tells in TOLD_BY.items() if tells(crash, scene)) if crash else ()


def _dangles(crash: Crash, scene: Scene) -> bool:
    return bool(_lost(crash, scene))


def _links_to_a_missing_blueprint(crash: Crash, scene: Scene) -> bool:
    away = list(missing_blueprints(scene.app, scene.source))
    return bool(away) and any(one.holds(name) for name in _lost(crash, scene) for one in away)


def _links_to_an_idle_module(crash: Crash, scene: Scene) -> bool:
    return bool(linked(unimported(scene.app, scene.source), _lost(crash, scene)))


def _lost(crash: Crash, scene: Scene) -> list[str]:
    """The endpoints of the source that no address could be built for."""
    if not _is(crash, "BuildError"):
        return []
    lost = endpoints.dangling(scene.app, scene.source, scene.templates)
    return [name for name in lost if _is_about(crash, name)]


def _lacks_a_value(crash: Crash, scene: Scene) -> bool:
    lacking = endpoints.incomplete(scene.app, scene.source, scene.templates)
    return _is(crash, "BuildError") and any(_is_about(crash, name) for name in lacking)


def _sends_nowhere(crash: Crash, scene: Scene) -> bool:
    return _is(crash, "BuildError") and any(_is_about(crash, one.view) for one in dangling_views(scene.app))


def _misses_a_template(crash: Crash, scene: Scene) -> bool:
    if scene.templates is None or not _is(crash, "TemplateNotFound", "TemplatesNotFound"):
        return False
    missing = rendered.missing(scene.app, scene.source, scene.templates)
    return any(_is_about(crash, name) for name in missing)


def _has_a_broken_template(crash: Crash, scene: Scene) -> bool:
    if scene.templates is None or not _is(crash, *_TEMPLATE_ERRORS):
        return False
    errors = scene.templates.errors
    return any(_is_about(crash, one.subject) or one.message == crash.message for one in errors)


def _calls_wrongly(crash: Crash, scene: Scene) -> bool:
    return _is(crash, "TypeError") and any(_refuses(route, crash) for route, _ in mismatches(scene.app))


def _loads_nobody(crash: Crash, scene: Scene) -> bool:
    login = scene.app.extension_state.login
    return login is not None and not login.has_loader and LOADER_MISSING in crash.message


def _goes_unguarded(crash: Crash, scene: Scene) -> bool:
    """Whether only views came to it whose guard never runs, because they met nobody."""
    if scene.requests is None or not _NOBODY.search(crash.message):
        return False
    met = {one.endpoint for one in scene.requests.responses if one.crash == crash}
    open_views = {one.view for one in inert_decorators(scene.app, scene.source, scene.requests)}
    return bool(met) and met <= {route.endpoint for route in scene.app.routes if route.view in open_views}


def _lets_everybody_in(crash: Crash, scene: Scene) -> bool:
    """Whether only views came to it whose guard, Flask-Login's own, is switched off."""
    if scene.requests is None or scene.source is None or not is_on(scene.app, "LOGIN_DISABLED"):
        return False
    met = {one.endpoint for one in scene.requests.responses if one.crash == crash}
    open_views = (one for one in served(scene.app, scene.source) if not _LOGIN_GUARDS.isdisjoint(_names(one)))
    guarded = {route.endpoint for one in open_views for route in one.routes}
    return _NOBODY.search(crash.message) is not None and bool(met) and met <= guarded


def _names(one: Served) -> set[str]:
    return {name.rpartition(".")[2] for name in one.body.decorators}


def _cannot_await(crash: Crash, scene: Scene) -> bool:
    return not scene.app.runs_async and ASYNC_EXTRA in crash.message


def _misses_an_extension(crash: Crash, scene: Scene) -> bool:
    return is_for_want(crash, scene.app, scene.source)


def _lacks_a_key(crash: Crash, scene: Scene) -> bool:
    return "secret key" in crash.message and not is_on(scene.app, "SECRET_KEY")


def _is_of_config(crash: Crash, scene: Scene) -> bool:
    return any(is_of_value(crash, value) for value in unfit(scene.app))


def is_of_value(crash: Crash, value: ConfigValue) -> bool:
    """Whether it is what Flask, or an extension, raises on this value of the config."""
    complaint = _UNFIT.get(value.key)
    return complaint is not None and complaint.is_made(crash)


def complains_of_config(library: str, app: App, *, called: bool = False) -> bool:
    """Whether a library, of which no words are known, is one that raises on a value of the config.

    Where code of the project called it, that has to be the very file that the value is compared in.
    """
    there = {one.library for value in unfit(app) if (one := _UNFIT.get(value.key)) and one.library}
    return any(library.startswith(one) and (one.endswith(".py") or not called) for one in there)


def _uses_what_is_gone(crash: Crash, scene: Scene) -> bool:
    if scene.source is None or scene.dependencies is None:
        return False
    return any(is_of_use(crash, use) for use in gone(scene.app, scene.source, scene.dependencies))


def is_of_use(crash: Crash, use: ApiUse) -> bool:
    """Whether the exception was raised on the line that asks for what is gone."""
    here, there = use.place, crash.place
    return here.path is not None and (here.path, here.line) == (there.path, there.line)


def is_of_mappers(crash: Crash, app: App) -> bool:
    """Whether a model was used of which SQLAlchemy refuses the mapper, for the first time or once more."""
    return any(_AGAIN in crash.message or crash.message == one.message for one in app.unmapped)


def _is_raised_in_debug_mode(crash: Crash, scene: Scene) -> bool:
    """A missing argument, which is a 400 elsewhere; debug mode raises it on for the debugger to show."""
    return _is(crash, "BadRequestKeyError") and is_on(scene.app, "DEBUG")


def _is_trapped(crash: Crash, scene: Scene) -> bool:
    return _is(crash, "BadRequestKeyError", "BadRequest") and is_on(scene.app, "TRAP_BAD_REQUEST_ERRORS")


def returned_nothing(crash: Crash) -> bool:
    """Whether Flask was given None for an answer, which view-returns-none tells."""
    return (
        _is(crash, "TypeError")
        and "did not return a valid response" in crash.message
        and ("returned None" in crash.message)
    )


def _refuses(route: Route, crash: Crash) -> bool:
    """Whether Python says that this view was called with other arguments than it takes."""
    called, _, complaint = crash.message.partition("()")
    view = route.view
    names = [view.name.rpartition(".")[2], *(one.name for one in view.refusing)] if view else []
    return called.rpartition(".")[2] in names and "argument" in complaint


def _is(crash: Crash, *kinds: str) -> bool:
    return crash.type.rpartition(".")[2] in kinds


def _is_about(crash: Crash, name: str) -> bool:
    """Jinja's and Werkzeug's messages quote the name, or are the name."""
    bare = name.lstrip(".")
    return crash.message == bare or f"'{bare}'" in crash.message or f".{bare}'" in crash.message


# The rule that tells the cause, and how a crash is known to come of it.
TOLD_BY: dict[str, Callable[[Crash, Scene], bool]] = {
    "async-view-without-extra": _cannot_await,
    "auth-decorator-above-route": _goes_unguarded,
    "blueprint-never-registered": _links_to_a_missing_blueprint,
    "config-wrong-type": _is_of_config,
    "dangling-endpoint": _dangles,
    "debug-on": _is_raised_in_debug_mode,
    "extension-not-initialised": _misses_an_extension,
    "late-registration": lambda crash, _: LATE_SETUP in crash.message,
    "login-loader-missing": _loads_nobody,
    "login-view-dangling": _sends_nowhere,
    "mapper-configuration-fails": lambda crash, scene: is_of_mappers(crash, scene.app),
    "missing-template": _misses_a_template,
    "removed-flask-api": _uses_what_is_gone,
    "route-module-never-imported": _links_to_an_idle_module,
    "secret-missing-but-used": _lacks_a_key,
    "template-does-not-compile": _has_a_broken_template,
    "testing-flag-on": lambda crash, scene: _is_trapped(crash, scene) or _lets_everybody_in(crash, scene),
    "url-for-missing-value": _lacks_a_value,
    "view-returns-none": lambda crash, _: returned_nothing(crash),
    "view-signature-mismatch": _calls_wrongly,
}
