"""Observation to verdict: every assertion is evaluated, none stops the others."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from releasecheck.probe.assertions import about_headers, about_json, about_origin, about_status
from releasecheck.probe.excerpt import excerpt_of
from releasecheck.probe.health import Health, NotJsonError, parse_body, read_health, says_json
from releasecheck.probe.observation import Answer, Failure, Observation
from releasecheck.probe.reasons import Outcome, Reason
from releasecheck.probe.release import about_build, about_certificate, about_health, about_latency
from releasecheck.probe.result import Assertion, Probe
from releasecheck.probe.target import Target

_NO_HEALTH = Health(status=None, build=None, instance=None, started=None, evaluated=None, checks=())


def judge(target: Target, observation: Observation) -> Probe:
    """The result of one probe."""
    health = health_of(target, observation)
    assertions = tuple(_assertions(target, observation, health))
    reasons = dict.fromkeys(assertion.reason for assertion in assertions if assertion.reason)
    outcome = _outcome(assertions, observation.failures)
    shown = observation.answer if outcome is Outcome.FAIL else None
    return Probe(
        url=target.shown_url,
        outcome=outcome,
        reasons=tuple(reasons),
        build=health.build,
        instance=health.instance,
        started=health.started,
        hops=observation.hops,
        assertions=assertions,
        elapsed_s=observation.elapsed_s,
        excerpt=excerpt_of(shown, target.all_credentials.secrets()) if shown else None,
    )


def health_of(target: Target, observation: Observation) -> Health:
    """What the answer says of the app; nothing where there is none."""
    if observation.answer is None:
        return _NO_HEALTH
    try:
        document = parse_body(observation.answer)
    except NotJsonError:
        document = None
    return read_health(observation.answer, document, target.build_from)


def _outcome(assertions: tuple[Assertion, ...], failures: tuple[Failure, ...]) -> Outcome:
    ours = {failure.reason for failure in failures if failure.ours}
    if any(not assertion.ok and assertion.reason not in ours for assertion in assertions):
        return Outcome.FAIL
    if ours:
        return Outcome.ERROR
    return Outcome.WARN if any(assertion.reason for assertion in assertions) else Outcome.OK


def _assertions(target: Target, observation: Observation, health: Health) -> Iterator[Assertion]:
    for failure in observation.failures:
        yield _failed(failure, target)
    answer = observation.answer
    if answer is None:
        return
    yield from about_status(target, answer)
    yield from about_origin(answer, debugger=observation.debugger)
    yield from about_headers(target, answer)
    yield from _about_body(target, observation, answer)
    yield from about_build(target, health)
    yield from about_health(answer.status, health)
    yield from about_latency(target, observation.elapsed_s)
    for tls in dict.fromkeys(hop.tls for hop in observation.hops if hop.tls):
        yield from about_certificate(tls, datetime.now(UTC))


def _failed(failure: Failure, target: Target) -> Assertion:
    """Too large a body does not matter to someone who asked for the status only."""
    harmless = failure.reason is Reason.BODY_TOO_LARGE and not _needs_body(target)
    return Assertion("answer", "a complete answer", failure.detail, ok=harmless, reason=failure.reason)


def _needs_body(target: Target) -> bool:
    build_in_body = target.expect_build is not None and not (target.build_from or "").startswith("header:")
    return bool(target.expect_json) or build_in_body


def _about_body(target: Target, observation: Observation, answer: Answer) -> Iterator[Assertion]:
    """JSON that was promised or is needed must be JSON; a body that broke off has said why already."""
    document: Any = None
    unread = next((failure.reason for failure in observation.failures if not failure.ours), None)
    if unread is None and (says_json(answer) or target.expect_json):
        try:
            document = parse_body(answer)
        except NotJsonError as error:
            unread = Reason.JSON_INVALID
            yield Assertion("body", "JSON", str(error), ok=False, reason=unread)
    yield from about_json(target, document, unread)
