"""What this machine lacks: such a crash says nothing about the release."""

from releasecheck.facts import Project
from releasecheck.facts.boot import Boot, Crash, Event
from releasecheck.facts.source import Source

from .wording import in_short


def unmet(
    crash: Crash, project: Project, boot: Boot | None = None, source: Source | None = None
) -> str | None:
    """Why a crash may be this machine's, with the line that would tell; null when it is the app's own."""
    match crash.cause:
        case "environment-variable":
            return unset(crash.subject or "NAME")
        case "service":
            return f"{crash.subject or 'a service'} is out of reach: start it, or point the app elsewhere"
        case "missing-table":
            return f"the database here has no table {crash.subject or ''}".rstrip() + ": migrate it first"
        case "missing-module" if not (project.python_named or _is_own(crash.subject or "", source)):
            return _uninstalled(crash.subject or "a module", boot)
    return None


def unset(variable: str) -> str:
    """What to say of an environment variable without which the app rightly refuses to go on."""
    return f"{variable} is not set in the environment: give it with --set {variable}=VALUE or --env-file"


def unreachable(events: tuple[Event, ...]) -> str | None:
    """The connection that failed meanwhile, if one did."""
    failed = next((one for one in events if one.kind == "connect" and one.failed), None)
    return f"no connection to {in_short(failed.detail)} from here" if failed else None


def _uninstalled(module: str, boot: Boot | None) -> str:
    python = f" in {boot.python} ({boot.python_chosen_by})" if boot else ""
    return f"{module} is not installed{python}: name the app's own interpreter with --python PATH"


def _is_own(module: str, source: Source | None) -> bool:
    """Whether a module below a package of the project is missing, which no interpreter would bring."""
    package, dot, _ = module.partition(".")
    if source is None or not dot:
        return False
    return any(one.name.partition(".")[0] == package and one.role == "app" for one in source.modules)
