"""What keeps the app from coming up as production starts it."""

import re
from collections.abc import Iterable, Iterator

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Crash, Event
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, error, warning
from releasecheck.removed_api import NAMES

from ..derived.broken_sets import failing
from ..derived.guarded import only_under_guard, speak, tables_under_guard
from ..derived.needs import absent_modules, asked_in_vain, crash_place, gave_up_for, lacking, other_python
from ..derived.partial import uncalled
from ..derived.wording import capped, in_short, listed

_SLOW = 2.0
# What ctypes.util, platform and uuid of the standard library start when something asks them.
_LOOK_UPS = frozenset(
    {
        "ldconfig",
        "gcc",
        "cc",
        "ld",
        "objdump",
        "uname",
        "lsb_release",
        "arch",
        "ifconfig",
        "ip",
        "arp",
        "netstat",
    }
)
_NAME_IT = 'Name the app: `--app module:app`, or `--app "module:create_app(...)"` with what it wants.'
_FIXES = {
    "circular-import": "Move the import that closes the circle into the function that uses it, "
    "or make the shared object in a module of its own.",
    "context": "Wrap the code in `with app.app_context():`, or move it into a view or a command.",
    "blueprint-name": "Give each registration a name of its own: `register_blueprint(..., name=...)`.",
    "endpoint-overwritten": "Put `@functools.wraps(view)` into the decorator, or give `endpoint=`.",
    "syntax": "Correct the syntax, or run with the Python that the app is written for: `--python PATH`.",
    "factory-arguments": 'Call the factory with its arguments: `--app "module:create_app(...)"`.',
    "memory": "Load less while importing, or raise the setting `boot.memory`.",
    "missing-module": "Declare it as a dependency and install it, or correct the import.",
}
_FRAMEWORKS = frozenset(
    {"aiohttp", "bottle", "cherrypy", "django", "falcon", "fastapi", "litestar", "pyramid", "sanic"}
    | {"starlette", "streamlit", "tornado"}
)
_NO_NAME = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")
# Modules that libraries import, and that an app lacks after an upgrade.
_FIXES_OF_MODULES = {
    "pkg_resources": "It belonged to setuptools, which has it no more: upgrade what imports it, "
    "or declare `setuptools<81`.",
    "psycopg": "SQLAlchemy 2.1 takes psycopg for `postgresql://`: declare it, or name the driver that is "
    "declared, as in `postgresql+psycopg2://`.",
}
_OTHER_PYTHON = "Name a Python that the app is written for: `--python PATH`."


@error
def app_import_fails(
    boot: Boot, project: Project, source: Source | None = None, dependencies: Dependencies | None = None
) -> Judgement:
    """The app cannot be built the way production builds it.

    Every worker of the new release stops with this exception, and with `--preload` or a single container
    the site is down. Linters do not see it: the names are all there, what fails is the order in which things
    happen. Where this machine is what is lacking (a variable that is not set, a service out of reach, a table
    that was never migrated, or a third-party module while nobody named the interpreter), nothing is claimed.

    Fix: mend the line that is named, or name the app with `--app module:app`, then run
    `python -c "import module"` in a clean environment.

    Fault::

        from flask import Flask, Markup      # Markup left Flask in 3.0

    Fine::

        from flask import Flask
        from markupsafe import Markup
    """
    if boot.outcome == "up":
        return
    if _exits(boot):
        yield DoesNotApply("the app exits while it is imported: exit-at-import says where")
        return
    if dependencies and failing(dependencies, boot):
        yield DoesNotApply("installed versions do not work together: flask-werkzeug-incompatible says which")
        return
    if reason := lacking(boot, project, source, dependencies):
        yield CouldNotLook(reason)
        return
    yield _failure(boot, source, other_python(boot, project))


@error
def exit_at_import(
    boot: Boot,
    project: Project | None = None,
    source: Source | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """Importing the app ends the process.

    `sys.exit`, `os._exit` or a command line parsed at module level runs in every worker that a WSGI server
    starts. gunicorn reports "Worker failed to boot" and gives up, with no traceback to go by. An app that
    leaves because an environment variable is not set, or a service does not answer, is right to do so: it is
    only asked to be given it.

    Fix: parse arguments and exit only below `if __name__ == "__main__":`; to refuse to start, raise an
    exception that says why.

    Fault::

        options = parser.parse_args()        # reads gunicorn's arguments, then exits

    Fine::

        if __name__ == "__main__":
            options = parser.parse_args()
    """
    if not _exits(boot):
        return
    reason = gave_up_for(boot, project or Project("."), source, dependencies)
    if reason:
        yield CouldNotLook(reason)
        return
    yield Found(
        f"importing the app exits{_with_code(boot)}",
        subject=boot.target or ".",
        place=crash_place(boot),
        evidence=_chosen(boot),
    )


@error
def server_started_at_import(boot: Boot) -> Judgement:
    """A server is started while the module is imported.

    Under gunicorn or uWSGI the import never returns: the worker runs the development server on its own port,
    the master kills it after its timeout, and so on for ever. `flask run` hides it, because Flask ignores
    `app.run()` under its own command.

    Fix: put the call below `if __name__ == "__main__":`.

    Fault::

        app = create_app()
        app.run()

    Fine::

        app = create_app()
        if __name__ == "__main__":
            app.run()
    """
    for place, events in _by_place(boot.events, ("server",)):
        started = listed(event.detail for event in events)
        yield Found(f"importing the app starts a server: {in_short(started)}", subject=started, place=place)


@error
def main_guard_only_setup(
    app: App, source: Source, boot: Boot | None = None, deploy: Deploy | None = None
) -> Judgement:
    """Set-up runs only when the file is started as a program.

    What stands below `if __name__ == "__main__":` is there with `python app.py` and gone under gunicorn: the
    routes answer 404, the extension raises on its first use, the config keeps its defaults. Only what is
    really absent from the app as it booted is reported; `app.run()`, logging and switches for development
    belong there. Everything below one guard is one finding. A function that would hang three routes or more
    on the app of its own module, and that nothing called, is a warning: a program may call it, and the app
    as it is served was not seen. `create_all` is one where a deploy file serves the app, no deploy file runs
    a program, and there are neither migrations nor another `create_all`: no deployment gets its tables.

    Fix: move the set-up above the guard or into the factory, and leave only `app.run()` below.

    Fault::

        if __name__ == "__main__":
            app.register_blueprint(shop)
            app.run()

    Fine::

        app.register_blueprint(shop)
        if __name__ == "__main__":
            app.run()
    """
    absent = only_under_guard(app, source, boot)
    for path in dict.fromkeys(setup.place.path for setup in absent):
        here = [setup for setup in absent if setup.place.path == path]
        yield Found(
            f"{listed(map(speak, here))} only when the file is run as a program",
            subject=here[0].subject,
            place=here[0].place,
            evidence=capped([f"{speak(setup)} at {setup.place}" for setup in here]),
        )
    for setup in tables_under_guard(app, source, boot, deploy)[:1]:
        yield Found(
            f"{speak(setup)} only when the file is run as a program: what is deployed gets no tables",
            subject=setup.call,
            place=setup.place,
            fix="Keep migrations (Flask-Migrate), and run `flask db upgrade` before the release is started.",
            severity="warning",
        )
    told = {setup.subject for setup in absent}
    for name, routes in uncalled(app, source).items():
        if told.isdisjoint(path for one in routes for path in one.paths):
            yield _uncalled(name, routes, boot)


def _uncalled(function: str, routes: list[RouteFunction], boot: Boot | None) -> Found:
    target = boot.target if boot and boot.target else "the app"
    return Found(
        f"{function}() adds {len(routes)} routes to the app, and nothing called it while {target} was built",
        subject=function,
        place=routes[0].place,
        evidence=capped([f"{listed(one.paths)} at {one.place}" for one in routes]),
        fix=f"Name a target that calls it (`--app`), or call {function}() where the app is made.",
        severity="warning",
    )


@warning
def import_time_network(boot: Boot) -> Judgement:
    """Importing the app reaches out: a connection, a listening socket, a message or a process.

    Every worker, every test run and every `flask` command does it again. When the other end is slow or away,
    the release does not come up, although nothing in it is wrong; a socket opened before a fork is shared by
    all workers. Over two seconds it is an error. What stays on this machine's loopback is not reported, and
    neither are the programs that the standard library asks about the system.

    Fix: connect on first use, inside a request or an application context, with a timeout.

    Fault::

        rates = requests.get("https://rates.example/latest").json()

    Fine::

        @functools.cache
        def rates():
            return requests.get("https://rates.example/latest", timeout=3).json()
    """
    for place, events in _by_place(boot.events, ("connect", "listen", "process", "mail")):
        outside = [event for event in events if not event.loopback and not _is_look_up(event)]
        if outside:
            yield _reached_out(place, outside)


def _reached_out(place: Place, events: list[Event]) -> Found:
    took = sum(event.duration_s or 0.0 for event in events)
    severity: Severity = "error" if took > _SLOW else "warning"
    what = listed(f"{_VERBS[event.kind]} {in_short(event.detail, 80)}" for event in events)
    return Found(
        f"importing the app {what}" + (f", which took {took:.1f} s" if took > _SLOW else ""),
        subject=events[0].detail,
        place=place,
        evidence=capped([_account(event) for event in events]),
        severity=severity,
    )


_VERBS = {"connect": "connects to", "listen": "listens on", "process": "starts", "mail": "sends mail through"}


def _account(event: Event) -> str:
    took = "" if event.duration_s is None else f" in {event.duration_s:.2f} s"
    return f"{_VERBS[event.kind]} {event.detail}{took}{', which failed here' if event.failed else ''}"


def _is_look_up(event: Event) -> bool:
    words = (word.rpartition("/")[2].strip("'\"[](),") for word in event.detail.split())
    return event.kind == "process" and not _LOOK_UPS.isdisjoint(words)


def _by_place(events: Iterable[Event], kinds: tuple[str, ...]) -> Iterator[tuple[Place, list[Event]]]:
    wanted = [event for event in events if event.kind in kinds]
    for place in dict.fromkeys(event.place for event in wanted):
        yield place, [event for event in wanted if event.place == place]


def _exits(boot: Boot) -> bool:
    """By `sys.exit`, or by `os._exit`, which leaves a return code and no answer."""
    return boot.outcome == "exited" or (boot.outcome == "died" and (boot.exit_code or 0) > 0)


def _with_code(boot: Boot) -> str:
    return "" if boot.exit_code is None else f" with code {boot.exit_code}"


def _failure(boot: Boot, source: Source | None, python: str | None) -> Found:
    return Found(
        _other_framework(boot, source) or _what_happened(boot),
        subject=boot.target or ".",
        place=crash_place(boot),
        evidence=(
            *_chosen(boot),
            *filter(None, [python, _vain(boot)]),
            *_more_of(boot),
            *capped(boot.likely),
            *capped(boot.tried),
        ),
        fix=_OTHER_PYTHON if python else _fix(boot, source),
    )


def _other_framework(boot: Boot, source: Source | None) -> str | None:
    """That the project is written for something else, if no app was found and nothing imports Flask."""
    names = {one.name for one in source.imports} if source else set()
    if boot.outcome != "no-app" or any(name.startswith(("flask", "quart", "connexion")) for name in names):
        return None
    other = next((one for one in source.imports if one.name in _FRAMEWORKS), None) if source else None
    return f"nothing here imports Flask: {other.place} imports {other.name}" if other else None


def _more_of(boot: Boot) -> Iterator[str]:
    """Where in a library it was raised, and which modules would be missed next."""
    crash = boot.crash
    if crash and crash.library:
        yield f"raised in {crash.library}"
    if crash and crash.cause == "missing-module" and crash.subject:
        others = absent_modules(crash.subject, boot)[1:]
        if others:
            yield f"not found there either: {listed(others, len(others))}"


def _vain(boot: Boot) -> str | None:
    """The variables whose None may be what a library would not take: it does not name them."""
    names = asked_in_vain(boot) if boot.crash and boot.crash.cause == "other" else []
    return f"not set here, and asked for before without a fallback: {listed(names)}" if names else None


def _fix(boot: Boot, source: Source | None) -> str | None:
    crash = boot.crash
    if boot.outcome == "no-app" and not boot.likely and (crash is None or crash.subject is None):
        return _NAME_IT
    imported = {one.name for one in source.imports} if source else set()
    if crash and crash.cause == "missing-module" and crash.subject not in imported:
        return _FIXES_OF_MODULES.get(crash.subject or "", _FIXES[crash.cause])
    return (_removal(crash) or _FIXES.get(crash.cause)) if crash else None


def _removal(crash: Crash) -> str | None:
    """What to do about a name that a library still imports and a newer version of another has not."""
    match = _NO_NAME.search(crash.message) if crash.library else None
    gone = NAMES.get(f"{match['module']}.{match['name']}") if match else None
    if gone is None:
        return None
    older = f"'{gone.distribution}<{gone.version}'"
    return (
        f"Update the library that still asks for it, or hold {gone.distribution} back: `pip install {older}`."
    )


def _what_happened(boot: Boot) -> str:
    if boot.outcome == "timed-out":
        return f"the app is not up after {boot.duration_s:.0f} s"
    if boot.outcome == "no-app" and boot.likely:
        return f"{len(boot.likely)} Flask apps are equally likely: name one, as in `{boot.likely[0]}`"
    if boot.outcome == "no-app":
        seen = boot.crash.message if boot.crash else "; ".join(boot.tried)
        return "no Flask app was found" + (f": {in_short(seen)}" if seen else "")
    if boot.crash:
        return f"the app cannot be built: {_said(boot.crash)}"
    return f"importing the app kills its process{_with_code(boot)}"


def _said(crash: Crash) -> str:
    message = in_short(crash.message)
    return f"{crash.type}: {message}" if message else crash.type


def _chosen(boot: Boot) -> tuple[str, ...]:
    target = (f"{boot.target}, chosen by {boot.chosen_by}",) if boot.target else ()
    return (*target, f"{boot.python} ({boot.python_chosen_by})")
