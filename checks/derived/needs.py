"""What this machine lacks: such a crash says nothing about the release."""

from packaging.specifiers import SpecifierSet

from releasecheck.facts import Place, Project
from releasecheck.facts.boot import Boot, Crash, Event
from releasecheck.facts.source import Source

from .wording import in_short, listed

_LISTED = 12  # variables in a line to copy


def unmet(
    crash: Crash, project: Project, boot: Boot | None = None, source: Source | None = None
) -> str | None:
    """Why a crash may be this machine's, with the line that would tell; null when it is the app's own."""
    match crash.cause:
        case "environment-variable":
            return unset(crash.subject or "NAME", boot)
        case "service":
            return f"{crash.subject or 'a service'} is out of reach: start it, or point the app elsewhere"
        case "foreign-path":
            return f"the app needs {crash.subject or 'a path'}, which is not here, or not open to this user"
        case "missing-table":
            return f"the database here has no table {crash.subject or ''}".rstrip() + ": migrate it first"
        case "missing-module" if boot and _lies_elsewhere(crash.subject or "", source, boot):
            cure = "install the project in the app's Python (pip install -e .), or name the app with --app"
            return f"{crash.subject} of this project is not found from {boot.cwd}: {cure}"
        case "missing-module" if not (project.python_named or _is_own(crash.subject or "", source)):
            return _uninstalled(crash.subject or "a module", boot)
    return None


def lacking(boot: Boot, project: Project, source: Source | None = None) -> str | None:
    """Why a boot that failed says nothing about the release; null when it does."""
    if boot.crash:
        variable = refused_for(boot)
        return unset(variable, boot) if variable else unmet(boot.crash, project, boot, source)
    waiting = [event for event in boot.events if event.kind == "connect" and event.place == boot.place]
    if boot.outcome == "timed-out" and waiting:
        return f"still connecting to {in_short(waiting[-1].detail)} after {boot.duration_s:.0f} s"
    if boot.cut:
        return f"the run's --timeout ended the boot after {boot.duration_s:.0f} s, before the app was up"
    return None


def refused_for(boot: Boot) -> str | None:
    """The unset variable for which the app refuses to start: in its message, or asked for just before."""
    crash = boot.crash
    if crash and crash.cause == "environment-variable":
        return crash.subject
    unread = [read for read in boot.env_reads if not read.hit]
    if crash:
        named = [read.name for read in unread if read.name in crash.message]
        if named:
            return max(named, key=len)
    if boot.exit_code in (None, 0, 2):  # 0 is no refusal, 2 is argparse's
        return None
    left = crash_place(boot)
    near = (read for read in reversed(unread) if _just_before(read.place, left))
    return next((read.name for read in near), None)


def _just_before(read: Place, left: Place) -> bool:
    if read.line is None or left.line is None or read.path != left.path:
        return False
    return 0 <= left.line - read.line <= 3


def other_python(boot: Boot, project: Project) -> str | None:
    """That the app was booted by a Python that it is not written for, if so."""
    wanted, used = project.requires_python, boot.python_version
    if wanted is None or used is None or SpecifierSet(wanted).contains(used, prereleases=True):
        return None
    return f"pyproject.toml asks for Python {wanted}, and this is {used}"


def crash_place(boot: Boot) -> Place:
    """Where the boot ended."""
    return boot.crash.place if boot.crash and boot.crash.place.path else boot.place


def unset(variable: str, boot: Boot | None = None) -> str:
    """What to say of an environment variable without which the app rightly refuses to go on.

    The others that the source needs are told with it: nobody wants to be asked for one after the other.
    """
    said = f"{variable} is not set in the environment: give it with --set {variable}=VALUE or --env-file"
    others = [name for name in (boot.needs if boot else ()) if name != variable]
    vain = [name for name in (asked_in_vain(boot) if boot else ()) if name not in (variable, *others)]
    told = [f"The source asks for {listed(others)} too, which would come next"] if others else []
    told += [f"Not set either, and asked for without a fallback: {listed(vain[:_LISTED])}"] if vain else []
    if not told:
        return said
    line = " ".join(f"--set {name}=VALUE" for name in (variable, *others, *vain)[: _LISTED + 1])
    return f"{said}. {'. '.join(told)}; in one line: {line}"


def asked_in_vain(boot: Boot) -> list[str]:
    """The variables that the app's own lines asked for without a fallback, and that are not set."""
    given = {read.name for read in boot.env_reads if read.hit}
    missed = (
        read.name
        for read in boot.env_reads
        if not read.hit and not read.fallback and read.named and read.place.path
    )
    return [name for name in dict.fromkeys(missed) if name not in given]


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
    return bool(dot) and bool(_files(package, source))


def _lies_elsewhere(module: str, source: Source | None, boot: Boot) -> bool:
    """Whether the project has this package, and our guess at the working directory hides it."""
    cwd = "" if boot.cwd == "." else f"{boot.cwd}/"
    beside = (f"{cwd}{module}/", f"{cwd}{module}.py")
    files = _files(module, source)
    return bool(files) and boot.chosen_by != "--app" and not any(file.startswith(beside) for file in files)


def _files(package: str, source: Source | None) -> list[str]:
    modules = source.modules if source else ()
    return [one.path for one in modules if one.role == "app" and one.name.partition(".")[0] == package]
