"""Whether the deployed app is the release that was checked: its routes, pages and dependencies."""

import re
from urllib.parse import urlsplit

from releasecheck.facts import Project
from releasecheck.facts.app import AUTOMATIC, App
from releasecheck.facts.live import Live, Page
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error
from releasecheck.health_route import find_health_route

from ..derived.deploy.live_pages import compared, unlooked, view_of, who
from ..derived.wording import listed

_TO_SIGN_IN = re.compile(r"(?<![a-z])((log|sign)[-_]?(in|on)|auth)(?![a-z])", re.IGNORECASE)


@error
def deployed_route_missing(live: Live, requests: Requests, app: App) -> Judgement:
    """A route of the release is not there on the deployed site.

    The release has it, and the site answers 404, to OPTIONS as well, which Flask answers for every rule that
    it has: another app answers, an older build, or a proxy that does not pass this path on. A page that is
    only empty there, and one that asks for a login, is fine.

    Fix: When a proxy answered, pass the path on to the app. Else look which build answers:
    `releasecheck gate`.

    Fault::

        location /shop/ { proxy_pass http://shop; }   # and /api/ goes nowhere

    Fine::

        location / { proxy_pass http://shop; }
    """
    yield from unlooked(live, "route", "mounted")
    there = {page.path: page for page in live.of("mounted")}
    before = {page.path: answer for page, answer in compared(live, requests)}
    for page in [*live.of("route"), *(page for path, page in there.items() if path not in before)]:
        if page.status != 404 or (page.path in before and before[page.path].status == 404):
            continue
        asked = there.get(page.path)
        if asked is None or asked.status is None:
            yield CouldNotLook(f"{page.path} answers 404, and whether it is there at all could not be asked")
        elif asked.status == 404:
            yield _missing(page, before.get(page.path), app)


def _missing(page: Page, before: Response | None, app: App) -> Found:
    was = f", where the release answers {before.status}" if before else ""
    asked = dict.fromkeys((page.method, "OPTIONS"))
    return Found(
        f"{who(page)} answers 404 to {page.path}{was}",
        page.rule or page.path,
        view_of(page.endpoint, app),
        evidence=tuple(f"{method} {page.url} answered 404" for method in asked),
    )


@error
def deployed_methods_missing(live: Live, app: App) -> Judgement:
    """A route of the release takes fewer methods on the deployed site.

    The site answers with an `Allow` header that lacks one of them: an older build answers, or a proxy lets
    only some methods through. The page opens, and what is sent from it is refused with 405.

    Fix: Let the proxy pass every method on (nginx: no `limit_except`), and see which build answers.

    Fault::

        location / { limit_except GET { deny all; } proxy_pass http://shop; }

    Fine::

        location / { proxy_pass http://shop; }
    """
    pages = [*live.of("mounted"), *live.of("not-allowed")]
    if not pages:
        yield DoesNotApply(f"no route that takes other methods than GET was asked of {live.url}")
    for page in pages:
        allowed = {word.strip().upper() for word in page.headers.get("allow", "").split(",")} - {""}
        lost = sorted(_methods(page, app) - allowed - AUTOMATIC)
        if allowed and lost and not page.by_edge:
            yield Found(
                f"{page.path} takes no {listed(lost)} on the deployed site",
                page.rule or page.path,
                view_of(page.endpoint, app),
                evidence=(f"{page.method} {page.url} answered Allow: {', '.join(sorted(allowed))}",),
            )


def _methods(page: Page, app: App) -> set[str]:
    """What the release takes at this path, whichever view is behind it."""
    routes = (one for one in app.routes if one.rule == page.rule and not (one.host or one.subdomain))
    return {method for one in routes for method in one.methods}


@error
def deployed_route_broken(live: Live, requests: Requests, app: App) -> Judgement:
    """A page of the release answers 500 or more on the deployed site.

    The same page answered without an error when the release was checked: something that it needs is missing
    there, such as a migration, a variable or a service. A gateway's 502 or 504 means that the worker died or
    took too long.

    Fix: Look for this request in the app's log; when a gateway answered, in its log and for killed workers.

    Fault::

        GET /ratings -> 500   # the table "rating" was never migrated here

    Fine::

        release: flask db upgrade
        web: gunicorn "shop:create_app()"
    """
    yield from unlooked(live, "route")
    broken = [pair for pair in compared(live, requests) if _is_broken(*pair)]
    edge = [(page, before) for page, before in broken if page.by_edge]
    if len(edge) > 1:
        yield _not_passed_on(edge, live.url)
    for page, before in broken:
        if len(edge) < 2 or not page.by_edge:
            was = f"where the release answers {before.status}"
            yield Found(
                f"{who(page)} answers {page.status} to {page.path}, {was}",
                page.rule or page.path,
                view_of(page.endpoint, app),
                evidence=(f"GET {page.url} answered {page.status}",),
            )


def _is_broken(page: Page, before: Response) -> bool:
    return (page.status or 0) >= 500 > (before.status or 500)


def _not_passed_on(pages: list[tuple[Page, Response]], url: str) -> Found:
    """Pages that never reached the app, as one finding: the cause is the way to it."""
    statuses = listed(dict.fromkeys(str(page.status) for page, _ in pages))
    return Found(
        f"a proxy or load balancer answers {statuses} to {listed(page.path for page, _ in pages)}",
        url,
        evidence=tuple(
            f"GET {page.url} answered {page.status}, the release {before.status}" for page, before in pages
        ),
    )


@error
def deployed_route_open(live: Live, requests: Requests, app: App) -> Judgement:
    """A page that asks for a login in the release is open to everybody on the deployed site.

    Without a cookie or a credential the release refuses it or sends to the login page; the site answers it.
    Then a switch for development is on there (`LOGIN_DISABLED`, `TESTING`), or another build answers.

    Fix: Look for config that turns authentication off in that environment.

    Fault::

        LOGIN_DISABLED=1 gunicorn "shop:create_app()"

    Fine::

        gunicorn "shop:create_app()"
    """
    if live.with_credentials:
        yield DoesNotApply("the questions carried credentials, so that nothing is learned about strangers")
        return
    yield from unlooked(live, "route")
    for page, before in compared(live, requests):
        if 200 <= (page.status or 0) < 300 and _is_closed(before):
            yield Found(
                f"{page.path} answers {page.status} to anybody, where the release answers {_refusal(before)}",
                page.rule or page.path,
                view_of(page.endpoint, app),
                evidence=(f"GET {page.url} answered {page.status}",),
            )


def _is_closed(answer: Response) -> bool:
    return answer.status in (401, 403) or (
        300 <= (answer.status or 0) < 400
        and _TO_SIGN_IN.search(answer.headers.get("location", "")) is not None
    )


def _refusal(answer: Response) -> str:
    where = answer.headers.get("location")
    return f"{answer.status} to {where}" if where else str(answer.status)


@error
def deployed_dependency_missing(
    live: Live,
    project: Project,
    app: App | None = None,
    requests: Requests | None = None,
    deployed: Deployed | None = None,
) -> Judgement:
    """The deployed health route checks less than it did.

    A dependency that the release's health answer names, such as the database, is not in the deployed one:
    the route is green and says nothing of it. What only the build before named (`gate --snapshot`) is a
    warning: the new one may have no need of it. Another route than the release's own is not compared with it.

    Fix: Look for the config that leaves the check out there, or take a new snapshot.

    Fault::

        if app.config["ENVIRONMENT"] != "production":
            checks["database"] = check_database()

    Fine::

        checks["database"] = check_database()
    """
    now = set(live.checked_now or ())
    found = find_health_route(app.routes, project.health) if app else None
    same = found is not None and (deployed is None or _is_asked(found.path, live, deployed))
    release = _named_by(found.path, requests) if found and same and requests else set()
    if live.checked_now is None and not (release or live.checked_before):
        yield DoesNotApply("the health answer names no dependencies")
        return
    for name in sorted(release - now):
        yield Found(f"the deployed health answer does not name {name}, as the release's does", name)
    for name in sorted(set(live.checked_before or ()) - now - release):
        yield Found(
            f"the health answer does not name {name}, as it did before the deploy", name, severity="warning"
        )


def _is_asked(path: str, live: Live, deployed: Deployed) -> bool:
    """Whether the deployed answer is that of the release's health route, and not of another one's."""
    base, asked = urlsplit(live.url).path, urlsplit(deployed.url).path
    return asked.rstrip("/") == (base.rstrip("/") + urlsplit(path).path).rstrip("/")


def _named_by(path: str, requests: Requests) -> set[str]:
    answers = [answer for answer in requests.responses if answer.path == path and answer.plain]
    answers += [requests.health.answer] if requests.health else []
    return {name for answer in answers for name in answer.health_checks}
