"""Config values that must not reach production."""

import re
from collections.abc import Callable

from releasecheck.facts.app import App, ConfigValue
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch, Variable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.config.altered import place_of_change
from ..derived.config.choosing import (
    is_shared,
    loaded_for_development,
    turns_debug_on,
    turns_testing_on,
    undecided,
)
from ..derived.config.configured import how_set, place_of, value_of
from ..derived.config.flask_files import debugging
from ..derived.config.modes import asked_beside, said_of
from ..derived.deploy.deployment import reading_flaskenv
from ..derived.structure.exposing import with_toolbar
from ..derived.wording import capped

_DEVELOPMENT_FILES = (".flaskenv", ".env")
# What a switch does to a release, when it is on or off as a test would have it.
_SWITCHES_ON = {
    "TESTING": "exceptions pass the error handlers and extensions drop their guards",
    "LOGIN_DISABLED": "login_required lets everybody in",
    "PROPAGATE_EXCEPTIONS": "exceptions pass the error handlers and reach the server",
    "TRAP_HTTP_EXCEPTIONS": "abort() passes the error handlers",
    "TRAP_BAD_REQUEST_ERRORS": "a missing form field is an exception of its own",
}
_SWITCHES_OFF = {
    "WTF_CSRF_ENABLED": "forms take requests from other sites",
    "WTF_CSRF_CHECK_DEFAULT": "CSRFProtect checks no request by itself, and nothing calls its protect()",
    "RATELIMIT_ENABLED": "no limit is enforced",
}
_GUARDED_BY = {
    "WTF_CSRF_ENABLED": "csrf",
    "WTF_CSRF_CHECK_DEFAULT": "csrf",
    "RATELIMIT_ENABLED": "limiter",
}  # extension that the switch disarms
# Variables by which apps choose among their configs.
_MODE = re.compile(r"(^|_)(ENV|ENVIRONMENT|DEBUG|MODE|STAGE|SETTINGS|CONFIG|PROFILE)(_|$)", re.IGNORECASE)
_LEAVE_OUT = (
    "Leave `debug` out of the call, and turn it on where you develop: `FLASK_DEBUG=1 flask run`. Better, let "
    "the deployment start a WSGI server such as gunicorn instead."
)
_GRAVE = frozenset({"TESTING", "LOGIN_DISABLED"})
_REFUSES_BY_EXCEPTION = "flask-jwt-extended"
_ANSWERS_FIRST = frozenset({"flask_restful", "flask_restx", "flask_restplus"})  # before the app's handlers


@error
@by_source
def debug_on(
    app: App,
    boot: Boot | None = None,
    source: Source | None = None,
    deploy: Deploy | None = None,
    git: Git | None = None,
) -> Judgement:
    """Debug mode is on in the config that production will use.

    With the development server, anybody who meets an exception gets a Python console on the machine
    (Patreon lost 15 GB through one in 2015). Under gunicorn there is no console, but exceptions pass the
    app's own 500 page, `after_request` functions do not run and templates are read again on every change.
    `flask --app` hides a `DEBUG = True` in the code, a WSGI server does not. Where only `.flaskenv` or `.env`
    turns it on, it is a warning: those files are meant for development, and travel easily; an error again
    where an image takes `.flaskenv` along and starts `flask run`, which reads it; and information where git
    has such a file and it is not what turned debug mode on here, or where deploy files start the release by
    gunicorn, uWSGI or waitress alone, which do not read `.flaskenv`. A warning as well where a deploy file
    (Dockerfile, app.json, ...) sets a variable that the app reads, and that is not so here: judge it as
    deployed, with `--set NAME=VALUE`. A text such as "False" is told by config-string-bool, and debug mode
    of a config for development that the app chose by dev-config-class-active.

    Fix: remove the key, and turn debug mode on where you develop: `FLASK_DEBUG=1 flask run`.

    Fault::

        app.config["DEBUG"] = True

    Fine::

        $ flask --app shop --debug run
    """
    value = value_of(app, "DEBUG")
    chosen = _comes_with(app, source, turns_debug_on) if source else None
    if value and turns_debug_on(value) and not chosen:
        reason = undecided(("DEBUG",), app, source, boot)
        files = deploy if value.set_by.endswith(".flaskenv") else None
        if reason:
            yield CouldNotLook(reason)
        elif files and (read := reading_flaskenv(files)):
            yield _taken_along(app, value, read)
        elif files and (server := files.server_without_flaskenv):
            yield _left_to_flask(app, value, server)
        else:
            yield _debugging(app, value, boot, source)
    setting = debugging(deploy, git) if deploy else None
    if setting and not (value and value.place.path == setting.place.path):
        yield _committed(setting)
    if "DebuggedApplication" in app.middleware:
        yield Found(
            "the app is wrapped in Werkzeug's interactive debugger",
            subject="DebuggedApplication",
            place=place_of_change(app, source, "debugger") or app.place,
            evidence=(f"middleware: {' > '.join(app.middleware)}",),
            fix="Remove the DebuggedApplication wrapper; `FLASK_DEBUG=1 flask run` brings its own.",
        )
    elif chosen:
        yield DoesNotApply(f"DEBUG comes with {chosen}, which dev-config-class-active tells")


def _comes_with(app: App, source: Source, is_on: Callable[[ConfigValue], bool]) -> str | None:
    """The config for development or tests that turned it on: that it was chosen is the one cause.

    What it has of a class that production has too is a cause of its own.
    """
    for name, values in loaded_for_development(app).items():
        if any(is_on(value) and not is_shared(value, app, source) for value in values):
            return name
    return None


def _debugging(app: App, value: ConfigValue, boot: Boot | None, source: Source | None) -> Found:
    modes = [one for one in (boot.deployed_otherwise if boot else ()) if one.shown and _MODE.search(one.name)]
    unlike = [f"{one.file} sets {one.name}={one.shown}, which is not so here" for one in modes]
    as_deployed = " ".join(f"--set {one.name}={one.shown}" for one in modes)
    called = value.set_by.startswith("run(")
    judge = f"Judge it as deployed: `{as_deployed}`." if as_deployed else None
    asked = None if modes else asked_beside(value.place, boot)
    default = f"Leave debug mode off where {asked.name} is not set." if asked and not asked.hit else None
    return Found(
        f"DEBUG is {value.shown} in the config{'' if app.outlined else ' as booted'}{_by(value)}",
        subject="DEBUG",
        place=place_of(app, "DEBUG"),
        evidence=(
            *how_set(value),
            *with_toolbar(app),
            *unlike,
            *said_of(asked),
            *(_left_on(app, source) if called and source else ()),
        ),
        fix=_LEAVE_OUT if called else judge or default,
        severity="warning" if _is_developments(value) or (unlike and not called) else None,
    )


def _left_on(app: App, source: Source) -> tuple[str, ...]:
    """What leaves debug mode on where the run call no longer asks for it."""
    lines = [
        one
        for one in source.config_assignments
        if one.key == "DEBUG" and one.always and one.place.path in app.modules
    ]
    sure = all(one.switch for one in lines)
    return capped([f"{one.place} turns it on too, without that call" for one in lines if sure])


def _taken_along(app: App, value: ConfigValue, launch: Launch) -> Found:
    return Found(
        f"DEBUG is {value.shown} in the image as well{_by(value)}",
        subject="DEBUG",
        place=place_of(app, "DEBUG"),
        evidence=(f"{launch.place} starts `flask run`, which reads the .flaskenv that the image takes in",),
        fix="Keep .flaskenv out of the image (.dockerignore), and start a server such as gunicorn in it.",
    )


def _left_to_flask(app: App, value: ConfigValue, server: Launch) -> Found:
    return Found(
        f"DEBUG is {value.shown} for `flask run` alone{_by(value)}: {server.server}, which starts the "
        f"release at {server.place}, does not read that file",
        subject="DEBUG",
        place=place_of(app, "DEBUG"),
        evidence=how_set(value),
        fix="Keep it in a file that git ignores, or turn debug mode on by hand: `FLASK_DEBUG=1 flask run`.",
        severity="info",
    )


def _committed(setting: Variable) -> Found:
    return Found(
        f"FLASK_DEBUG={setting.shown} is in git: whoever starts `flask run` in this folder is in debug mode",
        subject="FLASK_DEBUG",
        place=setting.place,
        fix="Keep it in a file that git ignores, or turn debug mode on by hand: `FLASK_DEBUG=1 flask run`.",
        severity="info",
    )


def _by(value: ConfigValue) -> str:
    """The environment variable that set it, since no line of the source does."""
    return f", by {value.set_by}" if value.set_by.startswith("FLASK_") else ""


def _is_developments(value: ConfigValue) -> bool:
    file = (value.place.path or "").rpartition("/")[2]
    return file in _DEVELOPMENT_FILES or value.set_by.endswith(_DEVELOPMENT_FILES)


@error
@by_source
def testing_flag_on(app: App, source: Source | None = None) -> Judgement:  # noqa: PT028 - no test
    """A switch that belongs to tests is set in the config that production will use.

    `TESTING` and `LOGIN_DISABLED` open what the app guards, `WTF_CSRF_ENABLED = False` takes forms from other
    sites, `RATELIMIT_ENABLED = False` lets everybody guess passwords. They come along with a config class or
    an `.env` that was made for the test suite. Warnings: switches that only move errors past their handlers,
    and CSRF checks off in an app that has no CSRFProtect. With the limiter not in use, its switch is nothing;
    nor is `WTF_CSRF_CHECK_DEFAULT` where the app calls `csrf.protect()` itself, or PROPAGATE_EXCEPTIONS where
    the app handles every `Exception`, or has Flask-JWT-Extended beside Flask-RESTful, Flask-RESTX or
    Flask-RESTPlus, which ask its handlers only so.
    TESTING that comes with a config for development or tests is told by dev-config-class-active, unless it
    stands in a class from which the one for production inherits it too.

    Fix: set it in the fixture that makes the app for the tests, and nowhere else.

    Fault::

        app.config["TESTING"] = True

    Fine::

        @pytest.fixture
        def app():
            return create_app({"TESTING": True})
    """
    told = _comes_with(app, source, turns_testing_on) if source else None
    if told:
        yield DoesNotApply(f"TESTING comes with {told}, which dev-config-class-active tells")
    for key, harm in _SWITCHES_ON.items():
        idle = (told and key == "TESTING") or (
            key == "PROPAGATE_EXCEPTIONS" and _propagates_nothing(app, source)
        )
        value = None if idle else value_of(app, key)
        if value and value.truthy and not value.is_default and value.reads_as != "false":
            yield _switched(app, value, harm, "error" if key in _GRAVE else "warning")
    for key, harm in _SWITCHES_OFF.items():
        value = value_of(app, key)
        guards = _guards(_GUARDED_BY[key], app, source)
        if key == "WTF_CSRF_CHECK_DEFAULT" and place_of_change(app, source, "csrf-check"):
            continue
        if value and not value.truthy and not value.is_default and (guards or key == "WTF_CSRF_ENABLED"):
            yield _switched(app, value, harm, "error" if guards else "warning")


def _guards(extension: str, app: App, source: Source | None) -> bool:
    """Whether the app has it; one that is switched off may leave no more of itself than its import."""
    package = f"flask_{extension}"
    imported = (one for one in source.imports if one.name == package) if source else ()
    return extension in app.extensions or any(one.place.path in app.modules for one in imported)


def _propagates_nothing(app: App, source: Source | None) -> bool:
    """Whether a handler takes what would pass on, or may, or it is on for the handlers' sake.

    Flask asks the handlers of `Exception` before it thinks of passing one on.
    """
    if ":Exception" in app.error_handlers or app.outlined:
        return True
    imported = (one for one in source.imports if one.name in _ANSWERS_FIRST) if source else ()
    needed = source is None or any(one.place.path in app.modules for one in imported)
    return needed and _REFUSES_BY_EXCEPTION in app.extensions


def _switched(app: App, value: ConfigValue, harm: str, severity: Severity) -> Found:
    return Found(
        f"{value.key} is {value.shown}: {harm}",
        subject=value.key,
        place=place_of(app, value.key),
        evidence=how_set(value),
        severity=severity,
    )
