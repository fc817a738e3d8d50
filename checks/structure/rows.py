"""Rows of models on their way to the database."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips


@warning
@by_source
def id_before_flush(app: App, source: Source) -> Judgement:
    """The id of a new row is handed on before the database has given it one.

    `db.session.add(room)` only puts the row on a list: until the session is flushed or committed `room.id` is
    None. What is made with it belongs to nobody, or is refused by `NOT NULL`, and takes the whole transaction
    along. Told where nothing between the two calls can flush: a query does, and so may any function of the
    project.

    Fix: `db.session.flush()` after `add`, or hand over the row itself by a relationship (`Seat(room=room)`).

    Fault::

        db.session.add(room)
        db.session.add(Seat(room_id=room.id))

    Fine::

        db.session.add(room)
        db.session.flush()
        db.session.add(Seat(room_id=room.id))
    """
    found = list(slips("id-unset", app, source))
    if not found:
        yield DoesNotApply("no id of a new row is handed on before it is flushed")
    for one in found:
        yield Found(
            f"{one.detail} is None yet when {one.what} gets it: nothing flushes the row that is added here",
            subject=f"{one.function}:{one.detail}",
            place=one.place,
        )
