"""Crashes of the request sweep that are the symptom of a fault which another rule tells at its root."""

from collections.abc import Iterator

from releasecheck.facts.app import App, Route
from releasecheck.facts.boot import Crash
from releasecheck.facts.requests import Requests
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates

from . import endpoints, rendered
from .configured import is_on
from .forgotten import complaints
from .logins import LOADER_MISSING, dangling_views
from .signatures import mismatches

ASYNC_EXTRA = "Install Flask with the 'async' extra"
LATE_SETUP = "The setup method '"  # Flask 2.2+
_TEMPLATE_ERRORS = ("TemplateSyntaxError", "TemplateAssertionError", "TemplateRuntimeError")


def seen_live(requests: Requests | None, kind: str, subject: str) -> Iterator[str]:
    """Each request that crashed for exactly this reason, as evidence."""
    for answer in requests.responses if requests else ():
        if answer.crash and _is(answer.crash, kind) and _is_about(answer.crash, subject):
            yield f"{answer.method} {answer.path} answers {answer.status or 'nothing'} because of it"


def crashes_saying(requests: Requests | None, words: str) -> Iterator[str]:
    """Each request that crashed with these words, as evidence."""
    for answer in requests.responses if requests else ():
        if answer.crash and words in answer.crash.message:
            yield f"{answer.method} {answer.path} answers {answer.status or 'nothing'} because of it"


def is_symptom(crash: Crash, app: App, source: Source | None, templates: Templates | None) -> bool:
    """Whether another rule already tells why this happened."""
    if _is(crash, "BuildError"):
        lost = [
            *endpoints.dangling(app, source, templates),
            *endpoints.incomplete(app, source, templates),
            *(one.view for one in dangling_views(app)),
        ]
        return any(_is_about(crash, name) for name in lost)
    if templates and _is(crash, "TemplateNotFound", "TemplatesNotFound"):
        return any(_is_about(crash, name) for name in rendered.missing(app, source, templates))
    if templates and _is(crash, *_TEMPLATE_ERRORS):
        return any(_is_about(crash, one.subject) or one.message == crash.message for one in templates.errors)
    if _is(crash, "TypeError") and any(_refuses(route, crash) for route, _ in mismatches(app)):
        return True
    if returned_nothing(crash) or any(words in crash.message for words in _told_live(app, source)):
        return True
    return "secret key" in crash.message and not is_on(app, "SECRET_KEY")


def returned_nothing(crash: Crash) -> bool:
    """Whether Flask was given None for an answer, which view-returns-none tells."""
    return (
        _is(crash, "TypeError")
        and "did not return a valid response" in crash.message
        and ("returned None" in crash.message)
    )


def _refuses(route: Route, crash: Crash) -> bool:
    """Whether Python says that this view was called with other arguments than it takes."""
    called, _, complaint = crash.message.partition("()")
    name = route.view.name if route.view else ""
    return called.rpartition(".")[2] == name.rpartition(".")[2] and "argument" in complaint


def _told_live(app: App, source: Source | None) -> Iterator[str]:
    """Words of the exceptions whose cause a rule sees on the live app."""
    if app.extension_state.login and not app.extension_state.login.has_loader:
        yield LOADER_MISSING
    if not app.runs_async:
        yield ASYNC_EXTRA
    yield LATE_SETUP
    yield from complaints(app, source)


def _is(crash: Crash, *kinds: str) -> bool:
    return crash.type.rpartition(".")[2] in kinds


def _is_about(crash: Crash, name: str) -> bool:
    """Jinja's and Werkzeug's messages quote the name, or are the name."""
    bare = name.lstrip(".")
    return crash.message == bare or f"'{bare}'" in crash.message or f".{bare}'" in crash.message
