"""What every worker does again because it is done while the app is built."""

from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Event
from releasecheck.facts.boots import Boots, Running
from releasecheck.facts.hooks import SchemaHook
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, warning

from ..derived.config.configured import value_of
from ..derived.excused import alike
from ..derived.outcomes.work import near
from ..derived.wording import capped, listed

_DROPS = ("DROP TABLE", "DROP DATABASE", "DROP SCHEMA", "drop_all", "DELETE FROM")
_MIGRATIONS = frozenset({"upgrade", "downgrade", "stamp"})
# Libraries that run the app's own jobs; the threads of others, which send and measure, belong to each worker.
_SCHEDULERS = frozenset(
    {
        "apscheduler",
        "flask_apscheduler",
        "schedule",
        "huey",
        "rq_scheduler",
        "timeloop",
        "telebot",
        "telegram",
    }
)


@warning
def schema_change_at_import(
    boot: Boot,
    boots: Boots | None = None,
    app: App | None = None,
    source: Source | None = None,
    requests: Requests | None = None,
) -> Judgement:
    """Starting the app makes, changes, drops or empties tables.

    Every worker does it again, all at the same moment: two that create one table make one of them fail, and a
    release that is rolled back finds the new schema. `create_all` also adds no column to a table that is
    there, so the schema and the models drift apart in silence. Dropping a table, or deleting all its rows, is
    an error: each start of a worker deletes data; what a migration drops is dropped once. Where production
    runs the app as a program (`python app.py`) there is one worker, and each start of it does the same. The
    statements of one file are one finding, and so are all calls of `create_all`. Told too where a hook calls
    it, as below `before_request`: then each worker does it when its requests come; not below a question for
    debug mode or tests. And where only the source shows it, below a test whether the database is there
    (`if not os.path.exists("shop.db")`): the new machine has none, and all workers find that out at once. A
    database in memory is not reported, nor is a table that is made and dropped again. `drop_all` that the
    main guard runs beside `app.run()`, at each start and asking nobody, is a warning.

    Fix: run `flask db upgrade`, or a command of your own, once per release, before the workers start.

    Fault::

        app = create_app()
        with app.app_context():
            db.create_all()

    Fine::

        @app.cli.command("init-db")
        def init_db():
            db.create_all()
    """
    changes = [event for event in boot.events if event.kind == "schema"]
    passing = _passing(changes)
    lasting = [event for event in changes if event.detail not in passing]
    starting = "each start of the program" if boots and boots.program else "starting the app"
    making = [event.place for event in lasting if event.detail == "create_all"]
    once = [one for one in source.tables_made_once if one.path in app.modules] if app and source else []
    missed = (
        any(one.crash and one.crash.cause == "missing-table" for one in requests.pages) if requests else False
    )
    if (missed and not making) or not all(any(near(one, place) for one in once) for place in making):
        once = []
    for cause, events in _causes(lasting, making).items():
        if not (once and making and cause == making[0]):
            yield _changed(events, starting)
    if app and source and not _is_in_memory(app):
        yield from _dropped_by_program(app, source, changes)
    if once:
        yield _made_once(once, starting)
    elif app and source and not (making or _is_in_memory(app)):
        yield from _by_hooks([one for one in source.schema_hooks if one.place.path in app.modules])


def _dropped_by_program(app: App, source: Source, seen: Sequence[Event]) -> Iterator[Found]:
    """What `python app.py` empties; where that is how production starts it, the boot has shown it."""
    programs = {one.place.path for one in source.run_calls if one.guarded}.intersection(app.modules)
    for one in source.guarded:
        shown = any(near(event.place, one.place) for event in seen)
        if one.call == "drop_all" and one.place.path in programs and not shown:
            yield Found(
                f"{one.subject}.drop_all() runs each time {one.place.path} is started as a program: "
                "all data is gone",
                subject=one.call,
                place=one.place,
                fix="Take it out, or put it into a command of its own: `@app.cli.command()`.",
                severity="warning",
            )


def _is_in_memory(app: App) -> bool:
    """Whether each worker has a database of its own, which nobody else can make tables in."""
    value = value_of(app, "SQLALCHEMY_DATABASE_URI")
    addresses = value.addresses if value else ()
    return bool(addresses) and all(one.where == "memory" for one in addresses)


def _causes(lasting: Sequence[Event], making: Sequence[Place]) -> dict[Place | str | None, list[Event]]:
    """What one call does, by its place, or one file by itself; the calls of `create_all` are one cause."""
    called = {event.place for event in lasting if " " not in event.detail}
    causes: dict[Place | str | None, list[Event]] = {}
    for event in lasting:
        by_itself = event.place not in called and event.place.path is not None
        place = making[0] if event.place in making else event.place  # each makes what is still missing
        causes.setdefault(event.place.path if by_itself else place, []).append(event)
    return causes


def _made_once(once: Sequence[Place], starting: str) -> Found:
    """The same whether something was there or not: the run before this one may have made it."""
    first, *others = once
    return Found(
        f"{starting} runs create_all() where there is no database yet",
        subject="create_all",
        place=first,
        evidence=capped([f"create_all at {one}" for one in others]),
    )


def _by_hooks(hooks: Sequence[SchemaHook]) -> Iterator[Found]:
    """One finding for all: each makes what is still missing."""
    if hooks:
        first, *others = hooks
        yield Found(
            f"the hook {first.hook} runs create_all() in each worker, when requests come",
            subject="create_all",
            place=first.place,
            evidence=capped([f"{one.hook} too, at {one.place}" for one in others]),
        )


def _passing(changes: Iterable[Event]) -> set[str]:
    """Statements of tables that are made and dropped again, as SQLAlchemy-Utils does to make a database."""
    made: set[str] = set()
    passing: set[str] = set()
    for event in changes:
        action, _, name = event.detail.partition(" TABLE ")
        if action == "CREATE":
            made.add(name)
        elif action == "DROP" and name in made:
            passing |= {f"CREATE TABLE {name}", f"DROP TABLE {name}"}
    return passing


def _changed(events: list[Event], starting: str) -> Found:
    """What one call does, or the statements of one file, which its set-up sends one after the other."""
    details = [event.detail for event in events]
    migrates = not _MIGRATIONS.isdisjoint(details)  # and each migration runs once, not at every start
    drops = [detail for detail in details if detail.startswith(_DROPS) and not migrates]
    statements = [detail for detail in drops or details if " " in detail]
    calls = [detail for detail in drops or details if " " not in detail]
    severity: Severity = "error" if drops else "warning"
    runs = listed(f"{call}()" for call in calls)
    first = next(event for event in events if event.detail == (drops or details)[0])
    if len({event.place for event in events}) > 1:
        evidence = [f"{event.detail} at {event.place}" for event in events]
    else:
        evidence = statements if calls else statements[3:]
    return Found(
        f"{starting} runs {runs or listed(statements)}",
        subject=(calls or statements)[0],
        place=first.place,
        evidence=capped(evidence),
        severity=severity,
    )


@warning
def thread_at_import(boots: Boots, source: Source | None = None) -> Judgement:
    """Importing the app starts a thread that goes on running.

    Each worker has one of its own, so that a job meant to run once an hour runs as often as there are
    workers; with `--preload` the thread stays in the master and no worker has it, because a fork takes no
    threads along. Only threads that were still running when the app was up are reported, and only those of
    the project's own code or of a scheduler that it started: what libraries run to send and measure belongs
    into each worker. Lines that start the same are one finding.

    Fix: run jobs in a process of their own (cron, a `flask` command, a worker of a queue), or start the
    thread in gunicorn's `post_fork` and have one process do the work.

    Fault::

        scheduler = BackgroundScheduler()
        scheduler.add_job(send_reminders, "interval", hours=1)
        scheduler.start()

    Fine::

        @app.cli.command("send-reminders")      # called by cron
        def send_reminders(): ...
    """
    if boots.program:
        yield DoesNotApply("production runs it as a program, in one process")
        return
    ours = [one for one in boots.threads if one.by is None or one.by in _SCHEDULERS]
    by_line: dict[Place, list[Running]] = {}
    for one in ours:
        by_line.setdefault(one.place, []).append(one)
    names = ("thread-at-import", "boot")
    for starts in alike(by_line.values(), _what, lambda running: running[0].place, names, source):
        yield _started(starts)


def _what(running: Sequence[Running]) -> str:
    by = listed(one.by for one in running if one.by)
    return f"a thread that runs {listed(one.name for one in running)}" + (f" of {by}" if by else "")


def _started(starts: Sequence[Sequence[Running]]) -> Found:
    """The threads of one line, and of others that start the same."""
    daemons = all(one.daemon for running in starts for one in running)
    bound = () if daemons else ("it is no daemon: the process cannot end before it",)
    first = starts[0][0]
    return Found(
        f"importing the app starts {_what(starts[0])}",
        subject=first.name,
        place=first.place,
        evidence=(
            "still running when the app was up",
            *bound,
            *capped([f"another is started at {one[0].place}" for one in starts[1:]]),
        ),
    )
