"""Pages that send a browser round in circles."""

from collections.abc import Mapping

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.views import ViewBody
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.answering import place_of
from ..derived.circles import Circle, bodies, circles, is_moved
from ..derived.failures import account
from ..derived.neighbours import is_hooked


@error
def redirect_loop(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """A page redirects to itself, or two send a browser to each other.

    No browser ever shows it: each gives up after some twenty redirects. Seen by asking as a stranger, and
    once more with the cookies of the first answer; where a login hook is given, signed in too. Told where the
    redirect names the very path that was asked, on the same host and without a query, and brings no cookie
    that makes the next request another. A view that looks at what a proxy or a browser adds (headers, the
    referrer) is left out; a warning where it looks at the rest of the request, where its own source does not
    redirect, or where a hook of the project runs before it.

    Fix: return the page, or redirect to the endpoint that was meant.

    Fault::

        @app.get("/offers")
        def offers():
            return redirect("/offers")

    Fine::

        @app.get("/offers")
        def offers():
            return render_template("offers.html")
    """
    if not requests.responses:
        yield DoesNotApply("no route could be asked without arguments, or without doing harm")
        return
    if is_moved(app):
        yield DoesNotApply("the app is not served at the root of its host")
        return
    inside = bodies(app, source)
    told: set[str] = set()
    for answers in (requests.responses, requests.signed_in):
        for circle in circles(answers, inside):
            if told.isdisjoint(one.path for one in circle):
                told.update(one.path for one in circle)
                yield _loop(circle, app, inside)


def _loop(circle: Circle, app: App, inside: Mapping[str, ViewBody]) -> Found:
    first, *others = circle
    asked = f"{first.method} {first.path}{' of somebody signed in' if first.signed_in else ''}"
    way = "".join(f"to {one.path}, and that " for one in others)
    return Found(
        f"{asked} redirects {way}{'back' if others else 'to itself'}: no browser ever shows a page",
        subject=first.rule or first.path,
        place=place_of(app, first.endpoint),
        evidence=tuple(f"{account(one)}, Location: {one.headers['location']}" for one in circle),
        severity=None if all(_redirects_always(one, app, inside) for one in circle) else "warning",
    )


def _redirects_always(answer: Response, app: App, inside: Mapping[str, ViewBody]) -> bool:
    """Whether the view itself does, whatever the request says."""
    body = inside.get(answer.endpoint or "")
    hooked = is_hooked(app, None, answer.endpoint or "")
    return body is not None and "redirect" in body.calls and not (body.reads or hooked)
