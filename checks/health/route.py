"""The health route of the app."""

import re
from collections.abc import Iterator, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.deploy import Deploy, HealthCheck
from releasecheck.facts.requests import Health, Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, by_source, error, warning
from releasecheck.health_route import find_health_route

from ..derived.config.configured import is_on, value_of
from ..derived.deploy.health_effects import effects_of, hiding, lasting
from ..derived.deploy.other_health import other_health
from ..derived.outcomes.answering import place_of
from ..derived.outcomes.keeping import cache_control, kept_with_sessions
from ..derived.structure.partial import part_missing
from ..derived.structure.view_bodies import changing, served
from ..derived.wording import listed

_BY_ADDRESS, _BY_LOCALHOST, _BY_LOOPBACK = "10.0.0.1", "localhost", "127.0.0.1"
_REFUSALS = frozenset({400, 403, 404, 421})
_REFUSED = frozenset({"SecurityError", "NotFound"})  # that an error handler made a 500 of
_OF_HEALTH = re.compile(
    r"health|heart|ready|readi|alive|live|ping|status|(^|[^a-z])up([^a-z]|$)"
    r"|^(connexion|dockerflow|flask_appbuilder)$",  # they bring routes that stand in no source of the project
    re.IGNORECASE,
)
# Calls that change rows; a commit alone may end a question.
_OF_ROWS = re.compile(
    r"(^|\.)(add|add_all|merge|execute|executemany|(insert|update|delete|replace)(_one|_many)?)$"
)


@warning
@by_source
def health_route_missing(
    app: App, project: Project, source: Source | None = None, templates: Templates | None = None
) -> Judgement:
    """No route says whether the app is healthy.

    A load balancer, an orchestrator and `releasecheck gate` need one path that answers 200 when the app can
    serve and 503 when it cannot. Without it they ask the home page, which is slow and often cached, or only
    whether the port is open. Known names: /readyz, /health, /healthz, /healthcheck, /livez, /__heartbeat__,
    at the top also /ready, /live, /ping, /up and /status; then a part's, such as /health/db or /status/redis;
    last a view called `health_check`, whatever its path.

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
    if missing := part_missing(app, source, templates):
        yield CouldNotLook(missing)
    elif app.outlined and not (source and _are_all_plain(app, source)):
        yield CouldNotLook("the app did not come up, and its source does not tell all of its routes")
    elif project.health:
        yield Found(
            f"no route answers GET {project.health}, the health path named", project.health, app.place
        )
    else:
        yield Found("no route says whether the app is healthy", "/healthz", app.place)


def _are_all_plain(app: App, source: Source) -> bool:
    """Whether the source shows what all of its views answer, and no word of health in what it leaves open.

    A path that it tells in full is no health route, whatever its words: /sign_up, /shipping. One that ends in
    such a word alone, as /common/status, may be what its owner has for one.
    """
    decorated = {one.place for one in source.route_functions}
    if any(one.verb is None and one.place not in decorated for one in source.views):
        return False
    classes = {one.view for one in source.views if one.verb}
    in_full = set(_told_in_full(app)) if _is_prefix_told(source) else set()
    written = [one for one in (*source.route_functions, *source.added_rules) if one.place not in in_full]
    named = (*(path for one in written for path in one.paths), *(one.function for one in written))
    own = {one.name.partition(".")[0] for one in source.modules}
    imported = (one.name for one in source.imports if one.name not in own)
    plain = not any(_OF_HEALTH.search(one) for one in (*named, *imported))
    told = bool(app.routes or source.added_rules)
    return plain and told and len(classes) <= len({one.function for one in source.added_rules})


def _told_in_full(app: App) -> Iterator[Place]:
    """The views of the routes of which none is called by a word of health alone."""
    routes = [one for one in app.routes if one.view]
    plain = [one for one in routes if not one.arguments]
    named = {one.view for one in plain if _OF_HEALTH.fullmatch(one.rule.rstrip("/").rpartition("/")[2])}
    yield from (one.view.place for one in routes if one.view and one.view not in named)


def _is_prefix_told(source: Source) -> bool:
    """Whether constants tell how the URLs of all blueprints begin."""
    prefixes = (*(one.prefix for one in source.blueprints), *(one.prefix for one in source.registrations))
    return None not in prefixes


@error
def health_host_rejected(requests: Requests, app: App, deploy: Deploy | None = None) -> Judgement:
    """The health route refuses those who ask it by an address.

    A load balancer and the kubelet ask http://10.0.0.1:8000/..., with that address as the Host. Flask refuses
    it: with TRUSTED_HOSTS by 400, with SERVER_NAME (before 3.1, or with subdomains) by 404. No instance ever
    becomes healthy. An error when a manifest has such a health check, whose Host is not set there; a warning
    when no manifest tells who asks, for information where TRUSTED_HOSTS was set on purpose.

    Fix: give the health check a Host header (`httpHeaders` of a Kubernetes httpGet, `hostname` of a
    platform's check), or add what it sends to TRUSTED_HOSTS.

    Fault::

        TRUSTED_HOSTS = ["shop.example"]      # and a httpGet without httpHeaders

    Fine::

        httpGet:
          path: /healthz
          httpHeaders: [{name: Host, value: shop.example}]
    """
    health = requests.health
    if health is None:
        yield DoesNotApply("there is no health route that could be asked")
        return
    checks = deploy.health_checks if deploy else ()
    refused = [one for one in _by_other_names(health) if _refuses(health, one[1])]
    asked = [one for one in refused if _is_asked_by(one[0], checks)]
    if not asked:
        return
    yield Found(
        f"GET {health.path} is refused under {listed(name for name, _ in asked)}",
        health.path,
        place_of(app, health.endpoint),
        (
            *(f"as http://{name}:8000 -> {answer.status}" for name, answer in asked),
            *_setting(app),
            *_askers([name for name, _ in asked], checks),
        ),
        severity=None if checks else "info" if is_on(app, "TRUSTED_HOSTS") else "warning",
    )


def _setting(app: App) -> Iterator[str]:
    """Where the app says whom it answers."""
    for key in ("TRUSTED_HOSTS", "SERVER_NAME"):
        value = value_of(app, key)
        if value and value.truthy and value.place.path:
            yield f"{key} is set at {value.place}"


def _askers(names: Sequence[str], checks: Sequence[HealthCheck]) -> Iterator[str]:
    for check in checks:
        if any(_asks_by(check, name) for name in names):
            yield f"asked by {check.place}" + (", which names no host" if check.host is None else "")


def _by_other_names(health: Health) -> list[tuple[str, Response]]:
    asked = (
        (_BY_ADDRESS, health.by_address),
        (_BY_LOCALHOST, health.by_localhost),
        (_BY_LOOPBACK, health.by_loopback),
    )
    return [(name, answer) for name, answer in asked if answer is not None]


def _refuses(health: Health, answer: Response) -> bool:
    """Whether it is the name that is refused: the route says no itself, or https is asked for, otherwise."""
    fine = health.answer.status in range(200, 300)
    caught = answer.crash is not None and answer.crash.type.rpartition(".")[2] in _REFUSED
    return fine and (answer.status in _REFUSALS or caught)


def _is_asked_by(name: str, checks: Sequence[HealthCheck]) -> bool:
    """Whether somebody may ask by this name; where nobody tells, 127.0.0.1 goes without saying."""
    return any(_asks_by(check, name) for check in checks) if checks else name != _BY_LOOPBACK


def _asks_by(check: HealthCheck, name: str) -> bool:
    """Whether a manifest's check may ask by this name: in a container it asks itself, by localhost."""
    if check.host is not None:
        return check.host.partition(":")[0] == name
    return name == (_BY_LOCALHOST if _is_inside(check) else _BY_ADDRESS)


def _is_inside(check: HealthCheck) -> bool:
    """Whether the check runs in the container, as Docker's and compose's do."""
    file = (check.place.path or "").rpartition("/")[2].lower()
    return "dockerfile" in file or "compose" in file


@warning
def health_route_side_effects(
    requests: Requests,
    app: App,
    deploy: Deploy | None = None,
    source: Source | None = None,
    project: Project | None = None,
) -> Judgement:
    """The health route does more than to say how the app is, or does not say it to those who ask.

    It is asked every few seconds, over plain http, without a cookie, by each of several watchers. One that
    wants a login or redirects to https (Flask-Talisman's default) never says 200 to them: an error. One that
    sets a session fills the session store, one that writes wears the database, one that is rate limited is
    unhealthy when it is watched well, one that is cached tells of the past, one that refuses HEAD or is slow
    fails with some watchers. Of Flask-Limiter's limits, its `default_limits` among them, those count that
    four watchers reach who ask every 10 s. Seen by asking it over https, over http, by HEAD and by address;
    one whose source adds or deletes rows, itself or through functions that it calls, is told from there. Of
    further health routes, and of what deploy files ask, cookies and statements that write are told.

    Fix: keep logins, redirects, limits and caches away from it: `@limiter.exempt`,
    `@talisman(force_https=False)`, `Cache-Control: no-store`, and no use of the session.

    Fault::

        Talisman(app)

    Fine::

        @app.get("/healthz")
        @talisman(force_https=False)
        def healthz():
            return {"status": "ok"}, {"Cache-Control": "no-store"}
    """
    health = requests.health
    if health is None:
        written = _written(app, project, source) if source else None
        yield written or DoesNotApply("there is no health route that could be asked")
        return
    yield from _beside(app, requests, deploy, health)
    hidden = list(hiding(health, deploy))
    pages = (one for one in kept_with_sessions(app, requests) if one.endpoint != health.endpoint)
    by_all = {cache_control(one) for one in pages}
    effects = hidden or list(effects_of(health, by_all))
    if effects:
        yield Found(
            f"GET {health.path} {listed((effect.what for effect in effects), most=6)}",
            health.path,
            place_of(app, health.endpoint),
            (*(effect.seen for effect in effects), *(_asked_by(health, deploy) if hidden else ())),
            severity="error" if hidden else None,
        )


def _beside(app: App, requests: Requests, deploy: Deploy | None, health: Health) -> Iterator[Found]:
    """What the sweep saw of the other health routes, but for what all of them do."""
    here = {effect.what for effect in lasting(health.answers)}
    for answer in other_health(app, requests, deploy, health):
        if effects := [effect for effect in lasting([answer]) if effect.what not in here]:
            yield Found(
                f"GET {answer.path} {listed(effect.what for effect in effects)}",
                answer.path,
                place_of(app, answer.endpoint),
                tuple(effect.seen for effect in effects),
            )


def _written(app: App, project: Project | None, source: Source) -> Found | None:
    """A health route that was not asked because of what its source writes to the database."""
    named = find_health_route(app.routes, project.health if project else None)
    views = served(app, source) if named else ()
    view = next((one for one in views if named and named.route in one.routes), None)
    known = changing(view, source) if view else None
    if named is None or known is None:
        return None
    own = [(call, f"{call}() in {known.function}()") for call in known.writes]
    others = [
        (one.write, f"{' calls '.join(f'{name}()' for name in one.path)} calls {one.write}() at {one.place}")
        for one in known.through
    ]
    seen = [how for call, how in (*own, *others) if _OF_ROWS.search(call)]
    if not seen:
        return None
    return Found(f"GET {named.path} writes to the database", named.path, known.place, tuple(seen[:3]))


def _asked_by(health: Health, deploy: Deploy | None) -> list[str]:
    """The deploy files for which it is to answer."""
    checks = deploy.health_checks if deploy else ()
    return [f"asked by {check.place}" for check in checks if check.path == health.path]
