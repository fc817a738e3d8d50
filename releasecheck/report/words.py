"""Sentences that the reports for people share."""

from collections import Counter
from collections.abc import Iterable, Sequence

from releasecheck.findings import SEVERITIES, CheckResult, Finding
from releasecheck.verdict import Report
from releasecheck.wording import counted

LEFT_SHOWN = 5
REASON_SHOWN = 160
FIRST = 3
# What keeps the app from starting, what gives it away, what breaks under its visitors, and the rest
_FAMILIES = (
    *("boot", "deploy", "secrets", "config", "routes", "structure", "templates", "session", "dependencies"),
    *("health", "headers", "work", "repository", "lint", "tests"),
)
VERDICTS = {"ready": "ready", "not-ready": "not ready", "inconclusive": "could not tell"}
_NOT_UP = "the app did not come up"
_STOPPERS = ("app-import-fails", "exit-at-import", "flask-werkzeug-incompatible")


def printable(text: str) -> str:
    """Text on one line: line breaks and control characters, which apps may put into names, as escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def judged_app(report: Report) -> list[str]:
    """Which app was judged and who chose it, and under which Python; nothing if none was looked for."""
    app = report.app
    if app is None:
        return []
    folder = "" if app.cwd == "." else f" in {app.cwd}/"
    target = f"{app.target}{folder} (from {app.chosen_by})" if app.target else "no app was judged"
    flask = f", Flask {app.flask}" if app.flask else ""
    others = [
        f"not judged: the app of {one}/, which is deployed beside it: releasecheck run {one}"
        for one in app.beside
    ]
    return [printable(one) for one in (f"{report.project}: {target}", f"{app.python}{flask}", *others)]


def left_behind(report: Report) -> list[str]:
    """A line on what the app and its suite left in the project's folder, and one on databases put back."""
    left = [f"{one.path} ({one.how})" for one in report.left if one.how != "restored"]
    restored = [one.path for one in report.left if one.how == "restored"]
    said = {
        "the app and its tests left in the project": left,
        "the app or its tests changed these databases, which were put back as they were": restored,
    }
    return [printable(f"{what}: {_first(paths)}") for what, paths in said.items() if paths]


def _first(paths: Sequence[str]) -> str:
    more = [f"{len(paths) - LEFT_SHOWN} more"] if len(paths) > LEFT_SHOWN else []
    return ", ".join([*paths[:LEFT_SHOWN], *more])


def place(finding: Finding) -> str:
    """`path:line:column` as far as it is known; "-" for a finding without a place."""
    parts = (finding.path, finding.line, finding.column) if finding.path else ("-",)
    return ":".join(printable(str(part)) for part in parts if part is not None)


def open_findings(report: Report) -> list[Finding]:
    """The findings that nobody asked to pass over: the gravest first, and of a severity what costs most."""
    found = [finding for finding in report.findings if finding.suppressed is None]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), _rank(one.family)))


def _in_short(finding: Finding) -> str:
    where = f"{place(finding)} " if finding.path else ""
    return f"{where}{finding.rule}: {printable(finding.message)}"


def _rank(family: str) -> int:
    return _FAMILIES.index(family) if family in _FAMILIES else len(_FAMILIES)


def to_begin_with(report: Report) -> list[str]:
    """What to mend first, one line for each: why the app is not up, then the worst of different rules."""
    of_rules: dict[str, Finding] = {}
    for finding in open_findings(report):
        if finding.severity != "info":
            of_rules.setdefault(finding.rule, finding)
    told = [_in_short(one) for one in of_rules.values()]
    not_up = [printable(report.not_up)] if report.not_up and report.reason is None else []
    return [*not_up, *told][:FIRST]


def unclear(checks: Iterable[CheckResult]) -> dict[str, list[str]]:
    """Reason -> the rules that for it could not look, not at everything, or that broke."""
    reasons: dict[str, list[str]] = {}
    for check in checks:
        if check.reason and check.outcome in {"inconclusive", "errored", "failed"}:
            reasons.setdefault(printable(check.reason), []).append(check.rule)
    return reasons


def many_rules(rules: Sequence[str]) -> str:
    """Rules whose names would be a wall of text."""
    return f"{counted(len(rules), 'check')} (--format json lists them)"


def cure(reason: str, report: Report) -> str:
    """What makes the checks look that wait for an app which did not come up; nothing for any other reason."""
    said = {one.rule for one in open_findings(report)}
    said.update(rule for told, rules in unclear(report.checks).items() if told != reason for rule in rules)
    stopper = next((rule for rule in _STOPPERS if rule in said), None)
    return f"; mend what {stopper} says, and they look" if stopper and reason.startswith(_NOT_UP) else ""


def verdict(report: Report) -> str:
    """The last line: verdict, counts, coverage, seconds."""
    took = f"{report.duration_s:.1f} s"
    if report.reason is not None:  # a sentence, which the seconds would belong to
        return f"{VERDICTS[report.verdict]}: {_once(printable(report.reason), report)} ({took})"
    return f"{VERDICTS[report.verdict]}: {', '.join(_counts(report))} in {took}"


def _once(reason: str, report: Report) -> str:
    """A long reason was told in full where the rule stands that could not look."""
    told = len(reason) > REASON_SHOWN and reason in unclear(report.checks)
    return f"{reason[:REASON_SHOWN].rpartition(' ')[0].rstrip(',')}…" if told else reason


def _counts(report: Report) -> Sequence[str]:
    summary = report.summary
    said = [counted(summary.error, "error"), counted(summary.warning, "warning")]
    if summary.info:
        said.append(f"{summary.info} info")
    if summary.suppressed:
        said.append(f"{summary.suppressed} suppressed")
    outcomes = Counter(check.outcome for check in report.checks)
    ran = outcomes["passed"] + outcomes["failed"]
    said.append(f"{ran} of {counted(len(report.checks), 'check')} ran")
    if outcomes["skipped"]:
        said.append(f"{outcomes['skipped']} skipped")
    if summary.inconclusive:
        said.append(f"{summary.inconclusive} could not look")
    return said
