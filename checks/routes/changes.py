"""Requests that only ask, by what the method says, and change something all the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import WriteThrough
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.excused import alike
from ..derived.guards.changing_names import PLAIN, TO_A_LIST, changing_word, comes_by_letter
from ..derived.slips import slips
from ..derived.spelling import words
from ..derived.structure.view_bodies import Served, changing, gets_alone, served, view_at
from ..derived.wording import capped, counted, listed

# Calls that change what is kept; files, processes and letters are no state of the app's.
_KEEPING = words(
    "commit delete add add_all merge bulk_save_objects insert_one insert_many update_one update_many "
    "replace_one delete_one delete_many drop_all create_all truncate execute executemany flushdb flushall "
    "save update "
    # by a service of others, of which the source knows no other calls so
    "create_user update_user delete_user delete_users set_custom_user_claims import_users create modify "
    "put_item update_item delete_item batch_write_item put_object delete_object delete_objects upload_file "
    "upload_fileobj "
    # by a machine at the other end
    "send_magic_packet"
)
# Those that mean nothing else: a form and a picture are saved too, a set is added to.
_COMMITTING = _KEEPING - words("add add_all merge delete truncate execute executemany save update")
_COMMITTING_AFAR = _COMMITTING - words("save update")  # what is saved in another function may be a file
# A choice of language or theme is kept in the session too, and does no harm.
_CHOSEN = re.compile(r"lang|locale|theme|currency|mode|filter|sort|cookie|consent|message|flash|error")
_IN_FILES = words("open write_text write_bytes unlink rmtree rename")


@warning
@by_source
def get_mutates_state(app: App, source: Source) -> Judgement:
    """A GET request changes what the app keeps.

    Browsers prefetch links, crawlers follow them, chat programs preview them, and an image on any other site
    can name them: nobody has to click for the record to be gone, and no CSRF protection looks at a GET. Told
    where the name of the route says a change and its source makes one that a GET reaches, itself, through the
    project's functions that it calls, or to a list or dict of a module. Links that come in a letter or from
    another service (`/confirm/<token>`, a callback), exports and websockets are left alone, and so is what is
    made when it is missing or noted beside, by functions called `ensure_…`, `get_or_create`, `log_…`. Signing
    out is info: a nuisance when somebody else's page does it, and no record is lost; so is a commit in a view
    for GET alone, or in a function that it calls, whose name says nothing, which may only count its visitors;
    and what is put into the visitor's own session or taken from it, such as a basket.
    A view that takes POST too, and looks at neither the method nor a form, counts as one for GET alone, and
    so does what it commits before it looks at them. Left alone is what stands below a line that raises when
    no form was sent (`request.form["title"]`, `int(request.form.get("stock"))`), and a record that would get
    nothing for a column that refuses it; below `if form.validate_on_submit:` without its parentheses
    form-validator-never-called tells the cause. Views of one file are one finding.

    Fix: take POST only, and make the link a small form with a CSRF token.

    Fault::

        @app.route("/orders/<int:order_id>/delete")
        def delete_order(order_id): ...

    Fine::

        @app.post("/orders/<int:order_id>/delete")
        def delete_order(order_id): ...
    """
    views = [one for one in served(app, source) if "GET" in one.methods and not one.in_frames]
    if not views:
        yield DoesNotApply("no view of the app that takes GET was found in the source")
    # What form-validator-never-called tells.
    unasked = {each.view for each in slips("check-uncalled", app, source)}
    quiet, changes = [], []
    for one in (each for each in views if each.body.place not in unasked):
        word = changing_word(one)
        change = _change(one, source, word) if word else None
        if word and change:
            changes.append(_Changing(one, word, *change))
        else:
            quiet.append(one)
    yield from _by_file(changes, source)
    signing_out = [one for one in quiet if _signs_out(one, source)]
    quiet = [one for one in quiet if one not in signing_out]
    committing = [one for one in quiet if _commits(one, source)]
    carrying = [one for one in quiet if one not in committing and _fills_session(one, source)]
    noting = [one for one in committing if _is_called_so(one)]
    committing = [one for one in committing if one not in noting]
    if signing_out:
        yield _for_information("signs out: an image on any other site can name it", signing_out)
    if noting:
        yield _for_information("signs out, and keeps a record of it", noting)
    if committing:
        yield _for_information("changes what is kept, and nothing in its name says so", committing)
    if carrying:
        yield _for_information("changes what the visitor's session keeps", carrying)


class _Changing(NamedTuple):
    """A view that changes something for a GET: by which word of its name, what as a clause, and where."""

    view: Served
    word: str
    what: str
    seen: Sequence[str]


def _by_file(changes: Iterable[_Changing], source: Source) -> Iterator[Found]:
    """A habit is one finding for each file that has it; a comment on a view's line is about that view."""
    names = ("get-mutates-state", "routes")
    place = attrgetter("view.body.place")
    for first, *others in alike(changes, attrgetter("view.body.place.path"), place, names, source):
        so_do = f"; likewise {counted(len(others), 'other view')} of this file" if others else ""
        yield Found(
            f"{first.view.requests('GET')} changes what is kept: {first.what}{so_do}",
            subject=first.view.endpoint,
            place=first.view.body.place,
            evidence=(
                f"{first.word!r} in its name",
                f"takes {listed(sorted(first.view.methods))}",
                *first.seen,
                *capped(
                    [
                        f"{one.view.requests('GET')} too: {one.what}, at {one.view.body.place}"
                        for one in others
                    ]
                ),
            ),
        )


def _for_information(what: str, views: Sequence[Served]) -> Found:
    """One finding for all of them: each is a nuisance at most, or a note that is made beside."""
    first, *others = views
    return Found(
        f"{first.requests('GET')} {what}",
        subject=first.endpoint,
        place=first.body.place,
        evidence=capped([f"also {one.requests('GET')} at {one.body.place}" for one in others]),
        severity="info",
    )


def _commits(one: Served, source: Source) -> bool:
    """Whether the source of a view for GET alone keeps something, whatever it is for."""
    names = " ".join((*(route.rule for route in one.routes), one.body.function)).lower()
    arguments = {name for route in one.routes for name in route.arguments}
    if not (gets_alone(one) or one.body.commits_first) or comes_by_letter(names, arguments):
        return False
    known = changing(one, source)
    through = (each.write for each in known.through)
    return any(_last(name) in _COMMITTING for name in known.writes) or any(
        _last(name) in _COMMITTING_AFAR for name in through
    )


def _signs_out(one: Served, source: Source) -> bool:
    """Whether its name says so, and it ends the session; Flask-Login's function is a write of its own."""
    if not _is_called_so(one):
        return False
    known = changing(one, source)
    through = (each.write for each in known.through)
    return any(_last(name) == "logout_user" for name in (*known.writes, *through)) or _writes_session(
        one, source
    )


def _fills_session(one: Served, source: Source) -> bool:
    """Whether its name says that something is added or taken away, and it writes the session."""
    names = " ".join((*(route.rule for route in one.routes), one.body.function)).lower()
    if _CHOSEN.search(names) or not gets_alone(one):
        return False
    return changing_word(one) in TO_A_LIST and _writes_session(one, source)


def _writes_session(one: Served, source: Source) -> bool:
    uses = (use.place for use in source.session_uses if use.what == "session")
    return any(view_at(place, source) == one.body.place for place in uses)


def _is_called_so(one: Served) -> bool:
    names = " ".join((*(route.rule for route in one.routes), one.body.function)).lower()
    return re.search(r"(log|sign)[-_]?out", names) is not None


def _change(one: Served, source: Source, word: str) -> tuple[str, list[str]] | None:
    """What a GET reaches that changes the state of the app, as a clause, and where."""
    known = changing(one, source)
    keeping = _KEEPING | _IN_FILES if word in PLAIN else _KEEPING
    own = [name for name in known.writes if _last(name) in keeping]
    if own:
        return f"it calls {listed(own)}", []
    through = [each for each in known.through if _last(each.write) in keeping]
    if through:
        calls = list(dict.fromkeys(each.path[0] for each in through))
        return f"it calls {listed(f'{name}()' for name in calls)}, which changes it", [_way(through[0])]
    if one.body.changes and gets_alone(one):
        change = one.body.changes[0]
        return f"it changes {change.variable}", [f"{change.how} at {change.place}"]
    return None


def _way(through: WriteThrough) -> str:
    return (
        f"{' calls '.join(f'{name}()' for name in through.path)} calls {through.write}() at {through.place}"
    )


def _last(name: str) -> str:
    return name.rpartition(".")[2]
