"""The request sweep: a fresh boot asks the routes, and one more after each request that ends its process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from releasecheck.facts import Absence, Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response, Unasked
from releasecheck.facts.work import Warm
from releasecheck.gather.boots import Answered, Line

RESTARTS = 3
_HUNG = "Timeout ("  # faulthandler's first word for a process that it ends
_KINDS = ("response", "static", "not_found", "wrong_method")

Boot = Callable[[Mapping[str, Any]], Answered]  # with what to add to the work order


@dataclass(slots=True)
class _Sweep:
    """What has been asked and answered, over all the processes it took."""

    asked: list[tuple[str, str]] = field(default_factory=list)  # endpoint and rule
    answers: dict[str, list[Response]] = field(default_factory=lambda: {kind: [] for kind in _KINDS})
    unasked: tuple[Unasked, ...] = ()
    finished: bool = False

    def read(self, answered: Answered, place: Place) -> None:
        """Take in what one process said; `place` is where it was last seen, if it hung or crashed."""
        pending: Line | None = None
        for line in answered.lines:
            match line["kind"]:
                case "unasked":
                    self.unasked = self.unasked or msgspec.convert(line["unasked"], tuple[Unasked, ...])
                case "asking":
                    pending = line
                    if line["rule"] is not None:
                        self.asked.append((line["endpoint"], line["rule"]))
                case "warm":
                    self._warm(msgspec.convert(line["calls"], tuple[Warm, ...]))
                case "swept":
                    self.finished = True
                case kind if kind in _KINDS:
                    self.answers[kind].append(msgspec.convert(line["response"], Response))
                    pending = None
        if pending is not None:
            hung = answered.ended.timed_out or _HUNG in answered.stacks
            self._unanswered(pending, "timed-out" if hung else "killed", place)

    def _warm(self, calls: tuple[Warm, ...]) -> None:
        """Further calls of the route that was answered last, but for its second request."""
        answers = self.answers["response"]
        if answers:
            answers[-1] = replace(answers[-1], warm=calls)

    def _unanswered(self, asking: Line, outcome: str, place: Place) -> None:
        """A request after which nothing more was heard of the process."""
        about = {name: asking[name] for name in ("method", "path", "endpoint", "rule", "second")}
        response = replace(msgspec.convert({**about, "outcome": outcome}, Response), place=place)
        kind = "not_found" if response.rule is None else "response"
        kind = "wrong_method" if response.method != "GET" else kind
        self.finished = self.finished or kind != "response"
        self.answers[kind].append(response)


def sweep(app: App, boot: Boot, place: Callable[[Answered], Place]) -> Requests | Absence:
    """Ask what may be asked; `boot` starts a process that asks what is not in the order's `asked`.

    `place` finds where a process was when it hung or crashed.
    """
    state = _Sweep()
    for _ in range(1 + RESTARTS):
        answered = boot({"collect": ["sweep"], "asked": state.asked})
        if answered.first("up") is None:
            return Absence("inconclusive", "the app did not come up a second time, to be asked")
        failed = answered.first("collector-failed")
        if failed is not None:
            return Absence("inconclusive", f"asking failed: {failed['crash']['type']}")
        before = len(state.asked)
        state.read(answered, place(answered))
        if state.finished or len(state.asked) == before:
            break
    return Requests(
        responses=tuple(state.answers["response"]),
        unasked=(*state.unasked, *_left(app, state)),
        not_found=next(iter(state.answers["not_found"]), None),
        wrong_method=next(iter(state.answers["wrong_method"]), None),
        static=next(iter(state.answers["static"]), None),
    )


def _left(app: App, state: _Sweep) -> list[Unasked]:
    """The routes that a sweep did not come to."""
    done = {*state.asked, *((each.endpoint, each.rule) for each in state.unasked)}
    reason = "the sweep ended before it: requests had ended their process too often, or the time was up"
    rest = [] if state.finished else app.routes
    return [
        Unasked(route.rule, route.endpoint, reason)
        for route in rest
        if (route.endpoint, route.rule) not in done
    ]
