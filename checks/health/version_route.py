"""The route that says which release answers."""

import re

from releasecheck.facts.app import App
from releasecheck.facts.source import Source
from releasecheck.findings import DoesNotApply, Found, Judgement, by_source, info

from ..derived.structure.view_bodies import Served, served
from ..derived.wording import listed

_NAMES = frozenset({"version", "versions", "revision", "commit", "release", "build", "buildinfo", "gitinfo"})
_OF_FILES = ("open", "read_text", "read_bytes")
_OF_PROGRAMS = ("check_output", "getoutput")


@info
@by_source
def version_read_per_request(app: App, source: Source) -> Judgement:
    """The route that names the release reads it anew at every request.

    A process that was never restarted then names the release whose files lie there now, and whoever waits for
    the new one is told that it is up. It matters where a release is copied over the last one; in an image of
    its own, file and process belong together. A program that a view starts is sleep-or-subprocess-in-view's.

    Fix: Read it once, when the app starts, and answer the time of that start too (`started`).

    Fault::

        @app.get("/version")
        def version():
            return {"build": Path("REVISION").read_text()}

    Fine::

        REVISION = Path("REVISION").read_text()

        @app.get("/version")
        def version():
            return {"build": REVISION}
    """
    named = [one for one in served(app, source) if "GET" in one.methods and _names_release(one)]
    if not named:
        yield DoesNotApply("no route is named after the version")
    for one in named:
        told = _starts_program(one, source)  # by sleep-or-subprocess-in-view
        reads = [name for name in (*_OF_FILES, *(() if told else _OF_PROGRAMS)) if name in one.body.calls]
        if reads:
            calls = listed(f"{name}()" for name in reads)
            yield Found(f"{one.requests('GET')} calls {calls} to answer", one.endpoint, one.body.place)


def _starts_program(one: Served, source: Source) -> bool:
    here = one.body.place.path, one.body.function
    return any((wait.place.path, wait.path[0]) == here and wait.kind == "process" for wait in source.waits)


def _names_release(one: Served) -> bool:
    last = one.routes[0].rule.rstrip("/").rpartition("/")[2]
    return re.sub(r"[^a-z]", "", last.lower()) in _NAMES
