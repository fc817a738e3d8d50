"""What this machine lacks: such a crash says nothing about the release."""

import re
from collections.abc import Sequence
from dataclasses import replace

from packaging.specifiers import SpecifierSet

from releasecheck.facts import Place, Project
from releasecheck.facts.boot import Boot, Crash, Event
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.needs import Wanting
from releasecheck.facts.source import Source

from ..installs.installs import missing, released
from ..installs.own_modules import is_own, lies_elsewhere, own_file
from ..structure import chains
from ..wording import be, counted, in_short, listed
from .crash_files import fix_of_instance, looked_for_in_instance
from .outside import is_of_the_web, is_site

# What Python says of a name or a thing that was to be had from a connection.
_ABSENT = re.compile(
    r"^(AttributeError: .* has no attribute|TypeError: .*\bNoneType\b|(NameError|UnboundLocalError): )"
)
# What MySQL, Postgres and SQL Server answer; they are there.
_TURNED_AWAY = re.compile(r"Access denied for user|password authentication failed|Login failed for user")
_WORTH_COPYING = 5
_SIGNS = {  # by which an address tells what it is of
    "mysql": ("mysql", ":3306"),
    "postgres": (".PGSQL.", ":5432"),
    "mongodb": (":27017",),
    "redis": (":6379",),
}
_ADDRESS = re.compile(r"(url|uri|host|dsn)$", re.IGNORECASE)
_WORTH_NAMING = 6  # variables that may be needed


def unmet(
    crash: Crash,
    project: Project,
    boot: Boot | None = None,
    source: Source | None = None,
    dependencies: Dependencies | None = None,
) -> str | None:
    """Why a crash may be this machine's, with the line that would tell; null when it is the app's own."""
    match crash.cause:
        case "environment-variable":
            return unset(crash.subject or "NAME", boot)
        case "service":
            return out_of_reach(crash, source, boot)
        case "failed-transaction":
            return (
                "a statement before it failed in the same transaction, and that error was caught: give the"
                " database the tables of a release, or read the log of the pages asked before"
            )
        case "foreign-path":
            return f"the app needs {crash.subject or 'a path'}, which is not here, or not open to this user"
        case "missing-table":
            return (
                f"the database here has no table {crash.subject or ''}".rstrip()
                + f": {chains.made_by(source, crash.subject)}"
            )
        case "missing-file":
            return f"{crash.subject} is not here, and git ignores it{_cure_of_file(crash)}"
        case "hardware":
            return f"this machine has no {crash.subject}: run releasecheck where the app runs"
        case "missing-module" if boot and lies_elsewhere(crash.subject or "", source, boot):
            cure = "install the project in the app's Python (pip install -e .), or name the app with --app"
            return f"{crash.subject} of this project is not found from {boot.cwd}: {cure}"
        case "missing-module" if not (project.python_named or is_own(crash, source)):
            return _uninstalled(crash.subject or "a module", boot, dependencies)
    return None


def _cure_of_file(crash: Crash) -> str:
    if crash.instance_flag.path:
        return f"; {looked_for_in_instance(crash)}: {fix_of_instance(crash)}"
    if crash.example:
        return f": copy {crash.example} to it and fill it in"
    return ": put it where the app looks for it"


def _misnamed(boot: Boot, crash: Crash, source: Source | None) -> str | None:
    """That nobody named the app, and that its modules do not find each other by the name we guessed."""
    file = own_file(crash, source)
    if not (boot.lacks_package or (boot.guessed and file)):
        return None
    said = f"{crash.subject}, which is {file} here, is not found" if file else crash.message
    return (
        f"nobody names the app, and by the guess {boot.target} it cannot be imported ({in_short(said)}): "
        "name it as it is started, with --app package.module:app"
    )


def lacking(
    boot: Boot, project: Project, source: Source | None = None, dependencies: Dependencies | None = None
) -> str | None:
    """Why a boot that failed says nothing about the release; null when it does."""
    if boot.crash:
        variable = refused_for(boot)
        if variable:
            return unset(variable, boot)
        if boot.crash.cause == "service" and boot.crash.subject and boot.crash.place.line:
            named = f"{boot.crash.subject}, which {boot.crash.place} asks for,"
            return out_of_reach(replace(boot.crash, subject=named), source, boot)
        return (
            unmet(boot.crash, project, boot, source, dependencies)
            or _misnamed(boot, boot.crash, source)
            or _hidden_refusal(boot, boot.crash)
        )
    waiting = [event for event in boot.events if event.kind == "connect" and event.place == boot.place]
    if boot.outcome == "timed-out" and waiting:
        return f"still connecting to {in_short(waiting[-1].detail)} after {boot.duration_s:.0f} s"
    if boot.cut:
        return f"the run's --timeout ended the boot after {boot.duration_s:.0f} s, before the app was up"
    return None


def gave_up_for(
    boot: Boot, project: Project, source: Source | None = None, dependencies: Dependencies | None = None
) -> str | None:
    """What this machine lacks, so that the app leaves instead of going on; null when nothing tells."""
    variable = refused_for(boot)
    if variable:
        return unset(variable, boot)
    reason = unmet(boot.crash, project, boot, source, dependencies) if boot.crash else None
    if reason or boot.exit_code in (None, 0, 2):
        return reason
    refused = unreachable(boot.events)
    return f"the app exits: {refused}; start it, or point the app elsewhere" if refused else None


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
    """Where the boot ended: of an app that leaves there, and not where it learnt why."""
    if boot.outcome == "exited" and boot.place.path:
        return boot.place
    return boot.crash.place if boot.crash and boot.crash.place.path else boot.place


def out_of_reach(crash: Crash, source: Source | None = None, boot: Boot | None = None) -> str:
    """What to say of a service that does not answer here, whose address may stand in the source alone.

    Of one that is not named, the line that asks.
    """
    if _TURNED_AWAY.search(crash.message):
        turned = f"the database server turns the app's login away ({in_short(crash.message)})"
        return f"{turned}: give the app the user and the password of a server here"
    if is_site(crash):
        return f"{crash.subject} is out of reach from here: run releasecheck where the app can ask it"
    asked = f" that {crash.place} asks for" if crash.place.line else ""
    at = _written_at(crash.subject or "", source) if source else None
    variable = None if at else _addressing(crash.subject or "", boot)
    by = f" by --set {variable}=VALUE" if variable else ""
    cure = f"change the address that is written at {at}" if at else f"point the app elsewhere{by}"
    named = _service(crash.subject, asked) if crash.subject else f"a service{asked}"
    start = "run this where it is within reach" if is_of_the_web(crash) else "start it"
    return f"{named} is out of reach: {start}, or {cure}"


def _service(subject: str, asked: str) -> str:
    """An address as it is; of a bare host, which may be any word, that it is one."""
    if not subject.replace("-", "_").isidentifier():
        return subject
    return f"a service on {subject}{asked}" if subject == "localhost" else f'the host "{subject}"{asked}'


def _addressing(service: str, boot: Boot | None) -> str | None:
    """The one variable that the app asked for in vain and that by its name says where such a service is."""
    scheme = next((name for name, signs in _SIGNS.items() if any(map(service.count, signs))), None)
    asked = [one for one in boot.asked_in_vain if _ADDRESS.search(one)] if boot and scheme else []
    words = (scheme or "")[:5], "database" if scheme in ("mysql", "postgres") else ""
    named = [one for one in asked if any(word and word in one.lower() for word in words)]
    return named[0] if len(named) == 1 else None


def _written_at(service: str, source: Source) -> Place | None:
    """The one URL of its kind in the app's source, unless the environment may give another."""
    scheme = next((name for name, signs in _SIGNS.items() if any(map(service.count, signs))), None)
    files = {one.path for one in source.modules if one.role == "app"}
    urls = [one.place for one in source.url_literals if scheme and one.scheme.startswith(scheme)]
    read = {(one.place.path, one.place.line) for one in source.env_defaults}
    ours = [at for at in urls if at.path in files]
    return ours[0] if len(ours) == 1 and (ours[0].path, ours[0].line) not in read else None


def unset(variable: str, boot: Boot | None = None) -> str:
    """What to say of an environment variable without which the app rightly refuses to go on.

    All others that the boot would then ask for, or has asked for in vain, are named with it.
    """
    wanting = boot.wanting if boot else Wanting()
    if boot and boot.outcome == "up":
        wanting = replace(wanting, other=tuple(dict.fromkeys((*wanting.other, *boot.asked_in_vain))))
    refused = boot.crash.refused if boot and boot.crash else ()
    named = tuple(dict.fromkeys((variable, *refused)))
    others = [name for name in wanting.fatal if name not in named]
    nor = f", nor {_are(others)}, which building the app needs as well" if others else ""
    why = "; the app refuses to start with what it falls back on" if refused else ""
    them = "it" if len(named) + len(others) == 1 else "them"
    given = _set((*named, *others))
    text = f"{listed(named, len(named))} {be(named)} not set in the environment{nor}{why}"
    beside = _beside((*named, *others), wanting, _hollow_beside(variable, boot))
    known = "".join(f"; {one}" for one in wanting.known if one.variable in (*named, *others))
    return f"{text}: give {them} with {given} or --env-file{known}{beside}"


def _set(names: Sequence[str]) -> str:
    """To be copied, of few; of many a file is less to type."""
    if len(names) > _WORTH_COPYING:
        return "--set NAME=VALUE for each"
    return " ".join(f"--set {name}=VALUE" for name in names)


def _are(names: Sequence[str]) -> str:
    return f"{'is' if len(names) == 1 else 'are'} {listed(names, len(names))}"


def _hollow_beside(variable: str, boot: Boot | None) -> list[str]:
    """The unset variables of its file whose default is nothing, where its own is nothing too."""
    reads = [one for one in boot.env_reads if one.hollow and one.named and not one.hit] if boot else []
    files = {one.place.path for one in reads if one.name == variable}
    return [one.name for one in reads if one.place.path in files]


def _beside(named: Sequence[str], wanting: Wanting, hollow: Sequence[str]) -> str:
    """What may be needed too, and where all of it is described."""
    other = [name for name in dict.fromkeys((*hollow, *wanting.other)) if name not in named]
    asked = f"; it also asks for {listed(other, _WORTH_NAMING)}" if other else ""
    return asked + (f" (see {wanting.samples[0]})" if wanting.samples else "")


def unreachable(events: tuple[Event, ...]) -> str | None:
    """The connection that failed meanwhile, if one did."""
    failed = next((one for one in events if one.kind == "connect" and one.failed), None)
    return f"no connection to {in_short(failed.detail)} from here" if failed else None


def _hidden_refusal(boot: Boot, crash: Crash) -> str | None:
    """The database that did not answer, where the app caught that and went on with what it did not get."""
    if crash.cause != "other" or not _ABSENT.search(f"{crash.type}: {crash.message}"):
        return None
    tries = [one for one in boot.events if one.kind == "connect" and one.backend]
    reached = {one.detail for one in tries if not one.failed}
    refused = next((one for one in tries if one.failed and one.detail not in reached), None)
    if refused is None:
        return None
    missed = f"no connection to {in_short(refused.detail)} from here, and the app goes on without it"
    return f"{missed}: start it, or point the app elsewhere"


def _uninstalled(module: str, boot: Boot | None, dependencies: Dependencies | None) -> str:
    python = f" in {boot.python} ({boot.python_chosen_by})" if boot else ""
    lost = absent_modules(module, boot)
    text = f"{listed(lost, len(lost))} {'is' if len(lost) == 1 else 'are'} not installed{python}"
    declared = released(dependencies) if dependencies and dependencies.own_interpreter else []
    awaited = missing(dependencies) if dependencies and declared else []
    if awaited:
        of = f"{len(awaited)} of {counted(len(declared), 'requirement')}"
        return (
            f"{text}, as {of} in {awaited[0].place.path} are not: install them,"
            " or name the app's own interpreter with --python PATH"
        )
    if declared:
        asking = f"all that {declared[0].place.path} asks for is installed there"
        return f"{text}, and {asking}: declare what brings {_it(lost)}"
    return f"{text}: name the app's own interpreter with --python PATH"


def absent_modules(module: str, boot: Boot | None) -> list[str]:
    """The module that ended the boot, and all others that would have done so after it."""
    others = boot.wanting.modules if boot else ()
    first = module.partition(".")[0]
    return [module, *(name for name in others if name != first)]


def _it(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"
