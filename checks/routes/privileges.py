"""Roles that visitors give themselves."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.privileges import Granted, PrivilegeGuard
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.guards.inline_guards import LOOKS
from ..derived.guards.neighbours import Neighbours
from ..derived.structure.view_bodies import Served
from ..derived.wording import capped

_CHANGING_FIRST = ("POST", "PUT", "PATCH")


@error
@by_source
def privilege_from_request(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """Whoever registers says himself whether he is an administrator.

    A form does not show the field, and whoever sends `{"role": "admin"}` has it all the same: everything that
    the app keeps for administrators is then his. Told of a view without a guard that gives an account a role
    out of the request, where nothing in the view looks at the value, and a guard elsewhere in the app asks
    that very attribute for an administrator, a manager or the like. A warning where the view calls what may
    look who asks.

    Fix: give new accounts the least role in the view itself, and let administrators change it.

    Fault::

        @app.post("/register")
        def register():
            user = User(name=request.json["name"], role=request.json.get("role", "user"))

    Fine::

            user = User(name=request.json["name"], role="user")
    """
    if not source.grants:
        yield DoesNotApply("no view gives an account a role that the request names")
        return
    near = Neighbours.of(app, source, requests)
    granted = {one.view: one for one in reversed(source.grants)}
    for view in near.views:
        one = granted.get(view.body.place)
        if one and _is_open(view, near):
            guards = [each for each in source.privilege_guards if _asks_for(each, one, view, app)]
            if guards:
                yield _granted(one, view, guards)


def _is_open(view: Served, near: Neighbours) -> bool:
    """Whether nothing that is seen of it looks who asks."""
    body = view.body
    asks = body.asks or body.identity or body.decorators or body.compares_sent or body.decorated_class
    return not (asks or near.is_hooked(view.endpoint) or near.sent_away(view))


def _asks_for(guard: PrivilegeGuard, one: Granted, view: Served, app: App) -> bool:
    """Whether a guard that the app has imported asks for what was granted, in another function."""
    inside = guard.place.path == one.place.path and guard.function.rpartition(".")[2] == view.body.function
    return guard.attribute == one.attribute and guard.place.path in app.modules and not inside


def _granted(one: Granted, view: Served, guards: Sequence[PrivilegeGuard]) -> Found:
    wants = next((each.wants for each in guards if each.wants), None)
    sends = f'"{one.sent}": "{wants}"' if wants else f'"{one.sent}": true'
    calls = [name for name in view.body.calls if name != one.account]
    return Found(
        f"{view.requests(*_CHANGING_FIRST)} gives {one.account} the {one.attribute} that the request names: "
        f"whoever sends {sends} passes the guards that ask for it",
        subject=view.endpoint,
        place=one.place,
        evidence=capped([f"asked for at {each.place} in {each.function}" for each in guards]),
        severity="warning" if any(map(LOOKS.search, calls)) else None,
    )
