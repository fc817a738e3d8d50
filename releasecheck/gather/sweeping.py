"""The request sweep: a fresh boot asks the routes, and one more after each request that ends its process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from releasecheck.facts import NOWHERE, Absence, Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Health, Login, RateLimit, Requests, Response, Trusted, Unasked
from releasecheck.facts.work import Warm
from releasecheck.gather.boot_facts import ending
from releasecheck.gather.boots import Answered, Line

RESTARTS = 3
_HUNG = "Timeout ("  # faulthandler's first word for a process that it ends
_HEALTH = ("answer", "plain", "head", "by_address", "by_localhost", "by_loopback")
_PASSES = ("response", "signed_in")  # over all routes; one that ends its process is gone on with
_ASIDE = (
    "static",
    "not_found",
    "wrong_method",
    "api_not_found",
    "not_allowed",
    "asset",
    "variant",
    "caught",
    "favicon",
    "absent",
    "own_file",
    "lost_link",
)
_KINDS = (*_PASSES, *_ASIDE, *(f"health-{name}" for name in _HEALTH))

Boot = Callable[[Mapping[str, Any]], Answered]  # with what to add to the work order


@dataclass(frozen=True, slots=True)
class LastSeen:
    """Where a process was: the project's innermost line, and the package that this had called."""

    place: Place = NOWHERE
    package: str | None = None


@dataclass(slots=True)
class _Sweep:
    """What has been asked and answered, over all the processes it took."""

    asked: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {kind: [] for kind in _PASSES})
    answers: dict[str, list[Response]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    unasked: tuple[Unasked, ...] = ()
    finished: bool = False
    login: Login | None = None
    links: list[Line] = field(default_factory=list)  # of the pages, to rules with arguments
    health: Line | None = None
    limits: tuple[RateLimit, ...] = ()  # of the health route
    trusted: Trusted | None = None

    def read(self, answered: Answered, last: LastSeen) -> None:
        """Take in what one process said; `last` is where it was last seen, if it hung or crashed."""
        pending: Line | None = None
        for line in answered.lines:
            match line["kind"]:
                case "asking":
                    pending = line
                    if line["of"] in _PASSES:
                        self.asked[line["of"]].append((line["endpoint"], line["rule"]))
                case kind if kind in _KINDS:
                    answer = msgspec.convert(line["response"], Response)
                    self.answers[kind].append(answer)
                    self._see_end(kind, answer.outcome)
                    pending = None
                case _:
                    self._note(line)
        if pending is not None:
            hung = answered.ended.timed_out or _HUNG in answered.stacks
            self._unanswered(pending, "timed-out" if hung else "killed", last)

    def _note(self, line: Line) -> None:
        """Take in a line that is about no request."""
        match line["kind"]:
            case "unasked":
                self.unasked = self.unasked or msgspec.convert(line["unasked"], tuple[Unasked, ...])
            case "warm":
                self._warm(msgspec.convert(line["calls"], tuple[Warm, ...]))
            case "signing-in":
                self.login = Login(line["hook"], reason="it ends the process")
            case "signed-in":
                self.login = msgspec.convert(line["login"], Login)
            case "link":
                self.links.append(line)
            case "health-route":
                self.health = line
            case "health-limits":
                self.limits = msgspec.convert(line["limits"], tuple[RateLimit, ...])
            case "trusted":
                self.trusted = msgspec.convert(line["trusted"], Trusted | None)
            case "swept":
                self.finished = True

    def _warm(self, calls: tuple[Warm, ...]) -> None:
        """Further calls of the route that was answered last, but for its second request."""
        answers = self.answers["response"]
        if answers:
            answers[-1] = replace(answers[-1], warm=calls)

    def _unanswered(self, asking: Line, outcome: str, last: LastSeen) -> None:
        """A request after which nothing more was heard of the process."""
        waited_s = asking["limit_s"] if outcome == "timed-out" else 0.0
        told = {**asking, "outcome": outcome, "duration_s": waited_s}
        self._see_end(asking["of"], outcome)
        response = replace(msgspec.convert(told, Response), place=last.place, within=last.package)
        self.answers[asking["of"]].append(response)

    def _see_end(self, kind: str, outcome: str) -> None:
        """A process that ends after the passes over all routes has asked enough."""
        if kind not in _PASSES and outcome in ("timed-out", "killed"):
            self.finished = True

    @property
    def all_asked(self) -> list[tuple[str, str]]:
        """What was asked in the passes over all routes."""
        return [each for asked in self.asked.values() for each in asked]

    def first(self, kind: str) -> Response | None:
        """The answer of a kind of which there is one."""
        return next(iter(self.answers[kind]), None)

    def health_fact(self) -> Health | None:
        """The health route and its answers, if it gave one."""
        answer = self.first("health-answer")
        if self.health is None or answer is None:
            return None
        return Health(
            path=self.health["path"],
            endpoint=self.health["endpoint"],
            answer=answer,
            plain=self.first("health-plain"),
            head=self.first("health-head"),
            by_address=self.first("health-by_address"),
            by_localhost=self.first("health-by_localhost"),
            cached=self.health["cached"],
            by_loopback=self.first("health-by_loopback"),
            limits=self.limits,
        )


def sweep(app: App, boot: Boot, last_seen: Callable[[Answered], LastSeen]) -> Requests | Absence:
    """Ask what may be asked; `boot` starts a process that asks what the order does not have as asked.

    `last_seen` finds where a process was when it hung or crashed.
    """
    state = _Sweep()
    for _ in range(1 + RESTARTS):
        asked = {"asked": state.asked["response"], "asked_signed_in": state.asked["signed_in"]}
        before = len(state.all_asked)
        order = {"collect": ["sweep"], **asked, "links": tuple(state.links)}
        answered = boot(order)
        if answered.first("up") is None and not answered.ended.timed_out:
            answered = boot(order)  # the suite runs beside, and may have been in its way
        if answered.first("up") is None:
            return Absence(
                "inconclusive", f"the app did not come up a second time, to be asked: {ending(answered)}"
            )
        failed = answered.first("collector-failed")
        if failed is not None:
            return Absence("inconclusive", f"asking failed: {failed['crash']['type']}")
        state.read(answered, last_seen(answered))
        if state.finished or len(state.all_asked) == before:
            break
    return Requests(
        responses=tuple(state.answers["response"]),
        unasked=(*_unlinked(state), *_left(app, state)),
        not_found=state.first("not_found"),
        wrong_method=state.first("wrong_method"),
        signed_in=tuple(state.answers["signed_in"]),
        variants=tuple(state.answers["variant"]),
        health=state.health_fact(),
        trusted=state.trusted,
        login=state.login,
        static=state.first("static"),
        api_not_found=state.first("api_not_found"),
        not_allowed=state.first("not_allowed"),
        assets=tuple(state.answers["asset"]),
        caught=state.first("caught"),
        favicon=state.first("favicon"),
        absent=tuple(state.answers["absent"]),
        own_files=tuple(state.answers["own_file"]),
        lost_links=tuple(state.answers["lost_link"]),
    )


def _unlinked(state: _Sweep) -> list[Unasked]:
    """The routes that are not to be asked, but for those to which a link led."""
    return [each for each in state.unasked if (each.endpoint, each.rule) not in state.all_asked]


def _left(app: App, state: _Sweep) -> list[Unasked]:
    """The routes that a sweep did not come to."""
    done = {*state.asked["response"], *((each.endpoint, each.rule) for each in state.unasked)}
    reason = "the sweep ended before it: requests had ended their process too often, or the time was up"
    rest = [] if state.finished else app.routes
    return [
        Unasked(route.rule, route.endpoint, reason)
        for route in rest
        if (route.endpoint, route.rule) not in done
    ]
