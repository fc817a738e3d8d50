"""Flask-Login's manager: where it is made, and the views that it sends people to."""

from collections.abc import Iterator

from releasecheck.facts import Place
from releasecheck.facts.app import App, Route
from releasecheck.facts.extensions import LoginView
from releasecheck.facts.source import Source

from ..structure.endpoints import blueprint_scopes

LOADER_MISSING = "Missing user_loader or request_loader"
_URLS = ("http://", "https://", "/")


def login_calls(source: Source | None, app: App) -> list[Place]:
    """Where the project makes a login manager, in the modules that booted."""
    calls = source.extension_calls if source else ()
    return [one.place for one in calls if one.package == "flask_login" and one.place.path in app.modules]


def dangling_views(app: App) -> Iterator[LoginView]:
    """The views that Flask-Login would use and that `url_for` cannot build."""
    login = app.extension_state.login
    for one in login.views if login else ():
        named = [route for route in app.routes if _means(one, route.endpoint)]
        if not one.view.startswith(_URLS) and not any(_builds(app, route) for route in named):
            yield one


def _means(one: LoginView, endpoint: str) -> bool:
    """A leading dot is the blueprint of the request."""
    return endpoint.endswith(one.view) if one.view.startswith(".") else endpoint == one.view


def _builds(app: App, route: Route) -> bool:
    """Whether the rule needs no value, or a function may give what it needs."""
    free = {*route.arguments} <= {*route.defaults}
    return free or not set(blueprint_scopes(route.endpoint)).isdisjoint(app.url_defaults)
