"""What the test client sees under the oldest and the newest Flask; the oldest has CVE-2023-30861."""

import os

import pytest

from releasecheck.engine import judge
from releasecheck.facts import Facts, Project
from releasecheck.gather.app import AppFacts, gather_app
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.interpreter import choose
from releasecheck.gather.source import gather_source
from releasecheck.registry import load_rules
from tests.boot.conftest import write
from tests.interpreters import Pair, wanted

SHOP = """
    from flask import Flask, redirect, session, url_for
    from werkzeug.middleware.proxy_fix import ProxyFix
    app = Flask(__name__)
    app.secret_key = "kd93-jf02k-d93jf"
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=2)

    @app.route("/sign-in", methods=["GET", "POST"])
    def sign_in():
        session.permanent = True
        session["name"] = "ada"
        return "welcome"

    @app.route("/plain")
    def plain():
        return "the same for everybody"

    @app.route("/me")
    def me():
        return session["name"] if "name" in session else redirect(url_for("sign_in"))

    @app.route("/leak")
    def leak():
        return app.secret_key

    @app.route("/healthz")
    def healthz():
        return "ok"

    def as_ada(app, client):
        assert client.post("/sign-in").status_code == 200
"""
REFRESHED_WITHOUT_VARY = {"2.0", "2.1"}  # and 2.2 until its last


@pytest.fixture(scope="module", params=wanted(), ids=str)
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, AppFacts]:
    pair: Pair = request.param
    if not pair.ready:
        pytest.skip(f"{pair} is not here: see tests/interpreters.py")
    folder = write(tmp_path_factory.mktemp("shop"), {"app.py": SHOP})
    python = choose(folder, pair.executable, "--python", os.environ)
    wishes = BootRequest(folder, boot_timeout=60.0, login="app:as_ada")
    return pair, gather_app(wishes, python, gather_source(folder, []))


def test_the_hook_signs_in(seen: tuple[Pair, AppFacts]) -> None:
    _, facts = seen
    assert facts.requests is not None
    assert facts.requests.login is not None
    assert facts.requests.login.reason is None
    assert {one.path: one.status for one in facts.requests.signed_in}["/me"] == 200
    assert {one.path: one.status for one in facts.requests.responses}["/me"] == 302


def test_what_is_measured(seen: tuple[Pair, AppFacts]) -> None:
    _, facts = seen
    assert facts.requests is not None
    assert facts.requests.trusted is not None
    assert (facts.requests.trusted.address, facts.requests.trusted.foreign_host) == (2, True)
    assert facts.requests.health is not None
    assert [one.status for one in facts.requests.health.answers] == [200] * 6
    assert {one.path for one in facts.requests.responses if one.secrets == ("SECRET_KEY",)} == {"/leak"}


def test_a_refreshed_session_in_a_cache(seen: tuple[Pair, AppFacts]) -> None:
    pair, facts = seen
    whole = Facts(Project("shop"), app=facts.app, requests=facts.requests)
    (check,) = judge(whole, [load_rules()["vary-cookie-cache"]]).checks
    if pair.flask == "2.2":
        pytest.skip("it depends on the patch version")
    assert check.outcome == ("failed" if pair.flask in REFRESHED_WITHOUT_VARY else "passed")
