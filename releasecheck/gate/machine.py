"""The gate's decisions: a pure machine over sights and the clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from releasecheck.gate.chance import confidence, to_catch_one, to_see_all
from releasecheck.gate.sight import Kind, Sight
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason

Phase = Literal["settle", "match", "verify", "hold", "done"]
PhaseOutcome = Literal["passed", "warned", "failed", "unknown", "skipped", "not-reached"]
Verdict = Literal["released", "not-released", "unknown", "old-build"]
Evidence = Literal["proven", "statistical", "single", "none"]

IN_A_ROW = 3
UNCOUNTED = 10  # probes that agree, where nobody said how many instances there are
WHILE_FAILING_S = 2.0
WHILE_COUNTING_S = 1.0
HOLD_PROBES = 5
HOLD_FAILURES = 5  # more than one failure in so many fails the hold
RESTARTS = 2  # of one instance: a server that recycles its workers restarts one now and then
_LATTER_PART = 1 / 3
_HOLD_LIMIT = 3  # times as long as it should take, then it ends with what it has

_SPEAKS_AGAINST = frozenset({Standing.OTHER, Standing.TOO_OLD, Standing.NAMELESS})


@dataclass(frozen=True, slots=True)
class Ended:
    """A phase that is over."""

    name: Phase
    outcome: PhaseOutcome
    duration_s: float
    probes: int


@dataclass(frozen=True, slots=True)
class Renewed:
    """An instance since its process was met anew; `until` is when that process was last met."""

    since: float
    until: float
    matches: int = 1


@dataclass(frozen=True, slots=True)
class Hold:
    """What the hold has seen."""

    matches: int = 0
    failures: tuple[Sight, ...] = ()
    restarts: tuple[str, ...] = ()  # instances, once for each restart
    renewed: Mapping[str, "Renewed"] = field(default_factory=dict)  # those that began anew, or came to it
    blind: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """All that the decisions rest on.

    `covered` are matches since another build, or an older process, was met; `last` is the latest sight of
    each instance or address; `counted` the evaluations that a success has used up; `met` when each was first
    met with the build, and `newest` the latest start that it has named since (epoch seconds).
    """

    phase: Phase = "settle"
    begun: float = 0.0
    probes: int = 0
    run: int = 0
    covered: tuple[Sight, ...] = ()
    last: Mapping[str, Sight] = field(default_factory=dict)
    latest: Sight | None = None
    counted: frozenset[tuple[str | None, float]] = frozenset()
    met: Mapping[str, float] = field(default_factory=dict)
    newest: Mapping[str, float] = field(default_factory=dict)
    renewed: frozenset[str] = frozenset()  # whose process began anew while the rollout was under way
    others: frozenset[str] = frozenset()  # instances that answered with another build before the match
    left_over: bool = False  # an old instance answered when all the new ones had been met
    blind: frozenset[str] = frozenset()  # addresses to which this machine has no way
    learned: bool = False  # one sight at least was not our own fault
    tolerated: int = 0  # answers of a proxy while the rollout was under way
    hold: Hold = Hold()
    ended: tuple[Ended, ...] = ()
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()


def pause(state: State) -> float:
    """Seconds until the next probe."""
    return WHILE_COUNTING_S if state.phase == "hold" or state.run else WHILE_FAILING_S


def advance(state: State, sight: Sight, terms: Terms) -> State:
    """The state after one more sight; `verify` waits for `verified`."""
    state = _noted(state, sight, terms)
    if state.phase == "settle" and sight.answered:
        state = _next(state, "match", "passed", sight.at)
    if state.phase == "match":
        state = _matching(state, sight, terms)
    elif state.phase == "hold":
        state = _holding(state, sight, terms)
    return _overdue(state, sight.at, terms)


def verified(
    state: State, at: float, outcome: PhaseOutcome, probes: int = 0, reasons: tuple[Reason, ...] = ()
) -> State:
    """The state after the pages of the release were compared, by that many requests."""
    state = replace(state, probes=probes)
    if outcome == "failed":
        return _end(state, outcome, at, "not-released", reasons)
    if outcome == "unknown":
        return _end(state, outcome, at, "unknown", reasons)
    hold = Hold(renewed={who: Renewed(at, at, 0) for who in state.renewed})
    return replace(_next(state, "hold", outcome, at), hold=hold, run=IN_A_ROW)


def evidence(state: State, terms: Terms) -> tuple[Evidence, float | None]:
    """What class of proof the covered sights are, and how sure a statistical one is."""
    if terms.build is None or not state.covered:
        return "none", None
    known = _instances(state)
    named = all(sight.instance is not None for sight in state.covered)
    if terms.instances is not None and named:
        return ("proven", 1.0) if len(known) >= terms.instances else ("statistical", _certainty(state, terms))
    if terms.instances is None and named and len(known) == 1:
        return "single", None
    return "statistical", _certainty(state, terms)


def covered_instances(state: State) -> frozenset[str]:
    """The instance ids that answered with the build."""
    return _instances(state)


def current(state: State, terms: Terms) -> list[Sight]:
    """The last word of each that answers now: since the hold began, else lately."""
    if state.verdict != "released":
        return [sight for sight in _recent(state, terms) if sight.answered]
    begun = state.begun - next(one.duration_s for one in reversed(state.ended) if one.name == "hold")
    return [sight for sight in state.last.values() if sight.at >= begun]


def _certainty(state: State, terms: Terms) -> float:
    """Without a number given: that no instance hides beside those that were seen."""
    count = terms.instances or len(_instances(state)) + 1
    return confidence(max(count, 2) if terms.instances is None else count, len(state.covered))


def _instances(state: State) -> frozenset[str]:
    return frozenset(sight.instance for sight in state.covered if sight.instance is not None)


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
            state, again = _met(_covered(state, sight), sight, terms)
            if again and sight.who is not None:
                state = replace(state, renewed=state.renewed | {sight.who})
            return _next(state, "verify", "passed", sight.at) if _enough(state, terms) else state
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
    unmet = set(terms.addresses) - state.blind - {sight.address for sight in state.covered}
    return state.run >= IN_A_ROW and not unmet and _is_covered(state, terms)


def _is_covered(state: State, terms: Terms) -> bool:
    if terms.instances is None:
        return len(state.covered) >= UNCOUNTED
    named = all(sight.instance is not None for sight in state.covered)
    if named:
        return len(_instances(state)) >= terms.instances
    return len(state.covered) >= to_see_all(terms.instances)


def _holding(state: State, sight: Sight, terms: Terms) -> State:
    stands, hold = standing(sight, terms), state.hold
    left_over = stands is Standing.OTHER and _is_left_over(sight, state, terms)
    if sight.at < terms.wait and (left_over or _was_not_over(stands, sight, state, terms)):
        return _back(replace(state, left_over=state.left_over or left_over), sight, terms)
    if left_over:
        return _end(state, "failed", sight.at, "old-build", (Reason.VERSION_MISMATCH,))
    match stands:
        case Standing.MATCH:
            state, again = _met(state, sight, terms)
            hold = _matched(hold, sight, again=again or _is_newcomer(state, sight, terms))
        case Standing.OTHER:
            return _end(state, "failed", sight.at, "not-released", (Reason.VERSION_REGRESSED,))
        case Standing.TOO_OLD:
            return _end(state, "failed", sight.at, "not-released", (Reason.PROCESS_TOO_OLD,))
        case Standing.OURS:
            hold = replace(hold, blind=hold.blind + 1)
        case _:
            hold = replace(hold, failures=(*hold.failures, sight))
    state = replace(state, hold=hold)
    if _has_failed(state, terms):
        return _end(state, "failed", sight.at, "not-released", _why_hold_failed(hold))
    return _held(state, sight.at, terms)


def _matched(hold: Hold, sight: Sight, *, again: bool) -> Hold:
    """One more match; an instance that began anew has to last as long as the hold."""
    who = sight.who
    hold = replace(hold, matches=hold.matches + 1)
    if who is not None and again:
        renewed = {**hold.renewed, who: Renewed(sight.at, sight.at)}
        return replace(hold, restarts=(*hold.restarts, who), renewed=renewed)
    if who is not None and who in hold.renewed:
        before = hold.renewed[who]
        lasts = replace(before, until=sight.at, matches=before.matches + 1)
        return replace(hold, renewed={**hold.renewed, who: lasts})
    return hold


def _is_newcomer(state: State, sight: Sight, terms: Terms) -> bool:
    """Whether it is one more than the number given: where workers are named by process, one was replaced."""
    who, known = sight.instance, _instances(state)
    return (
        who is not None
        and terms.instances is not None
        and len(known) >= terms.instances
        and who not in known
        and who not in state.hold.renewed
    )


def _is_left_over(sight: Sight, state: State, terms: Terms) -> bool:
    """Whether another build is the old one that is still there, and not one that came back.

    Its process is older than this gate; or, where it does not say so, it is an instance that had answered so
    before and never with the build: a worker that drains, or one more than the deployment is to have. While
    it answers nothing is released, so that a wrong guess costs time and no false pass.
    """
    if sight.started is not None:
        return sight.started < terms.epoch
    return sight.instance in state.others and sight.instance not in _instances(state)


def _was_not_over(stands: Standing, sight: Sight, state: State, terms: Terms) -> bool:
    """Whether the sight only says that the match came too early: of an instance that it had not met."""
    if sight.instance is None:
        return stands is Standing.AILING
    unmet = terms.instances is None and sight.instance not in _instances(state)
    return unmet and stands in (Standing.AILING, Standing.OTHER)


def _back(state: State, sight: Sight, terms: Terms) -> State:
    state = replace(_next(state, "match", "warned", sight.at), run=0)
    return _matching(state, sight, terms)


def _met(state: State, sight: Sight, terms: Terms) -> tuple[State, bool]:
    """The state that knows this instance and its start, and whether the process began after it was first met.

    Workers begin one after the other, and one that was merely not met before is no restart.
    """
    who, started = sight.who, sight.started
    if who is None or started is None:
        return state, False
    first = state.met.get(who, sight.at)
    restarted = started > state.newest.get(who, started) and started > terms.epoch + first
    newest = max(started, state.newest.get(who, started))
    return replace(state, met={**state.met, who: first}, newest={**state.newest, who: newest}), restarted


def _has_failed(state: State, terms: Terms) -> bool:
    hold = state.hold
    asked = max(hold.matches + len(hold.failures), hold_probes(state, terms))
    again = any(hold.restarts.count(who) >= RESTARTS for who in hold.restarts)
    return (
        len(hold.failures) > max(1, asked / HOLD_FAILURES) or again or bool(hold.restarts and hold.failures)
    )


def _why_hold_failed(hold: Hold) -> tuple[Reason, ...]:
    reasons = [reason for sight in hold.failures for reason in sight.reasons]
    return tuple(dict.fromkeys([*reasons, *([Reason.PROCESS_RESTARTED] if hold.restarts else [])]))


def _held(state: State, at: float, terms: Terms) -> State:
    """Ends the hold when it was long enough and met enough.

    Twice as much where a process had begun anew, or an old one was met late: it may be there still.
    """
    hold, lasted = state.hold, at - state.begun
    longer = 2 if hold.renewed or state.left_over else 1
    wanted = hold_probes(state, terms) * longer
    enough = lasted >= terms.hold * longer and hold.matches >= wanted
    if enough and _all_lasted(state, at, terms):
        warned = hold.failures or hold.restarts
        reasons = _why_hold_failed(hold) if warned else ()
        return _end(state, "warned" if warned else "passed", at, "released", reasons)
    if lasted >= max(terms.hold, wanted * WHILE_COUNTING_S) * _HOLD_LIMIT:
        blind = hold.blind > hold.matches
        reasons = (
            (Reason.OWN_NETWORK,) if blind else _why_hold_failed(hold) or _why_too_long(state, at, terms)
        )
        return _end(
            state, "unknown" if blind else "failed", at, "unknown" if blind else "not-released", reasons
        )
    return state


def _all_lasted(state: State, at: float, terms: Terms) -> bool:
    """Whether what had begun anew was seen to stay, and as many as there are to be are there late."""
    renewed = state.hold.renewed.values()
    if any(one.until - one.since < terms.hold or one.matches < IN_A_ROW for one in renewed):
        return False
    return not _is_one_missing(state, at, terms)


def _is_one_missing(state: State, at: float, terms: Terms) -> bool:
    """Whether fewer than the number given, of those that can be told apart, were met late in the hold.

    Not each that was ever met: of workers that are named by process the replaced ones never come again.
    """
    if terms.instances is None:
        return False
    known = _instances(state)
    since = at - (at - state.begun) * _LATTER_PART
    late = [name for name in known | state.hold.renewed.keys() if state.last[name].at >= since]
    return len(late) < min(terms.instances, len(known))


def _why_too_long(state: State, at: float, terms: Terms) -> tuple[Reason, ...]:
    return (Reason.INSTANCES_MISSING if _is_one_missing(state, at, terms) else Reason.DEADLINE,)


def hold_probes(state: State, terms: Terms) -> int:
    """How many matches the hold takes: a stale instance beside all the known ones would be met."""
    count = terms.instances or max(1, len(_instances(state)))
    return max(HOLD_PROBES, to_catch_one(count + 1))


def _overdue(state: State, at: float, terms: Terms) -> State:
    """The decision at the deadline of settle and match."""
    if state.phase not in ("settle", "match") or at < terms.wait:
        return state
    verdict, reasons = _at_deadline(state, terms)
    outcome: PhaseOutcome = "unknown" if verdict == "unknown" else "failed"
    return _end(state, outcome, at, verdict, reasons)


def _at_deadline(state: State, terms: Terms) -> tuple[Verdict, tuple[Reason, ...]]:
    if not state.learned:
        return "unknown", state.latest.reasons if state.latest else ()
    recent = _recent(state, terms)
    stands = {standing(sight, terms) for sight in recent}
    if Standing.OTHER in stands and stands <= {Standing.OTHER, Standing.MATCH}:
        return "old-build", (Reason.VERSION_MISMATCH,)
    return "not-released", _faults(recent, terms) or (Reason.INSTANCES_MISSING,)


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


def _next(state: State, phase: Phase, outcome: PhaseOutcome, at: float) -> State:
    done = Ended(state.phase, outcome, round(at - state.begun, 3), state.probes)
    return replace(state, phase=phase, begun=at, probes=0, ended=(*state.ended, done))


def _end(
    state: State, outcome: PhaseOutcome, at: float, verdict: Verdict, reasons: tuple[Reason, ...]
) -> State:
    return replace(_next(state, "done", outcome, at), verdict=verdict, reasons=reasons)
