"""What a view hands out to others than those whom it is for."""

import re
from itertools import groupby

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning
from releasecheck.route_lock import is_guard

from ..derived.config.configured import value_of
from ..derived.guards.neighbours import Neighbours
from ..derived.slips import slips
from ..derived.wording import capped, likewise

_BELOW_STATIC = re.compile(r"(^|[/\\'\"])static([/\\'\"]|$)")
_STATIC = frozenset({"static", "static_folder"})


@warning
@by_source
def upload_of_any_type(app: App, source: Source) -> Judgement:
    """A file that somebody sends is kept under its own name in the static folder, whatever it is.

    Flask serves it as what its name says: an `.html` or `.svg` is a page of your site, with a script that
    acts as whoever opens it. `secure_filename` takes care of the path and not of the ending. Told where a
    view saves an upload under its name below `static`, or in a folder of the config that lies there, and
    neither the view nor a function or constant for allowed types looks at what it is. Forms, which may have a
    `FileAllowed`, are left out.

    Fix: take only the endings that you want, and give the file a name of your own.

    Fault::

        photo.save(os.path.join("static/photos", secure_filename(photo.filename)))

    Fine::

        ending = Path(photo.filename).suffix.lower()
        if ending not in {".jpg", ".png"}:
            abort(415)
        photo.save(Path("static/photos") / f"{uuid4()}{ending}")
    """
    kept = list(slips("kept-as-sent", app, source))
    if not kept:
        yield DoesNotApply("no view keeps an upload under its own name")
    for one in kept:
        value = value_of(app, one.detail)
        if one.detail in _STATIC or (value is not None and _BELOW_STATIC.search(value.shown)):
            yield Found(
                f"{one.function} keeps uploads of any type below static, where they are served as pages",
                subject=one.function,
                place=one.place,
                evidence=() if value is None else (f"{one.detail} is {value.shown}",),
            )


@warning
@by_source
def upload_overwrites_another(app: App, source: Source) -> Judgement:
    """An upload is kept under the name that its sender gave it, where another's may be already.

    Two people send `scan.pdf` or `image.jpg`: the second file takes the place of the first, and the first
    one's page, link or row shows the other's from then on. `secure_filename` makes a name harmless and not
    unique. Told of `.save(…)` in a view, below a folder that is the same for all, with nothing in the name
    but the sender's, where the view writes the name down or links to it, and neither looks whether there is
    such a file nor deletes it.

    Fix: a name of your own, `f"{uuid4().hex}{ending}"`, and the sender's name beside it in the database.

    Fault::

        filename = secure_filename(file.filename)
        file.save(os.path.join(app.config["UPLOAD_FOLDER"], filename))
        return redirect(url_for("uploaded_file", filename=filename))

    Fine::

        filename = f"{uuid4().hex}{Path(file.filename).suffix}"
    """
    kept = list(slips("overwrites-another", app, source))
    if not kept:
        yield DoesNotApply("no view keeps an upload under its sender's name alone")
    for path in dict.fromkeys(one.place.path for one in kept):
        first, *others = (one for one in kept if one.place.path == path)
        more = likewise(len(others), "other view")
        yield Found(
            f"{first.function} keeps an upload under its sender's name: another of that name is lost{more}",
            subject=f"{path}:{first.function}",
            place=first.place,
            evidence=capped([f"{one.what} in {one.function} at {one.place}" for one in (first, *others)]),
        )


@warning
@by_source
def sign_in_link_shown(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A link with a token, or a code, is shown to whoever asked for it.

    A link to reset a password, or to confirm an address, proves that its bearer reads that mail. Where a view
    that is open to everybody puts it into a flashed message or its answer, as when the mail could not be
    sent, whoever types the address of another has the account. Told of `url_for(…, token=…, _external=True)`
    in a view without a guard, outside of branches for debug mode and the like; and of a code that a view for
    a forgotten password or a login draws (`session["code"] = randint(1000, 9999)`) and shows itself.

    Fix: log that the mail was not sent, and say the same to everybody.

    Fault::

        link = url_for("reset", token=token, _external=True)
        if not send(address, link):
            flash(f"No mail today: {link}")

    Fine::

        if not send(address, link):
            app.logger.error("the mail to reset a password was not sent")
        flash("If there is such an account, a mail is on its way.")
    """
    near = Neighbours.of(app, source, requests)
    unguarded = {
        one.body.place: one
        for one in near.views
        if not (any(map(is_guard, one.body.decorators)) or near.sent_away(one))
        and not (app.outlined and near.is_hooked(one.endpoint))  # nobody was asked whom the hook sends away
    }
    open_views = {place: one for place, one in unguarded.items() if not one.body.asks}
    shown = [one for one in slips("way-in-shown", app, source) if one.view in open_views]
    codes = [one for one in slips("code-shown", app, source) if one.view in unguarded]
    if not (shown or codes):
        yield DoesNotApply("no view that is open to everybody shows a link with a token, or a code")
    for view, same in groupby(codes, key=lambda one: one.view):
        one = next(same)
        yield Found(
            f"{one.function} shows the code that it draws to whoever asks for it, by {one.what}",
            subject=unguarded[view].endpoint,
            place=one.place,
            fix="Send the code to the address or number of the account, and say the same to everybody.",
        )
    for one in shown:
        yield Found(
            f"{one.function} shows the link that it makes to whoever asks for it, by {one.what}",
            subject=open_views[one.view].endpoint,
            place=one.place,
        )
