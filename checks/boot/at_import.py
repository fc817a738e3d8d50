"""What is done while the app is imported, and what is left undone."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Event
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import WSGI_SERVERS, Deploy
from releasecheck.facts.runs import Git
from releasecheck.facts.source import GuardedSetup, RouteFunction, Source
from releasecheck.facts.work import RemoteCall
from releasecheck.findings import Found, Judgement, Severity, by_source, error, warning

from ..derived.installs.installs import released
from ..derived.outcomes.work import cause, near
from ..derived.structure.chains import scripts_of_sql
from ..derived.structure.guarded import (
    lost_on_servers,
    only_under_guard,
    program_call,
    speak,
    tables_under_guard,
)
from ..derived.structure.partial import uncalled
from ..derived.wording import capped, in_short, listed

_SLOW = 2.0
_DEBUGGER = "with debug=True, which brings the interactive debugger"
_DAEMON = re.compile(r"/(docker|podman|containerd)\.sock$")  # of containers
_MIGRATE = "Keep migrations (Flask-Migrate), and run `flask db upgrade` before the release is started."
_COMMAND = (
    'Make it a command (`@app.cli.command("init-db")`), and have the deployment run that before the release '
    "is started."
)
# What ctypes.util, platform and uuid of the standard library start when something asks them.
_LOOK_UPS = frozenset(
    {
        "ldconfig",
        "gcc",
        "cc",
        "ld",
        "objdump",
        "uname",
        "lsb_release",
        "arch",
        "ifconfig",
        "ip",
        "arp",
        "netstat",
    }
)


@error
def server_started_at_import(boot: Boot) -> Judgement:
    """A server is started while the module is imported.

    Under gunicorn or uWSGI the import never returns: the worker runs the development server on its own port,
    the master kills it after its timeout, and so on for ever. `flask run` hides it, because Flask ignores
    `app.run()` under its own command.

    Fix: put the call below `if __name__ == "__main__":`; in a factory, take it out.

    Fault::

        app = create_app()
        app.run()

    Fine::

        app = create_app()
        if __name__ == "__main__":
            app.run()
    """
    for place, events in _by_place(boot.events, ("server",)):
        started = listed(event.detail for event in events)
        yield Found(
            f"importing the app starts a server: {in_short(started)}",
            subject=started,
            place=place,
            evidence=(_DEBUGGER,) if any(event.debug for event in events) else (),
        )


@error
@by_source
def main_guard_only_setup(  # noqa: PLR0913, PLR0917 - tables come from as many places
    app: App,
    source: Source,
    boot: Boot | None = None,
    deploy: Deploy | None = None,
    dependencies: Dependencies | None = None,
    git: Git | None = None,
) -> Judgement:
    """Set-up runs only when the file is started as a program.

    What stands below `if __name__ == "__main__":` is there with `python app.py` and gone under gunicorn: the
    routes answer 404, the extension raises on its first use, the config keeps its defaults. Only what is
    really absent from the app as it booted is reported; `app.run()`, logging and switches for development
    belong there. Everything below one guard is one finding. A function that would hang three routes or more
    on the app of its own module, and that nothing called, is a warning: a program may call it, and the app
    as it is served was not seen. `create_all`, or CREATE TABLE, is one where a deploy file serves the app or
    the requirements have a server for it, no deploy file runs a program, and nothing else makes the tables,
    migrations neither: no deployment gets them; likewise where the guard calls a function of another module
    that makes them, and nothing else leads there. Where nothing says how the app is started, that is an info;
    and so is set-up that is there because a deploy file runs the program with its development server, and
    would be gone under the server that should take over. Beside a file of SQL, `create_all`
    is not judged. An app that did not come up is told of tables alone.

    Fix: move the set-up above the guard or into the factory, and leave only `app.run()` below.

    Fault::

        if __name__ == "__main__":
            app.register_blueprint(shop)
            app.run()

    Fine::

        app.register_blueprint(shop)
        if __name__ == "__main__":
            app.run()
    """
    absent = [] if app.outlined else only_under_guard(app, source, boot)
    program = program_call(app, source)
    for path in dict.fromkeys(setup.place.path for setup in absent):
        here = [setup for setup in absent if setup.place.path == path]
        yield Found(
            f"{listed(map(speak, here))} only when the file is run as a program",
            subject=here[0].subject,
            place=here[0].place,
            evidence=capped([f"{speak(setup)} at {setup.place}" for setup in here]),
            fix=_run_as(program) if program and path == app.place.path else None,
        )
    by_hand = git is not None and scripts_of_sql(git)
    making = tables_under_guard(app, source, boot, deploy)
    for setup in [one for one in making if not (by_hand and one.call == "create_all")][:1]:
        yield _tables(setup, deploy, dependencies)
    for launch, here in () if app.outlined else lost_on_servers(app, source, boot, deploy):
        yield Found(
            f"{listed(map(speak, here))} only because {launch.place.path} runs the file as a program: "
            "under a WSGI server the app does without",
            subject=here[0].subject,
            place=here[0].place,
            evidence=capped([f"{speak(setup)} at {setup.place}" for setup in here]),
            severity="info",
        )
    told = {setup.subject for setup in absent}
    for name, routes in uncalled(app, source).items():
        if told.isdisjoint(path for one in routes for path in one.paths):
            yield _uncalled(name, routes, boot)


def _tables(setup: GuardedSetup, deploy: Deploy | None, dependencies: Dependencies | None) -> Found:
    declared = released(dependencies) if dependencies else []
    servers = [one for one in declared if one.name in WSGI_SERVERS]
    served = bool(servers) or (deploy is not None and bool(deploy.launches))
    return Found(
        f"{speak(setup)} only when the file is run as a program: what is deployed "
        f"{'' if served else 'otherwise '}gets no tables",
        subject=setup.call,
        place=setup.place,
        evidence=(
            *(f"they are made at {place}" for place in setup.makes[:1]),
            *(f"{one.place} asks for {one.name}" for one in servers[:1]),
        ),
        fix=_MIGRATE if setup.call == "create_all" else _COMMAND,
        severity="warning" if served else "info",
    )


def _run_as(target: str) -> str:
    """What the program sets up below its guard is judged as well, once it is what the target calls."""
    return (
        "Move the set-up above the guard or into the factory, and leave only `app.run()` below. To have the "
        f"config of that call judged too: `releasecheck run --app '{target}'`."
    )


def _uncalled(function: str, routes: list[RouteFunction], boot: Boot | None) -> Found:
    target = boot.target if boot and boot.target else "the app"
    return Found(
        f"{function}() adds {len(routes)} routes to the app, and nothing called it while {target} was built",
        subject=function,
        place=routes[0].place,
        evidence=capped([f"{listed(one.paths)} at {one.place}" for one in routes]),
        fix=f"Name a target that calls it (`--app`), or call {function}() where the app is made.",
        severity="warning",
    )


@warning
@by_source
def import_time_network(boot: Boot, app: App, source: Source | None = None) -> Judgement:
    """Importing the app reaches out: a connection, a listening socket, a message or a process.

    Every worker, every test run and every `flask` command does it again. When the other end is slow or away,
    the release does not come up, although nothing in it is wrong; a socket opened before a fork is shared by
    all workers. A client for `mongodb+srv://` asks a name server as soon as it is made. Over two seconds it
    is an error, unless it failed here. What stays on this machine's loopback is not reported, but for the
    socket of Docker's daemon, and neither are the programs that the standard library asks about the system.
    A database is told wherever it is, where a module's own level connects to it and no `try` is around: as
    long as it is away no worker comes up.
    For information: what the source asks of another machine at a module's own level and this boot did not,
    such as secrets of a cloud where a variable says that it is production.

    Fix: connect on first use, inside a request or an application context, with a timeout.

    Fault::

        rates = requests.get("https://rates.example/latest").json()

    Fine::

        @functools.cache
        def rates():
            return requests.get("https://rates.example/latest", timeout=3).json()
    """
    causes: dict[Place | tuple[str | None, str], list[list[Event]]] = {}
    for _, events in _by_place(boot.events, ("connect", "listen", "process", "mail")):
        outside = [event for event in events if _is_of_others(event) and not _is_look_up(event)]
        if outside:
            causes.setdefault(cause(outside), []).append(outside)
    yield from map(_reached_out, causes.values())
    met = {(event.place.path, event.place.line) for event in boot.events}
    every = source.remote_calls if source else ()
    calls = [one for one in every if one.place.path in app.modules]
    told = [event.place for event in boot.events if event.kind == "connect" and _is_of_others(event)]
    for call in calls:
        if call.database and not any(near(call.place, place) for place in told):
            yield Found(
                f"importing the app connects to a database by {call.what}(): while that is away, "
                "no worker comes up",
                subject=call.what,
                place=call.place,
            )
    unmet = [one for one in calls if not one.database and not _is_met(one, met)]
    for path in dict.fromkeys(one.place.path for one in unmet):
        yield _would_reach_out([one for one in unmet if one.place.path == path])


def _is_of_others(event: Event) -> bool:
    """Whether what is reached is not this machine itself; the daemon of containers is the host's."""
    return not event.loopback or _DAEMON.search(event.detail) is not None


def _is_met(call: RemoteCall, met: Collection[tuple[str | None, int | None]]) -> bool:
    return (call.place.path, call.place.line) in met


def _would_reach_out(calls: Sequence[RemoteCall]) -> Found:
    """Of one module: it has its settings from there, or not at all."""
    first, *others = calls
    return Found(
        f"importing the app may ask {first.what}, which this boot did not",
        subject=first.what,
        place=first.place,
        evidence=capped([f"also {one.what} at {one.place}" for one in others]),
        severity="info",
    )


def _reached_out(by_place: Sequence[list[Event]]) -> Found:
    """At the first of the places that have one cause."""
    events, *others = by_place
    # How long it takes until a connection fails says nothing of the machine that is released to.
    took = max(sum(event.duration_s or 0.0 for event in each if not event.failed) for each in by_place)
    severity: Severity = "error" if took > _SLOW else "warning"
    what = listed(f"{_VERBS[event.kind]} {in_short(event.detail, 80)}" for event in events)
    return Found(
        f"importing the app {what}" + (f", which took {took:.1f} s" if took > _SLOW else ""),
        subject=events[0].detail,
        place=events[0].place,
        evidence=capped(
            [*map(_account, events), *(f"{_account(one)} at {one.place}" for each in others for one in each)]
        ),
        severity=severity,
    )


_VERBS = {"connect": "connects to", "listen": "listens on", "process": "starts", "mail": "sends mail through"}


def _account(event: Event) -> str:
    took = "" if event.duration_s is None else f" in {event.duration_s:.2f} s"
    return f"{_VERBS[event.kind]} {event.detail}{took}{', which failed here' if event.failed else ''}"


def _is_look_up(event: Event) -> bool:
    words = (word.rpartition("/")[2].strip("'\"[](),") for word in event.detail.split())
    return event.kind == "process" and not _LOOK_UPS.isdisjoint(words)


def _by_place(events: Iterable[Event], kinds: tuple[str, ...]) -> Iterator[tuple[Place, list[Event]]]:
    wanted = [event for event in events if event.kind in kinds]
    for place in dict.fromkeys(event.place for event in wanted):
        yield place, [event for event in wanted if event.place == place]
