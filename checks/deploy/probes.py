"""The paths by which platforms ask whether the app is well."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, HealthCheck
from releasecheck.facts.requests import Health, Probed, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error
from releasecheck.health_route import find_health_route

from ..derived.deploy.deployment import also_in, is_compose
from ..derived.outcomes.turned_away import is_redirect, turns_away, wants_login
from ..derived.structure.partial import part_missing

_PREFIXING = frozenset({"DispatcherMiddleware", "PrefixMiddleware", "ReverseProxied", "ScriptNameMiddleware"})
_REWRITING = frozenset({"nginx", "ingress", "traefik", "Caddy", "caddy", "haproxy", "envoy"})
_NO_ROUTE = ".NotFound"
_WEB_PORTS = frozenset({None, 80, 443})


@error
def health_path_drift(
    deploy: Deploy,
    project: Project,
    requests: Requests | None = None,
    app: App | None = None,
    source: Source | None = None,
) -> Judgement:
    """A deploy file asks a health path that the app does not answer with success.

    The platform takes the release for dead and rolls it back, or restarts it for ever. Each path was asked
    of the app itself, by the scheme that the platform uses. A redirect is a warning: most platforms take it
    for success, so that it says nothing about the app's health. Where the health route itself redirects or
    wants a login, health-route-side-effects tells it. An answer of 5xx says that something is lacking here,
    and a refused host is another matter: neither is told.

    Fix: name the path that the app serves, or serve the one that is named, without a login.

    Fault::

        livenessProbe: {httpGet: {path: /health, port: 8000}}      # the route is /healthz

    Fine::

        livenessProbe: {httpGet: {path: /healthz, port: 8000}}
    """
    checks = [one for one in deploy.health_checks if app is None or _is_about(one, app)]
    if not checks:
        yield DoesNotApply("no deploy file names a health path of this app")
        return
    if requests is None or app is None:
        yield CouldNotLook(f"{checks[0].path} ({checks[0].place}) could not be asked: there is no app to ask")
        return
    answers = {one.check: one for one in requests.probes}
    health = find_health_route(app.routes, project.health)
    for check in {one.path: one for one in reversed(checks)}.values():
        probed = answers.get(check)
        if probed is None:
            yield CouldNotLook(f"{check.path} ({check.place}) could not be asked here")
        elif _is_unrouted(probed) and (doubt := _doubt(check, deploy, app, source)):
            yield CouldNotLook(doubt)
        elif not _is_told(probed, requests.health):
            others = [one.place for one in checks if one.path == check.path and one.place != check.place]
            yield from _judged(probed, others, health.path if health else None)


def _is_told(probed: Probed, health: Health | None) -> bool:
    """Whether it is the health route, of which health-route-side-effects says that it sends all away."""
    if health is None or health.path != probed.check.path:
        return False
    away = is_redirect(probed.response) or wants_login(probed.response)
    return away and turns_away(health, probed.check.scheme)


def _is_about(check: HealthCheck, app: App) -> bool:
    """Whether what is asked is built from a folder that the app is in."""
    return check.context == "." or (app.place.path or "").startswith(f"{check.context}/")


def _is_unrouted(probed: Probed) -> bool:
    return _meant(probed.response) == 404 and probed.response.rule is None


def _meant(response: Response) -> int | None:
    """The status before an error handler for everything made another one of it."""
    return 404 if response.crash and response.crash.type.endswith(_NO_ROUTE) else response.status


def _judged(probed: Probed, others: Sequence[Place], served: str | None) -> Iterator[Found | CouldNotLook]:
    check, response = probed.check, probed.response
    status = _meant(response)
    if status is None or response.outcome != "answered" or status >= 500:
        said = f"answers {status}" if status else "does not answer"
        yield CouldNotLook(f"{check.path} ({check.place}) {said} here")
    elif status >= 300 and status != 400:
        moved = response.headers.get("location")
        yield Found(
            f"{check.path} is asked, and the app answers {_spoken(status)}",
            subject=check.path,
            place=check.place,
            evidence=(
                *([f"an error handler makes {response.status} of it"] if status != response.status else []),
                *([f"redirects to {moved}"] if moved else []),
                *([f"the app serves {served}"] if served and served != check.path else []),
                *also_in(others),
            ),
            severity="warning" if status < 400 else None,
        )


def _spoken(status: int) -> str:
    match status:
        case 404:
            return "404: there is no such route"
        case 405:
            return "405: it is not for GET"
        case 401 | 403:
            return f"{status}: it wants a login"
        case _:
            return str(status)


def _doubt(check: HealthCheck, deploy: Deploy, app: App, source: Source | None) -> str | None:
    """Why the app may be asked under another path, or something else may answer this one."""
    if missing := part_missing(app, source):
        return missing
    prefix = _prefix(check, app)
    if prefix and _is_prefixed(check, deploy, app):
        return f"{check.path} ({check.place}) is served if something in front takes {prefix} away"
    in_front = any(one.what == "nginx" for one in deploy.proxies)
    if in_front and check.port in _WEB_PORTS and (is_compose(check.place) or _is_image(check)):
        return f"{check.path} ({check.place}) may be answered by nginx, and not by the app"
    return None


def _is_image(check: HealthCheck) -> bool:
    return "dockerfile" in (check.place.path or "").lower()


def _prefix(check: HealthCheck, app: App) -> str | None:
    """The beginning of the path without which the app has a route for it."""
    path = check.path.partition("?")[0]
    rules = {route.rule for route in app.routes}
    cuts = (index for index, char in enumerate(path) if char == "/" and index)
    return next((path[:cut] for cut in cuts if path[cut:] in rules), None)


def _is_prefixed(check: HealthCheck, deploy: Deploy, app: App) -> bool:
    """Whether anything says that the app lies below a prefix; Kubernetes asks a pod past its ingress."""
    root = next((one for one in app.config if one.key == "APPLICATION_ROOT"), None)
    return (
        (root is not None and not root.is_default)
        or any(one.name == "SCRIPT_NAME" for one in deploy.variables)
        or not _PREFIXING.isdisjoint((*app.middleware, *app.taken_out_of))
        or (check.kind == "health" and any(one.what in _REWRITING for one in deploy.proxies))
    )
