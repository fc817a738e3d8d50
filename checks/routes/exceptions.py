"""What views tell of the exceptions that they catch."""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.views import Answered, AnsweredKind, HidingGuard, UnboundName
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, warning

from ..derived.excused import alike, parted
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, counted

_FOR_STAFF = re.compile(r"admin|staff|superuser|root", re.IGNORECASE)
_STAFF_PATH = re.compile(r"/[\w/]*(admin|staff)\b", re.IGNORECASE)
_WHAT: dict[AnsweredKind, str] = {
    "text": "the text of whatever exception they catch",
    "traceback": "the traceback",
}
_SEVERITY: dict[AnsweredKind, Severity | None] = {"text": None, "traceback": "error"}


@warning
@by_source
def exception_in_answer(app: App, source: Source) -> Judgement:
    """A view answers with the text of whatever exception it catches.

    `except Exception` also catches what nobody foresaw: the text then tells a stranger of tables, paths and
    addresses, that of a database error the statement with its values. And the real fault is in no log. Told
    of views that the app serves, where `Exception` or a database's error is caught and its text goes into the
    answer, a template, `flash` or what a function with a status or the name of a response makes of it
    (`return failed(str(e), 500)`), and of other functions that can only mean an answer: they call `abort`,
    return `jsonify(...)` or `{...}, 500`. A traceback in an answer is an error. Left alone: exceptions of the
    app's own and those with a narrow name such as `ValueError`, what a debug switch decides,
    `abort(e.code, e)`, which fails for all but HTTP's own exceptions, and views for the staff.

    Fix: `app.logger.exception("...")`, and answer with a sentence of your own; catch by name what you expect.

    Fault::

        except Exception as error:
            return jsonify(error=str(error)), 500

    Fine::

        except Exception:
            app.logger.exception("the order was not stored")
            return jsonify(error="The order was not stored."), 500
    """
    telling = [one for one in _telling(app, source) if not (one.view and _is_for_staff(one.view))]
    if not (telling or any(not _is_for_staff(one) for one in served(app, source))):
        yield DoesNotApply("no view of the app was found in the source")
    for kind in _WHAT:
        of_kind = [one for one in telling if one.told.kind == kind]
        together, excused = parted(of_kind, _place, ("exception-in-answer", "routes"), source)
        for group in (together, *([one] for one in excused)):
            if group:
                yield _found(kind, group)


@warning
@by_source
def except_block_fails(app: App, source: Source) -> Judgement:
    """An `except` or `finally` block fails itself where no server answered.

    `response` of a RequestException is None after a timeout or a failed connection, httpx's exceptions have
    no such attribute then, and a URLError has no `code`. The block that was to deal with it raises
    AttributeError: the visitor gets a 500, just when the other server is away, and the log tells of the wrong
    fault. Told where the `try` sends a request, and the block reads on from that attribute with no look at
    the exception or the response before; not after another `except` that took failed connections, nor where
    only `raise_for_status()` is tried; likewise of functions under `@app.errorhandler(RequestException)`.
    And a `finally` block that closes a connection which the `try` never got raises UnboundLocalError, in
    place of what the `except` block answers: told of names that only a connecting call in the `try` gives
    (`connection = pymysql.connect(...)`); information where the failure would be raised anyway. Blocks of one
    file are one finding.

    Fix: look first, `if e.response is not None`; or catch HTTPError (httpx: HTTPStatusError), which has an
    answer, by itself, and below it the rest. What a `finally` block closes is made above the `try`.

    Fault::

        except requests.RequestException as e:
            return {"error": e.response.text}, 502

    Fine::

        except requests.RequestException as e:
            text = e.response.text if e.response is not None else "no answer"
            return {"error": text}, 502
    """
    found = [one for one in source.failing_excepts if one.place.path in app.modules]
    rule = ("except-block-fails", "routes")
    for first, *others in alike(found, attrgetter("place.path"), attrgetter("place"), rule, source):
        yield Found(
            f"{first.read} raises AttributeError when no server answered: the block that catches "
            f"{first.caught} fails itself",
            subject=first.read,
            place=first.place,
            evidence=capped([f"{one.read} of {one.caught} too, at {one.place}" for one in others]),
        )
    names = [one for one in source.unbound_names if one.place.path in app.modules]
    for same in alike(names, attrgetter("place.path"), attrgetter("place"), rule, source):
        yield _unbound(same)


def _unbound(same: Sequence[UnboundName]) -> Found:
    first, *others = sorted(same, key=lambda one: not one.lost)
    instead = "and what the `except` block answers is lost" if first.lost else "in place of the failure"
    return Found(
        f"the `finally` block reads {first.name}, which is not there when {first.call}() fails: it raises "
        f"UnboundLocalError, {instead}",
        subject=first.name,
        place=first.place,
        evidence=capped([f"{one.name} of {one.call}() too, at {one.place}" for one in others]),
        fix=f"Call {first.call}() above the `try`.",
        severity=None if first.lost else "info",
    )


@warning
@by_source
def guard_hides_failures(app: App, source: Source) -> Judgement:
    """A guard takes whatever fails in a view for a visitor to refuse.

    The decorator calls the view inside the `try` that was made for the token: a bug, a database that is away,
    an `abort(404)` of any view below it is answered 401. Clients sign their user out, monitors see no error,
    and no traceback is in any log. Told where the block that catches everything answers 401 or 403 without a
    look at what it caught, and a view that the app serves has the decorator.

    Fix: keep in the `try` what checks the visitor, and call the view below it.

    Fault::

        try:
            user = decode(token)
            return f(user, *args, **kwargs)
        except Exception:
            return {"error": "invalid token"}, 401

    Fine::

        try:
            user = decode(token)
        except InvalidTokenError:
            return {"error": "invalid token"}, 401
        return f(user, *args, **kwargs)
    """
    if not source.hiding_guards:
        yield DoesNotApply("no decorator of the project calls views in a `try` that refuses visitors")
    views = list(served(app, source))
    guards: dict[tuple[str, str | None], HidingGuard] = {}  # one that tries again in its `except` is one
    for one in source.hiding_guards:
        guards.setdefault((one.name, one.place.path), one)
    for guard in guards.values():
        below = [
            one for one in views if any(name.rpartition(".")[2] == guard.name for name in one.body.decorators)
        ]
        if below:
            views_below = counted(len(below), "view")
            yield Found(
                f"@{guard.name} answers {guard.status} to whatever fails in the {views_below} below it: "
                "it calls them inside its own `try`",
                subject=guard.name,
                place=guard.place,
                evidence=capped([f"{one.requests('GET')} at {one.body.place}" for one in below]),
            )


@warning
@by_source
def exception_object_in_json(app: App, source: Source) -> Judgement:
    """A view puts the exception that it catches into a body of JSON, which can hold none.

    `jsonify(error=e)` raises TypeError, and so do `abort(400, message=e)` of Flask-smorest and
    `abort(400, error=e)` of Flask-RESTX: what was meant to be a 400 with a reason is a 500 without one, and
    only when something else has gone wrong already. Told of views that the app serves, and of what else means
    an answer, where `Exception` or a database's error is caught; not where the project has an encoder of its
    own, nor of what a decorator such as `@marshal_with` makes the body of.

    Fix: answer with a sentence of your own: `str(error)` would show strangers more than they should know.

    Fault::

        except IntegrityError as error:
            abort(400, message=error)

    Fine::

        except IntegrityError:
            abort(400, message="There is a player of this name already.")
    """
    telling = [one for one in _telling(app, source) if one.told.kind == "object"]
    if not telling and not any(served(app, source)):
        yield DoesNotApply("no view of the app was found in the source")
    if source.own_json and telling:
        yield DoesNotApply(f"{source.own_json[0]} has an encoder of JSON of its own")
        return
    if telling:
        first, number = telling[0], len({one.whose for one in telling})
        single = first.view if number == 1 else None
        who = single.body.function if single else _counted(telling, number)
        put = "puts" if number == 1 else "put"
        yield Found(
            f"{who} {put} the exception itself into a body of JSON, which is a TypeError: that is a 500",
            subject=single.endpoint if single else "object",
            place=first.told.place,
            evidence=capped([str(one) for one in telling]),
        )


class _Telling(NamedTuple):
    """An answer, and the view that gives it, where it is one."""

    told: Answered
    view: Served | None = None

    @property
    def whose(self) -> Place:
        return self.view.body.place if self.view else self.told.place

    def __str__(self) -> str:
        return f"{self.view.requests('GET')} at {self.told.place}" if self.view else str(self.told.place)


def _telling(app: App, source: Source) -> list[_Telling]:
    return [
        *(_Telling(told, one) for one in served(app, source) for told in one.body.answered),
        *(_Telling(told) for told in source.answered if told.place.path in app.modules),
    ]


def _place(one: _Telling) -> Place:
    return one.told.place


def _is_for_staff(one: Served) -> bool:
    guarded = any(map(_FOR_STAFF.search, one.body.decorators))
    return guarded or all(_STAFF_PATH.match(route.rule) for route in one.routes)


def _found(kind: AnsweredKind, telling: Sequence[_Telling]) -> Found:
    """A habit is one finding: whoever does it does it everywhere."""
    first = telling[0]
    number = len({one.whose for one in telling})
    single = first.view if number == 1 else None
    answer = "answers" if number == 1 else "answer"
    who = f"{single.body.function if single else _counted(telling, number)} {answer}"
    what = _WHAT[kind] if number > 1 else _WHAT[kind].replace("they catch", "it catches")
    return Found(
        f"{who} with {what}",
        subject=single.endpoint if single else kind,
        place=first.told.place,
        evidence=capped([str(one) for one in telling]),
        severity=_SEVERITY[kind],
    )


def _counted(telling: Sequence[_Telling], number: int) -> str:
    if number == 1:
        return "a function"
    return f"{number} {'views' if all(one.view for one in telling) else 'functions'}"
