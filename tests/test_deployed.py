"""Where the deployed health route is."""

import pytest

from releasecheck.facts import NOWHERE, Absence
from releasecheck.facts.app import App, Route, View
from releasecheck.gather.health import health_path, health_url

VIEW = View("shop", "ready", NOWHERE, own=True, parameters=())
READY = Route("/readyz", "ready", ("GET", "HEAD", "OPTIONS"), (), view=VIEW)


def app(*routes: Route) -> App:
    return App("shop", NOWHERE, routes, (), (), ())


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("https://shop.example", "/readyz", "https://shop.example/readyz"),
        ("https://shop.example/", "/readyz", "https://shop.example/readyz"),
        ("https://shop.example/shop/", "/readyz", "https://shop.example/shop/readyz"),
        ("https://shop.example/readyz", "/readyz", "https://shop.example/readyz"),
        ("https://shop.example", "readyz", "https://shop.example/readyz"),
        ("https://shop.example", "/", "https://shop.example/"),
    ],
)
def test_the_url_of_the_health_route(base, path, url) -> None:
    assert health_url(base, path) == url


def test_the_path_is_what_was_asked_for_else_what_the_app_has() -> None:
    assert health_path(app(READY), "/asked") == "/asked"
    assert health_path(app(READY), None) == "/readyz"


@pytest.mark.parametrize("given", [None, app()])
def test_without_a_path_nothing_is_probed_and_the_way_out_is_named(given) -> None:
    absence = health_path(given, None)
    assert isinstance(absence, Absence)
    assert absence.outcome == "inconclusive"
    assert "--health PATH" in absence.reason
