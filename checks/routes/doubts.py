"""Lines of views, and of what they call, that fail in a case of which nobody thought."""

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.slips import slips
from ..derived.structure.view_bodies import served
from ..derived.wording import capped

_SQLALCHEMY = frozenset({"flask_sqlalchemy", "sqlalchemy", "sqlmodel"})


@by_source
@warning
def result_is_always_none(app: App, source: Source) -> Judgement:
    """An `if` asks for the result of a call that never has one.

    `commit()`, `add()`, `flush()` and `delete()` of SQLAlchemy's session return None, and say by an exception
    that something went wrong. One of the two branches never runs: the message of success is never shown, or
    the one of failure, and where a row is refused the visitor gets a 500. Told where that branch has lines,
    in projects that import SQLAlchemy.

    Fix: `try: db.session.commit()`, with `except IntegrityError:`, a rollback and what is to be said then.

    Fault::

        if not db.session.commit():
            flash("Saved")
        else:
            flash("This name is taken")

    Fine::

        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            flash("This name is taken")
    """
    tested = list(slips("result-tested", app, source))
    if not tested or not any(one.name in _SQLALCHEMY for one in source.imports):
        yield DoesNotApply("no `if` asks for the result of a commit")
        return
    for path in dict.fromkeys(one.place.path for one in tested):
        alike = [one for one in tested if one.place.path == path]
        first, more = alike[0], f", and {len(alike) - 1} more" if len(alike) > 1 else ""
        yield Found(
            f"{first.function}: {first.what} is None, and what is below `{first.detail}` never runs{more}",
            subject=f"{path}:{first.what}",
            place=first.place,
            evidence=capped([f"`{one.detail}` in {one.function} at {one.place}" for one in alike]),
        )


@by_source
@warning
def row_taken_for_granted(app: App, source: Source, requests: Requests | None = None) -> Judgement:
    """A view reads a row in the same breath as it looks for it, and there may be none.

    `first()`, `scalar()`, `fetchone()` and the like give None where nothing was found, and an attribute of
    None is a 500. Told where the row is looked for by what the request brings, or is the newest of a table
    that is empty at first, and nothing looks before whether there is one: no `try`, no other query for the
    same, no row that the view has just made, no count or sum, which always give a row. What
    `unknown-id-fails` saw fail on this line is left to it.

    Fix: `first_or_404()`, `db.one_or_404(…)`; or take the row, and answer what is to be said without one.

    Fault::

        user = User.query.filter_by(email=request.form["email"]).first().id

    Fine::

        user = User.query.filter_by(email=request.form["email"]).first_or_404().id
    """
    views = {one.body.place for one in served(app, source)}
    taken = [one for one in slips("row-taken", app, source) if one.view in views]
    if not taken:
        yield DoesNotApply("no view reads a row that may not be there")
    answers = (*requests.absent, *requests.pages) if requests else ()
    seen = {(one.crash.place.path, one.crash.place.line) for one in answers if one.crash}
    for one in taken:
        if (one.place.path, one.place.line) not in seen:
            yield Found(
                f"{one.function}: {one.what} is a 500 where {_of(one.detail)}",
                subject=f"{one.function}:{one.what}",
                place=one.place,
            )


def _of(asked: str) -> str:
    if asked == "order_by":
        return "the table has no row yet"
    return f"nothing is found for {asked}"


@warning
def session_change_lost(app: App, source: Source) -> Judgement:
    """A list or dict in the session is changed where it lies, and the session does not see it.

    Flask writes the cookie anew only when a key of the session is set: `session["cart"].append(…)` changes
    the list of this request, and the next one has the old list again. Told where nothing else that is sure
    to run in the function sets a key or `session.modified`, the session is Flask's own cookie, and is not
    permanent, which is written with each answer.

    Fix: `session.modified = True` after it, or give the key its value again.

    Fault::

        session["cart"].append(item)

    Fine::

        session["cart"] = [*session["cart"], item]
    """
    if not app.session_interface.endswith("SecureCookieSessionInterface"):
        yield DoesNotApply("the session is not Flask's own")
    elif source.permanent_sessions:
        yield DoesNotApply("the session is permanent, and written with each answer")
    else:
        for one in slips("session-changed", app, source):
            yield Found(
                f"{one.function}: {one.what} does not reach the next request",
                subject=f"{one.function}:{one.what}",
                place=one.place,
            )


@by_source
@warning
def connection_error_uncaught(app: App, source: Source) -> Judgement:
    """An `except` for errors of mail lets through that the mail server does not answer.

    `smtplib.SMTPException` is what a server says; a refused connection, a name that is not found and a time
    limit are other kinds of OSError, and pass by: the visitor gets a 500 where the code meant to go on
    without the mail. Told of a `try` that makes the connection itself and catches errors of smtplib alone.

    Fix: `except OSError:`, of which SMTPException is one kind.

    Fault::

        try:
            with smtplib.SMTP(HOST, 587, timeout=10) as server:
                server.send_message(message)
        except smtplib.SMTPException:
            return False

    Fine::

        except OSError:
            return False
    """
    caught = list(slips("mail-half-caught", app, source))
    if not caught:
        yield DoesNotApply("no `except` for errors of smtplib alone")
    for one in caught:
        yield Found(
            f"{one.function}: {one.detail} does not catch what {one.what} raises where no server answers",
            subject=f"{one.function}:{one.what}",
            place=one.place,
        )
