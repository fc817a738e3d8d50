"""Where those who must log in are sent."""

import re

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.extensions import LoginView
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, error, warning

from ..derived.guards.logins import dangling_views, login_calls
from ..derived.outcomes.symptoms import seen_live
from ..derived.structure.endpoints import nearest
from ..derived.structure.unregistered import missing_blueprints
from ..derived.wording import capped

_PAGES = re.compile(r"(.*[._])?(log_?in|sign_?in)(_page|_view)?")
_REFUSED = 401


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
    """The line that sets it or the key that it is taken from, else the line that makes the login manager."""
    settings = source.login_views if source else ()
    lines = [each.place for each in settings if (each.setting, each.view) == (one.setting, one.view)]
    booted = [place for place in lines if place.path in app.modules]
    looks = f"str of length {len(one.view)}"  # all that is told of a text that may be anything
    keys = [value for value in app.config if "LOGIN_VIEW" in value.key and value.shown == looks]
    held = [value.place for value in keys if value.place.path]
    return next(iter([*booted, *held, *login_calls(source, app)]), app.place)


@warning
def login_view_missing(requests: Requests, app: App, source: Source | None = None) -> Judgement:
    """The app has a login page, and Flask-Login does not know it.

    Without `login_manager.login_view` who is not logged in gets a bare "401 Unauthorized" from each protected
    page, with no way to the login page: a bookmark, or a session that has ended, is a dead end. Seen live:
    pages that answer 401, beside a login page that comes up. An `unauthorized_handler` or an error handler
    for 401 takes its place.

    Fix: `login_manager.login_view = "auth.login"`, the endpoint of the login page.

    Fault::

        login_manager = LoginManager(app)

    Fine::

        login_manager = LoginManager(app)
        login_manager.login_view = "auth.login"
    """
    login = app.extension_state.login
    page = next((one for one in requests.responses if _is_login_page(one)), None)
    if login is None or page is None:
        yield DoesNotApply("Flask-Login is not there, or no login page")
        return
    refused = [one for one in requests.responses if one.plain and one.status == _REFUSED and _is_bare(one)]
    handled = any(name.rpartition(":")[2] in ("401", "Unauthorized") for name in app.error_handlers)
    if refused and not (login.views or login.answers or handled):
        yield Found(
            f"login_view is not set: who is not logged in gets a bare 401, and {page.path} is the login page",
            subject="login_view",
            place=next(iter(login_calls(source, app)), app.place),
            evidence=capped([f"{one.method} {one.path} answers 401" for one in refused]),
            fix=f'Set `login_manager.login_view = "{page.endpoint}"`.',
        )


def _is_login_page(answer: Response) -> bool:
    named = _PAGES.fullmatch(answer.endpoint or "") is not None
    return named and answer.plain and answer.method == "GET" and answer.status == 200 and _is_page(answer)


def _is_bare(answer: Response) -> bool:
    """Whether it is the page that Flask-Login makes: an interface says more, in JSON or in a header."""
    return answer.method == "GET" and _is_page(answer) and "www-authenticate" not in answer.headers


def _is_page(answer: Response) -> bool:
    return answer.headers.get("content-type", "").startswith("text/html")
