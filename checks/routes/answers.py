"""What the routes of the app answer when they are asked."""

from collections.abc import Sequence
from dataclasses import replace

from releasecheck.facts import Place, Project
from releasecheck.facts.app import App
from releasecheck.facts.boot import Boot
from releasecheck.facts.dependencies import Dependencies
from releasecheck.facts.deploy import Deploy
from releasecheck.facts.requests import ErrorPage, Requests, Response
from releasecheck.facts.runs import Git
from releasecheck.facts.source import Source
from releasecheck.facts.templates import Templates
from releasecheck.findings import CouldNotLook, DoesNotApply, Found, Judgement, error

from ..derived.outcomes.answering import written_at
from ..derived.outcomes.dialects import of_other_database
from ..derived.outcomes.failures import (
    LET_THROUGH,
    OF_JWT,
    account,
    by_reason,
    cause,
    excuse,
    has_failed,
    how,
    is_silent,
    leaves,
    origin,
    requests_of,
    said,
)
from ..derived.outcomes.handlers import Change, changes, handler_of
from ..derived.outcomes.needs import unmet
from ..derived.outcomes.never_made import files_of, in_start, never_made, without_tables
from ..derived.outcomes.symptoms import Scene, blamed, is_symptom
from ..derived.outcomes.unseen import behind_a_login, not_signed_in
from ..derived.wording import capped, listed

_FEW_ROUTES = 3
_RAISE = "Raise an exception instead: an error handler can answer that, and the worker lives on."


@error
def route_5xx(  # noqa: PLR0913, PLR0917 - a parameter is a fact, and many facts tell a symptom from its cause
    requests: Requests,
    app: App,
    project: Project,
    boot: Boot | None = None,
    source: Source | None = None,
    templates: Templates | None = None,
    dependencies: Dependencies | None = None,
    deploy: Deploy | None = None,
    git: Git | None = None,
    opened: tuple[str, ...] = (),
) -> Judgement:
    """A safe page of the app answers 500, never answers, or ends its process.

    Asked with the test client as an anonymous visitor would, GET only, and once more with the cookies that it
    set; where the setting `requests.login` names a function that signs a client in, then signed in too.
    Routes with one cause are one finding, and so are more than three that say 500 without an exception. A
    redirect, a refusal and an answer that streams are fine. A service out of reach, a table that was never
    migrated, a variable that is not set, and SQL of another database than the SQLite that the run was given,
    where the project names that other one, are only named, save the table that the start would make if it did
    not ask for a file of git's in place of the new database; `sys.exit` in a line of the project is told
    whatever it was for, because it ends the worker of every other visitor too. What another rule tells at its
    root (a dangling endpoint, a missing template, no secret key) is left to it.

    Fix: open the place that is named; `flask --app ... shell` and `app.test_client().get(path)` repeat it.

    Fault::

        @app.route("/ratings/average")
        def average():
            return str(sum(ratings) / len(ratings))      # no ratings yet

    Fine::

            return str(sum(ratings) / len(ratings)) if ratings else "none yet"
    """
    if not requests.responses:
        yield DoesNotApply("no route could be asked without arguments, or without doing harm")
    if requests.login and requests.login.reason:
        yield CouldNotLook(not_signed_in(requests.login))
    if unseen := behind_a_login(requests):
        yield CouldNotLook(unseen)
    bare = never_made(requests.pages, app, boot, source, files := files_of(app, git, opened))
    yield from without_tables(bare, in_start(app, source), files)
    failed = [
        (
            answer,
            excuse(answer, project, boot, source)
            or of_other_database(answer.crash, boot, dependencies, deploy),
        )
        for answer in requests.pages
        if has_failed(answer) and answer not in bare
    ]
    for pages, reason in by_reason(failed):
        yield CouldNotLook(f"{requests_of(pages)}: {reason}")
    told = [answer for answer, reason in failed if reason is None]
    scene = Scene(app, source, templates, dependencies, requests)
    told = [one for one in told if not (one.crash and is_symptom(one.crash, scene))]
    silent = [answer for answer in told if is_silent(answer)]
    as_one = silent if len({answer.rule for answer in silent}) > _FEW_ROUTES else []
    if as_one:
        yield _silent(as_one, app)
    rest = [(cause(one), blamed(one.crash, scene), one) for one in told if one not in as_one]
    for root, rules in dict.fromkeys((root, rules) for root, rules, _ in rest):
        alike = [answer for *of, answer in rest if of == [root, rules]]
        yield replace(_failure(alike, app, source), left_to=rules)


def _silent(answers: Sequence[Response], app: App) -> Found:
    """Many at once of which no exception was seen: the app catches what it raises, mostly the same."""
    first = answers[0]
    statuses = listed(str(answer.status) for answer in answers)
    return Found(
        f"{len({answer.rule for answer in answers})} routes answer {statuses}, and none raised an exception",
        subject=first.rule or first.path,
        place=_place(first, app, prefer_view=False),
        evidence=capped(list(map(account, answers))),
        fix="Something in the app catches what was raised: its log names the cause.",
    )


def _failure(answers: Sequence[Response], app: App, source: Source | None) -> Found:
    first = answers[0]
    one_route = len({answer.endpoint for answer in answers}) == 1
    return Found(
        f"{requests_of(answers)} {how(first, plural=not one_route)}",
        subject=first.rule or first.path,
        place=_place(first, app, prefer_view=one_route, written=written_at(source, first.rule)),
        evidence=(*origin(first), *capped(list(map(account, answers)))),
        fix=_mended(first),
    )


def _mended(answer: Response) -> str | None:
    if is_silent(answer):
        return "The view says so itself, or catches what was raised: the app's log names the cause."
    if leaves(answer):
        return _RAISE
    of_jwt = answer.crash and answer.crash.type.startswith(OF_JWT)
    return LET_THROUGH if of_jwt else None


def _place(answer: Response, app: App, *, prefer_view: bool, written: Place | None = None) -> Place:
    """The view of a single route; of several, the line that they share."""
    shared = answer.crash.place if answer.crash and answer.crash.place.path else answer.place
    views = (route.view for route in app.routes if route.endpoint == answer.endpoint)
    view = next((one.place for one in views if one and one.place.path), written)
    if view and (prefer_view or not shared.path):
        return view
    return shared if shared.path else app.place


@error
def errorhandler_changes_status(  # noqa: PLR0913, PLR0917 - as above
    requests: Requests,
    app: App,
    project: Project,
    source: Source | None = None,
    templates: Templates | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """An error handler turns an error into something else.

    A 404 page that answers 200 makes search engines index nonsense and health checks pass on any path; an
    `errorhandler(Exception)` that catches HTTP errors too turns each 404 and 405 into a 500, which pages the
    team for every scanner that comes by; a 500 that answers 200 hides every crash. Seen by asking a path that
    does not exist, a method that its route does not take, and a view that raises; an error such as 403 for
    which the app has a handler is raised as well, and 200 is a warning there. A catch-all route, a login that
    redirects everything and another 4xx are fine; a 404 handler that redirects is a warning.

    Fix: return the status with the page: `return render_template("404.html"), 404`; in a handler for
    `Exception`, give an `HTTPException` back as it is.

    Fault::

        @app.errorhandler(404)
        def lost(error):
            return render_template("lost.html")

    Fine::

        @app.errorhandler(404)
        def lost(error):
            return render_template("lost.html"), 404
    """
    if not (app.error_handlers or app.api_error_handlers):
        yield DoesNotApply("the app has no error handlers")
        return
    for answer in filter(None, (requests.not_found, requests.wrong_method)):
        reason = excuse(answer, project)
        if has_failed(answer) and reason:
            yield CouldNotLook(f"a {'wrong path' if answer.rule is None else 'wrong method'}: {reason}")
    scene = Scene(app, source, templates, dependencies, requests)
    changed = [
        one
        for one in changes(requests, app)
        if not (one.answer and excuse(one.answer, project)) and not _is_told(one, scene)
    ]
    blaming = [(one.handler, blamed(one.answer.crash if one.answer else None, scene), one) for one in changed]
    for handler, rules in dict.fromkeys((handler, rules) for handler, rules, _ in blaming):
        alike = [change for *of, change in blaming if of == [handler, rules]]
        yield replace(_changed(app, handler, alike), left_to=rules)


def _is_told(change: Change, scene: Scene) -> bool:
    """Whether the handler itself broke for a setting of this run."""
    crash = change.answer.crash if change.answer else None
    return crash is not None and is_symptom(crash, scene)


def _changed(app: App, handler: str, changed: Sequence[Change]) -> Found:
    name = handler.rpartition(":")[2]
    answers = listed(f"{one.status} instead of {one.code}" for one in changed)
    return Found(
        f"the error handler for {name} answers {answers}",
        subject=name,
        place={**app.api_error_handlers, **app.error_handler_places}.get(handler, app.place),
        evidence=tuple(str(one) for one in changed),
        severity="warning" if all(one.is_mild for one in changed) else None,
    )


@error
def error_page_leak(  # noqa: PLR0913, PLR0917 - as above
    requests: Requests,
    app: App,
    project: Project,
    source: Source | None = None,
    templates: Templates | None = None,
    dependencies: Dependencies | None = None,
) -> Judgement:
    """The answer to an unhandled exception shows the exception, or the error page itself breaks.

    A traceback tells an attacker the code, the paths, the versions, and often the data and the keys that were
    at hand. An error page that raises leaves the visitor with the server's bare page and hides the first
    error behind a second. Tried in a boot of its own, with a view that raises an exception whose text is then
    looked for in the page. Werkzeug's debugger is told by debug-on, and an error page that fails for a fault
    which another rule tells at its root (no user_loader, a missing template) is left to it; one that needs a
    database which is not here cannot be judged.

    Fix: log the exception and answer with a fixed page: `app.logger.exception(error)`, then
    `return render_template("500.html"), 500`.

    Fault::

        @app.errorhandler(Exception)
        def explain(error):
            return traceback.format_exc(), 500

    Fine::

        @app.errorhandler(500)
        def sorry(error):
            return render_template("500.html"), 500
    """
    if not requests.error_pages:
        yield CouldNotLook("the app answers before a failing view of ours is reached: no error page was seen")
    leaking = [(page, _leaks(page, app)) for page in requests.error_pages if _leaks(page, app)]
    if leaking:
        yield _leak(app, leaking)
    broken = next((page.escaped for page in requests.error_pages if page.escaped), None)
    lacking = unmet(broken, project) if broken else None
    scene = Scene(app, source, templates, dependencies, requests)
    if lacking:
        yield CouldNotLook(f"the error page: {lacking}")
    elif broken and not is_symptom(broken, scene):
        yield Found(
            f"the handling of an unhandled exception fails itself: {said(broken)}",
            subject="error handler",
            place=broken.place if broken.place.path else _error_page_place(app),
            evidence=tuple(f"asked for {page.accept}" for page in requests.error_pages if page.escaped),
            left_to=blamed(broken, scene),
        )


def _leak(app: App, leaking: Sequence[tuple[ErrorPage, tuple[str, ...]]]) -> Found:
    what = listed(shown for _, shows in leaking for shown in shows)
    return Found(
        f"the answer to an unhandled exception shows the {what}",
        subject="error page",
        place=_error_page_place(app),
        evidence=tuple(f"{page.accept}, {page.status}: {listed(shows)}" for page, shows in leaking),
    )


def _error_page_place(app: App) -> Place:
    return app.error_handler_places.get(handler_of(app, 500) or "", app.place)


def _leaks(page: ErrorPage, app: App) -> tuple[str, ...]:
    """What the page shows, but for what Werkzeug's debugger shows."""
    if "debugger" in page.shows and "DebuggedApplication" in app.middleware:
        return ()
    return page.shows
