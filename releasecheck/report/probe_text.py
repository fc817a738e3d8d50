"""Probes for people."""

from collections.abc import Iterator

from releasecheck.probe.hints import hint_of
from releasecheck.probe.observation import Hop
from releasecheck.probe.result import Assertion, Probe, ProbeReport
from releasecheck.probe.text import visible
from releasecheck.wording import counted


def render(report: ProbeReport) -> str:
    """Each probe with what it says and what to look at, then the verdict."""
    lines = [line for probe in report.probes for line in _probe(probe)]
    return "\n".join([*lines, _verdict(report)]) + "\n"


def summary_line(probe: Probe) -> str:
    """Outcome, URL, status, time, build and instance on one line."""
    return " ".join([f"{probe.outcome:<5}", probe.url, *_facts(probe)])


def _facts(probe: Probe) -> Iterator[str]:
    status = probe.hops[-1].status if probe.hops else None
    yield f"{status or 'no answer'} in {probe.elapsed_s:.3f} s"
    if probe.build is not None:
        yield f"build {probe.build}"
    if probe.instance is not None:
        yield f"instance {probe.instance}"
    if probe.attempts > 1:
        yield f"after {probe.attempts} probes"


def _probe(probe: Probe) -> Iterator[str]:
    yield summary_line(probe)
    yield from _assertions(probe)
    if any(hop.tls and not hop.tls.verified for hop in probe.hops):
        yield "  the certificate was not verified"
    if probe.hops and probe.hops[-1].proxy:
        yield f"  through the proxy {probe.hops[-1].proxy}, which alone knows the address of the target"
    if probe.excerpt:
        yield f"  the answer: {visible(probe.excerpt)}"
    if probe.reasons:
        several = len({hop.url for hop in probe.hops}) > 1
        yield from (f"  {_hop(hop, with_url=several)}" for hop in probe.hops)
    if probe.earlier:
        earlier = ", ".join(f"{reason} {times}x" for reason, times in probe.earlier.items())
        yield f"  before that: {earlier}"


def _assertions(probe: Probe) -> Iterator[str]:
    """What is wrong, and what the app itself warns of; the same hint only once."""
    told: set[str] = set()
    for assertion in probe.assertions:
        if assertion.reason is not None:
            yield f"  {assertion.reason}: {said(assertion)}"
            hint = hint_of(assertion)
            if hint not in told:
                yield f"    {hint}"
            told.add(hint)
        elif assertion.actual == "warn":
            yield f"  the app itself warns: {assertion.name}"


def said(assertion: Assertion) -> str:
    """The assertion in words; where there was no whole answer, why."""
    if assertion.name == "answer" and assertion.actual is not None:
        return assertion.actual
    actual = "nothing" if assertion.actual is None else assertion.actual
    return f"{assertion.name}: expected {assertion.expected}, got {actual}"


def _hop(hop: Hop, *, with_url: bool) -> str:
    phases = ", ".join(f"{name} {_milliseconds(seconds)} ms" for name, seconds in hop.phases.items())
    where = f"{hop.url} at {hop.address}" if with_url and hop.address else hop.address or "no address"
    status = f"{hop.status}, " if hop.status else ""
    return f"{where}: {status}{phases or 'nothing was sent'}"


def _milliseconds(seconds: float) -> str:
    """A phase that was reached took some time: never 0."""
    return f"{seconds * 1000:.1f}" if seconds >= 0.001 else f"{seconds * 1000:.2g}"


def _verdict(report: ProbeReport) -> str:
    well = sum(probe.healthy for probe in report.probes)
    return f"{report.verdict}: {well} of {counted(len(report.probes), 'probe')} passed"
