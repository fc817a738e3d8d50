"""What is asked besides the plain pages, and what comes of it with real extensions."""

from __future__ import annotations

import sys
import types
from typing import TYPE_CHECKING, Any

import flask
import flask_cors
import flask_talisman
import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from collections.abc import Iterator

STRANGER = "https://releasecheck.invalid"
HOST = "releasecheck-host.invalid"


def shop(**config: object) -> flask.Flask:
    app = flask.Flask("shop", static_folder=None)
    app.config.update(SECRET_KEY="kd93-jf02k-d93jf", **config)
    return app


def asked(inside: Any, tools: Any, app: flask.Flask, kind: str = "variant") -> list[dict[str, Any]]:
    inside("sweep").collect(app, tools)
    return [line["response"] for line in tools.sent if line["kind"] == kind]


def of(variant: str, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in answers if each["variant"] == variant]


def allowed(answers: list[dict[str, Any]]) -> list[str]:
    headers = [(each["sent"], each["headers"].get("access-control-allow-origin")) for each in answers]
    return sorted({sent for sent, let_in in headers if sent == let_in})


@pytest.mark.parametrize(
    ("settings", "let_in"),
    [
        ({"supports_credentials": True}, [STRANGER]),
        ({}, [STRANGER]),
        ({"origins": ["https://shop.example"], "supports_credentials": True}, []),
        (
            {"origins": [r"https://.*\.shop\.example"], "supports_credentials": True},
            ["https://x.shop.example.releasecheck.invalid"],
        ),
        ({"origins": [r"https://.*\.shop\.example$"], "supports_credentials": True}, []),
        (
            {
                "resources": {r"/*": {"origins": [r"^https://www.shop.example$"]}},
                "supports_credentials": True,
            },
            ["https://wwwxshop.example"],
        ),
    ],
)
def test_which_origins_flask_cors_lets_in(request: Any, settings: dict[str, Any], let_in: list[str]) -> None:
    inside, tools = map(request.getfixturevalue, ("inside", "tools"))
    app = shop()
    app.add_url_rule("/api", "api", lambda: {"a": 1})
    flask_cors.CORS(app, **settings)
    answers = asked(inside, tools, app)
    assert allowed(of("origin", answers)) == let_in
    assert [each["method"] for each in of("preflight", answers)] == ["OPTIONS"]


def test_origins_of_the_config(inside: Any) -> None:
    app = shop(CORS_ORIGINS="https://www.shop.example, http://localhost:3000", ALLOWED_ORIGINS=[1, None])
    assert inside("origins").lookalikes(app) == [
        "https://www.shop.example.releasecheck.invalid",
        "https://wwwxshop.example",
    ]


def test_a_strange_host(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/", "index", lambda: flask.url_for("index", _external=True))
    app.add_url_rule("/about", "about", lambda: flask.url_for("index"))
    app.add_url_rule("/old", "old", lambda: flask.redirect(flask.url_for("index", _external=True)))
    answers = of("host", asked(inside, tools, app))
    assert {each["path"]: each["echoes"] for each in answers} == {
        "/": ["body"],
        "/about": [],
        "/old": ["body", "location"],
    }
    assert {each["sent"] for each in answers} == {HOST}


def test_of_many_pages_that_shows_its_host_is_asked_under_another(inside: Any, tools: Any) -> None:
    app = shop()
    for number in range(20):
        app.add_url_rule(f"/page{number}", f"page{number}", lambda: "page")
    app.add_url_rule("/welcome", "welcome", lambda: f"at {flask.request.host}")
    answers = of("host", asked(inside, tools, app))
    assert [each["path"] for each in answers if each["echoes"]] == ["/welcome"]
    assert len(answers) == 6


def test_of_many_redirects_one_that_leads_to_its_host_is_asked_under_another(inside: Any, tools: Any) -> None:
    sign_in = "https://accounts.example/auth?redirect_uri=https%3A%2F%2Flocalhost%2Fback"
    app = shop()
    for number in range(3):
        app.add_url_rule(f"/old{number}", f"old{number}", lambda: flask.redirect("/new"))
    app.add_url_rule("/out", "out", lambda: flask.redirect(sign_in))
    app.add_url_rule("/to", "to", lambda: flask.redirect(flask.request.host_url + "login"))
    answers = of("host", asked(inside, tools, app))
    assert [(each["path"], each["echoes"]) for each in answers] == [("/to", ["body", "location"])]


def test_a_redirect_that_werkzeug_makes_absolute(inside: Any, tools: Any) -> None:
    class Absolute(flask.Response):
        autocorrect_location_header = True  # Werkzeug's default before 2.1

    app = shop()
    app.response_class = Absolute
    app.add_url_rule("/old", "old", lambda: Absolute("", 302, {"Location": "/new"}))
    (answer,) = of("host", asked(inside, tools, app))
    assert HOST in answer["headers"]["location"]
    assert answer["echoes"] == []


def test_a_redirect_forwarded_from_https(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/list/", "list", lambda: "ok")
    plain = of("forwarded", asked(inside, tools, app))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)
    tools.sent.clear()
    fixed = of("forwarded", asked(inside, tools, app))
    assert [each["headers"]["location"] for each in (*plain, *fixed)] == [
        "http://localhost/list/",
        "https://localhost/list/",
    ]


def test_a_page_with_the_session_of_another(inside: Any, tools: Any) -> None:
    """CVE-2023-30861: what a Flask before 2.2.5 answers, made by hand."""
    app = shop()

    @app.route("/visit")
    def visit() -> str:
        flask.session.permanent = True
        return "ok"

    @app.route("/plain")
    def plain() -> str:
        return "ok"

    @app.after_request
    def forget(response: flask.Response) -> flask.Response:
        response.headers.pop("Vary", None)
        return response

    class Sessions(flask.sessions.SecureCookieSessionInterface):
        def save_session(self, app: Any, session: Any, response: Any) -> None:
            super().save_session(app, session, response)
            response.headers.pop("Vary", None)

    app.session_interface = Sessions()
    (told,) = of("visited", asked(inside, tools, app))
    assert (told["path"], [each["name"] for each in told["cookies"]]) == ("/plain", ["session"])
    assert "vary" not in told["headers"]


def test_few_pages_are_asked_again_and_all_kinds_of_them(inside: Any, tools: Any) -> None:
    app = shop()
    for number in range(20):
        app.add_url_rule(f"/page{number}", f"page{number}", lambda: "page")
    app.add_url_rule("/api", "api", lambda: {"a": 1})
    answers = asked(inside, tools, app)
    assert len(answers) <= 14
    assert len({each["path"] for each in of("origin", answers)}) == 5
    assert "/api" in {each["path"] for each in of("origin", answers)}


def test_nothing_that_was_left_out_is_asked(inside: Any, tools: Any) -> None:
    app = shop()
    seen = []
    app.add_url_rule("/logout", "logout", lambda: seen.append(1) or "ok")
    tools.order["health"] = {"path": "/logout", "endpoint": "logout", "rule": "/logout"}
    assert asked(inside, tools, app) == []
    assert seen == []


def health(inside: Any, tools: Any, app: flask.Flask, path: str = "/healthz", rule: str = "/healthz") -> Any:
    """The answers by their names, and the line about the route as `route`."""
    tools.order["health"] = {"path": path, "endpoint": "healthz", "rule": rule}
    inside("sweep").collect(app, tools)
    lines = [line for line in tools.sent if line["kind"].startswith("health-")]
    return {line["kind"].removeprefix("health-"): line.get("response", line) for line in lines}


def test_talisman_redirects_the_health_probe(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    flask_talisman.Talisman(app)
    told = health(inside, tools, app)
    assert (told["answer"]["status"], told["plain"]["status"]) == (200, 302)
    assert told["plain"]["headers"]["location"] == "https://localhost/healthz"
    assert told["head"]["method"] == "HEAD"


def test_a_health_route_under_other_names(inside: Any, tools: Any) -> None:
    app = shop(TRUSTED_HOSTS=["shop.example", "localhost"])
    app.add_url_rule("/healthz", "healthz", lambda: flask.request.host)
    told = health(inside, tools, app)
    names = ("answer", "by_address", "by_localhost", "by_loopback")
    assert [told[name]["status"] for name in names] == [200, 400, 200, 400]


def test_a_health_route_with_an_argument_that_is_known(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/healthz/<name>", "healthz", lambda name: name)
    told = health(inside, tools, app, "/healthz/ready", "/healthz/<name>")
    assert told["answer"]["path"] == "/healthz/ready"
    assert told["route"]["cached"] is False


@pytest.fixture
def limited() -> Iterator[Any]:
    """`limited(rule)`: an app with default limits, whose health route the rule may limit otherwise."""
    import flask_limiter

    def make(rule: Any) -> flask.Flask:
        app = shop(RATELIMIT_DEFAULT="200/day;50/hour", RATELIMIT_STORAGE_URI="memory://")
        limiter = flask_limiter.Limiter(lambda: "somebody")
        limiter.init_app(app)
        app.add_url_rule("/healthz", "healthz", rule(limiter, lambda: "ok"))
        return app

    yield make
    for name in [each for each in sys.modules if each.partition(".")[0] == "flask_limiter"]:
        del sys.modules[name]  # other tests have one of their own


def switched_off(limiter: Any, view: Any) -> Any:
    limiter.enabled = False
    return view


def unless_health(limiter: Any, view: Any) -> Any:
    limiter.request_filter(lambda: flask.request.path == "/healthz")
    return view


HOURLY = {"shown": "50 per 1 hour", "amount": 50, "seconds": 3600}
DAILY = {"shown": "200 per 1 day", "amount": 200, "seconds": 86400}
OWN = {"shown": "90 per 1 minute", "amount": 90, "seconds": 60}


@pytest.mark.parametrize(
    ("rule", "limits"),
    [
        (lambda _limiter, view: view, [HOURLY, DAILY]),
        (switched_off, []),
        (unless_health, []),
        (lambda limiter, view: limiter.exempt(view), []),
        (lambda limiter, view: limiter.limit("90/minute")(view), [OWN]),
        (lambda limiter, view: limiter.limit("90/minute", exempt_when=lambda: True)(view), []),
    ],
)
@pytest.mark.filterwarnings("ignore:Using the in-memory storage")
def test_the_limits_that_a_health_route_is_held_to(
    inside: Any, tools: Any, limited: Any, rule: Any, limits: list[dict[str, Any]]
) -> None:
    app = limited(rule)
    hooks = list(app.teardown_request_funcs.get(None, ()))
    assert health(inside, tools, app)["limits"]["limits"] == limits
    assert app.teardown_request_funcs.get(None, []) == hooks


def test_limits_of_an_extension_that_is_not_known_are_none(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/healthz", "healthz", lambda: "ok")
    app.extensions["limiter"] = types.SimpleNamespace(enabled=True, current_limits=[object()])
    told = health(inside, tools, app)
    assert (told["answer"]["status"], told["limits"]["limits"]) == (200, [])


def test_a_health_route_that_flask_caching_keeps(inside: Any, tools: Any) -> None:
    app = shop()

    def healthz() -> str:
        return "ok"

    vars(healthz).update(uncached=healthz, make_cache_key=str, cache_timeout=60)  # as `@cache.cached` does
    app.add_url_rule("/healthz", "healthz", healthz)
    assert health(inside, tools, app)["route"]["cached"] is True


@pytest.mark.parametrize(
    ("hops", "trusted"),
    [
        ({}, (0, 0, 0)),
        ({"x_for": 1, "x_proto": 1, "x_host": 1}, (1, 1, 1)),
        ({"x_for": 2, "x_proto": 0, "x_host": 3}, (2, 0, 3)),
    ],
)
def test_how_many_proxies_are_believed(inside: Any, hops: dict[str, int], trusted: tuple[int, ...]) -> None:
    app = shop()
    app.before_request(lambda: flask.abort(500))
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, **hops)
    told = inside("trusted").measure(app)
    assert (told["address"], told["scheme"], told["host"]) == trusted
    assert "request_context" not in vars(app)


def test_the_leftmost_value_is_the_visitor_s(inside: Any) -> None:
    app = shop()
    inner = app.wsgi_app

    def first(environ: Any, start: Any) -> Any:
        environ["REMOTE_ADDR"] = environ.get("HTTP_X_FORWARDED_FOR", "?").split(",")[0]
        environ["wsgi.url_scheme"] = environ.get("HTTP_X_SCHEME", "http")
        return inner(environ, start)

    app.wsgi_app = first
    told = inside("trusted").measure(app)
    assert (told["address"], told["scheme"], told["host"]) == ("any", 1, 0)


def test_a_middleware_that_answers_itself(inside: Any) -> None:
    app = shop()
    app.wsgi_app = lambda *_: [b"closed"]
    assert inside("trusted").measure(app) is None


@pytest.mark.parametrize(("config", "builds"), [({}, True), ({"TRUSTED_HOSTS": ["shop.example"]}, False)])
def test_whether_links_lead_to_any_host(inside: Any, config: dict[str, Any], builds: bool) -> None:
    assert inside("trusted").measure(shop(**config))["foreign_host"] is builds


def test_a_session_store_that_does_not_answer(inside: Any, tools: Any) -> None:
    app = shop()
    tools.order["request_timeout"] = 3

    class Slow(flask.sessions.SecureCookieSessionInterface):
        def open_session(self, app: Any, request: Any) -> Any:
            while not request.headers.get("X-Releasecheck"):  # in a context that no request made
                pass
            return super().open_session(app, request)

    app.session_interface = Slow()
    inside("sweep").collect(app, tools)
    assert tools.sent[-2:] == [{"kind": "trusted", "trusted": None}, {"kind": "swept"}]


def test_config_that_does_not_let_itself_be_looked_at(inside: Any) -> None:
    class Shy:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(name)

    assert inside("origins").lookalikes(shop(CORS_ORIGINS=Shy())) == []


def test_the_home_page_for_every_path(inside: Any, tools: Any) -> None:
    app = shop()
    app.add_url_rule("/", "index", lambda: "home")
    app.register_error_handler(404, lambda _: ("home", 200))
    (told,) = asked(inside, tools, app, "not_found")
    assert (told["status"], told["like_home"]) == (200, True)
