"""Lines of views, and of what they call, that cannot do what they are there for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from releasecheck.facts.app import App
from releasecheck.facts.slips import FailingCall, ReturnedException, Slip
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, error

from ..derived.slips import slips
from ..derived.structure.view_bodies import served
from ..derived.wording import capped, likewise

_NO_31ST = "on the last days of a month, where the other month is shorter"
_ANY_DAY = "Use `relativedelta(months=1)` of dateutil, or give a `day` that each month has."


@error
@by_source
def exception_returned(app: App, source: Source) -> Judgement:
    """A function returns an exception where it was to raise it.

    Flask cannot make an answer of an exception: from a view it is a TypeError and so a 500. From any other
    function the caller goes on with the exception as if it were the value that he asked for. Told of Python's
    own exceptions, as a class or as an object, as long as no module asks whether a value is one, and outside
    of GraphQL; of functions that are no views a warning, where they return other values too. Werkzeug's
    (`NotFound`) are told of in a Resource of Flask-RESTful or Flask-RESTX, which takes them for the data.

    Fix: `raise` it; for a visitor, `abort(404)` or an answer with its status.

    Fault::

        @app.get("/tools/<int:tool>")
        def show(tool):
            if tool not in TOOLS:
                return KeyError("no such tool")

    Fine::

            if tool not in TOOLS:
                abort(404)
    """
    told = [one for one in source.returned_exceptions if not one.looked_for]
    if not told:
        yield DoesNotApply("no function returns an exception, or others ask whether it did")
    views = {one.body.place for one in served(app, source)}
    for one in told:
        if one.view in views:
            yield _returned(one)
        elif not one.view.path and one.place.path in app.modules and one.mixed:
            yield _handed_on(one)


def _returned(one: ReturnedException) -> Found:
    return Found(
        f"{one.function} returns {one.exception} instead of raising it, and Flask can make no answer of it",
        subject=one.function,
        place=one.place,
    )


def _handed_on(one: ReturnedException) -> Found:
    return Found(
        f"{one.function} returns {one.exception} instead of raising it: its caller takes it for the value",
        subject=one.function,
        place=one.place,
        fix=f"`raise {one.exception}`, and let the caller answer that.",
        severity="warning",
    )


@error
def request_data_changed(app: App, source: Source) -> Judgement:
    """A line changes the form or the arguments of the request, which cannot be changed.

    `request.form`, `request.args`, `request.values`, `request.files` and `request.cookies` are immutable:
    the line raises a TypeError whenever it is reached, and the visitor gets a 500. Told of `pop`, `update`
    and the like, of `del` and of items that are set, directly or by a name that holds nothing else in the
    function; outside of views a warning. An app whose class of requests keeps them in another type is left
    out.

    Fix: change a copy: `request.form.to_dict()` or `request.form.copy()`.

    Fault::

        fields = request.form
        fields.pop("csrf_token", None)

    Fine::

        fields = request.form.to_dict()
        fields.pop("csrf_token", None)
    """
    changes = [one for one in source.request_changes if one.place.path in app.modules]
    if not changes or app.changeable_requests:
        yield DoesNotApply("nothing changes what the request holds, or it can be changed")
        return
    views = {one.body.place for one in served(app, source)}
    for one in changes:
        yield Found(
            f"{one.function}: {one.what} is a TypeError, because {one.part} cannot be changed",
            subject=f"{one.function}:{one.what}",
            place=one.place,
            severity=None if one.view in views else "warning",
        )


@error
@by_source
def row_without_get(app: App, source: Source) -> Judgement:
    """A row of sqlite3 is asked for `.get()`, which it does not have: an AttributeError each time.

    `sqlite3.Row` takes `row["name"]` as a dict does, and `row.keys()`, and that is all. Told in files that
    set `row_factory = sqlite3.Row` and nothing else, of names that only ever stand for what `fetchone` and
    `fetchall` give, or a function of the file that returns just that. An error in a view, else a warning.

    Fix: `row["name"]`, or `dict(row).get("name")`.

    Fault::

        user = db.execute("SELECT * FROM user WHERE id = ?", (id,)).fetchone()
        return user.get("name")

    Fine::

        return user["name"]
    """
    gets = [one for one in source.row_gets if one.place.path in app.modules]
    if not gets:
        yield DoesNotApply("no row of sqlite3 is asked for .get()")
        return
    views = {(one.body.view.path, one.body.view.line) for one in served(app, source)}
    for path in dict.fromkeys(one.place.path for one in gets):
        same = [one for one in gets if one.place.path == path]
        in_view = [one for one in same if (one.function.path, one.function.line) in views]
        first = (in_view or same)[0]
        others = likewise(len(same) - 1, "other line")
        yield Found(
            f"{first.what}() raises AttributeError: a sqlite3.Row has no such method{others}",
            subject=first.what,
            place=first.place,
            evidence=capped([f"{one.what}() at {one.place}" for one in same]),
            severity=None if in_view else "warning",
        )


@error
@by_source
def library_call_fails(app: App, source: Source) -> Judgement:
    """A function of a library is given what it cannot take.

    The line raises whenever it is reached, and no page that works comes by it: the refusal of a wrong
    password is a 500, the account cannot be deleted. Told of `abort(401, "...")` of Flask-RESTful, which
    takes the status and keywords alone, and of a list given to `session.delete()` or `session.add()`, which
    take one row; of a view that returns a set (`{"Deleted!"}`), and, as a warning, of a comma at the end of
    `row.name = name,` where a model has that column. A warning outside of views, and for `get_jwt()["jti"]`
    below `@jwt_required(optional=True)` with no look at whether there is a token, and for
    `today.replace(month=today.month + 1)`: on the 31st the other month has no such day.

    Fix: `abort(401, message="...")`; `for row in rows: db.session.delete(row)`; `relativedelta(months=1)`.

    Fault::

        orders = Order.query.filter_by(user=user).all()
        db.session.delete(orders)

    Fine::

        for order in Order.query.filter_by(user=user):
            db.session.delete(order)
    """
    shifted = map(_as_failing, slips("month-shifted", app, source))
    yield from _failing((*source.failing_calls, *shifted), app, source)


def _as_failing(shifted: Slip) -> FailingCall:
    """A date that is not there on some days."""
    said = (shifted.what, "ValueError", _NO_31ST, _ANY_DAY)
    return FailingCall(*said, shifted.function, shifted.place, shifted.view, always=False)


@error
@by_source
def call_signature_mismatch(app: App, source: Source) -> Judgement:
    """A function of the project is called with more, fewer or other arguments than it takes, or is not there.

    The line is a TypeError whenever it is reached; `users.remove()` where `users.py` has no `remove` is an
    AttributeError. Told where both ends are certain: the name stands for one function of the project, or one
    module, and nothing else in both modules, that function has no decorator, and the call no `*args` or
    `**kwargs`. A call in a `try` that asks for the error by its name is left out. A warning outside of views.

    Fix: give it what its definition asks for, or change the definition.

    Fault::

        def add_category(name, user_id): ...

        add_category(user.id, name, colour)

    Fine::

        add_category(name, user.id)
    """
    alike: dict[str, list[FailingCall]] = {}
    for one in sorted(source.mismatched_calls, key=lambda one: not one.view.path):
        if one.place.path in app.modules:
            alike.setdefault(one.why, []).append(one)
    yield from _failing(tuple(first for first, *_ in alike.values()), app, source, alike)


def _failing(
    found: tuple[FailingCall, ...],
    app: App,
    source: Source,
    alike: Mapping[str, Sequence[FailingCall]] = MappingProxyType({}),
) -> Judgement:
    calls = [one for one in found if one.place.path in app.modules]
    if not calls:
        yield DoesNotApply("no call is seen to be given what its function cannot take")
        return
    views = {one.body.place for one in served(app, source)}
    for one in calls:
        same = alike.get(one.why, ())
        others = likewise(len(same) - 1, "other call") if same else ""
        yield Found(
            f"{one.function}: {one.what} raises {one.raises}: {one.why}{others}",
            subject=f"{one.function}:{one.what}",
            place=one.place,
            evidence=capped([f"{each.function} at {each.place}" for each in same[1:]]),
            fix=one.fix,
            severity=None if one.view in views and one.always else "warning",
        )
