"""Lines of the app that fail in a case of which nobody thought."""

from collections.abc import Iterator

from releasecheck.facts.app import App
from releasecheck.facts.slips import Slip, SlipKind
from releasecheck.facts.source import Source


def slips(kind: SlipKind, app: App, source: Source) -> Iterator[Slip]:
    """Those of a kind in the modules that the boot imported."""
    return (one for one in source.slips if one.kind == kind and one.place.path in app.modules)
