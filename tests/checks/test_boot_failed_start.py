"""An empty app in place of one that failed."""

from typing import Any

from releasecheck.facts.deploy import HealthCheck
from releasecheck.facts.failures import StandInApp
from releasecheck.findings import DoesNotApply, Found

from .build import Given, app, ask, at, deploy, source, table

AT = at("wsgi.py", 9)
SERVED = Found(
    "where making app fails, an app without its routes is served in its place: the deploy counts as good",
    "app",
    AT,
)


def made(path: str = "wsgi.py", *, watched: bool = False, **fields: Any) -> Given:
    checks = [HealthCheck("/health", at("render.yaml", 5))] if watched else []
    return {
        "app": app(modules=[path]),
        "source": source(stand_in_apps=[StandInApp("app", AT, **fields)]),
        "deploy": deploy(health_checks=checks),
    }


@table(
    {
        "nobody asks it": (made(refuses=True), [SERVED]),
        "it answers as well as any": (made(watched=True), [SERVED]),
    }
)
def test_failed_start_served_faulty(given: Given, says: list[Found]) -> None:
    assert ask("failed-start-served", given) == says


def test_failed_start_served_fine() -> None:
    assert ask("failed-start-served", made(watched=True, refuses=True)) == []


def test_failed_start_served_does_not_apply() -> None:
    assert ask("failed-start-served", made("app.py")) == [
        DoesNotApply("no module of the app makes another one where that failed")
    ]
