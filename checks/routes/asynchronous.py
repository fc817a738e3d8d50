"""Views and hooks that are `async def`, and answers that are made after their view."""

from packaging.version import Version

from releasecheck.facts.app import App
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.installs.installs import installed
from ..derived.outcomes.symptoms import ASYNC_EXTRA, crashes_saying
from ..derived.slips import slips
from ..derived.wording import capped, listed


@error
def async_view_without_extra(app: App, requests: Requests | None = None) -> Judgement:
    """A view or hook is `async def`, and Flask's async extra is not installed.

    Flask calls it through asgiref, and without that every request that reaches it is a RuntimeError; an async
    `before_request` takes the whole app down. The app imports and boots all the same. Seen on the live
    functions and in the app's own Python. An app with an `ensure_sync` of its own, and a wrapper that runs
    the coroutine itself, are fine.

    Fix: require `flask[async]` in place of `flask`, or write `def`.

    Fault::

        @app.get("/prices")
        async def prices(): ...              # requirements.txt: flask

    Fine::

        @app.get("/prices")
        async def prices(): ...              # requirements.txt: flask[async]
    """
    views = {route.endpoint: route.view for route in app.routes if route.view and route.view.asynchronous}
    hooks = [hook for hook in app.hooks if hook.asynchronous]
    if not views and not hooks:
        yield DoesNotApply("no view or hook is async")
    elif not app.runs_async:
        names = [*(f"{hook.kind} {hook.name}" for hook in hooks), *(view.name for view in views.values())]
        every = [*(hook.place for hook in hooks), *(view.place for view in views.values())]
        places = [place for place in every if place.path]
        yield Found(
            f"{listed(names)} {'is' if len(set(names)) == 1 else 'are'} async, and asgiref is not installed",
            subject="asgiref",
            place=next(iter(places), app.place),
            evidence=capped(
                [
                    *(f"{hook.kind} {hook.name} at {hook.place}" for hook in hooks),
                    *(f"{endpoint} at {view.place}" for endpoint, view in views.items()),
                    *crashes_saying(requests, ASYNC_EXTRA),
                ]
            ),
        )


@error
@by_source
def stream_outlives_request(app: App, source: Source, dependencies: Dependencies | None = None) -> Judgement:
    """A generator that an answer streams reads the request, or asks the database, after it is over.

    The server asks a generator for its parts when the view has returned, and `request`, `session`,
    `current_user`, `current_app` and `g` are gone by then, as is the session of Flask-SQLAlchemy 3: "Working
    outside of request context", after the headers said 200. What was to be saved at the end of the stream is
    lost. Told of a function with `yield` that is called for `Response(…)` and names one of them itself.

    Fix: `Response(stream_with_context(rows()))`, or read what is needed before, and hand it over.

    Fault::

        def rows():
            for order in orders:
                yield f"{current_user.name},{order.id}"
        return Response(rows(), mimetype="text/csv")

    Fine::

        return Response(stream_with_context(rows()), mimetype="text/csv")
    """
    late = list(slips("streamed-late", app, source))
    if not (dependencies and _has_bound_session(dependencies)):
        late = [one for one in late if "." not in one.detail]
    if not late:
        yield DoesNotApply("no streamed answer reads the request")
    for one in late:
        does = "asks" if "." in one.detail else "reads"
        yield Found(
            f"{one.function} streams {one.what}, which {does} {one.detail} when the request is over",
            subject=f"{one.function}:{one.what}",
            place=one.place,
        )


def _has_bound_session(dependencies: Dependencies) -> bool:
    """Whether `db.session` wants the context of a request, as since Flask-SQLAlchemy 3.0."""
    known = installed(dependencies).get("flask-sqlalchemy")
    return known is not None and Version(known.version) >= Version("3.0")
