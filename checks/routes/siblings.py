"""A page beside others like it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.routes import LockedRoute, RouteLock
from releasecheck.facts.source import Source
from releasecheck.facts.views import Presumed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, warning
from releasecheck.route_lock import FILE, credentials_sent

from ..derived.guards.admin_views import Unasked, shown, unasked
from ..derived.guards.commented_guards import Commented, commented_guards
from ..derived.guards.inline_guards import Beside, beside
from ..derived.guards.neighbours import Neighbours
from ..derived.guards.open_views import (
    asked_of,
    open_in_groups,
    open_methods,
    open_to_delete,
    open_to_know,
    open_to_list,
    open_to_make,
    open_to_save,
    open_to_see,
    open_to_write,
)
from ..derived.guards.presuming import Presuming, presuming
from ..derived.guards.siblings import Outlier, outliers
from ..derived.outcomes.answering import place_of
from ..derived.structure.above import inert_decorators
from ..derived.structure.view_bodies import Served
from ..derived.wording import capped, counted, have, listed


@warning
@by_source
def view_without_siblings_guard(
    app: App,
    requests: Requests | None = None,
    source: Source | None = None,
    locked: RouteLock | None = None,
) -> Judgement:
    """One page is open to everybody, and all others beside it ask who it is.

    The decorator was forgotten on the new view: nothing fails, and no test asks a page as a stranger. Told of
    the only page of a blueprint, or below one path, that answers an anonymous visitor where at least three
    siblings have one guard, which was seen to turn him away; and of views that change what is kept, by their
    source, among at least as many with a guard for administrators, as of the only page that lacks it among
    two or more in a blueprint or below a path that is called after them. Told, too, of a PUT, PATCH or DELETE
    in a class of which another method has a guard, where its own source, or its model's, shows all that it
    does; of a DELETE of one record where those of other classes or functions have one; and of views that
    change records, or show those of people, in a module of which more views look into the session themselves
    (`if "user_id" not in session: return redirect(…)`, `if not logged_in(): …`), or call what turns strangers
    away (`require_login()`); three that look for an administrator are enough where the page is called after
    them. A hook that only loads, counts or answers a preflight asks nobody. Of the one view that changes a
    record by its number, too, or of the one that does so by GET or starts a program or a machine, where two
    or more beside it that change some have a guard; of an admin blueprint's only page without the guard,
    which shows records to anybody, a single sibling is enough, and two are where the blueprint is called
    after accounts, members, profiles or dashboards. A view that takes what only somebody who is signed in has
    (`current_user.id`, `session["user_id"]`), with nothing that looks whether there is one, is a 500 for all
    others: told where a single sibling makes sure of the same, or for `current_user` any view of the app.
    Told, too, is a view that shows or changes records and has its guard in a comment, where another view has
    that guard, and the only page by a key (`<int:ticket_id>`) that anybody gets, where two others by that key
    and the list (`/tickets`) want a login. Where two views have a guard, or look at the token themselves
    (`request.headers.get("Authorization")`), one that answers anybody with all rows of a model that has a
    password (`/users`), as a page only if the first page of the app wants a login; and where three times as
    many views that change something have one guard, those that change a record by its number, or make what a
    site keeps itself (tags, products, rooms), for anybody; the only view of the app that shows records
    without a guard, where its rule names a person (`<int:user_id>`) and all others of its blueprint have it;
    and where all views of two or more blueprints or modules that change records have one guard, five or more,
    those of the blueprints in which none has it. Where the first page of the app
    wants a login, and twice as many views do as do not, told of a view that saves records for anybody, if its
    module imports the guard and never uses it, or if views beside it and those of its name in two other
    blueprints have the guard. A UUID in the path counts as a secret link, but where two
    guarded views have one as well. Pages for everybody (login, register, index, health, about) are no
    siblings, nor is a view that looks itself who it is. A routes.lock, if there is one, says which pages are
    open on purpose: public-route-drift tells the others.

    Fix: put the guard of its siblings on it; if it is for everybody, move it to where the public pages
    are, or lock the routes as they are: `releasecheck run --lock-routes`.

    Fault::

        @reports.get("/breakages")
        def breakages(): ...                 # its siblings have @login_required

    Fine::

        @reports.get("/breakages")
        @login_required
        def breakages(): ...
    """
    if locked is not None:
        yield DoesNotApply(f"{FILE} says which pages are open on purpose")
        return
    credentials = credentials_sent(requests)
    if credentials:
        yield CouldNotLook(
            f"requests.headers sends {listed(credentials)}: nobody asked as an anonymous visitor"
        )
    near = Neighbours.of(app, source, requests)
    inline = list(beside(near, source)) if source else []
    taking = list(presuming(near, source, requests)) if source else []
    guarded = any(one.guards for one in near.routes) or any(one.body.asks for one in near.views)
    if not (inline or taking or guarded):
        yield DoesNotApply("no view of the app has a guard that can be seen")
    yield from open_methods(near)
    told = _inert(app, source, requests)
    yield from _commented_out(near, told)
    for one in outliers(near):
        if one.page.endpoint not in told:
            told.add(one.page.endpoint)
            yield _outlier(app, one)
    yield from _of_groups(near, told)
    yield from open_to_write(near, told)
    yield from open_to_see(near, told)
    yield from open_to_delete(near, told)
    for module in inline:
        views = [each for each in module.views if each.endpoint not in told]
        if views:
            yield _beside(module, views)
            told |= {each.endpoint for each in views}
    yield from open_to_list(near, requests, told)
    yield from open_to_make(near, told)
    yield from open_to_know(near, told)
    yield from open_to_save(near, told)
    yield from open_in_groups(near, told)
    for group in taking:
        pairs = [(view, taken) for view, taken in group.views if view.endpoint not in told]
        if pairs:
            yield _presuming(group, pairs)


def _inert(app: App, source: Source | None, requests: Requests | None) -> set[str]:
    """Endpoints whose guard is there and never runs, which auth-decorator-above-route tells."""
    return {one.endpoint for one in inert_decorators(app, source, requests) if one.severity == "error"}


def _commented(one: Commented) -> Found:
    (first, guard), *others = one.views
    asked = asked_of(first)
    also = f" and {counted(len(others), 'other')}" if others else ""
    return Found(
        f"anybody may send {asked}{also}: @{one.guard} is commented out there, and "
        f"{counted(len(one.guarded), 'view')} {have(one.guarded)} it",
        subject=f"{one.guard} in comments" if others else first.endpoint,
        place=guard.place,
        evidence=(
            *capped([f"{asked_of(view)} at {each.place}" for view, each in others], 20),
            *capped([f"{asked_of(each)} at {each.body.place} has it" for each in one.guarded]),
        ),
        fix="Take the comment sign away, or the whole line where the page is for everybody.",
    )


def _outlier(app: App, one: Outlier) -> Found:
    beside_it = counted(len(one.siblings), "route")
    return Found(
        f"anybody gets {one.page.rule}, and {beside_it} beside it in {one.group} "
        f"{have(one.siblings)} @{one.guard}, which turns an anonymous visitor away",
        subject=one.page.endpoint,
        place=place_of(app, one.page.endpoint),
        evidence=(
            f"GET {one.page.rule} -> {one.page.anonymous}",
            *capped([_answer(each) for each in one.siblings]),
        ),
    )


def _of_groups(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views among those of administrators, but for those that were told, to which they are added."""
    source = near.source
    for group in (*unasked(near, source), *shown(near, source)) if source else ():
        endpoints = {each.endpoint for each in group.views}
        if not endpoints <= told:
            yield _unasked(group)
        told |= endpoints


def _beside(module: Beside, views: Sequence[Served]) -> Found:
    first, *others = views
    who = f"{len(views)} views change or show" if others else f"{first.requests('POST')} changes or shows"
    asks = "ask" if others else "asks"
    look = "call" if module.asked.endswith("()") else "look at"
    return Found(
        f"{who} records and {asks} nobody who it is, and {len(module.guarded)} views of the same module "
        f"{look} {module.asked}",
        subject=f"{first.body.place.path} without {module.asked}",
        place=first.body.place,
        evidence=(
            *(f"{each.requests('POST')} at {each.body.place}" for each in views if others),
            *capped([f"{each.requests('POST')} asks at {each.body.place}" for each in module.guarded]),
        ),
    )


def _answer(one: LockedRoute) -> str:
    asked = f"{one.methods[0]} {one.rule}"
    return f"{asked} -> {one.anonymous}" if one.anonymous else f"{asked} has it, and was not asked"


def _unasked(one: Unasked) -> Found:
    first, *others = one.views
    method = "GET" if one.shows else "POST"
    views = counted(len(one.views), "view") if others else first.requests(method)
    done = "change what is kept and ask" if others else "changes what is kept and asks"
    done = "shows what is kept and asks" if one.shows else done
    return Found(
        f"{views} of {one.group} {done} nobody who it is, and {one.guarded} beside "
        f"{'them' if others else 'it'} have @{one.guard}",
        subject=f"{one.group} without {one.guard}",
        place=first.body.place,
        evidence=capped([f"{each.requests(method)} at {each.body.place}" for each in one.views], 20),
    )


def _commented_out(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views whose guard is in a comment, but for those that were told, to which they are added."""
    for one in commented_guards(near, near.source) if near.source else ():
        views = tuple(each for each in one.views if each[0].endpoint not in told)
        if views:
            told |= {view.endpoint for view, _ in views}
            yield _commented(replace(one, views=views))


def _presuming(group: Presuming, pairs: Sequence[tuple[Served, Presumed]]) -> Found:
    (first, taken), *others = pairs
    who = f"{len(pairs)} views of {group.group} take" if others else f"{asked_of(first)} takes"
    guard = f"{have(group.guarded)} @{group.guard}" if group.guard else _looks(group.guarded)
    where = f"beside {'them' if others else 'it'}" if group.beside else "of the app"
    return Found(
        f"{who} {taken.what} of whoever asks, which fails for a stranger, and "
        f"{counted(len(group.guarded), 'view')} {where} {guard}",
        subject=f"{group.group} takes {taken.what}",
        place=taken.place,
        evidence=(
            *(f"{asked_of(view)} takes {each.what} at {each.place}" for view, each in others),
            *capped([f"{asked_of(each)} at {each.body.place} makes sure" for each in group.guarded]),
        ),
    )


def _looks(guarded: Sequence[object]) -> str:
    return "looks who it is" if len(guarded) == 1 else "look who it is"
