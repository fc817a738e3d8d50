"""What ruff finds."""

from releasecheck.facts.boot import Boot, Crash
from releasecheck.facts.runs import Lint, LintFinding
from releasecheck.findings import CouldNotLook, Found, Judgement, error


@error
def lint_fails(lint: Lint, boot: Boot | None = None) -> Judgement:
    """Ruff finds code that breaks when it runs, or that a stranger's request can turn against the app.

    An undefined name or a syntax error in a view that no test asks shows itself first to a user: these are
    errors. The security rules that concern a web app, and whatever else the project's own ruff settings
    select, are warnings. A code that those settings ignore by name is not added to them. A syntax error that
    keeps the app from coming up is left to `app-import-fails`.

    Fix: `ruff rule CODE` explains the finding and shows the better code.

    Fault::

        @bp.get("/total")
        def total():
            return str(sum(prices))  # F821: prices is not defined anywhere

    Fine::

        @bp.get("/total")
        def total():
            return str(sum(current_prices()))
    """
    if lint.reason:
        yield CouldNotLook(f"the ruff settings in {lint.configured_in} were not used: {lint.reason}")
    for one in lint.findings:
        if boot and boot.crash and _is_same(one, boot.crash):
            continue
        explained = f"`ruff rule {one.code}` explains the finding and shows the better code."
        fix = f"{one.fix}." if one.fix else explained if one.code.isalnum() else None
        yield Found(one.message, one.code, one.place, fix=fix, severity="error" if one.breaks else "warning")


def _is_same(finding: LintFinding, crash: Crash) -> bool:
    here, there = finding.place, crash.place
    return crash.cause == "syntax" and (here.path, here.line) == (there.path, there.line)
