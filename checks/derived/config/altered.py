"""Where the source changes the app besides its config."""

from releasecheck.facts import Place
from releasecheck.facts.alterations import AlterationKind
from releasecheck.facts.app import App
from releasecheck.facts.source import Source


def place_of_change(
    app: App, source: Source | None, kind: AlterationKind, values: frozenset[str] = frozenset()
) -> Place | None:
    """The line that does it, in a module that the app imports; `values` are those of the header, as seen."""
    changes = [one for one in source.alterations if one.kind == kind] if source else []
    return next(
        (
            one.place
            for one in changes
            if one.place.path in app.modules and (one.value is None or not values or one.value in values)
        ),
        None,
    )
