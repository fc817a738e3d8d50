"""`url_for` with constant endpoints, against the endpoints that the app has."""

from collections.abc import Iterable
from difflib import get_close_matches

from releasecheck.facts.app import App, Route
from releasecheck.facts.source import Source
from releasecheck.facts.templates import EndpointUse, Templates

from .rendered import of_sisters

# Extensions without an endpoint of the app's own.
_BARE = frozenset(
    {
        *(
            "flask_babel",
            "flask_bcrypt",
            "flask_caching",
            "flask_cors",
            "flask_jwt_extended",
            "flask_limiter",
        ),
        *(
            "flask_login",
            "flask_mail",
            "flask_marshmallow",
            "flask_migrate",
            "flask_mysqldb",
            "flask_pymongo",
        ),
        *("flask_session", "flask_socketio", "flask_sqlalchemy", "flask_talisman", "flask_wtf"),
    }
)


def uses(app: App, source: Source | None, templates: Templates | None) -> list[EndpointUse]:
    """Every constant `url_for` of the modules that booted and of the project's own templates.

    What another program of the project renders goes by that one's endpoints.
    """
    written = [use for use in source.endpoint_uses if use.place.path in app.modules] if source else []
    if templates:
        others = {*templates.foreign, *of_sisters(app, source, templates)}
        written += [use for use in templates.endpoint_uses if use.template not in others]
    return sorted(written, key=lambda use: (use.place.path or "", use.place.line or 0))


def targets(app: App, uses: Iterable[EndpointUse]) -> dict[str, list[Route]]:
    """By endpoint as written, the rules that it may build; a leading dot is any blueprint's, or the app's."""
    routes: dict[str, list[Route]] = {}
    for route in app.routes:
        routes.setdefault(route.endpoint, []).append(route)
    return {
        written: _relative(written, app) if written.startswith(".") else routes.get(written, [])
        for written in {use.endpoint for use in uses}
    }


def dangling(app: App, source: Source | None, templates: Templates | None) -> dict[str, list[EndpointUse]]:
    """The uses of each endpoint that the app does not have."""
    lost: dict[str, list[EndpointUse]] = {}
    every = uses(app, source, templates)
    there = targets(app, every)
    for use in every:
        if not there[use.endpoint]:
            lost.setdefault(use.endpoint, []).append(use)
    return lost


def is_nowhere(endpoint: str, source: Source) -> bool:
    """Whether neither a line of the project nor a package can make it, by the source alone."""
    scope = endpoint.rpartition(".")[0]
    if endpoint not in source.lost_endpoints:
        return False
    if scope:
        return any(one.name == scope for one in source.blueprints)
    return not any(one.name.startswith("flask_") and one.name not in _BARE for one in source.imports)


def incomplete(app: App, source: Source | None, templates: Templates | None) -> dict[str, list[EndpointUse]]:
    """The uses of each endpoint that leave out a value which every rule of it needs."""
    short: dict[str, list[EndpointUse]] = {}
    every = uses(app, source, templates)
    there = targets(app, every)
    for use in every:
        rules = there[use.endpoint]
        if not use.open and rules and all(unmet(app, rule, use) for rule in rules):
            short.setdefault(use.endpoint, []).append(use)
    return short


def unmet(app: App, route: Route, use: EndpointUse) -> list[str]:
    """The rule's values that neither the call, a default nor an url_defaults function can give."""
    if not set(blueprint_scopes(route.endpoint)).isdisjoint(app.url_defaults):
        return []
    return sorted({*route.arguments} - {*route.defaults} - {*use.values})


def nearest(endpoint: str, app: App) -> str | None:
    """The endpoint that was probably meant, written the same way."""
    dot = "." if endpoint.startswith(".") else ""
    known = {f".{name.rpartition('.')[2]}" if dot else name: None for name in _endpoints(app)}
    return next(iter(get_close_matches(endpoint, known, 1)), None) or _moved(endpoint, app)


def blueprint_scopes(endpoint: str) -> tuple[str, ...]:
    """The scopes whose hooks see an endpoint: the app's "", then its blueprints from the outermost."""
    parts = endpoint.split(".")[:-1]
    return ("", *(".".join(parts[: index + 1]) for index in range(len(parts))))


def _moved(endpoint: str, app: App) -> str | None:
    """The only endpoint of that name in another blueprint."""
    name = endpoint.rpartition(".")[2]
    alike = [one for one in _endpoints(app) if one.rpartition(".")[2] == name]
    return alike[0] if len(alike) == 1 else None


def _endpoints(app: App) -> list[str]:
    return list(dict.fromkeys(route.endpoint for route in app.routes))


def _relative(written: str, app: App) -> list[Route]:
    return [one for one in app.routes if one.endpoint == written[1:] or one.endpoint.endswith(written)]
