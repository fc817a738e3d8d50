"""Paths that do not exist and are answered as if they did."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.findings import DoesNotApply, Found, Judgement, warning

from ..derived.handlers import handler_of


@warning
def not_found_soft_200(requests: Requests, app: App) -> Judgement:
    """A path that does not exist is answered as a page.

    Search engines index it, monitors find every path healthy, and a script or an image that is missing shows
    up as a page of HTML. Seen by asking a long random path that no rule takes. Something in front of the
    routes does it: a `before_request` that answers, an `after_request` that changes the status, a middleware.
    An error handler that answers 200 is told by errorhandler-changes-status; a single-page app that answers
    every path with its home page is meant so.

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
    answer = requests.not_found
    if answer is None:
        yield DoesNotApply("a rule takes every path")
    elif handler_of(app, 404):
        yield DoesNotApply("an error handler answers; errorhandler-changes-status judges it")
    elif answer.status is not None and 200 <= answer.status < 300 and not answer.like_home:
        yield Found(
            f"a path that does not exist is answered {answer.status}",
            "404",
            app.place,
            (f"{answer.method} of a random path -> {answer.status}", *_content(answer.headers)),
        )


def _content(headers: dict[str, str]) -> tuple[str, ...]:
    kind = headers.get("content-type")
    return (f"Content-Type: {kind}",) if kind else ()
