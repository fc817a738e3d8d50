"""Pages that send a browser round in circles."""

from collections.abc import Mapping

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.views import ViewBody
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error, warning

from ..derived.guards.neighbours import is_hooked
from ..derived.outcomes.answering import place_of
from ..derived.outcomes.circles import Circle, bodies, circles, is_moved
from ..derived.outcomes.failures import account
from ..derived.slips import slips
from ..derived.structure.view_bodies import served


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


@by_source
@warning
def failure_redirects_to_itself(app: App, source: Source) -> Judgement:
    """A view that takes GET redirects to itself when what it tries fails.

    The next request tries the same and fails as well: for as long as the database is down each visitor's
    browser asks some twenty times and then shows its own error page, and the app's log fills at twenty times
    the rate. Told of an `except` that returns `redirect(url_for(…))` with the view's own endpoint and the
    same arguments, changes nothing else, and is reached by a GET; what is tried asks nothing of the request.

    Fix: answer there: `return render_template("error.html"), 503`.

    Fault::

        @app.get("/cart/<int:user_id>")
        def cart(user_id):
            try:
                items = get_cart(user_id)
            except DatabaseError:
                flash("The cart is not available")
                return redirect(url_for("cart", user_id=user_id))

    Fine::

                return render_template("error.html"), 503
    """
    views = {one.body.place: one for one in served(app, source)}
    back = [
        (one, view)
        for one in slips("back-to-itself", app, source)
        if (view := views.get(one.view)) and "GET" in view.methods and _is_own(one.what, view.endpoint)
    ]
    if not back:
        yield DoesNotApply("no view redirects to itself when it fails")
    for one, view in back:
        yield Found(
            f"{view.requests('GET')} redirects to itself when {one.detail} is raised in it, and fails again",
            subject=view.endpoint,
            place=one.place,
        )


def _is_own(named: str, endpoint: str) -> bool:
    """Whether `url_for` means that view: `cart.cart`, or `.cart` in its blueprint."""
    return named == endpoint or (named.startswith(".") and endpoint.endswith(named))
