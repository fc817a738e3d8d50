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
        (["/api/health-checker"], "/api/health-checker"),
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
        (["/api/v1/health/api"], "/api/v1/health/api"),
        (["/health/db", "/health/live"], "/health/live"),
        (["/health/db", "/ping"], "/ping"),
        (["/status/db"], "/status/db"),
        (["/db-health"], "/db-health"),
        (["/server-status"], "/server-status"),
        (["/api/health/check"], "/api/health/check"),
        (["/health-status"], "/health-status"),
        (["/is-alive"], "/is-alive"),
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
        "/mental-health",
        "/health-tips",
        "/healthcare",
        "/health/tips",
        "/health/insurance/check",
        "/status/orders",
        "/queue/status",
        "/payment-status",
        "/check",
        "/api",
    ],
)
def test_this_is_no_health_route(rule: str) -> None:
    assert find_health_route([route(rule)]) is None


@pytest.mark.parametrize(
    ("rule", "endpoint", "is_one"),
    [
        ("/", "health_check", True),
        ("/", "health", True),
        ("/api/v1/check", "health", True),
        ("/are/you/well", "healthcheck", True),
        ("/api/db", "health.check", True),
        ("/api/v1/", "health.index", True),
        ("/wellbeing", "health", False),
        ("/advice", "health.index", False),
        ("/advice", "health.tips", False),
        ("/minds", "mental_health", False),
        ("/check", "check_status", False),
        ("/", "index", False),
    ],
)
def test_a_view_may_be_called_so(rule: str, endpoint: str, is_one: bool) -> None:
    found = find_health_route([replace(route(rule), endpoint=endpoint)])
    assert (found is not None) == is_one


def test_a_path_tells_more_than_the_name_of_a_view() -> None:
    named = replace(route("/"), endpoint="health_check")
    found = find_health_route([named, route("/status/db")])
    assert found is not None
    assert found.path == "/status/db"


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
