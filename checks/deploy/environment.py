"""The environment variables that a release needs."""

import re
from collections.abc import Container, Iterable, Sequence

from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, EnvRead
from releasecheck.facts.deploy import Deploy, Variable
from releasecheck.facts.needs import NeededVariable
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, warning

from ..derived.excused import alike
from ..derived.wording import capped, listed

# What a system, a platform or a server sets by itself.
_SET_BY_OTHERS = re.compile(
    r"PATH|HOME|USER|USERNAME|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|PWD|HOST|HOSTNAME|PORT|TMPDIR|TEMP|TMP|"
    r"CI|NO_COLOR|VIRTUAL_ENV|SERVER_SOFTWARE|WEB_CONCURRENCY|DYNO|K_SERVICE|APPDATA|LOCALAPPDATA|"
    r"FLASK_(APP|ENV|DEBUG|SKIP_DOTENV|RUN_\w+)|"
    r"(PYTHON|WERKZEUG_|GUNICORN_|UWSGI_|HEROKU_|RENDER|FLY_|RAILWAY_|VERCEL|GAE_|GOOGLE_CLOUD_|AWS_|"
    r"KUBERNETES_|WEBSITE_|XDG_|GITHUB_|CI_|PYTEST)\w*"
)

_MOST = 15  # names in a line: to write them down is what there is to do
_MAILERS = frozenset({"flask_mail", "flask_mailman"})


@warning
def boot_contract_env(
    boot: Boot, deploy: Deploy, source: Source | None = None, app: App | None = None, git: Git | None = None
) -> Judgement:
    """The app reads a variable that no deploy file sets and no example lists.

    The project declares its variables, in `.env.example` or in its deploy files, and this one was forgotten:
    the next machine comes up without it. A warning where the variable is set here and the source has nothing
    to fall back on; for information where that is the empty text, and where it is unset here too, whether the
    app came up or not; and where only a function asks for it, in a line that breaks without it
    (`os.environ["API_URL"]`, `int(os.getenv("LIMIT"))`). Where the project declares none of the variables
    that it reads, those that the app needs are one finding, for information; so are those of Flask-Mail that
    are unset. Not told: variables with a fallback, those that README or a `.env` that git tracks names, and
    those that a system or a platform sets.

    Fix: add the variable to `.env.example`, with a made-up value, and to what is deployed.

    Fault::

        API_URL = os.environ["API_URL"]          # .env.example has SECRET_KEY alone

    Fine::

        SECRET_KEY=change-me                     # .env.example
        API_URL=https://api.example.org
    """
    reads, awaited = _own_reads(boot, source), _awaited(boot, source)
    later = _asked_later(boot, source, app)
    if not (reads or awaited or later):
        if boot.outcome == "up":
            yield DoesNotApply("the app reads no environment variable of its own while it is built")
        return
    documented = [one for one in deploy.documented if not _of_another(one, deploy, boot.cwd)]
    declared = {one.name for one in (*documented, *deploy.variables)}
    optional = {one.variable for one in source.env_defaults if not one.empty} if source else set()
    blank = {one.variable for one in source.env_defaults if one.blank} - optional if source else set()
    optional.update(one.name for one in boot.env_reads if one.fallback and one.name not in blank)
    loaded = (each.name for one in deploy.env_files for each in one.variables or ())
    tracked = git.tracked if git else ()
    committed = (one.name for one in deploy.dotenv if one.place.path in tracked)
    known = declared.union(optional, deploy.mentioned, loaded, committed)
    untold = [one for one in awaited if one.name not in known]
    told = known.union(one.name for one in untold)
    forgotten = [read for name, read in reads.items() if name not in told]
    unseen = [one for one in deploy.env_files if one.variables is None]
    unlisted = [one for one in later if one.name not in known]
    if (forgotten or untold or unlisted) and unseen and not documented:
        yield CouldNotLook(f"{unseen[0].place} loads {unseen[0].path}, which is not here and may set more")
        return
    if untold:
        yield _found(untold, "not set here, and read with nothing to fall back on", "info")
    if unlisted and not declared.isdisjoint((*reads, *(one.name for one in later))):
        yield _found(unlisted, "a function alone asks for it, and breaks without it", "info")
    if declared.isdisjoint(reads):
        yield from _needed(forgotten, blank, source)
        return
    given = [read for read in sorted(forgotten, key=lambda read: read.place) if read.hit]
    ids = ("boot-contract-env", "deploy")
    for same in alike(given, lambda read: read.name in blank, lambda read: read.place, ids, source):
        yield _found(same, "set here", "info" if same[0].name in blank else None)
    unset = sorted((read for read in forgotten if not read.hit), key=lambda read: read.place.line or 0)
    if unset and boot.outcome == "up":
        yield _found(unset, "not set here, and the app came up", "info")


def _of_another(one: Variable, deploy: Deploy, cwd: str) -> bool:
    """Whether an example lies in the folder from which a deploy file starts another service."""
    path = one.place.path or ""
    folders = {each.starts_in for each in (*deploy.launches, *deploy.neighbours)} - {None, ".", cwd}
    return any(path.startswith(f"{each}/") and not f"{cwd}/".startswith(f"{each}/") for each in folders)


def _found(
    reads: Sequence[EnvRead] | Sequence[NeededVariable], here: str, severity: Severity | None = None
) -> Found:
    """Those that are alike are one finding: one edit of the example tells of all."""
    first, is_one = reads[0], len(reads) == 1
    return Found(
        f"{listed((read.name for read in reads), most=_MOST)} {'is' if is_one else 'are'} read, "
        f"and no deploy file or example tells of {'it' if is_one else 'them'}",
        subject=first.name,
        place=first.place,
        evidence=(
            here,
            *([] if is_one else capped([f"{read.name} is read at {read.place}" for read in reads])),
        ),
        severity=severity,
    )


def _needed(forgotten: Iterable[EnvRead], blank: Container[str], source: Source | None) -> Judgement:
    """Of a project that declares nothing: those that are set here, and those without which no mail goes."""
    ordered = sorted(forgotten, key=lambda read: read.place)
    needed = [read for read in ordered if read.hit and read.name not in blank]
    if needed:
        yield _found(needed, "set here", "info")
    mail = _of_mail([read for read in ordered if not read.hit], source)
    if mail:
        yield _found(mail, "not set here, and Flask-Mail sends by it", "info")


def _of_mail(unset: Sequence[EnvRead], source: Source | None) -> list[EnvRead]:
    """What a library for mail takes from the config, where a module of the app imports one."""
    app = {one.path for one in source.modules if one.role == "app"} if source else set()
    imports = source.imports if source else ()
    sends = any(one.name in _MAILERS and one.place.path in app for one in imports)
    return [read for read in unset if sends and read.name.startswith("MAIL_")]


def _own_reads(boot: Boot, source: Source | None) -> dict[str, EnvRead]:
    """The first read of each variable in the app's own code."""
    beside = {one.path for one in source.modules if one.role != "app"} if source else set()
    own = [one for one in boot.env_reads if one.named and one.place.path and one.place.path not in beside]
    return {one.name: one for one in reversed(own) if not _SET_BY_OTHERS.fullmatch(one.name)}


def _asked_later(boot: Boot, source: Source | None, app: App | None) -> list[NeededVariable]:
    """The variables without which a function fails that had no turn while the app was built."""
    if source is None or app is None:
        return []
    asked = {one.name for one in boot.env_reads}
    first: dict[str, NeededVariable] = {}
    for one in source.needed_variables:
        runs = one.fatal and one.function is not None and one.place.path in app.modules
        if runs and one.name not in asked and not _SET_BY_OTHERS.fullmatch(one.name):
            first.setdefault(one.name, one)
    return list(first.values())


def _awaited(boot: Boot, source: Source | None) -> list[NeededVariable]:
    """Of an app that did not come up: the variables that its source will ask for, and that nobody gave."""
    if boot.outcome == "up" or source is None:
        return []
    wanting = {*boot.wanting.fatal, *boot.wanting.other}
    app = {one.path for one in source.modules if one.role == "app"}
    first: dict[str, NeededVariable] = {}
    for one in source.needed_variables:
        if one.name in wanting and one.place.path in app and not _SET_BY_OTHERS.fullmatch(one.name):
            first.setdefault(one.name, one)
    return list(first.values())
