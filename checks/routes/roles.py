"""A view that asks for less than those that do the same to the same records."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.guards.lesser_guards import LesserGuard, lesser_guards
from ..derived.guards.neighbours import Neighbours
from ..derived.structure.view_bodies import Served
from ..derived.wording import capped, counted

_CHANGING_FIRST = ("DELETE", "PUT", "PATCH", "POST")


@warning
@by_source
def role_not_asked(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A view changes or deletes records for whoever is signed in, and its siblings ask for a role.

    The guard for administrators, or the `if current_user.role != "admin"` at the beginning, was forgotten on
    one view: whoever has an account does by its address what no page offers him (OWASP calls it broken
    function level authorization). Told of views of one file and one kind of record (`/theaters`,
    `edit_user` and `delete_user`): of a DELETE where making or changing one asks for a role, and of a change
    of accounts where deleting them does. The view has a login decorator of a library alone, and looks nowhere
    at who it is before it commits; it calls nothing that may ask, and no hook before it may.

    Fix: put the guard of its siblings on it; where whoever is signed in may do it, say so with
    `# releasecheck: ignore[role-not-asked]` and the reason.

    Fault::

        @app.put("/theaters/<int:theater>")
        @jwt_required()
        @admin_required
        def update(theater): ...

        @app.delete("/theaters/<int:theater>")
        @jwt_required()
        def delete(theater): ...

    Fine::

        @app.delete("/theaters/<int:theater>")
        @jwt_required()
        @admin_required
        def delete(theater): ...
    """
    found = list(lesser_guards(Neighbours.of(app, source, requests), source))
    if not found:
        yield DoesNotApply("no view asks for less than those that do the same to the same records")
    for one in found:
        yield _found(one)


def _found(one: LesserGuard) -> Found:
    first, *others = one.views
    does = "has" if one.asked.startswith("@") else "looks at"
    also = f" and {counted(len(others), 'other')}" if others else ""
    return Found(
        f"whoever is signed in may send {_asked(first)}{also}, and {_asked(one.stricter[0])} beside "
        f"{'them' if others else 'it'} {does} {one.asked}",
        subject=first.endpoint,
        place=first.body.place,
        evidence=(
            *(f"{_asked(each)} at {each.body.place}" for each in others),
            *capped([f"{_asked(each)} at {each.body.place} asks" for each in one.stricter]),
        ),
    )


def _asked(one: Served) -> str:
    return one.requests(*_CHANGING_FIRST)
