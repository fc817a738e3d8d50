"""The report: what was found, what it means for the release, and the exit code."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from releasecheck.engine import Judged
from releasecheck.facts import Absence, Facts
from releasecheck.facts.app import Route
from releasecheck.facts.boot import Boot
from releasecheck.facts.left import Left
from releasecheck.facts.runs import Tests
from releasecheck.facts.source import RouteFunction, Source
from releasecheck.findings import SEVERITIES, CheckResult, Finding, Severity
from releasecheck.version import version

SCHEMA = "releasecheck/report/1"
Verdict = Literal["ready", "not-ready", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Tool:
    """Who says so."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class JudgedApp:
    """The app that was judged, and how it was found."""

    target: str | None
    chosen_by: str
    python: str
    flask: str | None
    cwd: str = "."  # the folder that it was started in
    beside: tuple[str, ...] = ()  # folders whose own apps deploy files start too, and nobody judged


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts: findings by severity without the suppressed ones, and checks that could not look."""

    error: int
    warning: int
    info: int
    suppressed: int
    inconclusive: int


@dataclass(frozen=True, slots=True)
class Requested:
    """The answer of a route in the request sweep."""

    status: int | None
    duration_s: float


@dataclass(frozen=True, slots=True)
class RouteLine:
    """One rule of the url_map with what the sweep and the suite made of it."""

    rule: str
    methods: tuple[str, ...]
    endpoint: str
    view: str | None
    requested: Requested | None
    tested: bool | None


@dataclass(frozen=True, slots=True)
class TestCounts:
    """The suite's counts."""

    __test__ = False

    passed: int
    failed: int
    skipped: int
    errors: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Report:
    """The JSON report of design section 4, field by field."""

    schema: str
    tool: Tool
    started: str  # ISO 8601, UTC
    duration_s: float
    project: str
    app: JudgedApp | None
    verdict: Verdict
    exit_code: int
    reason: str | None  # why the verdict is inconclusive
    summary: Summary
    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    routes: tuple[RouteLine, ...]
    tests: TestCounts | None
    probe: dict[str, Any] | None
    timings: dict[str, float]
    left: tuple[Left, ...] = ()  # what the run made, changed or removed in the project's folder
    not_up: str | None = None  # what kept the app from coming up, where that is no finding


@dataclass(frozen=True, slots=True)
class Bar:
    """What the user lets pass."""

    fail_on: Severity = "error"
    inconclusive_fails: bool = False


def report(facts: Facts, judged: Judged, bar: Bar, started: datetime, duration_s: float) -> Report:
    """The whole report of a judgement; `started` in UTC."""
    verdict, exit_code, reason = conclude(facts, judged, bar)
    return Report(
        schema=SCHEMA,
        tool=Tool("releasecheck", version()),
        started=started.isoformat(timespec="seconds").replace("+00:00", "Z"),
        duration_s=duration_s,
        project=facts.project.name,
        app=_judged_app(facts),
        verdict=verdict,
        exit_code=exit_code,
        reason=reason,
        summary=summarize(judged),
        findings=judged.findings,
        checks=judged.checks,
        routes=route_lines(facts),
        tests=suite_counts(facts),
        probe=facts.deployed.report if facts.deployed else None,
        timings=facts.timings,
        left=facts.left,
        not_up=_not_up(facts, judged.checks),
    )


def at_bar(finding: Finding, fail_on: Severity) -> bool:
    """Whether it is as grave as what stops a release, or graver."""
    return SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on)


def conclude(facts: Facts, judged: Judged, bar: Bar) -> tuple[Verdict, int, str | None]:
    """Verdict, exit code and, if nothing can be told, why."""
    if any(at_bar(one, bar.fail_on) and one.suppressed is None for one in judged.findings):
        return "not-ready", 1, None
    reason = _cannot_tell(facts, judged.checks)
    if reason is not None:
        return "inconclusive", 3, reason
    if bar.inconclusive_fails and any(check.outcome == "inconclusive" for check in judged.checks):
        return "not-ready", 1, None
    return "ready", 0, None


def _cannot_tell(facts: Facts, checks: Sequence[CheckResult]) -> str | None:
    outcomes = Counter(check.outcome for check in checks)
    if facts.cut is not None:
        return facts.cut
    if outcomes["errored"]:
        return "a check broke: our bug, please report it"
    if (absence := _unknown_app(facts)) is not None:
        return _not_up(facts, checks) or absence.reason
    if not outcomes["passed"] + outcomes["failed"]:
        return "no check ran"
    return _empty(facts)


def _unknown_app(facts: Facts) -> Absence | None:
    """Why nobody can tell how the app is, where nobody can."""
    absence = facts.missing.get("app")
    return absence if facts.app is None and absence and absence.outcome == "inconclusive" else None


def _not_up(facts: Facts, checks: Iterable[CheckResult]) -> str | None:
    absence = _unknown_app(facts)
    return _closest_look(facts.boot, checks, absence.reason) if absence else None


def _empty(facts: Facts) -> str | None:
    """Why an app that came up is not the one that is served: nobody made its routes."""
    app, source = facts.app, facts.source
    if app is None or source is None or any(route.own for route in app.routes):
        return None
    if any(other.mounted for other in app.others):  # it hands the requests on
        return None
    written = {module.path for module in source.modules if module.role == "app"}
    views = sum(one.place.path in written for one in source.route_functions)
    if not views:
        return None
    target = facts.boot.target if facts.boot and facts.boot.target else "the app"
    builder = next(filter(None, (_builder(one, source) for one in source.route_functions)), None)
    named = (
        f'name what builds the app, as in `--app "{builder}(...)"`'
        if builder
        else "name what builds the app (--app)"
    )
    return f"{target} has no route of its own and the source has {views}: {named}"


def _builder(route: RouteFunction, source: Source) -> str | None:
    """The function of an app's module that makes the route when it is called."""
    module = next((one for one in source.modules if one.path == route.place.path), None)
    if route.within is None or module is None or module.role != "app":
        return None
    return f"{module.name}:{route.within}"


def _closest_look(boot: Boot | None, checks: Iterable[CheckResult], known: str) -> str | None:
    """Why there is no app to judge, by the checks that saw how the boot ended, if one could be made.

    Those that wanted an app say what is `known` anyway.
    """
    saw = (one.reason for one in checks if one.family == "boot" and one.outcome == "inconclusive")
    return next((reason for reason in saw if reason != known), None) if boot else None


def summarize(judged: Judged) -> Summary:
    """Counts of a judgement."""
    open_ = Counter(one.severity for one in judged.findings if one.suppressed is None)
    return Summary(
        error=open_["error"],
        warning=open_["warning"],
        info=open_["info"],
        suppressed=sum(one.suppressed is not None for one in judged.findings),
        inconclusive=sum(check.outcome == "inconclusive" for check in judged.checks),
    )


def _judged_app(facts: Facts) -> JudgedApp | None:
    """The app of the boot as given; null when none was looked for."""
    boot = facts.boot
    if boot is None:
        return None
    wrappers = facts.app.taken_out_of if facts.app else ()
    how = boot.chosen_how
    chosen_by = f"{how}, taken out of {', '.join(wrappers)}" if wrappers else how
    python = f"{boot.python} ({boot.python_chosen_by})"
    return JudgedApp(boot.target, chosen_by, python, boot.flask, boot.cwd, tuple(_beside(facts, boot)))


def _beside(facts: Facts, boot: Boot) -> Iterator[str]:
    """The folders of other services whose Flask app is not this one; who named the app knows of them."""
    deploy, source = facts.deploy, facts.source
    unknown = facts.app is None and boot.cwd == "."  # which folders it would have used
    if boot.chosen_by == "--app" or unknown or deploy is None or source is None:
        return
    used = facts.app.modules if facts.app else ()
    apps = [one.path for one in source.apps]
    for folder in dict.fromkeys(one.starts_in for one in (*deploy.launches, *deploy.neighbours)):
        if folder in (None, ".") or f"{boot.cwd}/".startswith(f"{folder}/"):
            continue
        own = any(one.startswith(f"{folder}/") for one in apps)
        if own and not any(one.startswith(f"{folder}/") for one in used):
            yield folder


def route_lines(facts: Facts) -> tuple[RouteLine, ...]:
    """Every route, with the first answer it gave and, of the project's own, whether the suite asked it."""
    if facts.app is None:
        return ()
    answers: dict[tuple[str, str | None], Requested] = {}
    for answer in facts.requests.responses if facts.requests else ():
        if answer.rule is not None and not answer.second:
            answers.setdefault((answer.rule, answer.endpoint), Requested(answer.status, answer.duration_s))
    return tuple(
        RouteLine(
            rule=route.rule,
            methods=route.methods,
            endpoint=route.endpoint,
            view=f"{route.view.module}:{route.view.name}" if route.view else None,
            requested=answers.get((route.rule, route.endpoint)),
            tested=_tested(route, facts.tests),
        )
        for route in facts.app.routes
    )


def _tested(route: Route, suite: Tests | None) -> bool | None:
    """Null where nobody can say or nobody needs to: no suite, one cut short, a view of an extension."""
    return route.endpoint in suite.asked if suite and suite.finished and route.testable else None


def suite_counts(facts: Facts) -> TestCounts | None:
    """The suite's counts, when it ran."""
    suite = facts.tests
    if suite is None:
        return None
    return TestCounts(suite.passed, suite.failed, suite.skipped, suite.errors, suite.duration_s)
