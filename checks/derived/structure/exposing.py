"""Packages that bring pages for developers and administrators."""

from dataclasses import dataclass

from releasecheck.facts.app import App, Route
from releasecheck.findings import Severity

from ..config.configured import is_on


@dataclass(frozen=True, slots=True)
class Kind:
    """What a package serves, and how bad it is that anybody sees it."""

    what: str
    severity: Severity | None = None
    landing: tuple[str, ...] = ()  # names of views that show nothing by themselves


TOOLBAR = "flask_debugtoolbar"
_DOCUMENTATION = "the API's documentation"
KINDS = {
    "flask_admin": Kind("the admin's pages", landing=("AdminIndexView.index",)),
    "flask_appbuilder": Kind("the admin's pages", landing=("IndexView.index",)),
    "flask_profiler": Kind("the profiler"),
    "flask_monitoringdashboard": Kind("the monitoring dashboard"),
    TOOLBAR: Kind("the debug toolbar"),
    "rq_dashboard": Kind("the job queue's dashboard"),
    "flask_apscheduler": Kind("the scheduler's API"),
    "flasgger": Kind(_DOCUMENTATION, "info"),
    "flask_swagger_ui": Kind(_DOCUMENTATION, "info"),
    "flask_restx": Kind(_DOCUMENTATION, "info"),
    "flask_restplus": Kind(_DOCUMENTATION, "info"),
    "flask_smorest": Kind(_DOCUMENTATION, "info"),
    "flask_apispec": Kind(_DOCUMENTATION, "info"),
    "flask_openapi3": Kind(_DOCUMENTATION, "info"),
    "spectree": Kind(_DOCUMENTATION, "info"),
    "prometheus_flask_exporter": Kind("the app's metrics", "info"),
}


def package_of(route: Route) -> str:
    """The package that the view comes from."""
    return route.view.module.partition(".")[0] if route.view else ""


def is_documentation(route: Route) -> bool:
    """Whether an extension shows the API there: no page of the app's own."""
    kind = KINDS.get(package_of(route))
    return kind is not None and kind.what == _DOCUMENTATION


def toolbar_of_debug_mode(app: App) -> bool:
    """Whether debug mode puts Flask-DebugToolbar, with config and request, into every page."""
    return is_on(app, "DEBUG") and any(package_of(route) == TOOLBAR for route in app.routes)


def with_toolbar(app: App) -> tuple[str, ...]:
    """What it shows, as evidence of debug mode."""
    shows = "Flask-DebugToolbar shows the config, with its secrets, and the request in every page"
    return (shows,) if toolbar_of_debug_mode(app) else ()
