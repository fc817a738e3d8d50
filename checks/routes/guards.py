"""Decorators of the project's own that let strangers in, or fail for them."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts.app import App, Route
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.views import GuardGap, GuardGapKind
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning
from releasecheck.route_lock import is_guard

from ..derived.guards.neighbours import Neighbours
from ..derived.guards.open_views import asked_of
from ..derived.guards.presuming import crashed
from ..derived.structure.view_bodies import Served, written
from ..derived.wording import capped, counted, have, listed

_ACCOUNTS = re.compile(r"user|account|member|customer|employee|student|admin|profile", re.IGNORECASE)
_DELETES = frozenset({"delete", "delete_one", "delete_many", "find_one_and_delete"})


@warning
@by_source
def guard_before_login(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A guard reads what only somebody who is signed in has, and no login stands before it.

    Decorators run from the uppermost to the lowest. One that asks `current_user.role` needs the login above
    it: for a stranger `current_user` is Flask-Login's AnonymousUserMixin, which has no role, and he gets a
    500 in place of the page to log in. Told of decorators of the project that read such an attribute with
    nothing that looks whether somebody is signed in, on a view with no login above them; not where the app
    has a stand-in for strangers of its own, or a hook before the view.

    Fix: put `@login_required` above the guard, or ask `current_user.is_authenticated` in it first.

    Fault::

        @app.post("/kick")
        @admin_required           # reads current_user.role
        @login_required
        def kick(): ...

    Fine::

        @app.post("/kick")
        @login_required
        @admin_required
        def kick(): ...
    """
    gaps = _gaps("visitor", source) if not source.own_strangers else []
    if not gaps:
        yield DoesNotApply("no decorator of the project takes somebody to be signed in")
        return
    near = Neighbours.of(app, source, requests)
    for gap in gaps:
        bare = [one for one in _below(gap, near) if _meets_strangers(gap, one, near, requests)]
        if bare:
            yield _before_login(gap, bare)


def _before_login(gap: GuardGap, bare: Sequence[Served]) -> Found:
    first, *others = bare
    late = [one for one in bare if any(map(is_guard, _names(one)[_names(one).index(gap.decorator) + 1 :]))]
    also = f" and {counted(len(others), 'other')}" if others else ""
    why = "no login stands before it"
    if len(late) == len(bare):
        names = _names(first)
        after = next(filter(is_guard, names[names.index(gap.decorator) + 1 :]))
        why = f"@{after} stands below it and runs after it"
    return Found(
        f"a stranger gets a 500 of {asked_of(first)}{also}: @{gap.decorator} reads {gap.what}, and {why}",
        subject=gap.decorator,
        place=first.body.place if late else gap.place,
        evidence=(
            f"it reads {gap.what} at {gap.place}",
            *capped([f"{asked_of(one)} at {one.body.place}" for one in bare]),
        ),
    )


def _meets_strangers(gap: GuardGap, one: Served, near: Neighbours, requests: Requests | None) -> bool:
    """Whether nothing is seen that keeps strangers from the guard; what failed in the sweep is told there."""
    names = _names(one)
    before = names[: names.index(gap.decorator)]
    in_class = one.body.verb is not None and not one.body.bare_class
    kept = any(map(is_guard, before)) or in_class or near.is_hooked(one.endpoint) or near.sent_away(one)
    return not (kept or crashed(one, requests))


@warning
@by_source
def guard_without_argument(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A guard looks for an argument of the path that the path of its view has not.

    A decorator that reads `kwargs.get("room_id")` gets None on every view whose rule has no `<room_id>`: it
    asks about no room, and refuses everybody, or lets everybody in. Told of decorators of the project that
    take the argument from nowhere else and do not look whether there is one, on a view of which no rule has
    it, where another view below the same decorator has.

    Fix: put the argument into the rule, or have the guard read it from where the request has it.

    Fault::

        @chat.post("/kick_member")
        @admin_required           # reads kwargs.get("room_id")
        def kick_member(): ...

    Fine::

        @chat.post("/rooms/<int:room_id>/kick_member")
        @admin_required
        def kick_member(room_id): ...
    """
    gaps = _gaps("argument", source)
    if not gaps:
        yield DoesNotApply("no decorator of the project reads an argument of the path")
        return
    near = Neighbours.of(app, source, requests)
    for gap in gaps:
        below = list(_below(gap, near))
        with_it = [one for one in below if any(gap.what in _given(route) for route in one.routes)]
        without = [one for one in below if one not in with_it and _is_alone(gap, one)]
        if with_it and without:
            first, asked = without[0], listed(capped([asked_of(one) for one in without], 3))
            yield Found(
                f"@{gap.decorator} reads {gap.what} of the path, and {asked} {have(without)} no "
                f"<{gap.what}>: it gets None there",
                subject=f"{gap.decorator} without {gap.what}",
                place=first.body.place,
                evidence=(
                    f"it reads it at {gap.place}",
                    *capped([f"{asked_of(one)} has it at {one.body.place}" for one in with_it]),
                ),
            )


@warning
@by_source
def guard_passes_no_account(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A guard looks the account of a token up, and lets in who has none any more.

    A token outlives the account that it was made for. A decorator that hands on what `.first()` gave, and
    never asks whether it is None, takes a deleted account's token for good: what needs no account is done all
    the same, and `current_user.id` is a 500. Told of decorators of the project that refuse strangers, give
    the row to the view or keep it on the request, and do nothing else with it. For information where no view
    deletes accounts.

    Fix: refuse there as for a bad token: `if user is None: return …, 401`.

    Fault::

        user = User.query.get(claims["sub"])
        return view(user, *args, **kwargs)

    Fine::

        user = User.query.get(claims["sub"])
        if user is None:
            return {"error": "no such account"}, 401
        return view(user, *args, **kwargs)
    """
    gaps = [one for one in _gaps("row", source) if one.place.path in app.modules]
    if not gaps:
        yield DoesNotApply("no decorator of the project hands on the row of an account unseen")
        return
    near = Neighbours.of(app, source, requests)
    deleting = [one for one in near.views if _deletes_accounts(one, source)]
    for gap in gaps:
        below = list(_below(gap, near))
        if not any(one.body.asks for one in below):
            yield Found(
                f"who has the token of an account that is gone passes @{gap.decorator}: {gap.what} is "
                "None then, and nothing looks",
                subject=gap.decorator,
                place=gap.place,
                evidence=(
                    *(f"{asked_of(one)} deletes accounts at {one.body.place}" for one in deleting[:1]),
                    *capped([f"{asked_of(one)} at {one.body.place} has it" for one in below]),
                ),
                severity=None if deleting else "info",
            )


def _gaps(kind: GuardGapKind, source: Source) -> list[GuardGap]:
    return [one for one in source.guard_gaps if one.kind == kind]


def _below(gap: GuardGap, near: Neighbours) -> Iterator[Served]:
    return (one for one in near.views if gap.decorator in _names(one))


def _names(one: Served) -> list[str]:
    return [name.rpartition(".")[2] for name in one.body.decorators]


def _given(route: Route) -> tuple[str, ...]:
    return (*route.arguments, *route.defaults)


def _is_alone(gap: GuardGap, one: Served) -> bool:
    """Whether nothing runs before it that might give the argument."""
    names = _names(one)
    before = names[: names.index(gap.decorator)]
    return all(name in {"login_required", "fresh_login_required", "jwt_required"} for name in before)


def _deletes_accounts(one: Served, source: Source) -> bool:
    names = " ".join((one.endpoint, *(route.rule for route in one.routes)))
    return _ACCOUNTS.search(names) is not None and not _DELETES.isdisjoint(
        written(one, source) | {*one.body.calls}
    )
