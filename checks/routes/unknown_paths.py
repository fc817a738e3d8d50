"""Paths that no page has, and that the app breaks on."""

from collections.abc import Sequence
from dataclasses import replace

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.outcomes.failures import cause, excuse, has_failed, how, origin
from ..derived.outcomes.handlers import handler_of
from ..derived.outcomes.symptoms import Scene, blamed, is_symptom

_NO_VALUE = "Answer 404 where the argument is none that the site has, and serve a /favicon.ico of its own."


@error
def unknown_path_fails(  # noqa: PLR0913, PLR0917 - as many facts tell a symptom from its cause
    requests: Requests,
    app: App,
    project: Project,
    boot: Boot | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """A path that the app does not have is answered 500 where it should be 404.

    Scanners, old links and mistyped addresses ask every site for paths that it does not have: each is an
    error in the log and pages the team. Seen by asking a long random path that no rule takes, and a method
    that its route does not take (alone: a warning). Hooks break there most often, for want of an endpoint. An
    error handler that makes a 500 of it is told by errorhandler-changes-status, and what breaks on the pages
    too by route-5xx. A warning: /favicon.ico, which every browser asks for, is taken by a rule with an
    argument (`/<lang>`), and breaks there.

    Fix: test what is None when no route was found, `request.endpoint` and `request.view_args`, in the hook.

    Fault::

        @app.before_request
        def choose_language():
            g.lang = request.view_args.get("lang")

    Fine::

        @app.before_request
        def choose_language():
            g.lang = (request.view_args or {}).get("lang")
    """
    asked = [one for one in (requests.not_found, requests.wrong_method, requests.favicon) if one]
    if not asked:
        yield DoesNotApply("a rule takes every path")
    known = {cause(one) for one in requests.pages if has_failed(one)}
    scene = Scene(app, source, templates, dependencies, requests)
    broken = []
    for answer in asked:
        if not has_failed(answer) or cause(answer) in known or _is_of_handler(answer, app, requests):
            continue
        if lacking := excuse(answer, project, boot, source):
            yield CouldNotLook(f"{_named(answer, requests)}: {lacking}")
        elif not (answer.crash and is_symptom(answer.crash, scene)):
            broken.append(answer)
    for root in dict.fromkeys(map(cause, broken)):
        alike = [one for one in broken if cause(one) == root]
        yield replace(_breaking(alike, app, requests), left_to=blamed(alike[0].crash, scene))


def _is_of_handler(answer: Response, app: App, requests: Requests) -> bool:
    """Whether an error handler may have answered so, which another rule tells."""
    if answer is requests.favicon or answer.status is None:
        return False
    return handler_of(app, 404 if answer is requests.not_found else 405) is not None


def _breaking(answers: Sequence[Response], app: App, requests: Requests) -> Found:
    first, crash = answers[0], answers[0].crash
    of_icon, of_path = first is requests.favicon, first is requests.not_found
    taken = f", which every browser asks for and {first.rule} takes," if of_icon else ""
    return Found(
        f"{_named(first, requests)}{taken} {how(first)}",
        subject=first.path if of_icon else "404" if of_path else "405",
        place=crash.place if crash and crash.place.path else _view(first, app),
        evidence=(*origin(first), *(f"{_named(one, requests)} {_in_short(one)} too" for one in answers[1:])),
        fix=_NO_VALUE if of_icon else None,
        severity=None if of_path and crash and crash.place.path else "warning",
    )


def _named(answer: Response, requests: Requests) -> str:
    return "a path that no route has" if answer is requests.not_found else f"{answer.method} {answer.path}"


def _in_short(answer: Response) -> str:
    return f"answers {answer.status}" if answer.status else "does not come to an answer"


def _view(answer: Response, app: App) -> Place:
    views = (route.view for route in app.routes if answer.rule and route.endpoint == answer.endpoint)
    return next((one.place for one in views if one and one.place.path), app.place)
