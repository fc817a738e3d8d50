"""Where those who must log in are sent."""

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.extensions import LoginView
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error

from ..derived.endpoints import nearest
from ..derived.logins import dangling_views, login_calls
from ..derived.symptoms import seen_live
from ..derived.unregistered import missing_blueprints
from ..derived.wording import capped


@error
def login_view_dangling(
    app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """`login_manager.login_view` names an endpoint that the app does not have.

    Everybody who is not logged in gets a 500 from each protected page where the login page should come: the
    one case that no developer sees, who is always logged in. Asked of the live login manager and the live
    routes; an endpoint whose rule needs a value that nothing gives is no better. An `unauthorized_handler`
    takes its place, and a URL is never looked up. A blueprint that is not registered is told by
    blueprint-never-registered.

    Fix: use the endpoint of the login page with its blueprint: `"auth.login"`.

    Fault::

        login_manager.login_view = "login"   # the view is in the blueprint auth

    Fine::

        login_manager.login_view = "auth.login"
    """
    login = app.extension_state.login
    if login is None or not login.views:
        yield DoesNotApply("Flask-Login is not there, or has no login view")
        return
    away = list(missing_blueprints(app, source))
    for one in dangling_views(app):
        if not any(blueprint.holds(one.view) for blueprint in away) and not app.url_build_error_handlers:
            yield _dangling(one, app, source, requests)


def _dangling(one: LoginView, app: App, source: Source | None, requests: Requests | None) -> Found:
    exists = any(route.endpoint == one.view for route in app.routes)
    meant = None if exists else nearest(one.view, app)
    scope = f" for the blueprint {one.scope}" if one.scope else ""
    wrong = "needs a value that nothing gives" if exists else "is no endpoint of the app"
    return Found(
        f'{one.setting}{scope} "{one.view}" {wrong}: who is not logged in gets a 500',
        subject=one.view,
        place=_place(one, app, source),
        evidence=capped(list(seen_live(requests, "BuildError", one.view))),
        fix=f'Set it to "{meant}", which the app has.' if meant else None,
        severity=None if one.setting == "login_view" else "warning",
    )


def _place(one: LoginView, app: App, source: Source | None) -> Place:
    """The line that sets it, else the one that makes the login manager."""
    settings = source.login_views if source else ()
    lines = [each.place for each in settings if (each.setting, each.view) == (one.setting, one.view)]
    booted = [place for place in lines if place.path in app.modules]
    return next(iter([*booted, *login_calls(source, app)]), app.place)
