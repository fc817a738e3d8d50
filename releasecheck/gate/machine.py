"""The gate's decisions: a pure machine over sights and the clock."""

from dataclasses import replace
from typing import Literal

from releasecheck.gate.chance import confidence, to_catch_one, to_see_all
from releasecheck.gate.hold import IN_A_ROW, PAUSE_S, holding, is_left_over, is_one_missing, is_too_early
from releasecheck.gate.sight import Kind, Sight
from releasecheck.gate.state import Hold, Phase, PhaseOutcome, Renewed, State, Verdict, end, met, next_phase
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason

Evidence = Literal["proven", "statistical", "single", "none"]

PROBED: frozenset[Phase] = frozenset(("settle", "match", "hold"))
UNCOUNTED = 10  # probes that agree, where nobody said how many instances there are
WHILE_FAILING_S = 2.0
MOST_AT_ONCE = 20

_SPEAKS_AGAINST = frozenset({Standing.OTHER, Standing.TOO_OLD, Standing.NAMELESS})


def pause(state: State) -> float:
    """Seconds until the next probe."""
    return PAUSE_S if state.phase == "hold" or state.run else WHILE_FAILING_S


def at_once(state: State, terms: Terms) -> int:
    """How many probes to make at the same time, of one address.

    More than one where all that answer have the build, and nothing but an instance that was not met keeps it
    from going on: of workers on one port an idle server lets one answer all that come one by one.
    """
    count = terms.instances or 1
    wanted = min(count, MOST_AT_ONCE)
    if state.phase == "match":
        return wanted if state.run >= IN_A_ROW and 0 < len(state.instances) < count else 1
    now = state.latest.at if state.latest else 0.0
    late = state.phase == "hold" and now - state.begun >= terms.hold
    return wanted if late and is_one_missing(state, now, terms) else 1


def advance(state: State, sight: Sight, terms: Terms) -> State:
    """The state after one more sight; `verify` waits for `verified`."""
    state = _noted(state, sight, terms)
    if state.phase == "settle" and sight.answered:
        state = next_phase(state, "match", "passed", sight.at)
    if state.phase == "match":
        state = _matching(state, sight, terms)
    elif state.phase == "hold":
        state = _held_or_back(state, sight, terms)
    return _overdue(state, sight.at, terms)


def verified(
    state: State, at: float, outcome: PhaseOutcome, probes: int = 0, reasons: tuple[Reason, ...] = ()
) -> State:
    """The state after the pages of the release were compared, by that many requests."""
    state = replace(state, probes=probes)
    if outcome == "failed":
        return end(state, outcome, at, "not-released", reasons)
    if outcome == "unknown":
        return end(state, outcome, at, "unknown", reasons)
    hold = Hold(renewed={who: Renewed(at, at, 0) for who in state.renewed})
    return replace(next_phase(state, "hold", outcome, at), hold=hold, run=IN_A_ROW)


def evidence(state: State, terms: Terms) -> tuple[Evidence, float | None]:
    """What class of proof the covered sights are, and how sure a statistical one is."""
    if terms.build is None or not state.covered:
        return "none", None
    known = state.instances
    named = all(sight.instance is not None for sight in state.covered)
    if terms.instances is not None and named:
        return ("proven", 1.0) if len(known) >= terms.instances else ("statistical", _certainty(state, terms))
    if terms.instances is None and named and len(known) == 1:
        return "single", None
    return "statistical", _certainty(state, terms)


def current(state: State, terms: Terms) -> list[Sight]:
    """The last word of each that answers now: since the hold began, else lately."""
    if state.verdict != "released":
        return [sight for sight in _recent(state, terms) if sight.answered]
    begun = state.begun - next(one.duration_s for one in reversed(state.ended) if one.name == "hold")
    return [sight for sight in state.last.values() if sight.at >= begun]


def _certainty(state: State, terms: Terms) -> float:
    """Without a number given: that no instance hides beside those that were seen."""
    count = terms.instances or len(state.instances) + 1
    return confidence(max(count, 2) if terms.instances is None else count, len(state.covered))


def _noted(state: State, sight: Sight, terms: Terms) -> State:
    last = dict(state.last)
    if sight.who is not None and sight.answered:
        last[sight.who] = sight
    tolerated = state.tolerated + (standing(sight, terms) is Standing.AWAY and state.phase != "hold")
    return replace(
        state,
        probes=state.probes + 1,
        last=last,
        latest=sight,
        blind=_blind(state, sight),
        learned=state.learned or sight.kind is not Kind.OURS,
        tolerated=tolerated,
    )


def _blind(state: State, sight: Sight) -> frozenset[str]:
    if sight.address is None:
        return state.blind
    here = {sight.address}
    return state.blind | here if sight.kind is Kind.OURS else state.blind - here


def _matching(state: State, sight: Sight, terms: Terms) -> State:
    match standing(sight, terms):
        case Standing.MATCH:
            state, again = met(_covered(state, sight), sight, terms)
            if again and sight.who is not None:
                state = replace(state, renewed=state.renewed | {sight.who})
            return next_phase(state, "verify", "passed", sight.at) if _enough(state, terms) else state
        case Standing.AILING:  # of that instance nothing is proven any more
            return replace(state, run=0, covered=_without(state.covered, sight))
        case one if one in _SPEAKS_AGAINST:
            other = {sight.instance} if one is Standing.OTHER and sight.instance else set()
            return replace(state, run=0, covered=(), others=state.others | other)
        case Standing.AWAY:
            return replace(state, run=0)
    return state


def _covered(state: State, sight: Sight) -> State:
    """Counts the build always, the success only where its evaluation is a new one."""
    stamp = None if sight.evaluated is None else (sight.who, sight.evaluated)
    fresh = stamp is None or stamp not in state.counted
    return replace(
        state,
        run=state.run + fresh,
        covered=(*state.covered, sight),
        counted=state.counted if stamp is None else state.counted | {stamp},
    )


def _without(covered: tuple[Sight, ...], sight: Sight) -> tuple[Sight, ...]:
    if sight.instance is None:
        return ()
    return tuple(one for one in covered if one.instance not in (None, sight.instance))


def _enough(state: State, terms: Terms) -> bool:
    if state.run < IN_A_ROW:
        return False
    unmet = set(terms.addresses) - state.blind - {sight.address for sight in state.covered}
    return not unmet and _is_covered(state, terms)


def _is_covered(state: State, terms: Terms) -> bool:
    if terms.instances is None:
        return len(state.covered) >= UNCOUNTED
    named = {sight.instance for sight in state.covered}
    if None not in named:
        return len(named) >= terms.instances
    return len(state.covered) >= to_see_all(terms.instances)


def _held_or_back(state: State, sight: Sight, terms: Terms) -> State:
    """One more sight of the hold, or of the match again where that had come too early."""
    left_over = is_left_over(state, sight, terms)
    if sight.at >= terms.wait or not (left_over or is_too_early(state, sight, terms)):
        return holding(state, sight, terms)
    state = replace(state, left_over=state.left_over or left_over)
    state = replace(next_phase(state, "match", "warned", sight.at), run=0)
    return _matching(state, sight, terms)


def _overdue(state: State, at: float, terms: Terms) -> State:
    """The decision at the deadline of settle and match."""
    if state.phase not in ("settle", "match") or at < terms.wait:
        return state
    verdict, reasons = _at_deadline(state, terms)
    outcome: PhaseOutcome = "unknown" if verdict == "unknown" else "failed"
    return end(state, outcome, at, verdict, reasons)


def _at_deadline(state: State, terms: Terms) -> tuple[Verdict, tuple[Reason, ...]]:
    if not state.learned:
        return "unknown", state.latest.reasons if state.latest else ()
    recent = _recent(state, terms)
    stands = {standing(sight, terms) for sight in recent}
    if Standing.OTHER in stands and stands <= {Standing.OTHER, Standing.MATCH}:
        return "old-build", (Reason.VERSION_MISMATCH,)
    kept = state.run < IN_A_ROW and _is_covered(state, terms)  # all were met, with the same evaluation
    missing = Reason.STALE_EVIDENCE if kept else Reason.INSTANCES_MISSING
    return "not-released", _faults(recent, terms) or (missing,)


def _recent(state: State, terms: Terms) -> list[Sight]:
    """The last word of each instance that was still there lately, and of whoever answered last."""
    window = max(30.0, 2 * to_catch_one((terms.instances or len(state.last) or 1) + 1))
    latest = state.latest
    now = latest.at if latest else 0.0
    last = [sight for sight in state.last.values() if now - sight.at <= window]
    return [*last, latest] if latest is not None and latest not in last else last


_FAULT = {
    Standing.OTHER: (Reason.VERSION_MISMATCH,),
    Standing.TOO_OLD: (Reason.PROCESS_TOO_OLD,),
    Standing.NAMELESS: (Reason.VERSION_MISSING,),
}


def _faults(recent: list[Sight], terms: Terms) -> tuple[Reason, ...]:
    reasons: list[Reason] = []
    for sight in recent:
        reasons += _FAULT.get(
            standing(sight, terms), () if standing(sight, terms) is Standing.MATCH else sight.reasons
        )
    return tuple(dict.fromkeys(reasons))
