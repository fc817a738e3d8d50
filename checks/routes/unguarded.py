"""Apps that never ask who calls."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, info
from releasecheck.route_lock import credentials_sent

from ..derived.guards.neighbours import Neighbours
from ..derived.guards.nobody_asks import changing_views, means_to_ask
from ..derived.wording import capped

_FEWEST = 2


@info
@by_source
def nobody_is_asked(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """Anybody may change and delete what an API keeps: none of its routes asks who calls.

    Told once of an app that takes PUT, PATCH or DELETE, where neither a view nor a hook, decorator,
    middleware or library that it imports looks at a session, a token, a header or an address, and no page
    turned a stranger away. Behind a gateway that asks, or on a network of its own, that may be as it was
    meant.

    Fix: ask for a token or a login where something is changed; where another program does that, say so with
    `[tool.releasecheck.ignore]`.

    Fault::

        @app.delete("/orders/<int:order>")
        def delete(order): ...

    Fine::

        @app.delete("/orders/<int:order>")
        @jwt_required()
        def delete(order): ...
    """
    if credentials_sent(requests):
        yield CouldNotLook("every request was sent with a header that may say who asks")
        return
    near = Neighbours.of(app, source, requests)
    changing = changing_views(near, source)
    if len(changing) < _FEWEST:
        yield DoesNotApply("fewer than two routes that change something take PUT, PATCH or DELETE")
    elif not means_to_ask(near, source):
        first, *_ = changing
        asked = [f"{one.requests('DELETE', 'PUT', 'PATCH')} at {one.body.place}" for one in changing]
        yield Found(
            f"no route asks who calls, and {len(changing)} of them take PUT, PATCH or DELETE",
            subject="who calls",
            place=first.body.place,
            evidence=capped(asked),
        )
