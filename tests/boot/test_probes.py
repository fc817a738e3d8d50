"""The health checks of deploy files, asked of the app."""

from tests.boot.conftest import Gathered

APP = """
    import time
    from flask import Flask, redirect
    app = Flask(__name__)
    app.config.update(SERVER_NAME="shop.example", APPLICATION_ROOT="/shop")
    @app.get("/healthz")
    def healthz(): return {}
    @app.post("/posted")
    def posted(): return {}
    @app.get("/slow")
    def slow(): time.sleep(9)
"""
MANIFEST = """
    apiVersion: apps/v1
    kind: Deployment
    spec:
      template:
        spec:
          containers:
          - image: shop
            livenessProbe: {httpGet: {path: "/healthz?full=1", port: 8000}}
            readinessProbe: {httpGet: {path: /ready, port: 8000}}
            startupProbe: {httpGet: {path: /posted, port: 8000, scheme: HTTPS}}
"""


def test_each_check_has_its_answer(gathered: Gathered) -> None:
    requests = gathered({"app.py": APP, "k8s/shop.yaml": MANIFEST}, requests=True).requests
    assert requests is not None
    assert [(one.check.path, one.response.status, one.response.rule) for one in requests.probes] == [
        ("/healthz?full=1", 200, "/healthz"),
        ("/ready", 404, None),
        ("/posted", 405, None),
    ]


def test_a_check_that_hangs_is_told_and_ends_the_asking(gathered: Gathered) -> None:
    slow = MANIFEST.replace("/ready", "/slow")
    files = {"app.py": APP, "k8s/shop.yaml": slow}
    requests = gathered(files, requests=True, request_timeout=1.0, skip_endpoints={"slow": "slow"}).requests
    assert requests is not None
    assert [one.response.outcome for one in requests.probes] == ["answered", "timed-out"]


def test_without_checks_nothing_is_asked(gathered: Gathered) -> None:
    requests = gathered({"app.py": APP}, requests=True, skip_endpoints={"slow": "slow"}).requests
    assert requests is not None
    assert requests.probes == ()
