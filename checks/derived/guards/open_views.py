"""Views that change or show records for anybody, told beside those that have a guard."""

from collections.abc import Iterable, Iterator, Sequence

from releasecheck.facts.requests import Requests
from releasecheck.findings import Found

from ..structure.view_bodies import Served
from ..wording import capped, counted, have, listed
from .class_methods import OpenDeletes, Unguarded, open_deletes, unguarded
from .neighbours import Neighbours
from .open_accounts import OpenAccounts, open_accounts
from .open_across import OpenAcross, open_across
from .open_details import OpenDetail, open_details
from .open_groups import OpenGroups, open_groups
from .open_makers import OpenMaker, open_makers
from .open_personal import open_personal
from .open_writers import OpenWriter, group_of_view, open_writers

_CHANGING_FIRST = ("POST", "PUT", "PATCH", "DELETE")


def asked_of(one: Served) -> str:
    """The request that reaches a view, as text: the one that changes something, where there is one."""
    return one.requests(*_CHANGING_FIRST)


def _places(views: Iterable[Served], said: str = "") -> list[str]:
    return [f"{asked_of(each)} at {each.body.place}{said}" for each in views]


def _having(views: Sequence[Served], guard: str) -> str:
    """ "have @login_required", "call require_login()" or "look at session["user"]"."""
    if guard.startswith("@"):
        return f"{have(views)} {guard}"
    return f"{'call' if guard.endswith('()') else 'look at'} {guard}"


def open_methods(near: Neighbours) -> Iterator[Found]:
    """The methods of a class that have not the guard of another one."""
    return map(_unguarded, unguarded(near))


def open_to_write(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views that change a record for anybody, but for those that were told, to which they are added."""
    for one in open_writers(near, near.source) if near.source else ():
        if one.view.endpoint not in told:
            told.add(one.view.endpoint)
            yield _open(one)


def _open(one: OpenWriter) -> Found:
    asked = asked_of(one.view)
    return Found(
        f"anybody may send {asked}, which {one.does}, and {len(one.guarded)} views of {one.group} that "
        f"change some have @{one.guard}",
        subject=one.view.endpoint,
        place=one.view.body.place,
        evidence=capped(_places(one.guarded)),
    )


def open_to_delete(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The methods that delete a record for anybody, added to those that were told."""
    if deletes := open_deletes(near, told):
        told |= {one.endpoint for one in deletes.methods}
        yield _open_deletes(deletes)


def open_to_see(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The pages by a key that anybody gets, but for those that were told, to which they are added."""
    for one in open_details(near):
        if one.view.endpoint not in told:
            told.add(one.view.endpoint)
            yield _open_detail(one)


def open_to_make(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views that make or change records for anybody, added to those that were told."""
    if near.source and (found := open_makers(near, near.source, told)):
        told |= {one.endpoint for one in found.views}
        yield _open_maker(found)


def _open_maker(one: OpenMaker) -> Found:
    first, *others = one.views
    does = "makes" if first.methods == {"POST"} else "changes"
    also = f" and {counted(len(others), 'other')}" if others else f", which {does} a record"
    return Found(
        f"anybody may send {asked_of(first)}{also}, and {len(one.guarded)} views of the app that change "
        f"{'records' if others else 'some'} have @{one.guard}",
        subject=first.endpoint,
        place=first.body.place,
        evidence=(
            *_places(others),
            *capped(_places(one.guarded, " has it")),
        ),
    )


def open_in_groups(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views of whole groups that change records for anybody, added to those that were told."""
    if near.source and (found := open_groups(near, near.source, told)):
        told |= {one.endpoint for one in found.views}
        yield _open_groups(found)


def _open_groups(one: OpenGroups) -> Found:
    first, *others = one.views
    groups = list(dict.fromkeys(map(group_of_view, one.guarded)))
    also = (
        f" and {counted(len(others), 'other')}, which change records" if others else ", which changes records"
    )
    return Found(
        f"anybody may send {asked_of(first)}{also}, and {len(one.guarded)} views of {listed(groups)} that "
        f"change some {_having(one.guarded, one.guard)}",
        subject=f"{group_of_view(first)} without {one.guard.lstrip('@')}",
        place=first.body.place,
        evidence=(
            *capped(_places(others), 20),
            *capped(_places(one.guarded, " has it")),
        ),
    )


def open_to_save(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The views that save records for anybody unlike other blueprints', added to those that were told."""
    for one in open_across(near, near.source, told) if near.source else ():
        told.add(one.view.endpoint)
        yield _open_across(one)


def _open_across(one: OpenAcross) -> Found:
    who = (
        f"{len(one.guarded)} views"
        if one.idle
        else f"those of that name in {len(one.guarded)} other blueprints"
    )
    idle = f", its module imports {one.idle.name} and never uses it," if one.idle else ""
    return Found(
        f"anybody may send {asked_of(one.view)}, which saves records{idle} and {who} "
        f"{_having(one.guarded, one.guard)}",
        subject=one.view.endpoint,
        place=one.view.body.place,
        evidence=(
            *((f"imported at {one.idle.place}",) if one.idle else ()),
            *capped(_places(one.guarded, " has it")),
        ),
    )


def open_to_list(near: Neighbours, requests: Requests | None, told: set[str]) -> Iterator[Found]:
    """The views that list all accounts for anybody, added to those that were told."""
    if found := open_accounts(near, requests, told):
        told |= {one.endpoint for one in found.views}
        yield _open_accounts(found)


def _open_accounts(one: OpenAccounts) -> Found:
    first, *others = one.views
    also = f" and {counted(len(others), 'other')}, which list" if others else ", which lists"
    return Found(
        f"anybody gets {first.requests()}{also} all accounts, and {len(one.guarded)} views of the app "
        f"{_having(one.guarded, one.guard)}",
        subject=first.endpoint,
        place=first.body.place,
        evidence=(
            *one.answered,
            *(f"{each.requests()} fetches them at {each.body.lists_accounts}" for each in one.views),
            *capped(_places(one.guarded)),
        ),
    )


def open_to_know(near: Neighbours, told: set[str]) -> Iterator[Found]:
    """The view that shows a person's records to anybody, added to those that were told."""
    for one in open_personal(near, told):
        told.add(one.view.endpoint)
        beside = f"{len(one.guarded)} views of {one.group} have @{one.guard}"
        yield Found(
            f"anybody gets {one.view.requests()}, by the number of any person, and {beside}",
            subject=one.view.endpoint,
            place=one.view.body.place,
            evidence=capped(_places(one.guarded)),
        )


def _open_detail(one: OpenDetail) -> Found:
    asked, guarded = one.view.requests(), (one.listing, *one.guarded)
    return Found(
        f"anybody gets {asked}, and {one.listing.requests()} and {len(one.guarded)} views by {one.key} have "
        f"@{one.guard}",
        subject=one.view.endpoint,
        place=one.view.body.place,
        evidence=capped(_places(guarded)),
    )


def _unguarded(one: Unguarded) -> Found:
    asked = one.method.requests()
    guarded = [each.body.verb or "" for each in one.guarded]
    return Found(
        f"anybody may send {asked}, and {listed(guarded)} of the same class {have(guarded)} @{one.guard}",
        subject=asked,
        place=one.method.body.place,
        evidence=(
            f"it calls {listed(one.calls)}",
            *(f"{each.body.verb} at {each.body.place}" for each in one.guarded),
        ),
    )


def _open_deletes(one: OpenDeletes) -> Found:
    first, *others = one.methods
    also = f" and {counted(len(others), 'other')}" if others else ""
    return Found(
        f"anybody may send {first.requests()}{also}, which {'delete' if others else 'deletes'} a record, and "
        f"{len(one.guarded)} other views that change some have @{one.guard}",
        subject=first.requests(),
        place=first.body.place,
        evidence=(
            *capped([f"{each.requests()} at {each.body.place}" for each in others], 20),
            *capped([f"{each.requests()} at {each.body.place} has it" for each in one.guarded]),
        ),
    )
