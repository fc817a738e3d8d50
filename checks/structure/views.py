"""Routes and the views that answer them."""

from collections.abc import Iterator, Mapping, Sequence

from releasecheck.facts import Place
from releasecheck.facts.app import App, Displaced, Method, Route, View
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, Severity, by_source, error

from ..derived.structure.above import Inert, inert_decorators
from ..derived.structure.signatures import displaced, mismatches
from ..derived.wording import capped, counted, listed


@error
@by_source
def shadowed_route(app: App) -> Judgement:
    """A route that no request can reach, because another one answers first.

    The view is dead code that looks alive: of equal rules Flask takes the one that was registered first, and
    which one that is changes with the order of imports. Told when both views are the project's own and
    differ, when Flask's static files answer for a view (with `static_url_path=""` each path is theirs: a page
    that is no file is 404), and for a blueprint's static files whose URL another folder answers. A warning
    where an extension's view answers; information where what answers is a copy, all that the other one calls
    or redirects to, or sends the same file or page; copies behind one rule are told together. A rule with
    `defaults` beside another of the same view is left out: the view is reached by that one, or told of it.
    Of an app that does not come up, equal rules of one file are told, as a warning.

    Fix: change one of the two paths, or delete the view that is never reached.

    Fault::

        @app.route("/tools/<int:tool_id>")
        def tool(tool_id): ...

        @app.route("/tools/<int:number>")
        def loans(number): ...

    Fine::

        @app.route("/tools/<int:number>/loans")
        def loans(number): ...
    """
    views = {(route.endpoint, route.rule): route.view for route in app.routes}
    for first, *copies in _hidden(app, views):
        winner = views.get((first.shadowed_by or "", first.shadowed_by_rule or ""))
        more = f", and so it does for {counted(len(copies), 'view')} more" if copies else ""
        yield Found(
            f"{first.rule} never reaches {first.endpoint}: {_rival(first, winner)} answers it{more}",
            subject=first.endpoint,
            place=_place(app, first),
            evidence=(
                *_rivals(first, winner),
                *capped([f"nor {one.endpoint} at {_place(app, one)}" for one in copies]),
            ),
            fix=_way_out(app, first),
            severity=_harm(first, winner) or ("warning" if app.outlined else None),
        )


def _hidden(app: App, views: Mapping[tuple[str, str], View | None]) -> Iterator[list[Route]]:
    """The routes that no request reaches, each alone, or with the other copies of what answers."""
    groups: dict[object, list[Route]] = {}
    for route in app.routes:
        winner = views.get((route.shadowed_by or "", route.shadowed_by_rule or ""))
        dead = route.shadowed_by and (_differ(route.view, winner) or _is_own_static(app, route))
        if dead and not _has_another_rule(app, route):
            one_cause = (route.rule, route.shadowed_by, route.shadowed_by_rule)
            key = one_cause if route.shadowed_by_twin else (route.rule, route.endpoint)
            groups.setdefault(key, []).append(route)
    yield from groups.values()


def _has_another_rule(app: App, route: Route) -> bool:
    """`@app.route("/", defaults={"path": ""})` above `@app.route("/<path:path>")`."""
    return bool(route.defaults) and any(
        one.endpoint == route.endpoint and one.rule != route.rule for one in app.routes
    )


def _rival(route: Route, winner: View | None) -> str:
    name = f"{route.shadowed_by}"
    if _is_static(route.shadowed_by) and not _is_static(route.endpoint):
        name = f"Flask's own static route ({name})"
    elif winner and not winner.own and not _is_static(route.shadowed_by):
        name = f"{name} of {winner.module.partition('.')[0]}"
    return f"{name}, which does the same," if route.shadowed_by_twin else name


def _harm(route: Route, winner: View | None) -> Severity | None:
    if route.shadowed_by_twin:
        return "info"
    foreign = winner is not None and not winner.own and not _is_static(route.shadowed_by)
    return "warning" if foreign else None


def _way_out(app: App, route: Route) -> str | None:
    if _is_own_static(app, route):
        return "Give the blueprint an `url_prefix`, or a `static_url_path` of its own."
    if route.shadowed_by_twin or not _is_static(route.shadowed_by):
        return None
    return (
        'Give the static files a path of their own (`static_url_path="/static"`), or the view another rule.'
    )


def _is_static(endpoint: str | None) -> bool:
    return endpoint is not None and endpoint.rpartition(".")[2] == "static"


def _rivals(route: Route, winner: View | None) -> tuple[str, ...]:
    asked = (f"{route.example} goes to {route.shadowed_by}",) if route.example else ()
    where = f" ({winner.place})" if winner and winner.place.path else ""
    return (*asked, f"{route.shadowed_by} has the rule {route.shadowed_by_rule}{where}")


def _differ(one: View | None, other: View | None) -> bool:
    return one is not None and other is not None and one.own and one.place != other.place


def _is_own_static(app: App, route: Route) -> bool:
    """The static files of a blueprint of the project; two with one folder do not shadow in the facts."""
    scope, _, name = route.endpoint.rpartition(".")
    return name == "static" and any(one.name == scope for one in app.blueprints)


@error
def view_signature_mismatch(app: App) -> Judgement:
    """A view does not take what its rule gives it.

    Every request to the route is a 500 (TypeError: unexpected keyword argument), and nothing shows it before
    somebody visits the page. Rules whose values an `url_value_preprocessor` may take away are left out. A
    method of a class under `@jwt_required` without its parentheses is one of these: the decorator waits for
    a function and is given the request. So is one under `@blp.arguments` of Flask-smorest or `@use_args` of
    webargs that takes a value of the rule first: the data of the request come before those.

    Fix: give the parameter and the rule's `<name>` the same name, and take the data of a schema first.

    Fault::

        @app.route("/owners/<name>")
        def owner(owner_name): ...

    Fine::

        @app.route("/owners/<owner_name>")
        def owner(owner_name): ...
    """
    for route, wrong in mismatches(app):
        refusing = sorted(route.view.refusing, key=lambda one: one.place.line or 0) if route.view else []
        uncalled = [one for one in refusing if one.bare]
        if uncalled:
            yield _bare(app, route, uncalled)
            continue
        name = route.view.name if route.view else route.endpoint
        who = f"{listed(one.name for one in refusing)} of {name}" if refusing else name
        yield Found(
            f"{who} {wrong.said(plural=len(refusing) > 1)}",
            subject=route.endpoint,
            place=next((one.place for one in refusing if one.place.path), _place(app, route)),
            evidence=(f"rule {route.rule}", *(f"{one.name} at {one.place}" for one in refusing[1:])),
            fix=wrong.fix,
        )
    for route, methods in displaced(app):
        yield _displaced(route, methods)


def _displaced(route: Route, methods: Sequence[Displaced]) -> Found:
    first = methods[0]
    name = route.view.name if route.view else route.endpoint
    who = f"{listed(one.name for one in methods)} of {name}" if _is_of_class(route) else name
    return Found(
        f"{who} {'takes' if len(methods) == 1 else 'take'} {first.argument} first, where the decorator gives "
        "the data of the request: each request fails",
        subject=route.endpoint,
        place=first.place,
        evidence=(
            f"rule {route.rule} gives {first.argument} by name",
            *(f"{one.name} at {one.place}" for one in methods[1:]),
        ),
        fix=f"Take the data before {first.argument}.",
    )


def _is_of_class(route: Route) -> bool:
    return route.view is not None and route.view.class_based


def _bare(app: App, route: Route, methods: Sequence[Method]) -> Found:
    first = methods[0]
    name = route.view.name if route.view else route.endpoint
    return Found(
        f"@{first.bare} stands above {listed(one.name for one in methods)} of {name} without parentheses: "
        "each request fails",
        subject=route.endpoint,
        place=first.place if first.place.path else _place(app, route),
        evidence=(f"rule {route.rule}", *(f"{one.name}: @{one.bare} at {one.place}" for one in methods[1:])),
        fix=f"Write `@{first.bare}()`.",
    )


@error
@by_source
def auth_decorator_above_route(
    app: App, source: Source | None = None, requests: Requests | None = None
) -> Judgement:
    """A decorator such as `@login_required` stands above `@route`, where it never runs.

    Decorators apply from the bottom up: `route` registers the bare function, and what is wrapped around it
    afterwards is never called. The page is open to everybody and looks guarded in every review; Bazarr served
    its backups and logs like that. The source tells which decorator it is, the live app that it is not in
    force, and an anonymous request what that means: an answer is an error, a refusal by something else only a
    warning. Without an answer, the name of the decorator decides.

    Fix: make `route` the outermost decorator, and put the guard directly above `def`.

    Fault::

        @login_required
        @app.route("/admin")
        def admin(): ...

    Fine::

        @app.route("/admin")
        @login_required
        def admin(): ...
    """
    if not any(route.own for route in app.routes):
        yield DoesNotApply("the app has no routes of its own")
    for inert in inert_decorators(app, source, requests):
        yield _powerless(inert)


def _powerless(inert: Inert) -> Found:
    return Found(
        f"{inert.decorator} on {inert.view.name} never runs: {inert.cause}",
        subject=inert.endpoint,
        place=inert.view.place,
        evidence=inert.evidence,
        fix=inert.fix,
        severity=inert.severity,
    )


def _place(app: App, route: Route) -> Place:
    """The view, else the blueprint it belongs to, else the module that makes the app."""
    if route.view and route.view.place.path:
        return route.view.place
    scope = route.endpoint.rpartition(".")[0]
    return next((one.place for one in app.blueprints if one.name == scope), app.place)
