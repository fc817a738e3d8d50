"""What the source of a view says of its answers."""

import re
from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, warning

from ..derived.outcomes.failures import account
from ..derived.outcomes.symptoms import returned_nothing
from ..derived.structure.view_bodies import Served, served
from ..derived.wording import capped, listed

# Decorators that hand on what the view gives, by their name; any other may make an answer of nothing, unless
# its own source is known.
_HANDS_ON = re.compile(
    r"login|logged|auth|role|permission|admin|require|protect|jwt|token|limit|cache|memoize|csrf|exempt|"
    r"cross_origin|cors|confirmed|fresh|swag|doc|inject",
    re.IGNORECASE,
)
# What Flask-RESTX takes for its description alone; `response` of these others makes the answer.
_DESCRIBES = frozenset({"expect", "response", "param", "produces", "deprecated", "header"})
_DESCRIBING = frozenset({"flask_restx", "flask_restplus"})
# Flask-smorest makes an answer in `response`; its `arguments` only checks what was sent.
_CHECKS = frozenset({"arguments"})
_CHECKING = frozenset({"flask_smorest", "flask_rest_api"})
_ANSWERING = frozenset({"flask_smorest", "flask_rest_api", "apiflask"})
_SIGNS_IN = re.compile(r"log_?-?in|sign_?-?(in|on)|auth|token", re.IGNORECASE)


@warning
@by_source
def view_returns_none(app: App, source: Source | None = None, requests: Requests | None = None) -> Judgement:
    """A view can end without a value.

    Flask then answers 500: "The view function did not return a valid response". Usually one branch was
    forgotten: the form that does not validate, the record that is not there. A path that ends in `abort` or
    an exception is fine, also in a helper of the project that always ends so, and so are views below a
    decorator that may make an answer of nothing; methods of Flask's own `MethodView` count. Resources of
    Flask-RESTful and its like answer `null` with status 200, which is told of a method that ends with an `if`
    of which one branch has an answer: a warning where it signs somebody in, else for information. An error
    when the request sweep has seen it; several that end well by themselves, and were seen to come to nothing
    below one decorator, are one finding, because the decorator is what lacks a value.

    Fix: return something on every path, or `abort(404)`.

    Fault::

        @app.post("/orders")
        def order():
            if form.validate():
                return redirect(url_for("orders"))

    Fine::

        @app.post("/orders")
        def order():
            if form.validate():
                return redirect(url_for("orders"))
            return render_template("order.html", form=form), 422
    """
    views = list(served(app, source)) if source else []
    seen = (
        [one for one in requests.responses if one.crash and returned_nothing(one.crash)] if requests else []
    )
    if not views and not seen:
        yield DoesNotApply("no view of the app was found in the source")
    told: set[str | None] = set()
    for decorator, below in _below_one([one for one in views if _answers(one, seen)]):
        views = [one for one in views if one not in below]
        told.update(*map(_endpoints, below))
        yield _nothing_below(decorator, below, seen)
    for one in views:
        answers = _answers(one, seen)
        told.update(answer.endpoint for answer in answers)
        may_end = one.body.ends_at.path and not one.in_frames
        if answers or (may_end and source and _is_handed_on(one, source)):
            yield _nothing(one, answers)
        elif one.body.ends_null.path and source and _is_handed_on(one, source):
            yield _null(one)
    for answer in seen:
        if answer.endpoint not in told:
            told.add(answer.endpoint)
            yield _nothing_seen(answer, app)


def _is_handed_on(one: Served, source: Source) -> bool:
    """Whether no decorator below the route's may make an answer of nothing."""
    describing = _describing(one, source)
    names = (name.rpartition(".")[2] for name in one.body.decorators)
    return all(name in source.handing_on or name in describing or _HANDS_ON.search(name) for name in names)


def _describing(one: Served, source: Source) -> frozenset[str]:
    """What describes or checks alone, by the extension of its file, else of the project."""
    of_either = [each for each in source.imports if each.name in _DESCRIBING | _ANSWERING]
    here = {each.name for each in of_either if each.place.path == one.body.place.path}
    known = here or {each.name for each in of_either}
    if known and known <= _DESCRIBING:
        return _DESCRIBES
    return _CHECKS if known and known <= _CHECKING else frozenset()


def _endpoints(one: Served) -> frozenset[str]:
    return frozenset(route.endpoint for route in one.routes)


def _answers(one: Served, seen: list[Response]) -> list[Response]:
    return [answer for answer in seen if answer.endpoint in _endpoints(one)]


def _below_one(views: list[Served]) -> Iterator[tuple[str, list[Served]]]:
    """Decorators with the views that end with a value themselves, and came to nothing below them."""
    rest = [one for one in views if not one.body.ends_at.path]
    for decorator in dict.fromkeys(name for one in rest for name in one.body.decorators):
        below = [one for one in rest if decorator in one.body.decorators]
        if len(below) > 1:
            rest = [one for one in rest if one not in below]
            yield decorator, below


def _nothing_below(decorator: str, views: list[Served], seen: list[Response]) -> Found:
    symptoms = [(account(answer), one.body.place) for one in views for answer in _answers(one, seen)]
    return Found(
        f"{listed(one.body.function for one in views)} ended without a value below @{decorator}: "
        "that is a 500",
        subject=decorator,
        place=views[0].body.place,
        evidence=capped([f"{told} at {place}" for told, place in symptoms]),
        fix=f"Return something in {decorator}() on every path, or `abort(403)`.",
        severity="error",
    )


def _nothing(one: Served, answers: list[Response]) -> Found:
    end = one.body.ends_at
    return Found(
        f"the view {one.body.function} {'ended' if answers else 'can end'} without a value: that is a 500",
        subject=one.endpoint,
        place=one.body.place,
        evidence=(
            *((f"no value after {end}",) if end.path else ()),
            *capped([account(answer) for answer in answers]),
        ),
        severity="error" if answers else None,
    )


def _null(one: Served) -> Found:
    signs_in = one.body.verb == "POST" and any(_SIGNS_IN.search(route.rule) for route in one.routes)
    return Found(
        f"{one.requests()} answers 200 with `null` where the last condition of {one.body.function} "
        "does not hold",
        subject=one.requests(),
        place=one.body.place,
        evidence=(f"no value after {one.body.ends_null}",),
        fix='Say what went wrong: `return {"message": "…"}, 401`, or `abort(404)`.',
        severity="warning" if signs_in else "info",
    )


def _nothing_seen(answer: Response, app: App) -> Found:
    """Of a view whose source we do not know."""
    views = (route.view for route in app.routes if route.endpoint == answer.endpoint)
    view = next(filter(None, views), None)
    return Found(
        f"the view {view.name if view else answer.endpoint} ended without a value: that is a 500",
        subject=answer.endpoint or answer.path,
        place=view.place if view and view.place.path else app.place,
        evidence=(account(answer),),
        severity="error",
    )
