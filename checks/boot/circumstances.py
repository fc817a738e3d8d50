"""What changes about the app when the circumstances of its boot do, or when nothing does."""

import re
from collections.abc import Sequence

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.boots import Boots, OtherBoot, Relative
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.source import Source
from releasecheck.facts.work import OpenedFile
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, warning

from ..derived.config.configured import value_of
from ..derived.wording import be, capped, counted, in_short, listed

_DATABASES = (".db", ".db3", ".sqlite", ".sqlite3")
# Folders of which nobody misses what is in them.
_PASSING = re.compile(r"(^|/)(\.\w+|_*cache\w*|logs?|te?mp|(flask_)?sessions?|__\w+__)(/|$)", re.IGNORECASE)
# Keys whose business it is to be another for each process.
_OF_THE_PROCESS = re.compile(
    r"(^|_)(START(ED|UP)?|BOOT(ED)?|LAUNCH(ED)?|LOADED|UPTIME|TIME|TIMESTAMP|AT|NOW|DATE|PID|PORT|INSTANCE|PROCESS|WORKER"
    r"|RUN|NONCE)(_|$)"
)


@warning
def cwd_dependent_boot(
    boot: Boot,
    boots: Boots,
    app: App | None = None,
    source: Source | None = None,
    deploy: Deploy | None = None,
) -> Judgement:
    """The app is another when it is started from another working directory.

    systemd without `WorkingDirectory`, mod_wsgi, cron and PythonAnywhere start in a folder of their own: a
    relative path then leads to no file, or to a new and empty SQLite database, and the site comes up without
    its data. `Flask("my shop")`, which is the name of no module, and `os.path.abspath("templates")` look for
    the templates there. Found by booting once more from an empty folder, the project on the import path. When
    a deploy file says from which folder the app is started, this is for information; so is a file of the
    project that the app came up without there, as if nothing were amiss, and a folder such as `uploads` that
    it makes there once more. Files that only requests open (`sqlite3.connect("shop.db")` in a view or in what
    it calls) are information where no deploy file says from which folder the app is started, and a warning
    where a unit of systemd starts it and names no `WorkingDirectory`: that is `/`.

    Fix: build paths from the module's own place: `Path(__file__).parent / "config.json"`, or
    `app.root_path` and `app.instance_path`.

    Fault::

        settings = json.load(open("config.json"))

    Fine::

        settings = json.loads(Path(__file__).with_name("config.json").read_text())
    """
    opened = _opened(source, app) if source and app else []
    unit = _without_folder(deploy)
    if boots.program and not (opened and unit):
        yield DoesNotApply("production runs it as a program, from the folder of that program")
    elif boots.elsewhere and (differs := _difference(boots.elsewhere)):
        place, subject = _cause(boots.elsewhere, boots.relative, boot)
        if app and _loses_folders(boots.elsewhere):
            place, subject = app.place, boots.elsewhere.folders[0]
        severity: Severity = "info" if boots.from_manifest else "warning"
        yield Found(
            f"started from another working directory, {differs}",
            subject=subject,
            place=place,
            evidence=capped([f"{one.path} is reached from it at {one.place}" for one in boots.relative]),
            severity=severity,
        )
    elif boots.missed:
        yield _without(boots.missed)
    elif folders := [one for one in boots.folders if not _PASSING.search(one.path)]:
        yield _anew(folders)
    elif opened and (unit or not boots.from_manifest):
        yield _by_requests(opened, unit)
    elif boots.elsewhere is None:
        yield DoesNotApply("nothing is opened or made from the working directory while the app is built")


def _opened(source: Source, app: App) -> list[OpenedFile]:
    files = [one for one in source.opened_files if one.place.path in app.modules]
    return [one for one in files if not _PASSING.search(one.path)]


def _without_folder(deploy: Deploy | None) -> Place | None:
    """Where a unit of systemd starts the app from `/`."""
    launches = deploy.launches if deploy else ()
    units = (one for one in launches if (one.place.path or "").endswith(".service") and one.folder == ".")
    return next((one.place for one in units), None)


def _by_requests(opened: Sequence[OpenedFile], unit: Place | None) -> Found:
    paths = list(dict.fromkeys(one.path for one in opened))
    said = (f"{unit} starts it and names no WorkingDirectory",) if unit else ()
    return Found(
        f"started from another working directory, requests look for {listed(paths)} there",
        subject=paths[0],
        place=opened[0].place,
        evidence=(
            *said,
            *capped([f"{one.way[0]} opens {one.path} from it at {one.place}" for one in opened]),
        ),
        severity="warning" if unit else "info",
    )


def _without(missed: tuple[Relative, ...]) -> Found:
    first = missed[0]
    names = listed(dict.fromkeys(one.path for one in missed))
    return Found(
        f"started from another working directory, the app comes up without {names}",
        subject=first.path,
        place=first.place,
        evidence=capped([f"{one.path} is opened from it at {one.place}" for one in missed]),
        severity="info",
    )


def _anew(folders: Sequence[Relative]) -> Found:
    names = listed(dict.fromkeys(one.path for one in folders))
    return Found(
        f"started from another working directory, the app makes {names} anew there, and what it keeps in "
        f"{'it' if len(folders) == 1 else 'them'} is left behind",
        subject=folders[0].path,
        place=folders[0].place,
        evidence=capped([f"{one.path} is made from it at {one.place}" for one in folders]),
        severity="info",
    )


def _difference(elsewhere: OtherBoot) -> str | None:
    if elsewhere.outcome != "up":
        crash = elsewhere.crash
        said = f": {crash.type}: {in_short(crash.message)}" if crash else ""
        return f"the app does not come up{said}"
    if elsewhere.routes:
        return f"the app has other routes: {listed(elsewhere.routes)}"
    if _loses_folders(elsewhere):
        return f"the app looks for its {listed(elsewhere.folders)} where there are none"
    if databases := _databases(elsewhere):
        return f"the app makes a new {listed(databases)} there"
    return f"{listed(elsewhere.config)} {be(elsewhere.config)} another" if elsewhere.config else None


def _loses_folders(elsewhere: OtherBoot) -> bool:
    return elsewhere.outcome == "up" and not elsewhere.routes and bool(elsewhere.folders)


def _databases(elsewhere: OtherBoot) -> list[str]:
    return [path for path in elsewhere.made if path.endswith(_DATABASES)]


def _cause(elsewhere: OtherBoot, relative: tuple[Relative, ...], boot: Boot) -> tuple[Place, str]:
    """The line that fails or that reached for the file first, and what it is about."""
    made = _databases(elsewhere)
    first = next((one for one in relative if one.path in made), relative[0] if relative else None)
    subject = first.path if first else boot.target or "."
    if elsewhere.crash and elsewhere.crash.place.path:
        at = elsewhere.crash.place
        return at, next((one.path for one in relative if one.place == at), subject)
    return (first.place if first else NOWHERE), subject


@warning
def boot_nondeterministic(app: App, boots: Boots) -> Judgement:
    """Two boots under the same circumstances give two different apps.

    Workers of one release then disagree: a route answers in one and is 404 in the next, a folder or an
    address is another with every request. It shows under load and nowhere else. Found by comparing the routes
    and the config of two boots; signing keys are secret-random-per-process's business, and keys that tell of
    the process itself, such as its start, may differ. Config that differs is for information.

    Fix: take the value from the environment or from a file of the release; register what is registered in a
    loop in sorted order, and fail when a part cannot be loaded.

    Fault::

        app.config["UPLOAD_FOLDER"] = tempfile.mkdtemp()

    Fine::

        app.config["UPLOAD_FOLDER"] = os.environ["UPLOAD_FOLDER"]
    """
    if boots.again is None:
        yield CouldNotLook("the app was booted only once, so that nothing could be compared")
        return
    if boots.again.routes:
        routes = boots.again.routes
        yield Found(
            f"{counted(len(routes), 'route')} {'is' if len(routes) == 1 else 'are'} there in one boot"
            f" and not in the next: {listed(routes)}",
            subject=routes[0],
            place=app.place,
            evidence=capped(routes),
        )
    secrets = {one.key.partition("[")[0] for one in app.secrets}
    for key in boots.again.config:
        if key not in secrets and not _OF_THE_PROCESS.search(key.upper()):
            yield _unsteady(app, key)


def _unsteady(app: App, key: str) -> Found:
    value = value_of(app, key)
    return Found(
        f"{key} is another in every process",
        subject=key,
        place=value.place if value and value.place.path else app.place,
        evidence=("two boots with the same environment gave two values",),
        severity="info",
    )
