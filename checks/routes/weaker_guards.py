"""What any login may do, beside what only administrators may."""

from collections.abc import Sequence

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.neighbours import Neighbours
from ..derived.weaker_guards import Weaker, by_lack, weaker
from ..derived.wording import capped, counted

_STRONGEST_FIRST = ("DELETE", "PATCH", "PUT", "POST")


@warning
@by_source
def guard_weaker_than_siblings(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """Any login deletes what only an administrator may make, or changes anybody's account.

    The second decorator was forgotten: the view asks who somebody is, and not what he may do. Nothing fails,
    and a test with an administrator's login passes. Told where the view finds a record by a key in its path
    and deletes it, and a view of the same blueprint that makes such records (a POST to the list), or changes
    one by the same key, has a guard for administrators (`@admin_required`, `@roles_required(…)`); and where
    it changes a user by a key by which only administrators delete one. A view that looks at the visitor in
    any way (`current_user`, `get_jwt_identity()`, the session, a call that may ask) is left in peace, and so
    is one before which a hook of the project may ask.

    Fix: put the guard of the view beside it on this one; where everybody may change what is his own, compare
    the record's owner with the visitor.

    Fault::

        @shelves.post("/shelves")
        @jwt_required()
        @admin_required
        def create(): ...

        @shelves.delete("/shelves/<int:shelf_id>")
        @jwt_required()                          # whoever is signed in
        def delete(shelf_id): ...

    Fine::

        @shelves.delete("/shelves/<int:shelf_id>")
        @jwt_required()
        @admin_required
        def delete(shelf_id): ...
    """
    near = Neighbours.of(app, source, requests)
    found = list(weaker(near))
    if not found and not any(one.body.decorators for one in near.views):
        yield DoesNotApply("no view of the app has a guard that can be seen")
    for group in by_lack(found):
        yield _found(group)


def _found(group: Sequence[Weaker]) -> Found:
    first, *others = group
    also = f" and {counted(len(others), 'other')}" if others else ""
    return Found(
        f"whoever is signed in may send {_asked(first)}{also}, and "
        f"{first.stronger.requests('POST')} beside it wants @{first.guard}",
        subject=f"{first.group} without {first.guard}",
        place=first.view.body.place,
        evidence=(
            f"@{first.has} is all that {first.view.endpoint} has",
            *capped([f"{_asked(one)} at {one.view.body.place} has @{one.has} alone" for one in others], 20),
            f"{first.stronger.requests('POST')} at {first.stronger.body.place} has @{first.guard}",
        ),
    )


def _asked(one: Weaker) -> str:
    return one.view.requests(*_STRONGEST_FIRST)
