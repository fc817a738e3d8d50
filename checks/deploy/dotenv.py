"""What only development's dotenv files give the app."""

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.boots import Boots, Dotenv, OtherBoot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.place import Place
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, info, warning

from ..derived.installs.installs import released
from ..derived.wording import be, capped, in_short, listed

# Modules that read a `.env`, or may.
_READERS = frozenset(
    {"decouple", "dotenv", "dynaconf", "environ", "environs", "goodconf", "prettyconf", "pydantic_settings"}
    | {"envparse", "starlette"}
)


@warning
def dotenv_only_under_flask_cli(boots: Boots) -> Judgement:
    """Variables come from a .env file that only the `flask` command reads.

    `flask run` loads `.env` and `.flaskenv`, gunicorn and uWSGI do not: the app that worked a minute ago
    comes up with its fallbacks, an empty SQLite database in place of the real one. Found by booting with and
    without what the files give; only what then differs is reported. An app that refuses to start without
    them does so loudly, which is for information. Files that a deploy file mentions, or that the app loads
    itself, are fine. Without python-dotenv nothing reads the files at all.

    Fix: call `load_dotenv()` before the config is read, or set the variables where the app is deployed
    (`EnvironmentFile=` of systemd, `env_file:` of compose).

    Fault::

        # .env: DATABASE_URL=postgresql://...       and then: gunicorn app:app
        url = os.environ.get("DATABASE_URL", "sqlite:///dev.db")

    Fine::

        load_dotenv(Path(__file__).with_name(".env"))
        url = os.environ["DATABASE_URL"]
    """
    if not boots.dotenv:
        yield DoesNotApply("no dotenv file gives what the app asks for, or the app loads it itself")
    for one in boots.dotenv:
        if one.loaded_by:
            yield DoesNotApply(f"{one.loaded_by} mentions {one.file}")
        elif one.development:
            yield DoesNotApply(f"{one.file} says itself that it is for development")
    first = next(iter(boots.dotenv), None)
    if first and first.unread and not first.loaded_by:
        read = f"{first.file} is read by nobody: python-dotenv is not installed"
        yield _found(first, boots.dotenv, read, "warning")
    elif first and first.without and (said := _without(first, first.without)):
        yield _found(first, boots.dotenv, *said)


@warning
def dotenv_undecodable(boots: Boots) -> Judgement:
    """A .env file is in an encoding that python-dotenv does not read.

    `echo KEY=value > .env` in Windows PowerShell writes UTF-16, and python-dotenv takes every file for UTF-8:
    `flask run`, `flask db upgrade` and every other `flask` command end with a UnicodeDecodeError in its
    folder, and so does a `load_dotenv()` of the app. Found by the app's own python-dotenv.

    Fix: save the file as UTF-8.

    Fault::

        PS> echo "DATABASE_URL=postgresql://..." > .env

    Fine::

        PS> "DATABASE_URL=postgresql://..." | Out-File -Encoding ascii .env
    """
    if not (boots.undecodable or boots.dotenv):
        yield DoesNotApply("no dotenv file gives what the app asks for")
    for file in boots.undecodable:
        said = f"{file} is no UTF-8: each flask command ends there with a UnicodeDecodeError"
        yield Found(said, subject=file, place=Place(file))


@info
def dotenv_never_loaded(
    boot: Boot, source: Source, deploy: Deploy, dependencies: Dependencies, boots: Boots | None = None
) -> Judgement:
    """README has a `.env` made, python-dotenv is installed for it, and nothing loads the file.

    Only the `flask` command reads a `.env` by itself; `python app.py` and a WSGI server leave it unread, and
    a variable that is asked for at import stays None: the app comes up, and fails where it uses the value.
    Told where the boot asked for variables in vain, no file of the project imports a library that reads such
    files, no deploy file names one, and README knows no other way to load it (`flask run`, docker, pipenv,
    `source .env`).

    Fix: `from dotenv import load_dotenv` and `load_dotenv()` above the first line that asks for a variable.

    Fault::

        # README: put API_KEY into .env, then `python app.py`
        client.configure(api_key=os.getenv("API_KEY"))

    Fine::

        load_dotenv()
        client.configure(api_key=os.getenv("API_KEY"))
    """
    told = deploy.told_dotenv
    declared = any(one.name == "python-dotenv" for one in released(dependencies))
    if told is None or not declared or (boots and boots.dotenv):
        yield DoesNotApply("README has no .env made that python-dotenv would read")
        return
    loads = any(one.name in _READERS for one in source.imports) or deploy.env_files
    by_flask = any(one.server == "flask" for one in deploy.launches)
    vain = [one for one in boot.env_reads if one.name in boot.asked_in_vain and one.place.path]
    if vain and not (loads or by_flask):
        first, names = vain[0], list(dict.fromkeys(one.name for one in vain))
        yield Found(
            f"{told} has a .env made, and nothing loads it: {listed(names)} {be(names)} not set where "
            "the app asks",
            subject=first.name,
            place=first.place,
        )


def _without(one: Dotenv, without: OtherBoot) -> tuple[str, Severity] | None:
    """What becomes of the app without the file."""
    only = f"only the flask command reads {one.file}, and without it"
    if without.outcome != "up":
        crash = without.crash
        if crash and _names_it(one, crash):
            return f"{only} the app does not start: {crash.type}: {in_short(crash.message)}", "info"
        said = f": {crash.type}: {in_short(crash.message)}" if crash else ""
        return f"{only} the app does not come up{said}", "warning"
    if without.config:
        have = "has another value" if len(without.config) == 1 else "have other values"
        return f"{only} {listed(without.config)} {have}", "warning"
    return (
        (f"{only} the app has other routes: {listed(without.routes)}", "warning") if without.routes else None
    )


def _names_it(one: Dotenv, crash: Crash) -> bool:
    """Whether the exception says which variable is lacking."""
    named = any(variable in crash.message for variable in one.variables)
    return named or crash.cause == "environment-variable"


def _found(one: Dotenv, files: tuple[Dotenv, ...], message: str, severity: Severity) -> Found:
    return Found(
        message,
        subject=one.file,
        place=one.place,
        evidence=capped([f"{name} is in {file.file} alone" for file in files for name in file.variables]),
        severity=severity,
    )
