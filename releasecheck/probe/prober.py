"""One probe."""

from releasecheck.probe.judge import judge
from releasecheck.probe.observe import observe
from releasecheck.probe.result import Probe
from releasecheck.probe.target import Target


def probe(target: Target) -> Probe:
    """Ask once and judge the answer, within the target's deadline; safe in any thread.

    What the network and the server do wrong is a reason in the result, never an exception.
    """
    return judge(target, observe(target))
