"""What is installed for the app, beside what the project says it needs."""

import os
from pathlib import Path

from releasecheck.facts import Absence
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.gather.declarations import gather_declared
from releasecheck.gather.installed import Installed, environment, gather_installed
from releasecheck.gather.interpreter import OWN, Interpreter, too_old
from releasecheck.gather.release_python import release_python


def installed_for(interpreter: Interpreter, project: Path) -> Installed:
    """What that interpreter has; the reason where it cannot be asked, while one with an old Flask can."""
    unasked = too_old(interpreter.version, None) if interpreter.version else interpreter.problem
    if unasked is not None:
        return Installed(problem=unasked)
    return gather_installed(interpreter.path, interpreter.version, project, os.environ)


def gather_dependencies(
    project: Path, home: str, interpreter: Interpreter, installed: Installed, deploy: Deploy
) -> Dependencies | Absence:
    """Both sides; `home` is the app's folder, and each on the way there may have requirements of its own."""
    if installed.problem is not None:
        return Absence("inconclusive", installed.problem)
    declared = gather_declared(project, home, environment(interpreter.version, installed.platform))
    return Dependencies(
        installed=installed.distributions,
        declared=tuple(declared.declared),
        constraints=tuple(declared.constraints),
        locked=tuple(declared.locked),
        files=tuple(declared.files),
        locks=tuple(declared.locks),
        unread=tuple(declared.unread),
        own_interpreter=interpreter.chosen_by != OWN,
        own=installed.own,
        platform=installed.platform,
        installing=tuple(sorted(declared.installing)),
        lock_skipped=declared.lock_skipped,
        python=release_python(project, home, deploy),
    )
