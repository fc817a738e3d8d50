"""Variables of a module that views change."""

from collections.abc import Mapping, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import StateChange
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.excused import parted
from ..derived.view_bodies import Served, served
from ..derived.wording import capped, counted, listed

_BY_DESIGN = 3  # variables from which on they are the app's way to keep its data


@warning
@by_source
def module_state_mutated(app: App, source: Source) -> Judgement:
    """A view changes a variable of a module.

    Each worker process has its own copy: with two of them every other request sees the old value, and a
    release starts from nothing. On the development server, which is one process, it always worked. Told for
    lists, dicts and sets of a module, for the arguments of a `RequestParser` that it holds, which change for
    all later requests, for names declared `global`, and for keys of the app's config
    and attributes of the app that get what this visitor sent or is, in views that the app serves. What is
    filled only when it is not there yet, and what is called a cache, a lock, a pool, a client or the like is
    meant to be a process's own. An app that keeps its data so, in three variables or more, is one finding,
    and so are two that one view changes.

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
    if not views:
        yield DoesNotApply("no view of the app was found in the source")
    changed: dict[str, list[tuple[Served, StateChange]]] = {}
    for one in views:
        for change in one.body.changes:
            changed.setdefault(change.variable, []).append((one, change))
    together, excused = parted(changed.items(), _place, ("module-state-mutated", "work"), source)
    if len(together) >= _BY_DESIGN or _by_one_view(together):
        yield _kept(dict(together))
        together = []
    for variable, changes in (*together, *excused):
        yield _told(variable, changes)


def _by_one_view(together: Sequence[tuple[str, Sequence[tuple[Served, StateChange]]]]) -> bool:
    by = [{one.endpoint for one, _ in changes} for _, changes in together]
    return len(by) > 1 and bool(set.intersection(*by))


def _place(changed: tuple[str, Sequence[tuple[Served, StateChange]]]) -> Place:
    return changed[1][0][1].place


def _kept(changed: Mapping[str, Sequence[tuple[Served, StateChange]]]) -> Found:
    first, changes = next(iter(changed.items()))
    who = "views change" if len(changed) >= _BY_DESIGN else "one view changes"
    return Found(
        f"{who} {len(changed)} variables of modules ({listed(changed)}), and each worker process has its own",
        subject=first,
        place=changes[0][1].place,
        evidence=capped(
            [
                f"{variable}: {one.endpoint}, {change.how} at {change.place}"
                for variable, ways in changed.items()
                for one, change in ways
            ]
        ),
    )


def _told(variable: str, changes: Sequence[tuple[Served, StateChange]]) -> Found:
    by = list(dict.fromkeys(one.endpoint for one, _ in changes))
    return Found(
        f"{variable} is changed by {counted(len(by), 'view')}, and each worker process has its own",
        subject=variable,
        place=changes[0][1].place,
        evidence=capped([f"{one.endpoint}: {change.how} at {change.place}" for one, change in changes]),
    )
