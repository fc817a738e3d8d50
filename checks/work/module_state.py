"""Variables of a module that views change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.source import Source
from releasecheck.facts.views import HookKind, StateChange
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, warning

from ..derived.deploy.processes import one_process
from ..derived.excused import parted
from ..derived.structure.running import running
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, counted, listed

# How a name or an attribute gets another value, which was one visitor's.
_REPLACED = ("it is given another value", "it is given what this request brings")
_BY_DESIGN = 3  # variables from which on they are the app's way to keep its data


@dataclass(frozen=True, slots=True)
class _Change:
    """A change, and what makes it."""

    kind: HookKind
    by: str  # endpoint of a view, else the function
    change: StateChange


@warning
@by_source
def module_state_mutated(app: App, source: Source, deploy: Deploy | None = None) -> Judgement:
    """A view changes a variable of a module.

    Each worker process has its own copy: with two of them every other request sees the old value, and a
    release starts from nothing. On the development server, which is one process, it always worked. Told for
    lists, dicts and sets of a module or of the class of an object that it has, for the arguments of a
    `RequestParser` that it holds, which change for all later requests, for names declared `global`, and for
    keys of the app's config and attributes of the app that get what this visitor sent or is, in views that
    the app serves; for the former also in views of Flask-Admin, error handlers and hooks of each request.
    Attributes of an object that a module made of a plain class of the project, of that class, and of an
    imported module count where they are added to or get what this visitor sent or is: the next visitor of
    that worker has it too (`openai.api_key = request.form["key"]`).
    Events of Flask-SocketIO are information where nothing else changes it: its server is one process as a
    rule. So are lists, dicts and sets where the deploy files start one process (`--workers 1`, waitress): a
    restart loses them. What is filled only when it is not there yet, and what is called a cache, a lock, a
    pool, a client or the like is meant to be a process's own. An app that keeps its data so, in three
    variables or more, is one finding, and so are two that one view changes.

    Fix: keep it in the database, in a shared cache such as Redis, or in the visitor's session.

    Fault::

        orders = []

        @app.post("/orders")
        def order():
            orders.append(request.form["item"])

    Fine::

        @app.post("/orders")
        def order():
            db.session.add(Order(item=request.form["item"]))
    """
    views = list(served(app, source))
    modules = running(app, source)
    others = [one for one in source.hook_changes if one.place.path in modules]
    if not (views or others):
        yield DoesNotApply("no view of the app was found in the source")
    changed: dict[str, list[_Change]] = {}
    for each in (*_by_views(views), *(_Change(one.kind, one.function, one.change) for one in others)):
        changed.setdefault(each.change.variable, []).append(each)
    together, excused = parted(changed.items(), _place, ("module-state-mutated", "work"), source)
    one = one_process(deploy)
    if len(together) >= _BY_DESIGN or _by_one_view(together):
        yield _kept(dict(together), one)
        together = []
    for variable, changes in (*together, *excused):
        yield _told(variable, changes, one)


def _by_views(views: Iterable[Served]) -> Iterator[_Change]:
    return (_Change("view", one.endpoint, change) for one in views for change in one.body.changes)


def _by_one_view(together: Sequence[tuple[str, Sequence[_Change]]]) -> bool:
    by = [{one.by for one in changes} for _, changes in together]
    return len(by) > 1 and bool(set.intersection(*by))


def _place(changed: tuple[str, Sequence[_Change]]) -> Place:
    return changed[1][0].change.place


def _kept(changed: Mapping[str, Sequence[_Change]], process: Launch | None) -> Found:
    first, changes = next(iter(changed.items()))
    by = [one for ways in changed.values() for one in ways]
    many = len(changed) >= _BY_DESIGN
    who = f"{_who(by, by_number=False)} change" if many else f"one {by[0].kind} changes"
    return Found(
        f"{who} {len(changed)} variables of modules ({listed(changed)}){_harm(by, process, 'them')}",
        subject=first,
        place=changes[0].change.place,
        evidence=capped(
            [
                f"{variable}: {one.by}, {one.change.how} at {one.change.place}"
                for variable, ways in changed.items()
                for one in ways
            ]
        ),
        severity=_severity(by, process),
    )


def _told(variable: str, changes: Sequence[_Change], process: Launch | None) -> Found:
    return Found(
        f"{variable} is changed by {_who(changes)}{_harm(changes, process, 'it')}",
        subject=variable,
        place=changes[0].change.place,
        evidence=capped([f"{one.by}: {one.change.how} at {one.change.place}" for one in changes]),
        severity=_severity(changes, process),
    )


def _severity(changes: Iterable[_Change], process: Launch | None) -> Severity | None:
    """The server of Flask-SocketIO can only be several processes with more around it."""
    is_event = all(one.kind == "event" for one in changes)
    return "info" if is_event or _lasts(changes, process) else None


def _lasts(changes: Iterable[_Change], process: Launch | None) -> bool:
    """Whether all visitors see the same until a restart, and no value of one of them in place of another."""
    return process is not None and not any(one.change.how.startswith(_REPLACED) for one in changes)


def _harm(changes: Iterable[_Change], process: Launch | None, what: str) -> str:
    if process and _lasts(changes, process):
        return f": the one process that {process.place} starts loses {what} at each restart"
    return ", and each worker process has its own"


def _who(changes: Iterable[_Change], *, by_number: bool = True) -> str:
    """ "2 views and 1 hook"; without numbers "views and hooks"."""
    by: dict[str, set[str]] = {}
    for one in changes:
        by.setdefault(one.kind, set()).add(one.by)
    return " and ".join(counted(len(names), kind) if by_number else f"{kind}s" for kind, names in by.items())


@warning
def shared_cursor(app: App, deploy: Deploy | None = None) -> Judgement:
    """A module holds one cursor of the database for all requests.

    A cursor has one result at a time: of two requests that run in two threads, one fetches the rows of the
    other, or gets none, and sqlite3 raises "Recursive use of cursors". `check_same_thread=False` only takes
    away the exception that would have told; with it left out, each query fails in every thread but the one
    that imported the app. Seen on the live modules, whose functions use the cursor. `flask run`,
    `app.run()`, waitress and gunicorn with threads run requests in threads; not told where all that the
    deploy files start is gunicorn with one thread a worker.

    Fix: connect for each request, `g.db = sqlite3.connect(...)` with `@app.teardown_appcontext` to close it.

    Fault::

        cursor = sqlite3.connect("shop.db", check_same_thread=False).cursor()

    Fine::

        def cursor():
            if "db" not in g:
                g.db = sqlite3.connect("shop.db")
            return g.db.cursor()
    """
    if not app.shared_cursors:
        yield DoesNotApply("no module of the app holds a cursor")
    elif not _one_at_a_time(deploy):
        first, *others = app.shared_cursors
        bound = first.by_any_thread is False
        harm = "fails in every thread but the one that imported the app"
        yield Found(
            f"{first.name} is one cursor of {first.driver} for all requests: "
            + (harm if bound else "in two threads they take each other's rows"),
            subject=first.name,
            place=first.place,
            evidence=capped([f"so is {one.name} at {one.place}" for one in others]),
        )


def _one_at_a_time(deploy: Deploy | None) -> bool:
    """Whether every server that is started runs one request after the other in each process."""
    launches = deploy.launches if deploy else ()
    return bool(launches) and all(
        one.server == "gunicorn" and (one.threads or 1) == 1 and (one.worker_class or "sync") == "sync"
        for one in launches
    )
