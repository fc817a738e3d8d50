"""Records that belong to a visitor, and who may change them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import OwnedRow
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, counted, listed

_FOR_SOME = re.compile(
    r"admin|role|perm|staff|super|owner|manag|moderat|teacher|doctor|seller|can_|priv|allow|access(?!_token)|"
    r"internal|cron|hook|callback|notify|ipn|seed",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Change:
    """A view that changes any row of a model by its key."""

    view: Served
    row: OwnedRow


@warning
@by_source
def owner_not_checked(app: App, source: Source) -> Judgement:
    """A view changes or deletes whatever record the request names, and others look whose it is.

    A login says who somebody is, not what is his: whoever is signed in counts up the number in the address
    and has the records of all others (OWASP calls it broken object level authorization, and puts it first).
    No tool sees it in one view; beside another of its file it shows: that one asks for the visitor's own rows
    of the same model (`Device.query.filter_by(owner=current_user)`), or compares the row's owner with him.
    Told where the row is found by its key alone and a field is assigned or the row is deleted. Views that ask
    for more than a login in any way (a role, a function called `check_…`, a decorator or an address for some)
    are left in peace, and so are counters, and records of people, which have pages of their own kind.

    Fix: ask for the row as the visitor's own: `Device.query.filter_by(id=number, owner=current_user)
    .first_or_404()`.

    Fault::

        @app.get("/devices")
        @login_required
        def devices():
            return as_json(Device.query.filter_by(user_id=current_user.id).all())

        @app.post("/devices/<int:number>/delete")
        @login_required
        def delete_device(number):
            device = Device.query.get_or_404(number)
            db.session.delete(device)            # anybody's

    Fine::

        def delete_device(number):
            device = Device.query.filter_by(id=number, user_id=current_user.id).first_or_404()
            db.session.delete(device)
    """
    views = list(served(app, source))
    if not any(row.how != "changed" for one in views for row in one.body.rows):
        yield DoesNotApply("no view is seen to look whose a record is")
    changes = [each for one in views if not _is_for_some(one) for each in _changes(one)]
    for model in dict.fromkeys(one.row.model for one in changes):
        looking = list(_looking(model, views))
        files = {row.place.path for _, row in looking}
        beside = [one for one in changes if one.row.model == model and one.row.place.path in files]
        if beside:
            yield _found(model, beside, looking)


def _changes(one: Served) -> Iterator[_Change]:
    """The first for each model; none where it looks whose any row is, as of the one that this belongs to."""
    if all(row.how == "changed" for row in one.body.rows):
        yield from {row.model: _Change(one, row) for row in reversed(one.body.rows)}.values()


def _is_for_some(one: Served) -> bool:
    names = (route.rule for route in one.routes)
    return any(
        map(_FOR_SOME.search, (*one.body.decorators, *names, one.body.function, one.body.place.path or ""))
    )


def _looking(model: str, views: Iterable[Served]) -> Iterator[tuple[Served, OwnedRow]]:
    for one in views:
        row = next((row for row in one.body.rows if row.model == model and row.how != "changed"), None)
        if row:
            yield one, row


def _found(model: str, changes: list[_Change], looking: list[tuple[Served, OwnedRow]]) -> Found:
    first, *others = changes
    does = "change" if others else "changes"
    who = f"{_asked(first)} and {counted(len(others), 'other view')}" if others else _asked(first)
    view, row = looking[0]
    return Found(
        f"{who} {does} any {model} by its key; {view.body.function} looks whose it is",
        subject=first.view.endpoint,
        place=first.row.place,
        evidence=(
            f"{row.place}: {row.said}",
            *([f"so do {listed([one.body.function for one, _ in looking[1:]])}"] if looking[1:] else []),
            *capped([f"{_asked(one)}: {one.row.said} at {one.row.place}" for one in others]),
        ),
    )


def _asked(change: _Change) -> str:
    return change.view.requests("DELETE", "PUT", "PATCH", "POST")
