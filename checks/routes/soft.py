"""Paths that do not exist and are answered as if they did."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.outcomes.handlers import handler_of

_FOR_404 = (":404", ":NotFound")


@warning
def not_found_soft_200(requests: Requests, app: App) -> Judgement:
    """A path that does not exist is answered as a page.

    Search engines index it, monitors find every path healthy, and a script or an image that is missing shows
    up as a page of HTML. Seen by asking a long random path that no rule takes. Something in front of the
    routes does it: a `before_request` that answers, an `after_request` that changes the status, a middleware.
    An error handler that answers 200 is told by errorhandler-changes-status; a single-page app that answers
    every path with its home page is meant so. For information: a rule such as `/<path:path>` answers a random
    path with another page than the home page, so that the app's own page for 404 is shown to nobody who
    mistypes an address.

    Fix: let what does not exist be answered 404.

    Fault::

        @app.after_request
        def always_fine(response):
            response.status_code = 200
            return response

    Fine::

        @app.errorhandler(404)
        def lost(error):
            return render_template("lost.html"), 404
    """
    answer, handler = requests.not_found, handler_of(app, 404)
    if answer is None and requests.caught and handler in _FOR_404:
        yield from _caught(requests.caught, app)
    elif answer is None:
        yield DoesNotApply("a rule takes every path")
    elif handler:
        yield DoesNotApply("an error handler answers; errorhandler-changes-status judges it")
    elif answer.status is not None and 200 <= answer.status < 300 and not answer.like_home:
        yield Found(
            f"a path that does not exist is answered {answer.status}",
            "404",
            app.place,
            (f"{answer.method} of a random path -> {answer.status}", *_content(answer.headers)),
        )


def _caught(answer: Response, app: App) -> Iterator[Found]:
    """What takes every path, where a handler is there for those that do not exist."""
    if answer.status is None or not 200 <= answer.status < 300 or answer.like_home:
        return
    view = next((one.view for one in app.routes if one.endpoint == answer.endpoint), None)
    yield Found(
        f"{answer.rule} answers {answer.status} to every path that does not exist:"
        " the app's 404 handler gets none",
        subject=answer.rule or "404",
        place=view.place if view else app.place,
        evidence=(f"{answer.method} of a random path -> {answer.status}", *_content(answer.headers)),
        fix="Leave the paths that the app does not know to its 404 handler: abort(404) in the view.",
        severity="info",
    )


def _content(headers: dict[str, str]) -> tuple[str, ...]:
    kind = headers.get("content-type")
    return (f"Content-Type: {kind}",) if kind else ()
