"""What went wrong in production elsewhere, each as the smallest app that has it, found by a whole run.

Keys and their fallbacks are in test_keys; ELSEWHERE names the tests of what needs another Flask or a server.
"""

import ast
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.boot.conftest import write
from tests.program import report_of

ROOT = Path(__file__).resolve().parents[2]
PASS_OVER = ["--skip", "tests", "--skip", "lint"]
APP = """\
import os
from flask import Flask, abort, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]
"""
HEALTHZ = """
@app.get("/healthz")
def healthz():
    return {"status": "ok"}
"""
FACTORY = """
import os
from flask import Flask, session

def create_app():
    app = Flask(__name__)
    app.secret_key = os.environ["SECRET_KEY"]

    @app.get("/")
    def index():
        session["seen"] = True
        return "shop"

    return app
"""
GUARD = """
from functools import wraps

def login_required(view):
    @wraps(view)
    def guarded(*args, **kwargs):
        if "user" not in session:
            abort(401)
        return view(*args, **kwargs)
    return guarded
"""
KUBELET = """
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: shop
      image: shop
      livenessProbe:
        httpGet:
          path: /healthz
          port: 8000
"""
Files = Mapping[str, str]
# The project, and (rule, severity, place) of what is said of it.
INCIDENTS: dict[str, tuple[Files, list[tuple[str, str, str]]]] = {
    "CVE-2025-47278: Flask 3.1.0 signs with the oldest of SECRET_KEY_FALLBACKS": (
        {
            "app.py": f"{APP}app.config['SECRET_KEY_FALLBACKS'] = [os.environ['OLD_KEY']]\n",
            # What the environment would tell of that Flask.
            "environment/flask-3.1.0.dist-info/METADATA": "Name: flask\nVersion: 3.1.0\n",
            "requirements.txt": "flask==3.1.0\n",
        },
        [("known-vulnerable-dependency", "error", "requirements.txt:1")],
    ),
    "CVE-2023-30861: a cache hands one visitor's session to another": (
        {
            "app.py": f"""{APP}
@app.get("/teaser")
def teaser():
    session["seen"] = True
    return "teaser", {{"Cache-Control": "public, max-age=600"}}
"""
        },
        [("vary-cookie-cache", "warning", "app.py:8")],
    ),
    "any site reads what a visitor may read: CORS with credentials": (
        {
            "app.py": f"""{APP}from flask_cors import CORS
CORS(app, supports_credentials=True)

@app.get("/me")
def me():
    session["seen"] = True
    return {{"name": "ada"}}

@app.get("/orders")
def orders():
    return []
"""
        },
        [("cors-credentials-reflect", "error", "app.py:7")],
    ),
    "Patreon, 2015: the Werkzeug debugger is started with the app": (
        {
            "shop.py": APP,
            "wsgi.py": 'from shop import app\n\nif __name__ == "__main__":\n    app.run(debug=True)\n',
            "Procfile": "web: python wsgi.py\n",
        },
        [("dev-server-in-deploy-command", "error", "Procfile:1"), ("debug-on", "error", "wsgi.py:4")],
    ),
    "gunicorn is given a factory without parentheses, and each request is 500": (
        {"shop.py": FACTORY, "Procfile": "web: gunicorn shop:create_app\n"},
        [("wsgi-target-broken", "error", "Procfile:1")],
    ),
    "Bazarr: the login stands above the route and never runs": (
        {
            "app.py": f"""{APP}{GUARD}
@login_required
@app.get("/backups")
def backups():
    return "all of them"
"""
        },
        [("auth-decorator-above-route", "error", "app.py:19")],
    ),
    "changedetection.io: the same, in a function that makes the views": (
        {
            "app.py": f"""{APP}{GUARD}
def construct(app):
    @login_required
    @app.get("/backups")
    def backups():
        return "all of them"

construct(app)
"""
        },
        [("auth-decorator-above-route", "error", "app.py:20")],
    ),
    "Superset, PR 8214: Talisman redirects the health probe to https": (
        {
            "app.py": f"{APP}from flask_talisman import Talisman\nTalisman(app)\n{HEALTHZ}",
            "pod.yaml": KUBELET,
        },
        [
            ("health-route-side-effects", "error", "app.py:10"),
        ],
    ),
    "python-dotenv, issue 271: .env is read by the flask command and by no server": (
        {
            "app.py": f"{APP}app.config['MAIL_SERVER'] = os.environ.get('MAIL_SERVER', 'none')\n",
            ".env": "MAIL_SERVER=mail.shop.example\n",
        },
        [("dotenv-only-under-flask-cli", "warning", ".env:1")],
    ),
}
ELSEWHERE = {
    "CVE-2023-30861, under the Flask that had it": (
        "tests/boot/test_client_matrix.py::test_a_refreshed_session_in_a_cache"
    ),
    "gunicorn passes its own check of a factory, and serves no request": (
        "tests/boot/test_serving.py::test_gunicorn_checks_a_factory_and_then_serves_no_request"
    ),
    "the Werkzeug debugger of a deployed app": "tests/probe/test_request.py::test_werkzeugs_debugger",
    "Superset, CVE-2023-27524; Redash, CVE-2021-41192; Airflow, CVE-2020-17526": (
        "tests/incidents/test_keys.py::test_incident"
    ),
    "a constant to fall back on, in each of its shapes": (
        "tests/incidents/test_keys.py::test_a_constant_fallback"
    ),
    "a text for SECRET_KEY_FALLBACKS makes a key of each character": (
        "tests/incidents/test_keys.py::test_a_session_that_is_signed_with_a_fallback_of_nobody"
    ),
}


@pytest.mark.parametrize(("files", "says"), INCIDENTS.values(), ids=INCIDENTS)
def test_incident(tmp_path: Path, files: Files, says: list[tuple[str, str, str]]) -> None:
    project = write(tmp_path, dict(files))
    chosen = [word for rule, _, _ in says for word in ("--select", rule)]
    found = [
        (one["rule"], one["severity"], f"{one['path']}:{one['line']}")
        for one in _report(project, *chosen)["findings"]
    ]
    assert found == says


def _report(project: Path, *options: str) -> dict[str, Any]:
    keys = [
        "--set",
        "SECRET_KEY=q7Vf0tXz2LmR9cHs4Wp8YbKd1Gn6",
        "--set",
        "OLD_KEY=Gn6q7Vf0tXz2LmR9cHs4Wp8YbKd1",
    ]
    inherited: dict[str, str | None] = {name: None for name in os.environ if name.startswith("FLASK_")}
    environ = {**inherited, "PYTHONPATH": str(project / "environment")}
    return report_of(project, "--python", sys.executable, *PASS_OVER, *keys, *options, **environ)


@pytest.mark.parametrize("test", ELSEWHERE.values(), ids=ELSEWHERE)
def test_the_incident_has_its_test_elsewhere(test: str) -> None:
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
