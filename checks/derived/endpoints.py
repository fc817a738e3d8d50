"""`url_for` with constant endpoints, against the endpoints that the app has."""

from difflib import get_close_matches

from releasecheck.facts.app import App, Route
from releasecheck.facts.source import Source
from releasecheck.facts.templates import EndpointUse, Templates


def uses(app: App, source: Source | None, templates: Templates | None) -> list[EndpointUse]:
    """Every constant `url_for` of the modules that booted and of the project's own templates."""
    written = [use for use in source.endpoint_uses if use.place.path in app.modules] if source else []
    if templates:
        written += [use for use in templates.endpoint_uses if use.template not in templates.foreign]
    return sorted(written, key=lambda use: (use.place.path or "", use.place.line or 0))


def targets(app: App, use: EndpointUse) -> list[Route]:
    """The rules that this `url_for` may build; a leading dot is any blueprint's, or the app's."""
    return [route for route in app.routes if _means(use.endpoint, route.endpoint)]


def dangling(app: App, source: Source | None, templates: Templates | None) -> dict[str, list[EndpointUse]]:
    """The uses of each endpoint that the app does not have."""
    lost: dict[str, list[EndpointUse]] = {}
    for use in uses(app, source, templates):
        if not targets(app, use):
            lost.setdefault(use.endpoint, []).append(use)
    return lost


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


def _means(written: str, endpoint: str) -> bool:
    if not written.startswith("."):
        return written == endpoint
    return endpoint == written[1:] or endpoint.endswith(written)
