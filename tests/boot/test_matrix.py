"""The same app under the oldest and the newest Python and Flask, or under all: the same facts."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from releasecheck.facts import Place
from releasecheck.gather.app import gather_app
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.interpreter import choose
from releasecheck.gather.source import gather_source
from tests.interpreters import Pair, wanted

SHOP = {
    "shop/__init__.py": """
        import os
        from flask import Flask, render_template

        def create_app():
            app = Flask(__name__)
            app.config.from_object("shop.config")
            from . import views
            app.register_blueprint(views.bp)

            @app.route("/broken")
            def broken():
                raise ValueError("broken")

            return app
    """,
    "shop/config.py": """
        import os
        SECRET_KEY = os.environ.get("SECRET_KEY", "fall-back-5h8d")
        DEBUG = os.environ.get("SHOP_DEBUG", False)
    """,
    "shop/views.py": """
        from flask import Blueprint, render_template, session
        bp = Blueprint("views", __name__)
        left_out = Blueprint("left_out", __name__)

        @bp.route("/")
        def index():
            session["seen"] = True
            return render_template("index.html")

        @bp.route("/item/<int:number>")
        def item(number):
            return str(number)
    """,
    "shop/templates/index.html": "{% extends 'base.html' %}{{ url_for('views.index') }}",
    "shop/templates/base.html": "<p>{% block body %}{% endblock %}</p>",
    "serve.py": """
        from shop import create_app
        app = create_app()
        app.run()
    """,
}


@pytest.fixture(params=wanted(), ids=str)
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.param
    if not found.ready:
        pytest.skip(f"{found} is not here: see tests/interpreters.py")
    return found


def test_same_facts(
    pair: Pair, project: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "given-5h8d")
    monkeypatch.delenv("FLASK_APP", raising=False)
    folder = project(SHOP)
    python = choose(folder, pair.executable, "--python", os.environ)
    facts = gather_app(BootRequest(folder), python, gather_source(folder, []))
    boot, app, requests = facts.boot, facts.app, facts.requests
    assert facts.missing == {}
    assert boot is not None
    assert app is not None
    assert requests is not None
    assert (boot.outcome, boot.target) == ("up", "serve:app")
    assert str(boot.python_version).startswith(pair.python + ".")
    assert str(boot.flask).startswith(pair.flask + ".")
    assert [(event.kind, event.place) for event in boot.events] == [("server", Place("serve.py", 3))]
    reads = {(read.name, read.hit, read.place) for read in boot.env_reads}
    assert reads == {
        ("SECRET_KEY", True, Place("shop/config.py", 2)),
        ("SHOP_DEBUG", False, Place("shop/config.py", 3)),
    }
    assert {route.endpoint: route.rule for route in app.routes} == {
        "static": "/static/<path:filename>",
        "views.index": "/",
        "views.item": "/item/<int:number>",
        "broken": "/broken",
    }
    assert {blueprint.name: blueprint.registered for blueprint in app.blueprints} == {
        "views": True,
        "left_out": False,
    }
    (secret,) = app.secrets
    assert (secret.environment, secret.boots_without) == (("SECRET_KEY",), ("SECRET_KEY",))
    assert app.session_cookie is not None
    answers = {answer.path: answer for answer in requests.responses if not answer.second}
    assert {path: answer.status for path, answer in answers.items()} == {"/": 200, "/broken": 500}
    assert answers["/broken"].crash is not None
    assert answers["/broken"].crash.place == Place("shop/__init__.py", 12)
    assert requests.not_found is not None
    assert requests.not_found.status == 404
    assert [page.status for page in requests.error_pages] == [500, 500]
