"""What becomes of a 404 that a view answers itself, and of a failure that nobody tells it of."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips
from ..derived.structure.view_bodies import served
from ..derived.wording import capped, counted, likewise


@warning
@by_source
def not_found_caught(app: App, source: Source) -> Judgement:
    """A view's `get_or_404` stands in a `try` whose `except Exception` answers 500.

    `get_or_404`, `first_or_404` and `abort(404)` raise an exception of Werkzeug's, which `except Exception`
    takes for a failure as any other: who asks for what is gone is told that the server broke, monitoring
    pages somebody for each such visitor, and the real failures hide among them. Told of views that the app
    serves, where the `except` answers a constant 500 and neither raises again nor looks at what it caught,
    and nothing above it takes an HTTPException. All are one finding.

    Fix: call it before the `try`, or write `except HTTPException: raise` above.

    Fault::

        try:
            post = Post.query.get_or_404(post_id)
            ...
        except Exception:
            return jsonify(error="failed"), 500

    Fine::

        post = Post.query.get_or_404(post_id)
        try:
            ...
        except Exception:
            return jsonify(error="failed"), 500
    """
    views = [one.body for one in served(app, source)]
    if not views:
        yield DoesNotApply("no view of the app was found in the source")
    caught = [(one.function, each) for one in views for each in one.swallowed]
    if caught:
        function, first = caught[0]
        many = len({name for name, _ in caught})
        whose = function if many == 1 else counted(many, "view")
        yield Found(
            f"{first.call} of {whose} ends in a 500: the `except Exception` around it takes its 404",
            subject=function,
            place=first.place,
            evidence=capped([f"{each.call} at {each.place}, caught at {each.by}" for _, each in caught]),
        )


@by_source
@warning
def failure_reported_as_success(app: App, source: Source) -> Judgement:
    """A view says that it went well, whatever the function says that was to bring it about.

    The function catches every exception, logs it and gives None or False back; the view asks nobody, and the
    visitor reads "The note was added" while the database is down and the note is lost. Told where a function
    of the project that commits has such an `except`, a view calls it and looks at nothing that it gives, and
    `flash(…, "success")` stands below in the same block; the view commits nothing itself.

    Fix: ask for the result, `if add_note(title) is None:`, or let the exception through and catch it in the
    view.

    Fault::

        note_id = add_note(title)
        flash("The note was added", "success")

    Fine::

        if add_note(title) is None:
            flash("The note could not be kept", "error")
        else:
            flash("The note was added", "success")
    """
    views = {one.body.place: one for one in served(app, source)}
    told = [one for one in slips("success-anyway", app, source) if one.view in views]
    if not told:
        yield DoesNotApply("no view reports a success that it does not know of")
    for called in dict.fromkeys(one.what for one in told):
        alike = [one for one in told if one.what == called]
        first, more = alike[0], likewise(len(alike) - 1, "other place")
        yield Found(
            f"{first.function} says that all went well when {called}() has failed, and does not ask{more}",
            subject=called,
            place=first.place,
            evidence=capped([f"{one.function} at {one.place}" for one in alike]),
        )
