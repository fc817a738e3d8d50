"""What is asserted of the release that answers: build, health, latency, certificate."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from releasecheck.probe.builds import same_build
from releasecheck.probe.health import Health, HealthCheck
from releasecheck.probe.observation import Tls
from releasecheck.probe.reasons import Reason
from releasecheck.probe.result import Assertion
from releasecheck.probe.target import Target

# The lesser of a time and a share of the lifetime: a short-lived certificate is renewed late by design.
_FAIL_UNDER = (timedelta(days=7), 0.10)
_WARN_UNDER = (timedelta(days=21), 0.33)


def about_build(target: Target, health: Health) -> Iterator[Assertion]:
    """The expected build."""
    expected = target.expect_build
    if expected is None:
        return
    if health.build is None:
        yield Assertion("build", expected, None, ok=False, reason=Reason.VERSION_MISSING)
    else:
        ok = same_build(expected, health.build)
        yield Assertion("build", expected, health.build, ok, None if ok else Reason.VERSION_MISMATCH)


def about_health(status: int, health: Health) -> Iterator[Assertion]:
    """What the app says of itself: in agreement with the HTTP status, and each of its dependencies."""
    if health.status is not None:
        agrees = (health.status != "fail") == (status < 400)
        reason = None if agrees else Reason.HEALTH_STATUS_MISMATCH
        expected = "a failing status" if status >= 400 else "a healthy status"
        yield Assertion("health", f"{expected} with HTTP {status}", health.status, agrees, reason)
    for check in health.checks:
        ok = not _failed(check)
        reason = None if ok else Reason.DEPENDENCY_FAILED
        expected = "pass (a release needs its migrations)" if _is_migration(check) else "pass"
        yield Assertion(f"dependency {check.name}", expected, check.status, ok, reason)


def _failed(check: HealthCheck) -> bool:
    """Dockerflow calls migrations that did not run a warning; for a release they are a failure."""
    return check.status == "fail" or (check.status == "warn" and _is_migration(check))


def _is_migration(check: HealthCheck) -> bool:
    return "migrat" in check.name.lower()


def about_latency(target: Target, elapsed: float) -> Iterator[Assertion]:
    """A limit that was asked for fails; without one a slow answer is a warning."""
    limit = target.warn_time if target.max_time is None else target.max_time
    slow = elapsed > limit
    ok = not slow or target.max_time is None
    reason = Reason.LATENCY if slow else None
    yield Assertion("latency", f"at most {limit:g} s", f"{elapsed:.3f} s", ok, reason)


def about_certificate(tls: Tls, now: datetime) -> Iterator[Assertion]:
    """The time that the certificate has left, measured against its lifetime."""
    if tls.not_before is None or tls.not_after is None:
        return
    end = datetime.fromisoformat(tls.not_after)
    lifetime = end - datetime.fromisoformat(tls.not_before)
    left = end - now
    enough = min(_WARN_UNDER[0], lifetime * _WARN_UNDER[1])
    fails = left < min(_FAIL_UNDER[0], lifetime * _FAIL_UNDER[1])
    reason = Reason.CERT_EXPIRING if left < enough else None
    expected, actual = (f"{time / timedelta(days=1):.1f} days left" for time in (enough, left))
    yield Assertion("certificate", f"at least {expected}", actual, not fails, reason)
