"""Work that every worker does before its first answer."""

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Event
from releasecheck.facts.boots import Boots
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, warning

from ..derived.wording import capped

_SLOW_S = 5.0
_WAITS = frozenset({"sleep", "connect"})
_KILLED_S = 30.0  # gunicorn's default timeout


@warning
def slow_boot(app: App, boot: Boot, boots: Boots) -> Judgement:
    """The app takes long to build.

    Every worker pays it, at each deploy, at each restart after a crash, and when a platform adds an instance
    because of load. Over 30 seconds it is an error: gunicorn kills a worker that has not come up within its
    timeout, starts another, and so on for ever. Counted are processor time and the waits that were seen, in
    the first boot, which runs alone: a busy machine adds to neither. When the time goes into connections,
    import-time-network says so instead.

    Fix: load models and data on first use, connect when a request needs it, and import heavy libraries
    inside the function that uses them. `python -X importtime -c "import app"` shows what imports cost.

    Fault::

        model = pickle.load(open("model.pkl", "rb"))        # 12 s

    Fine::

        @functools.cache
        def model():
            return pickle.loads(MODEL.read_bytes())
    """
    waits = [one for one in boot.events if one.kind in _WAITS and one.duration_s and not one.beside]
    waited = sum(event.duration_s or 0.0 for event in waits)
    took = min(boots.took_s, boots.worked_s + waited)
    connecting = sum(event.duration_s or 0.0 for event in waits if event.kind == "connect")
    if took - connecting <= _SLOW_S < took:
        yield DoesNotApply("it waits for connections: import-time-network says where")
    elif took > _SLOW_S:
        severity: Severity = "error" if took > _KILLED_S else "warning"
        yield Found(
            f"the app takes {took:.0f} s to build",
            subject=boot.target or ".",
            place=_longest(waits, took) or app.place,
            evidence=(
                f"{boots.worked_s:.1f} s of processor time",
                *capped([f"{event.duration_s:.1f} s in {event.detail} at {event.place}" for event in waits]),
            ),
            severity=severity,
        )


def _longest(waits: list[Event], took: float) -> Place | None:
    """Where most of the time is spent waiting, if it is."""
    longest = max(waits, key=lambda event: event.duration_s or 0.0, default=None)
    if longest is None or (longest.duration_s or 0.0) < took / 2:
        return None
    return longest.place if longest.place.path else None
