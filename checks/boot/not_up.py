"""What keeps the app from coming up as production starts it."""

from collections.abc import Sequence
from dataclasses import replace

from releasecheck.facts import Project
from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.needs import Moved
from releasecheck.facts.settings import ConfigAssignment
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.installs.broken_sets import failing
from ..derived.installs.other_driver import OtherDriver, other_driver
from ..derived.installs.own_modules import own_file
from ..derived.installs.undeclared import ends_the_boot
from ..derived.outcomes.boot_fixes import OLD_POSTGRES, fix_of_boot, is_of_input
from ..derived.outcomes.crash_files import about_files
from ..derived.outcomes.needs import absent_modules, crash_place, gave_up_for, lacking, other_python
from ..derived.outcomes.programs import wants_command
from ..derived.outcomes.work import near
from ..derived.wording import capped, in_short, listed

_URL = "SQLALCHEMY_DATABASE_URI"
_FRAMEWORKS = frozenset(
    {"aiohttp", "bottle", "cherrypy", "django", "falcon", "fastapi", "litestar", "pyramid", "sanic"}
    | {"starlette", "streamlit", "tornado"}
)
_CALLED = (
    "A click command that is called like a function takes the server's command line for its own: "
    "call the function that it is made of, `command.callback()`."
)
_OTHER_PYTHON = "Name a Python that the app is written for: `--python PATH`."


@error
def app_import_fails(
    boot: Boot,
    project: Project,
    source: Source | None = None,
    dependencies: Dependencies | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """The app cannot be built the way production builds it.

    Every worker of the new release stops with this exception, and with `--preload` or a single container
    the site is down. Linters do not see it: the names are all there, what fails is the order in which things
    happen. Where this machine is what is lacking (a variable that is not set, or whose stand-in the app
    refuses, a service out of reach, a table that was never migrated, or a third-party module while nobody
    named the interpreter), nothing is claimed. A well-known module is told all the same where all that is
    declared is installed, and nothing declared brings it: no install of the release will have it. So is a
    database driver that SQLAlchemy takes for a URL without one (psycopg for `postgresql://` since 2.1), where
    another driver of that database is declared, and the import of a module that the project has elsewhere
    (`from services.mail import send`, and mail.py lies beside it). Where variables are what is lacking, the
    app is tried once more with stand-ins for them: what ends it then, and no value can mend, is told.

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
    if moved := boot.wanting.moved:
        yield _moved(moved)
        if boot.crash and any(near(one.place, boot.crash.place) for one in moved):
            return
    undeclared = ends_the_boot(boot, source, dependencies, deploy)
    driver = None if undeclared else other_driver(boot, dependencies, deploy)
    reason = None if undeclared or driver else lacking(boot, project, source, dependencies)
    if reason := reason or _path_unknown(boot, source, deploy):
        yield CouldNotLook(reason)
        return
    failure = _failure(boot, source, other_python(boot, project))
    if driver:
        yield _without_driver(failure, driver)
    else:
        yield _undeclared(failure, undeclared, dependencies) if undeclared and dependencies else failure


@error
def exit_at_import(
    boot: Boot, project: Project, source: Source | None = None, dependencies: Dependencies | None = None
) -> Judgement:
    """Importing the app ends the process.

    `sys.exit`, `os._exit` or a command line parsed at module level runs in every worker that a WSGI server
    starts. gunicorn reports "Worker failed to boot" and gives up, with no traceback to go by. The app is
    booted with a command line as a server's is (`gunicorn app:app`), of which none is meant for it. One that
    leaves because an environment variable is not set, or a service does not answer, is right to do so: it is
    only asked to be given it. Neither is a program that prints its usage (click, argparse) because it was run
    without a command: the app is to be named.

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
    reason = gave_up_for(boot, project, source, dependencies) or wants_command(boot, source)
    if reason:
        yield CouldNotLook(reason)
        return
    yield Found(
        f"importing the app exits{_with_code(boot)}{_words(boot)}",
        subject=boot.target or ".",
        place=crash_place(boot),
        evidence=_chosen(boot),
        fix=_CALLED if boot.crash and (boot.crash.library or "").startswith("click/") else None,
    )


def _undeclared(failure: Found, name: str, dependencies: Dependencies) -> Found:
    """Every install of the release ends so: all is here that it would bring."""
    files = listed(dependencies.files)
    return replace(
        failure,
        evidence=(
            *failure.evidence,
            f"all that is declared is installed, and no file brings {name}: {files}",
        ),
        fix=f"Add {name} to the requirements of the release, and install it.",
    )


def _without_driver(failure: Found, driver: OtherDriver) -> Found:
    """Every install of the release ends so too, while it has a driver for that database."""
    return replace(
        failure,
        message=f"{failure.message}, which SQLAlchemy {driver.sqlalchemy} takes for {driver.scheme}://",
        evidence=(*failure.evidence, driver.evidence),
        fix=driver.fix,
    )


def _moved(modules: Sequence[Moved]) -> Found:
    first, *others = modules
    nor = f", nor {listed(one.module for one in others)}" if others else ""
    return Found(
        f"the app cannot be built: the project has no module {first.module}{nor}; {first.path} is there",
        subject=first.module,
        place=first.place,
        evidence=capped([f"{one.path} has what {one.place} imports from {one.module}" for one in modules]),
        fix=f"Import it as it lies there, or move {first.path} to where it is looked for.",
    )


def _path_unknown(boot: Boot, source: Source | None, deploy: Deploy | None) -> str | None:
    """That a module of the project may lie on the path that the deploy file puts together elsewhere."""
    file = own_file(boot.crash, source) if boot.crash else None
    started = [one for one in deploy.launches if one.place.path == boot.chosen_by] if deploy else []
    if file is None or not any(one.path_unknown for one in started):
        return None
    return (
        f"{boot.chosen_by} starts the app with an import path that depends on variables not known here, and "
        f"{file} is not found without it: give it with --set PYTHONPATH=FOLDER"
    )


def _exits(boot: Boot) -> bool:
    """By `sys.exit`, or by `os._exit`, which leaves a return code and no answer."""
    return boot.outcome == "exited" or (boot.outcome == "died" and (boot.exit_code or 0) > 0)


def _with_code(boot: Boot) -> str:
    return "" if boot.exit_code is None else f" with code {boot.exit_code}"


def _failure(boot: Boot, source: Source | None, python: str | None) -> Found:
    url = _old_postgres(boot, source)
    at, raised = crash_place(boot), boot.crash
    return Found(
        _other_framework(boot, source) or _what_happened(boot),
        subject=boot.target or ".",
        place=url.place if url else at,
        evidence=(
            *([f"{url.key} begins with postgres:// there"] if url else []),
            *([f"raised at {at}"] if url and raised else []),
            *_chosen(boot),
            *filter(None, [python, _vain(boot), _in_library(boot)]),
            *capped(boot.likely),
            *capped(boot.tried),
        ),
        fix=_OTHER_PYTHON if python else fix_of_boot(boot, source),
    )


def _old_postgres(boot: Boot, source: Source | None) -> ConfigAssignment | None:
    """The line that sets the URL which this SQLAlchemy does not know, where no other can have done it."""
    if not (boot.crash and OLD_POSTGRES.search(boot.crash.message) and source):
        return None
    beside = {one.path for one in source.modules if one.role != "app"}
    every = [one for one in source.config_assignments if one.key == _URL and one.place.path not in beside]
    old = [one for one in every if one.scheme in ("postgres", None)]
    return old[0] if len(old) == 1 and old[0].scheme else None


def _other_framework(boot: Boot, source: Source | None) -> str | None:
    """That the project is written for something else, if no app was found and nothing imports Flask."""
    names = {one.name for one in source.imports} if source else set()
    if boot.outcome != "no-app" or any(name.startswith(("flask", "quart", "connexion")) for name in names):
        return None
    other = next((one for one in source.imports if one.name in _FRAMEWORKS), None) if source else None
    return f"nothing here imports Flask: {other.place} imports {other.name}" if other else None


def _in_library(boot: Boot) -> str | None:
    return f"raised in {boot.crash.library}" if boot.crash and boot.crash.library else None


def _vain(boot: Boot) -> str | None:
    """The variables whose None may be what a library would not take: it does not name them."""
    names = boot.asked_in_vain if boot.crash and boot.crash.cause == "other" else ()
    return f"not set here, and asked for before without a fallback: {listed(names)}" if names else None


def _what_happened(boot: Boot) -> str:
    if boot.outcome == "timed-out":
        still = f": it is still at {boot.place}" if boot.place.path else ""
        return f"the app is not up after {boot.duration_s:.0f} s{still}"
    if boot.outcome == "no-app" and boot.likely:
        return f"{len(boot.likely)} Flask apps are equally likely: name one, as in `{boot.likely[0]}`"
    if boot.outcome == "no-app":
        seen = boot.crash.message if boot.crash else "; ".join(boot.tried)
        return "no Flask app was found" + (f": {in_short(seen)}" if seen else "")
    if boot.crash:
        crash = boot.crash
        return f"the app cannot be built: {_said(crash)}{_missed_next(boot, crash)}{about_files(crash)}"
    return f"importing the app kills its process{_with_code(boot)}"


def _missed_next(boot: Boot, crash: Crash) -> str:
    """The modules that would be missing next, so that one installation is enough."""
    if crash.cause != "missing-module" or not crash.subject:
        return ""
    others = absent_modules(crash.subject, boot)[1:]
    return f", nor {listed(others, len(others))}" if others else ""


def _said(crash: Crash) -> str:
    asked = (
        "input() asks somebody while it is imported, and a server has nobody: " if is_of_input(crash) else ""
    )
    message = asked + in_short(crash.message)
    return f"{crash.type}: {message}" if message else crash.type


def _words(boot: Boot) -> str:
    """What the app said last, or what it gave up for."""
    if boot.crash is None:
        return ""
    said = in_short(boot.crash.message) if boot.crash.type == "SystemExit" else _said(boot.crash)
    return f": {said}" if said else ""


def _chosen(boot: Boot) -> tuple[str, ...]:
    target = (f"{boot.target}, chosen by {boot.chosen_how}",) if boot.target else ()
    return (*target, f"{boot.python} ({boot.python_chosen_by})")
