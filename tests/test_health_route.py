"""Which route is taken for the health route."""

from dataclasses import replace

import pytest

from releasecheck.facts.app import Route
from releasecheck.health_route import find_health_route


def route(rule: str, *methods: str) -> Route:
    arguments = tuple(part.split(">")[0] for part in rule.split("<")[1:])
    return Route(rule, rule, methods or ("GET", "HEAD", "OPTIONS"), arguments)


@pytest.mark.parametrize(
    ("rules", "path"),
    [
        (["/", "/healthz"], "/healthz"),
        (["/api/v1/health-check"], "/api/v1/health-check"),
        (["/shop/health/"], "/shop/health/"),
        (["/api/status"], "/api/status"),
        (["/_health"], "/_health"),
        (["/ping"], "/ping"),
        (["/health/live", "/health/ready", "/health"], "/health/ready"),
        (["/livez", "/healthz"], "/healthz"),
        (["/__lbheartbeat__", "/__heartbeat__", "/__version__"], "/__heartbeat__"),
        (["/__lbheartbeat__"], "/__lbheartbeat__"),
        (["/api/health", "/health"], "/health"),
        (["/healthz/<name>"], "/healthz/ready"),
        (["/HealthCheck"], "/HealthCheck"),
    ],
)
def test_the_best_of_these_is_found(rules: list[str], path: str) -> None:
    found = find_health_route([route(rule) for rule in rules])
    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    "rule",
    [
        "/",
        "/tasks/<id>/status",
        "/status/<codes>",
        "/orders/ready",
        "/stream/live",
        "/users/status",
        "/healthy-recipes",
        "/health/<int:user>",
        "/upload",
        "/is/up",
    ],
)
def test_this_is_no_health_route(rule: str) -> None:
    assert find_health_route([route(rule)]) is None


def test_a_health_route_answers_get() -> None:
    assert find_health_route([route("/health", "POST")]) is None
    assert find_health_route([replace(route("/health"), build_only=True)]) is None


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("/how", "/how"),
        ("/how", "/how?deep=1"),
        ("/is/<what>", "/is/well"),
        ("/is/<path:what>/now", "/is/a/b/now"),
        ("/a.b", "/a.b"),
    ],
)
def test_the_path_that_was_asked_for_wins(rule: str, asked: str) -> None:
    found = find_health_route([route("/healthz"), route(rule)], asked)
    assert found is not None
    assert (found.path, found.route.rule) == (asked, rule)


@pytest.mark.parametrize(
    ("rule", "asked"), [("/is/<what>", "/is/a/b"), ("/a.b", "/aXb"), ("/healthz", "/health")]
)
def test_a_path_that_no_route_answers(rule: str, asked: str) -> None:
    assert find_health_route([route(rule)], asked) is None
