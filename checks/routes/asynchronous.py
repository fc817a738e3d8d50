"""Views and hooks that are `async def`."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.symptoms import ASYNC_EXTRA, crashes_saying
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
