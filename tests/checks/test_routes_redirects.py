"""Pages that redirect to themselves, or to each other."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import Hook
from releasecheck.facts.requests import Cookie
from releasecheck.facts.slips import Slip
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, body, config, requests, response, route, source, table, view

LANGUAGE = Cookie("language", secure=True, http_only=True, same_site="Lax")
TICKET = replace(LANGUAGE, name="ticket")


def moved(path: str, to: str, **fields: Any) -> Any:
    """The answer of a page called as its path."""
    name = path.strip("/") or "home"
    return response(path, 302, **{"endpoint": name, "rule": path, "headers": {"location": to}, **fields})


def asked(*answers: Any, of_app: Any = None, signed_in: Any = (), **inside: Any) -> Given:
    """Pages whose views redirect and do nothing else, unless `inside` says so."""
    names = dict.fromkeys(one.endpoint for one in (*answers, *signed_in))
    lines = {name: 5 + 10 * index for index, name in enumerate(names)}
    paths = {one.endpoint: one.path for one in (*answers, *signed_in)}
    views = [body(name, line, **{"calls": ("redirect",), **inside}) for name, line in lines.items()]
    served = [route(paths[name], name, view=view(name, line)) for name, line in lines.items()]
    return {
        "requests": requests(*answers, signed_in=signed_in),
        "app": app(routes=served, **(of_app or {})),
        "source": source(views=views),
    }


def itself(path: str = "/offers", line: int = 5, **fields: Any) -> Found:
    told = {"evidence": (f"GET {path} -> 302, Location: {path}",), **fields}
    return Found(
        f"GET {path} redirects to itself: no browser ever shows a page", path, at("app.py", line), **told
    )


def guard(scope: str = "") -> Hook:
    return Hook("before_request", scope, "app", "look", at("app.py", 30), own=True)


@table(
    {
        "to itself": (asked(moved("/offers", "/offers")), [itself()]),
        "by a relative path, percent-encoded": (
            asked(moved("/ÃŒ", "%C3%83%C5%92")),
            [itself("/ÃŒ", evidence=("GET /ÃŒ -> 302, Location: %C3%83%C5%92",))],
        ),
        "two to each other, told once": (
            asked(moved("/in", "/out#top"), moved("/out", "/in")),
            [
                Found(
                    "GET /in redirects to /out, and that back: no browser ever shows a page",
                    "/in",
                    at("app.py", 5),
                    ("GET /in -> 302, Location: /out#top", "GET /out -> 302, Location: /in"),
                )
            ],
        ),
        "what leads there is not told": (
            asked(moved("/", "/offers"), moved("/offers", "/offers")),
            [itself(line=15)],
        ),
        "with the cookie that it sets as well": (
            asked(
                moved("/offers", "/offers", cookies=[LANGUAGE]),
                moved("/offers", "/offers", cookies=[LANGUAGE], second=True),
            ),
            [itself()],
        ),
        "of somebody signed in": (
            asked(
                response("/offers", endpoint="offers"),
                signed_in=[moved("/offers", "/offers", signed_in=True)],
            ),
            [
                Found(
                    "GET /offers of somebody signed in redirects to itself: no browser ever shows a page",
                    "/offers",
                    at("app.py", 5),
                    ("GET /offers -> 302 (signed in), Location: /offers",),
                )
            ],
        ),
        "as long as no argument comes": (
            asked(moved("/offers", "/offers"), reads=["args"]),
            [itself(severity="warning")],
        ),
        "by something else than the view": (
            asked(moved("/offers", "/offers"), calls=["render_template"]),
            [itself(severity="warning")],
        ),
        "below a hook": (
            asked(moved("/offers", "/offers"), of_app={"hooks": [guard()]}),
            [itself(severity="warning")],
        ),
        "without a source": (
            {**asked(moved("/offers", "/offers")), "source": None},
            [itself(severity="warning")],
        ),
    }
)
def test_redirect_loop_faulty(given: Given, says: list[Found]) -> None:
    assert ask("redirect-loop", given) == says


@table(
    {
        "elsewhere": (asked(moved("/offers", "/")), []),
        "to another host": (asked(moved("/offers", "//shop.example/offers")), []),
        "to https": (asked(moved("/offers", "https://localhost/offers")), []),
        "with a query": (asked(moved("/login", "/login?next=/login")), []),
        "nowhere": (asked(moved("/offers", "")), []),
        "with a cookie that changes the next answer": (
            asked(
                moved("/offers", "/offers", cookies=[LANGUAGE]),
                response("/offers", endpoint="offers", second=True),
            ),
            [],
        ),
        "with another cookie each time": (
            asked(
                moved("/offers", "/offers", cookies=[LANGUAGE]),
                moved("/offers", "/offers", cookies=[TICKET], second=True),
            ),
            [],
        ),
        "with a cookie, and not asked again": (asked(moved("/offers", "/offers", cookies=[LANGUAGE])), []),
        "to each other with a cookie": (
            asked(
                moved("/in", "/out"),
                moved("/out", "/in", cookies=[LANGUAGE]),
                moved("/out", "/in", cookies=[LANGUAGE], second=True),
            ),
            [],
        ),
        "by the referrer": (asked(moved("/offers", "/offers"), reads=["referrer"]), []),
        "by a header of the proxy": (asked(moved("/offers", "/offers"), reads=["headers"]), []),
        "in another variant": (asked(moved("/offers", "/offers", variant="forwarded")), []),
        "a page that ends the session": (asked(moved("/out", "/out", parting=True)), []),
        "a round that one page breaks": (asked(moved("/in", "/out"), response("/out", endpoint="out")), []),
    }
)
def test_redirect_loop_fine(given: Given, says: list[Found]) -> None:
    assert ask("redirect-loop", given) == says


ELSEWHERE = [DoesNotApply("the app is not served at the root of its host")]


@table(
    {
        "no answer": (
            asked(),
            [DoesNotApply("no route could be asked without arguments, or without doing harm")],
        ),
        "below a path": (
            asked(moved("/", "/"), of_app={"config": [config("APPLICATION_ROOT", "/shop")]}),
            ELSEWHERE,
        ),
        "mounted in another app": (
            asked(moved("/", "/"), of_app={"middleware": ["DispatcherMiddleware"]}),
            ELSEWHERE,
        ),
        "by hosts": (asked(moved("/", "/"), of_app={"subdomain_matching": True}), ELSEWHERE),
    }
)
def test_redirect_loop_does_not_apply(given: Given, says: list[DoesNotApply]) -> None:
    assert ask("redirect-loop", given) == says


BACK = Slip("back-to-itself", "cart.show", "show", at("app.py", 8, 5), at("app.py", 5, 1), "DatabaseError")


def leading_back(*slips: Slip, methods: Any = ("GET", "POST"), endpoint: str = "cart.show") -> Given:
    served = [route("/cart", endpoint, methods=methods, view=view("show"))]
    return {"app": app(routes=served), "source": source(views=[body("show")], slips=slips)}


@pytest.mark.parametrize("given", [leading_back(BACK), leading_back(replace(BACK, what=".show"))])
def test_failure_redirects_to_itself_faulty(given: Given) -> None:
    assert ask("failure-redirects-to-itself", given) == [
        Found(
            "GET /cart redirects to itself when DatabaseError is raised in it, and fails again",
            "cart.show",
            at("app.py", 8, 5),
        )
    ]


@pytest.mark.parametrize(
    "given",
    [
        leading_back(BACK, methods=("POST",)),
        leading_back(BACK, endpoint="shop.show"),  # of another blueprint
        leading_back(replace(BACK, view=at("app.py", 50, 1))),  # which is not served
    ],
)
def test_failure_redirects_to_itself_fine(given: Given) -> None:
    assert ask("failure-redirects-to-itself", given) == [
        DoesNotApply("no view redirects to itself when it fails")
    ]


def test_failure_redirects_to_itself_does_not_apply() -> None:
    assert ask("failure-redirects-to-itself", leading_back()) == [
        DoesNotApply("no view redirects to itself when it fails")
    ]
