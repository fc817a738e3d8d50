"""What becomes of a 404 that a view answers itself."""

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.view_bodies import served
from ..derived.wording import capped, counted


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
