"""Files that were run as programs, and left because nobody told them what to do."""

from releasecheck.facts.boot import Boot
from releasecheck.facts.source import Source

_USAGE = (None, 0, 2)  # click's and argparse's, when they have nothing to do but to say how they are called


def wants_command(boot: Boot, source: Source | None) -> str | None:
    """Why a program's exit says nothing of the app, with the line that names that; null when it does.

    A guessed program may leave with any code: nobody said that the release is started by it.
    """
    if boot.program is None or (boot.program == "deployed" and boot.exit_code not in _USAGE):
        return None
    left = f"{boot.target}, run as a program without a command, exits"
    code = f" with code {boot.exit_code}" if boot.exit_code else ""
    return f"{left}{code} before it serves an app: name the app with {_named(source)}"


def _named(source: Source | None) -> str:
    """The option, filled in where the source has one factory that nobody can call without arguments."""
    modules = {one.path: one.name for one in source.modules if one.role == "app"} if source else {}
    apps = [one for one in source.apps if one.path in modules] if source else []
    if len(apps) != 1:
        return '`--app module:app`, or `--app "module:create_app(...)"` with what it wants'
    name = f"{modules[apps[0].path]}:{apps[0].name}"
    wanted = ", ".join(one.upper() for one in apps[0].required)
    return f'`--app "{name}({wanted})"`' if wanted else f"`--app {name}`"
