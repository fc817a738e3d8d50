"""Verdict and exit code, case by case."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from releasecheck.engine import Judged
from releasecheck.facts import NOWHERE, Absence, Facts, Place, Project
from releasecheck.facts.app import App, OtherApp, Route, View
from releasecheck.facts.boot import Boot
from releasecheck.facts.deploy import Deploy, Launch
from releasecheck.facts.requests import Requests, Response
from releasecheck.facts.runs import Exercised, Tests
from releasecheck.facts.source import AppDefinition, Module, RouteFunction, Source
from releasecheck.findings import CheckResult, Suppressed
from releasecheck.verdict import Bar, Requested, conclude, report, route_lines, suite_counts, summarize
from tests.report.made_up import finding

FACTS = Facts(Project("p"), missing={"app": Absence("skipped", "--skip boot")})
UNSET = Facts(Project("p"), missing={"app": Absence("inconclusive", "SECRET_KEY is not set")})
VIEW = RouteFunction("index", Place("app.py", 9), "app", ("/",), None)
BARE = Facts(
    Project("p"),
    boot=Boot("up", "app:app", "app.py", ".", "python", "--python"),
    app=App(
        "app", NOWHERE, (Route("/static/<path:filename>", "static", ("GET",), ("filename",)),), (), (), ()
    ),
    source=Source((Module("app.py", "app", 20, "app"),), route_functions=(VIEW,)),
)
NO_ROUTE = "app:app has no route of its own and the source has 1"
SUPPRESSED = Suppressed("comment", "a reason")


def check(outcome: str) -> CheckResult:
    return CheckResult("a-rule", "family", outcome, None, 0.0)


@pytest.mark.parametrize(
    ("findings", "bar", "expected"),
    [
        ([], Bar(), ("ready", 0)),
        ([finding("a", "error")], Bar(), ("not-ready", 1)),
        ([finding("a", "warning")], Bar(), ("ready", 0)),
        ([finding("a", "warning")], Bar("warning"), ("not-ready", 1)),
        ([finding("a", "info")], Bar("warning"), ("ready", 0)),
        ([finding("a", "info")], Bar("info"), ("not-ready", 1)),
        ([finding("a", "error", suppressed=SUPPRESSED)], Bar("info"), ("ready", 0)),
    ],
)
def test_findings_at_the_bar_stop_the_release(findings, bar, expected) -> None:
    judged = Judged(tuple(findings), (check("failed" if findings else "passed"),))
    assert conclude(FACTS, judged, bar)[:2] == expected


@pytest.mark.parametrize(
    ("facts", "outcomes", "reason"),
    [
        (FACTS, ["errored", "passed"], "a check broke: our bug, please report it"),
        (FACTS, [], "no check ran"),
        (FACTS, ["skipped", "inconclusive"], "no check ran"),
        (replace(FACTS, cut="cut at 900 s"), ["passed"], "cut at 900 s"),
        (UNSET, ["passed"], "SECRET_KEY is not set"),
        (
            BARE,
            ["passed"],
            f"{NO_ROUTE}: name what builds the app (--app)",
        ),
        (
            replace(BARE, source=replace(BARE.source, route_functions=(replace(VIEW, within="build"),))),
            ["passed"],
            f'{NO_ROUTE}: name what builds the app, as in `--app "app:build(...)"`',
        ),
    ],
)
def test_what_could_not_be_told_is_never_ready(facts, outcomes, reason) -> None:
    judged = Judged((), tuple(check(outcome) for outcome in outcomes))
    assert conclude(facts, judged, Bar()) == ("inconclusive", 3, reason)


@pytest.mark.parametrize(
    ("boot", "reason"),
    [
        (None, "SECRET_KEY is not set"),
        (Boot("raised", "app", "app.py", ".", "python", "--python"), "no such module"),
    ],
)
def test_the_closest_look_at_the_boot_says_why_there_is_no_app(boot: Boot | None, reason: str) -> None:
    other = CheckResult("tests-fail", "tests", "inconclusive", "no pytest there", 0.0)
    seen = CheckResult("app-import-fails", "boot", "inconclusive", "no such module", 0.0)
    blind = CheckResult("config-without-effect", "boot", "inconclusive", "SECRET_KEY is not set", 0.0)
    judged = Judged((), (other, blind, seen))
    assert conclude(replace(UNSET, boot=boot), judged, Bar()) == ("inconclusive", 3, reason)
    said = report(replace(UNSET, boot=boot), judged, Bar(), datetime.now(UTC), 1.0)
    assert said.not_up == (reason if boot else None)


def test_an_app_that_hands_requests_on_needs_no_routes() -> None:
    mounted = OtherApp("shop", NOWHERE, ("/",), mounted=True)
    facts = replace(BARE, app=replace(BARE.app, others=(mounted,)))
    assert conclude(facts, Judged((), (check("passed"),)), Bar()) == ("ready", 0, None)


def test_a_finding_outweighs_what_could_not_be_told() -> None:
    judged = Judged((finding("a", "error"),), (check("failed"), check("errored")))
    assert conclude(UNSET, judged, Bar()) == ("not-ready", 1, None)


@pytest.mark.parametrize(("fails", "expected"), [(False, ("ready", 0, None)), (True, ("not-ready", 1, None))])
def test_one_inconclusive_check_counts_only_when_asked(fails, expected) -> None:
    judged = Judged((), (check("passed"), check("inconclusive")))
    assert conclude(FACTS, judged, Bar(inconclusive_fails=fails)) == expected


def test_the_summary_counts_suppressed_findings_apart() -> None:
    findings = (finding("a", "error"), finding("b", "error", suppressed=SUPPRESSED), finding("c", "info"))
    summary = summarize(Judged(findings, (check("inconclusive"),)))
    assert (summary.error, summary.warning, summary.info) == (1, 0, 1)
    assert (summary.suppressed, summary.inconclusive) == (1, 1)


def route(rule: str, endpoint: str, *, own: bool = True) -> Route:
    return Route(rule, endpoint, ("GET",), (), view=View("shop", endpoint, NOWHERE, own=own, parameters=()))


def test_a_route_line_joins_url_map_sweep_and_suite() -> None:
    routes = tuple(route(rule, name) for rule, name in [("/", "index"), ("/x", "x")])
    answer = Response("GET", "/", "index", "/", "answered", status=200, duration_s=0.5)
    again = Response("GET", "/", "index", "/", "answered", status=500, second=True)
    app = App("shop", NOWHERE, routes, (), (), ())
    suite = Tests("passed", 0, passed=2, exercised=(Exercised("x", "GET", 200, 1),))
    facts = Facts(Project("p"), app=app, requests=Requests((answer, again)), tests=suite)
    index, other = route_lines(facts)
    assert (index.requested, index.tested) == (Requested(200, 0.5), False)
    assert (other.requested, other.tested) == (None, True)
    assert suite_counts(facts).passed == 2


@pytest.mark.parametrize(
    ("own", "outcome", "asked", "tested"),
    [
        (True, "passed", "GET", True),
        (True, "failed", "OPTIONS", False),
        (True, "none-found", None, False),
        (True, "timed-out", "GET", None),
        (True, None, None, None),
        (False, "passed", "GET", None),
    ],
)
def test_a_route_is_tested_if_it_is_the_projects_and_the_suite_asked_it(own, outcome, asked, tested) -> None:
    app = App("shop", NOWHERE, (route("/", "index", own=own),), (), (), ())
    exercised = (Exercised("index", asked, 200, 1),) if asked else ()
    suite = Tests(outcome, 0, exercised=exercised) if outcome else None
    (line,) = route_lines(Facts(Project("p"), app=app, tests=suite))
    assert line.tested is tested


def test_without_a_suite_there_are_no_counts() -> None:
    assert suite_counts(Facts(Project("p"))) is None


@pytest.mark.parametrize(
    ("wrappers", "chosen_by"), [((), "Procfile"), (("ProxyFix",), "Procfile, taken out of ProxyFix")]
)
def test_an_app_taken_out_of_its_middleware_is_said(wrappers: tuple[str, ...], chosen_by: str) -> None:
    boot = Boot("up", "shop:app", "Procfile", ".", ".venv/bin/python", ".venv")
    app = App("shop", NOWHERE, (), (), (), (), taken_out_of=wrappers)
    said = report(Facts(Project("p"), boot=boot, app=app), Judged((), ()), Bar(), datetime.now(UTC), 0.0)
    assert said.app is not None
    assert said.app.chosen_by == chosen_by


BESIDE = replace(
    BARE,
    boot=Boot("up", "run.py", "compose.yaml", "web", "python", "--python"),
    source=Source(
        (Module("web/run.py", "web.run", 9, "app"), Module("api/run.py", "api.run", 9, "app")),
        apps=(AppDefinition("web/run.py", "app", "app", 3), AppDefinition("api/run.py", "app", "app", 3)),
    ),
    deploy=Deploy(
        launches=tuple(
            Launch("python", "run.py", Place("compose.yaml", 4), starts_in=folder)
            for folder in ("web", "api", "jobs", None)
        )
    ),
)


@pytest.mark.parametrize(
    ("facts", "beside"),
    [
        (BESIDE, ("api",)),
        (replace(BESIDE, boot=replace(BESIDE.boot, chosen_by="--app")), ()),
        (replace(BESIDE, app=replace(BESIDE.app, modules=("web/run.py", "api/run.py"))), ()),
        (replace(BESIDE, boot=replace(BESIDE.boot, cwd="."), app=None), ()),
        (replace(BESIDE, deploy=Deploy()), ()),
    ],
    ids=["of another service", "the user named the app", "the app uses it", "unknown", "not deployed"],
)
def test_the_apps_that_nobody_judged(facts: Facts, beside: tuple[str, ...]) -> None:
    said = report(facts, Judged((), ()), Bar(), datetime.now(UTC), 0.0)
    assert (said.app.cwd, said.app.beside) == (facts.boot.cwd, beside)
