"""Every instance that is known asked for the debugger: who answers as itself has none."""

import time
from collections.abc import Collection
from dataclasses import replace

from releasecheck.facts.live import OneByOne
from releasecheck.gate.chance import to_see_all
from releasecheck.probe import Answer, Question, Target, ask
from releasecheck.probe.debugger import debugger_url, is_debuggers_script
from releasecheck.probe.health import NotJsonError, parse_body, read_health

MOST = 40  # questions: enough to meet each of eight at random


def ask_each(target: Target, known: Collection[str], left: float) -> tuple[OneByOne | None, int]:
    """What came of it, and how many questions it took; one alone was asked with the probe.

    The question goes to the health route, whose answer names the instance, and so it is plain who has been
    asked, whatever a balancer does in between.
    """
    if len(known) < 2:
        return (OneByOne(tuple(known)) if known else None), 0
    there = replace(target, url=debugger_url(target.url), debugger=False)
    unmet, asked, ends = set(known), 0, time.monotonic() + left
    while unmet and asked < min(MOST, to_see_all(len(known))) and time.monotonic() < ends:
        said, asked = ask(there, Question()), asked + 1
        if isinstance(said, Answer) and is_debuggers_script(said):
            return OneByOne(_without(known, unmet), tuple(sorted(unmet)), exposed=True), asked
        unmet -= {_instance(said)} if isinstance(said, Answer) else set()
    return OneByOne(_without(known, unmet), tuple(sorted(unmet))), asked


def _without(known: Collection[str], unmet: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(set(known) - set(unmet)))


def _instance(answer: Answer) -> str | None:
    try:
        document = parse_body(answer)
    except NotJsonError:
        document = None
    return read_health(answer, document).instance
