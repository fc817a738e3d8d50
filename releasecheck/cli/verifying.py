"""The gate's verify: the live pages judged by the rules against the release file's facts."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from releasecheck.cli.choosing import passed_over
from releasecheck.cli.rules import documented
from releasecheck.engine import judge
from releasecheck.facts import Absence, Facts, Project
from releasecheck.facts.live import Live
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CheckResult, Finding
from releasecheck.gate.gate import Verified
from releasecheck.gate.machine import State
from releasecheck.gate.snapshot import Snapshot
from releasecheck.gather.health import Site, site_of
from releasecheck.gather.live import LIMIT_S, Base
from releasecheck.gather.live_plan import plan
from releasecheck.probe import Reason
from releasecheck.registry import Rule, load_rules
from releasecheck.settings import Settings
from releasecheck.suppress import apply
from releasecheck.verdict import at_bar

TRIES, AGAIN_S = 3, 2.0
_BY_THE_MACHINE = "health-probe-core"  # the gate's own decisions weigh every answer of the health route
_REASONS: Mapping[str, Reason] = {
    "deployed-debugger-exposed": Reason.DEBUGGER_EXPOSED,
    "dev-server-banner": Reason.DEV_SERVER,
    "deployed-dependency-missing": Reason.DEPENDENCY_MISSING,
    "deployed-cookie-weaker": Reason.COOKIE_FLAGS,
    "deployed-headers-weaker": Reason.HEADER_MISSING,
    "deployed-route-broken": Reason.STATUS_UNEXPECTED,
    "deployed-route-missing": Reason.STATUS_UNEXPECTED,
    "deployed-route-open": Reason.STATUS_UNEXPECTED,
    "deployed-static-missing": Reason.STATUS_UNEXPECTED,
    "deployed-error-page": Reason.BODY_MISMATCH,
}


@dataclass
class Verifier:
    """Compares once more each time the build matches; keeps what it found and could not compare last."""

    base: Base
    facts: Facts
    settings: Settings
    before: Snapshot | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __call__(self, _: State) -> Verified:
        """What the pages come to: failed by a finding at the bar, warned where not all could be compared."""
        site = self._asked()
        if isinstance(site.live, Absence) and isinstance(site.deployed, Deployed):
            return _silent(site.deployed)
        facts = _with(self.facts, site, self.before)
        over = passed_over(self.settings.select, (), documented())
        judged = judge(facts, rules(), self.settings.severity, over)
        comments = facts.source.suppressions if facts.source else ()
        self.findings, _complaints = apply(judged.findings, comments, self.settings.ignore, judged.checks)
        self.notes = tuple(uncompared(judged.checks))
        wrong = [one for one in self.findings if one.suppressed is None]
        barred = [one for one in wrong if at_bar(one, self.settings.fail_on)]
        requests = 1 + (len(facts.live.pages) if facts.live else 0)
        if barred:
            return Verified("failed", requests, tuple(dict.fromkeys(_reasons(barred))))
        if not any(one.outcome in ("passed", "failed", "inconclusive") for one in judged.checks):
            return Verified("skipped", requests)
        return Verified("warned" if wrong or self.notes else "passed", requests)

    def _asked(self) -> Site:
        """The site, asked again where it gave no answer: a request may be lost, and a row of them may not."""
        asks = plan(self.facts.app, self.facts.requests, self.facts.templates)
        site = site_of(self.base, asks, LIMIT_S)
        for _ in range(TRIES - 1):
            if isinstance(site.live, Live):
                break
            time.sleep(AGAIN_S)
            site = site_of(self.base, asks, LIMIT_S)
        return site


def _silent(deployed: Deployed) -> Verified:
    """No answer at all, time and again: the site's fault, or ours."""
    reasons = tuple(Reason(reason) for reason in deployed.reasons)
    return Verified("unknown" if deployed.outcome == "error" else "failed", TRIES, reasons)


def rules() -> list[Rule]:
    """The rules about the deployed site, but for the one that the gate decides by itself."""
    told = ({"deployed", "live"}.intersection(rule.needs) for rule in load_rules().values())
    pairs = zip(load_rules().values(), told, strict=True)
    return [rule for rule, needs in pairs if needs and rule.id != _BY_THE_MACHINE]


def uncompared(checks: tuple[CheckResult, ...]) -> list[str]:
    """One line for each reason for which something was not compared."""
    reasons: dict[str, list[str]] = {}
    for check in checks:
        if check.reason and check.outcome in ("inconclusive", "errored", "failed"):
            reasons.setdefault(check.reason, []).append(check.rule)
    return [f"not compared: {', '.join(ids)} ({reason})" for reason, ids in reasons.items()]


def no_release() -> Facts:
    """The facts of a gate that was given a build and no release file."""
    absence = Absence("inconclusive", "no --release to compare with")
    return Facts(Project(""), missing=dict.fromkeys(("app", "requests", "templates"), absence))


def _with(facts: Facts, site: Site, before: Snapshot | None) -> Facts:
    there = {
        name: one for name in ("deployed", "live") if not isinstance(one := getattr(site, name), Absence)
    }
    absent = {name: one for name in ("deployed", "live") if isinstance(one := getattr(site, name), Absence)}
    # What the run had skipped cannot be compared now, and that is no reason to say that it was.
    missing = {
        name: replace(one, outcome="inconclusive") for name, one in {**facts.missing, **absent}.items()
    }
    facts = replace(facts, **{"deployed": None, "live": None, **there}, missing=missing)
    if facts.live is None or before is None:
        return facts
    return replace(facts, live=_remembering(facts.live, before))


def _remembering(live: Live, before: Snapshot) -> Live:
    return replace(live, checked_before=before.checked or None)


def _reasons(findings: list[Finding]) -> list[Reason]:
    return [_REASONS[one.rule] for one in findings if one.rule in _REASONS]
