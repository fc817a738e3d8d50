"""One probe."""

from releasecheck.probe.judge import judge
from releasecheck.probe.observe import observe
from releasecheck.probe.result import Probe
from releasecheck.probe.target import Target


def probe(target: Target) -> Probe:
    """Ask once and judge the answer; what goes wrong is a reason, never an exception."""
    return judge(target, observe(target))
