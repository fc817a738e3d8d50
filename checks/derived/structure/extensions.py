"""Where the source makes extensions and gives them the app."""

from releasecheck.facts import Place
from releasecheck.facts.app import App
from releasecheck.facts.extensions import ExtensionCall
from releasecheck.facts.source import Source


def given(package: str, source: Source | None, app: App) -> list[Place]:
    """Where the source gives the app to an extension of this package, in the modules that booted."""
    return [one.place for one in _calls(package, source, app) if one.with_app]


def calls_of(package: str, source: Source | None, app: App) -> list[Place]:
    """Where the modules that booted make an extension of this package, or give it the app."""
    return [one.place for one in _calls(package, source, app)]


def _calls(package: str, source: Source | None, app: App) -> list[ExtensionCall]:
    calls = [one for one in source.extension_calls if one.place.path in app.modules] if source else []
    made = [one for one in calls if one.package == package]
    names = {one.variable for one in made}
    return [one for one in calls if one in made or (one.call == "init_app" and one.variable in names)]
