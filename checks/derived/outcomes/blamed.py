"""Failing tests that met what another rule tells at its root."""

from collections.abc import Iterator, Sequence

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.boots import Boots
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.runs import Failure, Tests
from releasecheck.facts.suite import Met

from ..guards.logins import dangling_views
from ..installs.broken_sets import failing_in_tests
from ..installs.removed import gone
from ..structure import endpoints, rendered
from ..structure.above import inert_decorators
from .betrayed import of_second_call, rule_of_answer
from .failures import excuse, has_failed
from .symptoms import TOLD_BY, Scene, complains_of_config

_ROUTE = "route-5xx"
_ABOVE = "auth-decorator-above-route"
_OF_CONFIG = ("AttributeError", "TypeError", "ValueError")
_TEMPLATE_ERRORS = ("TemplateSyntaxError", "TemplateAssertionError")


def told_elsewhere(  # noqa: PLR0913, PLR0917 - what tells a cause of its own are many facts
    failures: Sequence[Failure],
    tests: Tests,
    scene: Scene,
    project: Project,
    boot: Boot | None,
    boots: Boots | None = None,
) -> dict[str, list[Failure]]:
    """By the rule that tells their cause, the failures that are no more than its symptoms."""
    worn = _worn(scene)
    told = {"removed-flask-api": [one for one in failures if (one.place.path, one.place.line) in worn]}
    left = [one for one in failures if one not in told["removed-flask-api"]]
    told.update(of_versions(left, tests, scene.dependencies))
    told["factory-not-repeatable"] = [one for one in left if of_second_call(one, boots)]
    left = [one for one in left if not any(one in others for others in told.values())]
    for rule, met in _blamed(left, scene, project, boot).items():
        told.setdefault(rule, []).extend(met)
    return {rule: met for rule, met in told.items() if met}


def of_versions(
    failures: Sequence[Failure], tests: Tests, dependencies: Dependencies | None
) -> dict[str, list[Failure]]:
    """Those that meet versions of Flask and Werkzeug which do not go together, by the rule that says so."""
    paired = failing_in_tests(dependencies, tests) if dependencies else {}
    met = [one for one in failures if one in paired]
    return {"flask-werkzeug-incompatible": met} if met else {}


def _worn(scene: Scene) -> frozenset[tuple[str | None, int | None]]:
    """The lines that ask for what the installed Flask and its libraries do not have any more."""
    if scene.source is None or scene.dependencies is None:
        return frozenset()
    uses = gone(scene.app, scene.source, scene.dependencies)
    return frozenset((use.place.path, use.place.line) for use in uses)


def _blamed(
    failures: Sequence[Failure], scene: Scene, project: Project, boot: Boot | None
) -> dict[str, list[Failure]]:
    """By rule, the tests whose last request met the exception, the place or the view that it tells."""
    seen = list(_seen(scene, project, boot))
    lines = dict(_lines(scene))
    inert = inert_decorators(scene.app, scene.source, scene.requests)
    unguarded = {one.endpoint for one in inert if one.severity == "error"}
    told: dict[str, list[Failure]] = {}
    for one in failures:
        rule = _rule(one, seen, lines, unguarded, scene.app) or _of_answer(one, scene, boot)
        if rule:
            told.setdefault(rule, []).append(one)
    return told


def is_of_suite(failure: Failure, app: App | None) -> bool:
    """Whether it was raised by what tests, and not by what the app serves with."""
    if failure.in_test_file:
        return True
    return app is not None and failure.place.path not in app.modules


def _rule(
    failure: Failure,
    seen: Sequence[tuple[Crash, str]],
    lines: dict[tuple[str, str | None, int | None], str],
    unguarded: set[str],
    app: App,
) -> str | None:
    met = failure.met
    if met is None or not _is_of_answer(failure, met, app):
        return None
    if met.type is None:
        let_in = failure.type == "AssertionError" and met.status < 300 and met.endpoint in unguarded
        return _ABOVE if let_in else None
    told = next((rule for crash, rule in seen if _is_same(met, crash)), None)
    return told or lines.get((met.type, met.place.path, met.place.line)) or _of_library(met, app)


def _is_of_answer(failure: Failure, met: Met, app: App) -> bool:
    """Whether the test failed of what its last request came to."""
    return is_of_suite(failure, app) or failure.type == met.type


def _of_answer(failure: Failure, scene: Scene, boot: Boot | None) -> str | None:
    met = failure.met
    return rule_of_answer(met, scene, boot) if met and _is_of_answer(failure, met, scene.app) else None


def _of_library(met: Met, app: App) -> str | None:
    """The rule that tells what a library refuses: the sweep may have met an error page that broke of it."""
    login, library, own = app.extension_state.login, met.library or "", met.place.path is not None
    if login and not login.has_loader and met.type == "Exception" and library.startswith("flask_login/"):
        return "login-loader-missing"
    if met.type == "BuildError" and not own and any(dangling_views(app)):
        return "login-view-dangling"
    if met.type in _OF_CONFIG and complains_of_config(library, app, called=own):
        return "config-wrong-type"
    return None


def _is_same(met: Met, crash: Crash) -> bool:
    if crash.type.rpartition(".")[2] != met.type:
        return False
    if crash.place.path or met.place.path:
        return (crash.place.path, crash.place.line) == (met.place.path, met.place.line)
    return crash.library is not None and crash.library == met.library


def _seen(scene: Scene, project: Project, boot: Boot | None) -> Iterator[tuple[Crash, str]]:
    """The crashes of the sweep with the rule that tells each; what this machine lacks is told by none."""
    asked = scene.requests.pages if scene.requests else ()
    told: dict[Crash, str] = {}
    for answer in asked:
        if answer.crash and answer.crash not in told and has_failed(answer):
            if excuse(answer, project, boot, scene.source):
                continue
            rules = (rule for rule, tells in TOLD_BY.items() if tells(answer.crash, scene))
            told[answer.crash] = next(rules, _ROUTE)
    yield from told.items()


def _lines(scene: Scene) -> Iterator[tuple[tuple[str, str | None, int | None], str]]:
    """Exceptions at the lines that rules name without a request: what is asked by POST alone."""
    app, source, templates = scene.app, scene.source, scene.templates
    for uses, rule in (
        (endpoints.incomplete(app, source, templates), "url-for-missing-value"),
        (endpoints.dangling(app, source, templates), "dangling-endpoint"),
    ):
        for use in (use for written in uses.values() for use in written):
            yield _line("BuildError", use.place), rule
    if templates is None:
        return
    for lost in rendered.missing(app, source, templates).values():
        for reference in lost:
            yield _line("TemplateNotFound", reference.place), "missing-template"
    for broken in templates.errors:
        for type_ in _TEMPLATE_ERRORS:
            yield _line(type_, broken.place), "template-does-not-compile"


def _line(type_: str, place: Place) -> tuple[str, str | None, int | None]:
    return (type_, place.path, place.line)
