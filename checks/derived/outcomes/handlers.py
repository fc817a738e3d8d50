"""The app's error handlers, and the errors that they answer as something else."""

from collections.abc import Iterator
from dataclasses import dataclass

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response

from .failures import said

GENERAL = ("HTTPException", "Exception")  # handlers that take every HTTP error
_ASKED = {
    404: "a path that does not exist",
    405: "a method that the route does not take",
    500: "an exception in a view",
}
_LOOKED_UP = {  # in Flask's order
    404: (":404", ":NotFound", ":HTTPException", ":Exception"),
    405: (":405", ":MethodNotAllowed", ":HTTPException", ":Exception"),
    500: (":RuntimeError", ":Exception", ":500", ":InternalServerError", ":HTTPException"),
}

_LOOKED_UP_BY_APIS = ("MethodNotAllowed", "HTTPException", "Exception")
_MISTAKEN = (400, 404)


@dataclass(frozen=True, slots=True)
class Change:
    """An error of this code, answered with another status by a handler of the app."""

    code: int
    status: int
    handler: str
    answer: Response | None = None
    by_api: bool = False  # of Flask-RESTX, for its routes alone

    @property
    def is_mild(self) -> bool:
        """Whether it hides no crash and no lost page from whoever watches."""
        refusal = self.code < 500 and self.code not in {404, 405}
        return refusal or 300 <= self.status < 400 or (self.by_api and 400 <= self.status < 500)

    def __str__(self) -> str:
        crash = f" ({said(self.answer.crash)})" if self.answer and self.answer.crash else ""
        return f"{_ASKED.get(self.code, f'abort({self.code}) in a view')} is answered {self.status}{crash}"


def handler_of(app: App, code: int) -> str | None:
    """The app's handler that takes an error of this code."""
    return next((name for name in _LOOKED_UP[code] if name in app.error_handlers), None)


def changes(requests: Requests, app: App) -> Iterator[Change]:
    """Errors that a handler does not answer as errors."""
    for code, answer in ((404, requests.not_found), (405, requests.wrong_method)):
        handler = handler_of(app, code)
        if answer and handler and answer.status and not _is_kept(code, answer, app, requests):
            yield Change(code, answer.status, handler, answer)
    yield from _by_api(requests, app)
    for one in requests.refusals:
        if one.status < 300:
            yield Change(one.code, one.status, f":{one.code}")
    handler = handler_of(app, 500)
    for page in requests.error_pages:
        if handler and page.status and page.status < 500 and page.escaped is None:
            yield Change(500, page.status, handler)
            return


def _by_api(requests: Requests, app: App) -> Iterator[Change]:
    """A wrong method that a handler of an API answers as something else.

    One that is written for this very error hides it among no others, and a client that gets a 404 of it,
    without `Allow`, looks for a route that is there.
    """
    answer = requests.wrong_method
    name = next((one for one in _LOOKED_UP_BY_APIS if one in app.api_error_handlers), None)
    if answer is None or answer.status is None or name is None or handler_of(app, 405):
        return
    lost = name == "MethodNotAllowed" and answer.status in _MISTAKEN and "allow" not in answer.headers
    if lost or not 300 <= answer.status < 500:
        yield Change(405, answer.status, name, answer, by_api=True)


def _is_kept(code: int, answer: Response, app: App, requests: Requests) -> bool:
    """Whether it stays an error of the visitor's, or something in front of the handlers answered."""
    status = answer.status or code
    if code == 404 and answer.rule is not None:  # a route that takes every path
        return True
    if 300 <= status < 400:
        return _is_walled(app, requests)
    return 400 <= status < 500


def _is_walled(app: App, requests: Requests) -> bool:
    """Whether a hook may have redirected before the handler was asked: the project's, or for every page."""
    own = any(one.kind == "before_request" and not one.scope and one.own for one in app.hooks)
    return own or ("" in app.before_request and not any(one.status == 200 for one in requests.responses))
