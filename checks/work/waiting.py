"""Calls in the source that make requests wait: for ever, or longer than they should."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from packaging.version import Version

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests
from releasecheck.facts.runs import Lint
from releasecheck.facts.source import Source
from releasecheck.facts.work import FLASK_MAIL, Wait
from releasecheck.findings import Found, Judgement, by_source, warning

from ..derived.excused import alike, parted
from ..derived.installs.installs import installed
from ..derived.outcomes.work import met, near
from ..derived.wording import capped

_HANGING = "a Redis that hangs keeps each worker that asks it, until none is left"
_OF_OPENAI = (
    "Give the client a timeout, `OpenAI(timeout=20)`, or before openai 1.0 each call: `request_timeout=20`."
)
_OF_GOOGLE = 'Give each call a timeout: `request_options={"timeout": 20}`.'
_REDIS_LIMITED = Version("8")  # from which on its clients wait for 5 s at most


@warning
@by_source
def blocking_call_no_timeout(
    source: Source,
    app: App,
    lint: Lint | None = None,
    requests: Requests | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """A view waits without limit for another server.

    When that server hangs, so does the worker that asked it; a handful of such requests and the whole app
    answers nobody, although nothing in it is broken. Followed from views, hooks and error handlers through
    the functions of the project: objects of `requests.Session` and `urllib3.PoolManager`, `urlopen`,
    `smtplib`, `imaplib`, `poplib`, `ftplib`, `http.client` and plain sockets without a timeout, and
    Flask-Mail, which knows none. `requests.get` and the like without one are ruff's S113, which lint-fails
    tells; mail that a request of this run was seen to send is told by work-in-request-path. All calls by one
    session are one finding. Uploads to Cloudinary have no limit, nor has Twilio's client, unless it is given
    one: `Client(sid, token, http_client=TwilioHttpClient(timeout=5))`. For information, and as one finding
    each: clients of OpenAI, Anthropic and google.generativeai, which wait for ten minutes, and of Redis,
    where the installed redis has no limit of its own: it is near as a rule, and seldom hangs.

    Fix: give the call a timeout, a few seconds as a rule: `session.get(url, timeout=5)`,
    `redis.Redis(socket_timeout=2)`; or `socket.setdefaulttimeout(5)` for what has no argument for it. Mail is
    better sent from a task queue.

    Fault::

        @app.route("/rates")
        def rates():
            return urlopen("https://rates.example/today").read()

    Fine::

        @app.route("/rates")
        def rates():
            return urlopen("https://rates.example/today", timeout=5).read()
    """
    waits = list(_of_the_app([one for one in source.waits if one.kind == "network"], app))
    told = [one.place for one in lint.findings if one.code == "S113"] if lint else []
    mails = [one for one in waits if one.call == FLASK_MAIL and not met(one, requests)]
    calls = [one for one in waits if one.call != FLASK_MAIL]
    new = [one for one in calls if not any(near(one.place, place, 0) for place in told)]
    for first, *others in _by_session(new, source):
        yield _endless(first, others)
    if mails:
        yield _endless(mails[0], mails[1:])
    models = list(_of_the_app([one for one in source.waits if one.kind == "model"], app))
    if models:
        yield _patient(models)
    stores = list(_of_the_app([one for one in source.waits if one.kind == "store"], app))
    if stores and dependencies and _waits_for_redis(dependencies):
        found = _endless(stores[0], stores[1:])
        yield replace(found, evidence=(_HANGING, *found.evidence), severity="info")


def _by_session(waits: Sequence[Wait], source: Source) -> Iterator[list[Wait]]:
    """What one line mends, which gives the session a timeout; each other call by itself."""
    names = ("blocking-call-no-timeout", "work")
    yield from alike(waits, _session_or_place, attrgetter("place"), names, source)


def _session_or_place(wait: Wait) -> object:
    return (wait.place.path, wait.session) if wait.session else wait.place


def _waits_for_redis(dependencies: Dependencies) -> bool:
    found = installed(dependencies).get("redis")
    return found is not None and Version(found.version) < _REDIS_LIMITED


def _patient(waits: Sequence[Wait]) -> Found:
    """Of all calls to one kind of service: one limit for its client mends them."""
    first, *others = waits
    return Found(
        f"{first.call} may wait for ten minutes, and {_who(first)} with it",
        subject=first.path[0],
        place=first.place,
        evidence=capped([f"{_who(one)} too, at {one.place}" for one in others]),
        fix=_OF_GOOGLE if first.call.startswith("google.") else _OF_OPENAI,
        severity="info",
    )


def _endless(wait: Wait, others: Sequence[Wait] = ()) -> Found:
    return Found(
        f"{wait.call} has no timeout, and {_who(wait)} waits for it",
        wait.path[0],
        wait.place,
        capped([f"{_who(one)} too, at {one.place}" for one in others]),
    )


@warning
@by_source
def sleep_or_subprocess_in_view(source: Source, app: App, requests: Requests | None = None) -> Judgement:
    """A view sleeps, or starts a program.

    A worker that sleeps serves nobody else: with four workers, four visitors of this page are enough to stop
    the app. A program takes its time, may hang, and shares the worker's memory and limits. Found in the
    source of views, hooks and the project's functions that they call; what a request of this run was
    seen to do is told by work-in-request-path. Pauses inside a stream, and under gevent or eventlet, hold up
    no other request. Views that do the same in one file are one finding.

    Fix: hand the work to a task queue (RQ, Celery) and answer at once; to wait for a result let the browser
    ask again.

    Fault::

        @app.post("/labels")
        def labels():
            subprocess.run(["lp", "label.pdf"])
            return "printed"

    Fine::

        @app.post("/labels")
        def labels():
            queue.enqueue(print_label, "label.pdf")
            return "on its way", 202
    """
    waits = [one for one in source.waits if one.kind in {"sleep", "process"}]
    views: dict[tuple[str | None, str], list[Wait]] = {}
    for wait in _of_the_app(waits, app):
        if not met(wait, requests):
            views.setdefault((wait.place.path, wait.path[0]), []).append(wait)
    together, excused = parted(
        views.values(), lambda found: found[0].place, ("sleep-or-subprocess-in-view", "work"), source
    )
    for first, *others in (*_alike(together), *excused):
        yield Found(
            f"{_who(first)} {_does(first)}",
            first.path[0],
            first.place,
            capped([f"{_who(one)} {_does(one)}, at {one.place}" for one in others]),
        )


def _alike(views: Iterable[Sequence[Wait]]) -> Iterable[Sequence[Wait]]:
    """What views of one file begin with alike, put together: one repair mends them."""
    found: dict[tuple[str | None, str], list[Wait]] = {}
    for waits in views:
        found.setdefault((waits[0].place.path, waits[0].kind), []).extend(waits)
    return found.values()


def _does(wait: Wait) -> str:
    return f"{'sleeps' if wait.kind == 'sleep' else 'starts a program'} ({wait.call})"


def _of_the_app(waits: list[Wait], app: App) -> Iterator[Wait]:
    """Those in modules that the app imports; a file beside it may be a program of its own, or an old copy."""
    yield from (one for one in waits if one.place.path in app.modules)


def _who(wait: Wait) -> str:
    first, *rest = wait.path
    return (
        f"{'the hook' if wait.hook else 'the view'} {first}{''.join(f' through {one}' for one in rest[-1:])}"
    )
