"""Everything about a project, gathered side by side."""

import os
import platform
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from releasecheck.facts import Absence, Facts, Project
from releasecheck.facts.live import Live
from releasecheck.facts.rehearsal import Rehearsal
from releasecheck.facts.replicas import Replicas
from releasecheck.facts.repository import Repository
from releasecheck.facts.runs import Deployed, Git, Lint
from releasecheck.gather.app import AppFacts, gather_app
from releasecheck.gather.boot_request import BootRequest
from releasecheck.gather.boots import new_key
from releasecheck.gather.declared import requires_python
from releasecheck.gather.decoding import dotenv_of
from releasecheck.gather.dependencies import gather_dependencies, installed_for
from releasecheck.gather.deploy import Manifests, gather_deploy
from releasecheck.gather.git import gather_git
from releasecheck.gather.inside.redact import Redactor
from releasecheck.gather.inside.secret_names import credentials_in, is_its_name, is_secret
from releasecheck.gather.installed import Installed
from releasecheck.gather.interpreter import Interpreter, choose, named_python
from releasecheck.gather.kept import kept
from releasecheck.gather.left import left_behind, listing
from releasecheck.gather.lint import gather_lint
from releasecheck.gather.live_plan import plan
from releasecheck.gather.redaction import redacted, sparing, telling
from releasecheck.gather.repository import gather_repository
from releasecheck.gather.request import Request
from releasecheck.gather.residue import take_away
from releasecheck.gather.review import gather_review
from releasecheck.gather.route_lock import gather_lock
from releasecheck.gather.shared_servers import may_share_server
from releasecheck.gather.source import SourceIndex, gather_source
from releasecheck.gather.suite import gather_suite, settled, with_opened
from releasecheck.gather.tests import SuiteRun
from releasecheck.settings.headers import secrets_of

Fact = TypeVar("Fact")
Tell = Callable[[str, str | None], None]  # gatherer, what it does now; null when it is done


@dataclass(slots=True)
class _Clock:
    """Tells what is at work and keeps how long it took."""

    tell: Tell
    timings: dict[str, float] = field(default_factory=dict)

    def time(self, gatherer: str, doing: str, work: Callable[[], Fact]) -> Fact:
        self.tell(gatherer, doing)
        started = time.monotonic()
        try:
            return work()
        finally:
            self.timings[gatherer] = round(time.monotonic() - started, 3)
            self.tell(gatherer, None)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is gathered while the app boots."""

    git: Future[Git | Absence]
    repository: Future[Repository | Absence]
    lint: Future[Lint | Absence]
    installed: Future[Installed]


def gather(request: Request, tell: Tell = lambda *_: None) -> Facts:
    """All facts of a project; what could not be had is in `missing` with its reason."""
    clock, key = _Clock(tell), new_key()
    root, exclude = request.root, request.settings.exclude
    with ExitStack() as undone, ThreadPoolExecutor() as pool:
        before = pool.submit(listing, root)
        named = named_python(root, request.settings.python)
        python = choose(root, named, request.named_by("python"), os.environ)
        there = before.result()  # read while the interpreter was asked: nothing of the project has run yet
        databases = undone.enter_context(kept(root, there))
        beside = _start(request, python, clock, pool)
        index = clock.time("source", "reading", lambda: gather_source(root, exclude))
        # A suite that empties a database would take from the pages the rows that they are to show.
        waits = databases.any or may_share_server(root, os.environ, index.facts)
        suite = None if waits else _begin_suite(request, python, key, clock, pool)
        manifests = clock.time("deploy", "reading", lambda: gather_deploy(root))
        app = clock.time(
            "boot", "building the app and asking it", lambda: _app(request, python, index, manifests, key)
        )
        git = beside.git.result()
        site = clock.time("health", "asking the deployed site", lambda: _site(request, app, git))
        restored = {*databases.restore()}
        ran = (suite or _begin_suite(request, python, key, clock, pool)).result()
        by_suite = databases.restore()
        tests = with_opened(settled(request, python, ran, app), by_suite, root, index)
        restored.update(by_suite, databases.restore())
        opened = take_away(root, there)
    gathered = {**_gathered(request, python, beside, app, manifests), **site, "tests": tests}
    facts = replace(
        _together(_of_app(request, git, app, index, manifests), gathered),
        timings=clock.timings,
        cut=_cut(request),
        opened=opened,
        left=left_behind(there, listing(root), restored),
    )
    secrets = (*_secrets(request, index), *manifests.secrets, *app.secrets)
    hidden = Redactor(telling(secrets, facts.app, (one.path for one in index.facts.modules)))
    return redacted(facts, sparing(hidden.known, there or ()))


def _start(request: Request, python: Interpreter, clock: _Clock, pool: ThreadPoolExecutor) -> _Beside:
    root, exclude = request.root, request.settings.exclude
    git = pool.submit(clock.time, "git", "reading", lambda: gather_git(root))
    return _Beside(
        git=git,
        repository=pool.submit(lambda: gather_repository(root, git.result(), exclude)),
        lint=pool.submit(clock.time, "lint", "ruff", lambda: _lint(request, python)),
        installed=pool.submit(installed_for, python, root),
    )


def _begin_suite(
    request: Request, python: Interpreter, key: str, clock: _Clock, pool: ThreadPoolExecutor
) -> Future[SuiteRun | Absence]:
    return pool.submit(clock.time, "tests", "pytest", lambda: gather_suite(request, python, key))


def _of_app(
    request: Request, git: Git | Absence, app: AppFacts, index: SourceIndex, manifests: Manifests
) -> Facts:
    return Facts(
        project=_project(request, git),
        boot=app.boot,
        app=app.app,
        requests=app.requests,
        templates=app.templates,
        boots=app.boots,
        unbooted=app.unbooted,
        stood_in=app.stood_in,
        source=index.facts,
        deploy=manifests.facts,
        missing=dict(app.missing),
    )


def _gathered(
    request: Request, python: Interpreter, beside: _Beside, app: AppFacts, manifests: Manifests
) -> dict[str, Any]:
    """Each thing that may be absent, by its field."""
    git, home = beside.git.result(), app.boot.home if app.boot else "."
    installed, deploy = beside.installed.result(), manifests.facts
    return {
        "git": git,
        "repository": beside.repository.result(),
        "lint": beside.lint.result(),
        "dependencies": gather_dependencies(request.root, home, python, installed, deploy),
        "rehearsal": _rehearsed(request, app),
        "locked": gather_lock(request.root),
        "review": gather_review(request.root, request.settings.review, git),
    }


def _project(request: Request, git: Git | Absence) -> Project:
    settings = request.settings
    return Project(
        name=request.root.name,
        health=settings.health,
        url=_origin(settings.url) if settings.url else None,
        build=request.build or (git.build if isinstance(git, Git) else None),
        python_named=settings.python is not None,
        requires_python=requires_python(request.root),
    )


def _origin(url: str) -> str:
    """Scheme, host and port: the rest may hold credentials."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _lint(request: Request, python: Interpreter) -> Lint | Absence:
    if "lint" in request.settings.skip:
        return Absence("skipped", "--skip lint")
    version = python.version or platform.python_version()
    return gather_lint(request.root, request.settings.exclude, version, request.left)


def _app(
    request: Request, python: Interpreter, index: SourceIndex, manifests: Manifests, key: str
) -> AppFacts:
    if "boot" in request.settings.skip:
        skipped = Absence("skipped", "--skip boot")
        return AppFacts(missing=dict.fromkeys(("boot", "app", "templates", "requests", "boots"), skipped))
    return gather_app(_boots(request, key), python, index, manifests)


def _boots(request: Request, key: str) -> BootRequest:
    settings = request.settings
    return BootRequest(
        project=request.root,
        target=settings.app,
        target_named_by=request.named_by("app"),
        env_files=tuple(request.root / file for file in settings.env_file),
        set=request.sets,
        boot_timeout=settings.boot.timeout,
        run_deadline=request.ends,
        memory=settings.boot.memory,
        allow_remote_db=settings.allow_remote_db,
        requests="requests" not in settings.skip,
        request_timeout=settings.requests.timeout,
        example_values=settings.requests.examples,
        skip_endpoints=dict.fromkeys(settings.requests.skip, "the setting requests.skip"),
        headers=settings.requests.headers,
        login=settings.requests.login,
        health=settings.health,
        serve=request.serve,
        key=key,
        **({"jobs": settings.jobs} if settings.jobs else {}),
    )


def _site(
    request: Request, release: AppFacts, git: Git | Absence
) -> dict[str, Deployed | Live | Replicas | Absence]:
    settings = request.settings
    if settings.url is None:
        return dict.fromkeys(("deployed", "live", "replicas"), Absence("skipped", "no --url to probe"))
    from releasecheck.gather.health import gather_site  # noqa: PLC0415 - requests is slow to load
    from releasecheck.gather.replicas import Awaited  # noqa: PLC0415 - likewise

    asks = plan(release.app, release.requests, release.templates)
    commit = git.commit if isinstance(git, Git) else None
    awaited = Awaited(settings.url, request.build or commit, named=request.build is not None)
    site = gather_site(awaited, settings, release.app, asks, request.left)
    return {"deployed": site.deployed, "live": site.live, "replicas": site.replicas}


def _rehearsed(request: Request, app: AppFacts) -> Rehearsal | Absence:
    if not request.serve:
        return Absence("skipped", "no --serve")
    return app.rehearsal or Absence("inconclusive", "the app did not come up to be served")


def _cut(request: Request) -> str | None:
    if request.left > 0:
        return None
    return (
        f"--timeout ended the run after {request.settings.timeout:g} s; what was unfinished is inconclusive"
    )


def _together(facts: Facts, gathered: Mapping[str, Any]) -> Facts:
    """Facts with each thing gathered in its field, or the reason for its absence in `missing`."""
    there = {name: one for name, one in gathered.items() if not isinstance(one, Absence)}
    absent = {name: one for name, one in gathered.items() if isinstance(one, Absence)}
    return replace(facts, **there, missing={**facts.missing, **absent})


def _secrets(request: Request, index: SourceIndex) -> Iterable[str]:
    """Every secret value that this process knows."""
    yield from secrets_of(request.settings.requests.headers)
    for value, _ in index.secret_values:
        yield value.decode(errors="backslashreplace") if isinstance(value, bytes) else value
    for name, value in _environment(request):
        if is_secret(name, value) and not is_its_name(value, name):
            yield from (value, *credentials_in(value))


def _environment(request: Request) -> Iterable[tuple[str, str]]:
    yield from os.environ.items()
    yield from request.sets
    for file in request.settings.env_file:
        yield from ((name, value) for name, value in dotenv_of(request.root / file).items() if value)
