"""Probes in Prometheus' text format, for the node exporter's textfile collector."""

from collections.abc import Callable, Iterator
from datetime import datetime

from releasecheck.probe.result import Probe, ProbeReport

Samples = Iterator[tuple[dict[str, str], float]]


def render(report: ProbeReport) -> str:
    """Every metric with its samples of all probes."""
    return "".join(line for metric in _METRICS for line in _lines(*metric, report))


def _lines(
    name: str, description: str, samples: Callable[[Probe], Samples], report: ProbeReport
) -> Iterator[str]:
    yield f"# HELP {name} {description}\n# TYPE {name} gauge\n"
    found = {
        _labels({"url": probe.url, **labels}): value
        for probe in report.probes
        for labels, value in samples(probe)
    }  # a URL that was given twice must not be there twice: the collector would refuse the whole file
    for labels, value in found.items():
        yield f"{name}{{{labels}}} {value!r}\n"


def _labels(labels: dict[str, str]) -> str:
    return ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _success(probe: Probe) -> Samples:
    yield {}, float(probe.healthy)


def _elapsed(probe: Probe) -> Samples:
    yield {}, probe.elapsed_s


def _phases(probe: Probe) -> Samples:
    for number, hop in enumerate(probe.hops, 1):
        for phase, seconds in hop.phases.items():
            yield {"hop": str(number), "phase": phase}, seconds


def _reasons(probe: Probe) -> Samples:
    for reason in probe.reasons:
        yield {"reason": reason}, 1


def _builds(probe: Probe) -> Samples:
    if probe.build is not None:
        yield {"build": probe.build}, 1


def _certificates(probe: Probe) -> Samples:
    if probe.hops and probe.hops[-1].tls and probe.hops[-1].tls.not_after:
        yield {}, datetime.fromisoformat(probe.hops[-1].tls.not_after).timestamp()


_METRICS: tuple[tuple[str, str, Callable[[Probe], Samples]], ...] = (
    ("releasecheck_probe_success", "Whether the target is healthy.", _success),
    ("releasecheck_probe_duration_seconds", "Time to the last byte of the answer.", _elapsed),
    ("releasecheck_probe_phase_seconds", "Time of each phase that was reached.", _phases),
    ("releasecheck_probe_reason", "The reasons of this probe.", _reasons),
    ("releasecheck_probe_build_info", "The build that answered.", _builds),
    ("releasecheck_probe_certificate_not_after_seconds", "When the certificate ends.", _certificates),
)
