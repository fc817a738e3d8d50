"""The health route of the app."""

from releasecheck.facts import Project
from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, Found, Judgement, warning
from releasecheck.health_route import find_health_route

from ..derived.unregistered import NOT_ALL, left_out


@warning
def health_route_missing(app: App, project: Project, source: Source | None = None) -> Judgement:
    """No route says whether the app is healthy.

    A load balancer, an orchestrator and `releasecheck gate` need one path that answers 200 when the app can
    serve and 503 when it cannot. Without it they ask the home page, which is slow and often cached, or only
    whether the port is open. Known names: /readyz, /health, /healthz, /healthcheck, /livez, /__heartbeat__,
    and at the top also /ready, /live, /ping, /up and /status.

    Fix: Add a route such as /healthz that needs no login; or name the one there is: `--health PATH`.

    Fault::

        @app.get("/tasks/<int:id>/status")  # this is about a task
        def task_status(id): ...

    Fine::

        @app.get("/healthz")
        def healthz():
            db.session.execute(text("SELECT 1"))
            return {"status": "ok"}
    """
    if find_health_route(app.routes, project.health):
        return
    if left_out(app, source):
        yield CouldNotLook(NOT_ALL)
    elif project.health:
        yield Found(
            f"no route answers GET {project.health}, the health path named", project.health, app.place
        )
    else:
        yield Found("no route says whether the app is healthy", "/healthz", app.place)
