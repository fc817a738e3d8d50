"""What comes over websockets, past the guards of the routes."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning
from releasecheck.route_lock import is_guard

from ..derived.structure.view_bodies import LASTING, Served, served
from ..derived.wording import capped, counted, listed

_FEWEST = 2


@warning
@by_source
def socket_event_unguarded(app: App, source: Source) -> Judgement:
    """An event of Flask-SocketIO changes what is kept for anybody, while the routes ask for a login.

    The guard of the page that opens the connection is none of its events': whoever opens one himself, with a
    line of JavaScript, sends what he likes and in whose name he likes. Told of handlers that write to the
    database, where at least two routes have a guard, and neither the handler, its decorators nor any handler
    of `connect` may look who it is (`current_user`, the session, a token, `request.sid`, a refusal).

    Fix: refuse strangers in the handler of `connect` (`return False`), or ask `current_user` in each event.

    Fault::

        @socketio.on("message")
        def take(data):
            db.session.add(Message(author=data["author"], text=data["text"]))
            db.session.commit()

    Fine::

        @socketio.on("message")
        def take(data):
            if not current_user.is_authenticated:
                return
            ...
    """
    writing = [one for one in source.socket_events if not LASTING.isdisjoint(_bare(one.writes))]
    if not writing:
        yield DoesNotApply("no event of Flask-SocketIO writes to a database")
        return
    guarded = [one.routes[0].rule for one in served(app, source) if _is_guarded(one)]
    refused = any(one.asks for one in source.socket_events if one.event == "connect")
    open_to_all = [one for one in writing if not one.asks]
    if open_to_all and len(guarded) >= _FEWEST and not refused:
        first = open_to_all[0]
        events = list(dict.fromkeys(one.event for one in open_to_all))
        what = (
            f"the event {first.event} changes" if len(events) == 1 else f"the events {listed(events)} change"
        )
        yield Found(
            f"{what} what is kept for anybody, and {counted(len(guarded), 'route')} of the app want a login",
            subject=first.event,
            place=first.place,
            evidence=(
                *capped([f"{one.event}: {listed(_bare(one.writes))} at {one.place}" for one in open_to_all]),
                f"with a guard: {listed(capped(guarded, 5))}",
            ),
        )


def _is_guarded(one: Served) -> bool:
    return bool(one.body.asks) or any(map(is_guard, one.body.decorators))


def _bare(writes: Sequence[str]) -> list[str]:
    return [one.rpartition(".")[2] for one in writes]
