"""A fleet behind a balancer, rolling from build A to build B in simulated time, with faults."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from releasecheck.gate.machine import PROBED, advance, at_once, pause, verified
from releasecheck.gate.sight import Kind, Sight
from releasecheck.gate.state import State
from releasecheck.gate.terms import Terms
from releasecheck.probe import Reason

OLD, NEW = "a1b2c3d4e5f60718", "b7c8d9e0f1a2b3c4"
EPOCH = 1_790_000_000.0  # the wall clock at second 0, when the deploy and the gate begin
LAST_MOMENTS_S = 8.0


@dataclass(frozen=True)
class Span:
    """What one instance is from a time on: in rotation or not, which build its process is, how it is."""

    begins: float
    up: bool = True
    build: str = NEW
    well: bool = True
    said: str | None = None  # the build that it names, where that is a lie
    ailing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Instance:
    """A process behind the balancer and its history, in order."""

    name: str
    spans: tuple[Span, ...]

    def at(self, time: float) -> Span:
        for span in reversed(self.spans):
            if span.begins <= time:
                return span
        raise ValueError(time)

    def started(self, time: float) -> float:
        """When its process began: with the last span that changed its build or came up again."""
        begun = -3600.0
        for before, span in zip(self.spans, self.spans[1:], strict=False):
            if span.begins <= time and span.up and (not before.up or span.build != before.build):
                begun = span.begins
        return EPOCH + begun


@dataclass(frozen=True)
class Fleet:
    """`named`: answers carry an instance id. `edge`: when, and how often, the balancer answers itself."""

    instances: tuple[Instance, ...]
    balancer: str = "random"
    named: bool = True
    told: bool = True  # the gate is given the number of instances
    edge: tuple[float, float, float] = (0.0, 0.0, 0.0)
    known_ailing: frozenset[str] = frozenset()
    turn: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))
    wanted: int | None = None  # at a time, where there are more in all
    beside: bool = False  # old ones stand beside the new ones for a while

    @property
    def size(self) -> int:
        """How many there are to be."""
        return len(self.instances) if self.wanted is None else self.wanted

    def pick(self, time: float, rng: random.Random, busy: int = 0) -> Instance | None:
        """Who answers; `busy` others are being answered at the moment."""
        up = [one for one in self.instances if one.at(time).up]
        if not up:
            return None
        if self.balancer == "round robin":
            return up[next(self.turn) % len(up)]
        if self.balancer == "sticky":  # by the client's address: always the first that is up
            return up[0]
        if self.balancer == "first idle":  # workers on one port: always the same one, as long as it is free
            return rng.choice(up) if busy and rng.random() < 0.5 else up[0]
        if (
            self.balancer == "least connections"
        ):  # the idle ones in turn, with other people's requests between
            return up[(next(self.turn) + rng.randrange(2)) % len(up)]
        return rng.choice(up)

    def sight(self, time: float, rng: random.Random, busy: int = 0) -> Sight:
        """What a probe meets, while so many others are under way."""
        begins, ends, share = self.edge
        chosen = self.pick(time, rng, busy)
        if chosen is None or (begins <= time < ends and rng.random() < share):
            return Sight(
                time, Kind.EDGE, "192.0.2.1", reasons=(Reason.STATUS_UNEXPECTED, Reason.EDGE_ANSWERED)
            )
        now = chosen.at(time)
        kind = Kind.WELL if now.well and not now.ailing else Kind.UNWELL
        others = () if now.well else (Reason.STATUS_UNEXPECTED,)
        ailing = (Reason.DEPENDENCY_FAILED,) if now.ailing else ()
        return Sight(
            at=time,
            kind=kind,
            address="192.0.2.1",
            build=now.said or now.build,
            instance=chosen.name if self.named else None,
            started=chosen.started(time),
            ailing=now.ailing,
            reasons=(*others, *ailing),
            others=others,
        )

    def good(self, time: float) -> bool:
        """The truth: each instance in rotation is the new build and healthy, one at least is."""
        up = [span for one in self.instances if (span := one.at(time)).up]
        fine = (s.build == NEW and s.well and s.ailing <= self.known_ailing for s in up)
        return bool(up) and all(fine) and len(up) == self.size

    def stays_good(self, begins: float, ends: float) -> bool:
        return all(self.good(begins + step) for step in range(int(ends - begins) + 1))


@dataclass(frozen=True)
class Run:
    """How the gate and `curl until 200` decided, and what was true."""

    scenario: str
    fleet: Fleet
    verdict: str
    reasons: tuple[Reason, ...]
    at: float
    naive_at: float | None
    state: State
    terms: Terms

    @property
    def passed(self) -> bool:
        return self.verdict == "released"

    @property
    def false_pass(self) -> bool:
        """Passed, though it was not good while it held; what began in the last moments nobody knows.

        Of old instances that drain only the end counts: once they are gone the release is what it should be.
        """
        if not self.passed:
            return False
        if self.fleet.beside:
            return not self.fleet.good(self.at)
        held = next(one for one in reversed(self.state.ended) if one.name == "hold")
        return not self.fleet.stays_good(self.at - held.duration_s, self.at - LAST_MOMENTS_S)

    @property
    def provable(self) -> bool:
        """A balancer that always sends one client to one instance lets nobody see the others."""
        return self.fleet.balancer != "sticky" or not self.fleet.told or self.fleet.size == 1

    @property
    def false_failure(self) -> bool:
        """Failed, though the release was up and stayed so in good time before the deadline."""
        return (
            not self.passed
            and self.provable
            and self.fleet.stays_good(self.terms.wait / 2, self.terms.wait + 200)
        )

    @property
    def naive_false_pass(self) -> bool:
        return self.naive_at is not None and not self.fleet.good(self.naive_at)


def gate(scenario: str, fleet: Fleet, rng: random.Random, wait: float = 300.0) -> Run:
    """Play the gate against the fleet."""
    terms = Terms(
        build=NEW,
        instances=fleet.size if fleet.told else None,
        wait=wait,
        deployed_after=EPOCH,
        epoch=EPOCH,
        known_ailing=fleet.known_ailing,
        addresses=("192.0.2.1",),
    )
    state, now, naive = State(), 0.0, None
    while state.verdict is None:
        for busy in range(at_once(state, terms)):
            sight = fleet.sight(now, rng, busy)
            if naive is None and sight.kind is Kind.WELL:
                naive = now
            if state.phase in PROBED:
                state = advance(state, sight, terms)
        if state.phase == "verify":
            state = verified(state, now, "passed")
        decided = now
        now += pause(state) + rng.uniform(0.01, 0.2)
    return Run(scenario, fleet, state.verdict, state.reasons, decided, naive, state, terms)


def rolled(rng: random.Random, count: int, *, slow: float = 0.0, stuck: int = 0) -> list[Instance]:
    """One after the other from A to B; the last `stuck` stay on A."""
    time, made = rng.uniform(0, 10), []
    for number in range(count):
        if number >= count - stuck:
            made.append(Instance(f"web-{number}", (Span(-3600, build=OLD),)))
            continue
        down, warm = rng.uniform(0.5, 5), rng.uniform(0, 5) + slow
        spans = (
            Span(-3600, build=OLD),
            Span(time, up=False),
            Span(time + down, well=False),
            Span(time + down + warm),
        )
        made.append(Instance(f"web-{number}", spans))
        time += down + warm + rng.uniform(0, 3)
    return made


def _with(instance: Instance, *spans: Span) -> Instance:
    return Instance(instance.name, (*instance.spans, *spans))


def clean(rng: random.Random, count: int) -> Fleet:
    return Fleet(tuple(rolled(rng, count)))


def slow_start(rng: random.Random, count: int) -> Fleet:
    return Fleet(tuple(rolled(rng, count, slow=100 / count)))


def draining(rng: random.Random, count: int) -> Fleet:
    made = rolled(rng, count)
    return Fleet(tuple(made), edge=(0.0, made[-1].spans[-1].begins + 3, 0.4))


def stuck(rng: random.Random, count: int) -> Fleet:
    return Fleet(tuple(rolled(rng, count, stuck=1)))


def never(rng: random.Random, count: int) -> Fleet:
    return Fleet(tuple(rolled(rng, count, stuck=count)))


def crash_loop(rng: random.Random, count: int) -> Fleet:
    """One instance comes up, lives for a while, dies, and so on."""
    *others, last = rolled(rng, count)
    time, spans = last.spans[-1].begins, []
    while time < 1000:
        lives, down = rng.uniform(2, 12), rng.uniform(1, 6)
        spans += [Span(time + lives, up=False), Span(time + lives + down)]
        time += lives + down
    return Fleet((*others, _with(last, *spans)))


def _by_process(fleet: Fleet) -> Fleet:
    """The same fleet, whose instances are named by process: each time one comes up it has another name."""
    made = []
    for one in fleet.instances:
        lives: list[list[Span]] = [[]]
        for span in one.spans:
            if lives[-1] and not lives[-1][-1].up and span.up:
                lives.append([Span(-3600, up=False)])
            lives[-1].append(span)
        made += [Instance(f"{one.name}:{life}", tuple(spans)) for life, spans in enumerate(lives)]
    return replace(fleet, instances=tuple(made), wanted=len(fleet.instances))


def crash_loop_by_process(rng: random.Random, count: int) -> Fleet:
    return _by_process(crash_loop(rng, count))


def recycled(rng: random.Random, count: int) -> Fleet:
    """Workers, named by process, are replaced after so many requests, with nobody in the gap."""
    made = []
    for one in rolled(rng, count):
        lives, time = [one], one.spans[-1].begins
        while time < 1000:
            time += rng.uniform(60, 600)
            before = lives[-1]
            lives[-1] = _with(before, Span(time, up=False))
            lives.append(Instance(f"{one.name}:{len(lives)}", (Span(-3600, up=False), Span(time))))
        made += lives
    return Fleet(tuple(made), wanted=count)


def edge_for_app(rng: random.Random, count: int) -> Fleet:
    """The balancer goes on answering for the app: no backend of the new build gets into rotation."""
    del count
    return Fleet((Instance("web-0", (Span(-3600, build=OLD), Span(rng.uniform(1, 9), up=False))),))


def liar(rng: random.Random, count: int) -> Fleet:
    """One process was never restarted and reads the version file anew at every request."""
    *others, last = rolled(rng, count, stuck=1)
    return Fleet((*others, _with(last, Span(rng.uniform(1, 9), build=OLD, said=NEW))))


def dependency_known(rng: random.Random, count: int) -> Fleet:
    down = frozenset({"mail"})
    made = (_with(one, Span(one.spans[-1].begins + 0.01, ailing=down)) for one in rolled(rng, count))
    return Fleet(tuple(made), known_ailing=down)


def dependency_new(rng: random.Random, count: int) -> Fleet:
    down = frozenset({"database"})
    made = (_with(one, Span(one.spans[-1].begins + 0.01, ailing=down)) for one in rolled(rng, count))
    return Fleet(tuple(made))


def rolled_back(rng: random.Random, count: int) -> Fleet:
    """All came up, and an instance went back while the gate held or looked."""
    made = rolled(rng, count)
    back = made[-1].spans[-1].begins + rng.uniform(0, 20)
    which = rng.randrange(count)
    made[which] = _with(made[which], Span(back, build=OLD))
    return Fleet(tuple(made))


def drained(rng: random.Random, count: int) -> Fleet:
    """The new ones come up beside the old ones, which go on answering until they are drained."""
    up = rng.uniform(1, 10)
    new = [Instance(f"new-{number}", (Span(-3600, up=False), Span(up))) for number in range(count)]
    ends = [up + rng.uniform(0, 40) for _ in range(count)]
    old = [
        Instance(f"old-{number}", (Span(-3600, build=OLD), Span(end, build=OLD, up=False)))
        for number, end in enumerate(ends)
    ]
    return Fleet((*new, *old), wanted=count, beside=True)


def never_drained(rng: random.Random, count: int) -> Fleet:
    """One of the old ones stays beside the new ones."""
    fleet = drained(rng, count)
    *others, last = fleet.instances
    return replace(fleet, instances=(*others, Instance(last.name, last.spans[:1])))


Scenario = Callable[[random.Random, int], Fleet]
SCENARIOS: dict[str, Scenario] = {
    "clean": clean,
    "slow start": slow_start,
    "draining 503s": draining,
    "one stuck on the old build": stuck,
    "never deployed": never,
    "crash loop": crash_loop,
    "crash loop, named by process": crash_loop_by_process,
    "workers recycled, named by process": recycled,
    "edge answers for the app": edge_for_app,
    "version route that lies": liar,
    "dependency down before and after": dependency_known,
    "dependency newly down": dependency_new,
    "rolled back": rolled_back,
}
# More instances than the number that the gate is given, for a while or for ever.
SURPLUS: dict[str, Scenario] = {
    "old beside new until drained": drained,
    "old beside new for ever": never_drained,
}
BALANCERS = ("random", "round robin", "least connections", "first idle", "sticky")


def play_surplus(seed: int) -> Run:
    """One seeded rollout in which the old instances are no part of the number given.

    Not behind a balancer that shows one client one instance: nothing says that there is another.
    """
    rng = random.Random(seed)
    name = list(SURPLUS)[seed % len(SURPLUS)]
    fleet = SURPLUS[name](rng, rng.choice((1, 2, 3, 4, 6, 10)))
    return gate(name, replace(fleet, balancer=rng.choice(BALANCERS[:3])), rng)


def play(seed: int) -> Run:
    """One seeded rollout."""
    rng = random.Random(seed)
    name = list(SCENARIOS)[seed % len(SCENARIOS)]
    fleet = SCENARIOS[name](rng, rng.choice((1, 2, 3, 4, 6, 10)))
    balancer = rng.choice(BALANCERS)
    named = balancer in ("first idle", "sticky") or rng.random() < 0.8
    told = rng.random() < 0.8
    return gate(name, replace(fleet, balancer=balancer, named=named, told=told), rng)
