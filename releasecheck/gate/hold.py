"""The last phase: what was matched has to stay, and nothing old may come back."""

from dataclasses import replace

from releasecheck.gate.chance import to_catch_one
from releasecheck.gate.sight import Sight
from releasecheck.gate.state import Hold, Renewed, State, end, met
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason

IN_A_ROW = 3
PAUSE_S = 1.0
HOLD_PROBES = 5
HOLD_FAILURES = 5  # more than one failure in so many fails the hold
RESTARTS = 2  # of one instance, or one address: a server that recycles its workers restarts one now and then
_LATTER_PART = 1 / 3
_HOLD_LIMIT = 3  # times as long as it should take, then it ends with what it has


def holding(state: State, sight: Sight, terms: Terms) -> State:
    """The state after one more sight of the hold, which may end it."""
    stands, hold = standing(sight, terms), state.hold
    if is_left_over(state, sight, terms):
        return end(state, "failed", sight.at, "old-build", (Reason.VERSION_MISMATCH,))
    match stands:
        case Standing.MATCH:
            state, again = met(state, sight, terms)
            hold = _matched(hold, sight, again=again or _is_newcomer(state, sight, terms))
        case Standing.OTHER:
            return end(state, "failed", sight.at, "not-released", (Reason.VERSION_REGRESSED,))
        case Standing.TOO_OLD:
            return end(state, "failed", sight.at, "not-released", (Reason.PROCESS_TOO_OLD,))
        case Standing.OURS:
            hold = replace(hold, blind=hold.blind + 1)
        case _:
            hold = replace(hold, failures=(*hold.failures, sight))
    state = replace(state, hold=hold)
    if _has_failed(state, terms):
        return end(state, "failed", sight.at, "not-released", _why_hold_failed(hold))
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
    who, known = sight.instance, state.instances
    return (
        who is not None
        and terms.instances is not None
        and len(known) >= terms.instances
        and who not in known
        and who not in state.hold.renewed
    )


def is_left_over(state: State, sight: Sight, terms: Terms) -> bool:
    """Whether another build is the old one that is still there, and not one that came back.

    Its process is older than this gate; or, where it does not say so, it is an instance that had answered so
    before and never with the build: a worker that drains, or one more than the deployment is to have. While
    it answers nothing is released, so that a wrong guess costs time and no false pass.
    """
    if standing(sight, terms) is not Standing.OTHER:
        return False
    if sight.started is not None:
        return sight.started < terms.epoch
    return sight.instance in state.others and sight.instance not in state.instances


def is_too_early(state: State, sight: Sight, terms: Terms) -> bool:
    """Whether the sight only says that the match came too early: of an instance that it had not met."""
    stands = standing(sight, terms)
    if sight.instance is None:
        return stands is Standing.AILING
    unmet = terms.instances is None and sight.instance not in state.instances
    return unmet and stands in (Standing.AILING, Standing.OTHER)


def _has_failed(state: State, terms: Terms) -> bool:
    hold = state.hold
    asked = max(hold.matches + len(hold.failures), _probes(state, terms))
    often = len(hold.failures) > max(1, asked / HOLD_FAILURES)
    again = any(hold.restarts.count(who) >= RESTARTS for who in hold.restarts)
    return often or again or bool(hold.restarts and hold.failures)


def _why_hold_failed(hold: Hold) -> tuple[Reason, ...]:
    reasons = [reason for sight in hold.failures for reason in sight.reasons]
    return tuple(dict.fromkeys([*reasons, *([Reason.PROCESS_RESTARTED] if hold.restarts else [])]))


def _held(state: State, at: float, terms: Terms) -> State:
    """Ends the hold when it was long enough and met enough.

    Twice as much where a process had begun anew, or an old one was met late: it may be there still.
    """
    hold, lasted = state.hold, at - state.begun
    longer = 2 if hold.renewed or state.left_over else 1
    wanted = _probes(state, terms) * longer
    enough = lasted >= terms.hold * longer and hold.matches >= wanted
    if enough and _all_lasted(state, at, terms):
        warned = hold.failures or hold.restarts
        reasons = _why_hold_failed(hold) if warned else ()
        return end(state, "warned" if warned else "passed", at, "released", reasons)
    if lasted < max(terms.hold, wanted * PAUSE_S) * _HOLD_LIMIT:
        return state
    if hold.blind > hold.matches:
        return end(state, "unknown", at, "unknown", (Reason.OWN_NETWORK,))
    return end(state, "failed", at, "not-released", _why_hold_failed(hold) or _why_too_long(state, at, terms))


def _all_lasted(state: State, at: float, terms: Terms) -> bool:
    """Whether what had begun anew was seen to stay, and as many as there are to be are there late."""
    renewed = state.hold.renewed.values()
    if any(one.until - one.since < terms.hold or one.matches < IN_A_ROW for one in renewed):
        return False
    return not is_one_missing(state, at, terms)


def is_one_missing(state: State, at: float, terms: Terms) -> bool:
    """Whether fewer than the number given, of those that can be told apart, were met late in the hold.

    Not each that was ever met: of workers that are named by process the replaced ones never come again.
    """
    if terms.instances is None:
        return False
    known = state.instances
    since = at - (at - state.begun) * _LATTER_PART
    late = [name for name in known | state.hold.renewed.keys() if state.last[name].at >= since]
    return len(late) < min(terms.instances, len(known))


def _why_too_long(state: State, at: float, terms: Terms) -> tuple[Reason, ...]:
    return (Reason.INSTANCES_MISSING if is_one_missing(state, at, terms) else Reason.DEADLINE,)


def _probes(state: State, terms: Terms) -> int:
    """How many matches the hold takes: a stale instance beside all the known ones would be met."""
    count = terms.instances or max(1, len(state.instances))
    return max(HOLD_PROBES, to_catch_one(count + 1))
