"""Answers with somebody's session in a cache that others share."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.config.altered import place_of_change
from ..derived.config.sessions import carriers
from ..derived.outcomes.answering import accounts, place_of_all
from ..derived.outcomes.keeping import cache_control, is_closed, kept_with_identities, kept_with_sessions
from ..derived.wording import listed


@warning
def vary_cookie_cache(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """A shared cache may hand one visitor's session to another.

    An answer that sets the session cookie says that it may be kept (`Cache-Control: public` or a `max-age`),
    or does not say by `Vary: Cookie` that it is for one visitor: a proxy or CDN that keeps it signs the next
    visitor in as the first. Flask forgot the header for refreshed sessions until 2.2.5 and 2.3.2
    (CVE-2023-30861); an `after_request` that overwrites Vary or sets one Cache-Control for everything does it
    in any version. So does a cookie of the app's own with a long random value, such as `visitor`, that comes
    with an answer which may be kept: all whom the cache serves are one visitor. Seen on the answers of the
    sweep, pages asked with the session of another page among them.

    Fix: Flask 2.3.2 or newer; `response.vary.add("Cookie")` and not `headers["Vary"] = ...`; and
    `Cache-Control: private` or `no-store` on what depends on the visitor.

    Fault::

        @app.after_request
        def cache(response):
            response.headers["Cache-Control"] = "public, max-age=300"
            return response

    Fine::

        @app.after_request
        def cache(response):
            if "Set-Cookie" not in response.headers:
                response.cache_control.public = True
            return response
    """
    answers = [one for one in carriers(app, requests) if (one.status or 500) < 400]
    identified = kept_with_identities(app, requests)
    if not (answers or identified):
        yield DoesNotApply("no answer sets a session")
        return
    kept = kept_with_sessions(app, requests)
    if kept:
        yield _kept("session", kept, "Cache-Control", app, source, requests)
    told = set(map(cache_control, kept))
    for cookie, seen in identified.items():
        if untold := [one for one in seen if cache_control(one) not in told]:
            yield _kept(f"cookie {cookie}", untold, cookie, app, source, requests)
    unparted = [one for one in answers if not (one in kept or is_closed(one) or _is_parted(one))]
    if unparted:
        yield Found(
            "answers that set the session have no `Vary: Cookie`",
            "Vary",
            place_of_all(app, unparted),
            accounts(unparted),
        )


def _kept(  # noqa: PLR0913, PLR0917 - what is kept, and where it may come from
    what: str, kept: Sequence[Response], subject: str, app: App, source: Source | None, requests: Requests
) -> Found:
    said = dict.fromkeys(map(cache_control, kept))
    return Found(
        f"answers that set the {what} say {listed(f'`Cache-Control: {one}`' for one in said)}",
        subject,
        _place(app, source, kept, frozenset(said)),
        (*accounts(kept), *_health_too(requests, frozenset(said))),
    )


def _health_too(requests: Requests, said: frozenset[str]) -> Iterator[str]:
    """The health route, where one line has it say the same: a cache then tells of the past."""
    health = requests.health
    if health and cache_control(health.answer) in said:
        yield f"so does the health route, GET {health.path}"


def _place(app: App, source: Source | None, answers: Sequence[Response], said: frozenset[str]) -> Place:
    """The one view that says so, else the line of the hook that has all of them say it."""
    whole = place_of_all(app, answers)
    return place_of_change(app, source, "keeping", said) or whole if whole == app.place else whole


def _is_parted(answer: Response) -> bool:
    names = {name.strip().lower() for name in answer.headers.get("vary", "").split(",")}
    return not names.isdisjoint({"cookie", "*"})
