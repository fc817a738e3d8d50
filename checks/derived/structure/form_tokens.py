"""Forms of Flask-WTF, which want their token whether the app has CSRFProtect or not."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.facts.templates import PostForm

from .view_bodies import Served, served

_HAND_MADE = frozenset({"form", "values", "data", "json", "get_json", "get_data"})


def never_valid(form: PostForm, app: App, source: Source) -> str | None:
    """The class whose `validate_on_submit()` is false for all that this form sends; null where not all are.

    A module that speaks of CSRF may switch the token off, or give it in another way.
    """
    views = list(_receiving(form, app, source))
    named = [_class_of(one, source) for one in views]
    return named[0] if named and all(named) else None


def _receiving(form: PostForm, app: App, source: Source) -> Iterator[Served]:
    """The view that it is sent to: the one it names, else each that shows it."""
    for one in served(app, source):
        if form.endpoint is None:
            if form.template in _shown_by(one, source):
                yield one
        elif "POST" in one.methods and any(route.endpoint == form.endpoint for route in one.routes):
            yield one


def _shown_by(one: Served, source: Source) -> set[str]:
    """The templates that stand between its first line and the next view."""
    place = one.body.place
    below = [each.place.line or 0 for each in source.views if each.place.path == place.path]
    last = min((line for line in below if line > (place.line or 0)), default=10**9)
    return {
        name.lstrip("/")
        for each in source.renders
        if each.place.path == place.path and (place.line or 0) <= (each.place.line or 0) < last
        for name in each.names
    }


def _class_of(one: Served, source: Source) -> str | None:
    """The one form that the view makes and validates, where it reads nothing past it."""
    calls = one.body.calls
    if "validate_on_submit" not in calls or not _HAND_MADE.isdisjoint(one.body.reads):
        return None
    made = [name for name in calls if name.endswith("Form")]
    forms = [each for each in source.session_uses if each.what == "FlaskForm" and each.name in made]
    spoken = {one.body.place.path, *(each.place.path for each in forms)}.intersection(source.csrf_named)
    return made[0] if len(made) == len(forms) == 1 and not spoken else None
