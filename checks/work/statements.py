"""SQL and connections that requests make too often."""

from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Event
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, info, warning
from releasecheck.health_route import find_health_route

from ..derived.outcomes.failures import requests_of
from ..derived.outcomes.unseen import behind_a_login
from ..derived.outcomes.work import doing, is_heavy
from ..derived.wording import capped, in_short, listed

_MANY = 10
_READS = ("SELECT", "WITH")


@warning
def work_on_every_request(requests: Requests, app: App, project: Project) -> Judgement:
    """Each request waits for a database or another server, even one for a static file or the health route.

    A `before_request` or `after_request` function of the app runs for every stylesheet, every icon and every
    probe of the load balancer: a page with twenty files asks the database twenty times more, and a slow
    database makes the health route fail. Seen by asking a file of the static folder and the health route, in
    what ran before or after the view; the health route's own view may ask what it wants.

    Fix: return early for what needs none of it: `if request.endpoint in {"static", "healthz"}: return`; or
    load it when it is first used (`werkzeug.utils.cached_property`, `flask.g`).

    Fault::

        @app.before_request
        def count_visit():
            db.session.add(Visit(path=request.path))
            db.session.commit()

    Fine::

        @app.before_request
        def count_visit():
            if request.endpoint != "static":
                visits.increment()                       # in memory, written once a minute
    """
    plain = [*_plain(requests, app, project)]
    if not plain:
        yield DoesNotApply("the app has neither a static file nor a health route that could be asked")
    seen: dict[Place, list[tuple[Response, Event]]] = {}
    for answer in plain:
        for event in answer.events:
            if _is_work(event) and _again(event, requests, answer):
                seen.setdefault(event.place, []).append((answer, event))
    for place, pairs in seen.items():
        yield _each_time(place, pairs)


def _each_time(place: Place, pairs: Sequence[tuple[Response, Event]]) -> Found:
    does = listed(doing(event) for _, event in pairs)
    lines = [f"{one.method} {one.path} {doing(event)}" for one, event in pairs]
    return Found(
        f"every request {does}, {requests_of(one for one, _ in pairs)} too",
        subject="before_request" if pairs[0][1].phase == "before" else "after_request",
        place=place,
        evidence=capped(list(dict.fromkeys(lines))),
    )


def _plain(requests: Requests, app: App, project: Project) -> Iterator[Response]:
    """The answers to requests that should need nothing: a static file and the health route."""
    files = (one for one in (requests.static, *requests.assets) if one and one.status == 200)
    yield from [*files][:1]
    health = find_health_route(app.routes, project.health)
    if health is not None:
        answers = (one for one in requests.responses if one.rule == health.route.rule and not one.second)
        yield from [one for one in answers if one.outcome == "answered"][:1]


def _is_work(event: Event) -> bool:
    """A statement, a connection or more, in what the app itself runs around each view."""
    if event.phase not in {"before", "after"} or event.beside or not event.place.path:
        return False
    return event.kind == "sql" or (event.kind == "connect" and event.backend) or is_heavy(event)


def _again(event: Event, requests: Requests, answer: Response) -> bool:
    """Whether another request did it too: the first may have had to set something up."""
    every = (*requests.responses, *requests.assets, requests.not_found, requests.static)
    others = [one for one in every if one and one != answer]
    return any(one.place == event.place for other in others for one in other.events)


@info
def n_plus_one(requests: Requests) -> Judgement:
    """One page sends the same query ten times or more.

    A loop asks the database for each row once more, usually through a lazy relationship in a template. With
    the ten rows of a test it is quick; with the thousand of production the page takes seconds. Seen by
    counting the statements of each request of this run without their values, at the project's line that sends
    them.

    Fix: load what the loop needs in one query: `select(Post).options(selectinload(Post.author))`, or a join.

    Fault::

        {% for post in posts %}{{ post.author.name }}{% endfor %}   {# posts = Post.query.all() #}

    Fine::

        posts = db.session.scalars(select(Post).options(joinedload(Post.author))).all()
    """
    if not requests.responses:
        yield DoesNotApply("no route could be asked without arguments, or without doing harm")
    seen: dict[tuple[Place, str], list[tuple[Response, int]]] = {}
    if unseen := behind_a_login(requests):
        yield CouldNotLook(unseen)
    for answer in requests.pages:
        for event in answer.events:
            if _repeats(event) and not answer.second:
                seen.setdefault((event.place, event.detail), []).append((answer, event.count))
    told: dict[str, list[_Seen]] = {}  # lines of which the same would be said are one finding
    for one in _by_line(seen):
        told.setdefault(_said(one), []).append(one)
    for said, alike in told.items():
        ((place, _), answers), *others = alike
        first = _most(answers)[0]
        also = [f"likewise at {at}: {_counted(_most(these))}" for (at, _), these in others]
        yield Found(
            said,
            subject=first.rule or first.path,
            place=place,
            evidence=capped([*dict.fromkeys(map(_counted, answers)), *also]),
        )


def _counted(seen: tuple[Response, int]) -> str:
    answer, times = seen
    return f"{answer.method} {answer.path}: {times} times"


_Seen = tuple[tuple[Place, str], list[tuple[Response, int]]]


def _said(one: _Seen) -> str:
    (_, statement), answers = one
    first, count = _most(answers)
    return f"{first.method} {first.path} sends one query {count} times: {in_short(statement, 100)}"


def _most(answers: Iterable[tuple[Response, int]]) -> tuple[Response, int]:
    return max(answers, key=lambda one: one[1])


def _by_line(seen: dict[tuple[Place, str], list[tuple[Response, int]]]) -> Iterable[_Seen]:
    """One query for each line: the one that is sent most often."""
    best: dict[Place, _Seen] = {}
    for (place, statement), answers in seen.items():
        most = max(count for _, count in answers)
        if place not in best or most > max(count for _, count in best[place][1]):
            best[place] = ((place, statement), answers)
    return best.values()


def _repeats(event: Event) -> bool:
    many = event.kind == "sql" and event.count >= _MANY and not event.beside
    return many and event.place.path is not None and event.detail.upper().startswith(_READS)
