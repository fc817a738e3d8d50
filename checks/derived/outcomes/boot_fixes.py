"""What mends an app that did not come up."""

import re

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.source import Source
from releasecheck.removed_api import NAMES

from ..installs.own_modules import otherwise_spelled, own_file
from .crash_files import fix_of_files

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
_SLOW = (
    "Do it after the start, or in a command of its own; if it may take so long, "
    "raise the setting `boot.timeout` (seconds)."
)
# How SQLAlchemy refuses `postgres://`.
OLD_POSTGRES = re.compile(r"sqlalchemy\.dialects:postgres\b(?!ql)")
_UNASKED = (
    'Ask below `if __name__ == "__main__":` only, or name the module that has the app and asks nothing.'
)
_NO_NAME = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")
# Modules that libraries import, and that an app lacks after an upgrade.
_FIXES_OF_MODULES = {
    "pkg_resources": "It belonged to setuptools, which has it no more: upgrade what imports it, "
    "or declare `setuptools<81`.",
    "psycopg": "SQLAlchemy 2.1 takes psycopg for `postgresql://`: declare it, or name the driver that is "
    "declared, as in `postgresql+psycopg2://`.",
}


def fix_of_boot(boot: Boot, source: Source | None) -> str | None:
    """What to do, where more is known than that it failed."""
    crash = boot.crash
    if boot.outcome == "no-app" and not boot.likely and (crash is None or crash.subject is None):
        return _NAME_IT
    if boot.outcome == "timed-out":
        return _SLOW
    if crash and OLD_POSTGRES.search(crash.message):
        return "Write `postgresql://`: SQLAlchemy takes `postgres://` no more."
    if crash and is_of_input(crash):
        return _UNASKED
    if crash and (file := own_file(crash, source)):
        return (
            f"It is {file} of this project: start the app with the folder around that on the import path "
            "(`PYTHONPATH=FOLDER`), or import it by its whole name."
        )
    if crash and (file := otherwise_spelled(crash, source)):
        return f"It is {file} of this project, and capitals count where it is deployed: spell both alike."
    imported = {one.name for one in source.imports} if source else set()
    if crash and crash.cause == "missing-module" and crash.subject not in imported:
        return _FIXES_OF_MODULES.get(crash.subject or "", _FIXES[crash.cause])
    return (_removal(crash) or fix_of_files(crash) or _FIXES.get(crash.cause)) if crash else None


def is_of_input(crash: Crash) -> bool:
    """Whether `input()` found nobody to answer it: these are its words, whoever has called it."""
    return crash.type == "EOFError" and crash.message.startswith("EOF when reading a line")


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
