"""The gate's decisions, sight by sight."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from releasecheck.gate.machine import advance, at_once, evidence, pause, verified
from releasecheck.gate.sight import Kind, Sight
from releasecheck.gate.state import State
from releasecheck.gate.terms import Standing, Terms, standing
from releasecheck.probe import Reason

NEW, OLD = "b7c8d9e", "a1b2c3d"
NOW = 1_790_000_000.0
TERMS = Terms(build=NEW, instances=2, deployed_after=NOW, epoch=NOW)


def sight(at: float = 0.0, **fields) -> Sight:
    return Sight(
        **{"at": at, "kind": Kind.WELL, "build": NEW, "instance": "web-1", "address": "192.0.2.1", **fields}
    )


def play(*sights: Sight, terms: Terms = TERMS) -> State:
    state = State()
    for one in sights:
        state = advance(state, one, terms)
    return state


def held(*sights: Sight, terms: Terms = TERMS) -> State:
    """A match over three seconds by two instances, verified, then what is seen while it holds."""
    state = play(*(sight(at, instance=f"web-{1 + at % 2:.0f}") for at in range(3)), terms=terms)
    assert state.phase == "verify"
    state = verified(state, 3.0, "passed")
    for one in sights:
        state = advance(state, one, terms) if state.verdict is None else state
    return state


def steady(begins: int, ends: int, **fields) -> list[Sight]:
    return [sight(at, **{"instance": f"web-{1 + at % 2}", **fields}) for at in range(begins, ends)]


REFUSED = {"kind": Kind.SILENT, "build": None, "instance": None, "reasons": (Reason.CONNECT_REFUSED,)}
EDGE = {"kind": Kind.EDGE, "build": None, "instance": None, "reasons": (Reason.EDGE_ANSWERED,)}
OURS = {"kind": Kind.OURS, "build": None, "instance": None, "reasons": (Reason.OWN_NETWORK,)}
SICK = {"kind": Kind.UNWELL, "reasons": (Reason.STATUS_UNEXPECTED,), "others": (Reason.STATUS_UNEXPECTED,)}
MAIL = {"kind": Kind.UNWELL, "reasons": (Reason.DEPENDENCY_FAILED,), "ailing": frozenset({"mail"})}


@pytest.mark.parametrize(
    ("fields", "terms", "stands"),
    [
        ({}, TERMS, Standing.MATCH),
        ({"build": "b7c8d9e0f1"}, TERMS, Standing.MATCH),
        ({"build": OLD}, TERMS, Standing.OTHER),
        ({"build": None}, TERMS, Standing.NAMELESS),
        ({"build": None}, replace(TERMS, build=None), Standing.MATCH),
        ({"started": NOW - 61}, TERMS, Standing.TOO_OLD),
        ({"started": NOW - 59}, TERMS, Standing.MATCH),
        (SICK, TERMS, Standing.AILING),
        (MAIL, TERMS, Standing.AILING),
        (MAIL, replace(TERMS, known_ailing=frozenset({"mail"})), Standing.MATCH),
        ({**MAIL, **SICK}, replace(TERMS, known_ailing=frozenset({"mail"})), Standing.AILING),
        (EDGE, TERMS, Standing.AWAY),
        (REFUSED, TERMS, Standing.AWAY),
        (OURS, TERMS, Standing.OURS),
    ],
)
def test_how_a_sight_stands_to_the_terms(fields, terms, stands) -> None:
    assert standing(sight(**fields), terms) == stands


@pytest.mark.parametrize(
    ("sights", "terms", "phase"),
    [
        pytest.param([sight(0, **EDGE)], TERMS, "settle", id="a proxy's answer is not the app's"),
        pytest.param([sight(0, build=OLD)], TERMS, "match", id="any answer of the app settles"),
        pytest.param([sight(0), sight(1), sight(2)], TERMS, "match", id="one instance of two"),
        pytest.param(steady(0, 3), TERMS, "verify", id="both, three in a row"),
        pytest.param([*steady(0, 2), sight(2, **EDGE), *steady(3, 5)], TERMS, "match", id="not in a row"),
        pytest.param(
            [*steady(0, 2), sight(2, build=OLD), sight(3), sight(4), sight(5)],
            TERMS,
            "match",
            id="begun again",
        ),
        pytest.param(
            [sight(at, instance=f"web-{1 + at % 2}", evaluated=NOW) for at in range(9)],
            TERMS,
            "match",
            id="one evaluation, answered again and again, counts once",
        ),
        pytest.param(
            [sight(at, instance=None) for at in range(7)], TERMS, "match", id="nameless: not enough for two"
        ),
        pytest.param(
            [sight(at, instance=None) for at in range(8)], TERMS, "verify", id="nameless: enough for two"
        ),
        pytest.param(
            [sight(at) for at in range(9)], replace(TERMS, instances=None), "match", id="nobody said how many"
        ),
        pytest.param(
            [sight(at) for at in range(10)], replace(TERMS, instances=None), "verify", id="ten agree"
        ),
        pytest.param(
            steady(0, 9),
            replace(TERMS, addresses=("192.0.2.1", "192.0.2.2")),
            "match",
            id="an address is unseen",
        ),
    ],
)
def test_when_it_matches(sights, terms, phase) -> None:
    assert play(*sights, terms=terms).phase == phase


@pytest.mark.parametrize(
    ("sights", "verdict", "reasons"),
    [
        ([sight(300, **REFUSED)], "not-released", (Reason.CONNECT_REFUSED,)),
        ([sight(300, **OURS)], "unknown", (Reason.OWN_NETWORK,)),
        ([sight(300, build=OLD)], "old-build", (Reason.VERSION_MISMATCH,)),
        ([sight(299), sight(300, build=OLD, instance="web-2")], "old-build", (Reason.VERSION_MISMATCH,)),
        (
            [sight(299, **SICK), sight(300, build=OLD, instance="web-2")],
            "not-released",
            (Reason.STATUS_UNEXPECTED, Reason.VERSION_MISMATCH),
        ),
        ([sight(300, build=None)], "not-released", (Reason.VERSION_MISSING,)),
        ([sight(300, started=NOW - 3600)], "not-released", (Reason.PROCESS_TOO_OLD,)),
        ([sight(298), sight(299), sight(300)], "not-released", (Reason.INSTANCES_MISSING,)),
        (
            [sight(at, instance=f"web-{1 + at % 2}", evaluated=NOW) for at in range(298, 301)],
            "not-released",
            (Reason.STALE_EVIDENCE,),
        ),
        (
            [sight(1, build=OLD, instance="web-2"), *(sight(at) for at in (298, 299, 300))],
            "not-released",
            (Reason.INSTANCES_MISSING,),
        ),
    ],
)
def test_what_it_says_at_the_deadline(sights, verdict, reasons) -> None:
    state = play(*sights)
    assert (state.verdict, state.reasons) == (verdict, reasons)


@pytest.mark.parametrize(
    ("sights", "verdict", "reasons"),
    [
        pytest.param(steady(4, 20), "released", (), id="steady"),
        pytest.param(
            [*steady(4, 9), sight(9, build=OLD)], "not-released", (Reason.VERSION_REGRESSED,), id="back"
        ),
        pytest.param(
            [*steady(4, 9), sight(9, started=NOW - 3600)],
            "not-released",
            (Reason.PROCESS_TOO_OLD,),
            id="old process",
        ),
        pytest.param(
            [*steady(4, 9), sight(9, **EDGE), *steady(10, 20)],
            "released",
            (Reason.EDGE_ANSWERED,),
            id="one 503",
        ),
        pytest.param(
            [sight(at, **EDGE) for at in range(4, 8)],
            "not-released",
            (Reason.EDGE_ANSWERED,),
            id="a row of 503s",
        ),
        pytest.param(
            [
                *steady(4, 9, started=NOW),
                sight(9, started=NOW + 8),
                *steady(10, 20, started=NOW),
                sight(20, **EDGE),
            ],
            "not-released",
            (Reason.EDGE_ANSWERED, Reason.PROCESS_RESTARTED),
            id="began anew and did not answer",
        ),
        pytest.param(
            [sight(4, started=NOW), sight(5, started=NOW + 4.5), sight(7, started=NOW + 6.5)],
            "not-released",
            (Reason.PROCESS_RESTARTED,),
            id="began anew twice",
        ),
    ],
)
def test_what_it_says_of_the_hold(sights, verdict, reasons) -> None:
    state = held(*sights)
    assert (state.verdict, state.reasons) == (verdict, reasons)


def test_a_worker_that_was_not_met_before_is_no_restart() -> None:
    state = held(sight(4, started=NOW - 20), sight(5, started=NOW - 10), sight(6, started=NOW - 20))
    assert state.hold.restarts == ()


def begun_anew_and_last_met_at(until: int) -> list[Sight]:
    """web-2 begins anew at second 9 and is met as often as you like until then; after that only web-1."""
    anew = [sight(at, started=NOW + 8 if at % 2 else NOW) for at in range(9, until + 1)]
    both = [replace(one, instance=f"web-{1 + one.at % 2:.0f}") for one in anew]
    return [*steady(4, 9, started=NOW), *both, *(sight(at, started=NOW) for at in range(until + 1, 41))]


@pytest.mark.parametrize(("until", "verdict"), [(25, "released"), (23, None)])
def test_what_began_anew_is_met_again_when_it_has_lasted(until: int, verdict: str | None) -> None:
    """A crash loop that died for the second time may hide from the last probes."""
    assert held(*begun_anew_and_last_met_at(until)).verdict == verdict


def beside_web_1(others: Callable[[int], str]) -> list[Sight]:
    """Every other second web-1 answers, else the one that is named for that second."""
    return [sight(at, instance=others(at) if at % 2 else "web-1") for at in range(4, 80)]


@pytest.mark.parametrize(
    ("others", "verdict", "reasons"),
    [
        pytest.param(lambda _: "web-3", "released", (Reason.PROCESS_RESTARTED,), id="replaced once"),
        pytest.param(
            lambda at: f"web-{3 + at // 12}",
            "not-released",
            (Reason.PROCESS_RESTARTED,),
            id="a new one again and again",
        ),
        pytest.param(lambda _: "web-1", "not-released", (Reason.INSTANCES_MISSING,), id="not replaced"),
    ],
)
def test_a_worker_named_by_process_that_is_replaced(others, verdict, reasons) -> None:
    """Its old name is never met again, and the new one has to last."""
    state = held(*beside_web_1(others))
    assert (state.verdict, state.reasons) == (verdict, reasons)


def test_an_unmet_instance_sends_it_back_where_nobody_said_how_many_there_are() -> None:
    terms = replace(TERMS, instances=None)
    state = verified(play(*(sight(at) for at in range(10)), terms=terms), 10.0, "passed")
    state = advance(state, sight(11, build=OLD, instance="web-9"), terms)
    assert (state.phase, [one.name for one in state.ended]) == (
        "match",
        ["settle", "match", "verify", "hold"],
    )


def test_an_old_process_that_still_answers_sends_it_back_and_is_no_regression() -> None:
    """It is older than the gate: it drains, or is one more than there are to be."""
    state = held(*steady(4, 9), sight(9, build=OLD, instance="old", started=NOW - 3600))
    assert (state.phase, state.covered, state.left_over) == ("match", (), True)
    state = advance(state, sight(10, build=OLD, instance="old", started=NOW - 3600), TERMS)
    assert state.verdict is None


def test_an_old_process_that_answers_after_the_deadline_is_the_old_build() -> None:
    late = replace(TERMS, wait=5.0)
    state = verified(play(*steady(0, 3), terms=late), 4.0, "passed")
    state = advance(state, sight(9, build=OLD, instance="old", started=NOW - 3600), late)
    assert (state.verdict, state.reasons) == ("old-build", (Reason.VERSION_MISMATCH,))


@pytest.mark.parametrize(
    ("seen", "late", "phase"),
    [
        ([sight(0, build=OLD, instance="old")], {"instance": "old"}, "match"),
        ([], {"instance": "old"}, "done"),
        ([sight(0, build=OLD, instance="web-1")], {"instance": "web-1"}, "done"),
        ([], {"instance": "old", "started": NOW + 8}, "done"),
        ([sight(0, build=OLD, instance="old")], {"instance": "old", "started": NOW + 8}, "done"),
    ],
    ids=[
        "known from before",
        "never met before: it may be new",
        "it had taken the build, and went back",
        "a new process",
        "a new process of an old one's name",
    ],
)
def test_which_old_build_came_back(seen: list[Sight], late: dict[str, Any], phase: str) -> None:
    state = verified(play(*seen, *steady(1, 4)), 5.0, "passed")
    state = advance(state, sight(9, build=OLD, **late), TERMS)
    assert state.phase == phase
    assert phase == "match" or state.reasons == (Reason.VERSION_REGRESSED,)


@pytest.mark.parametrize(("left_over", "verdict"), [(False, "released"), (True, None)])
def test_it_holds_twice_as_long_once_an_old_one_was_met_late(left_over: bool, verdict: str | None) -> None:
    state = replace(verified(play(*steady(0, 3)), 4.0, "passed"), left_over=left_over)
    for one in steady(5, 20):
        state = advance(state, one, TERMS) if state.verdict is None else state
    assert state.verdict == verdict


def test_faults_of_the_pages_end_it() -> None:
    state = verified(play(*steady(0, 3)), 4.0, "failed")
    assert (state.verdict, state.ended[-1].outcome) == ("not-released", "failed")


@pytest.mark.parametrize(
    ("sights", "terms", "kind", "sure"),
    [
        (steady(0, 3), TERMS, "proven", 1.0),
        ([sight(at, instance=None) for at in range(8)], TERMS, "statistical", 0.996),
        ([sight(at) for at in range(10)], replace(TERMS, instances=None), "single", None),
        (
            [sight(at, instance=None) for at in range(10)],
            replace(TERMS, instances=None),
            "statistical",
            0.999,
        ),
        ([sight(at) for at in range(3)], replace(TERMS, build=None, instances=1), "none", None),
    ],
)
def test_what_class_of_proof_it_is(sights, terms, kind, sure) -> None:
    found, confidence = evidence(play(*sights, terms=terms), terms)
    assert found == kind
    assert confidence == (None if sure is None else pytest.approx(sure, abs=0.001))


def test_it_goes_on_asking_at_once_for_more_instances_than_it_asks_at_a_time() -> None:
    many = replace(TERMS, instances=30)
    met = [sight(at, instance=f"web-{at}") for at in range(25)]
    assert at_once(play(*met, terms=many), many) == 20


def test_it_asks_slowly_while_nothing_comes_and_faster_while_it_counts() -> None:
    assert (pause(play(sight(0, **REFUSED))), pause(play(sight(0)))) == (2.0, 1.0)


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (play(sight(0), sight(1)), 1),
        (play(sight(0), sight(1), sight(2)), 2),
        (play(sight(0), sight(1), sight(2, build=OLD)), 1),
        (play(*(sight(at, instance=None) for at in range(5))), 1),
        (held(*steady(4, 25)), 1),
        (held(*(sight(at) for at in range(4, 18))), 1),
        (held(*(sight(at) for at in range(4, 25))), 2),
    ],
    ids=[
        "not yet three in a row",
        "only one of two answers",
        "an old one answers",
        "nobody can be told apart",
        "both answer",
        "one of two is not met again, but the hold is young",
        "one of two is not met late in the hold",
    ],
)
def test_it_asks_at_once_where_only_an_instance_is_not_met(state: State, count: int) -> None:
    """An idle server lets one of its workers answer all that come one by one."""
    assert at_once(state, TERMS) == count
