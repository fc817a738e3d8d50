"""A route that stands there without the @."""

from typing import Any

from releasecheck.facts.slips import IdleRoute
from releasecheck.facts.source import RouteFunction
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, route, source, table, view

SEND = "/alerts/<int:alert>/send"


def idle(*rules: Any, router: str = "alerts", path: str = "app.py", **fields: Any) -> Given:
    """One such route beside a decorated view of `alerts`, and further live rules."""
    own = {"methods": ("POST",), "function": "send"}
    one = IdleRoute(router, SEND, place=at(path, 9, 1), **{**own, **fields})
    beside = "app.py" if path == "app.py" else "unused.py"
    decorated = RouteFunction("listed", at(beside, 5, 1), "alerts", ("/alerts",), None)
    served = [route("/api/alerts", "alerts.listed", view=view("listed")), *rules]
    return {"app": app(routes=served), "source": source(idle_routes=[one], route_functions=[decorated])}


@table(
    {
        "and a function below it": (
            idle(),
            [
                Found(
                    "alerts.route('/alerts/<int:alert>/send') has no @ before it and decorates nothing: "
                    "send() answers no request",
                    SEND,
                    at("app.py", 9, 1),
                )
            ],
        ),
        "and none": (
            idle(function=None),
            [
                Found(
                    "alerts.route('/alerts/<int:alert>/send') has no @ before it and decorates nothing: "
                    "there is no such route",
                    SEND,
                    at("app.py", 9, 1),
                    severity="warning",
                )
            ],
        ),
        "in a module that nothing imports": (
            idle(path="unused.py"),
            [
                Found(
                    "alerts.route('/alerts/<int:alert>/send') has no @ before it and decorates nothing: "
                    "send() answers no request",
                    SEND,
                    at("unused.py", 9, 1),
                    severity="info",
                )
            ],
        ),
        "and the app has it for another method": (
            idle(route("/api/alerts/<alert>/send", "alerts.sent"), function=None, methods=("POST",)),
            [
                Found(
                    "alerts.route('/alerts/<int:alert>/send') has no @ before it and decorates nothing: "
                    "there is no such route",
                    SEND,
                    at("app.py", 9, 1),
                    severity="warning",
                )
            ],
        ),
    }
)
def test_route_call_without_effect_faulty(given: Given, says: list[Found]) -> None:
    assert ask("route-call-without-effect", given) == says


@table(
    {
        "the app has it all the same": (
            idle(route("/api/alerts/<alert>/send", "alerts.send", methods=("OPTIONS", "POST"))),
            [],
        ),
        "for methods that nobody knows": (
            idle(route("/api/alerts/<alert>/send", "alerts.send"), methods=None),
            [],
        ),
        "on something that decorates no view": (idle(router="bottle"), []),
        "in a module without a decorated view": (idle(path="other.py"), []),
        "on a blueprint that the app has not": ({**idle(), "app": app()}, []),
    }
)
def test_route_call_without_effect_fine(given: Given, says: list[Found]) -> None:
    assert ask("route-call-without-effect", given) == says


def test_route_call_without_effect_does_not_apply() -> None:
    given = {"app": app(), "source": source()}
    assert ask("route-call-without-effect", given) == [
        DoesNotApply("every route in the source decorates something")
    ]
