"""The deployed pages beside what the release answered before."""

from collections.abc import Iterator

from releasecheck.facts import NOWHERE, Place
from releasecheck.facts.app import App
from releasecheck.facts.live import Live, Page, Purpose
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import CouldNotLook, DoesNotApply

Pair = tuple[Page, Response]


def compared(live: Live, requests: Requests) -> list[Pair]:
    """Each page that answered, with the release's own answer to the same question."""
    own = {(answer.endpoint, answer.path): answer for answer in requests.responses if answer.plain}
    return [
        (page, own[page.endpoint, page.path])
        for page in live.of("route")
        if page.status is not None and (page.endpoint, page.path) in own
    ]


def unlooked(live: Live, *purposes: Purpose) -> Iterator[CouldNotLook | DoesNotApply]:
    """Why nothing, or not everything, can be said of these pages."""
    pages = [page for purpose in purposes for page in live.of(purpose)]
    if not pages:
        yield DoesNotApply(f"nothing of the kind was asked of {live.url}")
    for reason in dict.fromkeys(page.failed for page in pages if page.failed):
        paths = ", ".join(page.path for page in pages if page.failed == reason)
        yield CouldNotLook(f"{paths} gave no answer: {reason}")


def view_of(endpoint: str | None, app: App | None) -> Place:
    """The view's `def`, else the module that makes the app."""
    if app is None:
        return NOWHERE
    views = (route.view for route in app.routes if route.endpoint == endpoint)
    return next((view.place for view in views if view and view.place.path), app.place)


def who(page: Page) -> str:
    """Who answered, as the subject of a sentence."""
    return "a proxy or load balancer" if page.by_edge else "the deployed app"
