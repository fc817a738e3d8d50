"""Where links with a scheme and a host are built, and which of them a page shows."""

from collections.abc import Iterable

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.requests import Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates

from .rendered import reached_from


def absolute_links(app: App, source: Source | None, templates: Templates | None) -> list[Place]:
    """In the modules that booted, and in the project's own templates: those of mails among them."""
    written = [place for place in source.external_links if place.path in app.modules] if source else []
    return [*written, *(templates.external_links if templates else ())]


def shown_by_all(
    pages: Iterable[Response], app: App, source: Source | None, templates: Templates | None
) -> list[Place]:
    """Those in templates that every one of these pages is made of."""
    if source is None or templates is None:
        return []
    made_of = [_templates_of(page, app, source, templates) for page in pages]
    if not made_of:
        return []
    common = frozenset.intersection(*made_of)
    files = [f"{folder}/{name}".removeprefix("./") for folder in templates.searched for name in common]
    return [place for place in templates.external_links if place.path in files]


def _templates_of(page: Response, app: App, source: Source, templates: Templates) -> frozenset[str]:
    """What its view renders by constant names, with all that these templates extend and include."""
    views = [route.view.place for route in app.routes if route.endpoint == page.endpoint and route.view]
    names = {
        name.lstrip("/")
        for one in source.renders
        if any(_is_in(one.place, view, source) for view in views)
        for name in one.names
    }
    return reached_from(names, templates)


def _is_in(place: Place, view: Place, source: Source) -> bool:
    """Whether a line belongs to a view: no other view begins between the two."""
    if place.path != view.path or place.line is None or view.line is None or place.line < view.line:
        return False
    starts = [one.place.line or 0 for one in source.views if one.place.path == view.path]
    return not any(view.line < start <= place.line for start in starts if start != view.line)
