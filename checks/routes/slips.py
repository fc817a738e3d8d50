"""Lines of views, and of what they call, that cannot do what they are there for."""

from releasecheck.facts.app import App
from releasecheck.facts.slips import ReturnedException
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.view_bodies import served


@error
def exception_returned(app: App, source: Source) -> Judgement:
    """A function returns an exception where it was to raise it.

    Flask cannot make an answer of an exception: from a view it is a TypeError and so a 500. From any other
    function the caller goes on with the exception as if it were the value that he asked for. Told of Python's
    own exceptions, as a class or as an object, as long as no module asks whether a value is one, and outside
    of GraphQL; of functions that are no views a warning, where they return other values too.

    Fix: `raise` it; for a visitor, `abort(404)` or an answer with its status.

    Fault::

        @app.get("/tools/<int:tool>")
        def show(tool):
            if tool not in TOOLS:
                return KeyError("no such tool")

    Fine::

            if tool not in TOOLS:
                abort(404)
    """
    told = [one for one in source.returned_exceptions if not one.looked_for]
    if not told:
        yield DoesNotApply("no function returns an exception, or others ask whether it did")
    views = {one.body.place for one in served(app, source)}
    for one in told:
        if one.view in views:
            yield _returned(one)
        elif not one.view.path and one.place.path in app.modules and one.mixed:
            yield _handed_on(one)


def _returned(one: ReturnedException) -> Found:
    return Found(
        f"{one.function} returns {one.exception} instead of raising it, and Flask can make no answer of it",
        subject=one.function,
        place=one.place,
    )


def _handed_on(one: ReturnedException) -> Found:
    return Found(
        f"{one.function} returns {one.exception} instead of raising it: its caller takes it for the value",
        subject=one.function,
        place=one.place,
        fix=f"`raise {one.exception}`, and let the caller answer that.",
        severity="warning",
    )


@error
def request_data_changed(app: App, source: Source) -> Judgement:
    """A line changes the form or the arguments of the request, which cannot be changed.

    `request.form`, `request.args`, `request.values`, `request.files` and `request.cookies` are immutable:
    the line raises a TypeError whenever it is reached, and the visitor gets a 500. Told of `pop`, `update`
    and the like, of `del` and of items that are set, directly or by a name that holds nothing else in the
    function; outside of views a warning. An app whose class of requests keeps them in another type is left
    out.

    Fix: change a copy: `request.form.to_dict()` or `request.form.copy()`.

    Fault::

        fields = request.form
        fields.pop("csrf_token", None)

    Fine::

        fields = request.form.to_dict()
        fields.pop("csrf_token", None)
    """
    changes = [one for one in source.request_changes if one.place.path in app.modules]
    if not changes or app.changeable_requests:
        yield DoesNotApply("nothing changes what the request holds, or it can be changed")
        return
    views = {one.body.place for one in served(app, source)}
    for one in changes:
        yield Found(
            f"{one.function}: {one.what} is a TypeError, because {one.part} cannot be changed",
            subject=f"{one.function}:{one.what}",
            place=one.place,
            severity=None if one.view in views else "warning",
        )
