"""Links of the app's pages that lead nowhere."""

from dataclasses import replace
from typing import Any

import pytest

from releasecheck.facts.app import OtherApp
from releasecheck.facts.deploy import Deploy, Proxy
from releasecheck.facts.slips import FixedRedirect
from releasecheck.facts.templates import LostForm, TemplateReference
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, requests, response, route, source, table, templates, view

HOME = response("/")


def linking(*answers: Any, pages: Any = (HOME,), **fields: Any) -> Given:
    routes = [route("/", "index", view=view("index", 5))]
    return {"requests": requests(*pages, lost_links=answers), "app": app(routes=routes), **fields}


def lost(path: str, status: int = 404, **fields: Any) -> Any:
    return response(path, status, **{"rule": None, "endpoint": None, "linked_from": "/", **fields})


ONE = Found(
    "1 link of the app's pages leads to no route: /about",
    "/about",
    at("app.py", 5),
    ("GET /about -> 404, to which / links",),
)


@table(
    {
        "one": (linking(lost("/about")), [ONE]),
        "two": (
            linking(lost("/about"), lost("/terms")),
            [
                Found(
                    "2 links of the app's pages lead to no route: /about and /terms",
                    "/about",
                    at("app.py", 5),
                    ("GET /about -> 404, to which / links", "GET /terms -> 404, to which / links"),
                )
            ],
        ),
        "to somebody signed in": (
            linking(lost("/about", 302), lost("/about", signed_in=True)),
            [
                Found(
                    "1 link of the app's pages leads to no route: /about",
                    "/about",
                    at("app.py", 5),
                    ("GET /about -> 404 (signed in), to which / links",),
                )
            ],
        ),
    }
)
def test_link_to_no_route_faulty(given: Given, says: list[Found]) -> None:
    assert ask("link-to-no-route", given) == says


def test_link_to_no_route_behind_a_proxy() -> None:
    proxy = Deploy(proxies=(Proxy("nginx", 1, at("nginx.conf", 3)),))
    (found,) = ask("link-to-no-route", linking(lost("/about"), deploy=proxy))
    assert found.severity == "info"


@table(
    {
        "something around the app takes it": (linking(lost("/about", 200)), []),
        "a login is in the way": (linking(lost("/about", 302)), []),
        "no link": (linking(), []),
        "perhaps another server's": (linking(lost("/Admin/users"), lost("/wiki"), lost("/oauth2/start")), []),
    }
)
def test_link_to_no_route_fine(given: Given, says: list[Any]) -> None:
    assert ask("link-to-no-route", given) == says


def test_below_a_path_that_the_app_has_itself() -> None:
    own = app(routes=[route("/", "index", view=view("index", 5)), route("/admin/", "admin", view=view())])
    told = ask("link-to-no-route", linking(lost("/admin/users"), lost("/api/users"), app=own))
    assert [one.subject for one in told] == ["/admin/users"]


def test_link_to_no_route_does_not_apply() -> None:
    nothing_asked = "no route could be asked without arguments, or without doing harm"
    assert ask("link-to-no-route", linking(pages=())) == [DoesNotApply(nothing_asked)]


def redirecting(*paths: str, status: int = 404, others: Any = (), **fields: Any) -> Given:
    """Redirects from line 20 on, in an app with three routes."""
    routes = [
        route("/", "index"),
        route("/shops/<int:id>", "shop"),
        route("/cart/", "cart"),
        route("/people/<name>/<path:file>", "file"),
        route("/rows/<int(min=1):id>/edit", "row"),
        route("/pay", "pay", methods=("POST", "OPTIONS")),
    ]
    fixed = [FixedRedirect(path, at("app.py", 20 + line)) for line, path in enumerate(paths)]
    return {
        "requests": requests(HOME, not_found=response("/none", status)),
        "app": app(routes=routes, modules=["app.py"], others=others),
        "source": source(fixed_redirects=fixed),
        **fields,
    }


def test_redirects_to_no_route() -> None:
    said = Found(
        "2 redirects lead to no route that takes GET: /manage and /pay",
        "redirect /manage",
        at("app.py", 20),
        ("/manage at app.py:20", "/pay at app.py:22"),
    )
    assert ask("link-to-no-route", redirecting("/manage?all=1", "/", "/pay")) == [said]
    assert [one.subject for one in ask("link-to-no-route", redirecting("/shops/new"))] == [
        "redirect /shops/new"
    ]
    proxy = Deploy(proxies=(Proxy("nginx", 1, at("nginx.conf", 3)),))
    assert [one.severity for one in ask("link-to-no-route", redirecting("/manage", deploy=proxy))] == ["info"]


@table(
    {
        "to what the app has": (
            redirecting(
                "/", "/shops/3", "/people/a/b/c", "/rows/7/edit", "/cart", "/cart/", "/shops/3#top", "/?a=1"
            ),
            [],
        ),
        "elsewhere": (redirecting("//example.com/a", "/logo.png", "/api/x"), []),
        "something answers all unknown paths": (redirecting("/manage", status=200), []),
        "another app is mounted": (
            redirecting("/manage", others=[OtherApp("b", at("b.py", 1), (), mounted=True)]),
            [],
        ),
        "a module that the app does not load": (
            {**redirecting("/manage"), "app": app(routes=[route("/", "index")], modules=["other.py"])},
            [],
        ),
    }
)
def test_redirects_that_arrive(given: Given, says: list[Any]) -> None:
    assert ask("link-to-no-route", given) == says


def sending(*forms: LostForm, renders: Any = ("page.html",), **more: Any) -> Given:
    """Forms of page.html, which the app renders."""
    given = redirecting(**more)
    named = [TemplateReference((name,), "render", at("app.py", 9)) for name in renders]
    return {
        **given,
        "source": replace(given["source"], renders=tuple(named)),
        "templates": templates("page.html", lost_forms=forms),
    }


def form(path: str, line: int = 3, method: Any = "GET", *takes: str) -> LostForm:
    return LostForm("page.html", path, method, takes, at("templates/page.html", line))


def test_forms_to_no_route() -> None:
    said = Found(
        "2 forms are sent to no route that takes them: POST /add and GET /pay",
        "form POST /add",
        at("templates/page.html", 3),
        (
            "POST /add at templates/page.html:3: no route has the path",
            "GET /pay at templates/page.html:9: the path takes POST alone",
        ),
    )
    (told,) = ask("link-to-no-route", sending(form("/add", 3, "POST"), form("/pay", 9, "GET", "POST")))
    assert replace(told, fix=None) == said
    (told,) = ask("link-to-no-route", sending(form("/admin", 3, "POST", "GET")))
    assert told.message == "a form is sent to no route that takes it: POST /admin"


@pytest.mark.parametrize(
    "given",
    [
        sending(form("/add"), renders=()),
        sending(form("/api/add")),
        sending(form("/add.php")),
        sending(form("/add"), status=200),
        sending(form("/add"), others=[OtherApp("b", at("b.py", 1), (), mounted=True)]),
        sending(),
    ],
    ids=["no page has it", "another server's", "a file", "all is answered", "mounted", "none"],
)
def test_forms_that_may_arrive(given: Given) -> None:
    assert ask("link-to-no-route", given) == []
