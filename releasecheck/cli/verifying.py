"""The gate's verify: the live pages judged by the rules against the release file's facts."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from releasecheck.cli.choosing import passed_over
from releasecheck.cli.one_by_one import ask_each
from releasecheck.cli.replicas import replicas_of
from releasecheck.cli.rules import documented
from releasecheck.engine import Judged, judge
from releasecheck.facts import Absence, Facts, Project
from releasecheck.facts.live import Live, OneByOne
from releasecheck.facts.runs import Deployed
from releasecheck.findings import CheckResult, Finding, in_order
from releasecheck.gate.gate import Verified
from releasecheck.gate.snapshot import Snapshot
from releasecheck.gate.state import State
from releasecheck.gate.terms import Terms
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
_SITE = ("deployed", "live")
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
    "tls-expiry": Reason.CERT_EXPIRING,
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
    one_by_one: OneByOne | None = None

    def __call__(self, state: State) -> Verified:
        """What the pages come to: failed by a finding at the bar, warned where not all could be compared."""
        known = state.instances
        # With several instances each is asked for the debugger, so that one of them need not be asked before.
        base = self.base if len(known) < 2 else _without_debugger(self.base)
        site = self._asked(base)
        if isinstance(site.live, Absence) and isinstance(site.deployed, Deployed):
            return _silent(site.deployed)
        facts, questions = self._each(_with(self.facts, site, self.before), known)
        questions += base.target.debugger
        judged = self._judge(facts, rules("deployed", "live"))
        self.findings = judged.findings
        self.notes = tuple(uncompared(judged.checks))
        wrong = [one for one in self.findings if one.suppressed is None]
        barred = [one for one in wrong if at_bar(one, self.settings.fail_on)]
        requests = 1 + questions + (len(facts.live.pages) if facts.live else 0)
        if barred:
            return Verified("failed", requests, tuple(dict.fromkeys(_reasons(barred))))
        if not any(one.outcome in ("passed", "failed", "inconclusive") for one in judged.checks):
            return Verified("skipped", requests)
        return Verified("warned" if wrong or self.notes else "passed", requests)

    def conclude(self, state: State, terms: Terms) -> None:
        """Judge the instances as they were last, and by one more probe where no page was compared."""
        url = self.base.target.shown_url
        facts = replace(self.facts, replicas=replicas_of(url, state, terms, named=terms.build is not None))
        asked = rules("replicas")
        if state.verdict != "unknown" and not any(one.name == "verify" for one in state.ended):
            facts = _with(facts, site_of(self.base, (), LIMIT_S), None)
            asked += [rule for rule in rules("deployed") if "live" not in rule.needs]
        self.findings = in_order((*self.findings, *self._judge(facts, asked).findings))

    def _each(self, facts: Facts, known: Collection[str]) -> tuple[Facts, int]:
        """The facts with what each instance answered, and how many questions that took."""
        if facts.live is None or not self.settings.probe.debugger:
            return facts, 0
        self.one_by_one, asked = ask_each(self.base.target, known, LIMIT_S)
        return replace(facts, live=replace(facts.live, one_by_one=self.one_by_one)), asked

    def _judge(self, facts: Facts, asked: list[Rule]) -> Judged:
        """What these rules say, with what was suppressed marked as such."""
        over = passed_over(self.settings.select, (), documented())
        judged = judge(facts, asked, self.settings.severity, over)
        comments = facts.source.suppressions if facts.source else ()
        findings, _complaints = apply(judged.findings, comments, self.settings.ignore, judged.checks)
        return replace(judged, findings=tuple(findings))

    def _asked(self, base: Base) -> Site:
        """The site, asked again where it gave no answer: a request may be lost, and a row of them may not."""
        asks = plan(self.facts.app, self.facts.requests, self.facts.templates)
        site = site_of(base, asks, LIMIT_S)
        for _ in range(TRIES - 1):
            if isinstance(site.live, Live):
                break
            time.sleep(AGAIN_S)
            site = site_of(base, asks, LIMIT_S)
        return site


def _without_debugger(base: Base) -> Base:
    """The same deployment, of which the debugger is not asked with the health route."""
    return replace(base, target=replace(base.target, debugger=False))


def _silent(deployed: Deployed) -> Verified:
    """No answer at all, time and again: the site's fault, or ours."""
    reasons = tuple(Reason(reason) for reason in deployed.reasons)
    return Verified("unknown" if deployed.outcome == "error" else "failed", TRIES, reasons)


def rules(*facts: str) -> list[Rule]:
    """The rules that cannot do without one of these, but for the one that the gate decides by itself."""
    every = load_rules().values()
    return [rule for rule in every if set(facts).intersection(rule.needs) and rule.id != _BY_THE_MACHINE]


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
    there = {name: one for name in _SITE if not isinstance(one := getattr(site, name), Absence)}
    absent = {name: one for name in _SITE if isinstance(one := getattr(site, name), Absence)}
    # What the run had skipped cannot be compared now, and that is no reason to say that it was.
    missing = {
        name: replace(one, outcome="inconclusive") for name, one in {**facts.missing, **absent}.items()
    }
    facts = replace(facts, **{**dict.fromkeys(_SITE), **there}, missing=missing)
    if facts.live is None or before is None:
        return facts
    return replace(facts, live=_remembering(facts.live, before))


def _remembering(live: Live, before: Snapshot) -> Live:
    return replace(live, checked_before=before.checked or None)


def _reasons(findings: list[Finding]) -> list[Reason]:
    return [_REASONS[one.rule] for one in findings if one.rule in _REASONS]
