"""What requests of the sweep were seen to do while a visitor would have waited."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import starmap
from statistics import median

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.boot import Crash, Event
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.runs import Lint
from releasecheck.facts.source import Source
from releasecheck.facts.work import SLOW_S
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, Severity, warning

from ..derived.outcomes.failures import requests_of
from ..derived.outcomes.outside import caught_by, falls_with
from ..derived.outcomes.unseen import behind_a_login
from ..derived.outcomes.work import cause, doing, heavy_in_views, near
from ..derived.wording import capped, counted, listed

_NONE_ASKED = "no route could be asked without arguments, or without doing harm"
_CALLS = 3
_MOST = 3  # pages that are more than a few


@warning
def work_in_request_path(
    requests: Requests, source: Source | None = None, lint: Lint | None = None
) -> Judgement:
    """A view does heavy work while its visitor waits.

    A pause, a program, mail or a call of another server takes as long as it takes; meanwhile the worker
    serves nobody else, and when the other side is down the page is too. Seen when the routes were asked, with
    the line that did it; mail and tasks were held back. A quick call of another server is only information,
    and is left out where a missing timeout is told at that line already, unless most pages make it, or the
    call failed here and the page with it. Databases and caches do not count.

    Fix: hand the work to a task queue (RQ, Celery) and answer at once, or keep what another server said for a
    while (Flask-Caching). Where the page was a 500 because the call failed here, catch what the client
    raises.

    Fault::

        @app.get("/invoice")
        def invoice():
            mail.send(Message("Your invoice", recipients=[current_user.email]))
            return "sent"

    Fine::

        @app.get("/invoice")
        def invoice():
            queue.enqueue(send_invoice, current_user.id)
            return "on its way"
    """
    if not requests.responses:
        yield DoesNotApply(_NONE_ASKED)
    endless = [*_without_timeout(source, lint)]
    seen: dict[Place | tuple[str | None, str], list[tuple[Response, Event]]] = {}
    if unseen := behind_a_login(requests):
        yield CouldNotLook(unseen)
    for answer in requests.pages:
        for event in heavy_in_views(answer):
            seen.setdefault(cause([event]), []).append((answer, event))
    for pairs in seen.values():
        place = pairs[0][1].place
        if fallen := next(filter(None, starmap(falls_with, pairs)), None):
            yield _fallen(_heavy(place, pairs), fallen)
        elif not all(_is_quick(answer, event) for answer, event in pairs) or _is_everywhere(pairs, requests):
            yield _heavy(place, pairs)
        elif not any(near(place, one) for one in endless):
            yield _heavy(place, pairs, "info")


def _fallen(found: Found, crash: Crash) -> Found:
    """The same of a page that does not outlive a failure of the call."""
    catching = caught_by(crash)
    return replace(
        found,
        message=f"{found.message}, and answers 500 when that fails",
        evidence=(*found.evidence, f"no line of the project catches {crash.type}"),
        fix=f"Catch `{catching}` around the call, and show the page without what it brings; better, keep for "
        "a while what the other server said.",
    )


def _is_everywhere(pairs: Sequence[tuple[Response, Event]], requests: Requests) -> bool:
    """Whether most pages do it, as what a navigation bar calls: they all go when the other side goes."""
    rules = {answer.rule for answer, _ in pairs}
    return len(rules) >= _MOST and 2 * len(rules) > len({answer.rule for answer in requests.pages})


def _without_timeout(source: Source | None, lint: Lint | None) -> Iterator[Place]:
    """Where another rule says that a call of another server has no timeout."""
    yield from (one.place for one in lint.findings if one.code == "S113") if lint else ()
    yield from (one.place for one in source.waits if one.kind == "network") if source else ()


def _is_quick(answer: Response, event: Event) -> bool:
    """A call that failed says nothing of how long it takes where the app will run."""
    return event.kind == "connect" and (event.failed or answer.duration_s < SLOW_S)


def _heavy(place: Place, pairs: Sequence[tuple[Response, Event]], severity: Severity | None = None) -> Found:
    answers = list(dict.fromkeys((answer.method, answer.path) for answer, _ in pairs))
    first = pairs[0][0]
    others = dict.fromkeys(event.place for _, event in pairs if event.place != place)
    does = listed(doing(event) for _, event in pairs)
    return Found(
        f"{requests_of(answer for answer, _ in pairs)}: the view {does} while the visitor waits",
        subject=first.rule or first.path,
        place=place,
        evidence=capped(
            [*(_timed(_first_of(pairs, *one)) for one in answers), *(f"also at {one}" for one in others)]
        ),
        severity=severity,
    )


def _first_of(pairs: Iterable[tuple[Response, Event]], method: str, path: str) -> Response:
    """The first answer to this request."""
    return next(answer for answer, _ in pairs if (answer.method, answer.path) == (method, path))


def _timed(answer: Response) -> str:
    result = answer.status or answer.outcome
    return f"{answer.method} {answer.path} -> {result} in {answer.duration_s:.2f} s"


@warning
def slow_route(requests: Requests, app: App) -> Judgement:
    """A page takes longer than a second although it is warm.

    Visitors leave, and every such request keeps a worker from all others. Only routes that were slow when
    they were first asked are asked again, three times; the middle one counts. What other programs had of the
    processor meanwhile is not counted. A page that is slow because of a pause, a program, mail or another
    server is told by work-in-request-path.

    Fix: measure with `flask run` and a profiler (werkzeug.middleware.profiler), then compute less, keep
    results (Flask-Caching), or move the work to a task.

    Fault::

        @app.get("/report")
        def report():
            return render_template("report.html", rows=[score(row) for row in every_row()])

    Fine::

        @app.get("/report")
        @cache.cached(timeout=300)
        def report():
            return render_template("report.html", rows=[score(row) for row in every_row()])
    """
    if not requests.responses:
        yield DoesNotApply(_NONE_ASKED)
    slow = [one for one in requests.responses if len(one.warm) == _CALLS and _took(one) > SLOW_S]
    groups: dict[Place, list[Response]] = {}
    for answer in slow:
        if not _is_told(answer):
            groups.setdefault(_cause(answer, app), []).append(answer)
    for place, answers in groups.items():
        yield _slow(place, answers)


def _is_told(answer: Response) -> bool:
    """Whether work-in-request-path says why it takes so long."""
    heavy = heavy_in_views(answer)
    slept = sum(one.duration_s or 0.0 for one in heavy if one.kind == "sleep")
    return slept > _took(answer) / 2 or any(one.kind != "sleep" for one in heavy)


def _took(answer: Response) -> float:
    return median(call.duration_s for call in answer.warm)


def _cause(answer: Response, app: App) -> Place:
    """Where at least half of the time went, when that was seen; else the view."""
    longest = max(answer.events, key=lambda one: one.duration_s or 0.0, default=None)
    if longest and longest.place.path and (longest.duration_s or 0.0) > _took(answer) / 2:
        return longest.place
    views = (route.view for route in app.routes if route.endpoint == answer.endpoint)
    return next((one.place for one in views if one and one.place.path), app.place)


def _slow(place: Place, answers: Sequence[Response]) -> Found:
    first = answers[0]
    takes = f"{'take' if len(answers) > 1 else 'takes'} {max(map(_took, answers)):.1f} s"
    return Found(
        f"{requests_of(answers)} {takes}, asked again and again",
        subject=first.rule or first.path,
        place=place,
        evidence=capped([_spent(answer) for answer in answers]),
    )


def _spent(answer: Response) -> str:
    """Where the time goes."""
    calls = listed(f"{call.duration_s:.2f} s" for call in answer.warm)
    cpu = median(call.cpu_s for call in answer.warm)
    number = sum(one.count for one in answer.events if one.kind == "sql" and not one.beside)
    sql = f", {counted(number, 'SQL statement')}" if number else ""
    return f"{answer.method} {answer.path}: {calls}, of which {cpu:.2f} s at work in the app{sql}"
