"""What a request did besides answering, as the sweep saw it."""

from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.boot import Event
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.work import FLASK_MAIL, Wait

from ..wording import in_short

_SHORT_S = 0.05  # a pause that nobody notices


def is_heavy(event: Event) -> bool:
    """Whether a request had better not wait for this: a pause, a process, mail, a server that is far away.

    What a thread of its own does beside the request is no part of it; a database or a cache is what views
    ask.
    """
    if event.beside:
        return False
    if event.kind == "connect":
        return not (event.loopback or event.backend)
    return event.kind in {"process", "mail"} or (
        event.kind == "sleep" and (event.duration_s or 0.0) >= _SHORT_S
    )


def heavy_in_views(answer: Response) -> list[Event]:
    """Heavy work of the project's own code in a view."""
    heavy = [one for one in answer.events if one.phase == "view" and one.place.path and is_heavy(one)]
    return [one for one in heavy if not is_retry(one, answer)]


def is_retry(event: Event, answer: Response) -> bool:
    """Whether a library paused before its next try, in a request that had no answer in the end."""
    return answer.outcome == "timed-out" and event.kind == "sleep" and event.by_library


def near(place: Place, other: Place, lines: int = 6) -> bool:
    """Whether two places are one call: a frame that runs may be at any of the lines of a call."""
    if place.path is None or place.path != other.path or place.line is None or other.line is None:
        return False
    return abs(other.line - place.line) <= lines


def met(wait: Wait, requests: Requests | None) -> bool:
    """Whether the sweep came by there: it did that work, or it waited until its time was over."""
    kind = "mail" if wait.call == FLASK_MAIL else wait.kind
    return any(near(wait.place, seen) for answer in _answers(requests) for seen in _places(answer, kind))


def _answers(requests: Requests | None) -> Iterable[Response]:
    return requests.pages if requests else ()


def _places(answer: Response, kind: str) -> Iterator[Place]:
    """Where it did work of this kind; a view beside that sleeps has started no program for another."""
    if answer.outcome == "timed-out":
        yield answer.place
    yield from (one.place for one in answer.events if one.kind == kind and is_heavy(one))


def doing(event: Event) -> str:
    """What was done, as the rest of a sentence about a request."""
    match event.kind:
        case "sleep":
            return f"sleeps {event.duration_s or 0:.1f} s"
        case "process":
            return f"starts a process ({in_short(event.detail, 60)})"
        case "mail":
            return f"sends mail {in_short(event.detail, 60)}"
        case "sql":
            return f"sends SQL ({in_short(event.detail, 80)})"
        case _:
            return f"connects to {in_short(event.detail, 60)}"


def cause(events: Sequence[Event]) -> Place | tuple[str | None, str]:
    """What is told once: a place, or the one program that a file starts at several, as a wiki does git."""
    first = events[0]
    alike = {(one.kind, one.detail) for one in events} == {("process", first.detail)}
    return (first.place.path, first.detail) if alike else first.place
