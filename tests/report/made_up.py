"""One made-up report with everything that a reporter can meet."""

from releasecheck.findings import CheckResult, Finding, Suppressed
from releasecheck.verdict import (
    SCHEMA,
    JudgedApp,
    Report,
    Requested,
    RouteLine,
    Summary,
    TestCounts,
    Tool,
)

HOSTILE = "evil\x1b[31m\n::error::<script>alert(1)</script> `|` \u202e"


def finding(rule: str, severity: str, **fields: object) -> Finding:
    known = {
        "family": "config",
        "message": f"what {rule} saw",
        "path": "shop/config.py",
        "line": 12,
        "column": None,
        "subject": "DEBUG",
        "evidence": (),
        "fix": "Unset it.",
        "fingerprint": "0123456789abcdef",
    }
    return Finding(rule=rule, severity=severity, **{**known, **fields})


def report(**fields: object) -> Report:
    known = {
        "schema": SCHEMA,
        "tool": Tool("releasecheck", "1.2.3"),
        "started": "2026-11-22T20:00:00Z",
        "duration_s": 3.25,
        "project": "shop",
        "app": JudgedApp("shop:create_app()", "Procfile", "/shop/.venv/bin/python (.venv)", "3.1.3"),
        "verdict": "not-ready",
        "exit_code": 1,
        "reason": None,
        "summary": Summary(error=1, warning=2, info=1, suppressed=1, inconclusive=2),
        "findings": (
            finding(
                "debug-on", "error", column=5, evidence=("app.config['DEBUG'] is True", "set by a class")
            ),
            finding(
                "no-tests", "warning", path=None, line=None, message="no test was found", subject="tests"
            ),
            finding("hostile", "warning", path=f"a/{HOSTILE}.py", message=HOSTILE, subject=HOSTILE),
            finding("quiet", "info", evidence=tuple(f"seen {number}" for number in range(9))),
            finding("passed-over", "error", suppressed=Suppressed("comment", "a local tool")),
        ),
        "checks": (
            CheckResult("debug-on", "config", "failed", None, 0.01),
            CheckResult("fine", "config", "passed", None, 0.01),
            CheckResult("route-5xx", "routes", "inconclusive", "no database at localhost:5432", 0.0),
            CheckResult("slow", "routes", "inconclusive", "no database at localhost:5432", 0.0),
            CheckResult("not-here", "health", "skipped", "no --url", 0.0),
        ),
        "routes": (
            RouteLine("/", ("GET", "HEAD", "OPTIONS"), "index", "shop:index", Requested(200, 0.01), True),
            RouteLine("/buy", ("POST", "OPTIONS"), "buy", "shop:buy", None, False),
        ),
        "tests": TestCounts(passed=4, failed=1, skipped=0, errors=0, duration_s=1.5),
        "probe": None,
        "timings": {"boot": 0.5},
    }
    return Report(**{**known, **fields})
